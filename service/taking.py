"""Taking consent: in which initiatives somebody may, what stands against it, and from when a yes can be said."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from domain.consent import FILM, ITEMS, GiveInformation
from domain.governance import REFLECTION_HOURS
from domain.judging import Histories
from domain.judging.facts import CONSENT
from domain.kernel.ids import Ref
from domain.kernel.rules import Refused
from domain.kernel.time import london_day
from projections.characteristics import PARTICIPANTS
from service.choices import Opened, last_opened, own_answers, published
from service.handling import Road

_NOT_YET: Final = frozenset({"CN-05", "CN-11"})
"""What stands against a yes only until a sheet has been gone through, and there was time to think."""
_CAPACITY: Final = frozenset({"CA-06"})
"""What stands against a yes, and not against helping somebody to understand (MCA 2005 s1(3))."""
_ANY: Final = next(item for item in ITEMS if item != FILM)
"""The item of which it is asked what would stand against a yes: to any of them the same rules speak, but to a film."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody with whom a sheet is to be gone through, as it stands now, for one taker.

    `version`: what is in force where the person is, None where nothing is; `sha256` is of its words. `opened`: what was
    gone through last, and `yes_from` the instant from which that can be agreed to. `against_yes`: the rules that stand
    against that then; `against`: those against going through `version` now, which `came_forward` alone would answer.
    """

    person: Ref
    initiative: Ref
    version: str | None
    sha256: str | None
    opened: Opened | None
    yes_from: datetime | None
    against_yes: tuple[str, ...]
    against: tuple[str, ...]
    came_forward: bool
    would_be_yes_from: datetime

    @property
    def can_be_told(self) -> bool:
        """Whether it can be recorded that the version was gone through, if need be because the person came forward."""
        return self.version is not None and (not self.against or self.came_forward)


def may_take(road: Road, taker: Ref, initiative: Ref) -> bool:
    """Whether somebody has the task of taking consent in an initiative today."""
    return road.initiative(initiative).delegation(taker, CONSENT, london_day(road.clock())) is not None


def takes_part_in(road: Road, person: Ref, initiative: Ref) -> bool:
    """Whether somebody is one of the people whom an initiative is about."""
    return any(e.initiative == initiative and e.kind in PARTICIPANTS for e in road.person(person).registrations)


def sitting(road: Road, taker: Ref, role: str, person: Ref, initiative: Ref) -> Sitting:
    """How it stands with one person, for somebody who would go through the sheet with them."""
    h, at = road.histories(person, initiative), road.clock()
    reflection = h.settings.hours(REFLECTION_HOURS, at)
    opened, version = last_opened(h, at), _in_force(h, at)
    yes_from = opened.at + reflection if opened else None
    against, came_forward = _against(road, taker, role, h, version, at)
    return Sitting(
        person,
        initiative,
        version,
        published(h.study, version) if version else None,
        opened,
        yes_from,
        _against_yes(road, h, opened, max(at, yes_from)) if opened and yes_from else (),
        against,
        came_forward,
        at + reflection,
    )


def telling(
    taker: Ref, role: str, person: Ref, initiative: Ref, version: str, at: datetime, *, came_forward: bool = False
) -> GiveInformation:
    """That the taker has gone through a version with the person, now."""
    return GiveInformation(
        actor=taker,
        role=role,
        at=at,
        person=person,
        initiative=initiative,
        version=version,
        by=taker,
        came_forward=True if came_forward else None,
    )


def _in_force(h: Histories, at: datetime) -> str | None:
    day = london_day(at)
    current = h.study.in_force(h.about.site_on(day), day)
    return current.number if current else None


def _against(
    road: Road, taker: Ref, role: str, h: Histories, version: str | None, at: datetime
) -> tuple[tuple[str, ...], bool]:
    """The rules that stand against going through a version now, and whether a person who came forward answers them."""
    if version is None:
        return ("CN-01",), False
    then = at + h.settings.hours(REFLECTION_HOURS, at)
    against_yes = _against_yes(road, h, Opened(version, taker, at), then)
    later = [rule for rule in against_yes if rule not in _NOT_YET | _CAPACITY]
    told = telling(taker, role, h.person, h.initiative, version, at)
    now = _rules(road.would(told))
    forward = bool(now) and not later and road.would(replace(told, came_forward=True)) is None
    return tuple(dict.fromkeys((*now, *later))), forward


def _against_yes(road: Road, h: Histories, opened: Opened, at: datetime) -> tuple[str, ...]:
    """The rules that would stand at an instant against a yes of the person's own to what was gone through."""
    return _rules(road.would(own_answers(h.person, h.person, h.initiative, opened, {_ANY: True}, at)))


def _rules(refused: Refused | None) -> tuple[str, ...]:
    return () if refused is None else (*refused.broken, *refused.unjudged)
