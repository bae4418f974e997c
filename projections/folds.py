"""Folded states as a projection goes along: evolved by each event, read again where one was let go."""

from collections import OrderedDict
from typing import Any, Final, cast

from domain import access, consent, governance, initiatives, involvement, leave, people
from domain.access import Uses
from domain.consent import Consent
from domain.governance import Checks, Settings
from domain.initiatives import Initiative
from domain.involvement import Activity, Request
from domain.judging import Histories, Involved, ever_joined
from domain.judging.leaving import Going
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.ids import Ref, StreamId
from domain.leave import Leave
from domain.people import Person
from domain.people.events import person_stream
from projections.projection import Source

_OF: Final[dict[type[Event], Folding[Any]]] = {
    **dict.fromkeys(people.EVENTS, people.FOLDING),
    **dict.fromkeys(initiatives.EVENTS, initiatives.FOLDING),
    **dict.fromkeys(consent.EVENTS, consent.FOLDING),
    **dict.fromkeys(access.EVENTS, access.FOLDING),
    governance.SettingChanged: governance.SETTINGS_FOLDING,
    governance.EntryVerified: governance.CHECKING_FOLDING,
    governance.GrantVerified: governance.CHECKING_FOLDING,
}
_NOT_JUDGED: Final = (initiatives.SiteRegistered, access.PersonRead)


class Folds:
    """The states of the streams that judgements read, as of the last event applied."""

    def __init__(self, source: Source, size: int = 3_000) -> None:
        self.source = source
        self.size = size
        self._states: OrderedDict[StreamId, Any] = OrderedDict()
        self._position = 0

    def apply(self, recorded: Recorded[Event]) -> None:
        """Evolves the stream of an event. A stream's first event needs no reading; before others, what is not
        remembered is read up to that event, wherever this began.
        """
        self._position = recorded.position - 1
        folding = _OF.get(type(recorded.event))
        if folding is not None and not isinstance(recorded.event, _NOT_JUDGED):
            stream = recorded.stream
            before = folding.initial if recorded.version == 1 else self._state(stream, folding)
            self._keep(stream, folding.evolve(before, recorded))
        self._position = recorded.position

    def note(self, recorded: Recorded[Event]) -> None:
        """Evolves the stream of an event where it is remembered; where it is not, it is read when it is needed."""
        if (state := self._states.get(recorded.stream)) is not None and (folding := self._folding(recorded.event)):
            self._keep(recorded.stream, folding.evolve(state, recorded))
        self._position = recorded.position

    def _folding(self, event: Event) -> Folding[Any] | None:
        return _OF.get(type(event))

    def forget(self) -> None:
        """Lets go of everything."""
        self._states.clear()
        self._position = 0

    def histories(self, initiative: Ref, person: Ref) -> Histories:
        """What a judgement about one person in one initiative reads."""
        uses = cast(Uses, self._state(access.use_stream(person, initiative), access.FOLDING))
        return Histories(
            person=person,
            initiative=initiative,
            about=self.person(person),
            study=self.initiative(initiative),
            consent=self.consent(initiative, person),
            uses=uses,
            settings=self.settings(),
            checks=self._compared(initiative, person, uses),
            member=self.person,
            joined=self._joined(initiative, person),
        )

    def _joined(self, initiative: Ref, person: Ref) -> tuple[Histories, ...]:
        """The same of every record that was ever joined with this one."""
        return tuple(
            Histories(
                person=other,
                initiative=initiative,
                about=self.person(other),
                study=self.initiative(initiative),
                consent=self.consent(initiative, other),
                settings=self.settings(),
                checks=self._compared(initiative, other),
                member=self.person,
            )
            for other in ever_joined(person, self.person)
        )

    def consent(self, initiative: Ref, person: Ref) -> Consent:
        """A person's consent to an initiative."""
        return cast(Consent, self._state(consent.consent_stream(person, initiative), consent.FOLDING))

    def _compared(self, initiative: Ref, person: Ref, uses: Uses | None = None) -> Checks:
        """Which entries were compared again, where anything of the consent or of the grants may wait for that."""
        grants = access.of_grants.corrections(uses) if uses else ()
        said = self.consent(initiative, person)
        if not (grants or consent.may_wait(said) or ever_joined(person, self.person)):
            return Checks()
        return cast(Checks, self._state(governance.checking_stream(person, initiative), governance.CHECKING_FOLDING))

    def settings(self) -> Settings:
        """The provider's settings."""
        return cast(Settings, self._state(governance.settings_stream(), governance.SETTINGS_FOLDING))

    def person(self, person: Ref) -> Person:
        """A person's folded stream."""
        return cast(Person, self._state(person_stream(person), people.FOLDING))

    def initiative(self, initiative: Ref) -> Initiative:
        """An initiative's folded stream."""
        return cast(Initiative, self._state(initiatives.initiative_stream(initiative), initiatives.FOLDING))

    def _state(self, stream: StreamId, folding: Folding[Any]) -> Any:
        if stream in self._states:
            self._states.move_to_end(stream)
            return self._states[stream]
        state = folding.initial
        for recorded in self.source.read(stream, up_to=self._position):
            state = folding.evolve(state, recorded)
        self._keep(stream, state)
        return state

    def _keep(self, stream: StreamId, state: Any) -> None:
        self._states[stream] = state
        self._states.move_to_end(stream)
        if len(self._states) > self.size:
            self._states.popitem(last=False)


_OF_LEAVE: Final[dict[type[Event], Folding[Any]]] = {
    governance.SettingChanged: governance.SETTINGS_FOLDING,
    **dict.fromkeys(people.EVENTS, people.FOLDING),
    **dict.fromkeys(leave.EVENTS, leave.FOLDING),
    **dict.fromkeys(involvement.EVENTS, involvement.REQUEST_FOLDING),
    **dict.fromkeys(involvement.ACTIVITY_EVENTS, involvement.ACTIVITY_FOLDING),
}


class LeaveFolds(Folds):
    """The states that judgements about leave and requests read: no stream of a study is among them."""

    def _folding(self, event: Event) -> Folding[Any] | None:
        return _OF_LEAVE.get(type(event))

    def going(self, person: Ref) -> Going:
        """What a judgement about one person's leave reads."""
        return Going(
            person=person,
            about=self.person(person),
            leave=cast(Leave, self._state(leave.leave_stream(person), leave.FOLDING)),
            settings=self.settings(),
            member=self.person,
            involved=lambda activity: self.involved(person, activity),
        )

    def involved(self, person: Ref, activity: Ref) -> Involved:
        """What a judgement about one person's wish to go to one activity reads."""
        asked = self._state(involvement.request_stream(person, activity), involvement.REQUEST_FOLDING)
        forum = self._state(involvement.activity_stream(activity), involvement.ACTIVITY_FOLDING)
        return Involved(
            person=person,
            activity=activity,
            about=self.person(person),
            request=cast(Request, asked),
            forum=cast(Activity, forum),
            settings=self.settings(),
            member=self.person,
        )
