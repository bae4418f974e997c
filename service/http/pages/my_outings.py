"""A participant's own outings, and what they say on the day: yes, or no, each with two presses and one kind of button.

A no is a stop: the page that asks for it holds nothing of theirs, and it is handed to the road as soon as it is known
of whom it is.
"""

from secrets import token_urlsafe
from typing import Final

from flask import Blueprint, redirect, request, session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from domain.kernel.codes import CODE
from domain.kernel.ids import Ref, is_ref
from domain.kernel.time import london_day
from domain.leave import SayToday
from service import outings as found
from service.http.callers import caller
from service.http.pages.acts import Act
from service.http.pages.drawing import door, page
from service.http.pages.telling import mine as telling
from service.http.problems import Refusal
from service.http.reading import read
from service.my_outings import mine
from service.outing_words import in_care
from service.outings import When

pages = Blueprint("my_outings", __name__, url_prefix="/me/outings")

ACTS: Final = {
    "yes": Act(
        "Do you want to go today?",
        "You can still say no, up to the door and on the way. It changes nothing about your care.",
        "Yes, I want to go",
        "You said that you want to go",
    ),
    "no": Act(
        "Do you want to stay here?",
        "You do not have to say why. It is not held against you, and there will be other outings.",
        "No, I do not want to go",
        "You said that you do not want to go",
    ),
}
"""What can be said on the day."""


@pages.get("")
def outings() -> Response:
    """The person's outings and wishes, the latest first: how far each is, why, what would change it, what instead."""
    me, records = caller(), _records()
    for whose in records:
        read(door(), me, whose, found.MINE)
    now = door().now()
    told = [each for whose in records for each in mine(door().service, whose, When.at(now))]
    named = {each.outing.activity for each in told if each.outing and each.outing.activity}
    names = in_care(door().service, {*named, *(e.staff for each in told if each.outing for e in each.outing.escorts)})
    today = {each.at: london_day(each.at) == london_day(now) for each in told}
    done = ACTS.get(session.pop("said_of_outing", ""))
    return page("mine/outings.html", told=told, names=names, telling=telling, today=today, done=done)


@pages.get("/<person>/<episode>/<act>")
def asked(person: str, episode: str, act: str) -> Response:
    """The second of two presses. Nothing on this page is the person's own, so that it can always be drawn."""
    if act not in ACTS or not is_ref(person) or not CODE.pattern.fullmatch(episode):
        raise NotFound
    return page("mine/say-outing.html", act=ACTS[act], key=token_urlsafe(16))


@pages.post("/<person>/<episode>/<act>")
def said(person: str, episode: str, act: str) -> Response:
    """Records what the person says of today. A no is never refused for form."""
    me = caller()
    if act not in ACTS or not is_ref(person) or Ref(person) not in _records():
        raise NotFound
    if door().service.road.going(Ref(person)).leave.episode(episode, door().now()) is None:
        raise NotFound
    word = SayToday(
        actor=me.ref, role=me.role, at=door().now(), person=Ref(person), episode=episode, agrees=act == "yes"
    )
    outcome = door().service.road.ask(word, key=(request.form.get("key") or None) if act == "yes" else None)
    if outcome.refused is not None:
        raise Refusal(outcome.refused)
    session["said_of_outing"] = act
    return redirect("/me/outings", 303)


def _records() -> tuple[Ref, ...]:
    """The person's own record, and those that are joined with it."""
    me = caller().ref
    return (me, *door().service.road.person(me).others())
