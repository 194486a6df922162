"""From draws to bands: quantiles, weeks, and what is believed on the cut-off day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.models.traffic import normal_traffic
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation
from harmattan.world.vocabulary import variables

__all__ = [
    "LEVELS", "Band", "Series", "band", "daily", "normal_tankers", "now", "recent", "week_ends", "weekly", "weekly_last",
    "weekly_mean", "weekly_sums",
]  # fmt: skip

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles shown everywhere: the middle, the middle half and the middle nine tenths."""

Draws = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Band:
    """Five quantiles of one number: 5, 25, 50, 75 and 95 %."""

    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float


@dataclass(frozen=True)
class Series:
    """Bands over time.

    Args:
        days: day of each band; a week is named by its last day.
        levels: (5, day) quantiles in the order of `LEVELS`.
    """

    days: tuple[date, ...]
    levels: Draws


def band(draws: NDArray[np.floating]) -> Band:
    """Take the five quantiles of draws.

    Args:
        draws: (draw,) values.

    Returns:
        The band, in the unit of the draws.

    Examples:
        >>> band(np.arange(101.0)).high
        95.0
    """
    return Band(*(float(q) for q in np.quantile(draws.astype(np.float64), LEVELS)))


def now(situation: Situation, variable: str, entity: str, *, ahead: Outlook | None = None) -> Draws | None:
    """Find what is believed about one entity on the cut-off day.

    The state of the situation comes first, then the last day of its history, then the first day ahead.

    Args:
        situation: the belief.
        variable: a variable with one entity axis.
        entity: id on that axis.
        ahead: an outlook whose first day stands in where the situation does not hold the variable.

    Returns:
        (draw,) values, or None where nothing is held.
    """
    axis = variables()[variable].dims[1]
    labels = situation.atlas.labels(axis)
    if entity not in labels:
        return None
    column = labels.index(entity)
    if variable in situation.values:
        return situation.values[variable][:, column].astype(np.float64)
    if variable in situation.history and situation.history[variable].shape[1]:
        return situation.history[variable][:, -1, column].astype(np.float64)
    if ahead is not None and variable in ahead.values:
        return ahead.values[variable][:, 0, column].astype(np.float64)
    return None


def recent(situation: Situation, variable: str, days: int) -> Draws | None:
    """Add up a daily flow over the last days before the cut-off.

    Args:
        situation: the belief with its history.
        variable: a recorded flow.
        days: how many days.

    Returns:
        (draw, entity) sums, or None where the history is shorter or absent.
    """
    past = situation.history.get(variable)
    if past is None or past.shape[1] < days:
        return None
    return np.asarray(past[:, -days:, :].sum(axis=1, dtype=np.float64), dtype=np.float64)


def weekly_sums(daily_values: NDArray[np.floating], *, from_end: bool) -> Draws:
    """Add days up to whole weeks; days that fill no week are left out.

    Args:
        daily_values: (draw, day) flow per day.
        from_end: count the weeks back from the last day (a history) and not on from the first (an outlook).

    Returns:
        (draw, week) sums.

    Examples:
        >>> weekly_sums(np.ones((1, 15)), from_end=True).tolist()
        [[7.0, 7.0]]
    """
    return np.asarray(_in_weeks(daily_values, from_end=from_end).sum(axis=2), dtype=np.float64)


def _in_weeks(values: NDArray[np.floating], *, from_end: bool) -> Draws:
    """Fold (draw, day) values to (draw, week, day of the week); days that fill no week are left out."""
    draws, days = values.shape
    weeks = days // 7
    start = days - 7 * weeks if from_end else 0
    return values[:, start : start + 7 * weeks].astype(np.float64).reshape(draws, weeks, 7)


def week_ends(first_day: date, days: int, *, from_end: bool) -> tuple[date, ...]:
    """Name the last day of every whole week in a run of days.

    Args:
        first_day: first day of the run.
        days: how many days.
        from_end: as in `weekly_sums`.

    Returns:
        One day per whole week.

    Examples:
        >>> [day.isoformat() for day in week_ends(date(2031, 1, 1), 15, from_end=True)]
        ['2031-01-08', '2031-01-15']
    """
    spare = days % 7 if from_end else 0
    return tuple(first_day + timedelta(days=spare + 7 * week + 6) for week in range(days // 7))


def weekly(daily_values: NDArray[np.floating], first_day: date, *, from_end: bool) -> Series:
    """Turn a daily flow into bands per week.

    Args:
        daily_values: (draw, day) flow per day.
        first_day: day of the first column.
        from_end: as in `weekly_sums`.

    Returns:
        One band per whole week, named by the last day of the week.
    """
    ends = week_ends(first_day, daily_values.shape[1], from_end=from_end)
    return Series(ends, _quantiles(weekly_sums(daily_values, from_end=from_end)))


def weekly_mean(daily_values: NDArray[np.floating], first_day: date, *, from_end: bool) -> Series:
    """Turn a daily rate into bands of its mean over each week.

    Args:
        daily_values: (draw, day) rate.
        first_day: day of the first column.
        from_end: as in `weekly_sums`.

    Returns:
        One band per whole week, named by the last day of the week.
    """
    ends = week_ends(first_day, daily_values.shape[1], from_end=from_end)
    return Series(ends, _quantiles(weekly_sums(daily_values, from_end=from_end) / 7.0))


def weekly_last(daily_values: NDArray[np.floating], first_day: date, *, from_end: bool) -> Series:
    """Take a stock on the last day of each week.

    Args:
        daily_values: (draw, day) stock.
        first_day: day of the first column.
        from_end: as in `weekly_sums`.

    Returns:
        One band per whole week, named by the last day of the week.
    """
    ends = week_ends(first_day, daily_values.shape[1], from_end=from_end)
    return Series(ends, _quantiles(_in_weeks(daily_values, from_end=from_end)[:, :, -1]))


def daily(values: NDArray[np.floating], first_day: date, *, most: int = 130) -> Series:
    """Turn a daily stock into bands, thinned to at most some days; the last day is always kept.

    Args:
        values: (draw, day) stock.
        first_day: day of the first column.
        most: most days kept.

    Returns:
        One band per kept day.
    """
    days = values.shape[1]
    step = max(1, -(-days // most))
    kept = list(range((days - 1) % step, days, step))
    return Series(tuple(first_day + timedelta(days=k) for k in kept), _quantiles(values[:, kept]))


def _quantiles(values: NDArray[np.floating]) -> Draws:
    if values.shape[1] == 0:
        return np.zeros((len(LEVELS), 0))
    return np.asarray(np.quantile(values.astype(np.float64), LEVELS, axis=0), dtype=np.float64)


def normal_tankers(situation: Situation, corridor: str) -> Draws | None:
    """Work out how many tankers a corridor carries in a normal day.

    Args:
        situation: the belief, with `national_fuel_need` and `litres_per_tanker`.
        corridor: id of the corridor.

    Returns:
        (draw,) tankers per day, or None where the parameters are not held.
    """
    need, load = situation.values.get("national_fuel_need"), situation.values.get("litres_per_tanker")
    if need is None or load is None:
        return None
    share = float(normal_traffic(situation.atlas).flow[situation.atlas.corridor_index[corridor]])
    return need * share / np.maximum(load, 1.0)
