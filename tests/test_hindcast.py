"""Priors of the shipped case on past days: what is in force on a day rests on nothing that became known later."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from harmattan.models.supply import supply
from harmattan.observe.casefolder import read_case
from harmattan.recipes import find_case, make_plan, make_scorecard
from harmattan.verify import Normal
from harmattan.world.case import Case
from harmattan.world.prior import Prior, priors_known_on
from harmattan.world.report import Report

EARLIEST = date(2025, 8, 31)
ORIGINS = (EARLIEST, date(2025, 9, 30), date(2025, 11, 30))

UNDATED = {"A016", "A026", "A027", "F096", "I022", "I041", "I047", "I052", "I059", "I105", "P016", "P017", "P020"}
"""Rows that no replay may use by the end of the evidence, because the day on which they were published is not known for sure.
No prior of the supply of fuel leans on them; some of other mechanisms do."""


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case(find_case("mali"))


def cited(prior: Prior, case: Case) -> list[Report]:
    rows = case.reports.by_id()
    named = re.findall(r"\b[A-Z]\d{3}\b", f"{prior.source} {prior.note}")
    return [rows[name] for name in named if name in rows]


def later(case: Case, day: date) -> Iterator[tuple[str, str, str]]:
    """Priors in force on a day that cite a row which was not known then."""
    newest = {(row.variable, row.entity): row for row in sorted(priors_known_on(case.priors, day), key=_age)}
    for prior in newest.values():
        yield from ((prior.variable, prior.entity, row.id) for row in cited(prior, case) if not row.known_on(day))


def _age(prior: Prior) -> date:
    return prior.known_from or date.min


@pytest.mark.parametrize(
    "day", [*ORIGINS, date(2025, 10, 31), date(2025, 12, 31), date(2026, 1, 31), date(2026, 3, 31)]
)
def test_no_prior_in_force_cites_what_became_known_later(case: Case, day: date) -> None:
    assert [found for found in later(case, day) if found[2] not in UNDATED] == []


@pytest.mark.parametrize("day", ORIGINS)
def test_no_prior_of_supply_cites_a_row_without_a_sure_day(case: Case, day: date) -> None:
    needed = supply(case.atlas, {}, country=case.settings.country).needs
    corridors = {prior.variable for prior in case.priors if prior.variable.startswith("corridor_")}
    assert [found for found in later(case, day) if found[0] in needed | corridors] == []


def test_the_rows_without_a_sure_day_are_not_known_by_the_end(case: Case) -> None:
    rows = case.reports.by_id()
    assert [name for name in UNDATED if rows[name].known_on(case.settings.as_of)] == []


def test_a_dated_prior_is_no_older_than_its_newest_row(case: Case) -> None:
    for prior in case.priors:
        if prior.known_from is not None:
            sure = [row for row in cited(prior, case) if row.id not in UNDATED]
            assert all(row.known_on(prior.known_from) for row in sure), prior
            assert not all(row.known_on(EARLIEST) for row in sure), f"{prior} needs no date"


def width(prior: Prior) -> float:
    """Of the 90 % interval, on the scale of its shape."""
    low, high = prior.low, prior.high
    if prior.distribution == "lognormal":
        return math.log(high) - math.log(low)
    if prior.distribution == "logitnormal":
        return math.log(high / (1 - high)) - math.log(low / (1 - low))
    return high - low


def test_the_earlier_row_is_no_surer(case: Case) -> None:
    """Less was known, so the interval is wider; only a share of which nothing is known at all stays as it is."""
    earlier = {(row.variable, row.entity): row for row in case.priors if row.known_from is None}
    pairs = [(earlier[late.variable, late.entity], late) for late in case.priors if late.known_from is not None]
    assert len(pairs) > 100
    assert [late.variable for early, late in pairs if early.distribution != late.distribution] == []
    assert {late.variable for early, late in pairs if width(early) <= width(late)} <= {
        "power_priority_loss",
        "control_origin_split",
    }


def test_early_and_late_rows_stand_together() -> None:
    with (find_case("mali") / "priors.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0])[-1] == "known_from"
    for before, row in pairwise(rows):
        if row["known_from"]:
            assert (before["variable"], before["entity"]) == (row["variable"], row["entity"])
            assert before["known_from"] < row["known_from"]


def test_normal_times_are_those_of_the_origin(island_copy: Path) -> None:
    """A later prior of the need must not tell the baseline of an earlier origin what is normal."""
    path = island_copy / "priors.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    late = "national_fuel_need,,lognormal,4000000,8000000,judgement: invented,,2030-03-01"
    path.write_text("\n".join([f"{head},known_from", *(f"{row}," for row in rows), late]) + "\n", encoding="utf-8")
    plan = make_plan(str(island_copy), draws=20, horizon_days=45)
    assert any(prior.known_from for prior in plan.case.priors)
    card = make_scorecard(plan, [date(2030, 1, 31)])
    [found] = [score for score in card.scores if score.report == "F2"]
    then = make_plan(str(island_copy), as_of=date(2030, 1, 31))
    row = then.case.reports.by_id()["F2"]
    usual, now = (Normal(given.case, given.models).of(row) for given in (then, plan))
    assert usual is not None
    assert now is not None
    assert now > 5 * usual
    assert found.crps_normal == pytest.approx(abs(usual - 55.0))
