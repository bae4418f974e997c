"""The storage format of governance: refusals, settings, what becomes of findings, entries that were compared again.

A tag is never reused; bytes are pinned by a test.
"""

from dataclasses import dataclass
from typing import ClassVar

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream
from domain.kernel.sealed import Sealed


def attempt_stream(actor: Ref) -> StreamId:
    """The stream of what one actor asked and was refused; nothing relies on it."""
    return stream("attempt", actor)


def settings_stream() -> StreamId:
    """The one stream of the provider's settings."""
    return stream("settings")


def finding_stream(initiative: Ref, person: Ref, finding: str, key: str) -> StreamId:
    """The stream of what became of one finding: its kind, and what tells it from others of that kind."""
    return stream("finding", initiative, person, finding, key)


def checking_stream(person: Ref, initiative: Ref) -> StreamId:
    """The stream of which entries of one person's consent to one initiative were compared again."""
    return stream("checking", person, initiative)


def due_stream(person: Ref, initiative: Ref) -> StreamId:
    """The stream of what fell due about one person in one initiative; nothing relies on it."""
    return stream("due", person, initiative)


def going_due_stream(person: Ref) -> StreamId:
    """The stream of what fell due about one person's leave and their wishes to go out; nothing relies on it."""
    return stream("going_due", person)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRefused(Event):
    """A live command was refused, by which rules; the command is in the envelope."""

    tag: ClassVar[str] = "attempt.refused.v1"
    by: Ref
    asked: str
    broken: tuple[str, ...]
    unjudged: tuple[str, ...] = ()
    about: tuple[Ref, ...] = ()

    @property
    def stream(self) -> StreamId:
        return attempt_stream(self.by)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return tuple(sorted(set(self.about)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged(Event):
    """The provider sets a default otherwise, from the instant in the envelope on; `by` whom, and why (sealed)."""

    tag: ClassVar[str] = "settings.setting_changed.v1"
    setting: str
    value: int
    by: Ref
    why: Sealed

    @property
    def stream(self) -> StreamId:
        return settings_stream()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfFinding(Event):
    """Every event of a finding's stream names the finding, and by whom it is; the person is its subject."""

    person: Ref
    initiative: Ref
    finding: str
    key: str
    by: Ref

    @property
    def stream(self) -> StreamId:
        return finding_stream(self.initiative, self.person, self.finding, self.key)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAssessed(OfFinding):
    """Somebody without a part in it said what a finding is: covered, a deviation or a serious_breach."""

    tag: ClassVar[str] = "finding.assessed.v1"
    assessed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectiveActionRecorded(OfFinding):
    """What was done so that it does not happen again, in words (sealed)."""

    tag: ClassVar[str] = "finding.corrective_action_recorded.v1"
    action: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingClosed(OfFinding):
    """Nothing is left to be done about a finding."""

    tag: ClassVar[str] = "finding.closed.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified(Event):
    """A second person compared an entry with the paper or other evidence; `entry` is its version in its own stream.

    `evidence_sha256` is the hash of what it was compared with.
    """

    person: Ref
    initiative: Ref
    entry: int
    evidence_sha256: str
    by: Ref

    @property
    def stream(self) -> StreamId:
        return checking_stream(self.person, self.initiative)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryVerified(Verified):
    """A second person compared an entry (its version in the consent's stream) with the paper or other evidence."""

    tag: ClassVar[str] = "checking.entry_verified.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantVerified(Verified):
    """A second person compared a grant, or the end of one (its version in the stream of uses), with the evidence."""

    tag: ClassVar[str] = "checking.grant_verified.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FellDue(Event):
    """Something fell due by the clock alone, when its envelope says; nothing relies on its being recorded.

    `due` is the kind (domain/judging/due.py), `code` the version, decision or code that it is about.
    """

    tag: ClassVar[str] = "due.fell_due.v1"
    person: Ref
    initiative: Ref
    due: str
    code: str

    @property
    def stream(self) -> StreamId:
        return due_stream(self.person, self.initiative)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingFellDue(Event):
    """The same of somebody's leave, or of their wish to go to an activity: behind the wall, in a stream of its own.

    `due` is the kind (domain/judging/leaving/due.py), `code` that of the paper, outing or report that it is about.
    """

    tag: ClassVar[str] = "due.going_fell_due.v1"
    person: Ref
    activity: Ref | None = None
    due: str
    code: str

    @property
    def stream(self) -> StreamId:
        return going_due_stream(self.person)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


EVENTS = (
    AttemptRefused,
    SettingChanged,
    FindingAssessed,
    CorrectiveActionRecorded,
    FindingClosed,
    EntryVerified,
    GrantVerified,
    FellDue,
    GoingFellDue,
)
