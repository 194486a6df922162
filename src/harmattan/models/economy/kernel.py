"""One day of the economy of the war for a block of draws, compiled: sites attacked, income taken, capacity moved."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform, uniform_pair
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import binomial, normal, poisson

__all__ = ["CAPACITY_HIGH", "CAPACITY_LOW", "LARGEST_RANSOM", "ON_SITE", "dig", "earn", "mean_ransom"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint32]

LARGEST_RANSOM = 100e6
"""No ransom is taken to be larger, USD: the largest demand on record. Else the far tail of the spread would set every mean."""

ON_SITE = 0.1
"""Chance that an attack close to an industrial site is one on the site itself."""

CAPACITY_LOW, CAPACITY_HIGH = 0.2, 5.0

_ROOT2 = math.sqrt(2.0)

# Slots of a place on a day: 0 attacks aimed at its site, 1 attacks near it that hit it. Of a country: 0 kidnappings, 1 + k ransoms.


@compiled
def mean_ransom(typical: float, spread: float) -> float:
    """Take the mean of lognormal ransoms, none of them above `LARGEST_RANSOM`.

    Args:
        typical: median, USD.
        spread: standard deviation of the logarithm.

    Returns:
        USD.

    Examples:
        >>> round(mean_ransom(1000.0, 1.0))  # exp(1/2) times the median
        1649
        >>> mean_ransom(1000.0, 0.0), mean_ransom(1e9, 3.0) <= LARGEST_RANSOM
        (1000.0, True)
    """
    if spread <= 0.0 or typical <= 0.0:
        return min(max(typical, 0.0), LARGEST_RANSOM)
    gap = math.log(LARGEST_RANSOM / typical) / spread
    below = 0.5 * math.erfc((spread - gap) / _ROOT2)
    return typical * math.exp(0.5 * spread * spread) * below + LARGEST_RANSOM * 0.5 * math.erfc(gap / _ROOT2)


@compiled
def dig(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    sites: Ints,
    areas: Ints,
    keys: Keys,
    home: int,
    rate: Array,
    stop: Array,
    half_life: Array,
    site_factor: Array,
    area_factor: Array,
    restraint: Array,
    near: Array,
    reported: Array,
    attacked: Array,
    output: Array,
) -> None:
    """Let sites recover, and attacks stop a part of them.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        sites: (site,) their rows among the places.
        areas: (site,) rows of their areas.
        keys: (site,) keys of chance.
        home: row of the country under blockade.
        rate: (draw,) attacks per day aimed at a site.
        stop: (draw,) share of the output that stops after one.
        half_life: (draw,) days in which half of what stopped comes back.
        site_factor: (draw, place) multiplier of the chance that a site is attacked.
        area_factor: (draw, area) multiplier of the pace of attacks.
        restraint: (draw, country) share of attacks that remains under a deal.
        near: (draw, place) attacks near a place today.
        reported: (draw, place) those of them that reports tell of, and that name the place.
        attacked: (draw, place) attacks on a site; overwritten at sites.
        output: (draw, place) share of normal output; overwritten at sites.
    """
    for i in range(len(draws)):
        lost = 2.0 ** (-1.0 / half_life[i])
        for k in range(len(sites)):
            p = sites[k]
            factor = site_factor[i, p]
            u, v = uniform_pair(seed, model, draws[i], ordinal, keys[k], 0)
            count = reported[i, p] + poisson(u, rate[i] * factor * area_factor[i, areas[k]] * restraint[i, home])
            if near[i, p] > reported[i, p]:
                count += binomial(v, int(near[i, p] - reported[i, p]), min(1.0, ON_SITE * factor))
            attacked[i, p] = count
            output[i, p] = 1.0 - (1.0 - output[i, p]) * lost
            if count > 0.0:
                output[i, p] *= (1.0 - stop[i]) ** count


@compiled
def earn(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    sites: Ints,
    held: Ints,
    people: Array,
    home: int,
    key: int,
    money: Array,
    memory: Array,
    restraint: Array,
    past: Array,
    control: Array,
    output: Array,
    kidnappings: Array,
    income: Array,
    revenue_lost: Array,
    trend: Array,
    origin: Array,
    capacity: Array,
) -> None:
    """Add up what the day brought armed groups and cost the state, and move the capacity that income sustains.

    On past days capacity is 1: the attacks of those days have been inferred with what capacity there was.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        sites: (site,) rows of the industrial sites of the country under blockade among the places.
        held: (town,) rows of its places that have people.
        people: (town,) how many, in ten thousands.
        home: its row among the countries.
        key: its key of chance.
        money: (draw, 7) mine revenue, permission payment, permission share, kidnap rate, ransom median and spread, place tax.
        memory: (draw, 2) half-life and elasticity of capacity.
        restraint: (draw, country) share of attacks that remains under a deal.
        past: (draw, country) 1 on past days.
        control: (draw, place) who holds a place.
        output: (draw, place) share of normal output.
        kidnappings: (draw, country) today; overwritten at home, as all below.
        income: (draw, country) USD today.
        revenue_lost: (draw, country) USD today.
        trend: (draw, country) running mean of income; 0 before the first day.
        origin: (draw, country) income at which capacity is 1.
        capacity: (draw, country) that of yesterday.
    """
    for i in range(len(draws)):
        revenue, permission, paying, rate, typical, spread, tax = money[i]
        regular, stopped = 0.0, 0.0
        for p in sites:
            stopped += 1.0 - output[i, p]
            regular += permission * output[i, p] * (1.0 if _taxed(control[i, p]) else paying)
        for k in range(len(held)):
            if _taxed(control[i, held[k]]):
                regular += tax * people[k]
        rate *= restraint[i, home]
        taken = poisson(uniform(seed, model, draws[i], ordinal, key, 0), rate * capacity[i, home])
        paid = 0.0
        for k in range(taken):
            z = normal(uniform(seed, model, draws[i], ordinal, key, 1 + k))
            paid += min(LARGEST_RANSOM, typical * math.exp(spread * z))
        kidnappings[i, home], income[i, home], revenue_lost[i, home] = taken, regular + paid, revenue * stopped
        mean = mean_ransom(typical, spread)
        if trend[i, home] <= 0.0:
            trend[i, home] = origin[i, home] = regular + rate * mean
        else:
            trend[i, home] += (regular + taken * mean - trend[i, home]) * (1.0 - 2.0 ** (-1.0 / memory[i, 0]))
        if past[i, home] > 0.0:
            origin[i, home] = trend[i, home]
        if origin[i, home] > 0.0:
            grown = (trend[i, home] / origin[i, home]) ** memory[i, 1]
            capacity[i, home] = min(CAPACITY_HIGH, max(CAPACITY_LOW, grown))


@compiled
def _taxed(control: float) -> bool:
    """Whether an armed group takes taxes: under a local pact (1) and where it holds a place (3)."""
    return control in (1.0, 3.0)
