"""Outings as those who let people out see them: today's, one of them clause by clause, and who is out now.

What is asked of an instant is answered as known at another. Nothing here is shown before its reading is recorded: the
doors see to that, person by person, with the words in `WHAT`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.judging.leaving import Clause, Going, clauses, last_word, may_depart
from domain.kernel.ids import Ref
from domain.kernel.time import FOREVER, end_of_day, london_day
from domain.leave import AWAY, BACK, ContingencySet, Episode, EpisodeState, Escort
from domain.people import Person
from projections import outings as view_of_outings
from projections.outings import Outing
from service.entitling import CLINICIAN, INVOLVEMENT_LEAD, MHA_OFFICE, WARD, held_on
from service.errors import NotFound
from service.wiring import Service

THOSE_WHO_LET_OUT: Final = frozenset({WARD, CLINICIAN, MHA_OFFICE})
"""Those who see outings with what they rest on."""
LOOKERS: Final = THOSE_WHO_LET_OUT | {INVOLVEMENT_LEAD}
"""Those who see that there are outings; the involvement lead, who can come, and nothing else."""
RELEASES, OUT, ONE, MINE = "leave.releases", "leave.out", "leave.outing", "leave.mine"
"""What is read, as the reading says it: of leave, so that those who answer for research are not told of it."""
YEARS: Final = range(1900, 3000)
"""The years of which outings are asked: no outing is of any other, and no clock goes there."""
BEFORE: Final = frozenset({EpisodeState.PLANNED, EpisodeState.CHECKED})
"""Nobody has let the person out or held them back yet."""


class Comes(StrEnum):
    """Whether somebody can come, which is all that whoever runs an activity is told."""

    PLANNED = "planned"
    ON_THE_WAY = "on the way"
    NOT = "not coming"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class When:
    """At which instant something is asked, and as known at which; `now` is the deciding time."""

    now: datetime
    valid: datetime
    known: datetime

    @classmethod
    def at(cls, now: datetime) -> "When":
        """Now, as known now."""
        return cls(now, now, now)

    @property
    def live(self) -> bool:
        """Whether it is asked of this very moment: then the last word on the record counts."""
        return self.valid >= self.now and self.known >= self.now


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody who looks, and in which role."""

    ref: Ref
    role: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One outing as it stood at an instant, as known at another: whose, and at which site they were.

    `h` is what it was folded from. `gate` and `warned`: once it was asked, where it still has to be passed.
    `contingency` is the position of what was agreed last to do if something goes wrong.
    """

    person: Ref
    site: str | None
    outing: Episode
    at: datetime
    known: datetime
    h: Going = field(repr=False, compare=False)
    gate: tuple[Clause, ...] = ()
    warned: tuple[str, ...] = ()
    contingency: int | None = None

    @property
    def code(self) -> str:
        """The outing's code among those of the person."""
        return self.outing.code

    @property
    def departs_at(self) -> datetime | None:
        """When the person is to go, as it is planned now; None where nobody planned it."""
        return self.outing.plan.departs_at if self.outing.plan else None

    @property
    def due_back(self) -> datetime | None:
        """When the person is to be back, as it is planned now."""
        return self.outing.plan.returns_at if self.outing.plan else None

    @property
    def activity(self) -> Ref | None:
        """What the outing is to, where it is to an activity."""
        return self.outing.planned.activity if self.outing.planned else None

    @property
    def escorts(self) -> tuple[Escort, ...]:
        """Who goes along."""
        return self.outing.escorts

    @property
    def against(self) -> tuple[Clause, ...]:
        """The clauses that do not hold, of an outing that still has to pass the gate."""
        return tuple(each for each in self.gate if not each.holds)

    @property
    def overdue(self) -> timedelta:
        """How long the person has been due back; nothing where they are back, or not due yet."""
        late = self.outing.away() and self.due_back is not None and self.at > self.due_back
        return self.at - self.due_back if late and self.due_back is not None else timedelta()

    @property
    def comes(self) -> Comes:
        """Whether the person can come, without why not."""
        match self.outing.state:
            case EpisodeState.PLANNED | EpisodeState.CHECKED:
                return Comes.PLANNED
            case EpisodeState.OUT:
                return Comes.ON_THE_WAY
            case state if state in BACK or state in (EpisodeState.OUTCOME_RECORDED, EpisodeState.CLOSED):
                return Comes.BACK
            case _:
                return Comes.NOT


def releases(service: Service, who: Looker, day: date, site: str | None, when: When) -> list[Listed]:
    """The outings of a local day at one site, or everywhere that the looker's role reaches; the earliest first."""
    if day.year not in YEARS:
        return []
    with service.views.read("outings") as view:
        found = view_of_outings.planned(view.db, end_of_day(day - timedelta(days=1)), end_of_day(day))
    told = (each for each in _listed(service, who, found, site, when) if each.departs_at is not None)
    of_day = [each for each in told if each.departs_at and london_day(each.departs_at) == day]
    return sorted(of_day, key=lambda each: (each.departs_at, each.person, each.code))


