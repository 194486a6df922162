"""What reports on fuel measure, in terms of the supply mechanism."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.models.contract import Expectation, Record
from harmattan.models.supply.network import Network
from harmattan.world.atlas import Atlas
from harmattan.world.report import Report

__all__ = ["METRICS", "expect"]

METRICS = {
    "tankers_received": "tankers unloaded over the days of the report",
    "volume_received": "litres unloaded over the days of the report",
    "tankers_per_week": "tankers unloaded per week, mean over the days of the report",
    "tankers_since_new_year": "tankers unloaded over the days of the report",
    "convoy_arrival_size": "tankers unloaded within two days of the report; a floor, because convoys are parts",
    "tankers_destroyed_month": "tankers destroyed over the days of the report; a floor, because not all are counted",
    "tankers_destroyed_verified": "tankers destroyed over the days of the report; a floor",
    "fuel_not_served": "per cent of the need at a place that is not met, mean over the days of the report",
    "stock_days_if_cut": "days that all stocks together would last at normal use, mean over the days of the report",
}
"""Metrics of evidence/fuel.csv that weigh, and what each is taken to measure."""

_AROUND_CONVOY = timedelta(days=2)


def expect(report: Report, record: Record, atlas: Atlas, network: Network) -> Expectation | None:
    """Say what a report on fuel should have measured.

    A derived row never weighs, because its parents do; a row at a place counts the corridors that end there, a row on a
    corridor counts that corridor, any other row counts all imports.

    Args:
        report: a claim.
        record: the recorded days.
        atlas: the stage.
        network: constants of the supply mechanism.

    Returns:
        What it expects; None when the metric is not one of `METRICS` or its days are not recorded.
    """
    if report.metric not in METRICS or report.source_type == "derived":
        return None
    floor = report.metric in ("convoy_arrival_size", "tankers_destroyed_month", "tankers_destroyed_verified")
    if report.metric == "convoy_arrival_size" and report.first_day and report.last_day:
        report = replace(report, first_day=report.first_day - _AROUND_CONVOY, last_day=report.last_day + _AROUND_CONVOY)
    if report.metric == "stock_days_if_cut":
        return _national_days(report, record, network)
    if report.metric == "fuel_not_served":
        short = record.window("shortage", report) if report.place else None
        if short is None:
            return None
        return Expectation(100.0 * short[:, :, atlas.place_index[report.place]].mean(axis=1, dtype=np.float64))
    name = "tankers_lost" if report.metric.startswith("tankers_destroyed") else "tankers_arrived"
    window = record.window(name, report)
    if window is None:
        return None
    chosen = _corridors(report, atlas, network, imports_only=name == "tankers_arrived")
    total = window[:, :, chosen].sum(axis=(1, 2), dtype=np.float64)
    if report.metric == "volume_received":
        total = total * record.parameters["litres_per_tanker"]
    if report.metric == "tankers_per_week":
        total = total * 7.0 / window.shape[1]
    return Expectation(total, floor=floor)


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


def _national_days(report: Report, record: Record, network: Network) -> Expectation | None:
    stock = record.window("fuel_stock_total", report)
    if stock is None:
        return None
    used = record.parameters["national_fuel_need"] * network.need_share.sum()
    held = stock.sum(axis=2, dtype=np.float64).mean(axis=1)
    return Expectation(np.divide(held, used, out=np.zeros_like(held), where=used > 0.0))
