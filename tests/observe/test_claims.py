"""Reports keep every row, with the numbers, days and places its words give, and nothing a later row could change."""

import csv
import math
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmattan.errors import InputFaults
from harmattan.observe.casefolder import check_case, read_case
from harmattan.observe.claims import EVIDENCE, read_evidence, read_reports
from harmattan.observe.gazetteer import Gazetteer
from harmattan.observe.quality import report_quality
from harmattan.world.report import Report, Reports
from observe.breaking import append, replace_once, set_cell

FUEL = "evidence/fuel.csv"


def reports(island: Path) -> Reports:
    return read_case(island).reports


def test_an_attack(island: Path) -> None:
    report = reports(island).by_id()["I1"]
    assert (report.metric, report.value, report.unit, report.best) == ("convoy_attack", "6", "tanker", 6)
    assert (report.count_destroyed, report.fatalities) == (6, 2)
    assert (report.place, report.corridor, report.area) == ("fordgate", "salt-road", "isle")
    assert (report.file, report.row, report.place_text) == ("evidence/incidents.csv", 2, "Fordgate")


def test_a_blank_count_is_not_read_and_not_zero(island: Path) -> None:
    report = reports(island).by_id()["I2"]
    assert report.relation == "none"
    assert math.isnan(report.best)
    assert math.isnan(report.count_destroyed)
    assert math.isnan(report.fatalities)
    assert reports(island).by_id()["I3"].fatalities == 0


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("day", date(2030, 1, 20), date(2030, 1, 20)),
        ("week", date(2030, 1, 17), date(2030, 1, 23)),
        ("month", date(2030, 1, 1), date(2030, 1, 31)),
        ("year", date(2030, 1, 1), date(2030, 12, 31)),
    ],
)
def test_the_precision_of_a_date_gives_its_days(island: Path, precision: str, first: date, last: date) -> None:
    set_cell(island, "evidence/incidents.csv", 2, "date_precision", precision)
    report = reports(island).by_id()["I1"]
    assert (report.first_day, report.last_day) == (first, last)


def test_a_place_cell_may_name_a_corridor(island: Path) -> None:
    set_cell(island, FUEL, 3, "place", "saltport-lantern")
    report = reports(island).by_id()["F2"]
    assert (report.place, report.corridor) == ("", "salt-road")


def test_a_place_cell_that_names_no_place_leaves_the_country(island: Path) -> None:
    set_cell(island, "evidence/displacement.csv", 2, "place", "all")
    report = reports(island).by_id()["D1"]
    assert (report.place_text, report.place, report.area, report.unit) == ("XJ", "", "", "person")


@pytest.mark.parametrize(("text", "unit"), [("Isle (percent)", "percent"), ("Isle (per day)", "person/day")])
def test_a_place_cell_may_carry_the_unit_of_people(island: Path, text: str, unit: str) -> None:
    set_cell(island, "evidence/displacement.csv", 2, "place", text)
    report = reports(island).by_id()["D1"]
    assert (report.area, report.unit) == ("isle", unit)


@pytest.mark.parametrize(
    ("unit", "low", "high", "relation"),
    [
        ("tankers (up to)", 0, 100, "at most"),
        ("tankers (more than)", 100, math.inf, "at least"),
        ("hours (to the border)", 100, 100, "exact"),
    ],
)
def test_a_unit_may_carry_the_precision(island: Path, unit: str, low: float, high: float, relation: str) -> None:
    set_cell(island, FUEL, 2, "unit", unit)
    report = reports(island).by_id()["F1"]
    assert (report.low, report.best, report.high, report.relation) == (low, 100, high, relation)


def test_a_precedent_runs_from_its_start_to_its_end(island: Path) -> None:
    report = reports(island).by_id()["P1"]
    assert (report.first_day, report.last_day, report.best) == (date(2021, 5, 1), date(2021, 8, 10), 98)
    set_cell(island, "evidence/precedents.csv", 2, "end_date", "")
    assert reports(island).by_id()["P1"].last_day == date(2021, 5, 31)


