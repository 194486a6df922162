"""What reports on fuel measure, in terms of the supply mechanism."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.models.contract import Expectation, Record
from harmattan.models.supply.network import Network
from harmattan.world.atlas import Atlas
from harmattan.world.report import Report

__all__ = ["METRICS", "OBSERVED", "Metric", "expect"]


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric of evidence/fuel.csv is taken to measure.

    Args:
        variable: the recorded variable.
        of: `sum` over the days of the report, `week` for the mean of seven days, `mean` of a place over the days, or `stock`.
        meaning: the same in words.
        floor: whether the report counts only a part.
        around: days before and after those of the report that count too.
    """

    variable: str
    of: str
    meaning: str
    floor: bool = False
    around: int = 0


METRICS = {
    "tankers_received": Metric("tankers_arrived", "sum", "tankers unloaded over the days of the report"),
    "tankers_since_new_year": Metric("tankers_arrived", "sum", "tankers unloaded over the days of the report"),
    "tankers_per_week": Metric(
        "tankers_arrived", "week", "tankers unloaded per week, mean over the days of the report"
    ),
    "volume_received": Metric("tankers_arrived", "sum", "litres unloaded over the days of the report"),
    "litres_per_week": Metric("tankers_arrived", "week", "litres unloaded per week, mean over the days of the report"),
    "convoy_arrival_size": Metric(
        "tankers_arrived",
        "sum",
        "tankers unloaded within two days of the report; a floor, because convoys are parts",
        True,
        2,
    ),
    "tankers_destroyed_month": Metric(
        "tankers_lost",
        "sum",
        "tankers destroyed over the days of the report; a floor, because not all are counted",
        True,
    ),
    "tankers_destroyed_verified": Metric(
        "tankers_lost", "sum", "tankers destroyed over the days of the report; a floor", True
    ),
    "convoy_attacks": Metric(
        "ambushes", "sum", "ambushes over the days of the report; a floor, because not all are told of", True
    ),
    "fuel_not_served": Metric(
        "shortage", "mean", "per cent of the need at a place that is not met, mean over the days of the report"
    ),
    "stations_closed": Metric(
        "closed_share", "mean", "per cent of the stations at a place that are closed, mean over the days of the report"
    ),
    "schools_closed": Metric(
        "closed_share", "mean", "per cent of the schools at a place that are closed, mean over the days of the report"
    ),
    "electricity_supply": Metric(
        "power_hours", "mean", "hours of electricity a day at a place that uses fuel, mean over the days of the report"
    ),
    "power_hours": Metric("power_hours", "mean", "the same"),
    "outage_hours": Metric("power_hours", "mean", "24 less the hours of electricity, mean over the days of the report"),
    "stock_days_if_cut": Metric(
        "fuel_stock_total",
        "stock",
        "days that all stocks together would last at normal use, mean over the days of the report",
    ),
}
"""Metrics of evidence/fuel.csv that weigh."""

OBSERVED = frozenset(metric.variable for metric in METRICS.values())
"""Recorded variables that reports are compared with."""

_IN_LITRES = ("volume_received", "litres_per_week")


def expect(report: Report, record: Record, atlas: Atlas, network: Network) -> Expectation | None:
    """Say what a report on fuel should have measured.

    A derived row never weighs, because its parents do. Of tankers and ambushes, a row at a place counts the corridors that end
    there, a row on a corridor counts that corridor, any other row counts all imports, or for losses and ambushes all corridors.
    A share or hours are those of a place that uses fuel; a row without one is not about any.

    Args:
        report: a claim.
        record: the recorded days.
        atlas: the stage.
        network: constants of the supply mechanism.

    Returns:
        What it expects; None when the metric is not one of `METRICS`, its days are not recorded or its place uses no fuel.
    """
    metric = METRICS.get(report.metric)
    if metric is None or report.source_type == "derived":
        return None
    if metric.around and report.first_day and report.last_day:
        margin = timedelta(days=metric.around)
        report = replace(report, first_day=report.first_day - margin, last_day=report.last_day + margin)
    window = record.window(metric.variable, report)
    if window is None:
        return None
    if metric.of == "stock":
        return _national_days(window, record, network)
    if metric.of == "mean":
        return _at_place(metric, report, window, atlas, network)
    chosen = _corridors(report, atlas, network, imports_only=metric.variable == "tankers_arrived")
    total = window[:, :, chosen].sum(axis=(1, 2), dtype=np.float64)
    if report.metric in _IN_LITRES:
        total = total * record.parameters["litres_per_tanker"]
    if metric.of == "week":
        total = total * 7.0 / window.shape[1]
    return Expectation(total, floor=metric.floor)


def _at_place(
    metric: Metric, report: Report, window: NDArray[np.float32], atlas: Atlas, network: Network
) -> Expectation | None:
    row = atlas.place_index.get(report.place, -1)
    if row < 0 or network.need_share[row] <= 0.0:
        return None
    mean = window[:, :, row].mean(axis=1, dtype=np.float64)
    if metric.variable != "power_hours":
        return Expectation(100.0 * mean)
    return Expectation(np.maximum(0.0, 24.0 - mean) if report.metric == "outage_hours" else mean)


def _corridors(report: Report, atlas: Atlas, network: Network, *, imports_only: bool) -> NDArray[np.bool_]:
    if report.corridor:
        chosen = np.zeros(len(network.head), dtype=np.bool_)
        chosen[atlas.corridor_index[report.corridor]] = True
        return chosen
    if report.place and imports_only:
        ending = np.asarray(network.end == atlas.place_index[report.place], dtype=np.bool_)
        if ending.any():
            return ending
    return network.imports if imports_only else np.ones(len(network.head), dtype=np.bool_)


def _national_days(stock: NDArray[np.float32], record: Record, network: Network) -> Expectation:
    used = record.parameters["national_fuel_need"] * network.need_share.sum()
    held = stock.sum(axis=2, dtype=np.float64).mean(axis=1)
    return Expectation(np.divide(held, used, out=np.zeros_like(held), where=used > 0.0))
