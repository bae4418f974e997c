"""Live decisions over the whole road, durable, against the databases' own one-row commits; and the gate for data."""

import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from domain.access import GiveGrant, UseData
from domain.consent import GiveAnswers
from domain.kernel.ids import Ref
from ops.bench import stores
from ops.bench.raw import LibraryPostgres, RawPostgres, RawSqlite
from ops.bench.report import Figure, at_least, at_most
from ops.bench.timing import p95, rates
from projections import characteristics
from service import wiring
from service.granting import granted_among
from service.wiring import Service
from tests.given import ref
from tests.stores import made, member, operator
from tests.studies.generator import write_large

ASSET, PURPOSE = "transcript", "analysis"


class Users:
    """Somebody who opens transcripts, one after the other, of people who agreed."""

    def __init__(self, service: Service, initiative: Ref, people: list[Ref], name: str) -> None:
        self.service = service
        self.initiative = initiative
        self.told = member(service)
        self.people = cycle(people)
        self.name = name
        self.number = 0

    def uses(self, times: int) -> None:
        """So many uses, each decided by all its rules and committed."""
        for _ in range(times):
            self.number += 1
            command = UseData(
                person=next(self.people),
                initiative=self.initiative,
                use=f"{self.name}{self.number}",
                user=self.told["actor"],
                asset=ASSET,
                purpose=PURPOSE,
                actor=self.told["actor"],
                role=self.told["role"],
                at=self.service.clock(),
            )
            if self.service.road.ask(command).refused:
                raise RuntimeError("a use was refused that should have been allowed")


@contextmanager
def studied(directory: Path, database: str) -> Iterator[tuple[Service, Ref, list[Ref]]]:
    """A store with one study, and those of its people whose transcripts may be analysed."""
    folder = directory / "study"
    folder.mkdir(parents=True)
    write_large(folder, 7, participants=stores.PARTICIPANTS, rows=stores.ROWS)
    with made(directory / "data", database) as service:
        study = stores.imported(service, folder, "bench").initiative
        with service.views.read("characteristics") as view:
            everybody = characteristics.participants(view.db, study)
        actor = operator(service)["actor"]
        agreed = [p for p in everybody if service.road.may_use(p, study, ASSET, PURPOSE, actor).allow]
        yield service, study, agreed


def size_of_a_use(service: Service) -> int:
    """How large the stored state of the last event is, in bytes: the raw rows are made as large."""
    row = service.record._select("SELECT state FROM {t} ORDER BY position DESC LIMIT 1", ())[0]
    return len(bytes(row["state"]))


def on_sqlite(directory: Path, times: int) -> list[Figure]:
    """One client on SQLite, and the gate as a question."""
    with studied(directory / "live", "sqlite") as (service, study, agreed):
        users = Users(service, study, agreed, "U")
        users.uses(200)
        raw = RawSqlite(directory / "raw.db", size_of_a_use(service))
        raw.commits(200)
        limit, ours = rates(times, 5, raw.commits, users.uses)
        note = f"{ours:,.0f} of {limit:,.0f} commits/s"
        return [
            at_least("live decision, SQLite, one client", ours / limit, 0.5, note=note),
            _gate(service, study, agreed),
        ]


def _gate(service: Service, study: Ref, agreed: list[Ref]) -> Figure:
    actor, chance = operator(service)["actor"], random.Random(1)
    asked = [chance.choice(agreed) for _ in range(4_000)]
    calls = [lambda p=p: service.road.may_use(p, study, ASSET, PURPOSE, actor) for p in asked]
    p95(calls[:500])
    return at_most("may_use, warm, versions checked, p95", p95(calls), 1, "ms")


