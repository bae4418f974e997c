"""The gate for going out: every clause asked of one outing at one instant, with the events that it rests on."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.governance import CHECK_MINUTES, INCIDENT_HOURS, OUTINGS_A_WEEK
from domain.judging.gate import Answer
from domain.judging.leaving.authority import alive, consented_here, needed, signed_in_charge, standing, under_section
from domain.judging.leaving.histories import Going
from domain.judging.leaving.moving import SET, change
from domain.judging.leaving.terms import clocks_change, consented, enough, inside, often_enough, strictest
from domain.kernel.entries import Entry
from domain.kernel.ids import Ref
from domain.kernel.rules import judge, refusal
from domain.kernel.time import FOREVER, london_day
from domain.leave import (
    BACK,
    ESCORTED,
    GATE,
    INVOLVEMENT,
    PATIENT,
    Authorisation,
    AuthorisationState,
    Departing,
    Episode,
    Ministry,
    VenueChecked,
)
from domain.people.state import ACTOR

TIRED: Final = "many-outings-this-week"
NOT_TOLD: Final = "last-outing-without-outcome"
CLOCKS: Final = "clocks-change-while-away"
REPORT: Final = "report-to-ministry-due"
OVERLAP: Final = "authorisations-overlap"
MOVED: Final = "activity-has-moved"
WARNINGS: Final = (TIRED, NOT_TOLD, CLOCKS, REPORT, OVERLAP, MOVED)
"""What is worth knowing before somebody goes, and stops nobody."""
STAFF: Final = frozenset({ACTOR, "staff"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One outing, asked about at one instant as known at another, by whoever would let the person out.

    `goes_at`: when the person would go: now, where they are let out; asked before that, when it is planned.
    """

    outing: Episode
    at: datetime
    goes_at: datetime
    known: datetime = FOREVER
    by: Ref | None = None


def may_depart(h: Going, code: str, at: datetime, known: datetime = FOREVER, by: Ref | None = None) -> Answer:
    """Whether somebody may go: every clause that stands against it, what only warns, and what it rests on.

    Asked before the planned departure, it is asked of that; what is done on the day only stands against it till then.
    Raises KeyError where no outing of that code is planned.
    """
    asked = asking(h, code, at, known, by)
    verdicts = judge(GATE, departing(h, asked), london_day(at))
    no = refusal(GATE, verdicts)
    blocking = (*no.broken, *no.unjudged) if no else ()
    return Answer(allow=no is None, blocking=blocking, warnings=_warnings(h, asked), evidence=rests_on(h, asked))


def asking(h: Going, code: str, at: datetime, known: datetime = FOREVER, by: Ref | None = None) -> Asked:
    """An outing, asked about: before the planned departure of that. Raises KeyError where none is planned."""
    outing = h.leave.episode(code, at, known)
    if outing is None or outing.plan is None:
        raise KeyError(code)
    return Asked(outing, at, max(at, outing.plan.departs_at), known, by)


def departing(h: Going, a: Asked) -> Departing:
    """The facts of every clause of the gate."""
    day = london_day(a.goes_at)
    given = authorised(h, a)
    strict = strictest(covering(h, a)) or given
    return Departing(
        alive=alive(h.about, a.goes_at, a.known),
        needed=needed(h.about, day, a.known),
        under_section=under_section(h.about, day, a.known),
        signed_in_charge=_signed(h, a, given),
        in_force=_in_force(a, given),
        inside_terms=_inside(h, a, given),
        ministry=_ministry(h, a, given),
        escorted=strict is not None and enough(strict, a.outing) and _in_custody(h, strict, a.outing),
        venue_clear=_venue(h, a),
        checked=_checked(h, a),
        agrees=_agrees(a),
        nothing_open=_nothing_open(h, a, given),
        copy_given=given is not None and PATIENT in given.copies,
        contingent=_contingent(a, given),
        separate=_separate(h, a, given),
        without_handcuffs=a.outing.planned is None or not a.outing.planned.handcuffs,
    )


