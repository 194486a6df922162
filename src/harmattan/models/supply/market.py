"""What a town does with its fuel in a day, for a block of draws, compiled: priorities, rations, hoards, smugglers, prices.

Arrays as in `kernel.Inputs`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled

__all__ = ["PACE", "prices", "reckon", "use"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

PACE = 1.0 / 7.0
"""Share of what people want to hoard that they can buy in a day, and of what they hold that they use or sell when pumps are dry."""

HIGHEST_PRICE = 20.0
"""Largest multiple of the pump price; the highest that was reported of a blockaded town was about six."""

LEAST_MET = 0.02


@compiled
def _more_at_home(most: float, held: float, price: float) -> float:
    """Litres that people would take home today: all they want where fuel costs twice the pump price, none where it is not dear."""
    fear = min(1.0, max(0.0, math.log(price) / math.log(2.0)))
    return PACE * max(0.0, most * fear - held)


@compiled
def _worth(price: float) -> float:
    """Part of the street price that is a smuggler's to earn."""
    return max(0.0, 1.0 - 1.0 / price)


@compiled
def _share(part: float, whole: float) -> float:
    return min(1.0, max(0.0, part / whole)) if whole > 0.0 else 0.0


@compiled
def use(
    supplied: Ints,
    need_share: Array,
    priority_share: Array,
    reserved_share: Array,
    border_trade: Array,
    national_need: Array,
    rationing_days: Array,
    rationing_factor: Array,
    hoard_days: Array,
    smuggling_share: Array,
    product_share: Array,
    siege: Array,
    street_price: Array,
    stock: Array,
    hoard: Array,
    served: Array,
    unserved: Array,
    smuggled: Array,
    priority_unserved: Array,
    general: Array,
) -> None:
    """Serve power plants first, reserved stations second, and ration the rest; hoards and smugglers fill some of the gap.

    Where fuel is dear people want some at home: they buy it while there is any, out of the ration, and use or sell it afterwards.

    Args:
        supplied: (supplied,) rows of places through which fuel passes; in all others nothing ever flows.
        need_share: (place,) share of the national need used there.
        priority_share: (place,) share of the need served first.
        reserved_share: (place,) share served second.
        border_trade: (place,) how much of what smugglers bring to a border town reaches it.
        national_need: (draw,) litres per day.
        rationing_days: (draw,) days of stock below which use is cut.
        rationing_factor: (draw, place) its multiplier.
        hoard_days: (draw,) days of general use that people want to hold.
        smuggling_share: (draw,) share of the general need that smugglers bring at very high prices.
        product_share: (draw, product) share of each product.
        siege: (draw, place) 1 where besieged.
        street_price: (draw, place) multiple of the pump price, of yesterday.
        stock: (draw, place, product) litres; overwritten.
        hoard: (draw, place, product) litres at home; overwritten.
        served: (draw, place, product) litres used today; overwritten.
        unserved: (draw, place, product) litres of need not met; overwritten.
        smuggled: (draw, place, product) litres smuggled in and used today; overwritten.
        priority_unserved: (draw, place) share of the need of power plants not met; overwritten.
        general: (draw, place) share of the general need not met; overwritten.
    """
    for i in range(stock.shape[0]):
        for p in supplied:
            need = need_share[p] * national_need[i]
            general_share = max(0.0, 1.0 - priority_share[p] - reserved_share[p])
            held, at_home = stock[i, p].sum(), hoard[i, p].sum()
            full = rationing_days[i] * rationing_factor[i, p] * need
            ration = min(1.0, held / full) if full > 0.0 else 1.0
            more_at_home = _more_at_home(hoard_days[i] * need * general_share, at_home, street_price[i, p])
            carried = smuggling_share[i] * border_trade[p] * (1.0 - siege[i, p]) * _worth(street_price[i, p])
            lacking_first, lacking_general = 0.0, 0.0
            for k in range(stock.shape[2]):
                want = need * product_share[i, k]
                first_want, second_want = want * priority_share[p], want * reserved_share[p]
                rest_want = want - first_want - second_want
                first = min(stock[i, p, k], first_want)
                second = min(stock[i, p, k] - first, second_want)
                home_want = more_at_home * product_share[i, k]
                offered = rest_want * ration if ration < 1.0 else rest_want + home_want
                sold = min(stock[i, p, k] - first - second, offered)
                home = sold * home_want / (rest_want + home_want) if home_want > 0.0 else 0.0
                rest = sold - home
                stock[i, p, k] = max(0.0, stock[i, p, k] - first - second - sold)
                gap = max(0.0, rest_want - rest)
                street = min(PACE * hoard[i, p, k], gap)
                smuggled[i, p, k] = min(gap - street, carried * need * general_share * product_share[i, k])
                hoard[i, p, k] += home - street
                served[i, p, k] = first + second + rest + street + smuggled[i, p, k]
                unserved[i, p, k] = max(0.0, want - served[i, p, k])
                lacking_first += first_want - first
                lacking_general += gap - street - smuggled[i, p, k]
            priority_unserved[i, p] = _share(lacking_first, need * priority_share[p])
            general[i, p] = _share(lacking_general, need * general_share)


