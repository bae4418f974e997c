"""Judging: builds every fact from folded histories at (valid, known), for live decisions and with hindsight alike."""

from domain.judging.advance import can_take_back, statements_against
from domain.judging.advised import active
from domain.judging.comparing import Fact, Span, Value, Who
from domain.judging.due import Due, fallen_due
from domain.judging.facts import (
    advising,
    approaching,
    closed_by,
    consulting,
    filming,
    presence,
    presence_now,
    removal_closes,
    showing,
    showing_now,
    signing,
    stopping,
    takedowns,
    using,
    using_now,
    witness_bound,
)
from domain.judging.findings import Audit, Found, Subjects, audit, compared
from domain.judging.gate import UNAVAILABLE, Answer, may_use, told_to
from domain.judging.going_out import LEAVE, REQUESTS
from domain.judging.governing import assessing, verifying, verifying_grant
from domain.judging.grants import Asked, By, grant_stands, grant_state, granting, on_grants
from domain.judging.hearing import hearing
from domain.judging.histories import Histories
from domain.judging.involving import Involved, around, with_decider
from domain.judging.pending import as_stood
from domain.judging.renewing import due_since, renewal
from domain.judging.request_findings import audit_request
from domain.judging.requesting import KINDS as REQUEST_KINDS
from domain.judging.requesting import request_tasks
from domain.judging.rulebook import HINDSIGHT, RULES, rule
from domain.judging.sharing import removing, sharing, to_remove
from domain.judging.standing import Bearing, item_state
from domain.judging.stops import SAYS_YES, STOPS, TAKES_BACK, stops
from domain.judging.task import Task
from domain.judging.tasks import KINDS as TASK_KINDS
from domain.judging.tasks import tasks
from domain.judging.together import ever_joined, together

GOING_OUT = {**LEAVE, **REQUESTS}
"""What an audit of leave and requests judges again, and by which rules."""

__all__ = [
    "GOING_OUT",
    "HINDSIGHT",
    "REQUEST_KINDS",
    "RULES",
    "SAYS_YES",
    "STOPS",
    "TAKES_BACK",
    "TASK_KINDS",
    "UNAVAILABLE",
    "Answer",
    "Asked",
    "Audit",
    "Bearing",
    "By",
    "Due",
    "Fact",
    "Found",
    "Histories",
    "Involved",
    "Span",
    "Subjects",
    "Task",
    "Value",
    "Who",
    "active",
    "advising",
    "approaching",
    "around",
    "as_stood",
    "assessing",
    "audit",
    "audit_request",
    "can_take_back",
    "closed_by",
    "compared",
    "consulting",
    "due_since",
    "ever_joined",
    "fallen_due",
    "filming",
    "grant_stands",
    "grant_state",
    "granting",
    "hearing",
    "item_state",
    "may_use",
    "on_grants",
    "presence",
    "presence_now",
    "removal_closes",
    "removing",
    "renewal",
    "request_tasks",
    "rule",
    "sharing",
    "showing",
    "showing_now",
    "signing",
    "statements_against",
    "stopping",
    "stops",
    "takedowns",
    "tasks",
    "to_remove",
    "together",
    "told_to",
    "using",
    "using_now",
    "verifying",
    "verifying_grant",
    "with_decider",
    "witness_bound",
]
