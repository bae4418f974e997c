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

HINDSIGHT: Final[dict[str, tuple[Rule[Any], ...]]] = {
    "signings": consent.SIGNING,
    "stops": consent.STOPPING,
    "attendances": initiatives.TAKING_PART,
    "uses": tuple(rule for rule in access.USING if rule is not access.COMPARED_FIRST),
    "assessments": consent.ASSESSING,
    "consultees": consent.ADVISING,
    "filmings": initiatives.FILMING,
    "showings": initiatives.SHOWING,
    "shares": tuple(rule for rule in access.SHARING if rule is not access.NEW_CODE),
    "reviews": access.REVIEWED,
}
"""What an audit judges again, and by which rules."""


def rule(rule_id: str) -> Rule[Any]:
    """A rule by its id. Raises KeyError for an id that no rule has."""
    return RULES[rule_id]
