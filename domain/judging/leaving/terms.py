"""Whether an outing is inside what was authorised, and inside what the Secretary of State consented to."""

from datetime import datetime, timedelta

from domain.judging.leaving.histories import Going
from domain.kernel.time import FOREVER, london_day, to_local
from domain.leave import (
    ACCOMPANIED,
    ESCORTED,
    ESCORTS,
    LEVELS,
    Authorisation,
    Episode,
    LeaveDrafted,
    Ministry,
    MinistryGranted,
    Plan,
    occasion,
)

TRIAL = "trial"


def inside(terms: LeaveDrafted, plan: Plan, purpose: str) -> bool:
    """Whether a plan is inside the terms: destination, area, purpose, occasion, and how long it lasts.

    A list without names limits nothing; of occasions, one must hold all of the outing.
    """
    places = _among(plan.destination, terms.destinations) and _among(plan.area, terms.areas)
    long_enough = terms.max_minutes is None or plan.returns_at - plan.departs_at <= timedelta(minutes=terms.max_minutes)
    return places and _among(purpose, terms.purposes) and long_enough and _on_an_occasion(terms, plan)


def often_enough(h: Going, given: Authorisation, outing: Episode, goes_at: datetime, known: datetime = FOREVER) -> bool:
    """Whether one outing more is within how often leave may be used in its day, week (from Monday) or month."""
    terms = given.terms
    if terms.max_times is None:
        return True
    others = [at for code, at in h.leave.released_under(given.code, goes_at, known) if code != outing.code]
    return sum(_span(at, terms.per) == _span(goes_at, terms.per) for at in others) < terms.max_times


def _among(word: str, words: tuple[str, ...]) -> bool:
    return not words or word in words


def _on_an_occasion(terms: LeaveDrafted, plan: Plan) -> bool:
    windows = [occasion(each) for each in terms.occasions]
    held = (w.start <= plan.departs_at and (w.end is None or plan.returns_at <= w.end) for w in windows)
    return not windows or any(held)


def _span(at: datetime, per: str | None) -> tuple[int, ...]:
    """The local day, week or month of an instant; everything is one where nothing is said."""
    day = london_day(at)
    match per:
        case "day":
            return (day.toordinal(),)
        case "week":
            return day.isocalendar()[:2]
        case "month":
            return day.year, day.month
        case _:
            return ()


def nights(plan: Plan) -> int:
    """How many local midnights an outing is away over."""
    return (london_day(plan.returns_at) - london_day(plan.departs_at)).days


def level(given: Authorisation, plan: Plan) -> str:
    """The rung of the ladder of leave that an outing stands on [GK]."""
    if given.terms.category == TRIAL:
        return TRIAL
    if nights(plan):
        return "overnight"
    return "escorted_day" if given.terms.escort == ESCORTED else "unescorted_day"


def consented(asked: Ministry, given: Authorisation, plan: Plan, purpose: str, at: datetime) -> bool:
    """Whether the Secretary of State consents to an outing: its level, place, purpose, escort and length."""
    grant = asked.grant
    if not asked.stands() or grant is None or asked.overdue(at):
        return False
    return (
        LEVELS.index(level(given, plan)) <= LEVELS.index(grant.level)
        and _among(plan.area, grant.areas)
        and _among(purpose, grant.purposes)
        and _restrictive(given.terms.escort) >= _restrictive(grant.escort)
        and _short_enough(grant, plan)
    )


def _short_enough(grant: MinistryGranted, plan: Plan) -> bool:
    away = plan.returns_at - plan.departs_at
    short = grant.max_minutes is None or away <= timedelta(minutes=grant.max_minutes)
    return short and (grant.max_nights is None or nights(plan) <= grant.max_nights)


def _restrictive(escort: str | None) -> int:
    return -1 if escort is None else ESCORTS.index(escort)


def strictest(every: tuple[Authorisation, ...]) -> Authorisation | None:
    """The one that asks for most, of several that cover an outing: by escort level, then by escorts a patient."""
    return max(every, key=lambda a: (_restrictive(a.terms.escort), a.terms.escorts / a.terms.patients), default=None)


def enough(given: Authorisation, outing: Episode) -> bool:
    """Whether the escorts are those that the authorisation asks for: how many, who leads, of which grade and gender.

    Escorts may be shared: `together` patients need their share of them.
    """
    terms, escorts = given.terms, outing.escorts
    if terms.escort not in (ESCORTED, ACCOMPANIED):
        return True
    together = outing.planned.together if outing.planned else 1
    leads = [each for each in escorts if each.part == "lead"]
    right_grade = terms.band is None or any(each.band is not None and each.band >= terms.band for each in leads)
    right_gender = terms.escort_gender is None or any(each.gender_as_asked for each in escorts)
    if terms.escort == ACCOMPANIED:
        return bool(escorts)
    shared = len(escorts) * terms.patients >= terms.escorts * together
    return shared and len(leads) == 1 and all(each.briefed for each in escorts) and right_grade and right_gender


def clocks_change(plan: Plan) -> bool:
    """Whether the clocks change while somebody is away."""
    spans = plan.returns_at - plan.departs_at
    local = datetime.fromisoformat(to_local(plan.returns_at)) - datetime.fromisoformat(to_local(plan.departs_at))
    return spans != local
