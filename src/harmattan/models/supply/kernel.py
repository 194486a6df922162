"""One day of fuel supply for a block of draws, compiled. Read from the bottom: `pass_day` is the order of the day."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform_pair
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import binomial, normal, poisson, round_at_random
from harmattan.models.supply.network import Network

__all__ = ["Address", "Day", "Inputs", "pass_day"]

Array = NDArray[np.float64]

# Slots of a corridor on a day: 0 tankers ordered, 1 does a convoy leave, 2 number of ambushes, 3 drift of the ambush rate,
# then for ambush k: 4 + 4k which tankers, 5 + 4k share destroyed, 6 + 4k number destroyed. Slot 0 of a place: siege.
# Each phase loops over the draws itself: handing these tuples over once per draw would cost more than the phase.
MOST_AMBUSHES = 8


class Address(NamedTuple):
    """Where the day's chance is found: seed, model key, numbers of the draws, ordinal of the day."""

    seed: int
    model: int
    draws: NDArray[np.uint32]
    day: int


class Inputs(NamedTuple):
    """Parameters and drivers of a block: (draw,), (draw, product), (draw, corridor) or (draw, place) as in variables.csv."""

    need: Array
    load: Array
    product_share: Array
    rate_typical: Array
    rate_reversion: Array
    rate_volatility: Array
    loss_typical: Array
    loss_spread: Array
    half_life: Array
    response: Array
    ban_effect: Array
    ban_half_life: Array
    convoy_interval: Array
    refill_surge: Array
    rationing_days: Array
    siege_onset: Array
    siege_lift: Array
    rate_factor: Array
    loss_factor: Array
    dispatch_factor: Array
    interval_factor: Array
    unseen_share: Array
    reported: Array
    reported_loss: Array
    import_ban: Array
    import_ban_lifted: Array
    siege_declared: Array
    siege_lifted: Array


class Day(NamedTuple):
    """State and flows of a block at the end of a day; the arrays are written in place by `pass_day`."""

    rate: Array
    willingness: Array
    ban: Array
    waiting: Array
    transit: Array
    stock: Array
    siege: Array
    dispatched: Array
    arrived: Array
    lost: Array
    ambushes: Array
    exposed: Array
    fuel_arrived: Array
    served: Array
    unserved: Array
    sent: Array
    fuel_lost: Array
    loaded: Array
    stock_total: Array
    days_of_fuel: Array
    shortage: Array
    priority_unserved: Array


@compiled
def _sieges(network: Network, inputs: Inputs, day: Day, at: Address) -> None:
    for i in range(len(at.draws)):
        for p in range(len(network.need_share)):
            if inputs.siege_declared[i, p] > 0.0:
                day.siege[i, p] = 1.0
            elif inputs.siege_lifted[i, p] > 0.0:
                day.siege[i, p] = 0.0
            elif network.besiegeable[p]:
                u, _ = uniform_pair(at.seed, at.model, at.draws[i], at.day, network.place_keys[p], 0)
                if day.siege[i, p] > 0.0:
                    if u < inputs.siege_lift[i]:
                        day.siege[i, p] = 0.0
                elif u < inputs.siege_onset[i]:
                    day.siege[i, p] = 1.0


@compiled
def _unload(network: Network, inputs: Inputs, day: Day) -> None:
    for i in range(day.transit.shape[0]):
        for c in range(len(network.head)):
            last = network.transit[c] - 1
            came = day.transit[i, c, last]
            for age in range(last, 0, -1):
                day.transit[i, c, age] = day.transit[i, c, age - 1]
            day.transit[i, c, 0] = 0.0
            day.arrived[i, c] = came
            if came > 0.0:
                end = network.end[c]
                for k in range(day.stock.shape[2]):
                    day.stock[i, end, k] += came * inputs.load[i] * inputs.product_share[i, k]
                day.fuel_arrived[i, end] += came * inputs.load[i]


@compiled
def _orders(network: Network, inputs: Inputs, day: Day, orders: Array) -> None:
    """Tankers that the end of each corridor would order today if every carrier came."""
    for i in range(day.stock.shape[0]):
        for c in range(len(network.head)):
            end = network.end[c]
            if day.siege[i, end] > 0.0 or network.flow_share[c] <= 0.0:
                orders[i, c] = 0.0
                continue
            held = 0.0
            for k in range(day.stock.shape[2]):
                held += day.stock[i, end, k]
            target = network.storage_days[end] * network.through_share[end] * inputs.need[i]
            fill = held / target if target > 0.0 else 1.0
            pull = max(0.0, 1.0 + inputs.refill_surge[i] * (1.0 - fill))
            usual = network.flow_share[c] * inputs.need[i] / inputs.load[i]
            orders[i, c] = pull * usual * inputs.dispatch_factor[i, c]


