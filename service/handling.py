"""The one road: command, fold, facts, decide, seal, append, answer. Page, import and command line all take it.

Nothing relied on may move: the append names every version read, and where one has moved since, everything is read
and decided again. So no use of data stands at a later position than the withdrawal that forbids it.
"""

import hmac
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, TypeVar

from domain import access, consent, leave, people
from domain.governance import AttemptRefused, ChangeSetting, Settings
from domain.initiatives import Initiative
from domain.judging import STOPS, TAKES_BACK, Answer, Histories, Involved, may_use, stops
from domain.judging.leaving import Going, last_word, may_depart
from domain.kernel.decider import Accepted, Command, Event, Recorded
from domain.kernel.ids import Ref, StreamId
from domain.kernel.rules import HOLDS, Refused, Verdicts
from domain.kernel.sealed import Sealed
from service.deciding import decide
from service.entitling import ADVOCATE, RECORDS, check_known
from service.errors import Conflict, KeyDestroyed, Moved, NotEntitled, Reused, StorageFault, Unsettled
from service.facts import Reading, States, folding_of
from service.store import Collision, Draft, KeyRing, Record, Repeat, Stale, of_its_stream

Judged = TypeVar("Judged")
ATTEMPTS: Final = 25
"""How often a decision is made again before we give up; a stop is tried ten times as often."""
IN_ERROR: Final = (access.MarkEnteredInError, consent.MarkEnteredInError)
"""What says that an entry was somebody else's: a correction, though it names no entry of its own kind."""
NOW: Final = (*access.NOW, leave.ReleaseEpisode)
"""What happens at the moment at which it is asked, and at no other."""
STRIKES: Final = (*IN_ERROR, people.StrikeEntry)
WHY: Final = "Say why, and what shows it: which paper, and who compared it."
"""What a reason tells."""
UNSAID_ALONE: Final = (people.MakeStatement, people.TakeBackStatement)
"""What the person alone unsays, so that no correction ends it or gives back what it bars."""
LOOKS: Final = (0.0, 0.1, 0.4, 1.0)
"""After how many seconds each an append that may have been recorded is looked for under its key."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered: the positions recorded, and for a refusal the rules that stand against it, by id."""

    positions: tuple[int, ...]
    refused: Refused | None = None
    repeated: bool = False


@dataclass(slots=True)
class Batch:
    """Decisions made one after the other, each on what those before it left, to be appended together."""

    reading: Reading
    drafts: list[Draft] = field(default_factory=list)

    def decide(self, command: Command, correlation: str) -> Refused | tuple[Draft, ...]:
        """Decides a command; what it allows is drafted and seen by the decisions after it.

        Raises NotEntitled for an actor whom nobody registered.
        """
        check_known(command, self.reading)
        self.reading.relied_on = {}
        decision = decide(command, self.reading)
        if isinstance(decision, Refused):
            return decision
        relied_on = dict(self.reading.relied_on)
        drafted = tuple(
            self._draft(command, e, decision, relied_on, correlation, n == 0) for n, e in enumerate(decision.events)
        )
        self.drafts.extend(drafted)
        return drafted

    def refuse(self, command: Command, no: Refused, correlation: str) -> Draft:
        """Drafts the record of a refusal, in a stream on which nothing relies."""
        about = tuple(v for v in (getattr(command, "person", None),) if v is not None)
        attempt = AttemptRefused(
            by=command.actor, asked=command.tag, broken=no.broken, unjudged=no.unjudged, about=about
        )
        relied_on = dict(self.reading.relied_on)
        draft = self._draft(command, attempt, Accepted((attempt,)), relied_on, correlation, first=True)
        self.drafts.append(draft)
        return draft

    def _draft(
        self, command: Command, event: Event, made: Accepted, relied_on: dict[Any, int], correlation: str, first: bool
    ) -> Draft:
        version = self.reading.version(event) + 1
        verdicts: Verdicts = made.verdicts if command.history else HOLDS
        draft = Draft(
            event=event,
            version=version,
            command=command,
            first=first,
            relied_on=relied_on,
            verdicts=verdicts,
            correlation=correlation,
        )
        self.reading.add(_recorded(draft, 0, command.at))
        return draft


