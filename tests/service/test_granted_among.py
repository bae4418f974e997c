"""Many people at once: the same answer as each of them alone, on both databases, as of one position."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from domain.kernel.decider import Command
from service.granting import granted_among
from tests import stores
from tests.given import P1, P2, R1, R2, hours, ref
from tests.players import STUDY, Clock, Play

PAIR = ("contact_details", "recontact")
THREE = (P1, P2, ref("p3"))
CROWD = (P1, P2, *(ref(f"q{number}") for number in range(9)))


@pytest.mark.parametrize("database", stores.DATABASES)
def test_many_are_asked_at_once_and_answer_as_each_would_alone(tmp_path: Path, database: str) -> None:
    clock = Clock()
    with stores.made(tmp_path / "data", database, clock=clock) as service:
        play = Play(service, clock)
        play.open_the_books()
        for person in CROWD[2:]:
            assert play.ask(play.register(person)).refused is None
        for number, person in enumerate(CROWD):
            assert play.ask(play.sign(person, {"C09": True}, informed_at=clock.now - hours(30))).refused is None
            if number % 3:
                grant = play.grant(person, PAIR, "C09", R1 if number % 2 else ref("v1"))
                assert play.ask(grant).refused is None
        play.ask(play.stop(CROWD[1], "W3"))
        play.ask(play.revoke(CROWD[5], PAIR))
        clock.move(hours(1))
        among = granted_among(service.record, CROWD, STUDY, PAIR, R1, clock.now)
        assert among == {CROWD[number] for number in (7,)}
        for person in CROWD:
            h = service.road.histories(person, STUDY)
            alone = service.road.may_use(person, STUDY, *PAIR, R1).allow and bool(h.uses.grants)
            assert (person in among) is alone
        assert granted_among(service.record, CROWD, STUDY, PAIR, R2, clock.now) == set()
        assert granted_among(service.record, [], STUDY, PAIR, R1, clock.now) == set()
        assert granted_among(service.record, CROWD, STUDY, PAIR, R1, clock.now + hours(40)) == set()


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(40 if stores.PROVING else 6))
def test_whatever_was_said_under_whichever_record_many_answer_as_each_alone(tmp_path: Path, seed: int) -> None:
    dice, clock = random.Random(seed), Clock()
    with stores.made(tmp_path / "data", clock=clock) as service:
        play = Play(service, clock)
        play.open_the_books()
        for person in THREE[2:]:
            play.ask(play.register(person))
        for person in THREE:
            play.ask(play.sign(person, {"C09": True, "C01": True}, informed_at=clock.now - hours(30)))
            play.ask(play.grant(person, PAIR, "C09"))
        seen = set()
        for _ in range(40):
            clock.move(hours(dice.choice([0, 1])))
            play.ask(a_move(play, dice))
            among = granted_among(service.record, THREE, STUDY, PAIR, R1, clock.now)
            alone = [p for p in THREE if "AC-11" not in service.road.may_use(p, STUDY, *PAIR, R1).blocking]
            assert among == set(alone)
            seen.add(len(among))
        assert len(seen) > 1


def a_move(play: Play, dice: random.Random) -> Command:
    """Something that may end a grant, or make one that stands again, under one of three records."""
    person, other = dice.sample(THREE, 2)
    again = replace(play.grant(person, PAIR, "C09"), grant=f"G-{len(play.asked)}")  # type: ignore[call-arg]
    return dice.choice(
        [
            *[lambda: play.join_records(person, other), lambda: play.part_records(person, other)] * 3,
            *[lambda: again, lambda: play.sign(person, {"C09": True}, informed_at=play.clock.now - hours(30))] * 3,
            lambda: play.sign(person, {"C09": False}, informed_at=play.clock.now - hours(30)),
            lambda: play.stop(person, dice.choice(["W0", "W3"])),
            lambda: play.object(person),
            *[lambda: play.pause(person), lambda: play.resume(person)],
            lambda: play.doubt(person),
            *[lambda: play.assess(person, dice.choice(["lacks", "has"])), lambda: play.regain(person)],
        ]
    )()


def test_who_goes_on_by_a_consultee_s_advice_is_among_them_while_that_may_be_asked(tmp_path: Path) -> None:
    clock = Clock()
    with stores.made(tmp_path / "data", clock=clock) as service:
        play = Play(service, clock)
        play.open_the_books()
        assert play.ask(play.approve()).refused is None
        assert play.ask(play.sign(P1, {"C09": True}, informed_at=clock.now - hours(30))).refused is None
        assert play.ask(play.grant(P1, PAIR, "C09")).refused is None
        for said in (play.assess(P1, "lacks"), play.consult(P1, ref("v1")), play.advise(P1, ref("v1"), take_part=True)):
            clock.move(hours(1))
            assert play.ask(replace(said, at=clock.now)).refused is None
        clock.move(hours(1))
        assert service.road.may_use(P1, STUDY, *PAIR, R1).allow
        assert granted_among(service.record, [P1], STUDY, PAIR, R1, clock.now) == {P1}
        play.ask(play.give_role(ref("v1"), "researcher"))
        assert not service.road.may_use(P1, STUDY, *PAIR, R1).allow
        assert granted_among(service.record, [P1], STUDY, PAIR, R1, clock.now) == set()
