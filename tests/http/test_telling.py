"""What a participant reads of themselves: to them, about them, in the name that they know the study by."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.consent import DoubtCapacity
from domain.kernel.ids import Ref
from domain.kernel.reasons import REASONS
from projections import timeline
from projections.columns import instant
from projections.timeline import Line
from service import identity, sheets
from service.http.pages import telling
from service.http.pages.telling import going
from service.store.vocabulary import EVENTS
from service.wiring import Service
from tests.given import NOON, P1, R1, hours, recorded
from tests.http.screens import Screen, live_of, person_of
from tests.samples import sample_event

TOLD = [tag for tag in EVENTS if sample_event(tag).subjects and not tag.startswith("due.")]
"""What is about somebody; what fell due by the clock stands in no timeline."""
ABOUT_OTHERS = re.compile(
    r"\b(the person|this person|their|themselves|he|she|was told|signed)\b|\b[AC]\d\d\b", re.IGNORECASE
)


def line(tag: str, **more: Any) -> Line:
    """A sample event as the view would keep and answer it."""
    row = timeline._row(recorded(sample_event(tag)))
    envelope = {"known_from": NOON, "corrected_at": None, **more}
    return Line(
        position=1, tag=tag, occurred_at=instant(row["occurred_at"]), fields=json.loads(row["fields"]), **envelope
    )


def to_me(told: Line, author: Ref = P1) -> str:
    return telling.told(told, {R1: "Robin"}, P1, author)


@pytest.mark.parametrize("tag", TOLD)
def test_whatever_happened_is_said_to_the_person(tag: str) -> None:
    said = to_me(line(tag))
    assert re.search(r"\byou(r|rs|rself)?\b", said, re.IGNORECASE), said
    assert not ABOUT_OTHERS.search(said), said
    assert re.match(r"[A-Z].*\.$", said), said


@pytest.mark.parametrize("tag", TOLD)
def test_no_code_of_ours_is_read_to_the_person(tag: str) -> None:
    assert "_" not in re.sub(r"some(_\w+)+", "some", to_me(line(tag))), "a word of the record, not of theirs"


def test_every_reason_is_told_in_words_that_the_person_can_use() -> None:
    assert list(going.REASONS) == list(REASONS)


def test_words_are_told_of_nothing_else() -> None:
    assert set(telling.YOURS) == set(TOLD)


def test_what_was_corrected_is_still_said_to_the_person() -> None:
    said = to_me(line("consent.answers_given.v1", corrected_at=NOON + hours(48)))
    assert said.startswith("You said yes to: take part in an interview.")
    assert said.endswith("It was corrected on 3 December 2026: this does not count any more.")


def test_own_answers_say_so_and_whoever_wrote_them_down_for_the_person_is_named() -> None:
    answers = line("consent.answers_given.v1")
    assert to_me(answers).startswith("You said yes to: take part in an interview.")
    assert "wrote this down for you" not in to_me(answers)
    assert to_me(answers, author=R1).endswith("Robin wrote this down for you.")


@pytest.mark.parametrize(
    ("fields", "own", "by_robin"),
    [
        ({}, "You went on after a break.", "Robin recorded that you went on after a break."),
        ({"manner": "said"}, "You went on after a break. You said it.", "went on after a break. You said it."),
        ({"manner": "gesture", "expressed_to": R1}, "You showed it by a sign to Robin.", "by a sign to Robin."),
        ({"expressed_to": "f" * 32}, "You said it to somebody.", "You said it to somebody."),
    ],
)
def test_who_recorded_that_something_goes_on_and_who_heard_it_is_said(
    fields: dict[str, str], own: str, by_robin: str
) -> None:
    told = replace(line("consent.resumed.v1"), fields=fields)
    assert to_me(told).endswith(own)
    assert to_me(told, author=R1).endswith(by_robin)
    assert to_me(told, author=R1).startswith("Robin recorded that you went on")


def test_what_a_stop_meant_is_said_with_who_recorded_it() -> None:
    said = to_me(line("consent.stop_clarified.v1"), author=R1)
    assert said.startswith("Robin recorded that you said what you meant when you said stop. You stopped: ")
    assert "wrote this down" not in said


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("has", "found that you can decide whether to"),
        ("lacks", "found that you could not decide at that time whether to"),
        ("unable_to_complete", "could not find out yet whether you can decide to"),
    ],
)
def test_what_was_found_of_how_somebody_decides_is_said_to_them(outcome: str, said: str) -> None:
    told = line("consent.capacity_assessed.v1")
    assert f"looked at it with you, and {said} take part." in to_me(
        replace(told, fields={**told.fields, "outcome": outcome})
    )


def test_a_doubt_is_read_in_the_story_as_it_is_said_to_the_person(furnished: Service, screen: Screen) -> None:
    ward = identity.entitled(furnished.road, "wren.ward", "ward", furnished.clock())
    about: dict[str, Any] = {"person": person_of(furnished, "Bryn"), "initiative": live_of(furnished)}
    told: dict[str, Any] = {"actor": ward, "role": "ward", "at": furnished.clock(), "decision": "take_part", **about}
    assert furnished.road.ask(DoubtCapacity(doubt="distress", by=ward, **told)).refused is None
    story = screen.becomes("Bryn").gets("/me/story").text
    assert "wren.ward was not sure that you could decide then whether to take part." in story


@pytest.mark.parametrize("path", ["/me", "/me/agreed/{live}"])
def test_a_study_has_the_name_that_its_sheet_gives_it(
    furnished: Service, screen: Screen, path: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = path.format(live=live_of(furnished))
    shown = screen.becomes("Cleo").gets(page).text
    assert "Ward Voices" in shown
    assert "ward-voices" not in shown
    monkeypatch.setattr(sheets, "SHIPPED", tmp_path)
    assert "ward-voices" in screen.gets(page).text, "where no words are held, the name on the record"
