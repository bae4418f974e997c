"""Reads what decisions rely on: folded streams, each with the version that was read.

Folded states are kept in memory. For a decision a stale one costs a retry, never a wrong yes, because the append
names the versions; a question that appends nothing has them checked in one read.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from threading import Lock, RLock
from typing import Any, Final, TypeVar, cast

from domain import access, consent, governance, initiatives, involvement, leave, people
from domain.access import Uses
from domain.consent import Consent
from domain.governance import Checks, Fallen, GoingFallen, Life, Settings
from domain.initiatives import Initiative, Site
from domain.involvement import Activity, Request
from domain.judging import Histories, Involved, ever_joined
from domain.judging.leaving import Going
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.ids import Ref, StreamId
from domain.people import Person
from domain.people.events import person_stream
from service.errors import Tampered
from service.store import Record

KEPT: Final = 4_096
"""How many folded states are kept in memory."""
TURNS: Final = 512
"""How many decisions on different streams may be under way at once; two that share a turn merely wait."""
_AT_ONCE: Final = 500
"""Of how many streams one question asks."""

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class At:
    """A folded state and the version that it stands at."""

    version: int
    state: Any


class States:
    """Folded states by stream, shared by every decision of a process."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._kept: OrderedDict[StreamId, At] = OrderedDict()
        self._lock = Lock()
        self._turns = tuple(RLock() for _ in range(TURNS))

    @contextmanager
    def turn(self, streams: Iterable[StreamId]) -> Iterator[None]:
        """Held by one of this process's threads that decide on these streams: of several at once, all but one would
        decide on what has just moved. Between processes the append alone tells who was first.
        """
        with ExitStack() as held:
            for nth in sorted({hash(stream) % TURNS for stream in streams}):
                held.enter_context(self._turns[nth])
            yield

    def get(self, stream: StreamId, folding: Folding[Any]) -> At:
        """The state as it was when last read, or as it is where it was not read before."""
        with self._lock:
            if (kept := self._kept.get(stream)) is not None:
                self._kept.move_to_end(stream)
                return kept
        return self._read(stream, folding, At(0, folding.initial))

    def _read(self, stream: StreamId, folding: Folding[Any], known: At) -> At:
        state, version = known.state, known.version
        for recorded in self._record.read(stream, after=version):
            state, version = folding.evolve(state, recorded), recorded.version
        with self._lock:
            return self._keep(stream, At(version, state))

    def empty(self, streams: Iterable[StreamId]) -> set[StreamId]:
        """Which of these hold nothing yet, asked of many at once."""
        named, found = list(set(streams)), set[StreamId]()
        for start in range(0, len(named), _AT_ONCE):
            stand = self._record.versions(named[start : start + _AT_ONCE])
            found.update(stream for stream, version in stand.items() if not version)
        return found

    def _keep(self, stream: StreamId, at: At) -> At:
        self._kept[stream] = at
        self._kept.move_to_end(stream)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return at

    def add(self, recorded: Recorded[Event], folding: Folding[Any]) -> None:
        """Takes what this process has just appended, so that it need not be read again."""
        with self._lock:
            kept = self._kept.get(recorded.stream, At(0, folding.initial))
            if kept.version == recorded.version - 1:
                self._keep(recorded.stream, At(recorded.version, folding.evolve(kept.state, recorded)))

    def forget(self) -> None:
        """Lets go of every state; all is read again."""
        with self._lock:
            self._kept.clear()

    def stale(self, read: dict[StreamId, tuple[int, Folding[Any]]]) -> bool:
        """Whether any of these has moved since it was read; those that have are read again. One read transaction."""
        stand = self._record.versions(list(read))
        moved = [stream for stream, version in stand.items() if version != read[stream][0]]
        if any(stand[stream] < read[stream][0] for stream in moved):
            raise Tampered(
                "The record holds less than it did.",
                "Keep the database as it is, restore a backup elsewhere and compare.",
            )
        self.refresh({stream: read[stream][1] for stream in moved})
        return bool(moved)

    def refresh(self, streams: dict[StreamId, Folding[Any]]) -> None:
        """Reads what was added to these streams."""
        for stream, folding in streams.items():
            with self._lock:
                known = self._kept.get(stream, At(0, folding.initial))
            self._read(stream, folding, known)


