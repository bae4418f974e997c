"""Many studies in one store: importing, asking as of a time, making the views anew, and the memory that takes."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from domain.kernel.time import from_local
from ops.bench import stores
from ops.bench.raw import RawSqlite
from ops.bench.report import Figure, at_least, at_most, told
from ops.bench.timing import p95
from projections import characteristics, consent_register, views
from projections.runner import Runner
from service.wiring import Service
from tests.stores import made
from tests.studies.generator import write_large

ITEMS = ("C01", "C02", "C03", "C05", "C07", "C09")
FEW = 10_000

Tell = Callable[[str], None]


def importing(directory: Path) -> list[Figure]:
    """One study's logs: decided and sealed, appended, findings judged; against rows of that size in one commit."""
    folder = directory / "logs"
    folder.mkdir()
    write_large(folder, 3, participants=stores.PARTICIPANTS, rows=stores.ROWS)
    with made(directory / "importing") as service:
        stores.imported(service, folder, "warm")
        service.views.catch_up()
        taken, locked, rows = [], [], 0
        for number in range(5):
            began = time.perf_counter()
            done = stores.imported(service, folder, f"again{number}")
            service.views.catch_up(size=views.REBUILD_BATCH)
            taken.append(time.perf_counter() - began)
            locked.append(done.lock_seconds)
            rows = done.rows
    raw = RawSqlite(directory / "rows.db", 750)
    began = time.perf_counter()
    raw.rows(rows)
    limit = rows / (time.perf_counter() - began)
    rate, lock = rows / sorted(taken)[2], sorted(locked)[2]
    note = f"the lock was held for {lock * 1000:.1f} ms; {rate / limit:.2f} x raw rows in one commit"
    return [at_least("import of a study's logs, findings included", rate, 5_000, "rows/s", note)]


def reading(directory: Path, events: int, tell: Tell) -> list[Figure]:
    """As-of questions among few events and among many; rebuild and its memory among many."""
    few = _asked(directory / "few", FEW, tell)
    with made(directory / "many") as service:
        _filled(service, events, tell)
        many = _questions(service)
        rebuilt = _rebuilds(service, directory)
    names = ("as-of register of one study of 139 people, p95", "as-of items of one person, p95")
    figures: list[Figure] = []
    for name, small, large in zip(names, few, many, strict=False):
        note = f"{large / small:.2f} x its cost among {FEW:,} events (aim <= 2)"
        figures.append(at_most(f"{name}, among {events:,} events", large, 10, "ms", note))
    figures.append(told(f"as-of register over everybody, among {events:,} events", many[2], "ms"))
    return [*figures, *rebuilt, memory(directory / "many", events)]


def _asked(directory: Path, events: int, tell: Tell) -> list[float]:
    with made(directory) as service:
        _filled(service, events, tell)
        return _questions(service)


def _filled(service: Service, events: int, tell: Tell) -> None:
    stores.fill(service, -(-events // (stores.ROWS + 33)), tell)
    service.views.catch_up(size=views.REBUILD_BATCH)


def _questions(service: Service) -> list[float]:
    chance = random.Random(2)
    with service.views.read("characteristics") as view:
        studies = [named.reference for named in characteristics.initiatives(view.db)]
        people = {study: characteristics.participants(view.db, study) for study in chance.sample(studies, 8)}
    times = [from_local(f"2012-0{month}-{day:02}T12:00") for month in (1, 2, 3) for day in range(1, 28)]

    def register() -> object:
        with service.views.read("consent_register") as view:
            return consent_register.register(
                view.db, chance.choice(studies), ITEMS, chance.choice(times), chance.choice(times)
            )

    def of_person() -> object:
        study = chance.choice(list(people))
        with service.views.read("consent_register") as view:
            return consent_register.of_person(
                view.db, study, chance.choice(people[study]), ITEMS, chance.choice(times), chance.choice(times)
            )

    def everybody() -> object:
        with service.views.read("consent_register") as view:
            return consent_register.register(view.db, None, ITEMS, chance.choice(times), chance.choice(times))

    for warm in (register, of_person):
        p95([warm] * 50)
    return [p95([register] * 400), p95([of_person] * 400), p95([everybody] * 3)]


def _rebuilds(service: Service, directory: Path) -> list[Figure]:
    """Each projection alone, from nothing, decoding included."""
    head, slowest = service.record.head(), []
    for number, projection in enumerate(views.projections(service.record)):
        engine = views.new_engine(directory / f"alone{number}.db", service.views.store)
        runner = Runner(engine, service.record, [projection])
        runner.begin()
        began = time.perf_counter()
        runner.catch_up(size=views.REBUILD_BATCH)
        slowest.append((head / (time.perf_counter() - began), projection.name))
        engine.dispose()
    rate, name = min(slowest)
    note = ", ".join(f"{each} {speed:,.0f}/s" for speed, each in sorted(slowest))
    return [at_least(f"rebuild, the slowest projection ({name})", rate, 30_000, "events/s", note)]


_MEASURED = """
from service.cli import main
main(standalone_mode=False)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""
"""Runs the command line, then says in kB how large its own resident set has been at the most.

What a parent is told of its child (ru_maxrss) would be its own size, where that was larger when the child began.
"""


def memory(directory: Path, events: int) -> Figure:
    """The largest resident set of `byleave rebuild`."""
    command = [sys.executable, "-c", _MEASURED, "--data", directory, "rebuild"]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    largest = int(said.split()[-1]) / 1024
    return at_most(f"memory of a rebuild at {events:,} events", largest, 200, "MB")
