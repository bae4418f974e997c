"""The outings of the demonstration: they stand as it says, at whatever hour of the day it is made."""

from datetime import datetime
from pathlib import Path

import pytest

from domain.kernel.time import from_local, london_day
from service import demonstration, outing_words, outings
from service.http.callers import demo
from service.outings import Looker, When
from service.wiring import Service
from tests import stores

STANDS = {
    "Emlyn": ("checked", "all holds"),
    "Iolo": ("planned", "no: B6 B8 B9 B12"),
    "Fern": ("out", ""),
    "Gethin": ("out", ""),
    "Hana": ("back", ""),
    "Dara": ("not let out: no escort, or too few staff", ""),
}


def _board(service: Service, now: datetime) -> dict[str, tuple[str, str]]:
    nurse = demo(service)["wren.ward"]
    listed = outings.releases(service, Looker(nurse.ref, nurse.role), london_day(now), None, When.at(now))
    listed = outings.gated(listed, Looker(nurse.ref, nurse.role))
    names = outing_words.called(service, listed)
    return {names[each.person]: (outing_words.stands(each), outing_words.gate(each)) for each in listed}


@pytest.mark.parametrize("hour", ["00:01", "09:00", "15:30", "23:59"])
def test_the_board_of_today_has_one_of_each(tmp_path: Path, hour: str) -> None:
    now = from_local(f"2026-12-03T{hour}")
    with stores.made(tmp_path / "data", clock=lambda: now) as service:
        demonstration.furnish(service)
        assert _board(service, now) == STANDS
        broken = {rule for each in service.record.tail(0, service.record.head()) for rule in each.broken}
        assert broken == {"LE-10"}, "a departure is told as history, and nothing else is amiss"
