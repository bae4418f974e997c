"""The facts that a command about leave is decided on, from folded histories, at the time at which it is to happen."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta

from domain.judging.leaving.authority import alive, under_section
from domain.judging.leaving.gate import Asked, departing
from domain.judging.leaving.histories import Going
from domain.kernel.ids import Ref
from domain.kernel.reasons import CLINICAL
from domain.kernel.time import FOREVER, london_day
from domain.leave import (
    ESCORTED,
    INVOLVEMENT,
    WEEK,
    Applying,
    Authorisation,
    Course,
    DraftApplication,
    Episode,
    EpisodeNotReleased,
    ExtendLeave,
    HoldBackEpisode,
    Holding,
    OfLeave,
    PlanEpisode,
    Planning,
    RecallEpisode,
    ReleaseEpisode,
    Releasing,
    ResumeLeave,
    RevokeLeave,
    Signing,
    SignLeave,
    Stopping,
    SuspendLeave,
    asked_at,
)


def leaving(command: OfLeave, h: Going) -> Course:
    """What a command about leave is judged by, besides how the thing that it is about stands."""
    at, day = asked_at(command, h.leave), command.day
    match command:
        case DraftApplication():
            return Applying(restricted=h.about.restricted(day))
        case SignLeave() as c:
            return _signing(c, h, at)
        case ExtendLeave() as c:
            draft = h.leave.authorisation(c.authorisation, at)
            considered = c.community_order_considered or order_considered(h, draft, at, c.to_at)
            return replace(_acting(c.signed_by, c.actor, h, at), order_considered=considered)
        case ResumeLeave() | RevokeLeave() | RecallEpisode() as c:
            return _acting(c.actor, c.actor, h, at)
        case SuspendLeave() as c:
            nurse = _nurse_in_charge(h, c.actor, at)
            return Stopping(may_stop=nurse or h.about.is_in_charge(c.actor, day))
        case PlanEpisode() as c:
            there = h.leave.authorisation(c.authorisation, at) is not None
            named = c.purpose != INVOLVEMENT or c.activity is not None
            lives = alive(h.about, at)
            return Planning(authorised=there, without_handcuffs=not c.handcuffs, names_activity=named, alive=lives)
        case ReleaseEpisode() as c:
            return _releasing(c, h)
        case HoldBackEpisode() as c:
            return _holding(c, h, at)
        case _:
            return Course()


def _acting(who: Ref, actor: Ref, h: Going, at: datetime) -> Signing:
    """What an act of the clinician in charge is judged by."""
    return Signing(in_charge=h.about.is_in_charge(who, london_day(at)), himself=who == actor)


def _signing(command: SignLeave, h: Going, at: datetime) -> Signing:
    signed = signing(h, command.authorisation, command.signed_by, at, considered=command.community_order_considered)
    return signed if command.history else replace(signed, himself=command.signed_by == command.actor)


def signing(
    h: Going, code: str, signed_by: Ref, at: datetime, known: datetime = FOREVER, *, considered: bool
) -> Signing:
    """What a signature is judged by. `considered`: whoever signed says that they considered a community order."""
    day = london_day(at)
    signed = Signing(in_charge=h.about.is_in_charge(signed_by, day, known))
    draft = h.leave.authorisation(code, at, known)
    section = under_section(h.about, day, known)
    if draft is None:
        return replace(signed, under_section=section, order_considered=True)
    terms = draft.terms
    return replace(
        signed,
        under_section=section,
        custody_said=terms.custody is (terms.escort == ESCORTED),
        bounded=draft.to_at is not None or terms.review_on is not None,
        contingent=draft.contingency,
        order_considered=considered or order_considered(h, draft, at, draft.to_at, known),
    )


def order_considered(
    h: Going, draft: Authorisation | None, at: datetime, to_at: datetime | None, known: datetime = FOREVER
) -> bool:
    """Whether none need be: they are restricted, or are not away for more than a week on end."""
    if draft is None or h.about.restricted(london_day(at), known):
        return True
    return _longest(draft.terms.max_minutes, draft.terms.from_at, to_at, bool(draft.terms.occasions)) <= WEEK


def _longest(max_minutes: int | None, from_at: datetime, to_at: datetime | None, on_occasions: bool) -> timedelta:
    """How long somebody could be away on end under the terms."""
    if max_minutes is not None:
        return timedelta(minutes=max_minutes)
    if on_occasions:
        return timedelta()
    return to_at - from_at if to_at is not None else timedelta.max


def _nurse_in_charge(h: Going, who: Ref, at: datetime, known: datetime = FOREVER) -> bool:
    """Whether somebody is nurse in charge where the person is, on the day of an instant."""
    day = london_day(at)
    return h.member(who).nurse_in_charge(h.about.site_on(day, known), day, known) is not None


def last_word(h: Going, code: str, at: datetime) -> datetime:
    """An instant, or later where something that letting out rests on happened since: a clock may be behind."""
    latest = max(at, h.leave.last_word())
    outing = h.leave.episode(code, latest)
    to = outing.planned.activity if outing and outing.planned else None
    return latest if to is None else max(latest, h.involved(to).last_word())


def _releasing(command: ReleaseEpisode, h: Going) -> Releasing:
    at = command.happened_at if command.history else last_word(h, command.episode, command.happened_at)
    outing = h.leave.episode(command.episode, at)
    told = command.history and command.source != "import"
    return releasing(h, outing, at, by=None if command.history else command.actor, told=told)


def releasing(
    h: Going, outing: Episode | None, at: datetime, known: datetime = FOREVER, *, by: Ref | None, told: bool
) -> Releasing:
    """What letting somebody out is judged by; `by` None where nobody says who did, `told` where it is told as history.

    `outing` is as it stood just before.
    """
    by_nurse = None if by is None else _nurse_in_charge(h, by, at, known)
    if outing is None or outing.planned is None:
        return Releasing(by_nurse_in_charge=by_nurse, told_as_history=told)
    gate = departing(h, Asked(outing, at, at, known, by))
    alone = len(outing.escorts) == 1 and outing.escorts[0].staff == by
    return Releasing(**asdict(gate), by_nurse_in_charge=by_nurse, not_alone=not alone, told_as_history=told)


def _holding(command: HoldBackEpisode, h: Going, at: datetime) -> Holding:
    outing = h.leave.episode(command.episode, at)
    event = EpisodeNotReleased(
        person=command.person,
        episode=command.episode,
        reason_code=command.reason_code,
        finding=command.finding,
        says=command.says,
    )
    return holding(h, outing, event, at, by=command.actor)


def holding(
    h: Going,
    outing: Episode | None,
    event: EpisodeNotReleased,
    at: datetime,
    known: datetime = FOREVER,
    *,
    by: Ref | None,
) -> Holding:
    """What not letting somebody out is judged by; `by` None where nobody says who did."""
    check = outing.checked() if outing else None
    found = check is not None and event.finding in check.findings
    may = None if by is None else _nurse_in_charge(h, by, at, known) or h.about.is_in_charge(by, london_day(at), known)
    return Holding(
        by_nurse_in_charge=may, found=found or event.reason_code != CLINICAL, told_why=event.says is not None
    )
