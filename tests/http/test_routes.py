"""Every route asked by everybody: who is let in is what the printed table says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.http import policy
from service.http.app import create_app
from service.http.callers import PARTICIPANT, demo
from tests import stores
from tests.http import asking
from tests.http.asking import Asking
from tests.service import office

TABLE = Path(__file__).parents[2] / "ops" / "routes.md"


def printed() -> list[tuple[str, str, dict[str, str]]]:
    """Each line of the table: method, address, and what it says of each role."""
    lines = [line for line in TABLE.read_text().splitlines() if line.startswith("|")]
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(row[0], row[1].strip("`"), dict(zip(head[2:], row[2:], strict=True))) for row in rows]


LINES = printed()


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("routes")
    with stores.made(folder / "data") as service:
        office.importing(service, office.small(folder / "study"))
        yield Asking(create_app(service, demo(service)).test_client(), service)


def test_the_table_is_of_every_route_and_every_persona(ask: Asking) -> None:
    app = ask.client.application
    assert [line[:2] for line in LINES] == [(method, path) for method, path, _ in policy.lines(app)]
    roles = {caller.role for caller in app.extensions["byleave"].personas.values()}
    assert roles == set(policy.ROLES) == set(LINES[0][2])


@pytest.mark.parametrize(("method", "path", "says"), LINES, ids=[f"{line[0]} {line[1]}" for line in LINES])
def test_everybody_is_let_in_where_the_table_says_so(ask: Asking, method: str, path: str, says: dict[str, str]) -> None:
    for caller in ask.client.application.extensions["byleave"].personas.values():
        for person in (ask.person, ask.other):
            said = says[caller.role]
            mine = caller.role != PARTICIPANT or person == caller.ref or said == "may" or "person>" not in path
            let_in = said in ("may", "all") or (said == "own" and mine)
            assert status(ask, method, path, person, caller.name) == (403, not let_in), f"{caller.name}: {said}"
    assert status(ask, method, path, ask.person, None) == (401, "all" not in says.values())


def status(ask: Asking, method: str, path: str, person: str, who: str | None) -> tuple[int, bool]:
    """The status by which somebody is kept out, and whether they were."""
    place = path.replace("<ref:person>", person)
    place = place.replace("<ref:activity>", "a" * 32).replace("<activity>", "a" * 32)
    for name in ("initiative", "scope"):
        place = place.replace(f"<ref:{name}>", ask.initiative).replace(f"<{name}>", ask.initiative)
    for name, value in {
        "person": person,
        "kind": "x",
        "path:suffix": "x",
        "act": "stop",
        "item": "C01",
        "episode": "O-1",
    }.items():
        place = place.replace(f"<{name}>", value)
    ask.client.delete_cookie("byleave")
    answer = ask.get(place, who) if method == "GET" else ask.post(place, who=who, key=None)
    kept_out = 401 if who is None else 403
    assert answer.status_code < 500, answer.json
    return kept_out, answer.status_code == kept_out or (who is not None and not_entitled(answer))


def not_entitled(answer: Any) -> bool:
    """Whether the road refused it to whoever asked, whatever was asked."""
    broken = (answer.json or {}).get("broken", []) if answer.status_code == 409 else []
    return any(each["id"].startswith("EN-") for each in broken)


def test_a_new_persona_of_a_role_that_there_is_not_may_ask_nothing(ask: Asking) -> None:
    stranger = asking.replace(ask, role="visitor")
    assert not [line for line in policy.lines(ask.client.application) if stranger(line[2])]
