"""Priors with vintages: the newest row that could have been written by a day is in force, and a dated row has one before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from harmattan.errors import Fault
from harmattan.observe.casefolder import check_case, read_case
from harmattan.recipes import make_plan
from harmattan.world.prior import Prior, PriorTable, priors_known_on
from observe.breaking import append, replace_once

MAY, JUNE = date(2030, 5, 1), date(2030, 6, 1)
HEAD = "variable,entity,distribution,low,high,source,note"


@pytest.fixture
def dated(island: Path) -> Path:
    """The island with a column `known_from`, blank in every row."""
    path = island / "priors.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    assert head == HEAD
    path.write_text("\n".join([f"{head},known_from", *(f"{row}," for row in rows)]) + "\n", encoding="utf-8")
    return island


def prior(name: str, entity: str, low: float, known_from: date | None) -> Prior:
    return Prior(name, entity, "uniform", low, low + 1, "judgement: invented", "", known_from)


def laid_out(priors: list[Prior], folder: Path, name: str) -> list[float]:
    atlas = read_case(folder).atlas
    return [row.low for row, _ in PriorTable.lay_out(priors, atlas, [name]).entries]


def test_a_row_is_known_from_its_day_on() -> None:
    assert prior("travel_speed", "", 10, None).known_on(date.min)
    assert [prior("travel_speed", "", 10, MAY).known_on(day) for day in (date(2030, 4, 30), MAY, JUNE)] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("day", "low"), [(date(2030, 4, 30), 10.0), (MAY, 20.0), (date(2030, 5, 31), 20.0), (JUNE, 30.0), (date.max, 30.0)]
)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_newest_row_that_is_known_is_in_force(island: Path, order: tuple[int, ...], day: date, low: float) -> None:
    rows = [prior("travel_speed", "", first, known) for first, known in ((10, None), (20, MAY), (30, JUNE))]
    given = priors_known_on([rows[at] for at in order], day)
    assert laid_out(list(given), island, "travel_speed") == [low]


def test_a_place_with_a_row_of_its_own_never_takes_the_newer_one_of_all(island: Path) -> None:
    rows = [prior("origin_stock_days", "", 1, None), prior("origin_stock_days", "", 5, MAY)]
    rows.append(prior("origin_stock_days", "millbrook", 3, None))
    places = read_case(island).atlas.labels("place")
    assert laid_out(rows, island, "origin_stock_days") == [3.0 if place == "millbrook" else 5.0 for place in places]


def test_a_plan_holds_no_prior_of_later_days(dated: Path) -> None:
    append(dated, "priors.csv", "travel_speed,,uniform,90,95,judgement: invented,,2030-03-01\n")
    speeds = {
        day: [row.low for row in make_plan(str(dated), as_of=day).case.priors if row.variable == "travel_speed"]
        for day in (date(2030, 2, 28), date(2030, 3, 1))
    }
    assert speeds == {date(2030, 2, 28): [10.0], date(2030, 3, 1): [10.0, 90.0]}
    assert check_case(dated) == ()


def test_the_column_may_be_left_out(island: Path) -> None:
    assert {row.known_from for row in read_case(island).priors} == {None}


@pytest.mark.parametrize(
    ("row", "column", "found", "allowed"),
    [
        (
            "origin_stock_days,heron-camp,uniform,1,2,judgement,,2030-03-01",
            "known_from",
            "2030-03-01",
            "another row for this parameter and entity, without known_from, for the days before",
        ),
        (
            "travel_speed,,uniform,1,2,judgement,,",
            "variable",
            "travel_speed",
            "each parameter and entity once for each known_from; row 25 has them too",
        ),
        ("travel_speed,,uniform,1,2,judgement,,March", "known_from", "March", ""),
        ("travel_speed,,uniform,1,2,judgement,,2030-02-30", "known_from", "2030-02-30", ""),
    ],
)
def test_a_dated_row_that_cannot_be_is_named(dated: Path, row: str, column: str, found: str, allowed: str) -> None:
    append(dated, "priors.csv", row + "\n")
    [fault] = check_case(dated)
    last = len((dated / "priors.csv").read_text(encoding="utf-8").splitlines())
    assert (fault.file, fault.row, fault.column, fault.found) == ("priors.csv", last, column, found)
    assert allowed in fault.allowed


def test_the_same_day_twice_is_named(dated: Path) -> None:
    for low in (30, 40):
        append(dated, "priors.csv", f"travel_speed,,uniform,{low},50,judgement,,2030-03-01\n")
    [fault] = check_case(dated)
    assert isinstance(fault, Fault)
    assert "once for each known_from" in fault.allowed


def test_a_row_for_all_is_not_the_earlier_row_of_a_place(dated: Path) -> None:
    """Else the place would change from its own to the general one and nobody would see it."""
    replace_once(dated, "priors.csv", "ambush_rate_origin,salt-road,lognormal,0.03,0.3,judgement: invented,,",
                 "ambush_rate_origin,salt-road,lognormal,0.03,0.3,judgement: invented,,2030-02-01")  # fmt: skip
    assert [fault.column for fault in check_case(dated)] == ["known_from"]
