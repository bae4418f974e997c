"""The pages of requests to go out: what waits, one request whole, and its answer, checked before it is recorded.

Whoever runs involvement sees how requests stand, and no reason. Nothing on these pages is a study's.
"""

from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, redirect, request, session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from domain.involvement import request_stream
from domain.kernel.decider import Command
from domain.kernel.ids import Ref, is_ref
from domain.kernel.rules import Refused
from projections.requests import Wish
from service import request_words as words
from service import requests as found
from service.entitling import CLINICIAN
from service.errors import Moved
from service.errors import NotFound as Nowhere
from service.http.callers import caller
from service.http.pages import answering
from service.http.pages.answering import EMPTY, Form
from service.http.pages.drawing import csv_file, door, page
from service.http.pages.paging import paged
from service.http.problems import rules_of
from service.http.reading import read, read_all
from service.outings import Looker, When
from service.requests import WHO_CARE, Asked, Whole

pages = Blueprint("requests", __name__)


@pages.get("/requests")
def waiting() -> Response:
    """Requests that wait for an answer, the longest wait first."""
    part = paged(_rows(), request.args.get("page"))
    read_all(door(), caller(), (each.person for each in part.rows), found.LIST)
    names = words.called(door().service, words.refs(part.rows))
    return page("requests/waiting.html", part=part, names=names, words=words, answered=_answered())


@pages.get("/requests.csv")
def waiting_as_csv() -> Response:
    """The same, all of it, for programs."""
    rows, role = _rows(), caller().role
    read_all(door(), caller(), (each.person for each in rows), found.LIST)
    names = words.called(door().service, words.refs(rows))
    return csv_file("requests", words.columns(role), (words.row(each, names, role) for each in rows))


@pages.get("/requests/<person>/<activity>")
def one(person: str, activity: str) -> Response:
    """One request: how it stands, the plan, the answer, the gate, and for whoever decides the form to answer in."""
    wish = _wish(person, activity)
    done = session.pop("decided", "") == f"{person} {activity}"
    return _drawn(wish, EMPTY, done=done)


@pages.post("/requests/<person>/<activity>")
def checked(person: str, activity: str) -> Response:
    """The answer to be checked before it is recorded; what the rules have against it, where they have. Asks nothing."""
    wish = _wish(person, activity)
    form, command = _read(wish)
    if command is None:
        change = request.form.get("change") == "yes"
        return _drawn(wish, Form(form.written, {}) if change else form, 200 if change else 422)
    if request.form.get("change") == "yes":
        return _drawn(wish, form)
    if _stood() != _stands(wish):
        return _drawn(wish, form, 409, moved=True)
    if (no := door().service.road.would(command)) is not None:
        return _drawn(wish, form, 409, refused=no)
    asked = _whole(wish).asked
    names = words.called(door().service, [asked.person])
    return page("requests/check.html", asked=asked, names=names, form=form, key=token_urlsafe(16), stands=_stood())


@pages.post("/requests/<person>/<activity>/answer")
def answered(person: str, activity: str) -> Response:
    """Records the answer. Where the rules stand against it now, or it has moved, the form says so."""
    wish = _wish(person, activity)
    form, command = _read(wish)
    if command is None:
        return _drawn(wish, form, 422)
    try:
        key = request.form.get("key") or None
        outcome = door().service.road.ask(command, key=key, stands_at=_stood())
    except Moved:
        return _drawn(wish, form, 409, moved=True)
    if outcome.refused is not None:
        return _drawn(wish, form, 409, refused=outcome.refused)
    session["decided"] = f"{person} {activity}"
    return redirect(f"/requests/{person}/{activity}", 303)


def _drawn(wish: Wish, form: Form, status: int = 200, refused: Refused | None = None, **more: Any) -> Response:
    """The page of a request, after its reading was recorded."""
    stands, me = _stands(wish), caller()
    whole = _whole(wish)
    cares = me.role in WHO_CARE
    against = rules_of(refused) if refused else {"broken": [], "unjudged": []}
    given: dict[str, Any] = {
        "whole": whole,
        "asked": whole.asked,
        "names": words.called(door().service, words.refs([whole.asked])),
        "texts": words.texts(door().service, whole) if cares else words.NO_TEXTS,
        "cares": cares,
        "decides": me.role == CLINICIAN and whole.asked.can_be_decided,
        "in_charge": whole.asked.in_charge == {me.ref},
        "against": against["broken"] + against["unjudged"],
        "form": form,
        "answering": answering,
        "words": words,
        "stands": stands,
        **more,
    }
    return page("requests/one.html", status, **given)


def _read(wish: Wish) -> tuple[Form, Command | None]:
    me = caller()
    told = {"actor": me.ref, "role": me.role, "at": door().now()}
    return answering.read(answering.form_of(request.form), wish, told)


def _wish(person: str, activity: str) -> Wish:
    """The request that an address names. Raises NotFound."""
    if not (is_ref(person) and is_ref(activity)):
        raise NotFound
    return Wish(Ref(person), Ref(activity))


def _whole(wish: Wish) -> Whole:
    """A request whole, after that reading was recorded. Raises NotFound where there is none that one may see."""
    me, now = caller(), door().now()
    if not _stands(wish):
        raise Nowhere("There is no such request.", "Look at those that wait: /requests")
    read(door(), me, wish.person, found.ONE)
    return found.one(door().service, Looker(me.ref, me.role), wish, When.at(now))


def _rows() -> list[Asked]:
    me = caller()
    which = found.every if _answered() else found.waiting
    return which(door().service, Looker(me.ref, me.role), When.at(door().now()))


def _answered() -> bool:
    return request.args.get("answered") == "yes"


def _stands(wish: Wish) -> int:
    """At which version a request stands: an answer is to this, and to nothing that comes later."""
    stream = request_stream(wish.person, wish.activity)
    return door().service.record.versions([stream])[stream]


def _stood() -> int:
    """The version that whoever answers has looked at; none that there is, where the form does not say it."""
    told = request.form.get("stands", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else -1
