"""Asks of many people at once whether somebody is on a grant to open their data, all as of one position."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import TypeVar

from domain import access, consent, governance, initiatives, people
from domain.access import Uses, use_stream
from domain.consent import Consent, consent_stream
from domain.governance import Checks, checking_stream
from domain.initiatives import Initiative, initiative_stream
from domain.judging import Histories, ever_joined, on_grants
from domain.kernel.decider import Folding
from domain.kernel.ids import Ref, StreamId
from domain.people import Person
from domain.people.events import person_stream
from service.store import Record

State = TypeVar("State")


def granted_among(
    record: Record, whom: Iterable[Ref], initiative: Ref, pair: tuple[str, str], user: Ref, at: datetime
) -> frozenset[Ref]:
    """Of many people, those whose data `user` is on a standing grant to open for an asset and purpose at an instant.

    Everything is read up to one position, so that all are asked of the same record; consent and place are read of
    those alone who gave such a grant.
    """
    head = record.head()
    of_uses = {use_stream(person, initiative): person for person in dict.fromkeys(whom)}
    uses = _folded(record, of_uses, access.FOLDING, head)
    named = {of_uses[stream]: state for stream, state in uses.items() if _names(state, pair, user)}
    of_consent = {consent_stream(person, initiative): person for person in named}
    consents = _folded(record, of_consent, consent.FOLDING, head)
    of_person = {person_stream(person): person for person in named}
    about = {of_person[stream]: state for stream, state in _folded(record, of_person, people.FOLDING, head).items()}
    others = _Others(record, initiative, head, about)
    study = reduce(initiatives.FOLDING.evolve, record.read(initiative_stream(initiative), head), Initiative())

    asked = {
        person: Histories(
            person=person,
            initiative=initiative,
            about=about.get(person, Person()),
            study=study,
            consent=consents.get(stream, Consent()),
            uses=named[person],
            checks=others.compared(person, consents.get(stream, Consent()), named[person]),
            member=others.person,
            joined=others.of(person, study),
        )
        for stream, person in of_consent.items()
    }
    return on_grants(asked, pair, user, at)


@dataclass(slots=True)
class _Others:
    """Reads the records that were ever joined with those that are asked of, each once."""

    record: Record
    initiative: Ref
    head: int
    known: dict[Ref, Person]

    def person(self, who: Ref) -> Person:
        """A person's folded stream."""
        if who not in self.known:
            self.known[who] = self._folded(person_stream(who), people.FOLDING)
        return self.known[who]

    def of(self, person: Ref, study: Initiative) -> tuple[Histories, ...]:
        """What a judgement reads of every record that was ever joined with a person's."""
        return tuple(
            Histories(
                person=other,
                initiative=self.initiative,
                about=self.person(other),
                study=study,
                consent=(said := self._folded(consent_stream(other, self.initiative), consent.FOLDING)),
                checks=self.compared(other, said),
                member=self.person,
            )
            for other in ever_joined(person, self.person)
        )

    def compared(self, person: Ref, said: Consent, uses: Uses | None = None) -> Checks:
        """Which entries of a consent, or grants, in which anything may wait for that were compared again."""
        of_grants = uses is not None and access.of_grants.corrections(uses)
        if not (of_grants or consent.may_wait(said) or ever_joined(person, self.person)):
            return Checks()
        return self._folded(checking_stream(person, self.initiative), governance.CHECKING_FOLDING)

    def _folded(self, stream: StreamId, folding: Folding[State]) -> State:
        return reduce(folding.evolve, self.record.read(stream, self.head), folding.initial)


def _names(uses: Uses, pair: tuple[str, str], user: Ref) -> bool:
    return any(grant.grantee == user and (grant.asset, grant.purpose) == pair for grant in uses.grants)


def _folded(
    record: Record, streams: Mapping[StreamId, Ref], folding: Folding[State], head: int
) -> dict[StreamId, State]:
    """The states of those streams in which something is recorded."""
    found = record.read_many(list(streams), head)
    return {stream: reduce(folding.evolve, events, folding.initial) for stream, events in found.items()}
