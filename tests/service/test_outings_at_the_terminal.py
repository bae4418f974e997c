"""Today's outings, one of them and who is out, asked on the command line: for people, for programs, and by whom not."""

import csv
import json
from collections.abc import Iterator
from io import StringIO

import pytest
from click.testing import CliRunner, Result

from domain.access import PersonRead
from domain.kernel.time import london_day, to_local
from service import demonstration
from service.cli import main
from service.demonstrating_leave import FORUM
from service.demonstrating_outings import CODE
from service.http.callers import demo
from service.outing_words import COMING, OUT, RELEASES
from service.wiring import Service
from tests import stores

NURSE = "wren.ward"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with stores.made(tmp_path_factory.mktemp("terminal") / "data") as service:
        demonstration.furnish(service)
        demo(service)
        yield service


def ask(service: Service, *command: str, who: str = NURSE) -> Result:
    return CliRunner().invoke(main, ["--data", str(service.directory), "--as", who, *command])


def rows(service: Service, *command: str, who: str = NURSE) -> list[dict[str, str]]:
    """What a program reads of an answer."""
    answer = ask(service, *command, "--csv", who=who)
    assert answer.exit_code == 0, answer.output
    return list(csv.DictReader(StringIO(answer.output)))


def test_today_s_outings_are_listed_and_each_name_is_a_reading(furnished: Service) -> None:
    before = furnished.record.head()
    told = rows(furnished, "outings")
    assert tuple(told[0]) == RELEASES
    assert {row["who"]: row["gate"] for row in told if row["gate"]} == {
        "Emlyn": "all holds",
        "Iolo": "no: B6 B8 B9 B12",
    }
    reads = [each.recorded.event for each in furnished.record.made(before, 50)]
    assert [e.what for e in reads if isinstance(e, PersonRead)] == ["leave.releases"] * 6
    said = ask(furnished, "outings").output
    assert "6 outings, as at" in said


def test_who_is_out_says_whom_to_call(furnished: Service) -> None:
    told = {row["who"]: row for row in rows(furnished, "out")}
    assert tuple(told["Gethin"]) == OUT
    assert set(told) == {"Gethin", "Fern"}
    assert told["Gethin"]["overdue"].endswith("min")
    assert (told["Fern"]["overdue"], told["Fern"]["whom to call"]) == ("", "01632 960004")
    as_json = ask(furnished, "out", "--json")
    assert [row["who"] for row in json.loads(as_json.output)] == ["Gethin", "Fern"]


def test_one_outing_is_told_clause_by_clause(furnished: Service) -> None:
    told = {row["rule"]: row for row in rows(furnished, "outing", "Iolo", CODE, "--study", FORUM)}
    assert list(told) == [f"MD-{number:02}" for number in range(1, 14)]
    assert [rule for rule, row in told.items() if row["says"] != "holds"] == ["MD-06", "MD-08", "MD-09", "MD-12"]
    assert told["MD-06"]["what to do"].startswith("Find another escort")
    said = ask(furnished, "outing", "Iolo", CODE, "--study", FORUM).output
    assert "The gate, asked now" in said
    assert ask(furnished, "outing", "Iolo", "nothing", "--study", FORUM).exit_code == 9


def test_it_is_asked_at_both_clocks_and_of_another_day(furnished: Service) -> None:
    then = to_local(furnished.clock())[:10]
    before = f"{int(then[:4]) - 1}{then[4:]}" if not then.endswith("02-29") else "2020-01-01"
    assert rows(furnished, "out", "--valid-at", before) == []
    assert rows(furnished, "out", "--known-at", before) == []
    assert rows(furnished, "outings", "--day", london_day(furnished.clock()).isoformat(), "--known-at", before) == []
    assert rows(furnished, "outings", "--day", "2030-01-01") == []
    assert rows(furnished, "outings", "--site", "elsewhere") == []
    assert ask(furnished, "outings", "--day", "tomorrow").exit_code == 2


def test_whoever_runs_involvement_is_told_who_comes(furnished: Service) -> None:
    told = rows(furnished, "outings", who="ira.involvement")
    assert tuple(told[0]) == COMING
    assert {row["who"]: row["comes"] for row in told} == {"Emlyn": "planned", "Iolo": "planned"}
    assert ask(furnished, "out", who="ira.involvement").exit_code == 7
    assert ask(furnished, "outing", "Iolo", CODE, "--study", FORUM, who="ira.involvement").exit_code == 7


@pytest.mark.parametrize("who", ["operator", "alex.auditor", "sam.study", "pat.privacy", "nobody"])
def test_nobody_else_is_told_anything(furnished: Service, who: str) -> None:
    before = furnished.record.head()
    for command in (("outings",), ("out",), ("outing", "Iolo", CODE, "--study", FORUM)):
        answer = ask(furnished, *command, who=who)
        assert answer.exit_code == 7
        assert "Iolo" not in answer.output
    assert furnished.record.head() == before
