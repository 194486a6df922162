"""The page for everybody: by keyboard alone, for axe, and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

TABBABLE = """() => [...document.querySelectorAll(
  "a[href], button, input, select, textarea, summary, iframe, audio[controls], video[controls], [tabindex], [contenteditable]"
)].filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }))"""
NAMED = "one.outerHTML.replace(/\\s+/g, ' ').slice(0, 120)"
ALL = f"() => ({TABBABLE})().map(one => {NAMED})"
LISTEN = f"""() => {{
  window.visited = [];
  document.addEventListener("focusin", ({{ target: one }}) => {{
    const {{ outlineStyle, outlineWidth, outlineColor }} = getComputedStyle(one);
    const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && !outlineColor.endsWith(", 0)");
    window.visited.push({{ name: {NAMED}, seen }});
  }});
}}"""
EAST = "window.harmattanMap.at('mara').x"


@pytest.fixture(scope="module")
def island(visit, pages):
    return visit(pages("en"), reduced_motion="reduce")


def test_the_tab_key_reaches_everything_and_is_always_seen(island):
    page = island.page
    page.evaluate("window.harmattanMap.choose('haute')")
    island.unfold()
    names = page.evaluate(ALL)
    assert len(names) > 60
    page.evaluate(LISTEN)
    for _ in names:
        page.keyboard.press("Tab")
    visited = page.evaluate("window.visited")
    assert [one["name"] for one in visited if not one["seen"]] == []
    assert [one["name"] for one in visited] == names
    assert (island.faults, island.tried) == ([], [])


def test_the_list_above_the_map_names_everything_on_it(island):
    page, data = island.page, island.data
    things = [one["name"] for kind in ("places", "corridors", "arrows") for one in data[kind]]
    assert sorted(page.locator("#lm-find optgroup option").all_inner_texts()) == sorted(things)
    find, stage = (page.locator(part).bounding_box() for part in ("#lm-find", ".lm-stage"))
    assert find["y"] + find["height"] <= stage["y"]
    assert "above the map" in page.locator(".lm-map canvas[tabindex]").get_attribute("aria-label")


def test_the_list_opens_a_place_and_escape_gives_the_focus_back(island):
    page = island.page
    panel = page.locator(".lm-panel")
    page.locator("#lm-find").focus()
    page.keyboard.type("High")
    expect(panel).to_be_visible()
    page.keyboard.press("Enter")
    expect(panel.locator("h3")).to_be_focused()
    expect(panel.locator("h3")).to_have_text("High Town")
    page.keyboard.press("Tab")
    expect(panel.locator(".lm-close")).to_be_focused()
    page.keyboard.press("Tab")
    link = panel.locator("li a").first
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#lm-find")).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_keys_do_what_a_click_does(island, key):
    page, words = island.page, island.data["words"]
    legend = page.locator(".lm-legend")
    legend.locator("summary").focus()
    page.keyboard.press(key)
    expect(legend).not_to_have_attribute("open", "")
    page.keyboard.press(key)
    expect(legend).to_have_attribute("open", "")
    play = page.locator(".lm-play")
    play.focus()
    page.keyboard.press(key)
    expect(play).to_have_accessible_name(words["pause"])
    page.keyboard.press(key)
    expect(play).to_have_accessible_name(words["play"])
    home, closer = (page.get_by_role("button", name=words[name]) for name in ("home", "zoom_in"))
    island.start_over()
    before = page.evaluate(EAST)
    for button, moved in ((closer, "> 20"), (home, "< 1")):
        button.focus()
        page.keyboard.press(key)
        page.wait_for_function(f"x => Math.abs({EAST} - x) {moved}", arg=before)
    page.evaluate("window.harmattanMap.choose('mara')")
    page.locator(".lm-close").focus()
    page.keyboard.press(key)
    expect(page.locator(".lm-panel")).to_be_hidden()


def test_arrow_keys_move_the_map_and_space_takes_a_layer_off(island):
    page = island.page
    before = page.evaluate(EAST)
    page.locator(".lm-map canvas[tabindex]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"x => {EAST} < x - 20", arg=before)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"x => {EAST} > x - 1", arg=before)
    box = page.get_by_label(island.data["words"]["layer_towns"], exact=True)
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    page.wait_for_function("() => window.harmattanMap.at('mara') === null")
    page.keyboard.press("Space")
    expect(box).to_be_checked()


@pytest.fixture(scope="module", params=["en", "fr"])
def bare(visit, pages, axe, request):
    """The fullest page with its policy set aside, so that axe may run in it."""
    found = visit(pages(request.param, "internal"), bypass_csp=True, reduced_motion="reduce")
    yield found
    found.context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_no_fault(bare, width):
    page = bare.page
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("window.harmattanMap.choose('haute')")
    page.evaluate("frame => window.harmattanMap.setFrame(frame)", bare.data["now"] + 3)
    bare.unfold()
    bare.drawn()
    expect(page.locator(".lm-panel")).to_be_visible()
    expect(page.locator(".lm-groups")).to_be_visible()
    assert bare.axe() == []


@pytest.mark.parametrize("options", [{"light": True}, {"level": "public"}], ids=str)
def test_axe_finds_no_fault_in_the_other_pages(visit, pages, axe, options):
    found = visit(pages("en", **options), live=False, bypass_csp=True, width=360)
    found.unfold()
    assert found.axe() == []
    found.context.close()


def test_axe_fires(visit, pages, axe):
    found = visit(pages("en", light=True), live=False, bypass_csp=True)
    found.page.evaluate("""() => { document.querySelector("h1").style.color = "#ddd"; }""")
    assert [fault.split(":")[0] for fault in found.axe()] == ["serious color-contrast"]
    found.context.close()


SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module", params=["en", "fr"])
def phone(visit, pages, request):
    found = visit(pages(request.param, "internal"), width=360, height=740, has_touch=True, reduced_motion="reduce")
    yield found
    found.context.close()


@pytest.mark.parametrize("width", [390, 360])
def test_nothing_stands_wider_than_a_phone(phone, width):
    page = phone.page
    page.set_viewport_size({"width": width, "height": 740})
    phone.unfold()
    page.evaluate("window.harmattanMap.choose('haute')")
    phone.drawn()
    expect(page.locator("#live-map")).to_be_visible()
    assert page.evaluate(SIDEWAYS) == 0


def test_a_tap_opens_the_panel_below_the_map(phone):
    page = phone.page
    page.set_viewport_size({"width": 360, "height": 740})
    phone.start_over()
    page.touchscreen.tap(*phone.spot("sablon"))
    panel = page.locator(".lm-panel")
    expect(panel.locator("h3")).to_have_text("Sablon")
    expect(panel).to_be_in_viewport()
    stage = page.locator(".lm-stage").bounding_box()
    assert panel.bounding_box()["y"] >= stage["y"] + stage["height"]
    panel.locator(".lm-close").tap()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_light_page_fits_a_phone(visit, pages, language):
    found = visit(pages(language, light=True), live=False, width=360)
    assert found.page.evaluate(SIDEWAYS) == 0
    assert (found.faults, found.tried) == ([], [])
    found.context.close()
