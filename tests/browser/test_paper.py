"""Where the map cannot move, on paper and without graphics, the drawn sheets stand in its place."""

from __future__ import annotations

import io
import re
import unicodedata

import numpy as np
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from browser import visiting
from browser.visiting import near

A4 = (595, 842)  # points
SHEETS = "#map .sheet.wide svg"
HALFWAY = """(() => {
  const plain = HTMLCanvasElement.prototype.getContext;
  let asked = 0;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return kind.startsWith("webgl") && ++asked > 1 ? null : plain.call(this, kind, ...more);
  };
})()"""


def squeezed(text):
    """Set aside what a printer does to words: blanks, hyphens and letters joined into one sign."""
    return re.sub(r"[\s\u00ad-]+", "", unicodedata.normalize("NFKC", text))


@pytest.fixture(scope="module", params=["en", "fr"])
def printed(visit, pages, request):
    """The page as it goes to the printer, from a browser in which the map moves."""
    found = visit(pages(request.param))
    found.page.emulate_media(media="print")
    yield found
    assert (found.faults, found.tried) == ([], [])
    found.context.close()


def test_paper_shows_the_sheets_and_not_the_map(printed):
    page = printed.page
    expect(page.locator("#live-map")).to_be_hidden()
    expect(page.locator(SHEETS)).to_have_count(2)
    for sheet in page.locator(SHEETS).all():
        expect(sheet).to_be_visible()
    expect(page.locator("#map .sheet.narrow:visible")).to_have_count(0)
    seen = printed.picture("#map .sheet.wide >> nth=0")
    _, counts = np.unique(seen.reshape(-1, 3), axis=0, return_counts=True)
    assert sorted(counts)[-2] > 0.05 * counts.sum(), "there is no land in the sea"
    marks = {one["colour"] for layer in ("state", "holder") for one in printed.data["classes"][layer]}
    assert sum(near(seen, colour) > 10 for colour in marks) >= 4


def test_the_printer_gets_a4_with_the_key_judgements(printed):
    page = printed.page
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sizes = {tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in paper.pages}
    assert sizes == {A4}
    assert 5 < len(paper.pages) < 25
    texts = [squeezed(sheet.extract_text()) for sheet in paper.pages]
    judgements = page.locator("#judgements .words > p:first-child").all_inner_texts()
    assert len(judgements) == 5
    assert [said for said in judgements if squeezed(said) not in texts[0]] == []
    assert squeezed(page.locator(".stamp").inner_text()) in texts[0]
    assert squeezed("F001") in "".join(texts)
    assert squeezed(printed.data["words"]["find"]) not in "".join(texts)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fr", 360)])
def test_a_browser_without_graphics_shows_the_sheets(launch, pages, language, width):
    plain = launch("--disable-3d-apis")
    found = visiting.visit(plain, pages(language), width=width, live=False)
    assert found.page.evaluate(visiting.READY) is False
    assert found.page.evaluate("window.harmattanMap.fault()") == ""
    expect(found.page.locator("#live-map")).to_be_hidden()
    shown = "wide" if width > 700 else "narrow"
    expect(found.page.locator(f"#map .sheet.{shown} svg >> nth=0")).to_be_visible()
    expect(found.page.locator(".static-only .note").first).to_be_visible()
    assert (found.faults, found.tried) == ([], [])
    plain.close()


def test_graphics_that_fail_halfway_leave_the_sheets_and_nothing_half_drawn(browser, pages):
    context = browser.new_context()
    context.add_init_script(HALFWAY)
    page = context.new_page()
    page.goto(pages("en").as_uri())
    assert page.evaluate(visiting.READY) is False
    assert page.evaluate("window.harmattanMap.fault()") != ""
    expect(page.locator("#live-map")).to_be_hidden()
    expect(page.locator("#live-map *")).to_have_count(0)
    expect(page.locator(SHEETS).first).to_be_visible()
    context.close()
