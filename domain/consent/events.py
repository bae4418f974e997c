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
    `medium` is paper or screen, where it is known.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(OfConsent):
    """A wish to stop, in force from when it was expressed (`occurred_at`), however late it is told."""

    tag: ClassVar[str] = "consent.withdrawn.v1"
    level: str
    items: tuple[str, ...] = ()
    expressed_to: Sealed | None = None


EVENTS = (InformationGiven, AnswersGiven, Withdrawn)
