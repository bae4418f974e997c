"""Capacity by decision, consultees and their advice: which fact breaks which rule, and what may be said at any time."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain import consent
from domain.consent import (
    CONSENTS,
    DECISIONS,
    AnswersGiven,
    AssessCapacity,
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    CapacityState,
    ChangeConsultee,
    Consent,
    ConsulteeAdvised,
    ConsulteeChanged,
    ConsulteeIdentified,
    Consulting,
    DoubtCapacity,
    IdentifyConsultee,
    Pause,
    RecordAdvice,
    RegainCapacity,
)
from domain.kernel.decider import Accepted
from domain.kernel.sealed import Sealed
from tests.given import D1, NOON, P1, R1, STUDY, V1, folded, given, hours, recorded, told

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}
DAY = hours(24)
SOUND: dict[str, Any] = {
    "assessor": D1,
    "assessor_role": "responsible clinician",
    "understand": True,
    "retain": True,
    "use_weigh": False,
    "communicate": True,
    "impairment": True,
    "causal_link": True,
    "support_given": ("plain_words",),
}


def after(*history: Any) -> Any:
    return given(consent.decide_capacity, consent.FOLDING, *history)


def fold(*history: Any) -> Consent:
    state: Consent = folded(consent.FOLDING, *history)
    return state


def doubted(hour: float, decision: str = "take_part", **more: Any) -> Any:
    return recorded(CapacityDoubted(decision=decision, doubt="distress", by=R1, **OF), NOON + hours(hour), **more)


def assessed(
    hour: float, outcome: str = "lacks", decision: str = "take_part", review_by: date | None = None, **more: Any
) -> Any:
    event = CapacityAssessed(decision=decision, outcome=outcome, review_by=review_by, **SOUND, **OF)
    return recorded(event, NOON + hours(hour), **more)


def regained(hour: float, decision: str = "take_part", **more: Any) -> Any:
    return recorded(CapacityRegained(decision=decision, by=D1, **OF), NOON + hours(hour), **more)


def named(hour: float, who: Any = V1, *, changed: bool = False, **more: Any) -> Any:
    event = ConsulteeChanged if changed else ConsulteeIdentified
    declared = {"consultee_kind": "personal", "paid_or_professional": False, "connected_with_project": False}
    return recorded(event(consultee=who, **declared, **OF), NOON + hours(hour), **more)


def advised(hour: float, take_part: bool = True, who: Any = V1, decision: str = "take_part", **more: Any) -> Any:
    event = ConsulteeAdvised(consultee=who, decision=decision, take_part=take_part, **OF)
    return recorded(event, NOON + hours(hour), **more)


def signed(hour: float, *no: str, **more: Any) -> Any:
    answers = {item: item not in no for item in sorted(CONSENTS)}
    event = AnswersGiven(informed_at=None, version="1.0", taker=R1, copy_given="yes", answers=answers, **OF)
    return recorded(event, NOON + hours(hour), **more)


# What is known of capacity


def of(state: Consent, *hours_: float, decision: str = "take_part") -> list[str]:
    return [str(state.capacity.state(decision, NOON + hours(hour))) for hour in hours_]


def test_capacity_is_presumed_until_it_is_doubted_and_never_once_for_all() -> None:
    history = (doubted(1), assessed(2), regained(3), doubted(4), assessed(5, "unable_to_complete"), assessed(6, "has"))
    assert of(fold(*history), 0, 1, 2, 3, 4, 5, 6, 999) == [
        "PRESUMED",
        "IN_DOUBT",
        "LACKS_CAPACITY",
        "REGAINED",
        "IN_DOUBT",
        "NOT_COMPLETED",
        "HAS_CAPACITY",
        "HAS_CAPACITY",
    ]


@pytest.mark.parametrize("other", [decision for decision in DECISIONS if decision != "C05"])
def test_what_is_said_of_one_decision_says_nothing_of_another(other: str) -> None:
    state = fold(assessed(1, decision="C05"))
    assert of(state, 2, decision="C05") == ["LACKS_CAPACITY"]
    assert of(state, 2, decision=other) == ["PRESUMED"]


@pytest.mark.parametrize("outcome", ["has", "lacks", "unable_to_complete"])
def test_an_assessment_is_due_for_review_from_the_local_day_that_it_names(outcome: str) -> None:
    state = fold(assessed(0, outcome, review_by=date(2026, 12, 3)))
    before = NOON.replace(day=2, hour=23, minute=59)
    assert state.capacity.state("take_part", before) is not CapacityState.REVIEW_DUE
    assert state.capacity.state("take_part", before + timedelta(minutes=1)) is CapacityState.REVIEW_DUE
    assert of(fold(assessed(0, outcome, review_by=date(2026, 12, 3)), doubted(72)), 73) == ["IN_DOUBT"]


def test_an_assessment_is_known_from_when_it_was_entered() -> None:
    late = assessed(30)
    late = replace(late, occurred_at=NOON)
    assert fold(late).capacity.state("take_part", NOON) is CapacityState.LACKS_CAPACITY
    assert fold(late).capacity.state("take_part", NOON, NOON + hours(29)) is CapacityState.PRESUMED


@pytest.mark.parametrize("last", [doubted(1), assessed(1)])
def test_of_two_things_said_of_one_instant_the_one_that_protects_counts(last: Any) -> None:
    for history in ((last, regained(1)), (regained(1), last)):
        assert of(fold(*history), 1) != ["REGAINED"]
        assert not fold(signed(0), *history).active("C01", NOON + hours(2))


# Commands


ASSESS = AssessCapacity(decision="take_part", outcome="lacks", **SOUND, **OF, **told())


@pytest.mark.parametrize(
    ("fact", "breaks"),
    [
        ({}, []),
        ({"assessor": None}, ["CA-01"]),
        ({"assessor_role": None}, ["CA-01"]),
        ({"assessor_role": ""}, ["CA-01"]),
        ({"use_weigh": True}, ["CA-02"]),
        ({"use_weigh": None}, ["CA-02"]),  # nothing found is no finding
        ({"use_weigh": True, "understand": False}, []),
        ({"use_weigh": True, "retain": False}, []),
        ({"use_weigh": True, "communicate": False}, []),
        ({"impairment": False}, ["CA-03"]),
        ({"impairment": None}, ["CA-03"]),
        ({"causal_link": False}, ["CA-03"]),
        ({"causal_link": None}, ["CA-03"]),
        ({"support_given": ()}, ["CA-04"]),
        (
            {"assessor": None, "use_weigh": None, "causal_link": None, "support_given": ()},
            ["CA-01", "CA-02", "CA-03", "CA-04"],
        ),
    ],
)
def test_nobody_lacks_capacity_but_by_what_the_law_asks_of_an_assessment(
    fact: dict[str, Any], breaks: list[str]
) -> None:
    after().when(replace(ASSESS, **fact)).then_breaks(*breaks)
    history = after().when(replace(ASSESS, history=True, **fact)).then(CapacityAssessed)
    assert history.verdicts.broken == tuple(breaks)
    after().when(replace(ASSESS, outcome="unable_to_complete", **fact)).then(CapacityAssessed)
    after().when(replace(ASSESS, outcome="has", **fact)).then_breaks(*(each for each in breaks if each == "CA-01"))


@pytest.mark.parametrize(
    ("history", "breaks"),
    [
        ((), ["CA-05"]),
        ((doubted(-1),), ["CA-05"]),
        ((assessed(-1, "has"),), ["CA-05"]),
        ((assessed(-1, "unable_to_complete"),), ["CA-05"]),
        ((assessed(-1, decision="C05"),), ["CA-05"]),
        ((assessed(-2), regained(-1)), ["CA-05"]),
        ((assessed(1),), ["CA-05"]),  # found only later
        ((assessed(-1),), []),
        ((assessed(-2), doubted(-1)), []),
        ((assessed(-2), assessed(-1, "unable_to_complete")), []),
        ((assessed(-99, review_by=date(2026, 11, 30)),), []),
    ],
)
def test_capacity_is_regained_by_somebody_who_lacked_it(history: Any, breaks: list[str]) -> None:
    answer = after(*history).when(RegainCapacity(decision="take_part", by=D1, **OF, **told()))
    answer.then_breaks(*breaks)
    if not breaks:
        answer.then(CapacityRegained)


@pytest.mark.parametrize("history", [(), (doubted(-1),), (assessed(-1),), (assessed(-2), regained(-1))])
@pytest.mark.parametrize("decision", DECISIONS)
def test_a_doubt_is_never_refused(history: Any, decision: str) -> None:
    after(*history).when(DoubtCapacity(decision=decision, doubt="mental_state", by=R1, **OF, **told())).then(
        CapacityDoubted
    )


FIT = Consulting(
    approved=True, kind="personal", paid_or_professional=False, connected_with_project=False, on_study_team=False
)
NAME: dict[str, Any] = {
    "consultee": V1,
    "consultee_kind": "personal",
    "paid_or_professional": False,
    "connected_with_project": False,
}
UNFIT: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"approved": False}, ["CE-01"]),
    ({"paid_or_professional": True}, ["CE-02"]),
    ({"paid_or_professional": True, "kind": "nominated"}, []),
    ({"connected_with_project": True}, []),
    ({"connected_with_project": True, "kind": "nominated"}, ["CE-03"]),
    ({"on_study_team": True}, ["CE-04"]),
    ({"on_study_team": True, "kind": "nominated"}, ["CE-04"]),
    ({"on_study_team": True, "connected_with_project": True, "kind": "nominated"}, ["CE-03", "CE-04"]),
]


@pytest.mark.parametrize(("fact", "breaks"), [*UNFIT, ({"found_lacking": False}, ["CE-08"])])
@pytest.mark.parametrize(
    ("command", "event"), [(IdentifyConsultee, ConsulteeIdentified), (ChangeConsultee, ConsulteeChanged)]
)
def test_a_consultee_is_somebody_whom_the_law_lets_be_asked(
    command: Any, event: Any, fact: dict[str, Any], breaks: list[str]
) -> None:
    asked = command(**NAME, **OF, **told())
    after().when(asked, replace(FIT, **fact)).then_breaks(*breaks)
    assert after().when(replace(asked, history=True), replace(FIT, **fact)).then(event).verdicts.broken == tuple(breaks)


def test_where_nobody_can_say_whether_the_study_is_approved_no_consultee_is_asked() -> None:
    after().when(IdentifyConsultee(**NAME, **OF, **told()), replace(FIT, approved=None)).then_cannot_judge("CE-01")


@pytest.mark.parametrize(
    ("history", "lacks"),
    [
        ((), False),
        ((doubted(-1),), False),
        ((assessed(-1),), True),
        ((assessed(-1, "lacks", "C05"),), True),
        ((assessed(-2), regained(-1)), False),
        ((assessed(-2), assessed(-1, "has")), False),
        ((assessed(1),), False),
    ],
)
def test_who_lacks_capacity_for_any_decision_lacks_it_by_an_assessment_in_date(history: Any, lacks: bool) -> None:
    assert fold(*history).capacity.lacks_anything(NOON) is lacks


ADVISE = RecordAdvice(consultee=V1, decision="take_part", take_part=True, **OF, **told())


OF_ADVICE: list[tuple[dict[str, Any], list[str]]] = [
    ({"asked": False}, ["CE-05"]),
    ({"lacking": False}, ["CE-06"]),
    ({"said_against": True}, ["CE-09"]),
]


@pytest.mark.parametrize(("fact", "breaks"), [*UNFIT, *OF_ADVICE])
def test_advice_in_favour_is_refused_by_what_stands_against_it_and_a_no_never(
    fact: dict[str, Any], breaks: list[str]
) -> None:
    case = replace(FIT, **fact)
    after().when(ADVISE, case).then_breaks(*breaks)
    no = after().when(replace(ADVISE, take_part=False), case).then(ConsulteeAdvised)
    assert no.verdicts.broken == tuple(breaks), "what stands against it is said"
    history = after().when(replace(ADVISE, history=True), case).then(ConsulteeAdvised)
    assert history.verdicts.broken == tuple(breaks)


@pytest.mark.parametrize(
    ("late", "reason", "breaks"),
    [(24, None, False), (24.001, None, True), (24.001, Sealed(P1, "care", "the ward had no computer"), False)],
)
def test_what_is_entered_late_says_why_and_a_no_is_taken_all_the_same(late: float, reason: Any, breaks: bool) -> None:
    when: dict[str, Any] = {"occurred_at": NOON - hours(late), "late_reason": reason}
    after().when(replace(ASSESS, **when)).then_breaks(*["CA-08"] * breaks)
    after().when(replace(ADVISE, **when), FIT).then_breaks(*["CE-07"] * breaks)
    no = after().when(replace(ADVISE, take_part=False, **when), FIT).then(ConsulteeAdvised)
    assert no.verdicts.broken == tuple(["CE-07"] * breaks)
    doubt = DoubtCapacity(decision="take_part", doubt="distress", by=R1, **OF, **told())
    after().when(replace(doubt, **when)).then(CapacityDoubted)


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        (DoubtCapacity(decision="C01", doubt="distress", by=R1, **OF, **told()), {"decision": "A01"}),
        (DoubtCapacity(decision="C01", doubt="distress", by=R1, **OF, **told()), {"doubt": "psychotic"}),
        (ASSESS, {"outcome": "lacking"}),
        (ASSESS, {"decision": "everything"}),
        (ASSESS, {"support_given": ("plain_words", "a stern word")}),
        (RegainCapacity(decision="C01", by=D1, **OF, **told()), {"decision": ""}),
        (IdentifyConsultee(**NAME, **OF, **told()), {"consultee_kind": "professional"}),
        (IdentifyConsultee(**NAME, **OF, **told()), {"consultee": P1}),
        (ADVISE, {"decision": "C99"}),
    ],
)
def test_what_there_is_no_word_for_cannot_be_said_of_capacity(command: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r" is | their own consultee"):
        replace(command, **wrong)


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        (DoubtCapacity(decision="C01", doubt="distress", by=R1, **OF, **told()), FIT),
        (ASSESS, FIT),
        (IdentifyConsultee(**NAME, **OF, **told()), None),
        (ADVISE, None),
    ],
)
def test_a_word_about_capacity_given_facts_of_another_kind_is_a_fault_of_ours(command: Any, facts: Any) -> None:
    with pytest.raises(TypeError, match="facts"):
        consent.decide_capacity(command, Consent(), facts)


# What it does to what the person agreed to


def active(state: Consent, item: str, *hours_: float) -> list[bool]:
    return [state.active(item, NOON + hours(hour)) for hour in hours_]


def test_a_doubt_rests_what_it_is_about_until_capacity_is_found_and_nothing_is_signed_again() -> None:
    about_all = fold(signed(0), doubted(1), assessed(3, "has"))
    assert active(about_all, "C05", 0, 1, 2, 3) == [True, False, False, True]
    about_one = fold(signed(0), doubted(1, "C05"), assessed(2, "unable_to_complete", "C05"), assessed(3, "has", "C05"))
    assert active(about_one, "C05", 0, 1, 2, 3) == [True, False, False, True]
    assert active(about_one, "C01", 0, 1, 2, 3) == [True] * 4


@pytest.mark.parametrize("question", [doubted(1), assessed(1, "unable_to_complete")])
def test_what_was_never_lacking_is_not_regained_whoever_tells_so(question: Any) -> None:
    state = fold(signed(0), question, regained(2, broken=("CA-05",)))
    assert of(state, 3) == of(state, 1)
    assert active(state, "C01", 3) == [False]
    late = replace(assessed(9), occurred_at=NOON + hours(1.5))
    assert of(fold(signed(0), question, regained(2), late), 3) == ["REGAINED"], "the lack was entered late"


def test_a_doubt_is_not_ended_by_an_assessment_that_nobody_made() -> None:
    state = fold(signed(0), doubted(1), assessed(2, "has", broken=("CA-01",)))
    assert of(state, 3) == ["IN_DOUBT"]
    assert active(state, "C01", 3) == [False]


def test_a_doubt_about_one_item_is_not_ended_by_an_assessment_of_another_decision() -> None:
    state = fold(signed(0), doubted(1, "C05"), assessed(2, "has"))
    assert active(state, "C05", 3) == [False]


@pytest.mark.parametrize("end", [regained(3), assessed(3, "has")])
def test_a_lack_rests_it_until_after_its_end_the_person_signs_anew(end: Any) -> None:
    state = fold(signed(0), assessed(1), signed(2), end, signed(5))
    assert active(state, "C01", 0, 1, 2, 3, 4, 5) == [True, False, False, False, False, True]


def test_after_a_lack_ends_a_doubt_and_its_end_bring_nothing_back() -> None:
    state = fold(signed(0), assessed(1), regained(2), doubted(3), assessed(4, "has"))
    assert active(state, "C01", 5) == [False]
    again = fold(signed(0), assessed(1), regained(2), signed(3), doubted(4), assessed(5, "has"))
    assert active(again, "C01", 3, 4, 5) == [True, False, True]


def test_what_was_declined_stays_declined_whatever_is_known_of_capacity() -> None:
    state = fold(signed(0, "C05"), assessed(1), named(1), advised(2))
    assert active(state, "C05", 0, 1, 3) == [False] * 3


ADVISED_ON: list[tuple[str, tuple[Any, ...], bool]] = [
    ("nobody was asked", (assessed(1),), False),
    ("nobody has answered yet", (assessed(1), named(1)), False),
    ("yes", (assessed(1), named(1), advised(2)), True),
    ("yes to this item", (assessed(1), named(1), advised(2, decision="C05")), True),
    ("yes to another item", (assessed(1), named(1), advised(2, decision="C01")), False),
    ("yes while only this item's decision is lacking", (assessed(1, decision="C05"), named(1), advised(2)), True),
    ("of two lacks both are advised on", (assessed(1), assessed(1, decision="C05"), named(1), advised(2)), True),
    (
        "one of the two was found after the advice",
        (assessed(1), named(1), advised(2), assessed(3, decision="C05")),
        False,
    ),
    ("yes before the lack", (named(0), advised(0.5), assessed(1)), False),
    ("yes in doubt only", (doubted(1), named(1), advised(2)), False),
    ("then doubted anew", (assessed(1), named(1), advised(2), doubted(3)), False),
    ("then assessed anew", (assessed(1), named(1), advised(2), assessed(3)), True),
    ("then regained", (assessed(1), named(1), advised(2), regained(3)), False),
    ("regained and lost again", (assessed(1), named(1), advised(2), regained(3), assessed(3.5)), False),
    ("by another", (assessed(1), named(1), advised(2, who=R1)), False),
    ("by one who is it no more", (assessed(1), named(1), advised(2), named(3, R1, changed=True)), False),
    ("by the one who is it now", (assessed(1), named(1), named(2, R1, changed=True), advised(3, who=R1)), True),
    ("no", (assessed(1), named(1), advised(2), advised(3, take_part=False)), False),
    ("no, and then yes", (assessed(1), named(1), advised(2, take_part=False), advised(3)), False),
    ("review due", (assessed(-99, review_by=date(2026, 12, 1)), named(1), advised(2)), False),
    ("advice told as history against the rules", (assessed(1), named(1), advised(2, broken=("CE-01",))), False),
    ("a consultee told as history against them", (assessed(1), named(1, broken=("CE-04",)), advised(2)), False),
    ("an assessment told as history without findings", (assessed(1, broken=("CA-02",)), named(1), advised(2)), False),
    (
        "told as history, late and without a reason",
        (assessed(1, broken=("CA-08",)), named(1), advised(2, broken=("CE-07",))),
        True,
    ),
    ("signed while lacking", (assessed(1), signed(1.5), named(1.5), advised(2)), False),
    (
        "an own stop",
        (assessed(1), named(1), recorded(consent.Withdrawn(level="W6", **OF), NOON + hours(1)), advised(2)),
        False,
    ),
    ("a pause", (assessed(1), named(1), recorded(consent.Paused(**OF), NOON + hours(1)), advised(2)), False),
]


@pytest.mark.parametrize(("history", "goes_on"), [row[1:] for row in ADVISED_ON], ids=[row[0] for row in ADVISED_ON])
def test_what_rests_for_a_lack_goes_on_by_a_consultee_s_advice_and_by_nothing_else(
    history: tuple[Any, ...], goes_on: bool
) -> None:
    state = fold(signed(-200), *history)
    assert active(state, "C05", 4) == [goes_on]


def test_advice_counts_from_when_it_was_given_and_is_known_from_when_it_was_told() -> None:
    late = replace(advised(9), occurred_at=NOON + hours(2))
    state = fold(signed(0), assessed(1), named(1), late)
    assert active(state, "C01", 1.9, 2, 3) == [False, True, True]
    assert not state.active("C01", NOON + hours(3), NOON + hours(8))


@pytest.mark.parametrize("history", [(), (assessed(-2), regained(-1)), (doubted(-1),)])
def test_a_no_stops_at_once_whatever_is_known_of_capacity_and_the_person_s_own_yes_begins_it_anew(history: Any) -> None:
    state = fold(signed(-9), *history, advised(1, take_part=False))
    assert not state.active("C01", NOON + hours(1))
    later = fold(signed(-9), *history, advised(1, take_part=False), assessed(2, "has"), signed(3))
    assert active(later, "C01", 2, 3) == [False, True]


def test_a_no_corrected_into_a_yes_stops_nothing_more_and_a_yes_into_a_no_does() -> None:
    told_wrong = replace(advised(5), occurred_at=NOON + hours(2), corrects=4)
    state = fold(signed(0), assessed(1), named(1), advised(2, take_part=False), told_wrong)
    assert not state.active("C01", NOON + hours(3), NOON + hours(4))
    assert state.active("C01", NOON + hours(3))
    right = replace(advised(5, take_part=False), occurred_at=NOON + hours(2), corrects=4)
    state = fold(signed(0), assessed(1), named(1), advised(2), right)
    assert state.active("C01", NOON + hours(3), NOON + hours(4))
    assert not state.active("C01", NOON + hours(3))


def test_a_doubt_corrected_is_as_it_was_told_last() -> None:
    other = replace(doubted(5, "C05"), occurred_at=NOON + hours(1), corrects=2)
    state = fold(signed(0), doubted(1), other)
    assert not state.active("C01", NOON + hours(2), NOON + hours(4))
    assert active(state, "C01", 2) == [True]
    assert active(state, "C05", 2) == [False]


def test_nothing_here_refuses_a_stop() -> None:
    for history in ((assessed(-1),), (doubted(-1),), (assessed(-2), named(-1), advised(-1))):
        assert isinstance(given(consent.decide, consent.FOLDING, *history).when(Pause(**OF, **told())).answer, Accepted)


SEEN = recorded(consent.ObjectionObserved(observer=R1, sign="leaving", **OF), NOON - hours(1))


@pytest.mark.parametrize(
    ("history", "entry", "who", "breaks"),
    [
        ((named(-2), SEEN), 2, V1, []),
        ((named(-2), SEEN), 1, V1, ["CE-10"]),
        ((named(-2), replace(SEEN, occurred_at=NOON + hours(1))), 2, V1, ["CE-10"]),  # not seen yet
        ((named(-2), recorded(consent.Withdrawn(level="W6", **OF), NOON - hours(1))), 2, V1, ["CE-10"]),
        ((named(-2), SEEN), 2, R1, ["CE-11"]),
        ((SEEN,), 1, V1, ["CE-11"]),
        ((SEEN, named(1)), 1, V1, ["CE-11"]),  # asked from later on
        ((named(-2), named(-1.5, R1, changed=True), SEEN), 3, V1, ["CE-11"]),  # somebody else is by now
        ((), 1, V1, ["CE-10", "CE-11"]),
    ],
)
def test_the_consultee_is_told_of_an_objection_and_nobody_else_is(
    history: tuple[Any, ...], entry: int, who: Any, breaks: list[str]
) -> None:
    asked = consent.TellConsultee(consultee=who, entry=entry, by=R1, **OF, **told())
    after(*history).when(asked).then_breaks(*breaks)
    done = after(*history).when(replace(asked, history=True)).then(consent.ConsulteeTold)
    assert done.verdicts.broken == tuple(breaks)
