"""Capacity, consultees, wrong papers, deaths and ends in the register: for any history it says what judging says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain import consent, initiatives, judging, people
from domain.consent import (
    AnswersGiven,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ConsulteeAdvised,
    ConsulteeIdentified,
    EnteredInError,
    Paused,
    Withdrawn,
)
from domain.initiatives import InitiativeEnded, McaApproved
from domain.judging import Histories, closed_by
from domain.kernel.time import london_day
from domain.people import DeathRecorded, EntryStruck, RoleAssigned, StatementMade, StatementTakenBack
from domain.people.events import person_stream
from projections import consent_register
from projections.views import new_engine
from service.wiring import url
from tests import postgres, stores
from tests.given import D1, NOON, R1, V1, folded, hours, recorded, ref
from tests.projections.batches import registered

ASKED = ("C01", "C05")
_numbers = count(1)

grid = st.integers(0, 7).map(lambda hour: NOON + hours(hour))
decision = st.sampled_from(["take_part", "take_part", "C05"])
whom = st.sampled_from([V1, D1])
said = st.one_of(
    st.just((AnswersGiven, {"answers": {"C01": True, "C05": True}})),
    st.dictionaries(st.sampled_from(ASKED), st.booleans()).map(lambda answers: (AnswersGiven, {"answers": answers})),
    st.just((Withdrawn, {"level": "W2"})),
    st.just((Paused, {"items": ("C05",)})),
    decision.map(lambda d: (CapacityDoubted, {"decision": d, "doubt": "distress", "by": R1})),
    st.tuples(decision, st.sampled_from(["lacks", "lacks", "has", "unable_to_complete"]), st.booleans()).map(
        lambda t: (
            CapacityAssessed,
            {"decision": t[0], "outcome": t[1], "review_by": london_day(NOON + hours(24)) if t[2] else None},
        )
    ),
    decision.map(lambda d: (CapacityRegained, {"decision": d, "by": R1})),
    whom.map(lambda who: (ConsulteeIdentified, {"consultee": who})),
    st.tuples(decision, whom, st.sampled_from([True, True, False])).map(
        lambda t: (ConsulteeAdvised, {"decision": t[0], "consultee": t[1], "take_part": t[2]})
    ),
    st.integers(1, 4).map(lambda entry: (EnteredInError, {"entry": entry})),
)
rows = st.tuples(grid, said, st.sampled_from([None, None, *range(4)]), st.sampled_from([(), (), ("CE-01",)]))
ADVISED = [
    (NOON, (AnswersGiven, {"answers": {"C01": True, "C05": True}}), None, ()),
    (NOON + hours(1), (CapacityAssessed, {"decision": "take_part", "outcome": "lacks"}), None, ()),
    (NOON + hours(1), (ConsulteeIdentified, {"consultee": V1}), None, ()),
    (NOON + hours(2), (ConsulteeAdvised, {"decision": "take_part", "consultee": V1, "take_part": True}), None, ()),
]
DAYS = [london_day(NOON) + timedelta(days=n) for n in (-1, 0, 1)]
day = st.sampled_from(DAYS)
APPROVED = (NOON, (McaApproved, {"body": "REC", "body_kind": "nhs_rec", "approved_on": DAYS[0]}), None)
ENDED = (NOON, (InitiativeEnded, {"ended_on": DAYS[0], "ended_as": "completed"}), None)
STRUCK = (NOON, (EntryStruck, {"entry": 1}), None)
STATED = (NOON, (StatementMade, {"items": ("C05",)}), None)
UNSAID = [(NOON + hours(n), (StatementTakenBack, {"entry": 1}), None) for n in (0, 1)]
"""Before they lacked capacity, and while they did."""
LATE = [(NOON + hours(7), NOON + hours(7))]
circumstance = st.one_of(
    day.map(lambda on: (DeathRecorded, {"on": on})),
    day.map(lambda on: (InitiativeEnded, {"ended_on": on, "ended_as": "completed"})),
    st.tuples(day, st.sampled_from([None, *DAYS])).map(
        lambda t: (McaApproved, {**APPROVED[1][1], "approved_on": t[0], "until_on": t[1]})
    ),
    st.tuples(st.sampled_from(["researcher", "advocate"]), st.sampled_from([None, *DAYS])).map(
        lambda t: (RoleAssigned, {"role": t[0], "from_on": t[1]})
    ),
    st.integers(1, 3).map(lambda entry: (EntryStruck, {"entry": entry})),
    st.sampled_from([(), ("C05",), ("C01", "C05")]).map(lambda items: (StatementMade, {"items": items})),
    st.integers(1, 3).map(lambda entry: (StatementTakenBack, {"entry": entry})),
)
around = st.tuples(
    st.sampled_from([[], [APPROVED], [APPROVED]]),
    st.lists(st.tuples(grid, circumstance, st.sampled_from([None, None, 0, 1])), max_size=4),
).map(lambda parts: [*parts[0], *parts[1]])
histories = st.tuples(st.sampled_from([[], ADVISED[:1], ADVISED]), st.lists(rows, max_size=8)).map(
    lambda parts: [*parts[0], *parts[1]]
)


def against(rules: int) -> list[Any]:
    """The same, one of it told as history against the rules."""
    return [(at, what, None, ("CE-01",) if n == rules else ()) for n, (at, what, _, _) in enumerate(ADVISED)]


WORDS: dict[type, dict[str, Any]] = {
    AnswersGiven: {"informed_at": None, "version": "1.0", "taker": R1, "copy_given": "yes"},
    ConsulteeIdentified: {
        "consultee_kind": "personal",
        "paid_or_professional": False,
        "connected_with_project": False,
    },
}


def told(initiative: Any, person: Any, history: list[Any]) -> list[Any]:
    """The events as they were recorded, an hour apart; a number corrects an earlier one of its kind, where one is."""
    made: list[Any] = []
    for since, (kind, what), which, broken in history:
        event = kind(person=person, initiative=initiative, **WORDS.get(kind, {}), **what)
        alike = [row.version for row in made if type(row.event) is kind]
        corrects = alike[which % len(alike)] if which is not None and alike else None
        row = recorded(event, NOON + hours(len(made)), version=len(made) + 1, corrects=corrects, broken=broken)
        made.append(replace(row, occurred_at=since))
    return made


def told_around(initiative: Any, person: Any, consultee: Any, history: list[Any]) -> list[Any]:
    """What is told of the person, of the initiative, and of the roles that the consultee holds."""
    made: list[Any] = []
    for since, (kind, what), which in history:
        if issubclass(kind, McaApproved | InitiativeEnded):
            event = kind(initiative=initiative, **what)
        elif kind is RoleAssigned:
            event = kind(person=consultee, initiative=initiative, **what)
        elif kind is StatementMade:
            event = kind(person=person, study=initiative if len(made) % 2 else None, **what)
        else:
            whose = consultee if kind is EntryStruck and len(made) % 2 else person
            event = kind(person=whose, **what)
        before = [row for row in made if row.stream == event.stream]
        alike = [row.version for row in before if type(row.event) is kind]
        corrects = alike[which % len(alike)] if which is not None and alike else None
        row = recorded(event, NOON + hours(len(made)), version=len(before) + 1, corrects=corrects)
        made.append(replace(row, occurred_at=since))
    return made


def judged(initiative: Any, person: Any, rows_told: list[Any]) -> Histories:
    """The same folded, as a judgement reads it."""

    def of(folding: Any, stream: Any) -> Any:
        return folded(folding, *(row for row in rows_told if row.stream == stream))

    return Histories(
        person=person,
        initiative=initiative,
        about=of(people.FOLDING, person_stream(person)),
        study=of(initiatives.FOLDING, initiatives.initiative_stream(initiative)),
        consent=of(consent.FOLDING, consent.consent_stream(person, initiative)),
        member=lambda who: of(people.FOLDING, person_stream(who)),
    )


def under_names(history: list[Any], names: dict[Any, Any]) -> list[Any]:
    """The same of other consultees: each history has its own."""
    return [
        (at, (kind, {k: names[v] if k == "consultee" else v for k, v in what.items()}), which, broken)
        for at, (kind, what), which, broken in history
    ]


@pytest.fixture(scope="module", params=stores.DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    if request.param == "sqlite":
        made = new_engine(tmp_path_factory.mktemp("register") / "views.db", "a store")
        yield made
        made.dispose()
        return
    with postgres.database() as dsn:
        made = new_engine(url(dsn), "a store")
        yield made
        made.dispose()


@settings(max_examples=3_000 if stores.PROVING else 100)
@example(ADVISED, [APPROVED, (NOON, (RoleAssigned, {"role": "researcher"}), None)], LATE)
@example(ADVISED[:1], [APPROVED, (NOON, (DeathRecorded, {"on": DAYS[0]}), None), STRUCK], LATE)
@example(ADVISED[:1], [ENDED, (NOON, (InitiativeEnded, {**ENDED[1][1], "ended_on": DAYS[2]}), 0)], LATE)
@example(ADVISED, [APPROVED, STATED], LATE)
@example(ADVISED, [APPROVED, STATED, UNSAID[0]], LATE)
@example(ADVISED, [APPROVED, STATED, UNSAID[1]], LATE)
@given(history=histories, around=around, asked=st.lists(st.tuples(grid, grid), min_size=1, max_size=2))
def test_the_register_says_what_judging_says_of_consent_capacity_deaths_and_ends(
    engine: sa.Engine, history: list[Any], around: list[Any], asked: list[tuple[datetime, datetime]]
) -> None:
    number = next(_numbers)
    initiative, person = ref(f"study {number}"), ref(f"person {number}")
    names = {V1: ref(f"first {number}"), D1: ref(f"second {number}")}
    rows_told = told(initiative, person, under_names(history, names))
    rows_told += told_around(initiative, person, names[V1], around)
    h = judged(initiative, person, rows_told)
    with engine.begin() as db:
        registered(db, rows_told)
        late = [(valid + hours(20), known + hours(20)) for valid, known in asked]
        for valid, known in [*asked, *late]:
            closed = bool(closed_by(h, valid, known))
            active = {item: judging.active(h, item, valid, known) and not closed for item in ASKED}
            found = consent_register.of_person(db, initiative, person, ASKED, valid, known)
            assert {item: item in found and found[item].active for item in ASKED} == active
            counted = consent_register.register(db, initiative, ASKED, valid, known)
            assert counted.active == {item: int(yes) for item, yes in active.items()}
            assert counted.claimed == 0


def test_the_register_over_everybody_leaves_out_who_rests(engine: sa.Engine) -> None:
    initiative, other = ref("study of two"), ref("another study")
    people = [ref(f"one of {n}") for n in range(3)]
    agreed, lacking, *_ = ADVISED
    with engine.begin() as db:
        before = consent_register.register(db, None, ASKED, NOON + hours(9), NOON + hours(9)).active
        for study, person, history in (
            (initiative, people[0], [agreed]),
            (initiative, people[1], [agreed, lacking]),
            (initiative, people[2], ADVISED),
            (other, people[1], [agreed]),
            *((initiative, ref(f"against {n}"), against(n)) for n in (1, 2, 3)),
        ):
            registered(db, told(study, person, history))
        registered(db, [recorded(McaApproved(initiative=initiative, **APPROVED[1][1]), NOON)])
        asked = (ASKED, NOON + hours(9), NOON + hours(9))
        assert consent_register.register(db, initiative, *asked).active == {"C01": 2, "C05": 2}
        assert consent_register.register(db, None, *asked).active == {i: n + 3 for i, n in before.items()}
        assert consent_register.register(db, initiative, *asked, as_recorded=True).active == {"C01": 2, "C05": 2}
