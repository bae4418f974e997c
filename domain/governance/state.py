"""How often somebody was refused; no rule relies on it."""

from domain.governance.events import AttemptRefused
from domain.kernel.decider import Event, Folding, Recorded


def evolve(state: int, recorded: Recorded[Event]) -> int:
    """One refusal more."""
    match recorded.event:
        case AttemptRefused():
            return state + 1
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of an attempt stream")


ATTEMPT_FOLDING = Folding(0, evolve)
