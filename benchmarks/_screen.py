"""A page in the Chromium of this machine, without network: how long until its picture stands, how fast its slider runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["chromium", "opened", "ready_seconds"]

OPTIONS = ["--no-sandbox", "--enable-unsafe-swiftshader"]
"""Drawn in software: a laptop with a graphics card is faster."""


def chromium() -> str:
    """Find the Chromium of this machine.

    Returns:
        Its path; empty where there is none, and then nothing is measured.
    """
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")


@contextmanager
def opened(path: Path, *, before: str = "") -> Iterator[Any]:
    """Open a page from disk with every request blocked.

    Args:
        path: a file of HTML.
        before: script that runs before those of the page.

    Yields:
        The page of Playwright.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as program:
        browser = program.chromium.launch(executable_path=chromium(), args=OPTIONS)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
        page = context.new_page()
        if before:
            page.add_init_script(before)
        page.goto(path.resolve().as_uri(), wait_until="commit")
        yield page
        browser.close()


def ready_seconds(path: Path) -> float:
    """Measure how long a brief takes from the start of loading until its live map stands.

    Args:
        path: a brief.html.

    Returns:
        Seconds.
    """
    with opened(path) as page:
        page.wait_for_function("() => window.harmattanMap !== undefined", timeout=60_000)
        done = page.evaluate("async () => [await window.harmattanMap.ready, performance.now() / 1000]")
    if not done[0]:
        message = f"the live map of {path.name} did not come up"
        raise RuntimeError(message)
    return float(done[1])
