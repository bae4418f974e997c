"""The gate told clause by clause: what each says of one outing, and the events that this rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.governance import INCIDENT_HOURS
from domain.judging.leaving.gate import Asked, asking, authorised, covering, departing, ministries
from domain.judging.leaving.histories import Going
from domain.judging.leaving.terms import strictest
from domain.kernel.entries import Entry
from domain.kernel.ids import Ref
from domain.kernel.rules import Rule
from domain.kernel.time import FOREVER, london_day
from domain.leave import (
    CONTINGENT,
    GATE,
    ON_THE_DAY,
    PATIENT,
    Authorisation,
    ContingencySet,
    CopyGiven,
    CustodianAuthorised,
    Departing,
    EpisodeMoved,
    EpisodePlanned,
    EscortAssigned,
    EscortBriefed,
    EscortSubstituted,
    LeaveDrafted,
    LeaveExtended,
    LeaveResumed,
    LeaveRevoked,
    LeaveSigned,
    LeaveSuspended,
    LeaveVoided,
)
from domain.people.state import DETENTION, RESTRICTION

_PLANS: Final = (EpisodePlanned, EpisodeMoved)
_ESCORTS: Final = (EscortAssigned, EscortSubstituted, EscortBriefed)
_COURSE: Final = (LeaveSigned, LeaveExtended, LeaveSuspended, LeaveResumed, LeaveRevoked, LeaveVoided)


class Verdict(StrEnum):
    """What a clause says: it holds, it stands against going, or what it needs is not on the record."""

    HOLDS = "holds"
    AGAINST = "against"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of the gate about one outing: its rule, what it says, and the positions of what it rests on.

    `still_to_do`: it is done on the day only, and the day or the hour has not come.
    """

    rule: Rule[Departing]
    verdict: Verdict
    evidence: tuple[int, ...]
    still_to_do: bool

    @property
    def letter(self) -> str:
        """The clause as people call it: B1 to B13."""
        return self.rule.says.partition(":")[0]

    @property
    def holds(self) -> bool:
        """Whether nothing of it stands against going."""
        return self.verdict is Verdict.HOLDS


def clauses(h: Going, code: str, at: datetime, known: datetime = FOREVER, by: Ref | None = None) -> tuple[Clause, ...]:
    """Every clause of the gate, asked of an outing as `may_depart` asks it. Raises KeyError where none is planned."""
    a = asking(h, code, at, known, by)
    case, evidence = departing(h, a), _evidence(h, a)
    later = _done_later(h, a)
    judged = ((rule, _verdict(rule.holds(case))) for rule in GATE if rule.in_force(london_day(at)))
    return tuple(
        Clause(rule, verdict, evidence[rule.id], rule.id in later and verdict is not Verdict.HOLDS)
        for rule, verdict in judged
    )


def _done_later(h: Going, a: Asked) -> frozenset[str]:
    """The clauses of what is done on the day only, before the hour has come: of the last resort that its telephone is
    tried, where nobody has made the check yet.
    """
    if a.at >= a.goes_at:
        return frozenset()
    given = authorised(h, a)
    tried_later = given is not None and given.contingency and a.outing.check is None
    return ON_THE_DAY | ({CONTINGENT.id} if tried_later else frozenset())


def _verdict(held: bool | None) -> Verdict:
    return Verdict.UNKNOWN if held is None else Verdict.HOLDS if held else Verdict.AGAINST


def _evidence(h: Going, a: Asked) -> Mapping[str, tuple[int, ...]]:
    """The positions of what each clause rests on, by its rule."""
    given = authorised(h, a)
    found = (
        _status(h, a, DETENTION),
        [*_in_charge(h, a), *_of(given, LeaveSigned)],
        [*_of(given, LeaveDrafted), *_of(given, *_COURSE)],
        [*_of(given, LeaveDrafted), *_planned(a)],
        _ministry(h, a, given),
        _escorts(h, a, given),
        [*_told(a.outing.venue), *_exclusions(h, a), *_planned(a)],
        _told(a.outing.check),
        _told(a.outing.said),
        [*_of(given, LeaveSuspended, LeaveResumed), *_open(h, a)],
        _copies(given),
        [*_of(given, ContingencySet), *_told(a.outing.check)],
        [*_planned(a), *_of(given, LeaveSigned), *_wish(h, a)],
    )
    return {rule.id: _positions(entries) for rule, entries in zip(GATE, found, strict=True)}


def _positions(entries: Iterable[Entry]) -> tuple[int, ...]:
    return tuple(sorted({each.position for each in entries if each.position}))


def _told(entry: Entry | None) -> list[Entry]:
    return [] if entry is None else [entry]


def _of(given: Authorisation | None, *kinds: type) -> list[Entry]:
    """What was told of an authorisation, of some kinds."""
    return [] if given is None else [each for each in given.told if isinstance(each.event, kinds)]


def _copies(given: Authorisation | None) -> list[Entry]:
    told = () if given is None else given.told
    return [each for each in told if isinstance(each.event, CopyGiven) and each.event.to == PATIENT]


def _status(h: Going, a: Asked, kind: str) -> list[Entry]:
    return _told(h.about.change(kind, london_day(a.goes_at), a.known))


def _in_charge(h: Going, a: Asked) -> list[Entry]:
    day = london_day(a.goes_at)
    counts = h.about.in_charge_on(day, a.known)
    return [e for e in h.about.in_charge if e.known(a.known) and day in e.days and e.clinician in counts]


def _planned(a: Asked) -> list[Entry]:
    """The plan as it is: that the outing was planned, and how it was moved last."""
    return [each for each in a.outing.told if isinstance(each.event, _PLANS)]


def _ministry(h: Going, a: Asked, given: Authorisation | None) -> list[Entry]:
    if not h.about.restricted(london_day(a.goes_at), a.known):
        return _status(h, a, RESTRICTION)
    asked = [each for ministry in ministries(h, a, given) for each in ministry.told]
    return [*_status(h, a, RESTRICTION), *asked]


def _escorts(h: Going, a: Asked, given: Authorisation | None) -> list[Entry]:
    strict = strictest(covering(h, a)) or given
    with_whom = [each for each in a.outing.told if isinstance(each.event, _ESCORTS)]
    return [*_of(strict, LeaveDrafted, CustodianAuthorised), *with_whom]


def _exclusions(h: Going, a: Asked) -> list[Entry]:
    """The exclusions that the way leads into; of any other nothing is said."""
    plan = a.outing.plan
    way = set() if plan is None else {plan.area, *plan.route}
    return [told for told, area in h.leave.told_of_exclusions(a.at, a.known) if area in way]


def _open(h: Going, a: Asked) -> list[Entry]:
    """What happened that nobody has looked at, and other outings that the person is out on."""
    others = (each for each in h.leave.episodes(a.at, a.known) if each.code != a.outing.code and each.away())
    away = [each.released or each.absent for each in others]
    within = h.settings.hours(INCIDENT_HOURS, a.at)
    happened = [each for each in h.leave.open_incidents(a.at, a.known) if a.at - each.at < within]
    return [*happened, *(each for each in away if each is not None)]


def _wish(h: Going, a: Asked) -> list[Entry]:
    planned = a.outing.planned
    if planned is None or planned.activity is None:
        return []
    wish = h.involved(planned.activity)
    asked, answer = wish.request.asking(a.at, a.known), wish.request.answer(a.at, a.known)
    return [*_told(asked), *_told(answer), *_told(wish.forum.cancelled(a.at, a.known))]
