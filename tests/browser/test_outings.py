"""At the door in a browser: letting somebody out is two presses from the board, and so is not letting them out."""

import pytest

from tests.browser.conftest import Coming

pytestmark = pytest.mark.slow

NURSE = "wren.ward"
KIND = "e => [e.tagName, e.className]"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_somebody_is_let_out_with_two_presses(visitor: Coming, scripts: bool) -> None:
    come = visitor(scripts=scripts)
    come.becomes(NURSE)
    come.presses_link("Emlyn")
    assert "Everything holds" in come.text()
    come.presses_button("Let Emlyn out")
    assert come.presses == 2
    assert "Emlyn is out." in come.text()
    come.presses_link("Who is out")
    come.presses_link("Emlyn")
    come.presses_button("Emlyn is back")
    assert "Emlyn is back." in come.text()
    assert not come.barriers()
    assert not come.too_wide()
    assert not come.complaints


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_not_letting_out_says_why(visitor: Coming, scripts: bool) -> None:
    come = visitor(scripts=scripts)
    come.becomes(NURSE)
    come.presses_link("Iolo")
    come.page.get_by_text("Do not let Iolo out today").click()
    come.presses_button("Iolo stays here today")
    assert "There is a problem." in come.text()
    assert not come.barriers()
    come.page.get_by_label("Why").select_option("R-STAFF")
    come.page.get_by_label("What you tell Iolo").fill("There is nobody to go with you. It is not because of you.")
    come.presses_button("Iolo stays here today")
    assert "Iolo stays here today." in come.text()
    assert "not let out: no escort, or too few staff" in come.text()
    assert not come.too_wide()


def test_somebody_is_let_out_by_keyboard_alone(visitor: Coming) -> None:
    come = visitor()
    come.becomes(NURSE)
    name = come.page.get_by_role("link", name="Emlyn").get_attribute("aria-label")
    come.tab_to(str(name))
    come.page.keyboard.press("Enter")
    come.page.wait_for_url("**/outings/*/today")
    come.tab_to("Let Emlyn out")
    come.page.keyboard.press("Space")
    come.page.get_by_role("status").wait_for()
    assert "Emlyn is out." in come.text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_yes_and_no_on_the_day_take_two_presses_of_one_kind(visitor: Coming, scripts: bool) -> None:
    come = visitor(scripts=scripts)
    come.becomes("Emlyn")
    come.page.get_by_role("link", name="Your outings").click()
    kinds = []
    for link, button in (("I do not want to go", "No, I do not want to go"), ("I want to go", "Yes, I want to go")):
        first = come.page.get_by_role("link", name=f"{link}: Afternoon forum in Wakefield", exact=True)
        kinds.append(first.evaluate(KIND))
        come.presses_link(f"{link}: Afternoon forum in Wakefield")
        kinds.append(come.page.get_by_role("button", name=button, exact=True).evaluate(KIND))
        come.presses_button(button)
        assert "It is written down, and it counts from now." in come.text()
    assert come.presses == 4
    assert kinds[:2] == kinds[2:]
    assert not come.barriers()
    assert not come.too_wide()


def test_a_no_of_the_person_keeps_the_door_shut(visitor: Coming) -> None:
    nurse, person = visitor(), visitor()
    nurse.becomes(NURSE)
    nurse.presses_link("Emlyn")
    person.becomes("Emlyn")
    person.page.get_by_role("link", name="Your outings").click()
    person.presses_link("I do not want to go: Afternoon forum in Wakefield")
    person.presses_button("No, I do not want to go")
    nurse.presses_button("Let Emlyn out")
    assert "It was not written down" in nurse.text()
    assert "Emlyn stays here for now." in nurse.text()
    assert nurse.page.get_by_role("button", name="Let Emlyn out").count() == 0
