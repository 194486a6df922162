import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from brief.planted import planted
from harmattan.brief import write as write_module
from harmattan.brief.shapes.comparison_csv import COLUMNS, comparison_csv
from harmattan.brief.shapes.geojson import situation_geojson
from harmattan.brief.shapes.netcdf import _quantiles, thinned, write_netcdf
from harmattan.brief.shapes.spreadsheet import tables_xlsx
from harmattan.brief.statements import statements
from harmattan.brief.write import write_brief
from harmattan.errors import InputFaults, OutputError
from harmattan.map.bands import LEVELS
from harmattan.world.vocabulary import variables

NAMES = [
    "brief.html",
    "brief.light.html",
    "comparison.csv",
    "outlook.nc",
    "situation.geojson",
    "statements.json",
    "tables.xlsx",
]


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=40, days=30)


@pytest.fixture(scope="module")
def book(inputs, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "tables.xlsx"
    path.write_bytes(tables_xlsx(inputs, language="en"))
    return openpyxl.load_workbook(path)


def test_all_files_twice_the_same_bytes(inputs, tmp_path):
    first = write_brief(inputs, tmp_path / "a", language="fr")
    second = write_brief(inputs, tmp_path / "deep" / "b", language="fr")
    assert [p.name for p in first] == NAMES
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "deep"]


def test_both_languages_and_the_public_files_beside(inputs, tmp_path):
    write_brief(inputs, tmp_path / "out", language="both")
    write_brief(inputs, tmp_path / "out", language="both", level="public")
    names = {p.name for p in (tmp_path / "out").iterdir()}
    assert {"brief.html", "brief.fr.html", "brief.public.html", "brief.fr.public.html", "outlook.public.nc"} <= names


def test_unknown_options_write_nothing(inputs, tmp_path):
    with pytest.raises(InputFaults, match="en or fr"):
        write_brief(inputs, tmp_path / "out", language="de")
    with pytest.raises(InputFaults, match="internal, partner or public"):
        write_brief(inputs, tmp_path / "out", language="en", level="secret")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fails_at", ["tables_xlsx", "statements_json"])
