"""How often armed groups attack, compiled: a pace that swings, and attacks that bring others. Arrays as in `kernel.Inputs`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform_pair
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import normal, poisson

__all__ = [
    "FAINTEST",
    "MOST_FOLLOWING",
    "MOST_IN_A_DAY",
    "follow",
    "move",
    "multiply",
    "shares",
    "surroundings",
    "weigh",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint32]

MOST_FOLLOWING = 0.95
"""Largest share of attacks that follow from earlier ones: a larger sum of branching and spread is scaled down to it."""

MOST_IN_A_DAY = 50.0
"""Largest mean number of attacks in an area on a day."""

FAINTEST = 0.05
"""Smallest multiplier by which the attacks of a day are divided to tell what they would have been in usual times."""

WEEK = 7
"""Days between two moves of the pace, which swings over months; areas move on different days of the week."""


@compiled
def shares(branching: float, spread: float) -> tuple[float, float]:
    """Shares of attacks that follow from earlier ones, scaled down together where their sum would let the process grow forever.

    Args:
        branching: share that follows from attacks in the same area.
        spread: share that follows from attacks in neighbouring areas.

    Returns:
        Both, with a sum of at most `MOST_FOLLOWING`.

    Examples:
        >>> shares(0.5, 0.25), [round(share, 3) for share in shares(0.95, 0.475)]
        ((0.5, 0.25), [0.633, 0.317])
    """
    scale = min(1.0, MOST_FOLLOWING / max(branching + spread, 1e-300))
    return branching * scale, spread * scale


@compiled
def multiply(country: Ints, home: Flags, factor: Array, capacity: Array, restraint: Array, multiplier: Array) -> None:
    """Put together by what the rate of attacks is multiplied today.

    Args:
        country: (area,) row of its country.
        home: (area,) whether it lies in the country under blockade.
        factor: (draw, area) multiplier set by the scenario and the course.
        capacity: (draw, country) capacity of armed groups; counts at home only.
        restraint: (draw, country) share of attacks that remains under a deal.
        multiplier: (draw, area) the product; overwritten.
    """
    for i in range(factor.shape[0]):
        for a in range(factor.shape[1]):
            able = capacity[i, country[a]] if home[a] else 1.0
            multiplier[i, a] = factor[i, a] * restraint[i, country[a]] * able


@compiled
def surroundings(neighbour_first: Ints, neighbours: Ints, typical: Array, around: Array) -> None:
    """Add up what is usual in the neighbours of each area.

    Args:
        neighbour_first: (area + 1,) where the neighbours of an area begin.
        neighbours: rows of neighbouring areas.
        typical: (draw, area) usual attacks per day.
        around: (draw, area) the sum of that over the neighbours; overwritten.
    """
    for i in range(typical.shape[0]):
        for a in range(typical.shape[1]):
            around[i, a] = 0.0
            for k in range(neighbour_first[a], neighbour_first[a + 1]):
                around[i, a] += typical[i, neighbours[k]]


@compiled
def move(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    area_keys: Keys,
    branching: Array,
    spread: Array,
    dispersion: Array,
    swing: Array,
    typical: Array,
    around: Array,
    multiplier: Array,
    reported_share: Array,
    reporting: Array,
    excitation: Array,
    pace: Array,
    rate: Array,
    attacks: Array,
) -> None:
    """Let the pace of each area swing, then draw the attacks that no report told of.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        area_keys: (area,) keys of chance.
        branching: (draw,) share of attacks that follow from those in the same area.
        spread: (draw,) share that follow from those in neighbouring areas.
        dispersion: (draw,) long-run standard deviation of the logarithm of the pace.
        swing: (draw,) days in which half of a swing passes.
        typical: (draw, area) usual attacks per day.
        around: (draw, area) the sum of that over the neighbours.
        multiplier: (draw, area) what capacity, restraint, scenario and course make of the rate.
        reported_share: (draw,) share of attacks that reports tell of.
        reporting: (draw, area) share of those reports that have come in.
        excitation: (draw, area) attacks per day that follow from earlier ones, in usual times.
        pace: (draw, area) pace of the attacks that follow from none; overwritten.
        rate: (draw, area) mean number of attacks today; overwritten.
        attacks: (draw, area) attacks that no report told of; overwritten.
    """
    for i in range(len(draws)):
        own, across = shares(branching[i], spread[i])
        kept = 2.0 ** (-WEEK / swing[i])
        jolt = dispersion[i] * math.sqrt(1.0 - kept * kept)
        for a in range(len(area_keys)):
            u, v = uniform_pair(seed, model, draws[i], ordinal, area_keys[a], 0)
            if (ordinal + area_keys[a]) % WEEK == 0:
                swung = kept * math.log(pace[i, a]) + jolt * normal(v)
                pace[i, a] = math.exp(min(7.0, max(-7.0, swung)))
            fresh = (1.0 - own) * typical[i, a] - across * min(around[i, a], typical[i, a])
            mean = min(MOST_IN_A_DAY, multiplier[i, a] * (fresh * pace[i, a] + excitation[i, a]))
            rate[i, a] = mean
            attacks[i, a] = float(poisson(u, mean * (1.0 - reported_share[i] * reporting[i, a])))


@compiled
def follow(
    neighbour_first: Ints,
    neighbours: Ints,
    branching: Array,
    spread: Array,
    memory: Array,
    typical: Array,
    around: Array,
    multiplier: Array,
    attacks: Array,
    excitation: Array,
) -> None:
    """Let the attacks of today bring others on the days that follow, here and across the borders of the area.

    Args:
        neighbour_first: (area + 1,) where the neighbours of an area begin.
        neighbours: rows of neighbouring areas.
        branching: (draw,) share of attacks that follow from those in the same area.
        spread: (draw,) share that follow from those in neighbouring areas.
        memory: (draw,) mean days between an attack and those that follow.
        typical: (draw, area) usual attacks per day.
        around: (draw, area) the sum of that over the neighbours.
        multiplier: (draw, area) what the rate is multiplied by today.
        attacks: (draw, area) attacks of today.
        excitation: (draw, area) attacks per day that follow, in usual times; overwritten.
    """
    for i in range(attacks.shape[0]):
        own, across = shares(branching[i], spread[i])
        fading = math.exp(-1.0 / memory[i])
        for a in range(attacks.shape[1]):
            excitation[i, a] *= fading
        for a in range(attacks.shape[1]):
            if attacks[i, a] <= 0.0:
                continue
            begun = (1.0 - fading) * attacks[i, a]
            excitation[i, a] += own * begun / max(FAINTEST, multiplier[i, a])
            for k in range(neighbour_first[a], neighbour_first[a + 1]):
                b = neighbours[k]
                felt = min(1.0, typical[i, b] / max(around[i, b], 1e-300)) / max(1.0, multiplier[i, b])
                excitation[i, b] += across * begun * felt


@compiled
def weigh(
    country: Ints, past: Array, reported: Array, reporting: Array, share: Array, rate: Array, usual: float, out: Array
) -> None:
    """Weigh what was reported of a past day, and what was not.

    Args:
        country: (area,) row of its country.
        past: (draw, country) 1 on past days.
        reported: (draw, area) attacks that reports told of.
        reporting: (draw, area) share of the reports of this day that have come in.
        share: (draw,) share of attacks that reports tell of.
        rate: (draw, area) mean number of attacks.
        usual: reported attacks per area and day against which a report is weighed.
        out: (draw, area) Poisson log-likelihood up to a constant; overwritten.
    """
    for i in range(rate.shape[0]):
        for a in range(rate.shape[1]):
            if past[i, country[a]] > 0.0:
                told = rate[i, a] * share[i]
                out[i, a] = -told * reporting[i, a]
                if reported[i, a] > 0.0:
                    out[i, a] += reported[i, a] * math.log(max(told, 1e-12) / usual)
