"""What is told of an initiative is told once: a second telling would change what was promised or agreed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import initiatives
from domain.initiatives import (
    SITE_FOLDING,
    ApproveModification,
    DocumentPublished,
    HoldSession,
    ImplementVersion,
    JoinSite,
    ModificationApproved,
    PublishDocument,
    RegisterSite,
    SessionHeld,
    SiteJoined,
    SiteRegistered,
    VersionImplemented,
)
from domain.initiatives.state import CLASSES, POLICIES
from domain.kernel.decider import Accepted
from tests.given import NOON, R1, STUDY, given, recorded, told

DAY = NOON.date()
OF: dict[str, Any] = {"initiative": STUDY}
PAPER: dict[str, Any] = {"dated": DAY, "approved_on": DAY, "removal_window_days": 14, "reconsent": "none"}
HELD: dict[str, Any] = {
    "kind": "interview",
    "site": "S1",
    "ended_at": NOON + timedelta(hours=1),
    "setting": "ward",
    "lead": R1,
    "recorded": True,
    "commissioner_present": False,
}
SITE: dict[str, Any] = {"scope": STUDY, "site": "S1", "name": "Wharfe", "security_level": "medium"}
JOINED: dict[str, Any] = {"site": "S1", "security_level": "medium", "opened_on": DAY, **OF}
BEGUN: dict[str, Any] = {"site": "S1", "version": "1.0", "implemented_on": DAY, **OF}
ICF: dict[str, Any] = {"document": "ICF", "version": "1.0", **PAPER, **OF}
CHANGE: dict[str, Any] = {"modification": "SM1", "classed": "substantial", "policy": "next_contact", **OF}
FOLDING = initiatives.FOLDING

TABLE = [
    (FOLDING, SessionHeld(session="X1", **HELD, **OF), HoldSession(session="X1", **HELD, **OF, **told()), True),
    (FOLDING, SessionHeld(session="X1", **HELD, **OF), HoldSession(session="X2", **HELD, **OF, **told()), False),
    (FOLDING, DocumentPublished(**ICF), PublishDocument(**ICF, **told()), True),
    (FOLDING, DocumentPublished(**ICF), PublishDocument(**{**ICF, "document": "PIS"}, **told()), False),
    (FOLDING, DocumentPublished(**ICF), PublishDocument(**{**ICF, "version": "2.0"}, **told()), False),
    (FOLDING, VersionImplemented(**BEGUN), ImplementVersion(**BEGUN, **told()), True),
    (FOLDING, VersionImplemented(**BEGUN), ImplementVersion(**{**BEGUN, "site": "S2"}, **told()), False),
    (FOLDING, SiteJoined(**JOINED), JoinSite(**JOINED, **told()), True),
    (FOLDING, SiteJoined(**JOINED), JoinSite(**{**JOINED, "site": "S2"}, **told()), False),
    (
        FOLDING,
        ModificationApproved(decided_on=DAY, **CHANGE),
        ApproveModification(decided_on=DAY, **CHANGE, **told()),
        True,
    ),
    (
        FOLDING,
        ModificationApproved(decided_on=DAY, **CHANGE),
        ApproveModification(decided_on=DAY, **{**CHANGE, "modification": "SM2"}, **told()),
        False,
    ),
    (SITE_FOLDING, SiteRegistered(**SITE), RegisterSite(**SITE, **told()), True),
]


@pytest.mark.parametrize(("folding", "event", "command", "again"), TABLE)
def test_what_is_on_the_record_is_not_told_a_second_time(folding: Any, event: Any, command: Any, again: bool) -> None:
    there = [recorded(DocumentPublished(**ICF))] if isinstance(command, ImplementVersion) else []
    answer = given(initiatives.decide, folding, *there, recorded(event)).when(command)
    answer.then_breaks(*(["IN-02"] if again else []))
    assert isinstance(given(initiatives.decide, folding, *there).when(command).answer, Accepted)


MADE_BY = DocumentPublished(**{**ICF, "version": "2.0"}, modification="SM1")
APPROVED = ModificationApproved(decided_on=DAY, **CHANGE)
NEXT: dict[str, Any] = {**BEGUN, "version": "2.0"}


@pytest.mark.parametrize(
    ("events", "on", "breaks"),
    [
        ((APPROVED, MADE_BY), DAY, ()),
        ((APPROVED, MADE_BY), DAY - timedelta(days=1), ("IN-03", "IN-05")),
        ((MADE_BY,), DAY, ("IN-03",)),
        ((replace(APPROVED, decided_on=DAY + timedelta(days=1)), MADE_BY), DAY, ("IN-03",)),
        *(
            ((replace(APPROVED, classed=classed, decided_on=DAY + timedelta(days=1)), MADE_BY), DAY, ())
            for classed in CLASSES[1:]
        ),
        ((DocumentPublished(**{**ICF, "version": "2.0"}),), DAY, ()),
        ((DocumentPublished(**{**ICF, "version": "2.0"}),), DAY - timedelta(days=1), ("IN-05",)),  # approved later
        ((DocumentPublished(**ICF),), DAY, ("IN-05",)),  # of another version
        ((), DAY, ("IN-05",)),
    ],
)
def test_a_version_comes_into_use_once_the_modification_that_made_it_was_approved(
    events: tuple[Any, ...], on: Any, breaks: tuple[str, ...]
) -> None:
    told_so_far = [recorded(event, version=n) for n, event in enumerate(events, 1)]
    command = ImplementVersion(**{**NEXT, "implemented_on": on}, **told())
    given(initiatives.decide, FOLDING, *told_so_far).when(command).then_breaks(*breaks)
    told_later = given(initiatives.decide, FOLDING, *told_so_far).when(replace(command, history=True)).answer
    assert isinstance(told_later, Accepted)
    assert told_later.verdicts.broken == tuple(each for each in breaks if each != "IN-05")


@pytest.mark.parametrize(("ahead", "breaks"), [(0, []), (1, ["IN-04"]), (-1, [])])
def test_nothing_is_approved_before_the_day_of_the_decision(ahead: int, breaks: list[str]) -> None:
    day = DAY + timedelta(days=ahead)
    of_change = ApproveModification(decided_on=day, **CHANGE, **told())
    for command in (PublishDocument(**{**ICF, "approved_on": day}, **told()), of_change):
        given(initiatives.decide, FOLDING).when(command).then_breaks(*breaks)
        given(initiatives.decide, FOLDING).when(replace(command, history=True)).then_breaks()


@pytest.mark.parametrize("wrong", [{"classed": "huge"}, {"policy": "nobody"}])
def test_a_modification_has_a_class_and_a_policy_that_there_is(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="|".join(CLASSES if "classed" in wrong else POLICIES)):
        ApproveModification(decided_on=DAY, **{**CHANGE, **wrong}, **told())
