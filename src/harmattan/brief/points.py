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
from harmattan.models.supply.metrics import unit_factor
from harmattan.models.supply.whereabouts import named
from harmattan.world.report import Report

__all__ = ["arrival_points", "closure_points", "power_points", "price_points"]

_HOURS = 24.0
_DAYS_ENOUGH = 3
_DAYS_OF_PRICE = 62
"""A price told of more days than these says too little about any week."""

_PRICES = ("price", "price_ratio", "price_rise")


@cache
def _quantities() -> dict[str, tuple[str, str]]:
    """Which quantity each metric counts and over which time, as reported.csv has it."""
    text = files("harmattan.brief").joinpath("reported.csv").read_text(encoding="utf-8")
    return {row["metric"]: (row["quantity"], row["per"]) for row in csv.DictReader(text.splitlines())}


def _of(inputs: BriefInput, place: str) -> Iterator[tuple[Report, str, str]]:
    """Reports with a number about one very place, the quantity each counts and over which time."""
    for report in inputs.reports:
        quantity, per = _quantities().get(report.metric, ("", ""))
        here = report.place == place or (quantity in _PRICES and place in named(report, inputs.case.atlas))
        if quantity and not report.background and here and math.isfinite(report.best):
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


def price_points(inputs: BriefInput, place: str) -> tuple[Point, ...]:
    """Find the reports that give the street price of petrol in a place, as multiples of the price at the pump.

    Args:
        inputs: what the brief is made from.
        place: id of the place; a report that lists several places counts for each.

    Returns:
        Points at the middle of their period; prices are set beside the believed price at the pump, with its doubt. A unit that is
        not understood, and a period of more than two months, give none.
    """
    pump = inputs.situation.values.get("pump_price")
    out = []
    for report, quantity, _ in _of(inputs, place):
        if quantity not in _PRICES or report.last_day is None:
            continue
        days = (report.last_day - report.first_day).days if report.first_day else 0
        spread = _times_pump(report, quantity, None if pump is None else np.quantile(pump, (0.05, 0.5, 0.95)).tolist())
        if spread is not None and days <= _DAYS_OF_PRICE:
            out.append(Point(report.id, report.last_day - timedelta(days=days // 2), *spread))
    return tuple(out)


def _times_pump(report: Report, quantity: str, pump: list[float] | None) -> tuple[float, float, float] | None:
    """Turn what a report says of a price into multiples of the price at the pump: least, best, most."""
    kind = {"price": "price", "price_ratio": "ratio", "price_rise": "percent change"}[quantity]
    factor = unit_factor(kind, report.unit)
    if factor is None or (quantity == "price" and pump is None):
        return None
    low, best, high = (number / factor for number in (report.low, report.best, report.high))
    if quantity == "price" and pump is not None:
        return low / pump[2], best / pump[1], high / pump[0]
    if quantity == "price_rise":
        return 1.0 + low / 100.0, 1.0 + best / 100.0, 1.0 + high / 100.0
    return low, best, high


def closure_points(inputs: BriefInput, place: str, what: str) -> tuple[Point, ...]:
    """Find the reports that give the share of stations, schools or business closed in a place.

    Args:
        inputs: what the brief is made from.
        place: id of the place.
        what: `stations`, `schools` or `business`.

    Returns:
        Points in percent at the middle of their period; a unit that is not understood gives none.
    """
    out = []
    for report, quantity, _ in _of(inputs, place):
        factor = unit_factor(f"percent of {what}", report.unit) if quantity == f"{what}_closed" else None
        if factor is None or report.last_day is None:
            continue
        low, best, high = (min(100.0, number / factor) for number in (report.low, report.best, report.high))
        days = (report.last_day - report.first_day).days if report.first_day else 0
        out.append(Point(report.id, report.last_day - timedelta(days=days // 2), low, best, high))
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
