"""The facts that rules compared: each rule tells some of every entry that it judges, and they are those it rests on."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.consent import UNCLEAR, InformationGiven
from domain.judging import HINDSIGHT, Fact, Span, Who, audit, compared
from domain.judging.comparing import COMPARED
from domain.judging.findings import _judgements
from domain.kernel.time import FOREVER, Days, from_local
from tests.given import D1, P1, R1, STUDY, V1
from tests.judging.telling import (
    GOOD,
    granted,
    histories,
    in_charge,
    off,
    opened,
    paused,
    reviewed,
    revoked,
    shared,
    signed,
    stopped,
    told,
    used,
)
from tests.judging.test_capacity import advised, approved, assessed, doubted, identified
from tests.judging.test_circumstances import died, ended, interest, seen, shown

WIDE = (
    *GOOD,
    granted("2011-11-20T09:00", "2011-12-20T09:00"),
    revoked("2011-12-02T09:00"),
    opened("2011-12-01T09:00"),
    reviewed("2011-12-02T09:00", "not_justified"),
    used("2011-12-01T09:10", "contact_details", "recontact", "A-1", fields=("disclosures",), opening="B-1"),
    used("2011-12-03T09:10", use="A-2"),
    used("2011-12-03T09:11", "recording", use="A-3"),
    used("2011-12-03T09:12", "clinical_record", "characteristics", use="A-4"),
    used("2011-12-03T09:13", "diary", "curiosity", use="A-5"),
    shared("2011-12-03T10:00"),
    seen("F-1", "2011-12-01T10:00"),
    shown("F-1", "web", "2011-12-05T10:00"),
    approved(date(2011, 1, 1)),
    doubted("2011-12-06T09:00"),
    assessed("2011-12-06T12:00"),
    identified("2011-12-07T09:00"),
    advised("2011-12-08T09:00", take_part=False),
    stopped("2011-12-09T09:00", UNCLEAR),
    stopped("2011-12-09T10:00"),
    died("2011-12-10T09:00"),
    ended("2011-12-11"),
)
"""A history with an entry of every table that an audit judges."""


def test_every_rule_that_speaks_with_hindsight_tells_what_it_compared() -> None:
    assert set(COMPARED) == {rule.id for table in HINDSIGHT.values() for rule in table}


@pytest.mark.parametrize("table", HINDSIGHT)
def test_of_every_entry_each_of_its_rules_tells_something(table: str) -> None:
    h = histories(*WIDE)
    entries = [judged.entry for judged in _judgements(h, FOREVER) if judged.table == table]
    assert entries, f"the wide history has none of the {table}"
    for rule in HINDSIGHT[table]:
        for entry in entries:
            facts = list(COMPARED[rule.id](h, entry))
            assert facts, f"{rule.id} tells nothing"
            assert facts[0].values, f"{rule.id} starts with what happened"


def of(kind: str, *rows: Any, suffix: str = "@2011-11-19T10:00") -> dict[str, tuple[Any, ...]]:
    """The facts that the one rule compared which raises a finding."""
    (facts,) = compared(histories(*GOOD, *rows), kind, suffix).values()
    return {fact.of: fact.values for fact in facts}


def test_of_too_short_a_time_to_think_both_instants_and_what_was_required_are_told() -> None:
    told_at, signed_at = from_local("2011-11-18T23:00"), from_local("2011-11-19T10:00")
    assert of("reflection-too-short", signed("2011-11-19T10:00", informed_at=told_at)) == {
        "told": (told_at,),
        "signed": (signed_at,),
        "time between the two": (Span(told_at, signed_at),),
        "time to think": (timedelta(hours=24),),
    }


def test_of_a_late_entry_it_is_told_that_no_reason_is_there() -> None:
    facts = of("late-entry-unexplained", signed("2011-11-19T10:00", known="2011-11-21T10:00"))
    assert facts["written down"] == (from_local("2011-11-21T10:00"),)
    assert facts["reason given"] == ()


def test_of_a_taker_the_days_are_told_on_which_they_were_in_charge() -> None:
    facts = of("taker-is-responsible-clinician", in_charge("2011-11-01"), signed("2011-11-19T10:00", taker=D1))
    days = Days(date(2011, 11, 1))
    assert facts["taken by their responsible clinician, who was that"] == (Who(D1), days)


def test_of_an_interest_it_is_told_in_whom_and_of_which_kind() -> None:
    facts = of("taker-has-an-interest", interest(R1, D1), in_charge("2011-11-01"), signed("2011-11-19T10:00"))
    assert facts["interest in"][:2] == (Who(D1), "partner")


def test_of_a_removal_the_instant_is_told_at_which_the_window_closes() -> None:
    inside = of("removal-inside-window", stopped("2011-12-01T10:00"), suffix="@2011-12-01T10:00")
    outside = of("removal-outside-window", stopped("2011-12-05T00:00"), suffix="@2011-12-05T00:00")
    assert inside["the window closes"] == outside["the window closes"] == (from_local("2011-12-05T00:00"),)
    assert outside["removal asked for"] == (from_local("2011-12-05T00:00"),)
    assert inside["days promised for removal"] == (14,)


def test_of_a_session_what_suspended_the_agreement_is_told() -> None:
    facts = of("participation-without-consent", paused("2011-11-19T09:00"), suffix="@X1")
    assert facts["take part in an interview (C01), when it began"] == ("yes", from_local("2011-11-18T10:00"))
    assert facts["suspended since"] == (from_local("2011-11-19T09:00"),)


def test_of_a_doubt_it_is_told_when_it_was_said() -> None:
    facts = of("signed-without-capacity", doubted("2011-11-19T09:00"), signed("2011-11-19T10:00"))
    assert facts["capacity"] == ("doubted", from_local("2011-11-19T09:00"))


def test_of_a_use_without_a_grant_the_user_s_grants_are_told() -> None:
    use = used("2011-12-01T09:00", "contact_details", "recontact")
    facts = of("access-without-grant", granted("2011-11-20T09:00", "2011-11-30T09:00"), use, suffix="A1")
    assert facts["grant G-1 ends"] == (from_local("2011-11-30T09:00"),)


def test_of_a_film_it_is_told_when_its_channel_was_stopped() -> None:
    film = signed("2011-11-19T10:00", "C06", channels={"web": True, "internal": True})
    rows = (film, seen("F1", "2011-11-21T10:00"), off("2011-11-24T10:00", "web"))
    shown_there = shown("F1", "web", "2011-11-25T10:00")
    facts = of("shown-without-consent", *rows, shown_there, suffix="@F1/web")
    assert facts["channels agreed to"] == ("web", "internal")
    assert facts["said stop to web"] == (from_local("2011-11-24T10:00"),)


def test_of_a_late_review_it_is_told_by_when_it_was_due() -> None:
    facts = of("break-glass-reviewed-late", opened("2011-12-01T09:00"), reviewed("2011-12-05T09:00"), suffix="B-1")
    assert facts["broken open by"] == (Who(R1), from_local("2011-12-01T09:00"))
    assert facts["reviewed by"] == (Who(V1), from_local("2011-12-05T09:00"))
    assert facts["to be reviewed before"] == (from_local("2011-12-04T09:00"),)


def test_of_what_does_not_stand_nothing_is_compared() -> None:
    assert compared(histories(*GOOD), "copy-not-given", "@2011-11-18T10:00") == {}


def test_two_signings_of_one_instant_both_tell_their_facts() -> None:
    h = histories(*GOOD, *(signed("2011-11-19T10:00", copy_given=given) for given in ("no", "unknown")))
    (facts,) = compared(h, "copy-not-given", "@2011-11-19T10:00").values()
    assert [fact for fact in facts if fact.of == "copy given"] == [
        Fact("copy given", ("no",)),
        Fact("copy given", ("unknown",)),
    ]


def test_what_the_person_was_told_from_proves_how_long_they_had_to_think() -> None:
    at = from_local("2011-11-19T09:00")
    informed = told(InformationGiven(person=P1, initiative=STUDY, version="1.0", by=R1), at, at)
    h = histories(*GOOD, informed, signed("2011-11-19T10:00", informed_at=at))
    (short,) = (each for each in audit(h).findings if each.kind == "reflection-too-short")
    assert h.consent.informed[0].position in short.evidence
