"""The courses that leave takes: to each state of an outing, of an authorisation and of a Ministry's consent, one.

A play is whatever asks what its methods are called; of everything in order there is `everything_in_order`.
"""

from collections.abc import Callable
from typing import Any, Final

from domain.leave import (
    AnswerMinistry,
    AuthorisationState,
    CancelEpisode,
    CloseEpisode,
    DraftApplication,
    EndAbsence,
    EpisodeState,
    MinistryState,
    RecordMinistryGrant,
    RecordMinistryQuestion,
    RecordMinistryRefusal,
    RecordMinistryWithdrawal,
    RecordReturn,
    RevokeLeave,
    SendApplication,
    SuspendLeave,
    VoidLeave,
)
from tests.leave.outing import DR_A, LEAD, NURSE

E, A, M = EpisodeState, AuthorisationState, MinistryState
OUTING, PAPER, CONSENT = "O-1", "A-1", "M-1"
Course = Callable[[Any], Any]


def _steps(*steps: Course) -> Course:
    """One course of several."""

    def taken(play: Any) -> None:
        for step in steps:
            step(play)

    return taken


def _drafted(play: Any) -> None:
    play.draft(PAPER, 120, None, True)


def _signed(play: Any) -> None:
    _drafted(play)
    play.sign(PAPER, DR_A, True)


def _signed_for_later(play: Any) -> None:
    play.draft(PAPER, 48, None, True)
    play.sign(PAPER, DR_A, True)


def _another_signed(play: Any) -> None:
    _signed(play)
    play.draft("A-2", 120, PAPER, True)
    play.sign("A-2", DR_A, True)


def _signed_by_nobody_in_charge(play: Any) -> None:
    _drafted(play)
    play.told_of_old(PAPER, LEAD)


def _planned(play: Any) -> None:
    _signed(play)
    play.plan(OUTING, PAPER, 6, LEAD, True)


def _checked(play: Any) -> None:
    _planned(play)
    play.check(OUTING, "release", True)


def _out(play: Any) -> None:
    play.everything_in_order(OUTING, PAPER, NURSE)


def _recalled(play: Any) -> None:
    _out(play)
    play.recall(OUTING, DR_A)


def _absent(kind: str) -> Course:
    return _steps(_out, lambda play: play.be_absent(OUTING, kind))


def _fetched_back(play: Any) -> None:
    _absent("abscond")(play)
    play.go_on(OUTING, EndAbsence)


def _returned(play: Any) -> None:
    _out(play)
    play.go_on(OUTING, RecordReturn)


def _accounted_for(play: Any) -> None:
    _returned(play)
    play.outcome(OUTING)


def _applied(play: Any) -> None:
    play.apply(DraftApplication)
    play.apply(SendApplication)


def _granted(conditions: tuple[str, ...] = (), days: int | None = None) -> Course:
    return _steps(_applied, lambda play: play.ministry_says(RecordMinistryGrant, CONSENT, conditions, days))


def _says(kind: type[Any], code: str = CONSENT) -> Course:
    return lambda play: play.ministry_says(kind, code, (), None)


COURSES: Final[dict[str, tuple[Any, Course]]] = {
    "out": (E.OUT, _out),
    "called back": (E.RECALLED, _recalled),
    "absconded": (E.AWOL, _absent("abscond")),
    "did not return": (E.AWOL, _absent("failure_to_return")),
    "absconded though called back": (E.AWOL, _steps(_recalled, lambda play: play.be_absent(OUTING, "abscond"))),
    "escaped from the hospital": (E.AWOL, lambda play: play.be_absent("O-2", "escape")),
    "back from absence": (E.RETURNED_FROM_AWOL, _fetched_back),
    "returned": (E.RETURNED, _returned),
    "returned when called": (E.RETURNED, _steps(_recalled, lambda play: play.go_on(OUTING, RecordReturn))),
    "returned late": (
        E.RETURNED_LATE,
        _steps(_out, lambda play: play.time_passes(600), lambda play: play.go_on(OUTING, RecordReturn)),
    ),
    "accounted for": (E.OUTCOME_RECORDED, _accounted_for),
    "closed": (E.CLOSED, _steps(_accounted_for, lambda play: play.go_on(OUTING, CloseEpisode))),
    "planned": (E.PLANNED, _planned),
    "checked": (E.CHECKED, _checked),
    "planned again": (E.PLANNED, _steps(_checked, lambda play: play.move(OUTING, 2))),
    "held back": (E.NOT_RELEASED, _steps(_checked, lambda play: play.hold_back(OUTING, "R-STAFF"))),
    "cancelled": (E.CANCELLED, _steps(_planned, lambda play: play.go_on(OUTING, CancelEpisode))),
    "drafted": (A.DRAFT, _drafted),
    "signed for later": (A.SIGNED, _signed_for_later),
    "in force": (A.IN_FORCE, _signed),
    "suspended": (A.SUSPENDED, _steps(_signed, lambda play: play.stop(PAPER, SuspendLeave, DR_A))),
    "expired": (A.EXPIRED, _steps(_signed, lambda play: play.time_passes(9000))),
    "extended while away": (
        A.IN_FORCE,
        _steps(_out, lambda play: play.time_passes(7300), lambda play: play.extend(PAPER, DR_A, 30)),
    ),
    "revoked": (A.REVOKED, _steps(_signed, lambda play: play.stop(PAPER, RevokeLeave, DR_A))),
    "superseded": (A.SUPERSEDED, _another_signed),
    "voided by the office": (A.VOID, _steps(_signed, lambda play: play.stop(PAPER, VoidLeave, DR_A))),
    "signed by nobody in charge": (A.VOID, _signed_by_nobody_in_charge),
    "never good, long over": (A.VOID, _steps(_signed_by_nobody_in_charge, lambda play: play.time_passes(9000))),
    "application drafted": (M.DRAFTED, lambda play: play.apply(DraftApplication)),
    "applied": (M.APPLIED, _applied),
    "asked more": (M.MORE_INFO_REQUESTED, _steps(_applied, lambda play: play.apply(RecordMinistryQuestion))),
    "told more": (
        M.APPLIED,
        _steps(_applied, lambda play: play.apply(RecordMinistryQuestion), lambda play: play.apply(AnswerMinistry)),
    ),
    "granted": (M.GRANTED, _granted()),
    "granted with conditions": (M.GRANTED_WITH_CONDITIONS, _granted(("stays-with-escort",))),
    "refused": (M.REFUSED, _steps(_applied, _says(RecordMinistryRefusal))),
    "withdrawn": (M.WITHDRAWN, _steps(_granted(), _says(RecordMinistryWithdrawal))),
    "superseded by another consent": (M.SUPERSEDED, _steps(_granted(), _says(RecordMinistryGrant, "M-2"))),
    "expired consent": (M.EXPIRED, _steps(_granted(days=0), lambda play: play.time_passes(1500))),
}
"""By name: the state in which one thing stands at its end, and the course."""
