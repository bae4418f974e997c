"""What is still to be done about outings that began: who is overdue, whose authority ends, who has to be told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.governance import GRACE_MINUTES, OUTCOME_HOURS
from domain.judging.leaving.authority import standing
from domain.judging.leaving.gate import Asked, departing
from domain.judging.leaving.histories import Going
from domain.judging.task import Task, proof
from domain.kernel.reasons import PERSON
from domain.kernel.time import FOREVER, london_day
from domain.leave import (
    VIEWS,
    AbsenceNotified,
    Authorisation,
    AuthorisationState,
    Episode,
    EpisodeCancelled,
    EpisodeNotReleased,
    EpisodeRecalled,
    EpisodeState,
    LeaveExtended,
    LeaveRevoked,
    LeaveSuspended,
    LeaveVoided,
    MinistryWithdrew,
    OutcomeRecorded,
    ReasonsExplained,
    Told,
    ends,
)

LATE: Final = "overdue"
AUTHORITY: Final = "authority"
RECALL: Final = "recall-notice"
NOTIFICATION: Final = "notification"
EXPLANATION: Final = "explanation"
OUTCOME: Final = "outcome"
KINDS: Final = (LATE, AUTHORITY, RECALL, NOTIFICATION, EXPLANATION, OUTCOME)

POLICE: Final = "police"
MINISTRY: Final = "ministry"
CQC: Final = "cqc"
_STOPPED: Final = {AuthorisationState.SUSPENDED: LeaveSuspended, AuthorisationState.VOID: LeaveVoided}


@dataclass(frozen=True, slots=True)
class _Out:
    """An outing that began, asked about at one instant as known at another: when it began, when and how it ended.

    `given` is the authority that the person is away under, as it stands now.
    """

    h: Going
    outing: Episode
    given: Authorisation | None
    at: datetime
    known: datetime
    began: datetime
    ended: datetime | None
    ended_as: str

    def came_up(self, since: datetime) -> bool:
        """Whether the person was still away at an instant."""
        return self.ended is None or since < self.ended

    def task(
        self, kind: str, since: datetime, due: datetime | None, stage: str, outcome: str, *of: Told | None
    ) -> Task:
        outcome = outcome or self.ended_as
        evidence = proof(self.outing.released, *of)
        return Task(kind, self.outing.code, since, due, "" if outcome else stage, outcome, evidence)


def away(h: Going, at: datetime, known: datetime = FOREVER) -> Iterator[Task]:
    """Every task about outings that began, or that were stopped at the door; done ones too."""
    under: dict[str, Authorisation | None] = {}
    for outing in h.leave.episodes(at, known):
        yield from _explanations(outing)
        yield from _notifications(h, outing, known)
        yield from _outcomes(h, outing)
        if outing.released is not None:
            code = outing.planned.authorisation if outing.planned else ""
            if code not in under:
                under[code] = standing(h, code, at, known)
            out = _out(h, outing, under[code], at, known)
            for kind in (_late, _ending, _stopped, _recalls):
                yield from kind(out)


def _out(h: Going, outing: Episode, given: Authorisation | None, at: datetime, known: datetime) -> _Out:
    began = outing.released.at if outing.released else at
    if outing.absent is not None:
        return _Out(h, outing, given, at, known, began, outing.absent.at, "absence declared")
    return _Out(h, outing, given, at, known, began, outing.ended_at, "returned" if outing.ended_at else "")


def _late(o: _Out) -> Iterator[Task]:
    """Not back when they were due, with the minutes of grace that the provider has set [POL]."""
    if o.outing.plan is None:
        return
    due = o.outing.plan.returns_at
    since = due + o.h.settings.minutes(GRACE_MINUTES, due)
    if o.came_up(since):
        stage = "called back, not here" if o.outing.state is EpisodeState.RECALLED else "out, not here"
        yield o.task(LATE, since, due, stage, "")


def _ending(o: _Out) -> Iterator[Task]:
    """The authority ends, or has ended, while the person is out: it may be extended in their absence (s17(2)).

    It is a task from the beginning where it ends before the planned return; else once they are late and it is about to.
    """
    plan, given = o.outing.plan, o.given
    if plan is None or given is None:
        return
    extended = [each for each in given.extended if each.at > o.began]
    at_first = next(
        (e.event.to_at for e in reversed(given.extended) if e not in extended and isinstance(e.event, LeaveExtended)),
        None,
    )
    first = at_first or ends(given.terms)
    if first is None:
        return
    soon = first - o.h.settings.minutes(GRACE_MINUTES, first)
    since = o.began if first < plan.returns_at else max(plan.returns_at, soon)
    if not o.came_up(since):
        return
    to_at = given.to_at or first
    lasts = bool(extended) and to_at >= max(o.at, plan.returns_at)
    stopped = "" if given.state in _USABLE else str(given.state).lower()
    outcome = "extended" if lasts else stopped
    stage = "ended while out" if to_at <= o.at else "ends while out"
    yield o.task(AUTHORITY, since, to_at, stage, outcome, given.signature, *given.extended)


_USABLE: Final = frozenset({AuthorisationState.SIGNED, AuthorisationState.IN_FORCE, AuthorisationState.EXPIRED})
"""Nobody has stopped it; time may have."""


def _stopped(o: _Out) -> Iterator[Task]:
    """The authority is suspended, or was never good, while the person is out."""
    given = o.given
    if given is None or given.state not in _STOPPED:
        return
    kind = _STOPPED[given.state]
    told = next((each for each in reversed(given.told) if isinstance(each.event, kind)), None)
    since = max(o.began, told.at if told else o.began)
    if o.came_up(since):
        yield o.task(AUTHORITY, since, None, f"{str(given.state).lower()} while out", "", told, given.signature)


def _recalls(o: _Out) -> Iterator[Task]:
    """Nobody is called back but by notice in writing (s17(4)): where their ground is taken away, one is owed."""
    for told, stage in _taken_back(o):
        if not o.began <= told.at or not o.came_up(told.at):
            continue
        recalled = o.outing.recalled
        if recalled is not None and recalled.at <= told.at:
            continue
        yield o.task(RECALL, told.at, None, stage, "served" if recalled else "", told, recalled)


def _taken_back(o: _Out) -> Iterator[tuple[Told, str]]:
    """What takes the ground from under an outing: the leave is revoked, or the Ministry withdraws its consent."""
    for told in o.given.told if o.given else ():
        if isinstance(told.event, LeaveRevoked):
            yield told, "leave revoked"
            return
    told_by = (told for ministry in o.h.leave.ministries(o.at, o.known) for told in ministry.told)
    withdrawn = [each for each in told_by if isinstance(each.event, MinistryWithdrew) and each.at >= o.began]
    if withdrawn and departing(o.h, Asked(o.outing, o.at, o.at, o.known)).ministry is False:
        yield withdrawn[0], "consent of the Ministry withdrawn"


def _notifications(h: Going, outing: Episode, known: datetime) -> Iterator[Task]:
    """Who is told of an absence, without delay, and of its end (CQC (Registration) Regulations 2009, reg 17; [GK])."""
    if outing.absent is None:
        return
    restricted = h.about.restricted(london_day(outing.absent.at), known)
    for whom in (POLICE, CQC, *([MINISTRY] if restricted else [])):
        no_more = "returned" if whom == POLICE and outing.ended_at else ""
        yield _notice(outing, whom, outing.absent.at, of_return=False, otherwise=no_more)
    if outing.ended_at is not None:
        yield _notice(outing, CQC, outing.ended_at, of_return=True)


def _notice(outing: Episode, whom: str, since: datetime, *, of_return: bool, otherwise: str = "") -> Task:
    told = next((each for each in outing.told if _tells(each, whom, of_return)), None)
    outcome = "told" if told else otherwise
    about = f"{outing.code}, {whom}"
    stage = "" if outcome else f"to be told of the {'return' if of_return else 'absence'}"
    return Task(NOTIFICATION, about, since, None, stage, outcome, proof(outing.absent, told))


def _tells(told: Told, whom: str, of_return: bool) -> bool:
    event = told.event
    return isinstance(event, AbsenceNotified) and event.whom == whom and event.of_return is of_return


def _explanations(outing: Episode) -> Iterator[Task]:
    """Whoever is stopped or called back is told why, and that they were is on the record (Code ch. 27 [GK])."""
    for told in outing.told:
        stopped = isinstance(told.event, EpisodeNotReleased | EpisodeCancelled)
        if not (stopped or isinstance(told.event, EpisodeRecalled)):
            continue
        if getattr(told.event, "reason_code", None) == PERSON:
            continue
        after = (
            t for t in outing.told if isinstance(t.event, ReasonsExplained) and (t.at, t.order) > (told.at, told.order)
        )
        explained = next(after, None)
        stage = "" if explained else "why they did not go" if stopped else "why they were called back"
        outcome = "explained" if explained else ""
        yield Task(EXPLANATION, outing.code, told.at, None, stage, outcome, proof(told, explained))


def _outcomes(h: Going, outing: Episode) -> Iterator[Task]:
    """How it went, as the person and the staff tell it, within the hours that the provider has set [POL]."""
    if outing.ended_at is None or outing.released is None:
        return
    since = outing.ended_at + h.settings.hours(OUTCOME_HOURS, outing.ended_at)
    told = [each for each in outing.told if isinstance(each.event, OutcomeRecorded)]
    missing = sorted(VIEWS - outing.views)
    if not missing and max(_first(told, voice) for voice in VIEWS) <= since:
        return
    stage = f"account of {' and '.join(missing)}" if missing else ""
    yield Task(OUTCOME, outing.code, since, since, stage, "" if missing else "recorded", proof(outing.released, *told))


def _first(told: list[Told], voice: str) -> datetime:
    """When somebody first told how it went."""
    return min(t.at for t in told if isinstance(t.event, OutcomeRecorded) and t.event.voice == voice)
