"""Real stores for tests, on both databases, and how often a heavy test repeats itself."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.judging import TAKES_BACK
from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import STAFF, Sealed
from domain.kernel.time import london_day
from domain.people import AssignRole, RegisterActor
from service import wiring
from service.config import Config
from service.entitling import ROLES
from service.replaying import replay
from service.wiring import Service
from tests import postgres
from tests.given import ref

DATABASES = [pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)]
PROVING = bool(os.environ.get("BYLEAVE_PROVE"))


def repeats(full: int) -> int:
    """How often a heavy test repeats itself: in full where proving, else a tenth."""
    return full if PROVING else max(1, full // 10)


@contextmanager
def made(directory: Path, database: str = "sqlite", clock: Callable[[], datetime] | None = None) -> Iterator[Service]:
    """A new store with the actor `operator`; on PostgreSQL its database is dropped afterwards.

    At the end of a test that passed, every decision that it made is made again: each has to come out as recorded.
    """
    if database == "sqlite":
        with wiring.make_store(directory, demo=True, clock=clock) as service:
            yield service
            replayed(service)
        return
    with postgres.database() as dsn:
        dsns = Config(store_id="", key_file="", events_dsn=dsn, keys_dsn=dsn, views_dsn=dsn)
        with wiring.make_store(directory, demo=True, clock=clock, dsns=dsns) as service:
            yield service
            replayed(service)


NOT_BY_THE_ROAD: set[Path] = set()
"""Stores that a test wrote to past the road: what stands there nobody decided."""


def past_the_road(service: Service) -> None:
    """Says that a test writes, or breaks, something in this store that no decision made."""
    NOT_BY_THE_ROAD.add(service.directory)


def replayed(service: Service) -> None:
    """Holds every decision of a store to what is recorded of it."""
    if service.directory not in NOT_BY_THE_ROAD:
        differing = list(replay(service.record))
        assert differing == [], differing[:3]


def cast(service: Service, *people: Ref, roles: Sequence[str] = ROLES) -> None:
    """The operator registers these people as actors and gives each every one of these roles, in one append."""
    batch, told = service.road.batch(), operator(service)
    service.keys.ensure((person, STAFF) for person in people)
    for person in people:
        if not batch.reading.person(person).registered_as_actor():
            batch.decide(RegisterActor(person=person, name=Sealed(person, STAFF, f"actor {person}"), **told), "c" * 32)
        for role in roles:
            if role not in batch.reading.person(person).roles_on(london_day(told["at"])):
                batch.decide(AssignRole(person=person, assigned=role, **told), "c" * 32)
    if batch.drafts:
        service.record.append(batch.drafts, batch.reading.expected())
        service.road.states.forget()


def member(service: Service, role: str = "study_team") -> dict[str, Any]:
    """What the server adds to a command of an actor who holds this one role, and is registered when first asked for."""
    person = ref(role)
    cast(service, person, roles=(role,))
    return {"actor": person, "role": role, "at": service.clock()}


def reasoned(command: Command) -> Command:
    """The same with a reason, where it takes something back and gives none."""
    if command.reason is not None or not (command.corrects is not None or isinstance(command, TAKES_BACK)):
        return command
    whom = getattr(command, "person", None) or getattr(command, "initiative", ref("somebody"))
    return replace(command, reason=Sealed(whom, STAFF, "the paper says otherwise"))


def operator(service: Service) -> dict[str, Any]:
    """What the server adds to a command of the actor `operator`, now."""
    actor = service.keys.references("actor", ["operator"])["operator"]
    return {"actor": actor, "role": "records", "at": service.clock()}
