"""How dangerous a corridor is today, and what ambushes and sieges do, for a block of draws, compiled.

Arrays as in `kernel.Inputs`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform_pair
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import binomial, normal, poisson

__all__ = ["attacks", "dangers", "hazards", "sieges"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint32]

MOST_AMBUSHES = 8
"""Ambushes that one corridor can suffer in a day; more are as good as certain never to happen."""

FARTHEST_KM = 200.0
"""Distance from the next held place beyond which a road is no more dangerous."""

USUAL_KM = 25.0
"""Mean distance from a garrison on a road that has one every 50 km: danger is told as a multiple of such a road's."""

MOST_CROWDED = 4.0
"""Largest multiple of ambushes by traffic above normal."""


@compiled
def sieges(
    number: Array,
    besiegeable: Flags,
    siege_declared: Array,
    siege_lifted: Array,
    pact_signed: Array,
    siege_lift: Array,
    siege_onset: Array,
    siege: Array,
) -> None:
    """Begin and end sieges: as reports tell, by a pact signed yesterday, else by chance.

    Args:
        number: (draw, place) uniform numbers.
        besiegeable: (place,) whether a siege may begin by chance.
        siege_declared: (draw, place) 1 where a report of a siege is taken as true.
        siege_lifted: (draw, place) 1 where a report of its end is.
        pact_signed: (draw, place) 1 where the place has signed a local pact.
        siege_lift: (draw,) chance per day that a siege ends.
        siege_onset: (draw,) chance per day that one begins.
        siege: (draw, place) 1 where besieged; overwritten.
    """
    for i in range(siege.shape[0]):
        for p in range(siege.shape[1]):
            if siege_declared[i, p] > 0.0:
                siege[i, p] = 1.0
            elif siege_lifted[i, p] > 0.0 or pact_signed[i, p] > 0.0:
                siege[i, p] = 0.0
            elif besiegeable[p]:
                if siege[i, p] > 0.0:
                    if number[i, p] < siege_lift[i]:
                        siege[i, p] = 0.0
                elif number[i, p] < siege_onset[i]:
                    siege[i, p] = 1.0


@compiled
def dangers(
    first: Ints,
    km: Array,
    cover: Array,
    near: Ints,
    far: Ints,
    cover_effect: Array,
    distance_effect: Array,
    holds: Array,
    danger: Array,
) -> None:
    """Say how dangerous each corridor is by the ground it crosses and by who holds the places along it.

    Args:
        first: (corridor + 1,) row of the first section of each corridor.
        km: (section,) length.
        cover: (section,) from 0 open ground to 1 dense cover.
        near: (section,) row of the place at one end; below 0 abroad.
        far: (section,) row of the place at the other end.
        cover_effect: (draw,) logarithm of the ambushes in dense cover against open ground.
        distance_effect: (draw,) logarithm of the ambushes added by 100 km of distance from the next held place.
        holds: (draw, place) 1 where the government holds a place.
        danger: (draw, corridor) multiple of a road half in cover with a garrison every 50 km; overwritten.
    """
    behind = np.empty(max(1, len(km)))
    for i in range(danger.shape[0]):
        usual = math.exp(distance_effect[i] * USUAL_KM / 100.0)
        for c in range(danger.shape[1]):
            start, stop = first[c], first[c + 1]
            if stop <= start:
                danger[i, c] = 1.0
                continue
            reach = FARTHEST_KM
            for s in range(start, stop):
                if near[s] < 0 or holds[i, near[s]] > 0.5:
                    reach = 0.0
                behind[s] = reach
                reach += km[s]
            reach, total, length = FARTHEST_KM, 0.0, 0.0
            for s in range(stop - 1, start - 1, -1):
                if far[s] < 0 or holds[i, far[s]] > 0.5:
                    reach = 0.0
                away = min(FARTHEST_KM, min(behind[s], reach) + 0.5 * km[s])
                total += km[s] * math.exp(cover_effect[i] * (cover[s] - 0.5) + distance_effect[i] * away / 100.0)
                length += km[s]
                reach += km[s]
            danger[i, c] = total / (length * usual)


