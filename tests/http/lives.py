"""Processes that open a store and answer questions over HTTP, to be killed at any moment."""

import os
import signal
from collections.abc import Callable
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flask import Flask

from domain.kernel.ids import Ref
from projections import timeline
from service import wiring
from service.handling import Road
from service.http.app import create_app
from service.http.callers import HEADER, demo

READERS = ("alex.auditor", "pat.privacy")
MOMENTS = (
    "before it is recorded",
    "once it is recorded",
    "before it is looked up",
    "once it is looked up",
    "as it is answered",
)


def answer(mouth: Connection, directory: Path, person: Ref, reader: str, moment: str | None) -> None:
    """Answers one question after the other, and tells each answer; at a moment, where one is named, it dies."""
    with wiring.open_store(directory) as service:
        app = create_app(service, demo(service))
        mouth.send("ready")
        if moment is not None:
            _AT[moment](app)
        client = app.test_client()
        for _ in count():
            said = client.get(f"/api/people/{person}/timeline", headers={HEADER: reader})
            mouth.send((said.status_code, said.json["position"], said.json["timeline"][-1]["position"]))


def die(*_: Any, **__: Any) -> Any:
    """Ends this process at once, as nothing can prevent."""
    os.kill(os.getpid(), signal.SIGKILL)


def _instead(owner: Any, name: str, before: bool) -> None:
    """Dies where something is called, or once it has been done."""
    does: Callable[..., Any] = getattr(owner, name)

    def dying(*given: Any, **how: Any) -> Any:
        if not before:
            does(*given, **how)
        die()

    setattr(owner, name, dying)


_AT: dict[str, Callable[[Flask], Any]] = {
    "before it is recorded": lambda _: _instead(Road, "ask", before=True),
    "once it is recorded": lambda _: _instead(Road, "ask", before=False),
    "before it is looked up": lambda _: _instead(timeline, "of_person", before=True),
    "once it is looked up": lambda _: _instead(timeline, "of_person", before=False),
    "as it is answered": lambda app: app.after_request(die),
}
