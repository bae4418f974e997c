"""The decision table of a use of data."""

from dataclasses import replace
from typing import Any

import pytest

from domain import access
from domain.access import DataUsed, UseData, Using
from tests.given import P1, R1, STUDY, given, told

GOOD = Using(
    asset="transcript",
    purpose="analysis",
    item_active=True,
    took_part=True,
    recording_agreed=True,
    removal_asked=False,
    allowed_as_known_then=True,
)
NOTHING = {"item_active": False, "took_part": False, "recording_agreed": False, "removal_asked": True}
PAIRS = {
    ("transcript", "analysis"): {"took_part": ["AC-02"], "removal_asked": ["AC-03"]},
    ("recording", "analysis"): {"item_active": ["AC-04"], "recording_agreed": ["AC-04"]},
    ("transcript", "quotation"): {"item_active": ["AC-05"]},
    ("clinical_record", "characteristics"): {"item_active": ["AC-06"]},
    ("contact_details", "recontact"): {"item_active": ["AC-07"]},
}
TABLE = [
    (asset, purpose, {fact: NOTHING[fact]}, rests.get(fact, []))
    for (asset, purpose), rests in PAIRS.items()
    for fact in NOTHING
]


def use(asset: str, purpose: str) -> UseData:
    return UseData(person=P1, initiative=STUDY, use="u1", user=R1, asset=asset, purpose=purpose, **told())


@pytest.mark.parametrize(("asset", "purpose", "fact", "breaks"), TABLE)
def test_each_use_rests_on_its_own_facts_and_on_no_others(
    asset: str, purpose: str, fact: dict[str, Any], breaks: list[str]
) -> None:
    case = replace(GOOD, asset=asset, purpose=purpose, **fact)
    given(access.decide, access.FOLDING).when(use(asset, purpose), case).then_breaks(*breaks)


@pytest.mark.parametrize(("asset", "purpose"), PAIRS)
def test_with_everything_agreed_each_named_use_is_recorded(asset: str, purpose: str) -> None:
    case = replace(GOOD, asset=asset, purpose=purpose)
    given(access.decide, access.FOLDING).when(use(asset, purpose), case).then(DataUsed)


@pytest.mark.parametrize(("asset", "purpose"), [("transcript", "recontact"), ("film", "broadcast")])
def test_a_pair_that_no_form_names_is_never_allowed(asset: str, purpose: str) -> None:
    case = replace(GOOD, asset=asset, purpose=purpose)
    given(access.decide, access.FOLDING).when(use(asset, purpose), case).then_breaks("AC-01")


def test_what_was_not_known_then_tells_and_does_not_refuse() -> None:
    late = replace(GOOD, allowed_as_known_then=False)
    answer = given(access.decide, access.FOLDING).when(use("transcript", "analysis"), late).then(DataUsed)
    assert answer.verdicts.broken == ("AC-08",)


def test_a_use_told_as_history_through_a_live_door_is_recorded_and_found() -> None:
    told_late = replace(GOOD, told_as_history=True)
    command = replace(use("transcript", "analysis"), history=True)
    answer = given(access.decide, access.FOLDING).when(command, told_late).then(DataUsed)
    assert answer.verdicts.broken == ("AC-09",)


def test_asked_live_it_is_the_one_who_asks_that_opens_the_data() -> None:
    [used] = (
        given(access.decide, access.FOLDING).when(replace(use("transcript", "analysis"), user=P1), GOOD).answer.events
    )  # type: ignore[union-attr]
    assert isinstance(used, DataUsed)
    assert used.user == R1


@pytest.mark.parametrize(("asset", "purpose"), PAIRS)
def test_nothing_is_used_while_a_stop_is_not_clear(asset: str, purpose: str) -> None:
    unclear = replace(GOOD, asset=asset, purpose=purpose, stop_unclear=True)
    given(access.decide, access.FOLDING).when(use(asset, purpose), unclear).then_breaks("AC-10")


@pytest.mark.parametrize(("fact", "rule"), [("paused", "AC-14"), ("objected", "CA-09")])
def test_what_was_said_at_a_session_rests_while_the_person_pauses_or_after_they_objected(fact: str, rule: str) -> None:
    case = replace(GOOD, **{fact: True})  # type: ignore[arg-type]
    given(access.decide, access.FOLDING).when(use("transcript", "analysis"), case).then_breaks(rule)


@pytest.mark.parametrize(("asset", "purpose"), PAIRS)
def test_nothing_is_used_that_only_a_correction_allows_which_nobody_has_compared(asset: str, purpose: str) -> None:
    uncompared = replace(GOOD, asset=asset, purpose=purpose, uncompared=True)
    given(access.decide, access.FOLDING).when(use(asset, purpose), uncompared).then_breaks("AC-15")


@pytest.mark.parametrize(("asset", "purpose"), PAIRS)
def test_nothing_is_used_while_capacity_suspends_what_it_rests_on(asset: str, purpose: str) -> None:
    suspended = replace(GOOD, asset=asset, purpose=purpose, suspended=True)
    given(access.decide, access.FOLDING).when(use(asset, purpose), suspended).then_breaks("CA-07")


@pytest.mark.parametrize(("asset", "purpose"), PAIRS)
@pytest.mark.parametrize("closed_by", ["death", "study_end"])
def test_after_a_death_nobody_is_contacted_and_after_any_end_nothing_new_is_collected(
    asset: str, purpose: str, closed_by: str
) -> None:
    breaks = {
        ("contact_details", "recontact", "death"): ["CL-05"],
        ("clinical_record", "characteristics", "death"): ["CL-06"],
        ("clinical_record", "characteristics", "study_end"): ["CL-06"],
    }
    case = replace(GOOD, asset=asset, purpose=purpose, closed_by=closed_by)
    answer = given(access.decide, access.FOLDING).when(use(asset, purpose), case)
    answer.then_breaks(*breaks.get((asset, purpose, closed_by), []))


@pytest.mark.parametrize(("asset", "purpose"), PAIRS)
def test_on_consent_that_has_lapsed_nothing_new_is_collected_and_the_old_is_used_as_agreed(
    asset: str, purpose: str
) -> None:
    case = replace(GOOD, asset=asset, purpose=purpose, lapsed=True)
    answer = given(access.decide, access.FOLDING).when(use(asset, purpose), case)
    answer.then_breaks(*(["AC-13"] if asset == "clinical_record" else []))
