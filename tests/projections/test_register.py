"""The register as of a time: for any history it answers what reading all of its rows by hand answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain import consent
from domain.consent import ITEMS, AnswersGiven, Withdrawn
from domain.kernel.decider import Recorded
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, FOREVER
from projections import consent_register
from projections.views import new_engine
from service.wiring import url
from tests import postgres, stores
from tests.given import NOON, R1, STUDY, folded, hours, recorded, ref
from tests.projections import test_suspensions
from tests.projections.batches import registered

ASKED = ("C01", "C03", "C05", "A01")
CONSENTS = {f"C{n:02}" for n in range(1, 12)}
STOPS = {"W2": {"C01", "C02"}, "W4": {"C07"}, "W5": {"C03", "C04", "C05", "C06"}, "W6": CONSENTS}
"""Which items a level stops, from the study's own README."""

_numbers = count(1)


@dataclass(frozen=True)
class Asked:
    """A question: of which person's or whose register, true when, known when, by whose clock."""

    valid: datetime
    known: datetime
    as_recorded: bool


grid = st.integers(0, 6).map(lambda hour: NOON + hours(hour))
items = st.sampled_from(ASKED)
answers = st.dictionaries(items, st.booleans(), max_size=3)
stops = st.one_of(
    st.sampled_from(sorted(STOPS)).map(lambda level: (level, ())),
    st.lists(items, max_size=2).map(lambda listed: ("W1", tuple(listed))),
)
said = st.one_of(answers, answers, stops)
rows = st.tuples(
    st.integers(0, 1),  # whose
    grid,  # true since
    said,
    st.sampled_from([None, None, ALWAYS, *(NOON + hours(h) for h in (0, 3, 5))]),  # entered when, by an office's claim
    st.integers(0, 2),  # hours later than the row before
    st.integers(0, 9),  # which earlier one of its kind it corrects, if there is one
)
histories = st.lists(rows, max_size=9)
questions = st.lists(
    st.builds(
        Asked, grid, st.one_of(grid.map(lambda t: t + hours(3)), st.sampled_from([ALWAYS, FOREVER])), st.booleans()
    ),
    min_size=1,
    max_size=4,
)


def told(history: list[Any], initiative: Ref, people: list[Ref]) -> list[Recorded[Any]]:
    """The rows as they were recorded: a number of 5 or more corrects one that was told before, else it is new."""
    made: list[Recorded[Any]] = []
    now = NOON
    for whose, true_since, what, entered, later, which in history:
        now += hours(later)
        event: Any
        if isinstance(what, dict):
            event = AnswersGiven(
                person=people[whose],
                initiative=initiative,
                informed_at=None,
                version="1.0",
                taker=R1,
                copy_given="yes",
                answers=what,
            )
        else:
            event = Withdrawn(person=people[whose], initiative=initiative, level=what[0], items=what[1])
        before = [row for row in made if row.event.person == people[whose]]
        alike = [row.version for row in before if type(row.event) is type(event)]
        corrects = alike[which % len(alike)] if which >= 5 and alike else None
        claim = None if entered is None else min(entered, now)
        more = {"version": len(before) + 1, "position": len(made) + 1, "corrects": corrects, "entered_at": claim}
        made.append(replace(recorded(event, now), occurred_at=true_since, **more))
    return made


# The same by hand: no interval, no order, no query; every row is gone through for every question.


def counting(history: list[Recorded[Any]], person: Ref, asked: Asked) -> list[tuple[int, Recorded[Any]]]:
    """The rows that count as known then, each with its place: that of the row that it corrects, or its own."""
    places: dict[int, int] = {}
    counts: dict[int, Recorded[Any]] = {}
    for row in (row for row in history if row.event.person == person):
        corrects = row.corrects is not None
        places[row.version] = places[row.corrects] if corrects else row.version
        claimed = row.entered_at is not None and not corrects and not asked.as_recorded
        known_since = row.entered_at if claimed else row.recorded_at
        if known_since <= asked.known:
            counts[places[row.version]] = row
    return list(counts.items())


def decides(history: list[Recorded[Any]], person: Ref, item: str, asked: Asked) -> Recorded[Any] | None:
    """The latest row that says anything of the item by then; at one instant a stop, else the later line."""
    speaking = [
        (row.occurred_at, isinstance(row.event, Withdrawn), place, row)
        for place, row in counting(history, person, asked)
        if row.occurred_at <= asked.valid and item in speaks_of(row.event)
    ]
    return max(speaking, key=lambda each: each[:3])[3] if speaking else None


def speaks_of(event: Any) -> set[str]:
    """The items that a signing answers or a stop stops."""
    if isinstance(event, AnswersGiven):
        return set(event.answers)
    return set(event.items) if event.level == "W1" else STOPS[event.level]


def says_yes(row: Recorded[Any] | None, item: str) -> bool:
    return row is not None and isinstance(row.event, AnswersGiven) and row.event.answers[item]


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """The register's tables in a file, for many histories side by side."""
    engine = new_engine(tmp_path_factory.mktemp("register") / "views.db", "tests")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def on_postgres() -> Iterator[sa.Engine]:
    """The same on PostgreSQL."""
    with postgres.database() as dsn:
        engine = sa.create_engine(str(url(dsn)))
        consent_register.metadata.create_all(engine)
        yield engine
        engine.dispose()


