"""What a participant says: yes, no, stop, pause, go on, remove. Each takes two presses; a stop is never refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any, Final

from flask import Blueprint, redirect, request, session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from domain.consent import CONSENTS, Pause, Resume, Withdraw
from domain.kernel.decider import Command
from domain.kernel.ids import Ref, is_ref
from service.choices import Choices, choices, own_answers
from service.http.callers import Caller, caller
from service.http.pages import words
from service.http.pages.drawing import door, page
from service.http.pages.mine import called
from service.http.problems import Refusal, rule_of
from service.http.reading import read

pages = Blueprint("saying", __name__, url_prefix="/me")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person can say: how it is asked once more, what the button says, and what was done after it."""

    asks: str
    means: str
    button: str
    done: str
    command: Callable[[Caller, Choices, str | None], Command]
    of_item: bool


def _told(me: Caller, choice: Choices) -> dict[str, Any]:
    return {"actor": me.ref, "role": me.role, "at": door().now(), "person": me.ref, "initiative": choice.initiative}


def _stop(me: Caller, there: Choices, item: str | None) -> Command:
    return Withdraw(level="W1", items=tuple(sorted(CONSENTS)) if item is None else (item,), **_told(me, there))


def _remove(me: Caller, there: Choices, _: str | None) -> Command:
    return Withdraw(level="W6", **_told(me, there))


def _pause(me: Caller, there: Choices, _: str | None) -> Command:
    return Pause(**_told(me, there))


def _resume(me: Caller, there: Choices, _: str | None) -> Command:
    return Resume(**_told(me, there))


def _answer(yes: bool) -> Callable[[Caller, Choices, str | None], Command]:
    def answered(me: Caller, there: Choices, item: str | None) -> Command:
        if there.opened is None or item is None:
            raise NotFound
        return own_answers(me.ref, there.initiative, there.opened, {item: yes}, door().now())

    return answered


ACTS: Final[Mapping[str, Act]] = {
    "yes": Act(
        "Do you want to say yes?",
        "You can stop at any time. Stopping takes two presses too, and nobody will be cross with you.",
        "Yes, I agree",
        "You said yes",
        _answer(yes=True),
        of_item=True,
    ),
    "no": Act(
        "Do you want to say no?",
        "No is a full answer. You do not have to say why, and it changes nothing about your care.",
        "No, I do not agree",
        "You said no",
        _answer(yes=False),
        of_item=True,
    ),
    "stop": Act(
        "Do you want to stop this?",
        "It stops at once. You do not have to say why, and it changes nothing about your care.",
        "Yes, stop this",
        "You stopped this",
        _stop,
        of_item=True,
    ),
    "stop-everything": Act(
        "Do you want to stop everything?",
        "Everything in this list stops at once. You do not have to say why, and it changes nothing about your care.",
        "Yes, stop everything",
        "You stopped everything",
        _stop,
        of_item=False,
    ),
    "remove": Act(
        "Do you want what you gave to be removed?",
        "Everything stops, and what can still be removed is removed. You are told what was removed and what was not.",
        "Yes, remove it",
        "You asked for what you gave to be removed, and stopped everything",
        _remove,
        of_item=False,
    ),
    "pause": Act(
        "Do you want a break?",
        "Everything in this list rests until you say that it goes on.",
        "Yes, take a break",
        "You are taking a break",
        _pause,
        of_item=False,
    ),
    "go-on": Act(
        "Do you want to go on?",
        "What you said yes to before goes on.",
        "Yes, go on",
        "You go on",
        _resume,
        of_item=False,
    ),
}
"""Everything that a participant says on these pages, by the word in its address."""


@pages.get("/<initiative>/<act>")
@pages.get("/<initiative>/<item>/<act>")
def asked(initiative: str, act: str, item: str | None = None) -> Response:
    """The second of two presses: what is about to be said, with one button that says it."""
    me = caller()
    meant, there = _meant(me, initiative, act, item)
    read(door(), me, me.ref, "choices")
    taker = called([there.opened.by])[there.opened.by] if there.opened else None
    given: dict[str, Any] = {"act": meant, "there": there, "item": item, "taker": taker, "words": words}
    if act == "yes" and item and not there.of(item).can_say_yes:
        return page("mine/not-yet.html", 409, rules=_against(there, item), **given)
    return page("mine/say.html", key=token_urlsafe(16), **given)


@pages.post("/<initiative>/<act>")
@pages.post("/<initiative>/<item>/<act>")
def said(initiative: str, act: str, item: str | None = None) -> Response:
    """Records what was said. Raises Refusal where the rules stand against a yes; nothing stands against a stop."""
    me = caller()
    meant, there = _meant(me, initiative, act, item)
    if _moved(there, act):
        return page("mine/changed.html", 409, there=there)
    command = meant.command(me, there, item)
    outcome = door().service.road.ask(command, key=request.form.get("key") or None)
    if outcome.refused is not None:
        raise Refusal(outcome.refused)
    session["said"] = {"done": meant.done, "what": words.ITEM_WORDS.get(item or "", there.name), "act": act}
    return redirect("/me", 303)


def _against(there: Choices, item: str) -> list[dict[str, str]]:
    no = there.of(item).against
    return [rule_of(rule) for rule in (*no.broken, *no.unjudged)] if no else []


def _moved(there: Choices, act: str) -> bool:
    """Whether another version was gone through with the person since the page of a yes was drawn."""
    shown = request.form.get("version")
    return act == "yes" and shown is not None and (there.opened is None or there.opened.version != shown)


def _meant(me: Caller, initiative: str, act: str, item: str | None) -> tuple[Act, Choices]:
    """What is to be said of which of the person's own initiatives. Raises NotFound where there is no such thing."""
    meant = ACTS.get(act)
    if meant is None or meant.of_item != (item is not None) or not is_ref(initiative):
        raise NotFound
    about = door().service.road.person(me.ref)
    if Ref(initiative) not in {each.initiative for each in about.registrations}:
        raise NotFound
    there = choices(door().service.road, me.ref, Ref(initiative))
    if item is not None and item not in {choice.item for choice in there.choices}:
        raise NotFound
    return meant, there
