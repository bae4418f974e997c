"""How one item of somebody's consent stands at an instant, as known at another, in the words of the record."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.consent.capacity import Hold
from domain.consent.heard import REFUSED
from domain.consent.state import ADVICE, OBJECTION, Consent, Signing, Stop
from domain.kernel.time import FOREVER


class ItemState(StrEnum):
    """How an item stands. What a study's documents, sites or end do to it is judged by whoever knows of those."""

    NOT_APPROACHED = "NOT_APPROACHED"
    INFO_GIVEN = "INFO_GIVEN"
    DECLINED = "DECLINED"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    SUSPENDED_CAPACITY = "SUSPENDED_CAPACITY"
    CONTINUED_ON_CONSULTEE_ADVICE = "CONTINUED_ON_CONSULTEE_ADVICE"
    WITHDRAWN = "WITHDRAWN"
    WITHDRAWN_BY_OBJECTION = "WITHDRAWN_BY_OBJECTION"
    WITHDRAWN_BY_CONSULTEE_ADVICE = "WITHDRAWN_BY_CONSULTEE_ADVICE"
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR"


_STOPPED: Final = {
    OBJECTION: ItemState.WITHDRAWN_BY_OBJECTION,
    REFUSED: ItemState.DECLINED,
    ADVICE: ItemState.WITHDRAWN_BY_CONSULTEE_ADVICE,
}
_HELD: Final = {
    Hold.FREE: ItemState.ACTIVE,
    Hold.CONTINUED: ItemState.CONTINUED_ON_CONSULTEE_ADVICE,
}


def item_state(consent: Consent, item: str, at: datetime, known: datetime = FOREVER) -> ItemState:
    """The state of an item. The person's own last word decides; advice against speaks only where that was a yes."""
    last = consent.answer(item, at, known)
    if isinstance(last, Stop) and last.level == ADVICE:
        own = consent.own_word(item, at, known)
        last = own if own is not None and not (isinstance(own, Signing) and own.answers[item]) else last
    match last:
        case Stop():
            return _STOPPED.get(last.level, ItemState.WITHDRAWN)
        case Signing():
            return _agreed(consent, item, last, at, known) if last.answers[item] else ItemState.DECLINED
        case None:
            return _unanswered(consent, item, at, known)


def _agreed(consent: Consent, item: str, signing: Signing, at: datetime, known: datetime) -> ItemState:
    """What capacity suspends needs more than the end of a pause, so it is named first."""
    held = consent.capacity.hold(item, signing.signed_at, at, known)
    if held is Hold.SUSPENDED:
        return ItemState.SUSPENDED_CAPACITY
    if consent.suspension(item, at, known, signing.signed_at) is not None:
        return ItemState.PAUSED
    return _HELD[held]


def _unanswered(consent: Consent, item: str, at: datetime, known: datetime) -> ItemState:
    if any(item in s.answers and s.signed_at <= at and s.known(known) for s in consent.in_error):
        return ItemState.ENTERED_IN_ERROR
    told = any(i.informed_at <= at and i.known(known) for i in consent.informed)
    return ItemState.INFO_GIVEN if told else ItemState.NOT_APPROACHED
