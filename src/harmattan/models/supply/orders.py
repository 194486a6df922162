"""What importers and towns order today, for a block of draws, compiled. Arrays as in `kernel.Inputs`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled

__all__ = ["leaves", "orders_of", "shift_orders", "within_fleet"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled
def leaves(interval: float, willingness: float) -> float:
    """Say how likely loaded tankers are to leave today: 1 while carriers are willing, one day in `interval` when none is.

    Args:
        interval: days between convoys when nobody drives alone.
        willingness: share of normal traffic that is run.

    Returns:
        A chance.
    """
    return 1.0 / (1.0 + (max(1.0, interval) - 1.0) * (1.0 - willingness))


@compiled
def orders_of(
    ends: Ints,
    flow_share: Array,
    dispatch_limit: Array,
    open_now: Flags,
    passes_siege: Flags,
    storage_days: Array,
    through_share: Array,
    national_need: Array,
    refill_surge: Array,
    load: Array,
    dispatch_factor: Array,
    alternative_factor: Array,
    storage_factor: Array,
    convoy_interval: Array,
    interval_factor: Array,
    willing: Array,
    stock: Array,
    siege: Array,
    orders: Array,
) -> None:
    """Tankers that the end of each corridor would order today if every carrier came.

    More than normal takes tankers that come back soon: those that wait for an escort make no second trip. So what is ordered
    above normal counts only as far as tankers leave on the day they are loaded. A way without normal traffic is run only where a
    course opens it, and then up to its limit while tanks at its end are not full.

    Args:
        ends: (corridor,) place of unloading.
        flow_share: (corridor,) share of the national need in normal times.
        dispatch_limit: (corridor,) tankers per day.
        open_now: (corridor,) whether the way can be used in this month.
        passes_siege: (corridor,) whether it reaches a besieged place.
        storage_days: (place,) days of normal use that tanks hold.
        through_share: (place,) share of the national need that passes through.
        national_need: (draw,) litres per day.
        refill_surge: (draw,) orders above normal when empty.
        load: (draw,) litres per tanker.
        dispatch_factor: (draw, corridor) multiplier of orders.
        alternative_factor: (draw, corridor) share of the limit at which a way without normal traffic is run.
        storage_factor: (draw, place) multiplier of the days of use kept in tanks.
        convoy_interval: (draw,) days between convoys when nobody drives alone.
        interval_factor: (draw, corridor) its multiplier.
        willing: (draw, corridor) share of normal traffic that carriers and crews run.
        stock: (draw, place, product) litres.
        siege: (draw, place) 1 where besieged.
        orders: (draw, corridor) tankers ordered today; overwritten.
    """
    for i in range(stock.shape[0]):
        for c in range(len(ends)):
            end = ends[c]
            orders[i, c] = 0.0
            opened = flow_share[c] > 0.0 or alternative_factor[i, c] > 0.0
            if not opened or (siege[i, end] > 0.0 and not passes_siege[c]):
                continue
            held = 0.0
            for k in range(stock.shape[2]):
                held += stock[i, end, k]
            target = storage_days[end] * storage_factor[i, end] * through_share[end] * national_need[i]
            fill = held / target if target > 0.0 else 1.0
            if flow_share[c] > 0.0:
                more = refill_surge[i] * (1.0 - fill)
                if more > 0.0:
                    more *= leaves(convoy_interval[i] * interval_factor[i, c], willing[i, c])
                usual = flow_share[c] * national_need[i] / load[i]
                orders[i, c] = max(0.0, 1.0 + more) * usual * dispatch_factor[i, c]
            elif open_now[c]:
                orders[i, c] = dispatch_limit[c] * alternative_factor[i, c] * max(0.0, 1.0 - fill)


@compiled
def shift_orders(rival: Ints, open_now: Flags, shift: Array, willing: Array, orders: Array) -> None:
    """Move a share of what carriers refuse on one corridor to others of its kind with the same end, as far as they are run.

    A way that is closed in this month refuses everything.

    Args:
        rival: (corridor,) number of the group of corridors of one kind with one end.
        open_now: (corridor,) whether the way can be used in this month.
        shift: (draw,) share of refused orders that shippers move.
        willing: (draw, corridor) share of normal traffic that carriers and crews run.
        orders: (draw, corridor) tankers ordered today; overwritten.
    """
    corridors = orders.shape[1]
    refused, run = np.empty(corridors), np.empty(corridors)
    for i in range(orders.shape[0]):
        if shift[i] > 0.0:
            refused[:] = 0.0
            run[:] = 0.0
            for c in range(corridors):
                taken = orders[i, c] * willing[i, c] if open_now[c] else 0.0
                refused[rival[c]] += orders[i, c] - taken
                run[rival[c]] += taken
            for c in range(corridors):
                group = rival[c]
                if open_now[c] and run[group] > 0.0:
                    orders[i, c] += shift[i] * refused[group] * orders[i, c] * willing[i, c] / run[group]
        for c in range(corridors):
            if not open_now[c]:
                orders[i, c] = 0.0


@compiled
def within_fleet(
    ends: Ints, served: Flags, willing: Array, waiting: Array, transit: Array, left: Array, orders: Array
) -> None:
    """Cut import orders to what the tankers that are not on a trip can carry; the way back takes as long as the way there.

    Args:
        ends: (corridor,) place of unloading.
        served: (corridor,) whether the tankers of an import end drive it.
        willing: (draw, corridor) share of normal traffic that carriers and crews run.
        waiting: (draw, corridor) tankers loaded and waiting.
        transit: (draw, corridor, age) tankers under way.
        left: (draw, place) tankers that serve the imports of a place.
        orders: (draw, corridor) tankers ordered today; overwritten.
    """
    out, wanted = np.empty(left.shape[1]), np.empty(left.shape[1])
    for i in range(orders.shape[0]):
        out[:] = 0.0
        wanted[:] = 0.0
        for c in range(len(ends)):
            if served[c]:
                away = waiting[i, c]
                for age in range(transit.shape[2]):
                    away += transit[i, c, age]
                out[ends[c]] += 2.0 * away
                wanted[ends[c]] += orders[i, c] * willing[i, c]
        for c in range(len(ends)):
            if served[c] and wanted[ends[c]] > 0.0:
                free = max(0.0, left[i, ends[c]] - out[ends[c]])
                orders[i, c] *= min(1.0, free / wanted[ends[c]])
