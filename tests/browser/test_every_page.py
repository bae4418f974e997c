"""Every page, with scripts and without, narrow and wide: nobody is kept out, nothing is asked of anybody else."""

import os
from pathlib import Path

import pytest

from service.http.app import create_app
from service.http.callers import demo
from service.wiring import Service
from tests.browser.conftest import NARROW, WIDE, Coming, Site, Visitor
from tests.http.screens import next_of, of_forum

pytestmark = pytest.mark.slow

STAFF = "alex.auditor"
TAKER = "sam.study"
NURSE = "wren.ward"
CLINICIAN = "cyd.clinician"
LEAD = "ira.involvement"
PAGES = {
    "personas.choose": "/",
    "mine.choices": "/me",
    "mine.agreed": "/me/agreed/{live}",
    "mine.story": "/me/story",
    "my_outings.outings": "/me/outings",
    "my_outings.asked": "/me/outings/{ash}/today/no",
    "saying.asked": "/me/saying/{live}/yes/C01",
    "stopping.asked": "/me/stopping/{live}/stop/C01",
    "taking.studies": "/taking",
    "taking.people": "/taking/{live}",
    "taking.sheet": "/taking/{live}/{cleo}",
    "outings.today": "/outings",
    "outings.one": "/outings/{emlyn}/today",
    "outings.out": "/out",
    "requests.waiting": "/requests",
    "requests.one": "/requests/{dara}/{forum}",
    "audit.overview": "/audit",
    "audit.findings": "/audit/{study}/findings",
    "audit.finding": "a finding",
    "audit.register": "/audit/{study}/register",
    "audit.people": "/audit/{study}/people",
    "audit.trail": "/audit/{study}/people/{person}",
}
"""An address of every page; where it is none, how one gets there."""
NAMES = {
    "Ash": {"mine", "my_outings", "saying", "stopping"},
    TAKER: {"taking"},
    NURSE: {"outings"},
    CLINICIAN: {"requests"},
    STAFF: {"audit"},
}
"""Whose pages are in which part."""
FILES = {
    "outings.today_as_csv",
    "outings.out_as_csv",
    "requests.waiting_as_csv",
    "audit.findings_as_csv",
    "audit.register_as_csv",
    "audit.trail_as_csv",
}
MORE = {
    "stop": ("Bryn", "/me/stopping/{live}/stop/C02"),
    "stop everything": ("Bryn", "/me/stopping/{live}/stop-everything"),
    "pause": ("Bryn", "/me/stopping/{live}/pause"),
    "remove": ("Bryn", "/me/stopping/{live}/remove"),
    "no": ("Ash", "/me/saying/{live}/no/C01"),
    "a copy": ("Bryn", "/me/agreed/{live}"),
    "not yet": ("Bryn", "/me/saying/{live}/yes/C06"),
    "choices with a yes": ("Bryn", "/me"),
    "nothing gone through": ("Cleo", "/me"),
    "a sheet gone through": (TAKER, "/taking/{live}/{ash}"),
    "a sheet to be asked for": (TAKER, "/taking/{live}/{bryn}"),
    "no task there": (TAKER, "/taking/{study}"),
    "an outing of one's own": ("Emlyn", "/me/outings"),
    "a no with something instead": ("Gethin", "/me/outings"),
    "an outing that lacks something": (NURSE, "/outings/{iolo}/today"),
    "an outing that somebody is on": (NURSE, "/outings/{gethin}/today"),
    "an outing that was held back": (CLINICIAN, "/outings/{dara}/today"),
    "who can come": (LEAD, "/outings"),
    "a day without outings": (NURSE, "/outings?day=2030-01-01"),
    "every request": (CLINICIAN, "/requests?answered=yes"),
    "a request declined": (CLINICIAN, "/requests/{gethin}/{forum}"),
    "requests to the lead": (LEAD, "/requests"),
    "a request to the lead": (LEAD, "/requests/{dara}/{forum}"),
    "a stranger's page": ("Ash", "/audit"),
    "no such page": ("Ash", "/me/nothing"),
    "not a time": (STAFF, "/audit/{study}/register?valid_at=yesterday"),
    "one kind": (STAFF, "/audit/{study}/findings?kind=copy-not-given"),
}


def test_no_page_is_left_out(site: Site) -> None:
    app = create_app(site.service, demo(site.service))
    drawn = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint.split(".")[0] in {"personas"}.union(*NAMES.values())
    }
    assert drawn == set(PAGES) | FILES


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("persona", NAMES)
def test_every_page_of_a_persona(visitor: Coming, persona: str, scripts: bool, width: int) -> None:
    come = visitor(scripts=scripts, width=width)
    come.becomes(persona)
    own = {"personas", *NAMES[persona]}
    for endpoint, path in PAGES.items():
        if endpoint.split(".")[0] in own:
            _open(come, path)
            _drawn(come, endpoint)
            assert not _faults(come), endpoint
    assert not come.complaints


@pytest.mark.parametrize("page", MORE)
def test_every_other_face_of_a_page(visitor: Coming, page: str) -> None:
    persona, path = MORE[page]
    come = visitor()
    come.becomes(persona)
    _open(come, path)
    _drawn(come, page.replace(" ", "-"))
    assert not _faults(come)
    refused = [each for each in come.complaints if "the server responded with a status of 4" not in each]
    assert not refused, "a browser says of an error's page that it is one, and nothing else"


def _open(come: Visitor, path: str) -> None:
    if path == "a finding":
        come.goes(_filled(come.site.service, "/audit/{study}/findings"))
        come.page.locator("tbody a").first.click()
    else:
        come.goes(_filled(come.site.service, path))


def _filled(service: Service, path: str) -> str:
    known = service.keys.references("initiative", ["talk", "ward-voices"])
    person = service.keys.references(known["talk"], ["P002"])["P002"]
    people = service.keys.references(known["ward-voices"], ["Ash", "Bryn", "Cleo"])
    people |= {name: of_forum(service, name) for name in ("Emlyn", "Iolo", "Gethin", "Dara")}
    there = {name.lower(): reference for name, reference in people.items()}
    there["forum"] = next_of(service)
    return path.format(study=known["talk"], live=known["ward-voices"], person=person, **there)


def _drawn(come: Visitor, name: str) -> None:
    """Keeps a picture of the page, where one is asked for (make screenshots)."""
    if folder := os.environ.get("BYLEAVE_SCREENSHOTS"):
        width = come.page.viewport_size["width"] if come.page.viewport_size else 0
        come.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def _faults(come: Visitor) -> list[str]:
    title, heading = come.page.title(), come.page.locator("h1")
    faults = come.barriers()
    faults += ["it is too wide"] if come.too_wide() else []
    faults += [] if heading.count() == 1 and title.endswith(" - Byleave") else [f"one heading and a title: {title}"]
    return faults
