"""Which report moved today's fuel most: each is left out in turn, and the draws are weighed again as if it had never come.

Leave-one-out by importance weights: a draw of the belief weighs as much as leaving the report out makes it likelier. Weights are
truncated (Ionides 2008). The number of draws that they leave says whether the answer can be trusted, and how far. See
docs/models/assess.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from harmattan.assess.passes import pass_all
from harmattan.assess.weighing import Weighing
from harmattan.inference.resampling import family_inflation
from harmattan.inference.tempered import Posterior, thin
from harmattan.models.contract import Record
from harmattan.world.atlas import Atlas
from harmattan.world.situation import Influence

__all__ = ["ENOUGH", "LATELY", "MOST", "MOST_EVENTS", "influences", "truncated", "weekly", "weighted_quantiles"]

LATELY = 28
"""Last days over which the throughput of a corridor is meant."""

ENOUGH = 10.0
"""Independent draws below which what would be believed without a report is known by its direction at best ..."""

EVEN = 0.3
"""... or share of the draws: below it the belief without the report may lie where the belief with it has no draws."""

MOST_EVENTS = 12
"""Reported events that are left out in turn, the latest first: each costs a run of the past days."""

OF_EVENT = 200
"""Draws whose past days are run again without an event."""

MOST = 5
"""Reports that are kept for each quantity."""

_READ = ("days_of_fuel", "fuel_stock_total", "tankers_arrived")


@dataclass(frozen=True)
class Quantity:
    """One number of today, in every draw.

    Args:
        name: `days_of_fuel`, `fuel_stock_total` or `tankers_per_week`.
        entity: the place or corridor.
        values: (draw,) values.
    """

    name: str
    entity: str
    values: NDArray[np.float64]


def influences(weighing: Weighing, posterior: Posterior, record: Record | None = None) -> tuple[Influence, ...]:
    """Say what the belief about today's stocks and throughput would be without each report.

    Args:
        weighing: what the draws were weighed by.
        posterior: the draws, before any took its prior parameters back.
        record: the past days of these draws; run again when not given.

    Returns:
        For each quantity the reports that moved it most, the most first; nothing for a mechanism that moves no fuel.
    """
    if not set(_READ) <= weighing.keep or not (weighing.reports or weighing.past.events):
        return ()
    z, ids = posterior.z, posterior.ids
    if record is None:
        record, _ = pass_all(weighing, z, ids, weighing.keep)
    by_report = weighing.by_report(z, record)
    now = quantities(weighing.case.atlas, record)
    worth = len(z) / np.maximum(1.0, family_inflation(np.stack([one.values for one in now], axis=1), posterior.family))
    found: list[Influence] = []
    events = _events(weighing)
    for column, report in enumerate(weighing.reports):
        if report.id not in events:
            found += _compared(report.id, now, now, left_out(weighing, by_report, column), worth)
    rows = thin(len(z), min(OF_EVENT, len(z)), weighing.past.seed)
    few = 1.0 / (1.0 / worth + 1.0 / len(rows) - 1.0 / len(z))
    here = [replace(one, values=one.values[rows]) for one in now]
    whole = by_report.sum(axis=1) + weighing.of_process(z, record)
    for name in events:
        past = replace(weighing.past, events=tuple(event for event in weighing.past.events if event.report != name))
        without = replace(weighing, past=past)
        other, _ = pass_all(without, z[rows], ids[rows], weighing.keep)
        numbers = without.by_report(z[rows], other)
        gone = [column for column, report in enumerate(weighing.reports) if report.id == name]
        numbers[:, gone] = 0.0
        change = numbers.sum(axis=1) + without.of_process(z[rows], other) - whole[rows]
        found += _compared(name, here, quantities(weighing.case.atlas, other), change, few)
    return _largest(found, now)


def _events(weighing: Weighing) -> tuple[str, ...]:
    """Reports of events that the mechanism reads, the latest first."""
    if "ambush_reported" not in weighing.model.needs:
        return ()
    latest = sorted(weighing.past.events, key=lambda event: (-event.last, event.report))
    return tuple(dict.fromkeys(event.report for event in latest))[:MOST_EVENTS]


def left_out(weighing: Weighing, by_report: NDArray[np.float64], column: int) -> NDArray[np.float64]:
    """Say how much likelier leaving one number out makes each draw.

    Reports about the same days and place share the weight of one; what one leaves behind goes to the others.

    Args:
        weighing: what the draws were weighed by.
        by_report: (draw, report) log-likelihood.
        column: the report that is left out.

    Returns:
        (draw,) change of the log-likelihood.
    """
    report = weighing.reports[column]
    about = (report.first_day, report.last_day, report.place, report.corridor)
    out = -by_report[:, column]
    for other, row in enumerate(weighing.reports):
        if other != column and (row.first_day, row.last_day, row.place, row.corridor) == about:
            together = 1.0 / weighing.shares[column]
            out = out + by_report[:, other] * (together / (together - 1.0) - 1.0)
    return np.asarray(out, dtype=np.float64)


def quantities(atlas: Atlas, record: Record) -> list[Quantity]:
    """Read days of fuel and stocks on the last day, and the throughput of import corridors over the last days.

    Args:
        atlas: the stage.
        record: the past days.

    Returns:
        One for each place that uses fuel, and each import corridor.
    """
    out = []
    for name in ("days_of_fuel", "fuel_stock_total"):
        today = record.values[name][:, -1].astype(np.float64)
        out += [
            Quantity(name, use.place, today[:, atlas.place_index[use.place]])
            for use in atlas.fuel
            if use.need_share > 0.0
        ]
    through = weekly(record.values["tankers_arrived"], LATELY)
    return out + [
        Quantity("tankers_per_week", corridor.id, through[:, row])
        for row, corridor in enumerate(atlas.corridors)
        if corridor.kind == "import"
    ]


def weekly(arrived: NDArray[np.float32], days: int) -> NDArray[np.float64]:
    """Turn arrivals by day into tankers a week over the last days.

    Args:
        arrived: (draw, day, corridor) tankers unloaded.
        days: how many of the last days; all when fewer are held.

    Returns:
        (draw, corridor) tankers a week.

    Examples:
        >>> weekly(np.ones((1, 40, 2), dtype=np.float32), 28).tolist()
        [[7.0, 7.0]]
    """
    lately = arrived[:, -days:]
    return np.asarray(lately.sum(axis=1, dtype=np.float64) * 7.0 / lately.shape[1], dtype=np.float64)


def truncated(change: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Turn log weights into weights, none above the mean times the root of their number (Ionides 2008).

    Args:
        change: (draw,) logarithms of weights.

    Returns:
        (draw,) weights that sum to 1, and the share of the draws that the weights were worth before they were truncated.

    Examples:
        >>> weights, worth = truncated(np.array([0.0, 0.0, -1e9, -1e9]))
        >>> weights.tolist(), worth
        ([0.5, 0.5, 0.0, 0.0], 0.5)
    """
    weights = np.exp(change - change.max())
    worth = float(weights.sum() ** 2 / (weights * weights).sum() / len(weights))
    weights = np.minimum(weights, weights.mean() * np.sqrt(len(weights)))
    return weights / weights.sum(), worth


