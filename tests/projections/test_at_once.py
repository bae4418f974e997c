"""Two who bring the views up to date at once: both come through, and nothing is projected twice."""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from domain.access import ReadPerson
from projections import access_log, runner
from projections.projection import Projection
from projections.views import Views
from service import wiring
from service.wiring import Service
from tests import stores
from tests.given import P1
from tests.players import PAIRS, Play
from tests.projections.wild import dump, hold_rebuilt_equal_to_live
from tests.stores import operator


@pytest.mark.heavy
@pytest.mark.parametrize("run", range(stores.repeats(10)))
def test_two_threads_that_catch_up_at_once_project_nothing_twice(played: Play, run: int) -> None:
    for _ in range(40):
        played.ask(played.as_history(played.use(P1, PAIRS[0])))
    with wiring.open_store(played.service.directory, played.clock) as other:
        failed: list[BaseException] = []

        def catch_up(service: Service, size: int) -> None:
            try:
                service.views.catch_up(size=size)
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=catch_up, args=each) for each in ((played.service, 3), (other, 4))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        assert {status.position for status in other.views.status()} == {played.service.record.head()}
        hold_rebuilt_equal_to_live(played.service.views)


def test_threads_of_one_process_that_catch_up_at_once_project_each_batch_once(
    played: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    played.service.views.catch_up()
    played.ask(played.read(P1))
    taken, project, start = list[str](), runner.Runner._project, threading.Barrier(6)

    def counted(self: Any, projections: Sequence[Projection], *batch: Any) -> None:
        taken.extend(projection.name for projection in projections)
        time.sleep(0.02)
        project(self, projections, *batch)

    def catch_up() -> None:
        start.wait()
        played.service.views.catch_up()

    monkeypatch.setattr(runner.Runner, "_project", counted)
    threads = [threading.Thread(target=catch_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [projection.name for projection in played.service.views.runner.projections]


@pytest.mark.heavy
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_all_who_open_new_views_at_once_come_through(store: Service, tmp_path: Path) -> None:
    failed: list[BaseException] = []
    for run in range(stores.repeats(300)):
        where, start = tmp_path / f"views-{run}.db", threading.Barrier(3)
        made = [Views(where, store.views.store, store.views.source) for _ in range(3)]
        threads = [threading.Thread(target=_open, args=(views, start, failed)) for views in made]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failed


def _open(views: Views, start: threading.Barrier, failed: list[BaseException]) -> None:
    try:
        start.wait()
        views.status()
    except BaseException as error:
        failed.append(error)
    finally:
        views.close()


CATCH_UP = """
import sys
from collections.abc import Sequence
from pathlib import Path
from service import wiring
sys.stdin.read(1)
with wiring.open_store(Path(sys.argv[1])) as service:
    service.views.catch_up(size=2)
"""


@pytest.mark.heavy
@pytest.mark.slow
def test_two_processes_that_catch_up_at_once_project_nothing_twice(store: Service) -> None:
    for _ in range(60):
        store.road.ask(ReadPerson(person=P1, what="timeline", **operator(store)))
    ran = [
        subprocess.Popen([sys.executable, "-c", CATCH_UP, str(store.directory)], stdin=subprocess.PIPE)
        for _ in range(2)
    ]
    for process in ran:
        assert process.stdin
        process.stdin.write(b"!")
        process.stdin.close()
    assert [process.wait(60) for process in ran] == [0, 0]
    with store.views.read("access_log") as looking:
        assert len(access_log.of_person(looking.db, P1, "privacy")) == 60
    assert not dump(store.views)["dead_letters"]
