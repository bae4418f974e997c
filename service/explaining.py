"""One finding explained: the rule, its source, what it means of the case, and the events that prove it."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.governance import Life
from domain.judging import Fact, Histories, compared, rule
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from projections import timeline
from service import comparing
from service.names import office_ids
from service.wiring import Service

COLUMNS = ("position", "took effect", "known to the office", "what it says")


def explained(
    service: Service, kind: str, key: str, row: Any, life: Life, known: Histories | None = None
) -> dict[str, Any]:
    """A finding with its rules, their citations, and the events that prove it. Sealed values stay sealed.

    `known`: what was known when this is asked about; all that is known now, where it is not given.
    """
    evidence = service.record.at(row.evidence)
    facts = _facts(service, kind, row, known)
    people = {ref for recorded in evidence for ref in timeline.references(recorded.event)} | {row.person}
    people |= comparing.people(fact for told in facts.values() for fact in told)
    names = office_ids(service.record, service.keys, people)
    return {
        "finding": kind,
        "key": key,
        "person": names[row.person],
        "happened_at": to_local(row.happened_at),
        "known_since": to_local(row.known_since),
        "stood_until": None if row.until is None else to_local(row.until),
        "life": str(life),
        "rules": [_rule(rule_id, comparing.in_words(facts.get(rule_id, ()), names)) for rule_id in row.rules],
        "evidence": [_event(recorded, names) for recorded in evidence],
    }


def _facts(service: Service, kind: str, row: Any, known: Histories | None) -> Mapping[str, Sequence[Fact]]:
    """What each rule compared, as it is known; of what no longer stands the events say what it rested on."""
    if row.until is not None:
        return {}
    return compared(known or service.road.histories(row.person, row.initiative), kind, row.suffix)


def _rule(rule_id: str, facts: list[dict[str, str]]) -> dict[str, Any]:
    meant = rule(rule_id)
    return {
        "id": meant.id,
        "says": meant.says,
        "means": meant.means,
        "citation": str(meant.cite),
        "remedy": meant.remedy,
        "compared": facts,
    }


def _event(recorded: Recorded[Event], names: dict[Ref, str]) -> dict[str, Any]:
    """An event as evidence: where it stands, when it took effect, since when it was known, what it says."""
    known = "always" if recorded.known_at.year == 1 else to_local(recorded.known_at)
    return {
        "position": recorded.position,
        "tag": recorded.event.tag,
        "occurred_at": to_local(recorded.occurred_at),
        "known_to_office": None if recorded.entered_at is None else known,
        "recorded_at": to_local(recorded.recorded_at),
        "says": timeline.sentence(recorded.event, names),
    }


def as_rows(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The evidence, a line an event."""
    return [
        (e["position"], e["occurred_at"][:16], (e["known_to_office"] or "")[:16], e["says"]) for e in answer["evidence"]
    ]
