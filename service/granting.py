"""Asks of many people at once whether somebody is on a grant to open their data, all as of one position."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from typing import Any, TypeVar

from domain import access, consent
from domain.access import Uses, use_stream
from domain.consent import Consent, consent_stream
from domain.initiatives import Initiative
from domain.judging import Histories, on_grants
from domain.kernel.decider import Folding
from domain.kernel.ids import Ref, StreamId
from domain.people import Person
from service.store import Record

State = TypeVar("State")


def granted_among(
    record: Record, people: Iterable[Ref], initiative: Ref, pair: tuple[str, str], user: Ref, at: datetime
) -> frozenset[Ref]:
    """Of many people, those whose data `user` is on a standing grant to open for an asset and purpose at an instant.

    Everything is read up to one position, so that all are asked of the same record; consent is read of those alone who
    gave such a grant.
    """
    head = record.head()
    of_uses = {use_stream(person, initiative): person for person in dict.fromkeys(people)}
    uses = _folded(record, of_uses, access.FOLDING, head)
    named = {of_uses[stream]: state for stream, state in uses.items() if _names(state, pair, user)}
    of_consent = {consent_stream(person, initiative): person for person in named}
    consents = _folded(record, of_consent, consent.FOLDING, head)
    asked = {
        person: _histories(person, initiative, named[person], consents.get(stream, Consent()))
        for stream, person in of_consent.items()
    }
    return on_grants(asked, pair, user, at)


def _names(uses: Uses, pair: tuple[str, str], user: Ref) -> bool:
    return any(grant.grantee == user and (grant.asset, grant.purpose) == pair for grant in uses.grants)


def _folded(
    record: Record, streams: Mapping[StreamId, Ref], folding: Folding[State], head: int
) -> dict[StreamId, State]:
    """The states of those streams in which something is recorded."""
    found = record.read_many(list(streams), head)
    return {stream: reduce(folding.evolve, events, folding.initial) for stream, events in found.items()}


def _histories(person: Ref, initiative: Ref, uses: Uses, said: Any) -> Histories:
    return Histories(person=person, initiative=initiative, about=Person(), study=Initiative(), consent=said, uses=uses)
