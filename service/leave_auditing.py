"""What an audit of leave and requests answers, to those who look after these papers, and to nobody of research.

People are named by their references: a study's own id of somebody would say that they take part in it.
"""

from collections.abc import Iterable
from typing import Any, Final

from domain.involvement import ActivityRegistered, activity_stream
from domain.judging import GOING_OUT, rule
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from domain.people import ActorRegistered
from domain.people.events import person_stream
from projections import timeline
from projections.leave_findings import LeaveFinding
from service.names import opened
from service.store import KeyRing, Record
from service.wiring import Service

KINDS: Final = tuple(sorted({each.finding for rules in GOING_OUT.values() for each in rules}))
"""Every kind of finding about leave and requests."""
READ_AS: Final = "findings"
"""What the record calls the reading of one of them: it does not say on which side of the wall."""


def key_of(row: LeaveFinding) -> str:
    """A finding's key: whom it is about, and what and when."""
    return f"{row.person}{row.suffix}"


def explained(service: Service, row: LeaveFinding) -> dict[str, Any]:
    """A finding with its rules, their citations, and the events that prove it. Sealed values stay sealed."""
    evidence = service.record.at(row.evidence)
    people = {who for recorded in evidence for who in timeline.references(recorded.event)}
    names = called(service.record, service.keys, people | {row.person, row.about})
    return {
        "finding": row.kind,
        "key": key_of(row),
        "person": names[row.person],
        "happened_at": to_local(row.happened_at),
        "known_since": to_local(row.known_since),
        "stood_until": None if row.until is None else to_local(row.until),
        "rules": [_rule(each) for each in row.rules],
        "evidence": [_event(recorded, names) for recorded in evidence],
    }


def called(record: Record, keys: KeyRing, references: Iterable[Ref]) -> dict[Ref, str]:
    """Activities and those who use Byleave by their names; everybody else by the beginning of their reference."""
    return {each: _called(record, keys, each) for each in references}


def _called(record: Record, keys: KeyRing, reference: Ref) -> str:
    for recorded in (*record.read(person_stream(reference)), *record.read(activity_stream(reference))):
        match recorded.event:
            case ActorRegistered() as e:
                return opened(keys, recorded, "name", e.name)
            case ActivityRegistered() as e:
                return e.name
    return f"person-{reference[:8]}"


def _rule(rule_id: str) -> dict[str, str]:
    meant = rule(rule_id)
    return {"id": meant.id, "says": meant.says, "citation": str(meant.cite), "remedy": meant.remedy}


def _event(recorded: Recorded[Event], names: dict[Ref, str]) -> dict[str, Any]:
    return {
        "position": recorded.position,
        "tag": recorded.event.tag,
        "occurred_at": to_local(recorded.occurred_at),
        "recorded_at": to_local(recorded.recorded_at),
        "says": timeline.sentence(recorded.event, names),
    }
