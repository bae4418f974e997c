"""Tasks: what is still to be done about a person, from the record and the instant alone."""

from dataclasses import replace
from typing import Any

import pytest

from domain.access import Removing
from domain.consent import ConsulteeTold
from domain.judging import Task, removing, tasks, to_remove
from domain.kernel.time import from_local
from tests.given import P1, P2, R1, STUDY, V1
from tests.judging.telling import (
    GOOD,
    Row,
    came,
    compared_grant,
    granted,
    held,
    histories,
    instead,
    joined,
    objected,
    opened,
    recalled,
    removed,
    reviewed,
    shared,
    signed,
    stopped,
    told,
    used,
)
from tests.judging.test_capacity import assessed, doubted, identified, regained

NOW = "2012-02-01T12:00"
LATER = "2012-07-01T12:00"
"""When what is told here as recorded by our own clock is on the record."""
ASKED = stopped("2011-11-25T09:00")
"""Inside the window: the session was on the 20th, and 14 days were promised."""


def found(*rows: Row, at: str = NOW) -> tuple[Task, ...]:
    return tasks(histories(*GOOD, *rows), from_local(at))


def still_open(*rows: Row, at: str = NOW) -> list[str]:
    return [f"{task.kind} {task.about}" for task in found(*rows, at=at) if task.open]


@pytest.mark.parametrize(
    ("rows", "assets"),
    [
        ((), ()),
        ((ASKED,), ("transcript", "recording")),
        ((stopped("2011-12-25T09:00"),), ()),  # after the window
        ((stopped("2011-11-25T09:00", "W5"),), ()),
        ((ASKED, used("2011-11-24T09:00", "transcript", "quotation")), ("transcript", "recording", "quotations")),
        (
            (ASKED, used("2011-11-24T09:00", "clinical_record", "characteristics")),
            ("transcript", "recording", "characteristics"),
        ),
        ((ASKED, shared("2011-11-24T09:00")), ("transcript", "recording", "quotations")),
        ((ASKED, shared("2011-11-24T09:00", ("transcript", "analysis"))), ("transcript", "recording")),
        (
            (ASKED, opened("2011-11-24T09:00"), used("2011-11-24T09:30", "file", "x", opening="B-1")),
            ("transcript", "recording"),
        ),
    ],
)
def test_each_asset_that_there_is_is_to_be_removed_once_that_was_asked_in_time(
    rows: tuple[Row, ...], assets: tuple[str, ...]
) -> None:
    assert to_remove(histories(*GOOD, *rows)) == assets
    assert sorted(t.about for t in found(*rows) if t.kind == "removal") == sorted(assets)


def test_a_session_that_was_not_recorded_leaves_no_recording() -> None:
    rows = [row for row in GOOD if row is not GOOD[6]]
    h = histories(*rows, held("2011-11-20T14:00", recording=False), ASKED)
    assert to_remove(h) == ("transcript",)


def test_a_removal_is_open_until_something_came_of_it() -> None:
    rows = (ASKED, removed("2011-12-01T09:00", "transcript"))
    assert still_open(*rows) == ["removal recording"]
    done = [task for task in found(*rows) if not task.open]
    assert [(task.about, task.outcome) for task in done] == [("transcript", "destroyed")]
    assert {rows[0].position, rows[1].position} <= set(done[0].evidence)


def test_before_it_was_asked_there_was_nothing_to_do() -> None:
    assert still_open(ASKED, at="2011-11-25T08:59") == []
    assert len(still_open(ASKED, at="2011-11-25T09:00")) == 2


@pytest.mark.parametrize(
    ("pair", "level", "due"),
    [
        (("transcript", "quotation"), "W5", True),
        (("transcript", "quotation"), "W4", False),
        (("transcript", "quotation"), "W6", True),
        (("recording", "analysis"), "W5", True),
        (("clinical_record", "characteristics"), "W4", True),
        (("clinical_record", "characteristics"), "W5", False),
        (("contact_details", "recontact"), "W3", True),
        (("transcript", "analysis"), "W2", False),
        (("transcript", "analysis"), "W6", True),
    ],
)
def test_a_stop_that_covers_what_was_shared_makes_a_recall_due(pair: tuple[str, str], level: str, due: bool) -> None:
    rows = (shared("2011-11-24T09:00", pair), stopped("2011-11-25T09:00", level))
    recalls = [task for task in found(*rows) if task.kind == "recall"]
    assert [task.stage for task in recalls] == (["notice due"] if due else [])


