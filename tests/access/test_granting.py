"""The decision tables of grants: asked for, given, revoked; and of using data on them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain import access
from domain.access import (
    GiveGrant,
    GrantEntry,
    Granting,
    GrantRequested,
    GrantRevoked,
    RequestGrant,
    RevokeGrant,
    UseData,
    Uses,
    Using,
)
from domain.access.events import GrantGiven
from tests.given import NOON, P1, R1, R2, STUDY, folded, given, hours, recorded, told

OF: dict[str, Any] = {"person": P1, "initiative": STUDY}
WHAT: dict[str, Any] = {"grantee": R2, "asset": "clinical_record", "purpose": "characteristics"}
GOOD = Granting(
    pair=("clinical_record", "characteristics"),
    basis="C07",
    basis_active=True,
    for_giver=False,
    ends=True,
    new=True,
    decides=True,
)


def give(**more: Any) -> GiveGrant:
    return GiveGrant(
        **{**OF, **WHAT, "grant": "G-1", "basis": "C07", "until": NOON + timedelta(days=30), **told(), **more}
    )


def grant(**more: Any) -> GrantGiven:
    lasting = {"begins_at": NOON, "until": NOON + timedelta(days=30)}
    return GrantGiven(**{**OF, **WHAT, "grant": "G-1", "basis": "C07", **lasting, **more})


@pytest.mark.parametrize(
    ("changed", "breaks"),
    [
        ({}, []),
        ({"new": False}, ["AG-01"]),
        ({"for_giver": True}, ["AG-02"]),
        ({"pair": ("transcript", "recontact")}, ["AG-03"]),
        ({"basis": "C09"}, ["AG-03"]),
        ({"pair": ("transcript", "analysis"), "basis": "C01"}, []),
        ({"pair": ("transcript", "analysis"), "basis": "C02"}, []),
        ({"pair": ("transcript", "analysis"), "basis": "C07"}, ["AG-03"]),
        ({"basis_active": False}, ["AG-04"]),
        ({"ends": False}, ["AG-06"]),
        ({"lapsed": True}, ["AG-07"]),
        ({"lapsed": True, "pair": ("transcript", "analysis"), "basis": "C01"}, []),  # what was collected stays
        ({"decides": False}, ["AG-08"]),
        ({"for_giver": True, "basis_active": False}, ["AG-02", "AG-04"]),
    ],
)
def test_a_grant_is_given_by_the_rule_book(changed: dict[str, Any], breaks: list[str]) -> None:
    given(access.decide, access.FOLDING).when(give(), replace(GOOD, **changed)).then_breaks(*breaks)


def test_a_grant_whose_basis_cannot_be_judged_is_not_given() -> None:
    unknown = replace(GOOD, basis_active=None)
    given(access.decide, access.FOLDING).when(give(), unknown).then_cannot_judge("AG-04")


@pytest.mark.parametrize(
    ("begins_at", "from_when"), [(None, NOON), (NOON - hours(5), NOON), (NOON + hours(5), NOON + hours(5))]
)
def test_a_grant_never_holds_from_before_it_was_given(begins_at: Any, from_when: Any) -> None:
    answer = given(access.decide, access.FOLDING).when(give(begins_at=begins_at), GOOD).then(GrantGiven)
    [event] = answer.events
    assert isinstance(event, GrantGiven)
    assert event.begins_at == from_when


def test_a_grant_is_asked_for_under_a_code_of_its_own() -> None:
    ask = RequestGrant(**OF, **WHAT, grant="G-1", **told())
    given(access.decide, access.FOLDING).when(ask).then(GrantRequested)
    before = recorded(GrantRequested(**OF, **WHAT, grant="G-1"))
    given(access.decide, access.FOLDING, before).when(ask).then_breaks("AG-01")
    given(access.decide, access.FOLDING, recorded(grant())).when(ask).then_breaks("AG-01")


@pytest.mark.parametrize("before", [GrantRequested(**OF, **WHAT, grant="G-1"), grant()])
def test_what_was_given_or_asked_for_is_revoked_and_nothing_else(before: Any) -> None:
    revoke = RevokeGrant(**OF, grant="G-1", **told())
    given(access.decide, access.FOLDING, recorded(before)).when(revoke).then(GrantRevoked)
    given(access.decide, access.FOLDING).when(revoke).then_breaks("AG-05")


def used(**facts: Any) -> tuple[UseData, Using]:
    command = UseData(**OF, use="u1", user=R1, asset="contact_details", purpose="recontact", **told())
    case = Using(
        asset="contact_details",
        purpose="recontact",
        item_active=True,
        took_part=True,
        recording_agreed=True,
        removal_asked=False,
        allowed_as_known_then=True,
    )
    return command, replace(case, **facts)


@pytest.mark.parametrize(
    ("facts", "breaks"),
    [
        ({}, []),
        ({"granted": False}, ["AC-11"]),
        ({"peer": True}, ["UR-04"]),
        ({"granted": False, "item_active": False}, ["AC-07", "AC-11"]),
        ({"covered": True}, []),
        ({"covered": True, "granted": False, "item_active": False, "stop_unclear": True}, []),
        ({"covered": False}, ["AC-12"]),
        ({"covered": False, "item_active": False}, ["AC-12"]),
    ],
)
def test_whoever_opens_data_is_on_a_grant_or_under_break_glass(facts: dict[str, Any], breaks: list[str]) -> None:
    command, case = used(**facts)
    given(access.decide, access.FOLDING).when(command, case).then_breaks(*breaks)


@pytest.mark.parametrize(
    ("granted", "asked", "opens"),
    [
        ((), (), True),
        ((), ("diagnosis",), True),
        (("diagnosis",), ("diagnosis",), True),
        (("diagnosis", "age"), ("age",), True),
        (("diagnosis",), ("diagnosis", "age"), False),
        (("diagnosis",), (), False),
    ],
)
def test_a_grant_of_fields_opens_these_and_never_the_whole(
    granted: tuple[str, ...], asked: tuple[str, ...], opens: bool
) -> None:
    state: Uses = folded(access.FOLDING, recorded(grant(fields=granted)))
    [found] = state.grants
    assert isinstance(found, GrantEntry)
    assert found.opens("clinical_record", "characteristics", frozenset(asked)) is opens
    assert not found.opens("clinical_record", "analysis", frozenset(asked))
    assert not found.opens("transcript", "characteristics", frozenset(asked))
