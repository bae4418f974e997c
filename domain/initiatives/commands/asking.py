"""What may be asked about initiatives and sites: each command, and what its coded fields may say."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, ClassVar, Final

from domain.initiatives.events import initiative_stream, site_stream
from domain.initiatives.state import CLASSES, POLICIES
from domain.kernel.codes import Code, Hash, OneOf, Title, Version
from domain.kernel.decider import Command
from domain.kernel.ids import Ref, StreamId
from domain.kernel.sealed import OfStaff

KINDS: Final = ("study", "forum", "film", "user_controlled_cpa", "relational_project")
"""What an initiative can be."""
FORMATS: Final = ("standard", "easy_read", "audio")
"""In what form a document can be published."""
BODIES: Final = ("nhs_rec", "social_care_rec", "university_committee", "other")
"""Who may have approved a study under the Mental Capacity Act; not everybody of these can."""
ENDS: Final = ("completed", "ended_early")
"""How an initiative ends."""
STAGES: Final = ("design", "data_collection", "analysis", "reporting")
"""The stages of the work in which a user-researcher may have a part."""
STEPS: Final = ("asked", "done", "cannot_be_recalled")
"""How far a takedown has come; what was copied by the public cannot be recalled."""
SHOWN_ON: Final = ("internal", "conference", "web", "broadcast")
"""Where a film may be shown."""
LONGEST_WINDOW: Final = 9_999
"""Days that a removal window can last at the most, so that its end can be computed."""


SECURITY: Final = ("medium", "low")
"""The levels of security of the sites that take part."""
SESSIONS: Final = ("interview", "paired_interview", "focus_group")
"""What a session can be."""

Kind = Annotated[str, OneOf("an initiative is one of", KINDS)]
Format = Annotated[str, OneOf("a document is", FORMATS)]
Body = Annotated[str, OneOf("a body is one of", BODIES)]
End = Annotated[str, OneOf("an initiative's end is one of", ENDS)]
Stage = Annotated[str, OneOf("a stage of the work is one of", STAGES)]
Step = Annotated[str, OneOf("a step is one of", STEPS)]
Channel = Annotated[str, OneOf("a channel is one of", SHOWN_ON)]
Classed = Annotated[str, OneOf("a modification is classed", CLASSES)]
Policy = Annotated[str, OneOf("its policy is", POLICIES)]
Security = Annotated[str, OneOf("a site's security is", SECURITY)]
SessionKind = Annotated[str, OneOf("a session is one of", SESSIONS)]


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
    kind: Kind
    name: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinSite(OfInitiative):
    """Let a site take part from a local day on."""

    tag: ClassVar[str] = "initiatives.join_site"
    site: Code
    security_level: Security
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSite(Command):
    """Register a site under the code that an initiative's office gives it."""

    tag: ClassVar[str] = "sites.register_site"
    scope: Ref
    site: Code
    name: Title
    security_level: Security

    @property
    def stream(self) -> StreamId:
        return site_stream(self.scope, self.site)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveModification(OfInitiative):
    """Record that a modification was approved, its class, and whom it asks for consent again."""

    tag: ClassVar[str] = "initiatives.approve_modification"
    modification: Code
    classed: Classed
    policy: Policy
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishDocument(OfInitiative):
    """Put a version of a document on the record."""

    tag: ClassVar[str] = "initiatives.publish_document"
    document: Code
    version: Version
    dated: date
    approved_on: date
    removal_window_days: int
    reconsent: Code
    sha256: Hash | None = None
    modification: Code | None = None
    language: Code | None = None
    format: Format | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a window that cannot be, and for a code that there is none of."""
        Command.__post_init__(self)
        if not 0 <= self.removal_window_days <= LONGEST_WINDOW:
            raise ValueError(f"a removal window is 0 to {LONGEST_WINDOW} days")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplementVersion(OfInitiative):
    """Bring a version into use at a site from a local day on."""

    tag: ClassVar[str] = "initiatives.implement_version"
    site: Code
    version: Version
    implemented_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateTask(OfInitiative):
    """Let somebody do a task on whole local days, both included."""

    tag: ClassVar[str] = "initiatives.delegate_task"
    person: Ref
    task: Code
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSession(OfInitiative):
    """Record that a session took place; `occurred_at` is its start."""

    tag: ClassVar[str] = "initiatives.hold_session"
    session: Code
    kind: SessionKind
    site: Code
    ended_at: datetime
    setting: Code
    lead: Ref
    recorded: bool
    commissioner_present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttendance(OfInitiative):
    """Record that somebody took part in a session."""

    tag: ClassVar[str] = "initiatives.record_attendance"
    session: Code
    person: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMcaApproval(OfInitiative):
    """Record that an initiative may involve people who lack capacity: by which body's approval, on which days."""

    tag: ClassVar[str] = "initiatives.record_mca_approval"
    body: Title
    body_kind: Body
    approved_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSite(OfInitiative):
    """Record the first local day on which a site takes part no more."""

    tag: ClassVar[str] = "initiatives.close_site"
    site: Code
    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EndInitiative(OfInitiative):
    """Record the first local day on which nothing new is collected."""

    tag: ClassVar[str] = "initiatives.end_initiative"
    ended_on: date
    ended_as: End


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTraining(OfInitiative):
    """Record that somebody was trained for a task, and until when that is in date."""

    tag: ClassVar[str] = "initiatives.record_training"
    person: Ref
    task: Code
    trained_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPart(OfInitiative):
    """Record a user-researcher's part in a stage of the work."""

    tag: ClassVar[str] = "initiatives.record_part"
    person: Ref
    stage: Stage
    from_on: date
    to_on: date | None = None
    hours: int | None = None
    effect: OfStaff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAppearance(OfInitiative):
    """Record that somebody was filmed and can be seen in a film; `occurred_at` is when they were."""

    tag: ClassVar[str] = "initiatives.record_appearance"
    film: Code
    person: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class OnChannel(OfInitiative):
    """A command about a film on a channel."""

    film: Code
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFilm(OnChannel):
    """Show a film on a channel from now on."""

    tag: ClassVar[str] = "initiatives.show_film"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTakedown(OnChannel):
    """Record how far it has come to take a film off a channel for somebody's sake."""

    tag: ClassVar[str] = "initiatives.record_takedown"
    person: Ref
    step: Step


Film = RecordAppearance | ShowFilm | RecordTakedown
Course = CloseSite | EndInitiative | RecordTraining | RecordPart
"""What an initiative goes through: sites and itself closed, people trained, and their part in the work."""
Once = RegisterSite | JoinSite | ApproveModification | PublishDocument | ImplementVersion | HoldSession
"""What is told once, under a code of its own."""
InitiativeCommand = RegisterInitiative | Once | DelegateTask | RecordAttendance | RecordMcaApproval | Course | Film
