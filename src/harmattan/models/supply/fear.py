"""Who dares to run tankers, and how many are left, for a block of draws, compiled. Arrays as in `kernel.Inputs`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled

__all__ = ["ban_imports", "frighten", "replace_tankers"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


STANDING = 0.5
"""Fear of a ban above which it still stands, so that none is declared anew."""


@compiled
def ban_imports(
    number: Array,
    imports: Flags,
    home: int,
    past_day: Array,
    onset: Array,
    campaign: Array,
    import_ban: Array,
    ban: Array,
    rate: Array,
    declared: Array,
) -> None:
    """Declare bans on imports: on past days as reports tell, on days ahead by chance where none stands; attacks come with them.

    Args:
        number: (draw, 1) uniform numbers.
        imports: (corridor,) whether it is an import corridor.
        home: row of the country under blockade.
        past_day: (draw, country) 1 on past days.
        onset: (draw,) chance per day that a ban is declared.
        campaign: (draw,) multiple of the ambush rate that comes with it.
        import_ban: (draw, corridor) 1 on the day of a ban that a report or a scenario tells of.
        ban: (draw, corridor) fear of a ban that is left.
        rate: (draw, corridor) ambushes per day; overwritten.
        declared: (draw, corridor) 1 where a ban is declared today; overwritten.
    """
    for i in range(ban.shape[0]):
        standing = 0.0
        for c in range(ban.shape[1]):
            if imports[c]:
                standing = max(standing, ban[i, c])
        anew = past_day[i, home] <= 0.0 and standing < STANDING and number[i, 0] < onset[i]
        for c in range(ban.shape[1]):
            declared[i, c] = 1.0 if import_ban[i, c] > 0.0 or (anew and imports[c]) else 0.0
            if declared[i, c] > 0.0:
                rate[i, c] = min(20.0, rate[i, c] * campaign[i])


@compiled
def frighten(
    rival: Ints,
    flow_share: Array,
    half_life: Array,
    driver_half_life: Array,
    ban_half_life: Array,
    import_ban: Array,
    ban_effect: Array,
    import_ban_lifted: Array,
    ban_withdrawn: Array,
    insurance: Array,
    load: Array,
    product_share: Array,
    national_need: Array,
    response: Array,
    driver_response: Array,
    spread: Array,
    lost: Array,
    ban: Array,
    willingness: Array,
    drivers: Array,
    fuel_lost: Array,
) -> None:
    """Carriers and crews lose heart with the tankers that burn, carriers at the word of a ban before any does; all wears off.

    Args:
        rival: (corridor,) number of the group of corridors of one kind with one end.
        flow_share: (corridor,) share of the national need in normal times.
        half_life: (draw,) days in which half of lost willingness returns.
        driver_half_life: (draw,) the same for crews.
        ban_half_life: (draw,) days in which half of the fear of a ban wears off.
        import_ban: (draw, corridor) 1 on the day of a ban.
        ban_effect: (draw,) share of traffic refused at the word of a ban.
        import_ban_lifted: (draw, corridor) 1 on the day on which a report says it is lifted.
        ban_withdrawn: (draw, corridor) 1 where a deal or a lull ended it yesterday.
        insurance: (draw, corridor) share of the risk of carriers that is covered.
        load: (draw,) litres per tanker.
        product_share: (draw, product) share of each product.
        national_need: (draw,) litres per day.
        response: (draw,) fall of the logarithm of willingness per normal week of tankers burnt.
        driver_response: (draw,) the same for crews.
        spread: (draw,) share of losses on rival corridors that is felt.
        lost: (draw, corridor) tankers burnt today.
        ban: (draw, corridor) fear of a ban that is left; overwritten.
        willingness: (draw, corridor) share of normal traffic that carriers run; overwritten.
        drivers: (draw, corridor) share of normal traffic that crews drive; overwritten.
        fuel_lost: (draw, corridor, product) litres burnt today; overwritten.
    """
    corridors = lost.shape[1]
    burnt, week = np.empty(corridors), np.empty(corridors)
    for i in range(lost.shape[0]):
        regained = 1.0 - 2.0 ** (-1.0 / half_life[i])
        crews_regain = 1.0 - 2.0 ** (-1.0 / driver_half_life[i])
        fading = 2.0 ** (-1.0 / ban_half_life[i])
        burnt[:] = 0.0
        week[:] = 0.0
        for c in range(corridors):
            burnt[rival[c]] += lost[i, c]
            week[rival[c]] += 7.0 * flow_share[c] * national_need[i] / load[i]
        for c in range(corridors):
            ban[i, c] *= fading
            if import_ban[i, c] > 0.0:
                ban[i, c] = 1.0
                willingness[i, c] *= 1.0 - ban_effect[i]
            elif import_ban_lifted[i, c] > 0.0 or ban_withdrawn[i, c] > 0.0:
                ban[i, c] = 0.0
            dared = 1.0 - ban_effect[i] * ban[i, c]
            willingness[i, c] += (dared - willingness[i, c]) * regained
            drivers[i, c] += (1.0 - drivers[i, c]) * crews_regain
            for k in range(fuel_lost.shape[2]):
                fuel_lost[i, c, k] = lost[i, c] * load[i] * product_share[i, k]
            group = rival[c]
            own = 7.0 * flow_share[c] * national_need[i] / load[i]
            if burnt[group] > 0.0 and week[group] > 0.0:
                felt = lost[i, c] / own if own > 0.0 else 0.0
                felt += spread[i] * (burnt[group] - lost[i, c]) / week[group]
                willingness[i, c] *= math.exp(-response[i] * (1.0 - insurance[i, c]) * felt)
                drivers[i, c] *= math.exp(-driver_response[i] * felt)


@compiled
def replace_tankers(
    end: Ints, served: Flags, flow_share: Array, fleet: Array, half_life: Array, lost: Array, left: Array
) -> None:
    """Take burnt tankers out of the fleet that serves each import end, and let owners buy others.

    Args:
        end: (corridor,) place of unloading.
        served: (corridor,) whether the tankers of an import end drive it.
        flow_share: (corridor,) share of the national need in normal times.
        fleet: (draw,) tankers in the import trade in normal times.
        half_life: (draw,) days in which half of the burnt ones are replaced.
        lost: (draw, corridor) tankers burnt today.
        left: (draw, place) tankers that serve the imports of a place; overwritten.
    """
    share = np.zeros(left.shape[1])
    total = 0.0
    for c in range(len(end)):
        if served[c]:
            share[end[c]] += flow_share[c]
            total += flow_share[c]
    for i in range(left.shape[0]):
        bought = 1.0 - 2.0 ** (-1.0 / half_life[i])
        for c in range(len(end)):
            if served[c]:
                left[i, end[c]] = max(0.0, left[i, end[c]] - lost[i, c])
        for p in range(left.shape[1]):
            if share[p] > 0.0:
                left[i, p] += (fleet[i] * share[p] / total - left[i, p]) * bought
