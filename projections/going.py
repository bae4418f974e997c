"""Whose leave is on the record, and who wishes to go to what: whom there is to ask about, and no more."""

from collections.abc import Sequence

import sqlalchemy as sa

from domain.involvement.events import OfRequest
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.leave.events import OfLeave
from projections.columns import ref
from projections.projection import Stateless
from projections.writes import Writes

metadata = sa.MetaData()
leaves = sa.Table("going_leaves", metadata, ref("person", primary_key=True))
wishes = sa.Table("going_wishes", metadata, ref("person", primary_key=True), ref("activity", primary_key=True))


class Going(Stateless):
    """Takes every event of leave, and of a wish to go to something: one row for each stream."""

    name = "going"
    metadata = metadata

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """One row for each person with leave, and for each person and activity."""
        match recorded.event:
            case OfLeave() as e:
                writes.insert_new(leaves, {"person": e.person})
            case OfRequest() as e:
                writes.insert_new(wishes, {"person": e.person, "activity": e.activity})


def everybody(db: sa.Connection) -> dict[Ref, Sequence[Ref]]:
    """Everybody whose leave, or whose wish to go to something, is on the record; with what they wish to go to."""
    found: dict[Ref, list[Ref]] = {Ref(row.person): [] for row in db.execute(sa.select(leaves))}
    for row in db.execute(sa.select(wishes).order_by(wishes.c.person, wishes.c.activity)):
        found.setdefault(Ref(row.person), []).append(Ref(row.activity))
    return dict(sorted(found.items()))


def of_person(db: sa.Connection, person: Ref) -> Sequence[Ref]:
    """What somebody wishes, or wished, to go to."""
    rows = db.execute(sa.select(wishes.c.activity).where(wishes.c.person == person).order_by(wishes.c.activity))
    return [Ref(row.activity) for row in rows]
