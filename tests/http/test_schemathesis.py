"""The whole API asked by its own description: whatever is written so is answered so, and nothing breaks it."""

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import strategies as st
from schemathesis.engine import events, from_schema
from werkzeug import Client

from domain.kernel.ids import Ref
from projections import characteristics
from projections import findings as view_of_findings
from service.commanding import BadFields, build
from service.http import etags, policy
from service.http import repeats as idempotency
from service.http.api.commands import endpoint
from service.http.api.routes import ROUTES
from service.http.app import create_app
from service.http.callers import HEADER, demo
from service.wiring import Service
from tests import stores
from tests.service import office

DAYS = st.dates(date(1850, 1, 1), date(2199, 12, 31))
SECONDS = st.integers(600_000_000, 2_200_000_000)
schemathesis.openapi.format("date", DAYS.map(str))
schemathesis.openapi.format("london-time", SECONDS.map(lambda at: datetime.fromtimestamp(at, UTC).isoformat()))

OF_SOCKETS = {"max_redirects", "verify", "cert"}


class InProcess(Client):
    """A client without what schemathesis 4.32 hands a socket's settings to when it asks without credentials."""

    def open(self, *args: Any, **how: Any) -> Any:
        return super().open(*args, **{name: value for name, value in how.items() if name not in OF_SOCKETS})


PROMISED = {
    "missing_required_header": {"expected-statuses": ["400", "401", "428"]},
    "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "412"]},
    "negative_data_rejection": {"expected-statuses": ["400", "401", "404", "405", "415", "422", "428"]},
    "not_a_server_error": {"expected-statuses": ["2xx", "4xx"]},
}
"""What the API promises: narrower than what is expected otherwise, but for 428 (RFC 6585 section 3) and 412."""


def _of_stop(tag: str) -> dict[str, Any]:
    """What the API promises of a stop, as its description says: whatever is sent of it, it is recorded."""
    taken = {
        name: {"expected-statuses": [*PROMISED[name]["expected-statuses"], "201", "409"]}
        for name in ("missing_required_header", "negative_data_rejection")
    }
    return {"include-operation-id": tag, "checks": {**PROMISED, **taken}}


OF_CORRECTING = {
    "include-operation-id": "correct",
    "checks": {**PROMISED, "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "412", "422"]}},
}
"""The fields of a correction are described where the command is, by which it is recorded."""
OF_STOPS = [_of_stop(route.tag) for route in ROUTES if route.stops]
EXAMPLES = stores.repeats(100)
"""For each operation and each way of looking; above a thousand requests in all, even at a tenth."""
BY_ID = {route.tag: route for route in ROUTES}


class Known:
    """Who and what there is to ask about, and who may ask each question."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.personas = demo(service)
        with service.views.read("characteristics", "findings") as view:
            self.initiative = characteristics.initiatives(view.db)[0].reference
            self.person = view_of_findings.people(view.db, self.initiative)[0]
        self.asked = 0

    def persona(self, operation: str) -> str:
        """Somebody who may ask it of anybody."""
        name = f"commands.{endpoint(operation)}" if operation in BY_ID else f"questions.{operation}"
        name = {"feed": "feeds.feed", "correct": "corrections.correct"}.get(operation, name)
        if name in policy.NOBODY_NEEDED:
            return "nobody"
        return next(each.name for each in self.personas.values() if policy.may(each, name, {"person": Ref("")}))

    def fill(self, case: Any) -> Any:
        """Asks about what there is, under a key of its own, and every other time on what stands now."""
        if not case.meta.generation.mode.is_positive:
            return case
        named = {"person": self.person, "initiative": self.initiative, "scope": self.initiative}
        parts = case.path_parameters or {}
        case.path_parameters = {name: named.get(name, value) for name, value in parts.items()}
        if case.headers and idempotency.HEADER in case.headers:
            case.headers[idempotency.HEADER] = str(uuid.uuid4())
        self.asked += 1
        if case.headers and etags.HEADER in case.headers and self.asked % 2:
            case.headers[etags.HEADER] = self.standing(case) or case.headers[etags.HEADER]
        return case

    def standing(self, case: Any) -> str | None:
        """The entity tag of what a command is about."""
        tag = case.operation.definition.raw["operationId"]
        body = case.body if isinstance(case.body, dict) else {}  # or it is not set at all
        given = {**body, **case.path_parameters}
        if tag == "correct":
            return None
        told: dict[str, Any] = {"actor": self.person, "role": "records", "at": self.service.clock()}
        try:
            stream = build(tag, given, Ref, told).stream
        except BadFields:
            return None
        return etags.tag(stream, self.service.record.versions([stream])[stream])


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    folder: Path = tmp_path_factory.mktemp("schemathesis")
    with stores.made(folder / "data") as service:
        office.importing(service, office.small(folder / "study"))
        yield Known(service)


@pytest.fixture
def api(known: Known, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The API as it describes itself."""
    monkeypatch.setattr("schemathesis.python.wsgi.get_client", InProcess)
    app: Flask = create_app(known.service, known.personas)
    generation = {"max-examples": EXAMPLES}
    config = schemathesis.Config.from_dict(
        {"checks": PROMISED, "generation": generation, "operations": [*OF_STOPS, OF_CORRECTING]}
    )
    found = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config)

    @found.hook
    def map_case(context: Any, case: Any) -> Any:
        return known.fill(case)

    @found.auth(refresh_interval=None)
    class SignedIn:
        """Asks as somebody who may, but where it is the point that nobody does."""

        def get(self, _: Any, context: Any) -> str:
            return known.persona(context.operation.definition.raw["operationId"])

        def set(self, case: Any, data: str, _: Any) -> None:
            if HEADER in (case.headers or {}):
                case.headers[HEADER] = data

    return found


@pytest.mark.heavy
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_the_api_does_what_it_says(api: Any) -> None:
    failures: Counter[str] = Counter()
    asked = 0
    for event in from_schema(api).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            failures[
                f"{type(event).__name__}: {getattr(event, 'value', None) or getattr(event, 'exception', None)!r}"
            ] += 1
        if isinstance(event, events.ScenarioFinished):
            asked += len(event.recorder.cases)
            failures.update(_failed(event))
    assert not failures, "\n\n".join(f"{number} times: {said}" for said, number in failures.most_common(20))
    assert asked > 1_000, "too little was asked to say anything"


def _failed(event: events.ScenarioFinished) -> Iterator[str]:
    for case_id, checks in event.recorder.checks.items():
        case = event.recorder.cases[case_id].value
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                status = getattr(failure, "status_code", "")
                yield f"{case.operation.label}: {check.name}: {failure.message} [{event.phase}] {status}"
