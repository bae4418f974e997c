"""How a request stands: computed from what was told and from the clock, whether anything has recorded it or not."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.involvement.state.activity import Activity
from domain.involvement.state.entries import (
    APPROVED,
    CALLED_OFF,
    DECLINED,
    DEFERRED,
    FAILED,
    OFFERED,
    OVERTURNED,
    REFUSED,
    REQUESTED,
    TAKEN,
    UPHELD,
    Asked,
    Decided,
    last,
    so,
)
from domain.involvement.state.request import Request
from domain.kernel.time import FOREVER


class Status(StrEnum):
    """The states of an involvement request; there is no other."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    WITHDRAWN_BY_PERSON = "WITHDRAWN_BY_PERSON"
    UNDER_REVIEW = "UNDER_REVIEW"
    APPROVED = "APPROVED"
    APPROVED_WITH_CONDITIONS = "APPROVED_WITH_CONDITIONS"
    DECLINED = "DECLINED"
    DEFERRED = "DEFERRED"
    EXPIRED_UNDECIDED = "EXPIRED_UNDECIDED"
    CANCELLED = "CANCELLED"
    ALTERNATIVE_OFFERED = "ALTERNATIVE_OFFERED"
    TAKEN = "TAKEN"
    REFUSED = "REFUSED"
    FAILED = "FAILED"
    REVIEW_REQUESTED = "REVIEW_REQUESTED"
    UPHELD = "UPHELD"
    OVERTURNED = "OVERTURNED"


_OF_OFFER: Final = {
    OFFERED: Status.ALTERNATIVE_OFFERED,
    TAKEN: Status.TAKEN,
    REFUSED: Status.REFUSED,
    FAILED: Status.FAILED,
}
_OF_REVIEW: Final = {REQUESTED: Status.REVIEW_REQUESTED, UPHELD: Status.UPHELD, OVERTURNED: Status.OVERTURNED}
_BY_THE_CLOCK: Final = -1
"""Where what the clock brings stands among what was told of the same instant: before it."""
Step = tuple[datetime, int, Status]


def status(request: Request, activity: Activity, valid: datetime, known: datetime = FOREVER) -> Status | None:
    """How a request stands at an instant, as known at another: its latest step. None where nobody wished anything."""
    if request.withdrawn(valid, known) is not None:
        return Status.WITHDRAWN_BY_PERSON
    asked = request.open_asking(valid, known)
    if asked is None:
        begun = last((*request.wishes, *request.drafts), valid, known)
        return None if begun is None else Status.DRAFT
    return max(_steps(request, activity, asked, valid, known))[2]


def undecided_since(
    request: Request, activity: Activity, valid: datetime, known: datetime = FOREVER
) -> datetime | None:
    """When the deadline passed without a yes or a no to what is asked; a later decision does not change that.

    Of what is asked only after the deadline it is the time of leaving. A deferral is neither a yes nor a no.
    """
    due, gone = deadline(request, activity, valid, known), activity.cancelled(valid, known)
    if due is None or valid < due or (gone is not None and gone.at < due):
        return None
    return None if answered_before(due, request, valid, known) else due


def deadline(request: Request, activity: Activity, valid: datetime, known: datetime = FOREVER) -> datetime | None:
    """Until when what is asked is to be decided; None where nothing is asked, or too late for any."""
    asked, terms = request.open_asking(valid, known), activity.terms(valid, known)
    if asked is None or terms is None:
        return None
    due = terms.decide_by if asked.at < terms.decide_by else terms.depart_at
    return due if asked.at < due else None


def answered_before(due: datetime, request: Request, valid: datetime, known: datetime = FOREVER) -> bool:
    """Whether there was a yes or a no before an instant; a deferral is neither."""
    return any(each.outcome != DEFERRED and each.at < due for each in request.answers(valid, known))


def _steps(request: Request, activity: Activity, asked: Asked, valid: datetime, known: datetime) -> Iterator[Step]:
    ended = tuple(_ended(request, activity, asked, valid, known))
    yield asked.at, asked.order, Status.SUBMITTED
    yield from ended
    yield from ((*key, Status.UNDER_REVIEW) for key in _looked_at(request, asked, valid, known, ended))
    for answer in request.answers(valid, known):
        yield answer.at, answer.order, _answered(answer)
    for offer in request.instead(valid, known):
        if offer in request.offers:  # what a no names is that no still
            yield offer.at, offer.order, _OF_OFFER[offer.step]
    for review in so(request.reviews, valid, known):
        if review.key > asked.key:
            yield review.at, review.order, _OF_REVIEW[review.step]


def _ended(request: Request, activity: Activity, asked: Asked, valid: datetime, known: datetime) -> Iterator[Step]:
    """What nobody tells in this stream: the deadline passed; what it is for is cancelled."""
    if (late := undecided_since(request, activity, valid, known)) is not None:
        yield late, _BY_THE_CLOCK, Status.EXPIRED_UNDECIDED
    if (gone := activity.cancelled(valid, known)) is not None:
        yield max(gone.at, asked.at), _BY_THE_CLOCK, Status.CANCELLED


def _looked_at(
    request: Request, asked: Asked, valid: datetime, known: datetime, ended: tuple[Step, ...]
) -> Iterator[tuple[datetime, int]]:
    """When somebody began to look at it: with its plan; again where a deferral ran out. Not after it has ended.

    A plan that is begun anew, or a time until which it was put off, takes nothing from an answer that there is.
    """
    answers, over = request.answers(valid, known), [(at, order) for at, order, _ in ended]
    if begun := so(request.drafts, valid, known):
        with_plan = max(asked.at, begun[0].at), max(asked.order, begun[0].order)
        if all(with_plan < key for key in (*over, *(each.key for each in answers))):
            yield with_plan
    last_answer = answers[-1] if answers else None
    if last_answer is not None and last_answer.until is not None and last_answer.until <= valid:
        again = last_answer.until, _BY_THE_CLOCK
        if all(again < key for key in over):
            yield again


def _answered(answer: Decided) -> Status:
    match answer.outcome:
        case outcome if outcome == APPROVED:
            return Status.APPROVED_WITH_CONDITIONS if answer.conditions else Status.APPROVED
        case outcome if outcome == DECLINED:
            return Status.DECLINED
        case outcome if outcome == DEFERRED:
            return Status.DEFERRED
        case outcome if outcome == CALLED_OFF:
            return Status.CANCELLED
        case _:
            raise ValueError(f"an answer is never {answer.outcome}")
