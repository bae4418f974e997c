"""Answering a request in a browser: one form, one page to check it, by keyboard alone too, without scripts too."""

import pytest

from domain.involvement import RequestDeclined
from tests.browser.conftest import Coming, Visitor

pytestmark = pytest.mark.slow

CHECK, RECORD = "Check this answer", "Record this answer"
NAME = "Dara, Involvement forum in Wakefield"


def _at_the_request(come: Visitor) -> None:
    come.becomes("cyd.clinician")
    come.presses_link(NAME)


def _writes_a_no(come: Visitor, item: str) -> None:
    page = come.page
    page.get_by_label("Decline", exact=True).check()
    page.get_by_label("What Dara is told").fill("The room is small that day.")
    page.get_by_label("Reason that decided it").select_option("R-RISK")
    page.get_by_label("Item of the plan that it rests on").select_option(item)
    page.get_by_label("What would change it").fill("A larger room.")
    page.get_by_label("Looked at again on").fill("2099-01-20")
    page.get_by_label("Offered instead").select_option("remote")


def _is_sound(come: Visitor, *, errors: bool = False) -> None:
    assert not come.barriers()
    assert not come.too_wide()
    told = [each for each in come.complaints if not (errors and "responded with a status of 4" in each)]
    assert not told


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_no_is_written_in_one_form_checked_and_recorded(visitor: Coming, scripts: bool) -> None:
    come = visitor(scripts=scripts)
    _at_the_request(come)
    come.presses_button(CHECK)
    assert "Choose an answer." in come.text()
    _is_sound(come, errors=True)
    _writes_a_no(come, "")
    come.presses_button(CHECK)
    assert "A reason of risk names the item of the plan that it rests on" in come.text()
    _is_sound(come, errors=True)
    _writes_a_no(come, "crowd")
    come.presses_button(CHECK)
    assert "A risk that the plan names (R-RISK)" in come.text()
    _is_sound(come, errors=True)
    come.presses_button("Change it")
    assert come.page.get_by_label("What would change it").input_value() == "A larger room."
    come.presses_button(CHECK)
    before = come.site.service.record.head()
    come.presses_button(RECORD)
    assert "Your answer is on the record." in come.text()
    assert "The room is small that day." in come.text()
    _is_sound(come, errors=True)
    made = come.site.service.record.tail(before, 10)
    assert [each.event.alternative for each in made if isinstance(each.event, RequestDeclined)] == ["remote"]


def test_a_yes_takes_the_list_the_form_and_two_presses_by_keyboard_alone(visitor: Coming) -> None:
    come = visitor()
    come.becomes("cyd.clinician")
    come.tab_to(NAME)
    come.page.keyboard.press("Enter")
    come.page.wait_for_url("**/requests/*/*")
    come.page.get_by_label("Approve", exact=True).focus()
    come.page.keyboard.press("Space")
    come.tab_to(CHECK)
    come.page.keyboard.press("Enter")
    come.page.get_by_role("heading", name="Check your answer to Dara").wait_for()
    come.tab_to(RECORD)
    come.page.keyboard.press("Space")
    come.page.get_by_role("status").wait_for()
    assert "Stands\nApproved" in come.text()
    assert not come.complaints
