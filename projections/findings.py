"""Findings: what an audit would find, judged with hindsight, when it happened and since when it has been known.

The view revises itself as the log goes on; a finding that no longer stands stays, dated. It depends on the log alone:
everything recorded at one instant is judged together, whoever catches up when, in batches of whatever size.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from domain.judging import HINDSIGHT, Audit, Subjects, audit
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from projections.columns import instant, micros, ref
from projections.folds import Folds
from projections.projection import READINGS, Source
from projections.revising import Revising, found_of, parts, tables
from projections.units import Concerned, Unit
from projections.writes import Writes

metadata = sa.MetaData()
TABLES: Final = tables(metadata, "findings", "initiative")
findings = TABLES.findings
units = sa.Table(
    "units",
    metadata,
    ref("initiative", primary_key=True),
    ref("person", primary_key=True),
    *(sa.Column(table, sa.Integer, nullable=False) for table in HINDSIGHT),
    sa.Column("unjudged", sa.Text, nullable=False),
)
sa.Index("units_person", units.c.person)
members = sa.Table(
    "members",
    metadata,
    ref("member", primary_key=True),
    ref("initiative", primary_key=True),
    ref("person", primary_key=True),
)

clinicians = sa.Table("clinicians", metadata, ref("clinician", primary_key=True), ref("person", primary_key=True))
joints = sa.Table("joints", metadata, ref("person", primary_key=True), ref("other", primary_key=True))
"""Records that were ever joined: what is told of one is judged again of the other."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as it is kept; `until` is None while it stands. Its key is the person's office id and the suffix."""

    initiative: Ref
    person: Ref
    kind: str
    suffix: str
    known_since: datetime
    until: datetime | None
    happened_at: datetime
    rules: tuple[str, ...]
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """How often a rule was judged, was broken, and could not be judged."""

    judged: int
    broken: int
    unjudged: int


class Findings:
    """Judges every unit that an instant's events concern, once."""

    name = "findings"
    metadata = metadata
    passes = READINGS

    def __init__(self, source: Source) -> None:
        self.folds = Folds(source)
        self._revising = Revising(TABLES)
        self._counts: dict[Unit, Subjects | None] = {}
        """The counts of each unit as last written; None where there is no row."""
        self._dirty = Concerned()
        self._now: datetime | None = None
        self._joints: dict[Ref, set[Ref]] | None = None
        """Records that were ever joined, by person; None where another process may know more."""

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """Folds an event; what was recorded before its instant is judged first."""
        if self._now is not None and recorded.recorded_at != self._now:
            self._judge(writes)
        self._now = recorded.recorded_at
        self.folds.apply(recorded)
        self._dirty.add(recorded.event, lambda session: self._came(recorded, session))

    def finish(self, writes: Writes) -> None:
        """Judges what the batch's last instant concerns."""
        self._judge(writes)

    def forget(self) -> None:
        """Lets go of every state; the next batch reads what it needs again."""
        self.folds.forget()
        self._revising.forget()
        self._counts.clear()
        self._dirty = Concerned()
        self._now = None
        self._joints = None

    def _came(self, recorded: Recorded[Event], session: str) -> Iterator[Ref]:
        study = self.folds.initiative(recorded.event.initiative)  # type: ignore[attr-defined]
        for person, came in study.attendance.items():
            if any(entry.session == session for entry in came):
                yield person

    def _judge(self, writes: Writes) -> None:
        if not self._dirty or self._now is None:
            return
        for member, (initiative, person) in self._dirty.members:
            writes.insert_new(members, {"member": member, "initiative": initiative, "person": person})
        for clinician, person in self._dirty.clinicians:
            writes.insert_new(clinicians, {"clinician": clinician, "person": person})
        for person, other in self._dirty.joints:
            writes.insert_new(joints, {"person": person, "other": other})
        now = micros(self._now)
        self._revising.settle(writes, now)
        wanted = self._units(writes)
        self._load(writes, wanted, now)
        for unit in sorted(wanted):
            audited = audit(self.folds.histories(*unit))
            self._count(writes, unit, audited)
            self._revising.revise(writes, unit, audited.findings, now)
        self._dirty = Concerned()
        if len(self._counts) > self.folds.size:
            self._revising.let_go()
            self._counts.clear()

    def _units(self, writes: Writes) -> set[Unit]:
        """The units concerned: those named, those of people and initiatives of whom something changed, and those of the
        patients of whoever something changed of.
        """
        found, people = set(self._dirty.units), set(self._dirty.people)
        for part in parts(sorted(self._dirty.people)):
            rows = writes.execute(sa.select(clinicians.c.person).where(clinicians.c.clinician.in_(part)))
            people.update(Ref(row.person) for row in rows)
        people |= self._joined(writes, people | {person for _, person in found})
        for column, table, wanted in (
            (units.c.person, units, people),
            (members.c.member, members, self._dirty.people),
            (units.c.initiative, units, self._dirty.initiatives),
        ):
            for part in parts(sorted(wanted)):
                rows = writes.execute(sa.select(table.c.initiative, table.c.person).where(column.in_(part)))
                found.update((Ref(row.initiative), Ref(row.person)) for row in rows)
        return found

    def _joined(self, writes: Writes, whom: set[Ref]) -> set[Ref]:
        """Everybody whose record was ever joined with one of these, directly or through others."""
        if self._joints is None or self._dirty.joints:
            self._joints = {}
            for row in writes.execute(sa.select(joints)):
                self._joints.setdefault(Ref(row.person), set()).add(Ref(row.other))
        reached = list(whom & self._joints.keys())
        for person in reached:
            reached += [other for other in self._joints.get(person, ()) if other not in reached]
        return set(reached)

    def _load(self, writes: Writes, wanted: set[Unit], now: int) -> None:
        """What the view holds of the units that are not remembered."""
        self._revising.load(writes, wanted, now)
        missing = sorted(wanted - self._counts.keys())
        self._counts.update(dict.fromkeys(missing))
        for part in parts(missing):
            for row in writes.execute(sa.select(units).where(sa.tuple_(units.c.initiative, units.c.person).in_(part))):
                counted = {table: getattr(row, table) for table in HINDSIGHT}
                counts = Subjects(**counted, unjudged=tuple(json.loads(row.unjudged)))
                self._counts[Ref(row.initiative), Ref(row.person)] = counts

    def _count(self, writes: Writes, unit: Unit, audited: Audit) -> None:
        counts, kept = audited.subjects, self._counts[unit]
        if counts == kept:
            return
        row = {**{table: getattr(counts, table) for table in HINDSIGHT}, "unjudged": json.dumps(counts.unjudged)}
        initiative, person = unit
        if kept is None:
            writes.insert(units, {"initiative": initiative, "person": person, **row})
        else:
            where = (units.c.initiative == initiative, units.c.person == person)
            writes.execute(units.update().where(*where).values(**row))
        self._counts[unit] = counts


