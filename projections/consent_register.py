"""What was active when, as known when? One indexed query over both times.

A row is one answer to one item, or one item stopped. It is valid from `valid_at`, known from `known_from` until
`known_until` by whoever entered it, and from `recorded_from` until `recorded_until` by our own clock. Until
`alone_until` nothing that was ever recorded bears on it, and no other row need be looked for.

What a death or the end of an initiative has closed is not active, nor what went on by the advice of somebody who may
not be asked then, or against what the person said in advance. Each record is counted by itself (ops/decisions/0009).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from domain.consent import (
    CONSENTS,
    PAUSE,
    UNCLEAR,
    AnswersGiven,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ChannelsStopped,
    ConsulteeAdvised,
    ConsulteeChanged,
    ConsulteeIdentified,
    EnteredInError,
    Hold,
    ObjectionObserved,
    Paused,
    Resumed,
    StopClarified,
    Withdrawn,
    off,
    resting_on,
    stopped_by,
)
from domain.judging import statements_against
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, london_day
from domain.people import DeathRecorded, Person
from projections import capacity_rows, closing_rows
from projections.columns import OPEN, at, instant, micros, ref
from projections.projection import READINGS
from projections.units import Unit
from projections.writes import Writes

metadata = sa.MetaData()
answers = sa.Table(
    "answers",
    metadata,
    ref("initiative", primary_key=True),
    sa.Column("item", sa.String(3), primary_key=True),
    ref("person", primary_key=True),
    at("valid_at", primary_key=True),
    sa.Column("stop", sa.Boolean, primary_key=True),
    sa.Column("ord", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("yes", sa.Boolean, nullable=False),
    at("known_from"),
    at("known_until"),
    at("recorded_from"),
    at("recorded_until"),
    sa.Column("claimed", sa.Boolean, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    at("alone_until"),
    sqlite_with_rowid=False,
)
sa.Index("answers_person", answers.c.person, answers.c.initiative)


def _spans(name: str, instant_name: str) -> sa.Table:
    """A table of beginnings or of ends: of what, for which item of whom, at which instant, as known when."""
    return sa.Table(
        name,
        metadata,
        ref("initiative", primary_key=True),
        sa.Column("item", sa.String(3), primary_key=True),
        ref("person", primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("ord", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("of", sa.Integer, nullable=True),
        at(instant_name),
        at("known_from"),
        at("known_until"),
        at("recorded_from"),
        at("recorded_until"),
        sqlite_with_rowid=False,
    )


suspensions = _spans("suspensions", "begins_at")
liftings = _spans("liftings", "ends_at")
capacity = capacity_rows.made(metadata)
closings = closing_rows.made(metadata)


@dataclass(frozen=True, slots=True)
class Register:
    """Participants with each item active; how many of the rows that say so rest on an import's claim; up to where."""

    active: dict[str, int]
    claimed: int


@dataclass(frozen=True, slots=True)
class ItemState:
    """One item of one person: whether it is active, since when it has been so, and the event that proves it."""

    active: bool
    since: datetime
    position: int


Said = AnswersGiven | Withdrawn | ChannelsStopped | StopClarified | ObjectionObserved | ConsulteeAdvised
EARLIEST: Final = ALWAYS + timedelta(days=1)
"""The first instant of which a local day can be said."""
Row = tuple[str, bool, bool]
"""An item, whether it was answered yes, and whether it was stopped."""


def _stopped(items: Iterable[str]) -> list[Row]:
    return [(item, False, True) for item in sorted(items)]


def _place(writes: Writes, table: sa.Table, recorded: Recorded[Event], event: Any, *like: Any) -> int:
    """The place in which an event stands among its like: its own, or that of the entry that it corrects."""
    if recorded.corrects is None:
        return recorded.version
    corrected = (*_whose(table, event), *like, table.c.version == recorded.corrects)
    place: int | None = writes.execute(sa.select(table.c.ord).where(*corrected).limit(1)).scalar()
    return recorded.version if place is None else place


