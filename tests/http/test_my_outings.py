"""A person's own outings: how far each is, why, what would change it, what instead; and their own word on the day."""

import re
from html import unescape
from typing import Any

import pytest

from domain.access import PersonRead
from domain.involvement import Status
from domain.judging.leaving import may_depart
from domain.kernel.reasons import REASONS
from domain.leave import GATE, EpisodeState, SaidToday
from service.demonstrating_outings import CODE
from service.errors import StorageFault
from service.http.pages.telling import mine
from service.wiring import Service
from tests.http.screens import FROM_HERE, Screen, live_of, of_forum, person_of
from tests.http.test_telling import ABOUT_OTHERS


def page(screen: Screen, persona: str) -> str:
    """What somebody reads of their outings, without markup."""
    text = re.sub(r"<[^>]+>", " ", screen.becomes(persona).gets("/me/outings").text)
    return re.sub(r"\s+", " ", unescape(text))


def agrees(service: Service, name: str) -> bool | None:
    outing = service.road.going(of_forum(service, name)).leave.episode(CODE, service.clock())
    assert outing is not None
    return outing.agrees()


def say(service: Service, name: str, act: str) -> str:
    """Where somebody says something of today's outing."""
    return f"/me/outings/{of_forum(service, name)}/{CODE}/{act}"


def test_the_words_are_of_every_state_reason_and_clause() -> None:
    assert set(mine.STAGES) == set(EpisodeState)
    assert set(mine.WISHED) == set(Status)
    assert set(mine.CHANGES) == set(REASONS)
    assert list(mine.MISSING) == [rule.says.partition(":")[0] for rule in GATE]
    for words in (mine.STAGES, mine.WISHED, mine.CHANGES, mine.MISSING):
        for says in words.values():
            assert re.match(r"[A-Z].*\.$", says), says
            assert "_" not in says
            assert not ABOUT_OTHERS.search(says), says


def test_somebody_who_was_kept_here_reads_why_and_what_would_change_it(furnished: Service, screen: Screen) -> None:
    told = page(screen, "Dara")
    assert "You could not go out this time." in told
    assert "Why There were too few staff to go with you. This was not because of you." in told
    assert "You were told: There is nobody to go with you this morning. It is not because of you." in told
    assert "Enough staff on the day. That is for the hospital to see to." in told
    assert "An independent advocate can help you" in told


def test_a_wish_that_was_answered_no_says_what_there_is_instead(furnished: Service, screen: Screen) -> None:
    told = page(screen, "Gethin")
    assert "Involvement forum in Wakefield" in told
    assert "You cannot go this time, and were offered something instead." in told
    assert "You were told: There are not enough staff that day. It is not because of you." in told
    assert "If another ward lends us one member of staff, you can go." in told
    assert "It is looked at again on" in told
    assert "You are offered a link, to take part from here." in told


def test_an_outing_of_today_says_what_is_missing_and_asks(furnished: Service, screen: Screen) -> None:
    told = page(screen, "Emlyn")
    assert "Next the nurse in charge lets you out." in told
    assert "nell.nurse to go with you." in told
    assert "I want to go" in told
    assert "I do not want to go" in told
    assert re.search(r"It is not decided yet. It is to be decided by \d+ \w+ \d{4} at 12:00.", told)
    assert "What still has to be done" not in told.partition("Afternoon forum")[2].partition("Involvement forum")[0]


@pytest.mark.parametrize(("act", "said"), [("no", False), ("yes", True)])
def test_what_the_person_says_counts_from_then(furnished: Service, screen: Screen, act: str, said: bool) -> None:
    screen.becomes("Emlyn")
    path, before = say(furnished, "Emlyn", act), furnished.record.head()
    assert screen.sends(path).status_code == 303
    [word] = [
        e for each in furnished.record.made(before, 20) if isinstance(e := each.recorded.event, SaidToday | PersonRead)
    ]
    assert isinstance(word, SaidToday)
    assert agrees(furnished, "Emlyn") is said
    answer = may_depart(furnished.road.going(of_forum(furnished, "Emlyn")), CODE, furnished.clock())
    assert answer.allow is said
    shown = screen.gets("/me/outings").text
    assert ("You said that you want to go." in shown) is said
    no = shown.count("<strong>You said that you do not want to go.</strong>")
    assert no == (0 if said else 2), "once as done, once as how it stands"
    assert shown.count("It is written down, and it counts from now.") == 1


def test_a_no_needs_nothing_else_to_work(furnished: Service, screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    screen.becomes("Emlyn")

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("it is broken")

    for what, name in ((furnished.road, "would"), (furnished.road, "involved"), (furnished.views, "read")):
        monkeypatch.setattr(type(what), name, broken)
    monkeypatch.setattr("service.http.reading.ReadPerson", broken)
    assert screen.sends(say(furnished, "Emlyn", "no")).status_code == 303
    monkeypatch.undo()
    assert agrees(furnished, "Emlyn") is False


def test_a_no_that_was_not_recorded_says_so(
    furnished: Service, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.becomes("Emlyn")
    hidden = screen.hidden(say(furnished, "Emlyn", "no"))

    def fails(*_: Any, **__: Any) -> None:
        raise StorageFault("The disk is full.", "Free space.")

    monkeypatch.setattr(furnished.road.record, "append", fails)
    answer = screen.client.post(say(furnished, "Emlyn", "no"), data=hidden, headers=FROM_HERE)
    assert answer.status_code == 503
    assert "Tell any member of staff what you wanted" in answer.text


def test_nobody_speaks_for_somebody_else_or_of_an_outing_that_there_is_not(furnished: Service, screen: Screen) -> None:
    screen.becomes("Emlyn")
    hidden, head = screen.hidden(say(furnished, "Emlyn", "no")), furnished.record.head()
    emlyn = of_forum(furnished, "Emlyn")
    for path, status in (
        (say(furnished, "Iolo", "no"), 403),
        (f"/me/outings/{emlyn}/nothing/no", 404),
        (f"/me/outings/{emlyn}/{CODE}/perhaps", 404),
    ):
        assert screen.client.post(path, data=hidden, headers=FROM_HERE).status_code == status
    assert furnished.record.head() == head
    assert screen.gets(f"/me/outings/{emlyn}/a b/no").status_code == 404


def test_whoever_has_no_outing_is_told_whom_to_tell(furnished: Service, screen: Screen) -> None:
    assert "If you would like to go somewhere, tell any member of staff." in page(screen, "Ash")
    study = live_of(furnished)
    assert study not in screen.gets("/me/outings").text
    assert person_of(furnished, "Ash") not in screen.gets("/me/outings").text
