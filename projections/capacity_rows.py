"""What was said of capacity, and by consultees, as rows of the register: few, and folded again when they are asked for.

Whether an item is suspended is worked out by the domain itself, on what was known at the instant that is asked of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from domain import consent
from domain.consent import Advice, Capacity, Consent, ConsulteeEntry, Said
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS
from projections.columns import OPEN, at, instant, micros, ref

Unit = tuple[Ref, Ref]
"""Initiative and person."""

SAID: Final = "said"
CONSULTEE: Final = "consultee"
ADVICE: Final = "advice"


def made(metadata: sa.MetaData) -> sa.Table:
    """The table: one row for each thing said, of which `what` is the code, and `who` the consultee."""
    return sa.Table(
        "capacity",
        metadata,
        ref("initiative", primary_key=True),
        ref("person", primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("ord", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("who", sa.String(32), nullable=True),
        sa.Column("review_by", sa.String(10), nullable=True),
        sa.Column("counts", sa.Boolean, nullable=False),
        at("said_at"),
        at("known_from"),
        at("known_until"),
        at("recorded_from"),
        at("recorded_until"),
        sqlite_with_rowid=False,
    )


def row(recorded: Recorded[Event], event: Any, place: int) -> dict[str, Any]:
    """The row of an event, as the fold reads it."""
    folded: Consent = consent.FOLDING.evolve(Consent(), replace(recorded, corrects=None))
    told = folded.capacity
    said: tuple[Said | ConsulteeEntry | Advice, ...] = (*told.said, *told.consultees, *told.advice)
    return {
        "initiative": event.initiative,
        "person": event.person,
        "version": recorded.version,
        "ord": place,
        **_columns(said[0]),
        "said_at": micros(recorded.occurred_at),
        "known_from": micros(recorded.known_at),
        "known_until": OPEN,
        "recorded_from": micros(recorded.recorded_at),
        "recorded_until": OPEN,
    }


def _columns(entry: Said | ConsulteeEntry | Advice) -> dict[str, Any]:
    match entry:
        case Said() as s:
            review_by = s.review_by.isoformat() if s.review_by else None
            return _cells(SAID, s.what, s.decision, sound=s.sound, review_by=review_by)
        case ConsulteeEntry() as c:
            return _cells(CONSULTEE, c.kind, "", sound=c.counts, who=c.consultee)
        case Advice() as a:
            return _cells(ADVICE, "yes" if a.take_part else "no", a.decision, sound=a.counts, who=a.consultee)


def _cells(
    kind: str, what: str, decision: str, *, sound: bool, who: Ref | None = None, review_by: str | None = None
) -> dict[str, Any]:
    return {"kind": kind, "what": what, "decision": decision, "who": who, "review_by": review_by, "counts": sound}


def folded(rows: Iterable[Any]) -> Mapping[Unit, Capacity]:
    """What the rows say of each person's capacity in each initiative; all of them count as known."""
    found: dict[Unit, Capacity] = {}
    for each in rows:
        unit = (Ref(each.initiative), Ref(each.person))
        found[unit] = _with(found.get(unit, Capacity()), each)
    return found


def _with(capacity: Capacity, row: Any) -> Capacity:
    standing: dict[str, Any] = {"version": row.version, "position": 0, "order": row.ord, "known_from": ALWAYS}
    said_at = instant(row.said_at)
    if row.kind == SAID:
        review_by = date.fromisoformat(row.review_by) if row.review_by else None
        said = Said(
            decision=row.decision,
            what=row.what,
            said_at=said_at,
            review_by=review_by,
            sound=bool(row.counts),
            **standing,
        )
        return replace(capacity, said=(*capacity.said, said))
    if row.kind == CONSULTEE:
        asked = ConsulteeEntry(
            consultee=Ref(row.who),
            kind=row.what,
            paid_or_professional=False,
            connected_with_project=False,
            since=said_at,
            counts=bool(row.counts),
            **standing,
        )
        return replace(capacity, consultees=(*capacity.consultees, asked))
    advice = Advice(
        consultee=Ref(row.who),
        decision=row.decision,
        take_part=row.what == "yes",
        advised_at=said_at,
        counts=bool(row.counts),
        **standing,
    )
    return replace(capacity, advice=(*capacity.advice, advice))
