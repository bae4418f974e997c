"""Import of a study office's logs: all or nothing, everything wrong said at once, repeats passed over.

A row is its file, key columns and ordinal among equals, recognised by a keyed hash; what it says is bound to a keyed
hash of its contents. A changed row is refused, or corrected with a reason: the old row stays known until then.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from domain.access import DataUsed, MarkEnteredInError, UseData
from domain.initiatives import RegisterInitiative
from domain.judging import HINDSIGHT
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.rules import Refused
from domain.kernel.sealed import STAFF, Sealed, study_purpose
from domain.kernel.time import to_local
from projections import timeline
from service.errors import ByleaveError, NotEntitled, StorageFault
from service.handling import Batch, Road, correlate, sealed_in
from service.importing.study_format import TABLES, between_files
from service.importing.study_rows import TELLS, Telling
from service.importing.tables import Problem, Reading, Row, read_folder
from service.names import office_ids
from service.store import Collision, Done, OfficeId, Repeat

_SILENT_OF: Final = frozenset({"CA", "CE", "SF"})
SPEAKS_TO: Final = frozenset(
    rule.id for table in HINDSIGHT.values() for rule in table if rule.id[:2] not in _SILENT_OF
) - {
    "CN-08",
    "CN-11",
    "CN-12",
    "AC-09",
    "AC-10",
    "AC-11",
    "AC-12",
    "AC-13",
    "AC-14",
    "BG-02",
    "BG-07",
    "BG-08",
    "SE-05",
    *("SD-01", "SD-02", "SD-03", "SD-04", "UR-02", "TR-01", "SI-01", "SI-02", "CL-01", "CL-03", "CL-05", "CL-06"),
    *("CL-04", "FI-01", "FI-02", "FI-03", "FI-06"),
    "SH-01",
}
"""The rules that this format can speak to: every finding of its README. Its files hold no hash of a form (CN-08), tell
of no signing live (CN-11, CN-12), are themselves how a use is told afterwards (AC-09), hold no stop that is not
clear (AC-10), neither grants (AC-11) nor break-glass (AC-12) with its review (BG-02, BG-07, BG-08) nor what was
shared (SH-01) nor modifications (AC-13) nor pauses (AC-14), nobody comes to two sessions in them (SE-05), and
nothing is said of capacity (CA), consultees (CE), or how and on what one signed (SF). They know of no ward's nurse in
charge (SD-01), interest (SD-02), decision on leave (SD-03), role on the ward (SD-04), peer (UR-02) or training
(TR-01), of no site that is not open (SI-01, SI-02), no death and no end of the study (CL-01, CL-03, CL-05, CL-06),
and hold no films (CL-04, FI-01, FI-02, FI-03, FI-06)."""
INITIATIVE: Final = "initiative"
_ATTEMPTS: Final = 5

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


Told = tuple[tuple[Command, ...], Row, bytes, bytes, Done | None]
"""The commands of a row, its key and contents hashed, and what it was answered with before."""


def silent(_: str, __: int, ___: int) -> None:
    """Tells nobody."""


class Refusal(ByleaveError):
    """Nothing was imported: these are the problems, every one of them."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__(f"Nothing was imported: {len(self.problems)} problem(s).", "Mend them and import again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, by number of rows; `lock_seconds` is how long other writers had to wait for it."""

    study: str
    initiative: Ref
    new: int
    corrected: int
    passed_over: int
    vanished: tuple[str, ...]
    ignored: tuple[str, ...]
    events: int
    lock_seconds: float
    rows: int


@dataclass(slots=True)
class Plan:
    """The rows of an import, told apart: which are new, which changed, and which are on the record as they are."""

    new: list[tuple[Row, bytes, bytes]] = field(default_factory=list)
    changed: list[tuple[Row, bytes, bytes, Done]] = field(default_factory=list)
    known: set[bytes] = field(default_factory=set)
    vanished: list[Done] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importing:
    """One import: of a folder, as a study, by an actor; `reason` is why changed rows are corrected, or None."""

    road: Road
    folder: Path
    study: str
    actor: Ref
    role: str
    at: datetime
    reason: str | None = None
    progress: Progress = silent

    def run(self) -> Imported:
        """Imports. Raises Refusal with every problem; then the record is as it was."""
        reading = read_folder(self.folder, TABLES)
        problems = [*reading.problems, *between_files(reading)]
        if problems:
            raise Refusal(problems)
        for _ in range(_ATTEMPTS):
            try:
                return self._record(reading)
            except Collision:
                self.road.states.forget()
        raise StorageFault(
            "Others kept writing to this study. Nothing was imported.", "Import again when they are done."
        )

    def _record(self, reading: Reading) -> Imported:
        initiative = self._initiative()
        plan = self._plan(reading, initiative)
        if plan.changed and self.reason is None:
            raise Refusal([_changed(row) for row, *_ in plan.changed])
        refs = self._references(reading, initiative)
        held = {row["session_id"]: row["held_at"] for row in reading.rows["sessions"]}
        telling = Telling(initiative, self.actor, self.role, self.at, refs, held)
        batch, repeats = self._decide(plan, telling)
        lock_seconds = self._append(batch, repeats)
        return Imported(
            study=self.study,
            initiative=initiative,
            new=len(plan.new),
            corrected=len(plan.changed),
            passed_over=len(plan.known),
            vanished=tuple(self._named(done) for done in plan.vanished),
            ignored=tuple(f"{file}.{column}" for file, columns in reading.ignored.items() for column in columns),
            events=len(batch.drafts),
            lock_seconds=lock_seconds,
            rows=sum(map(len, reading.rows.values())),
        )

    def _initiative(self) -> Ref:
        """The initiative's reference: the one it has, or a new one that whoever comes first gets to write down."""
        known = self.road.keys.references(INITIATIVE, [self.study])
        if self.study in known:
            return known[self.study]
        new = Ref(os.urandom(16).hex())
        self.road.keys.ensure([(new, study_purpose(new))])
        return self.road.keys.register(INITIATIVE, [OfficeId(self.study, new, study_purpose(new))])[self.study]

    def _scope(self, initiative: Ref) -> bytes:
        return self.road.keys.row_hash("scope", initiative)[:16]

    def _plan(self, reading: Reading, initiative: Ref) -> Plan:
        row_hash, plan = self.road.keys.row_hash, Plan()
        done = self.road.record.imported(self._scope(initiative))
        for row in reading.all_rows():
            key = row_hash("row", initiative, row.table.file, *row.key, str(row.ordinal))
            contents = row_hash("contents", *(f"{column}={value}" for column, value in _contents(row)))
            before = done.pop(key, None)
            if before is None:
                plan.new.append((row, key, contents))
            elif before.binding == contents:
                plan.known.add(key)
            else:
                plan.changed.append((row, key, contents, before))
        done.pop(row_hash(INITIATIVE, initiative), None)
        plan.vanished = list(done.values())
        return plan

    def _references(self, reading: Reading, initiative: Ref) -> dict[str, Ref]:
        """Who stands behind each office id; new people's references and keys are durable before any event."""
        purpose = study_purpose(initiative)
        wanted = {row["person_id"]: purpose for row in reading.rows["people"]}
        wanted |= {row["person_id"]: STAFF for row in reading.rows["team"]}
        refs = self.road.keys.references(initiative, wanted)
        new = [OfficeId(i, Ref(os.urandom(16).hex()), wanted[i]) for i in wanted if i not in refs]
        self.road.keys.ensure((each.reference, each.purpose) for each in new)
        return refs | self.road.keys.register(initiative, new)

    def _decide(self, plan: Plan, telling: Telling) -> tuple[Batch, list[Repeat]]:
        """Every row decided in the files' order, each on what the rows before it left, and its keys made."""
        batch, scope = self.road.batch(), self._scope(telling.initiative)
        repeats = list(self._registered(batch, telling, scope))
        told: list[Told] = [
            (TELLS[row.table.file](row, telling), row, key, contents, None) for row, key, contents in plan.new
        ]
        told += [
            (self._correcting(row, was, telling), row, key, contents, was) for row, key, contents, was in plan.changed
        ]
        self.road.keys.ensure((s.subject, s.purpose) for commands, *_ in told for c in commands for s in sealed_in(c))
        batch.reading.look(command.stream for commands, *_ in told for command in commands)
        for number, (commands, _, key, contents, before) in enumerate(told):
            self.progress("Deciding", number, len(told))
            offset = len(batch.drafts)
            for command in commands:
                _told(batch, command, key)
            nth = before.nth + 1 if before else 0
            repeats.append(Repeat(key, contents, offset, len(batch.drafts) - offset, nth, scope))
        return batch, repeats

    def _registered(self, batch: Batch, telling: Telling, scope: bytes) -> Iterator[Repeat]:
        if batch.reading.initiative(telling.initiative).kind:
            return
        key = self.road.keys.row_hash(INITIATIVE, telling.initiative)
        told = telling.told(telling.at)
        new = RegisterInitiative(initiative=telling.initiative, kind="study", name=self.study, **told)
        _told(batch, new, key)
        yield Repeat(key, key, 0, 1, 0, scope)

    def _correcting(self, row: Row, before: Done, t: Telling) -> tuple[Command, ...]:
        """A changed row's commands, each replacing the entry that the same command of the old row made."""
        old = self.road.record.at(range(before.position, before.position + before.count))
        told: list[Command] = []
        for command, was in zip(TELLS[row.table.file](row, t), old, strict=False):
            subject = getattr(command, "person", t.initiative)
            reason = Sealed(subject, t.purpose, self.reason)
            if isinstance(command, UseData) and isinstance(was.event, DataUsed) and was.event.person != command.person:
                told += [
                    replace(command, entered_at=None, reason=reason),
                    _not_theirs(was.event, was.version, t, reason),
                ]
            else:
                told.append(replace(command, corrects=was.version, reason=reason))
        return tuple(told)

    def _append(self, batch: Batch, repeats: list[Repeat]) -> float:
        """Seals everything, then appends it all in one transaction. Answers for how long that held the lock."""
        record, drafts = self.road.record, batch.drafts
        if not drafts:
            return 0.0
        stored = []
        for number, draft in enumerate(drafts):
            self.progress("Sealing", number, len(drafts))
            stored.append(record.mapper.to_stored_event(draft))
        began = time.perf_counter()
        record.append_rows(stored, batch.reading.expected(), repeats)
        held = time.perf_counter() - began
        self.road.states.forget()
        return held

    def _named(self, done: Done) -> str:
        """A row that is on the record and in no file any more, in words, with the person's id where it is about one."""
        recorded = self.road.record.at([done.position])[0]
        people = {*recorded.event.subjects, *timeline.references(recorded.event)}
        names = office_ids(self.road.record, self.road.keys, people)
        whom = ", ".join(names[person] for person in recorded.event.subjects)
        said = timeline.sentence(recorded.event, names)
        return f"{whom + ', ' if whom else ''}{to_local(recorded.occurred_at)[:16]}: {said} (position {done.position})"


def _told(batch: Batch, command: Command, key: bytes) -> None:
    """Decides a row's command. History is refused for one thing alone: that whoever tells it is not entitled to."""
    if isinstance(batch.decide(command, correlate(key)), Refused):
        raise NotEntitled("Whoever imports does not hold the role records.", "Ask somebody who does.")


def _not_theirs(was: DataUsed, entry: int, t: Telling, reason: Sealed) -> MarkEnteredInError:
    told = {**t.told(), "entered_at": None}
    why = Sealed(was.person, t.purpose, reason.clear)
    return MarkEnteredInError(
        person=was.person, initiative=was.initiative, use=was.use, entry=entry, reason=why, **told
    )


def _contents(row: Row) -> list[tuple[str, str]]:
    """What a row says, however its columns stand: a column that is missing says no more than a blank one."""
    return sorted((column.name, said) for column in row.table.columns if (said := row.said(column.name)))


def _changed(row: Row) -> Problem:
    place = ", ".join(f"{column} {row.written[column]}" for column in row.table.key)
    remedy = f"This row ({place}) was imported with other values. To correct it: --correct --reason TEXT."
    return Problem(row.table.file, row.line, "", "", remedy)
