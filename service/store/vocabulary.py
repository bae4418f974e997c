"""The allow-list: every tag that may stand in the log, and the class it names. Nothing else is ever constructed."""

from typing import Final

from domain import access, consent, governance, initiatives, involvement, leave, people
from domain.kernel.decider import Command, Event

EVENTS: Final[dict[str, type[Event]]] = {
    event.tag: event
    for slice_ in (
        people.EVENTS,
        initiatives.EVENTS,
        consent.EVENTS,
        access.EVENTS,
        involvement.EVENTS,
        governance.EVENTS,
        leave.EVENTS,
    )
    for event in slice_
}

COMMANDS: Final[dict[str, type[Command]]] = {
    command.tag: command
    for slice_ in (
        people.COMMANDS,
        initiatives.COMMANDS,
        consent.COMMANDS,
        access.COMMANDS,
        involvement.COMMANDS,
        governance.COMMANDS,
        leave.COMMANDS,
    )
    for command in slice_
}
