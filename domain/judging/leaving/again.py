"""The gate asked again: an outing that is planned, and whose answer is not yes now; and one whose activity has moved.

Nothing waits for a process: whatever has changed since it was planned is seen whenever somebody asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.governance import CHECK_MINUTES, INCIDENT_HOURS
from domain.involvement import Terms
from domain.involvement.state.entries import Moment
from domain.judging.leaving.gate import Asked, departing, rests_on
from domain.judging.leaving.histories import Going
from domain.judging.leaving.moving import SET, change
from domain.judging.task import Task, proof
from domain.kernel.entries import Entry
from domain.kernel.rules import Verdicts, judge
from domain.kernel.time import FOREVER, end_of_day, london_day
from domain.leave import (
    GATE,
    ON_THE_DAY,
    AuthorisationState,
    Departing,
    Episode,
    EpisodeChecked,
    EpisodeState,
    Told,
)

AGAIN: Final = "gate"
REPLAN: Final = "replan"
UNSETTLED: Final = "unsettled"
KINDS: Final = (AGAIN, REPLAN, UNSETTLED)

CLAUSES: Final = {rule.id: f"B{number}" for number, rule in enumerate(GATE, 1)}
"""The clauses of the gate by rule, as the domain numbers them."""
_NOTHING_OPEN: Final = "MD-10"
_CONTINGENT: Final = "MD-12"
_CHECKED: Final = "MD-08"
_AGREES: Final = "MD-09"
_ESCORTED: Final = "MD-06"
_VENUE: Final = "MD-07"
_SEPARATE: Final = "MD-13"
_DAY: Final = ON_THE_DAY | {_CONTINGENT}
"""What is done on the day: till then it is still to do, and no task; once it was done, its loss is one."""
_WAITING: Final = frozenset({EpisodeState.PLANNED, EpisodeState.CHECKED})


def again(h: Going, at: datetime, known: datetime = FOREVER) -> Iterator[Task]:
    """Every task about outings that have not begun, or did not when they should have."""
    h = replace(h, leave=h.leave.until(at))
    for outing in h.leave.episodes(at, known):
        if outing.plan is None or outing.planned is None:
            continue
        if at >= outing.plan.returns_at:
            yield from _unsettled(outing)
        elif outing.state in _WAITING:
            yield from _moved(h, outing, at, known)
            yield from _asked_again(h, outing, at, known)


def _unsettled(outing: Episode) -> Iterator[Task]:
    """The day is over, and the record does not say whether the person went: who did not go is counted too."""
    if outing.plan is None or outing.released is not None:
        return
    since = outing.plan.returns_at
    settled = next((t for t in outing.told if outing.state not in _WAITING and t.at >= since), None)
    if outing.state not in _WAITING and settled is None:
        return
    outcome = str(outing.state).replace("_", " ").lower() if settled else ""
    stage = "" if outcome else "did they go, and if not, why?"
    yield Task(UNSETTLED, outing.code, since, None, stage, outcome, proof(_set_last(outing, FOREVER), settled))


def _set_last(outing: Episode, at: datetime) -> Told | None:
    """When it was planned, or moved, last."""
    return next((t for t in reversed(outing.told) if isinstance(t.event, SET) and t.at <= at), None)


@dataclass(frozen=True, slots=True)
class _Stands:
    """What stands against an outing: clauses that held and do not any longer, and those that have not held yet."""

    lost: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.never)

    def __str__(self) -> str:
        lost = f"no longer {', '.join(CLAUSES[each] for each in self.lost)}" if self.lost else ""
        never = f"not {', '.join(CLAUSES[each] for each in self.never)}" if self.never else ""
        return "; ".join(filter(None, (lost, never)))


def _asked_again(h: Going, outing: Episode, at: datetime, known: datetime) -> Iterator[Task]:
    """The gate as it was answered at every instant since the outing was planned at which something changed; then now.

    Each answer but the last is what was known at that instant: what was entered late had not changed anything by then.
    """
    begun = _set_last(outing, at)
    if begun is None or outing.plan is None or not _standing(h, outing, set(CLAUSES), at, known):
        return
    held: set[str] = set()
    since, stands = begun.at, _Stands()
    for moment in _moments(h, outing, begun.at, at, known):
        knew = known if moment == at else min(known, moment)
        then = h.leave.episode(outing.code, moment, knew)
        if then is None or then.plan is None:
            continue
        now = _standing(h, then, held, moment, knew)
        since = since if stands and now else moment
        stands = now
    if stands:
        asked = Asked(outing, at, max(at, outing.plan.departs_at), known)
        about = _called(h, outing, known)
        activity = outing.planned.activity if outing.planned else None
        yield Task(AGAIN, about, since, outing.plan.departs_at, str(stands), "", rests_on(h, asked), activity)


def _called(h: Going, outing: Episode, known: datetime) -> str:
    """The outing, and the activity that it goes to where there is one."""
    if outing.planned is None or outing.planned.activity is None:
        return outing.code
    terms = h.involved(outing.planned.activity).forum.terms(FOREVER, known)
    return f"{outing.code} to {terms.name}" if terms else outing.code


def _judged(h: Going, outing: Episode, at: datetime, known: datetime) -> tuple[Departing, tuple[str, ...]]:
    """The gate's facts, and every clause that stands against an outing at an instant."""
    goes_at = max(at, outing.plan.departs_at) if outing.plan else at
    facts = departing(h, Asked(outing, at, goes_at, known))
    verdicts: Verdicts = judge(GATE, facts, london_day(at))
    return facts, (*verdicts.broken, *verdicts.unjudged)


