"""Chromium from the system's packages, and the planted pages that it opens from disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from brief.planted import planted, with_scores, with_warning
from brief.test_own import holding, own
from browser import visiting
from browser.visiting import Visit
from harmattan.brief.inputs import BriefInput
from harmattan.brief.page import page
from harmattan.brief.shapes.light import light_page

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ["--no-sandbox", "--enable-unsafe-swiftshader"]


@dataclass
class Pages:
    """Pages on disk, each written when it is first asked for."""

    folder: Path
    inputs: BriefInput
    made: dict[str, Path] = field(default_factory=dict)

    def __call__(self, language: str = "en", level: str = "partner", *, light: bool = False) -> Path:
        """Give the planted page."""
        write = light_page if light else page
        held = self.inputs if level != "internal" else holding(self.inputs, own("O1", "own_fuel_stock", "haute", 7351))
        name = f"{language}.{level}{'.light' * light}"
        return self.keep(name, lambda: write(held, language=language, level=level))

    def keep(self, name: str, text: Callable[[], str]) -> Path:
        """Give the page of a name, written at the first time."""
        if name not in self.made:
            path = self.folder / f"{name}.html"
            path.write_text(text(), encoding="utf-8")
            self.made[name] = path
        return self.made[name]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(tmp_path_factory.mktemp("pages"), with_scores(with_warning(planted(draws=60))))


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "no Chromium on the PATH: apt-get install chromium fonts-dejavu-core"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def launch(chromium: str) -> Iterator[Callable[..., Browser]]:
    with sync_playwright() as playwright:

        def start(*options: str) -> Browser:
            return playwright.chromium.launch(executable_path=chromium, args=[*OPTIONS, *options])

        yield start


@pytest.fixture(scope="module")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    found = launch()
    yield found
    found.close()


@pytest.fixture(scope="module")
def visit(browser: Browser) -> Callable[..., Visit]:
    """Open a page; see `visiting.visit`."""
    return lambda path, **options: visiting.visit(browser, path, **options)


@pytest.fixture(scope="session")
def axe() -> Path:
    if not visiting.AXE.is_file():
        pytest.fail("axe-core is missing: run 'make web', which fetches it with the rest of web/")
    return visiting.AXE
