"""The storage format of one person's consent to one initiative. A tag is never reused; a test pins the bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.kernel.decider import Event
from domain.kernel.ids import Ref, StreamId, stream
from domain.kernel.sealed import Sealed


def consent_stream(person: Ref, initiative: Ref) -> StreamId:
    """The stream of what one person agreed to in one initiative."""
    return stream("consent", person, initiative)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfConsent(Event):
    """Every event of a consent stream names the person and the initiative; the person is its subject."""

    person: Ref
    initiative: Ref

    @property
    def stream(self) -> StreamId:
        return consent_stream(self.person, self.initiative)

    @property
    def subjects(self) -> tuple[Ref, ...]:
        return (self.person,)


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationGiven(OfConsent):
    """The person was told, by whom, from which version; when is in the envelope. `came_forward`: they asked for it."""

    tag: ClassVar[str] = "consent.information_given.v1"
    version: str
    by: Ref
    came_forward: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersGiven(OfConsent):
    """One signing: yes or no to each item asked, on an exact version; `occurred_at` is when it was signed.

    `document_sha256` is the form's hash where the initiative published one. `copy_given` is yes, no or unknown;
    `medium` is paper or screen, where it is known; `how_signed` is signature, thumbprint or spoken. `language` and
    `format` are those of the document that was used: the standard one in English where nothing is said. `channels`
    says yes or no to each channel of a film (C06).
    """

    tag: ClassVar[str] = "consent.answers_given.v1"
    informed_at: datetime | None
    version: str
    document_sha256: str | None = None
    taker: Ref
    witness: Ref | None = None
    copy_given: str
    medium: str | None = None
    how_signed: str | None = None
    language: str | None = None
    format: str | None = None
    answers: Mapping[str, bool]
    channels: Mapping[str, bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(OfConsent):
    """A wish to stop, in force from when it was expressed (`occurred_at`), however late it is told.

    At level W0 it is not clear yet what is meant: everything is suspended until it is clarified.
    """

    tag: ClassVar[str] = "consent.withdrawn.v1"
    level: str
    items: tuple[str, ...] = ()
    expressed_to: Sealed | None = None
    manner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelsStopped(OfConsent):
    """The person wants to be shown in films no more on these channels, or on any (none listed).

    It is in force from when it was expressed (`occurred_at`). On the other channels what they agreed to goes on.
    """

    tag: ClassVar[str] = "consent.channels_stopped.v1"
    off_channels: tuple[str, ...] = ()
    expressed_to: Sealed | None = None
    manner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopClarified(OfConsent):
    """What the person meant by an unclear stop (its entry's version in this stream), from when they said so.

    What they meant stops from the first expression on; the rest goes on from here, never backwards. `manner` is how
    they said so, `expressed_to` who heard it: by reference, because whether that one is of the study's team is judged.
    """

    tag: ClassVar[str] = "consent.stop_clarified.v1"
    entry: int
    level: str
    items: tuple[str, ...] = ()
    expressed_to: Ref | None = None
    manner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(OfConsent):
    """The person wants a pause, of these items or of everything (none listed)."""

    tag: ClassVar[str] = "consent.paused.v1"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(OfConsent):
    """The person ends a pause, of these items or of everything (none listed).

    `manner` is how they said so, `expressed_to` who heard it.
    """

    tag: ClassVar[str] = "consent.resumed.v1"
    items: tuple[str, ...] = ()
    expressed_to: Ref | None = None
    manner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionObserved(OfConsent):
    """The person was seen to object, by a sign; nothing but their own new consent takes it back."""

    tag: ClassVar[str] = "consent.objection_observed.v1"
    observer: Ref
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredInError(OfConsent):
    """A signing, or information given, (its entry's version in this stream) that was somebody else's."""

    tag: ClassVar[str] = "consent.entered_in_error.v1"
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityDoubted(OfConsent):
    """Somebody (`by`) doubts that the person can make a decision now; `decision` is take_part or one item.

    What rests on that decision is suspended until it has been assessed. `doubt` is a code.
    """

    tag: ClassVar[str] = "consent.capacity_doubted.v1"
    decision: str
    doubt: str
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityAssessed(OfConsent):
    """The person's capacity for one decision was assessed; `outcome` is has, lacks or unable_to_complete.

    The four functional findings, the impairment and the causal link are yes, no, or None where nothing was found;
    what was seen is sealed. On the local day `review_by` it is due to be assessed again.
    """

    tag: ClassVar[str] = "consent.capacity_assessed.v1"
    decision: str
    outcome: str
    assessor: Ref | None = None
    assessor_role: str | None = None
    understand: bool | None = None
    retain: bool | None = None
    use_weigh: bool | None = None
    communicate: bool | None = None
    impairment: bool | None = None
    causal_link: bool | None = None
    support_given: tuple[str, ...] = ()
    review_by: date | None = None
    on_understanding: Sealed | None = None
    on_retaining: Sealed | None = None
    on_weighing: Sealed | None = None
    on_communicating: Sealed | None = None
    on_impairment: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRegained(OfConsent):
    """The person can make the decision again, as `by` saw. What was suspended waits for their own new answers."""

    tag: ClassVar[str] = "consent.capacity_regained.v1"
    decision: str
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsulteeIdentified(OfConsent):
    """Who is asked what the person would want while they lack capacity: a personal or a nominated consultee.

    `paid_or_professional` and `connected_with_project` are as they were declared.
    """

    tag: ClassVar[str] = "consent.consultee_identified.v1"
    consultee: Ref
    consultee_kind: str
    paid_or_professional: bool
    connected_with_project: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsulteeChanged(OfConsent):
    """Somebody else is asked from now on; what the former one advised in favour counts no longer."""

    tag: ClassVar[str] = "consent.consultee_changed.v1"
    consultee: Ref
    consultee_kind: str
    paid_or_professional: bool
    connected_with_project: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsulteeAdvised(OfConsent):
    """The consultee advises that the person would (`take_part`) or would not take part; a no stops it at once."""

    tag: ClassVar[str] = "consent.consultee_advised.v1"
    consultee: Ref
    decision: str
    take_part: bool
    likely_wishes: Sealed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsulteeTold(OfConsent):
    """The consultee was told, by whom, of an objection (its entry's version in this stream)."""

    tag: ClassVar[str] = "consent.consultee_told.v1"
    consultee: Ref
    entry: int
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerAnswered(OfConsent):
    """The person says whether a user-researcher whom they know, or who is where they are, may work with them."""

    tag: ClassVar[str] = "consent.peer_answered.v1"
    peer: Ref
    agrees: bool


EVENTS = (
    InformationGiven,
    AnswersGiven,
    Withdrawn,
    ChannelsStopped,
    StopClarified,
    Paused,
    Resumed,
    ObjectionObserved,
    EnteredInError,
    CapacityDoubted,
    CapacityAssessed,
    CapacityRegained,
    ConsulteeIdentified,
    ConsulteeChanged,
    ConsulteeAdvised,
    ConsulteeTold,
    PeerAnswered,
)
