"""A stop is never refused for its form: what can be read is taken, the rest most protectively, and that is said."""

from typing import Any

import pytest

from domain.consent import CapacityDoubted, ChannelsStopped, ConsulteeAdvised, ObjectionObserved, Paused, Withdrawn
from domain.kernel.decider import Event
from tests.http.asking import PARTICIPANT, RECORDS, STUDY, WARD, Asking, events

NAME = "Zaphod Q. Privatius"
TEXT: dict[str, Any] = {"data": b"please stop", "content_type": "text/plain"}
UNREADABLE: list[dict[str, Any]] = [
    TEXT,
    {"data": b"{", "content_type": "application/json"},
    {"data": b"\xff", "content_type": "application/json"},
    {"data": b"[" * 5_000, "content_type": "application/json"},
    {"data": b" " * 300_000, "content_type": "application/json"},
    {"json": []},
    {"json": "stop"},
    {"data": b"null", "content_type": "application/json"},
    {"json": {NAME: NAME}},
    {"json": {"level": "W9"}},
    {"json": {"level": NAME}},
    {"json": {"level": ["W1"]}},
    {"json": {"level": None}},
    {"json": {"level": "W1", "items": ["C01", "C77"]}},
    {"json": {"level": "W2", "items": "C07"}},
    {"json": {"level": "W2", NAME: NAME}},
]


def recorded(ask: Asking, answer: Any) -> Event:
    """The event that an answer says was recorded."""
    assert answer.status_code == 201, answer.get_data(as_text=True)
    assert NAME not in answer.get_data(as_text=True)
    return ask.service.record.at([answer.json["position"]])[0].event


def resting(ask: Asking) -> bool:
    """Whether nothing that the person agreed to goes on."""
    return not [each for each in ask.get(ask.consent).json["items"] if each["active"] and each["item"][0] == "C"]


@pytest.mark.parametrize("how", UNREADABLE)
def test_what_cannot_be_read_of_a_withdrawal_is_everything_until_somebody_asks(
    ask: Asking, how: dict[str, Any]
) -> None:
    answer = ask.post(f"{ask.consent}/withdrawal", who=PARTICIPANT, key=None, **how)
    event = recorded(ask, answer)
    assert isinstance(event, Withdrawn)
    assert (event.level, event.items) == ("W0", ())
    assert answer.json["unread"]
    assert resting(ask)


@pytest.mark.parametrize(
    ("body", "level", "unread"),
    [
        ({"level": "W2"}, "W2", set()),
        ({"level": "W2", "manner": "loudly"}, "W2", {"manner"}),
        ({"level": "W2", "expressed_to": ""}, "W2", {"expressed_to"}),
        ({"level": "W2", "occurred_at": "2012-02-30T10:00"}, "W2", {"occurred_at"}),
        ({"level": "W2", "occurred_at": "2012-03-25T01:30"}, "W2", {"occurred_at"}),
        ({"level": "W2", "occurred_at": "2012-02-20"}, "W2", {"occurred_at"}),
        ({"level": "W2", "occurred_at": "2150-01-01T10:00"}, "W2", {"occurred_at"}),
        ({"level": "W6", "items": "C01", NAME: NAME}, "W6", {"items", "other"}),
    ],
)
def test_what_can_be_read_of_a_withdrawal_is_taken(
    ask: Asking, body: dict[str, Any], level: str, unread: set[str]
) -> None:
    answer = ask.post(f"{ask.consent}/withdrawal", body, PARTICIPANT)
    event = recorded(ask, answer)
    assert isinstance(event, Withdrawn)
    assert event.level == level
    assert set(answer.json.get("unread", {})) == unread


def test_a_stop_that_says_its_kind_of_text_wrongly_is_read_all_the_same(ask: Asking) -> None:
    how = {"data": b'{"level": "W6"}', "content_type": "text/plain"}
    answer = ask.post(f"{ask.consent}/withdrawal", who=PARTICIPANT, **how)
    event = recorded(ask, answer)
    assert isinstance(event, Withdrawn)
    assert (event.level, answer.json.get("unread")) == ("W6", None)


@pytest.mark.parametrize("body", [{"items": ["C77"]}, {"items": ["C01"], "also": 1}])
def test_a_pause_of_what_cannot_be_read_is_one_of_everything(ask: Asking, body: dict[str, Any]) -> None:
    event = recorded(ask, ask.post(f"{ask.consent}/pause", body, WARD))
    assert isinstance(event, Paused)
    assert event.items == ()


@pytest.mark.parametrize(
    ("how", "channels"),
    [
        ({"json": {"off_channels": ["web"]}}, ("web",)),
        ({"json": {"off_channels": ["web", "cinema"]}}, ()),
        ({"json": {"off_channels": "web"}}, ()),
        ({"json": {"off_channels": ["web"], NAME: NAME}}, ()),  # what else was said may be more
        ({}, ()),
        (TEXT, ()),
    ],
)
def test_a_stop_of_channels_that_cannot_be_read_is_one_of_all(
    ask: Asking, how: dict[str, Any], channels: tuple[str, ...]
) -> None:
    event = recorded(ask, ask.post(f"{ask.consent}/withdrawal/channels", who=PARTICIPANT, key=None, **how))
    assert isinstance(event, ChannelsStopped)
    assert event.off_channels == channels


