"""The person's own copy: the words and their answers, theirs as soon as they said yes, and said to be so only then."""

from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from domain.consent import GiveAnswers
from service import demonstration, identity, sheets
from service.auditing import found
from service.wiring import Service
from tests import stores
from tests.http.screens import Screen, live_of, person_of
from tests.http.test_words import paragraphs

SHEET = sheets.SHIPPED / demonstration.WORDS


def said_yes(screen: Screen, service: Service, item: str = "C01") -> str:
    """Where somebody is led who says yes to something."""
    answer = screen.sends(f"/me/saying/{live_of(service)}/yes/{item}")
    assert answer.status_code == 303
    return answer.headers["Location"]


def findings(service: Service) -> set[str]:
    return {shown.kind for shown in found(service, live_of(service))}


def test_the_page_after_a_yes_is_the_copy(furnished: Service, screen: Screen) -> None:
    screen.becomes("Ash")
    shown = unescape(screen.gets(said_yes(screen, furnished)).text)
    assert "This page is your copy." in shown
    for paragraph in paragraphs(sheets.read(SHEET.read_bytes())):
        assert paragraph in shown
    assert "You said yes on" in shown
    assert findings(furnished) == set()


def test_where_no_words_are_held_no_copy_is_said_to_be_given(
    furnished: Service, screen: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sheets, "SHIPPED", tmp_path)
    screen.becomes("Ash")
    assert "Ask any member of staff for a copy to keep" in screen.gets(said_yes(screen, furnished)).text
    assert findings(furnished) == {"copy-not-given"}
    told = screen.gets(f"/me/agreed/{live_of(furnished)}").text
    assert "Take part in an interview" in told
    assert "Ask sam.study, who has the paper, for a copy to keep." in told


def test_the_copy_stays_reachable_and_says_how_things_stand(furnished: Service, screen: Screen) -> None:
    live = live_of(furnished)
    copy = f"/me/agreed/{live}"
    assert f'href="{copy}"' in screen.becomes("Bryn").gets("/me").text
    before = screen.gets(copy).text
    assert before.count("You said yes on") == 8
    assert before.count("You said no on") == 3
    assert "This page is your copy." not in before
    screen.sends(f"/me/stopping/{live}/stop/C01")
    after = screen.gets(copy).text
    assert "How it is now: You stopped this." in after
    assert before.count('aria-label="Stop: ') - 1 == after.count('aria-label="Stop: ')


def test_who_has_not_answered_reads_the_sheet_there(furnished: Service, screen: Screen) -> None:
    told = screen.becomes("Ash").gets(f"/me/agreed/{live_of(furnished)}").text
    assert "You have not answered anything yet." in told
    assert "I agree to take part in an interview." in told


def test_a_no_is_on_the_copy_too(furnished: Service, screen: Screen) -> None:
    answer = screen.becomes("Ash").sends(f"/me/saying/{live_of(furnished)}/no/C04")
    assert "You said no on" in screen.gets(answer.headers["Location"]).text
    assert findings(furnished) == set()


def test_an_answer_on_other_words_is_not_shown_with_these(furnished: Service, screen: Screen) -> None:
    ash, live = person_of(furnished, "Ash"), live_of(furnished)
    taker = identity.entitled(furnished.road, "sam.study", "study_team", furnished.clock())
    now = furnished.clock()
    paper = GiveAnswers(
        person=ash,
        initiative=live,
        version="1.0",
        taker=taker,
        document_sha256="f" * 64,
        informed_at=now - timedelta(days=5),
        occurred_at=now - timedelta(hours=1),
        answers={"C01": True},
        history=True,
        **stores.operator(furnished),
    )
    assert furnished.road.ask(paper).refused is None
    told = screen.becomes("Ash").gets(f"/me/agreed/{live}").text
    assert "The exact words of version 1.0 are not held here." in told
    assert "I agree to" not in told
