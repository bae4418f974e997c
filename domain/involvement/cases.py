"""What the rules need to know, built from a request and from what is around it: live and with hindsight alike."""

from dataclasses import replace
from datetime import datetime

from domain.involvement.around import Around
from domain.involvement.reasons import WAYS
from domain.involvement.rules import Coming, Deciding, Escalating, Offering, Raising, Reviewing, Telling, later
from domain.involvement.state import (
    DECLINED,
    FAILED,
    OFFERED,
    REQUESTED,
    TAKEN,
    Decided,
    Request,
    Status,
    answered_before,
    deadline,
    status,
    undecided_since,
)
from domain.kernel.ids import Ref
from domain.kernel.reasons import RESOURCES
from domain.kernel.time import FOREVER, london_day

NOES = frozenset(
    {
        Status.DECLINED,
        Status.EXPIRED_UNDECIDED,
        Status.CANCELLED,
        Status.ALTERNATIVE_OFFERED,
        Status.REFUSED,
        Status.FAILED,
        Status.REVIEW_REQUESTED,
        Status.UPHELD,
    }
)
"""The states in which something may be offered instead; what was refused, or failed, may be followed by another."""


def is_open(around: Around, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether there is something to go to: on the record, not cancelled, not begun."""
    terms = around.activity.terms(at, known)
    return terms is not None and around.activity.cancelled(at, known) is None and at < terms.starts_at


def raising(request: Request, around: Around, requester: Ref, at: datetime, known: datetime = FOREVER) -> Raising:
    """What the rules of asking need to know."""
    return Raising(
        open=is_open(around, at, known),
        by_clinician=requester in around.clinicians and requester != around.person,
        asked_already=request.open_asking(at, known) is not None,
    )


def deciding(request: Request, around: Around, entry: Decided, known: datetime = FOREVER) -> Deciding:
    """What the rules of an answer need to know, as things stood just before it."""
    at, before = entry.at, replace(request, decisions=tuple(d for d in request.decisions if d.key < entry.key))
    due, plan = deadline(before, around.activity, at, known), before.plan(at, known)
    signed = plan is not None and around.person in plan.signers and len(plan.signers) > 1
    return Deciding(
        at=at,
        in_charge=around.in_charge,
        asked_for_it=entry.decider in before.requesters(at, known),
        interested=around.interested,
        requested=before.open_asking(at, known) is not None,
        open=is_open(around, at, known),
        in_time=None if due is None else at < due or answered_before(due, before, at, known),
        decide_by=due,
        signed=signed,
        conditions=entry.conditions,
        reasons=entry.reasons,
        reason=entry.reason,
        on_plan=plan is not None and entry.item in plan.items,
        found=entry.found is not None and before.finding(entry.found, at, known) is not None,
        explained=entry.explained,
        says_what_would_change_it=entry.says_what_would_change_it,
        review_after=later(entry.review_on, london_day(at)),
        alternative=entry.alternative,
        until=entry.until,
        approved=before.approval(at, known) is not None,
    )


def telling(request: Request, around: Around, at: datetime, known: datetime = FOREVER) -> Telling:
    """What the rules of giving reasons need to know: they are given of the latest answer, or of the deadline passed."""
    answered = answered_at(request, around, at, known)
    return Telling(answered, at, None if answered is None else answered + around.told_within)


def answered_at(request: Request, around: Around, at: datetime, known: datetime = FOREVER) -> datetime | None:
    """When there was an answer last, or the deadline passed without one."""
    answer, expired = request.answer(at, known), undecided_since(request, around.activity, at, known)
    told = [instant for instant in (None if answer is None else answer.at, expired) if instant is not None]
    return max(told, default=None)


def offering(request: Request, around: Around, at: datetime, known: datetime = FOREVER) -> Offering:
    """Whether there is a no that something may be offered instead of."""
    return Offering(instead_of_a_no=status(request, around.activity, at, known) in NOES)


def taking_up(
    request: Request, kind: str, at: datetime, known: datetime = FOREVER, *, failed: bool = False
) -> Offering:
    """Whether what is taken, or fails, was offered; what is taken already may fail."""
    step = request.alternative(at, known, kind)
    stands = (OFFERED, TAKEN) if failed else (OFFERED,)
    return Offering(offered=step is not None and step.step in stands)


def requesting_review(request: Request, at: datetime, known: datetime = FOREVER) -> Reviewing:
    """Whether there is a no, and nobody has asked yet that it is looked at."""
    answer, review = request.answer(at, known), request.review(at, known)
    return Reviewing(declined=answer is not None and answer.outcome == DECLINED and review is None)


def reviewing(request: Request, reviewer: Ref, at: datetime, known: datetime = FOREVER) -> Reviewing:
    """Whether a review is open, and what whoever decides it had to do with the decision."""
    answer, review = request.answer(at, known), request.review(at, known)
    return Reviewing(
        open=review is not None and review.step == REQUESTED,
        own_decision=answer is not None and answer.decider == reviewer,
        own_request=reviewer in request.requesters(at, known),
    )


def escalated(request: Request, at: datetime, known: datetime = FOREVER) -> Decided | None:
    """The latest no for a reason that lay with the hospital, which nobody has answered for since."""
    answer = request.answer(at, known)
    if answer is None or not RESOURCES.intersection(answer.reasons):
        return None
    answered = (each for each in request.escalations if each.at <= at and each.known(known) and each.key > answer.key)
    return None if any(True for _ in answered) else answer


def escalating(request: Request, by: Ref, at: datetime, known: datetime = FOREVER) -> Escalating:
    """Whether there is something to answer for, and who answers."""
    answer = escalated(request, at, known)
    return Escalating(escalated=answer is not None, own_reason=answer is not None and answer.decider == by)


def coming(request: Request, way: str, at: datetime, known: datetime = FOREVER) -> Coming:
    """Whether somebody was allowed to come as they did, or came by a link that failed."""
    link = request.alternative(at, known, "remote")
    return Coming(
        in_person=way == WAYS[0],
        approved=request.approval(at, known) is not None or _at_the_ward(request, at, known),
        link_failed=link is not None and link.step == FAILED,
    )


def _at_the_ward(request: Request, at: datetime, known: datetime) -> bool:
    """Whether the forum came in: then nobody went out."""
    offer = request.alternative(at, known, "forum_comes_in")
    return offer is not None and offer.step == TAKEN
