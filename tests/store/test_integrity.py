"""What somebody took out of the log, put in or changed is found: by reading, by the doctor and by a replay."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain import access
from domain.access import PersonRead
from domain.consent import Withdraw
from domain.kernel.ids import StreamId
from service import doctor
from service.errors import Tampered
from service.facts import States
from service.store import verifying
from service.store.leaf import entry, entry_tail, leaf
from service.wiring import Service
from tests import stores
from tests.given import P1, P2, STUDY
from tests.service.commands import asked
from tests.store import raw
from tests.store.drafts import attempt, reading

READINGS = 6
REMEDY = r"is missing\. Somebody changed the database: keep it as it is"


@pytest.fixture
def first(store: Service) -> int:
    """The position of the first of six readings of one person, behind what every store begins with."""
    return store.record.append([reading(n) for n in range(1, READINGS + 1)], {})[0]


def stream() -> StreamId:
    return reading().event.stream


def run(service: Service, sql: str, *given: Any) -> list[tuple[Any, ...]]:
    with raw.events(service) as execute:
        return execute(sql, *given)


def take_out(service: Service, *positions: int) -> None:
    for position in positions:
        run(service, "DELETE FROM events WHERE position = ?", position)


def found(service: Service) -> list[tuple[int, str]]:
    return [(fault.position, fault.said) for fault in service.record.verify()]


@pytest.mark.parametrize("nth", range(READINGS - 1))
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_stream_with_a_hole_is_not_read(store: Service, first: int, nth: int, after: int) -> None:
    take_out(store, first + nth)
    if nth < after:
        assert [r.version for r in store.record.read(stream(), after=after)] == [*range(after + 1, READINGS + 1)]
        return
    with pytest.raises(Tampered, match=f"Version {nth + 1} of the stream .* {REMEDY}"):
        store.record.read(stream(), after=after)


def test_no_decision_rests_on_a_stream_with_a_hole(store: Service, first: int) -> None:
    states = States(store.record)
    states.get(stream(), access.READING_FOLDING)
    store.record.append([reading(READINGS + 1), reading(READINGS + 2)], {})
    take_out(store, first + READINGS)
    for known in (states, States(store.record)):
        with pytest.raises(Tampered, match=REMEDY):
            known.refresh({stream(): access.READING_FOLDING})


def test_a_stream_is_read_up_to_a_position_as_it_was(store: Service, first: int) -> None:
    assert [r.version for r in store.record.read(stream(), up_to=first + 2)] == [1, 2, 3]
    assert [r.version for r in store.record.read(stream(), up_to=first + 2, after=1)] == [2, 3]
    assert store.record.read(stream(), after=READINGS) == []


@pytest.mark.parametrize("gone", [(0,), (2,), (2, 3), (READINGS - 1,), tuple(range(READINGS))], ids=str)
@pytest.mark.parametrize("limit", [READINGS, 500])
def test_a_log_with_a_hole_is_not_read(store: Service, first: int, gone: tuple[int, ...], limit: int) -> None:
    take_out(store, *(first + nth for nth in gone))
    for read in (store.record.tail, store.record.made):
        with pytest.raises(Tampered, match=f"position {first + gone[0]} {REMEDY}"):
            read(first - 1, limit)


def test_a_log_is_read_to_its_end_and_not_beyond(store: Service, first: int) -> None:
    assert [r.position for r in store.record.tail(first - 1, 2)] == [first, first + 1]
    assert len(store.record.tail(first - 1, 500)) == READINGS
    assert store.record.tail(store.record.head(), 500) == []
    assert store.record.tail(store.record.head() + 5, 500) == []


def test_a_sound_log_has_no_faults_however_long_its_pages_are(
    store: Service, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores.past_the_road(store)
    store.record.append([attempt([P2, reading().event.subjects[0]]), reading(1, P2)], {})
    for page in (1, 3, 2_000):
        monkeypatch.setattr(verifying, "PAGE", page)
        told: list[tuple[int, int]] = []
        assert list(store.record.verify(lambda done, total, told=told: told.append((done, total)))) == []
        assert told[-1] == (store.record.head(), store.record.head())


def retold(service: Service, position: int, /, **columns: Any) -> None:
    for name, value in columns.items():
        run(service, f"UPDATE events SET {name} = ? WHERE position = ?", value, position)


def rewritten(service: Service, position: int) -> None:
    """Another state, with the entry and the leaf that go with it: only the tree could tell."""
    said = json.loads(run(service, "SELECT entry FROM events WHERE position = ?", position)[0][0])
    text = entry(said["at"], entry_tail(PersonRead.tag, said["stream"], said["ver"], b"{}", said["subjects"]))
    retold(service, position, state=b"{}", entry=text, leaf=leaf(text))


def earlier(service: Service, position: int) -> None:
    was = service.record.at([position])[0].recorded_at - timedelta(days=1)
    retold(service, position, recorded_at=f"{was:%Y-%m-%dT%H:%M:%S.%f}Z" if service.record.embedded else was)


ENTRY = "its entry is not that of what is stored"
LEAF = "its leaf is not that of its entry"
TIME = "it was recorded at another time than its entry says"
EARLIER = "it was recorded before the event that stands before it"
CHANGES: dict[str, tuple[Callable[[Service, int], object], list[str]]] = {
    "another state": (lambda s, at: raw.put_state(s, at, {"event": {}}), [ENTRY]),
    "another kind": (lambda s, at: retold(s, at, topic="access.data_used.v1"), [ENTRY]),
    "another leaf": (lambda s, at: retold(s, at, leaf=b"\0" * 32), [LEAF]),
    "no entry": (
        lambda s, at: retold(s, at, entry="", leaf=leaf("")),
        ["its entry cannot be made anew (ValueError)"],
    ),
    "another entry": (
        lambda s, at: run(s, "UPDATE events SET entry = entry || ' ' WHERE position = ?", at),
        [ENTRY, LEAF],
    ),
    "another time": (earlier, [EARLIER, TIME]),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=[name.replace(" ", "-") for name in CHANGES])
def test_a_row_that_was_changed_is_found(
    store: Service, first: int, change: Callable[[Service, int], object], said: list[str]
) -> None:
    change(store, first + 2)
    assert found(store) == [(first + 2, each) for each in said]


def test_what_is_changed_with_its_entry_and_leaf_is_for_the_tree_to_find(store: Service, first: int) -> None:
    rewritten(store, first + 2)
    assert found(store) == []


def test_an_event_that_was_taken_out_is_found_wherever_it_stood(store: Service, first: int) -> None:
    last = first + READINGS - 1
    take_out(store, first + 2)
    behind = [
        (first + 3, f"it stands behind position {first + 1}"),
        (first + 3, "it is version 4 of its stream, where 3 is due"),
    ]
    assert found(store) == behind
    take_out(store, last)
    assert found(store) == [*behind, (last - 1, f"the log ends here, but the last position that was given is {last}")]


def test_an_event_that_was_put_in_is_found(store: Service, first: int) -> None:
    last = first + READINGS - 1
    retold(store, last, position=last + 9)
    assert found(store) == [
        (last + 9, f"it stands behind position {last - 1}"),
        (last + 9, f"the log ends here, but the last position that was given is {last}"),
    ]
    retold(store, last + 9, position=-1)
    assert found(store)[:2] == [
        (-1, "it stands behind position 0"),
        (-1, f"it is version {READINGS} of its stream, where 1 is due"),
    ]


def test_a_log_that_lost_everything_is_found(store: Service, first: int) -> None:
    run(store, "DELETE FROM events")
    assert found(store) == [(0, f"the log ends here, but the last position that was given is {first + READINGS - 1}")]
    with pytest.raises(Tampered, match=f"position 1 {REMEDY}"):
        store.record.tail(0, 1)


def by_the_doctor(service: Service) -> dict[str, tuple[str, str, str]]:
    return {each.what: (each.state, each.said, each.remedy) for each in doctor.examine(service.directory)}


def test_the_doctor_verifies_the_log(store: Service, first: int) -> None:
    said = by_the_doctor(store)
    assert said["log"] == ("ok", "every entry and leaf is that of what is stored", "")
    assert said["positions"] == ("ok", f"{first + READINGS - 1} events, without gaps", "")
    retold(store, first, leaf=b"")
    assert by_the_doctor(store)["log"] == ("fault", f"At position {first}: {LEAF}.", doctor.COMPARE)
    retold(store, first + 1, leaf=b"")
    more = f"At position {first}: {LEAF}; and 1 more: byleave replay."
    assert by_the_doctor(store)["log"] == ("fault", more, doctor.COMPARE)


def test_the_doctor_misses_the_last_event(store: Service, first: int) -> None:
    last = first + READINGS - 1
    take_out(store, last)
    missing = f"{last - 1} events stand at positions up to {last}: some are missing."
    said = by_the_doctor(store)
    assert said["positions"] == ("fault", missing, doctor.COMPARE)
    assert said["log"][0] == "fault"


def test_a_replay_verifies_the_log_first(store: Service, first: int) -> None:
    sound = asked("--data", store.directory, "replay", "--json").json
    retold(store, first + 1, leaf=b"")
    ran = asked("--data", store.directory, "replay", "--json")
    assert (ran.code, json.loads(ran.out)) == (5, {**sound, "faults": [{"position": first + 1, "said": LEAF}]})
    take_out(store, first + 3)
    ran = asked("--data", store.directory, "replay", "--json")
    said = json.loads(ran.out)
    assert ran.code == 5
    assert [each["position"] for each in said["faults"]] == [first + 1, first + 4, first + 4]
    assert said["stopped"] == f"The event at position {first + 3} is missing."
    text = asked("--data", store.directory, "replay")
    assert text.code == 5
    assert LEAF in text.out
    assert f"position {first + 3} is missing" in text.err


@pytest.mark.heavy
@pytest.mark.slow
def test_a_long_log_is_verified_fast(tmp_path: Path) -> None:
    with stores.made(tmp_path / "data") as service:
        for start in range(1, 100_001, 5_000):
            service.record.append([reading(n) for n in range(start, start + 5_000)], {})
        begun = time.process_time()
        assert found(service) == []
        assert time.process_time() - begun < 2, "it should be about one second"


def test_a_running_process_says_that_the_record_lost_what_it_has_read(store: Service) -> None:
    stores.past_the_road(store)
    actor = stores.operator(store)["actor"]
    store.road.ask(Withdraw(person=P1, initiative=STUDY, level="W2", **stores.operator(store)))
    assert not store.road.may_use(P1, STUDY, "transcript", "analysis", actor).allow
    store.record.recorder.execute(store.record._sql("DELETE FROM {t} WHERE topic = 'consent.withdrawn.v1'"))  # type: ignore[attr-defined]
    with pytest.raises(Tampered, match="less than it did"):
        store.road.may_use(P1, STUDY, "transcript", "analysis", actor)
