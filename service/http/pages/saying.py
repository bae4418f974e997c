"""What a participant says that the rules are asked about first: yes, no, and going on after a break."""

from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, redirect, request, session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from domain.consent import FILM, GiveAnswers, Resume, Withdraw
from domain.kernel.decider import Command
from domain.kernel.ids import Ref, is_ref
from service.choices import Choices, choices, own_answers, takes_part
from service.errors import Conflict
from service.http.callers import Caller, caller
from service.http.pages import words
from service.http.pages.acts import SAYING, Act
from service.http.pages.drawing import door, page
from service.http.pages.drawing import words as exact
from service.http.pages.mine import called
from service.http.problems import Refusal
from service.http.reading import read
from service.sheets import Sheet

pages = Blueprint("saying", __name__, url_prefix="/me/saying")


@pages.get("/<initiative>/<act>")
@pages.get("/<initiative>/<act>/<item>")
def asked(initiative: str, act: str, item: str | None = None) -> Response:
    """The second of two presses: what is about to be said, with one button that says it."""
    me = caller()
    meant, whose = _meant(me, initiative, act, item)
    read(door(), me, whose, "choices")
    there = _there(me, whose, initiative, item)
    taker = called([there.opened.by])[there.opened.by] if there.opened else None
    given: dict[str, Any] = {
        "act": meant,
        "yes": act == "yes",
        "there": there,
        "what": words.ITEM_WORDS.get(item or "", ""),
        "taker": taker,
        "sheet": (sheet := _sheet(there)),
        "sentence": sheet.items.get(item or "", "") if sheet else "",
    }
    if act == "yes" and item and not there.of(item).can_say_yes:
        return page("mine/not-yet.html", 409, why=words.why_not_yet(there.of(item), there.opened), **given)
    return page("mine/say.html", key=token_urlsafe(16), **given)


@pages.post("/<initiative>/<act>")
@pages.post("/<initiative>/<act>/<item>")
def said(initiative: str, act: str, item: str | None = None) -> Response:
    """Records what was said. Raises Refusal where the rules stand against a yes, Conflict for one to a film."""
    me = caller()
    _, whose = _meant(me, initiative, act, item)
    there = _there(me, whose, initiative, item)
    if act == "yes" and item == FILM:
        raise Conflict("For a film somebody goes through with the person where it may be shown.", "Ask the team.")
    sheet = _sheet(there)
    if act == "yes" and _moved(there, sheet):
        return page("mine/changed.html", 409)
    command = _command(me, there, act, item, sheet)
    outcome = door().service.road.ask(command, key=request.form.get("key") or None)
    if outcome.refused is not None:
        raise Refusal(outcome.refused)
    session["done"] = act
    return redirect(f"/me/agreed/{there.initiative}" if _is_copied(command) else "/me", 303)


def _is_copied(command: Command) -> bool:
    """Whether the answer says that a copy is the person's: then it is the next page that they see."""
    return isinstance(command, GiveAnswers) and command.copy_given == "yes"


def _moved(there: Choices, sheet: Sheet | None) -> bool:
    """Whether the page of a yes showed another version than the one that was gone through last, or other words."""
    shown = sheet.sha256 if sheet else ""
    other = there.opened is None or request.form.get("version") != there.opened.version
    return other or request.form.get("words", "") != shown


def _sheet(there: Choices) -> Sheet | None:
    """The exact words of the version that was gone through last, where they are held."""
    return exact(there.opened.sha256) if there.opened else None


def _command(me: Caller, there: Choices, act: str, item: str | None, sheet: Sheet | None) -> Command:
    at = door().now()
    told: dict[str, Any] = {
        "actor": me.ref,
        "role": me.role,
        "at": at,
        "person": there.person,
        "initiative": there.initiative,
    }
    if item is None:
        return Resume(**told)
    if there.opened is not None:
        said = {item: act == "yes"}
        shown = sheet.sha256 if sheet else None
        answers = own_answers(me.ref, there.person, there.initiative, there.opened, said, at, shown)
        if act == "yes" or door().service.road.would(answers) is None:
            return answers
    if act == "yes":
        raise NotFound
    return Withdraw(level="W1", items=(item,), **told)


def _meant(me: Caller, initiative: str, act: str, item: str | None) -> tuple[Act, Ref]:
    """What is to be said, and under which of the person's records. Raises NotFound where there is no such thing."""
    meant = SAYING.get(act)
    if meant is None or meant.of_item != (item is not None) or not is_ref(initiative):
        raise NotFound
    whose = takes_part(door().service.road, me.ref).get(Ref(initiative))
    if whose is None:
        raise NotFound
    return meant, whose


def _there(me: Caller, whose: Ref, initiative: str, item: str | None) -> Choices:
    there = choices(door().service.road, me.ref, whose, Ref(initiative))
    if item is not None and item not in {choice.item for choice in there.choices}:
        raise NotFound
    return there
