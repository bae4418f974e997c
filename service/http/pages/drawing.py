"""How a page is drawn: the NHS design system's components in our own frame, which has none of the NHS's marks."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any, Final

from flask import Flask, Response, current_app, make_response, render_template, request
from jinja2 import ChainableUndefined, ChoiceLoader, FileSystemLoader, PackageLoader

from domain.initiatives import version_number
from domain.kernel.ids import Ref
from domain.kernel.time import ALWAYS, to_local
from service import sheets
from service.choices import published
from service.exporting import write_csv
from service.http import guard
from service.http.callers import Caller, NobodySignedIn, caller
from service.http.door import Door
from service.http.problems import Problem
from service.sheets import Sheet

PLAIN: Final[Mapping[int, str]] = {
    400: "That could not be read",
    401: "Nobody is using this screen yet",
    403: "This page is not for you",
    404: "There is no such page",
    409: "This cannot be done now",
    410: "This was erased",
    421: "This address is not served",
    422: "Some of this cannot be read",
    429: "Too many tries",
    500: "Something in Byleave is broken",
    503: "Byleave cannot answer now",
}
"""What is said of an error on its page."""


class Undefined(ChainableUndefined):
    """What the design system's templates leave out they may ask for; it prints as nothing."""


def install(app: Flask) -> None:
    """Where the templates are, and what every one of them may use."""
    ours = FileSystemLoader(f"{app.root_path}/templates")
    app.jinja_env.loader = ChoiceLoader([ours, PackageLoader("nhsuk_frontend_jinja")])
    app.jinja_env.undefined = Undefined
    app.jinja_env.autoescape = True
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["when"] = when
    app.jinja_env.filters["title_of"] = title
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, Any]:
    return {"cspNonce": guard.nonce(), "themeColor": "#005eb8", "who": _who()}


def _who() -> Caller | None:
    try:
        return caller()
    except NobodySignedIn:
        return None


def door() -> Door:
    """What this request needs: the store, who may ask, the clock."""
    found: Door = current_app.extensions["byleave"]
    return found


def words(published: str | None) -> Sheet | None:
    """The exact words whose hash was published, where they are held: shipped, or in the data directory."""
    return sheets.find((sheets.SHIPPED, door().service.directory / sheets.FOLDER), published)


def title(initiative: Ref) -> str:
    """What people call an initiative: as the words of its newest version that are held do; else its name on record."""
    study = door().service.road.initiative(initiative)
    versions = sorted(study.documents, key=version_number, reverse=True)
    held = (words(published(study, version)) for version in versions)
    return next((sheet.title for sheet in held if sheet and sheet.title), study.name)


def page(template: str, status: int = 200, **given: Any) -> Response:
    """A page."""
    return make_response(render_template(template, **given), status)


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A file for programs."""
    text = StringIO(newline="")
    write_csv(text, columns, rows)
    answer = Response(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return answer


def problem(told: Problem) -> Response:
    """The page of an error: what happened, and what to do."""
    who = _who()
    own = who is not None and who.is_participant
    lost = request.method not in guard.SAFE and request.path.startswith("/me/")
    return page("problem.html", told.status, told=told, title=PLAIN.get(told.status, told.title), own=own, lost=lost)


def when(at: datetime | str) -> str:
    """An instant, or a local time as it is written, as people say it: 4 January 2012 at 3:45pm (Europe/London)."""
    if at == ALWAYS:
        return "no time given"
    local = at if isinstance(at, str) else to_local(at)
    day, clock = local[:10], local[11:16]
    year, month, number = day.split("-")
    hour, minute = int(clock[:2]), clock[3:]
    half = "am" if hour < 12 else "pm"
    return f"{int(number)} {_MONTHS[int(month) - 1]} {year} at {(hour - 1) % 12 + 1}:{minute}{half}"


_MONTHS: Final = calendar.month_name[1:]
