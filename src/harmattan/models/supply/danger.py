"""What armed groups do to a day of supply, for a block of draws, compiled: sieges, ambushes, fear. Arrays as in `kernel.Inputs`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform_pair
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import binomial, normal, poisson

__all__ = ["attacks", "frighten", "move_rates", "sieges"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Keys = NDArray[np.uint32]

MOST_AMBUSHES = 8
"""Ambushes that one corridor can suffer in a day; more are as good as certain never to happen."""


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
def move_rates(
    first: Array,
    second: Array,
    rate_typical: Array,
    rate_reversion: Array,
    rate_volatility: Array,
    rate_factor: Array,
    restraint: Array,
    unseen_share: Array,
    rate: Array,
    unseen: Array,
) -> None:
    """Let ambush rates drift to their long-run median (a daily Ornstein-Uhlenbeck step in logarithms), then draw ambushes.

    Args:
        first: (draw, corridor) uniform numbers behind the ambushes.
        second: (draw, corridor) uniform numbers behind the drift.
        rate_typical: (draw, corridor) their long-run median.
        rate_reversion: (draw,) share of the gap that closes in a day.
        rate_volatility: (draw,) daily standard deviation of the logarithm.
        rate_factor: (draw, corridor) multiplier of ambushes.
        restraint: (draw, corridor) share of ambushes that a deal or a lull leaves.
        unseen_share: (draw, corridor) share of ambushes that no report told of.
        rate: (draw, corridor) ambushes per day; overwritten.
        unseen: (draw, corridor) ambushes of today that no report told of; overwritten.
    """
    for i in range(rate.shape[0]):
        for c in range(rate.shape[1]):
            gap = math.log(rate_typical[i, c] / rate[i, c])
            step = rate_reversion[i] * gap + rate_volatility[i] * normal(second[i, c])
            rate[i, c] = min(20.0, max(1e-9, rate[i, c] * math.exp(step)))
            unseen[i, c] = poisson(first[i, c], rate[i, c] * rate_factor[i, c] * restraint[i, c] * unseen_share[i, c])


@compiled
def attacks(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    heads: Ints,
    exposed_from: Ints,
    transit_days: Ints,
    corridor_keys: Keys,
    reported: Array,
    reported_loss: Array,
    loss_typical: Array,
    loss_factor: Array,
    loss_spread: Array,
    transit: Array,
    exposed_now: Array,
    ambushes: Array,
    lost: Array,
    unseen: Array,
) -> None:
    """Let ambushes meet tankers inside the country, as reported or by chance, and burn a share of a convoy.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        heads: (corridor,) place of loading.
        exposed_from: (corridor,) first age inside the country.
        transit_days: (corridor,) days under way.
        corridor_keys: (corridor,) keys of chance.
        reported: (draw, corridor) ambushes of today that reports told of.
        reported_loss: (draw, corridor) tankers they say burnt; below 0 where they do not say.
        loss_typical: (draw,) median share of a convoy that burns.
        loss_factor: (draw, corridor) its multiplier.
        loss_spread: (draw,) its spread as a logit.
        transit: (draw, corridor, age) tankers under way; overwritten.
        exposed_now: (draw, corridor) tankers inside the country before ambushes; overwritten.
        ambushes: (draw, corridor) ambushes that met tankers; overwritten.
        lost: (draw, corridor) tankers burnt today; overwritten.
        unseen: (draw, corridor) ambushes of today that no report told of.
    """
    for i in range(len(draws)):
        for c in range(len(heads)):
            first, last = exposed_from[c], transit_days[c]
            convoys = transit[i, c]
            exposed_now[i, c] = ambushes[i, c] = lost[i, c] = 0.0
            for age in range(first, last):
                exposed_now[i, c] += convoys[age]
            attacks = unseen[i, c] + reported[i, c]
            if attacks <= 0.0:
                continue
            for k in range(min(MOST_AMBUSHES, int(attacks))):
                exposed = 0.0
                for age in range(first, last):
                    exposed += convoys[age]
                if exposed <= 0.0:
                    break
                ambushes[i, c] += 1.0
                if k >= unseen[i, c] and reported_loss[i, c] >= 0.0:
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


@compiled
def frighten(
    heads: Ints,
    flow_share: Array,
    half_life: Array,
    ban_half_life: Array,
    import_ban: Array,
    ban_effect: Array,
    import_ban_lifted: Array,
    ban_withdrawn: Array,
    load: Array,
    product_share: Array,
    national_need: Array,
    response: Array,
    lost: Array,
    ban: Array,
    willingness: Array,
    fuel_lost: Array,
) -> None:
    """Carriers lose heart with the tankers that burn, and at the word of a ban before any does; both wear off.

    Args:
        heads: (corridor,) place of loading.
        flow_share: (corridor,) share of the national need in normal times.
        half_life: (draw,) days in which half of lost willingness returns.
        ban_half_life: (draw,) days in which half of the fear of a ban wears off.
        import_ban: (draw, corridor) 1 on the day of a ban.
        ban_effect: (draw,) share of traffic refused at the word of a ban.
        import_ban_lifted: (draw, corridor) 1 on the day on which a report says it is lifted.
        ban_withdrawn: (draw, corridor) 1 where a deal or a lull ended it yesterday.
        load: (draw,) litres per tanker.
        product_share: (draw, product) share of each product.
        national_need: (draw,) litres per day.
        response: (draw,) fall of the logarithm of willingness per normal week of tankers burnt.
        lost: (draw, corridor) tankers burnt today.
        ban: (draw, corridor) fear of a ban that is left; overwritten.
        willingness: (draw, corridor) share of normal traffic that carriers run; overwritten.
        fuel_lost: (draw, corridor, product) litres burnt today; overwritten.
    """
    for i in range(lost.shape[0]):
        regained = 1.0 - 2.0 ** (-1.0 / half_life[i])
        fading = 2.0 ** (-1.0 / ban_half_life[i])
        for c in range(len(heads)):
            ban[i, c] *= fading
            if import_ban[i, c] > 0.0:
                ban[i, c] = 1.0
                willingness[i, c] *= 1.0 - ban_effect[i]
            elif import_ban_lifted[i, c] > 0.0 or ban_withdrawn[i, c] > 0.0:
                ban[i, c] = 0.0
            dared = 1.0 - ban_effect[i] * ban[i, c]
            willingness[i, c] += (dared - willingness[i, c]) * regained
            for k in range(fuel_lost.shape[2]):
                fuel_lost[i, c, k] = lost[i, c] * load[i] * product_share[i, k]
            if lost[i, c] > 0.0:
                week = 7.0 * flow_share[c] * national_need[i] / load[i]
                if week > 0.0:
                    willingness[i, c] *= math.exp(-response[i] * lost[i, c] / week)