@compiled
def hazards(
    second: Array,
    heads: Ints,
    exposed_from: Ints,
    transit_days: Ints,
    flow_share: Array,
    rain: bool,
    national_need: Array,
    load: Array,
    rate_typical: Array,
    rate_reversion: Array,
    rate_volatility: Array,
    elasticity: Array,
    rain_effect: Array,
    patrol_effect: Array,
    patrol_cover: Array,
    rate_factor: Array,
    restraint: Array,
    capacity: Array,
    home: int,
    danger: Array,
    transit: Array,
    rate: Array,
    exposed_now: Array,
    hazard: Array,
) -> None:
    """Let ambush rates drift, and say how many ambushes are to be expected today on each corridor.

    The rate takes a daily Ornstein-Uhlenbeck step in logarithms towards its long-run median.

    Args:
        second: (draw, corridor) uniform numbers behind the drift.
        heads: (corridor,) place of loading.
        exposed_from: (corridor,) first age inside the country.
        transit_days: (corridor,) days under way.
        flow_share: (corridor,) share of the national need in normal times.
        rain: whether this is a rainy month.
        national_need: (draw,) litres per day.
        load: (draw,) litres per tanker.
        rate_typical: (draw, corridor) long-run median of the rate.
        rate_reversion: (draw,) share of the gap that closes in a day.
        rate_volatility: (draw,) daily standard deviation of the logarithm.
        elasticity: (draw,) growth in % for each % of tankers exposed.
        rain_effect: (draw,) multiple in rainy months.
        patrol_effect: (draw,) share prevented under full cover.
        patrol_cover: (draw, corridor) share of the corridor that is watched.
        rate_factor: (draw, corridor) multiplier of ambushes.
        restraint: (draw, corridor) share of ambushes that a deal or a lull leaves.
        capacity: (draw, country) capacity of armed groups.
        home: row of the country under blockade.
        danger: (draw, corridor) as `dangers` gives it.
        transit: (draw, corridor, age) tankers under way.
        rate: (draw, corridor) ambushes per day of normal traffic; overwritten.
        exposed_now: (draw, corridor) tankers inside the country; overwritten.
        hazard: (draw, corridor) ambushes to be expected today; overwritten.
    """
    for i in range(rate.shape[0]):
        pace = (rain_effect[i] if rain else 1.0) * capacity[i, home]
        for c in range(len(heads)):
            gap = math.log(rate_typical[i, c] / rate[i, c])
            step = rate_reversion[i] * gap + rate_volatility[i] * normal(second[i, c])
            rate[i, c] = min(20.0, max(1e-9, rate[i, c] * math.exp(step)))
            exposed = 0.0
            for age in range(exposed_from[c], transit_days[c]):
                exposed += transit[i, c, age]
            exposed_now[i, c] = exposed
            hazard[i, c] = 0.0
            if exposed > 0.0:
                usual = flow_share[c] * national_need[i] / load[i] * (transit_days[c] - exposed_from[c])
                crowd = math.exp(elasticity[i] * math.log(exposed / usual)) if usual > 0.0 else 1.0
                watched = 1.0 - patrol_cover[i, c] * patrol_effect[i]
                here = rate[i, c] * danger[i, c] * min(MOST_CROWDED, crowd) * pace * watched
                hazard[i, c] = here * rate_factor[i, c] * restraint[i, c]


@compiled
def _largest(convoys: Array, first: int, last: int) -> int:
    best = first
    for age in range(first, last):
        if convoys[age] > convoys[best]:
            best = age
    return best


@compiled
def _pick(convoys: Array, first: int, last: int, mark: float) -> int:
    """Pick a departure day in proportion to its tankers: the one in which the running sum passes `mark`."""
    for age in range(first, last):
        mark -= convoys[age]
        if mark <= 0.0 and convoys[age] > 0.0:
            return age
    return _largest(convoys, first, last)


