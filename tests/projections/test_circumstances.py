"""Findings revise themselves when it becomes known who had an interest, who had died, and where a study was open."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from domain.kernel.decider import Command
from projections import findings, timeline
from tests.given import D1, P1, P2, R1, hours
from tests.players import STUDY, Play
from tests.projections.wild import hold_findings_equal_an_audit, hold_rebuilt_equal_to_live


def kinds(played: Play, person: Any = P1) -> set[str]:
    with played.service.views.read("findings") as looking:
        return {found.kind for found in findings.standing(looking.db, STUDY) if found.person == person}


def agree_and_come(played: Play) -> None:
    """P1 signs with R1 and comes to a session two hours later."""
    played.ask(played.put_in_charge(P1, D1))
    signed = played.sign(P1, {"C01": True, "C09": True}, informed_at=played.clock.now - hours(30))
    assert played.ask(signed).refused is None
    played.clock.move(hours(2))
    played.ask(played.hold("X1", recording=False))
    assert played.ask(played.attend(P1, "X1")).refused is None
    assert kinds(played) == set()


TOLD_LATER: list[tuple[Callable[[Play], Command], str]] = [
    (lambda p: p.declare_interest(R1, P1), "taker-has-an-interest"),
    (lambda p: p.declare_interest(R1, D1), "taker-has-an-interest"),
    (lambda p: p.declare_interest(D1, R1), "taker-has-an-interest"),
    (lambda p: p.put_ward_in_charge(R1, "S1"), "taker-is-nurse-in-charge"),
    (lambda p: p.train(R1, (-1, -9)), "taker-not-trained"),
    (lambda p: p.die(P1, ago=40), "participation-after-closing"),
    (lambda p: p.transfer(P1, "S1", "S9", 0), "participation-at-site-not-open"),
    (lambda p: p.close("S1", 0), "signed-at-site-not-open"),
    (lambda p: p.end(0), "participation-after-closing"),
]


@pytest.mark.parametrize(("tell", "kind"), TOLD_LATER)
def test_what_becomes_known_later_is_found_and_ends_where_it_is_corrected(
    played: Play, tell: Callable[[Play], Command], kind: str
) -> None:
    played.ask(played.register(D1, kind="team"))
    agree_and_come(played)
    outcome = played.ask(played.as_history(tell(played), played.clock.now, reason=None))
    assert outcome.refused is None
    assert kind in kinds(played)
    assert kinds(played, P2) == set(), "nobody else is concerned"
    hold_findings_equal_an_audit(played.service)
    hold_rebuilt_equal_to_live(played.service.views)


def test_what_is_told_under_one_record_is_found_under_the_other_while_they_are_joined(played: Play) -> None:
    agree_and_come(played)
    played.ask(played.join_records(P1, P2))
    played.clock.move(hours(1))
    played.ask(played.use(P1, ("contact_details", "recontact")))
    played.clock.move(hours(1))
    assert kinds(played) == set()
    stopped_in_time = played.stop(P2, "W3", ago=1.5)
    assert played.ask(stopped_in_time).refused is None
    assert "access-without-consent" in kinds(played)
    hold_findings_equal_an_audit(played.service)
    played.ask(played.part_records(P1, P2))
    assert kinds(played) == set()
    hold_rebuilt_equal_to_live(played.service.views)


@pytest.mark.parametrize("then", ["ends", "comes back", "stays", "is as before"])
@pytest.mark.parametrize("anew", [False, True], ids=["remembered", "begun anew"])
def test_what_one_instant_recorded_is_judged_as_one_however_it_is_divided(played: Play, then: str, anew: bool) -> None:
    """A finding's evidence changes and the finding ends, or not, at one instant, with views caught up in between."""

    def look() -> None:
        if anew:
            played.service.views.runner.forget()
        assert kinds(played) is not None

    played.ask(played.register(D1, kind="team"))
    signing = played.sign(P1, {"C01": True}, informed_at=played.clock.now - hours(30), copy_given="no")
    (position,) = played.ask(signing).positions
    (signed,) = played.service.record.at([position])
    assert kinds(played) == {"copy-not-given"}
    played.clock.move(hours(1))
    look()
    (charged,) = played.service.record.at(played.ask(played.put_in_charge(P1, R1)).positions)
    look()
    right = played.as_history(signing, corrects=signed.version, occurred_at=signed.occurred_at)
    if then in ("ends", "comes back"):
        played.ask(replace(right, copy_given="yes"))  # type: ignore[call-arg]
        look()
    if then == "comes back":
        played.ask(replace(right, corrects=signed.version + 1))
        look()
    if then == "is as before":
        wrong = played.as_history(played.put_in_charge(P1, D1), corrects=charged.version)
        played.ask(wrong)
        look()
    hold_rebuilt_equal_to_live(played.service.views)
    played.clock.move(hours(1))
    played.ask(played.die(P2))
    hold_rebuilt_equal_to_live(played.service.views)


def test_an_interest_that_ended_before_is_no_finding_any_more(played: Play) -> None:
    agree_and_come(played)
    played.ask(played.declare_interest(R1, P1))
    assert kinds(played) == {"taker-has-an-interest"}
    played.ask(played.end_interest(R1, P1, 3))
    assert kinds(played) == set()


def test_a_process_that_begins_in_the_middle_knows_whose_stream_concerns_whom(played: Play) -> None:
    played.ask(played.register(D1, kind="team"))
    agree_and_come(played)
    played.service.views.catch_up()
    for view in played.service.views.runner.projections:
        view.forget()
    played.ask(played.declare_interest(D1, R1))
    assert kinds(played) == {"taker-has-an-interest"}


@pytest.mark.parametrize(
    ("tell", "rule"),
    [
        (lambda p: p.declare_interest(R1, P1), "SD-02"),
        (lambda p: p.declare_interest(D1, R1), "SD-02"),
        (lambda p: p.put_ward_in_charge(R1, "S1"), "SD-01"),
        (lambda p: p.train(R1, (9, 1)), "TR-01"),
        (lambda p: p.close("S1", 0), "SI-01"),
        (lambda p: p.die(P1), "CL-01"),
        (lambda p: p.end(0), "CL-01"),
    ],
)
def test_the_same_rules_refuse_it_live(played: Play, tell: Callable[[Play], Command], rule: str) -> None:
    played.ask(played.register(D1, kind="team"))
    played.ask(played.put_in_charge(P1, D1))
    assert played.ask(tell(played)).refused is None
    signing = played.sign(P1, {"C01": True}, informed_at=played.clock.now - hours(30))
    assert played.ask(signing).refused.broken == (rule,)  # type: ignore[union-attr]
    assert played.ask(played.stop(P1, "W2")).refused is None, "a stop is taken all the same"


def test_a_struck_entry_is_told_as_one_that_counts_no_longer(played: Play) -> None:
    death = played.ask(played.die(P1))
    (recorded,) = played.service.record.at(death.positions)
    played.ask(played.strike(P1, recorded.version))
    with played.service.views.read("timeline") as looking:
        lines = timeline.of_person(looking.db, P1, "records")
    told = {line.tag: timeline.said(line, {}) for line in lines}
    assert told["people.death_recorded.v1"].endswith("this no longer counts.")
    by_tag = {line.tag: line for line in lines}
    assert timeline.changed(by_tag["people.death_recorded.v1"], by_tag["people.entry_struck.v1"]) == ""
    assert told["people.entry_struck.v1"].startswith(f"Entry {recorded.version} ")
