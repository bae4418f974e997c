"""Whoever corrects an entry, or takes one back, says why."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.consent import MarkEnteredInError
from domain.judging import TAKES_BACK
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed, study_purpose
from service.commanding import BadFields, build, takes
from service.errors import Conflict
from service.store.vocabulary import COMMANDS
from tests import stores
from tests.given import P1, P2, hours
from tests.players import STUDY, Clock, Play

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}
EMPTY = (None, "", " \n")


def corrected(play: Play, **more: Any) -> Command:
    """The last stop again, as one of taking part alone."""
    stop = play.service.record.read(play.stop(P1, "W6").stream)[-1]
    return play.as_history(play.stop(P1, "W2", ago=1), corrects=stop.version, **more)


TAKEN_BACK: dict[str, Callable[..., Command]] = {
    "corrects a stop": corrected,
    "parts two records": lambda play, **more: play.part_records(P1, P2, **more),
    "strikes a registration": lambda play, **more: play.strike(P1, 1, **more),
    "marks an entry": lambda play, **more: play.as_history(MarkEnteredInError(entry=1, **OF, **play.told()), **more),
}


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    """Somebody who agreed, and stopped."""
    with stores.made(tmp_path / "data", clock=(clock := Clock())) as service:
        made = Play(service, clock)
        made.open_the_books()
        for command in (made.sign(P1, {"C01": True}, informed_at=clock.now - hours(30)), made.stop(P1, "W6")):
            assert made.ask(command).refused is None
        clock.move(hours(2))
        yield made


@pytest.mark.parametrize("reason", EMPTY)
@pytest.mark.parametrize("what", TAKEN_BACK)
def test_without_a_reason_nothing_is_taken_back(play: Play, what: str, reason: str | None) -> None:
    why = None if reason is None else Sealed(P1, study_purpose(STUDY), reason)
    head = play.service.record.head()
    with pytest.raises(Conflict, match="with a reason"):
        play.service.road.ask(TAKEN_BACK[what](play, reason=why))
    assert play.service.record.head() == head


@pytest.mark.parametrize("what", TAKEN_BACK)
def test_with_one_the_rules_decide(play: Play, what: str) -> None:
    why = Sealed(P1, study_purpose(STUDY), "the paper says otherwise")
    answered = play.service.road.ask(TAKEN_BACK[what](play, reason=why))
    assert answered.refused is None or not set(answered.refused.broken) & {"EN-01", "EN-02"}


@pytest.mark.parametrize("command", TAKES_BACK)
def test_a_door_asks_for_it_and_seals_it_for_whom_it_is_about(command: type[Command]) -> None:
    assert {each.name: each.required for each in takes(command)}["reason"]
    with pytest.raises(BadFields) as bad:
        build(command.tag, {}, Ref, {})
    assert "reason" in bad.value.problems


def test_no_other_command_is_asked_for_one() -> None:
    assert {each for each in COMMANDS.values() if "reason" in {f.name for f in takes(each)}} == set(TAKES_BACK)
