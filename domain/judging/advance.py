"""What somebody said in advance must not be done once they cannot decide, held against what a consultee advises.

A statement bars only what would go on by advice: while the person can decide, they do (MCA 2005 s33, s1(2)).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from domain.consent import CONSENTS, Capacity, resting_on
from domain.judging.histories import Histories
from domain.judging.together import together
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER
from domain.people import Person
from domain.people.state import Statement, TakenBack


def said_against(h: Histories, item: str, at: datetime, known: datetime = FOREVER) -> Iterator[Statement]:
    """The statements that bar an item at an instant, under whichever record of the person."""
    h = together(h, at, known)
    for about in (h.about, *(each.about for each in h.beside)):
        yield from statements_against(about, h.consent.capacity, h.initiative, item, at, known)


def statements_against(
    about: Person, capacity: Capacity, initiative: Ref, item: str, at: datetime, known: datetime = FOREVER
) -> Iterator[Statement]:
    """The statements under one record that bar an item of an initiative at an instant.

    What took one back counts where the person could decide about that item when they did so, as far as is known.
    """
    for said in about.statements:
        told = said.covers(initiative, item) and said.said_at <= at and said.known(known)
        if told and not any(_counts(each, said, capacity, item, at, known) for each in about.taken_back):
            yield said


def _counts(back: TakenBack, said: Statement, capacity: Capacity, item: str, at: datetime, known: datetime) -> bool:
    theirs = back.entry == said.version and said.said_at <= back.said_at <= at and back.known(known)
    return theirs and not capacity.barred(item, back.said_at, known)


def all_barred(h: Histories, decision: str, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether everything that rests on a decision is barred by what the person said in advance."""
    return all(any(said_against(h, item, at, known)) for item in resting_on(decision))


def can_take_back(h: Histories, items: Iterable[str], at: datetime) -> bool:
    """Whether the person can decide about these items of an initiative, or about all where none is named."""
    capacity = together(h, at).consent.capacity
    return not any(capacity.barred(item, at) for item in frozenset(items) or CONSENTS)