@pytest.mark.parametrize("how", [{}, TEXT, {"data": b""}, {"json": {"observer": NAME, "sign": NAME}}])
def test_an_objection_of_which_nothing_is_said_was_seen_by_whoever_reports_it(ask: Asking, how: dict[str, Any]) -> None:
    event = recorded(ask, ask.post(f"{ask.consent}/objections", who=WARD, key=None, **how))
    assert isinstance(event, ObjectionObserved)
    assert (event.observer, event.sign) == (ask.service.keys.references("actor", [WARD])[WARD], "not_said")
    assert resting(ask)


@pytest.mark.parametrize("how", [{}, TEXT, {"data": b""}, {"json": {"decision": "C99", "doubt": NAME, "by": 7}}])
def test_a_doubt_of_which_nothing_is_said_is_about_everything(ask: Asking, how: dict[str, Any]) -> None:
    event = recorded(ask, ask.post(f"{ask.consent}/capacity/doubts", who=WARD, key=None, **how))
    assert isinstance(event, CapacityDoubted)
    assert (event.decision, event.doubt) == ("take_part", "not_said")
    assert event.by == ask.service.keys.references("actor", [WARD])[WARD]
    assert resting(ask)


def test_what_is_said_of_an_objection_and_a_doubt_is_taken(ask: Asking) -> None:
    seen = recorded(ask, ask.post(f"{ask.consent}/objections", {"observer": ask.nurse, "sign": "leaving"}, WARD))
    assert isinstance(seen, ObjectionObserved)
    assert (seen.observer, seen.sign) == (ask.nurse, "leaving")
    body = {"decision": "C02", "doubt": "distress", "by": ask.nurse, "occurred_at": "never"}
    doubted = recorded(ask, ask.post(f"{ask.consent}/capacity/doubts", body, WARD))
    assert isinstance(doubted, CapacityDoubted)
    assert (doubted.decision, doubted.doubt, doubted.by) == ("C02", "distress", ask.nurse)


def test_an_unreadable_stop_says_in_the_timeline_that_nobody_said_how(ask: Asking) -> None:
    for what in ("objections", "capacity/doubts"):
        ask.post(f"{ask.consent}/{what}", who=WARD, **TEXT)
    said = " ".join(each["says"] for each in ask.get(f"/api/people/{ask.person}/timeline").json["timeline"])
    assert said.count("(not said)") == 2


def test_under_a_key_that_was_something_else_s_a_stop_is_recorded_all_the_same(ask: Asking) -> None:
    assert ask.post(f"{ask.consent}/pause", {"items": ["C01"]}, WARD, key="one").status_code == 201
    answer = ask.post(f"{ask.consent}/withdrawal", {"level": "W6"}, WARD, key="one")
    assert isinstance(recorded(ask, answer), Withdrawn)
    assert answer.json["repeated"] is False
    again = ask.post(f"{ask.consent}/pause", {"items": ["C01"]}, WARD, key="one")
    assert again.json["repeated"] is True


ADVICE = {"decision": "take_part", "take_part": True}


@pytest.mark.parametrize(
    ("more", "how", "status"),
    [
        ({}, {"key": None}, 400),
        ({}, {}, 428),
        ({"take_part": None}, {}, 428),
        ({"take_part": "no"}, {"key": None}, 400),
    ],
)
def test_advice_that_does_not_say_no_needs_a_key_and_a_version(
    ask: Asking, more: dict[str, Any], how: dict[str, Any], status: int
) -> None:
    head = events(ask.service)
    body = {**ADVICE, "consultee": ask.nurse, **more}
    assert ask.post(f"{ask.consent}/advice", body, STUDY, **how).status_code == status
    assert events(ask.service) == head


def test_advice_to_take_part_is_decided_on_a_version(ask: Asking) -> None:
    body = {**ADVICE, "consultee": ask.nurse}
    version = ask.etag(ask.consent)
    answer = ask.post(f"{ask.consent}/advice", body, STUDY, version=version)
    assert answer.status_code == 409, "the rules stand against it, and not its form"
    assert answer.json["broken"]
    ask.post(f"{ask.consent}/pause", who=STUDY)
    assert ask.post(f"{ask.consent}/advice", body, STUDY, version=version).status_code == 412
    unread = ask.post(f"{ask.consent}/advice", {**body, "decision": "C99"}, STUDY, version=ask.etag(ask.consent))
    assert unread.status_code == 422


def test_advice_to_stop_needs_nothing_else(ask: Asking) -> None:
    answer = ask.post(f"{ask.consent}/advice", {"take_part": False, "decision": 7}, RECORDS, key=None)
    event = recorded(ask, answer)
    assert isinstance(event, ConsulteeAdvised)
    assert (event.decision, event.take_part) == ("take_part", False)
    assert set(answer.json["unread"]) == {"decision"}
