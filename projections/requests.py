"""Which requests there are to look at, and what there is to go to.

It finds them; how a request stands at an instant, as known at another, the domain folds from its own stream and from
the activity's. So a request is found here wherever it might wait: too often does no harm, and too seldom never happens.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from domain.involvement import ActivityChanged, ActivityRegistered
from domain.involvement.events.request import OfRequest
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from projections.columns import at, micros, ref
from projections.projection import Stateless
from projections.writes import Writes

metadata = sa.MetaData()
requests = sa.Table(
    "requests",
    metadata,
    ref("person", primary_key=True),
    ref("activity", primary_key=True),
)
"""Every wish of somebody to go to something, whatever became of it."""
sa.Index("requests_activity", requests.c.activity)
starts = sa.Table(
    "activity_starts",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    ref("activity"),
    at("starts_at"),
)
"""Every time at which an activity was ever to start."""
sa.Index("activity_starts_times", starts.c.starts_at)


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """Who wishes to go, and to which activity."""

    person: Ref
    activity: Ref


class Requests(Stateless):
    """Takes wishes, requests and activities."""

    name = "requests"
    metadata = metadata

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """One row for each wish, and one for each time that something was to start."""
        match recorded.event:
            case ActivityRegistered() | ActivityChanged() as e if e.starts_at is not None:
                row = {"position": recorded.position, "activity": e.activity, "starts_at": micros(e.starts_at)}
                writes.insert(starts, row)
            case OfRequest() as e:
                writes.insert_new(requests, {"person": e.person, "activity": e.activity})


def may_wait(db: sa.Connection, valid: datetime) -> list[Wish]:
    """Requests for what may not have begun by an instant."""
    later = sa.select(starts.c.activity).where(starts.c.starts_at > micros(valid))
    return _found(db, requests.c.activity.in_(later))


def every(db: sa.Connection) -> list[Wish]:
    """Every request that there ever was."""
    return _found(db, sa.true())


def of_person(db: sa.Connection, person: Ref) -> list[Wish]:
    """Every request of one person."""
    return _found(db, requests.c.person == person)


def activities(db: sa.Connection, valid: datetime) -> list[Ref]:
    """What there may be to go to after an instant."""
    rows = db.execute(sa.select(starts.c.activity).where(starts.c.starts_at > micros(valid)).distinct())
    return sorted(Ref(row.activity) for row in rows)


def _found(db: sa.Connection, where: "sa.ColumnElement[bool]") -> list[Wish]:
    rows = db.execute(sa.select(requests.c.person, requests.c.activity).where(where))
    return sorted(Wish(Ref(row.person), Ref(row.activity)) for row in rows)
