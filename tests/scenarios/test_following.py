"""A forum's day followed in a terminal: the boards at each stop, and what a demonstration of it prints."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from tests.days import SCRIPT, STOPS, THURSDAY

ROOT = Path(__file__).parents[2]


def follow(*how: str) -> tuple[int, str]:
    run = CliRunner(env={"COLUMNS": "140"}).invoke(main, ["scenario", "follow", str(SCRIPT), *how])
    return run.exit_code, re.sub(r"\s+", " ", run.output)


def test_the_boards_are_shown_as_they_stood_at_each_stop() -> None:
    code, said = follow("--as", "NIC", *(word for hour in STOPS[1:] for word in ("--stop", f"{THURSDAY}T{hour}")))
    assert code == 0, said
    first, second, last = re.split(rf"{THURSDAY} \d\d:\d\d 6 outings, as at", said)[1:]
    assert "2 out, as at 2027-01-14 11:05" in first
    assert "3 out, as at 2027-01-14 14:10" in second
    assert "1 out, as at 2027-01-14 17:30" in last
    assert "30 min community hall E-2 01632 960002 out" in last
    assert last.endswith("129 steps, 0 came out otherwise. ")


def test_whoever_runs_involvement_follows_who_comes() -> None:
    code, said = follow("--as", "I", "--stop", f"{THURSDAY}T11:05")
    assert code == 0, said
    assert "not coming" in said
    for kept in ("E-6", "no escort", "01632", "out, as at"):
        assert kept not in said


def test_one_site_is_followed_alone() -> None:
    said = follow("--as", "NIC-2", "--site", "derwent-lodge", "--stop", f"{THURSDAY}T14:10")[1]
    assert "1 outing, as at" in said
    assert "P-06" in said
    assert "P-01" not in said


@pytest.mark.parametrize("who", ["CLERK", "P-01", "nobody"])
def test_whoever_sees_no_outings_follows_none(who: str) -> None:
    code, said = follow("--as", who, "--stop", f"{THURSDAY}T11:05")
    assert code == 2
    assert "Name one of the cast who sees outings: DR-A, N, " in said


def test_a_demonstration_of_the_day_is_played_and_no_other_day(tmp_path: Path) -> None:
    byleave = tmp_path / "byleave"
    byleave.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from service.cli import main; main()" "$@"\n')
    byleave.chmod(0o755)
    script = ["sh", str(ROOT / "ops" / "demo" / "demo.sh"), str(tmp_path / "data")]
    told = {
        day: subprocess.run(
            script,
            env={**os.environ, "PYTHONPATH": str(ROOT), "BIN": str(tmp_path), "SERVE": "0", "DAY": day},
            capture_output=True,
            text=True,
            check=False,
        )
        for day in ("forum", "another")
    }
    assert told["forum"].returncode == 0, told["forum"].stderr
    assert [hour for hour in STOPS if f"6 outings, as at {THURSDAY} {hour}" in told["forum"].stdout] == list(STOPS)
    assert (told["another"].returncode, told["another"].stderr) == (
        2,
        "There is no day another. Name this one: make demo DAY=forum\n",
    )
    assert not (tmp_path / "data").exists()
