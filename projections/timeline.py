"""What happened to one person, who looked included: coded fields in clear and references, told in plain sentences."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from domain.access import (
    BreakGlassOpened,
    BreakGlassReviewed,
    DataShared,
    DataUsed,
    DelayTelling,
    GrantGiven,
    GrantRequested,
    GrantRevoked,
    OpenBreakGlass,
    PersonRead,
    RecallAnswered,
    RecallSent,
    RemovalDone,
    ReviewBreakGlass,
    TellingDelayed,
    UseEnteredInError,
)
from domain.consent import (
    ITEMS,
    LEVELS,
    TAKE_PART,
    AnswersGiven,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ConsulteeAdvised,
    ConsulteeChanged,
    ConsulteeIdentified,
    EnteredInError,
    InformationGiven,
    ObjectionObserved,
    Paused,
    Resumed,
    StopClarified,
    Withdrawn,
)
from domain.governance import (
    AttemptRefused,
    CorrectiveActionRecorded,
    EntryVerified,
    FellDue,
    FindingAssessed,
    FindingClosed,
    SettingChanged,
)
from domain.initiatives import (
    AppearanceRecorded,
    AttendanceRecorded,
    DocumentPublished,
    FilmShown,
    InitiativeEnded,
    InitiativeRegistered,
    McaApproved,
    ModificationApproved,
    PartRecorded,
    SessionHeld,
    SiteClosed,
    SiteJoined,
    SiteRegistered,
    TakedownRecorded,
    TaskDelegated,
    TrainingRecorded,
    VersionImplemented,
)
from domain.judging import RULES
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed
from domain.kernel.time import DAY, from_local, to_local
from domain.people import (
    ActorRegistered,
    DeathRecorded,
    DetentionStatusChanged,
    Discharged,
    EntryStruck,
    GenderMarkerChanged,
    InterestDeclared,
    InterestEnded,
    NameChanged,
    PersonRegistered,
    RecordsJoined,
    RecordsParted,
    ResponsibleClinicianAssigned,
    RestrictionBegun,
    RestrictionEnded,
    RoleAssigned,
    Transferred,
)
from projections.columns import OPEN, at, instant, micros, ref
from projections.projection import Stateless
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
    "assessor",
    "by",
    "clinician",
    "consultee",
    "grantee",
    "lead",
    "observer",
    "other",
    "reader",
    "reviewer",
    "taker",
    "user",
    "with_whom",
    "witness",
)
_LEFT_OUT: Final = frozenset({"person", "initiative", "office_id", "about"})

_TOLD: Final[dict[str, tuple[str, ...]]] = {}
_written: Final = json.JSONEncoder(separators=(",", ":")).encode

Names = Mapping[Ref, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened; `fields` are those of the event that stand in clear, with its session's.

    `corrected_at` is when it was corrected, where it was: it counts no longer; `corrected_by` is the position of what
    corrected it.
    """

    position: int
    tag: str
    occurred_at: datetime
    known_from: datetime
    corrected_at: datetime | None
    fields: Mapping[str, Any]
    corrected_by: int | None = None

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
        if isinstance(event, FellDue) or not (subjects := event.subjects):
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
        "fields": _written(_clear(event)),
        "occurred_at": micros(recorded.occurred_at),
        "known_from": micros(recorded.known_at),
        "known_until": OPEN,
        "corrected_by": None,
    }


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


def of_person(db: sa.Connection, person: Ref) -> list[Line]:
    """Everything that happened to one person, in the order in which it happened; an attendance when it began.

    This is what privacy officers and auditors see; `shown` is what the person is shown of it.
    """
    happened = sa.func.coalesce(sessions.c.held_at, timeline.c.occurred_at)
    came_to = sa.and_(sessions.c.initiative == timeline.c.initiative, sessions.c.session == timeline.c.session)
    question = (
        sa.select(timeline, sessions.c.kind, sessions.c.site, sessions.c.recorded, happened.label("happened"))
        .select_from(timeline.outerjoin(sessions, came_to))
        .where(timeline.c.person == person)
        .order_by(happened, timeline.c.position)
    )
    return [_line(row) for row in db.execute(question)]


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
    return _SENTENCES[event.tag](_clear(event), names)


