"""Reports of a single city as points on its charts."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from importlib.resources import files

import numpy as np

from harmattan.brief.inputs import BriefInput
from harmattan.map.charts import Point
from harmattan.world.report import Report

__all__ = ["arrival_points", "power_points"]

_HOURS = 24.0
_DAYS_ENOUGH = 3


@cache
def _quantities() -> dict[str, tuple[str, str]]:
    """Which quantity each metric counts and over which time, as reported.csv has it."""
    text = files("harmattan.brief").joinpath("reported.csv").read_text(encoding="utf-8")
    return {row["metric"]: (row["quantity"], row["per"]) for row in csv.DictReader(text.splitlines())}


def _of(inputs: BriefInput, place: str) -> Iterator[tuple[Report, str, str]]:
    """Reports with a number about one very place, the quantity each counts and over which time."""
    for report in inputs.reports:
        quantity, per = _quantities().get(report.metric, ("", ""))
        if quantity and not report.background and report.place == place and math.isfinite(report.best):
            yield report, quantity, per


def power_points(inputs: BriefInput, place: str) -> tuple[Point, ...]:
    """Find the reports that give the hours of power a day in a place.

    Args:
        inputs: what the brief is made from.
        place: id of the place.

    Returns:
        Points in hours a day at the middle of their period; hours of outage are counted from 24.
    """
    out = []
    for report, quantity, _ in _of(inputs, place):
        if quantity not in ("power", "outage") or report.last_day is None or not report.best <= _HOURS:
            continue
        spread = (report.low, report.best, min(report.high, _HOURS))
        low, best, high = spread if quantity == "power" else tuple(_HOURS - hours for hours in reversed(spread))
        span = (report.last_day - report.first_day).days if report.first_day else 0
        out.append(Point(report.id, report.last_day - timedelta(days=span // 2), low, best, high))
    return tuple(out)


def arrival_points(inputs: BriefInput, place: str) -> tuple[Point, ...]:
    """Find the reports that count the fuel that reached a place over three days or more, as litres a week.

    Args:
        inputs: what the brief is made from.
        place: id of the place.

    Returns:
        Points at the last day of their period; tankers are turned into litres by the mean load of a tanker and its doubt.
    """
    load = inputs.situation.values.get("litres_per_tanker")
    tanker = None if load is None else tuple(float(q) for q in np.quantile(load, (0.05, 0.5, 0.95)))
    out = []
    for report, quantity, per in _of(inputs, place):
        each = tanker if quantity == "inflow" else (1.0, 1.0, 1.0) if quantity == "volume" else None
        if each is None or report.last_day is None or report.first_day is None:
            continue
        days = (report.last_day - report.first_day).days + 1
        if days < _DAYS_ENOUGH:
            continue
        weeks = 1.0 if per == "week" else days / 7.0
        low, best, high = (n * k / weeks for n, k in zip((report.low, report.best, report.high), each, strict=True))
        out.append(Point(report.id, report.last_day, low, best, high))
    return tuple(out)
