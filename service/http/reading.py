"""Nothing of somebody's is answered before it is on the record that it was read."""

from collections.abc import Iterable
from typing import Any

from domain.access import ReadPerson
from domain.kernel.ids import Ref
from service.http.callers import Caller
from service.http.door import Door
from service.http.problems import Refusal


def read(door: Door, reader: Caller, person: Ref, what: str) -> None:
    """Puts it on the record that somebody's record is read, durable when this returns. Raises Refusal."""
    reading = ReadPerson(actor=reader.ref, role=reader.role, at=door.now(), person=person, what=what)
    if (no := door.service.road.ask(reading).refused) is not None:
        raise Refusal(no)


def read_all(door: Door, reader: Caller, people: Iterable[Ref], what: str) -> None:
    """Puts it on the record that a list is read which names these people, in one append. Raises Conflict."""
    told: dict[str, Any] = {"actor": reader.ref, "role": reader.role, "at": door.now(), "what": what}
    if readings := [ReadPerson(person=person, **told) for person in dict.fromkeys(people)]:
        door.service.road.ask_together(readings)