class Road:
    """The road of one process on one store."""

    def __init__(self, record: Record, keys: KeyRing, clock: Callable[[], datetime]) -> None:
        self.record = record
        self.keys = keys
        self.clock = clock
        self.states = States(record)

    def batch(self) -> Batch:
        """A batch that has read nothing yet."""
        return Batch(Reading(self.states))

    def ask(self, command: Command, key: str | None = None, stands_at: int | None = None) -> Outcome:
        """Decides a command and records the answer, a refusal too. With a key, asking again gives the first answer.

        `stands_at`: the version that the command's stream must stand at, else Moved is raised and nothing recorded.
        Raises NotEntitled for an actor whom nobody registered and for history told by another role than records,
        Conflict for a time that has not come or a key used for something else, StorageFault where others kept moving
        what it relies on. A registered actor who does not hold the role, or whose role may not ask this, is refused.
        A stop that says a time ahead of the clock counts from now: it is never refused for form.
        """
        repeat = self._repeat(command, key) if key else None
        command = _not_ahead(command)
        self._check(command)
        for attempt in range(ATTEMPTS * 10 if isinstance(command, STOPS) else ATTEMPTS):
            if attempt:
                time.sleep(random.uniform(0, 0.002 * min(attempt, 20)))  # noqa: S311 - spreads writers, hides nothing
            try:
                with self.states.turn([command.stream]):
                    outcome = self._try(self._with_keys(command), repeat, stands_at)
                if outcome is not None:
                    return outcome
            except KeyDestroyed:
                if not isinstance(command, STOPS):
                    raise
        raise StorageFault("What this rests on kept changing while it was decided. Nothing was written.", "Ask again.")

    def ask_together(self, commands: Sequence[Command]) -> tuple[int, ...]:
        """Puts on the record what belongs together, in one append: all of it or none. Answers the positions.

        Raises Conflict where one is refused, and StorageFault where others kept moving what it relies on.
        """
        self.keys.ensure((s.subject, s.purpose) for command in commands for s in sealed_in(command))
        for command in commands:
            self._check(command)
        for _ in range(ATTEMPTS):
            with self.states.turn(command.stream for command in commands):
                if (positions := self._try_together(commands)) is not None:
                    return positions
        raise StorageFault("What this rests on kept changing while it was decided. Nothing was written.", "Ask again.")

    def _try_together(self, commands: Sequence[Command]) -> tuple[int, ...] | None:
        """One attempt; None where something moved meanwhile."""
        batch = self.batch()
        for command in commands:
            if isinstance(decided := batch.decide(command, f"{random.getrandbits(128):032x}"), Refused):
                raise Conflict(f"{command.tag} is refused ({', '.join(decided.broken)}).", "Ask for less of it.")
        try:
            return self._append(batch, batch.reading.expected(), [])
        except Stale:
            self.states.refresh({stream: folding for stream, (_, folding) in batch.reading.base.items()})
            return None

    def _append(self, batch: Batch, expected: dict[StreamId, int], bound: Sequence[Repeat]) -> tuple[int, ...]:
        """Appends a batch; what this process has appended it need not read again."""
        appended = self.record.append(batch.drafts, expected, bound)
        for position, draft in zip(appended, batch.drafts, strict=True):
            self.states.add(_recorded(draft, position, appended.at), folding_of(draft.event))
        return tuple(appended)

    def _with_keys(self, command: Command) -> Command:
        """The command, with a key for each personal value in it.

        A stop is never refused for form: of somebody whose key was destroyed it is recorded without what was to be
        sealed under it.
        """
        while True:
            try:
                self.keys.ensure((s.subject, s.purpose) for s in sealed_in(command))
            except KeyDestroyed:
                if not isinstance(command, STOPS):
                    raise
                command = self._without_erased(command)
            else:
                return command

    def _without_erased(self, command: Command) -> Command:
        given = ((name, getattr(command, name)) for name in _names(type(command)))
        sealed = [(name, value) for name, value in given if isinstance(value, Sealed)]
        gone: dict[str, Any] = {n: None for n, s in sealed if self.keys.is_destroyed(s.subject, s.purpose)}
        return replace(command, **gone)

    def _try(self, command: Command, repeat: Repeat | None, stands_at: int | None) -> Outcome | None:
        """One attempt; None where something moved meanwhile."""
        if stands_at is not None and self.record.versions([command.stream])[command.stream] != stands_at:
            if repeat and (again := self._answered(repeat)):
                return again
            raise Moved("This has changed since you looked.", "Look at it again, and ask again if you still want to.")
        batch = self.batch()
        correlation = correlate(repeat.key) if repeat else f"{random.getrandbits(128):032x}"
        try:
            decided = batch.decide(command, correlation)
        except NotEntitled:
            if self.states.stale(batch.reading.base):
                return None
            raise
        refused = decided if isinstance(decided, Refused) else None
        if refused is None:
            self._may_be_changed(command, batch)
        else:
            if repeat and (again := self._answered(repeat)):
                return again
            batch.refuse(command, refused, correlation)
        bound = [Repeat(repeat.key, repeat.binding, 0, len(batch.drafts))] if repeat else []
        expected = batch.reading.expected() | ({} if stands_at is None else {command.stream: stands_at})
        try:
            positions = self._append(batch, expected, bound)
        except Stale:
            self.states.refresh({stream: folding for stream, (_, folding) in batch.reading.base.items()})
            return None
        except Collision:
            self.states.refresh({stream: folding for stream, (_, folding) in batch.reading.base.items()})
            return self._answered(repeat) if repeat else None
        except Unsettled:
            if repeat and (settled := self._settled(repeat)):
                return settled
            raise
        return Outcome(positions, refused)

    def histories(self, person: Ref, initiative: Ref) -> Histories:
        """What is on the record about one person in one initiative, checked to be what stands now."""
        while True:
            reading = Reading(self.states)
            found = replace(reading.of_uses(person, initiative), checks=reading.checks(person, initiative))
            if not self.states.stale(reading.base):
                return found

    def involved(self, person: Ref, activity: Ref) -> Involved:
        """What is on the record about one person's wish to go to one activity, checked to be what stands now."""
        while True:
            reading = Reading(self.states)
            found = reading.involved(person, activity)
            if not self.states.stale(reading.base):
                return found

    def would(self, command: Command) -> Refused | None:
        """What would stand against a command if it were asked now. Nothing is recorded, and nothing is promised."""
        while True:
            reading = Reading(self.states)
            decision = decide(command, reading)
            if not self.states.stale(reading.base):
                return decision if isinstance(decision, Refused) else None

    def person(self, person: Ref) -> people.Person:
        """What is on the record about one person, whatever they take part in, checked to be what stands now."""
        while True:
            reading = Reading(self.states)
            found = reading.person(person)
            if not self.states.stale(reading.base):
                return found

    def initiative(self, initiative: Ref) -> Initiative:
        """What is on the record about one initiative, checked to be what stands now."""
        while True:
            reading = Reading(self.states)
            found = reading.initiative(initiative)
            if not self.states.stale(reading.base):
                return found

    def settings(self) -> Settings:
        """The provider's settings, checked to be what stands now."""
        while True:
            reading = Reading(self.states)
            found = reading.settings()
            if not self.states.stale(reading.base):
                return found

    def may_use(self, person: Ref, initiative: Ref, asset: str, purpose: str, actor: Ref) -> Answer:
        """Whether somebody's data may be used now. Nothing is recorded; the versions read are checked in one read."""
        while True:
            reading = Reading(self.states)
            found = reading.of_uses(person, initiative)
            if not self.states.stale(reading.base):
                return may_use(found, asset, purpose, actor, self.clock())

    def going(self, person: Ref) -> Going:
        """What is on the record about one person's leave, checked to be what stands now."""
        while True:
            reading = Reading(self.states)
            found = reading.going(person)
            if not self.states.stale(reading.base):
                return found

    def judged(self, judge: Callable[[Reading], Judged]) -> Judged:
        """What a judgement says of what it reads, all of it checked to be what stands now."""
        while True:
            reading = Reading(self.states)
            found = judge(reading)
            if not self.states.stale(reading.base):
                return found

    def may_depart(self, person: Ref, episode: str) -> Answer:
        """Whether somebody may go out now. Nothing is recorded; the versions read are checked in one read.

        Raises KeyError where no outing of that code is planned.
        """
        going = self.going(person)
        return may_depart(going, episode, last_word(going, episode, self.clock()))

    def _check(self, command: Command) -> None:
        if command.history and command.role != RECORDS:
            raise NotEntitled("Only the role records may tell history.", "Ask live, or ask somebody with that role.")
        if not command.history and (command.corrects is not None or isinstance(command, IN_ERROR)):
            raise Conflict("What is on the record is corrected as history.", "Ask somebody with the role records.")
        if isinstance(command, UNSAID_ALONE) and command.corrects is not None:
            raise Conflict("What was said in advance is not corrected.", "The person takes it back, or says more.")
        if (command.corrects is not None or isinstance(command, TAKES_BACK)) and not _says_why(command):
            raise Conflict("What is on the record is corrected or taken back with a reason.", WHY)
        if command.occurred_at is not None and command.occurred_at > command.at:
            raise Conflict("That time has not come yet.", "Give the time at which it happened, or none for now.")
        if isinstance(command, UNSAID_ALONE) and command.corrects is not None:
            raise Conflict("What was said in advance is not corrected.", "The person takes it back, or says more.")
        if isinstance(command, ChangeSetting) and (command.history or command.occurred_at is not None):
            raise Conflict("A setting holds from now on, and is no history.", "Ask live, without a time.")
        if isinstance(command, NOW) and command.occurred_at is not None and not command.history:
            raise Conflict("A use of data or a release happens now.", "Ask again without a time.")

    def _may_be_changed(self, command: Command, batch: Batch) -> None:
        """Raises Conflict where a correction names no entry of its own kind in its stream, and where what is corrected
        or struck is an advocate's: nobody of the provider's changes what an advocate recorded (duty 12, ops/duties.md).
        """
        changed = [self._entry(command.stream, entry) for entry in changed_by(command)]
        if any(recorded is not None and recorded.role == ADVOCATE for recorded in changed):
            raise Conflict(
                "An advocate recorded this, and nobody else changes it.",
                "Record what you have to say, or what the advocate says now, as an entry of its own.",
            )
        if command.corrects is not None and batch.drafts:
            corrected = self._entry(command.stream, command.corrects)
            if corrected is None or corrected.event.tag != batch.drafts[0].event.tag:
                raise Conflict(
                    "The entry to be corrected is not there, or is of another kind.", "Name the entry itself."
                )

    def _entry(self, stream: StreamId, version: int) -> Recorded[Event] | None:
        """The entry of a version in a stream, where there is one."""
        there = self.record.read(stream, after=version - 1)[:1] if version > 0 else []
        return next((recorded for recorded in there if recorded.version == version), None)

    def _repeat(self, command: Command, key: str) -> Repeat:
        asked = json.dumps([command.tag, command.actor, *plain(command)], default=str, sort_keys=True)
        whole = sha256(asked.encode()).hexdigest()
        return Repeat(self.keys.row_hash("command", command.actor, key), self.keys.row_hash("asked", whole), 0, 0)

    def _settled(self, repeat: Repeat) -> Outcome | None:
        """What was recorded under a key after all, looked up a few times; None where nothing is to be found yet."""
        for patience in LOOKS:
            time.sleep(patience)
            with suppress(StorageFault):
                if (again := self._answered(repeat)) is not None:
                    return again
        return None

    def _answered(self, repeat: Repeat) -> Outcome | None:
        done = self.record.done([repeat.key]).get(repeat.key)
        if done is None:
            return None
        if not hmac.compare_digest(done.binding, repeat.binding):
            raise Reused("This key was used for something else before.", "Use a new key for a new request.")
        positions = tuple(range(done.position, done.position + done.count))
        event = self.record.at(positions[:1])[0].event
        no = Refused(event.broken, event.unjudged) if isinstance(event, AttemptRefused) else None
        return Outcome(positions, no, repeated=True)


