"""Every rule of access, table by table."""

from typing import Any

from domain.access.rules.breaking import (
    BREAK_GLASS_MINUTES,
    DELAYING,
    FINDINGS,
    GROUNDS,
    OPENING,
    REVIEW_WORKING_DAYS,
    REVIEWING,
    Delaying,
    Opening,
    Reviewing,
    Terms,
)
from domain.access.rules.granting import GRANTING, NEW_CODE, REVOKING, Granting, Revoking
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

_ONCE = {NEW_CODE.id}
RULES: tuple[Rule[Any], ...] = (
    *USING,
    *GRANTING,
    *REVOKING,
    *(rule for rule in OPENING if rule.id not in _ONCE),
    *REVIEWING,
    *DELAYING,
    *(rule for rule in SHARING if rule.id not in _ONCE),
    *SENDING,
    *ANSWERING,
    *REMOVING,
)

__all__ = [
    "ANALYSE_RECORDING",
    "ANALYSE_TRANSCRIPT",
    "ANSWERING",
    "ANSWERS",
    "BREAK_GLASS_MINUTES",
    "CHARACTERISE",
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
    "Reviewing",
    "Revoking",
    "Sharing",
    "Terms",
    "Using",
    "permitted",
]
