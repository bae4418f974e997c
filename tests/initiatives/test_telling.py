"""What is told of an initiative is told once: a second telling would change what was promised or agreed."""

from datetime import timedelta
from typing import Any

import pytest

from domain import initiatives
from domain.initiatives import (
    SITE_FOLDING,
    DocumentPublished,
    HoldSession,
    ImplementVersion,
    JoinSite,
    PublishDocument,
    RegisterSite,
    SessionHeld,
    SiteJoined,
    SiteRegistered,
    VersionImplemented,
)
from domain.kernel.decider import Accepted
from tests.given import NOON, R1, STUDY, given, recorded, told

DAY = NOON.date()
OF: dict[str, Any] = {"initiative": STUDY}
PAPER: dict[str, Any] = {"dated": DAY, "approved_on": DAY, "removal_window_days": 14, "reconsent": "none"}
HELD: dict[str, Any] = {
    "kind": "interview",
    "site": "S1",
    "ended_at": NOON + timedelta(hours=1),
    "setting": "ward",
    "lead": R1,
    "recorded": True,
    "commissioner_present": False,
}
SITE: dict[str, Any] = {"scope": STUDY, "site": "S1", "name": "Wharfe", "security_level": "medium"}
JOINED: dict[str, Any] = {"site": "S1", "security_level": "medium", "opened_on": DAY, **OF}
BEGUN: dict[str, Any] = {"site": "S1", "version": "1.0", "implemented_on": DAY, **OF}
ICF: dict[str, Any] = {"document": "ICF", "version": "1.0", **PAPER, **OF}
FOLDING = initiatives.FOLDING

TABLE = [
    (FOLDING, SessionHeld(session="X1", **HELD, **OF), HoldSession(session="X1", **HELD, **OF, **told()), True),
    (FOLDING, SessionHeld(session="X1", **HELD, **OF), HoldSession(session="X2", **HELD, **OF, **told()), False),
    (FOLDING, DocumentPublished(**ICF), PublishDocument(**ICF, **told()), True),
    (FOLDING, DocumentPublished(**ICF), PublishDocument(**{**ICF, "document": "PIS"}, **told()), False),
    (FOLDING, DocumentPublished(**ICF), PublishDocument(**{**ICF, "version": "2.0"}, **told()), False),
    (FOLDING, VersionImplemented(**BEGUN), ImplementVersion(**BEGUN, **told()), True),
    (FOLDING, VersionImplemented(**BEGUN), ImplementVersion(**{**BEGUN, "site": "S2"}, **told()), False),
    (FOLDING, SiteJoined(**JOINED), JoinSite(**JOINED, **told()), True),
    (FOLDING, SiteJoined(**JOINED), JoinSite(**{**JOINED, "site": "S2"}, **told()), False),
    (SITE_FOLDING, SiteRegistered(**SITE), RegisterSite(**SITE, **told()), True),
]


@pytest.mark.parametrize(("folding", "event", "command", "again"), TABLE)
def test_what_is_on_the_record_is_not_told_a_second_time(folding: Any, event: Any, command: Any, again: bool) -> None:
    answer = given(initiatives.decide, folding, recorded(event)).when(command)
    answer.then_breaks(*(["IN-02"] if again else []))
    assert isinstance(given(initiatives.decide, folding).when(command).answer, Accepted)
