"""Two processes on one store, each remembering what it read: what one remembers never makes a wrong yes, or a wrong no.

They take turns at named points, not by chance: between what one reads and what it appends the other has its say.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.decider import Command
from service import wiring
from service.errors import StorageFault
from service.handling import ATTEMPTS, Outcome
from service.wiring import Service
from tests import stores
from tests.given import P1, R1, hours
from tests.players import ITEMS, PAIRS, STUDY, Clock, Play

A_MOMENT = timedelta(milliseconds=5)


@dataclass
class Two:
    """Two processes, and a play between them; the first remembers everything that it was asked."""

    play: Play
    one: Service
    other: Service

    def in_between(self, monkeypatch: pytest.MonkeyPatch, *said: Callable[[], Command], every: bool = False) -> None:
        """Lets the other process be asked after the first has decided, before it appends: once, or every time."""
        append, waiting = self.one.record.append, list(said)

        def interrupted(*given: Any) -> Any:
            if waiting:
                self.play.clock.move(A_MOMENT)
                outcome = self.play.ask(waiting[0](), self.other)
                assert outcome.refused is None
                if not every:
                    waiting.pop(0)
            return append(*given)

        monkeypatch.setattr(self.one.record, "append", interrupted)

    def ask(self, command: Command) -> Outcome:
        """Asks the first."""
        return self.play.ask(command, self.one)


@pytest.fixture(params=stores.DATABASES)
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Two]:
    """Somebody agreed to everything and came to an interview; the first process knows all of it by heart."""
    clock = Clock()
    with (
        stores.made(tmp_path / "data", request.param, clock) as one,
        wiring.open_store(tmp_path / "data", clock) as other,
    ):
        play = Play(one, clock)
        play.open_the_books()
        signed = play.sign(P1, dict.fromkeys(ITEMS, True), ago=20, informed_at=clock.now - hours(50))
        play.ask(play.as_history(signed, clock.now - hours(20)))
        play.ask(play.hold("X1", ago=10))
        play.ask(play.as_history(play.attend(P1, "X1")))
        for pair in PAIRS:
            assert play.ask(play.use(P1, pair)).refused is None
        yield Two(play, one, other)


RULES = dict(zip(PAIRS, ("AC-03", "AC-04", "AC-05", "AC-06", "AC-07"), strict=True))


@pytest.mark.parametrize(("pair", "rule"), RULES.items())
def test_what_one_process_was_told_to_stop_the_other_opens_no_more(two: Two, pair: tuple[str, str], rule: str) -> None:
    two.play.ask(two.play.stop(P1, "W6"), two.other)
    no = two.ask(two.play.use(P1, pair)).refused
    assert no is not None
    assert no.broken == (rule,)


@pytest.mark.parametrize("pair", PAIRS)
def test_a_stop_between_the_decision_and_the_append_is_in_time(
    two: Two, pair: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    two.in_between(monkeypatch, lambda: two.play.stop(P1, "W6"))
    outcome = two.ask(two.play.use(P1, pair))
    assert outcome.refused is not None, "the use was asked for first, but it would be made after the stop"
    stop, attempt = two.one.record.tail(two.one.record.head() - 2, 2)
    assert [stop.event.tag, attempt.event.tag] == ["consent.withdrawn.v1", "attempt.refused.v1"]


NOES: dict[str, Callable[[Play], Command]] = {
    "a stop": lambda play: play.stop(P1, "W5"),
    "an unclear stop": lambda play: play.stop(P1, "W0"),
    "a pause": lambda play: play.pause(P1),
    "an objection": lambda play: play.object(P1),
    "a no": lambda play: play.as_history(play.sign(P1, {"C05": False})),
}


@pytest.mark.parametrize("no", NOES)
def test_a_use_that_was_asked_for_before_somebody_said_no_and_comes_after_it_is_refused(two: Two, no: str) -> None:
    asked = two.play.use(P1, PAIRS[2])
    two.play.clock.move(A_MOMENT)
    two.play.ask(NOES[no](two.play), two.other)
    assert two.ask(asked).refused is not None
    two.play.clock.move(A_MOMENT)
    assert two.ask(two.play.use(P1, PAIRS[2])).refused is not None, "nor is it made later"


def test_a_use_that_a_later_stop_does_not_concern_is_made(two: Two) -> None:
    asked = two.play.use(P1, PAIRS[2])
    two.play.clock.move(A_MOMENT)
    two.play.ask(two.play.stop(P1, "W3"), two.other)
    assert two.ask(asked).refused is None


def test_a_use_asked_for_while_nothing_was_agreed_to_is_not_made_because_something_was_agreed_to_since(
    two: Two,
) -> None:
    two.play.ask(two.play.stop(P1, "W5"), two.other)
    two.play.clock.move(A_MOMENT)
    asked = two.play.use(P1, PAIRS[2])
    two.play.clock.move(A_MOMENT)
    two.play.ask(two.play.as_history(two.play.sign(P1, {"C05": True})), two.other)
    two.play.clock.move(A_MOMENT)
    two.play.ask(two.play.stop(P1, "W3"), two.other)
    assert two.ask(asked).refused is not None, "at its own instant it was not allowed"


def test_a_remembered_no_gives_way_to_what_was_agreed_to_since(two: Two) -> None:
    two.ask(two.play.stop(P1, "W5"))
    two.play.clock.move(A_MOMENT)
    assert two.ask(two.play.use(P1, PAIRS[2])).refused is not None
    told = two.play.ask(two.play.as_history(two.play.sign(P1, {"C05": True})), two.other)
    two.play.clock.move(A_MOMENT)
    waits = two.ask(two.play.use(P1, PAIRS[2])).refused
    assert waits is not None, "what history gives back after a stop waits until somebody else compared it"
    assert "AC-15" in waits.broken
    (entry,) = (each.version for each in two.other.record.at(told.positions))
    assert two.play.ask(two.play.compare(P1, entry), two.other).refused is None
    two.play.clock.move(A_MOMENT)
    assert two.ask(two.play.use(P1, PAIRS[2])).refused is None


def test_a_question_is_answered_from_what_stands_and_records_nothing(two: Two) -> None:
    assert two.one.road.may_use(P1, STUDY, *PAIRS[2], R1).allow
    two.play.ask(two.play.stop(P1, "W5"), two.other)
    two.play.clock.move(A_MOMENT)
    head = two.one.record.head()
    answer = two.one.road.may_use(P1, STUDY, *PAIRS[2], R1)
    assert (answer.allow, answer.blocking) == (False, ("AC-05",))
    assert head in answer.evidence
    assert two.one.record.head() == head


def test_a_version_that_came_into_force_meanwhile_is_the_one_to_sign(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    signing = two.play.sign(P1, {"C01": True}, informed_at=two.play.clock.now - hours(30))
    assert two.play.ask(two.play.publish("2.0")).refused is None
    two.in_between(monkeypatch, lambda: two.play.implement("S1", "2.0", 0))
    no = two.ask(signing).refused
    assert no is not None
    assert no.broken == ("CN-01",)


def test_what_moved_and_changes_nothing_costs_a_second_attempt_only(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    two.in_between(monkeypatch, lambda: two.play.inform(P1))
    outcome = two.ask(two.play.use(P1, PAIRS[2]))
    assert outcome.refused is None
    assert outcome.positions == (two.one.record.head(),)


def test_a_stop_is_recorded_however_often_others_are_faster(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    two.in_between(monkeypatch, *[lambda: two.play.inform(P1)] * (ATTEMPTS + 5))
    assert two.ask(two.play.stop(P1, "W6")).refused is None


@pytest.mark.parametrize("two", ["sqlite"], indirect=True)
def test_a_use_gives_up_where_others_are_always_faster_and_leaves_nothing(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.in_between(monkeypatch, lambda: two.play.inform(P1), every=True)
    with pytest.raises(StorageFault, match="Nothing was written"):
        two.ask(two.play.use(P1, PAIRS[2]))
    assert {r.event.tag for r in two.one.record.tail(two.one.record.head() - ATTEMPTS, ATTEMPTS)} == {
        "consent.information_given.v1"
    }


def test_a_repeated_request_is_answered_as_the_first_time_by_either_process(two: Two) -> None:
    asked = two.play.use(P1, PAIRS[2])
    first = two.one.road.ask(asked, key="tablet-7")
    two.play.ask(two.play.stop(P1, "W5"), two.other)
    again = two.other.road.ask(asked, key="tablet-7")
    assert (again.positions, again.refused, again.repeated) == (first.positions, None, True)


def test_somebody_s_first_registration_is_the_only_one_whichever_process_is_asked(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer = R1[::-1]
    two.in_between(monkeypatch, lambda: two.play.register(newcomer))
    no = two.ask(two.play.register(newcomer, "S2")).refused
    assert no is not None
    assert no.broken == ("PE-01",)
