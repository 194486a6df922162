"""One day of violence for a block of draws, compiled. Read from the bottom: `pass_day` is the order of the day.

Slots of an area on a day: 0 number of attacks, 1 pace, 2 incidents of harm by state forces, then for attack k: 4 + 2k deaths,
5 + 2k where it falls; for such an incident k: `toll.HARM_SLOTS` + k.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled
from harmattan.models.contract import Address
from harmattan.models.violence.ground import Ground
from harmattan.models.violence.process import follow, move, multiply, surroundings, weigh
from harmattan.models.violence.toll import harm_by_state, strike

__all__ = ["Day", "Inputs", "pass_day"]

Array = NDArray[np.float64]
Keys = NDArray[np.uint32]


class Inputs(NamedTuple):
    """Parameters, drivers and what other mechanisms said yesterday, with axes as in variables.csv."""

    typical: Array
    branching: Array
    spread: Array
    memory: Array
    dispersion: Array
    swing: Array
    reported_share: Array
    deaths_typical: Array
    deaths_spread: Array
    harm_ratio: Array
    harm_deaths: Array
    rate_factor: Array
    harm_factor: Array
    reported: Array
    reported_near: Array
    reporting: Array
    past: Array
    capacity: Array
    restraint: Array


class Day(NamedTuple):
    """State and flows of a block at the end of a day; the arrays are written in place by `pass_day`."""

    excitation: Array
    pace: Array
    attacks: Array
    near: Array
    deaths: Array
    harm: Array
    evidence: Array


# fmt: off
@compiled
def pass_day(ground: Ground, usual: float, inputs: Inputs, day: Day, at: Address) -> None:
    """Pass one day for every draw of a block.

    Args:
        ground: constants.
        usual: reported attacks per area and day against which a report is weighed.
        inputs: parameters, today's drivers, yesterday's capacity and restraint.
        day: state at the end of the day before, flows all zero; overwritten with today's.
        at: where the day's chance is found.
    """
    around = np.empty(day.attacks.shape)
    rate = np.empty(day.attacks.shape)
    multiplier = np.empty(day.attacks.shape)
    day.near[:] = inputs.reported_near
    multiply(ground.country, ground.home, inputs.rate_factor, inputs.capacity, inputs.restraint, multiplier)
    surroundings(ground.neighbour_first, ground.neighbours, inputs.typical, around)
    move(
        at.draws, at.seed, at.model, at.day, ground.area_keys, inputs.branching, inputs.spread, inputs.dispersion,
        inputs.swing, inputs.typical, around, multiplier, inputs.reported_share, inputs.reporting, day.excitation,
        day.pace, rate, day.attacks
    )
    strike(
        at.draws, at.seed, at.model, at.day, ground.area_keys, ground.place_first, ground.places, ground.below,
        inputs.reported, inputs.deaths_typical, inputs.deaths_spread, day.attacks, day.near, day.deaths
    )
    follow(
        ground.neighbour_first, ground.neighbours, inputs.branching, inputs.spread, inputs.memory, inputs.typical,
        around, multiplier, day.attacks, day.excitation
    )
    harm_by_state(
        at.draws, at.seed, at.model, at.day, ground.area_keys, ground.home, inputs.harm_ratio, inputs.harm_deaths,
        inputs.harm_factor, day.attacks, day.harm
    )
    weigh(
        ground.country, inputs.past, inputs.reported, inputs.reporting, inputs.reported_share, rate, usual,
        day.evidence
    )
# fmt: on