def references(event: Event) -> tuple[Ref, ...]:
    """The people named in an event, beside whom it is about."""
    return tuple(Ref(value) for name in _REFERENCES if (value := getattr(event, name, None)))


def changed(before: Line, after: Line) -> str:
    """What a correction changed of a line, field by field, of the fields that stand in clear.

    Nothing where the line was struck: what is said then is not of its kind.
    """
    if before.tag != after.tag:
        return ""
    names = [n for n in {**before.fields, **after.fields} if before.fields.get(n) != after.fields.get(n)]
    return "; ".join(
        f"{n.replace('_', ' ')} {before.fields.get(n, 'not said')} -> {after.fields.get(n, 'not said')}" for n in names
    )


def said(line: Line, names: Names, why: str = "") -> str:
    """A line as a plain sentence; `names` opens the references, for a reader who may see them.

    `why` says by whom and for what reason a line was corrected, and what was changed.
    """
    told = _SENTENCES[line.tag](line.fields, names)
    if line.known_from - line.occurred_at > DAY and line.known_from.year > 1:
        told += f" Entered on {to_local(line.known_from)[:16].replace('T', ' at ')}."
    if line.corrected_at is not None:
        told += f" Corrected on {to_local(line.corrected_at)[:10]}{why}: this no longer counts."
    return told


_KINDS: Final = {"staff": "a member of staff", "service_user": "a service user", "team": "one of the team"}


def _named(fields: Mapping[str, Any], names: Names, field: str) -> str:
    reference = Ref(fields[field])
    return names.get(reference, reference[:8])


def _at_site(fields: Mapping[str, Any]) -> str:
    return f" at {fields['site']}" if fields.get("site") else ""


def _registered(f: Mapping[str, Any], _: Names) -> str:
    job = f" ({f['job_title'].replace('_', ' ')})" if f.get("job_title") else ""
    return f"Registered with the study as {_KINDS.get(f['kind'], f['kind'])}{job}{_at_site(f)}."


def _role(f: Mapping[str, Any], _: Names) -> str:
    return f"Given the role {f['role'].replace('_', ' ')}{_at_site(f)}{_days(f)}."


def _days(f: Mapping[str, Any]) -> str:
    begins = f" from {f['from_on']}" if f.get("from_on") else ""
    return begins + (f" until {f['to_on']}" if f.get("to_on") else "")


def _in_charge(f: Mapping[str, Any], names: Names) -> str:
    as_cover = " (covering for another)" if f["basis"] == "covering" else ""
    return f"{_named(f, names, 'clinician')} is responsible clinician{_days(f)}{as_cover}."


def _delegated(f: Mapping[str, Any], _: Names) -> str:
    return f"May do the task {f['task']} for the study{_days(f)}."


def _came(f: Mapping[str, Any], _: Names) -> str:
    kind = f.get("session_kind", "session").replace("_", " ")
    where = f" at {f['at']}" if "at" in f else ""
    return f"Took part in {kind} {f['session']}{where}{', which was audio-recorded' if f.get('recorded') else ''}."


def _informed(f: Mapping[str, Any], names: Names) -> str:
    return f"Was told what taking part means, from version {f['version']}, by {_named(f, names, 'by')}."


