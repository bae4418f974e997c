"""Rules about grants: who may open which of somebody's data, for which purpose, resting on which item, for how long."""

from dataclasses import dataclass
from typing import Any, Final

from domain.access.rules.using import ANALYSE_TRANSCRIPT, CHARACTERISE, RESTS_ON, Pair
from domain.kernel.law import caldicott, gcp, policy, protocol, uk_gdpr
from domain.kernel.rules import Rule

DATA_ACCESS: Final = "data_access"
"""The task on the delegation log of whoever decides, for the study, who opens its data."""
TAKING_PART: Final = frozenset({"C01", "C02"})


@dataclass(frozen=True, slots=True)
class Coding:
    """Something recorded under a code of its own, and whether that code is free."""

    new: bool


@dataclass(frozen=True, slots=True)
class Granting:
    """A grant to be given: what for, on which item, whether that is agreed to; whether it is for its giver, and ends
    after it began; whether its giver decides on grants (None where it is told as history: nobody says who gave it).
    `lapsed`: a modification asked for consent to that item again, and it was not given in time.
    """

    pair: Pair
    basis: str
    basis_active: bool | None
    for_giver: bool
    ends: bool
    new: bool
    decides: bool | None
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Revoking:
    """The end of a grant, and whether one was given or asked for under that code."""

    there: bool


NEW_CODE: Final[Rule[Any]] = Rule(
    id="AG-01",
    says="A code names one grant, one break-glass or one share, and no other",
    cite=gcp("4.2.2, what is recorded can be told apart", "GK"),
    holds=lambda c: c.new,
    finding="code-used-twice",
    remedy="Choose a code that was not used for this person before.",
)


def _rests_rightly(case: Granting) -> bool:
    if case.pair not in RESTS_ON:
        return False
    return case.basis in TAKING_PART if case.pair == ANALYSE_TRANSCRIPT else case.basis == RESTS_ON[case.pair]


GRANTING: tuple[Rule[Granting], ...] = (
    NEW_CODE,
    Rule(
        id="AG-02",
        says="Nobody gives themselves a grant",
        cite=policy("separation of duties: who opens data does not decide who may"),
        holds=lambda c: not c.for_giver,
        finding="grant-to-oneself",
        remedy="Have somebody else decide whether this grant is needed.",
    ),
    Rule(
        id="AG-03",
        says="A grant is for a purpose that the form names, and rests on the item that this purpose rests on",
        cite=uk_gdpr("Art 5(1)(b), purpose limitation", "GK"),
        holds=_rests_rightly,
        finding="grant-without-purpose",
        remedy="Name an asset and a purpose that the form names, and the item that people answer for it.",
    ),
    Rule(
        id="AG-04",
        says="A grant is given only while the item that it rests on is agreed to",
        cite=uk_gdpr("Art 5(1)(a) and (c); common-law confidentiality", "GK"),
        holds=lambda c: c.basis_active,
        finding="grant-without-consent",
        remedy="Ask the person first; where they stopped it, it stays stopped.",
    ),
    Rule(
        id="AG-07",
        says="No grant to collect from records is given on consent that has lapsed",
        cite=protocol("re-consent after a modification; HRA, Modifications", "GK"),
        holds=lambda c: c.pair != CHARACTERISE or not c.lapsed,
        finding="grant-after-lapse",
        remedy="Go through what changed with the person and ask them again; what was collected before stays in use.",
    ),
    Rule(
        id="AG-06",
        says="A grant ends, and not before it has begun",
        cite=uk_gdpr("Art 5(1)(e), no longer than necessary", "GK"),
        holds=lambda c: c.ends,
        finding="grant-without-end",
        remedy="Give a time from which it holds and a later one at which it ends.",
    ),
    Rule(
        id="AG-08",
        says="A grant is given by privacy, or by whoever has the task data_access on the delegation log that day",
        cite=caldicott("principle 4, access is on a strict need-to-know basis that somebody answers for", "GK"),
        holds=lambda c: c.decides,
        finding="grant-given-by-another",
        remedy="Ask somebody with the role privacy, or have the task delegated to you by the study.",
    ),
)

REVOKING: tuple[Rule[Revoking], ...] = (
    Rule(
        id="AG-05",
        says="Only a grant that was given or asked for is revoked",
        cite=gcp("4.2.2, permissions and their changes are logged", "GK"),
        holds=lambda c: c.there,
        finding="revoked-without-grant",
        remedy="Name the grant by its own code.",
    ),
)
