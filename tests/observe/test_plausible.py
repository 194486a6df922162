"""What cannot be: rates refuse the run with file and row, claims go into quarantine with a reason, and no row is lost."""

import random
from dataclasses import replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmattan.errors import Fault
from harmattan.observe.casefolder import check_case, read_case
from harmattan.observe.claims import read_evidence
from harmattan.observe.fuelways import fuel_faults
from harmattan.observe.plausible import limit_of, limits
from harmattan.observe.quality import report_quality
from harmattan.observe.quarantine import Bounds, impossible, in_quarantine, quarantine_warnings
from harmattan.observe.stage import Stage, read_stage
from harmattan.observe.tables import Row, Table
from harmattan.world.atlas import Atlas, Corridor, FuelUse
from harmattan.world.prior import Prior
from harmattan.world.report import Rejected, Report, Reports
from harmattan.world.vocabulary import variables
from observe.breaking import append, replace_once, set_cell

FUEL = "evidence/fuel.csv"
TAIL = "https://example.org/q,2030-03-08,medium,2030-03-08,press or institution,"


@pytest.fixture
def no_fleet(island: Path) -> None:
    """The island without a prior of its fleet: what can exist is then counted from what corridors can load."""
    table = island / "priors.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if not line.startswith("tanker_fleet,")), encoding="utf-8")


def with_claim(
    island: Path, metric: str, value: str, unit: str, day: str = "2030-03-04", place: str = "Lantern"
) -> None:
    append(island, FUEL, f'Q1,{metric},"{value}",{unit},{day},{place},,{TAIL}\n')


def set_aside(island: Path) -> Rejected:
    (row,) = read_case(island).reports.rejected
    return row


IMPOSSIBLE = [
    # the island: import corridors load 40 and 30 tankers a day and take 3 and 2 days; tanks at Lantern hold 15 days
    # so 3 * (40 * 3 + 30 * 2) = 540 tankers can exist, and 3 * 70 = 210 arrive in a day
    ("fuel_stock", "-5", "litres", "0 or more"),
    ("tankers_received", "-12", "tankers", "0 or more"),
    ("tankers_received", "~-12", "tankers", "0 or more"),
    ("pump_price_petrol", "-1", "FCFA/litre", "0 or more"),
    ("power_hours", "25", "hours/day", "from 0 to 24"),
    ("power_hours", "20-26", "hours/day", "from 0 to 24"),
    ("generator_use", "30", "hours per day", "from 0 to 24"),
    ("fuel_not_served", "140", "percent of need", "from 0 to 100"),
    ("stations_closed", "101", "percent of stations", "from 0 to 100"),
    ("corridor_share_salt", "120", "percent", "from 0 to 100"),
    ("tankers_stranded", "541", "tankers", "from 0 to 540"),
    ("convoy_arrival_size", "900", "tankers", "from 0 to 540"),
    ("tankers_received", "541", "tankers", "from 0 to 540"),
    ("tankers_destroyed_month", ">=100000", "tankers", "from 0 to 541"),
    ("tankers_per_week", "1471", "tankers/week", "from 0 to 1,470"),
    ("arrivals", "211", "tankers/day", "from 0 to 210"),
    ("volume_received", "43300000", "litres", "from 0 to 43,200,000"),
    ("litres_per_week", "117700000", "litres/week", "from 0 to 117,600,000"),
    ("stock_days_if_cut", "46", "days", "from 0 to 45"),
    ("convoy_attacks", "21", "attacks", "from 0 to 20"),
]


@pytest.mark.usefixtures("no_fleet")
@pytest.mark.parametrize(("metric", "value", "unit", "allowed"), IMPOSSIBLE)
def test_a_claim_that_cannot_be_is_set_aside_and_told_of(
    island: Path, metric: str, value: str, unit: str, allowed: str
) -> None:
    before = read_case(island).reports
    with_claim(island, metric, value, unit)
    after = read_case(island).reports
    (row,) = after.rejected
    assert (row.file, row.row, row.id) == (FUEL, 7, "Q1")
    assert in_quarantine(row)
    for told in (f"'{value}'", metric, "at Lantern", f"allowed: {allowed}", "since ", "check it against the source"):
        assert told in row.reason, row.reason
    assert after.rows == before.rows


