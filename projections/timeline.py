"""What happened to one person, who looked included: coded fields in clear and references, told in plain sentences."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from domain.access import (
    DelayTelling,
    OpenBreakGlass,
    PersonRead,
    ReviewBreakGlass,
    TellingDelayed,
    UseEnteredInError,
)
from domain.consent import (
    EnteredInError,
    Resumed,
    StopClarified,
)
from domain.governance import (
    AttemptRefused,
    FellDue,
    GoingFellDue,
)
from domain.initiatives import (
    SessionHeld,
)
from domain.judging import RULES
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed
from domain.kernel.time import ALWAYS, DAY, FOREVER, from_local, to_local
from domain.people import (
    EntryStruck,
    PersonRegistered,
    RoleAssigned,
)
from projections.columns import OPEN, at, instant, micros, ref
from projections.projection import Stateless
from projections.sentences import SENTENCES, Names
from projections.wall import OF_RESEARCH, is_behind
from projections.writes import Writes

metadata = sa.MetaData()
timeline = sa.Table(
    "timeline",
    metadata,
    ref("person", primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("stream", sa.String(32), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("tag", sa.String(64), nullable=False),
    sa.Column("initiative", sa.String(32), nullable=True),
    sa.Column("session", sa.Text, nullable=True),
    sa.Column("fields", sa.Text, nullable=False),
    at("occurred_at"),
    at("known_from"),
    at("known_until"),
    sa.Column("corrected_by", sa.BigInteger, nullable=True),
    sqlite_with_rowid=False,
)
sa.Index("timeline_corrected", timeline.c.stream, timeline.c.version)
sa.Index("timeline_place", timeline.c.stream, timeline.c.place)
sessions = sa.Table(
    "timeline_sessions",
    metadata,
    ref("initiative", primary_key=True),
    sa.Column("session", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("site", sa.Text, nullable=False),
    sa.Column("recorded", sa.Boolean, nullable=False),
    at("held_at"),
    sa.Column("version", sa.Integer, nullable=False),
)

_REFERENCES: Final = (
    "activity",
    "assessor",
    "by",
    "clinician",
    "custodian",
    "consultee",
    "cosigner",
    "decider",
    "expressed_to",
    "funder",
    "grantee",
    "instead_of",
    "lead",
    "observer",
    "other",
    "owner",
    "peer",
    "reader",
    "recorded_by",
    "requested_by",
    "reviewer",
    "signed_by",
    "staff",
    "requester",
    "signer",
    "taker",
    "user",
    "whose",
    "with_whom",
    "witness",
)
_LEFT_OUT: Final = frozenset({"person", "initiative", "office_id", "about"})

_SAID_FOR_THEM: Final = (Resumed, StopClarified)
"""What lets something go on by the person's word: where somebody else recorded it, the line says who."""
_TOLD: Final[dict[str, tuple[str, ...]]] = {}
_written: Final = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened; `fields` are those of the event that stand in clear, with its session's.

    `corrected_at` is when it was corrected, where it was: it counts no longer; `corrected_by` is the position of what
    corrected it. `occurred_at` is ALWAYS of what an office's file tells without saying when.
    """

    position: int
    tag: str
    occurred_at: datetime
    known_from: datetime
    corrected_at: datetime | None
    fields: Mapping[str, Any]
    corrected_by: int | None = None

    def ended_by(self, known: datetime) -> datetime | None:
        """When it was corrected, where that was known by an instant: then it counts no longer."""
        return self.corrected_at if self.corrected_at is not None and self.corrected_at <= known else None

    @property
    def references(self) -> tuple[Ref, ...]:
        """The people named in it."""
        return tuple(Ref(self.fields[name]) for name in _REFERENCES if self.fields.get(name))


class Timeline(Stateless):
    """Takes every event that is about somebody, and the sessions that they came to.

    What fell due by the clock is left out: it is computed, and the same is told whether anything recorded it or not.
    """

    name = "timeline"
    metadata = metadata

    def project(self, writes: Writes, recorded: Recorded[Event]) -> None:
        """A line for each subject of the event."""
        event = recorded.event
        if isinstance(event, SessionHeld):
            _put_session(writes, recorded, event)
        if isinstance(event, FellDue | GoingFellDue) or not (subjects := event.subjects):
            return
        ended = (
            event.entry if isinstance(event, UseEnteredInError | EnteredInError | EntryStruck) else recorded.corrects
        )
        row = _row(recorded)
        if ended is not None:
            place = _end_what_stands(writes, recorded, ended)
            row["place"] = row["place"] if recorded.corrects is None else place
        for person in subjects:
            writes.insert(timeline, {"person": person, **row})


def _end_what_stands(writes: Writes, recorded: Recorded[Event], version: int) -> int:
    """Ends the line of an entry, or of what took its place before; answers which place that is."""
    c = timeline.c
    known = sa.select(c.place).where(c.stream == recorded.stream, c.version == version)
    place = writes.execute(known).scalar() or version
    ends = {"known_until": micros(recorded.recorded_at), "corrected_by": recorded.position}
    standing = (c.stream == recorded.stream, c.place == place, c.known_until == OPEN)
    writes.execute(timeline.update().where(*standing).values(**ends))
    return int(place)


def _row(recorded: Recorded[Event]) -> dict[str, Any]:
    event = recorded.event
    return {
        "position": recorded.position,
        "stream": recorded.stream,
        "version": recorded.version,
        "place": recorded.version,
        "tag": event.tag,
        "initiative": getattr(event, "initiative", None),
        "session": getattr(event, "session", None),
        "fields": _written({**_clear(event), **_recorder(recorded)}),
        "occurred_at": micros(ALWAYS if _untimed(recorded) else recorded.occurred_at),
        "known_from": micros(recorded.known_at),
        "known_until": OPEN,
        "corrected_by": None,
    }


def _recorder(recorded: Recorded[Event]) -> dict[str, Any]:
    """Who put the person's word into the record, where they did not themselves and something goes on by it."""
    theirs = not isinstance(recorded.event, _SAID_FOR_THEM) or recorded.actor in recorded.event.subjects
    return {} if theirs else {"recorded_by": recorded.actor}


