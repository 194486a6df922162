"""Figures to plan with: five draws, answers by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from brief.planted import AS_OF, planted
from harmattan.brief.audience import Audience
from harmattan.brief.figures.planning import asylum_table, camp_table, destination_table
from harmattan.brief.planning import asylum_rows, camp_rows, displacement_rows, planned
from harmattan.brief.wording import Wording

PARTNER, PUBLIC, EN = Audience("partner"), Audience("public"), Wording("en")
DAYS = 28


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=5, days=DAYS)


def row_of(inputs, name):
    return inputs.case.atlas.place_index[name]


def with_ahead(inputs, **changed):
    """The same brief with (draw, day, place) arrays of the reference replaced."""
    reference = replace(inputs.reference, values={**inputs.reference.values, **changed})
    return replace(inputs, outlooks={**inputs.outlooks, inputs.reference_key: reference})


def coming(inputs, **totals):
    """People who come on the third day, by place and draw; nobody elsewhere."""
    arrived = np.zeros_like(inputs.reference.values["arrived"])
    for name, people in totals.items():
        arrived[:, 2, row_of(inputs, name)] = people
    return with_ahead(inputs, arrived=arrived)


def staying(inputs, now, ahead):
    """(draw,) people in the camp on the cut-off day and (draw, day) people on the days ahead."""
    values = {**inputs.situation.values, "displaced": inputs.situation.values["displaced"].copy()}
    values["displaced"][:, row_of(inputs, "tentes")] = now
    displaced = inputs.reference.values["displaced"].copy()
    displaced[:, :, row_of(inputs, "tentes")] = ahead
    return with_ahead(replace(inputs, situation=replace(inputs.situation, values=values)), displaced=displaced)


def camp(inputs, name="tentes", audience=PARTNER):
    return next(row for row in camp_rows(inputs, audience) if row.camp == name)


def test_quantiles_to_plan_with():
    people = planned(np.array([10.0, 20.0, 30.0, 40.0, 50.0]))
    assert (people.p50, people.p80, people.p95) == (30.0, 42.0, pytest.approx(48.0))


def test_destinations_are_counted_over_all_days_and_sorted(inputs):
    some = coming(inputs, haute=[10, 20, 30, 40, 50], mara=100, filon=900)
    rows = displacement_rows(some, PARTNER)
    assert [row.destination for row in rows] == ["mara", "haute"], "a mine is in no row"
    assert rows[1].people.p80 == 42.0
    assert (rows[0].kind, rows[0].country) == ("city", "XA")


def test_the_rest_is_a_sum_by_draw_and_not_a_sum_of_quantiles(inputs):
    some = coming(inputs, mara=900, haute=[0, 0, 0, 0, 100], sablon=[100, 0, 0, 0, 0], roche=[0, 50, 0, 0, 0])
    alone, rest = displacement_rows(some, PARTNER, most=1)
    assert (alone.destination, rest.kind, rest.places) == ("mara", "other", 3)
    assert rest.people.p95 == pytest.approx(100.0), "each alone would have 80, 80 and 40"
    assert [row.kind for row in displacement_rows(some, PARTNER, most=3)] == ["city", "city", "town", "town"]


def test_crossings_are_withheld_from_the_public_and_from_its_sums(inputs):
    some = coming(inputs, passe=500, haute=10)
    assert [row.destination for row in displacement_rows(some, PARTNER)] == ["passe", "haute"]
    assert [row.destination for row in displacement_rows(some, PUBLIC)] == ["haute"]
    (rest,) = displacement_rows(coming(inputs, passe=500, haute=10, mara=4), PUBLIC, most=0)
    assert (rest.kind, rest.people.p50) == ("other", 14)
    assert [row.people.p50 for row in asylum_rows(some, PARTNER)] == [510]
    assert [row.people.p50 for row in asylum_rows(some, PUBLIC)] == [10]


def test_countries_are_summed_by_draw_home_first(inputs):
    some = coming(inputs, tentes=[1, 2, 3, 4, 500], brume=[500, 4, 3, 2, 1], haute=5)
    home, abroad = asylum_rows(some, PARTNER)
    assert (home.country, home.people.p50) == ("XA", 5)
    assert (abroad.country, abroad.people.p50, abroad.people.p80) == ("XB", 6, 501)


def test_a_camp_passes_its_capacity_on_a_day(inputs):
    ahead = np.full((5, DAYS), 30_000.0)
    ahead[0, 2:], ahead[1, 9:], ahead[2, 19:] = 45_000, 60_000, 41_000
    row = camp(staying(inputs, 30_000, ahead))
    assert (row.over_now, row.over) == (0.0, pytest.approx(0.6))
    assert (row.day_low, row.day) == (AS_OF + timedelta(days=3), AS_OF + timedelta(days=20))
    assert row.day_high is None, "two draws in five do not pass it"
    assert row.shortfall.p50 == 1_000
    assert row.shortfall.p80 == pytest.approx(8_000), "a fifth of the way from 5,000 to 20,000"
    assert (row.now[1], row.then.p50, row.capacity) == (30_000, 41_000, 40_000)
    assert row.reports == ("D001",)


def test_a_camp_that_is_full_already_and_one_that_never_fills(inputs):
    full = camp(staying(inputs, 52_000, np.full((5, DAYS), 30_000.0)))
    assert (full.over_now, full.over, full.day_low, full.day_high) == (1.0, 1.0, AS_OF, AS_OF)
    calm = camp(staying(inputs, 100, np.full((5, DAYS), 100.0)))
    assert (calm.over, calm.day_low, calm.day, calm.day_high) == (0.0, None, None, None)


def test_a_camp_of_unknown_size_says_so_and_stands_last(inputs):
    rows = camp_rows(inputs, PARTNER)
    assert [row.camp for row in rows] == ["tentes", "tamar"]
    assert all(math.isnan(value) for value in (rows[1].capacity, rows[1].over, rows[1].shortfall.p95))
    assert rows[1].day is None


def test_a_mine_or_a_withheld_crossing_with_a_capacity_is_no_camp(inputs):
    atlas = inputs.case.atlas
    sized = tuple(replace(p, capacity=50.0) if p.id in ("filon", "passe") else p for p in atlas.places)
    case = replace(inputs.case, atlas=replace(atlas, places=sized))
    changed = replace(inputs, case=case, situation=replace(inputs.situation, atlas=case.atlas))
    assert {row.camp for row in camp_rows(changed, PARTNER)} == {"tentes", "tamar", "passe"}
    assert {row.camp for row in camp_rows(changed, PUBLIC)} == {"tentes", "tamar"}


def test_nothing_is_listed_of_what_is_not_held(inputs):
    values = {k: v for k, v in inputs.reference.values.items() if k not in ("arrived", "displaced")}
    reference = replace(inputs.reference, values=values)
    bare = replace(inputs, outlooks={inputs.reference_key: reference})
    assert displacement_rows(bare, PARTNER) == asylum_rows(bare, PARTNER) == camp_rows(bare, PARTNER) == ()
    assert destination_table(bare, PARTNER, EN).rows == camp_table(bare, PARTNER, EN).rows == ()


def test_the_tables_say_the_same(inputs):
    some = coming(inputs, haute=[1000, 2000, 3000, 4000, 5000], tentes=7)
    first = destination_table(some, PARTNER, EN).rows[0]
    assert [cell.words for cell in first.cells] == ["3,000", "4,200", "4,800"]
    assert "P80 4,200" in first.svg
    inside = asylum_table(some, PARTNER, EN).rows[-1]
    assert (inside.kind, inside.svg) == ("rest", ""), "a sum would press single countries into a corner"
    assert destination_table(some, PUBLIC, EN).note


def test_the_camp_table_tells_the_day_and_those_draws_that_do_not_pass(inputs):
    ahead = np.full((5, DAYS), 30_000.0)
    ahead[0, 2:], ahead[1, 9:], ahead[2, 19:] = 45_000, 60_000, 41_000
    row = camp_table(staying(inputs, 30_000, ahead), PARTNER, EN).rows[0]
    assert row.cells[1].words.startswith("60")
    assert (row.cells[2].words, row.cells[2].small) == ("20 April 2031", "3 April 2031 to not within 28 days")
    full = camp_table(staying(inputs, 52_000, np.full((5, DAYS), 52_000.0)), PARTNER, EN).rows[0]
    assert full.cells[2].words == "already"
    never = camp_table(staying(inputs, 9, np.full((5, DAYS), 9.0)), PARTNER, EN).rows[0]
    assert never.cells[2].words == "not within 28 days"
    assert camp_table(inputs, PARTNER, EN).rows[1].kind == "judged", "no report of this camp"
