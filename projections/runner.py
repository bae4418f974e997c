"""Runs projections: batches, each with their progress in one transaction; a poisoned event stops its projection only.

Whoever catches up takes the lock of a projection's progress row first and looks again where it stands, so two who
catch up at once both come through and no event is projected twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import sqlalchemy as sa

from domain.kernel.decider import Event, Recorded
from projections.columns import micros
from projections.projection import Place, Projection, Source
from projections.writes import Writes

BATCH: Final = 500
"""How many events go into one transaction; a rebuild takes ten times as many."""

_ITS_OWN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    sa.exc.IntegrityError,
    sa.exc.DataError,
)
"""Errors of a projection's own code; any other is the machine's or the record's, and passes or is mended there."""


def _its_own(error: Exception) -> bool:
    """Whether an error is of a projection's own code; a value that no column takes is, before any server sees it."""
    if isinstance(error, sa.exc.ProgrammingError):
        return getattr(error.orig, "sqlstate", None) is None
    return isinstance(error, _ITS_OWN) or type(error) is sa.exc.StatementError


Progress = Callable[[int, int], None]

metadata = sa.MetaData()
progress = sa.Table(
    "progress",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("mark", sa.String(120), nullable=False),
    sa.Column("error", sa.Text, nullable=True),
)
"""Where each projection stands, and the mark of the event that stood there, to know the record again by."""
dead_letters = sa.Table(
    "dead_letters",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("tag", sa.String(64), nullable=False),
    sa.Column("error", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Status:
    """Where a projection stands, how far behind, and what stopped it."""

    name: str
    position: int
    lag: int
    error: str | None


class _Poisoned(Exception):
    """A projection could not take an event."""

    def __init__(self, recorded: Recorded[Event], cause: Exception) -> None:
        super().__init__(f"{type(cause).__name__} at position {recorded.position}")
        self.recorded = recorded
        self.cause = cause


class Runner:
    """Brings projections up to the end of the log."""

    def __init__(self, engine: sa.Engine, source: Source, projections: Sequence[Projection]) -> None:
        self.engine = engine
        self.source = source
        self.projections = projections
        self._passed = {projection.name: projection.passes for projection in projections}
        self._remembered: dict[str, str] = {}
        self._writing = engine.execution_options(byleave_writes=True)
        self._at_work = Lock()
        """Held by whoever catches up: the others of this process wait for that, and need not do it again."""

    def begin(self) -> None:
        """A progress row for each projection that has none, whoever else begins at once."""
        with self._writing.begin() as db:
            writes = Writes(db)
            for projection in self.projections:
                writes.insert_new(progress, {"name": projection.name, "position": 0, "mark": "", "error": None})
            writes.flush()

    def forget(self) -> None:
        """Lets go of everything that projections remember of tables that have been made anew."""
        for projection in self.projections:
            self._forget(projection)

    def _forget(self, projection: Projection) -> None:
        projection.forget()
        self._remembered.pop(projection.name, None)

    def catch_up(self, tell: Progress | None = None, size: int = BATCH, names: Sequence[str] = ()) -> int:
        """Projects everything up to the head that is there now, and answers it.

        Where some are named, it is for these: the others follow where one of them is a whole batch behind.
        """
        with self._at_work:
            if names:
                with self.engine.connect() as db:
                    if (position := self.stand_at(db, names)) is not None:
                        return position
            return self._catch_up(tell, size, names)

    def _catch_up(self, tell: Progress | None, size: int, names: Sequence[str]) -> int:
        head = self.source.head()
        while (behind := self._behind(head, names)) is not None:
            position, projections = behind
            batch = self.source.tail(position, min(size, head - position))
            self._take(projections, position, batch)
            if tell:
                tell(min(position + size, head), head)
        return head

    def _behind(self, head: int, names: Sequence[str]) -> tuple[int, list[Projection]] | None:
        """The hindmost position that is not the head, and who stands there, of those that have to go on."""
        late = [status for status in self.status(head) if status.error is None and status.lag]
        if names and all(status.lag < BATCH for status in late):
            late = [status for status in late if status.name in names]
        standing = {status.name: status.position for status in late}
        if not standing:
            return None
        position = min(standing.values())
        return position, [p for p in self.projections if standing.get(p.name) == position]

    def stand_at(self, db: sa.Connection, names: Sequence[str]) -> int | None:
        """The last position of the log, if these projections (all, where none is named) know it all; else None.

        One read of each side. What stands is read before the log is, in the transaction that goes on to answer: so the
        answer knows everything that was recorded before it was asked, but for what those take nothing of.
        """
        rows = [row for row in db.execute(_STANDING) if not names or row.name in names]
        stand = {(row.position, row.mark, row.error) for row in rows}
        (position, mark, error), *others = stand or {(0, "", None)}
        if others or error is not None or (there := self.source.place(position, BATCH)) is None:
            return None
        passed = all(there.tags <= self._passed[row.name] for row in rows)
        return there.last if passed and mark_of(there) == mark else None

    def status(self, head: int | None = None) -> list[Status]:
        """Where every projection stands."""
        top = self.source.head() if head is None else head
        with self.engine.connect() as db:
            rows = db.execute(sa.select(progress)).all()
        names = [p.name for p in self.projections]
        found = [Status(r.name, r.position, max(top - r.position, 0), r.error) for r in rows if r.name in names]
        return sorted(found, key=lambda s: names.index(s.name))

    def _take(self, projections: Sequence[Projection], position: int, batch: Sequence[Recorded[Event]]) -> None:
        """The batch into all of these at once; else into each by itself, up to the event that it cannot take."""
        try:
            self._project(projections, position, batch)
        except _Poisoned:
            if len(projections) == 1:
                self._one_by_one(projections[0], batch)
            else:
                for projection in projections:
                    self._take([projection], position, batch)

    def _one_by_one(self, projection: Projection, batch: Sequence[Recorded[Event]]) -> None:
        for recorded in batch:
            try:
                self._project([projection], recorded.position - 1, [recorded])
            except _Poisoned as poisoned:
                self._bury(projection, poisoned)
                return

    def _project(self, projections: Sequence[Projection], position: int, batch: Sequence[Recorded[Event]]) -> None:
        """One batch in one transaction, into whichever of these still stand where it begins."""
        mark = mark_of(batch[-1])
        with self._writing.begin() as db:
            ready = self._held(db, projections, position)
            recorded = batch[0]
            try:
                for projection in ready:
                    writes = Writes(db)
                    for recorded in batch:
                        projection.project(writes, recorded)
                    projection.finish(writes)
                    writes.flush()
            except Exception as error:
                for projection in ready:
                    self._forget(projection)
                if _its_own(error):
                    raise _Poisoned(recorded, error) from error
                raise
            if ready:
                db.execute(_moved([each.name for each in ready], position=batch[-1].position, mark=mark))
        self._remembered.update({projection.name: mark for projection in ready})

    def _held(self, db: sa.Connection, projections: Sequence[Projection], position: int) -> list[Projection]:
        """Those that stand at a position, each progress row held. What is remembered counts only where nobody else has
        taken anything since it was committed.
        """
        names = [projection.name for projection in projections]
        rows = {row.name: row for row in db.execute(_standing(names).order_by(progress.c.name).with_for_update())}
        ready = []
        for projection in projections:
            row = rows[projection.name]
            if row.position != position or row.error is not None:
                self._forget(projection)
                continue
            if self._remembered.pop(projection.name, None) != row.mark:
                projection.forget()
            ready.append(projection)
        return ready

    def _bury(self, projection: Projection, poisoned: _Poisoned) -> None:
        """Keeps the event that could not be taken, and stops this projection there. The log itself holds the event."""
        said = f"{poisoned}: {type(poisoned.cause).__name__}"
        with self._writing.begin() as db:
            row = db.execute(_standing([projection.name]).with_for_update()).one()
            if row.position != poisoned.recorded.position - 1 or row.error is not None:
                return
            db.execute(_moved([projection.name], position=row.position, error=said))
            db.execute(
                dead_letters.insert(),
                [
                    {
                        "name": projection.name,
                        "position": poisoned.recorded.position,
                        "tag": poisoned.recorded.event.tag,
                        "error": said,
                    }
                ],
            )


def mark_of(recorded: Recorded[Event] | Place) -> str:
    """What tells an event from any other that ever stood at its position."""
    return f"{recorded.stream} {recorded.version} {micros(recorded.recorded_at)}"


def stand_on(db: sa.Connection, source: Source) -> bool:
    """Whether every projection stands on an event that the record holds. What stands is read before the record is."""
    standing = db.execute(sa.select(progress.c.position, progress.c.mark)).all()
    marks = {each.position: mark_of(each) for each in source.at({row.position for row in standing if row.position})}
    return all(marks.get(row.position, "") == row.mark for row in standing)


_STANDING: Final = sa.select(progress.c.name, progress.c.position, progress.c.mark, progress.c.error)


def _standing(names: Sequence[str]) -> "sa.Select[Any]":
    return sa.select(progress).where(progress.c.name.in_(names))


def _moved(names: Sequence[str], **to: Any) -> sa.Update:
    return progress.update().where(progress.c.name.in_(names)).values(**to)