def _vacate(writes: Writes, table: sa.Table, recorded: Recorded[Event], event: Any, place: int, *like: Any) -> None:
    """Ends what stood in a place, where this is a correction."""
    if recorded.corrects is not None:
        stood = (*_whose(table, event), *like, table.c.ord == place, table.c.recorded_until == OPEN)
        ended = {"known_until": micros(recorded.known_at), "recorded_until": micros(recorded.recorded_at)}
        writes.execute(table.update().where(*stood).values(**ended))


def _whose(table: sa.Table, event: Any) -> tuple[Any, Any]:
    return table.c.initiative == event.initiative, table.c.person == event.person


def _span(
    writes: Writes,
    table: sa.Table,
    recorded: Recorded[Event],
    event: Withdrawn | StopClarified | Paused | Resumed,
    kind: str,
    place: int,
    items: tuple[str, ...] = (),
    of: int | None = None,
) -> None:
    """A beginning or an end for each item (for all where none is listed)."""
    known, known_by_us = micros(recorded.known_at), micros(recorded.recorded_at)
    instant_name = "begins_at" if table is suspensions else "ends_at"
    row = {"initiative": event.initiative, "person": event.person, "version": recorded.version, "ord": place}
    row |= {"kind": kind, "of": of, instant_name: micros(recorded.occurred_at)}
    row |= {"known_from": known, "known_until": OPEN, "recorded_from": known_by_us, "recorded_until": OPEN}
    for item in sorted(set(items) or CONSENTS):
        writes.insert(table, {**row, "item": item})


