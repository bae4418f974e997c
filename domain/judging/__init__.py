"""Judging: builds every fact from folded histories at (valid, known), for live decisions and with hindsight alike."""

from domain.judging.facts import (
    advising,
    closed_by,
    consulting,
    filming,
    presence,
    removal_closes,
    showing,
    showing_now,
    signing,
    stopping,
    takedowns,
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
    "closed_by",
    "consulting",
    "due_since",
    "filming",
    "item_state",
    "may_use",
    "presence",
    "removal_closes",
    "renewal",
    "rule",
    "showing",
    "showing_now",
    "signing",
    "stopping",
    "takedowns",
    "using",
    "using_now",
]
