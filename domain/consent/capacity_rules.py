"""Rules about capacity and consultees. A doubt and a consultee's no are never refused: they only protect."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from domain.consent.capacity import LACKS, NOMINATED, PERSONAL, UNABLE, Found
from domain.consent.rules import LATE
from domain.kernel.law import gcp, mca, mca_code, policy
from domain.kernel.rules import Rule


@dataclass(frozen=True, slots=True)
class Assessing:
    """An assessment with what its rules need: its outcome, who made it, and what was found."""

    outcome: str
    found: Found
    explained_if_late: bool = True


@dataclass(frozen=True, slots=True)
class Regaining:
    """Capacity is said to be regained, and whether it was found to be lacking until then."""

    lacking: bool


@dataclass(frozen=True, slots=True)
class Consulting:
    """Somebody is asked in the person's place.

    `approved`: the study is approved under the Mental Capacity Act on that day. `on_study_team` is judged by the roles
    that the consultee holds. `asked` and `lacking` speak of advice: it is that of the person's consultee, and the
    person lacks capacity for the decision by an assessment that is in date. `late`: after how long an entry is late.
    `said_against`: all that rests on the decision is against what the person said in advance.
    `found_lacking` speaks of naming somebody live: the person lacks capacity for some decision, by such an assessment.
    """

    approved: bool | None
    kind: str
    paid_or_professional: bool
    connected_with_project: bool
    on_study_team: bool
    asked: bool = True
    lacking: bool = True
    explained_if_late: bool = True
    late: timedelta = LATE
    found_lacking: bool = True
    said_against: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """A consultee is told of something: whether it is an objection that stands, and whether it is the person's own."""

    objection: bool
    asked: bool


def explained_if_late(happened_at: datetime, entered_at: datetime, *, explained: bool, late: timedelta = LATE) -> bool:
    """Whether something was entered before it was late (as the provider had set that), or with a reason."""
    return explained or entered_at - happened_at <= late


_OUTSIDER: Final = "somebody who has nothing to do with the study, such as an advocate or a chaplain"

ASSESSING: tuple[Rule[Assessing], ...] = (
    Rule(
        id="CA-01",
        says="An assessment that comes to an outcome names its assessor and their role",
        cite=mca_code("ch. 4, who assesses capacity and what they find", "GK"),
        holds=lambda c: c.outcome == UNABLE or c.found.assessor_named,
        finding="capacity-not-assessed",
        remedy="Record a doubt, which pauses what rests on the decision, and have somebody assess the person.",
        means="The person was said to have capacity or to lack it, and nobody is named who assessed them.",
    ),
    Rule(
        id="CA-02",
        says=(
            "A lack of capacity is recorded only where at least one of four was found missing:"
            " understanding, retaining, using or weighing, communicating"
        ),
        cite=mca("s3(1)", "GK"),
        holds=lambda c: c.outcome != LACKS or False in c.found.functions,
        finding="capacity-not-assessed",
        remedy="Find out what they can understand, retain, use or weigh and communicate; a diagnosis is no finding.",
        means="The person was said to lack capacity without a finding of what they cannot do.",
    ),
    Rule(
        id="CA-03",
        says="A lack of capacity is caused by an impairment or disturbance of mind or brain that was found",
        cite=mca("s2(1)", "GK"),
        holds=lambda c: c.outcome != LACKS or bool(c.found.impairment and c.found.causal_link),
        finding="capacity-not-assessed",
        remedy="Find the impairment and how it causes the person to be unable to decide; without both, they decide.",
        means="The person was said to lack capacity without an impairment that causes it.",
    ),
    Rule(
        id="CA-04",
        says="Nobody is found to lack capacity before they were helped to decide for themselves",
        cite=mca("s1(3)", "GK"),
        holds=lambda c: c.outcome != LACKS or c.found.supported,
        finding="capacity-not-assessed",
        remedy="Help the person to decide (plain words, pictures, another time), say how, and assess them then.",
        means="The person was said to lack capacity, and nothing is said of any help to decide.",
    ),
    Rule(
        id="CA-08",
        says="An assessment entered more than 24 hours after it was made carries the reason for its lateness",
        cite=gcp("4.2.4, timely and justified entries", "GK"),
        holds=lambda c: c.explained_if_late,
        finding="late-entry-unexplained",
        remedy="Ask whoever entered it for the reason. Where capacity is in doubt meanwhile, say so at once.",
        means="It was written down more than 24 hours after it was made, and nobody said why.",
    ),
)

REGAINING: tuple[Rule[Regaining], ...] = (
    Rule(
        id="CA-05",
        says="Capacity is regained by somebody who was found to lack it; a doubt is ended by an assessment",
        cite=mca("s1(2), a person is assumed to have capacity", "GK"),
        holds=lambda c: c.lacking,
        finding="regained-without-lack",
        remedy="Where capacity is in doubt, assess it; where it was never doubted, ask the person.",
    ),
)

