"""What a person's stream of leave says, folded: the Ministry's consents, authorisations, outings."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.time import FOREVER
from domain.leave.events import (
    ExclusionLifted,
    ExclusionSet,
    IncidentReviewed,
    LeaveDrafted,
    LeaveSigned,
    MinistryGranted,
)
from domain.leave.state.authorisations import (
    ACCOMPANIED,
    ESCORTED,
    ESCORTS,
    LIVE,
    PATIENT,
    UNESCORTED,
    Authorisation,
    AuthorisationState,
    authorisation,
    ends,
    occasion,
)
from domain.leave.state.made import Made, Remembered, made_of
from domain.leave.state.ministry import GRANTED, LEVELS, Ministry, MinistryState, ministry
from domain.leave.state.outings import (
    AWAY,
    BACK,
    BEFORE,
    INVOLVEMENT,
    LEAD,
    VIEWS,
    Episode,
    EpisodeState,
    Escort,
    Plan,
    episode,
)
from domain.leave.state.told import AUTHORISATION, EPISODE, EXCLUSION, INCIDENT, MINISTRY, About, Entries, Told, about

__all__ = [
    "ACCOMPANIED",
    "AWAY",
    "BACK",
    "BEFORE",
    "ESCORTED",
    "ESCORTS",
    "FOLDING",
    "GRANTED",
    "INVOLVEMENT",
    "LEAD",
    "LEVELS",
    "LIVE",
    "PATIENT",
    "UNESCORTED",
    "VIEWS",
    "Authorisation",
    "AuthorisationState",
    "Episode",
    "EpisodeState",
    "Escort",
    "Leave",
    "Ministry",
    "MinistryState",
    "Plan",
    "Told",
    "about",
    "ends",
    "occasion",
]


@dataclass(frozen=True, slots=True)
class Leave:
    """One person's leave. What is asked of an instant is answered as known at another; both now where not given."""

    entries: Entries = field(default_factory=Entries)
    before: Remembered = field(default_factory=Remembered, compare=False, repr=False)

    def last_word(self) -> datetime:
        """When the latest of everything that is on the record happened."""
        return self.entries.last_word

    def _whole(self, about: About) -> Made:
        """One thing with all that was told of it; made again only where something was told of it since."""
        told = self.entries.by_subject.get(about, ())
        made = self.before.things.get(about)
        if made is None or made.told is not told:
            made = self.before.things[about] = made_of(about, told)
        return made

    def until(self, at: datetime) -> "Leave":
        """The leave without anything that happened after an instant."""
        return self if self.last_word() <= at else Leave(self.entries.until(at))

    def ministry(self, code: str, at: datetime, known: datetime = FOREVER) -> Ministry | None:
        """One of the Secretary of State's consents, or an application for one."""
        return ministry(
            code, self.entries.of(MINISTRY, code, at, known), at, self._superseded(MINISTRY, code, at, known)
        )

    def ministries(self, at: datetime, known: datetime = FOREVER) -> tuple[Ministry, ...]:
        """Every application by then."""
        asked = (self.ministry(code, at, known) for code in self.entries.codes(MINISTRY))
        return tuple(each for each in asked if each is not None)

    def authorisation(self, code: str, at: datetime, known: datetime = FOREVER) -> Authorisation | None:
        """One authorisation."""
        superseded = self._superseded(AUTHORISATION, code, at, known)
        return authorisation(code, self.entries.of(AUTHORISATION, code, at, known), at, superseded)

    def authorisations(self, at: datetime, known: datetime = FOREVER) -> tuple[Authorisation, ...]:
        """Every authorisation by then, drafts too."""
        all_ = (self.authorisation(code, at, known) for code in self.entries.codes(AUTHORISATION))
        return tuple(each for each in all_ if each is not None)

    def episode(self, code: str, at: datetime, known: datetime = FOREVER) -> Episode | None:
        """One outing."""
        whole = self._whole((EPISODE, code))
        if whole.since <= at and whole.known <= known:
            return whole.episode
        return episode(code, self.entries.of(EPISODE, code, at, known))

    def episode_before(self, code: str, entry: Told, known: datetime = FOREVER) -> Episode | None:
        """One outing as it stood just before one of its entries."""
        return episode(code, [t for t in self.entries.of(EPISODE, code, entry.at, known) if t.key < entry.key])

    def episodes(self, at: datetime, known: datetime = FOREVER) -> tuple[Episode, ...]:
        """Every outing by then."""
        if at < self.last_word() or known is not FOREVER:
            return self._episodes(at, known)
        if (held := self.before.outings) is None or held[0] is not self.entries:
            held = self.before.outings = (self.entries, self._episodes(at, known))
        return held[1]

    def _episodes(self, at: datetime, known: datetime) -> tuple[Episode, ...]:
        all_ = (self.episode(code, at, known) for code in self.entries.codes(EPISODE))
        return tuple(each for each in all_ if each is not None)

    def released_under(self, code: str, at: datetime, known: datetime = FOREVER) -> list[tuple[str, datetime]]:
        """Which outings began under an authorisation by then, and when."""
        return [
            (each.code, each.released.at)
            for each in self.episodes(at, known)
            if each.released is not None and each.planned is not None and each.planned.authorisation == code
        ]

    def exclusions(self, at: datetime, known: datetime = FOREVER) -> frozenset[str]:
        """The areas that the person may not enter."""
        return frozenset(area for _, area in self.told_of_exclusions(at, known))

    def last_exclusion(self, at: datetime, known: datetime = FOREVER) -> datetime | None:
        """When an exclusion was last added; what was checked before that is checked again."""
        told = (each for code in self.entries.codes(EXCLUSION) for each in self.entries.of(EXCLUSION, code, at, known))
        return max((each.at for each in told if isinstance(each.event, ExclusionSet)), default=None)

    def names(self, event: Event) -> bool:
        """Whether anything stands under the code of what an event would begin, whenever it took effect."""
        return bool(self.entries.of(*about(event)))

    def exclusion(self, code: str, at: datetime) -> str | None:
        """How an exclusion stands: set, lifted, or None where there is none of this code."""
        told = self.entries.of(EXCLUSION, code, at)
        return None if not told else "set" if isinstance(told[-1].event, ExclusionSet) else "lifted"

    def incident(self, code: str, at: datetime) -> str | None:
        """How an incident stands: open, reviewed, or None where there is none of this code."""
        told = self.entries.of(INCIDENT, code, at)
        reviewed = any(isinstance(each.event, IncidentReviewed) for each in told)
        return None if not told else "reviewed" if reviewed else "open"

    def told_of_exclusions(self, at: datetime, known: datetime = FOREVER) -> list[tuple[Told, str]]:
        """Every area that the person may not enter, with what says so."""
        standing: dict[str, tuple[Told, str]] = {}
        for code in self.entries.codes(EXCLUSION):
            for told in self.entries.of(EXCLUSION, code, at, known):
                if isinstance(told.event, ExclusionSet):
                    standing[code] = told, told.event.area
                elif isinstance(told.event, ExclusionLifted):
                    standing.pop(code, None)
        return list(standing.values())

    def open_incidents(self, at: datetime, known: datetime = FOREVER) -> list[Told]:
        """What happened that nobody has looked at by then, however long ago."""
        every = (self.entries.of(INCIDENT, code, at, known) for code in self.entries.codes(INCIDENT))
        return [told[0] for told in every if told and not any(isinstance(e.event, IncidentReviewed) for e in told)]

    def unreviewed(self, at: datetime, within: timedelta, known: datetime = FOREVER) -> bool:
        """Whether something happened within a span before that nobody has looked at."""
        return any(at - each.at < within for each in self.open_incidents(at, known))

    def _superseded(self, kind: str, code: str, at: datetime, known: datetime) -> bool:
        """Whether another one that took its place holds by then: a consent granted, an authorisation signed."""
        for other in self.entries.codes(kind):
            every = self.entries.by_subject[kind, other]
            if any(_supersedes(told, code) for told in every):
                told = [t for t in every if t.at <= at and t.known(known)]
                if any(_supersedes(t, code) for t in told) and any(_takes_effect(t) for t in told):
                    return True
        return False


def _supersedes(told: Told, code: str) -> bool:
    return isinstance(told.event, MinistryGranted | LeaveDrafted) and told.event.supersedes == code


def _takes_effect(told: Told) -> bool:
    return isinstance(told.event, MinistryGranted | LeaveSigned)


def evolve(state: Leave, recorded: Recorded[Event]) -> Leave:
    """The leave with one event more."""
    return Leave(state.entries.put(recorded), state.before)


FOLDING = Folding(Leave(), evolve)
