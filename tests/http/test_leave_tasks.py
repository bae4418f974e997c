"""What is still to be done about who goes out, asked over HTTP: each role is answered what it may know."""

from datetime import timedelta

from tests.http.asking import AUDITOR, STUDY, WARD, Asking
from tests.leave.at_the_door import furnish, losing_consent
from tests.store.workers import person_of


def test_the_api_answers_as_the_role_may_know(ask: Asking) -> None:
    furnish(ask.service, 1)
    ask.service.road.ask(losing_consent(ask.service, person_of(0)))
    answer = ask.get("/api/leave/tasks", WARD)
    [task] = answer.json["tasks"]
    assert (task["kind"], task["stage"], task["does"]) == ("gate", "no longer B5", ["clinician", "mha_office"])
    assert (task["person"], task["activity"]) == (person_of(0), None)
    assert ask.get("/api/leave/tasks", WARD, person=person_of(0), kind="gate").json["tasks"] == [task]
    assert ask.get("/api/leave/tasks", WARD, person=person_of(1)).json["tasks"] == []
    assert ask.get("/api/leave/tasks", WARD, kind="overdue").json["tasks"] == []
    earlier = (ask.service.clock() - timedelta(days=1)).isoformat()
    assert ask.get("/api/leave/tasks", WARD, known_at=earlier).json["tasks"] == []
    for who in (AUDITOR, STUDY):
        kept_out = ask.get("/api/leave/tasks", who)
        assert kept_out.status_code == 403
        assert b"B5" not in kept_out.data
    assert b"gate" not in ask.get(f"/api/initiatives/{ask.initiative}/tasks").data
