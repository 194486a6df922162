"""Reports behind a statement, reports on a chart, reports that contradict each other."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import combinations

from harmattan.brief.inputs import BriefInput
from harmattan.map.charts import Point
from harmattan.world.report import Report, Reports

__all__ = ["Contradiction", "contradictions", "inflow_points", "weighing"]


def weighing(inputs: BriefInput, wanted: Callable[[Report], bool]) -> tuple[str, ...]:
    """Name the used reports of a kind, those that moved the belief most first.

    Args:
        inputs: what the brief is made from.
        wanted: tells whether a report bears on the statement.

    Returns:
        Ids of the reports.
    """
    known = inputs.reports.by_id()
    gains = {moved.report: moved.gain for moved in inputs.situation.moved}
    used = [name for name in inputs.situation.reports_used if name in known and wanted(known[name])]
    return tuple(sorted(used, key=lambda name: (-gains.get(name, -math.inf), name)))


@cache
def _reported() -> dict[str, tuple[str, str]]:
    text = files("harmattan.brief").joinpath("reported.csv").read_text(encoding="utf-8")
    return {row["metric"]: (row["quantity"], row["per"]) for row in csv.DictReader(text.splitlines())}


def inflow_points(reports: Iterable[Report]) -> tuple[Point, ...]:
    """Find the reports that count tankers into the whole country, as numbers per week.

    Args:
        reports: the claims known.

    Returns:
        Points at the last day of their period; counts of fewer than three days say too little about a week.
    """
    out = []
    for report in reports:
        quantity, per = _reported().get(report.metric, ("", ""))
        whole = not (report.place or report.corridor or report.area)
        if quantity != "inflow" or report.background or not whole or report.last_day is None:
            continue
        days = ((report.last_day - report.first_day).days + 1) if report.first_day else 1
        scale = 1.0 if per == "week" else 7.0 / days
        if (per == "period" and days < 3) or not math.isfinite(report.best):
            continue
        middle = report.last_day - timedelta(days=(days - 7) // 2) if days > 7 else report.last_day
        out.append(Point(report.id, middle, report.low * scale, report.best * scale, report.high * scale))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two claims about the same thing whose numbers cannot both be right."""

    one: Report
    other: Report
    factor: float


def contradictions(reports: Reports, *, at_least: float = 1.1, most: int = 12) -> tuple[Contradiction, ...]:
    """Find claims about the same quantity, place and time whose ranges do not meet.

    Args:
        reports: the claims known.
        at_least: smallest ratio between the best numbers.
        most: how many pairs at most, the widest apart first.

    Returns:
        The pairs.
    """
    groups: dict[tuple[str, ...], list[Report]] = {}
    for report in reports:
        if math.isfinite(report.best) and report.best > 0:
            where = report.place or report.corridor or report.area or report.place_text
            groups.setdefault((report.file, report.metric, report.unit, where), []).append(report)
    found = []
    for group in groups.values():
        for one, other in combinations(sorted(group, key=lambda r: (r.best, r.id)), 2):
            factor = other.best / one.best
            if factor >= at_least and one.high < other.low and _meet(one, other):
                found.append(Contradiction(one, other, factor))
    return tuple(sorted(found, key=lambda pair: (-pair.factor, pair.one.id, pair.other.id))[:most])


def _meet(one: Report, other: Report) -> bool:
    spans = [_span(report) for report in (one, other)]
    if spans[0] is None or spans[1] is None:
        return spans[0] is spans[1]
    return spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]


def _span(report: Report) -> tuple[date, date] | None:
    first, last = report.first_day or report.last_day, report.last_day or report.first_day
    return None if first is None or last is None else (first, last)
