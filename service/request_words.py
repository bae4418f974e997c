"""Requests to go out in words for staff: how they stand, until when, what was answered and why, on what it rests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from domain.involvement import APPROVED, CALLED_OFF, DECLINED, DEFERRED, Decided, Status
from domain.kernel.ids import Ref
from domain.kernel.reasons import REASONS
from domain.kernel.sealed import Sealed
from domain.kernel.time import to_local
from service.entitling import INVOLVEMENT_LEAD
from service.names import called_in_care, opened
from service.outing_words import verdict
from service.requests import Asked, Whole
from service.wiring import Service

Names = Mapping[Ref, str]

STATES: Final[Mapping[Status, str]] = {
    Status.DRAFT: "wished for, not asked yet",
    Status.SUBMITTED: "waits for an answer",
    Status.WITHDRAWN_BY_PERSON: "the person does not want to go",
    Status.UNDER_REVIEW: "waits for an answer, with a plan",
    Status.APPROVED: "approved",
    Status.APPROVED_WITH_CONDITIONS: "approved, with conditions",
    Status.DECLINED: "declined",
    Status.DEFERRED: "put off",
    Status.EXPIRED_UNDECIDED: "nobody decided in time",
    Status.CANCELLED: "cancelled",
    Status.ALTERNATIVE_OFFERED: "something else is offered",
    Status.TAKEN: "takes what is offered instead",
    Status.REFUSED: "does not want what is offered instead",
    Status.FAILED: "what was taken instead came to nothing",
    Status.REVIEW_REQUESTED: "a review is asked for",
    Status.UPHELD: "declined, and upheld",
    Status.OVERTURNED: "overturned, to be decided anew",
}
"""How a request stands, to staff."""
OUTCOMES: Final[Mapping[str, str]] = {
    APPROVED: "Approved",
    DECLINED: "Declined",
    DEFERRED: "Put off",
    CALLED_OFF: "Called off on the day",
}
INSTEAD: Final[Mapping[str, str]] = {
    "remote": "a link from here",
    "next_date": "the next date",
    "forum_comes_in": "the forum comes in",
}
"""What is offered instead."""
COLUMNS: Final = ("who", "to what", "asked", "days waited", "deadline", "days left", "stands", "decides", "instead")
LEAD_COLUMNS: Final = ("who", "to what", "asked", "days waited", "deadline", "days left", "stands", "instead")
"""What whoever runs an activity is shown: how a request stands, and no reason."""
GATE: Final = ("clause", "asks", "says", "what to do", "rule", "source")


def columns(role: str) -> tuple[str, ...]:
    """The columns of a list of requests, for a role."""
    return LEAD_COLUMNS if role == INVOLVEMENT_LEAD else COLUMNS


def row(each: Asked, names: Names, role: str) -> tuple[str | int, ...]:
    """One request of a list, as somebody of a role may see it; days are left while it waits, fewer than none too."""
    asked = minute(each.asked_at)
    left = each.days_left if each.waits and each.days_left is not None else ""
    told = (
        names[each.person],
        each.terms.name,
        asked,
        each.waited.days,
        minute(each.due),
        left,
        STATES[each.state],
    )
    return (*told, instead(each)) if role == INVOLVEMENT_LEAD else (*told, in_charge(each, names), instead(each))


def left(each: Asked) -> str:
    """How long there is until the deadline, as one says it."""
    days = each.days_left
    if days is None:
        return "no deadline is left"
    if days < 0:
        return f"passed {_days(-days)} ago" if days < -1 else "passed"
    return "today" if days == 0 else f"{_days(days)} left"


def waited(each: Asked) -> str:
    """How long it has been asked, as one says it."""
    return _days(each.waited.days) if each.waited.days else "since today"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def in_charge(each: Asked, names: Names) -> str:
    """Who decides: the responsible clinician of the day."""
    return ", ".join(sorted(names[ref] for ref in each.in_charge)) or "nobody is in charge"


def instead(each: Asked) -> str:
    """What is offered instead, and what became of that."""
    if each.offer is None:
        kind = each.answer.alternative if each.answer else None
        return f"{INSTEAD[kind]}, to be offered" if kind else ""
    kind = each.offer.alternative or ""
    return f"{INSTEAD.get(kind, 'what was offered')}: {each.offer.step}"


def reasons(answer: Decided) -> str:
    """The reasons of an answer, the first one first, each with its code."""
    said = "; ".join(f"{REASONS.get(code, 'a reason')} ({code})" for code in answer.reasons)
    return said[:1].upper() + said[1:]


def minute(at: datetime | None) -> str:
    """An instant to the minute, in London's time."""
    return to_local(at)[:16].replace("T", " ") if at is not None else ""


def refs(rows: Iterable[Asked]) -> set[Ref]:
    """Everybody whom these name."""
    return {
        ref
        for each in rows
        for ref in (
            each.person,
            each.requester,
            *each.in_charge,
            *(each.plan.signers if each.plan else ()),
            *(d.by for d in (each.plan.against if each.plan else ())),
            each.answer.decider if each.answer else None,
            each.told.by if each.told else None,
        )
        if ref is not None
    }


def called(service: Service, people: Iterable[Ref]) -> dict[Ref, str]:
    """How those who care for people call them; nothing in it is a study's."""
    return called_in_care(service.record, service.keys, people, lambda ref: service.road.initiative(ref).kind)


@dataclass(frozen=True, slots=True)
class Texts:
    """What was written down of a request in words, opened for those who care for the person."""

    plan: Mapping[str, str]
    items: Mapping[str, Mapping[str, str]]
    against: tuple[tuple[Ref, str], ...]
    found: Mapping[str, str]
    answer: Mapping[str, str]


NO_TEXTS: Final = Texts({}, {}, (), {}, {})
"""What those are told of it who do not care for the person."""


def texts(service: Service, whole: Whole) -> Texts:
    """The words of the plan, of what was found and of the answer. Only after the reading was recorded."""
    asked, h = whole.asked, whole.involved
    plan, answer = asked.plan, asked.answer
    found = {each.found: each for each in h.request.found if each.at <= asked.at}
    return Texts(
        plan=_words(service, plan.position) if plan else {},
        items={each.item: _words(service, each.position) for each in (plan.written if plan else ())},
        against=tuple((each.by, _words(service, each.position).get("in_words", "")) for each in _against(whole)),
        found={code: _words(service, each.position).get("in_words", "") for code, each in found.items()},
        answer=_words(service, answer.position) if answer else {},
    )


def _against(whole: Whole) -> tuple[Any, ...]:
    return whole.asked.plan.against if whole.asked.plan else ()


def _words(service: Service, position: int) -> dict[str, str]:
    """Every personal text of one event, opened."""
    told: dict[str, str] = {}
    for recorded in service.record.at([position]):
        for each in fields(recorded.event):
            value = getattr(recorded.event, each.name)
            if isinstance(value, Sealed):
                told[each.name] = opened(service.keys, recorded, each.name, value)
    return told


def gate_rows(whole: Whole) -> list[tuple[str, ...]]:
    """The gate clause by clause: what each asks for, what it says, and what to do where it does not hold."""
    return [
        (
            clause.letter,
            clause.rule.says.partition(": ")[2],
            verdict(clause),
            "" if clause.holds else clause.rule.remedy,
            clause.rule.id,
            str(clause.rule.cite),
        )
        for clause in whole.gate
    ]
