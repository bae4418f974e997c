"""How leave and requests are judged with hindsight: which rules speak of which entries, and what is found then.

What would have been refused had all been known is found, and so is what a rule only tells. A rule that could not be
judged speaks too: what it asks for is recorded through the same doors, and is not there.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from domain.involvement import (
    APPROVING,
    CALLING_OFF,
    COMING,
    COSIGNING,
    DECLINING,
    DEFERRING,
    IN_TIME,
    RAISING,
    REVIEWING,
    TELLING,
    VERIFYING,
)
from domain.judging.findings import Found
from domain.kernel.entries import Entry
from domain.kernel.rules import Rule, judge, refusal
from domain.kernel.time import london_day
from domain.leave import (
    APPLYING,
    COURSE,
    EXTENDING,
    HIMSELF,
    HOLDING,
    PLANNING,
    RELEASING,
    REVOKING,
    SIGNING,
    SUSPENDING,
)

Rules = tuple[Rule[Any], ...]


def _without(rules: Rules, *others: Rule[Any]) -> Rules:
    return tuple(rule for rule in rules if rule not in others)


LEAVE: Final[dict[str, Rules]] = {
    "applications": _without(APPLYING, *COURSE),
    "signatures": _without(SIGNING, *COURSE, HIMSELF),
    "extensions": _without(EXTENDING, *COURSE, HIMSELF),
    "revocations": _without(REVOKING, *COURSE),
    "suspensions": _without(SUSPENDING, *COURSE),
    "plans": _without(PLANNING, *COURSE),
    "departures": _without(RELEASING, *COURSE),
    "held_back": _without(HOLDING, *COURSE),
}
REQUESTS: Final[dict[str, Rules]] = {
    "askings": RAISING,
    "approvals": _without(APPROVING, IN_TIME),
    "refusals": _without(DECLINING, IN_TIME),
    "deferrals": DEFERRING,
    "called_off": CALLING_OFF,
    "deadlines": (IN_TIME,),
    "tellings": TELLING,
    "reviews": REVIEWING,
    "attendances": COMING,
    "cosignings": COSIGNING,
    "impacts": VERIFYING,
}
"""A deadline is judged once, whether or not somebody decided after it."""


def found(
    rules: Rules, case: Any, suffix: str, happened_at: datetime, proof: Iterable[Entry | int]
) -> tuple[Found, ...]:
    """What an entry breaks, by kind; nothing where every rule holds."""
    verdicts = judge(rules, case, london_day(happened_at))
    no = refusal(rules, verdicts)
    broken = dict.fromkeys((*verdicts.broken, *(no.unjudged if no else ())))
    if not broken:
        return ()
    kinds: dict[str, tuple[str, ...]] = {}
    for rule in (each for each in rules if each.id in broken):
        kinds[rule.finding] = (*kinds.get(rule.finding, ()), rule.id)
    positions = {each if isinstance(each, int) else each.position for each in proof}
    evidence = tuple(sorted(position for position in positions if position))
    return tuple(Found(kind, suffix, ids, happened_at, evidence) for kind, ids in kinds.items())