def _untimed(recorded: Recorded[Event]) -> bool:
    """Whether an office's file told of it without saying when: then the time of the import is no time of it."""
    event = recorded.event
    told = isinstance(event, PersonRegistered) or (isinstance(event, RoleAssigned) and event.from_on is None)
    return told and recorded.source == "import"


def _put_session(writes: Writes, recorded: Recorded[Event], event: SessionHeld) -> None:
    """The session as it counts: the latest told, or what corrects that."""
    key = {"initiative": event.initiative, "session": event.session}
    if recorded.corrects is not None:
        there = sa.select(sessions.c.version).where(*(sessions.c[name] == value for name, value in key.items()))
        if writes.execute(there).scalar() != recorded.corrects:
            return
    held = {"kind": event.kind, "site": event.site, "recorded": event.recorded, "version": recorded.version}
    writes.put(sessions, {**key, **held, "held_at": micros(recorded.occurred_at)})


def _clear(event: Event) -> dict[str, Any]:
    """The fields that stand in clear and say more than whom the event is about."""
    if event.tag not in _TOLD:
        _TOLD[event.tag] = tuple(each.name for each in fields(event) if each.name not in _LEFT_OUT)
    given = ((name, getattr(event, name)) for name in _TOLD[event.tag])
    return {name: _plain(value) for name, value in given if value is not None and not isinstance(value, Sealed)}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return to_local(value)
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def of_person(db: sa.Connection, person: Ref, role: str) -> list[Line]:
    """What happened to one person, as somebody of a role may know it, in the order in which it happened.

    An attendance stands when it began. Who answers for research sees nothing of leave; `shown` is what the person is
    shown.
    """
    happened = sa.func.coalesce(sessions.c.held_at, timeline.c.occurred_at)
    came_to = sa.and_(sessions.c.initiative == timeline.c.initiative, sessions.c.session == timeline.c.session)
    question = (
        sa.select(timeline, sessions.c.kind, sessions.c.site, sessions.c.recorded, happened.label("happened"))
        .select_from(timeline.outerjoin(sessions, came_to))
        .where(timeline.c.person == person)
        .order_by(happened, timeline.c.position)
    )
    lines = [_line(row) for row in db.execute(question)]
    return [line for line in lines if not _behind(line)] if role in OF_RESEARCH else lines


