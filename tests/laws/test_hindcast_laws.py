"""What became known after a day changes no byte of what was said on it: rows deleted or there, all is the same."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from conftest import ISLAND
from harmattan.observe.casefolder import read_case
from harmattan.recipes import find_case, make_outlooks, make_plan, make_situation
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation

ORIGINS = (date(2025, 8, 31), date(2025, 9, 30), date(2025, 11, 30))


def rewrite(path: Path, keep: list[bool], column: str = "") -> None:
    """Keep some rows of a table, and give it one more column where it has none of this name."""
    with path.open(encoding="utf-8", newline="") as stream:
        head, *rows = list(csv.reader(stream))
    kept = [row for row, stays in zip(rows, keep, strict=True) if stays]
    if column and column not in head:
        head, kept = [*head, column], [[*row, ""] for row in kept]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([head, *kept])


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def as_known(folder: Path, origin: date, into: Path) -> Path:
    """A copy of the case as its authors could have left it on a day: no claim and no prior that became known later."""
    known = {(row.file, row.id) for row in read_case(folder).reports.known_on(origin)}
    copy = Path(shutil.copytree(folder, into / folder.name))
    for path in sorted((copy / "evidence").glob("*.csv")):
        rewrite(path, [(f"evidence/{path.name}", row["id"]) in known for row in table(path)])
    priors = copy / "priors.csv"
    rewrite(priors, [row.get("known_from", "") <= origin.isoformat() for row in table(priors)])
    return copy


def said(folder: Path, origin: date, horizon: int) -> tuple[Situation, Outlook]:
    plan = make_plan(str(folder), as_of=origin, horizon_days=horizon, draws=20, workers=2)
    situation = make_situation(plan)
    chosen = plan.case.scenarios[0].id, plan.case.courses[0].id
    return situation, make_outlooks(plan, situation, scenarios=chosen[:1], courses=chosen[1:])[chosen]


def differing(one: tuple[Situation, Outlook], other: tuple[Situation, Outlook]) -> list[str]:
    """Names of the arrays whose bytes differ."""

    def arrays(given: tuple[Situation, Outlook]) -> dict[str, NDArray[np.generic]]:
        situation, outlook = given
        out: dict[str, NDArray[np.generic]] = {}
        named: tuple[tuple[str, Mapping[str, NDArray[np.generic]]], ...] = (
            ("now", situation.values),
            ("past", situation.history),
            ("ahead", outlook.values),
            ("total", outlook.totals),
        )
        for part, arrays_of in named:
            out |= {f"{part} {name}": array for name, array in arrays_of.items()}
        return out

    first, second = arrays(one), arrays(other)
    assert list(first) == list(second)
    return [name for name in first if first[name].tobytes() != second[name].tobytes()]


def assert_nothing_later_counts(folder: Path, origin: date, tmp_path: Path, *, horizon: int) -> None:
    whole, then = said(folder, origin, horizon), said(as_known(folder, origin, tmp_path), origin, horizon)
    assert differing(whole, then) == []
    assert whole[0].learned == then[0].learned
    assert whole[0].reports_used == then[0].reports_used
    assert whole[0].effective_sample_size == then[0].effective_sample_size


@pytest.fixture
def vintages(tmp_path: Path) -> Path:
    """The island with two priors that were written later."""
    folder = Path(shutil.copytree(ISLAND, tmp_path / "whole" / "island"))
    path = folder / "priors.csv"
    rewrite(path, [True] * len(table(path)), "known_from")
    with path.open("a", encoding="utf-8") as stream:
        stream.write("national_fuel_need,,lognormal,4000000,8000000,judgement: invented,,2030-03-01\n")
        stream.write("ambush_rate_origin,salt-road,lognormal,0.3,0.6,judgement: invented,,2030-02-15\n")
    return folder


@pytest.mark.parametrize("origin", [date(2030, 1, 20), date(2030, 2, 20)])
def test_nothing_that_became_known_later_counts_on_the_island(vintages: Path, tmp_path: Path, origin: date) -> None:
    assert_nothing_later_counts(vintages, origin, tmp_path, horizon=20)


def test_deleting_what_was_known_does_count(vintages: Path, tmp_path: Path) -> None:
    """Else the law would hold of anything."""
    day = date(2030, 2, 20)
    whole, poorer = said(vintages, day, 5), said(as_known(vintages, date(2030, 1, 20), tmp_path), day, 5)
    assert len(differing(whole, poorer)) > 20


def test_a_belief_reads_no_later_prior_even_from_a_whole_case(vintages: Path) -> None:
    """Whoever hands over a whole case and an early day gets what was known on that day."""
    plan = make_plan(str(vintages), as_of=date(2030, 1, 20), draws=20)
    whole = replace(plan, case=read_case(vintages))
    assert len(whole.case.priors) == len(plan.case.priors) + 2
    one, other = make_situation(plan), make_situation(whole)
    assert [name for name in one.values if one.values[name].tobytes() != other.values[name].tobytes()] == []


@pytest.mark.slow
@pytest.mark.parametrize("origin", ORIGINS)
def test_nothing_that_became_known_later_counts_in_the_shipped_case(tmp_path: Path, origin: date) -> None:
    assert_nothing_later_counts(find_case("mali"), origin, tmp_path, horizon=30)
