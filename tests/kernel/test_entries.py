"""Entries: a correction ends what was known and takes its place; it never reaches back."""

from dataclasses import dataclass, replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.entries import Entry, as_known, end, put, standing
from domain.kernel.time import ALWAYS, FOREVER
from tests.given import NOON, R1, at, hours, recorded
from tests.samples import sample_event


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Entry):
    """An entry that says something."""

    says: str


def note(version: int, says: str, known_from: datetime = NOON) -> Note:
    return Note(version=version, position=version * 10, order=version, known_from=known_from, says=says)


def said(entries: tuple[Note, ...], known: datetime = FOREVER) -> list[str]:
    return [entry.says for entry in as_known(entries, known)]


def test_an_entry_is_known_from_its_instant_until_the_instant_at_which_it_is_ended() -> None:
    (entry,) = end((note(1, "first"),), 1, NOON + hours(2))
    known = [entry.known(NOON + hours(h)) for h in (-1, 0, 1, 2, 3)]
    assert known == [False, True, True, False, False]
    assert not entry.known(FOREVER)
    assert note(1, "first").known(FOREVER)


def test_what_stands_is_known_also_where_forever_is_asked_in_other_words() -> None:
    assert note(1, "first").known(datetime.fromisoformat("9999-12-31T23:59:59+00:00"))


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    entries = put(put((), note(1, "first"), None), note(2, "second"), None)
    corrected = put(entries, note(3, "first, corrected", NOON + hours(5)), 1)
    assert said(corrected) == ["first, corrected", "second"]
    assert said(corrected, NOON + hours(4)) == ["first", "second"]
    assert said(corrected, NOON - hours(1)) == []


def test_a_correction_of_a_correction_keeps_the_first_place() -> None:
    entries = put(put((), note(1, "first"), None), note(2, "second"), None)
    entries = put(put(entries, note(3, "again", NOON + hours(1)), 1), note(4, "and again", NOON + hours(2)), 3)
    assert said(entries) == ["and again", "second"]
    assert [said(entries, NOON + hours(h))[0] for h in (0, 1, 2)] == ["first", "again", "and again"]


def test_of_two_corrections_of_one_entry_the_last_counts_and_what_was_known_stays_known() -> None:
    entries = put((), note(1, "first"), None)
    entries = put(put(entries, note(2, "one", NOON + hours(1)), 1), note(3, "other", NOON + hours(2)), 1)
    assert [said(entries, NOON + hours(h)) for h in (0, 1, 2)] == [["first"], ["one"], ["other"]]
    assert said(entries) == ["other"]


def test_an_end_that_an_entry_has_already_stands() -> None:
    ended = end(end((note(1, "first"),), 1, NOON + hours(1)), 1, NOON + hours(9))
    assert not ended[0].known(NOON + hours(1))


def test_a_correction_of_what_there_is_none_of_is_an_entry_of_its_own() -> None:
    assert said(put((note(1, "first"),), note(2, "second"), 7)) == ["first", "second"]


def test_the_end_of_one_entry_leaves_the_others() -> None:
    assert said(end((note(1, "first"), note(2, "second")), 1, NOON)) == ["second"]


@given(st.lists(st.integers(0, 8), min_size=1, max_size=12), st.integers(-1, 13))
def test_at_every_instant_each_place_holds_one_entry_at_the_most(corrects: list[int], hour: int) -> None:
    entries: tuple[Note, ...] = ()
    for version, wanted in enumerate(corrects, 1):
        correcting = wanted if 0 < wanted < version else None
        entries = put(entries, note(version, str(version), NOON + hours(version)), correcting)
    known = as_known(entries, NOON + hours(hour))
    assert len({entry.order for entry in known}) == len(known)
    assert len(known) == sum(not 0 < wanted < version for version, wanted in enumerate(corrects, 1) if version <= hour)


def test_an_entry_stands_where_its_envelope_says_and_is_known_since_then() -> None:
    event = sample_event("consent.withdrawn.v1")
    late = recorded(event, NOON, version=4, position=77, entered_at=NOON - hours(9))
    place = {"version": 4, "position": 77, "order": 4}
    assert standing(late) == {**place, "known_from": NOON - hours(9), "author": R1, "told_at": None}
    assert standing(replace(late, history=True))["told_at"] == NOON, "when it was told, and not what it says of itself"
    correction = recorded(event, NOON, version=5, position=78, entered_at=NOON - hours(9), corrects=4)
    assert standing(correction)["known_from"] == NOON
    assert standing(recorded(event, NOON, entered_at=ALWAYS))["known_from"] < at("1850-01-01T00:00")
    assert standing(recorded(event, NOON))["known_from"] == NOON
