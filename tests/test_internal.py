"""What is internal never leaves: files made for others are the same to the byte as if it had never been entered."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from harmattan.brief.audience import Audience, audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.page import page
from harmattan.brief.shapes.comparison_csv import comparison_csv
from harmattan.brief.shapes.geojson import situation_geojson
from harmattan.brief.shapes.netcdf import write_netcdf
from harmattan.brief.shapes.spreadsheet import tables_xlsx
from harmattan.brief.statements import statements
from harmattan.brief.write import FORMATS, statements_json, write_brief
from harmattan.errors import InputFaults
from harmattan.observe.casefolder import read_case
from harmattan.observe.internal import internal_lines, shared_bytes
from harmattan.observe.tables import read_table
from harmattan.recipes import Plan, make_comparison, make_outlooks, make_plan, make_scorecard, make_situation
from harmattan.recipes_record import make_issue
from harmattan.record.issues import draft_issue
from harmattan.results import assessed, compared, foreseen, observed, save, verified
from harmattan.terminal import plan_of
from harmattan.world.own import own_metrics
from harmattan.world.report import Rejected, Reports
from internal_rows import FUEL, ISLAND, MARKS, WORD, case_with, own, put


def plan_at(folder: Path, level: str, as_of: date | None = None) -> Plan:
    return make_plan(str(folder), as_of=as_of, draws=40, horizon_days=28, workers=1, level=level)


def inputs_of(plan: Plan) -> BriefInput:
    situation = make_situation(plan)
    outlooks = make_outlooks(plan, situation, scenarios=["persists"])
    return BriefInput(plan.case, plan.as_of, plan.reports, situation, outlooks, make_comparison(plan, outlooks), None)


def written(folder: Path, level: str, out: Path) -> dict[str, bytes]:
    """Write everything that a run at a level can write."""
    plan = plan_at(folder, level)
    inputs = inputs_of(plan)
    write_brief(inputs, out / "brief", language="both", level=level, formats=FORMATS)
    save("observe", observed(plan), out / "verbs")
    save("assess", assessed(plan, inputs.situation), out / "verbs")
    save("compare", compared(plan, inputs.comparison), out / "verbs")
    if level == "partner":
        save("foresee", foreseen(plan, inputs.outlooks), out / "verbs", inputs)
        save("verify", verified(plan, make_scorecard(plan, [date(2030, 2, 28)])), out / "verbs")
        issued = date(2030, 4, 2)
        make_issue(plan, folder, out / "record", issued_on=issued, today=issued)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@cache
def _files(root: Path, level: str, *, rows: bool) -> dict[str, bytes]:
    place = root / f"{level}-{rows}"
    place.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        # A file of the package that is saved while the tests run would give two issues two hashes of the code.
        patch.setattr("harmattan.record.issues.code_hash", lambda: "the code")
        return written(case_with(place, rows=rows), level, place / "out")


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, bytes]]:
    root = tmp_path_factory.mktemp("internal")
    return lambda level, rows: _files(root, level, rows=rows)


@pytest.fixture(scope="session")
def inside(tmp_path_factory: pytest.TempPathFactory) -> BriefInput:
    return inputs_of(plan_at(case_with(tmp_path_factory.mktemp("inside"), rows=True, attack=False), "internal"))


def unpacked(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """A file and, where it is an archive, what is in it."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return [(name, data)]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inner = [(f"{name}/{part}", archive.read(part)) for part in archive.namelist()]
    return [(name, data), *(found for part in inner for found in unpacked(*part))]


def leaks(made: dict[str, bytes]) -> list[str]:
    parts = [part for name, data in made.items() for part in unpacked(name, data)]
    return [name for name, data in parts if MARKS.search(name + data.decode("utf-8", "replace"))]


@pytest.mark.parametrize("level", ["partner", "public"])
def test_files_for_others_are_the_same_as_if_nothing_internal_had_been_entered(files, level):
    with_rows, without = files(level, True), files(level, False)
    assert list(with_rows) == list(without)
    assert [name for name in without if with_rows[name] != without[name]] == []
    wanted = {"verbs/observe.json", "verbs/assess.json"}
    wanted |= (
        {"record/ledger.csv", "verbs/verify.json", "verbs/outlook.nc"}
        if level == "partner"
        else {"brief/outlook.public.nc"}
    )
    assert wanted <= set(without)


