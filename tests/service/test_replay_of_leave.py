"""Everything that may be asked about leave and involvement comes out as recorded, also after keys were destroyed."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import pytest

from domain import involvement, leave
from domain.access import use_stream
from domain.consent import consent_stream
from domain.initiatives import initiative_stream
from domain.involvement import INVOLVEMENT
from domain.kernel.decider import Command
from domain.kernel.sealed import CARE, VICTIM, Sealed
from domain.leave import SetExclusion
from service.entitling import MAY_ASK, PARTICIPANT, RECORDS
from service.replaying import replay
from service.store import Made
from service.wiring import Service
from tests import stores
from tests.given import P1, R1, STUDY
from tests.players import Clock, Play
from tests.samples import sample_command
from tests.stores import member

ASKED = (*leave.COMMANDS, *involvement.COMMANDS)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A store in which each was asked live, told as history, and asked live again on what that left.

    The person takes part in a study as well.
    """
    clock = Clock()
    with stores.made(tmp_path_factory.mktemp("leave") / "data", clock=clock) as store:
        play = Play(store, clock)
        play.open_the_books()
        stores.cast(store, R1)
        for history in (False, True, False):
            for kind in ASKED:
                store.road.ask(about(store, kind, clock.now, history))
        yield store


def about(store: Service, kind: type[Command], at: datetime, history: bool) -> Command:
    """Something of every field, asked by whoever may; what is said in words is under its own key."""
    role = RECORDS if history else min(MAY_ASK[kind.tag].live - {PARTICIPANT}, default=RECORDS)
    who = {"role": role, "actor": member(store, role)["actor"]}
    command = sample_command(kind.tag, **who, at=at, history=history)
    words = Sealed(P1, purpose_of(kind), "said in words")
    store.keys.ensure([(P1, words.purpose)])
    sealed = (each.name for each in fields(kind) if isinstance(getattr(command, each.name), Sealed))
    return replace(command, **dict.fromkeys(sealed, words))


def purpose_of(kind: type[Command]) -> str:
    """Under which key what is said in words stands."""
    if kind in involvement.COMMANDS:
        return INVOLVEMENT
    return VICTIM if kind is SetExclusion else CARE


def parts(of: Any) -> list[Any]:
    return [getattr(of, name) for name in of.__dataclass_fields__ if name != "tag"]


def decisions(store: Service) -> list[Made]:
    """Every decision about leave or involvement, refusals too."""
    return [each for each in store.record.made(0, 10_000) if isinstance(each.command, ASKED)]


def test_each_was_decided_and_refused_and_nothing_comes_out_otherwise(asked: Service) -> None:
    made = decisions(asked)
    refused = {each.command.tag for each in made if each.recorded.event.tag == "attempt.refused.v1" and each.command}
    recorded = {each.command.tag for each in made if each.recorded.event.tag != "attempt.refused.v1" and each.command}
    assert recorded == {kind.tag for kind in ASKED}
    assert len(refused) > len(ASKED) // 2
    assert list(replay(asked.record)) == []


def test_none_of_them_read_what_a_study_knows(asked: Service) -> None:
    of_study = {initiative_stream(STUDY), consent_stream(P1, STUDY), use_stream(P1, STUDY)}
    assert [each.command for each in decisions(asked) if of_study & set(each.relied_on)] == []


def test_nothing_comes_out_otherwise_without_the_keys_either(asked: Service) -> None:
    values = {
        (value.subject, value.purpose)
        for each in asked.record.made(0, 10_000)
        for of in (each.recorded.event, each.command)
        if of is not None
        for value in parts(of)
        if isinstance(value, Sealed)
    }
    assert {purpose for _, purpose in values} >= {CARE, VICTIM, INVOLVEMENT}
    for subject, purpose in values:
        asked.keys.destroy(subject, purpose)
    assert list(replay(asked.record)) == []
