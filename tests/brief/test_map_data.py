from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from brief.planted import AS_OF, EVIL, planted
from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.live.data import map_data, map_data_json, map_reports, map_words
from harmattan.brief.live.frames import frames, in_week, on_day
from harmattan.brief.wording import Wording

PARTNER, PUBLIC, EN, FR = Audience("partner"), Audience("public"), Wording("en"), Wording("fr")
CONTRACT = Path(__file__).parents[2] / "web" / "src" / "contract.ts"
NOW, WEEKS = 25, 38


@pytest.fixture(scope="module")
def inputs() -> BriefInput:
    return planted(draws=100, days=90)


@pytest.fixture(scope="module")
def partner(inputs):
    return map_data(inputs, PARTNER, EN)


@pytest.fixture(scope="module")
def public(inputs):
    return map_data(inputs, PUBLIC, EN)


def known(data, layer, name):
    return next(entry for entry in data[layer] if entry["id"] == name)


def class_at(data, layer, code, week):
    """Id of the class that a code names in a week, as the page reads it; None for nothing."""
    sign = code if len(code) == 1 else code[week]
    return None if sign == "." else data["classes"][layer][int(sign, 36)]["id"]


def said(data, entry, week):
    row = entry["text"][0] if len(entry["text"]) == 1 else entry["text"][week]
    return "" if row < 0 else data["texts"][row]


def with_past(inputs, name, week, values, entity):
    """Set one entity on the seven days of a past week, draw by draw, or on all draws alike."""
    atlas, history = inputs.case.atlas, dict(inputs.situation.history)
    axis = "corridor" if "corridor" in name else "passage" if name == "set_out" else "place"
    array = history[name].copy()
    array[:, frames(inputs)[week].week, atlas.labels(axis).index(entity)] = np.reshape(values, (-1, 1))
    return replace(inputs, situation=replace(inputs.situation, history={**history, name: array}))


# Weeks


def test_weeks_count_back_from_the_cut_off_and_on_from_it(inputs, partner):
    # 182 days are 26 weeks, the last of which ends on the cut-off day; 90 days ahead are 12 weeks and six days.
    days = [date.fromisoformat(frame["day"]) for frame in partner["frames"]]
    assert len(days) == WEEKS
    assert partner["now"] == NOW
    assert days[NOW] == AS_OF
    assert {b - a for a, b in pairwise(days)} == {timedelta(days=7)}
    assert [frame["kind"] for frame in partner["frames"]] == ["past"] * 25 + ["now"] + ["ahead"] * 12
    assert partner["frames"][NOW]["label"] == "week to 31 March 2031"


def test_a_week_holds_its_seven_days_and_its_last_one(inputs):
    weeks, past = frames(inputs), inputs.situation.history["tankers_arrived"]
    assert np.array_equal(in_week(inputs, weeks[0], "tankers_arrived"), past[:, :7])
    assert np.array_equal(in_week(inputs, weeks[NOW], "tankers_arrived"), past[:, -7:])
    ahead = inputs.reference.values["tankers_arrived"]
    assert np.array_equal(in_week(inputs, weeks[NOW + 1], "tankers_arrived"), ahead[:, :7])
    assert np.array_equal(on_day(inputs, weeks[NOW + 1], "siege"), inputs.reference.values["siege"][:, 6])
    assert np.array_equal(on_day(inputs, weeks[NOW], "siege"), inputs.situation.values["siege"])
    assert on_day(inputs, weeks[0], "ambush_rate_typical") is None


def test_without_history_there_is_the_cut_off_and_what_lies_ahead(inputs):
    bare = replace(inputs, situation=replace(inputs.situation, history={}))
    data = map_data(bare, PARTNER, EN)
    assert data["now"] == 0
    assert len(data["frames"]) == 13
    assert class_at(data, "state", known(data, "corridors", "south-road")["state"], 0) == "escorted"


# Corridors


@pytest.mark.parametrize(("closed", "state"), [(0.61, "closed"), (0.59, "unknown")])
def test_a_corridor_has_a_state_only_where_it_is_likely_enough(inputs, closed, state):
    levels = np.where(np.arange(100) < 100 * closed, 3.0, 0.0)
    data = map_data(with_past(inputs, "corridor_state", 3, levels, "south-road"), PARTNER, EN)
    road = known(data, "corridors", "south-road")
    assert class_at(data, "state", road["state"], 3) == state
    assert class_at(data, "state", road["state"], 2) == "open"
    assert "Chance of a blockade: 60" in said(data, road, 3)


