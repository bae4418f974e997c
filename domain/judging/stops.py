"""Every stop that somebody may say: never refused for form, and reported by whoever hears it."""

from typing import Final

from domain import consent, involvement, leave
from domain.kernel.decider import Command

STOPS: Final = (*consent.STOPS, *involvement.STOPS, *leave.STOPS)
SAYS_YES: Final[dict[type[Command], str]] = {consent.RecordAdvice: "take_part", leave.SayToday: "agrees"}
"""Where the same command may say yes as well: the field that says which. A yes is no stop."""


def stops(command: Command) -> bool:
    """Whether this one stops something, or may."""
    says = SAYS_YES.get(type(command))
    return isinstance(command, STOPS) and not (says and getattr(command, says))
