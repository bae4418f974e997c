"""An audit of one person: every kind of finding with its key, raised once, as known when, proven by its evidence."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access.rules import permitted
from domain.judging import HINDSIGHT, RULES, audit, using
from domain.judging.findings import raised_by
from domain.kernel.time import from_local, london_day, to_local
from tests.given import D1, R1, V1
from tests.judging.telling import (
    GOOD,
    Row,
    begun,
    came,
    clarified,
    delegated,
    held,
    histories,
    in_charge,
    not_theirs,
    objected,
    only,
    paused,
    published,
    registered,
    resumed,
    role,
    signed,
    stopped,
    used,
)


def found(*rows: Row) -> dict[tuple[str, str], tuple[str, ...]]:
    """What an audit finds: the rules broken by kind and key."""
    return {(f.kind, f.suffix): f.rules for f in audit(histories(*rows)).findings}


def without(*kinds: type) -> tuple[Row, ...]:
    """The good history without the rows of these kinds."""
    return tuple(row for row in GOOD if not isinstance(row.event, kinds))


BOOKS = GOOD[:5]
"""The person, the documents and the team, before anybody signed."""
SIGNED_AT = "@2011-11-18T10:00"


def test_where_everything_was_done_right_there_is_nothing_to_find() -> None:
    assert found(*GOOD, used("2011-12-01T09:00"), used("2011-12-01T09:00", "recording", use="A2")) == {}


@pytest.mark.parametrize(
    ("rows", "findings"),
    [
        (
            (*BOOKS, begun("2.0", "2011-11-18"), signed("2011-11-18T10:00")),
            {("version-not-current", SIGNED_AT): ("CN-01",)},
        ),
        (
            (*(r for r in BOOKS if r is not BOOKS[3]), signed("2011-11-18T10:00")),
            {("taker-not-delegated", SIGNED_AT): ("CN-02",)},
        ),
        (
            (
                *BOOKS,
                delegated("2011-10-01", person=D1),
                in_charge("2011-11-01", "2011-11-18"),
                signed("2011-11-18T10:00", taker=D1),
            ),
            {("taker-is-responsible-clinician", SIGNED_AT): ("CN-03",)},
        ),
        (
            (*BOOKS, role(V1, "user_researcher"), signed("2011-11-18T10:00", witness=V1)),
            {("witness-not-independent", SIGNED_AT): ("CN-04",)},
        ),
        (
            (*BOOKS, signed("2011-11-18T10:00", informed_at=from_local("2011-11-17T10:01"))),
            {("reflection-too-short", SIGNED_AT): ("CN-05",)},
        ),
        ((*BOOKS, signed("2011-11-18T10:00", copy_given="no")), {("copy-not-given", SIGNED_AT): ("CN-06",)}),
        ((*BOOKS, signed("2011-11-18T10:00", copy_given="unknown")), {("copy-not-given", SIGNED_AT): ("CN-06",)}),
        (
            (*BOOKS, signed("2011-11-18T10:00", known="2011-11-19T10:01")),
            {("late-entry-unexplained", SIGNED_AT): ("CN-07",)},
        ),
        (
            (*BOOKS, published("1.0", 14, sha256="a" * 64), signed("2011-11-18T10:00", document_sha256="b" * 64)),
            {("form-not-as-published", SIGNED_AT): ("CN-08",)},
        ),
        (
            (*GOOD, stopped("2011-12-01T09:00", "W2", known="2011-12-03T09:00")),
            {("late-entry-unexplained", "@2011-12-01T09:00"): ("WD-01",)},
        ),
        ((*GOOD, stopped("2011-12-04T23:59")), {("removal-inside-window", "@2011-12-04T23:59"): ("WD-02",)}),
        ((*GOOD, stopped("2011-12-05T00:00")), {("removal-outside-window", "@2011-12-05T00:00"): ("WD-03",)}),
        (
            (*BOOKS, held("2011-11-20T14:00", recording=False), came()),
            {("participation-without-consent", "@X1"): ("SE-01",)},
        ),
        (
            (
                *BOOKS,
                signed("2011-11-18T10:00", known="2011-11-20T14:01", late_reason="said"),
                held("2011-11-20T14:00"),
                came(),
            ),
            {("participation-before-record", "@X1"): ("SE-02",)},
        ),
        (
            (*BOOKS, signed("2011-11-18T10:00", "C01"), held("2011-11-20T14:00"), came()),
            {("recording-without-consent", "@X1"): ("SE-03",)},
        ),
        (
            (*GOOD, begun("2.0", "2011-11-20")),
            {("reconsent-not-taken", "@X1"): ("SE-04",)},
        ),
        (
            (*GOOD, stopped("2011-11-25T09:00", "W5"), used("2011-12-01T09:00", "recording")),
            {("access-without-consent", "A1"): ("AC-04",)},
        ),
        (
            (*GOOD, stopped("2011-12-01T09:00", "W5"), used("2011-12-01T09:00", "recording")),  # at the very instant
            {("access-without-consent", "A1"): ("AC-04",)},
        ),
        (
            (*GOOD, used("2011-12-01T09:00", "film", "broadcast")),
            {("access-without-consent", "A1"): ("AC-01",)},
        ),
        (
            (*GOOD[:5], used("2011-12-01T09:00"), used("2011-12-01T09:00", "recording", use="A2")),
            {("access-without-consent", "A1"): ("AC-02",), ("access-without-consent", "A2"): ("AC-04",)},
        ),
        (
            (
                *BOOKS,
                signed("2011-11-18T10:00", "C09", known="2011-11-19T09:00"),
                used("2011-11-19T08:59", "contact_details", "recontact"),
            ),
            {("access-before-record", "A1"): ("AC-08",)},
        ),
        (
            (*GOOD, stopped("2011-11-25T09:00"), used("2011-12-01T09:00")),
            {
                ("removal-inside-window", "@2011-11-25T09:00"): ("WD-02",),
                ("access-without-consent", "A1"): ("AC-03",),
            },
        ),
        (
            (
                *BOOKS,
                signed("2011-11-18T10:00", {"C05": False, "C07": False}),
                used("2011-12-01T09:00", "transcript", "quotation"),
                used("2011-12-01T09:00", "clinical_record", "characteristics", use="A2"),
                used("2011-12-01T09:00", "contact_details", "recontact", use="A3"),
            ),
            {
                ("access-without-consent", "A1"): ("AC-05",),
                ("access-without-consent", "A2"): ("AC-06",),
                ("access-without-consent", "A3"): ("AC-07",),
            },
        ),
    ],
)
def test_each_kind_of_finding_is_raised_where_its_rule_is_broken(
    rows: tuple[Row, ...], findings: dict[tuple[str, str], tuple[str, ...]]
) -> None:
    assert found(*rows) == findings


def test_a_key_says_the_local_time_and_the_hour_that_happens_twice_is_written_once() -> None:
    summer = replace(signed("2011-10-30T01:30", copy_given="no"), entered_at=from_local("2011-10-30T01:30"))
    assert ("copy-not-given", "@2011-10-30T01:30") in found(*BOOKS, summer)
    seconds = signed("2011-11-18T10:00:07", copy_given="no")
    assert found(*BOOKS, seconds) == {("copy-not-given", "@2011-11-18T10:00:07"): ("CN-06",)}


def test_a_signing_and_a_stop_that_share_a_key_are_one_finding_that_both_prove() -> None:
    rows = (
        *GOOD,
        signed("2011-12-01T09:00", known="2011-12-03T09:00"),
        stopped("2011-12-01T09:00", "W3", known="2011-12-03T09:00"),
    )
    audited = audit(histories(*rows))
    assert [(f.kind, f.suffix, f.rules) for f in audited.findings] == [
        ("late-entry-unexplained", "@2011-12-01T09:00", ("CN-07", "WD-01"))
    ]
    assert {rows[-1].position, rows[-2].position} <= set(audited.findings[0].evidence)


def test_a_use_is_judged_however_late_it_or_what_it_rests_on_was_entered() -> None:
    told_late = stopped("2011-11-25T09:00", "W5", known="2012-05-01T09:00", late_reason="said")
    assert ("access-without-consent", "A1") in found(*GOOD, used("2011-12-01T09:00", "recording"), told_late)


def test_an_audit_as_known_at_an_instant_sees_no_later_entry() -> None:
    told_late = stopped("2011-11-25T09:00", "W5", known="2012-05-01T09:00", late_reason="said")
    h = histories(*GOOD, used("2011-12-01T09:00", "recording"), told_late)
    known = [len(audit(h, from_local(text)).findings) for text in ("2012-04-30T09:00", "2012-05-01T09:00")]
    assert known == [0, 1]
    assert audit(h, from_local("2012-04-30T09:00")).subjects.stops == 0


def test_a_use_that_was_somebody_else_s_is_judged_no_more() -> None:
    rows = (*GOOD[:5], used("2011-12-01T09:00"))
    assert len(found(*rows)) == 1
    assert found(*rows, not_theirs(1, "2011-12-02T09:00")) == {}


def test_an_entry_that_was_corrected_is_judged_as_it_stands() -> None:
    wrong, right = signed("2011-11-18T10:00", copy_given="no"), signed("2011-11-18T10:00")
    assert found(*BOOKS, wrong, replace(right, corrects=1)) == {}
    assert len(found(*BOOKS, right, replace(wrong, corrects=1))) == 1


def test_what_was_judged_is_counted_and_so_is_what_could_not_be() -> None:
    rows = (
        *(row for row in GOOD if row is not GOOD[0]),
        used("2011-12-01T09:00"),
        used("2011-12-02T09:00", use="A2"),
        stopped("2011-12-09T09:00", "W3"),
    )
    subjects = audit(histories(*rows)).subjects
    assert (subjects.signings, subjects.stops, subjects.attendances, subjects.uses) == (1, 1, 1, 2)
    assert subjects.unjudged == ("CN-01", "CN-08", "TR-01", "SI-01", "SI-02")


def test_of_nobody_nothing_is_found() -> None:
    audited = audit(histories())
    assert (audited.findings, audited.subjects.unjudged) == ((), ())


def test_what_an_audit_judges_by_is_the_rule_book() -> None:
    judged = [rule for rules in HINDSIGHT.values() for rule in rules]
    assert all(RULES[rule.id] is rule for rule in judged)
    assert len(set(judged)) == len(judged)


HOURS = [f"2011-11-{day:02}T{hour:02}:00" for day in (17, 18, 19) for hour in (9, 15)]
whens = st.sampled_from(HOURS)
answers = st.dictionaries(st.sampled_from(["C01", "C02", "C03", "C05", "C07", "C09"]), st.booleans())
signings = st.builds(
    lambda at, known, said, version, taker, witness: signed(
        at, said, version, max(at, known), taker=taker, witness=witness
    ),
    whens, whens, answers, st.sampled_from(["1.0", "2.0"]), st.sampled_from([D1, V1]), st.sampled_from([None, D1, V1]),
)  # fmt: skip
stops = st.builds(
    lambda at, known, level, items: stopped(at, level, items, max(at, known)),
    whens, whens, st.sampled_from(["W1", "W2", "W4", "W5", "W6", "W6"]), st.sets(st.sampled_from(["C01", "C03"])),
)  # fmt: skip
uses = st.builds(
    used,
    whens,
    st.sampled_from(["transcript", "recording", "clinical_record"]),
    st.sampled_from(["analysis", "quotation", "characteristics"]),
    st.sampled_from(["A1", "A2"]),
)
some = st.sets(st.sampled_from(["C01", "C03", "C05"]), max_size=1)
sayings = st.one_of(
    st.builds(lambda at, known: stopped(at, "W0", known=max(at, known)), whens, whens),
    st.builds(lambda at, known, items: paused(at, items, max(at, known)), whens, whens, some),
    st.builds(lambda at, known, items: resumed(at, items, max(at, known)), whens, whens, some),
    st.builds(
        lambda at, known, entry, level: clarified(at, entry, level, max(at, known)),
        whens, whens, st.integers(1, 3), st.sampled_from(["W2", "W5", "W6"]),
    ),
    st.builds(lambda at, known: objected(at, max(at, known)), whens, whens),
)  # fmt: skip
told = st.lists(st.one_of(signings, signings, stops, uses, sayings), max_size=9)
settings = st.tuples(
    st.sampled_from([(), (registered(),), (registered(site="S2"),)]),
    st.sampled_from(
        [
            (),
            (published("1.0", 0), published("2.0", 1)),
            (published("1.0", 0, document="PIS"),),
            (published("1.0", 0, known=from_local("2011-11-19T12:00")),),
        ]
    ),
    st.sampled_from([(), (begun("1.0", "2011-11-01"), begun("2.0", "2011-11-18"))]),
    st.sampled_from([(), (begun("1.0", "2011-11-01", site="S2"), begun("2.0", "2011-11-19", site="S2"))]),
    st.sampled_from([(), (delegated("2011-11-17", "2011-11-18", person=D1), delegated("2011-11-01", person=V1))]),
    st.sampled_from([(), (in_charge("2011-11-18"),), (role(V1, "researcher", last=date(2011, 11, 18)),)]),
    st.sampled_from(
        [
            (),
            *(
                (held("2011-11-18T12:00", kind=kind, site=site), came())
                for kind, site in (("interview", "S1"), ("focus_group", "S2"))
            ),
        ]
    ),
)


words = st.sampled_from([{"C05": True}, {"C05": True}, {"C05": False}])
of_words = st.lists(
    st.one_of(
        st.builds(lambda at, known, said: signed(at, said, known=max(at, known)), whens, whens, words),
        st.builds(lambda at: used(at, "transcript", "quotation"), whens),
        sayings,
    ),
    max_size=6,
)
"""All about one item, so that whatever is said of it meets the rest."""


@st.composite
def lives(draw: Any) -> tuple[Row, ...]:
    """A person's rows in any order of entry, some of them correcting earlier ones of their kind."""
    books = [row for part in draw(settings) for row in part]
    rows: list[Row] = []
    numbers: dict[str, list[tuple[int, type]]] = {}
    for row in draw(st.one_of(told, of_words)):
        earlier = numbers.setdefault(row.stream, [])
        alike = [version for version, kind in earlier if kind is type(row.event)]
        corrects = draw(st.sampled_from([None, None, *alike[-1:]]))
        moment = max([row.known_at, *(r.known_at for r in rows)])
        rows.append(row if corrects is None else replace(row, corrects=corrects, recorded_at=moment))
        earlier.append((len(earlier) + 1, type(row.event)))
    return (*books, *rows)


