"""The decision tables of governance: findings assessed and closed, entries compared again, settings changed."""

from typing import Any

import pytest

from domain import governance
from domain.governance import (
    DEFAULTS,
    DUE_FOLDING,
    FINDING_FOLDING,
    SETTINGS_FOLDING,
    AssessFinding,
    Assessing,
    ChangeSetting,
    CloseFinding,
    CorrectiveActionRecorded,
    EntryVerified,
    Falling,
    FellDue,
    FindingAssessed,
    FindingClosed,
    GrantVerified,
    Life,
    RecordCorrectiveAction,
    RecordDue,
    SettingChanged,
    VerifyEntry,
    VerifyGrant,
    Verifying,
)
from domain.kernel.sealed import Sealed
from tests.given import NOON, P1, R1, R2, STUDY, folded, given, hours, recorded, told

OF: dict[str, Any] = {"person": P1, "initiative": STUDY, "finding": "access-without-consent", "key": "A1"}
DONE = Sealed(P1, "study", "everybody was told again")
ASSESSED = {name: FindingAssessed(**OF, by=R1, assessed=name) for name in ("covered", "deviation", "serious_breach")}
ACTED = CorrectiveActionRecorded(**OF, by=R1, action=DONE)
CLOSED = FindingClosed(**OF, by=R1)


def life(*events: Any) -> Life:
    found: Life = folded(FINDING_FOLDING, *map(recorded, events))
    return found


@pytest.mark.parametrize("assessed", ASSESSED)
@pytest.mark.parametrize(
    ("raised", "own", "before", "breaks"),
    [
        (True, False, (), []),
        (False, False, (), ["FD-01"]),
        (True, True, (), ["FD-02"]),
        (True, False, (ASSESSED["covered"],), []),
        (True, False, (ASSESSED["covered"], CLOSED), ["FD-03"]),
        (False, True, (), ["FD-01", "FD-02"]),
    ],
)
def test_a_finding_is_assessed_by_the_rule_book(
    assessed: str, raised: bool, own: bool, before: tuple[Any, ...], breaks: list[str]
) -> None:
    command = AssessFinding(**OF, assessed=assessed, **told())
    case = Assessing(raised=raised, own=own, life=life(*before), assessed=assessed)
    given(governance.decide, FINDING_FOLDING).when(command, case).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("assessed", "compared", "breaks"),
    [
        ("covered", True, []),
        ("covered", False, ["FD-06"]),
        ("deviation", False, []),
        ("serious_breach", False, []),
    ],
)
def test_what_rests_on_a_late_entry_is_covered_once_that_was_compared(
    assessed: str, compared: bool, breaks: list[str]
) -> None:
    command = AssessFinding(**OF, assessed=assessed, **told())
    case = Assessing(raised=True, own=False, life=Life(), assessed=assessed, compared=compared)
    given(governance.decide, FINDING_FOLDING).when(command, case).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("before", "breaks"),
    [
        ((), ["FD-04"]),
        ((ASSESSED["deviation"],), []),
        ((ASSESSED["deviation"], ACTED), []),
        ((ASSESSED["covered"], CLOSED), ["FD-04"]),
    ],
)
def test_corrective_action_follows_an_assessment(before: tuple[Any, ...], breaks: list[str]) -> None:
    command = RecordCorrectiveAction(**OF, action=DONE, **told())
    given(governance.decide, FINDING_FOLDING, *map(recorded, before)).when(command).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("before", "breaks"),
    [
        ((), ["FD-05"]),
        ((ASSESSED["covered"],), []),
        ((ASSESSED["deviation"],), ["FD-05"]),
        ((ASSESSED["serious_breach"],), ["FD-05"]),
        ((ASSESSED["serious_breach"], ACTED), []),
        ((ASSESSED["covered"], CLOSED), ["FD-05"]),
    ],
)
def test_a_finding_is_closed_by_the_rule_book(before: tuple[Any, ...], breaks: list[str]) -> None:
    command = CloseFinding(**OF, **told())
    given(governance.decide, FINDING_FOLDING, *map(recorded, before)).when(command).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((), "to be assessed"),
        ((ASSESSED["covered"],), "covered"),
        ((ASSESSED["serious_breach"], ACTED), "serious breach, action recorded"),
        ((ASSESSED["deviation"], ACTED, CLOSED), "deviation, action recorded, closed"),
        ((ASSESSED["covered"], ASSESSED["deviation"]), "deviation"),
    ],
)
def test_the_life_of_a_finding_is_said_in_words(events: tuple[Any, ...], said: str) -> None:
    assert str(life(*events)) == said


