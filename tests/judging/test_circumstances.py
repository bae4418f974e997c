"""What a person's own stream and others' say to a judgement: interests, wards, moves, deaths, ends, films."""

from datetime import date
from typing import Any

import pytest

from domain.initiatives import (
    AppearanceRecorded,
    FilmShown,
    InitiativeEnded,
    SiteClosed,
    SiteJoined,
    TakedownRecorded,
    TrainingRecorded,
)
from domain.judging import (
    audit,
    closed_by,
    filming,
    may_use,
    presence,
    renewal,
    showing,
    showing_now,
    signing,
    takedowns,
    using,
    using_now,
)
from domain.kernel.time import from_local
from domain.people import (
    DeathRecorded,
    EntryStruck,
    InterestDeclared,
    InterestEnded,
    RecordsJoined,
    RoleAssigned,
    Transferred,
)
from tests.given import D1, N1, P1, P2, R1, STUDY, recorded
from tests.judging.telling import (
    ENTERED,
    GOOD,
    Row,
    begun,
    came,
    delegated,
    held,
    histories,
    in_charge,
    off,
    only,
    registered,
    signed,
    stopped,
    told,
    used,
)

SIGNED_ON = "2011-11-18"
RECONTACT = ("contact_details", "recontact")
RECORDS = ("clinical_record", "characteristics")


def interest(of: Any, with_whom: Any, first: str | None = None, last: str | None = None, **more: Any) -> Row:
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    event = InterestDeclared(person=of, with_whom=with_whom, interest="partner", from_on=days[0], to_on=days[1])
    return told(event, ENTERED, **more)


def no_more(of: Any, with_whom: Any, on: str) -> Row:
    return told(InterestEnded(person=of, with_whom=with_whom, interest="partner", on=date.fromisoformat(on)), ENTERED)


def nurse(person: Any, site: str | None, first: str = SIGNED_ON, last: str = SIGNED_ON, of: Any = None) -> Row:
    days = {"from_on": date.fromisoformat(first), "to_on": date.fromisoformat(last)}
    return told(RoleAssigned(person=person, role="nurse_in_charge", site=site, initiative=of, **days), ENTERED)


def moved(on: str, to: str = "S2", **more: Any) -> Row:
    event = Transferred(person=P1, from_site="S1", to_site=to, on=date.fromisoformat(on))
    return told(event, ENTERED, **more)


def joined(site: str, on: str, source: str = "screen") -> Row:
    event = SiteJoined(initiative=STUDY, site=site, security_level="low", opened_on=date.fromisoformat(on))
    return told(event, ENTERED, source=source)


def closed(site: str, on: str, **more: Any) -> Row:
    return told(SiteClosed(initiative=STUDY, site=site, closed_on=date.fromisoformat(on)), ENTERED, **more)


def ended(on: str) -> Row:
    return told(InitiativeEnded(initiative=STUDY, ended_on=date.fromisoformat(on), ended_as="completed"), ENTERED)


def died(at: str, **more: Any) -> Row:
    instant = from_local(at)
    return told(DeathRecorded(person=P1, on=date.fromisoformat(at[:10])), instant, **more)


def trained(first: str, last: str | None = None) -> Row:
    until = date.fromisoformat(last) if last else None
    event = TrainingRecorded(
        initiative=STUDY, person=R1, task="consent", trained_on=date.fromisoformat(first), valid_until=until
    )
    return told(event, ENTERED)


def the_signing(*rows: Row) -> Any:
    h = histories(registered(), *rows, signed(f"{SIGNED_ON}T10:00"))
    return signing(h, h.consent.signings[-1])


@pytest.mark.parametrize(
    ("rows", "interested"),
    [
        ((), False),
        ((interest(R1, P1),), True),
        ((interest(P1, R1),), True),  # whichever of the two declared it
        ((interest(R1, P2),), False),  # in somebody else
        ((in_charge("2011-11-01"), interest(R1, D1)), True),
        ((in_charge("2011-11-01"), interest(D1, R1)), True),
        ((in_charge("2011-11-01", "2011-11-17"), interest(R1, D1)), False),  # in charge no more
        ((interest(R1, D1),), False),  # of whom the person is not a patient
        ((interest(R1, P1, "2011-11-18"),), True),
        ((interest(R1, P1, "2011-11-19"),), False),
        ((interest(R1, P1, None, "2011-11-18"),), True),  # to the last day's end
        ((interest(R1, P1, None, "2011-11-17"),), False),
        ((interest(R1, P1), no_more(R1, P1, "2011-11-18")), False),
        ((interest(R1, P1), no_more(R1, P1, "2011-11-19")), True),
    ],
)
def test_an_interest_counts_between_the_taker_and_the_person_or_who_is_in_charge(rows: Any, interested: bool) -> None:
    assert the_signing(*rows).interested is interested