@given(lives())
def test_the_events_named_as_evidence_prove_a_finding_by_themselves(rows: tuple[Row, ...]) -> None:
    h = histories(*rows)
    for finding in audit(h).findings:
        proven = audit(only(h, finding.evidence))
        assert (finding.kind, finding.suffix) in {(f.kind, f.suffix) for f in proven.findings}, finding


def keys(entry: Any) -> set[str]:
    """The suffixes under which an entry's findings go."""
    times = [getattr(entry, name) for name in ("signed_at", "expressed_at") if hasattr(entry, name)]
    return {*(f"@{to_local(at)}" for at in times), f"@{getattr(entry, 'session', '')}", getattr(entry, "use", "")}


@given(lives())
def test_a_finding_names_the_entry_that_it_is_about(rows: tuple[Row, ...]) -> None:
    h = histories(*rows)
    sessions = [session for told in h.study.sessions.values() for session in told]
    entries = [*h.consent.signings, *h.consent.stops, *h.uses.uses, *sessions]
    for finding in audit(h).findings:
        about = {entry.position for entry in entries if finding.suffix in keys(entry)}
        assert about & set(finding.evidence), finding


@pytest.mark.parametrize(
    ("rows", "kind", "needed", "context"),
    [
        (
            (*BOOKS, signed("2011-11-18T10:00", {"C05": False}), used("2011-12-01T09:00", "transcript", "quotation")),
            "access-without-consent",
            [6],
            [5],  # without the no nothing was agreed to either
        ),
        (
            (*GOOD, stopped("2011-11-25T09:00"), used("2011-12-01T09:00")),
            "access-without-consent",
            [5, 6, 7, 8, 9],
            [1],  # without a document that promises a limit no window closes
        ),
        ((*GOOD, stopped("2011-11-19T09:00", "W2")), "participation-without-consent", [6, 7], [8]),
        ((*GOOD, begun("2.0", "2011-11-20")), "reconsent-not-taken", [0, 2, 5, 6, 7, 8], []),
        ((*GOOD, stopped("2011-12-06T09:00")), "removal-outside-window", [1, 5, 6, 7, 8], []),
        (
            (*BOOKS, begun("2.0", "2011-11-18"), signed("2011-11-18T10:00")),
            "version-not-current",
            [0, 6],  # somebody whom nobody registered has no site to hold it against
            [5],
        ),
        (
            (*BOOKS, in_charge("2011-11-01"), signed("2011-11-18T10:00", taker=D1)),
            "taker-is-responsible-clinician",
            [5, 6],
            [],
        ),
        (
            (*BOOKS, role(V1, "researcher"), signed("2011-11-18T10:00", witness=V1)),
            "witness-not-independent",
            [5, 6],
            [],
        ),
    ],
)
def test_without_a_row_that_a_finding_needs_there_would_be_another_verdict(
    rows: tuple[Row, ...], kind: str, needed: list[int], context: list[int]
) -> None:
    h = histories(*rows)
    (finding,) = [f for f in audit(h).findings if f.kind == kind]
    assert {rows[n].position for n in (*needed, *context)} <= set(finding.evidence)
    for n in needed:
        left = audit(only(h, set(finding.evidence) - {rows[n].position})).findings
        assert (kind, finding.suffix, finding.rules) not in {(f.kind, f.suffix, f.rules) for f in left}, rows[n].event


