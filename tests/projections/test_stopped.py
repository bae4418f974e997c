"""An event that a view cannot take: it stops that view, loudly, and no other; made anew once mended, the view heals."""

from typing import Any

import pytest

from domain.consent import Withdrawn
from domain.kernel.decider import Event, Recorded
from projections import consent_register, findings, timeline
from projections.views import Stopped
from projections.writes import Writes
from tests.given import P1
from tests.players import PEOPLE, Play
from tests.projections.wild import NAMES, dump, hold_rebuilt_equal_to_live, stop_somebody


def poison(view: type, monkeypatch: pytest.MonkeyPatch, kind: type[Event] = Withdrawn) -> None:
    """Lets a view choke on every event of a kind."""
    takes = view.project

    def project(self: Any, writes: Writes, recorded: Recorded[Event]) -> None:
        if isinstance(recorded.event, kind):
            raise ZeroDivisionError("of Ada Quill, who is named here on purpose")
        takes(self, writes, recorded)

    monkeypatch.setattr(view, "project", project)


VIEWS = {
    "consent_register": consent_register.ConsentRegister,
    "findings": findings.Findings,
    "timeline": timeline.Timeline,
}


@pytest.mark.parametrize("name", VIEWS)
def test_an_event_that_a_view_cannot_take_stops_that_view_only_and_it_heals(
    played: Play, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = played.service.views
    with monkeypatch.context() as broken:
        poison(VIEWS[name], broken)
        at_position = stop_somebody(played)
        played.ask(played.read(P1))
        views.catch_up()
        head = played.service.record.head()
        standing = {status.name: (status.position, status.lag, bool(status.error)) for status in views.status()}
        assert standing == {
            each: (at_position - 1, head - at_position + 1, True) if each == name else (head, 0, False)
            for each in NAMES
        }
        (letter,) = dump(views)["dead_letters"]
        assert letter[:3] == (name, at_position, "consent.withdrawn.v1")
        assert "ZeroDivisionError" in letter[3]
        assert "Ada Quill" not in str(dump(views)["dead_letters"]), "an error's words may hold a name"
        with pytest.raises(Stopped, match=f"{name} stopped: .*position {at_position}"), views.read(name):
            pass
        with pytest.raises(Stopped), views.read(*NAMES):
            pass
        for other in set(NAMES) - {name}:
            with views.read(other) as looking:
                assert looking.position == head
        stop_somebody(played, PEOPLE[1])
        with pytest.raises(Stopped), views.read(name):
            pass
        assert len(dump(views)["dead_letters"]) == 1, "it waits where it stopped"
    hold_rebuilt_after_mending(played)


def hold_rebuilt_after_mending(played: Play) -> None:
    """Made anew, every view stands at the head again, and goes on."""
    views = played.service.views
    views.rebuild()
    assert [(status.position, status.error) for status in views.status()] == [
        (played.service.record.head(), None)
    ] * len(NAMES)
    stop_somebody(played)
    with views.read(*NAMES) as looking:
        assert looking.position == played.service.record.head()
    hold_rebuilt_equal_to_live(views)


def test_what_a_view_took_before_it_stopped_is_kept_and_nothing_of_the_event_itself(
    played: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    played.service.views.catch_up()
    before = dump(played.service.views)["timeline"]
    takes = timeline.Timeline.project

    def half(self: Any, writes: Writes, recorded: Recorded[Event]) -> None:
        takes(self, writes, recorded)
        writes.flush()
        if isinstance(recorded.event, Withdrawn):
            raise ZeroDivisionError

    monkeypatch.setattr(timeline.Timeline, "project", half)
    played.ask(played.read(P1))
    stop_somebody(played)
    played.service.views.catch_up()
    after = dump(played.service.views)["timeline"]
    assert len(after) == len(before) + 1
    assert not [row for row in after if "consent.withdrawn.v1" in row]
