"""Rules of governance: who assesses a finding, who compares an entry, who sets what."""

from dataclasses import dataclass
from typing import Any, Final

from domain.governance.asking import ASKING
from domain.governance.state import Life
from domain.kernel.law import gcp, policy
from domain.kernel.rules import Rule

COVERED: Final = "covered"
ASSESSED: Final = (COVERED, "deviation", "serious_breach")
"""What a finding may be assessed as."""
SETTERS: Final = frozenset({"records", "privacy"})
"""The roles that change the provider's settings."""


@dataclass(frozen=True, slots=True)
class Assessing:
    """An assessment: whether there is such a finding, whether the assessor had a part in it, and its life so far.

    `compared`: whether a second person compared every entry that came late to what it is about with the evidence.
    """

    raised: bool | None
    own: bool
    life: Life
    assessed: str
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Following:
    """What follows an assessment, and the finding's life so far."""

    life: Life


@dataclass(frozen=True, slots=True)
class Verifying:
    """An entry to be compared again: is it there, who compares, who wrote it and what it corrects, who took it.

    Of a grant, `taker` is whom it lets open the data.
    """

    there: bool
    by: str
    author: str | None
    corrected: frozenset[str]
    taker: str | None = None


@dataclass(frozen=True, slots=True)
class Falling:
    """Something that is said to have fallen due: whether it has by the record, and whether that is recorded already."""

    fell_due: bool
    already: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting to be changed, by whom in which role."""

    role: str


def _followed(case: Following) -> bool:
    return case.life.assessed == COVERED or (case.life.assessed is not None and case.life.actions > 0)


ASSESSING: tuple[Rule[Assessing], ...] = (
    Rule(
        id="FD-01",
        says="Only a finding that the record raises is assessed",
        cite=gcp("audit-trail review", "GK"),
        holds=lambda c: c.raised,
        finding="assessed-without-finding",
        remedy="List the findings with their keys: byleave findings.",
    ),
    Rule(
        id="FD-02",
        says="Whoever assesses a finding neither wrote the entry nor did what it is about",
        cite=policy("separation of duties: nobody assesses their own doing"),
        holds=lambda c: not c.own,
        finding="finding-assessed-by-its-author",
        remedy="Have somebody else assess it.",
    ),
    Rule(
        id="FD-03",
        says="What is closed is not assessed again",
        cite=gcp("deviations are assessed and closed", "GK"),
        holds=lambda c: not c.life.closed,
        finding="assessed-after-closing",
        remedy="Where something new is known, correct the entry; what that raises is a finding of its own.",
    ),
    Rule(
        id="FD-06",
        says="What rests on a late entry is found to be covered only once a second person has compared that entry",
        cite=policy("separation of duties 6: a second person verifies paper against entry", "DES"),
        holds=lambda c: c.assessed != COVERED or c.compared,
        finding="covered-without-comparing",
        remedy="Have a second person compare the paper with the entry first.",
    ),
)

ACTING: tuple[Rule[Following], ...] = (
    Rule(
        id="FD-04",
        says="Corrective action follows an assessment, and comes before the closing",
        cite=gcp("corrective and preventive action", "GK"),
        holds=lambda c: c.life.assessed is not None and not c.life.closed,
        finding="action-without-assessment",
        remedy="Have the finding assessed first.",
    ),
)

CLOSING: tuple[Rule[Following], ...] = (
    Rule(
        id="FD-05",
        says="A finding is closed once, assessed as covered or with the corrective action recorded",
        cite=gcp("corrective and preventive action", "GK"),
        holds=lambda c: _followed(c) and not c.life.closed,
        finding="closed-without-action",
        remedy="Record what was done so that it does not happen again.",
    ),
)

VERIFYING: tuple[Rule[Verifying], ...] = (
    Rule(
        id="EV-01",
        says="What is compared with the evidence is an entry that stands on the record",
        cite=gcp("4.2.4, corrections are attributed and justified", "GK"),
        holds=lambda c: c.there,
        finding="verified-without-entry",
        remedy="Name the entry by its version in the person's consent, or among the uses of their data.",
    ),
    Rule(
        id="EV-02",
        says="An entry is compared by somebody other than whoever entered it, took the consent or is let in by it",
        cite=policy("separation of duties 6: a second person verifies paper against entry"),
        holds=lambda c: c.by not in (c.author, c.taker),
        finding="verified-by-its-author",
        remedy="Have a second person compare them.",
    ),
    Rule(
        id="EV-03",
        says="Whoever wrote an entry does not approve its correction",
        cite=policy("separation of duties 7: the author of an entry does not approve its correction"),
        holds=lambda c: c.by not in c.corrected,
        finding="correction-approved-by-author",
        remedy="Have somebody approve it who wrote neither the entry nor the correction.",
    ),
)

SETTING: tuple[Rule[Setting], ...] = (
    Rule(
        id="ST-01",
        says="Settings are changed by those who keep the record or its privacy",
        cite=policy("who may change the provider's settings"),
        holds=lambda c: c.role in SETTERS,
        finding="setting-changed-by-another",
        remedy="Ask somebody with the role records or privacy.",
    ),
)

FALLING_DUE: tuple[Rule[Falling], ...] = (
    Rule(
        id="DU-01",
        says="Something is recorded as fallen due only once it has, with the time at which it did",
        cite=policy("what the clock does is computed, and recorded once", "DES"),
        holds=lambda c: c.fell_due,
        finding="recorded-as-due-too-soon",
        remedy="Let byleave tick record it: it knows from the record what fell due, and when.",
    ),
    Rule(
        id="DU-02",
        says="What fell due is recorded once",
        cite=policy("what the clock does is computed, and recorded once", "DES"),
        holds=lambda c: not c.already,
        finding="recorded-as-due-twice",
        remedy="Nothing is left to be done: it is on the record.",
    ),
)

RULES: tuple[Rule[Any], ...] = (*ASKING, *ASSESSING, *ACTING, *CLOSING, *VERIFYING, *SETTING, *FALLING_DUE)
