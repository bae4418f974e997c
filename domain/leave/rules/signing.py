"""Rules about authority: who signs, extends, revokes and recalls, and what a signature needs."""

from dataclasses import dataclass
from typing import Any, Final

from domain.kernel.law import mha, policy
from domain.kernel.rules import Rule
from domain.leave.rules.course import COURSE, Course


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing(Course):
    """What an act of the clinician in charge is judged by; None is not known.

    `in_charge`: whoever acts is the one responsible clinician that day. `himself`: they ask in their own name.
    `under_section`: section 17 applies to the section. `custody_said`: escorted leave is in custody, other is not.
    `bounded`: it says how long it lasts, or when it is reviewed. `contingent`: a contingency plan and a telephone are
    there. `order_considered`: a community order was considered, where it makes the absence longer than a week.
    """

    in_charge: bool | None = None
    himself: bool = True
    under_section: bool | None = None
    custody_said: bool = True
    bounded: bool = True
    contingent: bool = True
    order_considered: bool | None = None


IN_CHARGE: Final[Rule[Signing]] = Rule(
    id="LA-01",
    says="Leave is given, extended and taken back by the one responsible clinician of that day, covering or not",
    cite=mha("s17(1), (2) and (4); s34(1)"),
    holds=lambda c: c.in_charge,
    finding="leave-signed-without-authority",
    remedy="Have the responsible clinician of that day sign; record who covers for them first.",
)
HIMSELF: Final[Rule[Signing]] = Rule(
    id="LA-02",
    says="Whoever signs does so in their own name",
    cite=mha("s17(1); the power is not delegated", "GK"),
    holds=lambda c: c.himself,
    finding="leave-signed-for-another",
    remedy="Have the clinician sign it.",
)
SIGNING: Final[tuple[Rule[Any], ...]] = (
    *COURSE,
    IN_CHARGE,
    HIMSELF,
    Rule(
        id="LA-03",
        says="Leave is given to somebody detained under a section to which section 17 applies",
        cite=mha("s17(1), s40(4), Sch 1; not s35, s36 or s38", "GK"),
        holds=lambda c: c.under_section,
        finding="leave-under-another-section",
        remedy="Ask the Mental Health Act office under which section the person is, and whether a court must be asked.",
    ),
    Rule(
        id="LA-04",
        says="Escorted leave is in custody and says so; accompanied or unescorted leave is not",
        cite=mha("s17(3)"),
        holds=lambda c: c.custody_said,
        finding="custody-not-directed",
        remedy="Say whether the person stays in custody, in a draft of its own.",
    ),
    Rule(
        id="LA-05",
        says="An authorisation says until when it lasts, or on which day it is reviewed",
        cite=mha("s17(2); Code of Practice ch. 27, leave is reviewed", "GK"),
        holds=lambda c: c.bounded,
        finding="leave-without-end-or-review",
        remedy="Draft it again with an end, or with a day of review.",
    ),
    Rule(
        id="LA-06",
        says="Before it is signed, what is done if something goes wrong is agreed, with a telephone",
        cite=mha("Code of Practice ch. 27, contingency", "GK"),
        holds=lambda c: c.contingent,
        finding="leave-without-contingency",
        remedy="Record the contingency plan and the telephone, and sign then.",
    ),
    Rule(
        id="LA-07",
        says="Before somebody unrestricted is away for more than seven days on end, a community treatment order is"
        " considered",
        cite=mha("s17(2A) and (2B); not for restricted patients, s41(3)(aa)"),
        holds=lambda c: c.order_considered,
        finding="community-order-not-considered",
        remedy="Consider it, and say so when you sign.",
    ),
)
EXTENDING: Final[tuple[Rule[Any], ...]] = (*COURSE, IN_CHARGE, HIMSELF, SIGNING[-1])
REVOKING: Final[tuple[Rule[Any], ...]] = (*COURSE, IN_CHARGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping(Course):
    """What stopping the use of an authority is judged by: whether the clinician does it, or the nurse in charge."""

    may_stop: bool | None = None


SUSPENDING: Final[tuple[Rule[Any], ...]] = (
    *COURSE,
    Rule(
        id="LA-08",
        says="Leave is suspended by the responsible clinician, or by the nurse in charge until they have looked at it",
        cite=policy("who may suspend leave"),
        holds=lambda c: c.may_stop,
        finding="leave-suspended-by-another",
        remedy="Tell the nurse in charge, who can hold somebody back on the day.",
    ),
)
