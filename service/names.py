"""Opens office ids and names when they are shown, under the reader's authority, a page at a time; kept nowhere."""

from collections.abc import Callable, Iterable
from typing import Final

from domain.involvement import ActivityRegistered, activity_stream
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed
from domain.people import ActorRegistered, NameChanged, PersonRegistered
from domain.people.events import person_stream
from service.store import KeyRing, Place, Record, open_sealed, tampered


def office_ids(record: Record, keys: KeyRing, people: Iterable[Ref]) -> dict[Ref, str]:
    """How people are called by the office that registered them, or `erased-…` where the key was destroyed."""
    of = {person_stream(person): person for person in dict.fromkeys(people)}
    told = record.read_many(list(of), record.head())
    activities = _activities(record, [person for stream, person in of.items() if not told.get(stream)])
    return activities | {
        person: _called(keys, person, told.get(stream, ())) for stream, person in of.items() if person not in activities
    }


CARE: Final = frozenset({"forum", "user_controlled_cpa", "relational_project"})
"""The kinds of initiative whose offices' ids say nothing of research."""


def called_in_care(
    record: Record, keys: KeyRing, people: Iterable[Ref], kind_of: Callable[[Ref], str]
) -> dict[Ref, str]:
    """How those who care for people call them: by name, else as a forum's office does, else by a short reference.

    A study's id for somebody would say that they are in a study, which nobody may know who decides who goes out.
    `kind_of` answers of which kind an initiative is.
    """
    of = {person_stream(person): person for person in dict.fromkeys(people)}
    told = record.read_many(list(of), record.head())
    activities = _activities(record, [person for stream, person in of.items() if not told.get(stream)])
    return activities | {
        person: _in_care(keys, person, told.get(stream, ()), kind_of)
        for stream, person in of.items()
        if person not in activities
    }


def _in_care(keys: KeyRing, person: Ref, told: Iterable[Recorded[Event]], kind_of: Callable[[Ref], str]) -> str:
    called: dict[str, str] = {}
    for recorded in told:
        match recorded.event:
            case PersonRegistered(name=name) if name is not None:
                called["name"] = opened(keys, recorded, "name", name)
            case NameChanged() as e:
                called["name"] = opened(keys, recorded, "name", e.name)
            case PersonRegistered() as e if kind_of(e.initiative) in CARE:
                called.setdefault("office", opened(keys, recorded, "office_id", e.office_id))
            case ActorRegistered() as e:
                called.setdefault("actor", opened(keys, recorded, "name", e.name))
    known = (called[each] for each in ("name", "actor", "office") if each in called)
    return next(known, f"person {person[:8]}")


def _activities(record: Record, references: Iterable[Ref]) -> dict[Ref, str]:
    """What those of these references are called that are activities; an activity's name stands in clear."""
    of = {activity_stream(reference): reference for reference in references}
    told = record.read_many(list(of), record.head()) if of else {}
    named = ((of[stream], recorded.event) for stream, entries in told.items() for recorded in entries)
    return {reference: event.name for reference, event in named if isinstance(event, ActivityRegistered)}


def opened(keys: KeyRing, recorded: Recorded[Event], field: str, value: Sealed) -> str:
    """One sealed value of an event, opened where it stands.

    Raises Tampered where it is said to be somebody's whom the event is not about: that somebody may have been erased.
    """
    place = Place(recorded.stream, recorded.version, recorded.event.tag, field)
    if value.subject not in recorded.event.subjects:
        raise tampered(place)
    return str(open_sealed(keys.find, value, place))


def _called(keys: KeyRing, person: Ref, told: Iterable[Recorded[Event]]) -> str:
    for recorded in told:
        match recorded.event:
            case PersonRegistered() as e:
                return opened(keys, recorded, "office_id", e.office_id)
            case ActorRegistered() as e:
                return opened(keys, recorded, "name", e.name)
    return f"unknown-{person[:8]}"
