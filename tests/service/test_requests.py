"""Requests on the command line: what waits, one of them whole, and what the involvement lead is not told."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from service import demonstration, names, request_words
from service.cli import main
from service.demonstrating_leave import FORUM, PEOPLE
from tests import stores


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("requests")
    with stores.made(folder / "data") as service:
        demonstration.furnish(service)
        yield folder / "data"


def says(data: Path, who: str, *asked: str, code: int = 0) -> str:
    """What the command line answers somebody."""
    result = CliRunner().invoke(main, ["--data", str(data), "--as", who, *asked])
    assert result.exit_code == code, result.output
    return result.output


def test_what_waits_is_listed_with_the_longest_wait_first(data: Path) -> None:
    told = json.loads(says(data, "cyd.clinician", "requests", "--json"))
    assert [each["who"] for each in told] == ["Hana", "Dara", "Fern", "Emlyn"]
    assert [each["days waited"] for each in told] == [11, 9, 6, 3]
    assert (told[0]["days left"], told[0]["stands"]) == (-3, "nobody decided in time")
    assert told[1]["decides"] == "cyd.clinician"
    assert len(json.loads(says(data, "cyd.clinician", "requests", "--answered", "--json"))) == 7
    rows = list(csv.DictReader(io.StringIO(says(data, "cyd.clinician", "requests", "--csv"))))
    assert [row["who"] for row in rows] == ["Hana", "Dara", "Fern", "Emlyn"]
    assert "4 requests" in says(data, "wren.ward", "requests")


def test_one_request_is_told_whole_to_those_who_care_for_the_person(data: Path) -> None:
    told = json.loads(says(data, "wren.ward", "request", "Dara", "--study", FORUM, "--json"))
    assert told["plan: what helps"] == "Sitting near the door, and a break when I ask for one"
    assert [each["clause"] for each in told["gate"]] == [f"B{n}" for n in range(1, 14)]
    assert "MD-13" in says(data, "wren.ward", "request", "Dara", "--study", FORUM)
    no = says(data, "cyd.clinician", "request", "Gethin", "--study", FORUM, "--csv")
    assert "No escort, or too few staff (R-STAFF)" in no
    both = says(data, "wren.ward", "request", "Emlyn", "--study", FORUM, code=9)
    assert "Name one with --activity" in both
    assert says(data, "wren.ward", "request", "Emlyn", "--study", FORUM, "--activity", "Afternoon forum in Wakefield")


def test_the_involvement_lead_is_told_no_reason(data: Path) -> None:
    told = says(data, "ira.involvement", "request", "Gethin", "--study", FORUM, "--json")
    assert set(json.loads(told)) == {*request_words.LEAD_COLUMNS, "gate"}
    assert "R-STAFF" not in told
    assert says(data, "sam.study", "requests", code=7)


def test_people_are_called_as_those_do_who_care_for_them(data: Path) -> None:
    with stores.wiring.open_store(data) as service:
        forum = service.keys.references("initiative", [FORUM])[FORUM]
        dara = service.keys.references(forum, PEOPLE)["Dara"]
        kinds = {"forum": "Dara", "study": f"person {dara[:8]}", "film": f"person {dara[:8]}"}
        for kind, called in kinds.items():
            told = names.called_in_care(service.record, service.keys, [dara], lambda _, kind=kind: kind)
            assert told == {dara: called}
