"""Yes and stop in a browser: the same number of presses, the same kind of button, and what becomes of them."""

import pytest

from tests.browser.conftest import Coming, Visitor

pytestmark = pytest.mark.slow

INTERVIEW = "Take part in an interview"
KIND = "e => [e.tagName, e.className]"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_yes_and_stop_take_two_presses_each(visitor: Coming, scripts: bool) -> None:
    come = visitor(scripts=scripts)
    come.becomes("Ash")
    come.presses_link(f"Say yes: {INTERVIEW}")
    come.presses_button("Yes, I agree")
    assert come.presses == 2
    assert "You said yes." in come.text().replace("yes. Ask", "yes.")
    come.presses_link(f"Stop: {INTERVIEW}")
    come.presses_button("Yes, stop this")
    assert come.presses == 4
    assert "You stopped this." in come.text()
    assert not come.complaints


def test_yes_and_stop_are_the_same_kind_of_button(visitor: Coming) -> None:
    come = visitor()
    come.becomes("Ash")
    yes = _kinds(come, f"Say yes: {INTERVIEW}", "Yes, I agree")
    come.becomes("Bryn")
    assert _kinds(come, f"Stop: {INTERVIEW}", "Yes, stop this") == yes


def _kinds(come: Visitor, link: str, button: str) -> list[object]:
    first = come.page.get_by_role("link", name=link)
    kinds = [first.evaluate(KIND)]
    first.click()
    return [*kinds, come.page.get_by_role("button", name=button, exact=True).evaluate(KIND)]


def test_a_stop_by_keyboard_alone(visitor: Coming) -> None:
    come = visitor()
    come.goes("/")
    come.tab_to("Bryn")
    come.page.keyboard.press("Enter")
    come.page.wait_for_url("**/me")
    come.tab_to(f"Stop: {INTERVIEW}")
    come.page.keyboard.press("Enter")
    come.page.wait_for_url("**/stop/C01")
    come.tab_to("Yes, stop this")
    come.page.keyboard.press("Space")
    come.page.wait_for_url("**/me")
    assert "You stopped this." in come.text()


def test_what_the_keyboard_stands_on_is_seen(visitor: Coming) -> None:
    come = visitor()
    come.becomes("Bryn")
    for _ in range(8):
        come.page.keyboard.press("Tab")
        drawn = come.page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            " return [s.outlineWidth, s.boxShadow, s.backgroundColor] }"
        )
        assert drawn[0] != "0px" or drawn[1] != "none" or drawn[2] == "rgb(255, 235, 59)", drawn


def test_stop_everything_leaves_nothing_to_stop(visitor: Coming) -> None:
    come = visitor()
    come.becomes("Bryn")
    come.presses_link("Stop everything")
    come.presses_button("Yes, stop everything")
    assert come.page.get_by_role("link", name="Stop:").count() == 0
    assert "You said yes" not in come.text().replace("You said yes to", "")


def test_a_break_and_going_on(visitor: Coming) -> None:
    come = visitor()
    come.becomes("Bryn")
    come.presses_link("Take a break")
    come.presses_button("Yes, take a break")
    assert "Paused" in come.text()
    come.presses_link("Go on")
    come.presses_button("Yes, go on")
    assert "Paused" not in come.text()


def test_where_nobody_went_through_it_there_is_no_yes(visitor: Coming) -> None:
    come = visitor()
    come.becomes("Cleo")
    assert come.page.get_by_role("link", name="Say yes").count() == 0
    assert "ask a member of the team to go through it with you" in come.text()


def test_a_stop_is_seen_by_the_auditor_and_the_auditor_by_the_person(visitor: Coming) -> None:
    auditor, person = visitor(), visitor()
    before = _active(auditor)
    person.becomes("Bryn")
    person.presses_link(f"Stop: {INTERVIEW}")
    person.presses_button("Yes, stop this")
    assert _active(auditor) == before - 1
    auditor.page.get_by_role("link", name="One person").click()
    auditor.page.get_by_label("Their id in the study").fill("Bryn")
    auditor.presses_button("Look")
    assert "Said stop (W1, stop particular things: take part in an interview)." in auditor.text()
    person.presses_link("What has happened")
    assert "alex.auditor looked at what is written down about you." in person.text()
    assert "You stopped: take part in an interview." in person.text()


def _active(come: Visitor) -> int:
    come.becomes("alex.auditor")
    come.page.get_by_role("link", name="What was true at a time in ward-voices").click()
    row = come.page.locator("tbody tr", has_text="C01")
    return int(row.locator("td").last.inner_text())


def test_after_finishing_the_pages_before_are_locked(visitor: Coming) -> None:
    come = visitor()
    come.becomes("Bryn")
    come.presses_button("Finish and lock")
    come.page.go_back()
    assert INTERVIEW not in come.text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_copy_is_there_at_once_and_can_be_printed(visitor: Coming, scripts: bool) -> None:
    come = visitor(scripts=scripts)
    come.becomes("Ash")
    come.presses_link(f"Say yes: {INTERVIEW}")
    come.presses_button("Yes, I agree")
    come.page.emulate_media(media="print")
    printed = come.text()
    assert "I agree to have my voice recorded." in printed
    assert "You said yes on" in printed
    assert "The copy of Ash, printed on" in printed
    for on_screen in ("Finish and lock", "Back to your choices", "It is written down"):
        assert not come.page.get_by_text(on_screen).is_visible()
    assert not come.page.get_by_role("link", name="Stop").first.is_visible()
    assert come.page.pdf().startswith(b"%PDF")
    come.page.emulate_media(media="screen")
    come.presses_link("Your choices")
    come.presses_link("What you agreed to")
    assert "I agree to have my voice recorded." in come.text()
    assert not come.complaints


def test_the_copy_is_reached_by_keyboard_alone(visitor: Coming) -> None:
    come = visitor()
    come.becomes("Bryn")
    come.tab_to("What you agreed to: Ward Voices")
    come.page.keyboard.press("Enter")
    come.page.wait_for_url("**/agreed/*")
    come.tab_to(f"Stop: {INTERVIEW}")


def test_a_yes_by_keyboard_alone(visitor: Coming) -> None:
    come = visitor()
    come.becomes("Ash")
    come.tab_to(f"Say yes: {INTERVIEW}")
    come.page.keyboard.press("Enter")
    come.page.wait_for_url("**/yes/C01")
    come.tab_to("Yes, I agree")
    come.page.keyboard.press("Space")
    come.page.wait_for_url("**/agreed/*")
    assert "This page is your copy." in come.text()
