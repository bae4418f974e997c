"""Stores to measure on, filled with generated studies."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from service.importing.study import Imported, Importing
from service.wiring import Service
from tests.stores import operator
from tests.studies.generator import write_large

PARTICIPANTS = 139
ROWS = 1_025
"""The study that ships has so many of both."""


def fill(service: Service, studies: int, tell: Callable[[str], None], rows: int = ROWS) -> list[Imported]:
    """Imports generated studies of the shipped one's size."""
    done = []
    with TemporaryDirectory() as folder:
        for number in range(studies):
            where = Path(folder) / f"study{number}"
            where.mkdir()
            write_large(where, number, participants=PARTICIPANTS, rows=rows)
            done.append(imported(service, where, f"study{number}"))
            if number % 50 == 49:
                tell(f"{number + 1} of {studies} studies imported")
    return done


def imported(service: Service, folder: Path, name: str) -> Imported:
    """One study imported by the operator."""
    told = operator(service)
    importing = Importing(
        road=service.road, folder=folder, study=name, actor=told["actor"], role="records", at=told["at"]
    )
    return importing.run()
