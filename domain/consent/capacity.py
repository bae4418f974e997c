"""Capacity by decision: presumed until it is doubted, and never a property of the person (MCA 2005 ss1-3).

It holds the words, and what a consent stream says of it: doubts, assessments, consultees and their advice. All of it
is asked at one instant as known at another. Where several things are said of one instant, the most protective counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.kernel.entries import Entry
from domain.kernel.ids import Ref
from domain.kernel.items import CONSENTS
from domain.kernel.time import FOREVER, london_day

TAKE_PART: Final = "take_part"
"""The decision on which every item rests."""
DECISIONS: Final = (TAKE_PART, *sorted(CONSENTS))

DOUBTS: Final = (
    "mental_state",
    "distress",
    "medication",
    "intoxication",
    "communication",
    "fluctuating",
    "other",
    "not_said",
)
"""Why somebody doubts that a decision can be made now. A diagnosis is no reason (MCA 2005 s2(3))."""
SUPPORTS: Final = (
    "more_time",
    "another_time_or_place",
    "plain_words",
    "easy_read",
    "pictures_or_objects",
    "interpreter",
    "advocate",
    "somebody_trusted",
    "speech_and_language_therapist",
)
"""What was done to help somebody decide for themselves (MCA 2005 s1(3))."""

HAS, LACKS, UNABLE = "has", "lacks", "unable_to_complete"
OUTCOMES: Final = (HAS, LACKS, UNABLE)
DOUBTED, REGAINED = "doubted", "regained"

PERSONAL, NOMINATED = "personal", "nominated"
CONSULTEES: Final = (PERSONAL, NOMINATED)

OF_FORM: Final = frozenset({"CA-08", "CE-07"})
"""Rules about how something was written down. What broke one of them when it was told counts all the same."""

_PROTECTS: Final = {HAS: 0, REGAINED: 0, DOUBTED: 1, UNABLE: 2, LACKS: 3}
_ENDS: Final = frozenset({HAS, REGAINED})
_REVIEWED: Final = frozenset(OUTCOMES)


class CapacityState(StrEnum):
    """What is known of somebody's capacity to make one decision."""

    PRESUMED = "PRESUMED"
    IN_DOUBT = "IN_DOUBT"
    HAS_CAPACITY = "HAS_CAPACITY"
    LACKS_CAPACITY = "LACKS_CAPACITY"
    NOT_COMPLETED = "NOT_COMPLETED"
    REVIEW_DUE = "REVIEW_DUE"
    REGAINED = "REGAINED"


_STATES: Final = {
    DOUBTED: CapacityState.IN_DOUBT,
    HAS: CapacityState.HAS_CAPACITY,
    LACKS: CapacityState.LACKS_CAPACITY,
    UNABLE: CapacityState.NOT_COMPLETED,
    REGAINED: CapacityState.REGAINED,
}


class Hold(StrEnum):
    """What capacity does to an item that the person agreed to."""

    FREE = "FREE"
    CONTINUED = "CONTINUED"
    SUSPENDED = "SUSPENDED"


