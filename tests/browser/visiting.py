"""Visits to pages in Chromium: nothing but the file itself may load, and what happens is written down."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
UNFOLD = "() => document.querySelectorAll('details').forEach(one => one.open = true)"
READY = "() => window.harmattanMap.ready"
CHATTER = "GL Driver Message"  # what the driver says of screenshots


@dataclass
class Visit:
    """A page that is open.

    `tried` holds every request but that for the page itself, stopped by the page's own policy or not; `left` those that nothing
    but the test stopped; `faults` what the console, the page and the dialogs said.
    """

    path: Path
    context: BrowserContext
    page: Page
    tried: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Write down what happens, and let nothing through but the page itself."""
        self.context.route("**/*", self._gate)
        self.context.on("request", lambda request: self._own(request.url) or self.tried.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        self.page.on("crash", lambda _: self.faults.append("the page crashed"))
        self.page.on("console", lambda said: self._said(said.type, said.text))
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _own(self, url: str) -> bool:
        return url.partition("#")[0] == self.path.as_uri()

    def _gate(self, route: Route) -> None:
        if self._own(route.request.url):
            route.continue_()
        else:
            self.left.append(route.request.url)
            route.abort()

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and CHATTER not in text:
            self.faults.append(f"console {kind}: {text}")

    @cached_property
    def data(self) -> dict:
        """What the page holds for its map."""
        return json.loads(self.page.locator("#map-data").text_content() or "")

    def picture(self, selector: str) -> np.ndarray:
        """Take a picture of an element: rows, columns, red, green and blue."""
        shot = Image.open(io.BytesIO(self.page.locator(selector).screenshot()))
        return np.asarray(shot.convert("RGB")).astype(int)

    def unfold(self) -> None:
        """Open everything that is folded."""
        self.page.evaluate(UNFOLD)

    def drawn(self) -> None:
        """Wait until what was asked for stands on the screen."""
        self.page.evaluate(DRAWN)

    def start_over(self) -> None:
        """Go back to the first view of the cut-off, with nothing chosen."""
        closing = self.page.locator(".lm-close:visible")
        if closing.count():
            closing.click()
        self.page.evaluate("frame => window.harmattanMap.setFrame(frame)", self.data["now"])
        self.page.locator(".lm-zoom button").last.click()
        self.page.locator(".lm-stage").scroll_into_view_if_needed()
        self.page.mouse.move(0, 0)
        self.drawn()

    def frame(self) -> int:
        """Tell which week the map shows."""
        return self.page.evaluate("window.harmattanMap.frame()")

    def spot(self, name: str) -> tuple[float, float]:
        """Find where a thing can be pointed at, in pixels of the window."""
        self.page.locator(".lm-stage").scroll_into_view_if_needed()
        at = self.page.evaluate("name => window.harmattanMap.at(name)", name)
        box = self.page.locator(".lm-map").bounding_box()
        assert at is not None, f"{name} is not drawn"
        assert box is not None
        return box["x"] + at["x"], box["y"] + at["y"]

    def axe(self) -> list[str]:
        """List what axe finds; the context must be made with `bypass_csp`, or axe itself may not run."""
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(path=AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        return [
            f"{one['impact']} {one['id']}: {n['target']} {n['failureSummary']}" for one in found for n in one["nodes"]
        ]


def visit(browser: Browser, path: Path, *, width: int = 1280, height: int = 900, live: bool = True, **options) -> Visit:
    """Open a page in a context of its own, and wait until its map stands."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(20_000)
    found = Visit(path, context, context.new_page())
    found.watch()
    found.page.goto(path.as_uri(), wait_until="domcontentloaded")
    if live:
        assert found.page.evaluate(READY), found.page.evaluate("window.harmattanMap.fault()")
    return found


def near(picture: np.ndarray, colour: str, slack: int = 6) -> int:
    """Count pixels of a colour."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return int((np.abs(picture - wanted).max(axis=2) <= slack).sum())
