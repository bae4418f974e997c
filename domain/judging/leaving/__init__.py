"""Judging leave: by whose authority, on which terms, and whether somebody may go out now."""

from domain.judging.leaving.authority import outing, standing
from domain.judging.leaving.clauses import Clause, Verdict, clauses
from domain.judging.leaving.deciding import last_word, leaving
from domain.judging.leaving.due import GoingDue, fallen_going
from domain.judging.leaving.findings import audit_leave
from domain.judging.leaving.gate import WARNINGS, may_depart
from domain.judging.leaving.histories import Going
from domain.judging.leaving.tasks import KINDS as LEAVE_KINDS
from domain.judging.leaving.tasks import leave_tasks

__all__ = [
    "LEAVE_KINDS",
    "WARNINGS",
    "Clause",
    "Going",
    "GoingDue",
    "Verdict",
    "audit_leave",
    "clauses",
    "fallen_going",
    "last_word",
    "leave_tasks",
    "leaving",
    "may_depart",
    "outing",
    "standing",
]