class ConsentRegister:
    """Takes signings and stops."""

    name = "consent_register"
    metadata = metadata
    passes = READINGS

    def __init__(self) -> None:
        self._spoken: set[Unit] = set()
        """Of whom something was said in this batch that may bear on an answer."""
        self._died: set[Ref] = set()

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """A signing gives a row for each item answered, a stop one for each item stopped.

        What says nothing gives a row without an item, so that its correction can take its place.
        """
        self._note(recorded.event)
        match recorded.event:
            case AnswersGiven() as e:
                self._write(writes, recorded, e, [(item, yes, False) for item, yes in e.answers.items()])
            case Withdrawn() as e:
                place = self._write(writes, recorded, e, _stopped(stopped_by(e.level, e.items)))
                _vacate(writes, suspensions, recorded, e, place)
                if e.level == UNCLEAR:
                    _span(writes, suspensions, recorded, e, UNCLEAR, place)
            case StopClarified() as e:
                self._clarified(writes, recorded, e)
            case ObjectionObserved() | ChannelsStopped() as e:
                items = off(e.off_channels) if isinstance(e, ChannelsStopped) else CONSENTS
                self._write(writes, recorded, e, _stopped(items))
            case Paused() as e:
                self._pause(writes, suspensions, recorded, e)
            case Resumed() as e:
                self._pause(writes, liftings, recorded, e)
            case EnteredInError() as e:
                self._in_error(writes, recorded, e)
            case ConsulteeAdvised() as e:
                against = () if e.take_part else resting_on(e.decision)
                self._capacity(writes, recorded, e, self._write(writes, recorded, e, _stopped(against)))
            case CapacityDoubted() | CapacityAssessed() | CapacityRegained():
                self._capacity(writes, recorded, recorded.event)
            case ConsulteeIdentified() | ConsulteeChanged():
                self._capacity(writes, recorded, recorded.event)
            case _:
                closing_rows.take(writes, closings, recorded)

    def _note(self, event: Event) -> None:
        """Of whom something is said that gives later answers or stops, suspensions, or a death."""
        if isinstance(event, Said | Paused):
            self._spoken.add((event.initiative, event.person))
        elif isinstance(event, DeathRecorded):
            self._died.add(event.person)

    def finish(self, writes: Writes) -> None:
        """Works out again until when each answer counts alone, of those of whom anything was said."""
        spoken = [{"of": initiative, "whose": person} for initiative, person in sorted(self._spoken)]
        died = [{"whose": person} for person in sorted(self._died)]
        for statement, whom in ((_ALONE_OF_UNIT, spoken), (_ALONE_OF_PERSON, died)):
            if whom:
                writes.execute(statement, whom)
        self.forget()

    def forget(self) -> None:
        """Lets go of whom the batch spoke of."""
        self._spoken.clear()
        self._died.clear()

    def _capacity(self, writes: Writes, recorded: Recorded[Event], event: Any, place: int | None = None) -> None:
        """What was said of capacity, in the place of what it corrects."""
        place = _place(writes, capacity, recorded, event) if place is None else place
        _vacate(writes, capacity, recorded, event, place)
        writes.insert(capacity, capacity_rows.row(recorded, event, place))

    def _in_error(self, writes: Writes, recorded: Recorded[Event], event: EnteredInError) -> None:
        """The answers of a signing that was somebody else's are known until now and no longer."""
        a = answers.c
        wrong = (*_whose(answers, event), ~a.stop, a.version == event.entry, a.recorded_until == OPEN)
        ended = {"known_until": micros(recorded.known_at), "recorded_until": micros(recorded.recorded_at)}
        writes.execute(answers.update().where(*wrong).values(**ended))

    def _pause(self, writes: Writes, table: sa.Table, recorded: Recorded[Event], event: Paused | Resumed) -> None:
        place = _place(writes, table, recorded, event)
        _vacate(writes, table, recorded, event, place)
        _span(writes, table, recorded, event, PAUSE, place, event.items)

    def _clarified(self, writes: Writes, recorded: Recorded[Event], event: StopClarified) -> None:
        """What was meant stops from the first expression on; the rest goes on from here, where anything stops."""
        s = suspensions.c
        meant = (*_whose(suspensions, event), s.version == event.entry, s.kind == UNCLEAR)
        began = writes.execute(sa.select(s.begins_at).where(*meant).limit(1)).scalar()
        if began is not None and stopped_by(event.level, event.items) & CONSENTS:
            place = self._write(writes, recorded, event, _stopped(stopped_by(event.level, event.items)), began)
            _vacate(writes, liftings, recorded, event, place)
            _span(writes, liftings, recorded, event, UNCLEAR, place, of=event.entry)

    def _write(
        self, writes: Writes, recorded: Recorded[Event], event: Said, said: list[Row], valid_at: int | None = None
    ) -> int:
        """A row for each item that is spoken of; answers the place in which they stand."""
        like = answers.c.stop != isinstance(event, AnswersGiven)
        place = _place(writes, answers, recorded, event, like)
        _vacate(writes, answers, recorded, event, place, like)
        known_from, recorded_from = micros(recorded.known_at), micros(recorded.recorded_at)
        valid_at = micros(recorded.occurred_at) if valid_at is None else valid_at
        claimed = recorded.entered_at is not None and recorded.corrects is None
        for item, yes, stop in said or [("", False, not isinstance(event, AnswersGiven))]:
            writes.insert(
                answers,
                {
                    "initiative": event.initiative,
                    "item": item,
                    "person": event.person,
                    "valid_at": valid_at,
                    "stop": stop,
                    "ord": place,
                    "version": recorded.version,
                    "yes": yes,
                    "known_from": known_from,
                    "known_until": OPEN,
                    "recorded_from": recorded_from,
                    "recorded_until": OPEN,
                    "claimed": claimed,
                    "position": recorded.position,
                    "alone_until": OPEN,
                },
            )
        return place


def register(
    db: sa.Connection,
    initiative: Ref | None,
    items: Sequence[str],
    valid_at: datetime,
    known_at: datetime,
    *,
    as_recorded: bool = False,
) -> Register:
    """How many participants had each item active at an instant, as known at another (by our clock: `as_recorded`).

    Without an initiative it counts over all of them; somebody who takes part in two counts twice.
    """
    asked = _questions(initiative is not None, False, as_recorded)
    at_both = _Instants(micros(valid_at), micros(known_at), as_recorded)
    named = {**at_both.named, "items": list(items), "initiative": initiative}
    counted = {item: (active, claimed) for item, active, claimed in db.execute(asked.counted, named)}
    active = {item: counted.get(item, (0, 0))[0] for item in items}
    claims = sum(claimed for _, claimed in counted.values())
    for resting in _resting(db, asked, at_both, named):
        active[resting.item] -= 1
        claims -= resting.claimed
    return Register(active, claims)


