"""How an application to the Secretary of State stands, and what a consent allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.kernel.time import end_of_day
from domain.leave.events import (
    MinistryApplied,
    MinistryAskedMore,
    MinistryGranted,
    MinistryRefused,
    MinistryToldMore,
    MinistryWithdrew,
    ReportFellDue,
    ReportSettled,
)
from domain.leave.state.told import Told

LEVELS: Final = ("ground", "escorted_day", "unescorted_day", "overnight", "trial")
"""The ladder of leave, lowest first: consent is given for a level, and one above it is asked for anew [GK]."""


class MinistryState(StrEnum):
    """How an application stands."""

    DRAFTED = "DRAFTED"
    APPLIED = "APPLIED"
    MORE_INFO_REQUESTED = "MORE_INFO_REQUESTED"
    GRANTED = "GRANTED"
    GRANTED_WITH_CONDITIONS = "GRANTED_WITH_CONDITIONS"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    SUPERSEDED = "SUPERSEDED"
    EXPIRED = "EXPIRED"


GRANTED: Final = frozenset({MinistryState.GRANTED, MinistryState.GRANTED_WITH_CONDITIONS})


@dataclass(frozen=True, slots=True)
class Ministry:
    """One application: how it stands, since when it was applied for, and the grant, where there is one."""

    code: str
    state: MinistryState
    applied_at: datetime | None
    grant: MinistryGranted | None
    decided: Told | None
    due: tuple[tuple[str, date], ...]
    """The reports that are due and neither sent nor waived, with their last day."""
    told: tuple[Told, ...]

    def stands(self) -> bool:
        """Whether the Secretary of State consents."""
        return self.state in GRANTED

    def overdue(self, at: datetime) -> bool:
        """Whether a report that was due has not been sent."""
        return any(end_of_day(day) <= at for _, day in self.due)


def ministry(code: str, told: Sequence[Told], at: datetime, superseded: bool) -> Ministry | None:
    """An application from what was told of it by an instant, in its order; None where nothing was."""
    if not told:
        return None
    state = _state([each for each in told if not isinstance(each.event, ReportFellDue | ReportSettled)])
    decided = next((t for t in reversed(told) if isinstance(t.event, MinistryGranted | MinistryRefused)), None)
    grant = decided.event if decided is not None and isinstance(decided.event, MinistryGranted) else None
    if state in GRANTED and superseded:
        state = MinistryState.SUPERSEDED
    elif state in GRANTED and grant and grant.expires_on and end_of_day(grant.expires_on) <= at:
        state = MinistryState.EXPIRED
    applied_at = next((each.at for each in reversed(told) if isinstance(each.event, MinistryApplied)), None)
    return Ministry(code, state, applied_at, grant, decided, _due(told), tuple(told))


def _state(told: Sequence[Told]) -> MinistryState:
    """How the application stands by what was told last of it, whether or not time has ended it since."""
    match told[-1].event if told else None:
        case MinistryApplied() | MinistryToldMore():
            return MinistryState.APPLIED
        case MinistryAskedMore():
            return MinistryState.MORE_INFO_REQUESTED
        case MinistryGranted() as e:
            return MinistryState.GRANTED_WITH_CONDITIONS if e.conditions else MinistryState.GRANTED
        case MinistryRefused():
            return MinistryState.REFUSED
        case MinistryWithdrew():
            return MinistryState.WITHDRAWN
        case _:
            return MinistryState.DRAFTED


def _due(told: Sequence[Told]) -> tuple[tuple[str, date], ...]:
    """The reports that were asked for and not settled since."""
    due: dict[str, date] = {}
    for each in told:
        if isinstance(each.event, ReportFellDue):
            due[each.event.report] = each.event.due_on
        elif isinstance(each.event, ReportSettled):
            due.pop(each.event.report, None)
    return tuple(due.items())
