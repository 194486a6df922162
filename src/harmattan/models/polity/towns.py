"""What can happen to towns in a day, for a block of draws, compiled: local pacts, cities taken. Arrays as in variables.csv."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform_pair
from harmattan.inference.compiled import compiled
from harmattan.models.polity.pressure import happens

__all__ = ["turn_towns"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint32]

# Slots of a place on a day: 0 taken, 1 pact.


@compiled
def turn_towns(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    home: int,
    open_to_pact: Ints,
    city: NDArray[np.bool_],
    place_keys: Keys,
    pact_rate: Array,
    taken_rate: Array,
    past_day: Array,
    pact_factor: Array,
    taken_factor: Array,
    violence_restraint: Array,
    siege: Array,
    control: Array,
    pact_signed: Array,
    city_taken: Array,
) -> None:
    """Let besieged places sign local pacts, and contested or besieged cities be taken.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        home: row of the country under blockade.
        open_to_pact: rows of its cities and towns without the capital.
        city: (place,) whether a place is a city.
        place_keys: (place,) keys of chance.
        pact_rate: (draw,) hazard of a pact of a besieged place.
        taken_rate: (draw,) hazard that a contested or besieged city is taken.
        past_day: (draw, country) 1 on past days, when reports alone tell.
        pact_factor: (draw, place) multiplier of the first.
        taken_factor: (draw, place) multiplier of the second.
        violence_restraint: (draw, country) share of attacks that remains under a deal.
        siege: (draw, place) 1 where besieged.
        control: (draw, place) 0 government, 1 pact, 2 contested, 3 armed group.
        pact_signed: (draw, place) all 0; overwritten.
        city_taken: (draw, place) all 0; overwritten.
    """
    for i in range(len(draws)):
        if past_day[i, home] > 0.0:
            continue
        for p in open_to_pact:
            besieged = siege[i, p] > 0.0
            contested = control[i, p] == 2.0
            if not (besieged or (contested and city[p])) or not (contested or control[i, p] == 0.0):
                continue
            u, v = uniform_pair(seed, model, draws[i], ordinal, place_keys[p], 0)
            falls = taken_rate[i] * taken_factor[i, p] * violence_restraint[i, home]
            if city[p] and happens(u, falls):
                city_taken[i, p] = 1.0
            elif besieged and happens(v, pact_rate[i] * pact_factor[i, p]):
                pact_signed[i, p] = 1.0