@compiled
def reckon(
    supplied: Ints,
    need_share: Array,
    through_share: Array,
    national_need: Array,
    stock: Array,
    served: Array,
    unserved: Array,
    stock_total: Array,
    used: Array,
    missed: Array,
    days_of_fuel: Array,
    shortage: Array,
) -> None:
    """Add up the products at the end of the day.

    Args:
        supplied: (supplied,) rows of places through which fuel passes.
        need_share: (place,) share of the national need used there.
        through_share: (place,) share of the national need that passes through.
        national_need: (draw,) litres per day.
        stock: (draw, place, product) litres.
        served: (draw, place, product) litres used today.
        unserved: (draw, place, product) litres of need not met.
        stock_total: (draw, place) litres of all products; overwritten.
        used: (draw, place) litres of all products used; overwritten.
        missed: (draw, place) litres of all products not met; overwritten.
        days_of_fuel: (draw, place) days the stock would last; overwritten.
        shortage: (draw, place) share of the need not met; overwritten.
    """
    for i in range(stock.shape[0]):
        for p in supplied:
            held, gone, lacking = 0.0, 0.0, 0.0
            for k in range(stock.shape[2]):
                held += stock[i, p, k]
                gone += served[i, p, k]
                lacking += unserved[i, p, k]
            stock_total[i, p], used[i, p], missed[i, p] = held, gone, lacking
            need, through = need_share[p] * national_need[i], through_share[p] * national_need[i]
            days_of_fuel[i, p] = held / through if through > 0.0 else 0.0
            shortage[i, p] = min(1.0, lacking / need) if need > 0.0 else 0.0


@compiled
def prices(
    supplied: Ints,
    elasticity: Array,
    half_life: Array,
    passthrough: Array,
    general_half_life: Array,
    general: Array,
    street_price: Array,
    general_price: Array,
) -> None:
    """Move the street price towards what makes people want no more than there is, and general prices after it.

    Args:
        supplied: (supplied,) rows of places through which fuel passes.
        elasticity: (draw,) fall of use in % for each % of price.
        half_life: (draw,) days in which the street price moves half of the way.
        passthrough: (draw,) rise of general prices in % for each % of the street price.
        general_half_life: (draw,) days in which general prices move half of the way.
        general: (draw, place) share of the general need not met.
        street_price: (draw, place) multiple of the pump price; overwritten.
        general_price: (draw, place) multiple of normal; overwritten.
    """
    for i in range(general.shape[0]):
        step = 1.0 - 2.0 ** (-1.0 / half_life[i])
        slow = 1.0 - 2.0 ** (-1.0 / general_half_life[i])
        for p in supplied:
            if general[i, p] <= 0.0 and street_price[i, p] == 1.0 and general_price[i, p] == 1.0:
                continue
            wanted = -math.log(max(LEAST_MET, 1.0 - general[i, p])) / elasticity[i]
            now = math.log(street_price[i, p])
            now += (min(math.log(HIGHEST_PRICE), wanted) - now) * step
            street_price[i, p] = math.exp(now)
            level = math.log(general_price[i, p])
            general_price[i, p] = math.exp(level + (passthrough[i] * now - level) * slow)
