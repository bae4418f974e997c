"""How a section 17 authorisation stands, and what it says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.kernel.ids import Ref
from domain.kernel.time import Interval
from domain.leave.events import (
    ConditionSet,
    ContingencySet,
    CopyGiven,
    CustodianAuthorised,
    LeaveDrafted,
    LeaveExtended,
    LeaveResumed,
    LeaveRevoked,
    LeaveSigned,
    LeaveSuspended,
    LeaveVoided,
)
from domain.leave.state.told import Told

ESCORTED: Final = "escorted"
ACCOMPANIED: Final = "accompanied"
UNESCORTED: Final = "unescorted"
ESCORTS: Final = (UNESCORTED, ACCOMPANIED, ESCORTED)
"""How somebody is away, the least restrictive first."""
PATIENT: Final = "patient"


class AuthorisationState(StrEnum):
    """How an authorisation stands."""

    DRAFT = "DRAFT"
    SIGNED = "SIGNED"
    IN_FORCE = "IN_FORCE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"
    VOID = "VOID"


LIVE: Final = frozenset({AuthorisationState.SIGNED, AuthorisationState.IN_FORCE, AuthorisationState.SUSPENDED})


def occasion(written: str) -> Interval:
    """An ISO 8601 interval of two instants, as an interval. Raises ValueError where it is none."""
    start, _, end = written.partition("/")
    both = datetime.fromisoformat(start), datetime.fromisoformat(end)
    if any(each.tzinfo is None for each in both) or both[0] >= both[1]:
        raise ValueError(f"{written} is no interval of two instants, the earlier one first")
    return Interval(*both)


@dataclass(frozen=True, slots=True)
class Authorisation:
    """One authorisation: its terms, how it stands, who signed it when, until when it lasts."""

    code: str
    state: AuthorisationState
    terms: LeaveDrafted
    signature: Told | None
    signed_by: Ref | None
    extended: tuple[Told, ...]
    to_at: datetime | None
    conditions: tuple[ConditionSet, ...]
    contingency: bool
    copies: frozenset[str]
    """To whom a copy was given or offered."""
    custodians: frozenset[Ref]
    told: tuple[Told, ...]

    def in_force(self) -> bool:
        """Whether somebody may go out under it."""
        return self.state is AuthorisationState.IN_FORCE

    def lasts_until(self, at: datetime) -> bool:
        """Whether it has not ended before that instant."""
        return self.to_at is None or at <= self.to_at


def ends(terms: LeaveDrafted) -> datetime | None:
    """Until when the terms say that leave lasts: their end, else the end of the last occasion, else open."""
    last = max((occasion(each).end for each in terms.occasions), key=lambda end: (end is not None, end), default=None)
    return terms.to_at or last


def authorisation(code: str, told: Sequence[Told], at: datetime, superseded: bool) -> Authorisation | None:
    """An authorisation from what was told of it by an instant, in its order; None where no terms were."""
    drafted = [each.event for each in told if isinstance(each.event, LeaveDrafted)]
    if not drafted:
        return None
    terms = drafted[-1]
    signature = next((each for each in told if isinstance(each.event, LeaveSigned)), None)
    extended = tuple(each for each in told if isinstance(each.event, LeaveExtended))
    to_at = next((each.event.to_at for each in reversed(extended) if isinstance(each.event, LeaveExtended)), None)
    to_at = to_at or ends(terms)
    return Authorisation(
        code=code,
        state=_state(told, terms, to_at, at, superseded),
        terms=terms,
        signature=signature,
        signed_by=signature.event.signed_by if signature and isinstance(signature.event, LeaveSigned) else None,
        extended=extended,
        to_at=to_at,
        conditions=tuple(each.event for each in told if isinstance(each.event, ConditionSet)),
        contingency=any(isinstance(each.event, ContingencySet) for each in told),
        copies=frozenset(each.event.to for each in told if isinstance(each.event, CopyGiven)),
        custodians=frozenset(each.event.custodian for each in told if isinstance(each.event, CustodianAuthorised)),
        told=tuple(told),
    )


def _state(
    told: Iterable[Told], terms: LeaveDrafted, to_at: datetime | None, at: datetime, superseded: bool
) -> AuthorisationState:
    state = AuthorisationState.DRAFT
    for each in told:
        match each.event:
            case LeaveSigned() | LeaveResumed():
                state = AuthorisationState.SIGNED
            case LeaveSuspended():
                state = AuthorisationState.SUSPENDED
            case LeaveRevoked():
                state = AuthorisationState.REVOKED
            case LeaveVoided():
                return AuthorisationState.VOID
    if state not in LIVE:
        return state
    if superseded:
        return AuthorisationState.SUPERSEDED
    if to_at is not None and to_at <= at:
        return AuthorisationState.EXPIRED
    if state is AuthorisationState.SIGNED and terms.from_at <= at:
        return AuthorisationState.IN_FORCE
    return state
