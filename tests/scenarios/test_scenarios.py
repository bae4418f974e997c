"""Every scenario that ships comes out as it says, on both databases; and a file that is none is said to be none."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.config import Config
from service.http.policy import roles
from service.scenarios import BadScenario, Outcome, read, run, running
from service.scenarios.entitled import MAY_BE_ASKED
from service.scenarios.running import Playing
from service.scenarios.script import QUESTIONS, Step
from service.ticking import tick
from service.wiring import Service
from tests import postgres
from tests.stores import DATABASES, operator, replayed

STAGE, PLAYED = running._stage, running._played
FELL = {
    "25-break-glass": ("break_glass_expired",),
    "28-reconsent": ("reconsent_due", "consent_lapsed"),
    "11-restricted-without-consent": ("gate_closed",),
    "17-not-back": ("return_overdue",),
    "22-decided-too-late": ("request_undecided",),
    "e11-moved-into-an-exclusion": ("gate_closed",),
}
FOLDER = Path(__file__).parents[2] / "ops" / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))

TINY = """
title: One step
cast: {TALK-2: study, P-02: participant at aire-ridge, N: ward}
steps:
  - {at: 2026-12-08 19:30, as: N, do: consent.withdraw,
     with: {person: P-02, initiative: TALK-2, level: W5}, then: {THEN}}
"""


@contextmanager
def databases(named: str) -> Iterator[Config | None]:
    if named == "sqlite":
        yield None
        return
    with postgres.database() as dsn:
        yield Config(store_id="", key_file="", events_dsn=dsn, keys_dsn=dsn, views_dsn=dsn)


@contextmanager
def staged(*given: Any) -> Iterator[Service]:
    """A scenario's store; when the scenario has ended, every decision in it is made again."""
    with STAGE(*given) as service:
        yield service
        replayed(service)


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_comes_out_as_it_says(file: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_stage", staged)
    with databases(database) as named:
        otherwise = [outcome for outcome in run(read(file), named) if not outcome.held]
    assert [(o.step.line, o.said, o.expected) for o in otherwise] == []


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_with_the_tick_running_every_answer_is_the_same(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before each step the tick records what has fallen due by then; nothing that is asked or answered changes."""
    fell: list[str] = []

    def ticking(playing: Playing, step: Step) -> Outcome:
        fell.extend(each.due.kind for each in tick(playing.service, operator(playing.service)))
        assert list(tick(playing.service, operator(playing.service))) == [], "once is enough"
        return PLAYED(playing, step)

    monkeypatch.setattr(running, "_stage", staged)
    monkeypatch.setattr(running, "_played", ticking)
    assert [(o.step.line, o.said, o.expected) for o in run(read(file)) if not o.held] == []
    assert set(FELL.get(file.stem, ())) <= set(fell), "the tick had something to record"


def test_every_file_of_the_folder_is_a_scenario_or_says_what_they_are() -> None:
    assert FILES
    assert {file.suffix for file in FOLDER.iterdir()} == {".yaml", ".md"}
    for file in FILES:
        assert file.stem.startswith(read(file).number.zfill(2))


@pytest.mark.parametrize(
    ("then", "held"), [("recorded: consent.withdrawn.v1", True), ("refused: WD-01", False), ("recorded: x.v1", False)]
)
def test_a_step_that_comes_out_otherwise_is_said_to(tmp_path: Path, then: str, held: bool) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY.replace("THEN", then))
    [outcome] = run(read(file))
    assert outcome.held is held
    assert outcome.said == "recorded consent.withdrawn.v1"


@pytest.mark.parametrize(
    ("wrong", "line", "remedy"),
    [
        (("title: One step", "titel: One step"), 2, "There is no titel"),
        (("at: 2026-12-08 19:30", "at: 8 December"), 5, "at: Write a local time"),
        (("do: consent.withdraw", "do: consent.withdrawing"), 5, "There is no command consent.withdrawing"),
        (("person: P-02", "person: P-03"), 5, "Nobody in the cast is called P-03"),
        (("level: W5", "level: W9"), 5, "A stop is of a level"),
        (("level: W5", "leval: W5"), 5, "leval: It takes no such field. level: It is missing"),
        (("as: N", "as: M"), 5, "as: name one of the cast"),
        (("do: consent.withdraw", "ask: everything"), 5, "asks one of may_use"),
        (("cast: {", "cast: ["), 3, "It is no YAML"),
    ],
)
def test_what_is_no_scenario_is_named_by_line_and_remedy(
    tmp_path: Path, wrong: tuple[str, str], line: int, remedy: str
) -> None:
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY.replace("THEN", "recorded: consent.withdrawn.v1").replace(*wrong))
    with pytest.raises(BadScenario) as said:
        list(run(read(file)))
    assert f"line {line}:" in said.value.what
    assert remedy in said.value.remedy


ASKING = """
title: One question
cast: {TALK-2: study, P-02: participant at S1, P-03: participant at S1, R: study_team, A: auditor, W: ward}
steps:
  - {at: 2026-12-08 19:30, as: WHO, ask: state, with: {person: P-02, item: C01}, then: {state: NOT_APPROACHED}}
"""


@pytest.mark.parametrize(("who", "may"), [("A", True), ("P-02", True), ("P-03", False), ("R", False), ("W", False)])
def test_whoever_may_not_know_an_answer_does_not_ask_for_it(tmp_path: Path, who: str, may: bool) -> None:
    file = tmp_path / "asking.yaml"
    file.write_text(ASKING.replace("WHO", who))
    if may:
        assert [outcome.held for outcome in run(read(file))] == [True]
        return
    with pytest.raises(BadScenario) as said:
        list(run(read(file)))
    assert f"state: {who} may not know that; ask as auditor, privacy" in said.value.remedy


@pytest.mark.parametrize(
    ("asks", "endpoints"),
    [
        ("state", ("questions.consent",)),
        ("tasks", ("questions.tasks", "questions.tasks_of_going")),
        ("told", ("questions.timeline",)),
        ("life", ("questions.finding",)),
    ],
)
def test_a_question_is_asked_by_those_who_ask_it_over_http(asks: str, endpoints: tuple[str, ...]) -> None:
    assert MAY_BE_ASKED[asks] == frozenset[str]().union(*(roles(each) for each in endpoints))
    assert set(MAY_BE_ASKED) == set(QUESTIONS)
