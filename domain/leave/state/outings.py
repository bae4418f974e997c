"""How an outing stands: planned, checked, out, back; who escorts it, and what was said and checked for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.kernel.ids import Ref
from domain.leave.events import (
    AbsenceDeclared,
    AbsenceEnded,
    EpisodeCancelled,
    EpisodeChecked,
    EpisodeClosed,
    EpisodeMoved,
    EpisodeNotReleased,
    EpisodePlanned,
    EpisodeRecalled,
    EpisodeReleased,
    EpisodeReturned,
    EscortAssigned,
    EscortBriefed,
    EscortSubstituted,
    OutcomeRecorded,
    SaidToday,
    VenueChecked,
)
from domain.leave.state.told import Told

VIEWS: Final = frozenset({"patient", "staff"})
"""Whose accounts of an outing are asked for."""
LEAD: Final = "lead"
INVOLVEMENT: Final = "involvement"
"""The purpose of an outing to an activity, which is asked for, planned together and decided first."""


class EpisodeState(StrEnum):
    """How an outing stands. Somebody who was released is out."""

    PLANNED = "PLANNED"
    CHECKED = "CHECKED"
    NOT_RELEASED = "NOT_RELEASED"
    CANCELLED = "CANCELLED"
    OUT = "OUT"
    RECALLED = "RECALLED"
    AWOL = "AWOL"
    RETURNED = "RETURNED"
    RETURNED_LATE = "RETURNED_LATE"
    RETURNED_FROM_AWOL = "RETURNED_FROM_AWOL"
    OUTCOME_RECORDED = "OUTCOME_RECORDED"
    CLOSED = "CLOSED"


BEFORE: Final = frozenset({EpisodeState.PLANNED, EpisodeState.CHECKED})
"""Nobody has gone yet, and somebody still may."""
AWAY: Final = frozenset({EpisodeState.OUT, EpisodeState.RECALLED, EpisodeState.AWOL})
"""The person is out of the gate."""
BACK: Final = frozenset({EpisodeState.RETURNED, EpisodeState.RETURNED_LATE, EpisodeState.RETURNED_FROM_AWOL})


@dataclass(frozen=True, slots=True)
class Escort:
    """Somebody who escorts, and whether they were told the plan."""

    staff: Ref
    part: str
    band: int | None
    gender_as_asked: bool | None
    briefed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the outing goes, which way, and when: as it was planned, or moved since."""

    destination: str
    area: str
    route: tuple[str, ...]
    departs_at: datetime
    returns_at: datetime


@dataclass(frozen=True, slots=True)
class Episode:
    """One outing: how it stands, as it is planned now, and what it rests on.

    `check` and `venue` are the last since the plan was moved. An escape from the hospital itself has no plan.
    """

    code: str
    state: EpisodeState
    planned: EpisodePlanned | None
    planner: Ref | None
    plan: Plan | None
    escorts: tuple[Escort, ...]
    check: Told | None
    venue: Told | None
    said: Told | None
    released: Told | None
    ended_at: datetime | None
    recalled: Told | None
    absent: Told | None
    views: frozenset[str]
    told: tuple[Told, ...]

    def agrees(self) -> bool | None:
        """What the person said last of whether they want to go."""
        return self.said.event.agrees if self.said is not None and isinstance(self.said.event, SaidToday) else None

    def checked(self) -> EpisodeChecked | None:
        """The check before leave that counts."""
        return self.check.event if self.check is not None and isinstance(self.check.event, EpisodeChecked) else None

    def away(self) -> bool:
        """Whether the person is out of the gate."""
        return self.state in AWAY


def episode(code: str, told: Sequence[Told]) -> Episode | None:
    """An outing from what was told of it by an instant, in its order; None where nothing was."""
    if not told:
        return None
    outing = Episode(
        code=code,
        state=EpisodeState.PLANNED,
        planned=None,
        planner=None,
        plan=None,
        escorts=(),
        check=None,
        venue=None,
        said=None,
        released=None,
        ended_at=None,
        recalled=None,
        absent=None,
        views=frozenset(),
        told=tuple(told),
    )
    for each in told:
        outing = _with(outing, each)
    return outing


def _with(o: Episode, told: Told) -> Episode:
    """The outing with one thing more."""
    match told.event:
        case EpisodePlanned() as e:
            return replace(o, planned=e, planner=told.by, plan=_plan(e))
        case EpisodeMoved() as e:
            return replace(o, plan=_plan(e), check=None, venue=None, state=EpisodeState.PLANNED)
        case EscortAssigned() | EscortSubstituted() | EscortBriefed():
            return replace(o, escorts=_escorts(o.escorts, told))
        case VenueChecked():
            return replace(o, venue=told)
        case EpisodeChecked():
            return replace(o, check=told, state=EpisodeState.CHECKED)
        case SaidToday():
            return replace(o, said=told)
        case OutcomeRecorded() as e:
            views = o.views | {e.voice}
            whole = o.state in BACK and views >= VIEWS
            return replace(o, views=views, state=EpisodeState.OUTCOME_RECORDED if whole else o.state)
        case _:
            return _moved_on(o, told)


def _moved_on(o: Episode, told: Told) -> Episode:
    """The outing after somebody went, did not go, or came back."""
    match told.event:
        case EpisodeReleased():
            return replace(o, released=told, state=EpisodeState.OUT)
        case EpisodeNotReleased():
            return replace(o, state=EpisodeState.NOT_RELEASED)
        case EpisodeCancelled():
            return replace(o, state=EpisodeState.CANCELLED)
        case EpisodeRecalled():
            return replace(o, recalled=told, state=EpisodeState.RECALLED)
        case AbsenceDeclared():
            return replace(o, absent=told, state=EpisodeState.AWOL)
        case AbsenceEnded():
            return replace(o, ended_at=told.at, state=EpisodeState.RETURNED_FROM_AWOL)
        case EpisodeReturned():
            late = o.plan is not None and told.at > o.plan.returns_at
            return replace(o, ended_at=told.at, state=EpisodeState.RETURNED_LATE if late else EpisodeState.RETURNED)
        case EpisodeClosed():
            return replace(o, state=EpisodeState.CLOSED)
        case _:
            return o


def _plan(event: EpisodePlanned | EpisodeMoved) -> Plan:
    return Plan(event.destination, event.area, event.route, event.departs_at, event.returns_at)


def _escorts(escorts: tuple[Escort, ...], told: Told) -> tuple[Escort, ...]:
    match told.event:
        case EscortAssigned() as e:
            others = tuple(each for each in escorts if each.staff != e.staff)
            return (*others, Escort(e.staff, e.part, e.band, e.gender_as_asked))
        case EscortSubstituted() as e:
            others = tuple(each for each in escorts if each.staff not in (e.staff, e.instead_of))
            return (*others, Escort(e.staff, e.part, e.band, e.gender_as_asked))
        case EscortBriefed() as e:
            return tuple(replace(each, briefed=True) if each.staff == e.staff else each for each in escorts)
        case _:
            return escorts
