"""Who takes part: participants by kind, job title and security level of their own site; sessions by kind."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.initiatives import InitiativeRegistered, SessionHeld, SiteJoined
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.people import PersonRegistered
from projections.columns import ref
from projections.projection import READINGS, Stateless
from projections.writes import Writes

metadata = sa.MetaData()
initiatives_table = sa.Table(
    "initiatives",
    metadata,
    ref("reference", primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
)
people = sa.Table(
    "people",
    metadata,
    ref("initiative", primary_key=True),
    ref("person", primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("site", sa.Text, nullable=True),
    sa.Column("job_title", sa.Text, nullable=True),
    sa.Column("version", sa.Integer, nullable=False),
)
sites = sa.Table(
    "sites",
    metadata,
    ref("initiative", primary_key=True),
    sa.Column("site", sa.Text, primary_key=True),
    sa.Column("security_level", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
sessions = sa.Table(
    "sessions",
    metadata,
    ref("initiative", primary_key=True),
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)

PARTICIPANTS = ("staff", "service_user")


@dataclass(frozen=True, slots=True)
class Named:
    """An initiative and the name that its office uses."""

    reference: Ref
    kind: str
    name: str


class Characteristics(Stateless):
    """Takes registrations: the latest counts, and a correction counts in place of what it corrects."""

    name = "characteristics"
    metadata = metadata
    passes = READINGS

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """One row for each initiative, person, site and session."""
        match recorded.event:
            case InitiativeRegistered() as e:
                writes.put(initiatives_table, {"reference": e.initiative, "kind": e.kind, "name": e.name})
            case PersonRegistered() as e:
                row = {"kind": e.kind, "site": e.site, "job_title": e.job_title}
                _put(writes, people, recorded, {"initiative": e.initiative, "person": e.person}, row)
            case SiteJoined() as e:
                key = {"initiative": e.initiative, "site": e.site}
                _put(writes, sites, recorded, key, {"security_level": e.security_level})
            case SessionHeld() as e:
                _put(writes, sessions, recorded, {"initiative": e.initiative, "session": e.session}, {"kind": e.kind})


def _put(writes: Writes, table: sa.Table, recorded: Recorded[Event], key: dict[str, Any], row: dict[str, Any]) -> None:
    """The row that counts. A correction of an entry that counts no longer changes nothing."""
    if recorded.corrects is not None:
        there = sa.select(table.c.version).where(*(table.c[name] == value for name, value in key.items()))
        if writes.execute(there).scalar() != recorded.corrects:
            return
    writes.put(table, {**key, **row, "version": recorded.version})


def initiatives(db: sa.Connection) -> list[Named]:
    """Every initiative, by name."""
    rows = db.execute(sa.select(initiatives_table).order_by(initiatives_table.c.name))
    return [Named(Ref(row.reference), row.kind, row.name) for row in rows]


def summary(db: sa.Connection, initiative: Ref) -> dict[str, Any]:
    """Exact numbers of participants and sessions; the key of a characteristic is level/kind/job title."""
    rows = db.execute(_grouped(initiative)).all()
    held = db.execute(
        sa.select(sessions.c.kind, sa.func.count().label("number"))
        .where(sessions.c.initiative == initiative)
        .group_by(sessions.c.kind)
        .order_by(sessions.c.kind)
    )
    of_kind = {kind: sum(r.number for r in rows if r.kind == kind) for kind in PARTICIPANTS}
    return {
        "participants": sum(of_kind.values()),
        "staff": of_kind["staff"],
        "service_users": of_kind["service_user"],
        "sessions": {row.kind: row.number for row in held},
        "characteristics": dict(sorted((f"{r.level}/{r.kind}/{r.job_title}", r.number) for r in rows)),
    }


def _grouped(initiative: Ref) -> "sa.Select[Any]":
    level, job = (sa.func.coalesce(column, "-") for column in (sites.c.security_level, people.c.job_title))
    own_site = sa.and_(sites.c.initiative == people.c.initiative, sites.c.site == people.c.site)
    return (
        sa.select(level.label("level"), people.c.kind, job.label("job_title"), sa.func.count().label("number"))
        .select_from(people.outerjoin(sites, own_site))
        .where(people.c.initiative == initiative, people.c.kind.in_(PARTICIPANTS))
        .group_by(level, people.c.kind, job)
    )


def participants(db: sa.Connection, initiative: Ref) -> list[Ref]:
    """Every participant of an initiative."""
    where = (people.c.initiative == initiative, people.c.kind.in_(PARTICIPANTS))
    return [Ref(person) for person in db.execute(sa.select(people.c.person).where(*where)).scalars()]
