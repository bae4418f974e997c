"""Every rule of leave, table by table."""

from typing import Any

from domain.kernel.rules import Rule
from domain.leave.rules.course import APPLYING, COURSE, Applying, Course
from domain.leave.rules.departing import (
    BY_NURSE,
    CONTINGENT,
    GATE,
    HOLDING,
    ON_THE_DAY,
    PLANNING,
    RELEASING,
    Departing,
    Holding,
    Planning,
    Releasing,
)
from domain.leave.rules.signing import EXTENDING, HIMSELF, REVOKING, SIGNING, SUSPENDING, Signing, Stopping

_TABLES: tuple[tuple[Rule[Any], ...], ...] = (APPLYING, SIGNING, SUSPENDING, RELEASING, PLANNING, HOLDING)
RULES: tuple[Rule[Any], ...] = tuple({rule.id: rule for table in _TABLES for rule in table}.values())
"""Every rule once, however many tables it stands in."""

__all__ = [
    "APPLYING",
    "BY_NURSE",
    "CONTINGENT",
    "COURSE",
    "EXTENDING",
    "GATE",
    "HIMSELF",
    "HOLDING",
    "ON_THE_DAY",
    "PLANNING",
    "RELEASING",
    "REVOKING",
    "RULES",
    "SIGNING",
    "SUSPENDING",
    "Applying",
    "Course",
    "Departing",
    "Holding",
    "Planning",
    "Releasing",
    "Signing",
    "Stopping",
]
