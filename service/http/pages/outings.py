"""The pages of whoever lets people out: today's outings, one of them at the door on one screen, and who is out now.

The gate is asked when the page is drawn, and again by the command itself: what has changed since stands against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from secrets import token_urlsafe
from typing import Any, Final

from flask import Blueprint, redirect, request, session
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from domain.kernel.ids import Ref, is_ref
from domain.kernel.reasons import REASONS
from domain.kernel.rules import Refused
from domain.kernel.time import london_day
from domain.leave import EpisodeState, ReleaseEpisode
from service import outing_words as words
from service import outings as found
from service.commanding import BadFields, build
from service.entitling import MAY_ASK
from service.http.callers import caller
from service.http.pages.drawing import csv_file, door, page
from service.http.pages.paging import paged
from service.http.pages.telling.wording import a_day
from service.http.problems import rule_of
from service.http.reading import read, read_all
from service.identity import SCOPE
from service.outings import BEFORE, Listed, Looker, When

pages = Blueprint("outings", __name__)

RELEASE, HOLD_BACK, ESCORT, RETURN = "release", "hold-back", "escort", "return"
COMMANDS: Final[Mapping[str, str]] = {
    RELEASE: "leave.release_episode",
    HOLD_BACK: "leave.hold_back_episode",
    ESCORT: "leave.substitute_escort",
    RETURN: "leave.record_return",
}
"""What is asked at the door, and by which command."""
DONE: Final[Mapping[str, str]] = {
    RELEASE: "is out",
    HOLD_BACK: "stays here today",
    ESCORT: "goes with somebody else",
    RETURN: "is back",
}
"""What is said when it is done, after the person's name."""
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    HOLD_BACK: ("reason_code", "finding", "says"),
    ESCORT: ("instead_of", "staff", "part", "band", "gender_as_asked"),
}
"""What is written in the form of each."""


_FOLLOWS, _CHECKED = "LV-02", "MD-08"
"""The rules that what is recorded can follow from how the outing stands, and that it was checked."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody wanted to record: what they wrote, what is wrong with it, and what stood against it."""

    act: str = ""
    written: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: Refused | None = None


NOTHING: Final = Tried()


@pages.get("/outings")
def today() -> Response:
    """The outings of a day, the earliest first; for whoever runs involvement, who can come."""
    day, site = _day(), request.args.get("site") or None
    part = paged(_releases(day, site), request.args.get("page"))
    read_all(door(), caller(), (each.person for each in part.rows), found.RELEASES)
    names = words.called(door().service, part.rows)
    shown = words.in_order(found.gated(part.rows, _looker()), names)
    rows = [(each, words.release_row(each, names, caller().role)) for each in shown]
    given: dict[str, Any] = {"day": day, "said": a_day(day.isoformat()), "site": site or ""}
    given["sites"] = found.sites(door().service, _looker(), door().now())
    return page("outings/today.html", part=part, rows=rows, columns=words.columns(caller().role), **given)


@pages.get("/outings.csv")
def today_as_csv() -> Response:
    """The same, all of it, for programs."""
    day, role = _day(), caller().role
    listed = _releases(day, request.args.get("site") or None)
    read_all(door(), caller(), (each.person for each in listed), found.RELEASES)
    names = words.called(door().service, listed)
    rows = (words.release_row(each, names, role) for each in words.in_order(found.gated(listed, _looker()), names))
    return csv_file(f"outings-{day.isoformat()}", words.columns(role), rows)


@pages.get("/out")
def out() -> Response:
    """Who is out now: due back, overdue, with whom, and whom to call."""
    part = paged(_out(), request.args.get("page"))
    read_all(door(), caller(), (each.person for each in part.rows), found.OUT)
    today = london_day(door().now()).isoformat()
    return page("outings/out.html", part=part, rows=_out_rows(part.rows), columns=words.OUT, today=today)


@pages.get("/out.csv")
def out_as_csv() -> Response:
    """The same, all of it, for programs."""
    listed = _out()
    read_all(door(), caller(), (each.person for each in listed), found.OUT)
    return csv_file("out-now", words.OUT, (row for _, row in _out_rows(listed)))


@pages.get("/outings/<person>/<episode>")
def one(person: str, episode: str) -> Response:
    """One outing at the door: who, where to, with whom, back when; the gate; and what can be recorded of it now."""
    return _drawn(_read(person, episode), done=session.pop("done_at_door", "").partition(f"{person} {episode} ")[2])


@pages.post("/outings/<person>/<episode>/release")
def released(person: str, episode: str) -> Response:
    """Lets the person out, where every clause of the gate holds at this very moment."""
    return _recorded(person, episode, RELEASE)


@pages.post("/outings/<person>/<episode>/hold-back")
def held_back(person: str, episode: str) -> Response:
    """Records that the person is not let out today, and why."""
    return _recorded(person, episode, HOLD_BACK)


