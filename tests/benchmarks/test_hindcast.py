"""The hindcast on planted rows: what the evidence tells is read by hand, and a new row or origin is scored as it comes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from benchmarks._said import back, first_lasting, line, mean_of, trough, unknown
from benchmarks._told import Began, began, closures_of, last_known, shortages_of

from benchmarks import hindcast
from harmattan.errors import InputFaults
from harmattan.world.report import Report

ORIGIN = date(2030, 1, 31)


def row(name: str, metric: str, low: float, high: float, first: date, days: int = 1, **changed: object) -> Report:
    given: dict[str, object] = {
        "id": name,
        "file": "evidence/fuel.csv",
        "row": 2,
        "metric": metric,
        "value": "",
        "unit": "",
        "low": low,
        "best": low,
        "high": high,
        "relation": "exact" if low == high else "at least" if np.isinf(high) else "at most",
        "first_day": first,
        "last_day": first + timedelta(days=days - 1),
        "place_text": "",
        "place": "",
        "corridor": "",
        "area": "",
        "note": "",
        "source_url": "",
        "source_date": "",
        "confidence": "high",
        "known_from": first + timedelta(days=days),
        "source_type": "press",
        "background": False,
        **changed,
    }
    return Report(**given)  # type: ignore[arg-type]


def usual(report: Report) -> float | None:
    return 100.0 if "tankers" in report.metric else None


CALM = row("C", "fuel_not_served", 0, 10, date(2030, 2, 1), 10, place="lantern")
SHORT = row("S", "fuel_not_served", 30, np.inf, date(2030, 2, 21), 5, place="lantern")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (CALM, False),
        (SHORT, True),
        (replace(SHORT, low=10.0, best=10.0), None),
        (replace(SHORT, place="millbrook"), None),
        (replace(SHORT, background=True), None),
        (replace(SHORT, first_day=None), None),
        (row("W", "tankers_per_week", 39, 39, ORIGIN, 7), True),
        (row("W", "tankers_per_week", 41, 41, ORIGIN, 7), None),
        (row("W", "tankers_per_week", 39, np.inf, ORIGIN, 7), None),
        (row("W", "tankers_per_week", 5, 5, ORIGIN, 7, place="lantern"), None),
        (row("N", "supply_state", np.nan, np.nan, ORIGIN, relation="none", value="Near-normal for days"), False),
        (row("N", "supply_state", np.nan, np.nan, ORIGIN, relation="none", value="strained"), None),
        (row("K", "school_closure_start", np.nan, np.nan, ORIGIN, relation="none"), True),
        (row("K", "school_closure_planned_end", np.nan, np.nan, ORIGIN, relation="none"), None),
        (row("K", "stations_closed", 60, 60, ORIGIN), True),
        (row("P", "power_hours", 6, 6, ORIGIN), None),
    ],
)
def test_what_a_report_tells_of_a_shortage(given: Report, told: bool | None) -> None:
    assert shortages_of("lantern", usual)(given) is told


def test_a_closure_is_told_and_an_open_door_is_not() -> None:
    schools = closures_of("school", "lantern")
    assert schools(row("K", "schools_closed", 20, 20, ORIGIN)) is False
    assert schools(row("K", "schools_closed", 50, 50, ORIGIN)) is True
    assert schools(row("K", "stations_closed", 90, 90, ORIGIN)) is None
    assert closures_of("station", "lantern")(row("K", "stations_closed", 90, 90, ORIGIN)) is True


@pytest.mark.parametrize(
    ("reports", "origin", "found"),
    [
        ([CALM, SHORT], ORIGIN, Began(date(2030, 2, 11), date(2030, 2, 21), ("C", "S"))),
        ([SHORT, CALM], ORIGIN, Began(date(2030, 2, 11), date(2030, 2, 21), ("C", "S"))),
        ([SHORT], ORIGIN, Began(date(2030, 2, 1), date(2030, 2, 21), ("S",))),
        ([CALM], ORIGIN, None),
        ([], ORIGIN, None),
        ([CALM, SHORT], date(2030, 2, 15), Began(date(2030, 2, 16), date(2030, 2, 21), ("S",))),
        ([CALM, SHORT], date(2030, 2, 22), Began(date(2030, 2, 23), date(2030, 2, 23), ("S",))),
        ([CALM, SHORT], date(2030, 2, 25), None),
        ([SHORT, row("L", "fuel_not_served", 0, 5, date(2030, 3, 1), place="lantern")], ORIGIN,
         Began(date(2030, 2, 1), date(2030, 2, 21), ("S",))),
    ],
)  # fmt: skip
def test_between_which_days_it_began(reports: Sequence[Report], origin: date, found: Began | None) -> None:
    assert began(reports, shortages_of("lantern", usual), origin) == found


def test_a_decreed_closure_began_on_its_day() -> None:
    closure = row("K", "school_closure", np.nan, np.nan, date(2030, 2, 9), relation="none")
    day = date(2030, 2, 9)
    assert began([closure], closures_of("school", "lantern"), ORIGIN, dated=True) == Began(day, day, ("K",))


def test_the_last_known_number_may_be_that_of_normal_life() -> None:
    like = row("W", "tankers_per_week", 1, 1, date(2030, 3, 1), 7)
    before = row("B", "tankers_per_week_before", 90, 90, date(2029, 1, 1), 365, background=True)
    fortnight = row("T", "tankers_received", 60, 60, date(2030, 1, 10), 14)
    assert last_known([before], like) == 90.0
    assert last_known([fortnight, before], like) == 30.0
    assert last_known([replace(fortnight, place="lantern")], like) is None
    assert last_known([replace(fortnight, relation="at least")], like) is None


def test_a_shortage_must_last() -> None:
    days = np.array([[0.3, 0.1, 0.3, 0.3, 0.3], [0.2, 0.2, 0.2, 0.2, 0.2], [0.3, 0.3, 0.3, 0.3, 0.3]])
    assert first_lasting(days, 0.2, 3).tolist() == [3.0, 6.0, 1.0]
    assert first_lasting(days[:, :2], 0.2, 3).tolist() == [3.0, 3.0, 3.0]


def test_the_lowest_count_and_the_way_back_by_hand() -> None:
    weeks = np.array([[50.0, 20.0, 59.0, 60.0], [100.0, 90.0, 95.0, 99.0], [20.0, 10.0, 5.0, 4.0]])
    ends, normal = np.array([7.0, 14.0, 21.0, 28.0]), np.full(4, 100.0)
    assert [part.tolist() for part in trough(weeks)] == [[20.0, 90.0, 4.0], [1, 1, 3]]
    assert back(weeks, normal, ends, 99.0).tolist() == [28.0, 14.0, 99.0]


def test_a_line_by_hand() -> None:
    # Draws say 0 and 2, 1 came: mean distance 1 less half of the mean distance between draws, 1.
    found = line(ORIGIN, "example", "day", np.array([0.0, 2.0]), "came 1", reports=1, observed=1.0, persistence=4.0)
    assert (found.error, found.inside, found.persistence, found.normal) == (0.5, True, (4.0, 3.0), None)
    assert found.text().endswith("came 1; n 1; error 0.5; persistence 4 (error 3); normal times: none known")
    both = [found, replace(found, error=1.5, inside=False, persistence=None)]
    mean = mean_of("mean", both)
    assert (mean.error, mean.came, mean.reports, mean.persistence) == (1.0, "1 of 2 inside", 2, None)
    [first, second] = found.figures()
    assert (first.value, first.peer, first.peer_value, first.met) == (0.5, "persistence (4)", 3.0, None)
    assert (second.peer, second.peer_value) == ("normal times", None)


def test_what_nobody_knows_has_no_error() -> None:
    silent = unknown(ORIGIN, "recovery", "it takes two national counts")
    assert silent.text() == "recovery: outcome not known: it takes two national counts; n 0"
    assert list(silent.figures()) == []
    said = line(ORIGIN, "shortage", "day", np.array([1.0, 3.0]), "outcome not known")
    assert said.error is None
    [figure] = said.figures()
    assert (figure.name, figure.value, figure.peer) == ("shortage, said", 2.0, "")


def printed(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert hindcast.main(["--case", str(folder), "--draws", "20", *words]) == 0
    return capsys.readouterr().out


def test_a_new_row_and_a_new_origin_are_scored_as_they_come(
    island_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two weeks of April and a shortage in March, told after the last day of the case, and an origin nobody named before."""
    words = ("--origins", "2030-03-10")
    before = printed(island_copy, capsys, *words)
    assert "reports known by 2030-03-31" in before
    assert "recovery: outcome not known" in before
    assert "shortage begins, lantern" in before
    assert "no report tells of it" in before
    with (island_copy / "evidence" / "fuel.csv").open("a", encoding="utf-8") as stream:
        for name, metric, value, unit, day, place in (
            ("F90", "tankers_per_week", "20", "tankers/week", "2030-04-01/07", "Isle"),
            ("F91", "tankers_per_week", "80", "tankers/week", "2030-04-08/14", "Isle"),
            ("F92", "fuel_not_served", ">=40", "percent of need", "2030-03-20/25", "Lantern"),
            ("F93", "stations_closed", "70", "percent", "2030-03-21", "Lantern"),
        ):
            stream.write(
                f"{name},{metric},{value},{unit},{day},{place},,https://example.org/{name},2030-04-20,high,2030-04-20,"
                "press or institution,\n"
            )
    after = printed(island_copy, capsys, *words)
    assert "reports known by 2030-04-20" in after
    for told in (
        "came 20 (F90, 2030-04-01 to 2030-04-07)",
        "the lowest of 2 counts",
        "came by day 35 at the latest",
        "came between 2030-03-11 and 2030-03-20 (F92)",
        "came on 2030-03-21 (F93)",
        "came at least 40 (F92, 2030-03-20 to 2030-03-25)",
        "closures, F93: said",
    ):
        assert told in after


