"""The decision table of a signing: which fact breaks which rule, live and as history."""

from dataclasses import replace
from typing import Any

import pytest

from domain import consent
from domain.consent import AnswersGiven, GiveAnswers, Signing
from domain.kernel.decider import Accepted
from tests.given import NOON, P1, R1, STUDY, given, hours, told

GOOD = Signing(
    signed_at=NOON,
    informed_at=NOON - hours(24),
    entered_at=NOON,
    explained=False,
    version_current=True,
    taker_delegated=True,
    taker_in_charge=False,
    witness_independent=True,
    copy_given="yes",
    signed_sha256="a" * 64,
    document_sha256="a" * 64,
    trained=True,
    site_open=True,
)

TABLE: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"version_current": False}, ["CN-01"]),
    ({"taker_delegated": False}, ["CN-02"]),
    ({"taker_in_charge": True}, ["CN-03"]),
    ({"witness_independent": False}, ["CN-04"]),
    ({"informed_at": NOON - hours(24) + hours(1) / 3600}, ["CN-05"]),  # a second short of a day
    ({"informed_at": NOON + hours(1)}, ["CN-05"]),  # told after signing
    ({"entered_at": NOON + hours(24)}, []),  # a span that is exactly its limit is within it
    ({"entered_at": NOON + hours(24) + hours(1) / 3600}, ["CN-07"]),
    ({"entered_at": NOON + hours(48), "explained": True}, []),
    ({"copy_given": "no"}, []),  # tells, does not refuse
    ({"signed_sha256": "b" * 64}, ["CN-08"]),
    ({"alone": True}, ["CN-11"]),
    ({"alone": True, "opened": True}, []),
    ({"witness_bound": True}, ["CN-12"]),
    ({"signed_sha256": None}, []),  # nobody gave the form's hash
    ({"document_sha256": None}, []),  # or none is published to compare it with
    ({"how_signed": "signature"}, []),
    ({"how_signed": "thumbprint"}, ["SF-01"]),
    ({"how_signed": "spoken"}, ["SF-01"]),
    ({"how_signed": "thumbprint", "witnessed": True}, []),
    ({"how_signed": "spoken", "witnessed": True, "witness_independent": False}, ["CN-04"]),
    ({"format_published": False}, ["SF-02"]),
    ({"barred": True}, ["CA-06"]),
    ({"nurse_in_charge": True}, ["SD-01"]),
    ({"interested": True}, ["SD-02"]),
    ({"care_team": True}, ["SD-04"]),
    ({"peer": True}, ["UR-02"]),
    ({"decided_leave": True}, ["SD-03"]),
    ({"trained": False}, ["TR-01"]),
    ({"trained": None}, []),  # no training was ever recorded
    ({"site_open": False}, ["SI-01"]),
    ({"site_open": None}, []),  # nothing says that it is not
    ({"closed_by": "death"}, ["CL-01"]),
    ({"closed_by": "study_end"}, ["CL-01"]),
    ({"version_current": False, "taker_in_charge": True}, ["CN-01", "CN-03"]),  # all are reported, not the first
]


def sign(**more: Any) -> GiveAnswers:
    return GiveAnswers(person=P1, initiative=STUDY, version="2.0", taker=R1, answers={"C01": True}, **told(), **more)


@pytest.mark.parametrize(("fact", "breaks"), TABLE)
def test_a_live_signing_is_refused_by_exactly_the_rules_that_it_breaks(fact: dict[str, Any], breaks: list[str]) -> None:
    given(consent.decide, consent.FOLDING).when(sign(), replace(GOOD, **fact)).then_breaks(*breaks)


@pytest.mark.parametrize(("fact", "breaks"), [*TABLE, ({"copy_given": "no"}, ["CN-06"])][1:])
def test_history_is_recorded_with_the_rules_that_it_broke(fact: dict[str, Any], breaks: list[str]) -> None:
    if fact == {"copy_given": "no"} and not breaks:
        breaks = ["CN-06"]
    answer = consent.decide(replace(sign(), history=True), consent.FOLDING.initial, replace(GOOD, **fact))
    assert isinstance(answer, Accepted)
    assert answer.verdicts.broken == tuple(breaks)
    assert [type(event) for event in answer.events] == [AnswersGiven]


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        ("version_current", "CN-01"),
        ("taker_delegated", "CN-02"),
        ("taker_in_charge", "CN-03"),
        ("witness_independent", "CN-04"),
        ("informed_at", "CN-05"),
    ],
)
def test_a_fact_that_was_not_given_refuses_live_and_is_not_a_finding_in_history(fact: str, rule: str) -> None:
    unknown = replace(GOOD, **{fact: None})
    given(consent.decide, consent.FOLDING).when(sign(), unknown).then_cannot_judge(rule)
    told_as_history = consent.decide(replace(sign(), history=True), consent.FOLDING.initial, unknown)
    assert isinstance(told_as_history, Accepted)
    assert (told_as_history.verdicts.broken, told_as_history.verdicts.unjudged) == ((), (rule,))


@pytest.mark.parametrize("unknown", [{"signed_sha256": None}, {"document_sha256": None}])
def test_a_form_that_cannot_be_compared_is_not_judged_and_refuses_nobody(unknown: dict[str, Any]) -> None:
    answer = given(consent.decide, consent.FOLDING).when(sign(), replace(GOOD, **unknown)).then(AnswersGiven)
    assert answer.verdicts.unjudged == ("CN-08",)


@pytest.mark.parametrize(
    ("signed", "published", "kept"),
    [("a" * 64, "a" * 64, "a" * 64), (None, "a" * 64, "a" * 64), ("b" * 64, None, "b" * 64), (None, None, None)],
)
def test_a_signing_keeps_the_hash_of_its_form(signed: str | None, published: str | None, kept: str | None) -> None:
    facts = replace(GOOD, signed_sha256=signed, document_sha256=published)
    answer = given(consent.decide, consent.FOLDING).when(sign(document_sha256=signed), facts).then(AnswersGiven)
    assert answer.events[0].document_sha256 == kept


def test_a_signing_keeps_how_and_on_what_it_was_signed() -> None:
    used = {"how_signed": "thumbprint", "language": "cy", "format": "audio"}
    answer = given(consent.decide, consent.FOLDING).when(sign(**used), GOOD).then(AnswersGiven)
    assert {name: getattr(answer.events[0], name) for name in used} == used


@pytest.mark.parametrize(
    ("wrong", "says"), [({"how_signed": "nod"}, "thumbprint"), ({"format": "braille"}, "easy_read")]
)
def test_a_way_of_signing_that_there_is_none_of_cannot_be_told(wrong: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        sign(**wrong)


def test_a_version_that_is_no_number_cannot_be_signed() -> None:
    with pytest.raises(ValueError, match="numbers with dots"):
        replace(sign(), version="the blue one")


def test_an_item_that_no_form_asks_is_no_answer() -> None:
    with pytest.raises(ValueError, match="C01"):
        replace(sign(), answers={"C99": True})
