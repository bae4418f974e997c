"""Sealed values open where they stand and nowhere else; never, erased and tampered are three different answers."""

import os
import traceback
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.consent import consent_stream
from domain.kernel.decider import Event, Recorded
from domain.kernel.ids import Ref
from domain.kernel.sealed import IDENTITY, Erased, Sealed, study_purpose
from domain.people.events import person_stream
from service import wiring
from service.errors import KeyFault, MissingKey, Tampered
from service.names import office_ids, opened
from service.store import KeyRing, KeyStore, OfficeId, Place, open_sealed
from service.store.sealing import seal, unseal
from service.wiring import Service
from tests.given import P1, P2, STUDY, ref
from tests.store import raw
from tests.store.drafts import registering, stopping
from tests.stores import made

OTHER_STUDY = ref("talk3")
CLEAR = "Ada Quill of Nidd Court"
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
PLACE = Place("a" * 32, 3, "people.person_registered.v1", "name")


@pytest.fixture
def two(store: Service) -> Service:
    """A store with two people in two studies, and the stops of the first."""
    for person, name in ((P1, "Ada Quill"), (P2, "Ben Okoro")):
        store.road.ask(registering(store, person, name=name, office_id=f"P-{name[0]}"))
    for initiative in (STUDY, STUDY, OTHER_STUDY):
        store.road.ask(stopping(store, P1, initiative))
    return store


def registered(store: Service, person: Ref) -> Recorded[Event]:
    return store.record.read(person_stream(person))[0]


def stops(store: Service, initiative: Ref = STUDY) -> list[Recorded[Event]]:
    return store.record.read(consent_stream(P1, initiative))


def open_again(store: Service, recorded: Recorded[Event], field: str) -> str:
    """A value opened as somebody else would who opens the store now: from the databases, nothing remembered."""
    with reopened(store) as again:
        [now] = again.record.at([recorded.position])
        return opened(again.keys, now, field, getattr(now.event, field))


@contextmanager
def reopened(store: Service) -> Iterator[Service]:
    with wiring.open_store(store.directory) as again:
        yield again


def put(store: Service, recorded: Recorded[Event], field: str, value: dict[str, Any]) -> None:
    """Another sealed value in a field, written past the service."""
    state = raw.state(store, recorded.position)
    state["event"][field] = value
    raw.put_state(store, recorded.position, state)


def boxed(store: Service, recorded: Recorded[Event], field: str) -> dict[str, Any]:
    return dict(raw.state(store, recorded.position)["event"][field])


def refused(store: Service, recorded: Recorded[Event], field: str) -> None:
    with pytest.raises(Tampered, match=f"{field} of {recorded.event.tag}"):
        open_again(store, recorded, field)


def test_what_was_sealed_opens_where_it_stands(two: Service) -> None:
    assert open_again(two, registered(two, P1), "name") == "Ada Quill"
    assert open_again(two, registered(two, P2), "office_id") == "P-B"
    assert [open_again(two, stop, "expressed_to") for stop in stops(two)] == ["the night nurse"] * 2
    assert office_ids(two.record, two.keys, [P1, P2]) == {P1: "P-A", P2: "P-B"}


def test_a_value_moved_to_another_persons_row_is_refused(two: Service) -> None:
    mine, theirs = registered(two, P1), registered(two, P2)
    moved = boxed(two, mine, "name")
    put(two, theirs, "name", moved)
    refused(two, theirs, "name")
    put(two, theirs, "name", {**moved, "subject": P2})
    refused(two, theirs, "name")


def test_a_value_said_to_be_somebody_elses_is_refused(two: Service) -> None:
    mine = registered(two, P1)
    put(two, mine, "name", {**boxed(two, mine, "name"), "subject": P2})
    refused(two, mine, "name")


@pytest.mark.parametrize(
    ("kept", "moved"), [("name", "date_of_birth"), ("office_id", "gender"), ("gender", "office_id")]
)
def test_a_value_moved_to_another_field_is_refused(two: Service, kept: str, moved: str) -> None:
    mine = registered(two, P1)
    put(two, mine, kept, boxed(two, mine, moved))
    refused(two, mine, kept)


def test_a_value_said_to_be_for_another_purpose_is_refused(two: Service) -> None:
    mine = registered(two, P1)
    put(two, mine, "name", {**boxed(two, mine, "name"), "purpose": study_purpose(STUDY)})
    refused(two, mine, "name")
    put(two, mine, "gender", {**boxed(two, mine, "gender"), "purpose": IDENTITY})
    refused(two, mine, "gender")


