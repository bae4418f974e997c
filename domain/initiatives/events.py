"""The storage format of what is recorded about initiatives and sites. A tag is never reused; a test pins the bytes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream
from domain.kernel.sealed import Sealed


def initiative_stream(initiative: Ref) -> StreamId:
    """The stream of one initiative."""
    return stream("initiative", initiative)


def site_stream(scope: Ref, site: str) -> StreamId:
    """The stream of one site, by the code that an initiative's office gives it."""
    return stream("site", scope, site)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRegistered(Event):
    """A unit of a hospital. `security_level` is medium or low; `scope` is the initiative whose office uses the code."""

    tag: ClassVar[str] = "sites.site_registered.v1"
    scope: Ref
    site: str
    name: str
    security_level: str

    @property
    def stream(self) -> StreamId:
        return site_stream(self.scope, self.site)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfInitiative(Event):
    """Every event of an initiative's stream names the initiative."""

    initiative: Ref

    @property
    def stream(self) -> StreamId:
        return initiative_stream(self.initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeRegistered(OfInitiative):
    """A study, forum, film, user_controlled_cpa or relational_project, under the name that its office uses."""

    tag: ClassVar[str] = "initiatives.initiative_registered.v1"
    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteJoined(OfInitiative):
    """A site takes part from a local day on."""

    tag: ClassVar[str] = "initiatives.site_joined.v1"
    site: str
    security_level: str
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ModificationApproved(OfInitiative):
    """A modification of the study was approved on a local day: its class, and whom it asks for consent again."""

    tag: ClassVar[str] = "initiatives.modification_approved.v1"
    modification: str
    classed: str
    policy: str
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPublished(OfInitiative):
    """A version of a document: PIS (information sheet) or ICF (consent form). `sha256` is of the file, where given.

    `modification` is the code of the one that made this version; the first version, and what an office's logs tell,
    have none.
    `removal_window_days` counts the local days after the session's day in which a person can ask for removal.
    `language` is a code, `format` standard, easy_read or audio: the standard one in English where nothing is said.
    """

    tag: ClassVar[str] = "initiatives.document_published.v1"
    document: str
    version: str
    dated: date
    approved_on: date
    removal_window_days: int
    reconsent: str
    sha256: str | None = None
    modification: str | None = None
    language: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionImplemented(OfInitiative):
    """A version comes into use at a site on a local day."""

    tag: ClassVar[str] = "initiatives.version_implemented.v1"
    site: str
    version: str
    implemented_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDelegated(OfInitiative):
    """Somebody may do a task (consent, analysis) on whole local days, both included. The member is its subject."""

    tag: ClassVar[str] = "initiatives.task_delegated.v1"
    person: Ref
    task: str
    from_on: date
    to_on: date | None = None

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHeld(OfInitiative):
    """An interview, paired_interview or focus_group, and where; it took place when its envelope says."""

    tag: ClassVar[str] = "initiatives.session_held.v1"
    session: str
    kind: str
    site: str
    ended_at: datetime
    setting: str
    lead: Ref
    recorded: bool
    commissioner_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRecorded(OfInitiative):
    """Somebody took part in a session."""

    tag: ClassVar[str] = "initiatives.attendance_recorded.v1"
    session: str
    person: Ref

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class McaApproved(OfInitiative):
    """The initiative may involve people who lack capacity, by the approval of a body, on whole local days.

    `body_kind` says what that body is; only an appropriate body can approve (Mental Capacity Act 2005 s30(4)).
    """

    tag: ClassVar[str] = "initiatives.mca_approved.v1"
    body: str
    body_kind: str
    approved_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteClosed(OfInitiative):
    """The first local day on which a site takes part no more; it may join again."""

    tag: ClassVar[str] = "initiatives.site_closed.v1"
    site: str
    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeEnded(OfInitiative):
    """The first local day on which nothing new is collected; `ended_as` is completed or ended_early."""

    tag: ClassVar[str] = "initiatives.initiative_ended.v1"
    ended_on: date
    ended_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutSomebody(OfInitiative):
    """An event of an initiative about one person, who is its subject."""

    person: Ref

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRecorded(AboutSomebody):
    """Somebody was trained for a task on a local day; it is in date until the last day given, that day included."""

    tag: ClassVar[str] = "initiatives.training_recorded.v1"
    task: str
    trained_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRecorded(AboutSomebody):
    """A user-researcher's part in a stage of the work, on whole local days; what came of it is sealed."""

    tag: ClassVar[str] = "initiatives.part_recorded.v1"
    stage: str
    from_on: date
    to_on: date | None = None
    hours: int | None = None
    effect: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceRecorded(AboutSomebody):
    """Somebody was filmed for a film (its code) and can be seen in it; when they were is in the envelope."""

    tag: ClassVar[str] = "initiatives.appearance_recorded.v1"
    film: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmShown(OfInitiative):
    """A film is shown on a channel (internal, conference, web, broadcast) from the instant in the envelope on.

    `about`: everybody who can be seen in it; each is its subject.
    """

    tag: ClassVar[str] = "initiatives.film_shown.v1"
    film: str
    channel: str
    about: tuple[Ref, ...]

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return self.about


@dataclass(frozen=True, slots=True, kw_only=True)
class TakedownRecorded(AboutSomebody):
    """A film is to come off a channel for somebody's sake: that was asked, is done, or cannot_be_recalled."""

    tag: ClassVar[str] = "initiatives.takedown_recorded.v1"
    film: str
    channel: str
    step: str


EVENTS = (
    SiteRegistered,
    InitiativeRegistered,
    SiteJoined,
    ModificationApproved,
    SiteClosed,
    InitiativeEnded,
    TrainingRecorded,
    PartRecorded,
    AppearanceRecorded,
    FilmShown,
    TakedownRecorded,
    DocumentPublished,
    VersionImplemented,
    TaskDelegated,
    SessionHeld,
    AttendanceRecorded,
    McaApproved,
)
