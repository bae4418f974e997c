"""Findings in parts: together they are the list, and a part reads no more than it shows."""

from collections.abc import Sequence

import pytest

from domain.kernel.ids import StreamId
from projections import characteristics
from service.auditing import Listed, found, listed
from service.wiring import Service
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
