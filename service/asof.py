"""What was on the record about one person in one initiative as it was known at an instant."""

from datetime import datetime
from functools import reduce
from typing import TypeVar

from domain import access, consent, governance, initiatives, people
from domain.judging import Histories
from domain.kernel.decider import Folding
from domain.kernel.ids import Ref, StreamId
from domain.people.events import person_stream
from service.wiring import Service

State = TypeVar("State")


def histories(service: Service, person: Ref, initiative: Ref, known_at: datetime, now: datetime) -> Histories:
    """The folded histories of everything that was known by then; known now, as this process keeps them folded."""
    if known_at >= now:
        return service.road.histories(person, initiative)

    def then(stream: StreamId, folding: Folding[State]) -> State:
        known = (each for each in service.record.read(stream) if each.known_at <= known_at)
        return reduce(folding.evolve, known, folding.initial)

    return Histories(
        person=person,
        initiative=initiative,
        about=then(person_stream(person), people.FOLDING),
        study=then(initiatives.initiative_stream(initiative), initiatives.FOLDING),
        consent=then(consent.consent_stream(person, initiative), consent.FOLDING),
        uses=then(access.use_stream(person, initiative), access.FOLDING),
        settings=then(governance.settings_stream(), governance.SETTINGS_FOLDING),
        checks=then(governance.checking_stream(person, initiative), governance.CHECKING_FOLDING),
        member=lambda who: then(person_stream(who), people.FOLDING),
    )
