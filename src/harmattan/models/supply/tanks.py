"""Orders, loading, unloading and use of a day of supply, for a block of draws, compiled. Arrays as in `kernel.Inputs`."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import poisson, round_at_random

__all__ = ["depart", "load_depots", "load_imports", "orders_of", "unload", "use"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@compiled
def unload(
    heads: Ints,
    transit_days: Ints,
    ends: Ints,
    load: Array,
    product_share: Array,
    transit: Array,
    arrived: Array,
    stock: Array,
    fuel_arrived: Array,
) -> None:
    """Let tankers under way come a day nearer, and unload those that arrive.

    Args:
        heads: (corridor,) place of loading.
        transit_days: (corridor,) days under way.
        ends: (corridor,) place of unloading.
        load: (draw,) litres per tanker.
        product_share: (draw, product) share of each product.
        transit: (draw, corridor, age) tankers under way; overwritten.
        arrived: (draw, corridor) tankers unloaded today; overwritten.
        stock: (draw, place, product) litres; overwritten.
        fuel_arrived: (draw, place) litres unloaded today; overwritten.
    """
    for i in range(transit.shape[0]):
        fuel_arrived[i] = 0.0
        for c in range(len(heads)):
            last = transit_days[c] - 1
            came = transit[i, c, last]
            for age in range(last, 0, -1):
                transit[i, c, age] = transit[i, c, age - 1]
            transit[i, c, 0] = 0.0
            arrived[i, c] = came
            if came > 0.0:
                end = ends[c]
                for k in range(stock.shape[2]):
                    stock[i, end, k] += came * load[i] * product_share[i, k]
                fuel_arrived[i, end] += came * load[i]


@compiled
def _leaves(interval: float, willingness: float) -> float:
    """Chance that loaded tankers leave today: 1 while carriers are willing, one day in `interval` when none is."""
    return 1.0 / (1.0 + (max(1.0, interval) - 1.0) * (1.0 - willingness))


@compiled
def orders_of(
    heads: Ints,
    ends: Ints,
    flow_share: Array,
    storage_days: Array,
    through_share: Array,
    national_need: Array,
    refill_surge: Array,
    load: Array,
    dispatch_factor: Array,
    convoy_interval: Array,
    interval_factor: Array,
    willingness: Array,
    stock: Array,
    siege: Array,
    orders: Array,
) -> None:
    """Tankers that the end of each corridor would order today if every carrier came.

    More than normal takes tankers that come back soon: those that wait for an escort make no second trip. So what is ordered
    above normal counts only as far as tankers leave on the day they are loaded.

    Args:
        heads: (corridor,) place of loading.
        ends: (corridor,) place of unloading.
        flow_share: (corridor,) share of the national need in normal times.
        storage_days: (place,) days of normal use that tanks hold.
        through_share: (place,) share of the national need that passes through.
        national_need: (draw,) litres per day.
        refill_surge: (draw,) orders above normal when empty.
        load: (draw,) litres per tanker.
        dispatch_factor: (draw, corridor) multiplier of orders.
        convoy_interval: (draw,) days between convoys when nobody drives alone.
        interval_factor: (draw, corridor) its multiplier.
        willingness: (draw, corridor) share of normal traffic that carriers run.
        stock: (draw, place, product) litres.
        siege: (draw, place) 1 where besieged.
        orders: (draw, corridor) tankers ordered today; overwritten.
    """
    for i in range(stock.shape[0]):
        for c in range(len(heads)):
            end = ends[c]
            if siege[i, end] > 0.0 or flow_share[c] <= 0.0:
                orders[i, c] = 0.0
                continue
            held = 0.0
            for k in range(stock.shape[2]):
                held += stock[i, end, k]
            target = storage_days[end] * through_share[end] * national_need[i]
            fill = held / target if target > 0.0 else 1.0
            more = refill_surge[i] * (1.0 - fill)
            if more > 0.0:
                more *= _leaves(convoy_interval[i] * interval_factor[i, c], willingness[i, c])
            pull = max(0.0, 1.0 + more)
            usual = flow_share[c] * national_need[i] / load[i]
            orders[i, c] = pull * usual * dispatch_factor[i, c]


@compiled
def load_imports(
    number: Array,
    imports: Flags,
    dispatch_limit: Array,
    willingness: Array,
    dispatched: Array,
    orders: Array,
) -> None:
    """Load tankers at the sources: a Poisson number around what carriers dare of what is ordered.

    Args:
        number: (draw, corridor) uniform numbers.
        imports: (corridor,) whether it is an import corridor.
        dispatch_limit: (corridor,) tankers per day.
        willingness: (draw, corridor) share of normal traffic that carriers run.
        dispatched: (draw, corridor) tankers loaded today; overwritten.
        orders: (draw, corridor) tankers ordered today.
    """
    for i in range(orders.shape[0]):
        for c in range(orders.shape[1]):
            if imports[c]:
                ordered = poisson(number[i, c], orders[i, c] * willingness[i, c])
                dispatched[i, c] = min(float(ordered), math.floor(dispatch_limit[c]))


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
    product_share: Array,
    stock: Array,
    willingness: Array,
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
        product_share: (draw, product) share of each product.
        stock: (draw, place, product) litres; overwritten.
        willingness: (draw, corridor) share of normal traffic that carriers run.
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
            full = rationing_days[i] * part[p]
            part[p] = min(1.0, held / full) if full > 0.0 else 0.0
        for c in range(len(heads)):
            if imports[c]:
                continue
            head = heads[c]
            wanted = orders[i, c] * part[head] * willingness[i, c]
            tankers = min(float(round_at_random(number[i, c], wanted)), math.floor(dispatch_limit[c]))
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
    load: Array,
    product_share: Array,
    convoy_interval: Array,
    interval_factor: Array,
    waiting: Array,
    dispatched: Array,
    loaded: Array,
    willingness: Array,
    transit: Array,
) -> None:
    """Let tankers leave: one by one while carriers are willing, in convoys with days between them when they are not.

    Args:
        number: (draw, corridor) uniform numbers.
        load: (draw,) litres per tanker.
        product_share: (draw, product) share of each product.
        convoy_interval: (draw,) days between convoys when nobody drives alone.
        interval_factor: (draw, corridor) its multiplier.
        waiting: (draw, corridor) tankers waiting to leave; overwritten.
        dispatched: (draw, corridor) tankers loaded today.
        loaded: (draw, corridor, product) litres loaded; overwritten.
        willingness: (draw, corridor) share of normal traffic that carriers run.
        transit: (draw, corridor, age) tankers under way; overwritten.
    """
    for i in range(waiting.shape[0]):
        for c in range(waiting.shape[1]):
            waiting[i, c] += dispatched[i, c]
            for k in range(loaded.shape[2]):
                loaded[i, c, k] = dispatched[i, c] * load[i] * product_share[i, k]
            if number[i, c] < _leaves(convoy_interval[i] * interval_factor[i, c], willingness[i, c]):
                transit[i, c, 0] += waiting[i, c]
                waiting[i, c] = 0.0


@compiled
def use(
    supplied: Ints,
    need_share: Array,
    through_share: Array,
    priority_share: Array,
    national_need: Array,
    rationing_days: Array,
    product_share: Array,
    stock: Array,
    served: Array,
    unserved: Array,
    stock_total: Array,
    days_of_fuel: Array,
    shortage: Array,
    priority_unserved: Array,
) -> None:
    """Serve priority use first and ration the rest by what is held.

    Args:
        supplied: (supplied,) rows of places through which fuel passes; in all others nothing ever flows.
        need_share: (place,) share of the national need used there.
        through_share: (place,) share of the national need that passes through.
        priority_share: (place,) share of the need served first.
        national_need: (draw,) litres per day.
        rationing_days: (draw,) days of stock below which use is cut.
        product_share: (draw, product) share of each product.
        stock: (draw, place, product) litres; overwritten.
        served: (draw, place, product) litres used today; overwritten.
        unserved: (draw, place, product) litres of need not met; overwritten.
        stock_total: (draw, place) litres of all products; overwritten.
        days_of_fuel: (draw, place) days the stock would last; overwritten.
        shortage: (draw, place) share of the need not met; overwritten.
        priority_unserved: (draw, place) share of the priority need not met; overwritten.
    """
    products = stock.shape[2]
    for i in range(stock.shape[0]):
        for p in supplied:
            need = need_share[p] * national_need[i]
            held = 0.0
            for k in range(products):
                held += stock[i, p, k]
            full = rationing_days[i] * need
            ration = min(1.0, held / full) if full > 0.0 else 1.0
            missed, missed_first = 0.0, 0.0
            for k in range(products):
                want = need * product_share[i, k]
                first_want = want * priority_share[p]
                first = min(stock[i, p, k], first_want)
                rest = min(stock[i, p, k] - first, (want - first_want) * ration)
                stock[i, p, k] = max(0.0, stock[i, p, k] - first - rest)
                served[i, p, k] = first + rest
                unserved[i, p, k] = max(0.0, want - first - rest)
                missed += unserved[i, p, k]
                missed_first += first_want - first
            total = 0.0
            for k in range(products):
                total += stock[i, p, k]
            stock_total[i, p] = total
            through = through_share[p] * national_need[i]
            days_of_fuel[i, p] = total / through if through > 0.0 else 0.0
            shortage[i, p] = min(1.0, missed / need) if need > 0.0 else 0.0
            first_need = need * priority_share[p]
            priority_unserved[i, p] = min(1.0, missed_first / first_need) if first_need > 0.0 else 0.0
