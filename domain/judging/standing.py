"""How an item stands, with everything that bears on it: the person's consent first, then what the initiative does."""

from datetime import datetime
from enum import StrEnum

from domain import consent
from domain.consent import CONSENTS, ItemState
from domain.judging.advised import unadvised
from domain.judging.facts import closed_by
from domain.judging.histories import Histories
from domain.judging.renewing import renewal
from domain.judging.together import together
from domain.kernel.time import FOREVER


class Bearing(StrEnum):
    """What a study's documents, its end or a death make of an item that the person agreed to."""

    RECONSENT_DUE = "RECONSENT_DUE"
    LAPSED = "LAPSED"
    CLOSED = "CLOSED"


def item_state(h: Histories, item: str, at: datetime, known: datetime = FOREVER) -> ItemState | Bearing:
    """The state of one item at an instant, as known at another. A death or the end of the study closes it."""
    h = together(h, at, known)
    if closed_by(h, at, known):
        return Bearing.CLOSED
    state = consent.item_state(h.consent, item, at, known)
    if state is ItemState.CONTINUED_ON_CONSULTEE_ADVICE and unadvised(h, item, at, known):
        return ItemState.SUSPENDED_CAPACITY
    if state is not ItemState.ACTIVE or item not in CONSENTS:
        return state
    match renewal(h, at, known, item):
        case "due":
            return Bearing.RECONSENT_DUE
        case "lapsed":
            return Bearing.LAPSED
        case _:
            return state