def test_what_was_agreed_to_again_before_it_was_shared_is_not_called_back() -> None:
    stop, again = stopped("2011-11-21T09:00", "W5"), signed("2011-11-22T09:00", "C05")
    assert still_open(stop, again, shared("2011-11-24T09:00")) == []
    assert still_open(stop, shared("2011-11-24T09:00")) == ["recall S-1: transcript shared with university"]
    later = stopped("2011-11-25T09:00", "W5")
    assert still_open(stop, again, shared("2011-11-24T09:00"), later) == [
        "recall S-1: transcript shared with university"
    ]


def test_after_the_window_a_removal_calls_back_what_rests_on_an_item_and_no_transcript() -> None:
    late = stopped("2011-12-25T09:00")
    assert still_open(shared("2011-11-24T09:00", ("transcript", "analysis")), late) == []
    assert still_open(shared("2011-11-24T09:00"), late) == ["recall S-1: transcript shared with university"]


@pytest.mark.parametrize(
    ("done", "stage", "outcome"),
    [
        ((), "notice due", ""),
        ((recalled("2011-12-01T09:00"),), "sent", ""),
        ((recalled("2011-12-01T09:00"), recalled("2011-12-02T09:00", "returned")), "", "returned"),
        ((recalled("2011-12-01T09:00"), recalled("2011-12-02T09:00", "refused")), "", "refused"),
    ],
)
def test_a_recall_is_followed_until_the_recipient_has_answered(done: Any, stage: str, outcome: str) -> None:
    [task] = found(shared("2011-11-24T09:00"), stopped("2011-11-25T09:00", "W5"), *done)
    assert (task.stage, task.outcome, task.open) == (stage, outcome, not outcome)
    assert task.since == from_local("2011-11-25T09:00")


@pytest.mark.parametrize(
    ("rows", "at", "stage", "outcome"),
    [
        ((), "2011-12-01T12:30", "still open", ""),
        ((), "2011-12-01T13:00", "to be reviewed", ""),
        ((), "2011-12-04T12:00", "overdue", ""),
        ((reviewed("2011-12-02T12:00"),), "2011-12-02T11:59", "to be reviewed", ""),
        ((reviewed("2011-12-02T12:00"),), "2011-12-02T12:00", "", "justified"),
        ((reviewed("2011-12-02T12:00", "not_justified"),), "2012-12-02T12:00", "", "not_justified"),
    ],
)
def test_a_break_glass_is_a_task_until_somebody_has_reviewed_it(
    rows: tuple[Row, ...], at: str, stage: str, outcome: str
) -> None:
    [task] = found(opened("2011-12-01T12:00"), *rows, at=at)
    assert (task.kind, task.about, task.stage, task.outcome) == ("break-glass-review", "B-1", stage, outcome)
    assert found(opened("2011-12-01T12:00"), at="2011-12-01T11:59") == ()


def test_what_is_removed_of_a_group_is_known_from_the_session() -> None:
    rows = [row for row in GOOD if row is not GOOD[6]]
    group = histories(*rows, held("2011-11-20T14:00", kind="paired_interview"), came(person=P2), ASKED)
    assert removing(group, "recording", "in_group_recording") == Removing(
        asked=True, outcome="in_group_recording", of_group=True
    )
    alone = held("2011-11-20T14:00", kind="focus_group")
    others = (held("2011-11-21T14:00", session="X2"), came("X2", P2))
    own = (*joined("2011-12-01T09:00"), came(person=P2))
    for rest in ((alone,), others, (alone, *others), own):
        assert not removing(histories(*GOOD, *rest, ASKED), "recording", "in_group_recording").of_group
    assert not removing(histories(*GOOD), "recording", "destroyed").asked
    assert not removing(histories(*GOOD, ASKED), "film", "destroyed").asked


