"""One day of displacement, draw by draw, by counts of people.

Every number has an address. A place draws slot 0 for how many leave and slot m for its m-th way out; a directed route draws
slot 0 for how many of its arrivals stay and slot m for the m-th way on. The last way takes who is left, so nobody is lost.
In a small party the m-th person draws slot m instead, and takes the way on whose share of the interval it falls.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform, uniform_pairs
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import binomial, prepared_binomial
from harmattan.models.displacement.walk import Network, Walk

__all__ = ["Causes", "Chances", "People", "Reasons", "Site", "add_hazards", "pass_day"]


FEW = 4
"""Parties up to this size choose their ways person by person, which costs less than way by way."""

_ALMOST = 1.0 - 2.0**-53


class Site(NamedTuple):
    """What the kernel must know of places and routes beside the ways.

    Keys of chance, (place,) capacity and area, and (route,) passage between areas that a route takes; the number of passages
    for none.
    """

    place_key: NDArray[np.uint32]
    route_key: NDArray[np.uint32]
    capacity: NDArray[np.float64]
    area: NDArray[np.int64]
    passage: NDArray[np.int64]


class Reasons(NamedTuple):
    """Why people leave home, by name of the variable: each (draw,) or (draw, place), but the fall (draw, country)."""

    leave_rate_siege: NDArray[np.float64]
    leave_rate_shortage: NDArray[np.float64]
    leave_share_attack: NDArray[np.float64]
    leave_share_taken: NDArray[np.float64]
    leave_rate_fallen: NDArray[np.float64]
    siege: NDArray[np.float64]
    shortage: NDArray[np.float64]
    attacks_near: NDArray[np.float64]
    place_taken: NDArray[np.float64]
    government_fallen: NDArray[np.float64]
    leave_rate_factor: NDArray[np.float64]


class Causes(NamedTuple):
    """Why people leave or move on, (draw, place): the rate of leaving home per day from all causes, and the siege."""

    hazard: NDArray[np.float64]
    siege: NDArray[np.float64]


class People(NamedTuple):
    """Where people are and what the day did, overwritten in place.

    Each (draw, place), but travellers (draw, age, route), set_out (draw, passage) and the last (draw, area). Travellers stand at
    the day they arrive: its proleptic ordinal modulo the length of the axis, so that those of one day lie side by side.
    """

    residents: NDArray[np.float64]
    displaced: NDArray[np.float64]
    travellers: NDArray[np.float64]
    set_out: NDArray[np.float64]
    left: NDArray[np.float64]
    arrived: NDArray[np.float64]
    capacity_shortfall: NDArray[np.float64]
    displaced_in_area: NDArray[np.float64]


class Chances(NamedTuple):
    """The address of a day's chance, but for draw, entity and slot."""

    seed: int
    model: int
    day: int


class Onward(NamedTuple):
    """Who may set out today, in order: (party,) which party, its key of chance, how many people; (4, party) slots 0 to 3.

    Last the people on each passage, (passage + 1,): those who stay in their area are counted past its end, which costs less than
    asking of each party whether it leaves.
    """

    party: NDArray[np.int64]
    key: NDArray[np.uint32]
    people: NDArray[np.int64]
    number: NDArray[np.float64]
    crossed: NDArray[np.float64]


@compiled
def _gather(
    i: int, today: int, network: Network, walk: Walk, site: Site, causes: Causes, now: People, on: Onward
) -> tuple[int, int]:
    """List the parties with somewhere to go: residents in trouble, then travellers who arrive; the others arrive for good.

    Returns how many parties are at home, and how many there are in all.
    """
    hazard, stay, residents, arrived = causes.hazard[i], walk.stay[i], now.residents[i], now.arrived[i]
    coming, end, places = now.travellers[i, today], network.end, now.residents.shape[1]
    n = 0
    for j in range(places):
        arrived[j] = 0.0
        if hazard[j] > 0.0 and residents[j] > 0.0 and stay[j] < 1.0:
            on.party[n], on.key[n], on.people[n] = j, site.place_key[j], int(residents[j])
            n += 1
    homes = n
    for route in range(end.size):
        if coming[route] > 0.0:
            if stay[places + route] < 1.0:
                on.party[n], on.key[n], on.people[n] = places + route, site.route_key[route], int(coming[route])
                n += 1
            else:
                arrived[end[route]] += coming[route]
            coming[route] = 0.0
    return homes, n


@compiled
def _part(
    i: int, homes: int, parties: int, network: Network, walk: Walk, causes: Causes, now: People, on: Onward
) -> int:
    """Part those who leave home from those who stay, and those who go on from those who have arrived.

    Returns how many parties set out; they come first in `on`, with the number of slot 1.
    """
    hazard, siege, stay, ready = causes.hazard[i], causes.siege[i], walk.stay[i], walk.stay_prepared[i]
    residents, left, arrived, end = now.residents[i], now.left[i], now.arrived[i], network.end
    left[:] = 0.0
    out = 0
    for n in range(parties):
        party, count, u = on.party[n], on.people[n], on.number[0, n]
        if n < homes:
            count = binomial(u, count, -math.expm1(-hazard[party]))
            left[party] = count
            residents[party] -= count
        else:
            place = end[party - residents.size]
            if siege[place] > 0.0:
                stayed = binomial(u, count, stay[party] * (1.0 - siege[place]))
            else:
                stayed = prepared_binomial(u, count, stay[party], ready[party, 0], ready[party, 1])
            arrived[place] += stayed
            count -= stayed
        if count > 0:
            on.party[out], on.key[out], on.people[out], on.number[1, out] = party, on.key[n], count, on.number[1, n]
            out += 1
    return out


