"""What reports measure, in terms of the violence mechanism, and which events they tell of."""

from __future__ import annotations

import numpy as np

from harmattan.models.contract import Expectation, Heard, Record
from harmattan.world.atlas import Atlas
from harmattan.world.report import Report

__all__ = ["ATTACKS", "METRICS", "expect", "hears"]

METRICS = {
    "attacks_by_armed_groups": "attacks",
    "deaths_in_attacks": "violent_deaths",
    "civilians_killed_by_state_forces": "state_harm",
}
"""Metrics of evidence/fuel.csv that weigh, and the variable that each adds up over its days and area."""

ATTACKS = ("base_attack", "convoy_attack", "ied", "kidnapping", "mine_attack")
"""Kinds of event that count as an attack by an armed group.

Not among them: `airstrike`, which is the work of state forces; `checkpoint`, `blockade_declared` and `market_ban`, which hurt
nobody by themselves; `other`, which may be anything.
"""


def expect(report: Report, record: Record, atlas: Atlas, *, country: str) -> Expectation | None:
    """Say what a report on attacks or deaths should have measured.

    A report on an area counts that area, one without an area the whole country; one on a place is a floor for its area.

    Args:
        report: a claim.
        record: the recorded days.
        atlas: the stage.
        country: two-letter code of the country under blockade.

    Returns:
        What it expects; None when the metric is not one of `METRICS` or its days are not recorded.
    """
    if report.metric not in METRICS or report.source_type == "derived":
        return None
    window = record.window(METRICS[report.metric], report)
    if window is None:
        return None
    if report.area:
        chosen = np.array([area.id == report.area for area in atlas.areas])
    else:
        chosen = np.array([area.country == country for area in atlas.areas])
    total = window[:, :, chosen].sum(axis=(1, 2), dtype=np.float64)
    return Expectation(total, floor=bool(report.area and report.place))


def hears(report: Report, atlas: Atlas) -> tuple[Heard, ...]:
    """Say what a reported event tells of past days: an attack in its area and, where a place is named, near that place.

    Args:
        report: a claim.
        atlas: the stage.

    Returns:
        What it adds to drivers; empty when the report tells of no attack, or not where.
    """
    if report.metric not in ATTACKS or report.area not in atlas.area_index:
        return ()
    out = [Heard("attacks_reported", atlas.area_index[report.area], 1.0)]
    row = atlas.place_index.get(report.place)
    if row is not None and atlas.places[row].area == report.area:
        out.append(Heard("attacks_reported_near", row, 1.0))
    return tuple(out)
