"""What a state of leave remembers of the one before changes no answer: about no instant, and as known at none."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from domain import leave
from domain.kernel.decider import Recorded
from domain.leave import EpisodeMoved, EpisodeReleased, EpisodeReturned, OutcomeRecorded
from domain.leave.state import Leave
from domain.leave.state.outings import episode
from tests.given import at
from tests.leave.outing import DEPARTS, GOES_AT, RETURNS, WORDS, of, planned, ready

AFTERWARDS = at("2027-01-16 10:00")
WHERE: dict[str, Any] = {"destination": "hall", "area": "wakefield", "departs_at": DEPARTS}


def history() -> list[Recorded[Any]]:
    """An outing from its plan to how it was, with another beside it, things told late, and things corrected since."""
    told = [
        *ready(),
        planned(episode="O-2"),
        of(EpisodeMoved, at("2027-01-09 10:00"), episode="O-2", **WHERE, returns_at=RETURNS + timedelta(hours=1)),
        of(EpisodeReleased, GOES_AT, episode="O-1"),
        of(EpisodeReturned, RETURNS, episode="O-1"),
        of(OutcomeRecorded, AFTERWARDS, episode="O-1", voice="staff", went="mixed", account=WORDS),
    ]
    told = [replace(each, version=version) for version, each in enumerate(told, 1)]
    released, returned = len(told) - 2, len(told) - 1
    corrections = [
        replace(of(EpisodeReturned, RETURNS + timedelta(hours=2), episode="O-1"), corrects=returned),
        replace(of(EpisodeReleased, GOES_AT + timedelta(minutes=5), episode="O-2"), corrects=released),
    ]
    return told + [
        replace(each, version=len(told) + n, recorded_at=AFTERWARDS + timedelta(hours=n))
        for n, each in enumerate(corrections, 1)
    ]


CODES = ("O-1", "O-2", "O-3")


def remembered(of_leave: Leave, when: datetime, known: datetime) -> Any:
    """Everything that is remembered, asked of one instant as known at another."""
    each = [of_leave.episode(code, when, known) for code in CODES]
    return of_leave.episodes(when, known), each, of_leave.last_word(), of_leave.released_under("A-1", when, known)


def made_anew(of_leave: Leave, when: datetime, known: datetime) -> Any:
    """The same from the entries alone."""
    each = [episode(code, of_leave.entries.of("episode", code, when, known)) for code in CODES]
    there = tuple(outing for outing in each if outing is not None)
    released = [(outing.code, outing.released.at) for outing in there if outing.released is not None]
    told = (one for every in of_leave.entries.by_subject.values() for one in every)
    return there, each, max(one.at for one in told), released


def test_every_state_answers_as_if_nothing_had_been_asked_before() -> None:
    told = history()
    instants = sorted({each.occurred_at for each in told} | {each.recorded_at for each in told})
    asked = [*product(instants, [*instants, leave.state.FOREVER])]
    states, state = [], leave.FOLDING.initial
    for each in told:
        state = leave.FOLDING.evolve(state, each)
        states.append(state)
        state.episodes(AFTERWARDS)
    for state in reversed(states):  # those of before as well, once later ones have been asked
        for when, known in asked[:: 1 if state is states[-1] else 7]:
            assert remembered(state, when, known) == made_anew(state, when, known), (when, known)
