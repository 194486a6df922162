"""Counts of coming months from those of past ones: a full distribution for each unit and lead, and a guard on its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from harmattan.inference.chance import uniform_pair
from harmattan.inference.compiled import compiled, frozen
from harmattan.inference.samplers import round_at_random
from harmattan.world.atlas import stable_key

__all__ = ["LATEST", "Habits", "guarded", "margin", "months"]

Array = NDArray[np.float64]

LATEST = 12
"""Months that are a unit's own last year."""

_LONGEST = 36
_MOST_AT_ONSET = 300.0


class Habits(NamedTuple):
    """How counts move from past to coming months. Chosen on windows that end before 2018; see docs/models/violence.md.

    Args:
        half_life: months in which the weight of a past month halves.
        older: weight of the two years before the last one, together.
        swing: scale of the logarithm of the level at a lead of three months.
        growth: growth of that scale with the logarithm of the lead.
        downward: how much wider swings are down than up: crises end faster than they double.
        pull: share of the way, in logarithms, from the level of the last year back to that of three years.
        onset: chance that a month drawn as quiet sees a new outbreak.
    """

    half_life: float = 4.0
    older: float = 0.1
    swing: float = 0.25
    growth: float = 0.5
    downward: float = 2.0
    pull: float = 0.1
    onset: float = 0.01


def months(
    history: ArrayLike,
    leads: Sequence[int],
    draws: int,
    *,
    seed: int,
    keys: NDArray[np.uint32] | None = None,
    habits: Habits = Habits(),  # noqa: B008
) -> Array:
    """Draw the counts of coming months for each unit from its own past.

    A coming month repeats a past month of the unit, recent ones more often, at a level that has swung since (Student's t with 4
    degrees of freedom, wider at longer leads, the same swing for all months of a draw). A quiet month may see an outbreak of k or
    more with chance `onset` / k. A unit whose level stands above its own three years falls back a little.

    Args:
        history: (unit, month) counts of at least 0, oldest first; twelve months or more, of which the last 36 are read.
        leads: months ahead, 1 for the month after the last.
        draws: how many draws.
        seed: 32-bit seed.
        keys: (unit,) keys of chance; 0, 1, 2 … when None.
        habits: how counts move.

    Returns:
        (unit, lead, draw) whole numbers of at least 0. A unit's numbers do not depend on other units.

    Raises:
        ValueError: less than twelve months, a count that is negative or not finite, a lead or a number of draws below 1.

    Examples:
        >>> ahead = months([[3.0] * 12, [0.0] * 12], (3, 14), 200, seed=1)
        >>> ahead.shape, [float(np.median(unit)) for unit in ahead]
        ((2, 2, 200), [3.0, 0.0])
    """
    past = np.asarray(history, dtype=np.float64)
    if past.ndim != 2 or past.shape[1] < LATEST:
        raise ValueError(f"history of shape {past.shape}: (unit, month) with {LATEST} months or more")
    if not (np.isfinite(past).all() and (past >= 0.0).all()):
        raise ValueError("history: finite numbers of at least 0")
    if draws < 1 or not leads or min(leads) < 1:
        raise ValueError(f"leads={list(leads)}, draws={draws}: each at least 1")
    latest = past[:, : -_LONGEST - 1 : -1]
    rank = np.arange(latest.shape[1])
    recent = np.where(rank < LATEST, 0.5 ** (rank / habits.half_life), 0.0)
    before = np.where(rank < LATEST, 0.0, habits.older / max(1, len(rank) - LATEST))
    weight = recent / recent.sum() * (1.0 - before.sum()) + before
    level = ((latest.mean(axis=1) + 1.0) / (latest[:, :LATEST].mean(axis=1) + 1.0)) ** habits.pull
    scale = habits.swing * np.maximum(0.0, 1.0 + habits.growth * np.log(np.asarray(leads) / 3.0))
    units = np.arange(len(past), dtype=np.uint32) if keys is None else np.asarray(keys, dtype=np.uint32)
    out = np.empty((len(past), len(leads), draws))
    model = stable_key("violence.months")
    below = frozen(np.cumsum(weight))
    _draw(seed, model, frozen(units), frozen(np.asarray(leads, dtype=np.int64)), frozen(latest), below, frozen(level),
          frozen(scale), habits.downward, habits.onset, out)  # fmt: skip
    return out