@pages.post("/outings/<person>/<episode>/escort")
def substituted(person: str, episode: str) -> Response:
    """Records who goes along in somebody's place."""
    return _recorded(person, episode, ESCORT)


@pages.post("/outings/<person>/<episode>/return")
def returned(person: str, episode: str) -> Response:
    """Records that the person is back."""
    return _recorded(person, episode, RETURN)


def _recorded(person: str, episode: str, act: str) -> Response:
    """Asks what was wanted; where it cannot be read or rules stand against it, the outing is drawn with that."""
    whose = _read(person, episode)
    sent = {name: request.form.get(name, "").strip() for name in FIELDS.get(act, ())}
    given = {name: value for name, value in sent.items() if value} | {"person": person, "episode": episode}
    told = {"actor": caller().ref, "role": caller().role, "at": door().now()}
    try:
        command = build(COMMANDS[act], given, _staff, told)
    except BadFields as error:
        return _drawn(whose, 422, tried=Tried(act, sent, error.problems))
    outcome = door().service.road.ask(command, key=request.form.get("key") or None)
    if outcome.refused is not None:
        return _drawn(whose, 409, tried=Tried(act, sent, refused=outcome.refused))
    session["done_at_door"] = f"{person} {episode} {act}"
    return redirect(f"/outings/{person}/{episode}", 303)


def _staff(name: str) -> Ref:
    """Whom a form names: by a reference that it holds itself, else by the name under which somebody uses Byleave."""
    if is_ref(name):
        return Ref(name)
    there = door().service.keys.references(SCOPE, [name]).get(name)
    if there is None:
        raise ValueError("Nobody uses Byleave under this name; write it as they are registered, such as nell.nurse.")
    return there


def _read(person: str, episode: str) -> Listed:
    """The outing, after that its person was read of was recorded. Raises NotFound where there is none."""
    if not is_ref(person):
        raise NotFound
    found.one(door().service, Ref(person), episode, When.at(door().now()))
    read(door(), caller(), Ref(person), found.ONE)
    return _one(Ref(person), episode)


def _one(person: Ref, episode: str) -> Listed:
    return found.one(door().service, person, episode, When.at(door().now()), caller().ref)


def _drawn(listed: Listed, status: int = 200, *, done: str = "", tried: Tried = NOTHING) -> Response:
    each = listed if not tried.refused else _one(listed.person, listed.code)
    service, role = door().service, caller().role
    names = words.called(service, [each])
    may = {act: role in MAY_ASK[tag].live for act, tag in COMMANDS.items()}
    no = tried.refused or (_would(each) if may[RELEASE] and each.outing.state in BEFORE else None)
    checked = each.outing.checked()
    return page(
        "outings/one.html",
        status,
        each=each,
        name=names[each.person],
        names=names,
        words=words,
        proof=words.evidence(service, each.gate),
        contingency=words.contingency(service, each),
        before=each.outing.state in BEFORE,
        out=each.outing.state in (EpisodeState.OUT, EpisodeState.RECALLED),
        changes=each.outing.state in (*BEFORE, EpisodeState.OUT),
        may=may,
        against=_against(no),
        findings=checked.findings if checked else (),
        reasons=REASONS,
        tried=tried,
        done=DONE.get(done, ""),
        key=token_urlsafe(16),
    )


def _against(no: Refused | None) -> list[dict[str, str]]:
    """The rules that stand against it; that it cannot follow yet says no more than that the check is still to come."""
    rules = () if no is None else (*no.broken, *no.unjudged)
    return [rule_of(rule) for rule in rules if rule != _FOLLOWS or _CHECKED not in rules]


def _would(each: Listed) -> Refused | None:
    """What stands against letting the person out, by whoever asks, now."""
    asked: dict[str, Any] = {"actor": caller().ref, "role": caller().role, "at": door().now()}
    return door().service.road.would(ReleaseEpisode(person=each.person, episode=each.code, **asked))


def _releases(day: date, site: str | None) -> list[Listed]:
    listed = found.releases(door().service, _looker(), day, site, When.at(door().now()))
    return listed if caller().role in found.THOSE_WHO_LET_OUT else [each for each in listed if each.activity]


def _out() -> list[Listed]:
    return found.out_now(door().service, _looker(), request.args.get("site") or None, When.at(door().now()))


def _out_rows(listed: Any) -> list[tuple[Listed, tuple[str, ...]]]:
    service, names = door().service, words.called(door().service, listed)
    shown = words.by_due(listed, names)
    return [(each, words.out_row(each, names, words.contingency(service, each).telephone)) for each in shown]


def _looker() -> Looker:
    return Looker(caller().ref, caller().role)


def _day() -> date:
    """The local day that is asked of, today where none is. Raises BadRequest for what is none."""
    typed = request.args.get("day", "")
    try:
        return date.fromisoformat(typed) if typed else london_day(door().now())
    except ValueError:
        raise BadRequest from None