def test_a_value_moved_to_another_version_of_its_stream_is_refused(two: Service) -> None:
    first, second = stops(two)
    put(two, second, "expressed_to", boxed(two, first, "expressed_to"))
    refused(two, second, "expressed_to")


def test_rows_that_change_places_open_no_longer(two: Service) -> None:
    first, second = stops(two)
    with raw.events(two) as run:
        for position, version in ((first.position, 99), (second.position, 1), (first.position, 2)):
            run("UPDATE events SET originator_version = ? WHERE position = ?", version, position)
    refused(two, first, "expressed_to")
    refused(two, second, "expressed_to")


def test_a_value_moved_to_another_stream_is_refused(two: Service) -> None:
    here, there = stops(two)[0], stops(two, OTHER_STUDY)[0]
    put(two, there, "expressed_to", boxed(two, here, "expressed_to"))
    refused(two, there, "expressed_to")


def test_a_row_moved_to_another_stream_is_not_read(two: Service) -> None:
    position = stops(two, OTHER_STUDY)[0].position
    with raw.events(two) as run:
        run(
            "UPDATE events SET originator_id = ?, originator_version = 3 WHERE position = ?",
            consent_stream(P1, STUDY),
            position,
        )
    with pytest.raises(Tampered, match="AnotherStream"):
        stops(two)


def test_a_box_put_back_where_it_was_opens_again(two: Service) -> None:
    first, second = stops(two)
    was = boxed(two, second, "expressed_to")
    put(two, second, "expressed_to", boxed(two, first, "expressed_to"))
    put(two, second, "expressed_to", was)
    assert open_again(two, second, "expressed_to") == "the night nurse"


def test_a_flipped_bit_anywhere_in_a_stored_box_is_refused(two: Service) -> None:
    stop = stops(two)[0]
    was = boxed(two, stop, "expressed_to")
    box = b64decode(was["box"])
    for place in (0, 1, 12, 13, 44, 45, len(box) - 17, len(box) - 16, len(box) - 1):
        put(two, stop, "expressed_to", {**was, "box": b64encode(flipped(box, place * 8)).decode()})
        refused(two, stop, "expressed_to")


def test_a_box_that_is_none_is_called_tampered(two: Service) -> None:
    stop = stops(two)[0]
    whole = boxed(two, stop, "expressed_to")
    for box in ("", "AQ==", "!!", 7, None):
        put(two, stop, "expressed_to", {**whole, "box": box})
        with pytest.raises(Tampered):
            open_again(two, stop, "expressed_to")


