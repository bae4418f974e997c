"""A browser, and the pages of a store that it looks at: the small study, and the people of the demonstration."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from waitress.server import create_server

from service import demonstration
from service.http.app import create_app
from service.http.callers import demo
from service.wiring import Service
from tests import stores
from tests.service import office

AXE = Path(__file__).parents[2] / "ops" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW, WIDE = 320, 1024
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)
ASK = (
    "standards => axe.run(document, {runOnly: standards, rules: {'target-size': {enabled: true}}})"
    ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium; a test that needs it fails, and says how it is installed, where there is none."""
    where = shutil.which("chromium")
    if where is None:
        pytest.fail("chromium is missing. Install it: apt-get update && apt-get install --yes chromium", pytrace=False)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=where, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Site:
    """The pages of one store, as a visitor finds them."""

    service: Service
    address: str


@contextmanager
def serving(service: Service) -> Iterator[Site]:
    """The pages of a store on a free port of this machine."""
    server = create_server(create_app(service, demo(service)), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(service, f"http://127.0.0.1:{server.effective_port}")
    server.close()
    thread.join(10)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with stores.made(tmp_path / "data") as service:
        office.importing(service, office.small(tmp_path / "study"))
        demonstration.furnish(service)
        with serving(service) as there:
            yield there


@dataclass
class Visitor:
    """Somebody at a screen: what they press is counted, what their browser complains of or asks elsewhere is kept."""

    page: Page
    site: Site
    presses: int = 0
    complaints: list[str] = field(default_factory=list)
    axe_page: Page | None = None

    def goes(self, path: str) -> None:
        """Opens an address."""
        self.page.goto(f"{self.site.address}{path}")

    def becomes(self, persona: str) -> None:
        """Chooses who they are on the first page."""
        self.goes("/")
        self.page.get_by_role("button", name=persona).click()

    def presses_link(self, name: str) -> None:
        """Presses a link, which counts."""
        self.page.get_by_role("link", name=name).first.click()
        self.presses += 1

    def presses_button(self, name: str) -> None:
        """Presses a button, which counts."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.presses += 1

    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    def tab_to(self, name: str) -> None:
        """Presses the tab key until the keyboard stands on something."""
        for _ in range(80):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(
                "() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            )
            if focused and focused.strip() == name:
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    def barriers(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA, its best practices and its target sizes on this page.

        axe is a script itself: a page without scripts is looked at as it stands, in a window that runs axe alone.
        """
        looked_at = self.page if self.axe_page is None else self._as_it_stands(self.axe_page)
        looked_at.evaluate(AXE.read_text(encoding="utf-8"))
        return list(looked_at.evaluate(ASK, STANDARDS))

    def _as_it_stands(self, other: Page) -> Page:
        html, address = SCRIPTS.sub("", self.page.content()), self.page.url
        other.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
        other.goto(address)
        return other

    def too_wide(self) -> bool:
        """Whether the page has to be scrolled sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


Coming = Callable[..., Visitor]


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Coming]:
    """Opens a new browser window on the site, with or without scripts, of a width."""
    contexts = []

    def come(*, scripts: bool = True, width: int = NARROW) -> Visitor:
        context = chromium.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 800})
        context.set_default_timeout(10_000)
        contexts.append(context)
        coming = Visitor(context.new_page(), site)
        if not scripts:
            other = chromium.new_context(viewport={"width": width, "height": 800})
            contexts.append(other)
            coming.axe_page = other.new_page()

        def complain(said: ConsoleMessage) -> None:
            if said.type in ("error", "warning"):
                coming.complaints.append(said.text)

        def look(asked: Request) -> None:
            if not asked.url.startswith((f"{site.address}/", "data:")):
                coming.complaints.append(f"asks {asked.url}")

        coming.page.on("console", complain)
        coming.page.on("pageerror", lambda error: coming.complaints.append(str(error)))
        coming.page.on("request", look)
        return coming

    yield come
    for context in contexts:
        context.close()
