"""The pages: every one works without scripts, asks nothing of any other host, and is drawn after its reading."""

from pathlib import Path
from typing import Final

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from whitenoise import WhiteNoise

from domain.kernel.ids import Ref, is_ref
from service.http import guard, policy
from service.http.callers import caller
from service.http.pages import (
    audit,
    drawing,
    mine,
    my_outings,
    outings,
    personas,
    requests,
    saying,
    stopping,
    taking,
)

STATIC: Final = Path(__file__).parents[1] / "static"
PAGES: Final = {
    each.name: each
    for each in (
        personas.pages,
        mine.pages,
        my_outings.pages,
        saying.pages,
        stopping.pages,
        taking.pages,
        audit.pages,
        outings.pages,
        requests.pages,
    )
}
KEPT: Final = 3600
"""For how many seconds a browser keeps files that hold nothing of anybody."""


def install(app: Flask) -> None:
    """The pages of an app: how they are drawn, their forms' protection, their files, and the page of an error."""
    drawing.install(app)
    _protect(app)
    for blueprint in PAGES.values():
        app.register_blueprint(blueprint)
    app.extensions["problem_page"] = drawing.problem
    files = WhiteNoise(app.wsgi_app, root=STATIC, prefix="static/", max_age=KEPT, add_headers_function=_put_headers)
    app.wsgi_app = files  # type: ignore[method-assign]


def _protect(app: Flask) -> None:
    """A form of ours carries a word that only our pages know, and a page is for the roles that the policy names."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False)
    forms = CSRFProtect(app)

    @app.before_request
    def protect() -> None:
        if (endpoint := request.endpoint) in policy.PAGES:
            policy.check(caller(), str(endpoint), _named())
        if request.method not in guard.SAFE and request.blueprint in PAGES:
            forms.protect()


def _named() -> dict[str, Ref]:
    """The initiative that an address names, else the person: a role may be held there alone."""
    there = request.view_args or {}
    name = "initiative" if "initiative" in there else "person"
    named = str(there.get(name, ""))
    return {name: Ref(named)} if is_ref(named) else {}


def _put_headers(headers: dict[str, str], _path: str, _url: str) -> None:
    for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Referrer-Policy"):
        headers[name] = guard.HEADERS[name]
