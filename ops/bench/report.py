"""What a bench says: a table for people, JSON for programs. Nothing is asserted; a figure short of its aim says so."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: what, how much of which unit, the aim, and whether it was reached (None: no aim)."""

    what: str
    value: float
    unit: str
    aim: str
    reached: bool | None
    note: str = ""


def machine() -> dict[str, Any]:
    """Where it was measured."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)),
    }


def say(figures: Sequence[Figure]) -> None:
    """Prints the table and writes the JSON."""
    table = Table(title="Measured against the raw limit of this machine", title_justify="left")
    for column in ("what", "measured", "aim", "reached", "note"):
        table.add_column(column, overflow="fold")
    for f in figures:
        reached = "" if f.reached is None else "yes" if f.reached else "no"
        table.add_row(
            f.what, f"{f.value:,.3g} {f.unit}" if f.value < 1000 else f"{f.value:,.0f} {f.unit}", f.aim, reached, f.note
        )
    Console(width=150).print(table)
    RESULTS.mkdir(exist_ok=True)
    written = RESULTS / "latest.json"
    written.write_text(json.dumps({"machine": machine(), "figures": [asdict(f) for f in figures]}, indent=1))
    Console().print(f"Written to {written.relative_to(Path.cwd()) if written.is_relative_to(Path.cwd()) else written}")


def at_least(what: str, value: float, aim: float, unit: str = "x", note: str = "") -> Figure:
    """A figure that is good where it is large."""
    return Figure(what, value, unit, f">= {aim:,g} {unit}", value >= aim, note)


def at_most(what: str, value: float, aim: float, unit: str, note: str = "") -> Figure:
    """A figure that is good where it is small."""
    return Figure(what, value, unit, f"<= {aim:,g} {unit}", value <= aim, note)


def told(what: str, value: float, unit: str, note: str = "") -> Figure:
    """A figure without an aim."""
    return Figure(what, value, unit, "", None, note)
