"""What is recorded about an activity: when and where it is, what changes of that, that it is cancelled."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream


def activity_stream(activity: Ref) -> StreamId:
    """The stream of one activity."""
    return stream("activity", activity)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfActivity(Event):
    """Every event of an activity's stream names the activity; it is about nobody."""

    activity: Ref

    @property
    def stream(self) -> StreamId:
        return activity_stream(self.activity)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRegistered(OfActivity):
    """A forum or something like it, on one day: where, for what, from when until when, and until when who goes is
    decided. `setting` says where that is as the perimeter sees it; `depart_at` and `return_by` are those of the ward.
    """

    tag: ClassVar[str] = "activities.activity_registered.v1"
    name: str
    purpose: str
    setting: str
    venue: str
    area: str
    starts_at: datetime
    ends_at: datetime
    depart_at: datetime
    return_by: datetime
    decide_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityChanged(OfActivity):
    """What is otherwise from now on; what is not named stays as it was."""

    tag: ClassVar[str] = "activities.activity_changed.v1"
    setting: str | None = None
    venue: str | None = None
    area: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    depart_at: datetime | None = None
    return_by: datetime | None = None
    decide_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityCancelled(OfActivity):
    """It does not take place; why is one of the reasons for not going."""

    tag: ClassVar[str] = "activities.activity_cancelled.v1"
    reason_code: str


ACTIVITY_EVENTS = (ActivityRegistered, ActivityChanged, ActivityCancelled)
