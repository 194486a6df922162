"""One day of fuel supply for a block of draws, compiled. Read from the bottom: `pass_day` is the order of the day."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform_pairs
from harmattan.inference.compiled import compiled
from harmattan.models.contract import Address
from harmattan.models.supply.danger import attacks, frighten, move_rates, sieges
from harmattan.models.supply.network import Network
from harmattan.models.supply.services import services
from harmattan.models.supply.tanks import depart, load_depots, load_imports, orders_of, unload, use

__all__ = ["Day", "Inputs", "pass_day"]

Array = NDArray[np.float64]


class Inputs(NamedTuple):
    """Parameters and drivers of a block, and what polity gave yesterday, shaped as in variables.csv.

    That is (draw,), (draw, product), (draw, corridor) or (draw, place).
    """

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
    hours_normal: Array
    hours_without: Array
    priority_loss: Array
    closure_shortage: Array
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
    attack_restraint: Array
    ban_withdrawn: Array
    pact_signed: Array


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
    power_hours: Array
    closed_share: Array


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
        day: state at the end of the day before, with its flows, which nothing reads; overwritten with today's.
        at: where the day's chance is found.
    """
    corridors = day.lost.shape
    orders, unseen, first, second = np.empty(corridors), np.empty(corridors), np.empty(corridors), np.empty(corridors)
    number, spare = np.empty(day.siege.shape), np.empty(day.siege.shape)
    uniform_pairs(at.seed, at.model, at.draws, at.day, network.place_keys, 0, number, spare)
    sieges(
        number, network.besiegeable, inputs.siege_declared, inputs.siege_lifted, inputs.pact_signed, inputs.siege_lift,
        inputs.siege_onset, day.siege
    )
    unload(
        network.head, network.transit, network.end, inputs.load, inputs.product_share, day.transit, day.arrived,
        day.stock, day.fuel_arrived
    )
    orders_of(
        network.head, network.end, network.flow_share, network.storage_days, network.through_share, inputs.need,
        inputs.refill_surge, inputs.load, inputs.dispatch_factor, inputs.convoy_interval, inputs.interval_factor,
        day.willingness, day.stock, day.siege, orders
    )
    uniform_pairs(at.seed, at.model, at.draws, at.day, network.corridor_keys, 0, first, second)
    load_imports(first, network.imports, network.dispatch_limit, day.willingness, day.dispatched, orders)
    load_depots(
        first, network.supplied, network.need_share, network.head, network.imports, network.dispatch_limit,
        inputs.need, inputs.load, inputs.rationing_days, inputs.product_share, day.stock, day.willingness,
        day.dispatched, day.sent, orders
    )
    depart(
        second, inputs.load, inputs.product_share, inputs.convoy_interval, inputs.interval_factor, day.waiting,
        day.dispatched, day.loaded, day.willingness, day.transit
    )
    uniform_pairs(at.seed, at.model, at.draws, at.day, network.corridor_keys, 1, first, second)
    move_rates(
        first, second, inputs.rate_typical, inputs.rate_reversion, inputs.rate_volatility, inputs.rate_factor,
        inputs.attack_restraint, inputs.unseen_share, day.rate, unseen
    )
    attacks(
        at.draws, at.seed, at.model, at.day, network.head, network.exposed_from, network.transit,
        network.corridor_keys, inputs.reported, inputs.reported_loss, inputs.loss_typical, inputs.loss_factor,
        inputs.loss_spread, day.transit, day.exposed, day.ambushes, day.lost, unseen
    )
    frighten(
        network.head, network.flow_share, inputs.half_life, inputs.ban_half_life, inputs.import_ban,
        inputs.ban_effect, inputs.import_ban_lifted, inputs.ban_withdrawn, inputs.load, inputs.product_share,
        inputs.need, inputs.response, day.lost, day.ban, day.willingness, day.fuel_lost
    )
    use(
        network.supplied, network.need_share, network.through_share, network.priority_share, inputs.need,
        inputs.rationing_days, inputs.product_share, day.stock, day.served, day.unserved, day.stock_total,
        day.days_of_fuel, day.shortage, day.priority_unserved
    )
    services(
        network.need_share, network.priority_share, inputs.hours_normal, inputs.hours_without, inputs.priority_loss,
        inputs.closure_shortage,
        day.shortage, day.priority_unserved, day.power_hours, day.closed_share
    )
# fmt: on
