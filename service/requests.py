"""Requests to go out as those see them who decide, plan or run an activity: what waits, and one of them whole.

What is asked of an instant is answered as known at another. Nothing here is shown before its reading is recorded: the
doors see to that, person by person. Nothing here reads what a study or a consent says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from domain.involvement import Decided, Offer, Plan, Review, Status, Terms, deadline, status
from domain.involvement.state.entries import Told
from domain.judging import Involved
from domain.judging.leaving import Clause, Going, clauses
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER, london_day
from domain.leave import Episode
from projections import requests as view_of_requests
from projections.requests import Wish
from service.entitling import CLINICIAN, INVOLVEMENT_LEAD, MHA_OFFICE, WARD
from service.errors import NotFound
from service.outings import BEFORE, Looker, When, reaches
from service.wiring import Service

WHO_CARE: Final = frozenset({WARD, CLINICIAN, MHA_OFFICE})
"""Those who see a request with what it rests on, and why it was answered so."""
LOOKERS: Final = WHO_CARE | {INVOLVEMENT_LEAD}
"""Those who see that there are requests; the involvement lead, how they stand, and no reason."""
LIST, ONE = "leave.requests", "leave.request"
"""What is read, as the reading says it: of leave, so that those who answer for research are not told of it."""
WAITS: Final = frozenset(
    {Status.SUBMITTED, Status.UNDER_REVIEW, Status.DEFERRED, Status.EXPIRED_UNDECIDED, Status.OVERTURNED}
)
"""Somebody still has to say yes or no, as long as there is something to go to."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it stood: whose, for what, since when, until when it is decided, and what was answered.

    `asked_at` is None where the person only wishes to go. `told`: that they were told the answer that stands.
    """

    person: Ref
    activity: Ref
    terms: Terms
    state: Status
    asked_at: datetime | None
    requester: Ref | None
    due: datetime | None
    in_charge: frozenset[Ref]
    plan: Plan | None
    answer: Decided | None
    told: Told | None
    offer: Offer | None
    review: Review | None
    at: datetime

    @property
    def waits(self) -> bool:
        """Whether somebody still has to say yes or no."""
        return self.state in WAITS and self.at < self.terms.starts_at

    @property
    def can_be_decided(self) -> bool:
        """Whether it was asked, and there is still something to go to."""
        gone = self.state in (Status.WITHDRAWN_BY_PERSON, Status.DRAFT, Status.CANCELLED)
        return not gone and self.at < self.terms.starts_at

    @property
    def waited(self) -> timedelta:
        """For how long it has been asked."""
        return self.at - self.asked_at if self.asked_at is not None else timedelta()

    @property
    def days_left(self) -> int | None:
        """Local days until the deadline; fewer than none where it has passed. None where there is no deadline."""
        if self.due is None:
            return None
        days = (london_day(self.due) - london_day(self.at)).days
        return days if days or self.at < self.due else -1


@dataclass(frozen=True, slots=True)
class Whole:
    """One request with everything that its answer rests on; without that, for those who may not see reasons.

    `outing`: the latest outing that is planned to the activity; `gate`: each clause, where it still has to be passed.
    """

    asked: Asked
    involved: Involved
    outing: Episode | None
    gate: tuple[Clause, ...]


def waiting(service: Service, who: Looker, when: When) -> list[Asked]:
    """What waits for an answer, of everybody whom the looker's role reaches; the longest wait first."""
    with service.views.read("requests") as view:
        found = view_of_requests.may_wait(view.db, when.valid)
    return _longest_first(each for each in _listed(service, who, found, when) if each.waits)


def every(service: Service, who: Looker, when: When) -> list[Asked]:
    """Every request that there was by then, whatever became of it; the longest wait first."""
    with service.views.read("requests") as view:
        found = view_of_requests.every(view.db)
    return _longest_first(_listed(service, who, found, when))


