"""Two records of one person: a no under either stops both while they are joined; a yes reaches only its own record."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.consent import CapacityAssessed, CapacityDoubted, CapacityRegained, ItemState
from domain.initiatives import AppearanceRecorded, FilmShown
from domain.judging import (
    Asked,
    By,
    Histories,
    active,
    approaching,
    audit,
    filming,
    grant_stands,
    granting,
    item_state,
    may_use,
    presence,
    removing,
    sharing,
    showing_now,
    signing,
    tasks,
    to_remove,
    together,
)
from domain.kernel.time import from_local, london_day
from domain.people import DeathRecorded
from tests.given import P1, P2, R1, R2, STUDY, ref
from tests.judging.telling import (
    GOOD,
    Row,
    begun,
    clarified,
    granted,
    held,
    histories,
    joined,
    modified,
    objected,
    off,
    only,
    paused,
    published,
    registered,
    resumed,
    shared,
    signed,
    stopped,
    told,
    under,
    used,
)

P3 = ref("p3")
NOW = from_local("2011-12-10T12:00")
QUOTE, RECORDING, TRANSCRIPT = ("transcript", "quotation"), ("recording", "analysis"), ("transcript", "analysis")
RECORDS, CONTACT = ("clinical_record", "characteristics"), ("contact_details", "recontact")
PAIRS = (TRANSCRIPT, RECORDING, QUOTE, RECORDS, CONTACT)
JOINED = joined("2011-12-01T09:00")


def there(row: Row) -> Row:
    """Told under the other record."""
    return under(P2, row)


def of_capacity(kind: type, at: str, **what: Any) -> Row:
    words: dict[type, dict[str, Any]] = {
        CapacityDoubted: {"doubt": "distress", "by": R1},
        CapacityAssessed: {"outcome": "lacks"},
        CapacityRegained: {"by": R1},
    }
    event = kind(person=P1, initiative=STUDY, decision="take_part", **words[kind], **what)
    return told(event, from_local(at), from_local(at))


def died(at: str) -> Row:
    event = DeathRecorded(person=P1, on=london_day(from_local(at)))
    return told(event, from_local(at), from_local(at))


def blocking(*rows: Row, pair: tuple[str, str] = QUOTE, at: Any = NOW) -> tuple[str, ...]:
    return may_use(histories(*GOOD, *rows), *pair, R1, at).blocking


SAID: list[tuple[Row, tuple[str, str], str]] = [
    (stopped("2011-12-05T09:00", "W5"), QUOTE, "AC-05"),
    (stopped("2011-12-05T09:00", "W5"), RECORDING, "AC-04"),
    (stopped("2011-12-05T09:00", "W3"), CONTACT, "AC-07"),
    (stopped("2011-12-05T09:00", "W4"), RECORDS, "AC-06"),
    (stopped("2011-12-04T23:59", "W6"), TRANSCRIPT, "AC-03"),
    (stopped("2011-12-05T09:00", "W0"), TRANSCRIPT, "AC-10"),
    (signed("2011-12-05T09:00", {"C05": False}), QUOTE, "AC-05"),
    (objected("2011-12-05T09:00"), CONTACT, "AC-07"),
    (paused("2011-12-05T09:00"), QUOTE, "AC-05"),
    (of_capacity(CapacityDoubted, "2011-12-05T09:00"), TRANSCRIPT, "CA-07"),
    (of_capacity(CapacityAssessed, "2011-12-05T09:00"), QUOTE, "CA-07"),
    (died("2011-12-05T09:00"), CONTACT, "CL-05"),
    (died("2011-12-05T09:00"), RECORDS, "CL-06"),
]


@pytest.mark.parametrize(("said", "pair", "rule"), SAID)
def test_what_stops_a_use_under_the_other_record_stops_it_here_while_they_are_joined(
    said: Row, pair: tuple[str, str], rule: str
) -> None:
    assert blocking(there(said), pair=pair) == ()
    assert rule in blocking(*JOINED, there(said), pair=pair)
    assert rule in blocking(there(said), *joined("2011-12-09T09:00"), pair=pair)
    assert blocking(*JOINED, there(said), *joined("2011-12-09T09:00", parted=True), pair=pair) == ()
    assert said.position in may_use(histories(*GOOD, *JOINED, there(said)), *pair, R1, NOW).evidence


@pytest.mark.parametrize(("said", "pair", "rule"), SAID)
def test_it_reaches_through_a_third_record(said: Row, pair: tuple[str, str], rule: str) -> None:
    through = (*joined("2011-12-01T09:00", P3, P2), *joined("2011-12-01T10:00", P1, P3))
    assert rule in blocking(*through, there(said), pair=pair)
    apart = joined("2011-12-09T09:00", P2, P3, parted=True)
    assert blocking(*through, there(said), *apart, pair=pair) == ()


def test_a_yes_under_one_record_is_none_under_the_other() -> None:
    yes = there(signed("2011-12-06T09:00", "C05 C09"))
    stop = stopped("2011-12-05T09:00", "W5")
    assert blocking(*JOINED, stop, yes) == ("AC-05",)
    assert blocking(*JOINED, there(stop), yes) == ("AC-05",), "who stopped agrees to it here, anew"
    assert blocking(*JOINED, there(stop), signed("2011-12-06T09:00", "C05")) == ()
    assert blocking(*JOINED, there(stop), signed("2011-12-05T09:00", "C05")) == ("AC-05",), "at one instant a stop wins"


@pytest.mark.parametrize(
    ("rows", "rests"),
    [
        ((there(paused("2011-12-05T09:00")), there(resumed("2011-12-06T09:00"))), False),
        ((there(paused("2011-12-05T09:00")), resumed("2011-12-06T09:00")), True),
        ((paused("2011-12-05T09:00"), there(resumed("2011-12-06T09:00"))), True),
        ((there(stopped("2011-12-05T09:00", "W0")), there(clarified("2011-12-06T09:00", 1, "W4"))), False),
        ((there(stopped("2011-12-05T09:00", "W0")), there(clarified("2011-12-06T09:00", 1, "W5"))), True),
        ((there(of_capacity(CapacityAssessed, "2011-12-05T09:00", review_by=date(2012, 6, 1))),), True),
    ],
)
def test_a_pause_and_an_unclear_stop_end_where_they_were_told(rows: tuple[Row, ...], rests: bool) -> None:
    h = histories(*GOOD, *JOINED, *rows)
    assert active(h, "C05", NOW) is not rests


def test_a_stop_under_the_other_record_does_not_end_what_capacity_suspends_here() -> None:
    doubt = of_capacity(CapacityDoubted, "2011-12-05T09:00")
    assert blocking(doubt, there(stopped("2011-12-03T09:00", "W2")), *JOINED, pair=TRANSCRIPT) == ("CA-07",)


def test_nothing_is_held_against_what_nobody_could_know_to_be_the_person_s() -> None:
    stop = there(stopped("2011-12-02T09:00", "W5"))
    late = joined("2011-12-05T09:00")
    uses = [used(f"2011-12-{day}T09:00", *QUOTE, use=f"A{day}") for day in ("03", "06")]
    assert [f.suffix for f in audit(histories(*GOOD, stop, *late, *uses)).findings] == ["A06"]
    apart = joined("2011-12-08T09:00", parted=True)
    assert [(f.kind, f.suffix) for f in audit(histories(*GOOD, stop, *late, *uses, *apart)).findings] == [
        ("access-before-record", "A06")
    ], "as it was known then, it was not to be made"


LOOSE = [
    (there(stopped("2011-12-02T09:00", "W5")), used("2011-12-06T09:00", *QUOTE)),
    (there(stopped("2011-12-02T09:00", "W5")), shared("2011-12-06T09:00")),
    (there(stopped("2011-12-02T09:00")), used("2011-12-06T09:00", *TRANSCRIPT)),
    (there(objected("2011-12-02T09:00")), granted("2011-12-01T09:00", "2012-12-01T09:00"), used("2011-12-06T09:00")),
    (there(paused("2011-12-02T09:00")), used("2011-12-06T09:00", *QUOTE)),
    (there(of_capacity(CapacityAssessed, "2011-12-02T09:00")), signed("2011-12-06T09:00", "C05")),
    (there(died("2011-12-02T09:00")), used("2011-12-06T09:00", *RECORDS)),
    (there(died("2011-12-02T09:00")), signed("2011-12-06T09:00", "C05")),
    (
        there(stopped("2011-12-02T09:00", "W6")),
        told(AppearanceRecorded(initiative=STUDY, film="F1", person=P1), from_local("2011-12-06T09:00")),
        told(FilmShown(initiative=STUDY, film="F1", channel="web", about=(P1,)), from_local("2011-12-06T10:00")),
    ),
]


@pytest.mark.parametrize("rows", LOOSE)
def test_a_finding_is_proven_by_the_events_that_it_names(rows: tuple[Row, ...]) -> None:
    h = histories(*GOOD, signed("2011-11-19T10:00", "C06", channels={"web": True}), *JOINED, *rows)
    found = [f for f in audit(h).findings if f.kind != "late-entry-unexplained"]
    assert found
    for each in found:
        assert {row.position for row in JOINED} & set(each.evidence)
        assert (each.kind, each.rules) in [(f.kind, f.rules) for f in audit(only(h, each.evidence)).findings]


@pytest.mark.parametrize(
    ("said", "on"),
    [
        (off("2011-12-05T09:00", "web"), {"internal"}),
        (off("2011-12-05T09:00"), set()),
        (signed("2011-12-05T09:00", "C06", channels={"web": False, "internal": True}), {"internal"}),  # a no to that
        (off("2011-11-18T09:00", "web"), {"web", "internal"}),  # they agreed here afterwards
    ],
)
def test_a_channel_stopped_under_the_other_record_is_stopped_here(said: Row, on: set[str]) -> None:
    film = signed("2011-11-19T10:00", "C06", channels={"web": True, "internal": True})
    h = histories(*GOOD, film, *JOINED, there(said))
    assert {channel for channel in ("web", "internal") if showing_now([h], channel, NOW).all_agree} == on
    assert showing_now([histories(*GOOD, film, there(said))], "web", NOW).all_agree, "while they are not joined"


def test_everything_that_asks_for_agreement_asks_it_of_both() -> None:
    at = from_local("2011-12-06T09:00")
    stops = [there(stopped("2011-12-05T09:00", "W6")), there(objected("2011-12-05T10:00"))]
    film = signed("2011-11-19T10:00", "C06", channels={"web": True})
    grant = granted("2011-12-02T09:00", "2012-12-01T09:00", QUOTE, basis="C05")
    session = held("2011-12-06T09:00", session="X2")
    alone, h = (histories(*GOOD, *join, film, grant, *stops, shared("2011-12-03T09:00")) for join in ((), JOINED))
    until = at + timedelta(days=9)
    asked = Asked(grant="G-2", grantee=R1, giver=R2, pair=CONTACT, basis="C09", begins_at=at, until=until, at=at)

    def says(h: Histories) -> list[bool]:
        case = presence(h, histories(session).study.sessions["X2"][0])
        return [
            filming(h, at).agreed,
            bool(showing_now([h], "web", at).all_agree),
            granting(h, asked).basis_active,
            grant_stands(h, h.uses.grants[0], at),
            bool(sharing(h, "S-2", QUOTE, at, By(R1)).allowed),
            bool(case.agreed),
            not together(h, at).consent.contact_barred(at),
            not [task for task in tasks(h, at) if task.kind == "recall"],
        ]

    assert all(says(alone))
    assert not any(says(h))


def test_removal_that_was_asked_for_in_time_under_the_other_record_is_asked_for_here() -> None:
    asked = there(stopped("2011-12-02T09:00", "W6"))
    assert to_remove(together(histories(*GOOD, *JOINED, asked), NOW)) == ("transcript", "recording")
    assert removing(histories(*GOOD, *JOINED, asked), "transcript", "destroyed").asked
    assert not removing(histories(*GOOD, asked), "transcript", "destroyed").asked
    assert {task.about for task in tasks(histories(*GOOD, *JOINED, asked), NOW)} == {"transcript", "recording"}


def test_nobody_signs_or_is_told_here_who_cannot_decide_has_died_or_said_no_there() -> None:
    at = from_local("2011-12-06T09:00")
    entry = histories(signed("2011-12-06T09:00", "C05")).consent.signings[0]
    lacking = there(of_capacity(CapacityAssessed, "2011-12-05T09:00"))
    assert signing(histories(*GOOD, *JOINED, lacking), entry).barred
    assert not signing(histories(*GOOD, lacking), entry).barred
    dead = there(died("2011-12-05T09:00"))
    assert signing(histories(*GOOD, *JOINED, dead), entry).closed_by == "death"
    declined = there(signed("2011-12-05T09:00", {"C01": False, "C05": False}))
    for join, said_no in (((), None), (JOINED, from_local("2011-12-05T09:00"))):
        assert approaching(histories(*GOOD, *join, declined), at, timedelta(days=90)).declined_at == said_no


def test_an_item_stands_as_what_was_said_of_it_under_either_makes_it() -> None:
    no = there(signed("2011-12-05T09:00", {"C05": False}))
    for said, state in (
        (no, ItemState.DECLINED),
        (there(stopped("2011-12-05T09:00", "W5")), ItemState.WITHDRAWN),
        (there(objected("2011-12-05T09:00")), ItemState.WITHDRAWN_BY_OBJECTION),
        (there(paused("2011-12-05T09:00")), ItemState.PAUSED),
        (there(of_capacity(CapacityDoubted, "2011-12-05T09:00")), ItemState.SUSPENDED_CAPACITY),
        (there(died("2011-12-05T09:00")), "CLOSED"),
    ):
        assert item_state(histories(*GOOD, *JOINED, said), "C05", NOW) == state
        assert item_state(histories(*GOOD, said), "C05", NOW) == ItemState.ACTIVE


AFTER = "2012-06-01T12:00"


@pytest.mark.parametrize(
    ("here", "lapses"),
    [((), True), ((signed("2011-12-20T10:00", "C07", version="2.0"),), False)],
)
def test_consent_that_lapsed_under_either_has_lapsed_unless_it_was_given_here_since(here: Any, lapses: bool) -> None:
    """The other record's site brought the newer version into use; this one's did not."""
    newer = (modified("M1", "all_active"), published("2.0", 14, modification="M1"), begun("2.0", "2011-12-15", "S2"))
    other = (
        under(P2, registered(site="S2")),
        begun("1.0", "2011-10-01", "S2"),
        there(signed("2011-11-18T10:00", "C07")),
    )
    rows = (*GOOD, *newer, *other, *here)
    at = from_local(AFTER)
    assert "AC-13" not in may_use(histories(*rows), *RECORDS, R1, at).blocking
    assert ("AC-13" in may_use(histories(*rows, *JOINED), *RECORDS, R1, at).blocking) is lapses


def test_a_join_that_was_recorded_after_a_use_was_asked_for_is_seen_when_it_is_decided() -> None:
    """The clock that asks is behind: what is on the record counts."""
    h = histories(*GOOD, there(stopped("2011-12-05T09:00", "W5")), *JOINED)
    assert may_use(h, *QUOTE, R1, from_local("2011-11-30T09:00")).blocking == ("AC-05",)


day = st.integers(2, 9).map(lambda n: f"2011-12-0{n}T09:00")
words = st.one_of(
    day.map(lambda at: stopped(at, "W5")),
    day.map(lambda at: stopped(at, "W0")),
    day.map(objected),
    day.map(paused),
    day.map(resumed),
    day.map(lambda at: signed(at, "C05")),
    day.map(lambda at: signed(at, {"C05": False})),
    day.map(lambda at: of_capacity(CapacityDoubted, at)),
    day.map(lambda at: of_capacity(CapacityAssessed, at)),
    day.map(lambda at: of_capacity(CapacityRegained, at)),
    day.map(died),
)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.booleans(), words), max_size=6), st.sampled_from(PAIRS))
def test_joining_never_allows_what_was_not_allowed_and_parting_gives_back_what_was(
    said: list[tuple[bool, Row]], pair: tuple[str, str]
) -> None:
    rows = [*GOOD, *(there(row) if other else row for other, row in said)]
    apart = may_use(histories(*rows), *pair, R1, NOW).allow
    one = may_use(histories(*rows, *joined("2011-12-01T09:00")), *pair, R1, NOW).allow
    assert apart or not one
    again = histories(*rows, *joined("2011-12-01T09:00"), *joined("2011-12-09T20:00", parted=True))
    assert may_use(again, *pair, R1, NOW).allow is apart