@pytest.mark.parametrize("level", ["partner", "public"])
def test_no_file_for_others_holds_a_word_or_number_of_an_internal_row(files, level):
    assert leaks(files(level, True)) == []


def test_the_hunt_would_find_them(files):
    found = leaks(files("internal", True))
    assert {"brief/brief.internal.html", "brief/brief.fr.internal.html", "verbs/observe.json"} <= set(found)
    assert any(name.endswith(".xml") for name in found), "in the spreadsheet, unpacked"
    told = {
        row["id"]: row for row in json.loads(files("internal", True)["brief/statements.internal.json"])["statements"]
    }
    assert (told["own_fuel_lantern"]["median"], told["own_fuel_lantern"]["sources"]) == (34.7595, ["O1", "O2"])


def test_every_file_at_the_internal_level_says_so(files):
    made = files("internal", True)
    assert all(".internal." in name for name in made if name.startswith("brief/"))
    assert json.loads(made["verbs/observe.json"])["audience"] == "internal"
    assert '<meta name="audience" content="internal">' in made["brief/brief.internal.html"].decode()
    for level in ("partner", "public"):
        assert json.loads(files(level, True)["verbs/observe.json"])["audience"] == level


def test_rejected_internal_rows_are_told_inside_alone(files):
    told = {
        level: json.loads(files(level, True)["verbs/observe.json"])["rejected"] for level in ("internal", "partner")
    }
    reasons = {row["id"]: row["reason"] for row in told["internal"]}
    assert reasons["O4"] == f"unit: found '{WORD}s'; allowed: litres or litre"
    assert reasons["O5"] == f"place: found '{WORD}'; allowed: the name of one place of the atlas"
    assert reasons["F2"] == "a row that is not internal has the same id"
    assert WORD in reasons["O6"]
    assert "one of internal" in reasons["O7"]
    assert [row["id"] for row in told["partner"]] == [row.id for row in read_case(ISLAND).reports.rejected]


def test_an_internal_row_never_pushes_out_one_that_others_see(tmp_path):
    shared = {row.id: row for row in plan_at(case_with(tmp_path, rows=True), "internal").case.reports}
    assert (shared["F2"].value, shared["F2"].internal) == ("~55", False)


def test_lines_are_counted_without_internal_rows(tmp_path):
    folder = case_with(tmp_path, rows=True)
    lines = {level: {r.id: r.row for r in plan_at(folder, level).reports} for level in ("internal", "partner")}
    assert (lines["internal"]["F2"], lines["partner"]["F2"]) == (5, 3)
    assert (lines["internal"]["I2"], lines["partner"]["I2"]) == (4, 3)


def test_own_stocks_move_no_number(tmp_path):
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    moved = make_situation(plan_at(case_with(tmp_path / "with", rows=True, attack=False), "internal"))
    still = make_situation(plan_at(case_with(tmp_path / "without", rows=False), "partner"))
    assert moved.reports_used == still.reports_used
    assert set(moved.values) == set(still.values)
    assert all(np.array_equal(moved.values[name], still.values[name]) for name in still.values)


def test_another_internal_claim_weighs_inside_alone(tmp_path):
    folder = case_with(tmp_path, rows=True)
    situations = {level: make_situation(plan_at(folder, level)) for level in ("internal", "partner")}
    differ = [
        n for n, a in situations["partner"].values.items() if not np.array_equal(a, situations["internal"].values[n])
    ]
    assert "ambush_rate" in differ


WRITERS: dict[str, Callable[[BriefInput, str, Path], object]] = {
    "page": lambda inputs, level, out: page(inputs, language="en", level=level),
    "statements": lambda inputs, level, out: statements(inputs, level=level),
    "json": lambda inputs, level, out: statements_json(inputs, level=level),
    "geojson": lambda inputs, level, out: situation_geojson(inputs, level=level),
    "csv": lambda inputs, level, out: comparison_csv(inputs, level=level),
    "xlsx": lambda inputs, level, out: tables_xlsx(inputs, language="en", level=level),
    "netcdf": lambda inputs, level, out: write_netcdf(inputs, out / "x.nc", level=level),
    "brief": lambda inputs, level, out: write_brief(inputs, out / "brief", language="en", level=level, formats=FORMATS),
    "audience": lambda inputs, level, out: audience_of(inputs, level),
}


