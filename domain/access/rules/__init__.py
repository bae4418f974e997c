"""Every rule of access, table by table."""

from typing import Any

from domain.access.rules.breaking import (
    BREAK_GLASS_MINUTES,
    DELAYING,
    FINDINGS,
    GROUNDS,
    OPENING,
    REVIEW_WORKING_DAYS,
    REVIEWED,
    REVIEWING,
    Delaying,
    Opening,
    Reviewed,
    Reviewing,
    Terms,
)
from domain.access.rules.granting import DATA_ACCESS, GRANTING, NEW_CODE, REVOKING, Granting, Revoking
from domain.access.rules.sharing import (
    ANSWERING,
    ANSWERS,
    IN_GROUP,
    REMOVED,
    REMOVING,
    SENDING,
    SHARING,
    Recalling,
    Removing,
    Sharing,
)
from domain.access.rules.using import (
    ANALYSE_RECORDING,
    ANALYSE_TRANSCRIPT,
    CHARACTERISE,
    QUOTE,
    RECONTACT,
    RESTS_ON,
    USING,
    Pair,
    Using,
    permitted,
)
from domain.kernel.rules import Rule

_TABLES: tuple[tuple[Rule[Any], ...], ...] = (
    USING,
    GRANTING,
    REVOKING,
    OPENING,
    REVIEWING,
    REVIEWED,
    DELAYING,
    SHARING,
    SENDING,
    ANSWERING,
    REMOVING,
)
RULES: tuple[Rule[Any], ...] = tuple({rule.id: rule for table in _TABLES for rule in table}.values())
"""Every rule once, however many tables it stands in."""

__all__ = [
    "ANALYSE_RECORDING",
    "ANALYSE_TRANSCRIPT",
    "ANSWERING",
    "ANSWERS",
    "BREAK_GLASS_MINUTES",
    "CHARACTERISE",
    "DATA_ACCESS",
    "DELAYING",
    "FINDINGS",
    "GRANTING",
    "GROUNDS",
    "IN_GROUP",
    "NEW_CODE",
    "OPENING",
    "QUOTE",
    "RECONTACT",
    "REMOVED",
    "REMOVING",
    "RESTS_ON",
    "REVIEWED",
    "REVIEWING",
    "REVIEW_WORKING_DAYS",
    "REVOKING",
    "RULES",
    "SENDING",
    "SHARING",
    "USING",
    "Delaying",
    "Granting",
    "Opening",
    "Pair",
    "Recalling",
    "Removing",
    "Reviewed",
    "Reviewing",
    "Revoking",
    "Sharing",
    "Terms",
    "Using",
    "permitted",
]
