"""Who takes part: numbers by kind, job title and the level of the own site, as they stand after every correction."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain import initiatives as of_initiatives
from domain.kernel.decider import amended
from domain.kernel.ids import Ref
from projections import characteristics
from projections.characteristics import Named
from service.facts import Reading
from tests import stores
from tests.given import P1, P2, R1, ref
from tests.players import PEOPLE, STUDY, Clock, Play

FORUM = ref("forum")


@pytest.fixture(params=stores.DATABASES)
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Play]:
    clock = Clock()
    with stores.made(tmp_path / "data", request.param, clock=clock) as service:
        made = Play(service, clock)
        for command in (made.register_initiative(), made.join("S1", "medium"), made.join("S2", "low")):
            assert made.ask(command).refused is None
        yield made


def summary(play: Play, initiative: Ref = STUDY) -> dict[str, Any]:
    with play.service.views.read("characteristics") as looking:
        return characteristics.summary(looking.db, initiative)


def named(play: Play) -> list[Named]:
    with play.service.views.read("characteristics") as looking:
        return characteristics.initiatives(looking.db)


def register(play: Play, person: Ref, site: str, kind: str, job: str | None = None, **more: Any) -> None:
    """Somebody registered by an office, as history, so that telling it twice is never refused."""
    play.ask(replace(play.as_history(play.register(person, site, kind), **more), job_title=job))


def test_participants_are_counted_by_level_kind_and_job_title(play: Play) -> None:
    register(play, P1, "S1", "service_user")
    register(play, P2, "S2", "staff", "nurse")
    register(play, PEOPLE[2], "S2", "staff", "nurse")
    register(play, R1, "S1", "team")
    for session, kind in (("X1", "interview"), ("X2", "focus_group"), ("X3", "interview")):
        play.ask(play.hold(session, kind))
    assert summary(play) == {
        "participants": 3,
        "staff": 2,
        "service_users": 1,
        "sessions": {"focus_group": 1, "interview": 2},
        "characteristics": {"low/staff/nurse": 2, "medium/service_user/-": 1},
    }
    with play.service.views.read("characteristics") as looking:
        assert set(characteristics.participants(looking.db, STUDY)) == set(PEOPLE), "who is of the team takes no part"


def test_a_study_that_nobody_takes_part_in_counts_nobody(play: Play) -> None:
    empty = {"participants": 0, "staff": 0, "service_users": 0, "sessions": {}, "characteristics": {}}
    assert summary(play) == empty
    assert summary(play, FORUM) == empty


def test_a_corrected_person_site_and_session_count_as_corrected(play: Play) -> None:
    register(play, P1, "S1", "service_user")
    play.ask(play.hold("X1", "interview"))
    register(play, P1, "S2", "staff", "nurse", corrects=1)
    play.ask(play.as_history(play.join("S2", "medium"), corrects=3))
    play.ask(play.as_history(play.hold("X1", "focus_group"), corrects=4))
    assert summary(play)["characteristics"] == {"medium/staff/nurse": 1}
    assert summary(play)["sessions"] == {"focus_group": 1}
    register(play, P1, "S1", "service_user", corrects=2)
    assert summary(play)["characteristics"] == {"medium/service_user/-": 1}


def test_what_was_told_twice_counts_once_as_it_was_told_last(play: Play) -> None:
    register(play, P1, "S1", "service_user")
    register(play, P1, "S2", "staff", "nurse")
    for kind in ("interview", "focus_group"):
        play.ask(play.as_history(play.hold("X1", kind)))
    play.ask(play.as_history(play.join("S2", "medium")))
    assert summary(play)["characteristics"] == {"medium/staff/nurse": 1}
    assert summary(play)["sessions"] == {"focus_group": 1}


def test_a_correction_of_what_counts_no_longer_changes_nothing(play: Play) -> None:
    for kind in ("interview", "focus_group"):
        play.ask(play.as_history(play.hold("X1", kind)))
    play.ask(play.as_history(play.hold("X1", "paired_interview"), corrects=4))
    assert summary(play)["sessions"] == {"focus_group": 1}
    state = Reading(play.service.road.states).initiative(STUDY)
    assert state.session("X1").kind == "focus_group", "nor does it for whoever judges"


def test_an_initiative_is_listed_once_under_the_name_told_last(play: Play) -> None:
    play.ask(play.as_history(play.register_initiative()))
    assert named(play) == [Named(STUDY, "study", "talk2")]
    renamed = of_initiatives.RegisterInitiative(initiative=STUDY, kind="forum", name="talk3", **play.told())
    assert play.ask(renamed).refused.broken == ("IN-01",)
    play.ask(play.as_history(renamed, corrects=1))
    assert named(play) == [Named(STUDY, "forum", "talk3")]


def test_each_initiative_counts_its_own(play: Play) -> None:
    register(play, P1, "S1", "service_user")
    other = of_initiatives.RegisterInitiative(initiative=FORUM, kind="forum", name="a forum", **play.told())
    play.ask(other)
    assert [each.name for each in named(play)] == ["a forum", "talk2"]
    assert summary(play, FORUM)["participants"] == 0


def test_somebody_of_a_site_that_never_joined_is_counted_without_a_level(play: Play) -> None:
    register(play, P1, "S9", "service_user")
    assert summary(play)["characteristics"] == {"-/service_user/-": 1}


def test_words_that_are_longer_than_most_are_counted_on_both_databases(play: Play) -> None:
    long = "x" * 200
    play.ask(amended(play.join("S9", "low"), site=long))
    play.ask(amended(play.as_history(play.register(P1, "S9")), site=long, job_title=long))
    play.ask(amended(play.hold("X9"), session=long))
    assert summary(play)["characteristics"] == {f"low/service_user/{long}": 1}
