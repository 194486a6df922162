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

__all__ = ["Contradiction", "as_written", "contradictions", "inflow_points", "latest", "untaught", "weighing"]


_OTHER_CASES = ("precedents.csv", "responses.csv", "actors.csv")
"""Files whose rows with the same metric tell of different cases, so that they cannot contradict each other."""


def weighing(inputs: BriefInput, quantity: str, here: Callable[[Report], bool] | None = None) -> tuple[str, ...]:
    """Name the used reports that speak to a quantity, those that moved the belief most first.

    Which metric speaks to which quantity stands in speaks.csv, by the beginning of its name.

    Args:
        inputs: what the brief is made from.
        quantity: `stock`, `inflow`, `attacks`, `siege`, `leaving` or `camp`.
        here: tells whether a report is about the right place; any is without it.

    Returns:
        Ids of the reports.
    """
    known = inputs.reports.by_id()
    gains = {moved.report: moved.gain for moved in inputs.situation.moved}
    metrics = _speaking()[quantity]
    used = [
        name
        for name in dict.fromkeys((*inputs.situation.reports_used, *gains))
        if name in known and known[name].metric.startswith(metrics) and (here is None or here(known[name]))
    ]
    return tuple(sorted(used, key=lambda name: (-gains.get(name, -math.inf), name)))


def as_written(report: Report) -> str:
    """Quote what a report says.

    Args:
        report: the claim.

    Returns:
        What it measured, and its value and unit as written where it gives one.
    """
    metric = report.metric.replace("_", " ")
    return f"{metric}: {report.value} {report.unit}".strip() if report.value else metric


def untaught(inputs: BriefInput, *names: str) -> bool:
    """Tell whether assumptions rest on judgement: they have a prior and the evidence moved none of them.

    Args:
        inputs: what the brief is made from.
        *names: parameters of variables.csv.

    Returns:
        True where none was moved; False where any was, or none is held.
    """
    held = [entry.moved for entry in inputs.situation.learned if entry.variable in names]
    return bool(held) and not any(held)


def latest(reports: Iterable[Report]) -> date | None:
    """Find the last day that reports speak of.

    Args:
        reports: claims.

    Returns:
        The day; None where none is dated.
    """
    return max((report.last_day for report in reports if report.last_day is not None), default=None)


@cache
def _speaking() -> dict[str, tuple[str, ...]]:
    text = files("harmattan.brief").joinpath("speaks.csv").read_text(encoding="utf-8")
    out: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        out[row["quantity"]] = (*out.get(row["quantity"], ()), row["metric"])
    return out


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

    Precedents are each their own case, and two convoys are two events: neither can contradict another.

    Args:
        reports: the claims known.
        at_least: smallest ratio between the best numbers.
        most: how many pairs at most, the widest apart first.

    Returns:
        The pairs.
    """
    groups: dict[tuple[str, ...], list[Report]] = {}
    for report in reports:
        precedent = report.background or report.file.endswith(_OTHER_CASES) or "convoy" in report.metric
        if math.isfinite(report.best) and report.best > 0 and not precedent:
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
