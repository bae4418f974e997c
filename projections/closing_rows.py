"""What ends an item besides the person's word, as rows of the register: deaths, the end of an initiative, by when
nobody may advise any more, because an approval has ended or the consultee holds a role in the study, and what the
person said in advance against it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from domain.initiatives import InitiativeEnded, McaApproved
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.items import CONSENTS
from domain.kernel.time import ALWAYS, Days, end_of_day
from domain.people import DeathRecorded, EntryStruck, Person, RoleAssigned, StatementMade, StatementTakenBack
from domain.people.state import STUDY_TEAM, Statement, TakenBack
from projections.columns import OPEN, at, instant, micros, ref
from projections.writes import Writes

DEATH: Final = "death"
END: Final = "end"
APPROVAL: Final = "approval"
ROLE: Final = "role"
STATED: Final = "stated"
UNSAID: Final = "unsaid"


def made(metadata: sa.MetaData) -> sa.Table:
    """The table: one row for each entry. `whose`: the person, or the initiative; `initiative`: where a role is held.

    Of what was said in advance, `role` holds the items (none: all), and of what took it back, the version of that.
    """
    return sa.Table(
        "closings",
        metadata,
        sa.Column("kind", sa.String(8), primary_key=True),
        ref("whose", primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("ord", sa.Integer, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("initiative", sa.String(32), nullable=True),
        sa.Column("counts", sa.Boolean, nullable=False),
        at("since"),
        sa.Column("first", sa.String(10), nullable=False),
        sa.Column("last", sa.String(10), nullable=True),
        at("known_from"),
        at("known_until"),
        at("recorded_from"),
        at("recorded_until"),
        sqlite_with_rowid=False,
    )


def take(writes: Writes, table: sa.Table, recorded: Recorded[Event]) -> None:
    """Takes an event that is told of a death, an end, an approval, a role, or of one that was never so."""
    match recorded.event:
        case DeathRecorded() as e:
            since = micros(min(recorded.occurred_at, end_of_day(e.on)))
            _put(writes, table, recorded, {**_of(DEATH, e.person, e.on, None), "since": since})
        case InitiativeEnded() as e:
            _put(writes, table, recorded, _of(END, e.initiative, e.ended_on, None))
        case McaApproved() as e:
            row = _of(APPROVAL, e.initiative, e.approved_on, e.until_on)
            _put(writes, table, recorded, {**row, "counts": not recorded.broken})
        case RoleAssigned() as e:
            row = _of(ROLE, e.person, e.from_on or date.min, e.to_on)
            _put(writes, table, recorded, {**row, "role": e.role, "initiative": e.initiative})
        case StatementMade() as e:
            row = {**_of(STATED, e.person, date.min, None), "role": "".join(sorted(e.items)), "initiative": e.study}
            _put(writes, table, replace(recorded, corrects=None), {**row, "since": micros(recorded.occurred_at)})
        case StatementTakenBack() as e:
            row = {**_of(UNSAID, e.person, date.min, None), "role": str(e.entry)}
            _put(writes, table, replace(recorded, corrects=None), {**row, "since": micros(recorded.occurred_at)})
        case EntryStruck() as e:
            c = table.c
            struck = (c.kind.in_((DEATH, ROLE)), c.whose == e.person, c.version == e.entry, c.recorded_until == OPEN)
            writes.execute(table.update().where(*struck).values(**_until(recorded)))


def _of(kind: str, whose: Ref, first: date, last: date | None) -> dict[str, Any]:
    days = {"first": first.isoformat(), "last": last.isoformat() if last else None}
    return {"kind": kind, "whose": whose, "role": "", "initiative": None, "counts": True, "since": 0, **days}


def _put(writes: Writes, table: sa.Table, recorded: Recorded[Event], row: Mapping[str, Any]) -> None:
    """One row, in the place of the one that it corrects."""
    c, place = table.c, recorded.version
    like = (c.kind == row["kind"], c.whose == row["whose"])
    if recorded.corrects is not None:
        stood = writes.execute(sa.select(c.ord).where(*like, c.version == recorded.corrects)).scalar()
        place = place if stood is None else stood
        ended = (*like, c.ord == place, c.recorded_until == OPEN)
        writes.execute(table.update().where(*ended).values(**_until(recorded)))
    known, by_us = micros(recorded.known_at), micros(recorded.recorded_at)
    known_when = {"known_from": known, "known_until": OPEN, "recorded_from": by_us, "recorded_until": OPEN}
    writes.insert(table, {**row, "version": recorded.version, "ord": place, **known_when})


def _until(recorded: Recorded[Event]) -> dict[str, int]:
    return {"known_until": micros(recorded.known_at), "recorded_until": micros(recorded.recorded_at)}


def days(row: Any) -> Days:
    """The local days of a row, both included."""
    return Days(date.fromisoformat(row.first), date.fromisoformat(row.last) if row.last else None)


def on_team(row: Any, initiative: Ref, day: date) -> bool:
    """Whether a row is a role in the study team of an initiative, held on a local day."""
    return row.role in STUDY_TEAM and row.initiative == initiative and day in days(row)


def in_advance(rows: Iterable[Any]) -> Person:
    """What a person said in advance and took back, by its rows; all of them count as known."""
    said: list[Statement] = []
    unsaid: list[TakenBack] = []
    for row in rows:
        told: dict[str, Any] = {"version": row.version, "position": 0, "order": row.ord, "known_from": ALWAYS}
        told["said_at"] = instant(row.since)
        if row.kind == UNSAID:
            unsaid.append(TakenBack(entry=int(row.role), **told))
            continue
        items = frozenset(row.role[n : n + 3] for n in range(0, len(row.role), 3))
        said.append(Statement(study=Ref(row.initiative) if row.initiative else None, items=items or CONSENTS, **told))
    return Person(statements=tuple(said), taken_back=tuple(unsaid))
