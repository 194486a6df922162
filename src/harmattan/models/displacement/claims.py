"""Which reports of `evidence/displacement.csv` the mechanism can answer, and what it expects them to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.models.contract import Expectation, Record
from harmattan.world.atlas import Atlas
from harmattan.world.report import Report

__all__ = ["OBSERVED", "expected"]

OBSERVED = frozenset({"arrived", "left", "displaced"})
"""Recorded variables that reports are compared with."""

_WEEK = "in one week"


def expected(atlas: Atlas, report: Report, record: Record) -> Expectation | None:
    """Say what a displacement report should have counted, in people.

    `new arrivals …` counts `arrived` over the days of the report, at its place or in the places of its area; `people
    leaving …` counts `left` at its place; both need more than one day, or the words `in one week`, which mean the
    seven days that end on its last day. Counts `since` a day named only in words are left alone. `camp population` is
    `displaced` at its place on its last day. Everything else, national totals above all, is not about this mechanism.

    People also flee from violence and lost services, which this mechanism does not know: what it expects is a part of what
    was counted, so every count is a ceiling. Arrivals `from` a place of the atlas are a part in their turn and bind nothing.

    Args:
        atlas: the stage.
        report: a claim.
        record: the recorded days.

    Returns:
        People in each draw; None when the report is not about this mechanism or its days are not recorded.
    """
    if not report.file.endswith("displacement.csv"):
        return None
    metric = " ".join(report.metric.casefold().split())
    if metric.startswith("new arrivals"):
        counted = _over(record, "arrived", _period(report, metric), _places(atlas, report))
        return None if counted is None or _from_a_place(atlas, metric) else Expectation(counted, ceiling=True)
    if metric.startswith("people leaving"):
        counted = _over(record, "left", _period(report, metric), _place(atlas, report))
        return None if counted is None else Expectation(counted, ceiling=True)
    if metric == "camp population" and report.last_day is not None:
        counted = _over(record, "displaced", replace(report, first_day=report.last_day), _place(atlas, report))
        return None if counted is None else Expectation(counted, ceiling=True)
    return None


def _from_a_place(atlas: Atlas, metric: str) -> bool:
    origin = metric.partition(" from ")[2] + " "
    names = {name for place in atlas.places for name in (place.id, place.name, place.name_fr, *place.aliases) if name}
    return any(origin.startswith(name.casefold() + " ") for name in names)


def _period(report: Report, metric: str) -> Report | None:
    if report.first_day is None or report.last_day is None or " since " in metric:
        return None
    if _WEEK in metric:
        return replace(report, first_day=report.last_day - timedelta(days=6))
    return report if report.last_day > report.first_day else None


def _place(atlas: Atlas, report: Report) -> list[int]:
    return [atlas.place_index[report.place]] if report.place in atlas.place_index else []


def _places(atlas: Atlas, report: Report) -> list[int]:
    inside = [row for row, place in enumerate(atlas.places) if report.area and place.area == report.area]
    return _place(atlas, report) or inside


def _over(record: Record, name: str, report: Report | None, places: list[int]) -> NDArray[np.float64] | None:
    if report is None or not places or name not in record.values:
        return None
    window = record.window(name, report)
    return None if window is None else np.asarray(window[:, :, places].sum(axis=(1, 2), dtype=np.float64))