def _answered(f: Mapping[str, Any], names: Names) -> str:
    yes = [f"{ITEMS[item]} ({item})" for item, answer in f["answers"].items() if answer]
    no = [f"{ITEMS[item]} ({item})" for item, answer in f["answers"].items() if not answer]
    said_yes = f" Yes to: {'; '.join(yes)}." if yes else ""
    said_no = f" No to: {'; '.join(no)}." if no else ""
    witness = f", before {_named(f, names, 'witness')} as witness" if f.get("witness") else ""
    signed = _SIGNED.get(f.get("how_signed", ""), "Signed")
    told = f" Told what it means on {f['informed_at'][:16].replace('T', ' at ')}." if f.get("informed_at") else ""
    agreed = f"{signed} version {f['version']}{_in(f)} with {_named(f, names, 'taker')}{witness}."
    on = [channel for channel, yes in (f.get("channels") or {}).items() if yes]
    shown = f" The film may be shown: {', '.join(on) or 'nowhere'}." if "channels" in f else ""
    return f"{agreed}{told}{said_yes}{said_no}{shown}{_COPY.get(f.get('copy_given', ''), '')}"


_COPY: Final = {
    "yes": " Was given a copy.",
    "no": " Was not given a copy.",
    "unknown": " Nothing says whether a copy was given.",
}


_SIGNED: Final = {"thumbprint": "Put their thumbprint to", "spoken": "Said aloud what they agree to in"}


def _in(f: Mapping[str, Any]) -> str:
    """The language and format that were used, where anything is said of them."""
    said = [f[name].replace("_", " ") for name in ("format", "language") if f.get(name)]
    return f" ({', '.join(said)})" if said else ""


def _to_decide(f: Mapping[str, Any]) -> str:
    """What is to be decided, in words."""
    return "take part" if f["decision"] == TAKE_PART else str(ITEMS[f["decision"]])


def _doubted(f: Mapping[str, Any], names: Names) -> str:
    why = f["doubt"].replace("_", " ")
    who = _named(f, names, "by")
    return f"{who} doubted that they could decide whether to {_to_decide(f)} ({why}). It rests until that is assessed."


_FOUND: Final = {
    "has": "they can decide whether",
    "lacks": "they cannot decide at present whether",
    "unable_to_complete": "nobody could find out yet whether they can decide",
}


def _assessed(f: Mapping[str, Any], names: Names) -> str:
    by = f" by {_named(f, names, 'assessor')}" if f.get("assessor") else ""
    again = f" To be assessed again by {f['review_by']}." if f.get("review_by") else ""
    return f"Was assessed{by}: {_FOUND[f['outcome']]} to {_to_decide(f)}.{again}"


def _regained(f: Mapping[str, Any], names: Names) -> str:
    who = _named(f, names, "by")
    return f"Can decide again whether to {_to_decide(f)}, as {who} saw, and is asked themselves."


def _consultee(f: Mapping[str, Any], names: Names) -> str:
    return f"{_named(f, names, 'consultee')} is their {f['consultee_kind']} consultee."


def _advised(f: Mapping[str, Any], names: Names) -> str:
    would = "would want to" if f["take_part"] else "would not want to"
    stops = "" if f["take_part"] else " It stops."
    return f"{_named(f, names, 'consultee')} advised that they {would} {_to_decide(f)}.{stops}"


def _approved(f: Mapping[str, Any], _: Names) -> str:
    until = f" until {f['until_on']}" if f.get("until_on") else ""
    return f"Approved for people who lack capacity by {f['body']} from {f['approved_on']}{until}."


def _stopped(f: Mapping[str, Any], _: Names) -> str:
    items = f": {', '.join(ITEMS[item] for item in f['items'])}" if f.get("items") else ""
    return f"Said stop ({f['level']}, {LEVELS[f['level']]}{items})."


def _clarified(f: Mapping[str, Any], _: Names) -> str:
    items = f": {', '.join(ITEMS[item] for item in f['items'])}" if f.get("items") else ""
    return f"Said what their stop meant ({f['level']}, {LEVELS[f['level']]}{items}). The rest goes on from here."


def _of_items(f: Mapping[str, Any]) -> str:
    return ", ".join(ITEMS[item] for item in f["items"]) if f.get("items") else "everything"


def _objected(f: Mapping[str, Any], names: Names) -> str:
    return f"Was seen by {_named(f, names, 'observer')} to object ({f['sign']}). Everything stops."


