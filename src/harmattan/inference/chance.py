"""Random numbers that have an address instead of a past: Philox 4x32-10 (Salmon et al. 2011, SC'11).

The counter is (draw, day, entity, slot pair) and the key (seed, model), so any number can be made again on its own, and
changing one part of a run leaves the numbers of all others as they were.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled

__all__ = ["philox", "uniform", "uniform_pair", "uniform_pairs"]

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_DROP = np.uint64(12)
_SCALE = 1.0 / 4503599627370496.0


@compiled
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Mix a 128-bit counter under a 64-bit key in ten rounds.

    Args:
        c0: first 32-bit word of the counter.
        c1: second word.
        c2: third word.
        c3: fourth word.
        k0: first 32-bit word of the key.
        k1: second word.

    Returns:
        Four 32-bit words, each in a 64-bit unsigned integer.

    Examples:
        >>> [hex(int(word)) for word in philox(0, 0, 0, 0, 0, 0)]
        ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']
    """
    x0 = np.uint64(c0) & _LOW
    x1 = np.uint64(c1) & _LOW
    x2 = np.uint64(c2) & _LOW
    x3 = np.uint64(c3) & _LOW
    y0 = np.uint64(k0) & _LOW
    y1 = np.uint64(k1) & _LOW
    for _ in range(10):
        p0 = _M0 * x0
        p1 = _M1 * x2
        x0, x1, x2, x3 = (p1 >> _HALF) ^ x1 ^ y0, p1 & _LOW, (p0 >> _HALF) ^ x3 ^ y1, p0 & _LOW
        y0 = (y0 + _W0) & _LOW
        y1 = (y1 + _W1) & _LOW
    return x0, x1, x2, x3


@compiled
def _unit(high: np.uint64, low: np.uint64) -> float:
    # 52 bits, not 53: (2^53 - 1) + 0.5 is no double, and would round to a uniform number of exactly 1.
    return (np.float64(((high << _HALF) | low) >> _DROP) + 0.5) * _SCALE


@compiled
def uniform_pair(seed: int, model: int, draw: int, day: int, entity: int, pair: int) -> tuple[float, float]:
    """Make the two uniform numbers of slots `2 * pair` and `2 * pair + 1` at one address.

    Args:
        seed: 32-bit seed of the run.
        model: 32-bit key of the mechanism (`stable_key` of its name).
        draw: number of the draw.
        day: proleptic ordinal of the date.
        entity: 32-bit key of the place, corridor or route.
        pair: which pair of slots.

    Returns:
        Two numbers strictly between 0 and 1, on a grid of 2^-52 shifted by half a step: `1 - u` is exact, and on the grid.
    """
    a, b, c, d = philox(draw, day, entity, pair, seed, model)
    return _unit(a, b), _unit(c, d)


@compiled
def uniform(seed: int, model: int, draw: int, day: int, entity: int, slot: int) -> float:
    """Make the uniform number at one address.

    Args:
        seed: 32-bit seed of the run.
        model: 32-bit key of the mechanism.
        draw: number of the draw.
        day: proleptic ordinal of the date.
        entity: 32-bit key of the place, corridor or route.
        slot: which number of this entity on this day.

    Returns:
        A number strictly between 0 and 1.

    Examples:
        >>> uniform(1, 2, 3, 4, 5, 6) == uniform(1, 2, 3, 4, 5, 6) != uniform(1, 2, 3, 4, 5, 7)
        True
    """
    u, v = uniform_pair(seed, model, draw, day, entity, slot >> 1)
    return v if slot & 1 else u


@compiled
def uniform_pairs(
    seed: int,
    model: int,
    draws: NDArray[np.uint32],
    day: int,
    entities: NDArray[np.uint32],
    pair: int,
    first: NDArray[np.float64],
    second: NDArray[np.float64],
) -> None:
    """Make the two uniform numbers of one pair of slots for many draws and entities: `uniform_pair`, to the last bit.

    The rounds of Philox are written out once more, because a loop without calls becomes vector instructions: less than half the
    time of one pair after the other.

    Args:
        seed: 32-bit seed of the run.
        model: 32-bit key of the mechanism.
        draws: (draw,) numbers of the draws.
        day: proleptic ordinal of the date.
        entities: (entity,) 32-bit keys.
        pair: which pair of slots.
        first: (draw, entity) numbers of slot `2 * pair`; overwritten.
        second: (draw, entity) numbers of slot `2 * pair + 1`; overwritten.
    """
    for i in range(draws.size):
        for j in range(entities.size):
            x0 = np.uint64(draws[i]) & _LOW
            x1 = np.uint64(day) & _LOW
            x2 = np.uint64(entities[j]) & _LOW
            x3 = np.uint64(pair) & _LOW
            y0 = np.uint64(seed) & _LOW
            y1 = np.uint64(model) & _LOW
            for _ in range(10):
                p0 = _M0 * x0
                p1 = _M1 * x2
                x0, x1, x2, x3 = (p1 >> _HALF) ^ x1 ^ y0, p1 & _LOW, (p0 >> _HALF) ^ x3 ^ y1, p0 & _LOW
                y0 = (y0 + _W0) & _LOW
                y1 = (y1 + _W1) & _LOW
            first[i, j] = (np.float64(((x0 << _HALF) | x1) >> _DROP) + 0.5) * _SCALE
            second[i, j] = (np.float64(((x2 << _HALF) | x3) >> _DROP) + 0.5) * _SCALE
