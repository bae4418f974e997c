"""What a view keeps of findings, and how it revises itself: each says since when, and until when, it has stood.

A finding that no longer stands stays, dated. What is kept depends on the log alone, however the events of one instant
were divided into batches.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from domain.judging import Found
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS
from projections.columns import at, instant, micros, ref
from projections.units import Unit
from projections.writes import Writes

Key = tuple[str, str]
"""Kind and suffix: what tells the findings of one unit apart."""
_CHUNK: Final = 400
NEVER: Final = -1


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one view's findings; a unit is something (`of`) and a person.

    `changed`: findings whose rules or evidence changed at the last instant judged, as they stood before it: one that
    ends at the same instant ends as it stood, however the instant's events were divided into batches.
    """

    of: str
    findings: sa.Table
    changed: sa.Table


def tables(metadata: sa.MetaData, name: str, of: str) -> Tables:
    """The tables of a view, called after it."""
    said = (("happened_at", sa.BigInteger), ("rules", sa.Text), ("evidence", sa.Text))
    findings = sa.Table(
        name,
        metadata,
        ref(of, primary_key=True),
        ref("person", primary_key=True),
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("suffix", sa.Text, primary_key=True),
        at("known_since", primary_key=True, autoincrement=False),
        sa.Column("until", sa.BigInteger, nullable=True),
        *(sa.Column(each, kind, nullable=False) for each, kind in said),
    )
    changed = sa.Table(
        f"{name}_changed",
        metadata,
        at("changed_at", primary_key=True, autoincrement=False),
        ref(of, primary_key=True),
        ref("person", primary_key=True),
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("suffix", sa.Text, primary_key=True),
        *(sa.Column(each, kind, nullable=False) for each, kind in said),
    )
    return Tables(of, findings, changed)


@dataclass(slots=True)
class _Kept:
    """What the view holds of a unit: its findings by kind and suffix.

    `standing`: since when each has been known. `ended`: those that ended last, with since and until when they stood.
    `before`: those that changed at an instant, as they stood before it.
    """

    standing: dict[Key, tuple[int, Found]] = field(default_factory=dict)
    ended: dict[Key, tuple[int, int, Found]] = field(default_factory=dict)
    before: dict[Key, tuple[int, Found]] = field(default_factory=dict)


