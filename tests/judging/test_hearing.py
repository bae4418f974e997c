"""Who heard that something goes on again: whether any of them is outside the study's own team, that day."""

from typing import Any

import pytest

from domain.judging import hearing
from domain.kernel.ids import Ref
from domain.kernel.sealed import STAFF, Sealed
from domain.people import ActorRegistered, RecordsJoined
from tests.given import D1, P1, R1, R2, ref
from tests.judging.telling import ENTERED, Row, delegated, histories, registered, role, told

AT = ENTERED
NURSE, OTHER = ref("nurse-n"), ref("other-record")


def actor(person: Ref) -> Row:
    return told(ActorRegistered(person=person, name=Sealed(person, STAFF, "somebody")), ENTERED)


ON_BOOKS = (registered(), actor(NURSE), actor(R1), actor(R2))


@pytest.mark.parametrize(
    ("rows", "hearers", "outside"),
    [
        ((), (NURSE,), True),
        ((), (), False),
        ((), (D1,), False),  # nobody is known under that reference
        ((actor(P1),), (P1,), False),  # the person is nobody who heard them
        ((actor(OTHER), told(RecordsJoined(person=P1, other=OTHER), ENTERED)), (OTHER,), False),
        ((role(R1, "researcher"),), (R1,), False),
        ((role(R1, "user_researcher"),), (R1,), False),
        ((role(R1, "study_team"),), (R1,), False),
        ((role(R1, "researcher", of=ref("other-study")),), (R1,), True),
        ((role(R1, "ward"),), (R1,), True),
        ((delegated("2011-01-01", person=NURSE),), (NURSE,), False),
        ((delegated("2011-01-01", person=NURSE, task="data_access"),), (NURSE,), False),
        ((delegated("2011-01-01", "2011-02-01", person=NURSE),), (NURSE,), True),  # not that day
        ((role(R1, "researcher"), role(R2, "researcher")), (R1, R2), False),
        ((role(R1, "researcher"),), (R1, NURSE), True),
    ],
)
def test_somebody_outside_the_team_heard_it(rows: Any, hearers: tuple[Ref, ...], outside: bool) -> None:
    h = histories(*ON_BOOKS, *rows)
    assert hearing(h, hearers, AT).outside is outside
