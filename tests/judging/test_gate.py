"""The gate for data: yes or no at an instant as known at another, what stands against it, and what it rests on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import USING
from domain.judging import RULES, may_use, rule
from domain.kernel.time import FOREVER, from_local
from tests.given import P1, R1, R2
from tests.judging.telling import (
    GOOD,
    Row,
    came,
    held,
    histories,
    objected,
    paused,
    published,
    resumed,
    signed,
    stopped,
)

NOW = from_local("2011-12-01T12:00")
PAIRS = [
    ("transcript", "analysis"),
    ("recording", "analysis"),
    ("transcript", "quotation"),
    ("clinical_record", "characteristics"),
    ("contact_details", "recontact"),
]


@pytest.mark.parametrize(("asset", "purpose"), PAIRS)
def test_what_was_agreed_to_may_be_used(asset: str, purpose: str) -> None:
    answer = may_use(histories(*GOOD), asset, purpose, R1, NOW)
    assert (answer.allow, answer.blocking, answer.warnings) == (True, (), ())


@pytest.mark.parametrize(
    ("pair", "level", "blocking"),
    [
        (("transcript", "analysis"), "W2", ()),  # what was said before stays
        (("transcript", "analysis"), "W5", ()),
        (("transcript", "analysis"), "W6", ("AC-03",)),
        (("recording", "analysis"), "W2", ()),
        (("recording", "analysis"), "W5", ("AC-04",)),
        (("recording", "analysis"), "W6", ("AC-04",)),
        (("transcript", "quotation"), "W3", ()),
        (("transcript", "quotation"), "W5", ("AC-05",)),
        (("transcript", "quotation"), "W6", ("AC-05",)),
        (("clinical_record", "characteristics"), "W4", ("AC-06",)),
        (("clinical_record", "characteristics"), "W5", ()),
        (("contact_details", "recontact"), "W3", ("AC-07",)),
        (("contact_details", "recontact"), "W4", ()),
    ],
)
@pytest.mark.parametrize("at", ["2011-11-29T09:00", "2011-12-01T12:00"], ids=["before", "at the very instant"])
def test_a_stop_stands_against_what_it_stops_from_its_very_instant(
    pair: tuple[str, str], level: str, blocking: tuple[str, ...], at: str
) -> None:
    stop = stopped(at, level)
    answer = may_use(histories(*GOOD, stop), *pair, R1, NOW)
    assert (answer.allow, answer.blocking) == (not blocking, blocking)
    assert not blocking or stop.position in answer.evidence


PAUSED, OBJECTED = paused("2011-11-25T09:00"), objected("2011-11-25T09:00")


@pytest.mark.parametrize(
    ("rows", "blocking"),
    [
        ((PAUSED,), ("AC-14",)),
        ((paused("2011-11-25T09:00", ["C01"]),), ("AC-14",)),
        ((paused("2011-11-25T09:00", ["C02", "C05"]),), ()),
        ((PAUSED, resumed("2011-11-26T09:00")), ()),
        ((PAUSED, resumed("2011-11-26T09:00", ["C05"])), ("AC-14",)),
        ((PAUSED, signed("2011-11-26T09:00", "C01")), ()),
        ((PAUSED, signed("2011-11-26T09:00", "C05")), ("AC-14",)),
        ((PAUSED, stopped("2011-11-26T09:00", "W2")), ("AC-14",)),  # nobody has said that what rests goes on
        ((PAUSED, stopped("2011-11-26T09:00", "W2"), resumed("2011-11-27T09:00")), ()),
        ((paused("2011-12-02T09:00"),), ()),
        ((OBJECTED,), ("CA-09",)),
        ((OBJECTED, resumed("2011-11-26T09:00")), ("CA-09",)),
        ((OBJECTED, signed("2011-11-26T09:00", "C05")), ("CA-09",)),
        ((OBJECTED, signed("2011-11-25T09:00", "C01")), ("CA-09",)),  # of one instant the more protective counts
        ((OBJECTED, signed("2011-11-26T09:00", "C01")), ()),
        ((OBJECTED, stopped("2011-11-26T09:00", "W2")), ("CA-09",)),
    ],
)
def test_a_pause_and_an_objection_rest_the_analysis_of_what_was_said_before(
    rows: tuple[Row, ...], blocking: tuple[str, ...]
) -> None:
    asked = may_use(histories(*GOOD, *rows), "transcript", "analysis", R1, NOW, FOREVER)
    assert (asked.allow, asked.blocking) == (not blocking, blocking)
    assert not blocking or rows[0].position in asked.evidence


@pytest.mark.parametrize(("asset", "purpose"), PAIRS)
def test_a_stop_that_is_still_to_come_stands_against_nothing(asset: str, purpose: str) -> None:
    """Asked as of an instant. Asked live, nothing on the record is still to come: the clock that asks is behind."""
    later = histories(*GOOD, stopped("2011-12-01T12:01"))
    assert may_use(later, asset, purpose, R1, NOW, known=FOREVER).allow
    assert not may_use(later, asset, purpose, R1, NOW).allow


def test_every_rule_that_stands_against_a_use_is_named() -> None:
    rows = (published("1.0", 14), signed("2011-11-18T10:00", "C05"), held("2011-11-20T14:00"), came())
    answer = may_use(histories(*rows, stopped("2011-11-25T09:00")), "transcript", "analysis", R1, NOW)
    assert answer.blocking == ("AC-02", "AC-03")


@pytest.mark.parametrize(("asset", "purpose"), [("transcript", "recontact"), ("film", "broadcast"), ("", "")])
def test_what_no_form_names_is_never_allowed(asset: str, purpose: str) -> None:
    assert may_use(histories(*GOOD), asset, purpose, R1, NOW).blocking == ("AC-01",)


def test_nothing_of_somebody_who_agreed_to_nothing_may_be_used() -> None:
    assert [may_use(histories(), *pair, R1, NOW).blocking for pair in PAIRS] == [
        ("AC-02",),
        ("AC-04",),
        ("AC-05",),
        ("AC-06",),
        ("AC-07",),
    ]
    assert may_use(histories(), *PAIRS[0], R1, NOW).evidence == ()


def test_what_was_entered_after_the_instant_warns_and_does_not_block() -> None:
    late = signed("2011-11-18T10:00", "C09", known="2011-12-01T12:01")
    answer = may_use(histories(late), "contact_details", "recontact", R1, NOW)
    assert (answer.allow, answer.blocking, answer.warnings) == (True, (), ("AC-08",))


@pytest.mark.parametrize(
    ("known", "allow"), [("2011-11-26T08:59", True), ("2011-11-26T09:00", False), ("2012-06-01T09:00", False)]
)
def test_the_answer_is_as_known_when_asked(known: str, allow: bool) -> None:
    stop = stopped("2011-11-25T09:00", "W5", known="2011-11-26T09:00")
    answer = may_use(histories(*GOOD, stop), "recording", "analysis", R1, NOW, from_local(known))
    assert answer.allow is allow


@pytest.mark.parametrize(
    ("pair", "rests_on"),
    [
        (("transcript", "analysis"), [5, 6, 7]),
        (("recording", "analysis"), [5, 6, 7]),
        (("transcript", "quotation"), [5]),
        (("clinical_record", "characteristics"), [5]),
    ],
)
def test_an_answer_names_the_events_that_it_rests_on_and_none_that_it_does_not(
    pair: tuple[str, str], rests_on: list[int]
) -> None:
    answer = may_use(histories(*GOOD), *pair, R1, NOW)
    assert list(answer.evidence) == sorted(GOOD[n].position for n in rests_on)


def test_a_removal_s_answer_names_the_stop_and_the_form_that_promised_the_window() -> None:
    rows: tuple[Row, ...] = (*GOOD, stopped("2011-11-25T09:00"))
    answer = may_use(histories(*rows), "transcript", "analysis", R1, NOW)
    assert {rows[n].position for n in (1, 5, 6, 7, 8)} == set(answer.evidence)


def test_the_answer_is_the_same_whoever_asks_and_is_about_whom_it_is_asked() -> None:
    h = histories(*GOOD)
    assert may_use(h, *PAIRS[0], R1, NOW) == may_use(h, *PAIRS[0], R2, NOW)
    assert h.person == P1


def test_an_item_is_agreed_to_from_the_instant_of_signing() -> None:
    h = histories(signed("2011-12-01T12:00", "C09"))
    asked = [may_use(h, "contact_details", "recontact", R1, NOW + timedelta(microseconds=n)) for n in (-1, 0, 1)]
    assert [answer.allow for answer in asked] == [False, True, True]


def test_every_rule_that_can_block_says_what_to_do() -> None:
    assert all(rule(each.id).remedy for each in USING)
    with pytest.raises(KeyError):
        rule("XX-99")


@pytest.mark.parametrize(
    ("role", "told"),
    [("study_team", ("unavailable",)), ("ward", ("AC-02", "AC-03")), ("privacy", ("AC-02", "AC-03"))],
)
def test_researchers_are_not_told_why_where_one_reason_is_clinical(
    monkeypatch: pytest.MonkeyPatch, role: str, told: tuple[str, ...]
) -> None:
    monkeypatch.setitem(RULES, "AC-02", replace(RULES["AC-02"], clinical=True))
    rows = (published("1.0", 14), signed("2011-11-18T10:00", "C05"), held("2011-11-20T14:00"), came())
    answer = may_use(histories(*rows, stopped("2011-11-25T09:00")), "transcript", "analysis", R1, NOW).shown_to(role)
    assert (answer.allow, answer.blocking) == (False, told)
    assert bool(answer.evidence) is (role != "study_team")


@pytest.mark.parametrize("role", ["study_team", "ward"])
def test_a_reason_that_is_not_clinical_is_told_to_everybody(role: str) -> None:
    answer = may_use(histories(), *PAIRS[0], R1, NOW)
    assert answer.shown_to(role) == answer
