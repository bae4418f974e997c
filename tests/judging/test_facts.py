"""Every fact that a rule needs, from histories: decision tables in local time, clock changes included."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.initiatives import InitiativeRegistered
from domain.judging import presence, removal_closes, signing, stopping, using
from domain.kernel.ids import Ref
from domain.kernel.time import from_local
from domain.people import LeaveRequestDecided
from tests.given import D1, P1, R1, R2, STUDY, V1, at, hours, ref
from tests.judging.telling import (
    ENTERED,
    Row,
    begun,
    came,
    delegated,
    held,
    histories,
    in_charge,
    published,
    registered,
    role,
    signed,
    stopped,
    told,
)

TICK = timedelta(microseconds=1)
N1 = ref("n1")


def facts_of_signing(*rows: Row) -> Any:
    """The facts of the last signing told."""
    h = histories(*rows)
    return signing(h, h.consent.signings[-1])


def facts_of_stop(*rows: Row) -> Any:
    """The facts of the last stop told."""
    h = histories(*rows)
    return stopping(h, h.consent.stops[-1])


def facts_of_presence(*rows: Row) -> Any:
    """The facts of the session that the person came to."""
    h = histories(*rows)
    session = h.study.session_of(P1)
    assert session is not None
    return presence(h, session)


VERSIONS = (
    begun("1.0", "2011-10-01"),
    begun("2.0", "2011-11-15"),
    begun("1.0", "2011-10-01", site="S2"),
    begun("1.0", "2011-10-20", site="S3"),
)


@pytest.mark.parametrize(
    ("site", "version", "signed_at", "current"),
    [
        ("S1", "1.0", "2011-11-14T23:59", True),
        ("S1", "1.0", "2011-11-15T00:00", False),  # the very day on which the next came into use
        ("S1", "2.0", "2011-11-15T00:00", True),
        ("S1", "2.0", "2011-11-14T23:59", False),
        ("S2", "2.0", "2011-11-20T10:00", False),  # in use elsewhere, not at the person's own site
        ("S2", "1.0", "2011-11-20T10:00", True),
        ("S3", "1.0", "2011-10-19T23:59", False),  # nothing was in force yet
        ("S4", "1.0", "2011-11-20T10:00", False),
        (None, "1.0", "2011-11-20T10:00", None),  # nobody knows the person's site
    ],
)
def test_the_version_signed_is_held_against_the_one_in_force_at_the_own_site_that_day(
    site: str | None, version: str, signed_at: str, current: bool | None
) -> None:
    rows = (registered(site=site), *VERSIONS, signed(signed_at, version=version))
    assert facts_of_signing(*rows).version_current is current


def test_somebody_not_registered_has_no_site_to_hold_a_version_against() -> None:
    assert facts_of_signing(*VERSIONS, signed("2011-11-20T10:00")).version_current is None


@pytest.mark.parametrize(
    ("day", "delegated_then"),
    [
        ("2011-10-31T23:59", False),
        ("2011-11-01T00:00", True),
        ("2011-11-10T23:59", True),  # the last day, to its end
        ("2011-11-11T00:00", False),
    ],
)
def test_the_taker_has_the_task_on_whole_days(day: str, delegated_then: bool) -> None:
    log = delegated("2011-11-01", "2011-11-10")
    assert facts_of_signing(log, signed(day)).taker_delegated is delegated_then


@pytest.mark.parametrize(
    "log", [delegated("2011-11-01", person=R2), delegated("2011-11-01", task="analysis")], ids=["another", "else"]
)
def test_the_task_of_another_or_another_task_is_not_that_of_taking_consent(log: Row) -> None:
    assert facts_of_signing(log, signed("2011-11-05T10:00")).taker_delegated is False


@pytest.mark.parametrize(
    ("day", "taker", "in_charge_then"),
    [
        ("2011-10-31T23:59", D1, False),
        ("2011-11-01T00:00", D1, True),
        ("2011-11-10T23:59", D1, True),  # still in charge on the last day
        ("2011-11-11T00:00", D1, False),
        ("2011-11-10T10:00", N1, True),  # whoever covers is in charge too
        ("2011-11-09T10:00", N1, False),
        ("2011-11-05T10:00", R1, False),
    ],
)
def test_a_taker_is_held_against_everybody_in_charge_that_day(day: str, taker: Ref, in_charge_then: bool) -> None:
    rows = (in_charge("2011-11-01", "2011-11-10"), in_charge("2011-11-10", clinician=N1, basis="covering"))
    assert facts_of_signing(*rows, signed(day, taker=taker)).taker_in_charge is in_charge_then


@pytest.mark.parametrize(
    ("decided", "of", "bars"),
    [
        ("2011-08-12T11:00", P1, False),  # ninety times 24 hours before, over a change of the clocks
        ("2011-08-12T11:01", P1, True),
        ("2011-11-10T10:00", P1, True),
        ("2011-11-10T10:01", P1, False),  # decided afterwards
        ("2011-11-01T10:00", V1, False),  # a request of somebody else's
    ],
)
def test_whoever_decided_on_a_request_to_go_out_takes_no_consent_for_ninety_days(
    decided: str, of: Ref, bars: bool
) -> None:
    made = told(LeaveRequestDecided(person=R1, whose=of), from_local(decided))
    assert facts_of_signing(made, signed("2011-11-10T10:00", taker=R1)).decided_leave is bars


@pytest.mark.parametrize(
    ("witness", "roles", "independent"),
    [
        (None, (), True),
        (V1, (), True),
        (V1, (role(V1, "advocate"),), True),
        (R1, (), False),  # the taker
        (V1, (role(V1, "researcher"),), False),
        (V1, (role(V1, "user_researcher"),), False),
        (V1, (role(V1, "researcher", of=ref("film")),), True),
        (V1, (role(V1, "researcher", last=date(2011, 11, 5)),), False),  # on the last day
        (V1, (role(V1, "researcher", last=date(2011, 11, 4)),), True),
        (V1, (role(V1, "researcher", first=date(2011, 11, 6)),), True),
        (V1, (role(V1, "advocate"), role(V1, "researcher")), False),
    ],
)
def test_a_witness_is_neither_the_taker_nor_of_the_study_team(
    witness: Ref | None, roles: tuple[Row, ...], independent: bool
) -> None:
    rows = (*roles, signed("2011-11-05T10:00", witness=witness))
    assert facts_of_signing(*rows).witness_independent is independent


def test_a_signing_brings_what_its_row_says() -> None:
    row = signed("2011-11-05T10:00", known="2011-11-07T09:00", copy_given="no", informed_at=None)
    case = facts_of_signing(row)
    assert (case.signed_at, case.entered_at) == (from_local("2011-11-05T10:00"), from_local("2011-11-07T09:00"))
    assert (case.informed_at, case.copy_given, case.explained) == (None, "no", False)


@pytest.mark.parametrize(
    ("documents", "published_hash"),
    [
        ((), None),
        ((published("1.0", 14),), None),
        ((published("1.0", 14, sha256="a" * 64),), "a" * 64),
        ((published("1.0", 14, document="PIS", sha256="a" * 64),), None),  # the sheet is not the form
        ((published("2.0", 14, sha256="a" * 64),), None),
    ],
)
def test_a_form_is_held_against_the_one_published_under_its_version(
    documents: tuple[Row, ...], published_hash: str | None
) -> None:
    case = facts_of_signing(*documents, signed("2011-11-05T10:00", document_sha256="b" * 64))
    assert (case.signed_sha256, case.document_sha256) == ("b" * 64, published_hash)


@pytest.mark.parametrize(
    ("days", "ended", "closes"),
    [
        (14, "2011-11-02T15:00", "2011-11-17T00:00"),
        (0, "2011-11-02T15:00", "2011-11-03T00:00"),  # the midnight that ends the day itself
        (14, "2011-10-08T15:00", "2011-10-22T23:00"),  # in summer time
        (14, "2011-10-17T15:00", "2011-11-01T00:00"),  # across the change of clocks
        (1, "2011-10-29T15:00", "2011-10-31T00:00"),  # the day counted is the one of 25 hours
        (0, "2011-10-30T15:00", "2011-10-31T00:00"),
        (1, "2012-03-24T15:00", "2012-03-25T23:00"),  # and the one of 23
        (7, "2011-11-03T00:30", "2011-11-11T00:00"),  # the day on which it ended, not the one on which it began
    ],
)
def test_the_removal_window_closes_at_the_midnight_that_ends_its_last_day(days: int, ended: str, closes: str) -> None:
    began = "2011-11-02T23:00" if ended == "2011-11-03T00:30" else f"{ended[:10]}T14:00"
    rows = (published("1.0", days), signed("2011-10-05T10:00"), held(began, ended), came())
    assert removal_closes(histories(*rows)) == at(closes)


@pytest.mark.parametrize(
    ("signings", "closes"),
    [
        ((signed("2011-11-01T10:00"),), "2011-11-17T00:00"),
        ((signed("2011-11-01T10:00"), signed("2011-11-02T09:00", version="2.0")), "2011-12-01T00:00"),
        ((signed("2011-11-01T10:00"), signed("2011-11-02T14:00", version="2.0")), "2011-12-01T00:00"),  # at its start
        ((signed("2011-11-01T10:00"), signed("2011-11-02T14:01", version="2.0")), "2011-11-17T00:00"),
        ((signed("2011-11-02T09:00", version="2.0"), signed("2011-11-01T10:00")), "2011-12-01T00:00"),  # by time signed
        ((signed("2011-11-02T14:01"),), None),
        ((signed("2011-11-01T10:00", version="3.0"),), None),  # nobody published what it promises
        ((), None),
    ],
)
def test_the_window_is_that_of_the_form_signed_by_the_session_s_start(
    signings: tuple[Row, ...], closes: str | None
) -> None:
    rows = (published("1.0", 14), published("2.0", 28), *signings, held("2011-11-02T14:00"), came())
    assert removal_closes(histories(*rows)) == (at(closes) if closes else None)


@pytest.mark.parametrize(
    ("expressed", "inside"),
    [
        (at("2011-11-17T00:00") - TICK, True),
        (at("2011-11-17T00:00"), False),  # at the very closing
        (at("2011-11-17T00:00") + TICK, False),
        (at("2011-11-01T00:00"), True),  # before the session
        (at("2012-11-17T00:00"), False),
    ],
)
def test_a_removal_is_inside_the_window_until_just_before_it_closes(expressed: Any, inside: bool) -> None:
    rows = (published("1.0", 14), signed("2011-11-01T10:00"), held("2011-11-02T14:00"), came())
    late = replace(stopped("2011-11-01T00:00"), occurred_at=expressed, entered_at=expressed + hours(9_000))
    assert facts_of_stop(*rows, late).inside_window is inside, "judged by when it was said, however late it was entered"


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (published("1.0", 14), signed("2011-11-01T10:00")),
        (signed("2011-11-01T10:00"), held("2011-11-02T14:00"), came()),
    ],
    ids=["nothing", "no session", "no document"],
)
def test_a_window_that_was_never_promised_cannot_close(rows: tuple[Row, ...]) -> None:
    assert facts_of_stop(*rows, stopped("2099-01-01T00:00")).inside_window is True


@pytest.mark.parametrize("level", ["W1", "W2", "W3", "W4", "W5"])
def test_only_a_removal_has_a_window(level: str) -> None:
    rows = (published("1.0", 0), signed("2011-11-01T10:00"), held("2011-11-02T14:00"), came())
    assert facts_of_stop(*rows, stopped("2011-12-01T10:00", level, ("C01",))).inside_window is None


@pytest.mark.parametrize(("kind", "item"), [("interview", "C01"), ("paired_interview", "C01"), ("focus_group", "C02")])
def test_what_must_be_agreed_depends_on_the_kind_of_session(kind: str, item: str) -> None:
    other = {"C01": "C02", "C02": "C01"}[item]
    session = (held("2011-11-02T14:00", kind=kind), came())
    assert facts_of_presence(signed("2011-11-01T10:00", item), *session).agreed
    assert not facts_of_presence(signed("2011-11-01T10:00", other), *session).agreed


@pytest.mark.parametrize(("kind", "once"), [("", True), ("study", True), ("forum", False), ("film", False)])
def test_of_a_study_alone_it_is_asked_whether_somebody_came_elsewhere(kind: str, once: bool) -> None:
    begins = InitiativeRegistered(initiative=STUDY, kind=kind, name="TALK")
    rows = (told(begins, ENTERED), held("2011-11-01T14:00", session="X0"), came("X0"), held("2011-11-02T14:00"))
    assert facts_of_presence(*rows, came()).came_elsewhere is once


@pytest.mark.parametrize(
    ("rows", "agreed", "known_then"),
    [
        ((), False, False),
        ((signed("2011-11-02T14:00"),), True, True),  # at its very start
        ((signed("2011-11-02T14:01"),), False, False),
        ((signed("2011-11-01T10:00", known="2011-11-02T14:00"),), True, True),
        ((signed("2011-11-01T10:00", known="2011-11-02T14:01"),), True, False),
        ((signed("2011-11-01T10:00", {"C01": False}),), False, False),
        ((signed("2011-11-01T10:00"), stopped("2011-11-02T14:00", "W2")), False, False),  # a stop wins at one instant
        ((signed("2011-11-01T10:00"), stopped("2011-11-02T14:01", "W2")), True, True),
        ((signed("2011-11-01T10:00"), stopped("2011-11-01T11:00", "W2", known="2011-11-09T09:00")), False, True),
        (
            (signed("2011-11-01T10:00"), signed("2011-11-01T11:00", {"C01": False}, known="2011-11-09T09:00")),
            False,
            True,
        ),
    ],
)
def test_agreement_is_judged_at_the_session_s_start_as_known_now_and_then(
    rows: tuple[Row, ...], agreed: bool, known_then: bool
) -> None:
    case = facts_of_presence(*rows, held("2011-11-02T14:00"), came())
    assert (case.agreed, case.agreed_as_known_then) == (agreed, known_then)


@pytest.mark.parametrize(
    ("recording", "answers", "agreed"), [(True, "C01 C03", True), (True, "C01", False), (False, "C01", False)]
)
def test_recording_is_judged_at_the_session_s_start(recording: bool, answers: str, agreed: bool) -> None:
    case = facts_of_presence(
        signed("2011-11-01T10:00", answers),
        signed("2011-11-02T14:01", "C03"),
        held("2011-11-02T14:00", recording=recording),
        came(),
    )
    assert (case.session_recorded, case.recording_agreed) == (recording, agreed)


@pytest.mark.parametrize(
    ("own", "at_site", "signings", "due"),
    [
        ("S1", "S1", (signed("2011-11-01T10:00"),), True),
        ("S1", "S1", (signed("2011-11-01T10:00"), signed("2011-11-20T09:00", version="2.0")), False),  # that same day
        ("S1", "S1", (signed("2011-11-01T10:00"), signed("2011-11-20T14:01", version="2.0")), True),  # too late
        ("S1", "S1", (signed("2011-11-16T10:00"),), False),  # 1.0 was out of use: a wrong version, not a missed one
        ("S1", "S2", (signed("2011-11-01T10:00"),), False),  # the session's site still used 1.0
        ("S2", "S1", (signed("2011-11-18T10:00"),), True),  # 1.0 was in force at the own site to the end
        ("S3", "S1", (signed("2011-10-19T10:00"),), False),  # nothing was in force at the own site
        ("S1", "S4", (signed("2011-11-01T10:00"),), False),  # nothing was in force at the session's site
        ("S1", "S1", (), False),  # nobody signed: there is nothing to take again
        (None, "S1", (signed("2011-11-01T10:00"),), False),
    ],
)
def test_consent_is_due_again_where_a_newer_version_came_into_force_before_the_session(
    own: str | None, at_site: str, signings: tuple[Row, ...], due: bool
) -> None:
    rows = (registered(site=own), *VERSIONS, *signings, held("2011-11-20T14:00", site=at_site), came())
    assert facts_of_presence(*rows).reconsent_due is due


@pytest.mark.parametrize(
    ("before", "now", "due"), [("9.1", "10.0", True), ("10.0", "9.1", False), ("2.0", "2.0", False)]
)
def test_a_newer_version_is_one_with_a_higher_number(before: str, now: str, due: bool) -> None:
    rows = (
        registered(),
        begun(before, "2011-10-01"),
        begun(now, "2011-11-15"),
        signed("2011-11-01T10:00", version=before),
        held("2011-11-20T14:00"),
        came(),
    )
    assert facts_of_presence(*rows).reconsent_due is due


CAME = (published("1.0", 14), held("2011-11-02T14:00"), came())
PAIRS = [
    ("transcript", "analysis"),
    ("recording", "analysis"),
    ("transcript", "quotation"),
    ("clinical_record", "characteristics"),
    ("contact_details", "recontact"),
]
ALL = "C01 C03 C05 C07 C09"
FREE = (True, True, True, False)
"""Item active, took part, recording agreed, removal asked."""


@pytest.mark.parametrize(
    ("rows", "pair", "facts"),
    [
        ((signed("2011-11-01T10:00", ALL),), ("transcript", "analysis"), (False, True, True, False)),
        ((signed("2011-11-01T10:00", "C03"),), ("transcript", "analysis"), (False, False, True, False)),
        ((signed("2011-11-02T14:01", ALL),), ("transcript", "analysis"), (False, False, False, False)),
        (
            (signed("2011-11-01T10:00", ALL), stopped("2011-11-10T09:00")),
            ("transcript", "analysis"),
            (False, True, True, True),
        ),
        (
            (signed("2011-11-01T10:00", ALL), stopped("2011-11-17T00:00")),  # outside
            ("transcript", "analysis"),
            (False, True, True, False),
        ),
        (
            (signed("2011-11-01T10:00", ALL), stopped("2011-12-01T12:00:00")),  # at the very instant, but outside
            ("transcript", "analysis"),
            (False, True, True, False),
        ),
        (
            (signed("2011-11-01T10:00", ALL), stopped("2011-11-10T09:00", "W2")),  # stops taking part, not the analysis
            ("transcript", "analysis"),
            (False, True, True, False),
        ),
        ((signed("2011-11-01T10:00", ALL),), ("recording", "analysis"), FREE),
        (
            (signed("2011-11-01T10:00", ALL), stopped("2011-12-01T12:00", "W5")),  # at the very instant of the use
            ("recording", "analysis"),
            (False, True, True, False),
        ),
        ((signed("2011-11-01T10:00", ALL), stopped("2011-12-01T12:01", "W5")), ("recording", "analysis"), FREE),
        (
            (signed("2011-11-01T10:00", "C01"), signed("2011-11-05T10:00", "C03")),  # not when the session began
            ("recording", "analysis"),
            (True, True, False, False),
        ),
        ((signed("2011-11-01T10:00", "C05"),), ("transcript", "quotation"), (True, False, False, False)),
        ((signed("2011-12-01T12:00", "C05"),), ("transcript", "quotation"), (True, False, False, False)),
        ((signed("2011-12-01T12:01", "C05"),), ("transcript", "quotation"), (False, False, False, False)),
        (
            (signed("2011-11-01T10:00", "C05"), stopped("2011-12-01T12:00", "W5")),
            ("transcript", "quotation"),
            (False, False, False, False),
        ),
        ((signed("2011-11-01T10:00", "C07"),), ("clinical_record", "characteristics"), (True, False, False, False)),
        (
            (signed("2011-11-01T10:00", "C07"), stopped("2011-11-03T10:00", "W4")),
            ("clinical_record", "characteristics"),
            (False, False, False, False),
        ),
        ((signed("2011-11-01T10:00", "C09"),), ("contact_details", "recontact"), (True, False, False, False)),
        (
            (signed("2011-11-01T10:00", "C09"), stopped("2011-11-03T10:00", "W3"), signed("2011-11-04T10:00", "C09")),
            ("contact_details", "recontact"),
            (True, False, False, False),
        ),
        ((signed("2011-11-01T10:00", ALL),), ("transcript", "teaching"), (False, False, False, False)),
    ],
)
def test_each_use_brings_the_facts_that_it_rests_on(
    rows: tuple[Row, ...], pair: tuple[str, str], facts: tuple[bool, bool, bool, bool]
) -> None:
    case = using(histories(*CAME, *rows), *pair, at=from_local("2011-12-01T12:00"))
    found = (case.item_active, case.took_part, case.recording_agreed, case.removal_asked)
    assert found == facts


@pytest.mark.parametrize(
    ("rows", "pair", "known_then"),
    [
        ((signed("2011-11-01T10:00", ALL, known="2011-12-01T12:00"),), PAIRS[0], True),
        ((signed("2011-11-01T10:00", ALL, known="2011-12-01T12:01"),), PAIRS[0], False),
        ((signed("2011-11-01T10:00", ALL, known="2011-12-01T12:01"),), PAIRS[1], False),
        ((signed("2011-11-01T10:00", ALL, known="2011-12-01T12:01"),), PAIRS[2], False),
        (
            (
                signed("2011-11-01T10:00", ALL),
                stopped("2011-11-20T09:00", "W5", known="2011-11-21T09:00"),
                signed("2011-11-22T09:00", "C05", known="2011-12-02T09:00"),
            ),
            PAIRS[2],
            False,  # stopped as far as anybody knew
        ),
    ],
)
def test_a_use_that_is_allowed_is_held_against_what_was_known_at_its_instant(
    rows: tuple[Row, ...], pair: tuple[str, str], known_then: bool
) -> None:
    case = using(histories(*CAME, *rows), *pair, at=from_local("2011-12-01T12:00"))
    assert case.allowed_as_known_then is known_then


def test_a_window_that_nobody_knew_of_yet_had_not_closed_as_known_then() -> None:
    later = from_local("2011-12-05T09:00")
    rows = (published("1.0", 0, known=later), signed("2011-11-01T10:00"), held("2011-11-02T14:00"), came())
    case = using(histories(*rows, stopped("2011-11-04T09:00")), *PAIRS[0], at=from_local("2011-12-01T12:00"))
    assert (case.removal_asked, case.allowed_as_known_then) == (False, False)


def test_a_use_that_is_not_allowed_is_not_held_against_what_was_known() -> None:
    case = using(histories(*CAME), *PAIRS[0], at=from_local("2011-12-01T12:00"))
    assert case.allowed_as_known_then is True


def test_a_session_that_was_not_known_of_yet_lets_nothing_be_analysed_as_known_then() -> None:
    later = from_local("2011-12-05T09:00")
    rows = (published("1.0", 14), signed("2011-11-01T10:00", ALL), held("2011-11-02T14:00"))
    h = histories(*rows, came(known=later))
    case = using(h, *PAIRS[0], at=from_local("2011-12-01T12:00"))
    assert (case.took_part, case.allowed_as_known_then) == (True, False)
    assert not using(h, *PAIRS[0], at=from_local("2011-12-01T12:00"), known=later - TICK).took_part
    assert using(h, *PAIRS[0], at=later, known=later).took_part
