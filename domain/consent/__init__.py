"""Consent: what somebody was told, what they agreed to item by item, and what they stopped."""

from domain.consent.commands import COMMANDS, GiveAnswers, GiveInformation, Withdraw, decide
from domain.consent.events import EVENTS, AnswersGiven, InformationGiven, Withdrawn, consent_stream
from domain.consent.items import ITEMS, LEVELS, stopped_by
from domain.consent.rules import RULES, SIGNING, STOPPING, Signing, Stopping
from domain.consent.state import FOLDING, Consent
from domain.consent.state import Signing as SignedEntry
from domain.consent.state import Stop as StopEntry

__all__ = [
    "COMMANDS",
    "EVENTS",
    "FOLDING",
    "ITEMS",
    "LEVELS",
    "RULES",
    "SIGNING",
    "STOPPING",
    "AnswersGiven",
    "Consent",
    "GiveAnswers",
    "GiveInformation",
    "InformationGiven",
    "SignedEntry",
    "Signing",
    "StopEntry",
    "Stopping",
    "Withdraw",
    "Withdrawn",
    "consent_stream",
    "decide",
    "stopped_by",
]
