"""What may be asked about initiatives and sites."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final, assert_never

from domain.initiatives.events import (
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
from domain.initiatives.rules import REGISTERING, TAKING_PART, TELLING, Presence, Registering, Telling
from domain.initiatives.state import CLASSES, POLICIES, Initiative, Site
from domain.kernel.decider import Accepted, Command, Decision, Event, settle
from domain.kernel.ids import Ref, StreamId
from domain.kernel.versions import version_number

KINDS: Final = ("study", "forum", "film", "user_controlled_cpa", "relational_project")
"""What an initiative can be."""
LONGEST_WINDOW: Final = 9_999
"""Days that a removal window can last at the most, so that its end can be computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfInitiative(Command):
    """A command decided by one initiative's stream."""

    initiative: Ref

    @property
    def stream(self) -> StreamId:
        return initiative_stream(self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterInitiative(OfInitiative):
    """Register a study, forum, film, user_controlled_cpa or relational_project."""

    tag: ClassVar[str] = "initiatives.register_initiative"
    kind: str
    name: str

    def __post_init__(self) -> None:
        """Raises ValueError for a kind that there is none of."""
        if self.kind not in KINDS:
            raise ValueError(f"an initiative is one of {', '.join(KINDS)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinSite(OfInitiative):
    """Let a site take part from a local day on."""

    tag: ClassVar[str] = "initiatives.join_site"
    site: str
    security_level: str
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSite(Command):
    """Register a site under the code that an initiative's office gives it."""

    tag: ClassVar[str] = "sites.register_site"
    scope: Ref
    site: str
    name: str
    security_level: str

    @property
    def stream(self) -> StreamId:
        return site_stream(self.scope, self.site)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveModification(OfInitiative):
    """Record that a modification was approved, its class, and whom it asks for consent again."""

    tag: ClassVar[str] = "initiatives.approve_modification"
    modification: str
    classed: str
    policy: str
    decided_on: date

    def __post_init__(self) -> None:
        """Raises ValueError for a class or a policy that there is none of."""
        if self.classed not in CLASSES:
            raise ValueError(f"a modification is classed {', '.join(CLASSES)}")
        if self.policy not in POLICIES:
            raise ValueError(f"its policy is {', '.join(POLICIES)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishDocument(OfInitiative):
    """Put a version of a document on the record."""

    tag: ClassVar[str] = "initiatives.publish_document"
    document: str
    version: str
    dated: date
    approved_on: date
    removal_window_days: int
    reconsent: str
    sha256: str | None = None
    modification: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a version that is no number, and for a window that cannot be."""
        version_number(self.version)
        if not 0 <= self.removal_window_days <= LONGEST_WINDOW:
            raise ValueError(f"a removal window is 0 to {LONGEST_WINDOW} days")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplementVersion(OfInitiative):
    """Bring a version into use at a site from a local day on."""

    tag: ClassVar[str] = "initiatives.implement_version"
    site: str
    version: str
    implemented_on: date

    def __post_init__(self) -> None:
        """Raises ValueError for a version that is no number."""
        version_number(self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateTask(OfInitiative):
    """Let somebody do a task on whole local days, both included."""

    tag: ClassVar[str] = "initiatives.delegate_task"
    person: Ref
    task: str
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSession(OfInitiative):
    """Record that a session took place; `occurred_at` is its start."""

    tag: ClassVar[str] = "initiatives.hold_session"
    session: str
    kind: str
    site: str
    ended_at: datetime
    setting: str
    lead: Ref
    recorded: bool
    commissioner_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttendance(OfInitiative):
    """Record that somebody took part in a session."""

    tag: ClassVar[str] = "initiatives.record_attendance"
    session: str
    person: Ref


Once = RegisterSite | JoinSite | ApproveModification | PublishDocument | ImplementVersion | HoldSession
"""What is told once, under a code of its own."""
InitiativeCommand = RegisterInitiative | Once | DelegateTask | RecordAttendance


def decide(command: InitiativeCommand, state: Initiative | Site, facts: Presence | None = None) -> Decision:
    """What to record for a command about an initiative. `facts` are needed for attendance only."""
    match command:
        case RegisterInitiative() as c:
            known = isinstance(state, Initiative) and bool(state.kind) and c.corrects is None
            new = InitiativeRegistered(initiative=c.initiative, kind=c.kind, name=c.name)
            return settle(command, REGISTERING, Registering(already_known=known), new)
        case DelegateTask() as c:
            held = TaskDelegated(
                initiative=c.initiative, person=c.person, task=c.task, from_on=c.from_on, to_on=c.to_on
            )
            return Accepted((held,))
        case RecordAttendance() as c:
            came = AttendanceRecorded(initiative=c.initiative, session=c.session, person=c.person)
            return settle(command, TAKING_PART, facts or Presence(None, None, None, None, None), came)
        case (
            RegisterSite() | JoinSite() | ApproveModification() | PublishDocument() | ImplementVersion() | HoldSession()
        ):
            told = Telling(_told(command, state) and command.corrects is None, _approved(command, state))
            return settle(command, TELLING, told, _event(command))
        case _:
            assert_never(command)


def _approved(command: Once, state: Initiative | Site) -> bool:
    """Whether what a version is brought into use by was approved by that day; a first version needs nothing more."""
    if not isinstance(command, ImplementVersion) or not isinstance(state, Initiative):
        return True
    return state.approved(command.version, command.implemented_on)


def _told(command: Once, state: Initiative | Site) -> bool:
    """Whether this is on the record already, under the codes that tell it from others."""
    if isinstance(state, Site):
        return bool(state.entries)
    match command:
        case JoinSite() as c:
            return c.site in state.sites
        case ApproveModification() as c:
            return c.modification in state.modifications
        case PublishDocument() as c:
            return any(each.document == c.document for each in state.documents.get(c.version, ()))
        case ImplementVersion() as c:
            return any(each.number == c.version for each in state.implementations.get(c.site, ()))
        case HoldSession() as c:
            return c.session in state.sessions
        case RegisterSite():
            return False
        case _:
            assert_never(command)


def _event(command: Once) -> Event:
    match command:
        case RegisterSite() as c:
            return SiteRegistered(scope=c.scope, site=c.site, name=c.name, security_level=c.security_level)
        case JoinSite():
            return _joined(command)
        case ApproveModification() as c:
            return ModificationApproved(
                initiative=c.initiative,
                modification=c.modification,
                classed=c.classed,
                policy=c.policy,
                decided_on=c.decided_on,
            )
        case PublishDocument():
            return _document(command)
        case ImplementVersion() as c:
            return VersionImplemented(
                initiative=c.initiative, site=c.site, version=c.version, implemented_on=c.implemented_on
            )
        case HoldSession():
            return _session(command)
        case _:
            assert_never(command)


def _joined(command: JoinSite) -> SiteJoined:
    return SiteJoined(
        initiative=command.initiative,
        site=command.site,
        security_level=command.security_level,
        opened_on=command.opened_on,
    )


def _document(command: PublishDocument) -> DocumentPublished:
    return DocumentPublished(
        initiative=command.initiative,
        document=command.document,
        version=command.version,
        dated=command.dated,
        approved_on=command.approved_on,
        removal_window_days=command.removal_window_days,
        reconsent=command.reconsent,
        sha256=command.sha256,
        modification=command.modification,
    )


def _session(command: HoldSession) -> SessionHeld:
    return SessionHeld(
        initiative=command.initiative,
        session=command.session,
        kind=command.kind,
        site=command.site,
        ended_at=command.ended_at,
        setting=command.setting,
        lead=command.lead,
        recorded=command.recorded,
        commissioner_present=command.commissioner_present,
    )
