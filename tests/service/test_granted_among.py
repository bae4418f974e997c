"""Many people at once: the same answer as each of them alone, on both databases, as of one position."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.granting import granted_among
from tests import stores
from tests.given import P1, P2, R1, R2, hours, ref
from tests.players import STUDY, Clock, Play

PAIR = ("contact_details", "recontact")
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