def weighted_quantiles(
    values: NDArray[np.float64], weights: NDArray[np.float64], at: Sequence[float]
) -> tuple[float, ...]:
    """Take quantiles of weighted draws; with equal weights those of `scores.quantile`.

    Args:
        values: (draw,) values.
        weights: (draw,) weights, at least 0 and not all 0.
        at: shares below, from 0 to 1.

    Returns:
        One value for each share.

    Examples:
        >>> weighted_quantiles(np.arange(101.0), np.ones(101), (0.05, 0.5, 0.95))
        (5.0, 50.0, 95.0)
    """
    order = np.argsort(values, kind="stable")
    order = order[weights[order] > 0.0]
    sorted_values, held = values[order], weights[order]
    middle = np.cumsum(held) - held / 2.0
    span = middle[-1] - middle[0]
    below = (middle - middle[0]) / span if span > 0.0 else np.zeros(len(middle))
    return tuple(float(value) for value in np.interp(at, below, sorted_values))


def _compared(
    report: str,
    here: Sequence[Quantity],
    there: Sequence[Quantity],
    change: NDArray[np.float64],
    worth: NDArray[np.float64],
) -> list[Influence]:
    """Lay each quantity with the report beside the same without it."""
    weights, share = truncated(change)
    equal, out = np.ones(len(weights)), []
    for one, other, count in zip(here, there, worth, strict=True):
        left = float(count) * share
        # Both medians are of the same draws, so that only what the weights add to their error counts. The standard error of a
        # median in shares of the draws is half of one over the root of their number, whatever the shape.
        off = min(0.45, 0.5 * float(np.sqrt(1.0 / left - 1.0 / count)))
        at = (0.05, 0.5, 0.95, 0.5 - off, 0.5 + off)
        low, middle, high, less, more = weighted_quantiles(other.values, weights, at)
        known_low, known_middle, known_high, known_less, known_more = weighted_quantiles(one.values, equal, at)
        error, shift = max(known_more - known_less, more - less) / 2.0, known_middle - middle
        without, known = (low, middle, high), (known_low, known_middle, known_high)
        out.append(
            Influence(report, one.name, one.entity, *without, *known, shift, error, left >= ENOUGH and share >= EVEN)
        )
    return out


def _largest(found: Sequence[Influence], now: Sequence[Quantity]) -> tuple[Influence, ...]:
    """For each quantity the reports that moved its median most, by what is left of the shift after its error."""
    groups: dict[tuple[str, str], list[Influence]] = {(one.name, one.entity): [] for one in now}
    for row in found:
        groups[row.quantity, row.entity].append(row)
    for rows in groups.values():
        rows.sort(key=lambda row: (-row.sure, -abs(row.shift), row.report))
    return tuple(row for rows in groups.values() for row in rows[:MOST])