def test_what_ended_a_pause_is_part_of_the_proof_too() -> None:
    pause = paused("2011-11-25T09:00")
    end = resumed("2011-11-26T09:00", known="2011-12-02T09:00")
    h = histories(*GOOD, pause, end, used("2011-12-01T09:00", "transcript", "quotation"))
    (finding,) = audit(h).findings
    assert finding.kind == "access-before-record", "as far as anybody knew, everything still rested"
    assert {GOOD[5].position, pause.position, end.position} <= set(finding.evidence)


def test_the_answer_that_was_known_at_the_instant_of_a_use_is_part_of_the_proof() -> None:
    wrong = stopped("2011-11-25T09:00", "W5")
    right = replace(stopped("2011-11-25T09:00", "W3"), corrects=2)
    h = histories(*GOOD, wrong, used("2011-12-01T09:00", "transcript", "quotation"), right)
    (finding,) = audit(h).findings
    assert finding.kind == "access-before-record", "as far as anybody knew, words were not to be quoted any more"
    assert {GOOD[5].position, wrong.position} <= set(finding.evidence)


@given(
    lives(),
    whens,
    st.sampled_from([("transcript", "analysis"), ("recording", "analysis"), ("transcript", "quotation")]),
)
def test_what_was_known_at_the_instant_of_a_use_is_what_an_audit_of_that_instant_would_have_said(
    rows: tuple[Row, ...], at: str, pair: tuple[str, str]
) -> None:
    h, instant = histories(*rows), from_local(at)
    case = using(h, *pair, at=instant)
    if permitted(case, london_day(instant)):
        assert case.allowed_as_known_then is permitted(using(h, *pair, at=instant, known=instant), london_day(instant))


def test_whoever_wrote_opened_or_took_has_a_part_in_what_is_found() -> None:
    early = signed("2011-11-18T10:00", taker=V1, informed_at=from_local("2011-11-18T09:00"))
    h = histories(*BOOKS, early, used("2011-12-01T09:00", "transcript", "quotation", user=D1))
    assert raised_by(h, "reflection-too-short", "@2011-11-18T10:00") == {R1, V1}
    assert raised_by(h, "access-without-consent", "A1") == {R1, D1}
    assert raised_by(h, "access-without-consent", "A2") is None
    assert raised_by(h, "reflection-too-short", "A1") is None
