"""Capacity and consultees with everything that bears on them: live facts, the gate, and what an audit finds."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.consent import (
    CapacityAssessed,
    CapacityDoubted,
    CapacityRegained,
    ConsulteeAdvised,
    ConsulteeIdentified,
)
from domain.initiatives import McaApproved
from domain.judging import advising, audit, may_use, presence
from domain.kernel.time import FOREVER, from_local
from tests.given import D1, N1, P1, R1, STUDY, V1
from tests.judging.telling import GOOD, Row, came, held, histories, only, published, role, signed, stopped, told, used

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}
NOW = from_local("2011-12-20T12:00")
FOUND = {
    "assessor": D1,
    "assessor_role": "responsible clinician",
    "use_weigh": False,
    "impairment": True,
    "causal_link": True,
    "support_given": ("plain_words",),
}


def said(event: Any, at: str, known: str | None = None, **more: Any) -> Row:
    return told(event, from_local(at), from_local(known or at), **more)


def doubted(at: str, known: str | None = None) -> Row:
    return said(CapacityDoubted(decision="take_part", doubt="distress", by=N1, **OF), at, known)


def assessed(at: str, outcome: str = "lacks", known: str | None = None, **found: Any) -> Row:
    event = CapacityAssessed(decision="take_part", outcome=outcome, **{**FOUND, **found}, **OF)
    return said(event, at, known)


def regained(at: str) -> Row:
    return said(CapacityRegained(decision="take_part", by=D1, **OF), at)


def identified(at: str, who: Any = V1, **declared: Any) -> Row:
    fit = {"consultee_kind": "nominated", "paid_or_professional": False, "connected_with_project": False}
    return said(ConsulteeIdentified(consultee=who, **{**fit, **declared}, **OF), at)


def advised(at: str, take_part: bool = True, who: Any = V1, **more: Any) -> Row:
    event = ConsulteeAdvised(consultee=who, decision="take_part", take_part=take_part, **OF)
    return said(event, at, **more)


def approved(first: date, last: date | None = None, **more: Any) -> Row:
    event = McaApproved(initiative=STUDY, body="Bridge REC", body_kind="nhs_rec", approved_on=first, until_on=last)
    return told(event, from_local("2011-09-01T09:00"), **more)


APPROVED = approved(date(2011, 9, 1))
LACKING = (assessed("2011-12-10T09:00"), identified("2011-12-11T09:00"))
ADVISED = (APPROVED, *LACKING, advised("2011-12-12T09:00"))
PAIRS = [
    (("transcript", "analysis"), ("CA-07",)),
    (("recording", "analysis"), ("AC-04", "CA-07")),
    (("transcript", "quotation"), ("AC-05", "CA-07")),
    (("clinical_record", "characteristics"), ("AC-06", "CA-07")),
    (("contact_details", "recontact"), ("AC-07", "CA-07")),
]


@pytest.mark.parametrize(("pair", "blocking"), PAIRS)
@pytest.mark.parametrize(
    "rows",
    [
        (doubted("2011-12-10T09:00"),),
        (assessed("2011-12-10T09:00"),),
        (assessed("2011-12-10T09:00"), regained("2011-12-11T09:00")),
        (*ADVISED, doubted("2011-12-13T09:00")),
        (approved(date(2011, 9, 1), date(2011, 12, 15)), *ADVISED[1:]),
        (*ADVISED, role(V1, "researcher", date(2011, 12, 14))),
    ],
    ids=[
        "doubted",
        "lacking",
        "regained and not asked yet",
        "doubted while advised on",
        "advised on, and the approval has ended",
        "advised on by somebody who has joined the team",
    ],
)
def test_nothing_of_what_is_suspended_is_used(
    rows: tuple[Row, ...], pair: tuple[str, str], blocking: tuple[str, ...]
) -> None:
    answer = may_use(histories(*GOOD, *rows), *pair, R1, NOW)
    assert (answer.allow, answer.blocking) == (False, blocking)
    assert {row.position for row in rows if "capacity" in row.event.tag} <= set(answer.evidence)


@pytest.mark.parametrize("pair", [pair for pair, _ in PAIRS])
@pytest.mark.parametrize(
    "rows",
    [
        ADVISED,
        (doubted("2011-12-10T09:00"), assessed("2011-12-11T09:00", "has")),
        (assessed("2011-12-21T09:00", known="2011-12-21T09:00"),),
    ],
    ids=["advised on", "doubted without cause", "still to come"],
)
def test_what_is_not_suspended_is_used_as_before(rows: tuple[Row, ...], pair: tuple[str, str]) -> None:
    answer = may_use(histories(*GOOD, *rows), *pair, R1, NOW, known=FOREVER)
    assert (answer.allow, answer.blocking) == (True, ())


def test_a_doubt_counts_live_whatever_the_clocks_say() -> None:
    ahead = histories(*GOOD, doubted("2011-12-20T12:01"))
    assert not may_use(ahead, "transcript", "analysis", R1, NOW).allow


@pytest.mark.parametrize("no", [stopped("2011-12-10T09:00", "W2"), signed("2011-12-10T09:00", {"C01": False})])
def test_a_no_said_while_capacity_is_in_doubt_lets_nothing_go_on(no: Row) -> None:
    rows = (*GOOD, doubted("2011-12-01T09:00"), no)
    answer = may_use(histories(*rows), "transcript", "analysis", R1, NOW)
    assert answer.blocking == ("CA-07",), "whoever said it could not decide that what was said before stays"
    assert {row.position for row in rows[-2:]} <= set(answer.evidence)
    found = assessed("2011-12-15T09:00", "has")
    assert may_use(histories(*rows, found), "transcript", "analysis", R1, NOW).allow


def test_what_was_withdrawn_before_is_judged_by_the_withdrawal() -> None:
    rows = (*GOOD, stopped("2011-12-01T09:00", "W2"), doubted("2011-12-10T09:00"))
    assert may_use(histories(*rows), "transcript", "analysis", R1, NOW).allow, "what was said before stays"


@pytest.mark.parametrize(
    ("rows", "agreed"),
    [
        ((doubted("2011-11-19T09:00"),), False),
        ((doubted("2011-11-21T09:00"),), True),
        ((assessed("2011-11-19T09:00"), identified("2011-11-19T10:00"), advised("2011-11-19T11:00")), False),
        ((APPROVED, assessed("2011-11-19T09:00"), identified("2011-11-19T10:00"), advised("2011-11-19T11:00")), True),
    ],
)
def test_nobody_takes_part_while_what_they_agreed_to_rests(rows: tuple[Row, ...], agreed: bool) -> None:
    h = histories(*GOOD, *rows)
    session = h.study.session("X1")
    assert session is not None
    assert presence(h, session).agreed is agreed


@pytest.mark.parametrize(
    ("rows", "who", "fact"),
    [
        (ADVISED, V1, {}),
        (ADVISED[1:], V1, {"approved": False}),
        ((approved(date(2011, 9, 1), date(2011, 12, 19)), *LACKING), V1, {"approved": False}),
        ((*ADVISED, role(V1, "researcher")), V1, {"on_study_team": True}),
        ((*ADVISED, role(V1, "researcher", last=date(2011, 12, 19))), V1, {}),
        ((APPROVED, assessed("2011-12-10T09:00")), V1, {"asked": False, "kind": ""}),
        (ADVISED, D1, {"asked": False, "kind": ""}),
        ((APPROVED, identified("2011-12-11T09:00")), V1, {"lacking": False}),
        ((*ADVISED, regained("2011-12-19T09:00")), V1, {"lacking": False}),
        ((*ADVISED, doubted("2011-12-19T09:00")), V1, {"lacking": False}),
        (
            (APPROVED, identified("2011-12-11T09:00"), assessed("2011-12-10T09:00", review_by=date(2011, 12, 20))),
            V1,
            {"lacking": False},
        ),
        (
            (APPROVED, assessed("2011-12-10T09:00"), identified("2011-12-11T09:00", paid_or_professional=True)),
            V1,
            {"paid_or_professional": True},
        ),
        (
            (APPROVED, assessed("2011-12-10T09:00"), identified("2011-12-11T09:00", connected_with_project=True)),
            V1,
            {"connected_with_project": True},
        ),
    ],
)
def test_advice_is_judged_by_who_gives_it_and_what_is_known_of_capacity(
    rows: tuple[Row, ...], who: Any, fact: dict[str, Any]
) -> None:
    good = advising(histories(*ADVISED), V1, "take_part", NOW)
    assert (good.approved, good.kind, good.asked, good.lacking) == (True, "nominated", True, True)
    assert advising(histories(*GOOD, *rows), who, "take_part", NOW) == replace(good, **fact)


AUDITED: list[tuple[str, tuple[Row, ...], set[str]]] = [
    ("all as it should be", (*ADVISED, used("2011-12-13T09:00")), set()),
    ("signed, and assessed late", (assessed("2011-11-17T09:00", known="2011-12-24T09:00"),),
     {"signed-without-capacity", "participation-without-consent", "recording-without-consent",
      "late-entry-unexplained"}),
    ("no finding", (assessed("2011-12-10T09:00", use_weigh=None),), {"capacity-not-assessed"}),
    ("asked without approval", LACKING, {"consultee-without-approval"}),
    ("unfit", (*ADVISED, role(V1, "researcher")), {"consultee-unfit"}),
    ("a no of somebody else", (*ADVISED, advised("2011-12-14T09:00", False, who=N1)), {"advice-of-another"}),
    ("a no for somebody who decides", (APPROVED, identified("2011-12-11T09:00"), advised("2011-12-14T09:00", False)),
     {"advice-without-lack"}),
    ("used while doubted", (doubted("2011-12-10T09:00"), used("2011-12-11T09:00")), {"access-while-suspended"}),
    ("used while doubted, told late", (doubted("2011-12-10T09:00", "2011-12-18T09:00"), used("2011-12-11T09:00")),
     {"access-while-suspended"}),
    ("advice entered late", (*ADVISED[:3], replace(ADVISED[3], entered_at=from_local("2011-12-18T09:00")),
     used("2011-12-13T09:00")), {"access-before-record", "late-entry-unexplained"}),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "kinds"), [row[1:] for row in AUDITED], ids=[row[0] for row in AUDITED])
def test_an_audit_finds_what_stood_against_it_and_names_what_proves_it(rows: tuple[Row, ...], kinds: set[str]) -> None:
    h = histories(*GOOD, *rows)
    findings = audit(h).findings
    assert {finding.kind for finding in findings} == kinds
    for finding in findings:
        again = audit(only(h, finding.evidence)).findings
        assert (finding.kind, finding.suffix, finding.rules) in [(f.kind, f.suffix, f.rules) for f in again]


def test_who_signed_on_easy_read_was_promised_what_it_says() -> None:
    easy = published("1.0", 30)
    easy = replace(easy, event=replace(easy.event, format="easy_read"))
    rows = (published("1.0", 14), easy, held("2011-11-20T14:00"), came())
    asked = stopped("2011-12-10T09:00", "W6")
    for used_format, kind in ((None, "removal-outside-window"), ("easy_read", "removal-inside-window")):
        signing = signed("2011-11-18T10:00", format=used_format)
        h = histories(*rows, signing, asked)
        assert kind in {finding.kind for finding in audit(h).findings}