def _not_ahead(command: Command) -> Command:
    """A stop told by a clock that runs ahead, as of now; anything else as it is."""
    ahead = command.occurred_at is not None and command.occurred_at > command.at
    return replace(command, occurred_at=None) if ahead and stops(command) else command


def _says_why(command: Command) -> bool:
    """Whether a reason is given; one that was sealed already is."""
    given = command.reason
    return given is not None and (given.box is not None or bool((given.clear or "").strip()))


def changed_by(command: Command) -> tuple[int, ...]:
    """The versions of the entries that a command corrects or strikes; none where it adds something of its own."""
    struck = (command.entry,) if isinstance(command, STRIKES) else ()
    return struck if command.corrects is None else (*struck, command.corrects)


def correlate(key: bytes) -> str:
    """What ties the events of one decision together: 32 hexadecimal digits from the key that makes it repeatable."""
    return sha256(b"byleave/v1/correlation\n" + key).hexdigest()[:32]


def sealed_in(command: Command) -> Iterator[Sealed]:
    """The personal values that a command carries."""
    for name in _names(type(command)):
        value = getattr(command, name)
        if isinstance(value, Sealed):
            yield value


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def _names(command: type[Any]) -> tuple[str, ...]:
    """The names of a command's fields, looked up once."""
    if (known := _NAMES.get(command)) is None:
        known = _NAMES[command] = tuple(each.name for each in fields(command))
    return known


def plain(command: Command) -> Sequence[Any]:
    """What is asked, without when and by which role: what a repeated asking must have in common with the first."""
    unlike = {"at", "role", "actor"}
    values = ((name, getattr(command, name)) for name in _names(type(command)) if name not in unlike)
    return [(name, value.clear if isinstance(value, Sealed) else value) for name, value in values]


def _recorded(draft: Draft, position: int, at: datetime) -> Recorded[Event]:
    """What was recorded of a draft: as the store would read it again, but for sealed values, which no state keeps."""
    command = draft.command
    return Recorded(
        event=draft.event,
        stream=draft.event.stream,
        version=draft.version,
        position=position,
        recorded_at=at,
        occurred_at=command.happened_at,
        actor=command.actor,
        role=command.role,
        source=command.source,
        entered_at=command.entered_at,
        late_reason=command.late_reason,
        corrects=command.corrects if of_its_stream(draft) else None,
        history=command.history,
        broken=draft.verdicts.broken,
    )
