"""Access by section, mode and week: levels set by hand, answers by hand."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from brief.planted import AS_OF, planted, planted_reports
from harmattan.brief.access import PAST_WEEKS, AccessRow, access_rows, corridor_km, speaks_of
from harmattan.brief.access_page import access_section, look_of, stopped
from harmattan.brief.audience import Audience
from harmattan.brief.numerals import DASH
from harmattan.brief.wording import Wording
from harmattan.map.strips import LOOKS, WeekCell, draw_strip
from harmattan.world.atlas import Corridor, Route

PARTNER, PUBLIC, EN, FR = Audience("partner"), Audience("public"), Wording("en"), Wording("fr")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=8, days=30)


def of(rows, section):
    return [row for row in rows if row.section == section]


def with_atlas(inputs, *, corridors=(), routes=(), reports=()):
    atlas = inputs.case.atlas
    atlas = replace(atlas, corridors=(*atlas.corridors, *corridors), routes=(*atlas.routes, *routes))
    more = replace(inputs.reports, rows=(*inputs.reports.rows, *reports))
    case = replace(inputs.case, atlas=atlas)
    return replace(inputs, case=case, reports=more)


def report(metric, place, name="F090", **more):
    one = next(iter(planted_reports()))
    return replace(one, id=name, metric=metric, value="3", unit="boats", place=place, corridor="", area="", **more)


def test_weeks_are_whole_and_lie_on_both_sides_of_the_cut_off(inputs):
    road = of(access_rows(inputs, PARTNER), "south-road")
    past, ahead = [r for r in road if not r.ahead], [r for r in road if r.ahead]
    assert len(past) == PAST_WEEKS
    assert len(ahead) == 4, "two of thirty days fill no week"
    assert past[-1].week == AS_OF - timedelta(days=6)
    assert ahead[0].week == AS_OF + timedelta(days=1)
    assert all(b.week - a.week == timedelta(days=7) for a, b in pairwise(road))


def test_a_week_counts_at_its_worst_day(inputs):
    state = np.zeros_like(inputs.reference.values["corridor_state"])
    state[0, 9, 0], state[1, 10, 0], state[2:4, 13, 0] = 3, 1, 2
    reference = replace(inputs.reference, values={**inputs.reference.values, "corridor_state": state})
    changed = replace(inputs, outlooks={**inputs.outlooks, inputs.reference_key: reference})
    weeks = [row for row in of(access_rows(changed, PARTNER), "south-road") if row.ahead]
    assert (weeks[0].open, weeks[0].closed) == (1.0, 0.0)
    assert (weeks[1].open, weeks[1].harassed, weeks[1].escorted, weeks[1].closed) == (0.5, 0.125, 0.25, 0.125)
    assert stopped(weeks[1]) == pytest.approx(0.375)


def test_imports_stand_first_and_chances_add_up(inputs):
    rows = [row for row in access_rows(inputs, PARTNER) if row.kind in ("import", "distribution")]
    assert list(dict.fromkeys(row.section for row in rows)) == ["south-road", "north-road", "east-road", "sablon-track"]
    assert all(r.open + r.harassed + r.escorted + r.closed == pytest.approx(1.0) for r in rows)
    south = rows[0]
    assert (south.km, south.ends, south.name_fr) == (520.0, ("anse", "haute"), "Route du Sud")


def test_no_section_is_shorter_than_20_km(inputs):
    short = Corridor("gate", "Gate", "distribution", ("passe", "halte"), 0.0, 1, 5)
    changed = with_atlas(inputs, corridors=(short,))
    assert corridor_km(changed.case.atlas, short) == 10.0
    assert of(access_rows(changed, PARTNER), "gate") == []


def test_a_corridor_is_measured_by_road_where_a_river_runs_beside_it(inputs):
    river = Route("boat", "haute", "mara", 90.0, "river", "water", 2.0)
    atlas = with_atlas(inputs, routes=(river,)).case.atlas
    assert corridor_km(atlas, atlas.corridors[2]) == 270.0


def test_reports_stand_in_their_week_and_by_their_section(inputs):
    rows = access_rows(inputs, PARTNER)
    south = of(rows, "south-road")
    assert {row.week: row.reports for row in south if row.reports} == {
        date(2031, 2, 11): ("I001",),
        date(2031, 3, 11): ("I002",),
    }
    assert all(row.heard and row.weighed == ("I001", "I002") for row in south)
    assert not any(row.heard or row.weighed for row in of(rows, "east-road"))


def test_only_towns_that_reports_name_have_a_chance_of_siege(inputs):
    town = [row for row in access_rows(inputs, PARTNER) if row.kind == "siege"]
    assert {row.section for row in town} == {"sablon"}
    held = inputs.reference.values["siege"][:, :7, 2].max(axis=1)
    first = next(row for row in town if row.ahead)
    assert first.closed == pytest.approx(held.mean())
    assert math.isnan(first.open)


def test_the_public_is_told_nothing_ahead_on_corridors_and_no_siege(inputs):
    rows = access_rows(inputs, PUBLIC)
    assert not any(row.ahead for row in rows)
    assert {row.kind for row in rows} == {"import", "distribution", "air"}
    table = access_section(inputs, PUBLIC, EN).tables[0]
    assert len(table.head) == 4, "one chance, of the last week before the cut-off"


@pytest.mark.parametrize(
    ("metric", "place", "quoted"),
    [
        ("river_traffic", "haute", True),
        ("ferry_service", "mara", True),
        ("river_traffic", "sablon", False),
        ("tankers_received", "haute", False),
        ("rail_traffic", "haute", False),
    ],
)
def test_a_river_has_no_number_and_only_reports_that_speak_of_it(inputs, metric, place, quoted):
    river = Route("boat", "haute", "mara", 90.0, "river", "water", 2.0)
    changed = with_atlas(inputs, routes=(river,), reports=(report(metric, place),))
    (row,) = of(access_rows(changed, PARTNER), "boat")
    assert (row.mode, row.week, row.km) == ("river", None, 90.0)
    assert math.isnan(row.open)
    assert row.reports == (("F090",) if quoted else ())
    section = access_section(changed, PARTNER, EN)
    said = next(cells for cells in section.others.rows if cells[0].words == "River")
    assert said[1].words == f"High Town {DASH} Mara"
    assert ("river traffic: 3 boats" in said[3].words or "ferry service: 3 boats" in said[3].words) is quoted
    assert (said[3].words == "no report speaks of it") is not quoted
    assert section.rivers


def test_the_air_has_one_row_and_an_airstrike_says_nothing_of_it(inputs):
    (air,) = [row for row in access_rows(inputs, PARTNER) if row.mode == "air"]
    assert any(r.metric == "airstrike" for r in inputs.reports)
    assert air.reports == ()
    flown = with_atlas(inputs, reports=(report("flight_service", "haute"),))
    (air,) = [row for row in access_rows(flown, PARTNER) if row.mode == "air"]
    assert air.reports == ("F090",)
    assert speaks_of("road") == ()


def test_a_case_without_rivers_asks_about_none(inputs):
    section = access_section(inputs, PARTNER, EN)
    assert not section.rivers
    assert [row[0].words for row in section.others.rows] == ["Air"]


@pytest.mark.parametrize(
    ("chances", "look"),
    [
        ((0.6, 0.2, 0.1, 0.1), "open"),
        ((0.5, 0.3, 0.1, 0.1), "passes"),
        ((0.1, 0.7, 0.1, 0.1), "harassed"),
        ((0.1, 0.1, 0.6, 0.2), "escorted"),
        ((0.2, 0.1, 0.4, 0.3), "stopped"),
        ((0.1, 0.1, 0.1, 0.7), "closed"),
        ((0.3, 0.2, 0.3, 0.2), "unknown"),
    ],
)
def test_the_likeliest_state_is_named_only_where_it_is_likely_enough(chances, look):
    row = AccessRow("road", "a", "A", "", "import", ("x", "y"), 90.0, AS_OF, False, *chances, True, (), ())
    assert look_of(row) == look


@pytest.mark.parametrize(("chance", "look"), [(0.6, "closed"), (0.59, "unknown"), (0.2, "unknown"), (0.1, "clear")])
def test_a_town_without_a_siege_is_not_called_open(chance, look):
    nothing = (math.nan,) * 3
    row = AccessRow("road", "a", "A", "", "siege", ("a",), math.nan, AS_OF, True, *nothing, chance, True, (), ())
    assert look_of(row) == look


def test_every_look_has_a_sign_of_its_own_without_colour():
    drawn = [draw_strip("", [WeekCell(look, "")], 1) for look in LOOKS]
    grey = {re.sub("#1d5b79|#74aec6|#d9822b|#a3210f", "grey", strip) for strip in drawn}
    assert len(grey) == len(LOOKS)


@pytest.mark.parametrize("words", [EN, FR])
def test_strips_are_sound_markup_that_can_be_read_aloud(inputs, words):
    section = access_section(inputs, PARTNER, words)
    assert [table.name for table in section.tables] == ["access-import", "access-distribution", "access-siege"]
    for table in section.tables:
        ET.fromstring(table.ruler)  # noqa: S314 - our own markup
        for row in table.rows:
            root = ET.fromstring(row.svg)  # noqa: S314 - our own markup
            titles = [node.text for node in root.iter(f"{SVG}title")]
            assert len(titles) == 1 + PAST_WEEKS + 4
            assert all("%" in title for title in titles[1:])
            assert "nan" not in row.svg


def test_a_section_without_a_report_is_pale_and_says_so(inputs):
    tables = access_section(inputs, PARTNER, EN).tables
    south, north = tables[0].rows
    assert (south.kind, north.kind) == ("", "judged")
    assert "pointer-events" in north.svg
    assert "pointer-events" not in south.svg
    assert (south.cells[-1].words, south.cells[-1].small) == ("2", "12 March 2031")
    assert north.cells[-1].words == "none"
    dots = list(ET.fromstring(south.svg).iter(f"{SVG}circle"))  # noqa: S314 - our own markup
    assert len(dots) == 2


def test_nothing_is_drawn_where_no_state_is_held(inputs):
    history = {k: v for k, v in inputs.situation.history.items() if k not in ("corridor_state", "siege")}
    values = {k: v for k, v in inputs.reference.values.items() if k not in ("corridor_state", "siege")}
    reference = replace(inputs.reference, values=values)
    bare = replace(
        inputs,
        outlooks={inputs.reference_key: reference},
        situation=replace(inputs.situation, history=history),
    )
    assert access_section(bare, PARTNER, EN).tables == ()
