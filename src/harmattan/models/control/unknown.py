"""When to say who holds a place, and when to say that it is not known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.models.contract import FADES_DAYS

__all__ = ["ENOUGH", "SURE", "UNKNOWN", "known_levels", "weight_heard"]

UNKNOWN = -1
"""Stands for a level where it is not known who holds a place."""

SURE = 0.6
"""Chance that the likeliest level must reach to be named."""

ENOUGH = 1.0
"""How far reports must speak for a level, in natural logarithms of odds, without which a belief is little more than its prior."""


def weight_heard(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh how far reports have spoken for each level of each place by the end of the last day.

    What reports tell of a place is added up, older ones counting less. The weight of a level is how far that moves its odds against
    the level they speak for least: reports that agree add up, reports that contradict each other cancel.

    Args:
        evidence: (day, place, level) log-likelihood of the reports, as `Control.evidence` lays it out.

    Returns:
        (place, level) weights, natural logarithm of odds, at least 0; all 0 where nothing was ever told.

    Examples:
        >>> told = np.zeros((181, 2, 4))
        >>> told[0, 1] = [-2.0, 0.0, 0.0, -1.0]
        >>> weight_heard(told).tolist()
        [[0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.5]]
    """
    ages = np.arange(len(evidence) - 1, -1, -1, dtype=np.float64)
    total = ((2.0 ** (-ages / FADES_DAYS))[:, None, None] * evidence).sum(axis=0)
    return np.asarray(total - total.min(axis=-1, keepdims=True))


def known_levels(chances: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Name the level of each place, or say that it is not known.

    The likeliest level is named when its chance is at least `SURE` and reports speak for it by at least `ENOUGH`. All else is
    unknown: a belief that is torn, one that is sharp only because its prior is, and one that its reports speak against.

    Args:
        chances: (..., place, level) chance of each level: a mean belief, or the share of draws with each level of `control`.
        weight: (place, level) what `weight_heard` says.

    Returns:
        (..., place) the likeliest level, or `UNKNOWN`.

    Examples:
        >>> told = np.array([[0.0, 0.0, 0.0, 0.0], [2.0, 0.0, 1.0, 0.0], [2.0, 0.0, 1.0, 0.0], [0.0, 0.0, 2.0, 2.0]])
        >>> known_levels(np.array([[0.9, 0.0, 0.1, 0.0], [0.9, 0.0, 0.1, 0.0], [0.5, 0.0, 0.5, 0.0], [0.7, 0.0, 0.3, 0.0]]), told)
        array([-1,  0, -1, -1])
    """
    likeliest = chances.argmax(axis=-1)
    spoken_for = np.take_along_axis(np.broadcast_to(weight, chances.shape), likeliest[..., None], axis=-1)[..., 0]
    named = (chances.max(axis=-1) >= SURE) & (spoken_for >= ENOUGH)
    return np.where(named, likeliest, UNKNOWN).astype(np.int64)
