"""Choosing who one is, until signing in exists: the first page of a demonstration."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, redirect, request, session
from werkzeug.wrappers import Response

from service.entitling import CLINICIAN, INVOLVEMENT_LEAD, MHA_OFFICE, PARTICIPANT, STUDY_TEAM, WARD
from service.http.callers import Caller, pick
from service.http.pages.drawing import door, page

pages = Blueprint("personas", __name__)

HOMES: Final = {
    PARTICIPANT: "/me",
    "auditor": "/audit",
    STUDY_TEAM: "/taking",
    CLINICIAN: "/requests",
    WARD: "/outings",
    MHA_OFFICE: "/outings",
    INVOLVEMENT_LEAD: "/requests",
}
"""The first page of each role that has pages."""


@pages.get("/")
def choose() -> Response:
    """The first page: who are you?"""
    return page("choose.html", participants=_of(lambda each: each.is_participant), staff=_of(_has_pages))


@pages.post("/pick")
def picked() -> Response:
    """Picks a persona for this session, and goes to their first page."""
    chosen = pick(request.form.get("persona", ""))
    return redirect(HOMES.get(chosen.role, "/"), 303)


@pages.post("/finish")
def finish() -> Response:
    """Lets go of the persona: whoever comes next has to choose again."""
    session.clear()
    return redirect("/", 303)


def _has_pages(each: Caller) -> bool:
    return not each.is_participant and each.role in HOMES


def _of(wanted: Callable[[Caller], bool]) -> list[tuple[str, Caller]]:
    return [(key, each) for key, each in door().personas.items() if wanted(each)]
