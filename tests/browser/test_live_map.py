"""The map that moves: its pixels, its slider, and what a mouse finds on it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from browser.visiting import near

IN_SIGHT = """id => {
  const { top, bottom, height } = document.getElementById(id).getBoundingClientRect();
  return height > 0 && top >= 0 && bottom <= innerHeight;
}"""


@pytest.fixture(scope="module")
def island(visit, pages):
    return visit(pages("en"), reduced_motion="reduce")


@pytest.fixture
def here(island):
    """The page as it opens, and quiet when the test is over."""
    island.start_over()
    yield island
    assert (island.faults, island.tried) == ([], [])


def drawing(visit):
    """A picture of the map without what stands over it: the badge, the buttons, and the frame around an outlook."""
    visit.drawn()
    return visit.picture(".lm-stage")[110:-8, 8:-70]


def classes_shown(data):
    """Colours of every class that the data give to a mark with a report of its own in the first picture."""
    layers = {"state": "corridors", "holder": "places", "load": "places"}
    for layer, kind in layers.items():
        for one in data[kind]:
            sign = one[layer] if len(one[layer]) < 2 else one[layer][data["now"]]
            if one["heard"] and sign not in ("", "."):
                yield data["classes"][layer][int(sign, 36)]["colour"]


def test_land_sea_and_every_kind_of_mark_are_drawn(here):
    seen = here.picture(".lm-stage")
    size = seen.shape[0] * seen.shape[1]
    colours = here.data["colours"]
    for ground in ("sea", "land", "home"):
        assert near(seen, colours[ground], 2) > 0.04 * size, f"no {ground}"
    marks = set(classes_shown(here.data))
    assert len(marks) >= 5
    assert {colour: near(seen, colour) > 10 for colour in marks} == dict.fromkeys(marks, True)


def test_the_keys_of_the_slider_move_the_map(here):
    page, weeks, words = here.page, here.data["frames"], here.data["words"]
    slider, badge = page.locator("#lm-week"), page.locator(".lm-badge")
    cut = drawing(here)
    slider.focus()
    now, last = here.data["now"], len(weeks) - 1
    pictures = {now: cut}
    for key, frame in [("ArrowRight", now + 1), ("ArrowLeft", now), ("Home", 0), ("End", last)]:
        page.keyboard.press(key)
        assert here.frame() == frame, key
        kind, label = weeks[frame]["kind"], weeks[frame]["label"]
        expect(slider).to_have_attribute("aria-valuetext", f"{words[kind]}, {label}")
        expect(badge).to_contain_text(f"{words[kind]}, {label}")
        pictures[frame] = drawing(here)
    assert (weeks[0]["kind"], weeks[last]["kind"]) == ("past", "ahead")
    for one, other in [(0, now), (now, last), (0, last)]:
        assert np.abs(pictures[one] - pictures[other]).max() > 60, f"weeks {one} and {other} look the same"


def test_what_lies_ahead_is_said_in_words(here):
    page, words = here.page, here.data["words"]
    badge = page.locator(".lm-badge")
    expect(badge).not_to_contain_text(words["ahead_note"])
    page.evaluate("window.harmattanMap.choose('haute')")
    page.evaluate("frame => window.harmattanMap.setFrame(frame)", here.data["now"] + 3)
    expect(badge).to_contain_text(words["ahead"])
    expect(badge).to_contain_text(words["ahead_note"], use_inner_text=True)
    expect(page.locator(".lm-panel .lm-week")).to_contain_text(words["ahead"])


def test_a_pointer_pulls_the_slider(here):
    page, last = here.page, len(here.data["frames"]) - 1
    page.locator("#lm-week").scroll_into_view_if_needed()
    box = page.locator("#lm-week").bounding_box()
    across = box["y"] + box["height"] / 2

    def x(share):
        return box["x"] + share * box["width"]

    page.mouse.click(x(0.1), across)
    assert here.frame() == pytest.approx(0.1 * last, abs=2)
    page.mouse.down()
    page.mouse.move(x(0.5), across, steps=4)
    assert here.frame() == pytest.approx(0.5 * last, abs=2)
    page.mouse.move(x(0.95), across, steps=4)
    page.mouse.up()
    assert here.frame() == pytest.approx(0.95 * last, abs=2)
    assert here.data["frames"][here.frame()]["kind"] == "ahead"


def test_the_weeks_run_and_stop(visit, pages):
    found = visit(pages("en"))
    page, words, now = found.page, found.data["words"], found.data["now"]
    button = page.locator(".lm-play")
    page.clock.install()
    button.click()
    expect(button).to_have_accessible_name(words["pause"])
    page.clock.run_for(2_500)
    running = found.frame()
    assert now < running <= now + 4
    button.click()
    expect(button).to_have_accessible_name(words["play"])
    page.clock.run_for(5_000)
    assert found.frame() == running
    assert (found.faults, found.tried) == ([], [])
    found.context.close()


@pytest.mark.parametrize("name", ["haute", "sablon", "south-road"])
def test_a_click_opens_what_is_known_and_the_reports_behind(here, name):
    page, data = here.page, here.data
    thing = next(one for one in (*data["places"], *data["corridors"]) if one["id"] == name)
    panel = page.locator(".lm-panel")
    expect(panel).to_be_hidden()
    page.mouse.click(*here.spot(name))
    expect(panel).to_be_visible()
    expect(panel.locator("h3")).to_have_text(thing["name"])
    text = panel.locator(".lm-text").inner_text()
    assert text == data["texts"][thing["text"][data["now"]]]
    assert re.search(r"\d", text)
    links = [link.get_attribute("href") for link in panel.locator("li a").all()]
    assert links == [f"#r-{report}" for report in thing["reports"]]
    assert links


@pytest.mark.parametrize("folded", [False, True])
def test_a_link_of_the_panel_leads_to_the_row(here, folded):
    page = here.page
    if folded:
        page.evaluate("""() => {
          const rows = document.querySelector("ol.refs"), fold = document.createElement("details");
          rows.replaceWith(fold);
          fold.append(rows);
        }""")
    page.mouse.click(*here.spot("haute"))
    link = page.locator(".lm-panel li a").first
    row = link.get_attribute("href").removeprefix("#")
    expect(page.locator(f"#{row}")).to_be_visible(visible=not folded)
    link.click()
    page.wait_for_function(IN_SIGHT, arg=row)
    assert page.evaluate("location.hash") == f"#{row}"


def test_the_pointer_gets_a_hint(here):
    page = here.page
    hint = page.locator(".lm-hint")
    expect(hint).to_be_hidden()
    page.mouse.move(*here.spot("sablon"))
    expect(hint).to_be_visible()
    expect(hint).to_contain_text("Sablon")
    x, y = here.spot("sablon")
    page.mouse.move(x, y + 60)
    expect(hint).to_be_hidden()


def test_a_box_takes_a_layer_off_the_map(here):
    before = drawing(here)
    box = here.page.get_by_label(here.data["words"]["layer_movement"], exact=True)
    box.uncheck()
    assert np.abs(before - drawing(here)).max() > 60
    box.check()
    assert np.abs(before - drawing(here)).max() < 8