@dataclass(slots=True)
class Reading:
    """What one decision, or one batch of decisions, reads; events decided on the way are seen by those after."""

    states: States
    base: dict[StreamId, tuple[int, Folding[Any]]] = field(default_factory=dict)
    relied_on: dict[StreamId, int] = field(default_factory=dict)
    tellers: dict[tuple[Ref, str, datetime], int] = field(default_factory=dict)
    """Who was found to be entitled to tell history, in which role and when: at which version of their own stream."""
    _own: dict[StreamId, At] = field(default_factory=dict)
    _decided: dict[StreamId, list[Recorded[Event]]] = field(default_factory=dict)
    _empty: set[StreamId] = field(default_factory=set)

    def look(self, streams: Iterable[StreamId]) -> None:
        """Asks which of these hold nothing yet: those need not be read, one by one, by this batch."""
        self._empty = self.states.empty(streams)

    def person(self, person: Ref) -> Person:
        """A person's folded stream."""
        return self._get(person_stream(person), people.FOLDING)

    def initiative(self, initiative: Ref) -> Initiative:
        """An initiative's folded stream."""
        return self._get(initiatives.initiative_stream(initiative), initiatives.FOLDING)

    def site(self, scope: Ref, site: str) -> Site:
        """A site's folded stream."""
        return self._get(initiatives.site_stream(scope, site), initiatives.SITE_FOLDING)

    def consent(self, person: Ref, initiative: Ref) -> Consent:
        """A person's consent to an initiative."""
        return self._get(consent.consent_stream(person, initiative), consent.FOLDING)

    def uses(self, person: Ref, initiative: Ref) -> Uses:
        """The uses of a person's data in an initiative."""
        return self._get(access.use_stream(person, initiative), access.FOLDING)

    def activity(self, activity: Ref) -> Activity:
        """An activity's folded stream."""
        return self._get(involvement.activity_stream(activity), involvement.ACTIVITY_FOLDING)

    def request(self, person: Ref, activity: Ref) -> Request:
        """A person's wish to go to an activity."""
        return self._get(involvement.request_stream(person, activity), involvement.REQUEST_FOLDING)

    def involved(self, person: Ref, activity: Ref) -> Involved:
        """What a judgement about a person's wish to go to an activity reads: nothing of any study."""
        return Involved(
            person=person,
            activity=activity,
            about=self.person(person),
            request=self.request(person, activity),
            forum=self.activity(activity),
            settings=self.settings(),
            member=self.person,
        )

    def histories(self, person: Ref, initiative: Ref) -> Histories:
        """What a judgement about one person in one initiative reads."""
        return Histories(
            person=person,
            initiative=initiative,
            about=self.person(person),
            study=self.initiative(initiative),
            consent=self.consent(person, initiative),
            settings=self.settings(),
            checks=self._compared(person, initiative),
            member=self.person,
            joined=self._joined(person, initiative),
        )

    def _joined(self, person: Ref, initiative: Ref) -> tuple[Histories, ...]:
        """The same of every record that was ever joined with this one; relied on as well."""
        return tuple(
            Histories(
                person=other,
                initiative=initiative,
                about=self.person(other),
                study=self.initiative(initiative),
                consent=self.consent(other, initiative),
                settings=self.settings(),
                checks=self._compared(other, initiative),
                member=self.person,
            )
            for other in ever_joined(person, self.person)
        )

    def going(self, person: Ref) -> Going:
        """What a judgement about one person's leave reads: no stream of a study is among it."""
        return Going(
            person=person,
            about=self.person(person),
            leave=self._get(leave.leave_stream(person), leave.FOLDING),
            settings=self.settings(),
            member=self.person,
            involved=lambda activity: self.involved(person, activity),
        )

    def settings(self) -> Settings:
        """The provider's settings."""
        return self._get(governance.settings_stream(), governance.SETTINGS_FOLDING)

    def checks(self, person: Ref, initiative: Ref) -> Checks:
        """Which entries of a person's consent were compared again."""
        return self._get(governance.checking_stream(person, initiative), governance.CHECKING_FOLDING)

    def _compared(self, person: Ref, initiative: Ref) -> Checks:
        """The same where anything may wait to be compared: what waits moves a consent, which is relied on in any case.

        Beside a record that is joined, what was told as history under this one may wait for a stop under that one.
        """
        waits = consent.may_wait(self.consent(person, initiative)) or ever_joined(person, self.person)
        return self.checks(person, initiative) if waits else Checks()

    def life(self, initiative: Ref, person: Ref, finding: str, key: str) -> Life:
        """What became of a finding."""
        return self._get(governance.finding_stream(initiative, person, finding, key), governance.FINDING_FOLDING)

    def fallen(self, person: Ref, initiative: Ref) -> Fallen:
        """What was recorded as fallen due about a person in an initiative."""
        return self._get(governance.due_stream(person, initiative), governance.DUE_FOLDING)

    def going_fallen(self, person: Ref) -> GoingFallen:
        """What was recorded as fallen due about a person's leave and their wishes to go out."""
        return self._get(governance.going_due_stream(person), governance.GOING_DUE_FOLDING)

    def of_uses(self, person: Ref, initiative: Ref) -> Histories:
        """The same, with what was done with the person's data."""
        h, uses = self.histories(person, initiative), self.uses(person, initiative)
        corrected = access.of_grants.corrections(uses)
        return replace(h, uses=uses, checks=self.checks(person, initiative) if corrected else h.checks)

    def version(self, event: Event) -> int:
        """The version that the event's stream stands at, relied on from now on."""
        stream = event.stream
        if stream not in self._own:
            self._get(stream, folding_of(event))
        return self.stands(stream)

    def stands(self, stream: StreamId) -> int:
        """The version at which a stream that was read stands here, without relying on it once more."""
        decided = self._decided.get(stream)
        return decided[-1].version if decided else self._own[stream].version

    def add(self, recorded: Recorded[Event]) -> None:
        """Lets what was just decided be seen by what is decided next; it is folded when it is looked at."""
        self._decided.setdefault(recorded.stream, []).append(recorded)

    def expected(self) -> dict[StreamId, int]:
        """The versions that the append stands on."""
        return {stream: version for stream, (version, _) in self.base.items()}

    def _get(self, stream: StreamId, folding: Folding[State]) -> State:
        at = self._own.get(stream)
        if at is None:
            at = At(0, folding.initial) if stream in self._empty else self.states.get(stream, folding)
            self.base[stream] = (at.version, folding)
            self._own[stream] = at
        if decided := self._decided.pop(stream, None):
            state = reduce(folding.evolve, decided, cast(State, at.state))
            at = self._own[stream] = At(decided[-1].version, state)
        self.relied_on[stream] = at.version
        return cast(State, at.state)


