"""The decision table of taking part in a session."""

from dataclasses import replace
from typing import Any

import pytest

from domain import initiatives
from domain.initiatives import AttendanceRecorded, Presence, RecordAttendance
from tests.given import P1, STUDY, given, told

GOOD = Presence(
    agreed=True, agreed_as_known_then=True, session_recorded=True, recording_agreed=True, reconsent_due=False
)
CAME = RecordAttendance(initiative=STUDY, session="X1", person=P1, **told())


@pytest.mark.parametrize(
    ("fact", "refuses", "tells"),
    [
        ({}, (), ()),
        ({"agreed": False, "agreed_as_known_then": False}, ("SE-01",), ("SE-01",)),
        ({"agreed_as_known_then": False}, (), ("SE-02",)),
        ({"recording_agreed": False}, ("SE-03",), ("SE-03",)),
        ({"recording_agreed": False, "session_recorded": False}, (), ()),
        ({"reconsent_due": True}, ("SE-04",), ("SE-04",)),
        ({"came_elsewhere": True}, ("SE-05",), ("SE-05",)),
        ({"site_open": True}, (), ()),
        ({"site_open": False}, ("SI-02",), ("SI-02",)),
        ({"peer_led": True}, ("UR-03",), ("UR-03",)),
        ({"closed_by": "death"}, ("CL-03",), ("CL-03",)),
        ({"closed_by": "study_end"}, ("CL-03",), ("CL-03",)),
    ],
)
def test_taking_part_follows_the_rule_book(
    fact: dict[str, Any], refuses: tuple[str, ...], tells: tuple[str, ...]
) -> None:
    case = replace(GOOD, **fact)
    asked = given(initiatives.decide, initiatives.FOLDING)
    asked.when(CAME, case).then_breaks(*refuses)
    answer = asked.when(replace(CAME, history=True), case).then(AttendanceRecorded)
    assert answer.verdicts.broken == tells


def test_without_facts_nobody_is_let_in() -> None:
    given(initiatives.decide, initiatives.FOLDING).when(CAME).then_cannot_judge("SE-01", "SE-03", "SE-04")
