"""Whether an activity has moved since an outing to it was planned: moving the one does not move the other."""

from datetime import datetime
from typing import Final

from domain.involvement import Terms
from domain.involvement.state.entries import Moment, so
from domain.judging.involving import Involved
from domain.leave import EpisodeMoved, EpisodePlanned, Told

SET: Final = (EpisodePlanned, EpisodeMoved)
"""What says where an outing goes, and when."""
_PLACES: Final = {"venue": "destination", "area": "area", "depart_at": "departs_at", "return_by": "returns_at"}
"""Which term of an activity is which part of the plan of an outing to it."""
_TIMES: Final = ("starts_at", "ends_at")


def change(wish: Involved, planned: Told, until: datetime, known: datetime) -> Moment | None:
    """The first change of where or when an activity is that came after an outing was planned, and is not in it."""
    event = planned.event
    before, now = wish.forum.terms(planned.at, min(known, planned.known_from)), wish.forum.terms(until, known)
    if before is None or now is None or not isinstance(event, SET):
        return None
    otherwise = [name for name in (*_PLACES, *_TIMES) if getattr(before, name) != getattr(now, name)]
    if all(_is_in(event, name, now) for name in otherwise):
        return None
    new = (c for c in so(wish.forum.changes, until, known) if not (c.at <= planned.at and c.known(planned.known_from)))
    return next((c for c in new if any(name in otherwise for name, _ in c.terms)), None)


def _is_in(plan: EpisodePlanned | EpisodeMoved, name: str, terms: Terms) -> bool:
    """Whether the plan of an outing has a term of the activity already."""
    if name in _PLACES:
        return bool(getattr(plan, _PLACES[name]) == getattr(terms, name))
    return plan.departs_at <= terms.starts_at and terms.ends_at <= plan.returns_at
