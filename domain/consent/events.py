"""The storage format of one person's consent to one initiative. A tag is never reused; a test pins the bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
    """The person was told, by whom, from which version; when is in the envelope."""

    tag: ClassVar[str] = "consent.information_given.v1"
    version: str
    by: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersGiven(OfConsent):
    """One signing: yes or no to each item asked, on an exact version; `occurred_at` is when it was signed.

    `document_sha256` is the form's hash where the initiative published one. `copy_given` is yes, no or unknown;
    `medium` is paper or screen, where it is known; `channels` says yes or no to each channel of a film (C06).
    """

    tag: ClassVar[str] = "consent.answers_given.v1"
    informed_at: datetime | None
    version: str
    document_sha256: str | None = None
    taker: Ref
    witness: Ref | None = None
    copy_given: str
    medium: str | None = None
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
class StopClarified(OfConsent):
    """What the person meant by an unclear stop (its entry's version in this stream), from when they said so.

    What they meant stops from the first expression on; the rest goes on from here, never backwards.
    """

    tag: ClassVar[str] = "consent.stop_clarified.v1"
    entry: int
    level: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(OfConsent):
    """The person wants a pause, of these items or of everything (none listed)."""

    tag: ClassVar[str] = "consent.paused.v1"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(OfConsent):
    """The person ends a pause, of these items or of everything (none listed)."""

    tag: ClassVar[str] = "consent.resumed.v1"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionObserved(OfConsent):
    """The person was seen to object, by a sign; nothing but their own new consent takes it back."""

    tag: ClassVar[str] = "consent.objection_observed.v1"
    observer: Ref
    sign: str


EVENTS = (InformationGiven, AnswersGiven, Withdrawn, StopClarified, Paused, Resumed, ObjectionObserved)
