"""Tankers through a day, for a block of draws, compiled: border, road, unloading, loading. Arrays as in `kernel.Inputs`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import poisson, round_at_random
from harmattan.models.supply.orders import leaves

__all__ = ["depart", "load_depots", "load_imports", "travel"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled
def travel(
    pace: Array,
    convoy: Array,
    transit_days: Ints,
    exposed_from: Ints,
    border: Flags,
    border_limit: Array,
    ends: Ints,
    load: Array,
    product_share: Array,
    slowdown: Array,
    border_factor: Array,
    convoy_interval: Array,
    interval_factor: Array,
    willing: Array,
    waiting: Array,
    transit: Array,
    arrived: Array,
    stock: Array,
    fuel_arrived: Array,
) -> None:
    """Bring tankers a day nearer: abroad always, inside the country at the pace of escorts, over the border as far as it lets them.

    Who fears the road waits at the border for an escort; those that waited enter together.

    Args:
        pace: (draw, corridor) uniform numbers: do tankers inside the country get on today.
        convoy: (draw, corridor) uniform numbers: does an escort leave the border today.
        transit_days: (corridor,) days under way.
        exposed_from: (corridor,) first age inside the country.
        border: (corridor,) whether tankers cross into the country on the way.
        border_limit: (corridor,) most tankers that pass in a day.
        ends: (corridor,) place of unloading.
        load: (draw,) litres per tanker.
        product_share: (draw, product) share of each product.
        slowdown: (draw,) times as long inside the country when nobody drives without an escort.
        border_factor: (draw, corridor) multiplier of the limit.
        convoy_interval: (draw,) days between convoys when nobody drives alone.
        interval_factor: (draw, corridor) its multiplier.
        willing: (draw, corridor) share of normal traffic that carriers and crews run.
        waiting: (draw, corridor) tankers loaded and waiting; overwritten.
        transit: (draw, corridor, age) tankers under way; overwritten.
        arrived: (draw, corridor) tankers unloaded today; overwritten.
        stock: (draw, place, product) litres; overwritten.
        fuel_arrived: (draw, place) litres unloaded today; overwritten.
    """
    for i in range(transit.shape[0]):
        fuel_arrived[i] = 0.0
        for c in range(len(ends)):
            last, inside = transit_days[c] - 1, exposed_from[c]
            came = 0.0
            if inside > last or pace[i, c] < 1.0 / (1.0 + (slowdown[i] - 1.0) * (1.0 - willing[i, c])):
                came = transit[i, c, last]
                for age in range(last, inside, -1):
                    transit[i, c, age] = transit[i, c, age - 1]
                if inside <= last:
                    transit[i, c, inside] = 0.0
            if inside >= 1:
                reached = transit[i, c, inside - 1] if inside <= last else 0.0
                for age in range(min(inside, last + 1) - 1, 0, -1):
                    transit[i, c, age] = transit[i, c, age - 1]
                transit[i, c, 0] = 0.0
                if border[c]:
                    waiting[i, c] += reached
                    chance = leaves(convoy_interval[i] * interval_factor[i, c], willing[i, c])
                    if convoy[i, c] < chance:
                        reached = min(waiting[i, c], np.floor(border_limit[c] * border_factor[i, c] / chance))
                        waiting[i, c] -= reached
                    else:
                        reached = 0.0
                if inside <= last:
                    transit[i, c, inside] += reached
            arrived[i, c] = came
            if came > 0.0:
                end = ends[c]
                for k in range(stock.shape[2]):
                    stock[i, end, k] += came * load[i] * product_share[i, k]
                fuel_arrived[i, end] += came * load[i]


@compiled
def most(limit: float) -> float:
    """Say how many whole tankers can be loaded in a day.

    Args:
        limit: tankers per day.

    Returns:
        Tankers; one where there is room for less than one a day.
    """
    return max(1.0, math.floor(limit)) if limit > 0.0 else 0.0


@compiled
def load_imports(
    number: Array,
    imports: Flags,
    dispatch_limit: Array,
    willing: Array,
    dispatched: Array,
    orders: Array,
) -> None:
    """Load tankers at the sources: a Poisson number around what carriers dare of what is ordered.

    Args:
        number: (draw, corridor) uniform numbers.
        imports: (corridor,) whether it is an import corridor.
        dispatch_limit: (corridor,) tankers per day.
        willing: (draw, corridor) share of normal traffic that carriers and crews run.
        dispatched: (draw, corridor) tankers loaded today; overwritten.
        orders: (draw, corridor) tankers ordered today.
    """
    for i in range(orders.shape[0]):
        for c in range(orders.shape[1]):
            if imports[c]:
                ordered = poisson(number[i, c], orders[i, c] * willing[i, c])
                dispatched[i, c] = min(float(ordered), most(dispatch_limit[c]))


@compiled
def load_depots(
    number: Array,
    supplied: Ints,
    need_share: Array,
    heads: Ints,
    imports: Flags,
    dispatch_limit: Array,
    national_need: Array,
    load: Array,
    rationing_days: Array,
    rationing_factor: Array,
    product_share: Array,
    stock: Array,
    willing: Array,
    dispatched: Array,
    sent: Array,
    orders: Array,
) -> None:
    """Share what a depot holds between its own town and the towns behind it, then load tankers out of it.

    Args:
        number: (draw, corridor) uniform numbers.
        supplied: (supplied,) rows of places through which fuel passes.
        need_share: (place,) share of the national need used there.
        heads: (corridor,) place of loading.
        imports: (corridor,) whether it is an import corridor.
        dispatch_limit: (corridor,) tankers per day.
        national_need: (draw,) litres per day.
        load: (draw,) litres per tanker.
        rationing_days: (draw,) days of stock below which use is cut.
        rationing_factor: (draw, place) its multiplier.
        product_share: (draw, product) share of each product.
        stock: (draw, place, product) litres; overwritten.
        willing: (draw, corridor) share of normal traffic that carriers and crews run.
        dispatched: (draw, corridor) tankers loaded today; overwritten.
        sent: (draw, place, product) litres loaded out of a place; overwritten.
        orders: (draw, corridor) tankers ordered today.
    """
    products = stock.shape[2]
    part = np.zeros(len(need_share))
    for i in range(orders.shape[0]):
        for p in supplied:
            sent[i, p] = 0.0
            part[p] = need_share[p] * national_need[i]
        for c in range(len(heads)):
            if not imports[c]:
                part[heads[c]] += orders[i, c] * load[i]
        for p in supplied:
            held = 0.0
            for k in range(products):
                held += stock[i, p, k]
            full = rationing_days[i] * rationing_factor[i, p] * part[p]
            part[p] = min(1.0, held / full) if full > 0.0 else (1.0 if held > 0.0 else 0.0)
        for c in range(len(heads)):
            if imports[c]:
                continue
            head = heads[c]
            wanted = orders[i, c] * part[head] * willing[i, c]
            tankers = min(float(round_at_random(number[i, c], wanted)), most(dispatch_limit[c]))
            for k in range(products):
                one = load[i] * product_share[i, k]
                if one > 0.0:
                    tankers = min(tankers, math.floor(stock[i, head, k] / one))
            dispatched[i, c] = tankers
            for k in range(products):
                fuel = tankers * load[i] * product_share[i, k]
                stock[i, head, k] = max(0.0, stock[i, head, k] - fuel)
                sent[i, head, k] += fuel


@compiled
def depart(
    number: Array,
    border: Flags,
    load: Array,
    product_share: Array,
    convoy_interval: Array,
    interval_factor: Array,
    willing: Array,
    dispatched: Array,
    waiting: Array,
    loaded: Array,
    transit: Array,
) -> None:
    """Let tankers leave: at once where escorts wait at the border; else alone while carriers are willing, in convoys when not.

    Args:
        number: (draw, corridor) uniform numbers.
        border: (corridor,) whether tankers cross into the country on the way.
        load: (draw,) litres per tanker.
        product_share: (draw, product) share of each product.
        convoy_interval: (draw,) days between convoys when nobody drives alone.
        interval_factor: (draw, corridor) its multiplier.
        willing: (draw, corridor) share of normal traffic that carriers and crews run.
        dispatched: (draw, corridor) tankers loaded today.
        waiting: (draw, corridor) tankers loaded and waiting; overwritten.
        loaded: (draw, corridor, product) litres loaded; overwritten.
        transit: (draw, corridor, age) tankers under way; overwritten.
    """
    for i in range(waiting.shape[0]):
        for c in range(waiting.shape[1]):
            for k in range(loaded.shape[2]):
                loaded[i, c, k] = dispatched[i, c] * load[i] * product_share[i, k]
            if border[c]:
                transit[i, c, 0] += dispatched[i, c]
                continue
            waiting[i, c] += dispatched[i, c]
            if number[i, c] < leaves(convoy_interval[i] * interval_factor[i, c], willing[i, c]):
                transit[i, c, 0] += waiting[i, c]
                waiting[i, c] = 0.0
