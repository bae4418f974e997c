"""Who is shown which task of leave and of wishes to go out: at every door the same, and nothing across the wall."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from domain.judging import REQUEST_KINDS, TASK_KINDS, Task
from domain.judging.leaving import LEAVE_KINDS
from domain.judging.leaving.again import CLAUSES
from domain.kernel.ids import Ref
from domain.kernel.time import london_day
from domain.people import AssignRole
from projections.timeline import OF_RESEARCH
from service import identity
from service.cli import main
from service.tasking import KINDS, SEES, done_by, of_everybody, shown_to
from service.ticking import tick
from service.wiring import Service
from tests import stores
from tests.given import NOON, P1, ref
from tests.leave.at_the_door import furnish, losing_consent
from tests.store.workers import person_of

FORUM = ref("forum")
OUTING = Task("gate", "O-1 to Forum", NOON, None, "no longer B5, B7", "", (7,), FORUM)
SHOPPING = Task("gate", "O-2", NOON, None, "not B2", "", (8,))
WHY = Task("reasons", "Forum", NOON, None, "R-RISK", "", (9,), FORUM)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Service]:
    with stores.made(tmp_path / "data") as service:
        furnish(service, 2)
        yield service


def open_to(store: Service, role: str, **how: Any) -> list[tuple[str, str, Ref]]:
    """What an actor who holds this one role is shown as open."""
    told = stores.member(store, role)
    found, _ = of_everybody(store, told["actor"], role, how.pop("at", store.clock()), **how)
    return [(each.task.kind, each.task.stage, each.person) for each in found if each.task.open]


def test_every_kind_is_somebody_s_and_none_is_a_study_s() -> None:
    assert not set(KINDS) & set(TASK_KINDS)
    assert set(KINDS) == {*REQUEST_KINDS, *LEAVE_KINDS}
    for kind in KINDS:
        stage = ", ".join(CLAUSES.values())
        assert set(done_by(Task(kind, "", NOON, None, stage, "", ()))) <= set(SEES)
        assert done_by(Task(kind, "", NOON, None, stage, "", ()))
    for clause in CLAUSES.values():
        assert done_by(Task("gate", "", NOON, None, f"not {clause}", "", ())), clause


def test_nobody_who_answers_for_research_is_shown_any() -> None:
    assert not set(SEES) & set(OF_RESEARCH)
    for role in (*OF_RESEARCH, "commissioner", "participant"):
        assert list(shown_to(role, P1, [OUTING, SHOPPING, WHY])) == []


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("ward", [("gate", "no longer B5, B7"), ("gate", "not B2"), ("reasons", "R-RISK")]),
        ("clinician", [("gate", "no longer B5, B7"), ("gate", "not B2"), ("reasons", "R-RISK")]),
        ("mha_office", [("gate", "no longer B5, B7"), ("gate", "not B2")]),
        ("advocate", [("reasons", "R-RISK")]),
        ("involvement_lead", [("gate", ""), ("reasons", "")]),
    ],
)
def test_each_role_is_shown_its_kinds_and_whoever_runs_involvement_no_reasons(
    role: str, told: list[tuple[str, str]]
) -> None:
    shown = list(shown_to(role, P1, [OUTING, SHOPPING, WHY]))
    assert [(each.task.kind, each.task.stage) for each in shown] == told


def test_whoever_runs_involvement_is_told_nothing_from_which_a_reason_follows() -> None:
    for due in shown_to("involvement_lead", P1, [OUTING, WHY]):
        assert (due.task.evidence, due.does) == ((), ())


def test_what_the_ministry_takes_back_is_told_to_the_ward_and_to_nobody_of_the_study(store: Service) -> None:
    before = store.clock()
    assert open_to(store, "ward") == []
    assert store.road.ask(losing_consent(store, person_of(1))).refused is None
    assert open_to(store, "ward") == [("gate", "no longer B5", person_of(1))]
    assert open_to(store, "clinician") == [("gate", "no longer B5", person_of(1))]
    assert open_to(store, "auditor") == open_to(store, "study_team") == open_to(store, "records") == []
    assert open_to(store, "ward", known_at=before) == [], "as it was known"
    assert open_to(store, "ward", at=before) == [], "as it was"


def test_the_tick_asks_each_gate_again_and_records_once_that_it_is_closed(store: Service) -> None:
    assert list(tick(store, stores.operator(store))) == []
    store.road.ask(losing_consent(store, person_of(1)))
    before, told = open_to(store, "ward"), []
    fell = list(tick(store, stores.operator(store), lambda *so_far: told.append(so_far)))
    assert [(each.initiative, each.person, each.due.kind) for each in fell] == [(None, person_of(1), "gate_closed")]
    assert told[-1] == (2, 2), "two people with leave, and nobody in a study"
    assert list(tick(store, stores.operator(store))) == []
    assert open_to(store, "ward") == before, "recorded or not, the same is open"


def test_the_command_line_tells_of_the_tick_how_much_is_behind_the_wall_and_no_more(store: Service) -> None:
    store.road.ask(losing_consent(store, person_of(1)))

    def ticked(*how: str) -> str:
        return str(CliRunner().invoke(main, ["--data", str(store.directory), "tick", *how]).output)

    said = ticked()
    assert "1 of them of leave and wishes to go out" in said
    assert "gate" not in said
    assert json.loads(ticked("--json")) == []


def test_a_role_that_is_held_at_a_site_is_shown_its_people_alone(store: Service) -> None:
    store.road.ask(losing_consent(store, person_of(0)))
    told = stores.operator(store)
    for name, site in (("here", "S1"), ("elsewhere", "S2")):
        stores.cast(store, ref(name), roles=())
        given = AssignRole(person=ref(name), assigned="ward", site=site, from_on=london_day(told["at"]), **told)
        assert store.road.ask(given).refused is None
    found = {
        name: [each.person for each in of_everybody(store, ref(name), "ward", store.clock())[0] if each.task.open]
        for name in ("here", "elsewhere")
    }
    assert found == {"here": [person_of(0)], "elsewhere": []}


def test_the_command_line_shows_them_to_who_holds_the_role(store: Service) -> None:
    store.road.ask(losing_consent(store, person_of(0)))
    for name, role in (("nurse", "ward"), ("alex", "auditor"), ("lead", "involvement_lead")):
        identity.register(store.road, name, (role,), store.clock(), by=stores.operator(store)["actor"])

    def asked(name: str, *how: str) -> Any:
        return CliRunner(env={"COLUMNS": "140"}).invoke(
            main, ["--data", str(store.directory), "--as", name, "tasks", *how]
        )

    [row] = json.loads(asked("nurse", "--role", "ward", "--json").output)
    assert (row["kind"], row["what"], row["stage"], row["for"]) == (
        "gate",
        "O-1",
        "no longer B5",
        "clinician, mha_office",
    )
    assert asked("nurse", "--role", "ward", "--kind", "overdue").output == "Nothing is open.\n"
    assert "no longer B5" in asked("nurse", "--role", "ward").output
    assert "no longer B5" in asked("nurse", "--role", "ward", "--csv").output
    assert asked("alex", "--role", "ward").exit_code == asked("nurse").exit_code == 7
    assert asked("lead", "--role", "involvement_lead").output == "Nothing is open.\n", "it goes to no activity"