@compiled
def _load_imports(network: Network, day: Day, at: Address, orders: Array) -> None:
    for i in range(len(at.draws)):
        for c in range(len(network.head)):
            if network.imports[c]:
                u, _ = uniform_pair(at.seed, at.model, at.draws[i], at.day, network.corridor_keys[c], 0)
                ordered = orders[i, c] * day.willingness[i, c]
                day.dispatched[i, c] = min(float(poisson(u, ordered)), math.floor(network.dispatch_limit[c]))


@compiled
def _load_depots(network: Network, inputs: Inputs, day: Day, at: Address, orders: Array) -> None:
    """Share what a depot holds between its own town and the towns behind it, then load tankers out of it."""
    products = day.stock.shape[2]
    part = np.empty(len(network.need_share))
    for i in range(len(at.draws)):
        part[:] = network.need_share * inputs.need[i]
        for c in range(len(network.head)):
            if not network.imports[c]:
                part[network.head[c]] += orders[i, c] * inputs.load[i]
        for p in range(len(part)):
            held = 0.0
            for k in range(products):
                held += day.stock[i, p, k]
            full = inputs.rationing_days[i] * part[p]
            part[p] = min(1.0, held / full) if full > 0.0 else 0.0
        for c in range(len(network.head)):
            if network.imports[c]:
                continue
            head = network.head[c]
            u, _ = uniform_pair(at.seed, at.model, at.draws[i], at.day, network.corridor_keys[c], 0)
            wanted = orders[i, c] * part[head] * day.willingness[i, c]
            tankers = min(float(round_at_random(u, wanted)), math.floor(network.dispatch_limit[c]))
            for k in range(products):
                one = inputs.load[i] * inputs.product_share[i, k]
                if one > 0.0:
                    tankers = min(tankers, math.floor(day.stock[i, head, k] / one))
            day.dispatched[i, c] = tankers
            for k in range(products):
                fuel = tankers * inputs.load[i] * inputs.product_share[i, k]
                day.stock[i, head, k] = max(0.0, day.stock[i, head, k] - fuel)
                day.sent[i, head, k] += fuel


@compiled
def _depart(network: Network, inputs: Inputs, day: Day, at: Address) -> None:
    """Let tankers leave: one by one while carriers are willing, in convoys with days between them when they are not."""
    for i in range(len(at.draws)):
        for c in range(len(network.head)):
            day.waiting[i, c] += day.dispatched[i, c]
            for k in range(day.loaded.shape[2]):
                day.loaded[i, c, k] = day.dispatched[i, c] * inputs.load[i] * inputs.product_share[i, k]
            if day.waiting[i, c] > 0.0:
                _, v = uniform_pair(at.seed, at.model, at.draws[i], at.day, network.corridor_keys[c], 0)
                interval = max(1.0, inputs.convoy_interval[i] * inputs.interval_factor[i, c])
                if v < 1.0 / (1.0 + (interval - 1.0) * (1.0 - day.willingness[i, c])):
                    day.transit[i, c, 0] += day.waiting[i, c]
                    day.waiting[i, c] = 0.0


@compiled
def _pick(convoys: Array, first: int, last: int, mark: float) -> int:
    """Pick a departure day in proportion to its tankers: the one in which the running sum passes `mark`."""
    for age in range(first, last):
        mark -= convoys[age]
        if mark <= 0.0 and convoys[age] > 0.0:
            return age
    return _largest(convoys, first, last)


@compiled
def _largest(convoys: Array, first: int, last: int) -> int:
    best = first
    for age in range(first, last):
        if convoys[age] > convoys[best]:
            best = age
    return best


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
def _move_rates(network: Network, inputs: Inputs, day: Day, at: Address, unseen: Array) -> None:
    """Let ambush rates drift to their long-run median (a daily Ornstein-Uhlenbeck step in logarithms), then draw ambushes."""
    for i in range(len(at.draws)):
        for c in range(len(network.head)):
            u, v = uniform_pair(at.seed, at.model, at.draws[i], at.day, network.corridor_keys[c], 1)
            gap = math.log(inputs.rate_typical[i, c] / day.rate[i, c])
            step = inputs.rate_reversion[i] * gap + inputs.rate_volatility[i] * normal(v)
            day.rate[i, c] = min(20.0, max(1e-9, day.rate[i, c] * math.exp(step)))
            unseen[i, c] = poisson(u, day.rate[i, c] * inputs.rate_factor[i, c] * inputs.unseen_share[i, c])


