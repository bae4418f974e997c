"""The pages of whoever takes consent: whom they may ask, and the sheet to go through with somebody.

Only whoever has that task on the delegation log today is shown anybody, and only what the task needs.
"""

from secrets import token_urlsafe
from typing import Any

from flask import Blueprint, redirect, request, session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from domain.kernel.ids import Ref, is_ref
from domain.kernel.rules import Refused
from projections import characteristics
from service.choices import last_opened
from service.http.callers import caller
from service.http.pages.drawing import door, page
from service.http.pages.drawing import words as exact
from service.http.pages.mine import called
from service.http.pages.paging import paged
from service.http.problems import Refusal, rule_of
from service.http.reading import read, read_all
from service.taking import Sitting, may_take, sitting, takes_part_in, telling

pages = Blueprint("taking", __name__, url_prefix="/taking")


@pages.get("")
def studies() -> Response:
    """The initiatives in which whoever asks takes consent today."""
    with door().service.views.read("characteristics") as view:
        there = characteristics.initiatives(view.db)
    mine = [each for each in there if may_take(door().service.road, caller().ref, each.reference)]
    return page("taking/studies.html", mine=mine)


@pages.get("/<initiative>")
def people(initiative: str) -> Response:
    """The people of an initiative, and whether somebody has gone through the sheet with them; a part by its names."""
    of = _delegated(initiative)
    with door().service.views.read("characteristics") as view:
        there = sorted(characteristics.participants(view.db, of))
    part = paged(there, request.args.get("page"))
    read_all(door(), caller(), part.rows, "taking")
    road, at = door().service.road, door().now()
    told = [(person, last_opened(road.histories(person, of), at)) for person in part.rows]
    names = called({*part.rows, *(opened.by for _, opened in told if opened)})
    told.sort(key=lambda row: names[row[0]])
    return page("taking/people.html", of=of, part=part, told=told, names=names)


@pages.get("/<initiative>/<person>")
def sheet(initiative: str, person: str) -> Response:
    """The sheet to go through with somebody, and how it stands with them."""
    sat = _sitting(initiative, person)
    return _drawn(sat, done=session.pop("told", "") == f"{sat.initiative} {sat.person}")


@pages.post("/<initiative>/<person>")
def told(initiative: str, person: str) -> Response:
    """Records that the sheet was gone through. Raises Refusal where the rules stand against it."""
    sat, me = _sitting(initiative, person), caller()
    came_forward = sat.came_forward and request.form.get("came_forward") == "yes"
    words = exact(sat.sha256)
    shown = (request.form.get("version"), request.form.get("words", ""))
    if not sat.can_be_told or shown != (sat.version, words.sha256 if words else ""):
        return _drawn(sat, 409, changed=sat.can_be_told)
    command = telling(
        me.ref, me.role, sat.person, sat.initiative, str(sat.version), door().now(), came_forward=came_forward
    )
    outcome = door().service.road.ask(command, key=request.form.get("key") or None)
    if outcome.refused is not None:
        raise Refusal(outcome.refused)
    session["told"] = f"{sat.initiative} {sat.person}"
    return redirect(request.path, 303)


def _drawn(sat: Sitting, status: int = 200, **more: Any) -> Response:
    names = called([sat.person, *([sat.opened.by] if sat.opened else [])])
    given: dict[str, Any] = {"rules": [rule_of(each) for each in sat.against], "key": token_urlsafe(16), **more}
    given["against_yes"] = [rule_of(each) for each in sat.against_yes]
    given["can_say_yes"] = sat.yes_from is not None and sat.yes_from <= door().now()
    return page("taking/sheet.html", status, sat=sat, names=names, words=exact(sat.sha256), **given)


def _sitting(initiative: str, person: str) -> Sitting:
    """How it stands with somebody, after that reading was recorded. Raises NotFound for nobody of the initiative."""
    of, road, me = _delegated(initiative), door().service.road, caller()
    if not is_ref(person) or not takes_part_in(road, Ref(person), of):
        raise NotFound
    read(door(), me, Ref(person), "sheet")
    return sitting(road, me.ref, me.role, Ref(person), of)


def _delegated(initiative: str) -> Ref:
    """The initiative, where whoever asks takes consent in it today; else Refusal, as by the rule about a taker."""
    if not is_ref(initiative):
        raise NotFound
    if not may_take(door().service.road, caller().ref, Ref(initiative)):
        raise Refusal(Refused(("CN-02",)))
    return Ref(initiative)