@pytest.mark.parametrize(
    ("rows", "in_charge_there"),
    [
        ((), False),
        ((nurse(R1, "S1"),), True),
        ((nurse(R1, None),), True),
        ((nurse(R1, "S2"),), False),  # of another ward
        ((nurse(N1, "S1"),), False),  # somebody else
        ((nurse(R1, "S1", of=STUDY),), False),  # as a study's office calls it
        ((nurse(R1, "S1", last="2011-11-17", first="2011-11-17"),), False),
        ((nurse(R1, "S2"), moved("2011-11-18")), True),  # where the person has moved to
        ((nurse(R1, "S1"), moved("2011-11-18")), False),
    ],
)
def test_a_nurse_in_charge_is_so_of_the_ward_where_the_person_is_that_day(rows: Any, in_charge_there: bool) -> None:
    assert the_signing(*rows).nurse_in_charge is in_charge_there


@pytest.mark.parametrize(
    ("rows", "in_date"),
    [
        ((), None),
        ((trained("2011-11-18"),), True),
        ((trained("2011-11-19"),), False),
        ((trained("2011-01-01", "2011-11-18"),), True),
        ((trained("2011-01-01", "2011-11-17"),), False),
    ],
)
def test_training_is_held_against_the_day_of_signing(rows: Any, in_date: Any) -> None:
    assert the_signing(*rows).trained is in_date


@pytest.mark.parametrize(
    ("rows", "is_open"),
    [
        ((), None),
        ((joined("S1", "2011-11-18"),), True),
        ((joined("S1", "2011-11-19"),), False),
        ((joined("S1", "2011-11-19", source="import"),), None),  # logs say nothing of the days before
        ((joined("S1", "2011-10-01"), closed("S1", "2011-11-18")), False),
        ((joined("S1", "2011-10-01"), closed("S1", "2011-11-19")), True),
        ((moved("2011-11-18"),), False),  # to a site of which the study knows nothing
        ((moved("2011-11-19"),), None),
        ((moved("2011-11-18"), joined("S2", "2011-11-18")), True),
        ((moved("2011-11-18"), joined("S2", "2011-11-19", source="import")), False),
        ((moved("2011-11-18"), joined("S1", "2011-10-01")), False),
    ],
)
def test_a_site_is_open_to_a_signing_where_the_person_is_that_day(rows: Any, is_open: Any) -> None:
    assert the_signing(*rows).site_open is is_open


@pytest.mark.parametrize(
    ("rows", "is_open"),
    [
        ((), None),
        ((joined("S1", "2011-11-20"),), True),
        ((joined("S2", "2011-11-20"),), True),
        ((joined("S1", "2011-11-20"), joined("S2", "2011-11-20")), True),
        ((joined("S1", "2011-11-20"), joined("S2", "2011-11-21")), False),  # where the session was
        ((joined("S1", "2011-11-21"), joined("S2", "2011-11-20")), False),  # where the person was
        ((joined("S2", "2011-11-20"), moved("2011-11-20", "S3")), False),
    ],
)
def test_a_session_needs_its_own_site_and_the_person_s_to_be_open(rows: Any, is_open: Any) -> None:
    h = histories(registered(), *rows, held("2011-11-20T14:00", site="S2"), came())
    session = h.study.session_of(P1)
    assert session is not None
    assert presence(h, session).site_open is is_open


@pytest.mark.parametrize(
    ("rows", "at", "by"),
    [
        ((), "2011-11-18T10:00", ""),
        ((died("2011-11-18T10:00"),), "2011-11-18T09:59", ""),
        ((died("2011-11-18T10:00"),), "2011-11-18T10:00", "death"),
        ((ended("2011-11-18"),), "2011-11-17T23:59", ""),
        ((ended("2011-11-18"),), "2011-11-18T00:00", "study_end"),
        ((ended("2011-11-01"), died("2011-11-18T10:00")), "2011-11-18T10:00", "death"),
        ((ended("2011-11-01"), died("2011-11-18T10:00")), "2011-11-18T09:00", "study_end"),
    ],
)
def test_a_death_closes_at_its_instant_and_an_end_on_its_day(rows: Any, at: str, by: str) -> None:
    assert closed_by(histories(registered(), *rows), from_local(at)) == by


