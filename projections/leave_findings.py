"""Findings about leave and about requests to go out, kept apart from those of any study, in tables of their own.

A unit is a person and what it is about: their leave (then the person again), or an activity that they would go to. What
took effect at an instant can change only what happens from then on, and no more is judged again.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from domain import involvement, leave, people
from domain.governance import SettingChanged
from domain.judging import Found, audit_request
from domain.judging.leaving import audit_leave
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, FOREVER, end_of_day
from projections.columns import instant, micros, ref
from projections.folds import LeaveFolds
from projections.projection import Source
from projections.revising import Revising, found_of, parts, tables
from projections.units import Unit
from projections.writes import Writes

metadata = sa.MetaData()
TABLES: Final = tables(metadata, "leave_findings", "about")
units = sa.Table("leave_units", metadata, ref("about", primary_key=True), ref("person", primary_key=True))
sa.Index("leave_units_person", units.c.person)
members = sa.Table("leave_members", metadata, ref("member", primary_key=True), ref("person", primary_key=True))
"""Whose roles and interests count in what is judged about somebody."""
_OF_PEOPLE: Final = (
    people.ActorRegistered,
    people.DeathRecorded,
    people.DetentionStatusChanged,
    people.Discharged,
    people.EntryStruck,
    people.InterestDeclared,
    people.InterestEnded,
    people.PersonRegistered,
    people.ResponsibleClinicianAssigned,
    people.RestrictionBegun,
    people.RestrictionEnded,
    people.RoleAssigned,
    people.Transferred,
)
_UNDATED: Final = (people.ActorRegistered, people.EntryStruck, people.PersonRegistered)
READ: Final = frozenset((*leave.EVENTS, *involvement.EVENTS, *_OF_PEOPLE))
"""What is read here; everything else passes by, and all of every study."""
_WHO: Final = ("staff", "decider", "by", "cosigner", "reviewer", "requester", "signed_by")


@dataclass(frozen=True, slots=True)
class LeaveFinding:
    """A finding as it is kept; `until` is None while it stands, `about` is the person or the activity."""

    about: Ref
    person: Ref
    kind: str
    suffix: str
    known_since: datetime
    until: datetime | None
    happened_at: datetime
    rules: tuple[str, ...]
    evidence: tuple[int, ...]


class LeaveFindings:
    """Judges every unit that an instant's events concern, once, from the earliest instant that they concern."""

    name = "leave_findings"
    passes: AbstractSet[str] = frozenset()
    metadata = metadata

    def __init__(self, source: Source) -> None:
        self.folds = LeaveFolds(source)
        self._revising = Revising(TABLES)
        self._now: datetime | None = None
        self._dirty: dict[Unit, datetime] = {}
        self._people: dict[Ref, datetime] = {}
        self._activities: dict[Ref, datetime] = {}
        self._members: set[tuple[Ref, Ref]] = set()
        self._any: bool | None = None
        """Whether any unit is kept; None where another process may know more."""

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """Folds an event; what was recorded before its instant is judged first."""
        kind = type(recorded.event)
        if kind is SettingChanged:
            self.folds.note(recorded)
        if kind not in READ:
            return
        if self._now is not None and recorded.recorded_at != self._now:
            self._judge(writes)
        self._now = recorded.recorded_at
        self.folds.note(recorded)
        self._concern(recorded, _since(recorded))

    def finish(self, writes: Writes) -> None:
        """Judges what the batch's last instant concerns."""
        self._judge(writes)

    def forget(self) -> None:
        """Lets go of every state; the next batch reads what it needs again."""
        self.folds.forget()
        self._revising.forget()
        self._forget_dirty()
        self._any = None

    def _forget_dirty(self) -> None:
        self._now = None
        for noted in (self._dirty, self._people, self._activities, self._members):
            noted.clear()

    def _concern(self, recorded: Recorded[Event], since: datetime) -> None:
        """What an event concerns, and from when on."""
        event = recorded.event
        if isinstance(event, _OF_PEOPLE):
            _earliest(self._people, event.person, since)
        elif isinstance(event, involvement.ACTIVITY_EVENTS):
            _earliest(self._activities, event.activity, since)
        else:
            person, to = Ref(getattr(event, "person", "")), getattr(event, "activity", None)
            _earliest(self._dirty, (person, person), since)
            if to is not None:
                _earliest(self._dirty, (Ref(to), person), since)
            named = (getattr(event, name, None) for name in _WHO)
            self._members |= {(who, person) for who in (recorded.actor, *named) if who is not None and who != person}

    def _judge(self, writes: Writes) -> None:
        if self._now is None or not (self._dirty or self._people or self._activities):
            return
        wanted, now = self._units(writes), micros(self._now)
        for about, person in self._dirty:
            writes.insert_new(units, {"about": about, "person": person})
        for member, person in self._members:
            writes.insert_new(members, {"member": member, "person": person})
        self._any = self._any or bool(self._dirty)
        self._revising.settle(writes, now)
        self._revising.load(writes, set(wanted), now)
        for unit, since in sorted(wanted.items()):
            self._revising.revise(writes, unit, self._audited(unit, since), now, since)
        self._forget_dirty()
        if len(wanted) > self.folds.size:
            self._revising.let_go()

    def _audited(self, unit: Unit, since: datetime) -> tuple[Found, ...]:
        about, person = unit
        if about == person:
            return audit_leave(self.folds.going(person), since)
        return audit_request(self.folds.involved(person, about), since)

    def _units(self, writes: Writes) -> Mapping[Unit, datetime]:
        """The units concerned, each from when on: those named, and those of people and activities that changed."""
        wanted = dict(self._dirty)
        if self._any is None:
            self._any = writes.execute(sa.select(units.c.person).limit(1)).first() is not None
        if not (self._any or self._dirty):
            return wanted
        whose = dict(self._people)
        for person, since in self._rows(writes, self._activities, units.c.about):
            _earliest(whose, person, since)
        for person, since in self._rows(writes, self._people, members.c.member):
            _earliest(whose, person, since)
        for part in parts(sorted(whose)):
            for row in writes.execute(sa.select(units).where(units.c.person.in_(part))):
                _earliest(wanted, (Ref(row.about), Ref(row.person)), whose[Ref(row.person)])
        return wanted

    def _rows(
        self, writes: Writes, of: Mapping[Ref, datetime], column: "sa.Column[Any]"
    ) -> Iterator[tuple[Ref, datetime]]:
        """The people in whose rows one of these stands, each from when on."""
        for part in parts(sorted(of)):
            for row in writes.execute(sa.select(column.label("it"), column.table.c.person).where(column.in_(part))):
                yield Ref(row.person), of[Ref(row.it)]


