"""Rules about registering people. None of them speaks to what a study's logs tell."""

from dataclasses import dataclass

from domain.kernel.law import gcp
from domain.kernel.rules import Rule


@dataclass(frozen=True, slots=True)
class Registering:
    """A registration of somebody new, and whether they are known already."""

    already_known: bool


REGISTERING: tuple[Rule[Registering], ...] = (
    Rule(
        id="PE-01",
        says="A person is registered once; what changes later is recorded as a change",
        cite=gcp("4.2.2, account creation is logged", "GK"),
        holds=lambda c: not c.already_known,
        finding="registered-twice",
        remedy="Use the registration that there is, or correct it with a reason.",
    ),
)

RULES = REGISTERING
