"""Rules about the answer to a request: by whom, on what, for which reason, and what a no has to bring with it."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.kernel.law import mha, policy
from domain.kernel.reasons import CLINICAL, OF_HEALTH, PERSON, REASONS, RESOURCES, RISK
from domain.kernel.rules import Rule


@dataclass(frozen=True, slots=True)
class Deciding:
    """An answer with what its rules need; None where a fact was not given.

    `in_charge`, `interested`, `asked_for_it`: whether the decider was responsible clinician that day (substantive or
    covering), has declared an interest in the person or the person in them, and had asked for it. `signed`: the plan
    as it stands is signed by the person and by somebody of the staff. `on_plan`, `found`: the item and the finding that
    are named are on the record. `decide_by`: the deadline; `in_time`: there
    was a yes or a no before it.
    """

    at: datetime
    in_charge: bool | None = None
    asked_for_it: bool | None = None
    interested: bool | None = None
    requested: bool | None = None
    open: bool | None = None
    in_time: bool | None = None
    decide_by: datetime | None = None
    signed: bool | None = None
    conditions: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    reason: str | None = None
    on_plan: bool = False
    found: bool = False
    explained: bool = False
    says_what_would_change_it: bool = False
    review_after: bool | None = None
    alternative: str | None = None
    until: datetime | None = None
    approved: bool = False


def _linked(case: Deciding, reason: str, *, there: bool) -> bool:
    return reason not in case.reasons or there


def _honest(case: Deciding) -> bool:
    """Whether no reason of resources stands behind one that says something of the person."""
    return case.reason not in OF_HEALTH or not RESOURCES.intersection(case.reasons)


def _deferred_in_time(case: Deciding) -> bool | None:
    if case.decide_by is None or case.until is None:
        return None
    return case.at < case.until < case.decide_by


IN_TIME: Rule[Deciding] = Rule(
    id="DC-18",
    says="A request is decided before its deadline",
    cite=policy("decision before the forum: at least three working days before", "POL"),
    holds=lambda c: c.in_time,
    finding="decided-too-late",
    remedy="Tell the person that it was too late and why (R-LATE); offer something instead, and escalate.",
    refuses=False,
)
ANSWERING: tuple[Rule[Deciding], ...] = (
    Rule(
        id="DC-01",
        says="A request is decided by the responsible clinician of that day, substantive or covering",
        cite=mha("s17(1), s34(1); Code of Practice ch. 27", "GK"),
        holds=lambda c: c.in_charge,
        finding="decided-by-another",
        remedy="Ask whoever is in charge of the person's care today; record who covers, where somebody does.",
    ),
    Rule(
        id="DC-02",
        says="Whoever asked for an outing does not decide it",
        cite=policy("separation of duties 1: requester, approver and releaser are three"),
        holds=lambda c: None if c.asked_for_it is None else not c.asked_for_it,
        finding="decided-by-requester",
        remedy="Have the clinician who covers decide it.",
    ),
    Rule(
        id="DC-03",
        says="Nobody decides about somebody in whom they have a declared interest",
        cite=policy("separation of duties 9: declared interests bar or are countersigned"),
        holds=lambda c: None if c.interested is None else not c.interested,
        finding="decided-with-an-interest",
        remedy="Have the clinician who covers decide it.",
    ),
    Rule(
        id="DC-04",
        says="Only what was asked, and what the person has not withdrawn, is decided",
        cite=policy("involvement is voluntary: nobody is sent where they do not want to go", "DES"),
        holds=lambda c: c.requested,
        finding="decided-without-request",
        remedy="Ask the person whether they want to go; let them or the involvement lead raise a request.",
    ),
    Rule(
        id="DC-05",
        says="Who goes is decided while there is something to go to: not after it was cancelled or has begun",
        cite=policy("involvement requests: decided before the activity", "DES"),
        holds=lambda c: c.open,
        finding="decided-after-the-event",
        remedy="Nothing is left to decide. Offer the person the next one.",
    ),
    IN_TIME,
)

APPROVING: tuple[Rule[Deciding], ...] = (
    *ANSWERING,
    Rule(
        id="DC-06",
        says="What is approved rests on a plan that the person and a member of staff have signed as it stands",
        cite=policy("co-produced safety and support plan; NHS England, Staying safe from suicide, 2025", "DES"),
        holds=lambda c: c.signed,
        finding="approved-without-plan",
        remedy="Go through the plan with the person, record who does not agree with what, and sign it together.",
    ),
    Rule(
        id="DC-07",
        says="The person is told in plain words what the conditions are that they are to follow",
        cite=mha("Code of Practice ch. 27, the patient is told the conditions of leave", "GK"),
        holds=lambda c: not c.conditions or c.explained,
        finding="conditions-not-explained",
        remedy="Say in words that the person understands what they are to do, and why.",
    ),
)

_REASONS: tuple[Rule[Deciding], ...] = (
    Rule(
        id="DC-08",
        says="A no carries one reason of the list, and others beside it only of the same list",
        cite=policy("reason codes for not going", "DES"),
        holds=lambda c: c.reason is not None and all(each in REASONS for each in c.reasons),
        finding="no-without-reason",
        remedy="Choose the reason that decided it; what else played a part stands beside it.",
    ),
    Rule(
        id="DC-09",
        says="A no is explained in plain words",
        cite=policy("reasons in words that the person understands; there is no statutory right to them", "DES"),
        holds=lambda c: c.explained,
        finding="no-unexplained",
        remedy="Say in words that the person understands why they do not go.",
    ),
    Rule(
        id="DC-10",
        says="A reason of risk names the item of the plan that it rests on",
        cite=policy("no risk label: the formulation with its item of the plan", "DES"),
        holds=lambda c: _linked(c, RISK, there=c.on_plan),
        finding="risk-without-plan-item",
        remedy="Name the item of the plan; where it is not there, talk about it with the person and set it down.",
    ),
    Rule(
        id="DC-11",
        says="A clinical reason names what was found when the person was seen",
        cite=policy("a clinical reason rests on a check that found something", "DES"),
        holds=lambda c: _linked(c, CLINICAL, there=c.found),
        finding="clinical-without-finding",
        remedy="Name what whoever saw the person found. Where it was staff or time that lacked, say that instead.",
    ),
    Rule(
        id="DC-12",
        says="What the hospital lacked is never presented as the person's state",
        cite=policy("resource-attributable reasons are never clinical", "DES"),
        holds=_honest,
        finding="resources-shown-as-clinical",
        remedy="Put the reason that lay with staff, vehicles, time or papers first, and tell the person that it did.",
    ),
    Rule(
        id="DC-16",
        says="That the person does not want to go is said by the person, and is nobody's reason for a no",
        cite=policy("involvement is voluntary: the person's own no is a withdrawal", "DES"),
        holds=lambda c: PERSON not in c.reasons,
        finding="person-s-no-as-a-reason",
        remedy="Record that the person withdrew the request: involvement.withdraw_request.",
    ),
)

DECLINING: tuple[Rule[Deciding], ...] = (
    *ANSWERING,
    *_REASONS,
    Rule(
        id="DC-13",
        says="A no says what would change it",
        cite=policy("every no has a next", "DES"),
        holds=lambda c: c.says_what_would_change_it,
        finding="no-without-way-on",
        remedy="Say what the person, or the ward, can do so that the answer is another one.",
    ),
    Rule(
        id="DC-14",
        says="A no names a later day on which it is looked at again",
        cite=policy("every no has a review date", "DES"),
        holds=lambda c: c.review_after,
        finding="no-without-review-date",
        remedy="Give the day on which somebody looks at it again.",
    ),
    Rule(
        id="DC-15",
        says="A no offers something else instead: a remote link, the next date, or the forum comes in",
        cite=policy("every no has an alternative", "DES"),
        holds=lambda c: c.alternative is not None,
        finding="no-without-alternative",
        remedy="Choose what the person is offered instead.",
    ),
)

DEFERRING: tuple[Rule[Deciding], ...] = (
    *ANSWERING[:-1],
    *_REASONS,
    Rule(
        id="DC-17",
        says="A decision is put off to a time that is still before the deadline",
        cite=policy("a deferral is no way round the deadline", "DES"),
        holds=_deferred_in_time,
        finding="deferred-past-the-deadline",
        remedy="Decide now, or name an earlier time. What cannot be decided in time is a no, with something instead.",
    ),
)

CALLING_OFF: tuple[Rule[Deciding], ...] = (
    Rule(
        id="CO-01",
        says="Only an outing that was approved is called off on the day",
        cite=policy("whoever runs the ward may hold back what was authorised, and decides nothing else", "GK"),
        holds=lambda c: c.approved,
        finding="called-off-without-approval",
        remedy="What was not approved needs no calling off; the responsible clinician decides it.",
    ),
    *_REASONS,
)


@dataclass(frozen=True, slots=True)
class Telling:
    """The person is told: whether there is an answer, or a deadline that passed, since when; how soon."""

    answered_at: datetime | None
    told_at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Offering:
    """A step with an alternative: whether there is a no, whether it was offered, and whether the code of what is done
    about a failure is a new one.
    """

    instead_of_a_no: bool = True
    offered: bool = True
    new: bool = True


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A step of a review: whether there is a no, whether a review is open, who looks at it."""

    declined: bool = True
    open: bool = True
    own_decision: bool = False
    own_request: bool = False


