"""Rows as CSV (RFC 4180), for every door."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any, Final, TextIO

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


def write_csv(out: TextIO, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A header line and the rows; what a spreadsheet would take for a formula is quoted as text."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in FORMULAS and len(cell) > 1 else cell
