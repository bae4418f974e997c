"""Questions and pages over HTTP, served and asked on the same cores; against an empty route served the same way."""

import logging
import multiprocessing
import re
import statistics
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

from flask import Flask
from waitress.server import create_server

from ops.bench.report import Figure, at_least, at_most
from ops.bench.timing import rates
from projections import characteristics
from service import demonstration, wiring
from service.cli.serving import THREADS
from service.http.app import create_app
from service.http.callers import HEADER, demo
from tests.service import office
from tests.stores import made

PEOPLE_AT_ONCE: Final = 8
VISIT: Final = ("/", "/static/vendor/nhsuk-frontend.min.css", "/static/byleave.css", "/static/byleave.js")
MORE: Final = ("/static/vendor/nhsuk-frontend.min.js", "/static/icon.svg")


def over_http(directory: Path, times: int) -> list[Figure]:
    """A question against an empty route, a page for eight people at once, and what a first visit fetches."""
    with made(directory / "http") as service:
        office.importing(service, office.Office(office.SHIPPED), "study")
        demonstration.furnish(service)
        with service.views.read("characteristics") as view:
            study = next(each.reference for each in characteristics.initiatives(view.db) if each.name == "study")
    with _Served(directory / "http") as byleave, _Served(None) as empty:
        question = f"/api/initiatives/{study}/register?valid_at=2012-01-04T15:45&known_at=2012-03-31T00:00"
        asked = _asks(byleave.port, question, "alex.auditor")
        nothing = _asks(empty.port, "/", "")
        asked(50), nothing(50)
        limit, ours = rates(times, 5, nothing, asked)
        page = _at_once(byleave.port, "/me", "Bryn", max(20, times // PEOPLE_AT_ONCE))
        trail = _at_once(byleave.port, f"/audit/{study}/findings", "alex.auditor", max(20, times // PEOPLE_AT_ONCE))
        return [
            at_least("a question over HTTP", ours / limit, 0.3, note=f"{ours:,.0f} of {limit:,.0f} requests/s"),
            at_most("a participant's choices, eight at once, p95", page, 100, "ms", "each reading recorded first"),
            at_most("a page of findings, eight at once, p95", trail, 100, "ms"),
            at_most("a first visit, compressed", _visit(byleave.port) / 1000, 150, "kB"),
        ]


class _Served:
    """An application served in a process of its own, as byleave serve does; the empty one has one route."""

    def __init__(self, directory: Path | None) -> None:
        context = multiprocessing.get_context("spawn")
        self.told, there = context.Pipe()
        self.process = context.Process(target=_serve, args=(directory, there), daemon=True)

    def __enter__(self) -> "_Served":
        self.process.start()
        self.port: int = self.told.recv()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.join(10)


def _serve(directory: Path | None, told: Any) -> None:
    if directory is None:
        app = Flask("empty")
        app.add_url_rule("/", "empty", lambda: {"status": "ok"})
    else:
        service = wiring.open_store(directory)
        app = create_app(service, demo(service))
    server = create_server(app, host="127.0.0.1", port=0, threads=THREADS, ident=None)
    told.send(server.effective_port)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server.run()


def _asks(port: int, path: str, persona: str) -> Callable[[int], None]:
    """Asks for something so many times, on one connection that stays open."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {HEADER: persona} if persona else {}

    def ask(times: int) -> None:
        for _ in range(times):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} was answered with {answer.status}")

    return ask


def _at_once(port: int, path: str, persona: str, times: int) -> float:
    """The 95th percentile of a page in milliseconds, while eight people ask for it."""
    taken: list[float] = []

    def person() -> None:
        ask = _asks(port, path, persona)
        ask(2)
        for _ in range(times):
            began = time.perf_counter()
            ask(1)
            taken.append((time.perf_counter() - began) * 1000)

    people = [threading.Thread(target=person) for _ in range(PEOPLE_AT_ONCE)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return statistics.quantiles(taken, n=20)[-1]


def _visit(port: int) -> int:
    """How many bytes a first visit fetches: the first page, and the files that it names, as they come to a browser."""
    size = 0
    for path in (*VISIT, *MORE):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or (
            path == "/" and set(re.findall(r'"(/static/[^"]+)"', body.decode())) - {*VISIT, *MORE}
        ):
            raise RuntimeError(f"{path}: the first visit fetches something else now")
        size += len(body)
    return size
