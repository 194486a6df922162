"""Proper scores and coverage: how good a set of draws was, once the truth is known. Lower scores are better.

Gneiting and Raftery (2007), Strictly Proper Scoring Rules, Prediction, and Estimation. Nothing missing is scored: nan stays nan.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["central", "coverage", "crps", "interval_score", "pinball", "quantile"]

Floats: TypeAlias = NDArray[np.float64]


def _last(samples: ArrayLike, axis: int) -> Floats:
    values = np.moveaxis(np.asarray(samples, dtype=np.float64), axis, -1)
    if values.shape[-1] == 0:
        raise ValueError("no samples: at least one is needed")
    return np.ascontiguousarray(values)


def crps(samples: ArrayLike, observed: ArrayLike, *, axis: int = -1) -> Floats:
    """Continuous ranked probability score of the distribution that the samples are: E|X - y| - E|X - X'| / 2.

    Both expectations are over the samples themselves (each pair counts, a sample with itself too), so the score is exact for their
    empirical distribution function; it costs a sort.

    Args:
        samples: (..., draw) predictions.
        observed: (...) what happened, in the same unit.
        axis: which axis of `samples` is the draw.

    Returns:
        (...) scores in the unit of the quantity, at least 0; nan where a sample or the observation is missing.

    Raises:
        ValueError: no samples.

    Examples:
        >>> float(crps([0.0, 2.0], 1.0)), float(crps([3.0], 1.0))
        (0.5, 2.0)
    """
    values = np.sort(_last(samples, axis), axis=-1)
    truth = np.asarray(observed, dtype=np.float64)
    count = values.shape[-1]
    distance = np.add.reduce(np.abs(values - truth[..., None]), axis=-1) / count
    # Centred first, so that large values far from 0 lose no digits; the weights sum to 0.
    centred = values - values[..., :1]
    weights = 2.0 * np.arange(1, count + 1) - count - 1.0
    spread = np.add.reduce(centred * weights, axis=-1) / count**2
    return np.asarray(np.maximum(distance - spread, 0.0), dtype=np.float64)


def interval_score(low: ArrayLike, high: ArrayLike, observed: ArrayLike, *, probability: float = 0.9) -> Floats:
    """Score a central interval: its width, and a fine of 2 / (1 - probability) for each unit by which it missed.

    Args:
        low: (...) lower ends.
        high: (...) upper ends.
        observed: (...) what happened.
        probability: what the interval claims to hold.

    Returns:
        (...) scores in the unit of the quantity.

    Raises:
        ValueError: a probability that is not between 0 and 1.

    Examples:
        >>> round(float(interval_score(0.0, 10.0, 11.0)), 9), float(interval_score(0.0, 10.0, 5.0))
        (30.0, 10.0)
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability={probability:g}: a number between 0 and 1")
    a, b, y = (np.asarray(x, dtype=np.float64) for x in (low, high, observed))
    fine = 2.0 / (1.0 - probability)
    return np.asarray(b - a + fine * (np.maximum(a - y, 0.0) + np.maximum(y - b, 0.0)), dtype=np.float64)


def coverage(low: ArrayLike, high: ArrayLike, observed: ArrayLike) -> tuple[float, int]:
    """Tell which share of observations lay in their intervals, ends included, and of how many.

    Args:
        low: (...) lower ends.
        high: (...) upper ends.
        observed: (...) what happened; nan where nothing is known.

    Returns:
        The share (nan of none) and the number of observations that could be checked.

    Examples:
        >>> coverage([0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [1.0, 2.0, float("nan")])
        (0.5, 2)
    """
    a, b, y = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (low, high, observed)))
    known = ~(np.isnan(a) | np.isnan(b) | np.isnan(y))
    count = int(np.count_nonzero(known))
    held = int(np.count_nonzero(known & (a <= y) & (y <= b)))
    return (held / count if count else float("nan")), count


def pinball(forecast: ArrayLike, observed: ArrayLike, probability: ArrayLike) -> Floats:
    """Score a quantile: what lies above it costs `probability` per unit, what lies below it the rest.

    Args:
        forecast: (...) the quantile.
        observed: (...) what happened.
        probability: which quantile, from 0 to 1.

    Returns:
        (...) scores in the unit of the quantity, at least 0.

    Examples:
        >>> float(pinball(10.0, 14.0, 0.75)), float(pinball(10.0, 6.0, 0.75))
        (3.0, 1.0)
    """
    above = np.asarray(observed, dtype=np.float64) - np.asarray(forecast, dtype=np.float64)
    share = np.asarray(probability, dtype=np.float64)
    return np.maximum(share * above, (share - 1.0) * above)


def quantile(samples: ArrayLike, probabilities: ArrayLike, *, axis: int = -1) -> Floats:
    """Quantiles by linear interpolation between sorted samples (type 7 of Hyndman and Fan 1996).

    Args:
        samples: (..., draw).
        probabilities: (probability,) numbers from 0 to 1, or one number.
        axis: which axis of `samples` is the draw.

    Returns:
        (probability, ...) quantiles, or (...) for one number; nan where a sample is missing.

    Raises:
        ValueError: no samples, or a probability outside 0 to 1.

    Examples:
        >>> quantile([1.0, 2.0, 4.0], [0.0, 0.5, 0.75]).tolist()
        [1.0, 2.0, 3.0]
    """
    values = np.sort(_last(samples, axis), axis=-1)
    wanted = np.asarray(probabilities, dtype=np.float64)
    if not ((wanted >= 0.0) & (wanted <= 1.0)).all():
        raise ValueError(f"probabilities={wanted.tolist()}: numbers from 0 to 1")
    place = wanted * (values.shape[-1] - 1)
    below = np.minimum(np.floor(place).astype(np.int64), values.shape[-1] - 1)
    above = np.minimum(below + 1, values.shape[-1] - 1)
    start, end = values[..., below], values[..., above]
    share = place - below
    # Equal neighbours give themselves, infinite ones too; numbers that are missing sort last and make the whole missing.
    with np.errstate(invalid="ignore"):
        out = np.where((share == 0.0) | (start == end), start, start + share * (end - start))
    out = np.where(np.isnan(values[..., -1:]) if wanted.ndim else np.isnan(values[..., -1]), np.nan, out)
    return np.ascontiguousarray(np.moveaxis(out, -1, 0) if wanted.ndim else out)


def central(samples: ArrayLike) -> tuple[float, float, float]:
    """Sum up draws as everything shown is summed up: 5, 50 and 95 % quantiles.

    Args:
        samples: (draw,) numbers.

    Returns:
        Low end, median and high end of the central 90 %.

    Examples:
        >>> central(range(101))
        (5.0, 50.0, 95.0)
    """
    low, middle, high = quantile(np.asarray(samples, dtype=np.float64), np.array([0.05, 0.5, 0.95]))
    return float(low), float(middle), float(high)
