"""Opens office ids and names when they are shown, under the reader's authority, a page at a time; kept nowhere."""

from collections.abc import Iterable

from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed
from domain.people import ActorRegistered, PersonRegistered
from domain.people.events import person_stream
from service.store import KeyRing, Place, Record, open_sealed, tampered


def office_ids(record: Record, keys: KeyRing, people: Iterable[Ref]) -> dict[Ref, str]:
    """How people are called by the office that registered them, or `erased-…` where the key was destroyed."""
    return {person: _called(record, keys, person) for person in dict.fromkeys(people)}


def opened(keys: KeyRing, recorded: Recorded[Event], field: str, value: Sealed) -> str:
    """One sealed value of an event, opened where it stands.

    Raises Tampered where it is said to be somebody's whom the event is not about: that somebody may have been erased.
    """
    place = Place(recorded.stream, recorded.version, recorded.event.tag, field)
    if value.subject not in recorded.event.subjects:
        raise tampered(place)
    return str(open_sealed(keys.find, value, place))


def _called(record: Record, keys: KeyRing, person: Ref) -> str:
    for recorded in record.read(person_stream(person)):
        match recorded.event:
            case PersonRegistered() as e:
                return opened(keys, recorded, "office_id", e.office_id)
            case ActorRegistered() as e:
                return opened(keys, recorded, "name", e.name)
    return f"unknown-{person[:8]}"