def folding_of(event: Event) -> Folding[Any]:
    """How the stream of an event is folded."""
    return _FOLDINGS[event.tag]


_READINGS: Final = frozenset({access.PersonRead.tag})
_SITES: Final = frozenset({initiatives.SiteRegistered.tag})
_FOLDINGS: Final[dict[str, Folding[Any]]] = {
    **{event.tag: people.FOLDING for event in people.EVENTS},
    **{e.tag: initiatives.SITE_FOLDING if e.tag in _SITES else initiatives.FOLDING for e in initiatives.EVENTS},
    **{event.tag: consent.FOLDING for event in consent.EVENTS},
    **{e.tag: access.READING_FOLDING if e.tag in _READINGS else access.FOLDING for e in access.EVENTS},
    **dict.fromkeys((event.tag for event in involvement.EVENTS), involvement.REQUEST_FOLDING),
    **dict.fromkeys((event.tag for event in involvement.ACTIVITY_EVENTS), involvement.ACTIVITY_FOLDING),
    **{event.tag: governance.FINDING_FOLDING for event in governance.EVENTS},
    governance.AttemptRefused.tag: governance.ATTEMPT_FOLDING,
    governance.SettingChanged.tag: governance.SETTINGS_FOLDING,
    governance.EntryVerified.tag: governance.CHECKING_FOLDING,
    governance.GrantVerified.tag: governance.CHECKING_FOLDING,
    governance.FellDue.tag: governance.DUE_FOLDING,
    governance.GoingFellDue.tag: governance.GOING_DUE_FOLDING,
    **{event.tag: leave.FOLDING for event in leave.EVENTS},
}