def test_the_common_form(island_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(printed(island_copy, capsys, "--origins", "2030-01-31", "--json", "--horizon", "40"))
    assert (told["benchmark"], list(told["data"])) == ("hindcast", ["island"])
    names = {figure["name"] for figure in told["figures"]}
    assert {"weekly inflow, F2, error", "power hours, F4, error", "lowest of all weeks, said"} <= names
    assert {figure["met"] for figure in told["figures"]} == {None}
    inflow = [figure for figure in told["figures"] if figure["name"] == "weekly inflow, F2, error"]
    assert [figure["peer"].split(" (")[0] for figure in inflow] == ["persistence", "normal times"]
    assert inflow[0]["peer_value"] == pytest.approx(45.0)
    assert "came 55 (F2, 2030-02-11 to 2030-02-17); n 1" in inflow[0]["case"]


def test_a_case_without_the_usual_origins_gets_its_own(island_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = [text.split(",")[0] for text in printed(island_copy, capsys).splitlines() if not text.startswith("  ")]
    assert days == ["2030-01-30"]


def test_an_origin_after_the_evidence_is_refused(island_copy: Path) -> None:
    with pytest.raises(InputFaults, match="where the evidence ends"):
        hindcast.hindcast(str(island_copy), date(2030, 4, 1), end=date(2030, 3, 31))
