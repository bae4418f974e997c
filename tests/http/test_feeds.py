"""The log as a feed: whole, in order, followed by position, and nothing personal in it."""

from service.http import feeds
from tests.http.asking import AUDITOR, PARTICIPANT, RECORDS, STUDY, WARD, Asking, events
from tests.service.office import FILES, Office


def followed(ask: Asking, limit: int) -> list[dict[str, object]]:
    """Every entry, page by page, as the links lead."""
    place, found = f"/api/feed?limit={limit}", []
    while page := (answer := ask.get(place)).json["entries"]:
        found.extend(page)
        place = answer.headers["Link"].split(">")[0].strip("<")
        assert 'rel="next"' in answer.headers["Link"]
    assert place == f"/api/feed?after={events(ask.service)}&limit={limit}", (
        "where nothing has followed it leads back here"
    )
    return found


def test_following_the_links_gives_every_event_once(ask: Asking) -> None:
    for limit in (1, 7, 1_000):
        assert [each["position"] for each in followed(ask, limit)] == list(range(1, events(ask.service) + 1))


def test_what_follows_is_seen_from_where_one_stood(ask: Asking) -> None:
    stood = followed(ask, feeds.PAGE)[-1]["position"]
    ask.post(f"{ask.consent}/pause")
    new = ask.get("/api/feed", after=stood).json
    assert [each["tag"] for each in new["entries"]] == ["consent.paused.v1"]
    assert new["head"] == new["position"] == events(ask.service)


def test_nothing_personal_is_in_it(ask: Asking, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    said = ask.get("/api/feed", limit=1_000).get_data(as_text=True)
    folder = next(path for path in tmp_path_factory.getbasetemp().rglob("people.csv")).parent
    office = Office(folder)
    people = office.lines("people")
    words = {cell for line in people[1:] for cell in (line[0], line[2], line[3], *line[6:]) if len(cell) > 2}
    assert {"Ann Ash", "P001", "1980-02-02"} <= words
    assert not [word for word in words if word in said]
    assert len(FILES) > 5


def test_it_is_for_auditors_and_keepers_alone(ask: Asking) -> None:
    assert [ask.get("/api/feed", who).status_code for who in (AUDITOR, STUDY, PARTICIPANT)] == [200, 403, 403]


def test_of_leave_an_auditor_is_told_that_something_was_recorded_and_no_more(ask: Asking) -> None:
    before = events(ask.service)
    ask.post(f"/api/leave/{ask.person}/outings/said-today", {"episode": "O-1", "agrees": False}, WARD)
    told = {who: ask.get("/api/feed", who, after=before).json["entries"] for who in (AUDITOR, RECORDS)}
    assert [(e["tag"], e["stream"], e["subjects"]) for e in told[AUDITOR]] == [("withheld", "", [])]
    assert [(e["tag"], e["subjects"]) for e in told[RECORDS]] == [("leave.said_today.v1", [ask.person])]
    assert [e["position"] for e in told[AUDITOR]] == [e["position"] for e in told[RECORDS]]


def test_a_place_beyond_the_log_is_empty(ask: Asking) -> None:
    assert ask.get("/api/feed", after=10**9).json["entries"] == []
    assert ask.get("/api/feed", after=-1).status_code == 422
    assert ask.get("/api/feed", limit=0).status_code == 422
