"""Who opened whose data, when and what for; and who read whose record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.access import DataUsed, PersonRead, UseEnteredInError
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER
from projections.columns import OPEN, at, instant, micros, ref
from projections.projection import Stateless
from projections.wall import OF_RESEARCH, is_behind
from projections.writes import Writes

metadata = sa.MetaData()
log = sa.Table(
    "access_log",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    ref("person"),
    sa.Column("initiative", sa.String(32), nullable=True),
    at("at"),
    ref("user"),
    sa.Column("use", sa.Text, nullable=True),
    sa.Column("asset", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=True),
    sa.Column("opening", sa.Text, nullable=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    at("known_from"),
    at("known_until"),
)
sa.Index("access_log_person", log.c.person, log.c.at)
sa.Index("access_log_initiative", log.c.initiative, log.c.at)


@dataclass(frozen=True, slots=True)
class Opened:
    """One opening of somebody's data, or one reading of their record (then without a purpose).

    `opening` is the break-glass under which the data were opened, where they were.
    """

    position: int
    person: Ref
    at: datetime
    user: Ref
    asset: str
    purpose: str | None
    use: str | None = None
    opening: str | None = None


class AccessLog(Stateless):
    """Takes uses and readings."""

    name = "access_log"
    metadata = metadata

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """One row for each; a correction ends what it corrects."""
        match recorded.event:
            case DataUsed() as e:
                row = _row(recorded, e.person, e.user, e.asset)
                if recorded.corrects is not None:
                    row["place"] = _end(writes, recorded, e.person, e.initiative, recorded.corrects)
                of_use = {"initiative": e.initiative, "purpose": e.purpose, "use": e.use, "opening": e.opening}
                writes.insert(log, {**row, **of_use})
            case UseEnteredInError() as e:
                _end(writes, recorded, e.person, e.initiative, e.entry)
            case PersonRead() as e:
                of_nothing = dict.fromkeys(("initiative", "purpose", "use", "opening"))
                writes.insert(log, {**_row(recorded, e.person, e.reader, e.what), **of_nothing})


def _row(recorded: Recorded[Event], person: Ref, user: Ref, asset: str) -> dict[str, Any]:
    return {
        "position": recorded.position,
        "person": person,
        "at": micros(recorded.occurred_at),
        "user": user,
        "asset": asset,
        "version": recorded.version,
        "place": recorded.version,
        "known_from": micros(recorded.known_at),
        "known_until": OPEN,
    }


def _end(writes: Writes, recorded: Recorded[Event], person: Ref, initiative: Ref, version: int) -> int:
    """Ends a use, or what took its place before; answers which place that is."""
    of = (log.c.person == person, log.c.initiative == initiative)
    place = writes.execute(sa.select(log.c.place).where(*of, log.c.version == version)).scalar() or version
    standing = (*of, log.c.place == place, log.c.known_until == OPEN)
    writes.execute(log.update().where(*standing).values(known_until=micros(recorded.known_at)))
    return int(place)


def of_person(db: sa.Connection, person: Ref, role: str, known_at: datetime = FOREVER) -> list[Opened]:
    """Who opened one person's data and record, in order, as it was known, as somebody of a role may know it.

    Who answers for research is not told who read of leave.
    """
    rows = _asked(db, log.c.person == person, known_at)
    return [row for row in rows if row.purpose or not is_behind(row.asset)] if role in OF_RESEARCH else rows


def of_initiative(db: sa.Connection, initiative: Ref, known_at: datetime = FOREVER) -> list[Opened]:
    """Every use of data in an initiative, in order, as it was known."""
    return _asked(db, log.c.initiative == initiative, known_at)


def _asked(db: sa.Connection, where: Any, known_at: datetime) -> list[Opened]:
    known = micros(known_at)
    counts = (log.c.known_from <= known, sa.or_(log.c.known_until > known, log.c.known_until == OPEN))
    named = (log.c.position, log.c.person, log.c.at, log.c.user, log.c.asset, log.c.purpose, log.c.use, log.c.opening)
    rows = db.execute(sa.select(*named).where(where, *counts).order_by(log.c.at, log.c.position))
    return [
        Opened(r.position, Ref(r.person), instant(r.at), Ref(r.user), r.asset, r.purpose, r.use, r.opening)
        for r in rows
    ]