def test_what_closes_closes_as_known_then() -> None:
    h = histories(registered(), died("2011-11-18T10:00", known=from_local("2011-11-20T09:00")))
    known = [from_local(f"2011-11-20T{hour}:00") for hour in ("08", "09")]
    assert [closed_by(h, from_local("2011-11-19T10:00"), at) for at in known] == ["", "death"]


def test_a_death_that_was_struck_closes_nothing() -> None:
    struck = recorded(EntryStruck(person=P1, entry=2), from_local("2011-11-20T09:00"))
    h = histories(registered(), died("2011-11-18T10:00", known=from_local("2011-11-18T12:00")), struck)
    assert closed_by(h, from_local("2011-11-19T10:00")) == ""
    assert closed_by(h, from_local("2011-11-19T10:00"), from_local("2011-11-19T10:00")) == "death"


def test_somebody_who_dies_between_the_asking_and_the_deciding_is_not_contacted() -> None:
    h = histories(*GOOD, died("2011-12-01T10:00"))
    asked = from_local("2011-12-01T09:59")
    assert using(h, *RECONTACT, asked).closed_by == ""
    assert using_now(h, *RECONTACT, asked).closed_by == "death"


def test_after_a_death_what_was_given_is_used_as_the_form_says() -> None:
    h, day_after = histories(*GOOD, died("2011-12-01T10:00")), from_local("2011-12-02T10:00")
    pairs = [("transcript", "analysis"), ("transcript", "quotation"), ("recording", "analysis")]
    assert all(may_use(h, *pair, R1, day_after).allow for pair in pairs)
    assert may_use(h, *RECONTACT, R1, day_after).blocking == ("CL-05",)
    assert may_use(h, "clinical_record", "characteristics", R1, day_after).blocking == ("CL-06",)


def test_a_use_while_somebody_was_taken_for_dead_was_not_allowed_as_known_then() -> None:
    struck = recorded(EntryStruck(person=P1, entry=2), from_local("2011-12-05T09:00"))
    h = histories(*GOOD, died("2011-12-01T10:00", known=from_local("2011-12-01T12:00")), struck)
    case = using(h, *RECONTACT, from_local("2011-12-03T10:00"))
    assert (case.closed_by, case.allowed_as_known_then) == ("", False)
    assert using(h, *RECONTACT, from_local("2011-12-06T10:00")).allowed_as_known_then is True


def test_a_death_that_becomes_known_late_is_a_fact_of_the_uses_since() -> None:
    h = histories(*GOOD, died("2011-12-01T10:00", known=from_local("2011-12-10T09:00")))
    case = using(h, "transcript", "analysis", from_local("2011-12-02T10:00"))
    assert (case.closed_by, case.allowed_as_known_then) == ("death", True)
    assert using(h, *RECONTACT, from_local("2011-12-02T10:00")).closed_by == "death"


MOVES = (
    registered(),
    *(begun("1.0", "2011-10-01", site) for site in ("S1", "S2", "S3")),
    begun("2.0", "2011-11-11", "S2"),
    *(begun("3.0", "2011-11-19", site) for site in ("S2", "S3")),
    moved("2011-11-10", "S2"),
)
"""Somebody who moved to S2, where a newer version is in use than where they came from."""


@pytest.mark.parametrize(("version", "current"), [("1.0", False), ("2.0", True)])
def test_a_version_is_held_against_the_one_in_force_where_the_person_has_moved_to(version: str, current: bool) -> None:
    h = histories(*MOVES, signed(f"{SIGNED_ON}T10:00", version=version))
    assert signing(h, h.consent.signings[-1]).version_current is current


def test_re_consent_is_due_where_the_person_is_now_on_what_they_signed_where_they_were() -> None:
    signed_there = signed(f"{SIGNED_ON}T10:00", version="2.0")
    at_s3 = (signed_there, moved("2011-11-19", "S3"), held("2011-11-20T14:00", site="S3"), came())
    h = histories(*MOVES, *at_s3)
    assert renewal(h, from_local("2011-11-18T11:00")) == ""
    assert renewal(h, from_local("2011-11-20T10:00")) == "due"
    (found,) = (each for each in audit(h).findings if each.kind == "reconsent-not-taken")
    assert found.kind in {each.kind for each in audit(only(h, found.evidence)).findings}


