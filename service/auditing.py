"""What an audit's answers have in common at every door: what became of findings, and numbers too small to be told."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, Final, Protocol

from domain.governance import FINDING_FOLDING, Life, finding_stream
from domain.kernel.ids import Ref, StreamId
from service.store import Record

UNTOUCHED: Final = Life()
"""What became of a finding of which nobody has said anything yet."""
SMALL: Final = 7
"""Counts of people from 1 to this are not shown outside the care team."""
_AT_ONCE: Final = 500
"""Of how many streams one question asks."""


class OfFinding(Protocol):
    """What tells one finding from the others of an initiative."""

    @property
    def person(self) -> Ref: ...
    @property
    def kind(self) -> str: ...
    @property
    def suffix(self) -> str: ...


def lives(record: Record, initiative: Ref, rows: Sequence[OfFinding]) -> list[Life]:
    """What became of each of these findings."""
    streams = [finding_stream(initiative, row.person, row.kind, row.suffix) for row in rows]
    found: dict[StreamId, Life] = {}
    for start in range(0, len(streams), _AT_ONCE):
        stand = record.versions(streams[start : start + _AT_ONCE])
        for stream in (stream for stream, version in stand.items() if version):
            found[stream] = reduce(FINDING_FOLDING.evolve, record.read(stream), FINDING_FOLDING.initial)
    return [found.get(stream, UNTOUCHED) for stream in streams]


def suppressed(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers with small ones starred and the others rounded to the nearest 5, so that totals give nothing away."""
    return {name: suppressed(value) if isinstance(value, dict) else _rounded(value) for name, value in answer.items()}


def _rounded(number: int) -> int | str:
    return "*" if 0 < number <= SMALL else 5 * round(number / 5)
