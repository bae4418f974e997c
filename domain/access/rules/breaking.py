"""Rules about break-glass: opened on a ground and for named fields, closed by itself, reviewed by somebody else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.access.rules.granting import NEW_CODE
from domain.access.state import AUTO_EXPIRED, REVIEW_DUE
from domain.kernel.law import break_glass, caldicott, policy
from domain.kernel.rules import Rule

FINDINGS: Final = ("justified", "not_justified")
"""What a review may find."""
GROUNDS: Final = ("express_consent", "legal_requirement", "public_interest")
"""On which ground somebody may open data without the person's agreement on the record."""
BREAK_GLASS_MINUTES: Final = 60
"""How long it stays open; a provider's default."""
REVIEW_WORKING_DAYS: Final = 3
"""In how many working days somebody else reviews it; a provider's default."""
PRIVACY: Final = "privacy"
"""The role of privacy officer, Caldicott Guardian and data protection officer."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a break-glass stays open, and in how many working days it is reviewed."""

    minutes: int = BREAK_GLASS_MINUTES
    review_working_days: int = REVIEW_WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Opening:
    """A break-glass to be opened: the fields that it names, and whether its code is free."""

    fields: tuple[str, ...]
    new: bool


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A review: the state of the opening (None: there is none), whether it is the reviewer's own, their role."""

    state: str | None
    own: bool
    role: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review that is on the record: whether it is its user's own, in time, and what it found."""

    own: bool
    in_time: bool
    justified: bool


@dataclass(frozen=True, slots=True)
class Delaying:
    """Telling the person later: whether there is such an opening, whose it is, by which role, until when, and now."""

    there: bool
    own: bool
    role: str
    not_before: datetime
    at: datetime


OPENING: tuple[Rule[Opening], ...] = (
    NEW_CODE,
    Rule(
        id="BG-01",
        says="Break-glass names the fields that it opens",
        cite=caldicott("principle 3, the minimum that is necessary"),
        holds=lambda c: bool(c.fields),
        finding="break-glass-without-fields",
        remedy="Name the fields that are needed now; others can be opened as they are needed.",
    ),
)

NOT_BY_ITS_USER: Final[Rule[Any]] = Rule(
    id="BG-02",
    says="Whoever opened by break-glass does not review it",
    cite=policy("separation of duties 8: a break-glass user does not review their own access"),
    holds=lambda c: not c.own,
    finding="break-glass-reviewed-by-its-user",
    remedy="Have another privacy officer review it.",
    means="Whoever opened it reviewed it.",
)

REVIEWING: tuple[Rule[Reviewing], ...] = (
    NOT_BY_ITS_USER,
    Rule(
        id="BG-03",
        says="A privacy officer or the Caldicott Guardian reviews a break-glass",
        cite=break_glass("alerts of access are reviewed by a Privacy Officer or Caldicott Guardian"),
        holds=lambda c: c.role == PRIVACY,
        finding="break-glass-reviewed-by-another",
        remedy="Have somebody with the role privacy review it.",
    ),
    Rule(
        id="BG-04",
        says="A break-glass is reviewed once, after it has closed",
        cite=policy("review of break-glass"),
        holds=lambda c: c.state in (AUTO_EXPIRED, REVIEW_DUE),
        finding="break-glass-review-out-of-turn",
        remedy="Wait until it has closed; a review that was wrong is corrected with a reason.",
    ),
)

REVIEWED: tuple[Rule[Reviewed], ...] = (
    NOT_BY_ITS_USER,
    Rule(
        id="BG-07",
        says="A break-glass is found to be justified by whoever reviews it",
        cite=break_glass("access without agreement is on a ground, and reviewed"),
        holds=lambda c: c.justified,
        finding="break-glass-not-justified",
        remedy="Treat it as an incident: tell the person, and find out what has to change.",
        means="The review found no justification for opening the data without the person's agreement.",
        refuses=False,
    ),
    Rule(
        id="BG-08",
        says="A break-glass is reviewed within three working days",
        cite=policy("review of break-glass"),
        holds=lambda c: c.in_time,
        finding="break-glass-reviewed-late",
        remedy="Find out why nobody looked at it in time; what is due is listed by byleave tasks.",
        means="It was reviewed after the working days that there are for it.",
        refuses=False,
    ),
)

DELAYING: tuple[Rule[Delaying], ...] = (
    Rule(
        id="BG-05",
        says="That a person is told later is decided by a privacy officer or the Caldicott Guardian, not by its user",
        cite=caldicott("principle 8, no surprises; serious harm", "GK"),
        holds=lambda c: c.role == PRIVACY and not c.own,
        finding="telling-delayed-by-another",
        remedy="Ask a privacy officer or the Caldicott Guardian; until they decide, the person is shown it.",
    ),
    Rule(
        id="BG-06",
        says="The telling of a break-glass that is on the record is delayed to a day that is still to come",
        cite=caldicott("principle 8, no surprises: a delay ends", "DES"),
        holds=lambda c: c.there and c.not_before > c.at,
        finding="telling-delayed-for-ever",
        remedy="Name the break-glass by its code, and a time from which the person is shown it.",
    ),
)