def flipped(box: bytes, bit: int) -> bytes:
    return box[: bit // 8] + bytes([box[bit // 8] ^ 1 << bit % 8]) + box[bit // 8 + 1 :]


texts = st.text()
places = st.builds(Place, st.text("0123456789abcdef", min_size=1), st.integers(1, 2**63), st.text(), st.text())


@given(st.binary(min_size=32, max_size=32), places, texts)
def test_any_text_opens_as_it_was_sealed(key: bytes, place: Place, text: str) -> None:
    assert unseal(key, place, seal(key, place, text)) == text


@given(places, places, texts)
def test_no_text_opens_at_another_place(place: Place, other: Place, text: str) -> None:
    for elsewhere in (replace(place, **{f: getattr(other, f)}) for f in ("stream", "version", "tag", "field")):
        if elsewhere != place:
            with pytest.raises(Tampered):
                unseal(KEY, elsewhere, seal(KEY, place, text))


def test_the_parts_of_a_place_cannot_be_shifted_into_one_another() -> None:
    box = seal(KEY, Place("ab", 1, "c", "d"), CLEAR)
    for other in (Place("a", 1, "bc", "d"), Place("ab", 1, "cd", ""), Place("ab", 1, "", "cd")):
        with pytest.raises(Tampered):
            unseal(KEY, other, box)


def test_a_flipped_bit_anywhere_in_a_box_is_refused() -> None:
    box = seal(KEY, PLACE, CLEAR)
    for bit in range(len(box) * 8):
        with pytest.raises(Tampered):
            unseal(KEY, PLACE, flipped(box, bit))


def test_a_box_cut_short_or_drawn_out_is_refused() -> None:
    box = seal(KEY, PLACE, CLEAR)
    for wrong in (*(box[:length] for length in range(len(box))), box + b"\0", b"\1" + box):
        with pytest.raises(Tampered):
            unseal(KEY, PLACE, wrong)


def test_a_box_made_under_another_key_for_the_same_place_is_refused() -> None:
    with pytest.raises(Tampered):
        unseal(OTHER_KEY, PLACE, seal(KEY, PLACE, CLEAR))


def test_a_box_is_bound_to_its_key_by_more_than_its_own_tag() -> None:
    """AES-GCM alone commits to no key: a box of one key with the commitment of another is refused before it opens."""
    box, other = seal(KEY, PLACE, CLEAR), seal(OTHER_KEY, PLACE, CLEAR)
    assert box[13:45] != other[13:45]
    assert box[13:45] == seal(KEY, PLACE, "something else")[13:45]
    for key in (KEY, OTHER_KEY):
        with pytest.raises(Tampered):
            unseal(key, PLACE, box[:13] + other[13:45] + box[45:])


def test_no_two_boxes_are_alike_and_none_shows_its_text() -> None:
    boxes = {seal(KEY, PLACE, CLEAR) for _ in range(100)}
    assert len(boxes) == len({box[1:13] for box in boxes}) == 100
    assert not any(word.encode() in box for box in boxes for word in CLEAR.split() if len(word) > 3)


@pytest.mark.parametrize("row", ["subject", "purpose"])
def test_a_wrapped_key_moved_to_another_subject_or_purpose_opens_nothing(two: Service, row: str) -> None:
    to = (P2, IDENTITY) if row == "subject" else (P1, study_purpose(STUDY))
    with raw.keys(two) as run:
        [(wrapped,)] = run("SELECT wrapped FROM data_keys WHERE subject = ? AND purpose = ?", P1, IDENTITY)
        run("UPDATE data_keys SET wrapped = ? WHERE subject = ? AND purpose = ?", wrapped, *to)
    with reopened(two) as again:
        for use in (again.keys.find, again.keys.key, lambda *pair: again.keys.ensure([pair])):
            with pytest.raises(KeyFault) as raised:
                use(*to)
            assert not isinstance(raised.value, MissingKey)


def test_a_flipped_bit_in_a_wrapped_key_is_refused(two: Service) -> None:
    with raw.keys(two) as run:
        [(wrapped,)] = run("SELECT wrapped FROM data_keys WHERE subject = ? AND purpose = ?", P1, IDENTITY)
        for place in (0, 12, len(wrapped) - 1):
            changed = flipped(bytes(wrapped), place * 8)
            run("UPDATE data_keys SET wrapped = ? WHERE subject = ? AND purpose = ?", changed, P1, IDENTITY)
            with reopened(two) as again, pytest.raises(KeyFault):
                again.keys.find(P1, IDENTITY)


def test_another_key_encryption_key_is_refused_when_the_store_is_opened(two: Service) -> None:
    Path(two.config.key_file).write_text(os.urandom(32).hex() + "\n")
    with pytest.raises(KeyFault, match="does not open with this key file"), reopened(two):
        pass


def test_another_key_encryption_key_opens_no_key(two: Service) -> None:
    ring = KeyRing(two.keys.store, os.urandom(32))
    for use in (ring.check, lambda: ring.find(P1, IDENTITY), lambda: ring.ensure([(P1, IDENTITY)])):
        with pytest.raises(KeyFault):
            use()


def test_never_erased_and_tampered_are_three_different_answers(two: Service) -> None:
    erased, missing, tampered = registered(two, P1), registered(two, P2), stops(two)[1]
    two.keys.destroy(P1, IDENTITY)
    with raw.keys(two) as run:
        run("DELETE FROM data_keys WHERE subject = ? AND purpose = ?", P2, IDENTITY)
    put(two, tampered, "expressed_to", boxed(two, stops(two)[0], "expressed_to"))
    with reopened(two) as again:
        assert answer(again, erased, "name") == Erased(P1, IDENTITY)
        with pytest.raises(MissingKey, match="Restore the key database"):
            answer(again, missing, "name")
        with pytest.raises(Tampered):
            answer(again, tampered, "expressed_to")
        assert answer(again, erased, "gender") == "woman"


def answer(store: Service, recorded: Recorded[Event], field: str) -> str | Erased:
    place = Place(recorded.stream, recorded.version, recorded.event.tag, field)
    [now] = store.record.at([recorded.position])
    return open_sealed(store.keys.find, getattr(now.event, field), place)


def test_who_was_erased_is_called_so_and_everybody_else_by_name(two: Service) -> None:
    two.keys.destroy(P1, study_purpose(STUDY))
    with reopened(two) as again:
        for service in (two, again):
            assert office_ids(service.record, service.keys, [P1, P2]) == {P1: f"erased-{P1[:8]}", P2: "P-B"}


def test_nobody_is_made_to_look_erased_by_a_value_said_to_be_an_erased_persons(two: Service) -> None:
    theirs = registered(two, P2)
    two.keys.destroy(P1, study_purpose(STUDY))
    put(two, theirs, "office_id", {**boxed(two, theirs, "office_id"), "subject": P1})
    with reopened(two) as again, pytest.raises(Tampered):
        office_ids(again.record, again.keys, [P2])


def test_an_erased_key_is_never_made_again(two: Service) -> None:
    two.keys.destroy(P1, IDENTITY)
    with reopened(two) as again:
        for ring in (two.keys, again.keys):
            with pytest.raises(KeyFault, match="destroyed"):
                ring.ensure([(P2, "care"), (P1, IDENTITY)])
            with pytest.raises(KeyFault, match="destroyed"):
                ring.key(P1, IDENTITY)
            assert ring.find(P1, IDENTITY) is None
        with pytest.raises(KeyFault):
            again.road.ask(registering(again, P1))
    with raw.keys(two) as run:
        [(wrapped, destroyed_at)] = run(
            "SELECT wrapped, destroyed_at FROM data_keys WHERE subject = ? AND purpose = ?", P1, IDENTITY
        )
    assert wrapped is None
    assert destroyed_at is not None


def test_the_index_of_an_office_id_goes_with_its_key(store: Service) -> None:
    purpose, other = study_purpose(STUDY), study_purpose(OTHER_STUDY)
    store.keys.ensure([(P1, purpose), (P2, purpose), (P1, other)])
    store.keys.register(STUDY, [OfficeId("P-A", P1, purpose), OfficeId("P-B", P2, purpose)])
    store.keys.register(OTHER_STUDY, [OfficeId("P-A", P1, other)])
    store.keys.destroy(P1, purpose)
    assert store.keys.references(STUDY, ["P-A", "P-B"]) == {"P-B": P2}
    assert store.keys.references(OTHER_STUDY, ["P-A"]) == {"P-A": P1}
    with raw.keys(store) as run:
        left = run("SELECT reference FROM office_ids WHERE purpose = ?", purpose)
    assert left == [(P2,)]


def test_a_sealed_value_shows_nothing_of_its_text() -> None:
    sealed = Sealed(P1, IDENTITY, CLEAR)
    for shown in (repr(sealed), str(sealed), f"{sealed}", repr([sealed]), repr({"name": sealed})):
        assert "Ada" not in shown


def test_a_command_and_its_event_show_nothing_of_what_was_said(store: Service) -> None:
    command = stopping(store, to=CLEAR)
    store.road.ask(command)
    [recorded] = stops(store)
    for shown in (repr(command), repr(recorded), repr(recorded.event), str(store.record.mapper)):
        assert not set(CLEAR.split()) & set(shown.split("'"))
        assert "Ada" not in shown


def raises_from(use: Callable[[], Any]) -> str:
    """What a program prints of an error: the whole traceback."""
    try:
        use()
    except Exception as error:
        return "".join(traceback.format_exception(error))
    raise AssertionError("nothing was raised")


def test_no_traceback_shows_what_was_sealed(two: Service) -> None:
    mine = registered(two, P1)
    put(two, mine, "name", boxed(two, mine, "date_of_birth"))
    sealed_twice = replace(stopping(two), expressed_to=Sealed(P1, "care", box=b"x"))
    two.keys.destroy(P2, IDENTITY)
    shown = [
        raises_from(lambda: open_again(two, mine, "name")),
        raises_from(lambda: two.road.ask(registering(two, P2, name=CLEAR))),
        raises_from(lambda: two.road.ask(sealed_twice)),
        raises_from(lambda: two.road.ask(stopping(two, to=f"{CLEAR} \ud800"))),
        raises_from(lambda: two.road.ask(replace(stopping(two, to=CLEAR), person=P2, initiative=7))),
    ]
    assert all("Ada" not in text and "Quill" not in text for text in shown)


def test_a_text_that_cannot_be_written_down_is_refused_and_nothing_is_recorded(store: Service) -> None:
    head = store.record.head()
    with pytest.raises(UnicodeEncodeError):
        store.road.ask(stopping(store, to="\ud800"))
    assert store.record.head() == head


def test_a_key_is_made_once_whoever_asks_for_it(tmp_path: Path) -> None:
    with made(tmp_path / "data") as store:
        kek = wiring.key_encryption_key(store.config)
        rings = [KeyRing(KeyStore(f"sqlite:///{store.directory / 'keys.db'}"), kek) for _ in range(3)]
        for ring in rings:
            ring.ensure([(P1, IDENTITY), (P1, IDENTITY)])
        assert len({ring.key(P1, IDENTITY) for ring in rings}) == 1
        for ring in rings:
            ring.store.close()