def _used(f: Mapping[str, Any], names: Names) -> str:
    glass = f", without agreement, under {f['opening']}" if f.get("opening") else ""
    return f"{_named(f, names, 'user')} opened the {_what_for(f)} ({f['use']}){glass}."


def _what_for(f: Mapping[str, Any]) -> str:
    parts = f", {', '.join(f['fields']).replace('_', ' ')}," if f.get("fields") else ""
    return f"{f['asset'].replace('_', ' ')}{parts} for {f['purpose'].replace('_', ' ')}"


def _asked_grant(f: Mapping[str, Any], names: Names) -> str:
    return f"It was asked that {_named(f, names, 'grantee')} may open the {_what_for(f)} ({f['grant']})."


def _granted(f: Mapping[str, Any], names: Names) -> str:
    until = f["until"][:16].replace("T", " at ")
    return f"{_named(f, names, 'grantee')} may open the {_what_for(f)} until {until} ({f['grant']})."


_GROUNDS: Final = {
    "express_consent": "on the ground of the person's express consent",
    "legal_requirement": "because a law requires it",
    "public_interest": "because of an overriding public interest",
}


def _broke_glass(f: Mapping[str, Any], names: Names) -> str:
    fields = ", ".join(f["fields"]).replace("_", " ")
    return (
        f"{_named(f, names, 'user')} opened data without the person's agreement on the record,"
        f" {_GROUNDS[f['ground']]}: {fields}; until {f['until'][11:16]} ({f['opening']})."
    )


def _reviewed_glass(f: Mapping[str, Any], names: Names) -> str:
    found = "justified" if f["found"] == "justified" else "not justified"
    return f"{_named(f, names, 'reviewer')} looked at {f['opening']} and found it {found}."


def _delayed(f: Mapping[str, Any], _: Names) -> str:
    return f"The person is shown {f['opening']} from {f['not_before'][:16].replace('T', ' at ')} on."


def _shared(f: Mapping[str, Any], names: Names) -> str:
    return f"{_named(f, names, 'user')} gave the {_what_for(f)} to {f['recipient'].replace('_', ' ')} ({f['share']})."


_ANSWERS: Final = {"returned": "returned it", "destroyed": "destroyed it", "refused": "refused"}


def _removed(f: Mapping[str, Any], _: Names) -> str:
    return f"Removal of the {f['asset'].replace('_', ' ')}: {f['came_to'].replace('_', ' ')}."


def _not_theirs(f: Mapping[str, Any], _: Names) -> str:
    return f"The use {f['use']} was recorded here by mistake; it was not of this person's data."


def _read(f: Mapping[str, Any], names: Names) -> str:
    return f"{_named(f, names, 'reader')} read this record ({f['what']})."


def _site(f: Mapping[str, Any], _: Names) -> str:
    return f"The site {f['site']} ({f['security_level']} security) took part from {f.get('opened_on', 'then')} on."


def _published(f: Mapping[str, Any], _: Names) -> str:
    what = "consent form" if f["document"] == "ICF" else "information sheet"
    return f"The {what} of version {f['version']} promised removal within {f['removal_window_days']} days."


_ASKED_AGAIN: Final = {
    "all_active": "everybody is asked again",
    "next_contact": "each person is asked again when next met",
    "new_only": "only new people are asked",
    "inform_only": "people are told, and not asked again",
}


def _modified(f: Mapping[str, Any], _: Names) -> str:
    whom = _ASKED_AGAIN.get(f["policy"], f["policy"])
    return f"The {f['classed'].replace('_', ' ')} modification {f['modification']} was approved; {whom}."


def _begun(f: Mapping[str, Any], _: Names) -> str:
    return f"Version {f['version']} came into use at {f['site']} on {f['implemented_on']}."


