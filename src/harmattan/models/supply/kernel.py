"""One day of fuel supply for a block of draws, compiled. Read from the bottom: `pass_day` is the order of the day."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import compiled
from harmattan.models.supply.danger import attacks, frighten, move_rates, sieges
from harmattan.models.supply.network import Network
from harmattan.models.supply.tanks import depart, load_depots, load_imports, orders_of, unload, use

__all__ = ["Address", "Day", "Inputs", "pass_day"]

Array = NDArray[np.float64]


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


# Slots of a corridor on a day: 0 tankers ordered, 1 does a convoy leave, 2 number of ambushes, 3 drift of the ambush rate,
# then for ambush k: 4 + 4k which tankers, 5 + 4k share destroyed, 6 + 4k number destroyed. Slot 0 of a place: siege.
# Each phase loops over the draws itself and takes only the arrays it touches: whole tuples would cost more than the phase, when
# run once per draw, and minutes to compile.


# fmt: off
@compiled
def pass_day(network: Network, inputs: Inputs, day: Day, at: Address) -> None:
    """Pass one day for every draw of a block.

    Args:
        network: constants.
        inputs: parameters and today's drivers.
        day: state at the end of the day before, flows all zero; overwritten with today's.
        at: where the day's chance is found.
    """
    orders = np.empty(day.lost.shape)
    unseen = np.empty(day.lost.shape)
    sieges(
        at.draws, at.seed, at.model, at.day, network.need_share, network.besiegeable, network.place_keys,
        inputs.siege_declared, inputs.siege_lifted, inputs.siege_lift, inputs.siege_onset, day.siege
    )
    unload(
        network.head, network.transit, network.end, inputs.load, inputs.product_share, day.transit, day.arrived,
        day.stock, day.fuel_arrived
    )
    orders_of(
        network.head, network.end, network.flow_share, network.storage_days, network.through_share, inputs.need,
        inputs.refill_surge, inputs.load, inputs.dispatch_factor, day.stock, day.siege, orders
    )
    load_imports(
        at.draws, at.seed, at.model, at.day, network.head, network.imports, network.corridor_keys,
        network.dispatch_limit, day.willingness, day.dispatched, orders
    )
    load_depots(
        at.draws, at.seed, at.model, at.day, network.need_share, network.head, network.imports,
        network.corridor_keys, network.dispatch_limit, inputs.need, inputs.load, inputs.rationing_days,
        inputs.product_share, day.stock, day.willingness, day.dispatched, day.sent, orders
    )
    depart(
        at.draws, at.seed, at.model, at.day, network.head, network.corridor_keys, inputs.load, inputs.product_share,
        inputs.convoy_interval, inputs.interval_factor, day.waiting, day.dispatched, day.loaded, day.willingness,
        day.transit
    )
    move_rates(
        at.draws, at.seed, at.model, at.day, network.head, network.corridor_keys, inputs.rate_typical,
        inputs.rate_reversion, inputs.rate_volatility, inputs.rate_factor, inputs.unseen_share, day.rate, unseen
    )
    attacks(
        at.draws, at.seed, at.model, at.day, network.head, network.exposed_from, network.transit,
        network.corridor_keys, inputs.reported, inputs.reported_loss, inputs.loss_typical, inputs.loss_factor,
        inputs.loss_spread, day.transit, day.exposed, day.ambushes, day.lost, unseen
    )
    frighten(
        network.head, network.flow_share, inputs.half_life, inputs.ban_half_life, inputs.import_ban,
        inputs.ban_effect, inputs.import_ban_lifted, inputs.load, inputs.product_share, inputs.need,
        inputs.response, day.lost, day.ban, day.willingness, day.fuel_lost
    )
    use(
        network.need_share, network.through_share, network.priority_share, inputs.need, inputs.rationing_days,
        inputs.product_share, day.stock, day.served, day.unserved, day.stock_total, day.days_of_fuel, day.shortage,
        day.priority_unserved
    )
# fmt: on
