"""One day of the corridor filter, compiled: change of state, then what traffic and attacks say of it.

What does not change from day to day is worked out once for a block of draws, by `prepare` and `marks`: the logarithms and the
chance cost more than the day itself.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform
from harmattan.inference.compiled import compiled

__all__ = ["MEMORY_DAYS", "Tables", "marks", "observe", "pass_day", "prepare"]

Array = NDArray[np.float64]

MEMORY_DAYS = 14.0
"""Days over which flow is averaged, and over which `corridor_flow_spread` holds: single days are as much lumpier."""

_NEWEST = 2.0 / MEMORY_DAYS
"""Weight of today in a running mean that is as old, and as steady, as a plain mean over `MEMORY_DAYS`."""

_FARTHEST = 600.0


class Tables(NamedTuple):
    """What tells the states of a corridor apart, against open, in each draw.

    `normal` is (draw, corridor) tankers per day in normal times, `shape` (draw,) that of a day's arrivals, `thinner`
    (draw, corridor, level) what is taken off for each tanker expected, `speaks` (draw, level, 3) what each tanker arrived, each
    ambush and each tanker exposed says.
    """

    normal: Array
    shape: Array
    thinner: Array
    speaks: Array


@compiled
def prepare(flow_share: Array, need: Array, load: Array, hazard: Array, share: Array, spread: Array) -> Tables:
    """Work out what tells the states of a corridor apart.

    No state is attacked less than open, and none carries more than the one before it: parameters that say otherwise are set to
    the bound. So more attacks always speak for more than open, and less flow for escorted only and closed.

    Args:
        flow_share: (corridor,) share of the national need in normal times.
        need: (draw,) litres per day.
        load: (draw,) litres per tanker.
        hazard: (draw, level) ambushes per day for each hundred tankers under way.
        share: (draw, level) share of normal traffic.
        spread: (draw,) standard deviation of the logarithm of flow over `MEMORY_DAYS` in one state.

    Returns:
        The tables.
    """
    draws, corridors, levels = len(need), len(flow_share), share.shape[1]
    normal, shape = np.empty((draws, corridors)), np.empty(draws)
    thinner, speaks = np.zeros((draws, corridors, levels)), np.zeros((draws, levels, 3))
    for i in range(draws):
        shape[i] = 1.0 / (MEMORY_DAYS * math.expm1(max(1e-6, spread[i] * spread[i])))
        least, full = max(1e-12, hazard[i, 0]), max(1e-12, share[i, 0])
        most = full
        for c in range(corridors):
            normal[i, c] = flow_share[c] * need[i] / load[i]
        for level in range(1, levels):
            here = max(least, hazard[i, level])
            most = max(1e-12, min(most, share[i, level]))
            speaks[i, level, 0] = math.log(most / full)
            speaks[i, level, 1] = math.log(here / least)
            speaks[i, level, 2] = (here - least) / 100.0
            for c in range(corridors):
                thinner[i, c, level] = math.log((shape[i] + most * normal[i, c]) / (shape[i] + full * normal[i, c]))
    return Tables(normal, shape, thinner, speaks)


@compiled
def marks(seed: int, model: int, draws: NDArray[np.uint32], keys: NDArray[np.uint32]) -> Array:
    """Draw the one number by which the state of each corridor is picked on every day.

    Args:
        seed: 32-bit seed.
        model: key of the mechanism.
        draws: (draw,) numbers under which draws are addressed.
        keys: (corridor,) keys of chance.

    Returns:
        (draw, corridor) uniform numbers.
    """
    out = np.empty((len(draws), len(keys)))
    for i in range(len(draws)):
        for c in range(len(keys)):
            out[i, c] = uniform(seed, model, draws[i], 0, keys[c], 0)
    return out


@compiled
def observe(
    change: float,
    shape: float,
    speaks: Array,
    thinner: Array,
    counted: Array,
    arrived: Array,
    ambushes: Array,
    exposed: Array,
    belief: Array,
    total: Array,
) -> None:
    """Pass one day of the corridors of one draw: each may have changed its state, and was seen.

    Ambushes are Poisson, a day's arrivals gamma-Poisson (negative binomial).

    Args:
        change: chance per day that a corridor changes its state, to each other one alike.
        shape: of a day's arrivals.
        speaks: (level, 3) as in `Tables`.
        thinner: (corridor, level) as in `Tables`.
        counted: (corridor,) tankers per day in normal times; 0 where arrivals say nothing.
        arrived: (corridor,) tankers unloaded today.
        ambushes: (corridor,) how many today.
        exposed: (corridor,) tankers under way; where there are none, ambushes and their absence say nothing.
        belief: (corridor, level) chance of each state; overwritten.
        total: (corridor,) room to work in; overwritten.
    """
    kept, come = 1.0 - change * 4.0 / 3.0, change / 3.0
    for c in range(len(counted)):
        belief[c, 0] = kept * belief[c, 0] + come
        total[c] = belief[c, 0]
    for level in range(1, belief.shape[1]):
        per_tanker, per_ambush, per_exposed = speaks[level, 0], speaks[level, 1], speaks[level, 2]
        for c in range(len(counted)):
            said = 0.0
            if counted[c] > 0.0:
                said = arrived[c] * per_tanker - (arrived[c] + shape) * thinner[c, level]
            if exposed[c] > 0.0:
                said += ambushes[c] * per_ambush - exposed[c] * per_exposed
            belief[c, level] = (kept * belief[c, level] + come) * math.exp(min(_FARTHEST, said))
            total[c] += belief[c, level]
    for c in range(len(counted)):
        part = 1.0 / total[c]
        for level in range(belief.shape[1]):
            belief[c, level] *= part


@compiled
def pass_day(
    normal: Array,
    shape: Array,
    thinner: Array,
    speaks: Array,
    mark: Array,
    change: Array,
    declared_weight: Array,
    ambushes: Array,
    exposed: Array,
    arrived: Array,
    ban: Array,
    flow: Array,
    belief: Array,
    state: Array,
) -> None:
    """Pass one day of every corridor for a block of draws.

    Args:
        normal: (draw, corridor) as in `Tables`.
        shape: (draw,) as in `Tables`.
        thinner: (draw, corridor, level) as in `Tables`.
        speaks: (draw, level, 3) as in `Tables`.
        mark: (draw, corridor) numbers that pick the state.
        change: (draw,) chance per day of a change of state.
        declared_weight: (draw,) what a declared ban tells.
        ambushes: (draw, corridor) today.
        exposed: (draw, corridor) tankers under way today.
        arrived: (draw, corridor) tankers unloaded today.
        ban: (draw, corridor) strength of a declared ban.
        flow: (draw, corridor) share of normal traffic over `MEMORY_DAYS`; overwritten.
        belief: (draw, corridor, level) chance of each state; overwritten.
        state: (draw, corridor) the state picked from it; overwritten.
    """
    corridors = normal.shape[1]
    total = np.empty(corridors)
    for i in range(len(change)):
        observe(
            change[i], shape[i], speaks[i], thinner[i], normal[i], arrived[i], ambushes[i], exposed[i], belief[i], total
        )
        for c in range(corridors):
            if normal[i, c] > 0.0:
                flow[i, c] += (arrived[i, c] / normal[i, c] - flow[i, c]) * _NEWEST
            told = math.exp(declared_weight[i] * ban[i, c]) if ban[i, c] > 0.0 else 1.0
            first = belief[i, c, 0]
            second = first + belief[i, c, 1]
            third = second + told * belief[i, c, 2]
            here = mark[i, c] * (third + told * belief[i, c, 3])
            # Sums of comparisons, not branches: which way they go cannot be foreseen, and a wrong guess costs more than all three.
            state[i, c] = (here >= first) * 1.0 + (here >= second) * 1.0 + (here >= third) * 1.0