def test_traffic_of_a_week_is_added_up(inputs):
    changed = with_past(inputs, "corridor_state", 3, 0.0, "south-road")
    history = dict(changed.situation.history)
    for name, each in (("tankers_arrived", 3.0), ("tankers_lost", 1.0)):
        history[name] = history[name].copy()
        history[name][:, frames(inputs)[3].week, 0] = each
    data = map_data(replace(changed, situation=replace(changed.situation, history=history)), PARTNER, EN)
    text = said(data, known(data, "corridors", "south-road"), 3)
    assert "Tankers that arrive this week: 21 (21 to 21)." in text
    assert "Destroyed: 7 (7 to 7)." in text


def test_the_cut_off_week_says_of_a_corridor_what_the_page_says(inputs, partner):
    for mark in inputs.corridor_marks:
        road = known(partner, "corridors", mark.corridor.id)
        assert class_at(partner, "state", road["state"], NOW) == mark.state


# Towns and camps


@pytest.mark.parametrize(
    ("days", "name"), [(2.0, "under3"), (3.0, "3to7"), (8.0, "7to14"), (15.0, "over14"), ("torn", "unknown")]
)
def test_a_town_is_sized_by_its_days_of_fuel(inputs, days, name):
    values = np.where(np.arange(100) < 40, 0.0, 20.0) if days == "torn" else days
    data = map_data(with_past(inputs, "days_of_fuel", 5, values, "haute"), PARTNER, EN)
    town = known(data, "places", "haute")
    assert class_at(data, "fuel", town["fuel"], 5) == name
    text = said(data, town, 5)
    assert ("the draws reach from 0 to 20 days" if days == "torn" else f"Fuel for {days:.1f} (") in text
    assert class_at(data, "fuel", known(data, "places", "halte")["fuel"], 5) is None, "no fuel use is held"


@pytest.mark.parametrize(("besieged", "ring"), [(0.5, "likely"), (0.49, "possible"), (0.19, None)])
def test_a_town_has_a_ring_by_its_chance_of_siege(inputs, besieged, ring):
    data = map_data(with_past(inputs, "siege", 5, np.arange(100) < 100 * besieged, "mara"), PARTNER, EN)
    town = known(data, "places", "mara")
    assert class_at(data, "siege", town["siege"], 5) == ring
    assert ("Siege:" in said(data, town, 5)) == (ring is not None), "no report names a siege there"


def test_a_town_has_a_holder_only_once_reports_have_told(partner):
    # Mara is contested in about seven draws of ten in every week; the reports that tell of it are of 22 and 25 March.
    town = known(partner, "places", "mara")
    assert class_at(partner, "holder", town["holder"], NOW) == "contested"
    assert {class_at(partner, "holder", town["holder"], week) for week in range(NOW - 1)} == {"unknown"}
    assert "Held by: contested (75" in said(partner, town, NOW)
    assert "Held by: not known." in said(partner, town, 0)


def test_what_reports_told_of_a_holder_fades_ahead(inputs, partner):
    # Roche is under a pact in eight draws of ten, and one report tells of it; half of what it tells is lost in 180 days.
    from harmattan.brief.live.holding import held_by_week

    weeks = frames(inputs)
    row = inputs.case.atlas.place_index["roche"]
    named = [int(held[0][row]) for held in held_by_week(inputs, weeks) if held is not None]
    assert named[NOW] == 1
    ahead = replace(weeks[-1], day=AS_OF + timedelta(days=4 * 365))
    [far] = [held for held in held_by_week(inputs, [ahead]) if held is not None]
    assert far[0][row] == -1
    assert far[1][row].argmax() == 1, "the draws have not changed, but nobody has told for years"


def test_a_camp_is_coloured_by_how_full_it_is(inputs):
    changed = inputs
    for week, people in ((2, 20_000), (3, 39_000), (4, 50_000)):
        changed = with_past(changed, "displaced", week, people, "tentes")
    data = map_data(changed, PARTNER, EN)
    camp = known(data, "places", "tentes")
    assert [class_at(data, "load", camp["load"], week) for week in (2, 3, 4)] == ["under75", "75to100", "over100"]
    assert "Capacity: 40,000." in said(data, camp, 3)
    assert "Above its capacity of 40,000: 10,000 (10,000 to 10,000)." in said(data, camp, 4)
    other = known(data, "places", "tamar")
    assert {class_at(data, "load", other["load"], week) for week in range(WEEKS)} == {"unknown"}
    assert camp["holder"] == camp["fuel"] == "."