def _behind(line: Line) -> bool:
    """Whether a line, or the refusal or the reading that it tells of, is of leave."""
    field = {AttemptRefused.tag: "asked", PersonRead.tag: "what"}.get(line.tag, "")
    return is_behind(line.tag) or is_behind(line.fields.get(field, ""))


_ASKED_OF_GLASS: Final = frozenset(c.tag for c in (OpenBreakGlass, ReviewBreakGlass, DelayTelling))

_FOUND_OF_GLASS: Final = frozenset(RULES[rule].finding for rule in ("AC-12", "BG-02", "BG-07", "BG-08"))


def shown(lines: Sequence[Line], at: datetime) -> list[Line]:
    """The lines that the person is shown at an instant: all but a break-glass, and what belongs to it, not yet told.

    A refusal and a finding do not say of which opening they are: while one is not told yet, none about any is shown,
    nor what names a use under it. Where two initiatives have an opening of one code, the later telling holds for both.
    """
    delays = [line.fields for line in lines if line.tag == TellingDelayed.tag and line.corrected_at is None]
    later = {fields["opening"] for fields in delays if at < _latest(fields["not_before"])}
    if not later:
        return list(lines)
    uses = {line.fields.get("use") for line in lines if line.fields.get("opening") in later} - {None}
    named = later | uses
    return [line for line in lines if not (named & _codes(line) or _of_glass(line))]


def _codes(line: Line) -> set[Any]:
    """The codes by which a line names an opening, a use or what a finding is about."""
    return {line.fields.get(name) for name in ("opening", "use", "key")} - {None}


def _latest(local: str) -> datetime:
    """The instant of a local time; of an hour that happens twice, the second: nothing is shown too soon."""
    first = from_local(local)
    again = first + timedelta(hours=1)
    return again if to_local(again) == to_local(first) else first


def _of_glass(line: Line) -> bool:
    """Whether a refusal, or what became of a finding, is about a break-glass."""
    if line.tag != AttemptRefused.tag:
        return line.fields.get("finding") in _FOUND_OF_GLASS
    return line.fields["asked"] in _ASKED_OF_GLASS or "AC-12" in line.fields["broken"]


def _line(row: Any) -> Line:
    session = {} if row.kind is None else {"session_kind": row.kind, "at": row.site, "recorded": bool(row.recorded)}
    return Line(
        position=row.position,
        tag=row.tag,
        occurred_at=instant(row.happened),
        known_from=instant(row.known_from),
        corrected_at=None if row.known_until == OPEN else instant(row.known_until),
        fields={**json.loads(row.fields), **session},
        corrected_by=row.corrected_by,
    )


def sentence(event: Event, names: Names) -> str:
    """An event as a plain sentence, whomever it is about."""
    return SENTENCES[event.tag](_clear(event), names)


def references(event: Event) -> tuple[Ref, ...]:
    """The people named in an event, beside whom it is about."""
    named = [getattr(event, name, None) for name in _REFERENCES]
    return tuple(Ref(value) for value in named if isinstance(value, str) and value)


def changed(before: Line, after: Line) -> str:
    """What a correction changed of a line, field by field, of the fields that stand in clear.

    Nothing where the line was struck: what is said then is not of its kind.
    """
    if before.tag != after.tag:
        return ""
    told = [name for name in {**before.fields, **after.fields} if name != "recorded_by"]
    names = [n for n in told if before.fields.get(n) != after.fields.get(n)]
    return "; ".join(
        f"{n.replace('_', ' ')} {before.fields.get(n, 'not said')} -> {after.fields.get(n, 'not said')}" for n in names
    )


def said(line: Line, names: Names, why: str = "", known: datetime = FOREVER) -> str:
    """A line as a plain sentence; `names` opens the references, for a reader who may see them.

    `why` says by whom and for what reason a line was corrected, and what was changed; before it was `known`, nothing is
    said of a correction.
    """
    told = SENTENCES[line.tag](line.fields, names)
    if line.known_from - line.occurred_at > DAY and line.known_from.year > 1:
        told += f" Entered on {to_local(line.known_from)[:16].replace('T', ' at ')}."
    if (ended := line.ended_by(known)) is not None:
        told += f" Corrected on {to_local(ended)[:10]}{why}: this no longer counts."
    return told
