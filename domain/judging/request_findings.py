"""Findings about one person's wish to go to one activity: who answered, with what, in time; judged with hindsight.

What is found of a deadline is so from the deadline on, whether or not anybody records anything then: it is found
before, and whoever asks earlier is not told of it yet.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.involvement import (
    APPROVED,
    CALLED_OFF,
    COSIGNED,
    DECLINED,
    DEFERRED,
    VERIFIED,
    Acting,
    ActionStep,
    Decided,
    Deciding,
    Telling,
    coming,
    deciding,
    raising,
    reviewing,
    undecided_since,
)
from domain.judging.findings import Found
from domain.judging.going_out import REQUESTS, found
from domain.judging.involving import Involved, around
from domain.kernel.entries import Entry
from domain.kernel.time import ALWAYS, FOREVER, london_day, to_local

_OF: Final = {APPROVED: "approvals", DECLINED: "refusals", DEFERRED: "deferrals", CALLED_OFF: "called_off"}


def audit_request(h: Involved, since: datetime = ALWAYS, known: datetime = FOREVER) -> tuple[Found, ...]:
    """Every finding about what happened with one request from an instant on; what falls due later is among it."""
    judged = (*_asked(h, known), *_answered(h, known), *_missed(h, known), *_untold(h, known), *_after(h, known))
    unique = {(each.kind, each.suffix): each for each in judged if each.happened_at >= since}
    return tuple(unique.values())


def _asked(h: Involved, known: datetime) -> Iterator[Found]:
    for asked in h.request.asked:
        if asked.known(known):
            before = replace(h.request, asked=tuple(each for each in h.request.asked if each.key < asked.key))
            facts = around(h, asked.requester, asked.at, known)
            case = raising(before, facts, asked.requester, asked.at, known)
            proof = [asked, *h.forum.registered, *_in_charge(h, asked.at, known)]
            yield from found(REQUESTS["askings"], case, f"@{to_local(asked.at)}", asked.at, proof)


def _answered(h: Involved, known: datetime) -> Iterator[Found]:
    for entry in h.request.decisions:
        if entry.known(known):
            case = deciding(h.request, around(h, entry.decider, entry.at, known), entry, known)
            yield from found(
                REQUESTS[_OF[entry.outcome]], case, f"@{to_local(entry.at)}", entry.at, _proof(h, entry, known)
            )


def _proof(h: Involved, entry: Decided, known: datetime) -> list[Entry]:
    """What an answer rests on: what was asked and planned by then, and who was in charge."""
    r = h.request
    by_then = (*r.asked, *r.withdrawals, *r.drafts, *r.items, *r.signatures, *r.found)
    told = [each for each in by_then if each.known(known) and each.at <= entry.at]
    return [entry, *told, *h.forum.registered, *_in_charge(h, entry.at, known)]


def _in_charge(h: Involved, at: datetime, known: datetime) -> list[Entry]:
    return [each for each in h.about.in_charge if each.known(known) and london_day(at) in each.days]


def _missed(h: Involved, known: datetime) -> Iterator[Found]:
    for due in _deadlines(h, known):
        proof = [*h.request.asked, *h.request.decisions, *h.forum.registered, *h.forum.changes]
        case = Deciding(at=due, in_time=False, decide_by=due)
        yield from found(REQUESTS["deadlines"], case, f"@{to_local(due)}", due, (e for e in proof if e.known(known)))


def _deadlines(h: Involved, known: datetime) -> list[datetime]:
    """Every deadline that ever passed, or will, without a yes or a no; one that was moved later is not forgotten."""
    first = [(each.terms.decide_by, each.terms.depart_at) for each in h.forum.registered if each.known(known)]
    moved = (dict(each.terms) for each in h.forum.changes if each.known(known))
    later = [tuple(terms[name] for name in ("decide_by", "depart_at") if name in terms) for terms in moved]
    said = {at for pair in (*first, *later) for at in pair}
    return sorted(due for due in said if undecided_since(h.request, h.forum, due, known) == due)


def _untold(h: Involved, known: datetime) -> Iterator[Found]:
    """Answers, and deadlines that passed, of which the person was not told in time; nobody tells what was withdrawn."""
    tellings = sorted(each.at for each in h.request.told if each.known(known))
    gone = [each.at for each in h.request.withdrawals if each.known(known)]
    answers: list[tuple[datetime, Entry | None]] = [(e.at, e) for e in h.request.decisions if e.known(known)]
    for at, entry in (*answers, *((due, None) for due in _deadlines(h, known))):
        due = at + around(h, h.person, at, known).told_within
        if any(at <= each < due for each in gone):
            continue
        told_at = next((each for each in tellings if each >= at), FOREVER)
        proof = [*h.request.asked, *([entry] if entry else ()), *(e for e in h.request.told if e.at == told_at)]
        yield from found(REQUESTS["tellings"], Telling(at, told_at, due), f"@{to_local(at)}", due, proof)


def _after(h: Involved, known: datetime) -> Iterator[Found]:
    """What followed: reviews, and how the person came."""
    for step in h.request.reviews:
        if step.known(known) and step.step in ("upheld", "overturned"):
            before = replace(h.request, reviews=tuple(each for each in h.request.reviews if each.key < step.key))
            case = reviewing(before, step.by, step.at, known)
            proof = [step, *h.request.decisions, *h.request.asked]
            yield from found(REQUESTS["reviews"], case, f"@{to_local(step.at)}", step.at, proof)
    for came in h.request.came:
        if came.known(known):
            case_of_coming = coming(h.request, came.way, came.at, known)
            proof_of_it = [came, *h.request.decisions, *h.request.offers]
            yield from found(REQUESTS["attendances"], case_of_coming, f"@{to_local(came.at)}", came.at, proof_of_it)
    for taken in h.request.steps:
        if taken.known(known) and taken.step in (COSIGNED, VERIFIED):
            yield from _signed_for(h, taken, known)


def _signed_for(h: Involved, step: ActionStep, known: datetime) -> tuple[Found, ...]:
    """A service user signed for an action, or somebody found that it had changed something."""
    action, steps = h.request.action(step.action, step.at, known), h.request.steps_of(step.action, step.at, known)
    case = Acting(
        there=action is not None,
        done="done" in steps,
        by_funder=action is not None and action.funder == step.by,
        cosigned=COSIGNED in steps,
        by_service_user=around(h, step.by, step.at, known).service_user,
    )
    table = "cosignings" if step.step == COSIGNED else "impacts"
    proof = [step, *(each for each in h.request.actions if each.action == step.action), *steps.values()]
    return found(REQUESTS[table], case, f"@{step.action}/{to_local(step.at)}", step.at, proof)