@dataclass(frozen=True, slots=True)
class Escalating:
    """An answer to an escalation: whether there is anything to answer, and who answers."""

    escalated: bool
    own_reason: bool = False


TELLING: tuple[Rule[Telling], ...] = (
    Rule(
        id="RG-01",
        says="Reasons are given for an answer that there is",
        cite=policy("reasons are given for a decision", "DES"),
        holds=lambda c: c.answered_at is not None,
        finding="reasons-without-answer",
        remedy="Decide it first, then tell the person.",
    ),
    Rule(
        id="RG-02",
        says="The person is told within 24 hours of the answer",
        cite=policy("reasons given within 24 hours, in a form that the person can use", "POL"),
        holds=lambda c: None if c.due_at is None else c.told_at <= c.due_at,
        finding="reasons-given-late",
        remedy="Say to the person that it took long, and find out why.",
        refuses=False,
    ),
)
OFFERING: tuple[Rule[Offering], ...] = (
    Rule(
        id="AL-01",
        says="Something is offered instead where there is a no, nothing decided in time, or a cancellation",
        cite=policy("every no has an alternative", "DES"),
        holds=lambda c: c.instead_of_a_no,
        finding="alternative-without-a-no",
        remedy="Nothing stands against going: see to it that the person goes.",
    ),
)
TAKING_UP: tuple[Rule[Offering], ...] = (
    Rule(
        id="AL-02",
        says="What is taken, or fails, is what was offered: in the no itself, or since",
        cite=policy("alternatives: offered, then taken, refused or failed", "DES"),
        holds=lambda c: c.offered,
        finding="alternative-not-offered",
        remedy="Record the offer first, with the time at which it was made.",
    ),
)
REQUESTING_REVIEW: tuple[Rule[Reviewing], ...] = (
    Rule(
        id="RV-01",
        says="What is looked at again is a no",
        cite=policy("request reasons, review and alternative", "DES"),
        holds=lambda c: c.declined,
        finding="review-without-a-no",
        remedy="See what the answer is; where nothing was decided in time, that is escalated already.",
    ),
)
REVIEWING: tuple[Rule[Reviewing], ...] = (
    Rule(
        id="RV-02",
        says="A review is decided that was asked for and is open",
        cite=policy("request reasons, review and alternative", "DES"),
        holds=lambda c: c.open,
        finding="review-not-requested",
        remedy="Record who asked for the review, and when.",
    ),
    Rule(
        id="RV-03",
        says="Whoever made a decision does not review it",
        cite=policy("a review is by somebody else than the decider", "DES"),
        holds=lambda c: not c.own_decision,
        finding="reviewed-by-decider",
        remedy="Have somebody else look at it.",
    ),
    Rule(
        id="RV-04",
        says="Whoever asked for the outing does not review the decision",
        cite=policy("separation of duties 1: requester, approver and releaser are three"),
        holds=lambda c: not c.own_request,
        finding="reviewed-by-requester",
        remedy="Have somebody look at it who had no part in it.",
    ),
)
ESCALATING: tuple[Rule[Escalating], ...] = (
    Rule(
        id="ES-01",
        says="Those who answer for staff, vehicles and papers answer for a reason that lay with them",
        cite=policy("resource-attributable reasons are escalated", "DES"),
        holds=lambda c: c.escalated,
        finding="escalation-without-reason",
        remedy="Look at the reasons: none of them lies with the hospital, or it was answered already.",
    ),
    Rule(
        id="ES-02",
        says="Whoever gave the reason does not answer the escalation",
        cite=policy("resource-attributable reasons are escalated to somebody else", "DES"),
        holds=lambda c: not c.own_reason,
        finding="escalation-answered-by-oneself",
        remedy="Have whoever manages the service answer it.",
    ),
)


def later(review_on: date | None, day: date) -> bool:
    """Whether a day for looking at something again is named, and is a later one."""
    return review_on is not None and review_on > day
