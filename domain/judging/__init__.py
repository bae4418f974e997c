"""Judging: builds every fact from folded histories at (valid, known), for live decisions and with hindsight alike."""

from domain.judging.facts import (
    closed_by,
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

__all__ = [
    "HINDSIGHT",
    "RULES",
    "Answer",
    "Audit",
    "Found",
    "Histories",
    "Subjects",
    "audit",
    "closed_by",
    "due_since",
    "filming",
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
