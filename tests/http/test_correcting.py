"""What stands on the record wrongly is told again in place of it: with a reason, by those who keep the record."""

from typing import Any

import pytest

from domain.consent import AnswersGiven, Withdrawn
from service.http.api.correcting import CORRECTED
from tests.http.asking import AUDITOR, RECORDS, STUDY, WARD, Asking, events

REASON = "The paper says the fourth, the entry said the fifth."


def stop(ask: Asking) -> int:
    """The position of a stop of one item, which was entered as a stop of everything."""
    answer = ask.post(f"{ask.consent}/withdrawal", {"level": "W6"}, WARD)
    return int(answer.json["recorded"][0]["position"])


def again(ask: Asking, wrong: int, who: str = RECORDS, **changed: Any) -> Any:
    """The stop told again as one of taking part alone."""
    recorded = ask.service.record.at([wrong])[0]
    given = {
        "person": ask.person,
        "initiative": ask.initiative,
        "level": "W4",
        "occurred_at": recorded.occurred_at.isoformat(),
    }
    sent = {"do": "consent.withdraw", "entry": wrong, "reason": REASON, "fields": given, **changed}
    return ask.post("/api/corrections", sent, who, version=ask.etag(ask.consent))


def test_what_is_told_again_stands_in_place_of_the_entry_and_says_why(ask: Asking) -> None:
    entry = stop(ask)
    answer = again(ask, entry)
    assert answer.status_code == 201, answer.json
    was, now = ask.service.record.at([entry, answer.json["position"]])
    assert isinstance(now.event, Withdrawn)
    assert (now.corrects, now.event.level, now.history) == (was.version, "W4", True)
    (row,) = ask.service.record._select("SELECT state FROM {t} WHERE position = {p}", (now.position,))
    assert b'"reason"' in bytes(row["state"])
    assert REASON.encode() not in bytes(row["state"]), "it is sealed"


def test_what_a_correction_gives_back_waits_until_somebody_compared_it(ask: Asking) -> None:
    entry = stop(ask)
    assert again(ask, entry).status_code == 201
    assert not [each for each in ask.get(ask.consent).json["items"] if each["active"] and each["item"][0] == "C"]


@pytest.mark.parametrize("who", [AUDITOR, STUDY, WARD])
def test_nobody_else_corrects(ask: Asking, who: str) -> None:
    entry = stop(ask)
    head = events(ask.service)
    assert again(ask, entry, who).status_code == 403
    assert events(ask.service) == head + 1, "the reading for the version alone"


@pytest.mark.parametrize(
    ("changed", "status", "named"),
    [
        ({"entry": 1}, 409, ""),
        ({"entry": 2**53}, 409, ""),
        ({"entry": 0}, 422, "entry"),
        ({"reason": ""}, 422, "reason"),
        ({"do": "people.register_person"}, 422, "do"),
        ({"do": "consent.pause"}, 422, "other"),
        ({"fields": {}}, 422, "person"),
        ({"fields": {"person": "f" * 32}}, 404, ""),
        ({"fields": "all of it"}, 422, "fields"),
    ],
)
def test_what_cannot_be_corrected_so_is_said_and_nothing_recorded(
    ask: Asking, changed: dict[str, Any], status: int, named: str
) -> None:
    entry = stop(ask)
    head = events(ask.service)
    answer = again(ask, entry, **changed)
    assert (answer.status_code, named) == (
        status,
        named if not named else "".join(answer.json["fields"].keys() & {named}),
    )
    assert REASON not in answer.text
    assert events(ask.service) == head + 1, "the reading for the version alone"


def test_an_entry_of_another_kind_is_not_what_is_told_again(ask: Asking) -> None:
    stop(ask)
    stream = ask.service.record.read(ask.service.record.at([ask.service.record.head()])[0].stream)
    answers = next(each for each in stream if isinstance(each.event, AnswersGiven))
    refused = again(ask, answers.position)
    assert refused.status_code == 409
    assert "another kind" in refused.json["title"]


def test_an_entry_about_somebody_else_is_not_what_is_told_again(ask: Asking) -> None:
    stop(ask)
    theirs = ask.post(f"/api/consents/{ask.other}/{ask.initiative}/withdrawal", {"level": "W6"}, WARD).json["position"]
    refused = again(ask, theirs)
    assert refused.status_code == 409
    assert "none of what this is about" in refused.json["title"]


def test_a_key_and_a_version_are_needed_also_of_a_stop(ask: Asking) -> None:
    entry = stop(ask)
    sent = {"do": "consent.withdraw", "entry": entry, "reason": REASON, "fields": {}}
    assert ask.post("/api/corrections", sent).status_code == 428
    assert ask.post("/api/corrections", sent, key=None, version=ask.etag(ask.consent)).status_code == 400
    assert ask.post("/api/corrections", data=b"x", version=ask.etag(ask.consent)).status_code == 415


def test_every_command_that_is_told_as_history_and_names_nobody_anew_can_be_told_again() -> None:
    assert {"consent.withdraw", "consent.give_answers", "access.use_data", "people.record_death"} <= set(CORRECTED)
    assert not {"people.register_person", "settings.change_setting"} & set(CORRECTED)