def _held(f: Mapping[str, Any], names: Names) -> str:
    recorded = "audio-recorded" if f["recorded"] else "not recorded"
    kind = f["kind"].replace("_", " ")
    return f"{kind.capitalize()} {f['session']} at {f['site']} with {_named(f, names, 'lead')}, {recorded}."


def _finding_assessed(f: Mapping[str, Any], names: Names) -> str:
    what = f["assessed"].replace("_", " ")
    return f"{_named(f, names, 'by')} assessed the finding {f['finding']} {f['key']}: {what}."


def _acted(f: Mapping[str, Any], names: Names) -> str:
    return f"{_named(f, names, 'by')} recorded what was done about the finding {f['finding']} {f['key']}."


def _closed(f: Mapping[str, Any], names: Names) -> str:
    return f"{_named(f, names, 'by')} closed the finding {f['finding']} {f['key']}."


def _verified(f: Mapping[str, Any], names: Names) -> str:
    return f"{_named(f, names, 'by')} compared entry {f['entry']} of the consent with the evidence and found it right."


def _refused(f: Mapping[str, Any], names: Names) -> str:
    rules = "; ".join(f"{rule}: {RULES[rule].says}" for rule in (*f["broken"], *f.get("unjudged", ())) if rule in RULES)
    return f"{_named(f, names, 'by')} asked to {_wish(f['asked'])} and was refused ({rules})."


def _wish(command: str) -> str:
    """What somebody who asks a command wants to do: `access.use_data` is to use data."""
    return command.partition(".")[2].replace("_", " ")


def _section(f: Mapping[str, Any], _: Names) -> str:
    how = "informally" if f["section"] == "informal" else f"under {f['section']}"
    return f"In hospital {how} at {f['hospital']}{_days(f)}."


def _interest(f: Mapping[str, Any], names: Names) -> str:
    return f"Declared an interest in {_named(f, names, 'with_whom')} ({f['interest'].replace('_', ' ')}){_days(f)}."


def _interest_ended(f: Mapping[str, Any], names: Names) -> str:
    kind = f["interest"].replace("_", " ")
    return f"Has no interest in {_named(f, names, 'with_whom')} ({kind}) any more, from {f['on']}."


def _joined(f: Mapping[str, Any], names: Names) -> str:
    return f"There is another record of the same person, {_named(f, names, 'other')}. Nothing was moved."


def _parted(f: Mapping[str, Any], names: Names) -> str:
    return f"The record {_named(f, names, 'other')} is of somebody else after all."


def _part(f: Mapping[str, Any], _: Names) -> str:
    spent = f", {f['hours']} hours" if f.get("hours") else ""
    return f"Had a part in {f['stage'].replace('_', ' ')} as user-researcher{_days(f)}{spent}."


_TAKEDOWNS: Final = {
    "asked": "It was asked that the film {film} comes off {channel}.",
    "done": "The film {film} is off {channel}.",
    "cannot_be_recalled": "The film {film} is off {channel} as far as can be; copies cannot be recalled.",
}


def _trained(f: Mapping[str, Any], _: Names) -> str:
    until = f", valid until {f['valid_until']}" if f.get("valid_until") else ""
    return f"Was trained for the task {f['task']} on {f['trained_on']}{until}."


