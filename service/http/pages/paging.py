"""A long list in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from werkzeug.exceptions import BadRequest

ROWS: Final = 25
"""How many rows one part of a list has."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a list: its rows, which part it is of how many (from 1), and how many rows there are in all."""

    rows: Sequence[Any]
    number: int
    parts: int
    whole: int


class Sliced(Protocol):
    """What is as long as it is, and gives a part of itself."""

    def __len__(self) -> int: ...
    def __getitem__(self, part: slice, /) -> Sequence[Any]: ...


def paged(rows: Sliced, asked: str | None) -> Part:
    """The part that was asked for, the first where none was. Raises BadRequest for what is no part of the list."""
    parts = max(1, -(-len(rows) // ROWS))
    number = int(asked) if asked and asked.isascii() and asked.isdigit() and len(asked) < 9 else 1 if not asked else 0
    if not 1 <= number <= parts:
        raise BadRequest
    start = (number - 1) * ROWS
    return Part(rows[start : start + ROWS], number, parts, len(rows))
