"""Judging: builds every fact from folded histories at (valid, known), for live decisions and with hindsight alike."""

from domain.judging.facts import (
    advising,
    consulting,
    presence,
    removal_closes,
    signing,
    stopping,
    using,
    using_now,
)
from domain.judging.findings import Audit, Found, Subjects, audit
from domain.judging.gate import Answer, may_use
from domain.judging.histories import Histories
from domain.judging.renewing import due_since, renewal
from domain.judging.rulebook import HINDSIGHT, RULES, rule
from domain.judging.standing import item_state

__all__ = [
    "HINDSIGHT",
    "RULES",
    "Answer",
    "Audit",
    "Found",
    "Histories",
    "Subjects",
    "advising",
    "audit",
    "consulting",
    "due_since",
    "item_state",
    "may_use",
    "presence",
    "removal_closes",
    "renewal",
    "rule",
    "signing",
    "stopping",
    "using",
    "using_now",
]
