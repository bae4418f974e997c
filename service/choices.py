"""What one person has agreed to, item by item, and what they may say now, as the rules answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.consent import CONSENTS, ITEMS, Consent, GiveAnswers, ItemState
from domain.judging import Bearing, Histories, item_state
from domain.kernel.ids import Ref
from domain.kernel.rules import Refused
from service.entitling import PARTICIPANT
from service.handling import Road

STANDING: Final = frozenset(
    {
        ItemState.ACTIVE,
        ItemState.PAUSED,
        ItemState.SUSPENDED_CAPACITY,
        ItemState.CONTINUED_ON_CONSULTEE_ADVICE,
        Bearing.RECONSENT_DUE,
        Bearing.LAPSED,
    }
)
"""The states of an item that the person has said yes to, and may stop."""
AGREED: Final = frozenset({ItemState.ACTIVE, ItemState.PAUSED, ItemState.CONTINUED_ON_CONSULTEE_ADVICE})
"""The states in which there is nothing to say yes to: the yes is there."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The version that was gone through with the person, by whom and when: what a yes said now would be a yes to."""

    version: str
    by: Ref
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """One item: how it stands, what may be said of it now, and what stands against a yes where that may not."""

    item: str
    state: ItemState | Bearing
    can_stop: bool
    can_say_yes: bool
    against: Refused | None


@dataclass(frozen=True, slots=True)
class Choices:
    """One initiative of one person. Where nobody has gone through a version with them, there is no yes to be said."""

    initiative: Ref
    name: str
    opened: Opened | None
    choices: tuple[Choice, ...]

    def of(self, item: str) -> Choice:
        """The choice about one item. Raises KeyError where it is none of theirs."""
        found = {choice.item: choice for choice in self.choices}
        return found[item]

    @property
    def paused(self) -> bool:
        """Whether the person is taking a break from something."""
        return any(choice.state is ItemState.PAUSED for choice in self.choices)

    @property
    def can_stop(self) -> bool:
        """Whether there is anything to stop."""
        return any(choice.can_stop for choice in self.choices)


def all_choices(road: Road, person: Ref) -> tuple[Choices, ...]:
    """What a person has to say about everything that they are registered with, as it stands now."""
    about = road.person(person)
    there = dict.fromkeys(each.initiative for each in about.registrations if each.initiative)
    return tuple(choices(road, person, initiative) for initiative in there)


def choices(road: Road, person: Ref, initiative: Ref) -> Choices:
    """What a person has to say about one initiative, as it stands now: the items asked of them, or to be asked."""
    h, at = road.histories(person, initiative), road.clock()
    opened = last_opened(h.consent, at)
    items = [item for item in ITEMS if item in CONSENTS and (opened or h.consent.answer(item, at))]
    return Choices(initiative, h.study.name, opened, tuple(_choice(road, h, item, opened, at) for item in items))


def last_opened(consent: Consent, at: datetime) -> Opened | None:
    """What was gone through with the person last, by an instant."""
    told = consent.last_told(at)
    return None if told is None else Opened(told.number, told.by, told.informed_at)


def _choice(road: Road, h: Histories, item: str, opened: Opened | None, at: datetime) -> Choice:
    state = item_state(h, item, at)
    asked = opened is not None and state not in AGREED
    against = road.would(own_answers(h.person, h.initiative, opened, {item: True}, at)) if opened and asked else None
    return Choice(item, state, can_stop=state in STANDING, can_say_yes=asked and against is None, against=against)


def own_answers(person: Ref, initiative: Ref, opened: Opened, answers: Mapping[str, bool], at: datetime) -> GiveAnswers:
    """What somebody answers for themselves, on the version that was gone through with them."""
    return GiveAnswers(
        actor=person,
        role=PARTICIPANT,
        at=at,
        person=person,
        initiative=initiative,
        version=opened.version,
        taker=opened.by,
        answers=answers,
        medium="screen",
        copy_given="no",
    )