def one(service: Service, who: Looker, wish: Wish, when: When) -> Whole:
    """One request, with the gate asked of the outing that is planned to it. Raises NotFound where there is none."""
    looker = service.road.person(who.ref)
    involved = service.road.involved(wish.person, wish.activity)
    asked = _asked(involved, when)
    if asked is None or not reaches(looker, who.role, involved.about, london_day(when.now)):
        raise NotFound("There is no such request.", "Look at those that wait: /requests")
    if who.role not in WHO_CARE:
        return Whole(without_reasons(asked), involved, None, ())
    h = service.road.going(wish.person)
    outing = _outing(h, wish.activity, asked.at, _known(when))
    gate = clauses(h, outing.code, asked.at, _known(when)) if outing and outing.state in BEFORE else ()
    return Whole(asked, involved, outing, gate)


def without_reasons(asked: Asked) -> Asked:
    """A request as whoever runs the activity may know it: how it stands, and what is offered instead."""
    plan = asked.plan and replace(asked.plan, items=frozenset(), dissent=False, written=(), against=())
    answer = asked.answer and replace(asked.answer, **_NO_REASONS)
    return replace(asked, plan=plan, answer=answer)


_NO_REASONS: Final[dict[str, Any]] = {
    "conditions": (),
    "reason": None,
    "also": (),
    "item": None,
    "found": None,
    "explained": False,
    "says_what_would_change_it": False,
    "review_on": None,
}


def _longest_first(rows: Iterable[Asked]) -> list[Asked]:
    return sorted(rows, key=lambda each: (each.asked_at or each.at, each.terms.starts_at, each.person, each.activity))


def _listed(service: Service, who: Looker, found: Iterable[Wish], when: When) -> Iterator[Asked]:
    """Those of these that had been asked by then, of people whom the looker's role reaches."""
    looker, today = service.road.person(who.ref), london_day(when.now)
    for wish in found:
        involved = service.road.involved(wish.person, wish.activity)
        asked = _asked(involved, when)
        if asked is not None and asked.asked_at is not None and reaches(looker, who.role, involved.about, today):
            yield asked if who.role in WHO_CARE else without_reasons(asked)


def _asked(h: Involved, when: When) -> Asked | None:
    """How a request stood; None where nobody had wished anything, or the activity is not known."""
    at, known = _at(h, when), _known(when)
    terms, state = h.forum.terms(at, known), status(h.request, h.forum, at, known)
    if terms is None or state is None:
        return None
    asking = h.request.asking(at, known)
    return Asked(
        person=h.person,
        activity=h.activity,
        terms=terms,
        state=state,
        asked_at=asking.at if asking else None,
        requester=asking.requester if asking else None,
        due=deadline(h.request, h.forum, at, known),
        in_charge=h.about.in_charge_on(london_day(at), known),
        plan=h.request.plan(at, known),
        answer=h.request.answer(at, known),
        told=_told(h, at, known),
        offer=h.request.alternative(at, known),
        review=h.request.review(at, known),
        at=at,
    )


def _told(h: Involved, at: datetime, known: datetime) -> Told | None:
    """That the person was told the answer that stands."""
    answer = h.request.answer(at, known)
    told = (each for each in h.request.told if each.at <= at and each.known(known))
    return max((each for each in told if answer and each.key > answer.key), key=lambda each: each.key, default=None)


def _outing(h: Going, activity: Ref, at: datetime, known: datetime) -> Episode | None:
    """The latest outing that is planned to an activity."""
    there = [each for each in h.leave.episodes(at, known) if each.planned and each.planned.activity == activity]
    return max(there, key=lambda each: each.told[0].order, default=None)


def _at(h: Involved, when: When) -> datetime:
    """The instant that is asked of; asked of now, the last word on the record, for a clock may be behind."""
    return max(when.valid, h.last_word()) if when.live else when.valid


def _known(when: When) -> datetime:
    """As known at which instant; known now, whatever was recorded."""
    return FOREVER if when.known >= when.now else when.known