@pytest.mark.parametrize("level", ["partner", "public"])
@pytest.mark.parametrize("writer", WRITERS)
def test_no_writer_takes_internal_claims_at_another_level(inside, writer, level, tmp_path):
    with pytest.raises(InputFaults, match="internal claims"):
        WRITERS[writer](inside, level, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_rejected_internal_row_alone_is_enough_to_stop_a_writer(inside):
    shared = inside.reports.shared()
    clean = replace(inside, reports=shared, case=replace(inside.case, reports=shared))
    assert audience_of(clean, "partner").level == "partner"
    text = Rejected(FUEL, 9, "O9", WORD, "no number", "internal")
    for tainted in (replace(clean, reports=Reports((), (text,))), replace(clean, case=inside.case)):
        with pytest.raises(InputFaults, match="internal claims"):
            Audience("partner").check(tainted)


def test_no_report_that_is_internal_is_kept_for_others(inside):
    claim = next(report for report in inside.reports if report.internal)
    kept = {level: Audience(level).keeps(claim, inside.case.atlas) for level in ("internal", "partner", "public")}
    assert kept == {"internal": True, "partner": False, "public": False}


def test_no_record_takes_internal_claims(tmp_path):
    folder = case_with(tmp_path, rows=True)
    plan, day = plan_at(folder, "internal"), date(2030, 4, 2)
    with pytest.raises(InputFaults, match="a record outlives its readers"):
        make_issue(plan, folder, tmp_path / "record", issued_on=day, today=day)
    assert not (tmp_path / "record").exists()
    shared = plan_at(folder, "partner")
    situation = make_situation(shared)
    [outlook] = make_outlooks(shared, situation, scenarios=["persists"], courses=["nothing-new"]).values()
    with pytest.raises(InputFaults, match="internal claims"):
        draft_issue(shared.case, folder, plan.reports, shared.models, situation, outlook)


def test_a_hash_of_evidence_tells_nothing_of_internal_rows(tmp_path):
    folder, plain = case_with(tmp_path, rows=True), tmp_path / "plain"
    plain.mkdir()
    without = case_with(plain, rows=False)
    assert shared_bytes(folder, FUEL) == (without / FUEL).read_bytes() != (folder / FUEL).read_bytes()
    assert shared_bytes(folder, "priors.csv") == (folder / "priors.csv").read_bytes()
    head = ",".join(read_table(folder, FUEL).rows[0].cells)
    shown = f'{head}\r\nF1,"a metric",1,"tankers\r\nor so",2030,Lantern,,x,2030,low,,own,,\r\n'
    hidden = f'O1,own_fuel_stock,1,litres,2030-01-01,Lantern,"two\r\nlines, {WORD}",x,2030,low,,own,,internal\r\n'
    (folder / FUEL).write_bytes((shown + hidden + "\r\n" + shown.partition("\r\n")[2].replace("F1", "F2")).encode())
    assert WORD.encode() not in shared_bytes(folder, FUEL)
    assert shared_bytes(folder, FUEL) == (shown + "\r\n" + shown.partition("\r\n")[2].replace("F1", "F2")).encode()


def lines_inside(folder: Path, *rows: str, column: bool = True) -> list[str]:
    """Which of some rows stay inside, by id."""
    put(folder, FUEL, {}, column=column)
    with (folder / FUEL).open("a", encoding="utf-8") as stream:
        stream.writelines(f"{row}\n" for row in rows)
    table = read_table(folder, FUEL)
    hidden = internal_lines(table)
    return [row.text("id") for row in table.rows if row.line in hidden]


def test_when_in_doubt_a_row_stays_inside(island_copy):
    assert lines_inside(
        island_copy,
        "A1,own_fuel_stock,1,litres,2030-01-01,Lantern,,x,2030,low,,own,,",
        "A2,Own fuel stock,1,litres,2030-01-01,Lantern,,x,2030,low,,own,,",
        "A3,price,1,francs,2030-01-01,Lantern,,x,2030,low,,own,,INTERNAL",
        "A4,price,1,francs,2030-01-01,Lantern,a comma, too many,x,2030,low,,own,,internal",
        "A5,price,1,francs",
        "A6,,own_fuel_stock,litres,2030-01-01,Lantern,,x,2030,low,,own,,",
        "A7,price,1,francs,2030-01-01,Lantern,,x,2030,low,,own,,",
        "A8,price,1,francs,2030-01-01,Lantern,,x,2030,odd,,own,,",
    ) == ["A1", "A2", "A3", "A4", "A5", "A6"]


def test_without_the_column_a_broken_row_is_told_to_all(island_copy):
    assert lines_inside(island_copy, "A5,price,1,francs", "A6,own_tankers,1", column=False) == ["A6"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"unit": "gallons"}, "unit: found 'gallons'; allowed: litres or litre"),
        ({"unit": "litres/day"}, "unit: found 'litres/day'; allowed: litres or litre"),
        ({"value": "hundreds"}, "value: found 'hundreds'; allowed: a number of at least 0"),
        ({"value": "-5"}, "value: found '-5'; allowed: a number of at least 0"),
        ({"place": "Salt Road"}, "place: found 'Salt Road'; allowed: the name of one place of the atlas"),
        ({"place": ""}, "place: found 'nothing'; allowed: a value in every row: Place or corridor as reported"),
        ({"date": "undated"}, "date: found 'no day'; allowed: a day or a period"),
        ({"metric": "own_fuel_stok"}, "did you mean 'own_fuel_stock'?"),
    ],
)
def test_an_own_claim_that_cannot_be_used_is_rejected_with_the_reason(island_copy, changes, reason):
    put(island_copy, FUEL, {2: own("O1", "own_fuel_stock", "5", "litres") | changes})
    [lost] = [row for row in read_case(island_copy).reports.rejected if row.id == "O1"]
    assert reason in lost.reason
    assert lost.internal