POSSIBLE = [
    ("tankers_stranded", "540", "tankers"),
    ("tankers_received", "0", "tankers"),
    ("power_hours", "24", "hours/day"),
    ("power_hours", "19 to 6", "hours/day"),
    ("fuel_not_served", ">=70", "percent of need"),
    ("fuel_not_served", "<=100", "percent of need"),
    ("exports_change", "-40", "percent"),
    ("exports_change", "150", "percent"),
    ("black_market_price", "275", "percent increase"),
    ("tanker_crew_decorated", "6000", "tanker crew"),
    ("annual_need", "500000000", "litres/year"),
    ("stock_days_if_cut", "<14", "days"),
    ("convoy_attacks", "20", "attacks"),
    ("fuel_stock", "hundreds", "litres"),
]


@pytest.mark.usefixtures("no_fleet")
@pytest.mark.parametrize(("metric", "value", "unit"), POSSIBLE)
def test_a_claim_that_may_be_disputed_but_can_be_is_kept(island: Path, metric: str, value: str, unit: str) -> None:
    with_claim(island, metric, value, unit)
    reports = read_case(island).reports
    assert reports.rejected == ()
    assert "Q1" in reports.by_id()


@pytest.mark.usefixtures("no_fleet")
def test_days_count_for_what_passes_and_not_for_what_stands(island: Path) -> None:
    """In four days 4 * 210 tankers can arrive; never more than 540 can stand."""
    with_claim(island, "tankers_received", "840", "tankers", day="2030-03-01/04")
    assert read_case(island).reports.rejected == ()
    replace_once(island, FUEL, "Q1,tankers_received", "Q1,tankers_stranded")
    assert "from 0 to 540" in set_aside(island).reason


@pytest.mark.usefixtures("no_fleet")
def test_an_attack_that_burns_more_than_can_exist(island: Path) -> None:
    set_cell(island, "evidence/incidents.csv", 2, "vehicles_destroyed", "541")
    row = set_aside(island)
    assert (row.file, row.row, row.id) == ("evidence/incidents.csv", 2, "I1")
    assert "at most 540" in row.reason
    set_cell(island, "evidence/incidents.csv", 2, "event_type", "base_attack")
    assert read_case(island).reports.rejected == ()
    set_cell(island, "evidence/incidents.csv", 2, "vehicles_destroyed", "2001")
    assert "at most 2,000" in set_aside(island).reason


def test_a_day_years_after_the_report_is_no_report(island: Path) -> None:
    with_claim(island, "tankers_received", "40", "tankers", day="2033-03")
    assert "two years after known_from" in set_aside(island).reason
    replace_once(island, FUEL, "Q1,tankers_received", "Q1,tankers_planned")
    assert read_case(island).reports.rejected == ()


def test_people_are_never_fewer_than_none(island: Path) -> None:
    set_cell(island, "evidence/displacement.csv", 2, "value", "-8200")
    assert "0 or more" in set_aside(island).reason


@pytest.mark.usefixtures("no_fleet")
def test_two_reasons_stand_in_one_line(island: Path) -> None:
    with_claim(island, "tankers_stranded", "900", "tankers", day="2039")
    reason = set_aside(island).reason
    assert ("date: found" in reason, "value: found" in reason) == (True, True)


def test_a_claim_in_quarantine_stands_in_the_way_of_no_other(island: Path) -> None:
    """It was known first; the sound row of the same id is kept all the same."""
    append(island, FUEL, f"Q1,power_hours,240,hours/day,2030-03-04,Lantern,,{TAIL}\n")
    append(
        island, FUEL, f"Q1,power_hours,24,hours/day,2030-03-04,Lantern,,{TAIL.replace('2030-03-08', '2030-03-09')}\n"
    )
    reports = read_case(island).reports
    assert [(row.row, in_quarantine(row)) for row in reports.rejected] == [(7, True)]
    assert reports.by_id()["Q1"].value == "24"


