"""What an activity's stream says: what it is for, where and when it is, and whether it is cancelled."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from domain.involvement.events import ActivityCancelled, ActivityChanged, ActivityRegistered
from domain.involvement.state.entries import Moment, last, so
from domain.kernel.decider import Event, Folding, Recorded
from domain.kernel.entries import put, standing
from domain.kernel.time import FOREVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Where and when an activity is, for what, and until when who goes is decided; all instants are UTC."""

    name: str
    purpose: str
    setting: str
    venue: str
    area: str
    starts_at: datetime
    ends_at: datetime
    depart_at: datetime
    return_by: datetime
    decide_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(Moment):
    """An activity as it was registered."""

    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Moment):
    """What of an activity is otherwise from an instant on, by the name of the term."""

    terms: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(Moment):
    """An activity does not take place."""

    reason: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity's folded history."""

    registered: tuple[Registered, ...] = ()
    changes: tuple[Changed, ...] = ()
    cancellations: tuple[Cancelled, ...] = ()

    def terms(self, valid: datetime, known: datetime = FOREVER) -> Terms | None:
        """Where, when and for what it is as of an instant, as known at another; None for one that is not on record.

        What it was registered as holds from the beginning: what is asked about it may lie before that.
        """
        first = last(self.registered, FOREVER, known)
        if first is None:
            return None
        terms = first.terms
        for change in so(self.changes, valid, known):
            terms = replace(terms, **dict(change.terms))
        return terms

    def cancelled(self, valid: datetime, known: datetime = FOREVER) -> Cancelled | None:
        """Its cancellation by an instant, as known at another."""
        return last(self.cancellations, valid, known)


_TERMS = tuple(each.name for each in fields(Terms))


def evolve(state: Activity, recorded: Recorded[Event]) -> Activity:
    """The history with one more event."""
    at, corrects, book = recorded.occurred_at, recorded.corrects, standing(recorded)
    match recorded.event:
        case ActivityRegistered() as e:
            new = Registered(at=at, terms=Terms(**{name: getattr(e, name) for name in _TERMS}), **book)
            return replace(state, registered=put(state.registered, new, corrects))
        case ActivityChanged() as e:
            named = ((name, getattr(e, name, None)) for name in _TERMS)
            told = tuple((name, value) for name, value in named if value is not None)
            return replace(state, changes=put(state.changes, Changed(at=at, terms=told, **book), corrects))
        case ActivityCancelled() as e:
            gone = Cancelled(at=at, reason=e.reason_code, **book)
            return replace(state, cancellations=put(state.cancellations, gone, corrects))
        case _:
            raise TypeError(f"{recorded.event.tag} is no event of an activity's stream")


ACTIVITY_FOLDING = Folding(Activity(), evolve)
