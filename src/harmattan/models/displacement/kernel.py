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

from harmattan.inference.chance import uniform_pair
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import binomial, prepared_binomial
from harmattan.models.displacement.walk import Network, Walk

__all__ = ["Causes", "Chances", "People", "Site", "pass_day"]


FEW = 4
"""Parties up to this size choose their ways person by person, which costs less than way by way."""


class Site(NamedTuple):
    """What the kernel must know of places and routes beside the ways: keys of chance, (place,) capacity and area."""

    place_key: NDArray[np.uint32]
    route_key: NDArray[np.uint32]
    capacity: NDArray[np.float64]
    area: NDArray[np.int64]


class Causes(NamedTuple):
    """Why people leave: each (draw, place), but the two leave rates (draw,)."""

    siege: NDArray[np.float64]
    shortage: NDArray[np.float64]
    leave_rate_factor: NDArray[np.float64]
    leave_rate_siege: NDArray[np.float64]
    leave_rate_shortage: NDArray[np.float64]


class People(NamedTuple):
    """Where people are and what the day did, overwritten in place.

    Each (draw, place), but travellers (draw, age, route) and the last (draw, area). Travellers stand at the day they arrive:
    its proleptic ordinal modulo the length of the axis, so that those of one day lie
    side by side.
    """

    residents: NDArray[np.float64]
    displaced: NDArray[np.float64]
    travellers: NDArray[np.float64]
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
    """Who sets out today, by party: (party,) people and the number of slot 1, which comes in a pair with that of slot 0."""

    people: NDArray[np.int64]
    number: NDArray[np.float64]


@compiled
def _leave(
    i: int, draw: int, chances: Chances, walk: Walk, site: Site, causes: Causes, now: People, on: Onward
) -> None:
    siege, shortage, factor = causes.siege[i], causes.shortage[i], causes.leave_rate_factor[i]
    rate_siege, rate_shortage, stay = causes.leave_rate_siege[i], causes.leave_rate_shortage[i], walk.stay[i]
    residents, left = now.residents[i], now.left[i]
    key, people, number = site.place_key, on.people, on.number
    seed, model, day = chances
    for j in range(residents.size):
        people[j] = 0
        rate = factor[j] * (rate_siege * siege[j] + rate_shortage * shortage[j])
        if rate > 0.0 and residents[j] > 0.0 and stay[j] < 1.0:
            u, number[j] = uniform_pair(seed, model, draw, day, key[j], 0)
            people[j] = binomial(u, int(residents[j]), -math.expm1(-rate))
        left[j] = people[j]
        residents[j] -= left[j]


@compiled
def _arrive(
    i: int,
    draw: int,
    chances: Chances,
    network: Network,
    walk: Walk,
    site: Site,
    causes: Causes,
    now: People,
    on: Onward,
) -> None:
    siege, stay, travellers, arrived = causes.siege[i], walk.stay[i], now.travellers[i], now.arrived[i]
    end, key, people, number, ready = network.end, site.route_key, on.people, on.number, walk.stay_prepared[i]
    seed, model, day = chances
    coming = travellers[day % travellers.shape[0]]
    for j in range(arrived.size):
        arrived[j] = 0.0
    for route in range(end.size):
        party = siege.size + route
        people[party] = 0
        came = int(coming[route])
        if came == 0:
            continue
        coming[route] = 0.0
        stayed = came
        if stay[party] < 1.0:
            u, number[party] = uniform_pair(seed, model, draw, day, key[route], 0)
            if siege[end[route]] > 0.0:
                stayed = binomial(u, came, stay[party] * (1.0 - siege[end[route]]))
            else:
                stayed = prepared_binomial(u, came, stay[party], ready[party, 0], ready[party, 1])
            people[party] = came - stayed
        arrived[end[route]] += stayed


@compiled
def _send(
    i: int, draw: int, chances: Chances, network: Network, walk: Walk, site: Site, now: People, on: Onward
) -> None:
    first, option, turn, days, travellers = network.first, network.option, walk.turn[i], walk.days[i], now.travellers[i]
    place_key, route_key, people, number = site.place_key, site.route_key, on.people, on.number
    seed, model, day = chances
    ready, ages = walk.turn_prepared[i], travellers.shape[0]
    today = day % ages
    for party in range(people.size):
        count = people[party]
        if count == 0:
            continue
        key = place_key[party] if party < place_key.size else route_key[party - place_key.size]
        spare = number[party]
        if count <= FEW:
            for person in range(count):
                if person & 1:
                    u, spare = uniform_pair(seed, model, draw, day, key, (1 + person) >> 1)
                else:
                    u = spare
                m = first[party]
                while turn[m] < 1.0 and u >= turn[m]:
                    u = (u - turn[m]) / (1.0 - turn[m])
                    m += 1
                age = today + days[option[m]]
                travellers[age - ages if age >= ages else age, option[m]] += 1.0
            continue
        for m in range(first[party], first[party + 1]):
            share = count
            if turn[m] < 1.0:
                slot = 1 + m - first[party]
                if slot & 1 == 0:
                    u, spare = uniform_pair(seed, model, draw, day, key, slot >> 1)
                else:
                    u = spare
                share = prepared_binomial(u, count, turn[m], ready[m, 0], ready[m, 1])
            age = today + days[option[m]]
            travellers[age - ages if age >= ages else age, option[m]] += share
            count -= share
            if count == 0:
                break


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
def pass_day(
    draws: NDArray[np.uint32], chances: Chances, network: Network, walk: Walk, site: Site, causes: Causes, now: People
) -> None:
    """Pass one day in each draw: people leave, move, arrive, stay or go on.

    Args:
        draws: (draw,) number under which each draw is addressed.
        chances: the rest of the address of the day's chance.
        network: the ways.
        walk: tables of these draws.
        site: keys, capacities and areas.
        causes: why people leave; never written.
        now: the people before the day, overwritten with those after it.
    """
    parties = network.first.size - 1
    on = Onward(np.zeros(parties, dtype=np.int64), np.zeros(parties))
    for i in range(draws.size):
        _leave(i, draws[i], chances, walk, site, causes, now, on)
        _arrive(i, draws[i], chances, network, walk, site, causes, now, on)
        _send(i, draws[i], chances, network, walk, site, now, on)
        _settle(i, site, now)
