"""Opening the sheet with somebody, in a browser: two presses, by keyboard alone too, and what follows from it."""

import pytest

from domain.consent import Withdraw
from tests import stores
from tests.browser.conftest import Coming, Visitor

pytestmark = pytest.mark.slow

OPEN, DONE = "Open the sheet with Cleo", "We went through all of it"


def _at_the_list(come: Visitor) -> None:
    come.becomes("sam.study")
    come.page.get_by_role("link", name="Ward Voices").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_sheet_is_opened_with_two_presses(visitor: Coming, scripts: bool) -> None:
    come = visitor(scripts=scripts)
    _at_the_list(come)
    come.presses_link(OPEN)
    assert "I agree to take part in an interview." in come.text()
    come.presses_button(DONE)
    assert come.presses == 2
    assert "It is written down that you went through version 1.0 with Cleo." in come.text()
    assert "Cleo can say yes on a screen of their own from" in come.text()
    assert not come.barriers()
    assert not come.too_wide()
    assert not come.complaints


def test_it_is_opened_by_keyboard_alone(visitor: Coming) -> None:
    come = visitor()
    _at_the_list(come)
    come.tab_to(OPEN)
    come.page.keyboard.press("Enter")
    come.page.wait_for_url("**/taking/*/*")
    come.tab_to(DONE)
    come.page.keyboard.press("Space")
    come.page.get_by_role("status").wait_for()
    assert "It is written down" in come.text()


def test_the_person_is_told_to_take_their_time_and_who_opened_it(visitor: Coming) -> None:
    taker, person = visitor(), visitor()
    _at_the_list(taker)
    taker.presses_link(OPEN)
    taker.presses_button(DONE)
    person.becomes("Cleo")
    assert "sam.study went through this with you, from version 1.0" in person.text()
    person.page.get_by_role("link", name="Why you cannot say yes here now").first.click()
    assert "Take your time, and come back tomorrow." in person.text()


def test_who_asked_for_removal_is_opened_to_only_where_they_came_forward(visitor: Coming) -> None:
    come = visitor()
    service = come.site.service
    live = service.keys.references("initiative", ["ward-voices"])["ward-voices"]
    cleo = service.keys.references(live, ["Cleo"])["Cleo"]
    service.road.ask(Withdraw(person=cleo, initiative=live, level="W6", **stores.operator(service)))
    _at_the_list(come)
    come.page.get_by_role("link", name=OPEN).click()
    assert "Leave the person alone." in come.text()
    assert not come.barriers()
    assert not come.too_wide()
    come.presses_button(DONE)
    assert "Leave the person alone." in come.text()
    come.page.go_back()
    come.page.get_by_label("Cleo came forward and asked for it").check()
    come.presses_button(DONE)
    assert "It is written down that" in come.text()