def _standing(h: Going, outing: Episode, held: set[str], at: datetime, known: datetime) -> _Stands:
    """Of what stands against it, what is a task: not what is merely still to be done on the day.

    `held` are the clauses that held before; those that hold now are among them afterwards.
    """
    facts, against = _judged(h, outing, at, known)
    counts = [each for each in CLAUSES if each in against and _counts(h, outing, facts, each, held, at, known)]
    stands = _Stands(tuple(c for c in counts if c in held), tuple(c for c in counts if c not in held))
    held |= CLAUSES.keys() - set(against)
    return stands


def _counts(
    h: Going, outing: Episode, facts: Departing, clause: str, held: set[str], at: datetime, known: datetime
) -> bool:
    if clause == _NOTHING_OPEN:
        return _something_open(h, outing, at, known)
    if clause == _AGREES:
        return outing.said is not None and not outing.agrees()
    if clause == _CHECKED:
        return outing.check is not None
    if clause == _CONTINGENT:
        return outing.check is not None or not _has_plan(h, outing, at, known)
    if clause == _SEPARATE and facts.separate is None:
        return clause in held or _answered_otherwise(h, outing, at, known)
    if clause == _VENUE:
        return facts.venue_clear is False or (clause in held and outing.venue is not None)
    if clause == _ESCORTED:
        return clause in held and bool(outing.escorts)
    return True


def _answered_otherwise(h: Going, outing: Episode, at: datetime, known: datetime) -> bool:
    """Whether the wish that an outing is for was answered, or withdrawn, or is for nothing any more: not just asked."""
    if outing.planned is None or outing.planned.activity is None:
        return False
    wish = h.involved(outing.planned.activity)
    gone = wish.request.withdrawn(at, known) or wish.forum.cancelled(at, known)
    return gone is not None or wish.request.answer(at, known) is not None


def _has_plan(h: Going, outing: Episode, at: datetime, known: datetime) -> bool:
    given = h.leave.authorisation(outing.planned.authorisation, at, known) if outing.planned else None
    return given is not None and given.contingency


