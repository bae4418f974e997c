"""What the clock alone makes due of leave and of wishes to go out: the same at any instant, recorded or not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.involvement import undecided_since
from domain.judging.leaving.again import AGAIN
from domain.judging.leaving.away import LATE, OUTCOME
from domain.judging.leaving.histories import Going
from domain.judging.leaving.papers import REPORT
from domain.judging.leaving.tasks import leave_tasks
from domain.judging.task import Task
from domain.kernel.ids import Ref
from domain.kernel.time import end_of_day
from domain.leave import AuthorisationState, MinistryState

UNDECIDED: Final = "request_undecided"
AUTHORISATION: Final = "authorisation_expired"
CONSENT: Final = "ministry_consent_expired"
RETURN: Final = "return_overdue"
ACCOUNTS: Final = "outcome_overdue"
OWED: Final = "report_overdue"
GATE: Final = "gate_closed"
NO_ACTIVITY: Final = Ref("")


@dataclass(frozen=True, slots=True, order=True)
class GoingDue:
    """Something that fell due: when, of which kind, about what (a code), and for which activity, where for any."""

    at: datetime
    kind: str
    about: str
    activity: Ref = NO_ACTIVITY


def fallen_going(h: Going, wishes: Iterable[Ref], by: datetime) -> tuple[GoingDue, ...]:
    """What has fallen due about one person's leave and their wishes by an instant, in order."""
    of_tasks = (due for task in leave_tasks(h, by) for due in _of_task(task, by))
    return tuple(sorted({*of_tasks, *_papers(h, by), *_undecided(h, wishes, by)}))


def _of_task(task: Task, by: datetime) -> Iterator[GoingDue]:
    code = task.about.partition(" ")[0].rstrip(",")
    if task.kind == LATE:
        yield GoingDue(task.since, RETURN, code)
    elif task.kind == OUTCOME:
        yield GoingDue(task.since, ACCOUNTS, code)
    elif task.kind == REPORT and task.open and task.due is not None and task.due <= by:
        yield GoingDue(task.due, OWED, code)
    elif task.kind == AGAIN:
        yield GoingDue(task.since, GATE, code, task.activity or NO_ACTIVITY)


def _papers(h: Going, by: datetime) -> Iterator[GoingDue]:
    """Authority that has ended by itself."""
    for given in h.leave.authorisations(by):
        if given.state is AuthorisationState.EXPIRED and given.to_at is not None:
            yield GoingDue(given.to_at, AUTHORISATION, given.code)
    for ministry in h.leave.ministries(by):
        ends = ministry.grant.expires_on if ministry.grant else None
        if ministry.state is MinistryState.EXPIRED and ends is not None:
            yield GoingDue(end_of_day(ends), CONSENT, ministry.code)


def _undecided(h: Going, wishes: Iterable[Ref], by: datetime) -> Iterator[GoingDue]:
    for activity in wishes:
        wish = h.involved(activity)
        if (since := undecided_since(wish.request, wish.forum, by)) is not None:
            yield GoingDue(since, UNDECIDED, activity, activity)
