"""What was active when, as known when? One indexed query over both times.

A row is one answer to one item, or one item stopped. It is valid from `valid_at`, known from `known_from` until
`known_until` by whoever entered it, and from `recorded_from` until `recorded_until` by our own clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from domain.consent import AnswersGiven, Withdrawn, stopped_by
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from projections.columns import OPEN, at, instant, micros, ref
from projections.projection import Stateless
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
    sqlite_with_rowid=False,
)
sa.Index("answers_person", answers.c.person, answers.c.initiative)


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


class ConsentRegister(Stateless):
    """Takes signings and stops."""

    name = "consent_register"
    metadata = metadata

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """A signing gives a row for each item answered, a stop one for each item stopped.

        What says nothing gives a row without an item, so that its correction can take its place.
        """
        match recorded.event:
            case AnswersGiven() as e:
                self._write(writes, recorded, e, [(item, yes, False) for item, yes in e.answers.items()])
            case Withdrawn() as e:
                items = sorted(stopped_by(e.level, e.items))
                self._write(writes, recorded, e, [(item, False, True) for item in items])

    def _write(
        self,
        writes: Writes,
        recorded: Recorded[Event],
        event: AnswersGiven | Withdrawn,
        said: list[tuple[str, bool, bool]],
    ) -> None:
        order = recorded.version if recorded.corrects is None else self._ended(writes, recorded, event)
        known_from, recorded_from = micros(recorded.known_at), micros(recorded.recorded_at)
        valid_at = micros(recorded.occurred_at)
        claimed = recorded.entered_at is not None and recorded.corrects is None
        for item, yes, stop in said or [("", False, isinstance(event, Withdrawn))]:
            writes.insert(
                answers,
                {
                    "initiative": event.initiative,
                    "item": item,
                    "person": event.person,
                    "valid_at": valid_at,
                    "stop": stop,
                    "ord": order,
                    "version": recorded.version,
                    "yes": yes,
                    "known_from": known_from,
                    "known_until": OPEN,
                    "recorded_from": recorded_from,
                    "recorded_until": OPEN,
                    "claimed": claimed,
                    "position": recorded.position,
                },
            )

    def _ended(self, writes: Writes, recorded: Recorded[Event], event: AnswersGiven | Withdrawn) -> int:
        """Ends what stood in the place of the corrected entry, and answers that place."""
        same = (
            answers.c.initiative == event.initiative,
            answers.c.person == event.person,
            answers.c.stop == isinstance(event, Withdrawn),
        )
        corrected = (*same, answers.c.version == recorded.corrects)
        place: int | None = writes.execute(sa.select(answers.c.ord).where(*corrected).limit(1)).scalar()
        if place is None:
            return recorded.version
        stood = answers.update().where(*same, answers.c.ord == place, answers.c.recorded_until == OPEN)
        ended = {"known_until": micros(recorded.known_at), "recorded_until": micros(recorded.recorded_at)}
        writes.execute(stood.values(**ended))
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
    latest = _latest(initiative, items, valid_at, known_at, as_recorded)
    question = (
        sa.select(latest.c.item, sa.func.count(), sa.func.sum(sa.cast(latest.c.claimed, sa.Integer)))
        .where(latest.c.nth == 1, latest.c.yes.is_(True))
        .group_by(latest.c.item)
    )
    counted = {item: (active, claimed) for item, active, claimed in db.execute(question)}
    active = {item: counted.get(item, (0, 0))[0] for item in items}
    return Register(active, sum(claimed for _, claimed in counted.values()))


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
    latest = _latest(initiative, items, valid_at, known_at, as_recorded, answers.c.person == person)
    columns = (latest.c.item, latest.c.yes, latest.c.valid_at, latest.c.position)
    rows = db.execute(sa.select(*columns).where(latest.c.nth == 1).order_by(latest.c.item))
    return {item: ItemState(yes, instant(since), position) for item, yes, since, position in rows}


def _latest(
    initiative: Ref | None, items: Sequence[str], valid_at: datetime, known_at: datetime, as_recorded: bool, *also: Any
) -> sa.Subquery:
    """Every answer and stop that counts at both instants, numbered from the latest; at one instant a stop is later."""
    a = answers.c
    since, until = (a.recorded_from, a.recorded_until) if as_recorded else (a.known_from, a.known_until)
    known, valid = micros(known_at), micros(valid_at)
    stands = sa.or_(until > known, until == OPEN)
    latest_first = (a.valid_at.desc(), a.stop.desc(), a.ord.desc())
    nth = sa.func.row_number().over(partition_by=(a.initiative, a.item, a.person), order_by=latest_first).label("nth")
    of = () if initiative is None else (a.initiative == initiative,)
    where = (*of, a.item.in_(items), a.valid_at <= valid, since <= known, stands, *also)
    return sa.select(a.item, a.yes, a.claimed, a.valid_at, a.position, nth).where(*where).subquery()
