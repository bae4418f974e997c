"""A person's own word: pauses, unclear stops and what they meant, objections, and being left alone after a no."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from domain import consent
from domain.consent import (
    CONSENTS,
    AnswersGiven,
    ClarifyStop,
    Consent,
    GiveAnswers,
    GiveInformation,
    Hearing,
    InformationGiven,
    ObjectionObserved,
    ObserveObjection,
    Open,
    Pause,
    Paused,
    Resume,
    Resumed,
    StopClarified,
    Withdraw,
    Withdrawn,
)
from domain.kernel.decider import Accepted
from tests.consent.test_signing import GOOD
from tests.given import NOON, P1, R1, STUDY, folded, given, hours, recorded, told

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}
DAYS = hours(24)


def signed(at: datetime, **answers: bool) -> Any:
    said = {item.upper(): yes for item, yes in answers.items()}
    event = AnswersGiven(informed_at=None, version="1.0", taker=R1, copy_given="yes", answers=said, **OF)
    return recorded(event, at)


def fold(*history: Any) -> Consent:
    return folded(consent.FOLDING, *history)


def after(*history: Any) -> Any:
    return given(consent.decide, consent.FOLDING, *history)


AGREED = signed(NOON, c01=True, c05=True)
OUTSIDE, TEAM_ALONE, NOBODY_NAMED = Hearing(outside=True), Hearing(outside=False), Hearing(outside=None)
STOPPED = consent.Stopping(expressed_at=NOON, entered_at=NOON, explained=True, inside_window=None)
UNCLEAR = recorded(Withdrawn(level="W0", **OF), NOON + hours(1))


def test_a_pause_rests_what_it_names_until_it_is_ended() -> None:
    state = fold(
        AGREED,
        recorded(Paused(items=("C01",), **OF), NOON + hours(1)),
        recorded(Resumed(items=("C01",), **OF), NOON + hours(3)),
    )
    assert [state.active("C01", NOON + hours(h)) for h in (0, 1, 2, 3)] == [True, False, False, True]
    assert all(state.active("C05", NOON + hours(h)) for h in (0, 1, 2, 3))


def test_a_pause_of_nothing_in_particular_rests_everything_and_a_new_signing_ends_it() -> None:
    state = fold(AGREED, recorded(Paused(**OF), NOON + hours(1)), signed(NOON + hours(2), c01=True))
    assert [state.active("C01", NOON + hours(h)) for h in (0, 1, 2)] == [True, False, True]
    assert not state.active("C05", NOON + hours(2)), "what was not signed again stays paused"


def test_an_unclear_stop_rests_everything_and_its_meaning_never_reaches_back() -> None:
    state = fold(AGREED, UNCLEAR, recorded(StopClarified(entry=2, level="W5", **OF), NOON + hours(5)))
    assert [state.active("C01", NOON + hours(h)) for h in (0, 1, 4, 5)] == [True, False, False, True]
    assert [state.active("C05", NOON + hours(h)) for h in (0, 1, 4, 5)] == [True, False, False, False]
    assert not state.active("C05", NOON + hours(1), known=NOON + hours(4)), "as known before it was clear, it rested"


def test_ending_a_pause_does_not_end_an_unclear_stop() -> None:
    state = fold(AGREED, UNCLEAR, recorded(Resumed(**OF), NOON + hours(2)))
    assert not state.active("C01", NOON + hours(3))


@pytest.mark.parametrize("item", sorted(CONSENTS))
def test_an_objection_stops_everything_and_nothing_but_the_person_s_own_new_consent_takes_it_back(item: str) -> None:
    yes = {item.lower(): True}
    objected = recorded(ObjectionObserved(observer=R1, sign="resistance", **OF), NOON + hours(1))
    undoing = [
        recorded(Resumed(**OF), NOON + hours(2)),
        recorded(StopClarified(entry=2, level="W1", items=("C11",), **OF), NOON + hours(3)),
    ]
    state = fold(signed(NOON, **yes), objected, *undoing)
    assert not state.active(item, NOON + hours(9))
    assert fold(signed(NOON, **yes), objected, *undoing, signed(NOON + hours(9), **yes)).active(item, NOON + hours(9))


@pytest.mark.parametrize(
    ("history", "entry", "breaks"),
    [
        ((AGREED, UNCLEAR), 2, []),
        ((AGREED, UNCLEAR), 1, ["WD-04"]),
        ((AGREED, recorded(Withdrawn(level="W2", **OF))), 2, ["WD-04"]),
        ((AGREED, UNCLEAR, recorded(StopClarified(entry=2, level="W5", **OF), NOON + hours(2))), 2, ["WD-04"]),
    ],
)
def test_what_was_meant_is_said_of_an_unclear_stop_once(history: Any, entry: int, breaks: list[str]) -> None:
    said = ClarifyStop(entry=entry, level="W2", **OF, **told(when=NOON + hours(3)))
    answer = after(*history).when(said, OUTSIDE)
    answer.then_breaks(*breaks)
    if not breaks:
        answer.then(StopClarified)


PAUSED = recorded(Paused(**OF), NOON + hours(1))
SAYS_MEANT = ClarifyStop(entry=2, level="W2", expressed_to=R1, manner="said", **OF, **told(when=NOON + hours(3)))
GOES_ON = Resume(expressed_to=R1, manner="gesture", **OF, **told(when=NOON + hours(3)))


@pytest.mark.parametrize(("heard", "breaks"), [(OUTSIDE, False), (TEAM_ALONE, True)])
@pytest.mark.parametrize(("stop", "said", "rule"), [(UNCLEAR, SAYS_MEANT, "WD-06"), (PAUSED, GOES_ON, "PA-02")])
def test_the_team_alone_lets_nothing_go_on(stop: Any, said: Any, rule: str, heard: Hearing, breaks: bool) -> None:
    after(AGREED, stop).when(said, heard).then_breaks(*([rule] if breaks else []))
    as_history = after(AGREED, stop).when(replace(said, history=True), heard).answer
    assert (isinstance(as_history, Accepted), as_history.verdicts.broken) == (True, (rule,) if breaks else ())


@pytest.mark.parametrize(("stop", "said", "rule"), [(UNCLEAR, SAYS_MEANT, "WD-06"), (PAUSED, GOES_ON, "PA-02")])
def test_where_nobody_is_named_who_heard_history_is_not_judged(stop: Any, said: Any, rule: str) -> None:
    as_history = after(AGREED, stop).when(replace(said, history=True), NOBODY_NAMED).answer
    assert (as_history.verdicts.broken, as_history.verdicts.unjudged) == ((), (rule,))
    assert after(AGREED, stop).when(said, NOBODY_NAMED).answer.unjudged == (rule,)


@pytest.mark.parametrize(("stop", "said"), [(UNCLEAR, SAYS_MEANT), (PAUSED, GOES_ON)])
def test_how_it_was_said_and_to_whom_is_kept(stop: Any, said: Any) -> None:
    [event] = after(AGREED, stop).when(said, OUTSIDE).answer.events
    assert (event.expressed_to, event.manner) == (R1, said.manner)


@pytest.mark.parametrize(
    ("history", "items", "breaks"),
    [
        ((AGREED, recorded(Paused(**OF), NOON + hours(1))), (), []),
        ((AGREED, recorded(Paused(items=("C01",), **OF), NOON + hours(1))), ("C01", "C05"), []),
        ((AGREED, recorded(Paused(items=("C01",), **OF), NOON + hours(1))), ("C05",), ["PA-01"]),
        ((AGREED, UNCLEAR), (), ["PA-01"]),
        ((AGREED, recorded(Withdrawn(level="W2", **OF))), (), ["PA-01"]),
        ((AGREED,), (), ["PA-01"]),
    ],
)
def test_only_a_pause_is_ended_by_resuming(history: Any, items: tuple[str, ...], breaks: list[str]) -> None:
    answer = after(*history).when(Resume(items=items, **OF, **told(when=NOON + hours(2))), OUTSIDE)
    answer.then_breaks(*breaks)
    if not breaks:
        answer.then(Resumed)


NO = signed(NOON, c01=False, c05=False, a01=True)


@pytest.mark.parametrize(
    ("history", "asked", "breaks"),
    [
        ((), NOON, []),
        ((AGREED,), NOON + DAYS, []),
        ((signed(NOON, c01=False, c05=True),), NOON + DAYS, []),  # a yes to anything is no refusal of everything
        ((NO,), NOON + 90 * DAYS - hours(1), ["CN-09"]),
        ((NO,), NOON + 90 * DAYS, []),
        ((NO, signed(NOON + DAYS, c01=True)), NOON + 2 * DAYS, []),  # they came forward themselves
        (
            (NO, *[recorded(InformationGiven(version="1.0", by=R1, **OF), NOON + n * DAYS) for n in (91, 92)]),
            NOON + 200 * DAYS,
            ["CN-09"],
        ),
    ],
)
def test_whoever_said_no_is_left_alone(history: Any, asked: datetime, breaks: list[str]) -> None:
    answer = after(*history).when(GiveInformation(version="1.0", by=R1, **OF, **told(when=asked)))
    answer.then_breaks(*breaks)


@pytest.mark.parametrize("stop", [Pause(**OF, **told()), ObserveObjection(observer=R1, sign="gesture", **OF, **told())])
def test_a_pause_and_an_objection_are_never_refused(stop: Any) -> None:
    for history in ((), (AGREED,), (NO,), (AGREED, UNCLEAR)):
        assert isinstance(after(*history).when(stop).answer, Accepted)


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        (Pause(**OF, **told()), {"items": ("A01",)}),
        (ObserveObjection(observer=R1, sign="gesture", **OF, **told()), {"sign": "mood"}),
        (ClarifyStop(entry=1, level="W2", **OF, **told()), {"level": "W0"}),
        (Withdraw(level="W2", **OF, **told()), {"manner": "email"}),
        (ClarifyStop(entry=1, level="W2", **OF, **told()), {"manner": "email"}),
        (Resume(**OF, **told()), {"manner": "email"}),
    ],
)
def test_what_there_is_no_word_for_cannot_be_said(command: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"is|are"):
        replace(command, **wrong)


def test_a_word_given_facts_of_another_kind_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError, match="facts"):
        consent.decide(Pause(**OF, **told()), Consent(), consent.Stopping(NOON, NOON, False, None))
    with pytest.raises(TypeError, match="facts"):
        consent.decide(Resume(**OF, **told()), Consent())


ITEM = ("C01",)


def test_a_stop_is_unclear_until_it_is_clarified_or_the_person_agrees_again() -> None:
    clear = recorded(StopClarified(entry=2, level="W5", **OF), NOON + hours(5))
    clarified, again = fold(AGREED, UNCLEAR, clear), fold(AGREED, UNCLEAR, signed(NOON + hours(3), c01=True))
    assert [clarified.stop_unclear(ITEM, NOON + hours(h)) for h in (0, 1, 4, 5)] == [False, True, True, False]
    assert [again.stop_unclear(ITEM, NOON + hours(h)) for h in (1, 2, 3)] == [True, True, False]
    assert not fold(AGREED, UNCLEAR).stop_unclear(ITEM, NOON + hours(2), known=NOON)
    assert fold(AGREED, UNCLEAR, signed(NOON + hours(1), c01=True)).stop_unclear(ITEM, NOON + hours(1))
    paused = recorded(Paused(**OF), NOON + hours(1))
    assert not fold(AGREED, paused).stop_unclear(ITEM, NOON + hours(2)), "a pause is clear"


@pytest.mark.parametrize("answers", [{}, {"c01": False, "c05": False}, {"a01": True}, {"c05": True}])
def test_a_new_no_or_a_yes_to_something_else_does_not_make_a_stop_clear(answers: dict[str, bool]) -> None:
    state = fold(AGREED, UNCLEAR, signed(NOON + hours(3), **answers))
    assert state.stop_unclear(ITEM, NOON + hours(4))
    assert state.stop_unclear((), NOON + hours(4)), "nor is it clear for what rests on no item"


def test_what_was_meant_is_not_said_before_the_stop() -> None:
    said = ClarifyStop(entry=2, level="W2", **OF, **told(when=NOON + hours(3), occurred_at=NOON))
    after(AGREED, UNCLEAR).when(said, OUTSIDE).then_breaks("WD-04")
    early = recorded(StopClarified(entry=2, level="W5", **OF), NOON + hours(2), occurred_at=NOON)
    again = replace(said, occurred_at=None)
    assert after(AGREED, UNCLEAR, early).when(again, OUTSIDE).then(StopClarified), "it lifted nothing"


@pytest.mark.parametrize(("closed_by", "breaks"), [("", []), ("death", ["CL-02"]), ("study_end", ["CL-02"])])
def test_nobody_is_told_of_an_initiative_after_their_death_or_its_end(closed_by: str, breaks: list[str]) -> None:
    tell = GiveInformation(version="1.0", by=R1, **OF, **told())
    given(consent.decide, consent.FOLDING).when(tell, Open(closed_by)).then_breaks(*breaks)


@pytest.mark.parametrize(
    "stop", [Withdraw(level="W2", **OF, **told()), ObserveObjection(observer=R1, sign="words", **OF, **told())]
)
def test_a_stop_is_taken_whatever_has_closed(stop: Any) -> None:
    facts = consent.Stopping(NOON, NOON, explained=True, inside_window=None) if isinstance(stop, Withdraw) else None
    assert isinstance(given(consent.decide, consent.FOLDING).when(stop, facts).answer, Accepted)


@pytest.mark.parametrize(("level", "items"), [("W1", ()), ("W1", ("A01",))])
def test_what_stops_nothing_makes_no_stop_clear(level: str, items: tuple[str, ...]) -> None:
    said = ClarifyStop(entry=2, level=level, items=items, **OF, **told(when=NOON + hours(3)))
    after(AGREED, UNCLEAR).when(said, OUTSIDE).then_breaks("WD-05")
    as_history = recorded(StopClarified(entry=2, level=level, items=items, **OF), NOON + hours(3))
    assert not fold(AGREED, UNCLEAR, as_history).active("C01", NOON + hours(4)), "everything rests on"


def test_a_stop_of_an_acknowledgement_alone_is_not_clear() -> None:
    [event] = after(AGREED).when(Withdraw(level="W1", items=("A01",), **OF, **told()), STOPPED).answer.events
    assert (event.level, event.items) == ("W0", ("A01",))


def test_at_one_instant_a_pause_holds() -> None:
    at = NOON + hours(2)
    paused, resumed = recorded(Paused(**OF), at), recorded(Resumed(**OF), at)
    for told_first, told_next in ((paused, resumed), (resumed, paused)):
        assert not fold(AGREED, told_first, told_next).active("C01", NOON + hours(3))


@pytest.mark.parametrize("level", ["W3", "W6", "objection"])
@pytest.mark.parametrize(("came_forward", "again", "breaks"), [(None, (), ["CN-10"]), (True, (), []), (None, (1,), [])])
def test_who_asked_for_no_contact_is_not_approached_unless_they_come_forward(
    level: str, came_forward: bool | None, again: tuple[int, ...], breaks: list[str]
) -> None:
    seen = ObjectionObserved(observer=R1, sign="resistance", **OF)
    stop = recorded(seen if level == "objection" else Withdrawn(level=level, **OF), NOON + hours(1))
    history = (AGREED, stop, *(signed(NOON + hours(2), c01=True) for _ in again))
    tell = GiveInformation(version="1.0", by=R1, came_forward=came_forward, **OF, **told(when=NOON + hours(3)))
    after(*history).when(tell).then_breaks(*breaks)
    after(AGREED, recorded(Withdrawn(level="W2", **OF), NOON + hours(1))).when(tell).then_breaks()


TOLD = InformationGiven(version="1.0", by=R1, came_forward=True, **OF)
BARRED = recorded(Withdrawn(level="W3", **OF), NOON + hours(1))
JOINED_NO = NOON + hours(2)
"""When they said no under another record of theirs."""


@pytest.mark.parametrize(
    ("history", "told_at", "signed_at", "breaks"),
    [
        ((NO,), NOON + DAYS, NOON + 2 * DAYS, ["CN-09"]),
        ((NO,), NOON - DAYS, NOON + 2 * DAYS, ["CN-09"]),  # told before the no: what was asked since is not said
        ((NO,), None, NOON + 2 * DAYS, ["CN-09"]),
        ((NO,), NOON + 90 * DAYS, NOON + 92 * DAYS, []),
        ((NO,), NOON + 89 * DAYS, NOON + 92 * DAYS, ["CN-09"]),  # it is the telling that came too soon
        ((NO, recorded(TOLD, NOON + DAYS)), NOON + DAYS, NOON + 2 * DAYS, []),
        ((recorded(TOLD, NOON - DAYS), NO), NOON + DAYS, NOON + 2 * DAYS, ["CN-09"]),
        ((AGREED, BARRED), NOON + DAYS, NOON + 2 * DAYS, ["CN-10"]),
        ((AGREED, BARRED), NOON + 90 * DAYS, NOON + 92 * DAYS, ["CN-10"]),  # no contact does not run out
        ((AGREED, BARRED, recorded(TOLD, NOON + DAYS)), NOON + DAYS, NOON + 2 * DAYS, []),
        ((NO, BARRED), NOON + DAYS, NOON + 2 * DAYS, ["CN-09", "CN-10"]),
        ((AGREED,), NOON + DAYS, NOON + 2 * DAYS, []),
    ],
)
def test_a_yes_after_a_no_is_held_to_the_rules_of_the_telling_that_led_to_it(
    history: Any, told_at: datetime | None, signed_at: datetime, breaks: list[str]
) -> None:
    of = {"version": "1.0", "taker": R1, "informed_at": told_at, **OF, **told(when=signed_at)}
    facts = replace(GOOD, signed_at=signed_at, informed_at=told_at, entered_at=signed_at, again=Open())
    unjudged = ("CN-05",) if told_at is None else ()
    answer = after(*history).when(GiveAnswers(answers={"C01": True}, **of), facts).answer
    assert (getattr(answer, "broken", ()), getattr(answer, "unjudged", ())) == (tuple(breaks), unjudged)
    after(*history).when(
        GiveAnswers(answers={"C01": True, "A01": True}, **of), replace(facts, again=None)
    ).then_breaks()
    after(*history).when(GiveAnswers(answers={"C01": False, "A01": True}, **of), facts).then_breaks()


def test_a_yes_after_a_no_breaks_other_rules_beside() -> None:
    again = GiveAnswers(version="1.0", taker=R1, answers={"C01": True}, **OF, **told(when=NOON + 2 * DAYS))
    facts = replace(GOOD, again=Open(declined_at=JOINED_NO), version_current=False)
    after().when(again, facts).then_breaks("CN-01", "CN-09")
    assert isinstance(after(NO).when(replace(again, history=True), facts).answer, Accepted)
