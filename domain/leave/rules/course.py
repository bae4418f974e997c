"""Rules about what can follow what: an application, an authorisation and an outing each have their course."""

from dataclasses import dataclass
from typing import Any, Final

from domain.kernel.law import mha, policy
from domain.kernel.rules import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a step in a course is judged by.

    `new`: nothing is on the record under this code yet, where something is begun. `follows`: it stands so that this
    can come next. `in_order`: what ends does so after it begins, and each occasion is an interval.
    """

    new: bool = True
    follows: bool = True
    in_order: bool = True


NEW: Final[Rule[Course]] = Rule(
    id="LV-01",
    says="A code stands for one application, one authorisation, one outing of a person only",
    cite=policy("one paper, one entry", "DES"),
    holds=lambda c: c.new,
    finding="leave-code-used-twice",
    remedy="Give another code, or ask about the one that is there.",
)
FOLLOWS: Final[Rule[Course]] = Rule(
    id="LV-02",
    says="What is recorded can follow from how the application, the authorisation or the outing stands",
    cite=policy("the lifecycles of leave", "DES"),
    holds=lambda c: c.follows,
    finding="leave-out-of-order",
    remedy="Look at how it stands now; record what is missing first.",
)
IN_ORDER: Final[Rule[Course]] = Rule(
    id="LV-03",
    says="Leave ends after it begins, and so does an outing and each occasion",
    cite=mha("s17(2), specified occasions and periods"),
    holds=lambda c: c.in_order,
    finding="leave-ends-before-it-begins",
    remedy="Give the times again.",
)
COURSE: Final[tuple[Rule[Course], ...]] = (NEW, FOLLOWS, IN_ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying(Course):
    """What an application to the Ministry is judged by: whether the person is restricted that day."""

    restricted: bool | None = None


APPLYING: Final[tuple[Rule[Any], ...]] = (
    *COURSE,
    Rule(
        id="MJ-01",
        says="The Secretary of State is asked for a restricted patient only",
        cite=mha("s41(3)(c)"),
        holds=lambda c: c.restricted,
        finding="ministry-asked-for-unrestricted",
        remedy="Record the restriction first, where there is one; nobody else needs this consent.",
    ),
)