def test_an_answer_says_that_another_record_of_the_person_exists() -> None:
    h = histories(*GOOD, told(RecordsJoined(person=P1, other=P2), ENTERED))
    assert may_use(h, "transcript", "analysis", R1, ENTERED).also == (P2,)
    assert may_use(histories(*GOOD), "transcript", "analysis", R1, ENTERED).also == ()


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((), set()),
        ((interest(R1, P1),), {"taker-has-an-interest"}),
        ((in_charge("2011-11-01"), interest(D1, R1)), {"taker-has-an-interest"}),
        ((nurse(R1, "S1"),), {"taker-is-nurse-in-charge"}),
        ((trained("2011-12-01"),), {"taker-not-trained"}),
        ((joined("S1", "2011-11-19"),), {"signed-at-site-not-open"}),
        ((joined("S1", "2011-11-01"), closed("S1", "2011-11-19")), {"participation-at-site-not-open"}),
        ((moved("2011-11-19"),), {"participation-at-site-not-open"}),
        ((ended("2011-11-19"),), {"participation-after-closing"}),
        ((died("2011-11-19T10:00"),), {"participation-after-closing"}),
        ((died("2011-12-01T10:00"), used("2011-12-02T09:00", *RECONTACT)), {"contact-after-death"}),
        ((ended("2011-12-01"), used("2011-12-02T09:00", *RECORDS)), {"collection-after-closing"}),
        ((ended("2011-12-01"), used("2011-12-02T09:00", *RECONTACT)), set()),  # results may be sent
    ],
)
def test_an_audit_finds_what_a_live_decision_refuses_and_its_evidence_proves_it(rows: Any, found: set[str]) -> None:
    h = histories(*GOOD, *rows)
    audited = audit(h).findings
    assert {each.kind for each in audited} == found
    for each in audited:
        again = {other.kind for other in audit(only(h, each.evidence)).findings}
        assert each.kind in again, f"{each.kind} cannot be seen in what is given to prove it"


def seen(film: str, at: str = "2011-11-21T10:00") -> Row:
    return told(AppearanceRecorded(initiative=STUDY, person=P1, film=film), from_local(at))


def shown(film: str, channel: str, at: str = "2011-11-25T10:00") -> Row:
    return told(FilmShown(initiative=STUDY, film=film, channel=channel, about=(P1,)), from_local(at))


def asked(film: str, channel: str, step: str = "asked") -> Row:
    return told(TakedownRecorded(initiative=STUDY, person=P1, film=film, channel=channel, step=step), ENTERED)


FILMED = signed("2011-11-20T10:00", "C06", channels={"web": True, "internal": True, "broadcast": False})


@pytest.mark.parametrize(
    ("at", "agreed", "by"),
    [("2011-11-20T09:59", False, ""), ("2011-11-20T10:00", True, ""), ("2011-11-30T10:00", True, "death")],
)
def test_somebody_is_filmed_while_they_agree_to_appear(at: str, agreed: bool, by: str) -> None:
    case = filming(histories(registered(), FILMED, died("2011-11-30T10:00")), from_local(at))
    assert (case.agreed, case.closed_by) == (agreed, by)


@pytest.mark.parametrize(
    ("casts", "channel", "known", "agree"),
    [
        ([], "web", False, True),
        ([(FILMED,)], "web", True, True),
        ([(FILMED,)], "broadcast", True, False),
        ([(FILMED,)], "conference", True, False),  # nobody asked
        ([(FILMED,), ()], "web", True, False),  # one of two never agreed
        ([(FILMED, stopped("2011-11-24T10:00", "W5"))], "web", True, False),
        ([(FILMED, stopped("2011-11-25T10:01", "W5"))], "web", True, True),
        ([(FILMED, off("2011-11-24T10:00", "web"))], "web", True, False),
        ([(FILMED, off("2011-11-24T10:00", "web"))], "internal", True, True),
        ([(FILMED, off("2011-11-24T10:00"))], "internal", True, False),  # of which is not said
    ],
)
def test_a_film_is_shown_while_all_who_are_seen_agree_to_the_channel(
    casts: Any, channel: str, known: bool, agree: bool
) -> None:
    case = showing([histories(*rows) for rows in casts], channel, from_local("2011-11-25T10:00"))
    assert (case.anybody_known, case.all_agree) == (known, agree)