def _something_open(h: Going, outing: Episode, at: datetime, known: datetime) -> bool:
    """Whether leave is suspended, or an incident will be unreviewed when the person would go: not who is out now."""
    if outing.plan is None or outing.planned is None:
        return False
    given, goes_at = h.leave.authorisation(outing.planned.authorisation, at, known), max(at, outing.plan.departs_at)
    suspended = given is not None and given.state is AuthorisationState.SUSPENDED
    return suspended or h.leave.until(at).unreviewed(goes_at, h.settings.hours(INCIDENT_HOURS, at), known)


def _moments(h: Going, outing: Episode, begun: datetime, at: datetime, known: datetime) -> list[datetime]:
    """Every instant since an outing was planned at which the gate could answer otherwise than before."""
    told = [each for every in h.leave.entries.by_subject.values() for each in every]
    entries: list[Entry] = [*told, *h.about.in_charge, *h.about.changes, *_of_the_wish(h, outing)]
    every = {
        *(each.at for each in told),
        *(each.at for each in _of_the_wish(h, outing)),
        *(instant for each in entries for instant in (each.known_from, each.known_until)),
        *_by_the_clock(h, outing, at, known),
    }
    return sorted({begun, at, *(each for each in every if begun < each < at)})


def _by_the_clock(h: Going, outing: Episode, at: datetime, known: datetime) -> Iterator[datetime]:
    """When papers end, and when a check is too old."""
    yield from (each.to_at for each in h.leave.authorisations(at, known) if each.to_at is not None)
    for ministry in h.leave.ministries(at, known):
        yield from (end_of_day(day) for _, day in ministry.due)
        if ministry.grant is not None and ministry.grant.expires_on is not None:
            yield end_of_day(ministry.grant.expires_on)
    for told in outing.told:
        if isinstance(told.event, EpisodeChecked):
            yield told.at + h.settings.minutes(CHECK_MINUTES, at) + timedelta.resolution
    if outing.plan is not None:
        yield outing.plan.departs_at + timedelta.resolution


def _of_the_wish(h: Going, outing: Episode) -> tuple[Moment, ...]:
    """What was asked, answered and withdrawn of the activity that an outing goes to; that it was cancelled."""
    if outing.planned is None or outing.planned.activity is None:
        return ()
    wish = h.involved(outing.planned.activity)
    request = wish.request
    return (*request.asked, *request.withdrawals, *request.decisions, *wish.forum.cancellations)


def _moved(h: Going, outing: Episode, at: datetime, known: datetime) -> Iterator[Task]:
    """An activity that moves does not move the outings planned to it: somebody plans each of them again."""
    if outing.planned is None or outing.plan is None or outing.planned.activity is None:
        return
    wish = h.involved(outing.planned.activity)
    sets = [each for each in outing.told if isinstance(each.event, SET)]
    for told, after in zip(sets, (*sets[1:], None), strict=True):
        until = at if after is None else after.at
        moved, terms = change(wish, told, until, known), wish.forum.terms(until, known)
        if moved is None or terms is None:
            continue
        since, outcome = max(moved.at, told.at), "moved" if after else ""
        stage = "" if outcome else _as_moved(h, outing, terms, at, known)
        about = _called(h, outing, known)
        evidence = proof(told, moved, after)
        activity = outing.planned.activity
        yield Task(REPLAN, about, since, outing.plan.departs_at, stage, outcome, evidence, activity)


def _as_moved(h: Going, outing: Episode, terms: Terms, at: datetime, known: datetime) -> str:
    """Where the activity is now, and which clauses would stand against the outing if it went there as it is."""
    if outing.plan is None:
        return ""
    there = replace(
        outing.plan,
        destination=terms.venue,
        area=terms.area,
        departs_at=terms.depart_at,
        returns_at=terms.return_by,
    )
    moved = replace(outing, plan=there, check=None, venue=None)
    _, against = _judged(h, moved, at, known)
    counts = [CLAUSES[each] for each in CLAUSES if each in against and (each not in _DAY or each == _VENUE)]
    return f"now {terms.venue}, {terms.area}: {', '.join(counts)}"