def test_own_stocks_stand_in_one_file(island_copy):
    row = {
        "id": "D9",
        "population": "own_tankers",
        "value": "5",
        "country_of_asylum_or_location": "XI",
        "date": "2030-03-01",
    }
    row |= {"source_url": "x", "source_date": "2030", "confidence": "low", "source_type": "own"}
    put(island_copy, "evidence/displacement.csv", {2: row}, column=False)
    [lost] = [row for row in read_case(island_copy).reports.rejected if row.id == "D9"]
    assert "own stocks and fleet stand in evidence/fuel.csv" in lost.reason
    assert lost.internal


def test_every_own_metric_is_read_in_each_of_its_spellings(island_copy):
    spelled = [(name, unit) for name, metric in own_metrics().items() for unit in metric.spellings]
    rows = {2 + n: own(f"O{n}", name, "5", unit.upper()) for n, (name, unit) in enumerate(spelled)}
    put(island_copy, FUEL, rows)
    kept = {row.id: row for row in read_case(island_copy).reports if row.metric in own_metrics()}
    assert len(kept) == len(spelled)
    assert all(row.place == "lantern" and row.internal and row.best == 5.0 for row in kept.values())


def test_a_claim_is_used_from_the_day_on_which_it_is_known(tmp_path):
    folder = case_with(tmp_path, rows=True)
    known = [{r.id for r in plan_at(folder, "internal", date(2030, 3, day)).reports if r.internal} for day in (29, 30)]
    assert known == [{"I90"}, {"I90", "O1", "O2", "O3"}]


def test_an_unknown_level_is_told_before_the_case_is_read():
    with pytest.raises(InputFaults, match="internal, partner or public"):
        make_plan("no such case", level="secret")


def test_the_terminal_plans_at_a_level(tmp_path):
    folder = case_with(tmp_path, rows=True)
    day = datetime(2030, 3, 31)  # noqa: DTZ001 - the terminal hands over a day without a zone
    assert plan_of(str(folder), day).level == "partner"
    assert plan_of(str(folder), day, level="internal").reports.internal


def test_observe_shows_own_rows_where_asked(tmp_path):
    from harmattan.cli import app

    folder, run = case_with(tmp_path, rows=True), CliRunner().invoke
    told = {
        level: run(app, ["observe", str(folder), "--level", level, "--json"]).stdout
        for level in ("internal", "partner")
    }
    assert WORD in told["internal"]
    assert not MARKS.search(told["partner"])
    assert MARKS.search(run(app, ["observe", str(folder), "--json"]).stdout) is None, "partner is the default"
