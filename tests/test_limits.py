"""The floor of docs/limits.md, as far as a machine can hold it: what Harmattan cannot be given, hold, keep or be asked."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
import typing
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer

from harmattan.brief.audience import Audience
from harmattan.observe.casefolder import read_case
from harmattan.world.atlas import Corridor, Place, Route
from harmattan.world.choice import Lever
from harmattan.world.choice import Path as Assumption
from harmattan.world.report import Report
from harmattan.world.vocabulary import AXES, columns, variables

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "harmattan"
CASES = sorted(path.parent for path in (SRC / "cases").glob("*/case.toml"))
PERSON = re.compile(
    r"(^|_)(person|persons|individual|leader|commander|victim|suspect|informant|witness|driver|household|ethnic\w*|"
    r"religion|first_name|last_name|full_name|surname|alias_of|birth\w*|passport|phone\w*|mobile|email|imei|plate)(_|$)"
)
PLACED_AS_REPORTED = {"latitude", "longitude"}
SECTION_KM = 20.0
SOLVERS = {
    "basinhopping", "differential_evolution", "dual_annealing", "linear_sum_assignment", "linprog", "maximum_flow", "milp",
    "minimize", "minimum_cut", "shgo",
}  # fmt: skip
SOLVER_PACKAGES = {"cvxpy", "gurobipy", "highspy", "networkx", "ortools", "pulp", "pyomo"}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _evidence() -> list[Path]:
    return [table for case in CASES for table in sorted((case / "evidence").glob("*.csv"))]


def _case_file(path: Path) -> str:
    return path.relative_to(SRC).as_posix()


@cache
def _commands() -> dict[str, Any]:
    from harmattan.cli import app

    return dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_no_table_has_a_column_for_a_person() -> None:
    named = [f"{table}: {name}" for table, entries in columns().items() for name in entries if PERSON.search(name)]
    assert not named, named


def test_only_places_routes_corridors_and_areas_have_names() -> None:
    named = {
        table for table, entries in columns().items() for name in entries if name in {"name", "name_fr", "aliases"}
    }
    assert named <= {"atlas/places.csv", "atlas/areas.csv", "atlas/regions.csv", "atlas/corridors.csv"}


def test_no_shipped_evidence_is_internal() -> None:
    reports = [read_case(case).reports for case in CASES]
    assert not [row.id for found in reports for row in (*found, *found.rejected) if row.internal]


def test_own_stocks_and_fleet_never_leave_their_level() -> None:
    from dataclasses import replace

    from harmattan.errors import InputFaults

    inputs = _planted()
    claim = replace(next(iter(inputs.reports)), metric="own_fuel_stock", place="mara", row=999)
    own = replace(inputs, reports=replace(inputs.reports, rows=(*inputs.reports.rows, claim)))
    assert claim.internal, "by its metric, though the mark was forgotten"
    assert own.reports.shared().rows == inputs.reports.rows
    for level in ("partner", "public"):
        with pytest.raises(InputFaults, match="internal claims"):
            Audience(level).check(own)
    Audience("internal").check(own)
    assert Audience("internal").suffix == ".internal"


def test_actors_are_groups_by_definition() -> None:
    entry = columns()["evidence/actors.csv"]["actor"]
    assert "never a person" in entry.meaning


def test_the_shipped_case_is_there() -> None:
    assert [case.name for case in CASES] == ["mali"]


def test_shipped_evidence_has_no_column_beyond_the_vocabulary() -> None:
    common = set(columns()["evidence/*.csv"])
    extra = [
        f"{_case_file(table)}: {name}"
        for table in _evidence()
        for name in _rows(table)[0]
        if name not in common | set(columns()[f"evidence/{table.name}"])
    ]
    assert not extra, extra


def test_shipped_evidence_holds_no_way_to_reach_a_person() -> None:
    reach = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}|(?<![\w/])\+\d{2,3}[ \d-]{7,}\d")
    found = [
        f"{_case_file(table)} {row['id']}: {hit.group(0)}"
        for table in _evidence()
        for row in _rows(table)
        for cell in row.values()
        if cell and not cell.startswith("http") and (hit := reach.search(cell))
    ]
    assert not found, found


def test_shipped_actors_are_groups_and_forces() -> None:
    kinds = {row["actor_type"] for case in CASES for row in _rows(case / "evidence" / "actors.csv")}
    assert not {kind for kind in kinds if re.search(r"person|individual|leader|commander", kind, re.IGNORECASE)}


def test_the_axes_hold_nobody_and_nothing_finer_than_a_day() -> None:
    held = {"draw", "day", "place", "route", "passage", "corridor", "area", "country", "product", "level", "age"}
    assert set(AXES) == held


def test_no_variable_is_of_a_time_within_the_day_or_of_a_position() -> None:
    clocks = {"hour", "h", "minute", "min", "second", "s", "degree", "m"}
    fine = {name for name, entry in variables().items() if clocks & set(re.split(r"[/ ·]", entry.unit))}
    assert fine == {"power_hours", "power_hours_normal", "power_hours_without_fuel"}, (
        "hours of power in a day are an amount"
    )
    words = re.compile(r"(^|_)(lat|lon|latitude|longitude|position|speed_now|target\w*|identity)(_|$)")
    assert not [name for name in variables() if words.search(name)]


def test_what_is_under_way_is_never_kept() -> None:
    under_way = {name for name, entry in variables().items() if {"route", "age"} & set(entry.dims)}
    assert {"tankers_in_transit", "travellers"} <= under_way
    assert not [name for name in under_way if variables()[name].recorded]


def test_who_sets_out_is_counted_between_areas_and_stands_in_no_file(tmp_path: Path) -> None:
    import xarray as xr

    from harmattan.brief.shapes.netcdf import write_netcdf

    assert variables()["set_out"].dims == ("draw", "passage")
    assert "set_out" in _planted().reference.values
    write_netcdf(_planted(), tmp_path / "outlook.nc")
    with xr.open_dataset(tmp_path / "outlook.nc") as data:
        assert not [name for name in data if "set_out" in str(name)]
    assert not [name for name, rows in _sheets("partner").items() if "set_out" in str(rows)]


def _hints(noun: type) -> Iterator[object]:
    for hint in typing.get_type_hints(noun).values():
        yield from typing.get_args(hint) or (hint,)


@pytest.mark.parametrize("noun", [Report, Place, Route, Corridor, Lever, Assumption])
def test_nouns_know_days_and_no_clock(noun: type) -> None:
    clocks = [hint for hint in _hints(noun) if getattr(hint, "__name__", "") in {"datetime", "time", "timedelta"}]
    assert not clocks
    if noun is Report:
        assert date in set(_hints(noun))
        assert not PLACED_AS_REPORTED & set(noun.__dataclass_fields__)


def test_incidents_are_dated_by_the_day_at_best() -> None:
    entry = columns()["evidence/incidents.csv"]
    assert entry["date"].kind == "date"
    assert entry["date_precision"].choices == ("day", "week", "month", "year")


def test_what_is_said_of_roads_is_said_of_long_sections() -> None:
    short = []
    for case in CASES:
        routes = {frozenset((row["from"], row["to"])): float(row["km"]) for row in _rows(case / "atlas" / "routes.csv")}
        for row in _rows(case / "atlas" / "corridors.csv"):
            km = sum(routes[frozenset(pair)] for pair in pairwise(row["via"].split("|")))
            short += [f"{_case_file(case)}: {row['id']} {km:g} km"] if km < SECTION_KM else []
    assert not short, short


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def test_there_is_no_solver_for_where_to_cut() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted(SRC.rglob("*.py"))
        for name in _imported(ast.parse(path.read_text(encoding="utf-8")))
        if name.rpartition(".")[2] in SOLVERS or name.partition(".")[0] in SOLVER_PACKAGES
    ]
    # What protects is chosen by one, in one file; what it must stand is counted out, and no output holds how it would lie.
    assert found == ["src/harmattan/protect/planner.py: scipy.optimize.milp"]


def test_no_command_or_option_asks_for_targets() -> None:
    verbs = {
        "add",
        "observe",
        "assess",
        "foresee",
        "compare",
        "verify",
        "brief",
        "case",
        "map",
        "issue",
        "override",
        "protect",
    }
    assert set(_commands()) <= verbs
    words = re.compile(r"target|attack|ambush|optimi[sz]e|interdict|strike|track", re.IGNORECASE)
    asked = [
        f"{name} {param.name}"
        for name, entry in _commands().items()
        for param in entry.params
        if words.search(param.name)
    ]
    assert not asked, asked


def test_a_course_with_a_pact_carries_a_note_on_sanctions_law() -> None:
    courses = [path for case in CASES for path in sorted((case / "courses").glob("*.toml"))]
    silent = []
    for path in courses:
        course = tomllib.loads(path.read_text(encoding="utf-8"))
        said = " ".join(str(course.get(key, "")) for key in ("title", "description"))
        if re.search(r"\bpacts?\b", path.stem.replace("-", " ") + " " + said, re.IGNORECASE):
            silent += [] if "sanctions" in said.lower() else [_case_file(path)]
    assert not silent, silent


def test_every_effect_of_a_shipped_course_has_a_source_and_a_dispute() -> None:
    bare = [
        f"{_case_file(path)}: {lever['id']}"
        for case in CASES
        for path in sorted((case / "courses").glob("*.toml"))
        for lever in tomllib.loads(path.read_text(encoding="utf-8")).get("lever", [])
        if not (lever["effect"].get("source", "").strip() and lever["effect"].get("dispute", "").strip())
    ]
    assert not bare, bare


def test_the_page_of_limits_says_what_is_held() -> None:
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    for word in (
        "not a targeting aid",
        "No personal data",
        "20 km",
        "`internal`",
        "`partner`",
        "`public`",
        "sanctions law",
        "mine",
        "local pact",
    ):
        assert word in text, word


@cache
def _planted() -> Any:
    from brief.planted import planted

    return planted(draws=30, days=28)


def _texts(level: str) -> dict[str, str]:
    from harmattan.brief.live.data import map_data_json
    from harmattan.brief.page import page
    from harmattan.brief.shapes.comparison_csv import comparison_csv
    from harmattan.brief.shapes.geojson import situation_geojson
    from harmattan.brief.wording import Wording
    from harmattan.brief.write import statements_json

    inputs = _planted()
    return {
        "en": page(inputs, language="en", level=level),
        "fr": page(inputs, language="fr", level=level),
        "geojson": situation_geojson(inputs, level=level),
        "csv": comparison_csv(inputs, level=level),
        "json": statements_json(inputs, level=level),
        "map": map_data_json(inputs, Audience(level), Wording("en")),
    }


def _sheets(level: str) -> dict[str, tuple[tuple[object, ...], ...]]:
    from harmattan.brief.shapes.sheets import sheets
    from harmattan.brief.wording import Wording

    return {sheet.name: sheet.rows for sheet in sheets(_planted(), Audience(level), Wording("en"))}


def _sites() -> set[str]:
    return {place.name for place in _planted().case.atlas.places if place.kind == "mine"}


@pytest.mark.parametrize("level", ["partner", "public"])
def test_no_output_shows_a_mine(level: str) -> None:
    cells = {str(cell) for rows in _sheets(level).values() for row in rows for cell in row}
    assert len(_sites()) == 3
    for site in _sites():
        assert not [name for name, text in _texts(level).items() if site in text], site
        assert not [cell for cell in cells if site in cell], site


@pytest.mark.parametrize("level", ["partner", "public"])
def test_what_mines_give_is_said_of_areas_with_two_or_more(level: str, tmp_path: Path) -> None:
    import numpy as np
    import xarray as xr

    from harmattan.brief.shapes.netcdf import write_netcdf

    inputs = _planted()
    write_netcdf(inputs, tmp_path / "outlook.nc", level=level)
    rows = [row for row, place in enumerate(inputs.case.atlas.places) if place.id in ("filon", "veine")]
    with xr.open_dataset(tmp_path / "outlook.nc") as data:
        assert not set(data["place"].values) & {"filon", "veine", "seule"}
        for name in ("mine_output", "mine_attacks"):
            assert "place" not in data[name].dims
            assert bool(data[name].sel(area="centre").isnull().all()), "one mine alone would be named by its area"
        held = data["mine_output"].sel(scenario="persists", course="nothing-new", area="east", quantile=0.5)
        mean = inputs.reference.values["mine_output"][:, :, rows].mean(axis=2)
        assert np.allclose(held, np.median(mean, axis=0), atol=1e-5)


def test_the_public_level_names_no_town_under_a_pact(tmp_path: Path) -> None:
    import json

    import xarray as xr

    from harmattan.brief.shapes.netcdf import write_netcdf

    towns = {feature["id"]: feature["properties"] for feature in json.loads(_texts("partner")["geojson"])["features"]}
    assert towns["roche"]["held_by"] == "pact"
    towns = {feature["id"]: feature["properties"] for feature in json.loads(_texts("public")["geojson"])["features"]}
    assert towns["roche"]["held_by"] == towns["halte"]["held_by"] == "unknown"
    assert {name: value for name, value in towns["roche"].items() if "held" in name} == {"held_by": "unknown"}
    assert not any("probability" in name for town in towns.values() for name in town if name.startswith("held_by"))
    assert "local pact" not in " ".join(str(cell) for row in _sheets("public")["situation"] for cell in row)
    page = re.sub(r"<li>.*?</li>", "", _texts("public")["en"], flags=re.DOTALL)
    assert "held by: local pact" not in page
    write_netcdf(_planted(), tmp_path / "outlook.nc", level="public")
    with xr.open_dataset(tmp_path / "outlook.nc") as data:
        assert not {"control", "pact_signed", "place_taken", "city_taken"} & set(data)
        assert {"pressure", "violent_deaths", "government_fallen"} <= set(data)


def test_no_field_and_no_blank_of_a_public_file_sets_a_town_under_a_pact_apart(tmp_path: Path) -> None:
    from brief.towns import alike, public_towns

    inputs = alike(_planted(), ("roche", "halte"), "sablon")
    held = {name: holding.holder for name, holding in inputs.holdings.items()}
    assert (held["roche"], held["halte"]) == ("pact", "unknown")
    told = public_towns(inputs, tmp_path)
    assert told["roche"] == told["halte"], "as any town of which nobody knows who holds it"
    assert "displaced_q50" in told["roche"]["geojson"]
    assert "isplaced" in told["roche"]["en"]
    assert {told[town]["nc"] for town in told} == {told["sablon"]["nc"]}, "nor is any column blank for it alone"


def test_with_and_without_the_report_of_a_pact_a_public_town_has_the_same_numbers(tmp_path: Path) -> None:
    from dataclasses import replace

    from brief.towns import public_towns
    from harmattan.brief.shapes.geojson import situation_geojson

    inputs = _planted()
    silent = replace(inputs, reports=replace(inputs.reports, rows=tuple(r for r in inputs.reports if r.id != "I004")))
    assert silent.holdings["roche"].holder == "unknown"
    assert situation_geojson(inputs, level="public") == situation_geojson(silent, level="public")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert public_towns(inputs, tmp_path / "a") == public_towns(silent, tmp_path / "b")
    assert (tmp_path / "a" / "outlook.nc").read_bytes() == (tmp_path / "b" / "outlook.nc").read_bytes()


def test_the_public_map_shows_no_movement_across_a_border_and_nobody_at_a_crossing() -> None:
    import json

    partner, public = (json.loads(_texts(level)["map"]) for level in ("partner", "public"))
    home = {area.id for area in _planted().case.atlas.areas if area.country == "XA"}
    ends = {end for arrow in public["arrows"] for end in arrow["id"].split(">")}
    assert ends
    assert ends <= home
    assert not {end for arrow in partner["arrows"] for end in arrow["id"].split(">")} <= home
    [crossing] = [place for place in public["places"] if place["kind"] == "crossing"]
    assert [public["texts"][row] for row in crossing["text"]] == ["Crossing."]


def test_the_public_level_says_of_cities_taken_what_holds_for_the_country() -> None:
    public = Audience("public")
    assert public.shows("city_taken")
    assert not public.shows("city_taken", "place")
    assert "city_taken" in _texts("public")["csv"]


def test_the_public_level_gives_no_power_of_a_single_town() -> None:
    assert not Audience("public").shows("power_hours", "place")
    assert Audience("public").shows("power_hours_lost")
    assert "Electricity in" not in _texts("public")["en"]
    assert "Electricity in" in _texts("partner")["en"]


def test_a_blockade_is_dated_by_the_month_and_a_road_by_the_week() -> None:
    import json

    roads = [
        f["properties"] for f in json.loads(_texts("partner")["geojson"])["features"] if f["id"].startswith("corridor")
    ]
    assert all(re.fullmatch(r"\d{4}-\d{2}", road["blockaded_since"]) for road in roads if "blockaded_since" in road)
    assert any("blockaded_since" in road for road in roads)
    ahead = [
        f["properties"] for f in json.loads(_texts("public")["geojson"])["features"] if f["id"].startswith("corridor")
    ]
    assert not [name for road in ahead for name in road if "next" in name]
