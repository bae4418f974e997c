"""Break-glass: its decision tables, and that nothing but the domain's states is ever reached, each of them somehow."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain import access
from domain.access import (
    AUTO_EXPIRED,
    BREAK_GLASS_OPENED,
    BREAK_GLASS_STATES,
    JUSTIFIED,
    NOT_JUSTIFIED,
    REVIEW_DUE,
    REVIEWED,
    BreakGlassOpened,
    BreakGlassReviewed,
    DelayTelling,
    OpenBreakGlass,
    ReviewBreakGlass,
    Reviewed,
    TellingDelayed,
    Terms,
    Uses,
)
from domain.kernel import decider
from domain.kernel.decider import Accepted, Command, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import Sealed
from domain.kernel.time import from_local, london_day
from tests.given import P1, R1, R2, STUDY, at, given, recorded, told

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}
THURSDAY: Final = from_local("2027-01-14T22:40")
WHY: Final = Sealed(P1, "study", "the threat is still looked into")


def opened(when: datetime = THURSDAY, **more: Any) -> Recorded[Any]:
    command = OpenBreakGlass(**OF, opening="BG-1", ground="public_interest", fields=("disclosures",), **told(when=when))
    answer = access.decide(replace(command, **more), Uses(), Terms())
    assert isinstance(answer, Accepted)
    return recorded(answer.events[0], when)


def review(by: Ref = R2, role: str = "privacy", when: datetime = THURSDAY + timedelta(days=1)) -> ReviewBreakGlass:
    return ReviewBreakGlass(**OF, opening="BG-1", found="justified", **{**told(by, when), "role": role})


def delay(by: Ref = R2, role: str = "privacy", hours: int = 1) -> DelayTelling:
    later = THURSDAY + timedelta(hours=hours)
    return DelayTelling(**OF, opening="BG-1", not_before=later, because=WHY, **{**told(by, THURSDAY), "role": role})


def test_it_is_opened_by_whoever_asks_for_an_hour_and_reviewed_within_three_working_days() -> None:
    event = opened(user=P1).event
    assert isinstance(event, BreakGlassOpened)
    assert event.user == R1
    assert event.until == from_local("2027-01-14T23:40")
    assert event.review_by == from_local("2027-01-20T00:00")


def test_of_history_whoever_opened_it_is_told() -> None:
    assert opened(user=P1, history=True).event.user == P1
    assert opened(history=True).event.user == R1


@pytest.mark.parametrize(
    ("fields", "before", "breaks"),
    [(("disclosures",), (), []), ((), (), ["BG-01"]), (("disclosures",), (opened(),), ["AG-01"])],
)
def test_break_glass_is_opened_by_the_rule_book(
    fields: tuple[str, ...], before: tuple[Recorded[Any], ...], breaks: list[str]
) -> None:
    command = OpenBreakGlass(**OF, opening="BG-1", ground="legal_requirement", fields=fields, **told(when=THURSDAY))
    given(access.decide, access.FOLDING, *before).when(command, Terms()).then_breaks(*breaks)


@pytest.mark.parametrize("ground", ["", "curiosity", "research"])
def test_there_are_three_grounds_and_no_others(ground: str) -> None:
    with pytest.raises(ValueError, match="express_consent, legal_requirement, public_interest"):
        OpenBreakGlass(**OF, opening="BG-1", ground=ground, fields=("disclosures",), **told())


@pytest.mark.parametrize(
    ("command", "before", "breaks"),
    [
        (review(), (opened(),), []),
        (review(by=R1), (opened(),), ["BG-02"]),
        (review(role="ward"), (opened(),), ["BG-03"]),
        (review(by=R1, role="study_team"), (opened(),), ["BG-02", "BG-03"]),
        (review(when=THURSDAY + timedelta(minutes=59)), (opened(),), ["BG-04"]),
        (review(when=THURSDAY + timedelta(minutes=60)), (opened(),), []),
        (review(when=THURSDAY + timedelta(days=60)), (opened(),), []),
        (review(), (), ["BG-04"]),
        (
            review(when=THURSDAY + timedelta(days=2)),
            (
                opened(),
                recorded(
                    BreakGlassReviewed(**OF, opening="BG-1", reviewer=R2, found="justified"),
                    THURSDAY + timedelta(days=1),
                ),
            ),
            ["BG-04"],
        ),
    ],
)
def test_a_review_follows_the_rule_book(command: Command, before: tuple[Recorded[Any], ...], breaks: list[str]) -> None:
    given(access.decide, access.FOLDING, *before).when(command).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("facts", "breaks"),
    [
        ({}, ()),
        ({"own": True}, ("BG-02",)),
        ({"justified": False}, ("BG-07",)),
        ({"in_time": False}, ("BG-08",)),
        ({"own": True, "justified": False, "in_time": False}, ("BG-02", "BG-07", "BG-08")),
    ],
)
def test_a_review_on_the_record_is_held_to_the_rule_book(facts: dict[str, bool], breaks: tuple[str, ...]) -> None:
    case = replace(Reviewed(own=False, in_time=True, justified=True), **facts)
    assert judge_table(REVIEWED, case) == breaks


@pytest.mark.parametrize(
    ("command", "before", "breaks"),
    [
        (delay(), (opened(),), []),
        (delay(by=R1), (opened(),), ["BG-05"]),
        (delay(role="ward"), (opened(),), ["BG-05"]),
        (delay(), (), ["BG-06"]),
        (delay(hours=0), (opened(),), ["BG-06"]),
        (delay(hours=-1), (opened(),), ["BG-06"]),
    ],
)
def test_telling_the_person_later_follows_the_rule_book(
    command: Command, before: tuple[Recorded[Any], ...], breaks: list[str]
) -> None:
    answer = given(access.decide, access.FOLDING, *before).when(command)
    answer.then_breaks(*breaks)
    if not breaks:
        answer.then(TellingDelayed)


@pytest.mark.parametrize(
    ("begins", "number", "ends"),
    [
        ("2027-01-14T22:40", 3, "2027-01-20T00:00"),  # a Thursday: Friday, Monday, Tuesday
        ("2027-01-15T09:00", 3, "2027-01-21T00:00"),
        ("2027-01-16T09:00", 3, "2027-01-21T00:00"),  # a Saturday
        ("2027-01-18T00:00", 1, "2027-01-20T00:00"),
        ("2027-03-26T09:00", 1, "2027-03-30T00:00"),  # over the night on which the clocks go forward
    ],
)
def test_working_days_are_monday_to_friday(begins: str, number: int, ends: str) -> None:
    command = OpenBreakGlass(
        **OF, opening="BG-1", ground="public_interest", fields=("x",), **told(when=from_local(begins))
    )
    answer = access.decide(command, Uses(), Terms(minutes=60, review_working_days=number))
    assert isinstance(answer, Accepted)
    [event] = answer.events
    assert isinstance(event, BreakGlassOpened)
    assert event.review_by == from_local(ends)


@for_all(st.datetimes(at("2026-01-01").replace(tzinfo=None), at("2029-01-01").replace(tzinfo=None)), st.integers(1, 9))
def test_so_many_working_days_lie_between_opening_and_the_end_of_its_review(when: datetime, number: int) -> None:
    instant = at(when.isoformat())
    command = OpenBreakGlass(**OF, opening="BG-1", ground="public_interest", fields=("x",), **told(when=instant))
    answer = access.decide(command, Uses(), Terms(review_working_days=number))
    assert isinstance(answer, Accepted)
    review_by = answer.events[0].review_by  # type: ignore[attr-defined]
    day, days = london_day(instant), []
    while (day := day + timedelta(days=1)) < london_day(review_by):
        days.append(day)
    assert sum(day.weekday() < 5 for day in days) == number
    assert days[-1].weekday() < 5


def test_of_history_whoever_reviewed_it_is_told_and_live_it_is_the_one_who_asks() -> None:
    for history, reviewer in ((True, P1), (False, R2)):
        command = replace(review(), reviewer=P1, history=history)
        answer = given(access.decide, access.FOLDING, opened()).when(command).then(BreakGlassReviewed)
        [event] = answer.events
        assert isinstance(event, BreakGlassReviewed)
        assert event.reviewer == reviewer
        assert answer.verdicts.broken == ()


def test_a_review_that_was_wrong_is_corrected_as_if_it_were_the_first() -> None:
    first = recorded(
        BreakGlassReviewed(**OF, opening="BG-1", reviewer=R2, found="justified"), THURSDAY + timedelta(days=1)
    )
    again = replace(review(when=THURSDAY + timedelta(days=2)), history=True)
    answered = given(access.decide, access.FOLDING, opened(), first)
    assert answered.when(again).then(BreakGlassReviewed).verdicts.broken == ("BG-04",)
    assert answered.when(replace(again, corrects=2)).then(BreakGlassReviewed).verdicts.broken == ()


def judge_table(table: Any, case: Any) -> tuple[str, ...]:
    """What a table says of a case, asked as the deciders ask."""
    answer = decider.settle(replace(review(), history=True), table, case)
    assert isinstance(answer, Accepted)
    return answer.verdicts.broken


REACHED: set[str | None] = set()
FOLLOWS: Final[dict[str | None, set[str | None]]] = {
    None: {None, BREAK_GLASS_OPENED},
    BREAK_GLASS_OPENED: {BREAK_GLASS_OPENED, AUTO_EXPIRED, REVIEW_DUE, JUSTIFIED, NOT_JUSTIFIED},
    AUTO_EXPIRED: {AUTO_EXPIRED, REVIEW_DUE, JUSTIFIED, NOT_JUSTIFIED},
    REVIEW_DUE: {REVIEW_DUE, JUSTIFIED, NOT_JUSTIFIED},
    JUSTIFIED: {JUSTIFIED},
    NOT_JUSTIFIED: {NOT_JUSTIFIED},
}
"""What may be found next, however much later one looks again."""


class Glass(RuleBasedStateMachine):
    """Anybody may ask for anything, in any order, at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = THURSDAY
        self.uses = Uses()
        self.version = 0
        self.state: str | None = None

    def ask(self, command: Command, facts: Any = None) -> None:
        answer = access.decide(command, self.uses, facts)  # type: ignore[arg-type]
        if isinstance(answer, Accepted):
            self.version += 1
            self.uses = access.FOLDING.evolve(self.uses, recorded(answer.events[0], self.now, version=self.version))

    @rule(minutes=st.sampled_from((1, 59, 60, 61, 60 * 24, 60 * 24 * 4)))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(fields=st.sampled_from(((), ("disclosures",))), by=st.sampled_from((R1, R2)))
    def open(self, fields: tuple[str, ...], by: Ref) -> None:
        told_by = told(by, self.now)
        command = OpenBreakGlass(**OF, opening="BG-1", ground="public_interest", fields=fields, **told_by)
        self.ask(command, Terms())

    @rule(
        by=st.sampled_from((R1, R2)),
        role=st.sampled_from(("privacy", "privacy", "ward")),
        found=st.sampled_from(("justified", "not_justified")),
    )
    def review(self, by: Ref, role: str, found: str) -> None:
        self.ask(ReviewBreakGlass(**OF, opening="BG-1", found=found, **{**told(by, self.now), "role": role}))

    @rule(by=st.sampled_from((R1, R2)), hours=st.integers(-1, 2))
    def delay(self, by: Ref, hours: int) -> None:
        later = self.now + timedelta(hours=hours)
        of_privacy = {**told(by, self.now), "role": "privacy"}
        self.ask(DelayTelling(**OF, opening="BG-1", not_before=later, because=WHY, **of_privacy))

    @invariant()
    def it_is_in_a_state_that_may_follow_the_one_before(self) -> None:
        found = self.uses.break_glass("BG-1", self.now)
        assert found in FOLLOWS[self.state]
        assert found is None or found in BREAK_GLASS_STATES
        self.state = found
        REACHED.add(found)

    @invariant()
    def it_opens_nothing_but_while_it_is_open(self) -> None:
        opening = self.uses.opening("BG-1")
        if opening is not None:
            opens = opening.covers(opening.user, opening.fields, self.now)
            assert not opens or self.state == BREAK_GLASS_OPENED
            assert not opening.covers(P1, opening.fields, self.now)

    @invariant()
    def whoever_opened_it_never_reviewed_it(self) -> None:
        for found in self.uses.reviews:
            opening = self.uses.opening(found.opening)
            assert opening is not None
            assert found.author is not None
            assert found.reviewed_at >= opening.until


def test_every_state_of_break_glass_is_reached_and_no_other() -> None:
    class Played(Glass):
        pass

    REACHED.clear()
    Played.TestCase.settings = settings(max_examples=200, stateful_step_count=12, derandomize=True, deadline=None)
    Played.TestCase("runTest").runTest()
    assert {*BREAK_GLASS_STATES, None} == REACHED
