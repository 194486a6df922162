"""What a day without fuel does in towns, for a block of draws, compiled: the light goes out, schools and stations close."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled

__all__ = ["STEEPNESS", "services"]

Array = NDArray[np.float64]

STEEPNESS = 2.0
"""Rise of the log-odds of being closed with the log-odds of general need going unmet: twice the odds unmet, four times closed."""


@compiled
def services(
    need_share: Array,
    priority_share: Array,
    hours_normal: Array,
    hours_without: Array,
    priority_loss: Array,
    closure_shortage: Array,
    shortage: Array,
    priority_unserved: Array,
    power_hours: Array,
    closed_share: Array,
) -> None:
    """Say how many hours the power stays on and which share of schools and filling stations is closed.

    Args:
        need_share: (place,) share of the national need used there.
        priority_share: (place,) share of the need served first.
        hours_normal: (draw,) hours of electricity when power plants have all their fuel.
        hours_without: (draw,) hours from water and sun alone.
        priority_loss: (draw,) how far a shortage reaches power plants in spite of their priority.
        closure_shortage: (draw,) share of general need unmet at which half are closed.
        shortage: (draw, place) share of the need not met.
        priority_unserved: (draw, place) share of the priority need not met.
        power_hours: (draw, place) hours of electricity; overwritten.
        closed_share: (draw, place) share closed; overwritten.
    """
    for i in range(shortage.shape[0]):
        low, high = min(hours_normal[i], hours_without[i]), max(hours_normal[i], hours_without[i])
        for p in range(shortage.shape[1]):
            unserved = priority_unserved[i, p] if need_share[p] > 0.0 else 0.0
            dark = unserved + priority_loss[i] * max(0.0, shortage[i, p] - unserved)
            # Exact at both ends, so that a day on which nothing is missed counts no hour as lost.
            hours = hours_normal[i] * (1.0 - dark) + hours_without[i] * dark
            power_hours[i, p] = min(24.0, max(low, min(high, hours)))
            closed_share[i, p] = 0.0
            if need_share[p] > 0.0 and priority_share[p] < 1.0:
                missed = (shortage[i, p] - priority_share[p] * unserved) / (1.0 - priority_share[p])
                closed_share[i, p] = _closed(missed, closure_shortage[i])


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
