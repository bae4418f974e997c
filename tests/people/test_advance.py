"""What somebody says in advance: never refused, taken back by themselves alone, and only while they can decide."""

from datetime import datetime
from typing import Any

import pytest

from domain import people
from domain.kernel.decider import Event, Recorded
from domain.kernel.items import CONSENTS
from domain.kernel.sealed import IDENTITY, Sealed
from domain.people import MakeStatement, PersonRegistered, StatementMade, StatementTakenBack, TakeBackStatement
from tests.given import NOON, P1, STUDY, folded, given, hours, recorded, ref, told

OTHER = ref("another study")
WORDS = Sealed(P1, IDENTITY, "leave me out of it")


def of(event: type[Event], when: datetime = NOON, /, **fields: Any) -> Recorded[Any]:
    return recorded(event(person=P1, **fields), when)


HERE = of(PersonRegistered, kind="service_user", initiative=STUDY, office_id=WORDS, site="S1")
SAID = of(StatementMade, items=("C01",))


@pytest.mark.parametrize("able", [True, False, None])
@pytest.mark.parametrize("what", [{}, {"study": STUDY}, {"items": ("C03", "C04")}, {"words": WORDS}])
def test_what_is_said_in_advance_is_recorded_as_it_was_said(what: dict[str, Any], able: bool | None) -> None:
    asked = MakeStatement(person=P1, **what, **told())
    answer = people.decide(asked, folded(people.FOLDING, HERE), able=able)
    (event,) = answer.events  # type: ignore[union-attr]
    assert event == StatementMade(person=P1, **what)


@pytest.mark.parametrize(
    ("history", "entry", "when", "able", "breaks"),
    [
        ([HERE, SAID], 2, NOON, True, []),
        ([HERE, SAID], 2, NOON, None, []),
        ([HERE, SAID], 1, NOON, True, ["AD-01"]),  # a registration is nothing that was said
        ([HERE], 2, NOON, True, ["AD-01"]),
        ([HERE, SAID], 2, NOON - hours(1), True, ["AD-01"]),  # not said yet
        ([HERE, SAID], 2, NOON, False, ["AD-02"]),
        ([SAID], 1, NOON, True, ["PE-02"]),
    ],
)
def test_it_is_taken_back_by_the_person_while_they_can_decide(
    history: list[Any], entry: int, when: datetime, able: bool | None, breaks: list[str]
) -> None:
    asked = TakeBackStatement(person=P1, entry=entry, **told(when=when))
    decided = given(lambda c, s: people.decide(c, s, able=able), people.FOLDING, *history).when(asked)
    if breaks:
        decided.then_breaks(*breaks)
    else:
        decided.then(StatementTakenBack)


def test_nothing_is_said_of_somebody_who_is_not_on_the_record() -> None:
    given(people.decide, people.FOLDING).when(MakeStatement(person=P1, **told())).then_breaks("PE-02")


@pytest.mark.parametrize("items", [("A01",), ("C77",)])
def test_only_what_can_be_agreed_to_is_said_no_to_in_advance(items: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="C11"):
        MakeStatement(person=P1, items=items, **told())


@pytest.mark.parametrize(
    ("said", "study", "item", "covers"),
    [
        (of(StatementMade), STUDY, "C01", True),
        (of(StatementMade), OTHER, "C11", True),
        (of(StatementMade, study=STUDY), STUDY, "C01", True),
        (of(StatementMade, study=STUDY), OTHER, "C01", False),
        (of(StatementMade, items=("C01",)), STUDY, "C01", True),
        (of(StatementMade, items=("C01",)), STUDY, "C02", False),
        (of(StatementMade), STUDY, "A01", False),
    ],
)
def test_it_is_about_one_study_or_any_and_about_some_items_or_all(
    said: Any, study: Any, item: str, covers: bool
) -> None:
    (statement,) = folded(people.FOLDING, HERE, said).statements
    assert statement.covers(study, item) is covers


def test_no_correction_narrows_what_was_said() -> None:
    narrower = recorded(StatementMade(person=P1, items=("C02",)), corrects=2)
    said = folded(people.FOLDING, HERE, of(StatementMade), narrower)
    assert [each.items for each in said.statements] == [CONSENTS, frozenset({"C02"})]
    assert all(each.covers(STUDY, "C02") for each in said.statements)
