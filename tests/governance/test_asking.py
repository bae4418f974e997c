"""The decision table of who asks: the role, what it is entitled to, for whom, and whom it gives a role."""

from typing import Any

import pytest

from domain.governance import Asking, barred
from domain.kernel.time import london_day
from tests.given import NOON


@pytest.mark.parametrize(
    ("changed", "breaks"),
    [
        ({}, ()),
        ({"holds": False}, ("EN-01",)),
        ({"entitled": False}, ("EN-02",)),
        ({"own": False}, ("EN-03",)),
        ({"to_oneself": True}, ("EN-04",)),
        ({"by_keeper": False}, ("EN-04",)),
        ({"holds": False, "entitled": False, "own": False, "by_keeper": False}, ("EN-01", "EN-02", "EN-03", "EN-04")),
    ],
)
def test_who_may_ask_at_all_is_asked_first(changed: dict[str, Any], breaks: tuple[str, ...]) -> None:
    no = barred(Asking(**{"holds": True, "entitled": True, **changed}), london_day(NOON))
    assert (no.broken if no else ()) == breaks