@dataclass(frozen=True, slots=True)
class _Questions:
    """The questions of one kind, put together once; their instants and names are bound when they are asked."""

    counted: "sa.Select[Any]"
    stated: "sa.Select[Any]"
    said_of_capacity: "sa.Select[Any]"
    active_of_those: "sa.Select[Any]"


_VALID: Final = sa.bindparam("valid", type_=sa.BigInteger)
_KNOWN: Final = sa.bindparam("known", type_=sa.BigInteger)
_DAY: Final = sa.bindparam("day", type_=sa.Text)
_ALONE: Final = answers.c.alone_until > _VALID
"""That nothing which was ever recorded bears on an answer by the instant."""


@cache
def _questions(of_one_initiative: bool, of_one_person: bool, as_recorded: bool) -> _Questions:
    latest, active = _latest(of_one_initiative, of_one_person, as_recorded), _active(of_one_initiative, as_recorded)
    a, c = answers.c, capacity.c
    said = [*_of_whom(capacity, of_one_initiative, of_one_person), *_known_in(capacity, as_recorded)]
    theirs = sa.exists().where(c.initiative == a.initiative, c.person == a.person)
    numbers = (a.item, sa.func.count(), sa.func.sum(sa.cast(a.claimed, sa.Integer)))
    return _Questions(
        counted=sa.select(*numbers).where(active, *latest).group_by(a.item),
        stated=sa.select(a.item, active.label("active"), a.valid_at, a.position).where(*latest).order_by(a.item),
        said_of_capacity=sa.select(capacity).where(*said),
        active_of_those=sa.select(a.initiative, a.item, a.person, a.valid_at, a.claimed).where(active, *latest, theirs),
    )


def _of_whom(table: sa.Table, of_one_initiative: bool, of_one_person: bool) -> Iterator[Any]:
    if of_one_initiative:
        yield table.c.initiative == sa.bindparam("initiative")
    if of_one_person:
        yield table.c.person == sa.bindparam("person")


def _resting(db: sa.Connection, of: _Questions, at_both: "_Instants", named: dict[str, Any]) -> Iterator[Any]:
    """The rows of active items that a person's capacity suspends: worked out by the domain, for the few it is of."""
    held = capacity_rows.folded(db.execute(of.said_of_capacity, named))
    if not held:
        return
    advisers = _Advisers(db, at_both)
    for row in db.execute(of.active_of_those, named):
        found = held.get((Ref(row.initiative), Ref(row.person)))
        at = instant(at_both.valid)
        hold = Hold.FREE if found is None else found.hold(row.item, instant(row.valid_at), at)
        asked = found.consultee(at) if found is not None and hold is Hold.CONTINUED else None
        if hold is Hold.SUSPENDED or (asked is not None and not advisers.may(asked.consultee, Ref(row.initiative))):
            yield row
        elif hold is Hold.CONTINUED and found is not None:
            about = advisers.said_in_advance(Ref(row.person))
            if any(statements_against(about, found, Ref(row.initiative), row.item, at)):
                yield row


