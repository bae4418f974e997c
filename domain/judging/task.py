"""The shape of every task, whoever it is for: something that the record says is still to be done, or was."""

from dataclasses import dataclass
from datetime import datetime

from domain.kernel.entries import Entry
from domain.kernel.ids import Ref


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done: of which kind, about what, since when, by when (None: at once).

    `outcome` is what came of it, "" while it is open; `stage` how far an open one has come. `evidence` are positions.
    `activity` is what somebody wishes to go to, where it is about that.
    """

    kind: str
    about: str
    since: datetime
    due: datetime | None
    stage: str
    outcome: str
    evidence: tuple[int, ...]
    activity: Ref | None = None

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return not self.outcome


def proof(*entries: Entry | None) -> tuple[int, ...]:
    """The positions of the entries that there are, each once."""
    return tuple(sorted({entry.position for entry in entries if entry is not None}))


def in_order(found: list[Task], at: datetime) -> tuple[Task, ...]:
    """Those that have come up by an instant, as they came up."""
    return tuple(sorted((t for t in found if t.since <= at), key=lambda t: (t.since, t.kind, t.about)))
