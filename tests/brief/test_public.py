"""What the public level withholds where it is easily forgotten: crossings with a capacity, sums, expectations, rejected rows."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import xarray as xr

from brief.planted import AS_OF, planted
from harmattan.brief.audience import Audience
from harmattan.brief.figures.country import arrivals
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_places, values_for
from harmattan.brief.numerals import DASH
from harmattan.brief.shapes.geojson import situation_geojson
from harmattan.brief.shapes.netcdf import write_netcdf
from harmattan.brief.shapes.sheets import sheets
from harmattan.brief.since.standings import standings
from harmattan.brief.tables.evidence import moved_table
from harmattan.brief.tables.record import rejected_table
from harmattan.brief.tables.scored import scores_table, seen_scores
from harmattan.brief.wording import Wording
from harmattan.map.bands import weekly_sums
from harmattan.world.outlook import Score, Scorecard
from harmattan.world.situation import Moved

EN = Wording("en")
PUBLIC, PARTNER = Audience("public"), Audience("partner")
CROSSING, CENTRE, SABLON = 4, 0, 2


def replanted(inputs: BriefInput, **places: object) -> BriefInput:
    """The same brief on an atlas in which some places have other fields."""
    atlas = inputs.case.atlas
    changed = tuple(replace(place, **places.get(place.id, {})) for place in atlas.places)
    atlas = replace(atlas, places=changed)
    outlooks = {key: replace(outlook, atlas=atlas) for key, outlook in inputs.outlooks.items()}
    return replace(
        inputs,
        case=replace(inputs.case, atlas=atlas),
        situation=replace(inputs.situation, atlas=atlas),
        outlooks=outlooks,
    )


@cache
def transit() -> BriefInput:
    """A crossing that has room for 100 people and holds thousands, and as many above its capacity."""
    inputs = replanted(planted(draws=30, days=14), passe={"capacity": 100.0})
    for outlook in inputs.outlooks.values():
        outlook.values["displaced"][:, :, CROSSING] = 5000.0
        outlook.values["displaced_in_area"][:, :, CENTRE] += 5000.0
        outlook.values["capacity_shortfall"][:, :, CROSSING] = 4900.0
    staying = inputs.situation.values["displaced"].copy()
    staying[:, CROSSING] = 5000.0
    values = {**inputs.situation.values, "displaced": staying}
    return replace(inputs, situation=replace(inputs.situation, values=values))


def sheet(inputs: BriefInput, audience: Audience, name: str) -> list[tuple[object, ...]]:
    return next(list(one.rows) for one in sheets(inputs, audience, EN) if one.name == EN.say(f"sheet.{name}"))


def test_a_crossing_with_a_capacity_says_nothing_of_who_is_there(tmp_path):
    shown = {
        level: {m.place.id: m for m in known_places(transit(), Audience(level))} for level in ("partner", "public")
    }
    assert shown["partner"]["passe"].shortfall.median == 4900.0
    mark = shown["public"]["passe"]
    assert (mark.shortfall, mark.shortfall_then) == (None, None)
    assert np.isnan(mark.over)
    features = json.loads(situation_geojson(transit(), level="public"))["features"]
    told = next(feature["properties"] for feature in features if feature["id"] == "passe")
    assert not [key for key in told if "capacity" in key or "displaced" in key]
    assert ("camp", "passe") not in {(stand.kind, stand.entity) for stand in standings(transit(), PUBLIC)}
    assert ("camp", "passe") in {(stand.kind, stand.entity) for stand in standings(transit(), PARTNER)}
    weekly = {level: sheet(transit(), Audience(level), "weekly") for level in ("partner", "public")}
    assert any(row[4:6] == ("capacity_shortfall", "La Passe") for row in weekly["partner"])
    assert not any(row[5] == "La Passe" for row in weekly["public"])
    write_netcdf(transit(), tmp_path / "public.nc", level="public")
    with xr.open_dataset(tmp_path / "public.nc") as data:
        assert bool(data["capacity_shortfall"].sel(place="passe").isnull().all())


def test_what_is_left_of_an_area_is_not_its_crossing(tmp_path):
    reference = transit().reference
    whole, public = (values_for(audience, reference, "displaced_in_area") for audience in (PARTNER, PUBLIC))
    assert whole is reference.values["displaced_in_area"]
    assert np.allclose(whole[:, :, CENTRE] - public[:, :, CENTRE], 5000.0)
    assert np.array_equal(whole[:, :, 1:], public[:, :, 1:])
    write_netcdf(transit(), tmp_path / "public.nc", level="public")
    with xr.open_dataset(tmp_path / "public.nc") as data:
        middle = data["displaced_in_area"].sel(scenario="persists", course="nothing-new", area="centre", quantile=0.5)
        assert middle[-1] == pytest.approx(np.median(public[:, -1, CENTRE]), rel=1e-5)
    rows = [row for row in sheet(transit(), PUBLIC, "weekly") if row[:2] == ("persists", "nothing-new")]
    last = [row for row in rows if row[4:6] == ("displaced_in_area", "Centre")][-1]
    assert last[-2] == pytest.approx(np.median(public[:, 13, CENTRE]), rel=1e-3)


def test_a_siege_that_no_report_names_is_not_told():
    inputs = planted(draws=30, days=14)
    silent = replace(
        inputs.situation, reports_used=tuple(name for name in inputs.situation.reports_used if name != "I003")
    )
    inputs = replace(inputs, situation=silent)
    before = {mark.place.id: mark.siege for mark in known_places(inputs, PARTNER)}
    assert before["sablon"] > 0.5
    marks = {mark.place.id: mark for mark in known_places(inputs, PUBLIC)}
    assert np.isnan(marks["sablon"].siege)
    assert "siege" not in {stand.kind for stand in standings(inputs, PUBLIC)}
    assert "siege_" not in situation_geojson(inputs, level="public")
    told = {mark.place.id: mark.siege_word for mark in known_places(planted(draws=30, days=14), PUBLIC)}
    assert told["sablon"] == "likely"


def served(name: str = "F008", metric: str = "fuel_not_served") -> BriefInput:
    """The island with a report on fuel in High Town that moved the belief most and that an outlook was scored by."""
    inputs = planted(draws=30, days=14)
    [one] = [report for report in inputs.reports if report.id == "F005"]
    told = replace(one, id=name, metric=metric, unit="percent", value="30", low=30.0, best=30.0, high=30.0)
    reports = replace(inputs.reports, rows=(*inputs.reports.rows, told))
    moved = (Moved(name, 41.5, 62.5, 83.5, 30.0, 9.0), *inputs.situation.moved)
    situation = replace(inputs.situation, moved=moved, reports_used=(*inputs.situation.reports_used, name))
    score = Score(AS_OF, name, "shortage", "percent", 41.5, 62.5, 83.5, 30.0, 14.0, False, 31.0, 170.0)
    other = replace(score, report="F001", quantity="tankers_arrived", unit="tanker")
    card = Scorecard("islands", (AS_OF,), (score, other), ())
    return replace(inputs, reports=reports, situation=situation, scorecard=card)


def test_what_the_model_expects_of_a_single_town_is_not_told_beside_its_report():
    partner, public = (moved_table(served(), audience, EN).rows[0] for audience in (PARTNER, PUBLIC))
    assert partner[0].reports == public[0].reports == ("F008",)
    assert (partner[1].words, partner[1].small) == ("60", "40 to 80")
    assert (public[1].words, public[1].small) == (DASH, "")
    country = [row for row in moved_table(served(), PUBLIC, EN).rows if row[0].reports == ("F001",)]
    assert country[0][1].small


def test_what_was_foreseen_of_a_single_town_is_not_told_beside_its_report():
    assert {one.report for one in seen_scores(served(), PARTNER).scores} == {"F008", "F001"}
    assert {one.report for one in seen_scores(served(), PUBLIC).scores} == {"F001"}
    assert [row[0].reports for row in scores_table(served(), PUBLIC, EN).rows] == [("F001",)]


@pytest.mark.parametrize("metric", ["power_hours", "outage_hours", "electricity_supply"])
def test_hours_of_power_of_a_single_town_are_not_quoted(metric):
    inputs = served(metric=metric)
    told, atlas = inputs.reports.by_id()["F008"], inputs.case.atlas
    assert PARTNER.keeps(told, atlas)
    assert not PUBLIC.keeps(told, atlas)
    assert PUBLIC.keeps(replace(told, place=""), atlas), "hours of the whole country are no secret"


def test_rejected_rows_are_counted_and_not_quoted():
    inputs = planted(draws=30, days=14)
    partner, public = (rejected_table(inputs, audience, EN) for audience in (PARTNER, PUBLIC))
    assert [row[3].words for row in partner.rows][1] == "somewhere in the east"
    assert [[cell.words for cell in row] for row in public.rows] == [
        ["evidence/fuel.csv", "9"], ["evidence/incidents.csv", "12"],
    ]  # fmt: skip
    assert len(public.head) == 2


def test_nobody_is_drawn_arriving_at_a_mine():
    inputs = planted(draws=30, days=14)
    mine = inputs.case.atlas.place_index["filon"]
    for outlook in inputs.outlooks.values():
        outlook.values["arrived"][:, :, mine] = 9000.0
    assert weekly_sums(inputs.reference.values["arrived"][:, :, mine], from_end=False).min() == 63_000.0
    for audience in (PARTNER, PUBLIC, Audience("internal")):
        drawn = arrivals(inputs, audience, EN)
        assert len(drawn) == 2
        assert not any("Filon" in figure.title or "Filon" in figure.svg for figure in drawn)
