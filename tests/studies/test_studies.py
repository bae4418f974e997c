"""Whole studies through the real importer: the answers equal the shipped expectation, and a slow oracle's on any other.

Seeds that once failed stay in `FOUND`, so that they are tried by every run.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.kernel.time import from_local, to_local
from projections import characteristics, consent_register
from service.auditing import REGISTER_ITEMS, by_kind, found
from service.importing.study import Importing
from service.wiring import Service
from tests.stores import DATABASES, made, operator, repeats
from tests.studies.generator import write_study
from tests.studies.oracle import audit

SHIPPED = Path(__file__).parents[2] / "ops" / "demo" / "study"
FOUND: tuple[int, ...] = ()


def imported(service: Service, folder: Path, study: str) -> Any:
    told = operator(service)
    importing = Importing(
        road=service.road, folder=folder, study=study, actor=told["actor"], role="records", at=told["at"]
    )
    return importing.run().initiative


def answers(service: Service, initiative: Any, registers: list[tuple[str, str]]) -> dict[str, Any]:
    """What the program says, in the shape of `expected.json`."""
    with service.views.read("characteristics", "consent_register") as view:
        summary = characteristics.summary(view.db, initiative)
        as_of = [
            {
                "valid_at": valid,
                "known_at": known,
                "active": consent_register.register(
                    view.db, initiative, REGISTER_ITEMS, from_local(valid), from_local(known)
                ).active,
            }
            for valid, known in registers
        ]
    return {**summary, "as_of": as_of, **by_kind(found(service, initiative))}


def instants(folder: Path, seed: int) -> list[tuple[str, str]]:
    """Pairs of instants to ask as of: those at which something happened or was entered, and minutes beside them."""
    chance, lines = Random(seed), []
    for file in ("consents", "withdrawals", "sessions", "accesses"):
        lines += (folder / f"{file}.csv").read_text("utf-8-sig").replace('"', "").split()
    cells = {cell for line in lines for cell in line.split(",") if len(cell) == 16 and cell[10] == "T"}
    times = sorted(cells)
    if not times:
        raise ValueError("a study in which nothing happens cannot be asked")

    def near() -> str:
        at = from_local(chance.choice(times)) + timedelta(minutes=chance.choice((-1, 0, 0, 0, 1)))
        return to_local(at) if _tellable(at) else chance.choice(times)

    return [(near(), near()) for _ in range(6)]


def _tellable(at: datetime) -> bool:
    """Whether the local time says this instant and not the one an hour before (the clocks go back)."""
    return from_local(to_local(at)) == at


@pytest.fixture(params=DATABASES)
def command_line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A store made and filled by the real command line."""
    with made(tmp_path / "data", request.param) as service:
        byleave(tmp_path / "data", "import", "study", str(SHIPPED))
        yield service.directory


def byleave(data: Path, *arguments: str) -> str:
    program = Path(sys.executable).with_name("byleave")
    ran = subprocess.run(
        [program, "--data", data, *arguments], capture_output=True, text=True, check=False, cwd=data.parent
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_the_shipped_study_is_answered_exactly_as_expected(command_line: Path) -> None:
    expected = json.loads((SHIPPED / "expected.json").read_text())
    said: dict[str, Any] = json.loads(byleave(command_line, "findings", "--json"))
    said |= json.loads(byleave(command_line, "characteristics", "--exact", "--json"))
    said["as_of"] = [
        json.loads(
            byleave(
                command_line, "register", "--valid-at", asked["valid_at"], "--known-at", asked["known_at"], "--json"
            )
        )
        for asked in expected["as_of"]
    ]
    assert said == expected


def test_the_oracle_answers_the_shipped_study_exactly_as_expected() -> None:
    expected = json.loads((SHIPPED / "expected.json").read_text())
    registers = [(asked["valid_at"], asked["known_at"]) for asked in expected["as_of"]]
    assert audit(SHIPPED, registers, REGISTER_ITEMS) == expected


@pytest.mark.heavy
@pytest.mark.slow
@pytest.mark.parametrize(
    ("database", "seeds"), [("sqlite", 400), pytest.param("postgres", 120, marks=pytest.mark.postgres)]
)
def test_any_other_study_is_answered_as_the_oracle_answers_it(tmp_path: Path, database: str, seeds: int) -> None:
    with made(tmp_path / "data", database) as service:
        for seed in (*FOUND, *range(repeats(seeds))):
            folder = tmp_path / f"study{seed}"
            folder.mkdir()
            write_study(folder, seed, participants=12 + seed % 30)
            registers = instants(folder, seed)
            initiative = imported(service, folder, folder.name)
            expected = audit(folder, registers, REGISTER_ITEMS)
            assert answers(service, initiative, registers) == expected, f"seed {seed}"
