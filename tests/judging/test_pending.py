"""A correction gives nothing back before somebody else has compared it; what it stops, it stops at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.access.rules import permitted
from domain.consent import CapacityAssessed, CapacityDoubted, ConsulteeAdvised, ConsulteeIdentified
from domain.initiatives import McaApproved
from domain.judging import (
    Asked,
    By,
    as_stood,
    audit,
    filming,
    granting,
    may_use,
    on_grants,
    presence,
    sharing,
    showing_now,
    tasks,
    using,
)
from domain.kernel.time import FOREVER, from_local, london_day
from domain.people import DeathRecorded
from tests.given import P1, P2, R1, R2, STUDY, V1
from tests.judging.telling import (
    GOOD,
    Row,
    afterwards,
    clarified,
    compared,
    compared_grant,
    granted,
    held,
    histories,
    in_error,
    instead,
    joined,
    objected,
    off,
    paused,
    resumed,
    revoked,
    signed,
    stopped,
    told,
    under,
    used,
)

NOW = from_local("2012-07-01T12:00")
QUOTE, RECORDING, TRANSCRIPT = ("transcript", "quotation"), ("recording", "analysis"), ("transcript", "analysis")
RECORDS, CONTACT = ("clinical_record", "characteristics"), ("contact_details", "recontact")
PAIRS = (TRANSCRIPT, RECORDING, QUOTE, RECORDS, CONTACT)
Pair = tuple[str, str]


def capacity(kind: type, at: str, decision: str = "take_part", **what: Any) -> Row:
    event = kind(person=P1, initiative=STUDY, decision=decision, **what)
    return told(event, from_local(at), from_local(at))


def doubted(at: str, decision: str = "take_part") -> Row:
    return capacity(CapacityDoubted, at, decision, doubt="distress", by=R1)


def assessed(at: str, outcome: str) -> Row:
    return capacity(CapacityAssessed, at, outcome=outcome)


def advised(at: str, decision: str = "take_part", *, take_part: bool) -> Row:
    return capacity(ConsulteeAdvised, at, decision, consultee=V1, take_part=take_part)


def consultee(at: str) -> Row:
    fit = {"consultee_kind": "personal", "paid_or_professional": False, "connected_with_project": False}
    event = ConsulteeIdentified(person=P1, initiative=STUDY, consultee=V1, **fit)  # type: ignore[arg-type]
    return told(event, from_local(at), from_local(at))


APPROVED = told(
    McaApproved(initiative=STUDY, body="Bridge REC", body_kind="nhs_rec", approved_on=date(2011, 9, 1)),
    from_local("2011-09-01T09:00"),
)


def blocking(*rows: Row, pair: Pair = QUOTE) -> tuple[str, ...]:
    return may_use(histories(*GOOD, *rows), *pair, R1, NOW).blocking


DAY, EARLIER = "2011-12-05T09:00", "2011-11-17T09:00"
"""GOOD agrees on 18 November, as the first entry of the consent; so what is said here is the second."""

GIVES_BACK: dict[str, tuple[Pair, tuple[Row, ...], Row, str]] = {
    "an objection": (QUOTE, (objected(DAY),), instead(2, objected(EARLIER)), "AC-05"),
    "a stop": (QUOTE, (stopped(DAY, "W5"),), instead(2, stopped(DAY, "W3")), "AC-05"),
    "when it was said": (QUOTE, (stopped(DAY, "W5"),), instead(2, stopped(EARLIER, "W5")), "AC-05"),
    "removal": (TRANSCRIPT, (stopped("2011-12-04T09:00", "W6"),), instead(2, stopped(DAY, "W2")), "AC-03"),
    "an unclear stop": (TRANSCRIPT, (stopped(DAY, "W0"),), instead(2, stopped(DAY, "W3")), "AC-10"),
    "what was meant": (
        QUOTE,
        (stopped(DAY, "W0"), clarified("2011-12-06T09:00", 2, "W5")),
        instead(3, clarified("2011-12-06T09:00", 2, "W3")),
        "AC-05",
    ),
    "a signed no": (QUOTE, (signed(DAY, {"C05": False}),), instead(2, signed(DAY, {"C05": True})), "AC-05"),
    "a no left out": (QUOTE, (signed(DAY, {"C05": False}),), instead(2, signed(DAY, {"C09": True})), "AC-05"),
    "a no that was somebody else's": (QUOTE, (signed(DAY, {"C05": False}),), in_error(2), "AC-05"),
    "a yes after a stop": (
        QUOTE,
        (signed("2011-12-04T09:00", "C05"), stopped(DAY, "W5")),
        instead(2, signed("2011-12-06T09:00", "C05")),
        "AC-05",
    ),
    "a pause": (TRANSCRIPT, (paused(DAY),), instead(2, paused(DAY, ["C05"])), "AC-14"),
    "the end of a pause": (
        QUOTE,
        (paused(DAY), resumed("2011-12-06T09:00", ["C09"])),
        instead(3, resumed("2011-12-06T09:00")),
        "AC-05",
    ),
    "a doubt": (QUOTE, (doubted(DAY),), instead(2, doubted(DAY, "C09")), "CA-07"),
    "a lack of capacity": (QUOTE, (assessed(DAY, "lacks"),), instead(2, assessed(DAY, "has")), "CA-07"),
    "advice against": (
        QUOTE,
        (advised(DAY, take_part=False),),
        instead(2, advised(DAY, take_part=True)),
        "AC-05",
    ),
    "advice for": (
        QUOTE,
        (APPROVED, assessed(DAY, "lacks"), consultee(DAY), advised("2011-12-06T09:00", "C09", take_part=True)),
        instead(4, advised("2011-12-06T09:00", take_part=True)),
        "CA-07",
    ),
    "who is asked, since when": (
        QUOTE,
        (APPROVED, assessed(DAY, "lacks"), advised("2011-12-06T09:00", take_part=True), consultee("2012-07-02T09:00")),
        instead(4, consultee(DAY)),
        "CA-07",
    ),
}


@pytest.mark.parametrize(("pair", "said", "correction", "rule"), GIVES_BACK.values(), ids=GIVES_BACK)
def test_what_a_correction_gives_back_is_used_once_somebody_else_has_compared_it(
    pair: Pair, said: tuple[Row, ...], correction: Row, rule: str
) -> None:
    assert rule in blocking(*said, pair=pair)
    assert {rule, "AC-15"} <= set(blocking(*said, correction, pair=pair))
    version = 2 + sum(row.stream == correction.stream for row in said)
    assert blocking(*said, correction, compared(version), pair=pair) == ()
    assert "AC-15" in blocking(*said, correction, compared(version - 1), pair=pair), "another entry was compared"
    against = compared(version, broken=("EV-02",))
    assert "AC-15" in blocking(*said, correction, against, pair=pair), "told as history, against the rules"
    evidence = set(may_use(histories(*GOOD, *said, correction), *pair, R1, NOW).evidence)
    assert evidence & {row.position for row in said}


@pytest.mark.parametrize(("pair", "said", "correction", "rule"), GIVES_BACK.values(), ids=GIVES_BACK)
def test_an_audit_goes_by_the_correction_at_once(pair: Pair, said: tuple[Row, ...], correction: Row, rule: str) -> None:
    h = histories(*GOOD, *said, correction, used("2011-12-07T09:00", *pair))
    case = using(h, *pair, NOW, FOREVER)
    assert permitted(case, london_day(NOW))
    assert rule not in {broken for found in audit(h).findings for broken in found.rules}


@pytest.mark.parametrize(
    ("said", "correction"),
    [
        ((signed(DAY, "C05"),), instead(2, signed(DAY, {"C05": False}))),
        ((stopped(DAY, "W3"),), instead(2, stopped(DAY, "W5"))),
        ((paused(DAY, ["C09"]),), instead(2, paused(DAY))),
        ((objected(EARLIER),), instead(2, objected(DAY))),
    ],
)
def test_what_a_correction_stops_it_stops_at_once(said: tuple[Row, ...], correction: Row) -> None:
    assert blocking(*said) == ()
    assert blocking(*said, correction) == blocking(*said, correction, compared(3)) == ("AC-05",)


def test_a_correction_that_changes_nothing_of_it_stands_in_nobody_s_way() -> None:
    assert blocking(instead(1, signed("2011-11-18T10:00", "C01 C02 C03 C05 C07 C09", copy_given="no"))) == ()
    assert blocking(stopped(DAY, "W3"), instead(2, stopped(DAY, "W4"))) == ()


LATER, WEEK_AFTER = "2011-12-06T09:00", "2011-12-12T09:00"
AFTER_A_STOP: dict[str, tuple[Pair, tuple[Row, ...], Row, str]] = {
    "a yes after an objection": (TRANSCRIPT, (objected(DAY),), signed(LATER, "C01"), "CA-09"),
    "a yes after a stop": (QUOTE, (stopped(DAY, "W5"),), signed(LATER, "C05"), "AC-05"),
    "a yes after a stop that is not clear": (RECORDS, (stopped(DAY, "W0"),), signed(LATER, "C07"), "AC-10"),
    "a yes after a pause": (TRANSCRIPT, (paused(DAY),), signed(LATER, "C01"), "AC-14"),
    "a yes after a signed no": (QUOTE, (signed(DAY, {"C05": False, "C01": True}),), signed(LATER, "C05"), "AC-05"),
    "a yes after a doubt that went": (
        QUOTE,
        (doubted(DAY), stopped(DAY, "W5"), assessed(LATER, "has")),
        signed(LATER, "C05"),
        "AC-05",
    ),
    "the end of a pause": (TRANSCRIPT, (paused(DAY),), resumed(LATER), "AC-14"),
    "what was meant by a stop": (RECORDS, (stopped(DAY, "W0"),), clarified(LATER, 2, "W3"), "AC-10"),
    "capacity after a doubt": (QUOTE, (doubted(DAY),), assessed(LATER, "has"), "CA-07"),
    "advice": (
        QUOTE,
        (APPROVED, assessed(DAY, "lacks"), consultee(DAY)),
        advised(LATER, take_part=True),
        "CA-07",
    ),
    "who is asked, since before the doubt": (
        QUOTE,
        (APPROVED, assessed(DAY, "lacks"), advised(LATER, take_part=True)),
        consultee(EARLIER),
        "CA-07",
    ),
}


@pytest.mark.parametrize(("pair", "said", "history", "rule"), AFTER_A_STOP.values(), ids=AFTER_A_STOP)
def test_what_is_told_as_history_after_a_stop_undoes_it_once_somebody_else_has_compared_it(
    pair: Pair, said: tuple[Row, ...], history: Row, rule: str
) -> None:
    assert rule in blocking(*said, pair=pair)
    assert blocking(*said, history, pair=pair) == (), "asked live it would end it"
    late = afterwards(history)
    assert {rule, "AC-15"} <= set(blocking(*said, late, pair=pair))
    version = 2 + sum(row.stream == late.stream for row in said)
    open_tasks = [task.about for task in tasks(histories(*GOOD, *said, late), NOW) if task.open]
    assert f"told after a stop, entry {version} of the consent" in open_tasks
    assert blocking(*said, late, compared(version), pair=pair) == ()
    assert not [task for task in tasks(histories(*GOOD, *said, late, compared(version)), NOW) if task.open]
    assert "AC-15" in blocking(*said, late, compared(version, broken=("EV-02",)), pair=pair)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([afterwards(signed(DAY, "C10"))], "nothing was stopped"),
        ([stopped(LATER, "W3"), afterwards(signed(DAY, "C10"))], "the paper is older than the stop, which holds"),
        ([afterwards(signed(LATER, "C10")), stopped(DAY, "W3")], "the stop was not on the record yet"),
        ([afterwards(stopped(DAY, "W3")), afterwards(signed(LATER, "C10"))], "one import tells both"),
        ([signed(DAY, {"C05": False, "C01": True}), afterwards(signed(LATER, "C10"))], "the no was to something else"),
        ([stopped(DAY, "W3"), afterwards(signed(LATER, {"C10": False}))], "it says no"),
        ([stopped(DAY, "W3"), afterwards(stopped(LATER, "W2"))], "a stop waits for nobody"),
        ([stopped(DAY, "W3"), afterwards(doubted(LATER))], "nor does a doubt"),
    ],
)
def test_history_that_undoes_no_stop_waits_for_nobody(rows: list[Row], why: str) -> None:
    h = histories(*GOOD, *rows)
    assert as_stood(h) == (h,), why
    assert not tasks(h, NOW), why


def test_an_import_that_comes_after_a_stop_waits_like_any_other_history() -> None:
    rows = (afterwards(stopped(DAY, "W5")), afterwards(signed(LATER, "C05"), at="2012-06-02T10:00"))
    assert blocking(*rows) == ("AC-05", "AC-15")


def test_a_stop_under_a_record_that_is_joined_lets_history_under_this_one_wait() -> None:
    rows = (*joined("2011-12-01T09:00"), under(P2, stopped(DAY, "W5")), afterwards(signed(LATER, "C05")))
    assert blocking(*rows[:-1]) == ("AC-05",)
    assert blocking(*rows) == ("AC-05", "AC-15")
    assert blocking(*rows, compared(2)) == ()
    [task] = [task for task in tasks(histories(*GOOD, *rows), NOW) if task.open]
    assert task.about == "told after a stop, entry 2 of the consent"


def test_what_the_person_says_again_themselves_waits_for_no_comparing() -> None:
    rows = (paused(DAY), afterwards(resumed(LATER)))
    assert "AC-14" in blocking(*rows, pair=TRANSCRIPT)
    assert blocking(*rows, resumed(WEEK_AFTER), pair=TRANSCRIPT) == ()


def test_of_a_chain_of_corrections_each_has_to_be_compared_unless_the_one_after_it_was() -> None:
    no, yes, again = signed(DAY, {"C05": False}), signed(DAY, "C05"), signed(DAY, "C05 C09")
    chain = (no, instead(2, yes), instead(2, again))
    assert blocking(*chain) == ("AC-05", "AC-15")
    assert blocking(*chain, compared(4)) == (), "what stands was compared, so what it took the place of counts no more"
    assert len(as_stood(histories(*GOOD, *chain))) == 3
    assert len(as_stood(histories(*GOOD, *chain, compared(4)))) == 1, "nor is it looked at any more"
    back = (yes, instead(2, no), instead(3, again))
    assert blocking(*back) == ("AC-05", "AC-15"), "the no in between counted at once"
    assert blocking(*back, compared(3)) == ("AC-05", "AC-15"), "and counts still"
    assert blocking(*back, compared(4)) == ()


def test_what_was_said_to_be_somebody_else_s_and_is_theirs_after_all_needs_one_comparing() -> None:
    no = signed(DAY, {"C05": False})
    rows = (no, in_error(2), instead(2, signed(DAY, "C05")))
    assert blocking(*rows) == ("AC-05", "AC-15")
    assert blocking(*rows, compared(4)) == ()
    opened = {task.about for task in tasks(histories(*GOOD, *rows), NOW) if task.open}
    assert opened == {"correction, entry 4 of the consent"}


def test_that_an_entry_was_somebody_else_s_is_to_be_compared_as_well() -> None:
    rows = (signed(DAY, {"C05": False}), in_error(2))
    [task] = [task for task in tasks(histories(*GOOD, *rows), NOW) if task.open]
    assert (task.kind, task.about) == ("verification", "correction, entry 3 of the consent")
    assert {row.position for row in rows} == set(task.evidence)
    assert not [task for task in tasks(histories(*GOOD, *rows, compared(3)), NOW) if task.open]


def test_who_is_said_to_have_been_somebody_else_agrees_to_nothing_compared_or_not() -> None:
    assert blocking(in_error(1)) == blocking(in_error(1), compared(2)) == ("AC-05",)


def test_a_correction_under_a_record_that_is_joined_gives_nothing_back_here_either() -> None:
    rows = (*joined("2011-12-01T09:00"), under(P2, stopped(DAY, "W5")), under(P2, instead(1, stopped(DAY, "W3"))))
    assert blocking(*rows[:-1]) == ("AC-05",)
    assert blocking(*rows) == ("AC-05", "AC-15")
    assert blocking(*rows, under(P2, compared(2))) == ()
    assert blocking(*rows, compared(2)) == ("AC-05", "AC-15"), "an entry of the other record was compared"


def test_whoever_may_not_know_clinical_reasons_is_not_told_that_one_was_corrected() -> None:
    answer = may_use(histories(*GOOD, doubted(DAY), instead(2, doubted(DAY, "C09"))), *QUOTE, R1, NOW)
    assert "CA-07" in answer.blocking
    assert answer.shown_to("study_team").blocking == ("unavailable",)


def test_a_channel_is_given_back_once_the_correction_was_compared() -> None:
    film = signed("2011-11-19T10:00", "C06", channels={"web": True, "internal": True})
    rows = (*GOOD, film, off(DAY, "web"), instead(3, off(DAY, "internal")))
    for more, on in (((), [False, False]), ((compared(4),), [True, False])):
        h = histories(*rows, *more)
        assert [showing_now([h], channel, NOW).all_agree for channel in ("web", "internal")] == on


def test_whatever_is_decided_live_goes_by_what_stood_before_too() -> None:
    film = signed("2011-11-19T10:00", "C06", channels={"web": True})
    grant = granted("2011-11-20T09:00", "2012-12-01T09:00", QUOTE, basis="C05")
    rows = (*GOOD, film, grant, stopped(DAY, "W6"), instead(3, stopped(DAY, "W4")))
    meeting = held("2012-06-20T09:00", session="X2")
    asked = Asked(
        grant="G-2", grantee=R1, giver=R2, pair=CONTACT, basis="C09", begins_at=NOW, until=NOW + timedelta(9), at=NOW
    )

    def says(*more: Row) -> list[bool]:
        h = histories(*rows, *more)
        session = histories(meeting).study.sessions["X2"][0]
        stood = as_stood(h)
        return [
            bool(showing_now([h], "web", NOW).all_agree),
            on_grants({P1: h}, QUOTE, R1, NOW) == {P1},
            bool(sharing(h, "S-2", QUOTE, NOW, By(R1)).allowed),
            all(filming(each, NOW).agreed for each in stood),
            all(granting(each, asked).basis_active for each in stood),
            all(presence(each, session).agreed for each in stood),
        ]

    assert says() == [False] * 6
    assert says(compared(4)) == [True] * 6


def test_the_record_as_it_stood_is_the_record_without_what_came_after() -> None:
    said: list[Row] = [
        signed(DAY, {"C05": False}),
        instead(2, signed(DAY, "C05")),
        stopped("2011-12-07T09:00", "W3"),
        instead(4, stopped("2011-12-07T09:00", "W5")),
        in_error(3),
    ]
    whole = histories(*GOOD, *said)
    stood = [each.consent for each in as_stood(whole)]
    assert stood[0] is whole.consent
    plain = [histories(*GOOD, *said[:4]), histories(*GOOD, *said[:3]), histories(*GOOD, said[0])]
    for consent, then in zip(stood[1:], plain, strict=True):
        assert consent.signings == then.consent.signings
        assert consent.mistakes == ()
    assert stood[1].stops == plain[0].consent.stops
    assert stood[2].stops == stood[3].stops == plain[1].consent.stops, "what was told otherwise counts in each"


def signing(at: str, item: str, *, yes: bool) -> Row:
    return signed(at, {item: yes})


days = st.integers(1, 9).map(lambda n: f"2011-12-0{n}T09:00")
WORDS: dict[str, st.SearchStrategy[Row]] = {
    "signing": st.builds(signing, days, st.sampled_from(["C01", "C05"]), yes=st.booleans()),
    "stop": st.builds(stopped, days, st.sampled_from(["W0", "W2", "W3", "W5", "W6"])),
    "objection": days.map(objected),
    "pause": st.builds(paused, days, st.sampled_from([(), ("C01",), ("C05",)])),
    "resuming": st.builds(resumed, days, st.sampled_from([(), ("C01",), ("C05",)])),
    "doubt": st.builds(doubted, days, st.sampled_from(["take_part", "C05"])),
    "assessment": st.builds(assessed, days, st.sampled_from(["has", "lacks"])),
    "advice": st.builds(lambda at, yes: advised(at, take_part=yes), days, st.booleans()),
}
STOPS = {kind: WORDS[kind] for kind in ("stop", "objection", "pause", "doubt")}
"""What was said live, before anything is told as history."""
CONSULTEE = (APPROVED, consultee("2011-11-30T09:00"))


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[str, Row]]:
    """Things told, corrections of them, and comparings, in order: each with what it is, `told` or a correction."""
    kinds, rows = ["", "", "consultee"], list[tuple[str, Row]]()
    for _ in range(draw(st.integers(1, 8))):
        correctable = [n for n, kind in enumerate(kinds) if kind in WORDS]
        signings = [n for n in correctable if kinds[n] == "signing"]
        what = draw(st.sampled_from(["told", "told", "corrected", "corrected", "afterwards", "in error", "compared"]))
        if what == "corrected" and correctable:
            entry = draw(st.sampled_from(correctable))
            rows.append((what, instead(entry, draw(WORDS[kinds[entry]]))))
            kinds.append(kinds[entry])
        elif what == "afterwards":
            kind = draw(st.sampled_from(sorted(WORDS)))
            rows.append((what, afterwards(draw(WORDS[kind]))))
            kinds.append(kind)
        elif what == "in error" and signings:
            rows.append((what, in_error(draw(st.sampled_from(signings)))))
            kinds.append("error")
        elif what == "compared":
            rows.append((what, compared(draw(st.integers(3, max(3, len(kinds) - 1))))))
        else:
            kind = draw(st.sampled_from(sorted(WORDS)))
            rows.append(("told", draw(WORDS[kind])))
            kinds.append(kind)
    return [(what, replace(row, position=1_000_000 + n)) for n, (what, row) in enumerate(rows)]


@settings(max_examples=300)
@given(moves(), st.sampled_from(PAIRS))
def test_no_correction_allows_what_was_not_allowed_until_it_is_compared(
    told_: list[tuple[str, Row]], pair: Pair
) -> None:
    rows: list[Row] = [*GOOD, *CONSULTEE]
    allowed = may_use(histories(*rows), *pair, R1, NOW).allow
    for what, row in told_:
        rows.append(row)
        h = histories(*rows)
        now = may_use(h, *pair, R1, NOW).allow
        if what in ("corrected", "in error"):
            assert allowed or not now, "it gave something back"
        assert not now or permitted(using(h, *pair, NOW, by=By(R1)), london_day(NOW)), "what it stops, it stops at once"
        allowed = now


@settings(max_examples=300)
@given(st.lists(st.sampled_from(sorted(STOPS)).flatmap(STOPS.__getitem__), min_size=1, max_size=3), st.data())
def test_no_history_told_after_a_stop_allows_what_was_not_allowed_until_it_is_compared(
    said: list[Row], data: st.DataObject
) -> None:
    pair = data.draw(st.sampled_from(PAIRS))
    rows: list[Row] = [*GOOD, *CONSULTEE, *said]
    allowed = may_use(histories(*rows), *pair, R1, NOW).allow
    for kind in data.draw(st.lists(st.sampled_from(sorted(WORDS)), min_size=1, max_size=4)):
        rows.append(afterwards(data.draw(WORDS[kind])))
        assert allowed or not may_use(histories(*rows), *pair, R1, NOW).allow, "it gave something back"


@settings(max_examples=150)
@given(moves(), st.sampled_from(PAIRS))
def test_once_everything_was_compared_the_record_counts_as_it_stands(told_: list[tuple[str, Row]], pair: Pair) -> None:
    rows = [*GOOD, *CONSULTEE, *(row for _, row in told_)]
    every: Callable[[int], Row] = compared
    h = histories(*rows, *(every(version) for version in range(1, 12)))
    assert as_stood(h) == (h,)
    at: datetime = NOW
    assert may_use(h, *pair, R1, at).allow is permitted(using(h, *pair, at, by=By(R1)), london_day(at))


ONCE, END = "2011-11-20T09:00", "2012-12-01T09:00"
GRANT, TO_ANOTHER = granted(ONCE, END), granted(ONCE, END, grantee=R2)
SHORT, LONG = granted(ONCE, "2011-12-01T09:00"), granted(ONCE, END)
ENDED = revoked("2011-12-05T09:00")


@pytest.mark.parametrize(
    ("rows", "user", "opens"),
    [
        ((GRANT,), R1, [True, True]),
        ((GRANT, instead(1, TO_ANOTHER)), R2, [False, True]),  # given to somebody else
        ((GRANT, instead(1, TO_ANOTHER)), R1, [False, False]),  # who had it has it no more, at once
        ((SHORT, instead(1, LONG)), R1, [False, True]),  # made longer
        ((LONG, instead(1, SHORT)), R1, [False, False]),
        ((GRANT, ENDED, instead(2, revoked("2013-01-01T09:00"))), R1, [False, True]),  # its end moved away
        ((GRANT, ENDED, instead(2, revoked("2011-12-05T09:00", "G-2"))), R1, [False, True]),  # said of another
        ((GRANT, revoked("2013-01-01T09:00"), instead(2, ENDED)), R1, [False, False]),
    ],
)
def test_a_corrected_grant_opens_nothing_before_somebody_else_compared_it(
    rows: tuple[Row, ...], user: Any, opens: list[bool]
) -> None:
    last = len(rows)
    for more, allowed in zip(((), (compared_grant(last),)), opens, strict=True):
        h = histories(*GOOD, *rows, *more)
        answer = may_use(h, *CONTACT, user, NOW)
        assert answer.allow is allowed
        assert (on_grants({P1: h}, CONTACT, user, NOW) == {P1}) is allowed
        if not allowed and opens[1]:
            assert answer.blocking == ("AC-11", "AC-15")
    wrong = histories(*GOOD, *rows, compared(last), compared_grant(last, broken=("EV-03",), history=True))
    assert may_use(wrong, *CONTACT, user, NOW).allow is opens[0], "that was an entry of the consent, or no comparing"


def test_of_a_chain_of_corrections_comparing_the_last_settles_a_grant() -> None:
    rows = (GRANT, instead(1, SHORT), instead(2, TO_ANOTHER))
    assert not may_use(histories(*GOOD, *rows, compared_grant(2)), *CONTACT, R2, NOW).allow
    assert may_use(histories(*GOOD, *rows, compared_grant(3)), *CONTACT, R2, NOW).allow


def test_a_grant_and_a_stop_that_were_both_corrected_wait_for_both() -> None:
    rows = (*GOOD, GRANT, instead(1, TO_ANOTHER), stopped(DAY, "W3"), instead(2, stopped(DAY, "W4")))
    for more, allowed in (
        ((), False),
        ((compared(3),), False),
        ((compared_grant(2),), False),
        ((compared(3), compared_grant(2)), True),
    ):
        assert may_use(histories(*rows, *more), *CONTACT, R2, NOW).allow is allowed


@pytest.mark.parametrize("on", ["2011-12-01", "2011-12-10", "2013-01-01"])
def test_a_corrected_death_goes_on_locking_contact(on: str) -> None:
    death = told(DeathRecorded(person=P1, on=date.fromisoformat("2011-12-01")), from_local("2011-12-01T09:00"))
    later = told(DeathRecorded(person=P1, on=date.fromisoformat(on)), NOW, corrects=2, history=True)
    assert may_use(histories(*GOOD), *CONTACT, R1, NOW).allow
    assert "CL-05" in may_use(histories(*GOOD, death, later), *CONTACT, R1, NOW).blocking
