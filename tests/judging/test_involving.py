"""What is known around a request: who acts as responsible clinician on the day on which it is decided."""

from datetime import date
from typing import Any

import pytest

from domain import involvement, people
from domain.involvement import ApproveRequest
from domain.judging import Involved, around
from domain.people import ResponsibleClinicianAssigned
from tests.given import D1, P1, Decided, folded, recorded
from tests.involvement.telling import ASKED, DAY_BEFORE, DR_B, FORUM, OPEN, SIGNED, asking, so


def in_charge(*held: tuple[Any, str, date | None]) -> people.Person:
    begun = (
        ResponsibleClinicianAssigned(person=P1, clinician=who, from_on=date(2026, 6, 1), to_on=to_on, basis=basis)
        for who, basis, to_on in held
    )
    return folded(people.FOLDING, *(recorded(event, DAY_BEFORE) for event in begun))


OWN, COVER = (D1, "substantive", None), (DR_B, "covering", None)
CASES = [
    ("whose patient it is", (OWN,), D1, ()),
    ("whoever covers", (OWN, COVER), DR_B, ()),
    ("not who is covered for", (OWN, COVER), D1, ("DC-01",)),
    ("cover that has ended", (OWN, (DR_B, "covering", date(2027, 1, 7))), D1, ()),
    ("one of two", (OWN, (DR_B, "substantive", None)), D1, ("DC-01",)),
    ("nobody is known to be", (), D1, ("DC-01",)),
]


@pytest.mark.parametrize(("held", "who", "stands"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_request_is_decided_by_the_one_who_may_sign_leave_that_day(held: Any, who: Any, stands: Any) -> None:
    """The same question of the same record as a signature under section 17 (LA-01) is held against."""
    h = Involved(P1, FORUM, about=in_charge(*held), request=so(ASKED, *SIGNED), forum=OPEN)
    yes = asking(ApproveRequest, who)
    answer = Decided(involvement.decide(yes, h.request, around(h, who, DAY_BEFORE))).answer
    assert (*getattr(answer, "broken", ()), *getattr(answer, "unjudged", ())) == stands