REJECTED = [
    ("evidence/incidents.csv", "date", "2030-02-30", "date: found '2030-02-30'"),
    ("evidence/incidents.csv", "event_type", "convoi", "event_type: found 'convoi'"),
    ("evidence/incidents.csv", "latitude", "95", "latitude: found '95'"),
    ("evidence/incidents.csv", "vehicles_destroyed", "six", "vehicles_destroyed: found 'six'"),
    ("evidence/incidents.csv", "known_from", "soon", "known_from: found 'soon'"),
    ("evidence/fuel.csv", "confidence", "certain", "confidence: found 'certain'"),
    ("evidence/fuel.csv", "id", "", "id: found 'nothing'"),
    ("evidence/fuel.csv", "date", "2030-02-30", "day is out of range"),
    ("evidence/fuel.csv", "date", "02/03/2030", "is not understood"),
    ("evidence/fuel.csv", "background", "maybe", "background: found 'maybe'"),
    ("evidence/precedents.csv", "end_date", "2020-01", "the end date lies before the start date"),
    ("evidence/precedents.csv", "duration_days", "long", "duration_days: found 'long'"),
]


@pytest.mark.parametrize(("file", "column", "value", "reason"), REJECTED)
def test_a_row_that_is_not_understood_is_rejected_and_not_lost(
    island: Path, file: str, column: str, value: str, reason: str
) -> None:
    before = reports(island)
    set_cell(island, file, 2, column, value)
    after = reports(island)
    (lost,) = after.rejected
    assert (lost.file, lost.row, reason in lost.reason) == (file, 2, True), lost.reason
    assert len(after) == len(before) - 1
    assert "https://example.org" in lost.text


def test_a_row_with_too_many_cells_is_rejected(island: Path) -> None:
    append(
        island, FUEL, "F5,metric,1,unit,2030,place,a,note,with,commas,https://example.org,2030,high,2030-01-01,x,,\n"
    )
    (lost,) = reports(island).rejected
    assert (lost.row, lost.id, "cells" in lost.reason) == (7, "F5", True)


@pytest.mark.parametrize("words", ["undated", "compiled"])
def test_a_claim_that_names_no_day_is_kept(island: Path, words: str) -> None:
    set_cell(island, FUEL, 3, "date", words)
    report = reports(island).by_id()["F2"]
    assert (report.first_day, report.last_day) == (None, None)
    assert reports(island).rejected == ()


def test_structural_faults_of_evidence_are_faults_of_the_case(island: Path) -> None:
    replace_once(island, FUEL, "known_from", "knownfrom")
    replace_once(island, "evidence/actors.csv", "attribute", "atribute")
    (island / "evidence/responses.csv").write_bytes(b"\xff")
    faults = check_case(island)
    assert {(f.file, f.found) for f in faults} == {
        (FUEL, "knownfrom"),
        ("evidence/actors.csv", "no such column"),
        ("evidence/actors.csv", "atribute"),
        ("evidence/responses.csv", "byte 0xff"),
    }
    replace_once(island, FUEL, "knownfrom", "known_from")
    replace_once(island, "evidence/actors.csv", "atribute", "attribute")
    with pytest.raises(InputFaults, match="0xff"):
        read_reports(island, None)  # type: ignore[arg-type]


def test_of_rows_with_one_id_the_first_known_is_kept(island: Path) -> None:
    row = "F2,tankers_per_week,70,tankers/week,2030-02-11/17,Lantern,,https://example.org/z,2030,high,{},press or institution,\n"
    append(island, FUEL, row.format("2030-02-18") + row.format("2030-03-01") + row.format(""))
    read = reports(island)
    assert [report.row for report in read if report.id == "F2"] == [7]
    assert [(lost.row, lost.reason) for lost in read.rejected] == [
        (line, "another row has the same id and was known first") for line in (3, 8, 9)
    ]


def without_rows(folder: Path, drop: dict[str, set[int]]) -> None:
    for file, lines in drop.items():
        rows = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [row for line, row in enumerate(rows, start=1) if line not in lines]
        (folder / file).write_text("".join(kept), encoding="utf-8")


def unplaced(rows: Reports) -> list[Report]:
    return [replace(report, row=0) for report in rows]


