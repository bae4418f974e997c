"""The storage format of involvement: activities, and requests with all that follows from them.

A tag is never reused; bytes are pinned by a test. Free text is sealed under (person, `involvement`).
"""

from domain.involvement.events.activity import (
    ACTIVITY_EVENTS,
    ActivityCancelled,
    ActivityChanged,
    ActivityRegistered,
    activity_stream,
)
from domain.involvement.events.asking import (
    ASKING_EVENTS,
    DissentRecorded,
    InterestExpressed,
    PlanDrafted,
    PlanItemSet,
    PlanSigned,
    RequestSubmitted,
    RequestWithdrawn,
)
from domain.involvement.events.coming import (
    COMING_EVENTS,
    ActionAgreed,
    ActionClosed,
    ActionCosigned,
    CameAlong,
    ContributionRecorded,
    ImpactVerified,
    WellbeingRecorded,
)
from domain.involvement.events.deciding import (
    DECIDING_EVENTS,
    AlternativeFailed,
    AlternativeOffered,
    AlternativeRefused,
    AlternativeTaken,
    ClinicalFindingNoted,
    EscalationAnswered,
    OutingCalledOff,
    ReasonsGiven,
    RequestApproved,
    RequestDeclined,
    RequestDeferred,
    ReviewDecided,
    ReviewRequested,
)
from domain.involvement.events.request import OfRequest, request_stream

EVENTS = (*ACTIVITY_EVENTS, *ASKING_EVENTS, *DECIDING_EVENTS, *COMING_EVENTS)

__all__ = [
    "ACTIVITY_EVENTS",
    "EVENTS",
    "ActionAgreed",
    "ActionClosed",
    "ActionCosigned",
    "ActivityCancelled",
    "ActivityChanged",
    "ActivityRegistered",
    "AlternativeFailed",
    "AlternativeOffered",
    "AlternativeRefused",
    "AlternativeTaken",
    "CameAlong",
    "ClinicalFindingNoted",
    "ContributionRecorded",
    "DissentRecorded",
    "EscalationAnswered",
    "ImpactVerified",
    "InterestExpressed",
    "OfRequest",
    "OutingCalledOff",
    "PlanDrafted",
    "PlanItemSet",
    "PlanSigned",
    "ReasonsGiven",
    "RequestApproved",
    "RequestDeclined",
    "RequestDeferred",
    "RequestSubmitted",
    "RequestWithdrawn",
    "ReviewDecided",
    "ReviewRequested",
    "WellbeingRecorded",
    "activity_stream",
    "request_stream",
]