_APPROVED: Final[Rule[Consulting]] = Rule(
    id="CE-01",
    says="A consultee is asked only in a study that is approved under the Mental Capacity Act",
    cite=mca("ss30(1) and 31(1)"),
    holds=lambda c: c.approved,
    finding="consultee-without-approval",
    remedy="Leave the person out of the study; ask the sponsor whether the approval is to be sought.",
    means="The study was not approved under the Mental Capacity Act on that day.",
)
_UNPAID: Final[Rule[Consulting]] = Rule(
    id="CE-02",
    says="A personal consultee cares for the person or their welfare, and neither for pay nor as their profession",
    cite=mca("s32(2)"),
    holds=lambda c: c.kind != PERSONAL or not c.paid_or_professional,
    finding="consultee-unfit",
    remedy="Ask family or a friend; where there is nobody, nominate " + _OUTSIDER + ".",
    means="The personal consultee was paid for the person's care, or acted in a professional capacity.",
)
_UNCONNECTED: Final[Rule[Consulting]] = Rule(
    id="CE-03",
    says="A nominated consultee has no connection with the project",
    cite=mca("s32(3)(b)"),
    holds=lambda c: c.kind != NOMINATED or not c.connected_with_project,
    finding="consultee-unfit",
    remedy="Nominate " + _OUTSIDER + ".",
    means="The nominated consultee was connected with the project.",
)
_OUTSIDE: Final[Rule[Consulting]] = Rule(
    id="CE-04",
    says="Nobody of the study team is a consultee",
    cite=policy("separation of duties 5: consultees stand outside the study team; MCA 2005 s32(3)(b)"),
    holds=lambda c: not c.on_study_team,
    finding="consultee-unfit",
    remedy="Ask family or a friend, or nominate " + _OUTSIDER + ".",
    means="The consultee was researcher or user-researcher of the study on that day.",
)

CONSULTING: tuple[Rule[Consulting], ...] = (_APPROVED, _UNPAID, _UNCONNECTED, _OUTSIDE)
"""What a consultee is judged by, whenever they are asked."""

NAMING: tuple[Rule[Consulting], ...] = (
    *CONSULTING,
    Rule(
        id="CE-08",
        says="A consultee is named only for somebody found to lack capacity, by an assessment that is in date",
        cite=mca("ss1(2), 2(1) and 32(1)", "GK"),
        holds=lambda c: c.found_lacking,
        finding="consultee-named-without-lack",
        remedy="Ask the person themselves; where their capacity is in doubt or due for review, have it assessed.",
    ),
)
"""What naming a consultee is judged by."""

_OF_ADVICE: Final[tuple[Rule[Consulting], ...]] = (
    Rule(
        id="CE-05",
        says="Advice is that of the person's consultee, as the record names them",
        cite=mca("s32(4)"),
        holds=lambda c: c.asked,
        finding="advice-of-another",
        remedy="Record who is the person's consultee first, or ask the one who is.",
        means="Whoever advised was not the person's consultee on the record.",
    ),
    Rule(
        id="CE-06",
        says="A consultee advises only while the person lacks capacity for the decision by an assessment in date",
        cite=mca("ss1(2), 30(1) and 32(1)", "GK"),
        holds=lambda c: c.lacking,
        finding="advice-without-lack",
        remedy="Ask the person themselves; where their capacity is in doubt or due for review, have it assessed.",
        means="No assessment in date had found that the person lacked capacity for the decision.",
    ),
    Rule(
        id="CE-09",
        says="No advice to take part goes against what the person said in advance",
        cite=mca("s33: nothing contrary to an advance decision or statement"),
        holds=lambda c: not c.said_against,
        finding="advice-against-statement",
        remedy="Leave the person out of it. Only they take back what they said, while they can decide.",
        means="The person had said in advance that this must not be done should they be unable to decide.",
    ),
    Rule(
        id="CE-07",
        says="Advice entered more than 24 hours after it was given carries the reason for its lateness",
        cite=gcp("4.2.4, timely and justified entries", "GK"),
        holds=lambda c: c.explained_if_late,
        finding="late-entry-unexplained",
        remedy="Ask whoever entered it for the reason; a no stands from when it was given in any case.",
        means="It was written down more than 24 hours after it was given, and nobody said why.",
    ),
)

ADVISING: tuple[Rule[Consulting], ...] = (*CONSULTING, *_OF_ADVICE)
"""What advice is judged by: whoever gives it must still be somebody who may be asked."""

TELLING: tuple[Rule[Telling], ...] = (
    Rule(
        id="CE-10",
        says="What a consultee is told of is an objection that was seen and stands on the record",
        cite=policy("a consultee is informed of an objection; MCA 2005 s33", "DES"),
        holds=lambda c: c.objection,
        finding="told-without-objection",
        remedy="Record the objection first, or name it by its version in the person's consent.",
    ),
    Rule(
        id="CE-11",
        says="Whoever is told of an objection is the person's consultee, as the record names them",
        cite=policy("a consultee is informed of an objection; MCA 2005 s32(4)", "DES"),
        holds=lambda c: c.asked,
        finding="told-somebody-else",
        remedy="Record who is the person's consultee first, or tell the one who is; nobody else need know.",
    ),
)

RULES: tuple[Rule[Any], ...] = (*ASSESSING, *REGAINING, *NAMING, *_OF_ADVICE, *TELLING)
