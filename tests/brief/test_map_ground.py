from __future__ import annotations

import re
from dataclasses import replace

import pytest

from brief.planted import planted
from harmattan.brief.audience import Audience
from harmattan.brief.bundle import Land
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.live import land as map_land
from harmattan.brief.wording import Wording
from harmattan.errors import OutputError
from harmattan.map.extent import extent
from harmattan.map.ground import Ground, draw_ground, name_spots
from harmattan.map.projection import Frame
from harmattan.map.sheet import MapSheet
from harmattan.map.svg import draw_map

EN, FR = Wording("en"), Wording("fr")
FRAME = Frame(west=0.0, north=10.0, per_degree=40.0, squeeze=1.0, width=400.0, height=400.0)


def square(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def two_countries():
    """Two squares side by side, the western one with a lake in it, and the border between them."""
    west = [[square(1, 1, 4, 9), square(2, 4, 3, 5)]]
    return Ground([("XA", west), ("XB", [[square(4, 1, 9, 9)]])], [[[4.0, 1.0], [4.0, 9.0]]])


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=20, days=28)


@pytest.fixture
def world(inputs):
    """Land under the planted islands, with the sea around them."""
    shore = [[[-18.0, -37.0], [-10.5, -37.0], [-10.5, -32.5], [-18.0, -32.5], [-18.0, -37.0]]]
    other = [[[-21.5, -39.0], [-18.0, -39.0], [-18.0, -32.5], [-21.5, -32.5], [-21.5, -39.0]]]
    return Ground([("XA", [shore]), ("XB", [other])], [[[-18.0, -37.0], [-18.0, -32.5]]])


def test_a_part_is_cut_out_with_its_waters_and_its_border():
    part = two_countries().cut((0.0, 2.0, 5.0, 6.0))
    assert [code for code, _ in part.countries] == ["XA", "XB"]
    shore, lake = part.countries[0][1][0]
    assert {lon for lon, _ in shore} == {1.0, 4.0}
    assert {lat for _, lat in shore} == {2.0, 6.0}
    assert {lon for lon, _ in lake} == {2.0, 3.0}
    assert part.borders == (((4.0, 2.0), (4.0, 6.0)),)
    assert two_countries().cut((5.0, 2.0, 6.0, 3.0)).countries[0][0] == "XB"
    assert two_countries().cut((20.0, 2.0, 26.0, 3.0)) == Ground((), ())


def test_land_is_drawn_at_its_place():
    markup = draw_ground(two_countries(), "XA", FRAME)
    land, home, border = re.findall(r'<path d="([^"]*)"', markup)
    # One degree is 40 pixels from the left and from the top: the border runs from (160, 360) to (160, 40).
    assert border in ("M160 360l0 -320", "M160 40l0 320")
    assert land.count("M") == home.count("M") == 2, "a shore and a lake"
    assert "M" not in re.sub(r"M[\d. ]+l", "", home)
    assert draw_ground(two_countries(), "XC", FRAME).count("<path") == 2, "no country in the middle"


def test_the_name_of_a_country_stands_on_its_land():
    spots = name_spots(two_countries(), "XB", FRAME, (120.0, 12.0))
    assert all(160 <= x <= 360 and 40 <= y <= 360 for x, y in spots)
    x, y = spots[0]
    assert abs(x - 260) <= 12
    assert abs(y - 200) <= 12
    narrow = name_spots(two_countries(), "XA", FRAME, (150.0, 12.0))
    assert narrow, "a name may reach over the border where more than half of it is at home"
    assert name_spots(two_countries(), "XA", FRAME, (500.0, 12.0)) == []
    assert name_spots(two_countries(), "XC", FRAME, (10.0, 12.0)) == []


@pytest.mark.parametrize("theme", ["supply", "control"])
@pytest.mark.parametrize("width", [720.0, 380.0])
def test_both_maps_stand_on_the_land(inputs, world, theme, width):
    marks = known_places(inputs, Audience("partner")), known_corridors(inputs, Audience("partner"))
    sheet = MapSheet(inputs.case.atlas, *marks, inputs.focus, theme=theme, country="XA", ground=world)
    drawn = draw_map(sheet, FR, width=width, name="m")
    plain = draw_map(replace(sheet, ground=None), FR, width=width, name="m")
    assert 'fill="#fdf9ee"' in drawn
    assert 'fill="#fdf9ee"' not in plain
    assert len(drawn) < 60_000
    assert 'd=""' not in drawn


def test_outlines_widen_a_map_only_where_there_is_no_land(inputs, world):
    marks = known_places(inputs, Audience("partner")), known_corridors(inputs, Audience("partner"))
    sheet = MapSheet(inputs.case.atlas, *marks, inputs.focus, country="XA")
    assert len(extent(sheet)) > len(extent(replace(sheet, ground=world)))


def test_the_land_of_the_world_is_taken_where_it_holds_the_country(inputs, world, monkeypatch):
    monkeypatch.setattr(map_land, "_world", lambda: world)
    assert map_land.ground_of(inputs) is world
    edges = (-19.0, -36.0, -17.0, -34.0)
    land = map_land.land_geojson(inputs, edges)
    assert [feature["properties"]["home"] for feature in land["features"]] == [1, 0]
    assert {feature["geometry"]["type"] for feature in land["features"]} == {"MultiPolygon"}
    [border] = map_land.borders_geojson(inputs, edges)["features"]
    assert sorted(border["geometry"]["coordinates"][0]) == [[-18.0, -36.0], [-18.0, -34.0]]


def test_elsewhere_the_outlines_of_the_case_stand_in(inputs, world, monkeypatch):
    far = replace(world, countries=[("XZ", world.countries[0][1])])
    monkeypatch.setattr(map_land, "_world", lambda: far)
    assert map_land.ground_of(inputs) is None
    land = map_land.land_geojson(inputs, (-90.0, -80.0, 90.0, 80.0))
    assert [feature["properties"]["home"] for feature in land["features"]] == [1, 0, 0]
    ring = land["features"][0]["geometry"]["coordinates"][0][0]
    assert ring[0] == ring[-1]
    assert map_land.borders_geojson(inputs, (-90.0, -80.0, 90.0, 80.0))["features"] == []


def test_maps_can_be_drawn_where_nothing_was_built(inputs, monkeypatch):
    def missing() -> Land:
        raise OutputError("not built")

    monkeypatch.setattr(map_land, "land", missing)
    map_land._world.cache_clear()
    try:
        assert map_land.ground_of(inputs) is None
    finally:
        map_land._world.cache_clear()


@pytest.mark.parametrize("words", [EN, FR])
def test_the_notes_claim_no_boundary(words):
    for key in ("map.note", "live.credit"):
        assert ("no boundary" if words is EN else "aucune frontière") in words.say(key)
    assert not [key for key in ("map.note", "map.desc", "map.control_desc") if "chemati" in words.say(key)]
