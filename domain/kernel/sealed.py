"""A personal value that the record keeps under somebody's key, for one purpose.

Rules, evolve and projections never look inside: they can ask only whether there is a value. The store seals the
clear value when an event is appended; only a reader with authority has it opened again.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from domain.kernel.ids import Ref

IDENTITY = "identity"
STAFF = "staff"
CARE = "care"
VICTIM = "victim"


def study_purpose(initiative: Ref) -> str:
    """The purpose under which what a study holds about somebody is sealed."""
    return f"study:{initiative}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text under the key of (subject, purpose): clear before it is recorded, a box afterwards, never both."""

    subject: Ref
    purpose: str
    clear: str | None = None
    box: bytes | None = None

    def __repr__(self) -> str:
        return f"Sealed({self.purpose}, {'clear' if self.box is None else 'boxed'})"


OfIdentity = Annotated[Sealed, IDENTITY]
"""A value under the purpose `identity`; a plain `Sealed` of a command is under its initiative's purpose."""
OfStaff = Annotated[Sealed, STAFF]
"""A value under the purpose `staff`."""
OfCare = Annotated[Sealed, CARE]
"""A value under the purpose `care`: what those who look after the person need to know."""
OfVictim = Annotated[Sealed, VICTIM]
"""A value under the purpose `victim`: a compartment of its own."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What stands where a value was whose key has been destroyed: that it was, not what it was."""

    subject: Ref
    purpose: str
    kind: Literal["erased"] = "erased"

    def __str__(self) -> str:
        return f"erased-{self.subject[:8]}"
