"""Pauses, unclear stops and objections in the register: for any history it says what the folded consent says."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import consent
from domain.consent import (
    UNCLEAR,
    AnswersGiven,
    ChannelsStopped,
    ObjectionObserved,
    Paused,
    Resumed,
    StopClarified,
    Withdrawn,
)
from domain.kernel.ids import Ref
from projections import consent_register
from projections.views import new_engine
from tests import stores
from tests.given import NOON, R1, STUDY, folded, hours, recorded, ref
from tests.projections.batches import registered

ASKED = ("C01", "C06", "C09")
_numbers = count(1)

grid = st.integers(0, 7).map(lambda hour: NOON + hours(hour))
some = st.lists(st.sampled_from(ASKED), max_size=2).map(tuple)
said = st.one_of(
    st.dictionaries(st.sampled_from(ASKED), st.booleans(), min_size=1).map(lambda answers: ("answers", answers)),
    st.sampled_from(["W0", "W0", "W1", "W2", "W5", "W6"]).map(lambda level: ("stop", level)),
    st.sampled_from(["W1", "W2", "W5"]).map(lambda level: ("clarified", level)),
    some.map(lambda items: ("paused", items)),
    some.map(lambda items: ("resumed", items)),
    st.just(("objection", "gesture")),
    st.sampled_from([(), ("web",)]).map(lambda channels: ("off", channels)),
)
rows = st.tuples(grid, said, st.integers(0, 9))


def event(person: Ref, kind: str, what: Any, entry: int) -> Any:
    of: dict[str, Any] = {"person": person, "initiative": STUDY}
    match kind:
        case "answers":
            return AnswersGiven(informed_at=None, version="1.0", taker=R1, copy_given="yes", answers=what, **of)
        case "stop":
            return Withdrawn(level=what, items=("C09",) if what == "W1" else (), **of)
        case "clarified":
            return StopClarified(entry=entry, level=what, items=("C09",) if what == "W1" else (), **of)
        case "off":
            return ChannelsStopped(off_channels=what, **of)
        case "paused":
            return Paused(items=what, **of)
        case "resumed":
            return Resumed(items=what, **of)
        case _:
            return ObjectionObserved(observer=R1, sign=what, **of)


def told(person: Ref, history: list[Any]) -> list[Any]:
    """The events as they were recorded, an hour apart; what clarifies does so of an unclear stop told before."""
    made: list[Any] = []
    for since, (kind, what), which in history:
        unclear = [row.version for row in made if isinstance(row.event, Withdrawn) and row.event.level == UNCLEAR]
        if kind == "clarified" and not unclear:
            continue
        entry = unclear[which % len(unclear)] if unclear else 0
        when = NOON + hours(len(made))
        row = recorded(event(person, kind, what, entry), when, version=len(made) + 1, position=len(made) + 1)
        made.append(type(row)(**{**{f: getattr(row, f) for f in row.__dataclass_fields__}, "occurred_at": since}))
    return made


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    made = new_engine(tmp_path_factory.mktemp("register") / "views.db", "a store")
    yield made
    made.dispose()


@settings(max_examples=3_000 if stores.PROVING else 300)
@given(history=st.lists(rows, max_size=9), asked=st.lists(st.tuples(grid, grid), min_size=1, max_size=4))
def test_the_register_says_what_the_folded_consent_says(
    engine: sa.Engine, history: list[Any], asked: list[tuple[datetime, datetime]]
) -> None:
    person = ref(f"person {next(_numbers)}")
    rows_told = told(person, history)
    state = folded(consent.FOLDING, *rows_told)
    with engine.begin() as db:
        registered(db, rows_told)
        for valid, known in asked:
            found = consent_register.of_person(db, STUDY, person, ASKED, valid, known)
            assert {item: item in found and found[item].active for item in ASKED} == {
                item: state.active(item, valid, known) for item in ASKED
            }