@pytest.mark.heavy
@settings(max_examples=1_000 if stores.PROVING else 200)
@given(history=histories, asked=questions)
def test_the_register_answers_what_reading_every_row_by_hand_answers(
    on_sqlite: sa.Engine, history: list[Any], asked: list[Asked]
) -> None:
    hold(on_sqlite, history, asked)


@pytest.mark.heavy
@pytest.mark.postgres
@settings(max_examples=200 if stores.PROVING else 25)
@given(history=histories, asked=questions)
def test_on_postgresql_it_answers_the_same(on_postgres: sa.Engine, history: list[Any], asked: list[Asked]) -> None:
    hold(on_postgres, history, asked)


def hold(engine: sa.Engine, history: list[Any], questions_asked: list[Asked]) -> None:
    """Projects a history, in a study of its own, and holds every answer against the one by hand."""
    number = next(_numbers)
    initiative, people = ref(f"study {number}"), [ref(f"one {number}"), ref(f"other {number}")]
    rows_told = told(history, initiative, people)
    with engine.begin() as db:
        registered(db, rows_told)
        for asked in questions_asked:
            by_hand = [{item: decides(rows_told, person, item, asked) for item in ASKED} for person in people]
            when: dict[str, Any] = {"valid_at": asked.valid, "known_at": asked.known, "as_recorded": asked.as_recorded}
            hold_register(consent_register.register(db, initiative, ASKED, **when), by_hand)
            for person, of in zip(people, by_hand, strict=True):
                found = consent_register.of_person(db, initiative, person, ASKED, **when)
                assert {item: (state.active, state.since, state.position) for item, state in found.items()} == {
                    item: (says_yes(row, item), row.occurred_at, row.position) for item, row in of.items() if row
                }


def hold_register(answer: consent_register.Register, by_hand: list[dict[str, Recorded[Any] | None]]) -> None:
    yes = [(item, row) for of in by_hand for item, row in of.items() if row and says_yes(row, item)]
    assert answer.active == {item: sum(said == item for said, _ in yes) for item in ASKED}
    assert answer.claimed == sum(row.entered_at is not None and row.corrects is None for _, row in yes)


@given(history=histories, asked=questions)
def test_what_is_active_in_the_view_is_active_in_the_folded_state(history: list[Any], asked: list[Asked]) -> None:
    person = ref("one")
    rows_told = [row for row in told(history, STUDY, [person, ref("other")]) if row.event.person == person]
    state = folded(consent.FOLDING, *rows_told)
    for question in (q for q in asked if not q.as_recorded):
        by_hand = {item: says_yes(decides(rows_told, person, item, question), item) for item in ASKED}
        assert {item: state.active(item, question.valid, question.known) for item in ASKED} == by_hand


everything_said = st.lists(st.tuples(grid, test_suspensions.said, st.integers(0, 9), st.integers(0, 9)), max_size=9)


def said_and_corrected(person: Ref, history: list[Any]) -> list[Recorded[Any]]:
    """Whatever somebody may say, an hour apart; a number of 5 or more corrects something of its kind told before."""
    made: list[Recorded[Any]] = []
    for true_since, (kind, what), of, which in history:
        event = test_suspensions.event(person, kind, what, entry=of % (len(made) + 1))
        alike = [row.version for row in made if type(row.event) is type(event)]
        corrects = alike[which % len(alike)] if which >= 5 and alike else None
        more = {"version": len(made) + 1, "position": len(made) + 1, "corrects": corrects, "occurred_at": true_since}
        made.append(recorded(event, NOON + hours(len(made)), **more))
    return made


YES = (NOON, ("answers", {"C05": True}), 0, 0)
ASK = [(NOON + hours(3), NOON + hours(6))]


@pytest.mark.heavy
@settings(max_examples=1_500 if stores.PROVING else 300)
@example([YES, (NOON + hours(1), ("stop", "W0"), 0, 0), (NOON + hours(1), ("stop", "W2"), 0, 5)], ASK)
@example([YES, (NOON + hours(1), ("paused", ("C05",)), 0, 0), (NOON + hours(1), ("paused", ("C01",)), 0, 5)], ASK)
@example([YES, (NOON + hours(1), ("paused", ("C01",)), 0, 0), (NOON + hours(2), ("clarified", "W5"), 2, 0)], ASK)
@example([YES, (NOON + hours(1), ("paused", ()), 0, 0), (NOON + hours(1), ("resumed", ()), 0, 0)], ASK)
@example([YES, (NOON + hours(1), ("stop", "W0"), 0, 0), (NOON + hours(2), ("clarified", "W1"), 2, 0)], ASK)
@given(history=everything_said, asked=st.lists(st.tuples(grid, grid), min_size=1, max_size=4))
def test_whatever_was_said_and_corrected_the_view_says_what_the_folded_state_says(
    on_sqlite: sa.Engine, history: list[Any], asked: list[tuple[datetime, datetime]]
) -> None:
    person = ref(f"person {next(_numbers)}")
    rows_told = said_and_corrected(person, history)
    state = folded(consent.FOLDING, *rows_told)
    with on_sqlite.begin() as db:
        registered(db, rows_told)
        for valid, known in asked:
            found = consent_register.of_person(db, STUDY, person, ASKED, valid, known)
            assert {item: item in found and found[item].active for item in ASKED} == {
                item: state.active(item, valid, known) for item in ASKED
            }


def test_every_item_can_be_asked_of() -> None:
    assert set(ASKED) <= set(ITEMS)
    assert set(ITEMS) >= CONSENTS
