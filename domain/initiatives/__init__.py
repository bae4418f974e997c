"""Initiatives: studies, forums, films and their like; documents, sites, delegation, sessions."""

from domain.initiatives.commands import (
    DelegateTask,
    HoldSession,
    ImplementVersion,
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

COMMANDS = (
    RegisterInitiative,
    RegisterSite,
    PublishDocument,
    ImplementVersion,
    DelegateTask,
    HoldSession,
    RecordAttendance,
)

__all__ = [
    "COMMANDS",
    "EVENTS",
    "FOLDING",
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
