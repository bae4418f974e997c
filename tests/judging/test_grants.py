"""Grants and break-glass as judged: who may open what at an instant, what ends a grant, and what proves it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import EXPIRED, GRANTED, REQUESTED, REVOKED, GrantRequested
from domain.judging import Asked, By, audit, grant_state, granting, may_use, on_grants, sharing, using, using_now
from domain.kernel.time import from_local
from domain.people import Transferred
from tests.given import P1, P2, R1, R2, STUDY, V1
from tests.judging.telling import (
    GOOD,
    Row,
    granted,
    histories,
    not_theirs,
    only,
    opened,
    paused,
    resumed,
    reviewed,
    revoked,
    shared,
    signed,
    stopped,
    told,
    used,
)

PAIR = ("contact_details", "recontact")
QUOTED = ("transcript", "quotation")
CHARACTERISE = ("clinical_record", "characteristics")
GRANT = granted("2011-11-22T09:00", "2011-12-22T09:00")
NOW = "2011-12-01T12:00"


def blocking(*rows: Row, user: Any = R1, at: str = NOW, pair: tuple[str, str] = PAIR) -> tuple[str, ...]:
    return may_use(histories(*GOOD, *rows), *pair, user, from_local(at)).blocking


@pytest.mark.parametrize(
    ("rows", "user", "at", "pair", "stands_against"),
    [
        ((), R1, NOW, PAIR, ()),
        ((), R2, NOW, PAIR, ()),
        ((GRANT,), R1, NOW, PAIR, ()),
        ((GRANT,), R2, NOW, PAIR, ("AC-11",)),
        ((GRANT,), R1, NOW, CHARACTERISE, ("AC-11",)),
        ((GRANT,), R1, "2011-11-22T08:59", PAIR, ()),  # nobody's data were opened on grants yet
        ((GRANT,), R2, "2011-11-22T09:00", PAIR, ("AC-11",)),
        ((GRANT,), R1, "2011-11-22T09:00", PAIR, ()),
        ((GRANT,), R1, "2011-12-22T08:59", PAIR, ()),
        ((GRANT,), R1, "2011-12-22T09:00", PAIR, ("AC-11",)),
        ((GRANT,), R1, "2012-12-22T09:00", PAIR, ("AC-11",)),
        ((GRANT, revoked("2011-12-01T12:01")), R1, NOW, PAIR, ()),
        ((GRANT, revoked("2011-12-01T12:00")), R1, NOW, PAIR, ("AC-11",)),
        ((GRANT, revoked("2011-12-01T09:00", "G-2")), R1, NOW, PAIR, ()),
        ((granted("2011-11-22T09:00", "2011-12-22T09:00", fields=("phone",)),), R1, NOW, PAIR, ("AC-11",)),
    ],
)
def test_where_data_are_opened_on_grants_whoever_opens_them_is_on_one(
    rows: tuple[Row, ...], user: Any, at: str, pair: tuple[str, str], stands_against: tuple[str, ...]
) -> None:
    assert blocking(*rows, user=user, at=at, pair=pair) == stands_against


@pytest.mark.parametrize(
    ("level", "pair", "basis", "ends"),
    [
        ("W3", PAIR, "C09", True),
        ("W4", PAIR, "C09", False),
        ("W4", CHARACTERISE, "C07", True),
        ("W3", CHARACTERISE, "C07", False),
        ("W6", PAIR, "C09", True),
        ("W2", PAIR, "C09", False),
    ],
)
def test_a_stop_ends_the_grants_that_rest_on_what_it_stops_without_anybody_doing_anything(
    level: str, pair: tuple[str, str], basis: str, ends: bool
) -> None:
    grant = granted("2011-11-22T09:00", "2011-12-22T09:00", pair, basis=basis)
    h = histories(*GOOD, grant, stopped("2011-11-30T09:00", level))
    assert grant_state(h, "G-1", from_local("2011-11-30T08:59")) == GRANTED
    assert grant_state(h, "G-1", from_local("2011-11-30T09:00")) == (REVOKED if ends else GRANTED)
    assert ("AC-11" in may_use(h, *pair, R1, from_local(NOW)).blocking) is ends


def test_a_grant_that_a_stop_has_ended_is_not_revived_by_a_new_yes() -> None:
    again = signed("2011-12-01T09:00", "C09")
    assert blocking(GRANT, stopped("2011-11-30T09:00", "W3"), again) == ("AC-11",)
    anew = granted("2011-12-01T10:00", "2011-12-22T09:00", grant="G-2")
    assert blocking(GRANT, stopped("2011-11-30T09:00", "W3"), again, anew) == ()
    assert blocking(GRANT, signed("2011-11-30T09:00", {"C09": False}), again) == ("AC-11",)


def test_a_pause_rests_a_grant_and_its_end_brings_it_back() -> None:
    pause = paused("2011-11-30T09:00")
    assert blocking(GRANT, pause) == ("AC-07", "AC-11")
    assert blocking(GRANT, pause, resumed("2011-12-01T09:00")) == ()


def test_a_stop_that_was_said_before_and_told_after_the_grant_ends_it_from_the_start() -> None:
    late = stopped("2011-11-21T09:00", "W3", known="2011-11-30T09:00")
    h = histories(*GOOD, GRANT, late, used("2011-11-25T09:00", *PAIR))
    assert {f.kind for f in audit(h).findings if f.suffix == "A1"} == {"access-without-consent", "access-without-grant"}


@pytest.mark.parametrize(
    ("rows", "at", "state"),
    [
        ((), NOW, None),
        ((GRANT,), NOW, GRANTED),
        ((GRANT,), "2011-12-22T09:00", EXPIRED),
        ((GRANT, revoked("2011-11-30T09:00")), NOW, REVOKED),
        ((GRANT, revoked("2011-11-30T09:00")), "2012-01-30T09:00", REVOKED),
        ((GRANT, stopped("2012-01-30T09:00", "W3")), "2012-01-31T09:00", EXPIRED),
        ((GRANT, revoked("2012-01-30T09:00")), "2012-01-31T09:00", EXPIRED),
    ],
)
def test_a_grant_is_in_the_state_that_the_record_and_the_instant_give(
    rows: tuple[Row, ...], at: str, state: str | None
) -> None:
    assert grant_state(histories(*GOOD, *rows), "G-1", from_local(at)) == state


def test_a_grant_that_was_only_asked_for_opens_nothing_and_shuts_nothing() -> None:
    event = GrantRequested(person=P1, initiative=STUDY, grant="G-1", grantee=R1, asset=PAIR[0], purpose=PAIR[1])
    asked = told(event, from_local("2011-11-22T09:00"))
    assert grant_state(histories(*GOOD, asked), "G-1", from_local(NOW)) == REQUESTED
    assert grant_state(histories(*GOOD, asked, revoked("2011-11-30T09:00")), "G-1", from_local(NOW)) == REVOKED
    assert blocking(asked, user=R2) == ()


@pytest.mark.parametrize(
    ("rows", "basis", "active"),
    [
        ((), "C09", True),
        ((stopped("2011-11-30T09:00", "W3"),), "C09", False),
        ((stopped("2011-11-30T09:00", "W0"),), "C09", False),
        ((stopped("2011-12-24T09:00", "W3"),), "C09", False),  # whatever the clocks say, it is the last word
        ((), "C11", False),
    ],
)
def test_a_grant_rests_on_what_the_person_last_said(rows: tuple[Row, ...], basis: str, active: bool) -> None:
    at = from_local(NOW)
    asked = Asked(grant="G-1", grantee=R1, giver=R2, pair=PAIR, basis=basis, begins_at=at, until=at, at=at)
    case = granting(histories(*GOOD, *rows), asked)
    assert case.basis_active is active
    assert (case.for_giver, case.ends, case.new) == (False, False, True)
    assert not granting(histories(*GOOD, GRANT), asked).new


@pytest.mark.parametrize(
    ("by", "at", "covered"),
    [
        (By(R1, frozenset({"disclosures"}), "B-1"), "2011-12-01T12:00", True),
        (By(R1, frozenset({"disclosures"}), "B-1"), "2011-12-01T12:59", True),
        (By(R1, frozenset({"disclosures"}), "B-1"), "2011-12-01T13:00", False),
        (By(R1, frozenset({"disclosures"}), "B-1"), "2011-12-01T11:59", False),
        (By(R1, frozenset({"disclosures", "interview"}), "B-1"), "2011-12-01T12:00", False),
        (By(R1, frozenset(), "B-1"), "2011-12-01T12:00", False),
        (By(R2, frozenset({"disclosures"}), "B-1"), "2011-12-01T12:00", False),
        (By(R1, frozenset({"disclosures"}), "B-2"), "2011-12-01T12:00", False),
        (By(R1, frozenset({"disclosures"})), "2011-12-01T12:00", None),
    ],
)
def test_break_glass_covers_its_user_its_fields_and_its_hour(by: By, at: str, covered: bool | None) -> None:
    h = histories(opened("2011-12-01T12:00"))
    assert using(h, "research_file", "disclosure", from_local(at), by=by).covered is covered


def glass(at: str, **more: Any) -> Row:
    return used(at, "research_file", "disclosure", fields=("disclosures",), opening="B-1", **more)


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ((opened("2011-12-01T12:00"), glass("2011-12-01T12:30")), set()),
        ((opened("2011-12-01T12:00"), glass("2011-12-01T13:30")), {"access-beyond-break-glass"}),
        ((glass("2011-12-01T12:30"),), {"access-beyond-break-glass"}),
        ((opened("2011-12-01T12:00"), glass("2011-12-01T12:30"), reviewed("2011-12-02T12:00")), set()),
        (
            (opened("2011-12-01T12:00"), glass("2011-12-01T12:30"), reviewed("2011-12-02T12:00", "not_justified")),
            {"break-glass-not-justified"},
        ),
        ((stopped("2011-11-30T09:00"), opened("2011-12-01T12:00"), glass("2011-12-01T12:30")), set()),
        ((opened("2011-12-01T12:00"), reviewed("2011-12-04T11:59")), set()),
        ((opened("2011-12-01T12:00"), reviewed("2011-12-04T12:00")), {"break-glass-reviewed-late"}),
        ((opened("2011-12-01T12:00", user=V1), reviewed("2011-12-02T12:00")), {"break-glass-reviewed-by-its-user"}),
    ],
)
def test_an_audit_finds_what_break_glass_did_not_cover_or_did_not_justify(
    rows: tuple[Row, ...], kinds: set[str]
) -> None:
    found = audit(histories(*GOOD[:5], *rows)).findings
    assert {f.kind for f in found if f.suffix in ("A1", "B-1")} == kinds


def test_a_use_on_a_grant_that_was_written_down_later_was_made_before_the_record() -> None:
    others = granted("2011-11-21T09:00", "2011-12-22T09:00", grantee=R2, grant="G-0")
    late = granted("2011-11-22T09:00", "2011-12-22T09:00", known="2011-12-05T09:00")
    h = histories(*GOOD, others, late, used(NOW, *PAIR))
    assert {f.kind for f in audit(h).findings} == {"access-before-record"}
    assert audit(histories(*GOOD, others, GRANT, used(NOW, *PAIR))).findings == ()


@pytest.mark.parametrize(
    "ending",
    [
        (revoked("2011-11-25T09:00"),),
        (stopped("2011-11-25T09:00", "W3"), signed("2011-11-26T09:00", "C09")),
        (signed("2011-11-25T09:00", {"C09": False}), signed("2011-11-26T09:00", "C09")),
        (paused("2011-11-25T09:00"),),
    ],
)
def test_what_ended_a_grant_proves_that_it_was_used_no_more(ending: tuple[Row, ...]) -> None:
    h = histories(*GOOD, GRANT, *ending, used(NOW, *PAIR))
    [finding] = [f for f in audit(h).findings if f.kind == "access-without-grant"]
    assert {GRANT.position, *(row.position for row in ending)} <= set(finding.evidence)
    [proven] = [f for f in audit(only(h, finding.evidence)).findings if f.kind == "access-without-grant"]
    assert proven.rules == finding.rules


def test_what_the_person_said_by_a_clock_that_is_ahead_moves_no_break_glass() -> None:
    ahead = stopped("2011-12-01T15:00", "W3")
    by = By(R1, frozenset({"disclosures"}), "B-1")
    at = from_local("2011-12-01T12:30")
    assert using_now(histories(opened("2011-12-01T12:00"), ahead), "file", "disclosure", at, by).covered


def test_many_people_are_asked_at_once_for_whom_a_grant_stands() -> None:
    people = {
        P1: histories(*GOOD, GRANT),
        P2: histories(*GOOD, GRANT, stopped("2011-11-30T09:00", "W3")),
        R2: histories(*GOOD),
    }
    assert on_grants(people, PAIR, R1, from_local(NOW)) == {P1}
    assert on_grants(people, PAIR, R2, from_local(NOW)) == set()


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ((), set()),
        ((stopped("2011-11-30T09:00", "W5"),), {"shared-without-consent"}),
        ((stopped("2011-11-30T09:00", "W5", known="2011-12-05T09:00"),), {"shared-without-consent"}),
        ((stopped("2011-12-02T09:00", "W5"),), set()),
        ((paused("2011-11-30T09:00"),), {"shared-without-consent"}),
        ((granted("2011-11-22T09:00", "2011-12-22T09:00", QUOTED, basis="C05", grantee=R1),), set()),
        (
            (granted("2011-11-22T09:00", "2011-12-22T09:00", QUOTED, basis="C05", grantee=R2),),
            {"shared-without-consent"},
        ),
    ],
)
def test_an_audit_finds_what_was_shared_though_it_might_not_be_used(rows: tuple[Row, ...], kinds: set[str]) -> None:
    share = shared(NOW)
    found = [f for f in audit(histories(*GOOD, *rows, share)).findings if f.suffix == "S-1"]
    assert {f.kind for f in found} == kinds
    assert all({share.position, rows[0].position} <= set(f.evidence) for f in found)


whens = st.sampled_from([f"2011-1{month}-{day:02}T12:00" for month in "12" for day in (21, 25, 28)])
sayings = st.one_of(
    st.builds(lambda at, until, who: granted(at, until, grantee=who), whens, whens, st.sampled_from([R1, R2])),
    st.builds(lambda at, known: revoked(at, known=max(at, known)), whens, whens),
    st.builds(
        lambda at, level, known: stopped(at, level, known=max(at, known)), whens, st.sampled_from(["W3", "W5"]), whens
    ),
    st.builds(lambda at, yes: signed(at, {"C09": yes}), whens, st.booleans()),
    st.builds(lambda at: paused(at, ["C09"]), whens),
    st.builds(lambda at: resumed(at, ["C09"]), whens),
    st.builds(opened, whens),
    st.builds(reviewed, whens, st.sampled_from(["justified", "not_justified"])),
    st.builds(lambda at: used(at, *PAIR), whens),
    st.builds(glass, whens),
    st.builds(shared, whens, st.sampled_from([PAIR, ("transcript", "quotation"), ("transcript", "analysis")])),
    st.builds(lambda at: not_theirs(1, at), whens),
)


@given(st.lists(sayings, max_size=7))
def test_the_events_named_as_evidence_prove_a_finding_by_themselves(rows: list[Row]) -> None:
    h = histories(*GOOD, *rows)
    for finding in audit(h).findings:
        proven = audit(only(h, finding.evidence))
        assert (finding.kind, finding.suffix) in {(f.kind, f.suffix) for f in proven.findings}, finding


def test_a_grant_ends_when_the_person_moves_to_another_site() -> None:
    moved = told(
        Transferred(person=P1, from_site="S1", to_site="S2", on=date(2011, 12, 1)), from_local("2011-12-01T00:00")
    )
    assert blocking(GRANT, moved, at="2011-11-30T23:59") == ()
    assert "AC-11" in blocking(GRANT, moved, at="2011-12-01T00:00")


def test_whoever_shares_what_is_opened_on_grants_is_on_one() -> None:
    at = from_local(NOW)
    h = histories(*GOOD, GRANT)
    assert sharing(h, "S-1", PAIR, at, By(R1)).allowed
    assert not sharing(h, "S-1", PAIR, at, By(R2)).allowed
    given = shared("2011-11-30T09:00", PAIR)
    by_another = replace(given, event=replace(given.event, user=R2))
    assert not [f for f in audit(histories(*GOOD, GRANT, given)).findings if f.suffix == "S-1"]
    assert [f.kind for f in audit(histories(*GOOD, GRANT, by_another)).findings if f.suffix == "S-1"] == [
        "shared-without-consent"
    ]
