"""Initiatives: studies, forums, films and their like; documents, sites, delegation, sessions."""

from domain.initiatives.commands import (
    KINDS,
    ApproveModification,
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
    ModificationApproved,
    SessionHeld,
    SiteJoined,
    SiteRegistered,
    TaskDelegated,
    VersionImplemented,
    initiative_stream,
    site_stream,
)
from domain.initiatives.rules import REGISTERING, RULES, TAKING_PART, Presence, Registering
from domain.initiatives.state import FOLDING, SITE_FOLDING, Initiative, Session, Site
from domain.kernel.versions import version_number

OF_INITIATIVE = (
    RegisterInitiative,
    JoinSite,
    ApproveModification,
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
    "KINDS",
    "OF_INITIATIVE",
    "REGISTERING",
    "RULES",
    "SITE_FOLDING",
    "TAKING_PART",
    "ApproveModification",
    "AttendanceRecorded",
    "DelegateTask",
    "DocumentPublished",
    "HoldSession",
    "ImplementVersion",
    "Initiative",
    "InitiativeRegistered",
    "JoinSite",
    "ModificationApproved",
    "Presence",
    "PublishDocument",
    "RecordAttendance",
    "RegisterInitiative",
    "RegisterSite",
    "Registering",
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
