"""What was on the record about one person as it was known at an instant: in an initiative, of leave, of a wish."""

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from typing import Any

from domain import access, consent, governance, initiatives, involvement, leave, people
from domain.judging import Histories, Involved
from domain.judging.leaving import Going
from domain.kernel.decider import Folding
from domain.kernel.ids import Ref, StreamId
from domain.people.events import person_stream
from service.wiring import Service


def histories(service: Service, person: Ref, initiative: Ref, known_at: datetime, now: datetime) -> Histories:
    """The folded histories of everything that was known by then; known now, as this process keeps them folded."""
    if known_at >= now:
        return service.road.histories(person, initiative)
    then = _known(service, known_at)
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


def of_going(service: Service, person: Ref, known_at: datetime) -> Going:
    """The folded histories of everything that was known by then of one person's leave."""
    then = _known(service, known_at)
    return Going(
        person=person,
        about=then(person_stream(person), people.FOLDING),
        leave=then(leave.leave_stream(person), leave.FOLDING),
        settings=then(governance.settings_stream(), governance.SETTINGS_FOLDING),
        member=lambda who: then(person_stream(who), people.FOLDING),
        involved=lambda activity: of_wish(service, person, activity, known_at),
    )


def of_wish(service: Service, person: Ref, activity: Ref, known_at: datetime) -> Involved:
    """The folded histories of everything that was known by then of one person's wish to go to something."""
    then = _known(service, known_at)
    return Involved(
        person=person,
        activity=activity,
        about=then(person_stream(person), people.FOLDING),
        request=then(involvement.request_stream(person, activity), involvement.REQUEST_FOLDING),
        forum=then(involvement.activity_stream(activity), involvement.ACTIVITY_FOLDING),
        settings=then(governance.settings_stream(), governance.SETTINGS_FOLDING),
        member=lambda who: then(person_stream(who), people.FOLDING),
    )


def _known(service: Service, known_at: datetime) -> Callable[[StreamId, Folding[Any]], Any]:
    """Folds a stream as far as it was known by an instant."""

    def then(stream: StreamId, folding: Folding[Any]) -> Any:
        known = (each for each in service.record.read(stream) if each.known_at <= known_at)
        return reduce(folding.evolve, known, folding.initial)

    return then
