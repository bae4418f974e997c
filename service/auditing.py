"""What an audit's answers have in common at every door: what became of findings, and numbers too small to be told."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import Any, Final, Protocol

from domain.governance import FINDING_FOLDING, Life, finding_stream
from domain.judging import RULES
from domain.kernel.ids import Ref, StreamId
from domain.kernel.time import FOREVER
from projections import findings as view_of_findings
from projections.findings import Finding
from service.names import office_ids
from service.store import Record
from service.wiring import Service

UNTOUCHED: Final = Life()
"""What became of a finding of which nobody has said anything yet."""
SMALL: Final = 7
"""Counts of people from 1 to this are not shown outside the care team."""
_AT_ONCE: Final = 500
"""Of how many streams one question asks."""


REGISTER_ITEMS: Final = ("C01", "C02", "C03", "C05", "C07", "C09")
"""The items on which taking part and each use of data rest: what the register answers unless asked for others."""

KINDS: Final = tuple(sorted({rule.finding for rule in RULES.values()}))
"""Every kind of finding: a misspelt one must not look like a clean record."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its key as people write it."""

    kind: str
    key: str
    row: Any
    life: Life


def key_of(row: Any, ids: dict[Ref, str]) -> str:
    """A finding's key: the person's office id and what follows it, or a use's own id."""
    return f"{ids[row.person]}{row.suffix}" if row.suffix.startswith("@") else str(row.suffix)


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


@dataclass(frozen=True, slots=True)
class AsOf:
    """Which findings are meant: as known at an instant, of what had happened by another, with those ended by then."""

    valid_at: datetime = FOREVER
    known_at: datetime = FOREVER
    ended: bool = False

    def rows(self, of_all: Iterable[Finding]) -> Iterator[Finding]:
        """Those of all that were ever known, as they were known then."""
        for row in of_all:
            known = row.until if row.until is not None and row.until <= self.known_at else None
            if row.happened_at <= self.valid_at and row.known_since <= self.known_at and (self.ended or known is None):
                yield replace(row, until=known)


def lived(
    service: Service, initiative: Ref, of: AsOf, meant: Callable[[Finding], bool] = lambda _: True
) -> tuple[list[tuple[Finding, Life]], int]:
    """The findings of a study that are meant, each with what became of it by now; and the position that this knows."""
    with service.views.read("findings") as view:
        rows = [row for row in of.rows(view_of_findings.history(view.db, initiative)) if meant(row)]
    return list(zip(rows, lives(service.record, initiative, rows), strict=True)), view.position


@dataclass(frozen=True, slots=True)
class Listed:
    """Findings by kind and key, as the view keeps them. A part reads no more than it takes: the keys of its kinds, and
    its own findings and lives.
    """

    service: Service
    initiative: Ref
    rows: Sequence[Any]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, part: slice) -> list[Shown]:
        """A part: the kinds before it need no keys to be counted, and stand where they stand."""
        start, stop, _ = part.indices(len(self.rows))
        kinds = sorted(row.kind for row in self.rows)
        shown = set(kinds[start:stop])
        before = sum(kind < min(shown) for kind in kinds) if shown else 0
        named = [row for row in self.rows if row.kind in shown]
        ids = office_ids(self.service.record, self.service.keys, (row.person for row in named))
        keyed = sorted(((row.kind, key_of(row, ids), row) for row in named), key=lambda each: each[:2])
        wanted = keyed[start - before : stop - before]
        became = lives(self.service.record, self.initiative, [row for *_, row in wanted])
        told = ((kind, key, view_of_findings.read(row)) for kind, key, row in wanted)
        return [Shown(*each, life) for each, life in zip(told, became, strict=True)]


def listed(
    service: Service, initiative: Ref, *, ended: bool = False, meant: Callable[[OfFinding], bool] = lambda _: True
) -> Listed:
    """The findings of a study that are meant, to be read in parts."""
    with service.views.read("findings") as view:
        rows = view_of_findings.rows(view.db, initiative, ended=ended)
    return Listed(service, initiative, [row for row in rows if meant(row)])


def found(service: Service, initiative: Ref, *, ended: bool = False) -> list[Shown]:
    """Every finding of a study, by kind and key."""
    return listed(service, initiative, ended=ended)[:]


def by_kind(shown: Sequence[Shown]) -> dict[str, Any]:
    """Findings in the shape of an audit's answer: keys by kind, sorted, and their numbers."""
    kinds: dict[str, list[str]] = {}
    for s in shown:
        kinds.setdefault(s.kind, []).append(s.key)
    kinds = {kind: sorted(set(keys)) for kind, keys in sorted(kinds.items())}
    return {"findings": kinds, "finding_counts": {kind: len(keys) for kind, keys in kinds.items()}}


def suppressed(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers with small ones starred and the others rounded to the nearest 5, so that totals give nothing away."""
    return {name: suppressed(value) if isinstance(value, dict) else _rounded(value) for name, value in answer.items()}


def _rounded(number: int) -> int | str:
    return "*" if 0 < number <= SMALL else 5 * round(number / 5)
