"""The tick: what the clock makes due is recorded once, as of when it fell due; the gates concerned are asked again.

Nothing waits for it. Rules and views compute the same from the clock; the record of it is for whoever reads the log.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.governance import RecordDue, RecordGoingDue
from domain.judging import Due, fallen_due
from domain.judging.leaving import GoingDue, fallen_going
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from projections import findings, going
from service.errors import Conflict
from service.facts import Reading
from service.wiring import Service

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fell:
    """What was recorded: in which initiative (None: of leave, or of a wish to go out), about whom, what, and where."""

    initiative: Ref | None
    person: Ref
    due: Due | GoingDue
    position: int


def tick(service: Service, told: dict[str, Any], tell: Progress = lambda _, __: None) -> Iterator[Fell]:
    """Records everything that has fallen due and is not on the record yet."""
    with service.views.read("findings", "going") as view:
        units, everybody = findings.everybody(view.db), going.everybody(view.db)
    whole = len(units) + len(everybody)
    for number, (initiative, person) in enumerate(units, 1):
        for due in _new(service, person, initiative, told):
            command = RecordDue(
                person=person, initiative=initiative, due=due.kind, code=due.about, occurred_at=due.at, **told
            )
            position = _recorded(service, command)
            if position is not None:
                yield Fell(initiative, person, due, position)
            elif due in _new(service, person, initiative, told):  # else somebody signed, or another tick came, first
                raise _refused()
        tell(number, whole)
    for number, (person, wishes) in enumerate(everybody.items(), len(units) + 1):
        yield from _going(service, person, wishes, told)
        tell(number, whole)


def _going(service: Service, person: Ref, wishes: Sequence[Ref], told: dict[str, Any]) -> Iterator[Fell]:
    """The same of one person's leave and their wishes to go out."""
    for due in _new_going(service, person, wishes, told):
        activity = due.activity or None
        command = RecordGoingDue(
            person=person, activity=activity, due=due.kind, code=due.about, occurred_at=due.at, **told
        )
        position = _recorded(service, command)
        if position is not None:
            yield Fell(None, person, due, position)
        elif due in _new_going(service, person, wishes, told):
            raise _refused()


def _recorded(service: Service, command: Command) -> int | None:
    """The position at which it was recorded; None where it was refused."""
    asked = service.road.ask(command)
    return None if asked.refused is not None else asked.positions[0]


def _refused() -> Conflict:
    return Conflict("What fell due was refused (DU-01, DU-02).", "Run byleave doctor.")


def _new(service: Service, person: Ref, initiative: Ref, told: dict[str, Any]) -> list[Due]:
    """What has fallen due about somebody and is not recorded, checked to be what stands now."""

    def judge(reading: Reading) -> list[Due]:
        h, fallen = reading.of_uses(person, initiative), reading.fallen(person, initiative)
        return [d for d in fallen_due(h, told["at"]) if (d.kind, d.about, d.at) not in fallen]

    return service.road.judged(judge)


def _new_going(service: Service, person: Ref, wishes: Sequence[Ref], told: dict[str, Any]) -> list[GoingDue]:
    """The same of somebody's leave and their wishes to go out; the gate of each outing planned is asked again."""

    def judge(reading: Reading) -> list[GoingDue]:
        fallen = reading.going_fallen(person)
        found = fallen_going(reading.going(person), wishes, told["at"])
        return [d for d in found if (d.kind, d.about, d.at, d.activity or None) not in fallen]

    return service.road.judged(judge)