def on_postgres(directory: Path, times: int) -> list[Figure]:
    """One client and four on PostgreSQL, and the library's own recorder."""
    with studied(directory / "live-postgres", "postgres") as (service, study, agreed):
        dsn = service.config.events_dsn or ""
        users = Users(service, study, agreed, "U")
        users.uses(200)
        size = size_of_a_use(service)
        raw, library = RawPostgres(dsn, size), LibraryPostgres(dsn, size)
        raw.commits(200)
        library.commits(200)
        limit, theirs, ours = rates(times, 5, raw.commits, library.commits, users.uses)
        note = f"{ours:,.0f} of {limit:,.0f} commits/s"
        return [
            at_least("live decision, PostgreSQL, one client", ours / limit, 0.45, note=note),
            at_least("the same, to the library's own recorder", ours / theirs, 2, note=f"library {theirs:,.0f}/s"),
            _four(service.directory, dsn, size, study, agreed, times),
        ]


def _four(directory: Path, dsn: str, size: int, study: Ref, agreed: list[Ref], times: int) -> Figure:
    quarters = [agreed[n::4] for n in range(4)]
    limits: list[float] = []
    ours: list[float] = []
    for _ in range(3):
        limits.append(_together([(_raw_client, (dsn, size, times))] * 4, times))
        clients = [
            (_client, (directory, study, quarter, f"Q{len(ours)}{n}x", times)) for n, quarter in enumerate(quarters)
        ]
        ours.append(_together(clients, times))
    limit, rate = sorted(limits)[1], sorted(ours)[1]
    note = f"{rate:,.0f} of {limit:,.0f} commits/s"
    return at_least("live decision, PostgreSQL, four clients", rate / limit, 0.6, note=note)


def _together(clients: list[tuple[Any, tuple[Any, ...]]], times: int) -> float:
    """The rate of several processes that start working at the same moment."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Barrier(len(clients) + 1), context.Barrier(len(clients) + 1)
    processes = [context.Process(target=work, args=(ready, done, *given)) for work, given in clients]
    for process in processes:
        process.start()
    ready.wait(120)
    began = time.perf_counter()
    done.wait(600)
    taken = time.perf_counter() - began
    for process in processes:
        process.join()
    return times * len(clients) / taken


def _raw_client(ready: Any, done: Any, dsn: str, size: int, times: int) -> None:
    raw = RawPostgres(dsn, size)
    raw.commits(50)
    ready.wait(120)
    raw.commits(times)
    done.wait(600)


def _client(ready: Any, done: Any, directory: Path, study: Ref, people: list[Ref], name: str, times: int) -> None:
    with wiring.open_store(directory) as service:
        users = Users(service, study, people, name)
        users.uses(50)
        ready.wait(120)
        users.uses(times)
        done.wait(600)


CROWD = 10_000
"""How many people are asked of at once."""
RECONTACT = ("contact_details", "recontact")


def at_once(directory: Path) -> list[Figure]:
    """Of 10,000 people, each with a consent and a grant: on which of these grants somebody is, asked in one go."""
    with made(directory / "crowd", "sqlite") as service:
        told = {**operator(service), "history": True}
        study, user, people = ref("study"), ref("user"), [ref(f"person {n}") for n in range(CROWD)]
        batch = service.road.batch()
        for person in people:
            of = {"person": person, "initiative": study}
            agreed = GiveAnswers(version="1.0", taker=user, answers={"C09": True}, **of, **told)
            grant = GiveGrant(
                grant="G1",
                grantee=user,
                asset=RECONTACT[0],
                purpose=RECONTACT[1],
                basis="C09",
                until=told["at"] + timedelta(days=9),
                **of,
                **told,
            )
            for command in (agreed, grant):
                batch.decide(command, "0" * 32)
        service.record.append(batch.drafts, batch.reading.expected())
        at, taken = service.clock(), []
        for _ in range(5):
            began = time.perf_counter()
            found = granted_among(service.record, people, study, RECONTACT, user, at)
            taken.append(time.perf_counter() - began)
        if len(found) != CROWD:
            raise RuntimeError(f"{len(found)} of {CROWD} grants were found")
        return [at_most(f"grants of {CROWD:,} people, asked at once", sorted(taken)[2], 2, "s")]
