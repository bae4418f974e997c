"""What is still to be done about somebody's wish to go to something: decide, tell why, offer another way, look again.

Every no has a next. Computed from the record and the instant alone; asked later, less is open unless more was told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.governance import REASONS_HOURS
from domain.involvement import (
    APPROVED,
    CALLED_OFF,
    DECLINED,
    DEFERRED,
    FAILED,
    OVERTURNED,
    REQUESTED,
    Asked,
    Decided,
    Review,
    deadline,
    status,
    undecided_since,
)
from domain.involvement.state.entries import Moment, so
from domain.judging.involving import Involved
from domain.judging.task import Task, in_order, proof
from domain.kernel.entries import Entry
from domain.kernel.reasons import LATE, RESOURCES
from domain.kernel.time import FOREVER, end_of_day

DECISION: Final = "decision"
REASONS: Final = "reasons"
ALTERNATIVE: Final = "alternative"
LOOK_AGAIN: Final = "review"
ESCALATION: Final = "escalation"
ACTION: Final = "action"
KINDS: Final = (DECISION, REASONS, ALTERNATIVE, LOOK_AGAIN, ESCALATION, ACTION)

ANEW: Final = "answered anew"
WITHDRAWN: Final = "withdrawn by the person"
DIED: Final = "the person died"
EXPIRED: Final = "expired undecided"
_BY_THE_CLOCK: Final = -1
Key = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class _Case:
    """A request whose tasks are asked for: what was asked last, as of one instant and as known at another."""

    h: Involved
    asked: Asked
    at: datetime
    known: datetime

    @property
    def answers(self) -> list[Decided]:
        return self.h.request.answers(self.at, self.known)

    @property
    def name(self) -> str:
        """What the activity is called; its reference where nothing is known of it."""
        terms = self.h.forum.terms(FOREVER, self.known)
        return terms.name if terms else self.h.activity

    def next_answer(self, key: Key) -> Decided | None:
        return next((each for each in self.answers if each.key > key), None)

    def expired(self) -> datetime | None:
        return undecided_since(self.h.request, self.h.forum, self.at, self.known)

    def task(
        self, kind: str, since: datetime, due: datetime | None, stage: str, outcome: str, *of: Entry | None
    ) -> Task:
        evidence = proof(self.asked, *of)
        return Task(kind, self.name, since, due, "" if outcome else stage, outcome, evidence, self.h.activity)


def request_tasks(h: Involved, at: datetime, known: datetime = FOREVER) -> tuple[Task, ...]:
    """Every task about one person's request that has come up by an instant, as known at another, done ones too.

    They are about what was asked last. Once the person has withdrawn it, or has died, nothing of it is left to be done
    but the actions that were agreed.
    """
    asked = h.request.asking(at, known)
    if asked is None:
        return ()
    over = _over(h, asked, at, known)
    until = at if over is None else over[0]
    before = tuple(gone for gone in h.request.withdrawals if gone.key < asked.key)
    case = _Case(replace(h, request=replace(h.request, withdrawals=before)), asked, until, known)
    kinds = (_decisions, _reasons, _alternatives, _reviews, _escalations)
    found = in_order([task for kind in kinds for task in kind(case)], until)
    if over is not None:
        found = tuple(replace(task, stage="", outcome=task.outcome or over[1]) for task in found)
    return in_order([*found, *_actions(replace(case, at=at))], at)


def _over(h: Involved, asked: Asked, at: datetime, known: datetime) -> tuple[datetime, str] | None:
    """Since when nothing is to be decided any more, and why: the person does not want it, or is dead."""
    gone = next((w for w in so(h.request.withdrawals, at, known) if w.key > asked.key), None)
    died = h.about.died(known)
    ends = [(gone.at, WITHDRAWN)] if gone is not None else []
    if died is not None and died.since <= at:
        ends.append((max(died.since, asked.at), DIED))
    return min(ends, default=None)


def _decisions(c: _Case) -> Iterator[Task]:
    """A yes or a no by the deadline; and another one where a no was overturned."""
    due = deadline(c.h.request, c.h.forum, c.at, c.known)
    final = [each for each in c.answers if each.outcome != DEFERRED]
    gone = c.h.forum.cancelled(c.at, c.known)
    if due is not None:
        first = next((each for each in final if each.at < due), None)
        outcome = first.outcome if first else "cancelled" if gone and gone.at < due else EXPIRED * (due <= c.at)
        stage = str(status(c.h.request, c.h.forum, c.at, c.known) or "").replace("_", " ").lower()
        yield c.task(DECISION, c.asked.at, due, stage, outcome, *c.answers[:1], first, gone, *_terms(c))
    for review in _steps(c, OVERTURNED):
        yield from _anew(c, review, gone)


def _anew(c: _Case, review: Review, gone: Moment | None) -> Iterator[Task]:
    """What was overturned counts no longer: it is decided again, by the next time that there still is."""
    terms = c.h.forum.terms(c.at, c.known)
    times = (terms.decide_by, terms.depart_at, terms.starts_at) if terms else ()
    due = next((each for each in times if review.at < each), None)
    if due is None or terms is None:
        return
    answer = c.next_answer(review.key)
    outcome = answer.outcome if answer else "cancelled" if gone else EXPIRED * (terms.starts_at <= c.at)
    yield c.task(DECISION, review.at, due, "overturned, to be decided anew", outcome, review, answer, gone)


def _terms(c: _Case) -> list[Moment]:
    """What says until when the activity's requests are decided."""
    registered = (each for each in c.h.forum.registered if each.known(c.known))
    return [*registered, *so(c.h.forum.changes, c.at, c.known)]


