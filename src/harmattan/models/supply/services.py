"""What a day without fuel does in towns, for a block of draws, compiled: light, filling stations, schools, business."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import normal

__all__ = ["STEEPNESS", "run_plants", "services"]

Array = NDArray[np.float64]

STEEPNESS = 2.0
"""Rise of the log-odds of being closed with the log-odds of general need going unmet: twice the odds unmet, four times closed."""


@compiled
def run_plants(
    number: Array, home: int, typical: Array, reversion: Array, volatility: Array, availability: Array
) -> None:
    """Let the share of thermal power that runs when its fuel is there drift: debts, breakdowns, repairs.

    Args:
        number: (draw, 1) uniform numbers.
        home: row of the country under blockade.
        typical: (draw,) long-run share; at 1 everything runs.
        reversion: (draw,) share of the gap in log-odds that closes in a day.
        volatility: (draw,) daily standard deviation of the log-odds.
        availability: (draw, country) the share; overwritten for the country under blockade.
    """
    for i in range(availability.shape[0]):
        if typical[i] >= 1.0:
            availability[i, home] = 1.0
            continue
        share = min(1.0 - 1e-6, max(1e-6, availability[i, home]))
        here, there = math.log(share / (1.0 - share)), math.log(max(1e-6, typical[i]) / (1.0 - typical[i]))
        here += reversion[i] * (there - here) + volatility[i] * normal(number[i, 0])
        availability[i, home] = 1.0 / (1.0 + math.exp(-here))


@compiled
def services(
    need_share: Array,
    hours_normal: Array,
    hours_without: Array,
    priority_loss: Array,
    closure_shortage: Array,
    school_closure: Array,
    business_weight: Array,
    home: int,
    availability: Array,
    shortage: Array,
    priority_unserved: Array,
    general: Array,
    power_hours: Array,
    closed_share: Array,
    schools_closed: Array,
    business_closed: Array,
) -> None:
    """Say how many hours the power stays on and which share of stations, schools and business is closed.

    Args:
        need_share: (place,) share of the national need used there.
        hours_normal: (draw,) hours of electricity when power plants have all their fuel and run.
        hours_without: (draw,) hours from water and sun alone.
        priority_loss: (draw,) how far a shortage reaches power plants in spite of their priority.
        closure_shortage: (draw,) share of general need unmet at which half of the stations close.
        school_closure: (draw,) the same for schools.
        business_weight: (draw,) share of business that closes when all hours are lost.
        home: row of the country under blockade.
        availability: (draw, country) share of thermal power that runs when its fuel is there.
        shortage: (draw, place) share of the need not met.
        priority_unserved: (draw, place) share of the need of power plants not met.
        general: (draw, place) share of the general need not met.
        power_hours: (draw, place) hours of electricity; overwritten.
        closed_share: (draw, place) share of stations closed; overwritten.
        schools_closed: (draw, place) share of schools closed; overwritten.
        business_closed: (draw, place) share of business closed; overwritten.
    """
    for i in range(shortage.shape[0]):
        full = hours_normal[i]
        if availability[i, home] < 1.0:
            full = hours_without[i] + (hours_normal[i] - hours_without[i]) * availability[i, home]
        low, high = min(full, hours_without[i]), max(full, hours_without[i])
        for p in range(shortage.shape[1]):
            unserved = priority_unserved[i, p] if need_share[p] > 0.0 else 0.0
            dark = unserved + priority_loss[i] * max(0.0, shortage[i, p] - unserved)
            # Exact at both ends, so that a day on which nothing is missed counts no hour as lost.
            hours = full * (1.0 - dark) + hours_without[i] * dark
            power_hours[i, p] = min(24.0, max(low, min(high, hours)))
            closed_share[i, p] = schools_closed[i, p] = business_closed[i, p] = 0.0
            if need_share[p] > 0.0:
                closed_share[i, p] = _closed(general[i, p], closure_shortage[i])
                schools_closed[i, p] = _closed(general[i, p], school_closure[i])
                lost = max(0.0, 1.0 - power_hours[i, p] / hours_normal[i]) if hours_normal[i] > 0.0 else 0.0
                business_closed[i, p] = 1.0 - (1.0 - closed_share[i, p]) * (1.0 - business_weight[i] * lost)


@compiled
def _closed(missed: float, half: float) -> float:
    """Logistic in the log-odds of the share missed: 0 at 0, one half at `half`, 1 at 1."""
    if missed <= 0.0:
        return 0.0
    if missed >= 1.0:
        return 1.0
    stays_open = math.pow(half * (1.0 - missed), STEEPNESS)
    closes = math.pow(missed * (1.0 - half), STEEPNESS)
    return closes / (closes + stays_open)
