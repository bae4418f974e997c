"""Rules about what came of it: coming, what was given, what was done about it, how it felt."""

from dataclasses import dataclass
from typing import Any

from domain.involvement.reasons import SCALE
from domain.involvement.rules.deciding import TAKING_UP
from domain.kernel.law import policy
from domain.kernel.rules import Rule


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody came: in person, or by a link that was taken; whether that was allowed, and whether the link failed."""

    in_person: bool
    approved: bool | None
    link_failed: bool = False


@dataclass(frozen=True, slots=True)
class Giving:
    """A contribution or an action under a code, and whether what it belongs to is there."""

    new: bool
    there: bool = True


@dataclass(frozen=True, slots=True)
class Acting:
    """A step of an action: whether it is there, open or done, and who takes the step.

    `by_funder`: whoever finds that it changed something pays for it; `cosigned`: a service user said that it was done.
    """

    there: bool
    open: bool = True
    done: bool = True
    by_funder: bool = False
    cosigned: bool = False
    by_service_user: bool = True


@dataclass(frozen=True, slots=True)
class Feeling:
    """How somebody says that they are: each of what was asked."""

    felt: tuple[int, ...]
    in_words: bool = False


COMING: tuple[Rule[Coming], ...] = (
    Rule(
        id="OC-01",
        says="Whoever came in person had an approval that stood when they did",
        cite=policy("attendance follows an approval", "DES"),
        holds=lambda c: c.approved if c.in_person else True,
        finding="came-without-approval",
        remedy="Find out who let the person go, and on what; look at it with the responsible clinician.",
        refuses=False,
    ),
    Rule(
        id="OC-02",
        says="A link that failed is no participation",
        cite=policy("a failed alternative is not counted as participation", "DES"),
        holds=lambda c: c.in_person or not c.link_failed,
        finding="failed-link-counted",
        remedy="Record it as failed, with who does what about it. Where it worked after all, record that it was taken.",
    ),
)
_NEW: Rule[Giving] = Rule(
    id="OC-03",
    says="A code names one contribution or one action of a request, and no other",
    cite=policy("contribution, action and outcome are linked by their codes", "DES"),
    holds=lambda c: c.new,
    finding="contribution-code-used-twice",
    remedy="Choose a code that was not used for this request before.",
)
CONTRIBUTING: tuple[Rule[Giving], ...] = (_NEW,)
FAILING: tuple[Rule[Any], ...] = (*TAKING_UP, _NEW)
"""What fails was offered; what is done about it has a code of its own."""
AGREEING: tuple[Rule[Giving], ...] = (
    _NEW,
    Rule(
        id="OC-04",
        says="An action answers a contribution that is on the record",
        cite=policy("contribution, decision and outcome: you said, we did", "DES"),
        holds=lambda c: c.there,
        finding="action-without-contribution",
        remedy="Record what the person said or did first.",
    ),
)
_THERE: Rule[Acting] = Rule(
    id="OC-05",
    says="Only an action that was agreed, and that is still open, is closed",
    cite=policy("contribution, action and closing", "DES"),
    holds=lambda c: c.there and c.open,
    finding="closed-without-action",
    remedy="Look up the action under its code; one that was closed stays closed.",
)
CLOSING: tuple[Rule[Acting], ...] = (_THERE,)
_DONE: Rule[Acting] = Rule(
    id="OC-06",
    says="Only an action that is done is signed for, and found to have changed something",
    cite=policy("contribution, action and impact", "DES"),
    holds=lambda c: c.there and c.done,
    finding="signed-for-before-done",
    remedy="Record first that it is done.",
)
COSIGNING: tuple[Rule[Acting], ...] = (
    _DONE,
    Rule(
        id="OC-08",
        says="An action is co-signed by a service user",
        cite=policy("separation of duties 10: a service user signs with whoever pays"),
        holds=lambda c: c.by_service_user,
        finding="cosigned-by-another",
        remedy="Ask the person whose contribution it was, or another service user.",
    ),
)
VERIFYING: tuple[Rule[Acting], ...] = (
    _DONE,
    Rule(
        id="OC-07",
        says="Whoever pays for an action does not say alone that it changed something",
        cite=policy("separation of duties 10: a service user signs with whoever pays"),
        holds=lambda c: not c.by_funder or c.cosigned,
        finding="verified-by-funder-alone",
        remedy="Ask a service user whether it was done, and have them sign for it first.",
    ),
)
FEELING: tuple[Rule[Feeling], ...] = (
    Rule(
        id="WB-01",
        says="How somebody is, is said from 0 to 10, or in their own words",
        cite=policy(
            "the scale of the study: control, confidence, self-esteem, being heard, frustration, tiredness", "DES"
        ),
        holds=lambda c: all(value in SCALE for value in c.felt) and bool(c.felt or c.in_words),
        finding="wellbeing-off-the-scale",
        remedy="Ask again, from 0 (not at all) to 10 (very much); or write down what the person says.",
    ),
)
