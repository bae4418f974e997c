"""Findings in parts: together they are the list, and a part reads no more than it shows."""

from collections.abc import Sequence

import pytest

from domain.kernel.ids import StreamId
from projections import characteristics
from projections import findings as view_of_findings
from service.auditing import Listed, by_kind, found, listed
from service.wiring import Service
from tests.given import P1
from tests.service import office


@pytest.fixture
def audited(store: Service) -> Listed:
    """The findings of the study that is shipped, ended ones too."""
    office.importing(store, office.Office(office.SHIPPED), "study")
    with store.views.read("characteristics") as view:
        (study,) = (each.reference for each in characteristics.initiatives(view.db))
    return listed(store, study, ended=True)


def test_parts_of_the_findings_are_the_findings(audited: Listed) -> None:
    whole = found(audited.service, audited.initiative, ended=True)
    assert [(s.kind, s.key) for s in whole] == sorted((s.kind, s.key) for s in whole)
    assert len({s.kind for s in whole}) > 5
    for size in (1, 7, 25, 1000):
        parts = [audited[start : start + size] for start in range(0, len(audited), size)]
        assert [s for part in parts for s in part] == whole
    assert audited[len(audited) : len(audited) + 25] == []


def test_what_became_of_findings_is_read_for_the_part_alone(audited: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
    record, asked = audited.service.record, list[StreamId]()
    versions = record.versions

    def counted(streams: Sequence[StreamId]) -> dict[StreamId, int]:
        asked.extend(streams)
        return versions(streams)

    monkeypatch.setattr(record, "versions", counted)
    assert len(audited[3:8]) == len(asked) == 5


def test_findings_counted_without_reading_them_are_as_many_as_are_read(audited: Listed) -> None:
    kept = view_of_findings.findings
    with audited.service.views.engine.begin() as db:
        db.execute(kept.update().where(kept.c.kind == "copy-not-given").values(until=kept.c.known_since + 1))
    with audited.service.views.read("findings") as view:
        counted = view_of_findings.counted(view.db, [audited.initiative, P1])
    whole = by_kind(found(audited.service, audited.initiative))["finding_counts"]
    assert counted == {audited.initiative: whole, P1: {}}
    assert 0 < sum(whole.values()) < len(audited), "those that no longer stand are not counted"