@compiled
def _number(chances: Chances, draw: int, on: Onward, n: int, slot: int) -> float:
    if slot < on.number.shape[0]:
        return float(on.number[slot, n])
    return uniform(chances.seed, chances.model, draw, chances.day, on.key[n], slot)


@compiled
def _send(
    i: int, parties: int, draw: int, chances: Chances, network: Network, walk: Walk, site: Site, now: People, on: Onward
) -> None:
    """Choose a way for everybody who sets out, and count who sets out from one area to another."""
    first, option, turn, days, travellers = network.first, network.option, walk.turn[i], walk.days[i], now.travellers[i]
    ready, ages = walk.turn_prepared[i], travellers.shape[0]
    passage, crossed = site.passage, on.crossed
    crossed[:] = 0.0
    today = chances.day % ages
    for n in range(parties):
        party, count = on.party[n], on.people[n]
        if count <= FEW:
            for person in range(count):
                u = _number(chances, draw, on, n, 1 + person)
                m = first[party]
                while turn[m] < 1.0 and u >= turn[m]:
                    u = (u - turn[m]) / (1.0 - turn[m])
                    m += 1
                way = option[m]
                age = today + days[way]
                travellers[age - ages if age >= ages else age, way] += 1.0
                crossed[passage[way]] += 1.0
            continue
        for m in range(first[party], first[party + 1]):
            share = count
            if turn[m] < 1.0:
                u = _number(chances, draw, on, n, 1 + m - first[party])
                share = prepared_binomial(u, count, turn[m], ready[m, 0], ready[m, 1])
            way = option[m]
            age = today + days[way]
            travellers[age - ages if age >= ages else age, way] += share
            crossed[passage[way]] += share
            count -= share
            if count == 0:
                break
    for k in range(now.set_out.shape[1]):
        now.set_out[i, k] = crossed[k]


@compiled
def _settle(i: int, site: Site, now: People) -> None:
    displaced, in_area, shortfall = now.displaced[i], now.displaced_in_area[i], now.capacity_shortfall[i]
    arrived, capacity, area = now.arrived[i], site.capacity, site.area
    for k in range(in_area.size):
        in_area[k] = 0.0
    for j in range(displaced.size):
        displaced[j] += arrived[j]
        in_area[area[j]] += displaced[j]
        shortfall[j] = displaced[j] - capacity[j] if displaced[j] > capacity[j] else 0.0


@compiled
def add_hazards(reasons: Reasons, city_of: NDArray[np.int64], hazard: NDArray[np.float64]) -> None:
    """Add up why people leave home today.

    A share that leaves at once is a rate of one day, -log(1 - share): two attacks move 1 - (1 - share)^2.

    Args:
        reasons: what is felt where, and what each draw makes of it.
        city_of: (place,) row of the country whose fall moves the place; -1 for none, -2 where nobody leaves home.
        hazard: (draw, place) rate of leaving per day; overwritten.
    """
    for i in range(hazard.shape[0]):
        attack = -math.log1p(-min(_ALMOST, reasons.leave_share_attack[i]))
        taken = -math.log1p(-min(_ALMOST, reasons.leave_share_taken[i]))
        besieged, short, fallen = (
            reasons.leave_rate_siege[i],
            reasons.leave_rate_shortage[i],
            reasons.leave_rate_fallen[i],
        )
        siege, shortage, factor = reasons.siege[i], reasons.shortage[i], reasons.leave_rate_factor[i]
        attacks_near, place_taken = reasons.attacks_near[i], reasons.place_taken[i]
        for j in range(hazard.shape[1]):
            if city_of[j] == -2:
                hazard[i, j] = 0.0
                continue
            rate = besieged * siege[j] + short * shortage[j] + attack * attacks_near[j] + taken * place_taken[j]
            if city_of[j] >= 0:
                rate += fallen * reasons.government_fallen[i, city_of[j]]
            hazard[i, j] = factor[j] * rate


@compiled
def pass_day(
    draws: NDArray[np.uint32], chances: Chances, network: Network, walk: Walk, site: Site, causes: Causes, now: People
) -> None:
    """Pass one day in each draw: people leave, move, arrive, stay or go on.

    Args:
        draws: (draw,) number under which each draw is addressed.
        chances: the rest of the address of the day's chance.
        network: the ways.
        walk: tables of these draws.
        site: keys, capacities, areas and passages.
        causes: why people leave; never written.
        now: the people before the day, overwritten with those after it.
    """
    most = network.first.size
    on = Onward(
        np.zeros(most, dtype=np.int64),
        np.zeros(most, dtype=np.uint32),
        np.zeros(most, dtype=np.int64),
        np.zeros((4, most)),
        np.zeros(now.set_out.shape[1] + 1),
    )
    seed, model, day = chances
    for i in range(draws.size):
        homes, parties = _gather(i, day % now.travellers.shape[1], network, walk, site, causes, now, on)
        uniform_pairs(seed, model, draws[i : i + 1], day, on.key[:parties], 0, on.number[0:1], on.number[1:2])
        out = _part(i, homes, parties, network, walk, causes, now, on)
        uniform_pairs(seed, model, draws[i : i + 1], day, on.key[:out], 1, on.number[2:3], on.number[3:4])
        _send(i, out, draws[i], chances, network, walk, site, now, on)
        _settle(i, site, now)
