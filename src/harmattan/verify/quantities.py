"""What reports measure, under honest names: in one unit, and counts by the week, so that they can be averaged."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from harmattan.models.supply.metrics import METRICS, unit_factor
from harmattan.world.report import Report

__all__ = ["Quantity", "factor_of", "per_week", "quantity_of"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """What one kind of report measures; `counted` where it adds up over its days and is told by the week; at most `most`."""

    name: str
    unit: str
    counted: bool = False
    most: float = math.inf


_BY_METRIC = {
    "tankers_per_week": Quantity("tankers_per_week", "tanker/week"),
    "tankers_received": Quantity("tankers_per_week", "tanker/week", counted=True),
    "tankers_since_new_year": Quantity("tankers_per_week", "tanker/week", counted=True),
    "tankers_dispatched": Quantity("tankers_loaded_per_week", "tanker/week", counted=True),
    "volume_received": Quantity("litres_per_week", "litre/week", counted=True),
    "litres_received": Quantity("litres_per_week", "litre/week", counted=True),
    "litres_per_week": Quantity("litres_per_week", "litre/week"),
    "corridor_exports_change": Quantity("loaded_above_normal", "percent"),
    "fuel_not_served": Quantity("fuel_not_served", "percent of need", most=100.0),
    "stock_days": Quantity("days_of_stock", "day"),
    "days_of_fuel_at_place": Quantity("days_of_stock", "day"),
    "stock_litres": Quantity("litres_of_stock", "litre"),
    "power_hours": Quantity("power_hours", "hour/day", most=24.0),
    "electricity_supply": Quantity("power_hours", "hour/day", most=24.0),
    "outage_hours": Quantity("outage_hours", "hour/day", most=24.0),
    "stations_closed": Quantity("stations_closed", "percent of stations", most=100.0),
    "schools_closed": Quantity("schools_closed", "percent of schools", most=100.0),
    "business_closed": Quantity("business_closed", "percent of business", most=100.0),
    "street_price_petrol": Quantity("street_price_per_litre", "currency/litre"),
    "street_price_ratio": Quantity("street_price_ratio", "1"),
    "black_market_increase": Quantity("street_price_increase", "percent"),
    "pump_price": Quantity("pump_price", "currency/litre"),
    "general_price_index": Quantity("general_price_index", "percent of normal"),
    "general_price_increase": Quantity("general_price_increase", "percent"),
    "new arrivals": Quantity("arrivals_per_week", "person/week", counted=True),
    "people leaving": Quantity("leaving_per_week", "person/week", counted=True),
    "camp population": Quantity("camp_population", "person"),
}
"""By the words with which a metric begins."""


def quantity_of(metric: str, unit: str) -> Quantity:
    """Name what a metric measures.

    Args:
        metric: in the words of an evidence table.
        unit: unit of the report, for metrics that have no name of their own here.

    Returns:
        The quantity; the metric itself where it has no other name.

    Examples:
        >>> quantity_of("volume_received", "litres").name
        'litres_per_week'
        >>> quantity_of("school_days", "day")
        Quantity(name='school_days', unit='day', counted=False, most=inf)
    """
    words = " ".join(metric.casefold().split())
    found = next((kind for begins, kind in _BY_METRIC.items() if words.startswith(begins)), None)
    return found or Quantity(metric, unit)


def per_week(metric: str, first_day: date | None, last_day: date | None, unit: str = "") -> float:
    """Say by how much a number is multiplied to be told in the unit of its quantity, and by the week.

    Args:
        metric: in the words of an evidence table; one that counts `in one week` is left as it is.
        first_day: first day it is about.
        last_day: last day it is about.
        unit: as told; one in which the metric cannot be told changes nothing.

    Returns:
        7 over the number of days for what adds up over its days, 1 for anything else; over the factor of the unit.

    Examples:
        >>> per_week("tankers_received", date(2030, 1, 1), date(2030, 1, 14))
        0.5
        >>> per_week("power_hours", date(2030, 1, 1), date(2030, 1, 14))
        1.0
        >>> per_week("street_price_petrol", None, None, "francs per 1.5 l")
        0.6666666666666666
    """
    kind = METRICS.get(metric)
    factor = 1.0 / ((unit_factor(kind.unit, unit) if kind else None) or 1.0)
    counted = quantity_of(metric, "").counted and "in one week" not in metric.casefold()
    if not counted or first_day is None or last_day is None:
        return factor
    return 7.0 * factor / ((last_day - first_day).days + 1)


def factor_of(report: Report) -> float:
    """Say by how much the number of a report is multiplied to be told in the unit of its quantity, and by the week.

    Args:
        report: a claim.

    Returns:
        The factor of `per_week`.
    """
    return per_week(report.metric, report.first_day, report.last_day, report.unit)