class _Advisers:
    """Whether a consultee may be asked at an instant: the study is approved, and they are not one of its team."""

    def __init__(self, db: sa.Connection, at_both: "_Instants") -> None:
        self._db = db
        self._at_both = at_both
        self._found: dict[tuple[Ref, Ref], bool] = {}
        self._said: dict[Ref, Person] = {}

    def may(self, consultee: Ref, initiative: Ref) -> bool:
        """Whether this one may advise in this initiative; looked up once."""
        if (consultee, initiative) not in self._found:
            day, approvals = self._at_both.day, self._rows(closing_rows.APPROVAL, initiative)
            approved = any(row.counts and day in closing_rows.days(row) for row in approvals)
            roles = self._rows(closing_rows.ROLE, consultee)
            on_team = any(closing_rows.on_team(row, initiative, day) for row in roles)
            self._found[consultee, initiative] = approved and not on_team
        return self._found[consultee, initiative]

    def said_in_advance(self, person: Ref) -> Person:
        """What somebody said in advance, and took back; looked up once."""
        if person not in self._said:
            self._said[person] = closing_rows.in_advance(self._rows(closing_rows.STATED, person, closing_rows.UNSAID))
        return self._said[person]

    def _rows(self, kind: str, whose: Ref, *more: str) -> Sequence[Any]:
        c = closings.c
        asked = sa.select(closings).where(
            c.kind.in_((kind, *more)), c.whose == whose, *_known_in(closings, self._at_both.as_recorded)
        )
        return self._db.execute(asked, self._at_both.named).all()


def of_person(
    db: sa.Connection,
    initiative: Ref,
    person: Ref,
    items: Sequence[str],
    valid_at: datetime,
    known_at: datetime,
    *,
    as_recorded: bool = False,
) -> dict[str, ItemState]:
    """Each item that one person ever answered or stopped by then, as known then."""
    asked = _questions(True, True, as_recorded)
    at_both = _Instants(micros(valid_at), micros(known_at), as_recorded)
    named = {**at_both.named, "items": list(items), "initiative": initiative, "person": person}
    rows = db.execute(asked.stated, named).all()
    resting = {row.item for row in _resting(db, asked, at_both, named)}
    return {
        item: ItemState(bool(active) and item not in resting, instant(since), position)
        for item, active, since, position in rows
    }


def _latest(of_one_initiative: bool, of_one_person: bool, as_recorded: bool) -> tuple[Any, ...]:
    """That an answer or stop is the last to its item that counts at both instants; at one instant a stop is later.

    A later one is looked for by the key of the table, and only of those that do not count alone.
    """
    a, later = answers.c, answers.alias("later")
    overtaken = sa.exists().where(*_later(later), later.c.valid_at <= _VALID, *_known_in(later, as_recorded))
    asked = a.item.in_(sa.bindparam("items", expanding=True))
    of = tuple(_of_whom(answers, of_one_initiative, of_one_person))
    return (*of, asked, a.valid_at <= _VALID, *_known_in(answers, as_recorded), sa.or_(_ALONE, ~overtaken))


def _later(later: sa.FromClause) -> Iterator[Any]:
    """That one answer or stop to an item is later than another of the table; at one instant a stop is."""
    order, behind = _order(answers), _order(later)
    yield from _same(later, answers)
    yield later.c.valid_at >= answers.c.valid_at
    yield sa.or_(*(sa.and_(*_equal(order[:n], behind[:n]), behind[n] > order[n]) for n in range(len(order))))


def _order(table: sa.FromClause) -> tuple[Any, ...]:
    """By what one answer or stop is later than another."""
    c = table.c
    return c.valid_at, c.stop, c.ord, c.version


def _equal(some: Sequence[Any], others: Sequence[Any]) -> Iterator[Any]:
    return (one == other for one, other in zip(some, others, strict=True))


def _active(of_one_initiative: bool, as_recorded: bool) -> Any:
    """That an answer is a yes, nothing that began at or after it suspends it still, and nothing has closed it."""
    undisturbed = sa.or_(_ALONE, sa.and_(~_suspended(answers, as_recorded), ~_dead(answers, as_recorded)))
    return sa.and_(answers.c.yes, undisturbed, ~_over(answers, of_one_initiative, as_recorded))