@pytest.mark.parametrize(("stop", "agree"), [(None, True), ("2011-11-25T10:01", False), ("2011-11-24T10:00", False)])
def test_shown_live_what_was_said_between_the_asking_and_the_deciding_counts(stop: Any, agree: bool) -> None:
    cast = [histories(FILMED, *([stopped(stop, "W5")] if stop else []))]
    case = showing_now(cast, "web", from_local("2011-11-25T10:00"))
    assert (case.anybody_known, case.all_agree) == (True, agree)
    assert showing_now([], "web", from_local("2011-11-25T10:00")).anybody_known is False


@pytest.mark.parametrize(
    ("rows", "keys"),
    [
        ((seen("F1", "2011-11-21T10:00"), shown("F1", "web")), set()),
        ((seen("F1", "2011-11-20T09:59"),), {("filmed-without-consent", "@F1")}),
        ((seen("F1", "2011-11-21T10:00"), ended("2011-11-21")), {("filmed-after-closing", "@F1")}),
        ((seen("F1", "2011-11-21T10:00"), shown("F1", "broadcast")), {("shown-without-consent", "@F1/broadcast")}),
        ((seen("F1", "2011-11-21T10:00"), shown("F2", "broadcast")), set()),  # they are not in it
        (
            (seen("F1", "2011-11-21T10:00"), shown("F1", "web"), stopped("2011-11-24T10:00", "W5")),
            {("shown-without-consent", "@F1/web")},
        ),
        ((seen("F1", "2011-11-21T10:00"), shown("F1", "web"), stopped("2011-11-26T10:00", "W5")), set()),
        (
            (seen("F1", "2011-11-21T10:00"), shown("F1", "web"), off("2011-11-24T10:00", "web")),
            {("shown-without-consent", "@F1/web")},
        ),
        ((seen("F1", "2011-11-21T10:00"), shown("F1", "web"), off("2011-11-24T10:00", "internal")), set()),
        (
            (seen("F1", "2011-11-21T10:00"), off("2011-11-24T10:00", "web", known="2011-11-26T10:00")),
            {("late-entry-unexplained", "@2011-11-24T10:00")},
        ),
    ],
)
def test_an_audit_finds_who_was_filmed_or_shown_without_agreeing_and_its_evidence_proves_it(
    rows: Any, keys: set[Any]
) -> None:
    h = histories(registered(), begun("1.0", "2011-10-01"), delegated("2011-10-01"), FILMED, *rows)
    audited = audit(h)
    assert {(each.kind, each.suffix) for each in audited.findings} == keys
    assert audited.subjects.filmings == 1
    for each in audited.findings:
        again = {(other.kind, other.suffix) for other in audit(only(h, each.evidence)).findings}
        assert (each.kind, each.suffix) in again


STOPPED = stopped("2011-12-01T10:00", "W5")
OFF_WEB = off("2011-12-01T10:00", "web")


@pytest.mark.parametrize(
    ("rows", "due"),
    [
        ((seen("F1"), shown("F1", "web")), {}),  # everything is agreed to
        ((seen("F1"), STOPPED), {}),  # it was never shown
        ((shown("F1", "web"), STOPPED), {}),  # they are not in it
        ((seen("F1"), shown("F1", "web"), STOPPED), {("F1", "web"): "due"}),
        (
            (seen("F1"), shown("F1", "web"), shown("F1", "internal"), STOPPED, asked("F1", "web")),
            {("F1", "internal"): "due", ("F1", "web"): "asked"},
        ),
        (
            (seen("F1"), shown("F1", "web"), STOPPED, asked("F1", "web"), asked("F1", "web", "cannot_be_recalled")),
            {("F1", "web"): "cannot_be_recalled"},
        ),
        ((seen("F1"), shown("F1", "broadcast")), {("F1", "broadcast"): "due"}),  # shown where it never might be
        (
            (
                seen("F1"),
                shown("F1", "web"),
                shown("F1", "internal"),
                signed("2011-12-01T10:00", "C06", channels={"internal": True}),
            ),
            {("F1", "web"): "due"},  # a channel taken back by a new answer
        ),
        ((seen("F1"), shown("F1", "web"), shown("F1", "internal"), OFF_WEB), {("F1", "web"): "due"}),
    ],
)
def test_a_takedown_is_due_wherever_somebody_is_shown_who_does_not_agree_to_it(rows: Any, due: dict[Any, str]) -> None:
    h = histories(registered(), FILMED, *rows)
    assert takedowns(h, from_local("2011-12-02T10:00")) == due
