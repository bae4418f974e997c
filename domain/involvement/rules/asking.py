"""Rules about activities, about asking to go to one, and about the plan that is made together."""

from dataclasses import dataclass
from datetime import datetime

from domain.kernel.law import policy
from domain.kernel.rules import Rule


@dataclass(frozen=True, slots=True)
class Setting:
    """An activity to be registered, changed or cancelled: whether it is on the record, and cancelled already.

    `times`: when people leave, when it starts and ends, when they are back; `decide_by` when who goes is decided.
    """

    on_record: bool
    cancelled: bool = False
    times: tuple[datetime, datetime, datetime, datetime] | None = None
    decide_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Raising:
    """A wish or a request: whether there is such an activity still, who asks, and what was asked already.

    `by_clinician`: whoever asks is in charge of the person's care that day.
    """

    open: bool
    by_clinician: bool = False
    asked_already: bool = False


@dataclass(frozen=True, slots=True)
class Planning:
    """A part of the plan: whether a plan was begun, and whether it is signed in somebody else's name."""

    begun: bool
    in_another_s_name: bool = False


def _in_order(case: Setting) -> bool | None:
    if case.times is None or case.decide_by is None:
        return None
    leave, start, end, back = case.times
    return case.decide_by <= leave <= start < end <= back


_ON_RECORD: Rule[Setting] = Rule(
    id="AV-03",
    says="Only an activity that is on the record, and not cancelled, is changed or cancelled",
    cite=policy("activities: created, changed and cancelled by whoever runs them", "DES"),
    holds=lambda c: c.on_record and not c.cancelled,
    finding="changed-without-activity",
    remedy="Look up the activity. One that was cancelled and takes place after all is registered anew.",
)
_IN_ORDER: Rule[Setting] = Rule(
    id="AV-02",
    says="Who goes is decided before people leave; they leave before it starts and are back after it ended",
    cite=policy("decision before the forum: at least three working days before", "POL"),
    holds=_in_order,
    finding="times-out-of-order",
    remedy="Look at the times again: deciding, leaving, start, end and return come in this order.",
)
REGISTERING: tuple[Rule[Setting], ...] = (
    Rule(
        id="AV-01",
        says="An activity is registered once; what is otherwise later is a change",
        cite=policy("activities: created, changed and cancelled by whoever runs them", "DES"),
        holds=lambda c: not c.on_record,
        finding="activity-registered-twice",
        remedy="Record what has changed: activities.change.",
    ),
    _IN_ORDER,
)
CHANGING: tuple[Rule[Setting], ...] = (_ON_RECORD, _IN_ORDER)
CANCELLING: tuple[Rule[Setting], ...] = (_ON_RECORD,)

WISHING: tuple[Rule[Raising], ...] = (
    Rule(
        id="RQ-01",
        says="What somebody asks to go to is on the record, is not cancelled and is not over",
        cite=policy("involvement requests: made for an activity", "DES"),
        holds=lambda c: c.open,
        finding="activity-not-open",
        remedy="Look for the next one, and tell the person of it.",
    ),
)
RAISING: tuple[Rule[Raising], ...] = (
    *WISHING,
    Rule(
        id="RQ-02",
        says="A request is never raised by the person's responsible clinician, who must be free to decide it",
        cite=policy("separation of duties 1: requester, approver and releaser are three"),
        holds=lambda c: not c.by_clinician,
        finding="raised-by-responsible-clinician",
        remedy="Let the person ask themselves, or the involvement lead for them.",
    ),
    Rule(
        id="RQ-03",
        says="The same is asked once; what was withdrawn may be asked again",
        cite=policy("involvement requests: one for a person and an activity", "DES"),
        holds=lambda c: not c.asked_already,
        finding="request-raised-twice",
        remedy="The request that there is stands; see how far it has come.",
    ),
)

PLANNING: tuple[Rule[Planning], ...] = (
    Rule(
        id="PL-01",
        says="Items, signatures and dissent belong to a plan that was begun",
        cite=policy("co-produced safety and support plan; NHS England, Staying safe from suicide, 2025", "DES"),
        holds=lambda c: c.begun,
        finding="plan-not-begun",
        remedy="Begin the plan with the person: what it is for, what good it does, what helps them.",
    ),
    Rule(
        id="PL-02",
        says="Staff sign a plan for themselves, and the person's own signature is the person's",
        cite=policy("co-produced plan: signed by the person and by staff", "DES"),
        holds=lambda c: not c.in_another_s_name,
        finding="signed-in-another-s-name",
        remedy="Have whoever is named sign it themselves.",
    ),
)
