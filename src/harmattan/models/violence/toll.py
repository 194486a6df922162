"""Whom the attacks of a day kill and where they fall, compiled. Arrays as in `kernel.Inputs`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform, uniform_pair
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import normal, poisson

__all__ = ["DEADLIEST", "harm_by_state", "strike"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint32]

DEADLIEST = 1_000.0
"""Most deaths in one attack."""

MOST_INCIDENTS = 50.0
"""Largest mean number of incidents of harm by state forces in an area on a day."""

HARM_SLOTS = 100_000


@compiled
def strike(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    area_keys: Keys,
    place_first: Ints,
    places: Ints,
    below: Array,
    reported: Array,
    deaths_typical: Array,
    deaths_spread: Array,
    attacks: Array,
    near: Array,
    deaths: Array,
) -> None:
    """Add the reported attacks, and let each attack kill and fall on a place or on the countryside.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        area_keys: (area,) keys of chance.
        place_first: (area + 1,) where the places of an area begin.
        places: rows of places, area after area.
        below: running chance that an attack falls on a place.
        reported: (draw, area) attacks that reports told of.
        deaths_typical: (draw,) median deaths in an attack.
        deaths_spread: (draw,) standard deviation of their logarithm.
        attacks: (draw, area) attacks that no report told of; overwritten with all.
        near: (draw, place) attacks that reports place; overwritten with all near a place.
        deaths: (draw, area) deaths; overwritten.
    """
    for i in range(len(draws)):
        for a in range(len(area_keys)):
            placed = 0.0
            for k in range(place_first[a], place_first[a + 1]):
                placed += near[i, places[k]]
            attacks[i, a] += max(reported[i, a], placed)
            for k in range(int(attacks[i, a])):
                u, v = uniform_pair(seed, model, draws[i], ordinal, area_keys[a], 2 + k)
                killed = deaths_typical[i] * math.exp(deaths_spread[i] * normal(u))
                deaths[i, a] += min(DEADLIEST, math.floor(killed + 0.5))
                if k < placed:
                    continue
                for j in range(place_first[a], place_first[a + 1]):
                    if v < below[j]:
                        near[i, places[j]] += 1.0
                        break


@compiled
def harm_by_state(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    area_keys: Keys,
    home: Flags,
    ratio: Array,
    deaths_each: Array,
    factor: Array,
    attacks: Array,
    harm: Array,
) -> None:
    """Draw incidents in which state forces or their partners kill civilians at home; each kills one at least.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        area_keys: (area,) keys of chance.
        home: (area,) whether it lies in the country under blockade.
        ratio: (draw,) incidents for each attack by an armed group.
        deaths_each: (draw,) mean deaths in an incident.
        factor: (draw, area) multiplier of incidents.
        attacks: (draw, area) attacks of today.
        harm: (draw, area) civilians killed; overwritten.
    """
    for i in range(len(draws)):
        more = 1.0 - 1.0 / max(1.0, deaths_each[i])
        for a in range(len(area_keys)):
            mean = ratio[i] * factor[i, a] * attacks[i, a]
            if not home[a] or mean <= 0.0:
                continue
            u = uniform(seed, model, draws[i], ordinal, area_keys[a], 2)
            for k in range(poisson(u, min(MOST_INCIDENTS, mean))):
                harm[i, a] += 1.0
                if more > 0.0:
                    v = uniform(seed, model, draws[i], ordinal, area_keys[a], HARM_SLOTS + k)
                    harm[i, a] += min(DEADLIEST, math.floor(math.log(1.0 - v) / math.log(more)))
