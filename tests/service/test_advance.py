"""What somebody says in advance, asked on the road: of whom it is known that they can decide, and never corrected."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.people import MakeStatement, TakeBackStatement
from domain.people.events import person_stream
from service.errors import Conflict
from tests import stores
from tests.given import P1, ref
from tests.players import STUDY, Clock, Play


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    clock = Clock()
    with stores.made(tmp_path / "data", clock=clock) as service:
        made = Play(service, clock)
        made.open_the_books()
        yield made


def said(play: Play, study: Any = None, items: tuple[str, ...] = ()) -> int:
    """Something is said in advance; answers its version."""
    told = play.told(actor=P1, role="participant")
    assert play.ask(MakeStatement(person=P1, study=study, items=items, **told)).refused is None
    return max(row.version for row in play.service.record.read(person_stream(P1)))


@pytest.mark.parametrize(
    ("study", "items", "lacks", "breaks"),
    [
        (None, (), None, ()),
        (None, (), "take_part", ("AD-02",)),
        (STUDY, (), "take_part", ("AD-02",)),
        (STUDY, ("C05",), "C05", ("AD-02",)),
        (STUDY, ("C05",), "C01", ()),
        (ref("another study"), (), "take_part", ()),
    ],
)
def test_it_is_taken_back_where_they_can_decide_in_each_study_that_it_is_about(
    play: Play, study: Any, items: tuple[str, ...], lacks: str | None, breaks: tuple[str, ...]
) -> None:
    entry = said(play, study, items)
    if lacks is not None:
        assert play.ask(play.assess(P1, "lacks", lacks)).refused is None
    outcome = play.ask(TakeBackStatement(person=P1, entry=entry, **play.told(actor=P1, role="participant")))
    assert (outcome.refused.broken if outcome.refused else ()) == breaks


def test_nobody_else_corrects_what_was_said_in_advance(play: Play) -> None:
    entry = said(play)
    narrower = MakeStatement(person=P1, items=("C05",), corrects=entry, **play.told())
    with pytest.raises(Conflict, match="not corrected"):
        play.ask(play.as_history(narrower))
