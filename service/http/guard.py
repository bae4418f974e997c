"""What every request and every answer of API and pages is held to, whatever it asks.

Host must be a loopback name, so that a page elsewhere cannot reach us by pointing its own name here (DNS rebinding);
what may change something must come from our own pages (Origin, RFC 6454 section 7) or from no browser at all.
"""

import secrets
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from service.errors import ByleaveError

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
CSP: Final = (
    "default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; img-src 'self'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'"
)
STATIC: Final = "static"
"""The endpoint of files that hold nothing of anybody, and may be kept."""


class BadHost(ByleaveError):
    """The request names a host that is not this machine's own loopback name."""


class ForeignOrigin(ByleaveError):
    """The request comes from a page of another origin."""


def install(app: Flask) -> None:
    """Guards every request of an app, and puts the headers on every answer."""
    app.before_request(check_host)
    app.before_request(check_origin)
    app.after_request(put_headers)
    app.context_processor(lambda: {"csp_nonce": nonce})


def nonce() -> str:
    """The one-time word by which this answer's own scripts and styles are known."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def check_host() -> None:
    """Raises BadHost where the host asked for is not a loopback name."""
    if _hostname(f"//{request.headers.get('Host', '')}") not in LOOPBACK:
        raise BadHost("This host is not served.", "Use http://127.0.0.1 or http://localhost with the port shown.")


def check_origin() -> None:
    """Raises ForeignOrigin where something may change and a browser asks from elsewhere.

    A browser names the origin of everything that may change something. What names none and brings no cookie is no
    browser's, and carries nobody's authority but its own.
    """
    if request.method in SAFE:
        return
    origin = request.headers.get("Origin")
    if origin is None and not request.cookies and request.headers.get("Sec-Fetch-Site") in (None, "none"):
        return
    if origin != f"{request.scheme}://{request.host}":
        raise ForeignOrigin("This was sent from somewhere else.", "Send it from Byleave's own pages.")


def put_headers(response: Response) -> Response:
    """Puts the headers on an answer that it does not set itself; files that hold nothing of anybody may be kept."""
    for name, value in HEADERS.items():
        if not (name == "Cache-Control" and request.endpoint == STATIC):
            response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", CSP.format(nonce=nonce()))
    return response


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