def people(db: sa.Connection, initiative: Ref) -> list[Ref]:
    """Everybody of whom something is on the record in an initiative that a judgement reads."""
    rows = db.execute(sa.select(units.c.person).where(units.c.initiative == initiative).order_by(units.c.person))
    return [Ref(row.person) for row in rows]


def everybody(db: sa.Connection) -> list[Unit]:
    """Every person in every initiative of whom anything is judged."""
    rows = db.execute(sa.select(units.c.initiative, units.c.person).order_by(units.c.initiative, units.c.person))
    return [(Ref(row.initiative), Ref(row.person)) for row in rows]


def standing(db: sa.Connection, initiative: Ref) -> list[Finding]:
    """The findings that stand."""
    return _asked(db, initiative, findings.c.until.is_(None))


def history(db: sa.Connection, initiative: Ref) -> list[Finding]:
    """Every finding that was ever known, those that no longer stand included."""
    return _asked(db, initiative)


def rows(db: sa.Connection, initiative: Ref, *, ended: bool = False) -> Sequence[Any]:
    """The findings that stand, and with `ended` those that no longer do, as they are kept: `read` reads one."""
    return _rows(db, initiative, *(() if ended else (findings.c.until.is_(None),)))


def counted(db: sa.Connection, initiatives: Sequence[Ref]) -> dict[Ref, dict[str, int]]:
    """How many findings stand in each of these, by kind; of one use of data at most one of a kind."""
    c = findings.c
    key = sa.case((c.suffix.startswith("@"), c.person + c.suffix), else_=c.suffix)
    number = sa.func.count(key.distinct()).label("number")
    of_these = (c.initiative.in_(initiatives), c.until.is_(None))
    asked = sa.select(c.initiative, c.kind, number).where(*of_these).group_by(c.initiative, c.kind).order_by(c.kind)
    found: dict[Ref, dict[str, int]] = {initiative: {} for initiative in initiatives}
    for row in db.execute(asked):
        found[Ref(row.initiative)][row.kind] = row.number
    return found


def _asked(db: sa.Connection, initiative: Ref, *also: Any) -> list[Finding]:
    return [read(row) for row in _rows(db, initiative, *also)]


def _rows(db: sa.Connection, initiative: Ref, *also: Any) -> Sequence[Any]:
    order = (findings.c.kind, findings.c.happened_at, findings.c.suffix, findings.c.person)
    return db.execute(sa.select(findings).where(findings.c.initiative == initiative, *also).order_by(*order)).all()


def read(row: Any) -> Finding:
    """A finding as it is kept in a row."""
    found = found_of(row)
    return Finding(
        initiative=Ref(row.initiative),
        person=Ref(row.person),
        kind=row.kind,
        suffix=row.suffix,
        known_since=instant(row.known_since),
        until=None if row.until is None else instant(row.until),
        happened_at=found.happened_at,
        rules=found.rules,
        evidence=found.evidence,
    )


def coverage(db: sa.Connection, initiative: Ref) -> dict[str, Covered]:
    """For each rule that speaks with hindsight: how often it was judged, broken, and could not be judged."""
    rows = db.execute(sa.select(units).where(units.c.initiative == initiative)).all()
    unjudged = [rule for row in rows for rule in json.loads(row.unjudged)]
    broken = [rule for found in standing(db, initiative) for rule in found.rules]
    counted = {table: sum(getattr(row, table) for row in rows) for table in HINDSIGHT}
    return {
        rule.id: Covered(counted[table] - unjudged.count(rule.id), broken.count(rule.id), unjudged.count(rule.id))
        for table, rules in HINDSIGHT.items()
        for rule in rules
    }
