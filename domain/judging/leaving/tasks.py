"""What is still to be done about somebody's leave: papers, outings that began, and outings that are planned.

Nothing is stored; asked later, less is open unless something was recorded or fell due. No stream of a study is read.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from domain.judging.leaving import again, away, papers
from domain.judging.leaving.histories import Going
from domain.judging.task import Task, in_order
from domain.kernel.time import FOREVER

KINDS: Final = (*papers.KINDS, *away.KINDS, *again.KINDS)
DIED: Final = "the person died"
_OF_THE_LIVING: Final = frozenset(KINDS) - {papers.REPORT, away.NOTIFICATION}
"""What is done with the person, or for their going out."""


def leave_tasks(h: Going, at: datetime, known: datetime = FOREVER) -> tuple[Task, ...]:
    """Every task about one person's leave that has come up by an instant, as known at another, done ones too."""
    died = h.about.died(known)
    until = at if died is None else min(at, died.since)
    found = [*papers.papers(h, at, known), *away.away(h, at, known)]
    tasks = in_order([*found, *again.again(h, until, known)], at)
    if until == at:
        return tasks
    return tuple(_over(task) for task in tasks if task.kind not in _OF_THE_LIVING or task.since <= until)


def _over(task: Task) -> Task:
    if task.kind not in _OF_THE_LIVING:
        return task
    return replace(task, stage="", outcome=task.outcome or DIED)
