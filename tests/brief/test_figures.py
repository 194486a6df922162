"""Charts: what is drawn, what is marked as the model's alone, what is withheld."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from brief.planted import AS_OF, planted, planted_reports
from harmattan.brief.audience import Audience
from harmattan.brief.figures.areas import area_paces, attack_tables
from harmattan.brief.figures.cities import city_heads, city_panels
from harmattan.brief.figures.country import outside, power, state_harm, supply
from harmattan.brief.figures.learned import learned_strips
from harmattan.brief.figures.page import charts_context
from harmattan.brief.points import arrival_points, power_points
from harmattan.brief.wording import Wording
from harmattan.map.bands import Series, weekly_last, weekly_mean
from harmattan.map.charts import Chart, Point, draw_chart
from harmattan.map.intervals import Bar, draw_bars, draw_ruler, linear_ruler, log_ruler
from harmattan.world.situation import Learned

PARTNER, PUBLIC, EN, FR = Audience("partner"), Audience("public"), Wording("en"), Wording("fr")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=40, days=60)


def report(metric, best, *, first=None, last, low=None, high=None, name="F091", place="haute"):
    one = next(iter(planted_reports()))
    spread = {"low": best if low is None else low, "best": best, "high": best if high is None else high}
    return replace(one, id=name, metric=metric, place=place, first_day=first or last, last_day=last, **spread)


def hearing(inputs, *reports, used=True):
    """The same brief with more reports, weighed or not."""
    names = tuple(r.id for r in reports) if used else ()
    situation = replace(inputs.situation, reports_used=(*inputs.situation.reports_used, *names))
    return replace(inputs, reports=replace(inputs.reports, rows=(*inputs.reports.rows, *reports)), situation=situation)


def texts(svg):
    return [node.text for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own markup


def test_stocks_are_taken_at_the_end_of_a_week_and_rates_as_its_mean():
    values = np.arange(1.0, 16.0)[None, :]
    start = date(2031, 1, 1)
    assert weekly_last(values, start, from_end=True).levels[2].tolist() == [8.0, 15.0]
    assert weekly_mean(values, start, from_end=True).levels[2].tolist() == [5.0, 12.0]
    assert weekly_last(values, start, from_end=False).levels[2].tolist() == [7.0, 14.0]
    assert weekly_last(values, start, from_end=True).days == (date(2031, 1, 8), date(2031, 1, 15))


def test_every_focus_city_has_its_row_and_those_unheard_are_marked(inputs):
    cities = {city.city: city for city in city_panels(inputs, PARTNER, EN)}
    assert list(cities) == ["High Town", "Mara", "Sablon"]
    assert all(len(city.panels) == len(city_heads(EN)) == 4 for city in cities.values())
    fuel = {name: ["the model alone" in panel.svg for panel in city.panels] for name, city in cities.items()}
    assert fuel["High Town"] == [False, False, True, False], (
        "its stock and its street price were reported, its power was not"
    )
    assert fuel["Mara"] == [True] * 4
    assert "no report of this city weighs" in cities["Mara"].heard
    assert "one report of this city weighs" in cities["High Town"].heard
    again = city_panels(hearing(inputs, report("power_hours", 8, last=date(2031, 3, 3))), PARTNER, EN)
    assert "the model alone" not in again[0].panels[2].svg


def test_no_city_is_shown_to_the_public_but_the_reason_is(inputs):
    assert city_panels(inputs, PUBLIC, EN) == ()
    drawn = charts_context(inputs, PUBLIC, EN)["drawn"]
    assert drawn.cities_withheld
    assert drawn.power == ()
    assert not charts_context(inputs, PARTNER, EN)["drawn"].cities_withheld


@pytest.mark.parametrize("words", [EN, FR])
def test_panels_are_sound_and_days_and_hours_share_a_scale(inputs, words):
    rows = [[panel.svg for panel in city.panels] for city in city_panels(inputs, PARTNER, words)]
    for svg in (svg for row in rows for svg in row):
        root = ET.fromstring(svg)  # noqa: S314 - our own markup
        assert root.find(f"{SVG}title").text
        assert root.find(f"{SVG}desc").text
        assert "nan" not in svg
    for column in (1, 2, 3):
        marks = [[t for t in texts(row[column])[:6] if re.fullmatch(r"\d+", t)] for row in rows]
        assert marks[0] == marks[1] == marks[2]
    assert "24" in texts(rows[0][2])
    assert texts(rows[0][3])[:3] == ["1", "2", "5"], "prices stand on a scale of factors"


def test_litres_are_written_in_thousands_or_millions(inputs):
    values = {**inputs.reference.values, "fuel_arrived": np.full_like(inputs.reference.values["siege"], 4e6 / 7)}
    values["fuel_arrived"][:, :, 1] = 9e5 / 7
    history = {**inputs.situation.history, "fuel_arrived": np.zeros_like(inputs.situation.history["siege"])}
    changed = replace(
        inputs,
        outlooks={**inputs.outlooks, inputs.reference_key: replace(inputs.reference, values=values)},
        situation=replace(inputs.situation, history=history),
    )
    came = [city.panels[0].svg for city in city_panels(changed, PARTNER, EN)]
    assert "million litres" in came[0]
    assert "4" in texts(came[0])
    assert "thousand litres" in came[1]
    assert "900" in texts(came[1])


def test_hours_of_power_are_drawn_where_reports_gave_them(inputs):
    assert power(inputs, PARTNER, EN) == ()
    told = report("electricity_supply", 6, last=date(2031, 3, 3))
    (figure,) = power(hearing(inputs, told), PARTNER, EN)
    assert figure.title == "Hours of power: High Town"
    assert "<title>F091</title>" in figure.svg
    assert figure.narrow
    assert figure.narrow != figure.svg
    assert "of 1 lie outside" in figure.note
    assert power(hearing(inputs, told), PUBLIC, EN) == ()
    before = report("electricity_supply", 6, last=date(2029, 3, 3))
    assert power(hearing(inputs, before), PARTNER, EN) == ()


def test_outage_is_counted_from_24_hours(inputs):
    dark = report("outage_hours", 14, low=10, high=19, first=date(2031, 3, 1), last=date(2031, 3, 5))
    (point,) = power_points(hearing(inputs, dark), "haute")
    assert (point.low, point.best, point.high) == (5, 10, 14)
    assert point.day == date(2031, 3, 3)
    assert power_points(hearing(inputs, dark), "mara") == ()


def test_fuel_that_reached_a_city_becomes_litres_a_week(inputs):
    load = np.quantile(inputs.situation.values["litres_per_tanker"], (0.05, 0.5, 0.95))
    convoy = report("tankers_received", 20, first=date(2031, 3, 1), last=date(2031, 3, 14))
    (point,) = arrival_points(hearing(inputs, convoy), "haute")
    assert (point.low, point.best, point.high) == tuple(pytest.approx(10 * each) for each in load)
    litres = report("volume_received", 70_000, first=date(2031, 3, 1), last=date(2031, 3, 7))
    assert arrival_points(hearing(inputs, litres), "haute")[0].best == 70_000
    two_days = report("tankers_received", 20, first=date(2031, 3, 1), last=date(2031, 3, 2))
    assert arrival_points(hearing(inputs, two_days), "haute") == ()


def test_a_ring_is_outside_only_where_all_of_its_range_is():
    past = Series((date(2031, 3, 7),), np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]))
    points = [Point("a", date(2031, 3, 7), *span) for span in ((0, 0.5, 1.0), (5.1, 6, 7), (0, 0.5, 0.9))]
    assert outside(past, points) == 2
    assert outside(None, points) == 0


def test_the_flow_into_the_country_is_large_with_its_rings(inputs):
    (figure,) = supply(inputs, EN)
    assert 'viewBox="0 0 880' in figure.svg
    assert {"F001", "F002", "F003", "F004"} <= set(re.findall(r"<title>(F\d+)</title>", figure.svg))
    ids = re.findall(r'id="([^"]+)"', figure.svg + figure.narrow)
    assert len(ids) == len(set(ids)) == 4


def test_the_veil_lies_only_where_the_model_is_alone():
    days = (date(2031, 4, 7), date(2031, 4, 14))
    ahead = Series(days, np.ones((5, 2)) * np.arange(1, 6)[:, None])
    chart = Chart("x", "T", "u", AS_OF, ahead)
    plain, veiled = draw_chart(chart, EN), draw_chart(replace(chart, alone="the model alone"), EN)
    assert "the model alone" not in plain
    assert 'font-style="italic"' in veiled
    assert "The model alone." in veiled, "said to those who cannot see the veil"
    lines = re.search(r'<path d="(M[^"]*l[^"]*)" stroke="#fffdf8"', veiled)[1]
    starts = [tuple(map(float, pair.split())) for pair in re.findall(r"M([\d.]+ [\d.]+)", lines)]
    assert all(0 <= x <= 380 and 0 <= y <= 222 for x, y in starts)


def test_harm_by_state_forces_says_what_it_rests_on(inputs):
    (figure,) = state_harm(inputs, EN)
    assert "No report weighs" in figure.note
    assert "the model alone" in figure.svg
    history = {k: v for k, v in inputs.situation.history.items() if k != "state_harm"}
    bare = replace(inputs, situation=replace(inputs.situation, history=history))
    assert "Past weeks are not held" in state_harm(bare, EN)[0].note
    assert "Past weeks" not in figure.note
    heard = hearing(inputs, report("civilians_killed_by_state_forces", 4, last=date(2031, 3, 3)))
    assert "the model alone" not in state_harm(heard, EN)[0].svg


def paced(inputs, past, ahead):
    """(area,) attacks on each day, the same in every draw."""
    before = np.tile(np.array(past, dtype=np.float32), (40, 182, 1))
    after = np.tile(np.array(ahead, dtype=np.float32), (40, 60, 1))
    reference = replace(inputs.reference, values={**inputs.reference.values, "attacks": after})
    situation = replace(inputs.situation, history={**inputs.situation.history, "attacks": before})
    return replace(inputs, outlooks={**inputs.outlooks, inputs.reference_key: reference}, situation=situation)


def test_a_change_is_marked_only_where_it_is_as_good_as_certain(inputs):
    changed = paced(inputs, [1, 2, 2, 0], [2, 1, 2, 0])
    paces = {pace.area.id: pace for pace in area_paces(changed)}
    assert (paces["centre"].change, paces["east"].change, paces["west"].change) == ("more", "less", "")
    assert paces["centre"].past.median == 7
    assert paces["centre"].ahead.median == 14
    assert paces["west"].more == 0.5, "ties count half"
    assert {pace.change for pace in area_paces(inputs)} == {""}
    rows = {row.name.words: row.cells[2].words for row in attack_tables(changed, EN)[0].rows}
    assert rows == {"Centre": "▲ more", "East": "▼ fewer"}


def test_neighbours_stand_apart_and_quiet_ones_are_summed_up(inputs):
    home, abroad = attack_tables(paced(inputs, [1, 2, 2, 0], [2, 1, 2, 0]), EN)
    assert [row.name.words for row in home.rows] == ["Centre", "East"]
    assert [row.name.words for row in abroad.rows] == ["West"]
    assert abroad.note.startswith("One further area")
    assert home.ruler == abroad.ruler, "on one scale"


def learning(inputs, *entries):
    return replace(inputs, situation=replace(inputs.situation, learned=entries))


def test_assumptions_are_drawn_as_multiples_and_parted_by_what_moved(inputs):
    moved, still = learned_strips(inputs, PARTNER, EN)
    assert len(moved.rows) == 3
    assert len(still.rows) == 3
    need = next(row for row in moved.rows if row.name.words.startswith("Fuel the whole country"))
    assert "before 1.0 (0.6 to 1.7), after 1.0 (0.8 to 1.2)" in need.svg
    assert "Days of normal use" not in " ".join(row.name.words for row in learned_strips(inputs, PUBLIC, EN)[1].rows)


def test_many_places_share_a_row_with_a_tick_each(inputs):
    first = Learned("ambush_rate_typical", "south-road", (1.0, 2.0, 4.0), (1.0, 4.0, 6.0), True, "x")
    other = Learned("ambush_rate_typical", "north-road", (10.0, 20.0, 40.0), (10.0, 20.0, 60.0), False, "x")
    (row,) = learned_strips(learning(inputs, first, other), PARTNER, EN)[0].rows
    assert row.name.small == "2 corridors"
    assert row.cells[0].words == "1 of 2"
    ticks = re.findall(r'd="(M[^"]*v5\.2[^"]*)"', row.svg)
    assert len(ticks) == 1
    assert ticks[0].count("v5.2") == 2


def test_what_has_no_logarithm_is_left_out(inputs):
    nothing = Learned("ban_effect", "", (0.0, 0.0, 0.1), (0.0, 0.0, 0.1), False, "x")
    assert [table.rows for table in learned_strips(learning(inputs, nothing), PARTNER, EN)] == [(), ()]


def test_what_goes_beyond_a_scale_ends_in_an_arrow():
    ruler = log_ruler(10.0)
    inside = draw_bars("t", [Bar(0.2, 1.0, 9.0, "#000")], ruler)
    beyond = draw_bars("t", [Bar(0.01, 1.0, 90.0, "#000")], ruler)
    assert "z" not in "".join(re.findall(r' d="([^"]*)"', inside))
    assert "".join(re.findall(r' d="([^"]*)"', beyond)).count("z") == 2
    assert ruler.x(1.0) == pytest.approx((ruler.x(0.1) + ruler.x(10.0)) / 2)


def test_a_scale_marks_round_numbers_and_red_the_capacity():
    ruler = linear_ruler(39_000.0)
    assert ruler.marks == (0.0, 20_000.0)
    assert texts(draw_ruler(ruler, EN, "People")) == ["0", "20,000"]
    assert "#a3210f" in draw_bars("t", [], ruler, line=10_000.0)
    assert "#a3210f" not in draw_bars("t", [], ruler)


def test_a_brief_without_history_and_mechanisms_still_has_its_section(inputs):
    bare = replace(
        inputs,
        outlooks={inputs.reference_key: replace(inputs.reference, values={})},
        situation=replace(inputs.situation, history={}, history_first_day=None, learned=()),
    )
    drawn = charts_context(bare, PARTNER, EN)["drawn"]
    assert drawn.supply == drawn.power == drawn.violence == drawn.attacks == ()
    assert drawn.destinations.rows == drawn.camps.rows == drawn.moved.rows == ()


def test_same_inputs_same_section(inputs):
    assert charts_context(inputs, PARTNER, FR) == charts_context(inputs, PARTNER, FR)
