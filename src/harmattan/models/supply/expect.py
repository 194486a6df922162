"""What reports on fuel measure, in terms of the supply mechanism."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.models.contract import Expectation, Record
from harmattan.models.supply.metrics import METRICS, NOT_READ, OBSERVED, Metric, unit_factor
from harmattan.models.supply.network import Network
from harmattan.models.supply.whereabouts import at_home, corridors_of, named, rows_of, whole_country
from harmattan.world.atlas import Atlas
from harmattan.world.report import Report

__all__ = ["METRICS", "OBSERVED", "expect", "unread"]


def expect(report: Report, record: Record, atlas: Atlas, network: Network) -> Expectation | None:
    """Say what a report on fuel should have measured.

    Of tankers and ambushes, a row at a place counts the corridors that end there (loaded tankers: that begin there), a row on
    a corridor counts that corridor, any other row counts all imports, or for losses and ambushes all corridors. A share, hours
    or a price are those of a place that uses fuel, or the mean of several by their need.

    Args:
        report: a claim.
        record: the recorded days.
        atlas: the stage.
        network: constants of the supply mechanism.

    Returns:
        What it expects; None when the metric is not one of `METRICS`, its days are not recorded, or `unread` gives a reason.
    """
    metric = METRICS.get(report.metric)
    if metric is None or report.source_type == "derived" or _wrong_number(metric, report):
        return None
    window = record.window(_held(metric, report), _with_margin(metric, report, record))
    factor = unit_factor(metric.unit, report.unit)
    rows = _rows(metric, report, atlas, network)
    if window is None or factor is None or not len(rows):
        return None
    values = _values(metric, window[:, :, rows], report, record, network, rows)
    told = _told(metric, values, record) * factor
    floor, ceiling = metric.bound == "floor", metric.bound == "ceiling"
    if metric.base:
        return Expectation(told, floor=floor, ceiling=ceiling, base=metric.base * factor)
    return Expectation(told, floor=floor, ceiling=ceiling)


def _with_margin(metric: Metric, report: Report, record: Record) -> Report:
    """The report with the days around it that count too, as far as they are recorded; unchanged where its own days are not."""
    held = _held(metric, report)
    if not metric.around or record.window(held, report) is None or report.first_day is None or report.last_day is None:
        return report
    margin = timedelta(days=metric.around)
    last_held = record.first_day + timedelta(days=record.values[held].shape[1] - 1)
    first, last = max(record.first_day, report.first_day - margin), min(last_held, report.last_day + margin)
    return replace(report, first_day=first, last_day=last)


def unread(report: Report, atlas: Atlas, network: Network) -> str:
    """Say why a report on fuel supply cannot be read.

    Args:
        report: a claim.
        atlas: the stage.
        network: constants of the supply mechanism.

    Returns:
        The reason and what to write instead; empty where it can be read, or is not about fuel supply.
    """
    metric = METRICS.get(report.metric)
    if metric is None:
        return NOT_READ.get(report.metric, "")
    if report.source_type == "derived":
        return "it is derived from other rows, which weigh themselves"
    wrong = _wrong_number(metric, report)
    return wrong if wrong or len(_rows(metric, report, atlas, network)) else _wrong_place(metric, report)


def _wrong_number(metric: Metric, report: Report) -> str:
    factor = unit_factor(metric.unit, report.unit)
    if factor is None:
        first = "the money of the country per litre" if metric.unit == "price" else metric.unit
        return f"its unit '{report.unit}' is not one in which this can be told; write {first}"
    least, most = 0.0 - metric.base * factor, metric.most * factor
    possible = not (report.low < least or report.low > most)
    return "" if possible else f"{report.low:g} {report.unit} cannot be: it must lie from {least:g} to {most:g}"


def _wrong_place(metric: Metric, report: Report) -> str:
    where = f"'{report.place_text or report.place}'"
    if metric.of == "parameter":
        return f"{where} is not in the country whose price this is"
    if metric.of == "days":
        return f"{where} is not one place that holds fuel; write one, or national for all stocks together"
    if metric.of in ("mean", "stock"):
        return f"{where} names no place that uses fuel; write one, several, an area, or national"
    return f"{where} names no corridor on which this is counted; write one, a place where one ends, or national"


def _rows(metric: Metric, report: Report, atlas: Atlas, network: Network) -> NDArray[np.int64]:
    """Rows of the places or corridors that a report is about; none where there is no telling."""
    if metric.of == "parameter":
        return np.arange(1 if at_home(report, atlas, network) else 0)
    if metric.of == "days" and _national(report):
        return np.arange(len(network.need_share))
    if metric.of == "days":
        row = atlas.place_index.get(report.place, -1)
        return np.arange(row, row + 1 if row >= 0 and network.through_share[row] > 0.0 else row)
    if metric.of in ("mean", "stock"):
        return rows_of(report, atlas, network)
    return np.flatnonzero(_chosen(metric, report, atlas, network))


def _chosen(metric: Metric, report: Report, atlas: Atlas, network: Network) -> NDArray[np.bool_]:
    if metric.of == "change" and not (report.corridor or named(report, atlas)):
        return np.zeros(len(network.head), dtype=np.bool_)
    chosen = corridors_of(metric.variable, report, atlas, network, bound=metric.bound == "floor")
    return chosen & (network.flow_share > 0.0) if metric.of == "change" else chosen


def _national(report: Report) -> bool:
    """Whether days of stock are those of all stocks together."""
    return whole_country(report) or (report.metric == "stock_days_if_cut" and not (report.place or report.area))


def _held(metric: Metric, report: Report) -> str:
    """The recorded variable whose days a report needs."""
    if metric.of == "days":
        return "fuel_stock_total" if _national(report) else "days_of_fuel"
    return "tankers_arrived" if metric.of == "parameter" else metric.variable


def _values(
    metric: Metric,
    window: NDArray[np.float32],
    report: Report,
    record: Record,
    network: Network,
    rows: NDArray[np.int64],
) -> NDArray[np.float64]:
    """(draw,) what a report is about, in the unit of the variable, from the (draw, day, row) values of its days and rows."""
    if metric.of == "parameter":
        return np.asarray(record.parameters[metric.variable], dtype=np.float64)
    if metric.of in ("mean", "stock", "days"):
        mean = window.mean(axis=1, dtype=np.float64)
        if metric.of == "mean":
            need = network.need_share[rows]
            return np.asarray((mean * need).sum(axis=1) / need.sum())
        held = np.asarray(mean.sum(axis=1))
        if metric.of == "stock" or not _national(report):
            return held
        used = record.parameters["national_fuel_need"] * network.need_share.sum()
        return np.asarray(np.divide(held, used, out=np.zeros_like(held), where=used > 0.0))
    daily = window.sum(axis=2, dtype=np.float64)
    if metric.of == "peak":
        return np.asarray(daily.max(axis=1))
    if metric.of == "change":
        usual = network.flow_share[rows].sum() * record.parameters["national_fuel_need"]
        usual = usual / record.parameters["litres_per_tanker"]
        return np.asarray(np.divide(daily.mean(axis=1), usual, out=np.ones_like(usual), where=usual > 0.0))
    total = np.asarray(daily.sum(axis=1))
    return np.asarray(total * 7.0 / window.shape[1]) if metric.of == "week" else total


def _told(metric: Metric, values: NDArray[np.float64], record: Record) -> NDArray[np.float64]:
    if metric.told == "percent":
        return 100.0 * values
    if metric.told == "above":
        return 100.0 * (values - 1.0)
    if metric.told == "rest of day":
        return np.asarray(np.maximum(0.0, 24.0 - values))
    if metric.told == "litres":
        return values * record.parameters["litres_per_tanker"]
    return values * record.parameters["pump_price"] if metric.told == "price" else values