def authorised(h: Going, a: Asked) -> Authorisation | None:
    """The authorisation that an outing is planned under, as it really stands when the person would go."""
    return standing(h, a.outing.planned.authorisation, a.goes_at, a.known) if a.outing.planned else None


def covering(h: Going, a: Asked) -> tuple[Authorisation, ...]:
    """Every authorisation in force under which this outing could be; where they overlap, the strictest counts."""
    plan, planned = a.outing.plan, a.outing.planned
    if plan is None or planned is None:
        return ()
    every = (standing(h, code, a.goes_at, a.known) for code in h.leave.entries.codes("authorisation"))
    return tuple(
        each
        for each in every
        if each is not None
        and each.in_force()
        and each.lasts_until(plan.returns_at)
        and inside(each.terms, plan, planned.purpose)
    )


def _signed(h: Going, a: Asked, given: Authorisation | None) -> bool:
    one = len(h.about.in_charge_on(london_day(a.goes_at), a.known)) == 1
    return one and given is not None and signed_in_charge(h, given, a.known)


def _in_force(a: Asked, given: Authorisation | None) -> bool:
    return given is not None and given.in_force() and a.outing.plan is not None and given.lasts_until(_back(a))


def _back(a: Asked) -> datetime:
    return a.outing.plan.returns_at if a.outing.plan else a.at


def _inside(h: Going, a: Asked, given: Authorisation | None) -> bool:
    """Whether the outing, begun when the person would go, is inside the terms."""
    if given is None or a.outing.plan is None or a.outing.planned is None:
        return False
    begun = replace(a.outing.plan, departs_at=a.goes_at)
    return (
        a.goes_at < begun.returns_at
        and inside(given.terms, begun, a.outing.planned.purpose)
        and often_enough(h, given, a.outing, a.goes_at, a.known)
    )


def _ministry(h: Going, a: Asked, given: Authorisation | None) -> bool:
    if not h.about.restricted(london_day(a.goes_at), a.known):
        return True
    plan, planned = a.outing.plan, a.outing.planned
    if given is None or plan is None or planned is None:
        return False
    return any(consented(each, given, plan, planned.purpose, a.goes_at) for each in ministries(h, a, given))


def ministries(h: Going, a: Asked, given: Authorisation | None) -> tuple[Ministry, ...]:
    """The Ministry's consents that count here: the one that the authorisation names, else every one."""
    every = h.leave.ministries(a.goes_at, a.known)
    named = given.terms.ministry if given else None
    here = (each for each in every if consented_here(h, each, a.goes_at, a.known))
    return tuple(each for each in here if named in (None, each.code))


def _in_custody(h: Going, given: Authorisation, outing: Episode) -> bool:
    """Whether everybody who has the person in custody is staff, or was authorised in writing by the managers."""
    if given.terms.escort != ESCORTED:
        return True
    return all(
        any(each.kind in STAFF for each in h.member(escort.staff).registrations) or escort.staff in given.custodians
        for escort in outing.escorts
    )


def _venue(h: Going, a: Asked) -> bool | None:
    """Whether nothing stands against where it goes; None where nobody has looked at the place as it is planned now."""
    plan = a.outing.plan
    if plan is None:
        return None
    if {plan.area, *plan.route} & h.leave.exclusions(a.at, a.known):
        return False
    told, checked = a.outing.venue, h.leave.last_exclusion(a.at, a.known)
    if told is None or not isinstance(told.event, VenueChecked) or (checked is not None and checked > told.at):
        return None
    return told.event.clear


def _checked(h: Going, a: Asked) -> bool:
    check, told = a.outing.checked(), a.outing.check
    if check is None or told is None:
        return False
    fresh = a.at - told.at <= h.settings.minutes(CHECK_MINUTES, a.at)
    return fresh and check.outcome == "release" and check.conditions_explained


def _agrees(a: Asked) -> bool:
    said = a.outing.said
    return said is not None and bool(a.outing.agrees()) and london_day(said.at) == london_day(a.goes_at)


