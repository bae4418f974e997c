"""What a leave stream says, entry by entry: each about one thing, in effect from one instant, known from another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from domain.kernel.decider import Event, Recorded
from domain.kernel.entries import Entry, standing, vacate
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, FOREVER
from domain.leave.events import (
    ExclusionLifted,
    ExclusionSet,
    IncidentRecorded,
    IncidentReviewed,
    OfAuthorisation,
    OfEpisode,
    OfLeave,
    OfMinistry,
)

MINISTRY: Final = "ministry"
AUTHORISATION: Final = "authorisation"
EPISODE: Final = "episode"
EXCLUSION: Final = "exclusion"
INCIDENT: Final = "incident"

About = tuple[str, str]
"""What an entry is about: of which kind, and its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Entry):
    """One event of the stream, since when it holds, and by whom it was recorded.

    `history`: as having happened, by somebody who keeps the record; `as_history`: and through a door of ours.
    """

    event: OfLeave
    at: datetime
    by: Ref
    history: bool = False
    as_history: bool = False

    @property
    def key(self) -> tuple[datetime, int]:
        """Its place in the order in which things took effect."""
        return self.at, self.order


def about(event: Event) -> About:
    """What an event of leave is about. Raises TypeError for any other event."""
    match event:
        case OfMinistry() as e:
            return MINISTRY, e.consent
        case OfAuthorisation() as e:
            return AUTHORISATION, e.authorisation
        case OfEpisode() as e:
            return EPISODE, e.episode
        case ExclusionSet() | ExclusionLifted() as e:
            return EXCLUSION, e.exclusion
        case IncidentRecorded() | IncidentReviewed() as e:
            return INCIDENT, e.incident
        case _:
            raise TypeError(f"{event.tag} is no event of a leave stream")


@dataclass(frozen=True)
class Entries:
    """Everything that was told, by what it is about, in the order in which it was told."""

    by_subject: Mapping[About, tuple[Told, ...]] = field(default_factory=dict)

    @cached_property
    def _by_kind(self) -> dict[str, tuple[str, ...]]:
        """The codes of each kind: of somebody who goes out each week most are outings, and most questions of others."""
        kinds = {of for of, _ in self.by_subject}
        return {kind: tuple(code for of, code in self.by_subject if of == kind) for kind in kinds}

    @cached_property
    def last_word(self) -> datetime:
        """When the latest of everything happened."""
        return max((each.at for told in self.by_subject.values() for each in told), default=ALWAYS)

    def codes(self, kind: str) -> tuple[str, ...]:
        """The codes of everything of a kind, those told first before."""
        return self._by_kind.get(kind, ())

    def of(self, kind: str, code: str, at: datetime = FOREVER, known: datetime = FOREVER) -> list[Told]:
        """What was so of one thing by an instant, as known at another, in the order in which it took effect."""
        told = (t for t in self.by_subject.get((kind, code), ()) if t.at <= at and t.known(known))
        return sorted(told, key=lambda t: t.key)

    def since(self, at: datetime, known: datetime = FOREVER) -> list[Told]:
        """Everything that took effect from an instant on, as known at another."""
        every = (t for told in self.by_subject.values() for t in told)
        return [t for t in every if t.at >= at and t.known(known)]

    def until(self, at: datetime) -> "Entries":
        """What was so by an instant, and nothing of what happened later."""
        return Entries({about: tuple(t for t in told if t.at <= at) for about, told in self.by_subject.items()})

    def put(self, recorded: Recorded[Event]) -> "Entries":
        """The entries with one more; where it corrects an older one it takes its place, and that one's is ended."""
        subject = about(recorded.event)
        event = recorded.event
        if not isinstance(event, OfLeave):
            raise TypeError(f"{event.tag} is no event of a leave stream")
        as_history = recorded.history and recorded.source != "import"
        new = Told(
            event=event,
            at=recorded.occurred_at,
            by=recorded.actor,
            history=recorded.history,
            as_history=as_history,
            **standing(recorded),
        )
        if recorded.corrects is None:
            return Entries({**self.by_subject, subject: (*self.by_subject.get(subject, ()), new)})
        return self._corrected(subject, new, recorded.corrects)

    def _corrected(self, subject: About, new: Told, version: int) -> "Entries":
        old = next(((s, t) for s, told in self.by_subject.items() for t in told if t.version == version), None)
        if old is None:
            return Entries({**self.by_subject, subject: (*self.by_subject.get(subject, ()), new)})
        of, entry = old
        entries = {**self.by_subject, of: vacate(self.by_subject[of], entry.order, new.known_from)}
        return Entries({**entries, subject: (*entries.get(subject, ()), replace(new, order=entry.order))})


def events(told: Iterable[Told]) -> list[OfLeave]:
    """The events themselves."""
    return [each.event for each in told]