def _steps(c: _Case, step: str) -> list[Review]:
    return [r for r in so(c.h.request.reviews, c.at, c.known) if r.step == step and r.key > c.asked.key]


def _reasons(c: _Case) -> Iterator[Task]:
    """Whoever is told no, later or nothing is told why, within the hours that the provider has set [POL]."""
    answers: list[tuple[Key, str, Entry | None]] = [
        (each.key, each.reason or "", each) for each in c.answers if each.outcome != APPROVED
    ]
    if (late := c.expired()) is not None:
        answers.append(((late, _BY_THE_CLOCK), LATE, None))
    for key, reason, entry in sorted(answers, key=lambda each: each[0]):
        after = c.next_answer(key)
        told = next((each for each in so(c.h.request.told, c.at, c.known) if each.key > key), None)
        given = told is not None and (after is None or told.key < after.key)
        outcome = "given" if given else ANEW if after else ""
        due = key[0] + c.h.settings.hours(REASONS_HOURS, key[0])
        yield c.task(REASONS, key[0], due, reason, outcome, entry, told if given else None, after)


def _alternatives(c: _Case) -> Iterator[Task]:
    """Something instead of each no, of what nobody decided, of a cancellation, and of what failed."""
    since: tuple[datetime, Entry | None] | None = None
    for key, entry, outcome in sorted(_turns(c), key=lambda each: each[0]):
        if not outcome:
            since = since or (key[0], entry)
        elif since is not None:
            yield c.task(ALTERNATIVE, since[0], None, "", outcome, since[1], entry)
            since = None
    if since is not None:
        named = since[1].alternative if isinstance(since[1], Decided) else None
        yield c.task(ALTERNATIVE, since[0], None, f"to be offered{f': {named}' if named else ''}", "", since[1])


def _turns(c: _Case) -> Iterator[tuple[Key, Entry | None, str]]:
    """What calls for something instead (without an outcome), and what makes good for that."""
    if (late := c.expired()) is not None:
        yield (late, _BY_THE_CLOCK), None, ""
    if (gone := c.h.forum.cancelled(c.at, c.known)) is not None:
        yield (max(gone.at, c.asked.at), _BY_THE_CLOCK), gone, ""
    for answer in c.answers:
        if answer.outcome in (DECLINED, CALLED_OFF):
            yield answer.key, answer, ""
        elif answer.outcome == APPROVED:
            yield answer.key, answer, APPROVED
    for offer in so(c.h.request.offers, c.at, c.known):
        if offer.key > c.asked.key:
            yield offer.key, offer, "" if offer.step == FAILED else offer.step


def _reviews(c: _Case) -> Iterator[Task]:
    """A no is looked at again on the day that it names; or, where somebody asks for that, by somebody else."""
    for answer in c.answers:
        if answer.outcome != DECLINED or answer.review_on is None:
            continue
        begins, ends = end_of_day(answer.review_on - timedelta(days=1)), end_of_day(answer.review_on)
        after: Sequence[Moment] = [*c.answers, *so(c.h.request.reviews, c.at, c.known)]
        looked = min((each for each in after if each.key > answer.key), key=lambda each: each.key, default=None)
        if looked is None or looked.at >= begins:
            yield c.task(LOOK_AGAIN, begins, ends, "the day that the no names", _came_of(looked), answer, looked)
    for review in _steps(c, REQUESTED):
        steps = [each for each in so(c.h.request.reviews, c.at, c.known) if each.key > review.key]
        ended = min((each for each in (*steps, *c.answers) if each.key > review.key), key=lambda e: e.key, default=None)
        yield c.task(LOOK_AGAIN, review.at, None, "asked for", _came_of(ended), review, ended)


def _came_of(entry: Moment | None) -> str:
    """What a no that is looked at again came to."""
    if entry is None:
        return ""
    return ("asked for" if entry.step == REQUESTED else entry.step) if isinstance(entry, Review) else ANEW


def _escalations(c: _Case) -> Iterator[Task]:
    """A reason that lay with the hospital is answered for by those who answer for staff, vehicles and papers."""
    for answer in c.answers:
        lacked = [each for each in answer.reasons if each in RESOURCES]
        if not lacked:
            continue
        after = c.next_answer(answer.key)
        told = next((e for e in so(c.h.request.escalations, c.at, c.known) if e.key > answer.key), None)
        outcome = "answered" if told and (after is None or told.key < after.key) else ANEW if after else ""
        yield c.task(ESCALATION, answer.at, None, ", ".join(lacked), outcome, answer, told, after)


def _actions(c: _Case) -> Iterator[Task]:
    """What somebody agreed to do about what was said, or about what failed."""
    for action in {each.action: each for each in so(c.h.request.actions, c.at, c.known)}.values():
        steps, due = c.h.request.steps_of(action.action, c.at, c.known), end_of_day(action.due_on)
        closed = steps.get("done") or steps.get("not_done")
        stage = "overdue" if due <= c.at else "agreed"
        outcome = closed.step.replace("_", " ") if closed else ""
        task = c.task(ACTION, action.at, due, stage, outcome, action, closed)
        yield replace(task, about=f"{c.name}: {action.action}")