@dataclass(frozen=True, slots=True)
class _Instants:
    """The two instants of a question, as numbers, and by whose clock it was known."""

    valid: int
    known: int
    as_recorded: bool

    @property
    def day(self) -> date:
        """The local day of the instant of validity."""
        return london_day(max(instant(self.valid), EARLIEST))

    @property
    def named(self) -> dict[str, Any]:
        """What a question's instants are bound to."""
        return {"valid": self.valid, "known": self.known, "day": self.day.isoformat()}


def _known_in(table: sa.FromClause, as_recorded: bool) -> tuple[Any, Any]:
    """What of a table was known at the instant."""
    since, until = ("recorded_from", "recorded_until") if as_recorded else ("known_from", "known_until")
    return table.c[since] <= _KNOWN, sa.or_(table.c[until] > _KNOWN, table.c[until] == OPEN)


def _suspended(last: sa.Table, as_recorded: bool) -> Any:
    """Whether a pause or an unclear stop that began at or after an answer has not been lifted by the instant.

    At one instant a pause holds, as every stop does.
    """
    s, ends = suspensions.c, liftings.c
    lifted = sa.exists().where(
        *_same(liftings, suspensions),
        ends.kind == s.kind,
        sa.or_(ends.ends_at > s.begins_at, sa.and_(s.kind != PAUSE, ends.ends_at == s.begins_at)),
        ends.ends_at <= _VALID,
        sa.or_(ends.of.is_(None), ends.of == s.version),
        *_known_in(liftings, as_recorded),
    )
    return sa.exists().where(
        *_same(suspensions, last),
        s.begins_at >= last.c.valid_at,
        s.begins_at <= _VALID,
        *_known_in(suspensions, as_recorded),
        ~lifted,
    )


def _dead(last: sa.Table, as_recorded: bool) -> Any:
    """Whether the person has died by the instant; of several deaths the one told last counts."""
    died, told_later = closings.alias(), closings.alias()
    later = (told_later.c.kind == closing_rows.DEATH, told_later.c.whose == died.c.whose, told_later.c.ord > died.c.ord)
    return sa.exists().where(
        died.c.kind == closing_rows.DEATH,
        died.c.whose == last.c.person,
        died.c.since <= _VALID,
        *_known_in(died, as_recorded),
        ~sa.exists().where(*later, *_known_in(told_later, as_recorded)),
    )


def _over(last: sa.Table, of_one_initiative: bool, as_recorded: bool) -> Any:
    """Whether the initiative has ended by the instant. Of the one that is asked about it is looked up once, not for
    every row.
    """
    ended = closings.alias()
    return sa.exists().where(
        ended.c.kind == closing_rows.END,
        ended.c.whose == (sa.bindparam("initiative") if of_one_initiative else last.c.initiative),
        ended.c.first <= _DAY,
        *_known_in(ended, as_recorded),
    )


def _same(one: sa.FromClause, other: sa.FromClause) -> tuple[Any, ...]:
    """One item of one person in one initiative."""
    return tuple(one.c[name] == other.c[name] for name in ("initiative", "item", "person"))


def _alone(*whose: Any) -> sa.Update:
    """Works out until when the answers of somebody count alone: until the first instant of a later answer or stop, of
    a suspension or of a death, known or not.
    """
    a, later = answers.c, answers.alias("later")
    bears = sa.union_all(
        sa.select(later.c.valid_at.label("at")).where(*_later(later)).correlate(answers),
        sa.select(suspensions.c.begins_at)
        .where(*_same(suspensions, answers), suspensions.c.begins_at >= a.valid_at)
        .correlate(answers),
        sa.select(closings.c.since)
        .where(closings.c.kind == closing_rows.DEATH, closings.c.whose == a.person)
        .correlate(answers),
    ).subquery()
    first = sa.select(sa.func.min(bears.c.at)).scalar_subquery()
    return answers.update().where(*whose).values(alone_until=sa.func.coalesce(first, OPEN))


_THEIRS: Final = answers.c.person == sa.bindparam("whose")
_ALONE_OF_UNIT: Final = _alone(_THEIRS, answers.c.initiative == sa.bindparam("of"))
_ALONE_OF_PERSON: Final = _alone(_THEIRS)
