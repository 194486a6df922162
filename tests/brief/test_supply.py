"""Supply in the brief: cities, prices, other ways, danger in words, mines kept out, what moved a number; answers by hand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import xarray as xr

from brief.planted import AS_OF, planted, planted_reports
from harmattan.brief.access import access_rows
from harmattan.brief.access_page import access_section
from harmattan.brief.audience import Audience
from harmattan.brief.cities import city_rows
from harmattan.brief.danger import danger_reasons
from harmattan.brief.figures.cities import city_panels
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.power import power_now
from harmattan.brief.judge.prices import prices_now
from harmattan.brief.judge.roads import blockades
from harmattan.brief.judge.supply import corridor_at_risk, fuel_now
from harmattan.brief.known import known_corridors
from harmattan.brief.live.data import map_data
from harmattan.brief.live.land import map_sheet
from harmattan.brief.page import page
from harmattan.brief.points import closure_points, price_points
from harmattan.brief.shapes.digest import digest_of
from harmattan.brief.shapes.geojson import situation_geojson
from harmattan.brief.shapes.netcdf import write_netcdf
from harmattan.brief.shapes.sheets import sheets
from harmattan.brief.since.standings import standings, subjects
from harmattan.brief.tables.belief import corridor_table
from harmattan.brief.tables.evidence import assumptions
from harmattan.brief.tables.influence import influence_table
from harmattan.brief.tables.supply import city_table, other_ways
from harmattan.brief.wording import Wording
from harmattan.map.axes import Axes, log_ticks
from harmattan.map.bands import Series
from harmattan.map.charts import Chart, Point, draw_chart
from harmattan.world.atlas import Corridor, FuelUse, Route
from harmattan.world.situation import Learned
from harmattan.world.vocabulary import variables

PARTNER, PUBLIC, EN, FR = Audience("partner"), Audience("public"), Wording("en"), Wording("fr")
SVG = "{http://www.w3.org/2000/svg}"
BOATS = Corridor(
    "boats", "Mara Boats", "distribution", ("haute", "mara"), 0.0, 4, 3, mode="river", months=(8, 9, 10, 11, 12)
)
RAIL = Corridor("rail", "Old Rail", "import", ("anse", "haute"), 0.0, 7, 12, mode="rail", border_limit=9.0)
PIT = Corridor("pit-road", "Pit Road", "import", ("brume", "seule"), 0.1, 4, 12)
MORE = (BOATS, RAIL, PIT)
PIT_LITRES, PIT_ATTACKS = 77_777.0, 9.0


def widened(inputs: BriefInput, corridors: tuple[Corridor, ...] = MORE) -> BriefInput:
    """The same brief with more corridors: nothing came by any but the one to the pit, which is attacked most of all."""
    old = inputs.case.atlas
    ways = (
        Route("w1", "haute", "mara", 300.0, "river", "", 3.0),
        Route("w2", "anse", "haute", 500.0, "rail", "", 3.0),
        Route("w3", "brume", "seule", 500.0, "primary", "paved", 1.0),
    )
    fuel = (*old.fuel, FuelUse("seule", 0.06, 0.5, 25, "planted"))
    atlas = replace(old, corridors=(*old.corridors, *corridors), routes=(*old.routes, *ways), fuel=fuel)

    def wider(values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        out = {}
        for name, array in values.items():
            if "corridor" not in variables()[name].dims:
                out[name] = array
                continue
            more = np.zeros((*array.shape[:-1], len(corridors)), dtype=array.dtype)
            if PIT in corridors:
                more[..., corridors.index(PIT)] = {"ambushes": PIT_ATTACKS, "tankers_arrived": 5.0}.get(name, 0.0)
            if name == "corridor_state":
                more[...] = 3.0
            out[name] = np.concatenate([array, more], axis=-1)
        return out

    situation = replace(
        inputs.situation, atlas=atlas, values=wider(inputs.situation.values), history=wider(inputs.situation.history)
    )
    outlooks = {key: replace(one, atlas=atlas, values=wider(one.values)) for key, one in inputs.outlooks.items()}
    return replace(inputs, case=replace(inputs.case, atlas=atlas), situation=situation, outlooks=outlooks)


@pytest.fixture(scope="module")
def inputs() -> BriefInput:
    return widened(planted(draws=40, days=60))


def believing(inputs: BriefInput, **values: object) -> BriefInput:
    """The same brief where some things are believed today: a number for every draw, place or corridor alike, or draws."""
    held = dict(inputs.situation.values)
    for name, value in values.items():
        axis = variables()[name].dims[1:]
        shape = (inputs.situation.draws, *(inputs.case.atlas.sizes[one] for one in axis))
        held[name] = np.broadcast_to(np.asarray(value, dtype=np.float64), shape).copy()
    return replace(inputs, situation=replace(inputs.situation, values=held))


def told(inputs: BriefInput, *reports, used: bool = True) -> BriefInput:
    names = (*inputs.situation.reports_used, *(r.id for r in reports if used))
    rows = (*inputs.reports.rows, *reports)
    return replace(
        inputs, reports=replace(inputs.reports, rows=rows), situation=replace(inputs.situation, reports_used=names)
    )


def report(
    metric, value, unit, *, name="F070", place="haute", low=None, high=None, day=AS_OF - timedelta(days=9), **more
):
    one = next(iter(planted_reports()))
    spread = {"low": value if low is None else low, "best": value, "high": value if high is None else high}
    where = {"place": place, "corridor": "", "area": "", "first_day": day, "last_day": day, "known_from": day}
    return replace(one, id=name, metric=metric, unit=unit, value=str(value), **{**where, **spread, **more})


def cells(table, title):
    return dict(zip(table.head, next(r for r in table.rows if r[0].words == title), strict=True))


# Other ways, and corridors that serve a mine.


def test_what_carries_nothing_has_no_state_and_stands_on_no_map(inputs):
    marks = {mark.corridor.id: mark for mark in known_corridors(inputs, PARTNER)}
    assert marks["boats"].states == marks["rail"].states == ()
    assert marks["boats"].idle
    assert marks["south-road"].states
    assert {m.corridor.id for m in map_sheet(inputs, PARTNER).corridors} == {
        "south-road", "north-road", "east-road", "sablon-track",
    }  # fmt: skip
    drawn = json.dumps(map_data(inputs, PARTNER, EN), ensure_ascii=False)
    assert "South Road" in drawn
    assert not any(name in drawn for name in ("Mara Boats", "Old Rail", "Pit Road"))
    assert not {"boats", "rail", "pit-road"} & {stand.entity for stand in standings(inputs, PARTNER)}


def test_the_live_map_reads_each_road_at_its_own_row():
    base = planted(draws=20, days=28)
    first = widened(base, MORE)
    atlas, count = first.case.atlas, len(base.case.atlas.corridors)
    order = [*range(count, count + 3), *range(count)]

    def turned(values):
        return {n: a[..., order] if variables()[n].dims[-1] == "corridor" else a for n, a in values.items()}

    swapped = replace(atlas, corridors=tuple(atlas.corridors[k] for k in order))
    moved = replace(
        first,
        case=replace(first.case, atlas=swapped),
        situation=replace(
            first.situation,
            atlas=swapped,
            values=turned(first.situation.values),
            history=turned(first.situation.history),
        ),
        outlooks={k: replace(o, atlas=swapped, values=turned(o.values)) for k, o in first.outlooks.items()},
    )
    one, other = (map_data(these, PARTNER, EN) for these in (first, moved))
    assert len(one["corridors"]) == 4
    assert (one["corridors"], one["texts"]) == (other["corridors"], other["texts"])


def test_idle_imports_are_not_counted_among_those_that_are_blockaded(inputs):
    said = blockades(inputs, PARTNER)
    assert re.search(r" of 2 ", said.text["en"])
    assert "Old Rail" not in said.text["en"]


@pytest.mark.parametrize(
    ("words", "boats", "rail"),
    [
        (EN, "not open at this season and carries nothing; could carry at most 3 tankers a day, August to December",
         "carries nothing today; could carry at most 9 tankers a day, all year"),
        (FR, "fermé en cette saison, ne porte rien ; pourrait porter au plus 3 citernes par jour, août à décembre",
         "ne porte rien aujourd\u2019hui ; pourrait porter au plus 9 citernes par jour, toute l\u2019année"),
    ],
)  # fmt: skip
def test_other_ways_say_what_they_could_carry_and_when(inputs, words, boats, rail):
    lines = other_ways(inputs, known_corridors(inputs, PARTNER), words)
    plain = [re.sub(r"[\u00a0\u202f]", " ", line) for line in lines]
    assert [line.split(": ", 1)[-1].removeprefix(": ") for line in plain] == [boats, rail]
    assert digest_of(inputs, PARTNER, words).ways == lines


def test_access_shows_roads_week_by_week_and_other_ways_in_a_row_each(inputs):
    rows = access_rows(inputs, PARTNER)
    assert {row.section for row in rows if row.week is not None} == {
        "south-road", "north-road", "east-road", "sablon-track", "sablon",
    }  # fmt: skip
    assert [(row.mode, row.section) for row in rows if row.week is None] == [
        ("river", "boats"),
        ("rail", "rail"),
        ("air", ""),
    ]
    others = access_section(inputs, PARTNER, EN).others
    assert others.rows[0][2].words.endswith("August to December")
    assert others.rows[2][2].words == "no data in this case"


def test_a_report_of_the_way_itself_is_quoted(inputs):
    boats, rail = (
        report("barge_loads", 4, "boats", place="mara"),
        report("note", 1, "", name="F071", place="", corridor="rail"),
    )
    more = told(inputs, boats, rail)
    rows = {row.section: row for row in access_rows(more, PARTNER) if row.week is None}
    assert rows["boats"].reports == ("F070",)
    assert rows["rail"].reports == ("F071",)
    assert rows[""].reports == ()


@pytest.mark.parametrize("level", ["partner", "public"])
def test_what_serves_a_mine_alone_is_in_no_file(inputs, tmp_path, level):
    audience = Audience(level)
    assert "Pit Road" not in page(inputs, language="en", level=level)
    assert "pit-road" not in situation_geojson(inputs, level=level)
    held = [str(value) for sheet in sheets(inputs, audience, EN) for row in sheet.rows for value in row]
    assert not any("Pit Road" in value or "pit-road" in value for value in held)
    write_netcdf(inputs, tmp_path / "o.nc", level=level)
    with xr.open_dataset(tmp_path / "o.nc") as book:
        assert "pit-road" not in book["corridor"].values
        assert "boats" in book["corridor"].values
        if level == "partner":
            states = book["corridor_state"].sel(scenario="persists", course="nothing-new")
            assert np.isnan(states.sel(corridor="boats")).all(), "that no boats run is no blockade"
            assert not np.isnan(states.sel(corridor="south-road")).any()
    assert not [row for row in city_rows(inputs, audience) if row.mark.place.id == "seule"]


def test_the_most_attacked_corridor_is_none_that_serves_a_mine_alone(inputs):
    assert "Pit Road" not in corridor_at_risk(inputs, PARTNER).text["en"]
    assert subjects(inputs, PARTNER)["corridor_at_risk"] == "south-road"


# Danger, in words and of whole corridors.


def danger_words(inputs, name):
    marks = known_corridors(inputs, PARTNER)
    return cells(corridor_table(inputs, marks, EN, coarse=False), name)[EN.say("head.danger")]


def test_danger_is_told_in_words_with_what_sets_the_corridor_apart(inputs):
    roads = [replace(r, cover=1.0 if r.id == "r6" else 0.5) for r in inputs.case.atlas.routes]
    atlas = replace(inputs.case.atlas, routes=tuple(roads))
    outlooks = {key: replace(one, atlas=atlas) for key, one in inputs.outlooks.items()}
    changed = replace(
        inputs,
        case=replace(inputs.case, atlas=atlas),
        situation=replace(inputs.situation, atlas=atlas),
        outlooks=outlooks,
    )
    danger = np.array([1.0, 0.5, 2.0, 1.0, 1.0, 1.0, 1.0])
    held = believing(changed, corridor_danger=danger, danger_cover=1.0, danger_distance=0.0, control=0.0)
    assert danger_reasons(held) == {"east-road": ("cover_more",)}, (
        "exp(1 * (1 - 0.5)) is 1.6 times a road half in cover"
    )
    assert (danger_words(held, "East Road").words, danger_words(held, "East Road").small) == (
        "likely more",
        "dense cover",
    )
    assert (danger_words(held, "North Road").words, danger_words(held, "North Road").small) == ("likely less", "")
    assert danger_words(held, "South Road").words == "same, or not known which"
    assert not re.search(r"\d", danger_words(held, "East Road").words + danger_words(held, "East Road").small)
    far = believing(changed, corridor_danger=danger, danger_cover=0.0, danger_distance=1.0, control=3.0)
    assert danger_reasons(far)["east-road"] == ("distance_more",)
    assert danger_reasons(inputs) == {}


def test_tankers_that_wait_and_danger_are_not_for_the_public(inputs):
    held = believing(inputs, tankers_waiting=37.0, corridor_danger=2.0, danger_cover=1.0, danger_distance=1.0)
    seen, hidden = (
        corridor_table(held, known_corridors(held, audience), EN, coarse=audience.public)
        for audience in (PARTNER, PUBLIC)
    )
    assert cells(seen, "South Road")[EN.say("head.waiting")].words == "37"
    assert not {EN.say("head.waiting"), EN.say("head.danger")} & set(hidden.head)
    marks = known_corridors(held, PUBLIC)
    assert all(mark.waiting is None and mark.danger is None for mark in marks)
    assert "tankers_waiting" not in situation_geojson(held, level="public")


# Cities.


def test_a_city_has_a_line_for_now_and_one_for_four_weeks_on(inputs):
    history = {**inputs.situation.history}
    history["shortage"] = np.zeros_like(history["siege"])
    history["shortage"][:, -7:, 0] = 0.25
    history["fuel_arrived"] = np.zeros_like(history["siege"])
    history["fuel_arrived"][:, -7:, 0] = 1000.0
    ahead = {**inputs.reference.values, "general_price": np.ones_like(inputs.reference.values["siege"])}
    ahead["general_price"][:, 27, 0] = 1.5
    outlooks = {**inputs.outlooks, inputs.reference_key: replace(inputs.reference, values=ahead)}
    changed = replace(inputs, situation=replace(inputs.situation, history=history), outlooks=outlooks)
    rows = [row for row in city_rows(changed, PARTNER) if row.mark.place.id == "haute"]
    assert [(row.ahead, row.day) for row in rows] == [(False, AS_OF), (True, AS_OF + timedelta(days=28))]
    assert rows[0].bands["served"].median == pytest.approx(0.75)
    assert rows[0].bands["inflow"].median == pytest.approx(7000.0)
    assert rows[1].bands["general"].median == pytest.approx(1.5)
    table = city_table(changed, PARTNER, EN, focus=True)
    assert [row[0].words for row in table.rows] == ["High Town"] * 2 + ["Mara"] * 2 + ["Sablon"] * 2
    assert cells(table, "High Town")["Share of need served"].words.startswith("75")
    assert [row[0].words for row in city_table(changed, PARTNER, EN, focus=False).rows] == ["Roche"] * 2


def test_a_share_that_may_be_all_or_nothing_is_not_known(inputs):
    half = np.zeros((40, len(inputs.case.atlas.places)))
    half[::2] = 1.0
    table = city_table(believing(inputs, schools_closed=half, closed_share=0.4), PARTNER, EN)
    assert cells(table, "Mara")["Schools closed"].words == "not known"
    assert cells(table, "Mara")["Stations closed"].words == "40\u00a0%"


def test_numbers_of_a_city_that_no_report_gave_are_set_apart(inputs):
    more = told(inputs, report("schools_closed", 30, "percent of schools"))
    city = cells(city_table(more, PARTNER, EN), "High Town")
    assert city["Schools closed"].kind == "number"
    assert city["Stations closed"].kind == "number judged"
    assert cells(city_table(more, PARTNER, EN), "Mara")["Schools closed"].kind == "number judged"


def test_the_public_is_given_classes_of_the_cut_off_day(inputs):
    held = believing(
        inputs, street_price=2.51, general_price=1.1, closed_share=0.3, schools_closed=0.02, business_closed=0.77
    )
    table = city_table(held, PUBLIC, EN)
    assert [row[0].words for row in table.rows] == ["High Town", "Mara", "Sablon", "Roche"]
    city = [cell.words for cell in table.rows[0][2:]]
    assert city == [
        "2 to 4 times",
        "5 to 20\u202f% more",
        "some, 10 to 50\u202f%",
        "few, under 10\u202f%",
        "most, over 50\u202f%",
    ]
    sheet = next(one for one in sheets(held, PUBLIC, EN) if one.name == "cities")
    assert not any(isinstance(value, float) for row in sheet.rows for value in row)
    assert "2.51" not in page(held, language="en", level="public")
    spread = np.repeat([1.0, 6.0], 20)[:, None]
    assert city_table(believing(inputs, street_price=spread), PUBLIC, EN).rows[0][2].words == "not known"
    assert all(
        not PUBLIC.shows(name, "place")
        for name in ("street_price", "schools_closed", "business_closed", "general_price")
    )


def test_the_sheet_of_cities_has_a_number_in_every_column(inputs):
    sheet = next(one for one in sheets(inputs, PARTNER, EN) if one.name == "cities")
    assert len(sheet.headings) == len(sheet.tags) == 4 + 30
    assert len(sheet.rows) == 8
    assert all(isinstance(value, float) for row in sheet.rows for value in row[4:])


# Prices.


def test_a_price_is_set_beside_the_price_at_the_pump(inputs):
    held = believing(inputs, pump_price=800.0)
    bottle = report("street_price_petrol", 3000, "francs per 1.5 l", low=2400, high=3600)
    assert price_points(told(held, bottle), "haute") == (Point("F070", AS_OF - timedelta(days=9), 2.0, 2.5, 3.0),)
    assert price_points(told(held, report("street_price_ratio", 2.5, "times pump price")), "haute")[0].best == 2.5
    assert price_points(told(held, report("black_market_increase", 150, "percent")), "haute")[0].best == 2.5
    both = report("street_price_ratio", 3, "times", place="", place_text="Mara and Sablon")
    assert [len(price_points(told(held, both), name)) for name in ("mara", "sablon", "haute")] == [1, 1, 0]
    assert price_points(told(held, report("street_price_petrol", 3, "dollars/litre")), "haute") == ()
    year = report("street_price_ratio", 3, "times", first_day=date(2030, 6, 1))
    assert price_points(told(held, year), "haute") == ()


def test_closures_are_drawn_where_a_report_gives_them(inputs):
    more = told(inputs, report("stations_closed", 0.4, "share of stations"))
    assert [(p.report, p.best) for p in closure_points(more, "haute", "stations")] == [("F070", 40.0)]
    assert [len(city.panels) for city in city_panels(more, PARTNER, EN)] == [5, 4, 4]
    drawn = city_panels(more, PARTNER, EN)[0].panels[4]
    assert drawn.title == "Filling stations closed: High Town"
    assert "F070" in drawn.svg


def test_a_high_street_price_is_told_and_a_common_one_is_not(inputs):
    dear = believing(inputs, street_price=2.5, general_price=1.2)
    assert prices_now(believing(inputs, street_price=1.2, general_price=1.0), PARTNER) is None
    said = prices_now(dear, PARTNER)
    assert said.text["en"].startswith(
        "Petrol on the street in High Town: about 2.5 (2.5 to 2.5) times the price at the pump"
    )
    assert (said.median, said.sources) == (2.5, ("F006",))
    assert subjects(dear, PARTNER)["prices_now"] == "haute"
    public = prices_now(dear, PUBLIC)
    assert public.text["en"] == "Petrol on the street in High Town: 2 to 4 times the price at the pump."
    assert np.isnan(public.median)
    low = believing(inputs, street_price=1.0, general_price=1.0)
    lately = told(low, report("street_price_ratio", 2, "times"))
    assert prices_now(lately, PARTNER).text["en"].endswith("tells of 2 times.")
    assert (
        prices_now(told(low, report("street_price_ratio", 2, "times", day=AS_OF - timedelta(days=99))), PARTNER) is None
    )


def test_prices_stand_on_a_scale_of_factors():
    axes = Axes(0.0, 0.0, 10.0, 100.0, AS_OF, AS_OF + timedelta(days=1), 100.0, 1.0)
    assert [axes.y(value) for value in (0.5, 1.0, 10.0, 100.0, 500.0)] == pytest.approx([100.0, 100.0, 50.0, 0.0, 0.0])
    assert log_ticks(1.0, 1.0) == (1.0, 2.0)
    assert log_ticks(1.0, 20.0) == (1.0, 2.0, 5.0, 10.0, 20.0)
    days = tuple(AS_OF + timedelta(days=k) for k in (7, 14))
    ahead = Series(days, np.tile([[1.0], [1.2], [1.34], [2.0], [4.0]], (1, 2)))
    seen = Point("F070", AS_OF - timedelta(days=30), 2.0, 3.0, 4.0)
    chart = Chart("p", "t", "u", AS_OF, ahead, points=(seen,), small=True, lowest=1.0, start=AS_OF - timedelta(days=60))
    svg = draw_chart(chart, EN)
    words = [node.text for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own markup
    assert words[:3] == ["1", "2", "5"]
    assert {"4.0", "1.3", "1.0"} <= set(words), "1.3 is not 1"
    assert "F070" in svg, "a report before the cut-off stands where no past is held"


# Power plants.


def test_plants_that_do_not_run_are_named_only_where_they_surely_do_not(inputs):
    idle = believing(inputs, plant_availability=0.33, power_hours_normal=18.0)
    text = power_now(idle, PARTNER).text["en"].replace("\u202f", " ")
    assert "Power plants run at about 35 % (35 to 35) of their power even where they have fuel" in text.replace(
        "\u00a0", " "
    )
    doubt = np.linspace(0.3, 1.0, 40)[:, None]
    for running in (believing(inputs, plant_availability=doubt, power_hours_normal=18.0), inputs):
        assert "Power plants" not in power_now(running, PARTNER).text["en"]


# What moved a number.


@dataclass(frozen=True)
class Row:
    report: str
    quantity: str
    entity: str
    without_median: float
    with_median: float
    shift: float
    reliable: bool = True
    error: float = 0.0


def test_the_reports_that_moved_todays_numbers_most_come_first(inputs):
    rows = [
        Row("F001", "tankers_per_week", "south-road", 100.0, 90.0, -10.0),
        Row("F005", "days_of_fuel", "haute", 2.0, 6.0, 4.0),
        Row("F002", "days_of_fuel", "mara", 4.0, 5.0, 1.0, reliable=False, error=0.5),
        Row("F003", "days_of_fuel", "mara", 4.0, 9.0, 5.0, reliable=False, error=6.0),
        Row("F004", "tankers_per_week", "pit-road", 1.0, 9.0, 8.0),
        Row("F004", "fuel_stock_total", "seule", 1.0, 9.0, 8.0),
        Row("X999", "days_of_fuel", "haute", 1.0, 9.0, 8.0),
    ]
    table = influence_table(inputs, PARTNER, EN, rows)
    assert [row[0].reports for row in table.rows] == [("F005",), ("F002",), ("F001",)]
    assert [cell.words for cell in table.rows[0][1:]] == ["Days of fuel", "2.0", "6.0", "+4.0"]
    assert [cell.words for cell in table.rows[1][2:]] == ["direction only", "5.0", "more"]
    assert table.rows[2][4].words == "\u221210"
    assert influence_table(inputs, PARTNER, FR, rows).rows[1][4].words == "plus"
    assert influence_table(inputs, PUBLIC, EN, rows).rows == ()
    assert influence_table(inputs, PARTNER, EN).rows == ()
    many = [Row("F001", "days_of_fuel", "haute", 2.0, 3.0 + k, 1.0 + k) for k in range(12)]
    assert len(influence_table(inputs, PARTNER, EN, many).rows) == 8


def test_the_page_says_all_of_it_in_both_languages(inputs):
    held = believing(inputs, street_price=2.5, general_price=1.2, tankers_waiting=7.0)
    for language, words in (("en", EN), ("fr", FR)):
        text = page(held, language=language)
        for key in ("page.cities", "page.ways", "head.waiting", "head.danger", "head.city_street"):
            assert words.say(key) in text
        assert "{" not in " ".join(other_ways(held, known_corridors(held, PARTNER), words))


# What stays true.


def test_that_no_stock_is_counted_is_said_only_where_none_is(inputs):
    assert "F005" in fuel_now(inputs, PARTNER).sources, "it counts days of stock in the city itself"
    assert "No stock is counted" not in fuel_now(inputs, PARTNER).caveat["en"]
    used = tuple(name for name in inputs.situation.reports_used if name != "F005")
    without = replace(inputs, situation=replace(inputs.situation, reports_used=used, moved=()))
    assert fuel_now(without, PARTNER).caveat["en"].startswith("No stock is counted in the open")


def test_assumptions_on_ways_that_carry_nothing_or_serve_a_mine_alone_are_left_out(inputs):
    rates = [
        Learned("ambush_rate_typical", c.id, (0.1, 0.2, 0.3), (0.1, 0.2, 0.3), False, "")
        for c in inputs.case.atlas.corridors
    ]
    held = replace(inputs, situation=replace(inputs.situation, learned=tuple(rates)))
    assert [entry.entity for entry in assumptions(held, PARTNER)] == [
        "south-road",
        "north-road",
        "east-road",
        "sablon-track",
    ]


def test_closures_do_not_count_as_reports_of_power(inputs):
    more = told(inputs, report("stations_closed", 40, "percent"))
    assert "Power: none" in city_panels(more, PARTNER, EN)[0].heard