def test_a_correction_waits_for_a_second_person_and_an_imported_paper_does_not() -> None:
    wrong, right = signed("2011-11-18T10:00", "C05", medium="paper"), signed("2011-11-18T10:00", "C03", medium="paper")
    assert still_open(wrong) == ["verification paper, entry 2 of the consent"]
    assert still_open(replace(wrong, source="import")) == []
    corrected = replace(right, corrects=2, source="import")
    rows = (replace(wrong, source="import"), corrected)
    assert still_open(*rows, at=LATER) == ["verification correction, entry 3 of the consent"]


def test_a_correction_of_an_unclear_stop_is_one_task_though_it_rests_everything_too() -> None:
    corrected = replace(stopped("2011-11-25T09:00", "W0"), corrects=2)
    unclear = stopped("2011-11-25T09:00", "W0")
    assert still_open(unclear, corrected, at=LATER) == ["verification correction, entry 3 of the consent"]
    assert still_open(unclear, corrected) == [], "nobody had corrected it yet"


@pytest.mark.parametrize(
    ("said", "answers", "due"),
    [
        ("2011-11-25T09:00", {"C05": False}, True),
        ("2011-11-25T09:00", {"C05": True}, False),
        ("2011-11-25T09:00", {"C03": False}, False),
        ("2011-11-23T09:00", {"C05": False}, False),  # before it was shared: that is a finding, and no recall
    ],
)
def test_a_no_recalls_what_was_shared_as_a_stop_does(said: str, answers: dict[str, bool], due: bool) -> None:
    rows = (shared("2011-11-24T09:00"), signed(said, answers))
    assert still_open(*rows) == (["recall S-1: transcript shared with university"] if due else [])


def told_consultee(at: str, entry: int, **more: Any) -> Row:
    event = ConsulteeTold(person=P1, initiative=STUDY, consultee=V1, entry=entry, by=R1)
    return told(event, from_local(at), from_local(at), **more)


LACKING, ASKED_FOR = assessed("2011-12-10T09:00"), identified("2011-12-11T09:00")
SEEN = objected("2011-12-12T09:00")


@pytest.mark.parametrize(
    ("rows", "tellings"),
    [
        ((SEEN,), []),  # they can decide, and nobody is asked in their place
        ((LACKING, SEEN), []),  # nobody is asked yet
        ((ASKED_FOR, SEEN), []),
        ((LACKING, ASKED_FOR), []),
        ((LACKING, ASKED_FOR, SEEN), [("2011-12-12T09:00", "")]),
        ((doubted("2011-12-10T09:00"), ASKED_FOR, SEEN), []),
        ((LACKING, regained("2011-12-10T10:00"), ASKED_FOR, SEEN), []),
        ((LACKING, objected("2011-12-10T10:00"), ASKED_FOR), [("2011-12-11T09:00", "")]),  # once somebody is
        ((LACKING, ASKED_FOR, stopped("2011-12-12T09:00", "W2")), []),  # a stop is no objection
        ((LACKING, ASKED_FOR, SEEN, told_consultee("2011-12-12T10:00", 4)), [("2011-12-12T09:00", "told")]),
        ((LACKING, ASKED_FOR, SEEN, told_consultee("2011-12-12T10:00", 3)), [("2011-12-12T09:00", "")]),
        (
            (LACKING, ASKED_FOR, SEEN, told_consultee("2011-12-12T10:00", 4, broken=("CE-11",))),
            [("2011-12-12T09:00", "")],  # somebody else was told
        ),
    ],
)
def test_a_consultee_is_to_be_told_of_what_somebody_objected_to_while_they_lacked_capacity(
    rows: tuple[Row, ...], tellings: list[tuple[str, str]]
) -> None:
    due = [task for task in found(*rows) if task.kind == "consultee-telling"]
    assert [(task.since, task.outcome) for task in due] == [(from_local(at), outcome) for at, outcome in tellings]
    for task in due:
        assert {row.position for row in rows if "objection" in row.event.tag} <= set(task.evidence)


def test_a_corrected_grant_is_to_be_compared() -> None:
    grant = granted("2011-11-20T09:00", "2012-12-01T09:00")
    rows = (grant, instead(1, grant))
    assert still_open(grant, at=LATER) == []
    assert still_open(*rows, at=LATER) == ["verification correction, entry 2 of the grants"]
    assert still_open(*rows, compared_grant(2), at=LATER) == []
    assert still_open(*rows, instead(2, grant), compared_grant(2), at=LATER) == [
        "verification correction, entry 3 of the grants"
    ]
