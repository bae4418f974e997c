"""The hazard log is true of the code: every control that it names is there, and every clause of the gate is one."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from domain.judging import RULES
from domain.leave import GATE

ROOT: Final = Path(__file__).parents[2]
LOG: Final = (ROOT / "ops" / "safety" / "hazards.md").read_text()
PARTS: Final = (
    "cause",
    "possible harm",
    "without controls",
    "rules",
    "tests",
    "with controls",
    "what remains",
)
NOBODY_S: Final = "no rule: nobody decides this"
A_RULE: Final = re.compile(r"`([A-Z]{2}-\d{2})`")
A_TEST: Final = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def hazards(log: str) -> dict[str, dict[str, str]]:
    """Of each hazard, by its heading, what stands in its table under each part."""
    sections = re.findall(r"^### (H-\d\d .+?)\n(.*?)(?=^##|\Z)", log, re.DOTALL | re.MULTILINE)
    return {name: dict(re.findall(r"^\| ([a-z ]+?) \| (.+) \|$", body, re.MULTILINE)) for name, body in sections}


def matrix(log: str) -> dict[str, str]:
    """What the scales give for each pair of severity and likelihood."""
    head, *rows = re.findall(r"^\| ((?:likelihood|Very|High|Medium|Low)[^\n]+) \|$", log, re.MULTILINE)
    severities = [cell.strip() for cell in head.split("|")][1:]
    cells = ([cell.strip() for cell in row.split("|")] for row in rows)
    return {f"{severity}, {of.lower()}": it for of, *its in cells for severity, it in zip(severities, its, strict=True)}


@cache
def functions(path: str) -> frozenset[str]:
    """The functions of a file of tests; none where there is no such file."""
    where = ROOT / path
    found = ast.walk(ast.parse(where.read_text())) if where.exists() else ()
    return frozenset(each.name for each in found if isinstance(each, ast.FunctionDef))


def gone(log: str) -> list[str]:
    """Every control that a log names and that is not there, and every clause of the gate that controls nothing."""
    missing = [
        f"{name}: the rule book has no {rule}"
        for name, parts in hazards(log).items()
        for rule in A_RULE.findall(parts.get("rules", ""))
        if rule not in RULES
    ]
    missing += [
        f"{name}: there is no test {path}::{test}"
        for name, parts in hazards(log).items()
        for path, test in A_TEST.findall(parts.get("tests", ""))
        if test not in functions(path)
    ]
    named = {rule for parts in hazards(log).values() for rule in A_RULE.findall(parts.get("rules", ""))}
    return missing + [f"{rule.id} of the gate controls no hazard" for rule in GATE if rule.id not in named]


def test_every_control_of_the_hazard_log_is_there() -> None:
    assert gone(LOG) == []


@pytest.mark.parametrize(
    ("was", "is_now", "missing"),
    [
        ("`MD-07`", "`MD-77`", "the rule book has no MD-77"),
        ("`MD-09`, ", "", "MD-09 of the gate controls no hazard"),
        ("::test_each_thing_that_mends_it", "::test_nothing_mends_it", "there is no test tests/leave/test_gate.py::"),
        ("tests/leave/test_limits.py", "tests/leave/test_no_limits.py", "there is no test tests/leave/test_no_limits"),
    ],
)
def test_a_control_that_is_gone_is_named(was: str, is_now: str, missing: str) -> None:
    assert was in LOG
    assert any(missing in each for each in gone(LOG.replace(was, is_now)))


def test_the_hazards_are_numbered_without_gaps() -> None:
    numbers = [int(name[2:4]) for name in hazards(LOG)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == LOG.count("### ")


@pytest.mark.parametrize("name", hazards(LOG))
def test_a_hazard_says_all_that_the_standard_asks_for(name: str) -> None:
    parts = hazards(LOG)[name]
    assert tuple(parts) == PARTS
    assert A_RULE.search(parts["rules"]) or parts["rules"] == NOBODY_S
    assert A_TEST.search(parts["tests"])
    before, after = (parts[each].rpartition(": ") for each in ("without controls", "with controls"))
    assert matrix(LOG)[before[0]] == before[2], name
    assert matrix(LOG)[after[0]] == after[2], name
    assert int(after[2]) < int(before[2]) or after[0] != before[0], "a control that changes nothing is none"
    assert int(after[2]) <= 3, "not accepted"
