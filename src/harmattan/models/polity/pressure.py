"""The pressure on a government, and how it raises a hazard, compiled. Arrays as in variables.csv."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled

__all__ = ["happens", "hazard_of", "press"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def happens(u: float, hazard: float) -> bool:
    """Tell whether an event with a hazard happens within the day: with chance 1 - exp(-hazard).

    Args:
        u: uniform number, the same whatever the hazard, so that a higher hazard never undoes the event.
        hazard: 1/day, at least 0; may be infinite.

    Returns:
        Whether it happens.

    Examples:
        >>> happens(0.0951, 0.1), happens(0.0952, 0.1), happens(1e-16, 0.0)
        (True, False, False)
    """
    # The chance is never above the hazard: most days need no exponential.
    return u < hazard and u < -math.expm1(-hazard)


@compiled
def hazard_of(rate: float, response: float, pressure: float, factor: float) -> float:
    """Raise a hazard with the pressure.

    Args:
        rate: hazard under no pressure, 1/day.
        response: rise of its logarithm for one unit of pressure.
        pressure: pressure on the government.
        factor: multiplier set by the scenario and the course.

    Returns:
        Hazard, 1/day. The exponent ends at 50, by which anything has happened, so that no number overflows.

    Examples:
        >>> hazard_of(0.001, 2.0, 0.0, 1.0), hazard_of(0.001, 1e6, 1e6, 0.0)
        (0.001, 0.0)
    """
    return rate * math.exp(min(50.0, response * pressure)) * factor


@compiled
def press(
    home: int,
    cities: Ints,
    city_share: Array,
    towns: Ints,
    town_share: Array,
    half_life: Array,
    weight_shortage: Array,
    weight_power: Array,
    weight_defeat: Array,
    usual_hours: Array,
    shortage: Array,
    power_hours: Array,
    control: Array,
    pressure: Array,
) -> None:
    """Move the pressure on the government towards what the day gives cause for.

    Args:
        home: row of the country under blockade.
        cities: rows of its cities that use fuel.
        city_share: their shares of the people of these cities.
        towns: rows of its inhabited places.
        town_share: their shares of the people of these places.
        half_life: (draw,) days in which half of the gap closes.
        weight_shortage: (draw,) weight of the share of city people without fuel.
        weight_power: (draw,) weight of the share of power hours lost in cities.
        weight_defeat: (draw,) weight of the share of people whose towns the government does not hold.
        usual_hours: (draw,) normal hours of electricity.
        shortage: (draw, place) share of the need not met.
        power_hours: (draw, place) hours of electricity.
        control: (draw, place) level of control.
        pressure: (draw, country) pressure; overwritten.
    """
    for i in range(pressure.shape[0]):
        short, dark, lost = 0.0, 0.0, 0.0
        for k in range(len(cities)):
            short += city_share[k] * shortage[i, cities[k]]
            if usual_hours[i] > 0.0:
                dark += city_share[k] * max(0.0, 1.0 - power_hours[i, cities[k]] / usual_hours[i])
        for k in range(len(towns)):
            lost += town_share[k] * min(1.0, control[i, towns[k]])
        cause = weight_shortage[i] * short + weight_power[i] * dark + weight_defeat[i] * lost
        pressure[i, home] += (cause - pressure[i, home]) * (1.0 - 2.0 ** (-1.0 / half_life[i]))
