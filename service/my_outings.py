"""One person's wishes to go out and outings, as they stand now, with what was said to them of each in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.involvement import Status, deadline, status
from domain.involvement.state.activity import Terms
from domain.involvement.state.entries import Decided, Offer, Review
from domain.judging import Involved
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS
from domain.leave import EpisodeCancelled, EpisodeNotReleased
from projections import timeline
from service import outings
from service.entitling import PARTICIPANT
from service.names import opened
from service.outings import BEFORE, Listed, When
from service.wiring import Service

WISHES = "involvement."
"""How every event about a wish to go begins."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish to go to something: how it stands, the answer, what was offered, and the review of a no."""

    terms: Terms
    state: Status
    answer: Decided | None
    offer: Offer | None
    review: Review | None
    decide_by: datetime | None = None
    in_words: str = ""
    would_change: str = ""


@dataclass(frozen=True, slots=True)
class Mine:
    """Something to go to, or an outing to nothing in particular: the wish, the outing, or both.

    `in_words`: what the person was told when the outing did not take place.
    """

    person: Ref
    wish: Wish | None
    outing: Listed | None
    in_words: str = ""

    @property
    def at(self) -> datetime:
        """When it is, or was."""
        departs = self.outing.departs_at if self.outing else None
        return departs or (self.wish.terms.depart_at if self.wish else ALWAYS)

    @property
    def can_say(self) -> bool:
        """Whether the person can still say that they want to go on the outing, or that they do not."""
        return self.outing is not None and self.outing.outing.state in BEFORE


def mine(service: Service, person: Ref, when: When) -> list[Mine]:
    """Everything that one person wished to go to or was to go out for, the latest first."""
    listed = outings.of_person(service, person, when)
    wishes = {activity: _wish(service, person, activity, when.valid) for activity in _activities(service, person)}
    told = [_of_outing(service, each, wishes.get(each.activity) if each.activity else None) for each in listed]
    gone_to = {each.activity for each in listed}
    told += [Mine(person, wish, None) for activity, wish in wishes.items() if wish and activity not in gone_to]
    return sorted(told, key=lambda each: (each.at, each.outing.code if each.outing else ""), reverse=True)


def _of_outing(service: Service, each: Listed, wish: Wish | None) -> Mine:
    did_not_go = (EpisodeNotReleased, EpisodeCancelled)
    why = next((told.position for told in each.outing.told[::-1] if isinstance(told.event, did_not_go)), None)
    return Mine(each.person, wish, each, _words(service, why, "says"))


def _activities(service: Service, person: Ref) -> Iterator[Ref]:
    """What the person ever wished to go to, or was asked for."""
    with service.views.read("timeline") as view:
        lines = timeline.of_person(view.db, person, PARTICIPANT)
    named = (line.fields.get("activity") for line in lines if line.tag.startswith(WISHES))
    yield from dict.fromkeys(Ref(activity) for activity in named if activity)


def _wish(service: Service, person: Ref, activity: Ref, at: datetime) -> Wish | None:
    h: Involved = service.road.involved(person, activity)
    state, terms = status(h.request, h.forum, at), h.forum.terms(at)
    if state is None or terms is None:
        return None
    answer = h.request.answer(at)
    position = answer.position if answer else None
    return Wish(
        terms,
        state,
        answer,
        h.request.alternative(at),
        h.request.review(at),
        deadline(h.request, h.forum, at),
        _words(service, position, "in_words"),
        _words(service, position, "would_change"),
    )


def _words(service: Service, position: int | None, field: str) -> str:
    """What somebody wrote for the person, opened for them; nothing where nothing was written."""
    for recorded in service.record.at([] if position is None else [position]):
        if (value := getattr(recorded.event, field, None)) is not None:
            return opened(service.keys, recorded, field, value)
    return ""