@pytest.mark.parametrize("audience", [PARTNER, PUBLIC])
def test_no_mine_is_on_the_map(inputs, audience):
    text = map_data_json(inputs, audience, EN)
    assert not [name for name in ("filon", "veine", "seule", "Filon", "Veine", "Seule") if name in text]


# Movement


def test_arrows_count_who_sets_out_in_a_week(inputs):
    changed = inputs
    for people, passage in ((10.0, "west>centre"), (3.0, "centre>west"), (100.0, "centre>south")):
        changed = with_past(changed, "set_out", 6, people, passage)
    data = map_data(changed, PARTNER, EN)
    assert class_at(data, "arrow", known(data, "arrows", "west>centre")["width"], 6) == "25to100"
    assert class_at(data, "arrow", known(data, "arrows", "centre>south")["width"], 6) == "500to2000"
    few = known(data, "arrows", "centre>west")
    assert class_at(data, "arrow", few["width"], 6) is None, "21 people a week are too few to be told"
    assert said(data, few, 6) == ""
    arrow = known(data, "arrows", "centre>south")
    assert said(data, arrow, 6) == "People who set out this week: 700 (700 to 700)."
    assert (arrow["from"], arrow["to"], arrow["name"]) == ([-16.0, -35.0], [-16.4, -38.0], "Centre → South")


def test_where_nobody_was_counted_there_are_no_arrows(inputs):
    outlooks = {
        key: replace(outlook, values={n: a for n, a in outlook.values.items() if n != "set_out"})
        for key, outlook in inputs.outlooks.items()
    }
    history = {name: array for name, array in inputs.situation.history.items() if name != "set_out"}
    bare = replace(inputs, outlooks=outlooks, situation=replace(inputs.situation, history=history))
    assert map_data(bare, PARTNER, EN)["arrows"] == []


# The public level


def test_the_public_map_gives_no_town_a_course_or_a_number_of_fuel(partner, public):
    towns = [place for place in public["places"] if place["kind"] in ("city", "town")]
    assert all(len(place[layer]) == 1 for place in towns for layer in ("holder", "fuel", "siege", "load"))
    assert all(len(place["text"]) == 1 for place in towns)
    assert not [text for text in public["texts"] if "Fuel for" in text or "Siege:" in text]
    assert [text for text in partner["texts"] if "Fuel for" in text and "Siege:" in text]
    assert [entry["id"] for entry in public["classes"]["fuel"]] == ["under3", "3to7", "over7", "unknown"]
    assert len(known(public, "places", "tentes")["load"]) <= WEEKS


def test_the_public_map_shows_nothing_ahead_on_single_corridors(partner, public):
    for road in public["corridors"]:
        assert [class_at(public, "state", road["state"], week) for week in range(NOW + 1, WEEKS)] == [None] * 12
        assert {said(public, road, week) for week in range(NOW + 1, WEEKS)} == {""}
        assert class_at(public, "state", road["state"], NOW) is not None
    assert not [text for text in public["texts"] if "Tankers that arrive" in text]
    assert class_at(partner, "state", partner["corridors"][0]["state"], WEEKS - 1) is not None


def test_the_public_map_shows_no_movement_across_a_border(partner, public):
    assert {arrow["id"] for arrow in public["arrows"]} == {"centre>east"}
    assert {"centre>west", "centre>south", "centre>east"} <= {arrow["id"] for arrow in partner["arrows"]}


def test_the_public_map_sets_no_town_under_a_pact_apart(partner, public):
    assert class_at(partner, "holder", known(partner, "places", "roche")["holder"], NOW) == "pact"
    roche, halte = known(public, "places", "roche"), known(public, "places", "halte")
    assert class_at(public, "holder", roche["holder"], NOW) == class_at(public, "holder", halte["holder"], NOW)
    assert "pact" not in {entry["id"] for entry in public["classes"]["holder"]}
    assert "I004" not in json.dumps(public)
    assert not [text for text in public["texts"] if "%" in text and "Held by" in text]


def test_the_public_map_counts_nobody_at_crossings(inputs):
    crowded = replace(inputs, situation=replace(inputs.situation, values=dict(inputs.situation.values)))
    for audience, told in ((PARTNER, True), (PUBLIC, False)):
        changed = with_past(crowded, "displaced", 4, 9_000.0, "passe")
        data = map_data(changed, audience, EN)
        texts = {said(data, known(data, "places", "passe"), week) for week in range(WEEKS)}
        assert any("9,000" in text for text in texts) == told


# Reports


