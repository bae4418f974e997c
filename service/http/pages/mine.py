"""A participant's own pages: what they have agreed to, and what has happened, who looked included."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, request, session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from domain.access import PersonRead
from domain.kernel.ids import Ref, is_ref
from domain.kernel.time import to_local
from projections import timeline
from service.choices import agreements, all_choices, takes_part
from service.choices import choices as choices_of
from service.http.callers import caller
from service.http.pages import telling, words
from service.http.pages.acts import SAYING, STOPPING
from service.http.pages.drawing import door, page
from service.http.pages.drawing import words as exact
from service.http.pages.paging import paged
from service.http.reading import read
from service.names import office_ids

pages = Blueprint("mine", __name__, url_prefix="/me")


@pages.get("")
def choices() -> Response:
    """What the person has agreed to, item by item, and what they may say now."""
    me = caller()
    for whose in dict.fromkeys((me.ref, *takes_part(door().service.road, me.ref).values())):
        read(door(), me, whose, "choices")
    found = all_choices(door().service.road, me.ref)
    takers = called(each.opened.by for each in found if each.opened)
    done = {**SAYING, **STOPPING}.get(session.pop("done", ""))
    return page("mine/choices.html", found=found, takers=takers, words=words, done=done)


@pages.get("/agreed/<initiative>")
def agreed(initiative: str) -> Response:
    """The person's own copy: the exact words that they agreed to, and their answers, to read and to print."""
    me = caller()
    whose = takes_part(door().service.road, me.ref).get(Ref(initiative)) if is_ref(initiative) else None
    if whose is None:
        raise NotFound
    read(door(), me, whose, "agreed")
    there = choices_of(door().service.road, me.ref, whose, Ref(initiative))
    told = agreements(door().service.road, whose, Ref(initiative))
    asked = {each.sha256: exact(each.sha256) for each in told} or {
        None: exact(there.opened.sha256 if there.opened else None)
    }
    takers = called({*(taker for each in told for taker in each.takers), *([there.opened.by] if there.opened else [])})
    done = {**SAYING, **STOPPING}.get(session.pop("done", ""))
    return page(
        "mine/agreed.html",
        there=there,
        told=told,
        sheets=asked,
        takers=takers,
        words=words,
        done=done,
        now=door().now(),
    )


@pages.get("/story")
def story() -> Response:
    """Everything that has happened to the person, the latest first, without their own looking."""
    me = caller()
    read(door(), me, me.ref, "timeline")
    with door().service.views.read("timeline") as view:
        lines = timeline.shown(timeline.of_person(view.db, me.ref, me.role), door().now())
    others = [line for line in reversed(lines) if not _is_own_look(line, me.ref)]
    part = paged(_looks_of_a_day_once(others), request.args.get("page"))
    authors = _authors(part.rows)
    names = called({*authors.values(), *(reference for line in part.rows for reference in line.references)})
    told = [(line.occurred_at, telling.told(line, names, me.ref, authors[line.position])) for line in part.rows]
    return page("mine/story.html", told=told, part=part)


def _looks_of_a_day_once(lines: Sequence[timeline.Line]) -> list[timeline.Line]:
    """Without the further looks of somebody who looked before on the same day: each of them is on the record."""
    seen: set[tuple[Any, str]] = set()
    kept = []
    for line in reversed(lines):
        look = (line.fields.get("reader"), to_local(line.occurred_at)[:10]) if line.tag == PersonRead.tag else None
        if look is None or look not in seen:
            kept.append(line)
        if look is not None:
            seen.add(look)
    return kept[::-1]


def _authors(lines: Sequence[timeline.Line]) -> dict[int, Ref]:
    """Who put each of these on the record, by position."""
    found = door().service.record.at([line.position for line in lines])
    return {recorded.position: recorded.actor for recorded in found}


def _is_own_look(line: timeline.Line, person: Ref) -> bool:
    return line.tag == PersonRead.tag and line.fields.get("reader") == person


def called(people: Iterable[Ref]) -> dict[Ref, str]:
    """How people are called by the office that registered them."""
    service = door().service
    return office_ids(service.record, service.keys, people)
