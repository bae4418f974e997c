"""Every rule by its id, and which table each table of the record's entries is judged by."""

from typing import Any, Final

from domain import access, consent, governance, initiatives, involvement, leave, people
from domain.kernel.rules import Rule

_TABLES: Final[tuple[tuple[Rule[Any], ...], ...]] = (
    people.RULES,
    consent.RULES,
    initiatives.RULES,
    access.RULES,
    involvement.RULES,
    governance.RULES,
    leave.RULES,
)
RULES: Final[dict[str, Rule[Any]]] = {rule.id: rule for table in _TABLES for rule in table}

LIVE_ALONE: Final = frozenset({"AC-15", "AG-01", "UR-03", "UR-04"})
"""What is asked of what happens now, and of nothing that has happened."""


def _again(table: tuple[Rule[Any], ...]) -> tuple[Rule[Any], ...]:
    return tuple(rule for rule in table if rule.id not in LIVE_ALONE)


HINDSIGHT: Final[dict[str, tuple[Rule[Any], ...]]] = {
    "signings": consent.SIGNING,
    "stops": consent.STOPPING,
    "attendances": _again(initiatives.TAKING_PART),
    "uses": _again(access.USING),
    "assessments": consent.ASSESSING,
    "consultees": consent.ADVISING,
    "filmings": initiatives.FILMING,
    "showings": initiatives.SHOWING,
    "shares": _again(access.SHARING),
    "reviews": access.REVIEWED,
}
"""What an audit judges again, and by which rules."""


def rule(rule_id: str) -> Rule[Any]:
    """A rule by its id. Raises KeyError for an id that no rule has."""
    return RULES[rule_id]
