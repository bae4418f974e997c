"""Findings about one person's leave: each departure, signature and plan, judged with all that is known.

Nothing here reads a study's stream, and nothing that is found here is told to those who answer for research.
"""

from collections.abc import Iterator
from datetime import datetime

from domain.judging.findings import Found
from domain.judging.going_out import LEAVE, found
from domain.judging.leaving.authority import alive
from domain.judging.leaving.deciding import holding, order_considered, releasing, signing
from domain.judging.leaving.gate import Asked, rests_on
from domain.judging.leaving.histories import Going
from domain.kernel.entries import Entry
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, FOREVER, london_day, to_local
from domain.leave import (
    BY_NURSE,
    INVOLVEMENT,
    Applying,
    Authorisation,
    EpisodeNotReleased,
    EpisodePlanned,
    EpisodeRecalled,
    EpisodeReleased,
    LeaveExtended,
    LeaveResumed,
    LeaveRevoked,
    LeaveSigned,
    LeaveSuspended,
    MinistryDrafted,
    Planning,
    Signing,
    Stopping,
    Told,
)


def audit_leave(h: Going, since: datetime = ALWAYS, known: datetime = FOREVER) -> tuple[Found, ...]:
    """Every finding about what happened in one person's leave from an instant on."""
    entries = sorted(h.leave.entries.since(since, known), key=lambda told: told.key)
    unique = {(each.kind, each.suffix): each for told in entries for each in _judged(h, told, known)}
    return tuple(unique.values())


def _judged(h: Going, told: Told, known: datetime) -> Iterator[Found]:
    match told.event:
        case EpisodeReleased() as e:
            yield from _departure(h, told, e.episode, known)
        case EpisodeNotReleased() as e:
            yield from _held_back(h, told, e, known)
        case EpisodePlanned() as e:
            there = h.leave.authorisation(e.authorisation, told.at, known) is not None
            named = e.purpose != INVOLVEMENT or e.activity is not None
            lives = alive(h.about, told.at, known)
            plan = Planning(authorised=there, without_handcuffs=not e.handcuffs, names_activity=named, alive=lives)
            yield from found(LEAVE["plans"], plan, f"@{e.episode}", told.at, [told])
        case MinistryDrafted() as e:
            case = Applying(restricted=h.about.restricted(london_day(told.at), known))
            yield from found(LEAVE["applications"], case, f"@{e.consent}", told.at, [told])
        case _:
            yield from _of_authority(h, told, known)


def _of_authority(h: Going, told: Told, known: datetime) -> Iterator[Found]:
    """What the clinician in charge did; of what is told as history nobody says who did it, but for a signature."""
    match told.event:
        case LeaveSigned() as e:
            considered = e.community_order_considered
            case = signing(h, e.authorisation, e.signed_by, told.at, known, considered=considered)
            yield from found(LEAVE["signatures"], case, f"@{e.authorisation}", told.at, _proof(h, told, known))
        case LeaveExtended() as e:
            draft = h.leave.authorisation(e.authorisation, told.at, known)
            considered = e.community_order_considered or order_considered(h, draft, told.at, e.to_at, known)
            extending = Signing(in_charge=_in_charge(h, e.signed_by, told, known), order_considered=considered)
            yield from found(LEAVE["extensions"], extending, _timed(told), told.at, _proof(h, told, known))
        case LeaveResumed() | LeaveRevoked() | EpisodeRecalled() if not told.history:
            acting = Signing(in_charge=_in_charge(h, told.by, told, known))
            yield from found(LEAVE["revocations"], acting, _timed(told), told.at, _proof(h, told, known))
        case LeaveSuspended() if not told.history:
            day = london_day(told.at)
            nurse = h.member(told.by).nurse_in_charge(h.about.site_on(day, known), day, known) is not None
            stopping = Stopping(may_stop=nurse or _in_charge(h, told.by, told, known))
            yield from found(LEAVE["suspensions"], stopping, _timed(told), told.at, _proof(h, told, known))


def _departure(h: Going, told: Told, code: str, known: datetime) -> tuple[Found, ...]:
    """Somebody went out: every clause of the gate, asked again of that moment with all that is known now."""
    outing = h.leave.episode_before(code, told, known)
    by = None if told.history else told.by
    case = releasing(h, outing, told.at, known, by=by, told=told.as_history)
    rules = tuple(rule for rule in LEAVE["departures"] if by is not None or rule is not BY_NURSE)
    proof = rests_on(h, Asked(outing, told.at, told.at, known, by)) if outing is not None else ()
    return found(rules, case, f"@{code}", told.at, [told, *proof])


def _held_back(h: Going, told: Told, event: EpisodeNotReleased, known: datetime) -> tuple[Found, ...]:
    outing = h.leave.episode_before(event.episode, told, known)
    by = None if told.history else told.by
    case = holding(h, outing, event, told.at, known, by=by)
    rules = LEAVE["held_back"] if by is not None else LEAVE["held_back"][1:]
    return found(rules, case, f"@{event.episode}", told.at, [told, *(outing.told if outing else ())])


def _in_charge(h: Going, who: Ref, told: Told, known: datetime) -> bool | None:
    return h.about.is_in_charge(who, london_day(told.at), known)


def _timed(told: Told) -> str:
    """A key of what can happen to one authorisation or outing more than once."""
    return f"@{getattr(told.event, 'authorisation', '') or getattr(told.event, 'episode', '')}/{to_local(told.at)}"


def _proof(h: Going, told: Told, known: datetime) -> list[Entry]:
    """What a signature rests on: who was in charge that day, under which section, and what was drafted."""
    day, code = london_day(told.at), getattr(told.event, "authorisation", "")
    given = h.leave.authorisation(code, told.at, known) if code else None
    charges = [each for each in h.about.in_charge if each.known(known) and day in each.days]
    changes = [each for each in h.about.changes if each.known(known) and each.on <= day]
    return [told, *charges, *changes, *(given.told if isinstance(given, Authorisation) else ())]