@compiled
def _burn_reported(convoys: Array, first: int, last: int, count: float) -> float:
    """Take tankers that reports say were destroyed out of the exposed ones, the largest convoy first."""
    burnt = 0.0
    while burnt < count:
        age = _largest(convoys, first, last)
        take = min(count - burnt, convoys[age])
        if take <= 0.0:
            break
        convoys[age] -= take
        burnt += take
    return burnt


@compiled
def attacks(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    number: Array,
    exposed_from: Ints,
    transit_days: Ints,
    corridor_keys: Keys,
    unseen_share: Array,
    reported: Array,
    reported_loss: Array,
    loss_typical: Array,
    loss_factor: Array,
    loss_spread: Array,
    rate_typical: Array,
    excitation: Array,
    hazard: Array,
    transit: Array,
    ambushes: Array,
    lost: Array,
    rate: Array,
) -> None:
    """Let ambushes meet tankers inside the country, as reported or by chance, and burn a share of a convoy; they draw others.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        number: (draw, corridor) uniform numbers behind the ambushes that no report told of.
        exposed_from: (corridor,) first age inside the country.
        transit_days: (corridor,) days under way.
        corridor_keys: (corridor,) keys of chance.
        unseen_share: (draw, corridor) share of ambushes that no report told of.
        reported: (draw, corridor) ambushes of today that reports told of.
        reported_loss: (draw, corridor) tankers they say burnt; below 0 where they do not say.
        loss_typical: (draw,) median share of a convoy that burns.
        loss_factor: (draw, corridor) its multiplier.
        loss_spread: (draw,) its spread as a logit.
        rate_typical: (draw, corridor) long-run median of the ambush rate.
        excitation: (draw,) rise of the rate after a day with an ambush, as a share of that.
        hazard: (draw, corridor) ambushes to be expected.
        transit: (draw, corridor, age) tankers under way; overwritten.
        ambushes: (draw, corridor) ambushes that met tankers; overwritten.
        lost: (draw, corridor) tankers burnt today; overwritten.
        rate: (draw, corridor) ambushes per day; overwritten.
    """
    for i in range(len(draws)):
        for c in range(hazard.shape[1]):
            first, last = exposed_from[c], transit_days[c]
            convoys = transit[i, c]
            ambushes[i, c] = lost[i, c] = 0.0
            unseen = float(poisson(number[i, c], hazard[i, c] * unseen_share[i, c]))
            attacks = unseen + reported[i, c]
            if attacks <= 0.0:
                continue
            for k in range(min(MOST_AMBUSHES, int(attacks))):
                exposed = 0.0
                for age in range(first, last):
                    exposed += convoys[age]
                if exposed <= 0.0:
                    break
                ambushes[i, c] += 1.0
                if k >= unseen and reported_loss[i, c] >= 0.0:
                    count = reported_loss[i, c] / reported[i, c]
                    lost[i, c] += _burn_reported(convoys, first, last, math.floor(count + 0.5))
                    continue
                u, v = uniform_pair(seed, model, draws[i], ordinal, corridor_keys[c], 2 + 2 * k)
                w, _ = uniform_pair(seed, model, draws[i], ordinal, corridor_keys[c], 3 + 2 * k)
                age = _pick(convoys, first, last, u * exposed)
                odds = math.log(loss_typical[i] / (1.0 - loss_typical[i]))
                share = loss_factor[i, c] / (1.0 + math.exp(-odds - loss_spread[i] * normal(v)))
                burnt = float(binomial(w, int(convoys[age]), min(1.0, share)))
                convoys[age] -= burnt
                lost[i, c] += burnt
            if ambushes[i, c] > 0.0:
                rate[i, c] = min(20.0, rate[i, c] + excitation[i] * rate_typical[i, c])
