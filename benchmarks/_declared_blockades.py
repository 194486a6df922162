"""Every declared and every lifted blockade among the claims of a case: what the corridor filter says of it, untuned, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import Figure
from harmattan.models.blockade import Sightings, Standing, sightings, standing
from harmattan.world.case import Case
from harmattan.world.report import Report

__all__ = ["declared_figures"]

DECLARED = ("blockade_declared", "blockade_lifted")
BEFORE, AFTER = 120, 120
"""Days before and after a declaration that are gone through."""

LATER = (0, 7, 14, 30, 90)
ALL_ROADS = "all import roads together"
_WEEK = 7.0


def declared_figures(case: Case, medians: Mapping[str, NDArray[np.float64]]) -> list[Figure]:
    """Judge each row by what was known 0, 7, 14, 30 and 90 days after it, without any choice made on it.

    Args:
        case: the case.
        medians: one draw of the parameters of the filter.

    Returns:
        Figures in the order of the rows. A row on whose corridor neither attacks nor traffic were reported is not judged: its one
        figure is the count of reports, nought, and says so.
    """
    share = (case.settings.evidence.reporting_low + case.settings.evidence.reporting_high) / 2.0
    lag = case.settings.evidence.reporting_lag_days
    figures: list[Figure] = []
    for row in case.reports.rows:
        if row.metric not in DECLARED or row.first_day is None:
            continue
        for where, seen in _judged(case, row, row.first_day):
            told = [
                standing(seen, BEFORE + after, parameters=medians, reported_share=share, lag_days=lag)
                for after in range(AFTER + 1)
            ]
            figures += _row_figures(row, where, told)
    return figures


def _row_figures(row: Report, where: str, told: Sequence[Standing]) -> list[Figure]:
    words = f"{row.id} {row.metric} {row.first_day} at {row.place_text} (known {row.known_from}), {where}"
    count = told[-1].reports
    if not count:
        reason = "not judged, no attack or traffic was reported of it" if where else "not judged, on no corridor"
        return [Figure("reports_known", f"{words.rstrip(', ')}: {reason}", 0.0, "1")]
    figures = [Figure("reports_known", f"{words}, {AFTER} days later", float(count), "1")]
    figures += [
        Figure("chance_blockaded", f"{words}, as known {after} days later{_yet(told[after])}", told[after].chance, "1")
        for after in LATER
    ]
    over = [after for after, one in enumerate(told) if one.known and one.chance >= 0.5]
    if over:
        figures.append(Figure("days_to_even_odds", words, float(over[0]), "day"))
        last = told[LATER[-1]]
        early, middle, late = (day - BEFORE for day in last.since)
        case = f"{words}, as known {LATER[-1]} days later, from {early} to {late} (90 %)"
        figures.append(Figure("since_days_after_the_row", case, float(middle), "day"))
    return figures


def _yet(told: Standing) -> str:
    return "" if told.known else ": nothing but words known yet"


def _judged(case: Case, row: Report, declared: date) -> list[tuple[str, Sightings]]:
    """The corridor of a row, and for an import corridor all of them together, whose traffic is counted as a whole."""
    first_day = declared - timedelta(days=BEFORE)
    days = BEFORE + AFTER + 1
    corridor = next((one for one in case.atlas.corridors if one.id == row.corridor), None)
    claims = [one for one in case.reports.rows if one.corridor == row.corridor] if corridor else []
    judged = [(row.corridor, sightings(claims, first_day=first_day, days=days, normal=0.0))]
    if corridor and corridor.kind == "import":
        roads = {one.id for one in case.atlas.corridors if one.kind == "import"}
        whole = [one for one in case.reports.rows if one.corridor in roads or _counts_the_country(one)]
        seen = sightings(whole, first_day=first_day, days=days, normal=_normal(case))
        judged.append((ALL_ROADS, seen))
    return judged


def _counts_the_country(claim: Report) -> bool:
    return claim.metric in ("tankers_received", "tankers_per_week") and not (
        claim.corridor or claim.place or claim.area
    )


def _normal(case: Case) -> float:
    weekly = [one.best for one in case.reports.rows if one.metric == "tankers_per_week_before"]
    return weekly[0] / _WEEK if weekly else 0.0