_SENTENCES: Final[dict[str, Callable[[Mapping[str, Any], Names], str]]] = {
    InitiativeRegistered.tag: lambda f, _: f"The {f['kind'].replace('_', ' ')} {f['name']} was registered.",
    SiteRegistered.tag: _site,
    SiteJoined.tag: _site,
    ModificationApproved.tag: _modified,
    SiteClosed.tag: lambda f, _: f"The site {f['site']} took part no more from {f['closed_on']}.",
    InitiativeEnded.tag: lambda f, _: (
        f"It ended ({f['ended_as'].replace('_', ' ')}): nothing new from {f['ended_on']} on."
    ),
    TrainingRecorded.tag: _trained,
    PartRecorded.tag: _part,
    AppearanceRecorded.tag: lambda f, _: f"Was filmed, and can be seen in the film {f['film']}.",
    FilmShown.tag: lambda f, _: f"The film {f['film']} was shown: {f['channel']}.",
    TakedownRecorded.tag: lambda f, _: _TAKEDOWNS[f["step"]].format(film=f["film"], channel=f["channel"]),
    DetentionStatusChanged.tag: _section,
    RestrictionBegun.tag: lambda f, _: f"Is restricted ({f['basis']}){_days(f)}.",
    RestrictionEnded.tag: lambda f, _: f"Is restricted no more from {f['on']}.",
    Transferred.tag: lambda f, _: f"Moved from {f['from_site']} to {f['to_site']} on {f['on']}.",
    Discharged.tag: lambda f, _: f"Was discharged ({f['how']}) on {f['on']}.",
    DeathRecorded.tag: lambda f, _: f"Died on {f['on']}. Nobody contacts them, and nothing new is collected.",
    InterestDeclared.tag: _interest,
    InterestEnded.tag: _interest_ended,
    NameChanged.tag: lambda *_: "Goes by another name now. Nothing else has changed.",
    GenderMarkerChanged.tag: lambda *_: "Their gender marker has changed. Nothing else has.",
    RecordsJoined.tag: _joined,
    RecordsParted.tag: _parted,
    EntryStruck.tag: lambda f, _: f"Entry {f['entry']} here was never so.",
    DocumentPublished.tag: _published,
    VersionImplemented.tag: _begun,
    SessionHeld.tag: _held,
    ActorRegistered.tag: lambda *_: "Registered as somebody who may use Byleave.",
    PersonRegistered.tag: _registered,
    RoleAssigned.tag: _role,
    ResponsibleClinicianAssigned.tag: _in_charge,
    TaskDelegated.tag: _delegated,
    AttendanceRecorded.tag: _came,
    InformationGiven.tag: _informed,
    AnswersGiven.tag: _answered,
    Withdrawn.tag: _stopped,
    StopClarified.tag: _clarified,
    Paused.tag: lambda f, _: f"Paused {_of_items(f)}.",
    Resumed.tag: lambda f, _: f"Ended the pause of {_of_items(f)}.",
    ObjectionObserved.tag: _objected,
    EnteredInError.tag: lambda *_: "What was recorded here was another person's paper; it counts no longer.",
    CapacityDoubted.tag: _doubted,
    CapacityAssessed.tag: _assessed,
    CapacityRegained.tag: _regained,
    ConsulteeIdentified.tag: _consultee,
    ConsulteeChanged.tag: lambda f, names: f"From now on {_consultee(f, names)}",
    ConsulteeAdvised.tag: _advised,
    McaApproved.tag: _approved,
    DataUsed.tag: _used,
    UseEnteredInError.tag: _not_theirs,
    GrantRequested.tag: _asked_grant,
    GrantGiven.tag: _granted,
    GrantRevoked.tag: lambda f, _: f"The grant {f['grant']} was revoked.",
    BreakGlassOpened.tag: _broke_glass,
    BreakGlassReviewed.tag: _reviewed_glass,
    TellingDelayed.tag: _delayed,
    DataShared.tag: _shared,
    RecallSent.tag: lambda f, _: f"The recipient of {f['share']} was asked to return or destroy it.",
    RecallAnswered.tag: lambda f, _: f"The recipient of {f['share']} {_ANSWERS.get(f['answer'], f['answer'])}.",
    RemovalDone.tag: _removed,
    PersonRead.tag: _read,
    AttemptRefused.tag: _refused,
    SettingChanged.tag: lambda f, _: f"The setting {f['setting'].replace('_', ' ')} became {f['value']}.",
    FindingAssessed.tag: _finding_assessed,
    CorrectiveActionRecorded.tag: _acted,
    FindingClosed.tag: _closed,
    FellDue.tag: lambda f, _: f"Fell due: {f['due'].replace('_', ' ')} ({f['code']}).",
    EntryVerified.tag: _verified,
}