@pytest.mark.parametrize(
    ("there", "author", "corrected", "breaks"),
    [
        (True, R2, frozenset(), []),
        (False, None, frozenset(), ["EV-01"]),
        (True, R1, frozenset(), ["EV-02"]),
        (True, R2, frozenset({R1}), ["EV-03"]),
        (True, R1, frozenset({R1}), ["EV-02", "EV-03"]),
    ],
)
@pytest.mark.parametrize("taker", [R2, None, R1])
def test_an_entry_is_compared_by_a_second_person(
    there: bool, author: Any, corrected: frozenset[str], breaks: list[str], taker: Any
) -> None:
    """Neither whoever entered it nor whoever took the consent."""
    if taker == R1 and "EV-02" not in breaks:
        breaks = sorted([*breaks, "EV-02"])
    command = VerifyEntry(person=P1, initiative=STUDY, entry=1, evidence_sha256="ab" * 32, **told())
    case = Verifying(there=there, by=R1, author=author, corrected=corrected, taker=taker)
    answer = given(governance.decide, governance.CHECKING_FOLDING).when(command, case)
    answer.then_breaks(*breaks)
    if not breaks:
        answer.then(EntryVerified)
    of_grant = VerifyGrant(person=P1, initiative=STUDY, entry=1, evidence_sha256="ab" * 32, **told())
    answer = given(governance.decide, governance.CHECKING_FOLDING).when(of_grant, case)
    answer.then_breaks(*breaks)
    if not breaks:
        answer.then(GrantVerified)


@pytest.mark.parametrize(("broken", "verified"), [((), True), (("EV-02",), False), (("EV-03",), False)])
def test_what_was_compared_against_the_rules_counts_as_not_compared(broken: tuple[str, ...], verified: bool) -> None:
    event = EntryVerified(person=P1, initiative=STUDY, entry=4, evidence_sha256="ab", by=R1)
    checks = folded(governance.CHECKING_FOLDING, recorded(event, history=True, broken=broken))
    assert (checks.verified(4) is not None) is verified
    assert checks.verified(3) is None


def test_a_grant_that_was_compared_is_no_entry_of_the_consent() -> None:
    event = GrantVerified(person=P1, initiative=STUDY, entry=4, evidence_sha256="ab", by=R1)
    checks = folded(governance.CHECKING_FOLDING, recorded(event))
    assert checks.verified_grant(4)
    assert not checks.verified_grant(3)
    assert not checks.verified(4)


@pytest.mark.parametrize(
    ("role", "breaks"),
    [("records", []), ("privacy", []), ("study_team", ["ST-01"]), ("ward", ["ST-01"]), ("auditor", ["ST-01"])],
)
def test_settings_are_changed_by_those_who_keep_the_record(role: str, breaks: list[str]) -> None:
    why = Sealed(P1, "staff", "the board decided so")
    command = ChangeSetting(setting="late_hours", value=48, why=why, **{**told(), "role": role})
    given(governance.decide, SETTINGS_FOLDING).when(command).then_breaks(*breaks)


@pytest.mark.parametrize(("setting", "value"), [("late_hours", 0), ("late_hours", -1), ("colour", 1), ("", 1)])
def test_a_setting_is_one_that_there_is_and_a_number_from_one_on(setting: str, value: int) -> None:
    with pytest.raises(ValueError, match="reflection_hours, late_hours"):
        ChangeSetting(setting=setting, value=value, why=Sealed(P1, "staff", "x"), **told())


def test_a_setting_is_asked_as_of_an_instant() -> None:
    def change(value: int, when: Any, setting: str = "late_hours") -> Any:
        return recorded(SettingChanged(setting=setting, value=value, by=R1, why=DONE), when)

    settings = folded(
        SETTINGS_FOLDING,
        change(48, NOON),
        change(12, NOON + hours(5)),
        change(13, NOON + hours(5)),
        change(7, NOON, "re_approach_days"),
    )
    asked = [(settings.value("late_hours", NOON + hours(n))) for n in (-1, 0, 4.99, 5, 99)]
    assert asked == [24, 48, 48, 13, 13]
    assert settings.days("re_approach_days", NOON) == hours(7 * 24)
    assert settings.value("break_glass_minutes", NOON) == DEFAULTS["break_glass_minutes"] == 60
    with pytest.raises(KeyError):
        settings.value("colour", NOON)


def test_what_rests_on_facts_is_not_decided_without_them() -> None:
    for command in (
        AssessFinding(**OF, assessed="covered", **told()),
        VerifyEntry(person=P1, initiative=STUDY, entry=1, evidence_sha256="ab" * 32, **told()),
    ):
        with pytest.raises(TypeError, match="no facts of its own"):
            governance.decide(command, Life())


DUE = RecordDue(person=P1, initiative=STUDY, due="grant_expired", code="G1", **told(occurred_at=NOON - hours(1)))


@pytest.mark.parametrize(
    ("fell_due", "already", "breaks"),
    [(True, False, []), (False, False, ["DU-01"]), (True, True, ["DU-02"]), (False, True, ["DU-01", "DU-02"])],
)
def test_what_fell_due_is_recorded_once_and_only_where_it_did(fell_due: bool, already: bool, breaks: list[str]) -> None:
    answer = given(governance.decide, DUE_FOLDING).when(DUE, Falling(fell_due=fell_due, already=already))
    answer.then_breaks(*breaks)
    if not breaks:
        answer.then(FellDue)


def test_what_was_recorded_as_due_is_known_by_its_kind_its_code_and_its_time() -> None:
    fell = FellDue(person=P1, initiative=STUDY, due="grant_expired", code="G1")
    again = folded(DUE_FOLDING, recorded(fell, occurred_at=NOON), recorded(fell, occurred_at=NOON + hours(1)))
    assert again == {("grant_expired", "G1", NOON), ("grant_expired", "G1", NOON + hours(1))}