@pytest.mark.usefixtures("no_fleet")
def test_an_internal_claim_in_quarantine_stays_inside(island: Path) -> None:
    append(island, FUEL, f"Q1,own_tankers,900,tankers,2030-03-04,Lantern,,{TAIL}\n")
    reports = read_case(island).reports
    assert [(in_quarantine(row), row.internal) for row in reports.rejected] == [(True, True)]
    assert reports.shared().rejected == ()


def test_quarantine_is_counted_beside_what_was_not_understood(island: Path) -> None:
    with_claim(island, "fuel_stock", "-5", "litres")
    append(island, FUEL, f"Q2,fuel_stock,5,litres,2030-02-30,Lantern,,{TAIL}\n")
    reports = read_case(island).reports
    entries = {entry.file: entry for entry in report_quality(reports)}
    for name in (FUEL, "all"):
        assert (entries[name].rejected, entries[name].quarantined) == (2, 1)
        assert entries[name].rows == entries[name].kept + entries[name].rejected
    assert entries["evidence/incidents.csv"].quarantined == 0
    (line,) = quarantine_warnings(reports)
    assert line.startswith("1 claim is in quarantine and weighs nothing")
    twice = Reports((), (reports.rejected[0],) * 2)
    assert quarantine_warnings(twice)[0].startswith("2 claims are in quarantine and weigh nothing")
    assert quarantine_warnings(Reports((), (reports.rejected[1],))) == ()


def corridor(limit: float, days: float, kind: str = "import") -> Corridor:
    return Corridor("c", "C", kind, ("a", "b"), 1.0, days, limit)


def stage_of(corridors: tuple[Corridor, ...], fuel: tuple[FuelUse, ...] = ()) -> Atlas:
    """An atlas that only the bounds look at."""
    atlas = object.__new__(Atlas)
    object.__setattr__(atlas, "corridors", corridors)
    object.__setattr__(atlas, "fuel", fuel)
    return atlas


def test_the_fleet_comes_from_its_prior_where_there_is_one() -> None:
    atlas = stage_of((corridor(10, 2), corridor(99, 9, "distribution")))
    assert (Bounds.of(atlas).fleet, Bounds.of(atlas).tankers_a_day) == (60.0, 30.0)
    fixed = Prior("tanker_fleet", "", "fixed", 500, 500, "invented")
    bounds = Bounds.of(atlas, (fixed,))
    assert (bounds.fleet, "tanker_fleet" in bounds.fleet_source) == (500.0, True)
    wide = Prior("tanker_fleet", "", "lognormal", 400, 900, "invented")
    assert 900 < Bounds.of(atlas, (wide,)).fleet < 2_000
    later = replace(fixed, known_from=date(2030, 1, 1), low=9, high=9)
    assert Bounds.of(atlas, (fixed, later)) == bounds


def test_where_the_atlas_says_nothing_nothing_is_bounded() -> None:
    bounds = Bounds.of(stage_of((), (FuelUse("a", 1.0, 0.0, 0.0),)))
    assert bounds.fleet == bounds.tankers_a_day == float("inf")
    assert bounds.stock_days == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dice=st.randoms(use_true_random=False), file=st.sampled_from([FUEL, "evidence/incidents.csv"]))
