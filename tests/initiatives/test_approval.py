"""Approval under the Mental Capacity Act, and documents in the language and format that somebody can use."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import initiatives
from domain.initiatives import BODIES, DocumentPublished, McaApproved, PublishDocument, RecordMcaApproval
from domain.kernel.time import FOREVER
from tests.given import NOON, STUDY, folded, given, hours, recorded, told

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
APPROVE = RecordMcaApproval(
    initiative=STUDY, body="Bridge REC", body_kind="nhs_rec", approved_on=TUESDAY, until_on=WEDNESDAY, **told()
)


def approved(until_on: date | None = None, **more: Any) -> Any:
    event = McaApproved(
        initiative=STUDY, body="Bridge REC", body_kind="nhs_rec", approved_on=TUESDAY, until_on=until_on
    )
    return recorded(event, **more)


@pytest.mark.parametrize(
    ("body", "breaks"),
    [("nhs_rec", []), ("social_care_rec", []), ("university_committee", ["MC-01"]), ("other", ["MC-01"])],
)
def test_only_an_appropriate_body_approves_research_with_people_who_lack_capacity(body: str, breaks: list[str]) -> None:
    asked = given(initiatives.decide, initiatives.FOLDING)
    asked.when(replace(APPROVE, body_kind=body)).then_breaks(*breaks)
    answer = asked.when(replace(APPROVE, body_kind=body, history=True)).then(McaApproved)
    assert answer.verdicts.broken == tuple(breaks)
    assert body in BODIES


@pytest.mark.parametrize(("on", "breaks"), [(MONDAY, []), (TUESDAY, []), (WEDNESDAY, ["MC-02"])])
def test_an_approval_is_recorded_from_the_day_of_the_decision_on(on: date, breaks: list[str]) -> None:
    command = replace(APPROVE, approved_on=on)
    given(initiatives.decide, initiatives.FOLDING).when(command).then_breaks(*breaks)
    told_later = given(initiatives.decide, initiatives.FOLDING).when(replace(command, history=True)).then(McaApproved)
    assert told_later.verdicts.broken == ()


def test_a_body_of_another_kind_cannot_be_told() -> None:
    with pytest.raises(ValueError, match="nhs_rec"):
        replace(APPROVE, body_kind="ward round")


@pytest.mark.parametrize(
    ("history", "days"),
    [
        ((), [False, False, False]),
        ((approved(),), [False, True, True]),
        ((approved(until_on=TUESDAY),), [False, True, False]),
        ((approved(broken=("MC-01",)),), [False, False, False]),
    ],
)
def test_an_initiative_is_approved_on_the_days_of_an_approval_that_counts(history: Any, days: list[bool]) -> None:
    study = folded(initiatives.FOLDING, *history)
    assert [study.mca_approved(day) for day in (MONDAY, TUESDAY, WEDNESDAY)] == days


def test_an_approval_is_known_from_when_it_was_recorded() -> None:
    study = folded(initiatives.FOLDING, approved())
    assert study.mca_approved(WEDNESDAY, NOON)
    assert not study.mca_approved(WEDNESDAY, NOON - hours(1))


def published(days: int = 14, document: str = "ICF", **more: Any) -> Any:
    event = DocumentPublished(
        initiative=STUDY,
        document=document,
        version="2.0",
        dated=MONDAY,
        approved_on=MONDAY,
        removal_window_days=days,
        reconsent="none",
        **more,
    )
    return recorded(event)


PUBLISH = PublishDocument(
    initiative=STUDY,
    document="ICF",
    version="2.0",
    dated=MONDAY,
    approved_on=MONDAY,
    removal_window_days=14,
    reconsent="none",
    **told(),
)


@pytest.mark.parametrize(
    ("there", "told_now", "breaks"),
    [
        ({}, {}, ["IN-02"]),
        ({}, {"language": "en", "format": "standard"}, ["IN-02"]),
        ({}, {"language": "cy"}, []),
        ({}, {"format": "easy_read"}, []),
        ({"language": "cy"}, {}, []),
        ({"language": "cy"}, {"language": "cy"}, ["IN-02"]),
        ({"language": "cy"}, {"language": "cy", "format": "audio"}, []),
    ],
)
def test_a_version_is_published_once_in_each_language_and_format(
    there: dict[str, str], told_now: dict[str, str], breaks: list[str]
) -> None:
    given(initiatives.decide, initiatives.FOLDING, published(**there)).when(replace(PUBLISH, **told_now)).then_breaks(
        *breaks
    )


def test_a_format_that_there_is_none_of_cannot_be_published() -> None:
    with pytest.raises(ValueError, match="easy_read"):
        replace(PUBLISH, format="braille")


@pytest.mark.parametrize(
    ("language", "format_", "there", "window", "sha"),
    [
        (None, None, True, 14, "aa"),
        ("en", "standard", True, 14, "aa"),
        (None, "easy_read", True, 28, "bb"),
        ("cy", None, True, 14, None),  # an information sheet only: the window is the form's
        ("cy", "easy_read", False, 14, None),  # nothing of the kind: that of the standard form
    ],
)
def test_what_was_promised_is_what_stands_in_the_document_that_was_used(
    language: str | None, format_: str | None, there: bool, window: int, sha: str | None
) -> None:
    study = folded(
        initiatives.FOLDING,
        published(sha256="aa"),
        published(document="PIS", language="cy"),
        published(28, sha256="bb", format="easy_read"),
    )
    assert study.removal_window_days("2.0", FOREVER, language, format_) == window
    assert study.published_in("2.0", language, format_) is there
    assert not study.published_in("3.0", language, format_)
    if there:
        form = study.form("2.0", FOREVER, language, format_)
        assert (form.sha256 if form else None) == sha