def out_now(service: Service, who: Looker, site: str | None, when: When) -> list[Listed]:
    """Who is out, those first who are due back first; whoever is out over the hospital's bounds before all."""
    with service.views.read("outings") as view:
        found = view_of_outings.out(view.db, when.valid, when.known)
    away = [each for each in _listed(service, who, found, site, when) if each.outing.state in AWAY]
    return sorted(away, key=lambda each: (each.due_back or each.outing.told[0].at, each.person, each.code))


def one(service: Service, person: Ref, code: str, when: When, by: Ref | None = None) -> Listed:
    """One outing, with the gate asked of it, by whoever would let the person out. Raises NotFound."""
    return _gated(_one(service.road.going(person), Outing(person, code), when, whole=True), by)


def of_person(service: Service, person: Ref, when: When) -> list[Listed]:
    """Every outing of one person that there was by then, the latest first."""
    with service.views.read("outings") as view:
        found = view_of_outings.of_person(view.db, person)
    h = service.road.going(person)
    there = [each for each in found if h.leave.episode(each.episode, _last(h, when)) is not None]
    told = [_gated(_one(h, each, when, whole=True), None) for each in there]
    return sorted(told, key=lambda each: (each.departs_at or each.outing.told[0].at, each.code), reverse=True)


def sites(service: Service, who: Looker, now: datetime) -> tuple[str, ...] | None:
    """The sites at which the looker holds their role today; None where they hold it everywhere."""
    held = [each.site for each in held_on(service.road.person(who.ref), who.role, london_day(now))]
    return None if None in held else tuple(sorted({site for site in held if site is not None}))


def gated(listed: Iterable[Listed], who: Looker) -> list[Listed]:
    """These with the gate asked of each that still has to pass it, for those who see what that rests on."""
    return [_gated(each, None) for each in listed] if who.role in THOSE_WHO_LET_OUT else list(listed)


def _gated(each: Listed, by: Ref | None) -> Listed:
    if each.outing.state not in BEFORE or each.outing.plan is None:
        return each
    gate = clauses(each.h, each.code, each.at, each.known, by)
    return replace(each, gate=gate, warned=may_depart(each.h, each.code, each.at, each.known).warnings)


def _listed(service: Service, who: Looker, found: Iterable[Outing], site: str | None, when: When) -> Iterator[Listed]:
    """Those of these that stood on the record then, of people whom the looker's role reaches, at a site."""
    looker, today = service.road.person(who.ref), london_day(when.now)
    histories: dict[Ref, Going] = {}
    for each in found:
        if each.person not in histories:
            histories[each.person] = service.road.going(each.person)
        h = histories[each.person]
        there = h.about.site_on(london_day(when.valid), _known(when))
        if site not in (None, there) or not reaches(looker, who.role, h.about, today):
            continue
        if h.leave.episode(each.episode, _last(h, when), _known(when)) is not None:
            yield _one(h, each, when, whole=who.role in THOSE_WHO_LET_OUT)


def reaches(looker: Person, role: str, about: Person, day: date) -> bool:
    """Whether a role is held there where somebody is: as the road asks it of whoever reads their record."""
    registered, site = about.registration(), about.site_on(day)
    initiative = registered.initiative if registered else None
    held = held_on(looker, role, day)
    return any(each.initiative in (None, initiative) and each.site in (None, site) for each in held)


def _one(h: Going, of: Outing, when: When, *, whole: bool) -> Listed:
    """One outing as it stood; whole for those who see what it rests on."""
    at, known = _last(h, when, of.episode), _known(when)
    outing = h.leave.episode(of.episode, at, known)
    if outing is None:
        raise NotFound("There is no outing of that code.", "Look at today's: /outings")
    site = h.about.site_on(london_day(when.valid), known)
    agreed = _contingency(h, outing, at, known) if whole else None
    return Listed(of.person, site, outing, at, known, h, contingency=agreed)


def _contingency(h: Going, outing: Episode, at: datetime, known: datetime) -> int | None:
    given = h.leave.authorisation(outing.planned.authorisation, at, known) if outing.planned else None
    told = given.told if given is not None else ()
    return next((each.position for each in told[::-1] if isinstance(each.event, ContingencySet)), None)


def _last(h: Going, when: When, code: str = "") -> datetime:
    """The instant that is asked of; asked of now, the last word on the record, for a clock may be behind."""
    return last_word(h, code, when.valid) if when.live else when.valid


def _known(when: When) -> datetime:
    """As known at which instant; known now, whatever was recorded."""
    return FOREVER if when.known >= when.now else when.known