def _earliest(of: dict[Any, datetime], it: Any, since: datetime) -> None:
    of[it] = min(of.get(it, since), since)


def _since(recorded: Recorded[Event]) -> datetime:
    """From when on something may be otherwise because of an event; from the beginning where it corrects another."""
    if recorded.corrects is not None or isinstance(recorded.event, _UNDATED):
        return ALWAYS
    dated = [getattr(recorded.event, name) for name in ("from_on", "on") if hasattr(recorded.event, name)]
    if not dated or not isinstance(recorded.event, _OF_PEOPLE):
        return recorded.occurred_at
    return min(recorded.occurred_at, _begins(dated[0]))


def _begins(day: date | None) -> datetime:
    return ALWAYS if day is None or day == date.min else end_of_day(day - timedelta(days=1))


def stood(
    db: sa.Connection, valid_at: datetime, known_at: datetime = FOREVER, *, ended: bool = False
) -> list[LeaveFinding]:
    """The findings of what had happened by an instant, as known at another; `ended` with those that stood no more.

    What a deadline brings is known from the deadline on. What was put right before it came never was a finding.
    """
    f = TABLES.findings
    order = (f.c.happened_at, f.c.kind, f.c.suffix, f.c.person)
    by_then = f.c.happened_at <= micros(valid_at)
    rows = (_finding(row) for row in db.execute(sa.select(f).where(by_then).order_by(*order)))
    return [each for row in rows if (each := _as_known(row, known_at)) and (ended or each.until is None)]


def _as_known(row: LeaveFinding, known_at: datetime) -> LeaveFinding | None:
    since = max(row.known_since, row.happened_at)
    if since > known_at or (row.until is not None and row.until <= since):
        return None
    until = row.until if row.until is not None and row.until <= known_at else None
    return replace(row, known_since=since, until=until)


def _finding(row: Any) -> LeaveFinding:
    kept = found_of(row)
    return LeaveFinding(
        about=Ref(row.about),
        person=Ref(row.person),
        kind=kept.kind,
        suffix=kept.suffix,
        known_since=instant(row.known_since),
        until=None if row.until is None else instant(row.until),
        happened_at=kept.happened_at,
        rules=kept.rules,
        evidence=kept.evidence,
    )
