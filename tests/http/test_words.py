"""The exact words that somebody agrees to: those that were published, on the page with the yes, and no others."""

import re
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest

from domain.consent import CONSENTS, GiveAnswers
from service import demonstration, sheets
from service.sheets import Sheet
from service.wiring import Service
from tests.http.screens import Screen, live_of, person_of

SHEET = sheets.SHIPPED / demonstration.WORDS
NOT_HELD = "The exact words of the sheet are not held here. sam.study has the paper."


@pytest.fixture
def sheet() -> Sheet:
    return sheets.read(SHEET.read_bytes())


def paragraphs(sheet: Sheet) -> list[str]:
    """Every word of a sheet, in order."""
    told = [[section.heading, *section.paragraphs] for section in sheet.sections]
    return [sheet.title, *(each for part in told for each in part if each)]


def signed(service: Service, name: str) -> list[str | None]:
    """The hash of the words that each of somebody's own answers was sent with."""
    made = [each.command for each in service.record.made(0, 1000)]
    asked = [c for c in made if isinstance(c, GiveAnswers) and c.actor == person_of(service, name)]
    return [c.document_sha256 for c in asked]


def test_a_sheet_is_read_whole(sheet: Sheet) -> None:
    markup = re.compile(r"^(#+ |[CA]\d\d: )", re.MULTILINE)
    assert " ".join(paragraphs(sheet)).split() == markup.sub("", SHEET.read_text()).split()


def test_the_page_with_the_yes_shows_the_words_that_were_published(
    furnished: Service, screen: Screen, sheet: Sheet
) -> None:
    study = furnished.road.histories(person_of(furnished, "Ash"), live_of(furnished)).study
    assert {d.sha256 for d in study.documents["1.0"]} == {sheet.sha256}
    shown = unescape(screen.becomes("Ash").gets(f"/me/saying/{live_of(furnished)}/yes/C05").text)
    rest = shown
    for paragraph in paragraphs(sheet):
        assert paragraph in rest
        rest = rest[rest.index(paragraph) :]
    before = shown[: shown.index("<button", shown.index("Yes, I agree") - 200)]
    assert before.count("I agree that you may use my words, but not my name.") == 3


def test_a_yes_carries_the_hash_of_the_words_that_were_shown(furnished: Service, screen: Screen, sheet: Sheet) -> None:
    answer = screen.becomes("Ash").sends(f"/me/saying/{live_of(furnished)}/yes/C01")
    assert answer.status_code == 303
    assert signed(furnished, "Ash") == [sheet.sha256]


@pytest.mark.parametrize("held", ["nothing", "other words"])
def test_where_the_words_are_not_held_the_page_says_so_and_a_yes_is_one_still(
    furnished: Service, screen: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: str
) -> None:
    monkeypatch.setattr(sheets, "SHIPPED", tmp_path)
    if held == "other words":
        (tmp_path / SHEET.name).write_text(SHEET.read_text().replace("28 days", "2 days"))
    page = f"/me/saying/{live_of(furnished)}/yes/C01"
    shown = screen.becomes("Ash").gets(page).text
    assert NOT_HELD in shown
    assert "I agree to" not in shown
    assert "2 days" not in shown
    assert screen.sends(page).status_code == 303
    assert signed(furnished, "Ash") == [None]


def test_a_data_directory_holds_the_sheets_of_its_own_studies(
    furnished: Service, screen: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sheets, "SHIPPED", tmp_path / "nowhere")
    (furnished.directory / sheets.FOLDER).mkdir()
    (furnished.directory / sheets.FOLDER / "any.txt").write_bytes(SHEET.read_bytes())
    assert (
        "I agree to take part in an interview."
        in screen.becomes("Ash").gets(f"/me/saying/{live_of(furnished)}/yes/C01").text
    )


def test_what_cannot_be_read_as_words_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "b.txt").write_bytes(b"\xff\xfe of no sheet")
    (tmp_path / "c.txt").write_bytes(SHEET.read_bytes())
    published = {path.name: sha256(path.read_bytes()).hexdigest() for path in tmp_path.glob("[bc].txt")}
    assert sheets.find([tmp_path], published["b.txt"]) is None
    assert sheets.find([tmp_path], published["c.txt"]) == sheets.read(SHEET.read_bytes())
    assert sheets.find([tmp_path], None) is None


def test_words_that_changed_since_the_page_was_drawn_are_not_agreed_to(
    furnished: Service, screen: Screen, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = f"/me/saying/{live_of(furnished)}/yes/C01"
    sent = screen.becomes("Ash").hidden(page)
    monkeypatch.setattr(sheets, "SHIPPED", tmp_path)
    answer = screen.sends(page, sent, form="/me")
    assert answer.status_code == 409
    assert "changed since you looked" in answer.text
    assert signed(furnished, "Ash") == []


def test_who_has_to_wait_can_read_the_words_meanwhile(furnished: Service, screen: Screen) -> None:
    shown = screen.becomes("Bryn").gets(f"/me/saying/{live_of(furnished)}/yes/C06").text
    assert "I agree to be seen in a film." in shown


def test_every_item_has_one_sentence_of_its_own(sheet: Sheet) -> None:
    assert set(sheet.items) == CONSENTS
    assert all(re.match(r"I agree (to|that) .*\.$", sentence) for sentence in sheet.items.values())


def test_the_sheet_is_read_at_nine_to_eleven(sheet: Sheet) -> None:
    """Flesch and Kincaid's grade (1975) is a school year of the USA: its years 4 to 6 are nine to eleven years old."""
    told = [each for each in paragraphs(sheet)[2:] if each.endswith((".", "?"))]
    sentences = [s for each in told for s in re.split(r"(?<=[.?!:])\s+", each)]
    words = re.findall(r"[A-Za-z']+", " ".join(sentences))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    assert 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59 < 6
    assert max(len(sentence.split()) for sentence in sentences) <= 25
