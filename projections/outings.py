"""Which outings there are to look at: those planned for a span of time, those that began and may not be back.

It finds them; how one stands at an instant, as known at another, the domain folds from the person's leave. So an
outing is found here wherever it might be one that is asked for: too often does no harm, and too seldom never happens.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.leave import (
    AbsenceDeclared,
    AbsenceEnded,
    EpisodeMoved,
    EpisodePlanned,
    EpisodeReleased,
    EpisodeReturned,
)
from projections.columns import OPEN, at, micros, ref
from projections.projection import Stateless
from projections.writes import Writes

metadata = sa.MetaData()
plans = sa.Table(
    "outing_plans",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    ref("person"),
    sa.Column("episode", sa.String(64), nullable=False),
    sa.Column("activity", sa.String(32), nullable=True),
    at("departs_at"),
    at("returns_at"),
)
"""Every plan that an outing ever had."""
sa.Index("outing_plans_times", plans.c.departs_at, plans.c.returns_at)
sa.Index("outing_plans_person", plans.c.person, plans.c.episode)
sa.Index("outing_plans_activity", plans.c.activity)
away = sa.Table(
    "outings_away",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    ref("person"),
    sa.Column("episode", sa.String(64), nullable=False),
    at("out_at"),
    at("back_at"),
    at("back_known"),
)
"""Every time that somebody went out: until when at the latest, and since when that has been known; OPEN where not."""
sa.Index("outings_away_times", away.c.back_at, away.c.back_known)
sa.Index("outings_away_person", away.c.person, away.c.episode)


@dataclass(frozen=True, slots=True, order=True)
class Outing:
    """Whose outing, and its code among theirs."""

    person: Ref
    episode: str


class Outings(Stateless):
    """Takes plans, and when people went out and came back."""

    name = "outings"
    metadata = metadata

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """A row for a plan, one for each time that somebody goes out, and the end of those.

        What is corrected may be of another outing: what was known before of coming back is let go.
        """
        match recorded.event:
            case EpisodePlanned() as e:
                _plan(writes, recorded, e, e.activity)
            case EpisodeMoved() as e:
                _plan(writes, recorded, e, _activity(writes, e))
            case EpisodeReleased() | AbsenceDeclared() as e:
                _reopened(writes, recorded, e.person)
                gone = {"out_at": micros(recorded.occurred_at), "back_at": OPEN, "back_known": OPEN}
                writes.insert(away, {"position": recorded.position, "person": e.person, "episode": e.episode, **gone})
            case EpisodeReturned() | AbsenceEnded() as e:
                _reopened(writes, recorded, e.person)
                _back(writes, recorded, e)


def _plan(writes: Writes, recorded: Recorded[Event], e: EpisodePlanned | EpisodeMoved, activity: Ref | None) -> None:
    times = {"departs_at": micros(e.departs_at), "returns_at": micros(e.returns_at)}
    row = {"position": recorded.position, "person": e.person, "episode": e.episode, "activity": activity}
    writes.insert(plans, {**row, **times})


def _activity(writes: Writes, e: EpisodeMoved) -> Ref | None:
    """What the outing is for; moving it does not change that."""
    of = (plans.c.person == e.person, plans.c.episode == e.episode)
    found = writes.execute(sa.select(plans.c.activity).where(*of).limit(1)).scalar()
    return None if found is None else Ref(found)


def _back(writes: Writes, recorded: Recorded[Event], e: EpisodeReturned | AbsenceEnded) -> None:
    of = (away.c.person == e.person, away.c.episode == e.episode, away.c.back_at == OPEN)
    ended = {"back_at": micros(recorded.occurred_at), "back_known": micros(recorded.known_at)}
    writes.execute(away.update().where(*of).values(**ended))


def _reopened(writes: Writes, recorded: Recorded[Event], person: Ref) -> None:
    if recorded.corrects is not None:
        writes.execute(away.update().where(away.c.person == person).values(back_at=OPEN, back_known=OPEN))


def planned(db: sa.Connection, begin: datetime, end: datetime) -> list[Outing]:
    """Outings that were ever planned to begin in a span (half-open)."""
    return _found(db, plans, plans.c.departs_at >= micros(begin), plans.c.departs_at < micros(end))


def out(db: sa.Connection, valid: datetime, known: datetime) -> list[Outing]:
    """Outings on which somebody may be out at an instant, as known at another."""
    gone = away.c.out_at <= micros(valid)
    not_back = sa.or_(away.c.back_at > micros(valid), away.c.back_known > micros(known))
    return _found(db, away, gone, not_back)


def of_person(db: sa.Connection, person: Ref) -> list[Outing]:
    """Every outing of one person, an escape that nobody planned too."""
    return sorted({*_found(db, plans, plans.c.person == person), *_found(db, away, away.c.person == person)})


def of_activity(db: sa.Connection, activity: Ref) -> list[Outing]:
    """Every outing that was ever planned to an activity."""
    return _found(db, plans, plans.c.activity == activity)


def _found(db: sa.Connection, table: sa.Table, *where: Any) -> list[Outing]:
    rows = db.execute(sa.select(table.c.person, table.c.episode).where(*where).distinct())
    return sorted(Outing(Ref(row.person), row.episode) for row in rows)
