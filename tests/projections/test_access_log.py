"""Who opened whose data, and who read whose record: what stands, in order; what was entered in error is gone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.kernel.decider import amended
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS
from projections import access_log
from projections.access_log import Opened
from tests import stores
from tests.given import P1, P2, R1, R2, hours
from tests.players import PAIRS, STUDY, Clock, Play


@pytest.fixture(params=stores.DATABASES)
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Play]:
    clock = Clock()
    with stores.made(tmp_path / "data", request.param, clock=clock) as service:
        yield Play(service, clock)


def of_person(play: Play, person: Ref = P1) -> list[Opened]:
    with play.service.views.read("access_log") as looking:
        return access_log.of_person(looking.db, person, "privacy")


def of_study(play: Play) -> list[Opened]:
    with play.service.views.read("access_log") as looking:
        return access_log.of_initiative(looking.db, STUDY)


def test_uses_and_readings_stand_in_the_order_in_which_they_were_made(play: Play) -> None:
    play.ask(play.as_history(play.use(P1, PAIRS[2], ago=1)))
    play.ask(play.as_history(play.use(P1, PAIRS[3], ago=40), ALWAYS))
    play.ask(play.read(P1, actor=R2))
    play.ask(play.as_history(play.use(P2, PAIRS[0])))
    now = play.clock.now
    assert [(o.at, o.user, o.asset, o.purpose) for o in of_person(play)] == [
        (now - hours(40), R1, "clinical_record", "characteristics"),
        (now - hours(1), R1, "transcript", "quotation"),
        (now, R2, "timeline", None),
    ]
    assert [(o.person, o.asset) for o in of_study(play)] == [
        (P1, "clinical_record"),
        (P1, "transcript"),
        (P2, "transcript"),
    ], "a reading is of a person's record, and of no initiative's data"


def test_what_was_refused_was_not_opened(play: Play) -> None:
    assert play.ask(play.use(P1, PAIRS[0])).refused
    assert of_person(play) == []


def test_a_corrected_use_stands_as_corrected(play: Play) -> None:
    play.ask(play.as_history(play.use(P1, PAIRS[2])))
    play.ask(play.as_history(play.use(P1, PAIRS[3]), corrects=1))
    assert [o.asset for o in of_person(play)] == ["clinical_record"]
    play.ask(play.as_history(play.use(P1, PAIRS[4]), corrects=2))
    assert [o.asset for o in of_person(play)] == ["contact_details"]
    play.ask(play.as_history(play.use(P1, PAIRS[2]), corrects=1))
    assert [o.asset for o in of_person(play)] == ["transcript"], "the first is corrected once more"


def test_a_use_of_another_s_data_stands_where_it_belongs(play: Play) -> None:
    play.ask(play.as_history(play.use(P1, PAIRS[2])))
    play.ask(play.as_history(play.use(P1, PAIRS[3])))
    play.ask(play.as_history(play.use(P2, PAIRS[2])))
    play.ask(play.as_history(play.not_theirs(P1, 1)))
    assert [(o.person, o.asset) for o in of_study(play)] == [(P1, "clinical_record"), (P2, "transcript")]


def test_a_correction_in_one_person_s_log_leaves_every_other(play: Play) -> None:
    for person in (P1, P2):
        play.ask(play.as_history(play.use(person, PAIRS[2])))
        play.ask(play.read(person))
    play.ask(play.as_history(play.not_theirs(P2, 1)))
    assert [len(of_person(play, person)) for person in (P1, P2)] == [2, 1]


def test_a_code_that_is_longer_than_most_is_shown_on_both_databases(play: Play) -> None:
    asset = "an_asset_" + "x" * 200
    play.ask(amended(play.as_history(play.use(P1, ("file", "disclosure"))), asset=asset, purpose=asset))
    assert [(o.asset, o.purpose) for o in of_person(play)] == [(asset, asset)]


def test_what_was_opened_by_break_glass_says_so(play: Play) -> None:
    play.ask(play.break_glass(P1))
    under = replace(play.use(P1, ("file", "disclosure")), opening="B-1", fields=("disclosures",))  # type: ignore[call-arg]
    assert play.ask(under).refused is None
    play.ask(play.read(P1))
    assert [(o.asset, o.opening) for o in of_person(play)] == [("file", "B-1"), ("timeline", None)]
