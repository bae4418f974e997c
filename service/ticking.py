"""The tick: what the clock alone makes due is recorded once, as of when it fell due.

Nothing waits for it. Rules and views compute the same from the clock; the record of it is for whoever reads the log.
"""

from collections.abc import Callable, Iterator
from typing import Any

from domain.governance import RecordDue
from domain.judging import Due, fallen_due
from domain.kernel.ids import Ref
from projections import findings
from service.errors import Conflict
from service.facts import Reading
from service.wiring import Service

Progress = Callable[[int, int], None]


def tick(
    service: Service, told: dict[str, Any], tell: Progress = lambda _, __: None
) -> Iterator[tuple[Ref, Ref, Due, int]]:
    """Records everything that has fallen due and is not on the record yet: initiative, person, what, its position."""
    with service.views.read("findings") as view:
        units = findings.everybody(view.db)
    for number, (initiative, person) in enumerate(units, 1):
        for due in _new(service, person, initiative, told):
            command = RecordDue(
                person=person, initiative=initiative, due=due.kind, code=due.about, occurred_at=due.at, **told
            )
            asked = service.road.ask(command)
            if asked.refused is None:
                yield initiative, person, due, asked.positions[0]
            elif due in _new(service, person, initiative, told):  # else somebody signed, or another tick came, first
                raise Conflict(f"What fell due was refused ({', '.join(asked.refused.broken)}).", "Run byleave doctor.")
        tell(number, len(units))


def _new(service: Service, person: Ref, initiative: Ref, told: dict[str, Any]) -> list[Due]:
    """What has fallen due about somebody and is not recorded, checked to be what stands now."""
    while True:
        reading = Reading(service.road.states)
        h, fallen = reading.of_uses(person, initiative), reading.fallen(person, initiative)
        if not service.road.states.stale(reading.base):
            return [d for d in fallen_due(h, told["at"]) if (d.kind, d.about, d.at) not in fallen]
