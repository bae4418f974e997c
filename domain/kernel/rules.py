"""The rule book as data: dated rules with citations, and three outcomes for each.

A rule holds, is broken, or is not judged because the facts that it needs were not given. Asked live, a rule that is
broken or cannot be judged refuses; told as history, it is recorded as broken and becomes a finding.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from domain.kernel.law import Citation

Case = TypeVar("Case")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[Case]):
    """One sentence that must hold. `holds` answers True, False, or None where its facts were not given.

    `finding` is the kind an audit raises when the rule is broken, `means` what that says of the case in plain words,
    `remedy` what whoever reads it can do.
    A rule with `refuses=False` speaks only after the fact: it never stops anybody. One that `stands_aside` refuses
    what breaks it, and lets pass what it cannot judge. One that is `clinical` says something of somebody's health:
    researchers are told of it only that the data are unavailable.
    """

    id: str
    says: str
    cite: Citation
    holds: Callable[[Case], bool | None]
    finding: str
    remedy: str
    means: str = ""
    refuses: bool = True
    stands_aside: bool = False
    clinical: bool = False
    since: date | None = None
    until: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether this is a rule on that day: from `since` until the day before `until`."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def stands_against(self, case: Case) -> bool:
        """Whether the case breaks the rule, or cannot be judged by it and the rule does not let that pass."""
        held = self.holds(case)
        return not held and not (held is None and self.stands_aside)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What a table of rules says of one case: those broken and those that could not be judged."""

    broken: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()


HOLDS = Verdicts()


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer no: every rule that is broken and every rule that could not be judged, by id."""

    broken: tuple[str, ...]
    unjudged: tuple[str, ...] = ()


def judge(rules: Sequence[Rule[Case]], case: Case, on: date) -> Verdicts:
    """Every rule in force on that day asked of the case; all that are broken are reported, not only the first."""
    broken: list[str] = []
    unjudged: list[str] = []
    for rule in rules:
        if not rule.in_force(on) or (held := rule.holds(case)):
            continue
        (unjudged if held is None else broken).append(rule.id)
    return Verdicts(tuple(broken), tuple(unjudged)) if broken or unjudged else HOLDS


def refusal(rules: Sequence[Rule[Case]], verdicts: Verdicts) -> Refused | None:
    """The no that these verdicts give to somebody who asks live, or None where nothing that refuses stands against."""
    if verdicts is HOLDS:
        return None
    refusing = {rule.id: rule for rule in rules if rule.refuses}
    broken = tuple(rule for rule in verdicts.broken if rule in refusing)
    unjudged = tuple(rule for rule in verdicts.unjudged if rule in refusing and not refusing[rule].stands_aside)
    return Refused(broken, unjudged) if broken or unjudged else None
