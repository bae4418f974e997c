"""How a participant stops something: a page that needs nothing of theirs to be read, and a stop that needs no form.

What stands, what was shown before and whether anything else can be answered makes no difference to a stop: it is handed
to the road as soon as it is known of whom it is. Two presses are two stops, and a second one does no harm.
"""

from typing import Any

from flask import Blueprint, redirect, session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from domain.consent import CONSENTS, Pause, Withdraw
from domain.kernel.decider import Command
from domain.kernel.ids import Ref, is_ref
from service.choices import takes_part
from service.http.callers import caller
from service.http.pages import words
from service.http.pages.acts import STOPPING
from service.http.pages.drawing import door, page
from service.http.problems import Refusal

pages = Blueprint("stopping", __name__, url_prefix="/me/stopping")


@pages.get("/<initiative>/<act>")
@pages.get("/<initiative>/<act>/<item>")
def asked(initiative: str, act: str, item: str | None = None) -> Response:
    """The second of two presses. Nothing on this page is the person's own, so that it can always be drawn."""
    _check(initiative, act, item)
    return page("mine/say.html", act=STOPPING[act], what=words.ITEM_WORDS[item] if item else "", there=None)


@pages.post("/<initiative>/<act>")
@pages.post("/<initiative>/<act>/<item>")
def said(initiative: str, act: str, item: str | None = None) -> Response:
    """Records the stop, from now."""
    _check(initiative, act, item)
    whose = takes_part(door().service.road, caller().ref).get(Ref(initiative))
    if whose is None:
        raise NotFound
    outcome = door().service.road.ask(_command(act, whose, Ref(initiative), item))
    if outcome.refused is not None:
        raise Refusal(outcome.refused)
    session["done"] = act
    return redirect("/me", 303)


def _check(initiative: str, act: str, item: str | None) -> None:
    """Raises NotFound for what is nothing that could be stopped."""
    meant = STOPPING.get(act)
    if meant is None or meant.of_item != (item is not None) or not is_ref(initiative):
        raise NotFound
    if item is not None and item not in CONSENTS:
        raise NotFound


def _command(act: str, person: Ref, initiative: Ref, item: str | None) -> Command:
    me = caller()
    told: dict[str, Any] = {
        "actor": me.ref,
        "role": me.role,
        "at": door().now(),
        "person": person,
        "initiative": initiative,
    }
    match act:
        case "pause":
            return Pause(**told)
        case "remove":
            return Withdraw(level="W6", **told)
        case _:
            return Withdraw(level="W1", items=tuple(sorted(CONSENTS)) if item is None else (item,), **told)
