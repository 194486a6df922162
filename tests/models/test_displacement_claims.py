"""What the displacement mechanism expects of a report, and what it says nothing about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from harmattan.models.contract import Record
from harmattan.models.displacement import displacement
from harmattan.world.report import Report
from models.displacement_worlds import line, parameters


def report(metric: str, first: date | None, last: date | None, **where: str) -> Report:
    return Report(
        id="D1", file="evidence/displacement.csv", row=2, metric=metric, value="10", unit="", low=10.0, best=10.0, high=10.0,
        relation="exact", first_day=first, last_day=last, place_text="", place=where.get("place", ""), corridor="",
        area=where.get("area", ""), note="", source_url="", source_date="", confidence="medium", known_from=last,
        source_type="", background=False,
    )  # fmt: skip


FIRST = date(2001, 1, 1)
NUMBERS = np.arange(2 * 10 * 3, dtype=np.float32).reshape(2, 10, 3)
RECORD = Record(FIRST, {"arrived": NUMBERS, "left": NUMBERS + 100, "displaced": NUMBERS + 1000}, parameters(2))


def day(number: int) -> date:
    return date(2001, 1, number)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (report("New arrivals from  X", day(2), day(4), place="c"), NUMBERS[:, 1:4, 2].sum(axis=1)),
        (report("new arrivals from X", day(2), day(4), area="north"), NUMBERS[:, 1:4, :2].sum(axis=(1, 2))),
        (report("new arrivals in one week", day(9), day(9), area="south"), NUMBERS[:, 2:9, 2].sum(axis=1)),
        (report("camp population", day(2), day(5), place="c"), NUMBERS[:, 4, 2] + 1000),
        (report("people leaving A under siege", day(1), day(2), place="a"), (NUMBERS[:, :2, 0] + 100).sum(axis=1)),
    ],
)
def test_what_a_report_should_have_counted(claim: Report, expected: np.ndarray) -> None:
    found = displacement(line(), {}).expect(claim, RECORD)
    assert found is not None
    assert found.values.tolist() == expected.tolist()
    assert found.ceiling
    assert not found.floor


@pytest.mark.parametrize(
    ("origin", "speaks"), [("from A", False), ("from a area in one week", False), ("from Abroad", True)]
)
def test_arrivals_from_one_place_bind_nothing(origin: str, speaks: bool) -> None:
    found = displacement(line(), {}).expect(report(f"new arrivals {origin}", day(8), day(9), place="c"), RECORD)
    assert (found is not None) is speaks


@pytest.mark.parametrize(
    "claim",
    [
        report("new arrivals from X", day(4), day(4), place="c"),
        report("new arrivals from X since day 1", day(2), day(4), place="c"),
        report("new arrivals from X", day(2), day(4)),
        report("new arrivals from X", day(2), day(30), place="c"),
        report("new arrivals from X", None, None, place="c"),
        report("new arrivals in one week", day(3), day(3), place="c"),
        report("camp population", None, None, place="c"),
        report("camp population", day(3), day(3), area="south"),
        report("people leaving A", day(3), day(3), place="a"),
        report("people leaving A", day(3), day(5), area="north"),
        report("IDPs", day(3), day(5), area="north"),
        replace(report("camp population", day(2), day(5), place="c"), file="evidence/fuel.csv"),
    ],
)
def test_what_it_says_nothing_about(claim: Report) -> None:
    assert displacement(line(), {}).expect(claim, RECORD) is None
