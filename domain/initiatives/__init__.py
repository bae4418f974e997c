"""Initiatives: studies, forums, films and their like; documents, sites, delegation, sessions."""

from domain.initiatives.commands import (
    DelegateTask,
    HoldSession,
    ImplementVersion,
    JoinSite,
    PublishDocument,
    RecordAttendance,
    RegisterInitiative,
    RegisterSite,
    decide,
)
from domain.initiatives.events import (
    EVENTS,
    AttendanceRecorded,
    DocumentPublished,
    InitiativeRegistered,
    SessionHeld,
    SiteJoined,
    SiteRegistered,
    TaskDelegated,
    VersionImplemented,
    initiative_stream,
    site_stream,
)
from domain.initiatives.rules import RULES, TAKING_PART, Presence
from domain.initiatives.state import FOLDING, SITE_FOLDING, Initiative, Session, Site, version_number

OF_INITIATIVE = (
    RegisterInitiative,
    JoinSite,
    PublishDocument,
    ImplementVersion,
    DelegateTask,
    HoldSession,
    RecordAttendance,
)
COMMANDS = (RegisterSite, *OF_INITIATIVE)

__all__ = [
    "COMMANDS",
    "EVENTS",
    "FOLDING",
    "OF_INITIATIVE",
    "RULES",
    "SITE_FOLDING",
    "TAKING_PART",
    "AttendanceRecorded",
    "DelegateTask",
    "DocumentPublished",
    "HoldSession",
    "ImplementVersion",
    "Initiative",
    "InitiativeRegistered",
    "JoinSite",
    "Presence",
    "PublishDocument",
    "RecordAttendance",
    "RegisterInitiative",
    "RegisterSite",
    "Session",
    "SessionHeld",
    "Site",
    "SiteJoined",
    "SiteRegistered",
    "TaskDelegated",
    "VersionImplemented",
    "decide",
    "initiative_stream",
    "site_stream",
    "version_number",
]
