"""Consent: what somebody was told, what they agreed to item by item, and what they stopped."""

from domain.consent.commands import (
    COMMANDS,
    ClarifyStop,
    GiveAnswers,
    GiveInformation,
    ObserveObjection,
    Pause,
    Resume,
    Withdraw,
    decide,
)
from domain.consent.events import (
    EVENTS,
    AnswersGiven,
    InformationGiven,
    ObjectionObserved,
    Paused,
    Resumed,
    StopClarified,
    Withdrawn,
    consent_stream,
)
from domain.consent.items import CHANNELS, CONSENTS, FILM, ITEMS, LEVELS, MANNERS, SIGNS, UNCLEAR, stopped_by
from domain.consent.rules import RULES, SIGNING, STOPPING, Open, Signing, Stopping
from domain.consent.state import FOLDING, OBJECTION, PAUSE, Consent
from domain.consent.state import Signing as SignedEntry
from domain.consent.state import Stop as StopEntry

STOPS = (Withdraw, Pause, ObserveObjection)
"""What somebody wants stopped: never refused for form, and tried until it is recorded."""

__all__ = [
    "CHANNELS",
    "COMMANDS",
    "CONSENTS",
    "EVENTS",
    "FILM",
    "FOLDING",
    "ITEMS",
    "LEVELS",
    "MANNERS",
    "OBJECTION",
    "PAUSE",
    "RULES",
    "SIGNING",
    "SIGNS",
    "STOPPING",
    "STOPS",
    "UNCLEAR",
    "AnswersGiven",
    "ClarifyStop",
    "Consent",
    "GiveAnswers",
    "GiveInformation",
    "InformationGiven",
    "ObjectionObserved",
    "ObserveObjection",
    "Open",
    "Pause",
    "Paused",
    "Resume",
    "Resumed",
    "SignedEntry",
    "Signing",
    "StopClarified",
    "StopEntry",
    "Stopping",
    "Withdraw",
    "Withdrawn",
    "consent_stream",
    "decide",
    "stopped_by",
]