@pytest.mark.parametrize("day", ["2020-01-01", "2029-12-31", "2030-01-21", "2030-02-14", "2030-02-19", "2030-03-31"])
def test_what_was_known_on_a_day_is_what_a_reader_of_that_day_had(island: Path, day: str) -> None:
    """A vintage: reading the files with all later rows deleted gives the same reports, byte by byte."""
    as_of = date.fromisoformat(day)
    double = (
        "F1,tankers_per_week,1,tankers/week,2030-02,Lantern,,https://example.org/z,2030,high,{},press or institution,\n"
    )
    append(island, FUEL, double.format("2030-02-25") + double.format("2029-01-02") + double.format(""))
    known = reports(island).known_on(as_of)
    later: dict[str, set[int]] = {}
    for table in read_evidence(island):
        for row in table.rows:
            first = row.day("known_from")
            described = date(2029, 12, 31) if row.text("background") == "yes" else None
            if not (first and first <= as_of) and not (described and described <= as_of):
                later.setdefault(table.file, set()).add(row.line)
    without_rows(island, later)
    assert repr(unplaced(known)) == repr(unplaced(reports(island)))


def test_counts_add_up_and_rows_that_no_replay_may_use_are_shown(island: Path) -> None:
    set_cell(island, FUEL, 4, "confidence", "sure")
    set_cell(island, FUEL, 3, "known_from", "2030-01-01")
    read = reports(island)
    *entries, total = report_quality(read)
    rows = [len(table.rows) for table in read_evidence(island)]
    assert [entry.rows for entry in entries] == rows
    assert [entry.file for entry in entries] == list(EVIDENCE)
    for entry in (*entries, total):
        assert entry.rows == entry.kept + entry.rejected
    assert (total.rows, total.rejected, total.hidden, total.early) == (sum(rows), 1, 1, 1)
    for name in ("kept", "with_number", "placed", "dated", "hidden", "early"):
        assert getattr(total, name) == sum(getattr(entry, name) for entry in entries)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dice=st.randoms(use_true_random=False), file=st.sampled_from(EVIDENCE))
def test_no_row_is_ever_lost(island: Path, dice: random.Random, file: str) -> None:
    """Whatever stands in the cells, each row is kept or rejected, once."""
    path = island / file
    text = path.read_text(encoding="utf-8")
    header, *body = csv.reader(text.splitlines())
    words = [
        "",
        "8200",
        "nan",
        "2030-02-30",
        "2030",
        "<5",
        "high",
        "day",
        "yes",
        '"a, b"',
        "Lantern",
        "9" * 30,
        "é",
        "-1",
    ]
    rows = [",".join(dice.choice([*line, *words]) for _ in header) for line in body for _ in range(5)]
    try:
        path.write_text("\n".join([",".join(header), *rows]), encoding="utf-8")
        (table,) = (table for table in read_evidence(island) if table.file == file)
        read = reports(island)
    finally:
        path.write_text(text, encoding="utf-8")
    kept = [report.row for report in read if report.file == file]
    lost = [row.row for row in read.rejected if row.file == file]
    assert sorted(kept + lost) == [row.line for row in table.rows]
    assert len({report.id for report in read if report.file == file}) == len(kept)
    assert all(report.first_day is None or report.first_day <= report.last_day for report in read)


NAMES = Gazetteer.of(
    [
        ("gao", ["Gao"]),
        ("nioro", ["Nioro du Sahel", "Nioro"]),
        ("segou", ["Segou", "Ségou"]),
        ("x1", ["Kati"]),
        ("x2", ["Kati"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gao", "gao"),
        ("GAO", "gao"),
        ("segoú", "segou"),
        ("Nioro-du-Sahel", "nioro"),
        ("Gao, Mali", "gao"),
        ("Gao (Kati)", "gao"),
        ("town (Gao)", "gao"),
        ("Gao/Segou", ""),
        ("Segou / Ségou", "segou"),
        ("Gao and Segou", ""),
        ("Kati", ""),
        ("x2", "x2"),
        ("", ""),
        ("all corridors", ""),
    ],
)
def test_finding_a_name(text: str, found: str) -> None:
    assert NAMES.find(text) == found


def test_the_days_before_a_week_stay_in_range(island: Path) -> None:
    set_cell(island, "evidence/incidents.csv", 3, "date", "1800-01-01")
    assert reports(island).by_id()["I2"].first_day == date(1800, 1, 1) - timedelta(days=3)