def test_hostile_numbers_never_break_the_run_and_never_lose_a_row(island: Path, dice: random.Random, file: str) -> None:
    numbers = (
        "-1",
        "-1e9",
        "1e400",
        "inf",
        "nan",
        "-0",
        "9" * 40,
        "0",
        "24",
        "25",
        "~-3",
        ">=-7",
        "-5 to -2",
        "<-4",
        "5-1",
    )
    metrics = [row[0] for row in IMPOSSIBLE] + ["own_tankers", "x"]
    units = [row[2] for row in IMPOSSIBLE] + ["", "%", "tankers/"]
    days = ("2030-03", "9999-12-31", "undated", "2030-03-01/04", "2199", "1800")
    path = island / file
    text = path.read_text(encoding="utf-8")
    try:
        for line in range(2, len(text.splitlines()) + 1):
            if file == FUEL:
                set_cell(island, file, line, "metric", dice.choice(metrics))
                set_cell(island, file, line, "value", dice.choice(numbers))
                set_cell(island, file, line, "unit", dice.choice(units))
                set_cell(island, file, line, "date", dice.choice(days))
            else:
                set_cell(island, file, line, "vehicles_destroyed", dice.choice(numbers))
                set_cell(island, file, line, "fatalities", dice.choice(numbers))
        reports = read_case(island).reports
        rows = sum(len(table.rows) for table in read_evidence(island))
    finally:
        path.write_text(text, encoding="utf-8")
    assert len(reports) + len(reports.rejected) == rows
    assert all(row.reason for row in reports.rejected)
    kept = [report for report in reports if report.file == FUEL and "change" not in report.metric]
    assert all(not report.low < 0.0 for report in kept)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.sampled_from(
        [
            ("priors.csv", "low"),
            ("priors.csv", "high"),
            ("atlas/corridors.csv", "normal_share"),
            ("atlas/corridors.csv", "transit_days"),
            ("atlas/corridors.csv", "dispatch_limit"),
            ("atlas/fuel.csv", "need_share"),
            ("atlas/fuel.csv", "priority_share"),
            ("atlas/fuel.csv", "storage_days"),
        ]
    ),
    row=st.integers(2, 3),
    number=st.floats().map(repr) | st.sampled_from(["", "-0", "1e400", "9" * 400, "0x10", "1_0", "\u0663", "--1"]),
)
def test_hostile_numbers_of_a_case_are_faults_at_their_row_or_nothing(
    island: Path, where: tuple[str, str], row: int, number: str
) -> None:
    file, column = where
    text = (island / file).read_text(encoding="utf-8")
    set_cell(island, file, row, column, number)
    faults = check_case(island)
    (island / file).write_text(text, encoding="utf-8")
    assert all(fault.row for fault in faults)
    assert file in {fault.file for fault in faults} or not faults


REPORT = Report(
    id="Q1", file=FUEL, row=2, metric="tankers_received", value="1", unit="tankers", low=1.0, best=1.0, high=1.0,
    relation="exact", first_day=None, last_day=None, place_text="", place="", corridor="", area="", note="",
    source_url="", source_date="", confidence="low", known_from=None, source_type="", background=False,
)  # fmt: skip


@given(
    low=st.floats(), best=st.floats(), high=st.floats(), destroyed=st.floats(), metric=st.text(), unit=st.text(),
    first=st.none() | st.dates(), known=st.none() | st.dates(),
)  # fmt: skip
def test_any_claim_gets_an_answer(
    low: float,
    best: float,
    high: float,
    destroyed: float,
    metric: str,
    unit: str,
    first: date | None,
    known: date | None,
) -> None:
    for name in (metric, "volume_received", "tankers_destroyed", "convoy_attacks", "stock_days"):
        claim = replace(
            REPORT, low=low, best=best, high=high, metric=name, unit=unit, first_day=first, last_day=first,
            known_from=known, count_destroyed=destroyed,
        )  # fmt: skip
        for file in (FUEL, "evidence/incidents.csv", "evidence/displacement.csv"):
            said = impossible(replace(claim, file=file), Bounds(540.0, "the fleet", 210.0, {"a": 9.0}))
            assert said == "" or said.startswith("in quarantine: ")


RATES = [
    # row of the island's priors.csv, cells set, what is said
    ("ambush_rate_typical", "0.5", "25", "at most 20"),
    ("siege_onset_rate", "0.4", "0.9", "at most 0.5"),
    ("willingness_half_life", "300", "4000", "at most 730"),
    ("litres_per_tanker", "40", "50", "at least 1000"),
    ("national_fuel_need", "100000", "1e12", "at most 1e+09"),
]


