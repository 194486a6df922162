"""What the page must never do: ask for anything, say a fault, or run what a report brings in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.hostile import evil, hostile

RAN = "() => window.harmed ?? ''"
FOREIGN = """() => [...document.querySelectorAll("*")].filter(one =>
  ["IMG", "IFRAME", "OBJECT", "EMBED", "LINK", "BASE", "FORM", "AUDIO", "VIDEO"].includes(one.tagName)
  || [...one.attributes].some(({ name }) => name.startsWith("on"))
).map(one => one.outerHTML.slice(0, 200))"""
LINKS = (
    "() => [...document.querySelectorAll('a')].map(one => one.getAttribute('href') ?? one.getAttribute('xlink:href'))"
)
STOPPED = "() => document.addEventListener('securitypolicyviolation', () => { window.stopped = true; })"
SLIPPED = """<script>window.harmed = "script"</script>
<img src="http://127.0.0.1:9/there.png" onerror="window.harmed = 'image'" alt="">
<link rel="stylesheet" href="http://127.0.0.1:9/there.css">
<iframe src="http://127.0.0.1:9/there.html"></iframe>
<p id="inline" onclick="window.harmed = 'click'">inline</p>
<p><a id="address" href="javascript:void(window.harmed = 'address')">address</a></p>
</body>"""


@pytest.mark.parametrize(
    ("language", "level"), [("en", "partner"), ("fr", "partner"), ("en", "public"), ("fr", "internal")]
)
def test_the_page_is_whole_and_quiet(visit, pages, language, level):
    found = visit(pages(language, level))
    page = found.page
    assert page.evaluate("window.harmattanMap.fault()") == ""
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator(".stamp")).to_have_class(f"stamp {level}")
    expect(page.locator("#live-map")).to_be_visible()
    expect(page.locator(".sheet:visible")).to_have_count(0)
    found.unfold()
    page.locator("footer").scroll_into_view_if_needed()
    found.drawn()
    assert (found.faults, found.tried) == ([], [])
    found.context.close()


def test_the_first_screen_tells_what_it_is_and_the_key_judgements(visit, pages):
    found = visit(pages("fr"), live=False)
    for part in (".stamp", ".facts dd >> nth=0", ".warning"):
        expect(found.page.locator(part)).to_be_in_viewport(ratio=1)
    judgements = found.page.locator("#judgements li")
    expect(judgements).to_have_count(5)
    for one in judgements.all():
        expect(one).to_be_in_viewport(ratio=1)
    found.context.close()


@pytest.mark.parametrize("level", ["partner", "public"])
def test_the_light_page_is_quiet_and_holds_no_script(visit, pages, level):
    found = visit(pages("fr", level, light=True), live=False)
    assert found.page.locator("script").count() == 0
    assert found.page.evaluate(FOREIGN) == []
    expect(found.page.locator("#map svg")).to_be_visible()
    assert (found.faults, found.tried) == ([], [])
    found.context.close()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_are_small_enough_to_send_on(pages, language):
    assert pages(language).stat().st_size < 5_000_000
    assert pages(language, light=True).stat().st_size < 500_000


@pytest.fixture(scope="module")
def harmless(visit, pages):
    """The hostile page with its policy set aside, so that nothing but the writing of the page itself holds."""
    from harmattan.brief.page import page

    path = pages.keep("hostile", lambda: page(hostile(pages.inputs), language="en"))
    return visit(path, bypass_csp=True)


def unharmed(found):
    page = found.page
    assert page.evaluate(RAN) == ""
    assert page.evaluate(FOREIGN) == []
    assert [link for link in page.evaluate(LINKS) if not link.startswith(("#", "https://", "http://"))] == []
    assert (found.faults, found.tried) == ([], [])
    return True


def test_what_reports_bring_in_is_text(harmless):
    page = harmless.page
    harmless.unfold()
    assert unharmed(harmless)
    assert page.locator("script").count() == 3
    assert page.title().startswith(evil("title"))
    text = page.locator("body").inner_text()
    said = (
        "title",
        "value",
        "note",
        "place_text",
        "rejected",
        "reason",
        "warning",
        "learned",
        "persists",
        "escorts",
        "mara",
    )
    assert {where: evil(where) in text for where in said} == dict.fromkeys(said, True)


def test_the_map_shows_hostile_names_as_text(harmless):
    page = harmless.page
    page.mouse.move(*harmless.spot("sablon"))
    expect(page.locator(".lm-hint b")).to_have_text(evil("sablon"))
    page.mouse.click(*harmless.spot("sablon"))
    expect(page.locator(".lm-panel h3")).to_have_text(evil("sablon"))
    expect(page.locator(".lm-panel li").first).to_contain_text(evil("value"))
    expect(page.locator("#lm-find option").filter(has_text=evil("sablon"))).to_have_count(1)
    assert unharmed(harmless)


def test_no_link_of_a_hostile_report_leads_anywhere_but_to_a_page(harmless):
    page = harmless.page
    for link in page.locator("ol.refs a").all():
        assert link.get_attribute("href").startswith(("https://example.org/", "http"))
        assert link.get_attribute("rel") == "noreferrer noopener nofollow"
    assert page.locator("ol.refs li").count() > page.locator("ol.refs a").count() > 0


def test_the_light_page_shows_what_reports_bring_in_as_text(visit, pages):
    from harmattan.brief.shapes.light import light_page

    path = pages.keep("hostile.light", lambda: light_page(hostile(pages.inputs), language="en"))
    found = visit(path, live=False, bypass_csp=True)
    assert unharmed(found)
    assert found.page.locator("script").count() == 0
    assert evil("value") in found.page.locator("body").inner_text()
    found.context.close()


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("held", [True, False], ids=["policy", "no policy"])
def test_the_policy_stops_what_slipped_in(visit, pages, light, held):
    text = pages(light=light).read_text(encoding="utf-8").replace("</body>", SLIPPED)
    path = pages.keep(f"slipped.{light}", lambda: text)
    found = visit(path, live=False, bypass_csp=not held)
    page, ran = found.page, []
    page.wait_for_load_state("load")
    page.evaluate(STOPPED)
    for name in ("h1", "#inline", "#address"):
        page.locator(name).click()
        if name == "#address":  # an address runs a little after the click
            page.wait_for_function("() => window.harmed || window.stopped")
        ran.append(page.evaluate(RAN))
        page.evaluate("delete window.harmed")
    if held:
        assert ran == ["", "", ""]
        assert found.left == []
    else:
        assert ran[0]
        assert ran[1:] == ["click", "address"]
        assert {address.rpartition("/")[2] for address in found.left} == {"there.png", "there.css", "there.html"}
    found.context.close()
