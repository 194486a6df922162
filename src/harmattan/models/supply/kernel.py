"""One day of fuel supply for a block of draws, compiled. Read from the bottom: `pass_day` is the order of the day."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform_pairs
from harmattan.inference.compiled import compiled
from harmattan.models.contract import Address
from harmattan.models.supply.danger import attacks, dangers, hazards, sieges
from harmattan.models.supply.fear import ban_imports, frighten, replace_tankers
from harmattan.models.supply.market import prices, reckon, use
from harmattan.models.supply.network import Network, Sections
from harmattan.models.supply.orders import orders_of, shift_orders, within_fleet
from harmattan.models.supply.services import run_plants, services
from harmattan.models.supply.tanks import depart, load_depots, load_imports, travel

__all__ = ["PACES", "Day", "Inputs", "Season", "pass_day"]

Array = NDArray[np.float64]

PACES = 20
"""Pair of slots of a corridor behind its pace; the pairs below it are those of tankers ordered and of ambushes."""


class Season(NamedTuple):
    """What the month does: `open_now` (corridor,) whether a way can be used, `rain` whether it is rainy.

    `home` is the row of the country under blockade, for what is told by country.
    """

    open_now: NDArray[np.bool_]
    rain: bool
    home: int


class Inputs(NamedTuple):
    """Parameters and drivers of a block, and what other mechanisms gave, shaped as in variables.csv.

    That is (draw,), (draw, product), (draw, corridor), (draw, place) or (draw, country).
    """

    need: Array
    load: Array
    product_share: Array
    rate_typical: Array
    rate_reversion: Array
    rate_volatility: Array
    excitation: Array
    elasticity: Array
    cover_effect: Array
    distance_effect: Array
    rain_effect: Array
    patrol_effect: Array
    loss_typical: Array
    loss_spread: Array
    half_life: Array
    response: Array
    fear_spread: Array
    driver_response: Array
    driver_half_life: Array
    ban_effect: Array
    ban_half_life: Array
    ban_onset: Array
    ban_campaign: Array
    convoy_interval: Array
    slowdown: Array
    shift: Array
    fleet: Array
    fleet_half_life: Array
    refill_surge: Array
    rationing_days: Array
    hoard_days: Array
    smuggling_share: Array
    price_elasticity: Array
    price_half_life: Array
    passthrough: Array
    general_half_life: Array
    hours_normal: Array
    hours_without: Array
    priority_loss: Array
    plants_typical: Array
    plants_reversion: Array
    plants_volatility: Array
    closure_shortage: Array
    school_closure: Array
    business_weight: Array
    siege_onset: Array
    siege_lift: Array
    rate_factor: Array
    loss_factor: Array
    dispatch_factor: Array
    interval_factor: Array
    patrol_cover: Array
    insurance: Array
    border_factor: Array
    alternative_factor: Array
    rationing_factor: Array
    storage_factor: Array
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
    holds: Array
    past_day: Array
    capacity: Array


class Day(NamedTuple):
    """State and flows of a block at the end of a day; the arrays are written in place by `pass_day`."""

    rate: Array
    willingness: Array
    drivers: Array
    ban: Array
    waiting: Array
    transit: Array
    fleet_left: Array
    stock: Array
    hoard: Array
    street_price: Array
    general_price: Array
    availability: Array
    siege: Array
    dispatched: Array
    arrived: Array
    lost: Array
    ambushes: Array
    exposed: Array
    hazard: Array
    danger: Array
    fuel_arrived: Array
    served: Array
    unserved: Array
    smuggled: Array
    used: Array
    missed: Array
    sent: Array
    fuel_lost: Array
    loaded: Array
    stock_total: Array
    days_of_fuel: Array
    shortage: Array
    priority_unserved: Array
    power_hours: Array
    closed_share: Array
    schools_closed: Array
    business_closed: Array


# Slots of a corridor on a day: 0 tankers ordered, 1 does a convoy leave, 2 number of ambushes, 3 drift of the ambush rate,
# then for ambush k: 4 + 4k which tankers, 5 + 4k share destroyed, 6 + 4k number destroyed; 2 x PACES do tankers inside get on.
# Slot 0 of a place: siege. Slots of the country: 0 power plants, 1 a ban on imports.
# Each phase loops over the draws itself and takes only the arrays it touches: whole tuples would cost more than the phase, when
# run once per draw, and minutes to compile.


# fmt: off
@compiled
def _move(network: Network, season: Season, inputs: Inputs, day: Day, at: Address) -> None:
    """Sieges begin and end, tankers come nearer, unload, are ordered, loaded and leave."""
    corridors, places = day.lost.shape, day.siege.shape
    orders, willing = np.empty(corridors), day.willingness * day.drivers
    first, second, pace, spare = np.empty(corridors), np.empty(corridors), np.empty(corridors), np.empty(corridors)
    number, unread = np.empty(places), np.empty(places)
    uniform_pairs(at.seed, at.model, at.draws, at.day, network.place_keys, 0, number, unread)
    sieges(
        number, network.besiegeable, inputs.siege_declared, inputs.siege_lifted, inputs.pact_signed, inputs.siege_lift,
        inputs.siege_onset, day.siege
    )
    uniform_pairs(at.seed, at.model, at.draws, at.day, network.corridor_keys, 0, first, second)
    uniform_pairs(at.seed, at.model, at.draws, at.day, network.corridor_keys, PACES, pace, spare)
    travel(
        pace, second, network.transit, network.exposed_from, network.border, network.border_limit, network.end,
        inputs.load, inputs.product_share, inputs.slowdown, inputs.border_factor, inputs.convoy_interval,
        inputs.interval_factor, willing, day.waiting, day.transit, day.arrived, day.stock, day.fuel_arrived
    )
    orders_of(
        network.end, network.flow_share, network.dispatch_limit, season.open_now, network.passes_siege,
        network.storage_days, network.through_share, inputs.need, inputs.refill_surge, inputs.load,
        inputs.dispatch_factor, inputs.alternative_factor, inputs.storage_factor, inputs.convoy_interval,
        inputs.interval_factor, willing, day.stock, day.siege, orders
    )
    shift_orders(network.rival, season.open_now, inputs.shift, willing, orders)
    within_fleet(network.end, network.served, willing, day.waiting, day.transit, day.fleet_left, orders)
    load_imports(first, network.imports, network.dispatch_limit, willing, day.dispatched, orders)
    load_depots(
        first, network.supplied, network.need_share, network.head, network.imports, network.dispatch_limit,
        inputs.need, inputs.load, inputs.rationing_days, inputs.rationing_factor, inputs.product_share, day.stock,
        willing, day.dispatched, day.sent, orders
    )
    depart(
        second, network.border, inputs.load, inputs.product_share, inputs.convoy_interval, inputs.interval_factor,
        willing, day.dispatched, day.waiting, day.loaded, day.transit
    )


@compiled
def _endanger(network: Network, sections: Sections, season: Season, inputs: Inputs, day: Day, at: Address) -> None:
    """Ambushes meet tankers, bans are declared, carriers and crews lose heart, the fleet shrinks and is bought again."""
    corridors, one = day.lost.shape, (day.lost.shape[0], 1)
    first, second, declared = np.empty(corridors), np.empty(corridors), np.empty(corridors)
    unread, bans = np.empty(one), np.empty(one)
    uniform_pairs(at.seed, at.model, at.draws, at.day, network.home_key, 0, unread, bans)
    dangers(
        sections.first, sections.km, sections.cover, sections.near, sections.far, inputs.cover_effect,
        inputs.distance_effect, inputs.holds, day.danger
    )
    uniform_pairs(at.seed, at.model, at.draws, at.day, network.corridor_keys, 1, first, second)
    hazards(
        second, network.head, network.exposed_from, network.transit, network.flow_share, season.rain, inputs.need,
        inputs.load, inputs.rate_typical, inputs.rate_reversion, inputs.rate_volatility,
        inputs.elasticity, inputs.rain_effect, inputs.patrol_effect, inputs.patrol_cover, inputs.rate_factor,
        inputs.attack_restraint, inputs.capacity, season.home, day.danger, day.transit, day.rate,
        day.exposed, day.hazard
    )
    ban_imports(
        bans, network.imports, season.home, inputs.past_day, inputs.ban_onset, inputs.ban_campaign, inputs.import_ban,
        day.ban, day.rate, declared
    )
    attacks(
        at.draws, at.seed, at.model, at.day, first, network.exposed_from, network.transit, network.corridor_keys,
        inputs.unseen_share, inputs.reported, inputs.reported_loss, inputs.loss_typical, inputs.loss_factor,
        inputs.loss_spread, inputs.rate_typical, inputs.excitation, day.hazard, day.transit, day.ambushes, day.lost, day.rate
    )
    frighten(
        network.rival, network.flow_share, inputs.half_life, inputs.driver_half_life, inputs.ban_half_life,
        declared, inputs.ban_effect, inputs.import_ban_lifted, inputs.ban_withdrawn, inputs.insurance,
        inputs.load, inputs.product_share, inputs.need, inputs.response, inputs.driver_response, inputs.fear_spread,
        day.lost, day.ban, day.willingness, day.drivers, day.fuel_lost
    )
    replace_tankers(
        network.end, network.served, network.flow_share, inputs.fleet, inputs.fleet_half_life, day.lost, day.fleet_left
    )


@compiled
def _serve(network: Network, season: Season, inputs: Inputs, day: Day, at: Address) -> None:
    """Towns use fuel, hoard it and pay for it; power plants run or do not; stations, schools and business close."""
    one = (day.lost.shape[0], 1)
    general, plants, unread = np.zeros(day.siege.shape), np.empty(one), np.empty(one)
    uniform_pairs(at.seed, at.model, at.draws, at.day, network.home_key, 0, plants, unread)
    use(
        network.supplied, network.need_share, network.priority_share, network.reserved_share, network.border_trade,
        inputs.need, inputs.rationing_days, inputs.rationing_factor, inputs.hoard_days, inputs.smuggling_share,
        inputs.product_share, day.siege, day.street_price, day.stock, day.hoard, day.served, day.unserved,
        day.smuggled, day.priority_unserved, general
    )
    reckon(
        network.supplied, network.need_share, network.through_share, inputs.need, day.stock, day.served, day.unserved,
        day.stock_total, day.used, day.missed, day.days_of_fuel, day.shortage
    )
    prices(
        network.supplied, inputs.price_elasticity, inputs.price_half_life, inputs.passthrough,
        inputs.general_half_life, general, day.street_price, day.general_price
    )
    run_plants(
        plants, season.home, inputs.plants_typical, inputs.plants_reversion, inputs.plants_volatility,
        day.availability
    )
    services(
        network.need_share, inputs.hours_normal, inputs.hours_without, inputs.priority_loss, inputs.closure_shortage,
        inputs.school_closure, inputs.business_weight, season.home, day.availability, day.shortage,
        day.priority_unserved, general, day.power_hours, day.closed_share, day.schools_closed, day.business_closed
    )
# fmt: on


@compiled
def pass_day(network: Network, sections: Sections, season: Season, inputs: Inputs, day: Day, at: Address) -> None:
    """Pass one day for every draw of a block.

    Args:
        network: constants.
        sections: sections of corridors inside the country.
        season: what the time of the year does.
        inputs: parameters and today's drivers.
        day: state at the end of the day before, with its flows, which nothing reads; overwritten with today's.
        at: where the day's chance is found.
    """
    _move(network, season, inputs, day, at)
    _endanger(network, sections, season, inputs, day, at)
    _serve(network, season, inputs, day, at)
