"""Every stop that somebody may say, never refused for form and reported by whoever hears it; and what takes back."""

from typing import Final

from domain import access, consent, involvement, leave, people
from domain.kernel.decider import Command

STOPS: Final = (*consent.STOPS, *involvement.STOPS, *leave.STOPS)
SAYS_YES: Final[dict[type[Command], str]] = {consent.RecordAdvice: "take_part", leave.SayToday: "agrees"}
"""Where the same command may say yes as well: the field that says which. A yes is no stop."""


TAKES_BACK: Final = (
    access.MarkEnteredInError,
    consent.MarkEnteredInError,
    people.PartRecords,
    people.StrikeEntry,
)
"""What takes back something that is on the record: it says why, as a correction does."""


def stops(command: Command) -> bool:
    """Whether this one stops something, or may."""
    says = SAYS_YES.get(type(command))
    return isinstance(command, STOPS) and not (says and getattr(command, says))