def _nothing_open(h: Going, a: Asked, given: Authorisation | None) -> bool:
    suspended = given is not None and given.state is AuthorisationState.SUSPENDED
    others = (each for each in h.leave.episodes(a.at, a.known) if each.code != a.outing.code)
    away = any(each.away() for each in others)
    return not suspended and not away and not h.leave.unreviewed(a.at, h.settings.hours(INCIDENT_HOURS, a.at), a.known)


def _contingent(a: Asked, given: Authorisation | None) -> bool:
    check = a.outing.checked()
    return given is not None and given.contingency and check is not None and check.telephone_tested


def _separate(h: Going, a: Asked, given: Authorisation | None) -> bool | None:
    """Whether nobody who asked also decided, and neither lets out; who lets out may not be known yet.

    None where an outing goes to an activity that nobody said yes to, or that is cancelled, and where one for
    involvement names none: it is not known who decided.
    """
    planned = a.outing.planned
    asked = {planned.requested_by if planned and planned.requested_by else a.outing.planner}
    decided = {given.signed_by} if given and given.signed_by else set()
    if planned is not None and planned.activity is not None:
        wish = h.involved(planned.activity)
        approval = wish.request.approval(a.at, a.known)
        if approval is None or wish.forum.cancelled(a.at, a.known):
            return None
        asked |= wish.request.requesters(a.at, a.known)
        decided |= {approval.decider}
    elif planned is not None and planned.purpose == INVOLVEMENT:
        return None
    return not asked & decided and (a.by is None or a.by not in asked | decided)


def _warnings(h: Going, a: Asked) -> tuple[str, ...]:
    day, week_ago = london_day(a.at), a.at - timedelta(days=8)
    before = [each for each in h.leave.episodes(a.at, a.known) if each.released and each.code != a.outing.code]
    lately = [london_day(each.released.at) for each in before if each.released and each.released.at > week_ago]
    week = sum(on.isocalendar()[:2] == day.isocalendar()[:2] for on in lately)
    last = max(before, key=lambda e: e.released.at if e.released else a.at, default=None)
    given = authorised(h, a)
    warned = {
        TIRED: week + 1 > h.settings.value(OUTINGS_A_WEEK, a.at),
        NOT_TOLD: last is not None and last.state in BACK,
        CLOCKS: a.outing.plan is not None and clocks_change(a.outing.plan),
        REPORT: any(each.due for each in ministries(h, a, given)),
        OVERLAP: len({each.terms.escort for each in covering(h, a)}) > 1,
        MOVED: _moved(h, a),
    }
    return tuple(word for word in WARNINGS if warned[word])


def _moved(h: Going, a: Asked) -> bool:
    """Whether the activity is elsewhere, or at another time, than when the outing to it was planned or moved last."""
    planned = a.outing.planned
    told = next((each for each in reversed(a.outing.told) if isinstance(each.event, SET)), None)
    if planned is None or planned.activity is None or told is None:
        return False
    return change(h.involved(planned.activity), told, a.at, a.known) is not None


def rests_on(h: Going, a: Asked) -> tuple[int, ...]:
    """The positions of the events that the answer rests on."""
    given = authorised(h, a)
    told = [*a.outing.told, *(given.told if given else ())]
    if h.about.restricted(london_day(a.at), a.known):
        told.extend(each for ministry in ministries(h, a, given) for each in ministry.told)
    clinicians = [each for each in h.about.in_charge if each.known(a.known) and london_day(a.at) in each.days]
    changes = [each for each in h.about.changes if each.known(a.known) and each.on <= london_day(a.at)]
    wish = _wish(h, a)
    return tuple(sorted({each.position for each in (*told, *clinicians, *changes, *wish) if each.position}))


def _wish(h: Going, a: Asked) -> tuple[Entry, ...]:
    """What was asked and answered of an activity that the outing goes to."""
    if a.outing.planned is None or a.outing.planned.activity is None:
        return ()
    wish = h.involved(a.outing.planned.activity)
    request, gone = wish.request, wish.forum.cancelled(a.at, a.known)
    told = (*request.asked, *request.withdrawals, *request.decisions)
    happened = tuple(each for each in told if each.at <= a.at and each.known(a.known))
    return happened if gone is None else (*happened, gone)