@compiled
def _attacks(network: Network, inputs: Inputs, day: Day, at: Address, unseen: Array) -> None:
    for i in range(len(at.draws)):
        for c in range(len(network.head)):
            first, last = network.exposed_from[c], network.transit[c]
            convoys = day.transit[i, c]
            for age in range(first, last):
                day.exposed[i, c] += convoys[age]
            attacks = unseen[i, c] + inputs.reported[i, c]
            if attacks <= 0.0:
                continue
            for k in range(min(MOST_AMBUSHES, int(attacks))):
                exposed = 0.0
                for age in range(first, last):
                    exposed += convoys[age]
                if exposed <= 0.0:
                    break
                day.ambushes[i, c] += 1.0
                if k >= unseen[i, c] and inputs.reported_loss[i, c] >= 0.0:
                    count = inputs.reported_loss[i, c] / inputs.reported[i, c]
                    day.lost[i, c] += _burn_reported(convoys, first, last, math.floor(count + 0.5))
                    continue
                u, v = uniform_pair(at.seed, at.model, at.draws[i], at.day, network.corridor_keys[c], 2 + 2 * k)
                w, _ = uniform_pair(at.seed, at.model, at.draws[i], at.day, network.corridor_keys[c], 3 + 2 * k)
                age = _pick(convoys, first, last, u * exposed)
                odds = math.log(inputs.loss_typical[i] / (1.0 - inputs.loss_typical[i]))
                share = inputs.loss_factor[i, c] / (1.0 + math.exp(-odds - inputs.loss_spread[i] * normal(v)))
                burnt = float(binomial(w, int(convoys[age]), min(1.0, share)))
                convoys[age] -= burnt
                day.lost[i, c] += burnt


@compiled
def _frighten(network: Network, inputs: Inputs, day: Day) -> None:
    """Carriers lose heart with the tankers that burn, and at the word of a ban before any does; both wear off."""
    for i in range(day.lost.shape[0]):
        regained = 1.0 - 2.0 ** (-1.0 / inputs.half_life[i])
        fading = 2.0 ** (-1.0 / inputs.ban_half_life[i])
        for c in range(len(network.head)):
            day.ban[i, c] *= fading
            if inputs.import_ban[i, c] > 0.0:
                day.ban[i, c] = 1.0
                day.willingness[i, c] *= 1.0 - inputs.ban_effect[i]
            elif inputs.import_ban_lifted[i, c] > 0.0:
                day.ban[i, c] = 0.0
            dared = 1.0 - inputs.ban_effect[i] * day.ban[i, c]
            day.willingness[i, c] += (dared - day.willingness[i, c]) * regained
            if day.lost[i, c] > 0.0:
                for k in range(day.fuel_lost.shape[2]):
                    day.fuel_lost[i, c, k] = day.lost[i, c] * inputs.load[i] * inputs.product_share[i, k]
                week = 7.0 * network.flow_share[c] * inputs.need[i] / inputs.load[i]
                if week > 0.0:
                    day.willingness[i, c] *= math.exp(-inputs.response[i] * day.lost[i, c] / week)


@compiled
def _use(network: Network, inputs: Inputs, day: Day) -> None:
    products = day.stock.shape[2]
    for i in range(day.stock.shape[0]):
        for p in range(len(network.need_share)):
            if network.through_share[p] <= 0.0:
                continue
            need = network.need_share[p] * inputs.need[i]
            held = 0.0
            for k in range(products):
                held += day.stock[i, p, k]
            full = inputs.rationing_days[i] * need
            ration = min(1.0, held / full) if full > 0.0 else 1.0
            missed, missed_first = 0.0, 0.0
            for k in range(products):
                want = need * inputs.product_share[i, k]
                first_want = want * network.priority_share[p]
                first = min(day.stock[i, p, k], first_want)
                rest = min(day.stock[i, p, k] - first, (want - first_want) * ration)
                day.stock[i, p, k] = max(0.0, day.stock[i, p, k] - first - rest)
                day.served[i, p, k] = first + rest
                day.unserved[i, p, k] = max(0.0, want - first - rest)
                missed += day.unserved[i, p, k]
                missed_first += first_want - first
            total = 0.0
            for k in range(products):
                total += day.stock[i, p, k]
            day.stock_total[i, p] = total
            through = network.through_share[p] * inputs.need[i]
            day.days_of_fuel[i, p] = total / through if through > 0.0 else 0.0
            day.shortage[i, p] = min(1.0, missed / need) if need > 0.0 else 0.0
            first_need = need * network.priority_share[p]
            day.priority_unserved[i, p] = min(1.0, missed_first / first_need) if first_need > 0.0 else 0.0


@compiled
def pass_day(network: Network, inputs: Inputs, day: Day, at: Address) -> None:
    """Pass one day for every draw of a block.

    Args:
        network: constants.
        inputs: parameters and today's drivers.
        day: state at the end of the day before; state and flows are overwritten with today's.
        at: where the day's chance is found.
    """
    for flow in (day.lost, day.ambushes, day.exposed, day.dispatched, day.fuel_arrived):
        flow[:] = 0.0
    for fuel in (day.sent, day.fuel_lost):
        fuel[:] = 0.0
    orders = np.empty(day.lost.shape)
    unseen = np.empty(day.lost.shape)
    _sieges(network, inputs, day, at)
    _unload(network, inputs, day)
    _orders(network, inputs, day, orders)
    _load_imports(network, day, at, orders)
    _load_depots(network, inputs, day, at, orders)
    _depart(network, inputs, day, at)
    _move_rates(network, inputs, day, at, unseen)
    _attacks(network, inputs, day, at, unseen)
    _frighten(network, inputs, day)
    _use(network, inputs, day)
