"""Temperatures, resampling and lineage: how a weighted cloud of draws is renewed, and what it is worth afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["effective_size", "families", "family_inflation", "next_temperature", "systematic", "tempered_weights"]

Floats: TypeAlias = NDArray[np.float64]
Ids: TypeAlias = NDArray[np.uint32]
Rows: TypeAlias = NDArray[np.int64]

_FEWEST_FAMILIES = 5.0


def tempered_weights(log_likelihood: Floats, step: float) -> Floats:
    """Weigh draws by a power of their likelihood, the likeliest by 1.

    Args:
        log_likelihood: (draw,); minus infinity for an impossible draw, but not for all.
        step: the power, above 0.

    Returns:
        (draw,) weights from 0 to 1.

    Examples:
        >>> tempered_weights(np.array([-1.0, -1.0, -np.inf]), 0.5).tolist()
        [1.0, 1.0, 0.0]
    """
    return np.asarray(np.exp(step * (log_likelihood - log_likelihood.max())), dtype=np.float64)


def next_temperature(log_likelihood: Floats, temperature: float, threshold: float) -> float:
    """Find the next temperature by bisection on the conditional effective sample size.

    Args:
        log_likelihood: (draw,); minus infinity for an impossible draw, which does not count.
        temperature: the present one, below 1.
        threshold: share of the possible draws that shall remain.

    Returns:
        A higher temperature, at most 1.

    Examples:
        >>> next_temperature(np.array([0.0, -1e-3]), 0.0, 0.5)
        1.0
        >>> round(next_temperature(np.arange(100.0), 0.0, 0.5), 3)
        0.038
    """
    enough = threshold * np.count_nonzero(np.isfinite(log_likelihood))

    def remaining(step: float) -> float:
        weights = tempered_weights(log_likelihood, step)
        return float(np.add.reduce(weights) ** 2 / np.add.reduce(weights * weights))

    low, high = 0.0, 1.0 - temperature
    if remaining(high) >= enough:
        return 1.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if remaining(middle) >= enough else (low, middle)
    return min(1.0, max(temperature + low, float(np.nextafter(temperature, 1.0))))


def systematic(weights: Floats, u: float) -> Rows:
    """Choose as many rows as there are weights, in proportion to them, by one uniform number (Kitagawa 1996).

    Args:
        weights: (draw,) numbers of at least 0, not all 0.
        u: uniform number strictly between 0 and 1.

    Returns:
        (draw,) rows in rising order; equal weights give each row once.

    Examples:
        >>> systematic(np.array([1.0, 1.0, 1.0]), 0.4).tolist(), systematic(np.array([0.0, 3.0, 1.0, 0.0]), 0.5).tolist()
        ([0, 1, 2], [1, 1, 1, 2])
    """
    total = np.cumsum(weights)
    points = (np.arange(len(weights)) + u) * (total[-1] / len(weights))
    last = int(np.flatnonzero(weights)[-1])
    rows = np.searchsorted(total, points, side="right").astype(np.int64)
    return np.asarray(np.minimum(rows, last), dtype=np.int64)


def effective_size(z: Floats, ids: Ids, log_likelihood: Floats, generations: Sequence[Rows]) -> float:
    """Count how many independent draws a moved and resampled cloud is worth.

    Draws that descend from one draw are a family. For every entry of `z`, and for the log-likelihood, the variance of the mean that
    allows for likeness within families is set against that of independent draws (Lee and Whiteley 2018). Families are counted from
    the earliest generation that still has about 5 of them (Olsson and Douc 2019). For the path, two draws with one chance id on
    a day are one draw on that day.

    Args:
        z: (draw, entry).
        ids: (draw, day).
        log_likelihood: (draw,).
        generations: for each resampling, the row that each draw came from.

    Returns:
        From 1 to the number of draws: the smaller of both counts, each at the entry or day that is worse than nine in ten.

    Examples:
        >>> z = np.array([[0.0], [0.0], [1.0], [1.0]])
        >>> effective_size(z, np.zeros((4, 0), dtype=np.uint32), z[:, 0], [np.array([0, 0, 2, 2])])
        2.0
    """
    draws = len(log_likelihood)
    family = families(draws, generations)
    inflation = family_inflation(np.concatenate([z, log_likelihood[:, None]], axis=1), family)
    days = [np.unique(ids[:, day], return_counts=True)[1] for day in range(ids.shape[1])]
    alike = np.array([float(np.add.reduce((count / draws) ** 2)) for count in days] or [1.0 / draws])
    worst = max(float(np.sort(x)[int(np.ceil(0.9 * len(x))) - 1]) for x in (inflation / draws, alike))
    return float(min(draws, max(1.0, 1.0 / worst)))


def family_inflation(values: Floats, family: Rows) -> Floats:
    """Say how much wider likeness within families makes the variance of a mean, against that of independent draws.

    Args:
        values: (draw, quantity).
        family: (draw,) number of the family of each draw.

    Returns:
        (quantity,) factors; the number of draws over a factor is what the draws are worth for that quantity.

    Examples:
        >>> family_inflation(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0, 0, 2, 2])).tolist()
        [2.0]
    """
    draws = len(values)
    if _likeness(family) * _FEWEST_FAMILIES > 1.0:
        # Too few families to measure what the moves did: take it that they did nothing.
        return np.full(values.shape[1], draws * _likeness(family))
    centred = values - np.add.reduce(values, axis=0) / draws
    sums = np.zeros_like(centred)
    np.add.at(sums, family, centred)
    between = np.add.reduce(sums * sums, axis=0)
    within = np.add.reduce(centred * centred, axis=0)
    return np.asarray(np.divide(between, within, out=np.full(len(within), float(draws)), where=within > 0.0))


def _likeness(family: Rows) -> float:
    share = np.bincount(family) / len(family)
    return float(np.add.reduce(share * share))


def families(draws: int, generations: Sequence[Rows]) -> Rows:
    """Say which draws descend from one draw of the earliest generation that still has about 5 families (Olsson and Douc 2019).

    Args:
        draws: how many there are.
        generations: for each resampling, the row that each draw came from.

    Returns:
        (draw,) number of the family of each.

    Examples:
        >>> families(3, [np.array([0, 0, 2])]).tolist()
        [0, 0, 2]
    """
    family = np.arange(draws)
    for rows in reversed(generations):
        older = rows[family]
        if _likeness(older) * _FEWEST_FAMILIES > 1.0 and len(np.unique(family)) < draws:
            break
        family = older
    return family