@pytest.mark.parametrize("audience", [PARTNER, PUBLIC])
def test_every_report_on_the_map_is_listed_and_may_be_read(inputs, audience):
    data = map_data(inputs, audience, EN)
    shown = {name for layer in ("places", "corridors") for entry in data[layer] for name in entry["reports"]}
    listed = map_reports(inputs, audience)
    assert shown <= set(listed)
    assert list(listed) == [r.id for r in inputs.reports if r.id in set(listed)]
    assert all(audience.keeps(inputs.reports.by_id()[name], inputs.case.atlas) for name in listed)
    assert {"I002", "I003"} <= shown
    assert ({"I004", "F005"} & shown == set()) == audience.public


def test_a_mark_without_a_report_is_pale(partner):
    assert known(partner, "places", "mara")["heard"] == 1
    assert known(partner, "places", "halte")["heard"] == 0
    assert known(partner, "corridors", "north-road")["heard"] == 0
    assert known(partner, "corridors", "south-road")["heard"] == 1
    assert known(partner, "places", "anse")["heard"] == 1, "nothing is said of a port that a report could back"


# The contract


def test_the_words_are_those_that_the_map_needs():
    text = CONTRACT.read_text(encoding="utf-8")
    listed = re.search(r"REQUIRED_WORDS = \[(.*?)\] as const", text, flags=re.DOTALL)
    assert listed is not None
    required = re.findall(r'^\s*"(\w+)"', listed.group(1), flags=re.MULTILINE)
    assert sorted(required) == sorted(map_words(EN)) == sorted(map_words(FR))


def test_the_data_keep_the_contract(partner):
    weeks = len(partner["frames"])
    layers = {"state": "state", "holder": "holder", "fuel": "fuel", "siege": "siege", "load": "load", "width": "arrow"}
    for entry in (*partner["corridors"], *partner["places"], *partner["arrows"]):
        for key, layer in layers.items():
            code = entry.get(key, ".")
            assert len(code) in (1, weeks)
            assert all(sign == "." or int(sign, 36) < len(partner["classes"][layer]) for sign in code)
        assert len(entry["text"]) in (1, weeks)
        assert all(-1 <= row < len(partner["texts"]) for row in entry["text"])
    assert len(set(partner["texts"])) == len(partner["texts"])
    assert all(within(partner["reach"], *point) for c in partner["corridors"] for point in c["line"])
    assert {place["rank"] for place in partner["places"]} == {0, 1, 2}


def within(edges, lon, lat):
    west, south, east, north = edges
    return west <= lon <= east and south <= lat <= north


def test_the_first_view_holds_the_country_and_the_camps_but_no_far_port(inputs, partner):
    shown = {place.id for place in inputs.case.atlas.places if within(partner["bounds"], place.lon, place.lat)}
    assert {"haute", "mara", "sablon", "roche", "halte", "passe", "tentes", "tamar"} <= shown
    assert not {"anse", "brume"} & shown
    west, south, east, north = partner["bounds"]
    assert within(partner["reach"], west, south)
    assert within(partner["reach"], east, north)


def test_hostile_names_cannot_end_the_element(inputs):
    evil = f"</script>{EVIL}\u2028&"
    atlas = inputs.case.atlas
    places = tuple(replace(p, name=evil, name_fr="") if p.id == "mara" else p for p in atlas.places)
    case = replace(inputs.case, atlas=replace(atlas, places=places))
    situation = replace(inputs.situation, atlas=case.atlas)
    text = map_data_json(replace(inputs, case=case, situation=situation), PARTNER, EN)
    assert not set("<>&\u2028\u2029") & set(text)
    assert known(json.loads(text), "places", "mara")["name"] == evil


def test_the_same_inputs_give_the_same_text_and_a_small_one(inputs):
    text = map_data_json(inputs, PARTNER, EN)
    assert text == map_data_json(inputs, PARTNER, EN)
    assert len(text.encode()) < 80_000
    assert "NaN" not in text


def test_french_has_no_english_words(inputs):
    data = map_data(inputs, PARTNER, FR)
    labels = [entry["label"] for layer in data["classes"].values() for entry in layer]
    texts = [*data["texts"], *labels, *data["words"].values(), data["legend_note"], data["frames"][0]["label"]]
    english = re.compile(
        r"\b(held|fuel|siege|people|week|tankers?|state|not|known|over|under|the|of|to|and|camp of)\b", re.IGNORECASE
    )
    own = {"Natural Earth", "MapLibre"}
    found = [text for text in texts if english.search(re.sub("|".join(own), "", text))]
    assert not found, found[:3]