@pytest.mark.parametrize(("variable", "low", "high", "allowed"), RATES)
def test_a_rate_that_cannot_be_refuses_the_run(island: Path, variable: str, low: str, high: str, allowed: str) -> None:
    text = (island / "priors.csv").read_text(encoding="utf-8").splitlines()
    row = next(at for at, line in enumerate(text, start=1) if line.startswith(f"{variable},"))
    set_cell(island, "priors.csv", row, "low", low)
    set_cell(island, "priors.csv", row, "high", high)
    (fault,) = check_case(island)
    assert (fault.file, fault.row, fault.column) == ("priors.csv", row, "low, high")
    assert fault.found == f"{variable} from {low} to {high}"
    assert allowed in fault.allowed


def test_a_factor_that_cannot_be_is_named_with_its_row(island: Path) -> None:
    text = (island / "scenarios/eases.toml").read_text(encoding="utf-8").splitlines()
    row = next(at for at, line in enumerate(text) if line.startswith("value"))
    text[row] = "value = 5000.0"
    (island / "scenarios/eases.toml").write_text("\n".join(text), encoding="utf-8")
    (fault,) = check_case(island)
    assert (fault.file, fault.row, fault.column) == ("scenarios/eases.toml", row + 1, "path[1].value")
    assert "at most 100" in fault.allowed
    text[row] = "value = -1.0"
    (island / "scenarios/eases.toml").write_text("\n".join(text), encoding="utf-8")
    assert [(f.file, f.row) for f in check_case(island)] == [("scenarios/eases.toml", row + 1)]


def test_an_effect_that_cannot_be_is_named_with_its_row(island: Path) -> None:
    text = (island / "courses/escorts.toml").read_text(encoding="utf-8").splitlines()
    row = next(at for at, line in enumerate(text) if line.startswith("high"))
    text[row] = "high = 700.0"
    (island / "courses/escorts.toml").write_text("\n".join(text), encoding="utf-8")
    (fault,) = check_case(island)
    assert (fault.file, fault.row, fault.found) == ("courses/escorts.toml", row + 1, "700")
    assert fault.column == "lever[1].effect.high"


def test_each_limit_is_of_something_and_says_why() -> None:
    named = {name for name, variable in variables().items() if variable.role in ("parameter", "driver")}
    for limit in limits():
        assert any(fnmatchcase(name, limit.variable) for name in named), limit
        assert limit.lowest < limit.highest
        assert limit.why
    assert len({limit.variable for limit in limits()}) == len(limits())


def test_each_parameter_has_an_upper_end_of_its_own_or_a_limit() -> None:
    open_ended = {
        name
        for name, variable in variables().items()
        if variable.role == "parameter" and variable.high == float("inf") and limit_of(name) is None
    }
    assert open_ended == set()


def with_columns(island: Path, table: str, at: int, cells: dict[str, str]) -> Stage:
    """The stage of the island with more cells in one row, whether or not the tables know the columns yet."""
    stage = read_stage(island)
    old: Table = getattr(stage, table)
    rows = [Row(row.line, {**row.cells, **(cells if row.line == at else {})}) for row in old.rows]
    return replace(stage, **{table: Table(old.file, tuple(rows))})


@pytest.mark.parametrize(
    ("table", "row", "cells", "column"),
    [
        ("fuel", 2, {"reserved_share": "0.8"}, "reserved_share"),
        ("corridors", 2, {"customs_days": "3"}, "customs_days"),
        ("corridors", 2, {"customs_days": "40"}, "customs_days"),
    ],
)
def test_a_passage_that_cannot_be_is_named(
    island: Path, table: str, row: int, cells: dict[str, str], column: str
) -> None:
    faults: list[Fault] = fuel_faults(with_columns(island, table, row, cells), "XI")
    assert [(f.file, f.row, f.column) for f in faults] == [(f"atlas/{table}.csv", row, column)]


def test_a_passage_that_can_be_is_not_named(island: Path) -> None:
    cells = {"customs_days": "2.5", "border_limit": "0.5", "months": "8-1"}
    assert fuel_faults(with_columns(island, "corridors", 2, cells), "XI") == []
    assert fuel_faults(with_columns(island, "fuel", 2, {"reserved_share": "0.7"}), "XI") == []
