"""Asks the API as somebody, with all that a request needs unless it is told otherwise."""

import uuid
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.kernel.ids import Ref
from projections import characteristics
from service.http import policy
from service.http.callers import HEADER, Caller
from service.wiring import Service

RECORDS, AUDITOR, STUDY, WARD = "robin.records", "alex.auditor", "sam.study", "wren.ward"
PARTICIPANT, OTHER = "P002", "P001"


class Asking:
    """A client, the study of its store and the people in it."""

    def __init__(self, client: FlaskClient, service: Service) -> None:
        self.client = client
        self.service = service
        with service.views.read("characteristics") as view:
            self.initiative = characteristics.initiatives(view.db)[0].reference
        known = service.keys.references(self.initiative, [PARTICIPANT, OTHER, "R1", "N1"])
        self.person, self.other, self.taker, self.nurse = (Ref(known[n]) for n in (PARTICIPANT, OTHER, "R1", "N1"))

    @property
    def consent(self) -> str:
        """Where the participant's consent is."""
        return f"/api/consents/{self.person}/{self.initiative}"

    def get(self, place: str, who: str | None = AUDITOR, **query: Any) -> TestResponse:
        """A question."""
        return self.client.get(place, headers={HEADER: who} if who else {}, query_string=query or None)

    def etag(self, place: str, **query: Any) -> str:
        """Where something stands now."""
        return self.get(place, **query).headers["ETag"]

    def post(
        self,
        place: str,
        body: Any = None,
        who: str | None = RECORDS,
        *,
        key: str | None = "",
        version: str | None = None,
        **how: Any,
    ) -> TestResponse:
        """Something asked to be recorded, under a new key unless one, or None, is given."""
        headers = {HEADER: who} if who else {}
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        if version is not None:
            headers["If-Match"] = version
        sent = how or {"json": {} if body is None else body}
        return self.client.post(place, headers=headers, **sent)


def events(service: Service) -> int:
    """How many events there are."""
    return service.record.head()


def replace(ask: Asking, role: str) -> Callable[[str], bool]:
    """Whether somebody in another role would be let in at a route."""
    caller = Caller(ask.person, role, "stranger")
    return lambda endpoint: endpoint not in policy.NOBODY_NEEDED and policy.may(caller, endpoint, {})