class Revising:
    """Begins, changes and ends the findings of units as they are judged again."""

    def __init__(self, kept_in: Tables) -> None:
        self.tables = kept_in
        self._kept: dict[Unit, _Kept] = {}
        self._changed_at: int | None = None
        """When findings changed last, NEVER where none is noted, None where another process may know better."""

    def forget(self) -> None:
        """Lets go of everything; another process may have written since."""
        self._kept.clear()
        self._changed_at = None

    def let_go(self) -> None:
        """Lets go of what is remembered of each unit."""
        self._kept.clear()

    def load(self, writes: Writes, wanted: set[Unit], now: int) -> None:
        """What the view holds of the units that are not remembered: what stands, and what ended at this instant."""
        findings, changed = self.tables.findings, self.tables.changed
        missing = sorted(wanted - self._kept.keys())
        self._kept.update({unit: _Kept() for unit in missing})
        for part in parts(missing):
            pair = sa.tuple_(findings.c[self.tables.of], findings.c.person)
            counts_now = sa.or_(findings.c.until.is_(None), findings.c.until == now)
            for row in writes.execute(sa.select(findings).where(pair.in_(part), counts_now)):
                kept = self._kept[self._unit(row)]
                if row.until is None:
                    kept.standing[row.kind, row.suffix] = (row.known_since, found_of(row))
                else:
                    kept.ended[row.kind, row.suffix] = (row.known_since, row.until, found_of(row))
            pair = sa.tuple_(changed.c[self.tables.of], changed.c.person)
            for row in writes.execute(sa.select(changed).where(pair.in_(part), changed.c.changed_at == now)):
                self._kept[self._unit(row)].before[row.kind, row.suffix] = (now, found_of(row))

    def revise(
        self, writes: Writes, unit: Unit, found: Iterable[Found], now: int, judged_since: datetime = ALWAYS
    ) -> None:
        """Sets a unit to what was found in it. What happened before `judged_since` was not judged, and stays."""
        kept = self._kept[unit]
        stands = {(each.kind, each.suffix): each for each in found}
        judged = (key for key, (_, stood) in kept.standing.items() if stood.happened_at >= judged_since)
        for key in [key for key in judged if key not in stands]:
            since, ending = kept.standing.pop(key)
            changed_at, before = kept.before.pop(key, (None, ending))
            stood = before if changed_at == now else ending
            self._end(writes, unit, stood, since, now)
            if changed_at == now:
                writes.execute(self._changed(self.tables.changed.delete(), unit, key, now))
            kept.ended[key] = (since, now, stood)
        for key, each in stands.items():
            if key not in kept.standing:
                self._begin(writes, unit, kept, each, now)
            elif kept.standing[key][1] != each:
                self._change(writes, unit, kept, each, now)

    def settle(self, writes: Writes, now: int) -> None:
        """Lets go of how findings stood before an earlier instant, where there may be any: those are settled."""
        changed = self.tables.changed
        if self._changed_at not in (NEVER, now):
            writes.execute(changed.delete().where(changed.c.changed_at != now))
            self._changed_at = now if self._changed_at is None else NEVER

    def _begin(self, writes: Writes, unit: Unit, kept: _Kept, found: Found, now: int) -> None:
        """Begins a finding; one that ended at this very instant never ended, and goes on as what it is now."""
        key = (found.kind, found.suffix)
        since, until, stood = kept.ended.pop(key, (now, None, found))
        if until == now and since != now:
            writes.execute(self._row(self.tables.findings.update(), unit, key, since).values(until=None))
            kept.standing[key] = (since, stood)
            if stood != found:
                self._change(writes, unit, kept, found, now)
            return
        writes.insert(
            self.tables.findings, {**self._named(unit, key), "known_since": now, "until": None, **_said(found)}
        )
        kept.standing[key] = (now, found)

    def _change(self, writes: Writes, unit: Unit, kept: _Kept, found: Found, now: int) -> None:
        """Changes what a finding says, and notes how it stood before this instant; one that begins now did not."""
        key = (found.kind, found.suffix)
        since, stood = kept.standing[key]
        kept.standing[key] = (since, found)
        writes.execute(self._row(self.tables.findings.update(), unit, key, since).values(**_said(found)))
        changed_at, before = kept.before.get(key, (None, stood))
        if since == now:
            return
        if changed_at != now:
            kept.before[key] = (now, stood)
            self._changed_at = now
            writes.insert(self.tables.changed, {"changed_at": now, **self._named(unit, key), **_said(stood)})
        elif before == found:
            del kept.before[key]
            writes.execute(self._changed(self.tables.changed.delete(), unit, key, now))

    def _end(self, writes: Writes, unit: Unit, stood: Found, since: int, now: int) -> None:
        """Ends a finding as it stood before this instant; one that began at this very instant never stood."""
        row, findings = (unit, (stood.kind, stood.suffix), since), self.tables.findings
        if since == now:
            writes.execute(self._row(findings.delete(), *row))
        else:
            writes.execute(self._row(findings.update(), *row).values(until=now, **_said(stood)))

    def _unit(self, row: Any) -> Unit:
        return Ref(getattr(row, self.tables.of)), Ref(row.person)

    def _named(self, unit: Unit, key: Key) -> dict[str, Any]:
        return {self.tables.of: unit[0], "person": unit[1], "kind": key[0], "suffix": key[1]}

    def _changed(self, statement: Any, unit: Unit, key: Key, now: int) -> Any:
        c = self.tables.changed.c
        return statement.where(
            c.changed_at == now, *(c[name] == value for name, value in self._named(unit, key).items())
        )

    def _row(self, statement: Any, unit: Unit, key: Key, since: int) -> Any:
        c = self.tables.findings.c
        named = (c[name] == value for name, value in self._named(unit, key).items())
        return statement.where(*named, c.known_since == since)


def _said(found: Found) -> dict[str, Any]:
    return {
        "happened_at": micros(found.happened_at),
        "rules": json.dumps(found.rules),
        "evidence": json.dumps(found.evidence),
    }


def found_of(row: Any) -> Found:
    """A finding as its row says it."""
    return Found(
        kind=row.kind,
        suffix=row.suffix,
        rules=tuple(json.loads(row.rules)),
        happened_at=instant(row.happened_at),
        evidence=tuple(json.loads(row.evidence)),
    )


def parts(values: list[Any]) -> Iterable[list[Any]]:
    """A list in parts that one question may name."""
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