@compiled
def heavy(u: float) -> float:
    """Turn a uniform number into one of Student's t with 4 degrees of freedom (Shaw 2006, closed form), held between -8 and 8.

    Args:
        u: uniform number strictly between 0 and 1.

    Returns:
        The quantile of `u`.

    Examples:
        >>> round(heavy(0.95), 4), heavy(0.5)
        (2.1318, 0.0)
    """
    if u == 0.5:
        return 0.0
    root = math.sqrt(4.0 * u * (1.0 - u))
    size = 2.0 * math.sqrt(max(0.0, math.cos(math.acos(root) / 3.0) / root - 1.0))
    return math.copysign(min(8.0, size), u - 0.5)


@compiled
def _draw(
    seed: int,
    model: int,
    units: NDArray[np.uint32],
    leads: NDArray[np.int64],
    latest: Array,
    below: Array,
    level: Array,
    scale: Array,
    downward: float,
    onset: float,
    out: Array,
) -> None:
    for i in range(len(units)):
        for k in range(out.shape[2]):
            swung, _ = uniform_pair(seed, model, k, 0, units[i], 0)
            swing = heavy(swung)
            if swing < 0.0:
                swing *= downward
            for j in range(len(leads)):
                u, v = uniform_pair(seed, model, k, leads[j], units[i], 1)
                w, x = uniform_pair(seed, model, k, leads[j], units[i], 2)
                row = 0
                while row < len(below) - 1 and u > below[row]:
                    row += 1
                count = latest[i, row]
                if count == 0.0 and w < onset:
                    out[i, j, k] = min(_MOST_AT_ONSET, math.floor(1.0 / x))
                else:
                    out[i, j, k] = float(round_at_random(v, count * level[i] * math.exp(scale[j] * swing)))


def margin(low: ArrayLike, high: ArrayLike, observed: ArrayLike, *, probability: float = 0.9) -> float:
    """Learn from earlier windows how much wider intervals must be to hold what they claim (conformal; Romano et al. 2019).

    Args:
        low: (...) lower ends in earlier windows, at least 0.
        high: (...) upper ends.
        observed: (...) what happened.
        probability: what the intervals claim to hold.

    Returns:
        The margin by which both ends move outwards on the scale of log(1 + count); 0 where they held enough, and with nothing to
        learn from. With n cases like the coming one, the widened interval holds it with the claimed probability, up to 1 / (n + 1).

    Raises:
        ValueError: a probability that is not between 0 and 1.

    Examples:
        >>> margin([0.0] * 9, [1.0] * 9, [0, 0, 1, 1, 1, 1, 1, 1, 3]) == math.log(2.0)
        True
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability={probability:g}: a number between 0 and 1")
    a, b, y = (np.log1p(np.asarray(x, dtype=np.float64)).ravel() for x in (low, high, observed))
    missed = np.sort(np.maximum(a - y, y - b))
    if not len(missed):
        return 0.0
    place = min(len(missed), math.ceil((len(missed) + 1) * probability - 1e-9))
    return max(0.0, float(missed[place - 1]))


def guarded(low: ArrayLike, high: ArrayLike, wider: float) -> tuple[Array, Array]:
    """Move both ends of intervals outwards.

    Args:
        low: (...) lower ends, at least 0.
        high: (...) upper ends.
        wider: a margin made by `margin`.

    Returns:
        Lower ends, never below 0, and upper ends.

    Examples:
        >>> [round(float(end), 9) for end in guarded(1.0, 3.0, math.log(2.0))]
        [0.0, 7.0]
    """
    a, b = (np.log1p(np.asarray(x, dtype=np.float64)) for x in (low, high))
    # Rounded, so that the case from which the margin was learned lies inside, not a rounding error beyond the end.
    ends = np.round(np.expm1(np.maximum(0.0, np.stack([a - wider, b + wider]))), 9)
    return ends[0], ends[1]