@dataclass(frozen=True, slots=True)
class Found:
    """What an assessment says of itself: whether an assessor is named with their role, and what they found."""

    assessor_named: bool
    functions: tuple[bool | None, ...]
    impairment: bool | None
    causal_link: bool | None
    supported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Entry):
    """One thing said of capacity for a decision: doubted, has, lacks, unable_to_complete or regained.

    `sound`: an assessment that says what the law asks of one. One that does not still protects where it finds a lack,
    and then lets nobody advise; where it finds capacity it ends nothing.
    """

    decision: str
    what: str
    said_at: datetime
    review_by: date | None = None
    sound: bool = True
    found: Found | None = None
    entered_at: datetime | None = None
    explained: bool = False

    def counts(self, *, lacking: bool) -> bool:
        """Whether it counts, where a lack is on the record still or is not."""
        return lacking if self.what == REGAINED else self.sound or self.what != HAS

    def due(self, at: datetime) -> bool:
        """Whether it is due to be assessed again: on the local day that it names, and after."""
        return self.what in _REVIEWED and self.review_by is not None and self.review_by <= london_day(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultee(Entry):
    """Who is asked, from when on, and what was declared of them. `counts`: nothing stood against them when told."""

    consultee: Ref
    kind: str
    paid_or_professional: bool
    connected_with_project: bool
    since: datetime
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice(Entry):
    """What a consultee advised about a decision. `counts`: nothing stood against it when it was told."""

    consultee: Ref
    decision: str
    take_part: bool
    advised_at: datetime
    counts: bool = True
    entered_at: datetime | None = None
    explained: bool = False


def resting_on(decision: str) -> frozenset[str]:
    """The items that rest on a decision: all of them on taking part, else the one item that it names."""
    return CONSENTS if decision == TAKE_PART else frozenset({decision})


def deciding(item: str) -> tuple[str, ...]:
    """The decisions on which an item rests; an acknowledgement rests on none."""
    return (TAKE_PART, item) if item in CONSENTS else ()


def _in_order(said: Iterable[Said]) -> list[Said]:
    return sorted(said, key=lambda s: (s.said_at, _PROTECTS[s.what], s.order))


def _open_lack(said: Iterable[Said]) -> bool:
    """Whether a lack was found of which no end was told, whatever was doubted since."""
    lacking = False
    for each in said:
        lacking = each.what == LACKS or (lacking and each.what not in _ENDS)
    return lacking


@dataclass(frozen=True, slots=True)
class Capacity:
    """What was said of one person's capacity for the decisions of one initiative, and who was asked instead.

    `others`: the same under other records of the person; a doubt or a lack there holds here, and advice does not.
    """

    said: tuple[Said, ...] = ()
    consultees: tuple[Consultee, ...] = ()
    advice: tuple[Advice, ...] = ()
    others: "tuple[Capacity, ...]" = ()

    @property
    def spoken_of(self) -> bool:
        """Whether anything was said of capacity, under whichever record."""
        return bool(self.said or self.others)

    def state(self, decision: str, at: datetime, known: datetime = FOREVER) -> CapacityState:
        """What is known of capacity for a decision at an instant, as known at another; presumed where nothing is."""
        last = self._last(decision, at, known)
        if last is None:
            return CapacityState.PRESUMED
        return CapacityState.REVIEW_DUE if last.due(at) else _STATES[last.what]

    def lacks(self, decision: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether the person was found to lack capacity for it and no end of that was told, due for review or not."""
        return _open_lack(self._of(decision, at, known))

    def barred(self, item: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether the person cannot agree to an item: capacity for it, or to take part, is doubted or lacking."""
        lasts = (self._last(decision, at, known) for decision in deciding(item))
        return any(last is not None and last.what not in _ENDS for last in lasts) or any(
            other.barred(item, at, known) for other in self.others
        )

    def reviews_due(self, at: datetime, known: datetime = FOREVER) -> list[tuple[str, date]]:
        """The decisions to be assessed again by an instant, each with the local day since which it is due."""
        last = [self._last(decision, at, known) for decision in sorted({said.decision for said in self.said})]
        return [(s.decision, s.review_by) for s in last if s is not None and s.review_by is not None and s.due(at)]

    def consultee(self, at: datetime, known: datetime = FOREVER) -> Consultee | None:
        """Who is asked at an instant: the one identified last."""
        begun = [c for c in self.consultees if c.since <= at and c.known(known)]
        return max(begun, key=lambda c: (c.since, c.order), default=None)

    def advisable(self, decision: str, at: datetime, known: datetime = FOREVER) -> bool:
        """Whether advice about a decision counts at an instant: the person lacks capacity by an assessment in date."""
        return any(self._assessed(each, at, known) for each in {TAKE_PART, decision})

    def lacks_anything(self, at: datetime) -> bool:
        """Whether the person lacks capacity for any decision at an instant by an assessment in date."""
        return any(self._assessed(decision, at, FOREVER) for decision in {said.decision for said in self.said})

    def hold(self, item: str, signed_at: datetime, at: datetime, known: datetime = FOREVER) -> Hold:
        """What capacity does at an instant to an item that the person agreed to when they signed.

        A doubt suspends it until an assessment finds capacity. A lack suspends it until, after it has ended, the
        person signs anew; meanwhile it continues on the advice of a consultee, and on nothing else.
        """
        if any(other.hold(item, signed_at, at, known) is not Hold.FREE for other in self.others):
            return Hold.SUSPENDED
        if not self.said:
            return Hold.FREE
        held = [decision for decision in deciding(item) if self._holds(decision, signed_at, at, known)]
        if not held:
            return Hold.FREE
        continued = not self.barred(item, signed_at, known) and all(
            self._advised(item, decision, at, known) for decision in held
        )
        return Hold.CONTINUED if continued else Hold.SUSPENDED

    def last_word(self) -> list[datetime]:
        """The instants at which something was said."""
        instants = [*(s.said_at for s in self.said), *(c.since for c in self.consultees)]
        instants += [a.advised_at for a in self.advice]
        return [*instants, *(at for other in self.others for at in other.last_word())]

    def _of(self, decision: str, at: datetime, known: datetime) -> list[Said]:
        """What was said of a decision by an instant, in order.

        What was never lacking is not regained, and capacity is not found by an assessment that is none.
        """
        said: list[Said] = []
        for each in _in_order(s for s in self.said if s.decision == decision and s.said_at <= at and s.known(known)):
            if each.counts(lacking=_open_lack(said)):
                said.append(each)
        return said

    def _last(self, decision: str, at: datetime, known: datetime) -> Said | None:
        said = self._of(decision, at, known) if self.said else []
        return said[-1] if said else None

    def _holds(self, decision: str, signed_at: datetime, at: datetime, known: datetime) -> bool:
        """Whether a doubt stands, or the last lack has not been followed by its end and then by the signing."""
        said = self._of(decision, at, known)
        if not said:
            return False
        if said[-1].what not in _ENDS:
            return True
        lacked = max((n for n, s in enumerate(said) if s.what == LACKS), default=None)
        if lacked is None:
            return False
        ended = next(s for s in said[lacked:] if s.what in _ENDS)
        return signed_at < ended.said_at

    def _assessed(self, decision: str, at: datetime, known: datetime) -> bool:
        last = self._last(decision, at, known)
        return last is not None and last.what == LACKS and last.sound and not last.due(at)

    def _advised(self, item: str, decision: str, at: datetime, known: datetime) -> bool:
        """Whether the consultee advised in favour since the lack began, which is assessed and in date."""
        asked = self.consultee(at, known)
        if asked is None or not asked.counts or not self._assessed(decision, at, known):
            return False
        since = self._lacking_since(decision, at, known)
        return any(
            advice.take_part
            and advice.counts
            and advice.consultee == asked.consultee
            and item in resting_on(advice.decision)
            and since <= advice.advised_at <= at
            and advice.known(known)
            for advice in self.advice
        )

    def _lacking_since(self, decision: str, at: datetime, known: datetime) -> datetime:
        """When the unbroken run of assessments that found no capacity began."""
        since = at
        for said in reversed(self._of(decision, at, known)):
            if said.what != LACKS:
                break
            since = said.said_at
        return since