def test_breaking_off_leaves_what_stood_there(inputs, tmp_path, monkeypatch, fails_at):
    out = tmp_path / "out"
    out.mkdir()
    (out / "brief.html").write_text("yesterday")
    monkeypatch.setattr(write_module, fails_at, lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_brief(inputs, out, language="en")
    assert [(p.name, p.read_text()) for p in out.iterdir()] == [("brief.html", "yesterday")]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_breaking_off_while_moving_in_puts_the_old_files_back(inputs, tmp_path, monkeypatch):
    out = tmp_path / "out"
    out.mkdir()
    (out / "brief.html").write_text("yesterday")
    real = Path.replace

    def stumble(self, target):
        if self.name == "outlook.nc":
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", stumble)
    with pytest.raises(KeyboardInterrupt):
        write_brief(inputs, out, language="en")
    monkeypatch.undo()
    assert [(p.name, p.read_text()) for p in out.iterdir()] == [("brief.html", "yesterday")]


def test_a_folder_that_cannot_be_written_is_an_output_error(inputs, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="could not be written"):
        write_brief(inputs, tmp_path / "file" / "out", language="en")


def test_geojson(inputs):
    whole = json.loads(situation_geojson(inputs))
    assert (whole["audience"], whole["as_of"]) == ("partner", "2031-03-31")
    features = {f["id"]: f for f in whole["features"]}
    town = features["haute"]["properties"]
    assert town["days_of_fuel_q05"] <= town["days_of_fuel_q50"] <= town["days_of_fuel_q95"]
    assert features["corridor:south-road"]["geometry"]["type"] == "LineString"
    assert len(features["corridor:south-road"]["geometry"]["coordinates"]) == 3
    assert 0 <= features["sablon"]["properties"]["siege_probability"] <= 1


def test_geojson_shows_one_digit_more_than_the_interval_supports(inputs):
    people = inputs.situation.values["displaced"].copy()
    people[:, 0] = np.linspace(3900.0, 132_000.0, len(people))
    wide = replace(inputs, situation=replace(inputs.situation, values={**inputs.situation.values, "displaced": people}))
    town = next(f["properties"] for f in json.loads(situation_geojson(wide))["features"] if f["id"] == "haute")
    assert [town[f"displaced_q{q}"] for q in ("05", "50", "95")] == [10_000, 68_000, 126_000]


def test_public_geojson_is_coarse(inputs):
    whole = json.loads(situation_geojson(inputs, level="public"))
    features = {f["id"]: f["properties"] for f in whole["features"]}
    assert features["haute"]["days_of_fuel_class"] in ("under3", "3to7", "over7")
    assert not any(key.startswith("days_of_fuel_q") or "next_28" in key for f in features.values() for key in f)
    assert not any(key.startswith("displaced") for key in features["passe"])


def test_a_siege_is_public_news_but_not_a_public_number(inputs, tmp_path):
    features = {f["id"]: f["properties"] for f in json.loads(situation_geojson(inputs, level="public"))["features"]}
    assert features["sablon"]["siege"] == "likely"
    assert not any("siege_probability" in f for f in features.values())
    path = tmp_path / "t.xlsx"
    path.write_bytes(tables_xlsx(inputs, language="en", level="public"))
    page = openpyxl.load_workbook(path)["situation"]
    column = [cell.value for cell in page[2]].index("#indicator+siege+class") + 1
    assert {page.cell(row, column).value for row in range(3, page.max_row + 1)} <= {None, "likely", "possible"}
    told = next(s for s in statements(inputs, level="public") if s.id == "sieges")
    assert "Sablon (very likely)" in told.text["en"]
    assert "%" not in told.text["en"]
    assert "besieged: 9" not in write_module.page(inputs, language="en", level="public")


def test_netcdf_holds_quantiles_and_draws(inputs, tmp_path):
    import xarray as xr

    write_netcdf(inputs, tmp_path / "outlook.nc")
    with xr.open_dataset(tmp_path / "outlook.nc") as data:
        stock = data["days_of_fuel"].sel(scenario="persists", course="nothing-new", place="haute")
        expected = np.quantile(inputs.reference.of("days_of_fuel", "haute").astype(float), 0.5, axis=0)
        assert np.allclose(stock.sel(quantile=0.5), expected, rtol=1e-5)
        assert stock.attrs["units"] == variables()["days_of_fuel"].unit
        assert str(data["time"].values[0])[:10] == "2031-04-01"
        assert data.sizes["draw"] == 40
        rows = [k for k, place in enumerate(inputs.case.atlas.places) if place.kind != "mine"]
        whole = inputs.reference.values["siege"][data["draw"].values]
        assert np.allclose(data["siege_draws"].values, whole[:, :, rows])
        assert np.allclose(data["siege"].sel(scenario="persists", course="nothing-new"), whole.mean(axis=0)[:, rows])
        recorded = {v.name for v in variables().values() if v.recorded}
        assert recorded - {"set_out"} <= set(data)
        assert "set_out" not in data, "who sets out between areas stays in the program"
        assert data["country"].values.tolist() == ["XA"]


def test_netcdf_gives_shares_of_levels_and_no_quantiles_of_them(inputs, tmp_path):
    import xarray as xr

    write_netcdf(inputs, tmp_path / "outlook.nc")
    with xr.open_dataset(tmp_path / "outlook.nc") as data:
        control = data["control"].sel(scenario="persists", course="nothing-new", place="mara")
        expected = [(inputs.reference.of("control", "mara")[:, 0] == level).mean() for level in range(4)]
        assert np.allclose(control.isel(time=0), expected)
        assert data["corridor_state"].dims == ("scenario", "course", "level", "week", "corridor")
        assert np.allclose(data["corridor_state"].sum("level"), 1.0)


def test_netcdf_holds_the_comparison(inputs, tmp_path):
    import xarray as xr

    write_netcdf(inputs, tmp_path / "outlook.nc")
    with xr.open_dataset(tmp_path / "outlook.nc") as data:
        left = data["outcome_draws"].sel(scenario="eases", course="cash", outcome="left_home")
        assert np.allclose(left, inputs.outlooks["eases", "cash"].totals["left_home"], rtol=1e-5)
        beat = data["share_better"].sel(scenario="persists", course="cash", against="nothing-new", outcome="left_home")
        assert float(beat) == 1.0
        assert set(data["break_even_lever"].values.tolist()) == {"escort", "cash"}


def test_outlooks_that_keep_totals_only_break_nothing(inputs, tmp_path):
    import xarray as xr

    few = {key: one if key == inputs.reference_key else replace(one, values={}) for key, one in inputs.outlooks.items()}
    write_brief(replace(inputs, outlooks=few), tmp_path / "out", language="both")
    with xr.open_dataset(tmp_path / "out" / "outlook.nc") as data:
        assert bool(data["days_of_fuel"].sel(course="cash").isnull().all())
        assert bool(data["outcome_draws"].sel(course="cash").notnull().all())


def test_roads_leave_the_program_by_the_week(inputs, tmp_path):
    import xarray as xr

    write_netcdf(inputs, tmp_path / "outlook.nc")
    with xr.open_dataset(tmp_path / "outlook.nc") as data:
        assert all("time" not in data[name].dims for name in data if "corridor" in data[name].dims)
        assert data.sizes["week"] == 4
        arrived = data["tankers_arrived_draws"].sel(corridor="south-road")
        assert np.allclose(
            arrived[:, 0], inputs.reference.of("tankers_arrived", "south-road")[:, :7].sum(axis=1), rtol=1e-5
        )
        assert arrived.attrs["units"] == "tanker/week"


def test_public_netcdf_is_coarse(inputs, tmp_path):
    import xarray as xr

    write_netcdf(inputs, tmp_path / "outlook.nc", level="public")
    with xr.open_dataset(tmp_path / "outlook.nc") as data:
        assert not {"days_of_fuel", "siege", "shortage", "tankers_arrived", "ambushes"} & set(data)
        assert "draw" not in data.dims
        assert bool(data["arrived"].sel(place="passe").isnull().all())
        assert "escorts" not in data["course"].values


def test_quantiles_are_those_of_numpy():
    values = np.random.default_rng(1).gamma(2.0, size=(37, 5, 3)).astype(np.float32)
    assert np.allclose(_quantiles(values), np.quantile(values.astype(float), LEVELS, axis=0), rtol=1e-6)


def test_thinned_draws():
    assert thinned(1000, 1).size == 200
    assert thinned(50, 1).tolist() == list(range(50))
    assert thinned(1000, 10**12).tolist() == [0]


def test_comparison_csv(inputs):
    lines = comparison_csv(inputs).splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert any(
        line.startswith("persists,escorts,difference,nothing-new,people_days_short,person-day,") for line in lines
    )
    assert any(line.startswith("persists,cash,beat,nothing-new,left_home,person,,,,,1,") for line in lines)
    assert any(line.startswith("persists,cash,break_even,nothing-new,") and ",cash," in line[20:] for line in lines)
    assert "escorts" not in comparison_csv(inputs, level="public")
    assert "days_capital_dry" not in comparison_csv(inputs, level="public")


def test_a_formula_in_an_id_stays_text(inputs):
    rows = tuple(replace(row, course="=cmd()") for row in inputs.comparison.rows[:1])
    text = comparison_csv(replace(inputs, comparison=replace(inputs.comparison, rows=rows)))
    assert ",'=cmd()," in text


def test_workbook_has_headings_tags_and_numbers(book):
    assert book.sheetnames == [
        "situation", "cities", "corridors", "outlook weekly", "comparison", "course against course", "break-even",
        "who comes where", "camps", "access by week", "sources",
    ]  # fmt: skip
    for sheet in book:
        assert all(cell.value for cell in sheet[1])
        assert all(str(cell.value).startswith("#") for cell in sheet[2])
        assert sheet.max_row > 2
    page = book["situation"]
    head = [cell.value for cell in page[2]]
    assert page.cell(3, head.index("#adm1+code") + 1).value == "XA01"
    assert isinstance(page.cell(3, head.index("#indicator+fuel_days+q50") + 1).value, float)


def test_workbook_holds_no_formula_and_no_clock(inputs, tmp_path):
    rows = tuple(replace(r, place_text="=HYPERLINK(1)") if r.id == "F005" else r for r in inputs.reports)
    changed = replace(inputs, reports=replace(inputs.reports, rows=rows))
    path = tmp_path / "t.xlsx"
    path.write_bytes(tables_xlsx(changed, language="fr"))
    cells = [c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert any(cell.value == "'=HYPERLINK(1)" for cell in cells)
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}
        assert b"2031-03-31T00:00:00Z" in archive.read("docProps/core.xml")


def test_statements_json(inputs, tmp_path):
    write_brief(inputs, tmp_path / "out", language="en")
    whole = json.loads((tmp_path / "out" / "statements.json").read_text(encoding="utf-8"))
    assert whole["audience"] == "partner"
    assert whole["statements"][0]["id"] == "fuel_now"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
