"""The gate for going out, with everything to read; and what it costs that somebody has gone out for two years."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from domain.kernel.decider import Command
from domain.kernel.ids import Ref
from domain.kernel.sealed import CARE, Sealed
from domain.kernel.time import london_day
from domain.leave import (
    AssignEscort,
    BriefEscort,
    CheckEpisode,
    CheckVenue,
    CloseEpisode,
    PlanEpisode,
    RecordOutcome,
    RecordReturn,
    ReleaseEpisode,
    SayToday,
)
from ops.bench.report import Figure, at_most
from ops.bench.timing import p95
from service.wiring import Service
from tests.given import hours, ref
from tests.leave.at_the_door import furnish
from tests.store.workers import person_of
from tests.stores import made, operator

OFTEN, FEW = 104, 10
"""Outings of two years of weeks, and of somebody who has just begun."""
WARM, TIMES = 300, 2_000
ESCORT: Final = ref("nurse")


def at_the_gate(directory: Path) -> list[Figure]:
    """One person with ten outings behind them and one with two years of them; each waits at the door."""
    with made(directory / "gate", "sqlite") as service:
        furnish(service, 2)
        few, often = person_of(0), person_of(1)
        for person, outings in ((few, FEW), (often, OFTEN)):
            tell(service, person, outings)
        asked = {person: _asking(service, person) for person in (few, often)}
        for ask in asked.values():
            if not ask().allow:
                raise RuntimeError(f"somebody may not go who should: {ask().blocking}")
        of_few, of_often = _in_turn(asked[few], asked[often])
        return [
            at_most("may_depart, everything to read, warm, p95", of_few, 5, "ms", note=f"{FEW} outings"),
            at_most("the same after two years of weekly outings, p95", of_often, 5, "ms", note=f"{OFTEN} outings"),
            at_most("the same, to that with ten", of_often / of_few, 2, "x"),
        ]


def _asking(service: Service, person: Ref) -> Callable[[], Any]:
    return lambda: service.road.may_depart(person, "O-1")


def _in_turn(few: Callable[[], Any], often: Callable[[], Any]) -> tuple[float, float]:
    """The two at once, by chance, so that both are measured in the same minutes."""
    calls = [few, often] * TIMES
    random.Random(1).shuffle(calls)
    p95(calls[:WARM])
    taken: dict[int, list[Callable[[], Any]]] = {id(few): [], id(often): []}
    for call in calls:
        taken[id(call)].append(call)
    half = TIMES // 2
    rounds = [(p95(taken[id(few)][n : n + half]), p95(taken[id(often)][n : n + half])) for n in (0, half)]
    return min(each[0] for each in rounds), min(each[1] for each in rounds)


def tell(service: Service, person: Ref, outings: int) -> None:
    """So many outings, a week apart, each from its plan to both accounts, told as history."""
    told = operator(service)
    batch = service.road.batch()
    for number in range(outings):
        goes_at = told["at"] - timedelta(weeks=outings - number)
        for command in _outing(person, f"W-{number}", goes_at, told):
            batch.decide(command, "c" * 32)
    service.record.append(batch.drafts, batch.reading.expected())
    service.road.states.forget()


def _outing(person: Ref, code: str, goes_at: datetime, told: dict[str, Any]) -> Iterator[Command]:
    def of(minutes: float) -> dict[str, Any]:
        when = goes_at + timedelta(minutes=minutes)
        return {"person": person, "episode": code, "history": True, "occurred_at": when, **told}

    words = Sealed(person, CARE, f"how it was on {london_day(goes_at)}")
    where = {"destination": "hall", "area": "wakefield", "purpose": "involvement"}
    times = {"departs_at": goes_at, "returns_at": goes_at + hours(4)}
    yield PlanEpisode(authorisation="A-1", requested_by=person, **where, **times, **of(-60))
    yield AssignEscort(staff=ESCORT, part="lead", **of(-50))
    yield BriefEscort(staff=ESCORT, **of(-40))
    yield CheckVenue(clear=True, **of(-30))
    yield SayToday(agrees=True, **of(-20))
    yield CheckEpisode(outcome="release", conditions_explained=True, telephone_tested=True, **of(-10))
    yield ReleaseEpisode(**of(0))
    yield RecordReturn(**of(200))
    for voice in ("staff", "patient"):
        yield RecordOutcome(voice=voice, went="went_well", account=words, **of(300))
    yield CloseEpisode(**of(400))
