"""The ways between places, and how strongly each way out of a place pulls: the tables behind the walk.

The pull of destination d seen from place j is A_d exp(-distance(j, d) / scale), the gravity law with exponential decay. The
table adds it up over the destinations whose shortest path from j starts along the same way. Walked without turning back,
these sums reproduce the gravity law exactly wherever the ways form a tree (docs/models/displacement.md has the proof).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from harmattan.inference.compiled import compiled, frozen
from harmattan.inference.samplers import prepare
from harmattan.world.atlas import Atlas

__all__ = ["TOWN_UNIT", "Network", "Walk", "join", "weigh"]

TOWN_UNIT = 10_000.0
"""People in a town whose pull is 1, by the definition of `camp_pull`."""

_TIE = 1.0 + 1e-12
_ALMOST = 1.0 - 2.0**-53


class Network(NamedTuple):
    """The ways between places, and the parties that choose among them.

    A party is who leaves a place (party j for place j) or who arrives over a directed route r (party `places + r`). Its options
    are the directed routes out of the place where it is, but for those that lead back to where it came from.

    Args:
        first: (party + 1,) the options of party p are `first[p]` up to, not including, `first[p + 1]`.
        option: (option,) directed route that an option takes.
        end: (route,) place where a directed route ends.
        km: (route,) its length.
        longest: (route,) most days that it can take.
        distance: (place, place) km along the shortest path; inf where there is none.
        step: (place, place) directed route that the shortest path starts with; -1 where there is none.
        people: (place,) residents in units of ten thousand where they make a town pull; 0 elsewhere.
        camp: (place,) 1 for a camp.
    """

    first: NDArray[np.int64]
    option: NDArray[np.int64]
    end: NDArray[np.int64]
    km: NDArray[np.float64]
    longest: NDArray[np.int64]
    distance: NDArray[np.float64]
    step: NDArray[np.int64]
    people: NDArray[np.float64]
    camp: NDArray[np.float64]


class Walk(NamedTuple):
    """What the parameters of each draw make of the ways.

    Args:
        stay: (draw, party) chance of staying while the place is not besieged: for arrivals the share of its own pull; for those
            at home 0. Exactly 1 where no option leads anywhere, and only there.
        turn: (draw, option) chance that a party takes the option, given that it took none of the options before it;
            exactly 1 for the last one that leads anywhere, 0 for all that lead nowhere.
        days: (draw, route) days that a directed route takes.
        stay_prepared: (draw, party, 2) what the sampler works out of `stay` once and for all.
        turn_prepared: (draw, option, 2) the same of `turn`.
    """

    stay: NDArray[np.float64]
    turn: NDArray[np.float64]
    days: NDArray[np.int64]
    stay_prepared: NDArray[np.float64]
    turn_prepared: NDArray[np.float64]


def join(atlas: Atlas, *, slowest_km_per_day: float) -> Network:
    """Lay out the ways that people can go by themselves, and find all shortest paths (Dijkstra; the first way wins a tie).

    Rails and flights stay on the axis of routes, and nobody ever takes them.

    Args:
        atlas: the stage.
        slowest_km_per_day: slowest travel that is told apart, km/day.

    Returns:
        The ways, with read-only arrays.
    """
    rows = atlas.place_index
    ends = [(rows[r.origin], rows[r.destination]) for r in atlas.routes]
    origin = np.array([place for pair in ends for place in pair], dtype=np.int64)
    end = np.array([place for pair in ends for place in pair[::-1]], dtype=np.int64)
    km = np.repeat(np.array([r.km for r in atlas.routes], dtype=np.float64), 2)
    walked = np.repeat(np.array([r.on_foot for r in atlas.routes], dtype=np.bool_), 2)
    distance = _shortest(len(rows), origin[walked], end[walked], km[walked])
    step = np.full(distance.shape, -1, dtype=np.int64)
    for route in np.flatnonzero(walked):
        j, k = origin[route], end[route]
        through = np.isfinite(distance[j]) & (km[route] + distance[k] <= distance[j] * _TIE)
        step[j, through & (step[j] < 0)] = route
    out = [np.flatnonzero((origin == j) & walked) for j in range(len(rows))]
    options = out + [out[k][end[out[k]] != j] for j, k in zip(origin, end, strict=True)]
    people = [place.population / TOWN_UNIT if place.kind in ("city", "town") else 0.0 for place in atlas.places]
    return Network(
        first=frozen(np.cumsum([0, *map(len, options)], dtype=np.int64)),
        option=frozen(np.concatenate(options)),
        end=frozen(end),
        km=frozen(km),
        longest=frozen(np.ceil(km / slowest_km_per_day).astype(np.int64)),
        distance=frozen(distance),
        step=frozen(step),
        people=frozen(np.array(people)),
        camp=frozen(np.array([float(place.kind == "camp") for place in atlas.places])),
    )


def _shortest(
    places: int, origin: NDArray[np.int64], end: NDArray[np.int64], km: NDArray[np.float64]
) -> NDArray[np.float64]:
    shortest: dict[tuple[int, int], float] = {}
    for i, j, length in zip(origin.tolist(), end.tolist(), km.tolist(), strict=True):
        shortest[i, j] = min(length, shortest.get((i, j), math.inf))
    pairs = np.array(list(shortest), dtype=np.int64).reshape(-1, 2)
    graph = csr_array((list(shortest.values()), (pairs[:, 0], pairs[:, 1])), shape=(places, places), dtype=np.float64)
    return np.asarray(dijkstra(graph, directed=True), dtype=np.float64)


@compiled
def _beyond(network: Network, pull: NDArray[np.float64], scale: float, beyond: NDArray[np.float64]) -> None:
    distance, step = network.distance, network.step
    beyond[:] = 0.0
    for j in range(pull.size):
        for d in range(pull.size):
            if step[j, d] >= 0 and pull[d] > 0.0:
                beyond[step[j, d]] += pull[d] * math.exp(-distance[j, d] / scale)


@compiled
def weigh(
    network: Network,
    speed: NDArray[np.float64],
    scale: NDArray[np.float64],
    camp_pull: NDArray[np.float64],
    exponent: NDArray[np.float64],
) -> Walk:
    """Work out the chances of the walk and its days for each draw.

    Args:
        network: the ways.
        speed: (draw,) km/day.
        scale: (draw,) km over which a pull falls by a factor e.
        camp_pull: (draw,) pull of a camp; a town of ten thousand people has 1.
        exponent: (draw,) exponent with which the pull of a town grows with its people.

    Returns:
        The tables of these draws.
    """
    first, option, end, km, longest = network.first, network.option, network.end, network.km, network.longest
    people, camp = network.people, network.camp
    pull, beyond = np.zeros(camp.size), np.zeros(end.size)
    stay, turn = np.ones((speed.size, first.size - 1)), np.zeros((speed.size, option.size))
    days = np.ones((speed.size, end.size), dtype=np.int64)
    stay_prepared, turn_prepared = np.zeros((*stay.shape, 2)), np.zeros((*turn.shape, 2))
    for i in range(speed.size):
        for d in range(camp.size):
            town = people[d] ** exponent[i] if people[d] > 0.0 else 0.0
            pull[d] = camp_pull[i] if camp[d] > 0.0 else town
        _beyond(network, pull, scale[i], beyond)
        for party in range(first.size - 1):
            total = 0.0
            for m in range(first[party + 1] - 1, first[party] - 1, -1):
                total += beyond[option[m]]
                turn[i, m] = beyond[option[m]] / total if beyond[option[m]] > 0.0 else 0.0
            if total > 0.0:
                here = pull[end[party - camp.size]] if party >= camp.size else 0.0
                stay[i, party] = min(_ALMOST, here / (here + total))
            stay_prepared[i, party, 0], stay_prepared[i, party, 1] = prepare(stay[i, party])
            for m in range(first[party], first[party + 1]):
                turn_prepared[i, m, 0], turn_prepared[i, m, 1] = prepare(turn[i, m])
        for route in range(end.size):
            days[i, route] = longest[route]
            if speed[i] * longest[route] > km[route]:
                days[i, route] = max(1, min(longest[route], math.ceil(km[route] / speed[i])))
    return Walk(stay, turn, days, stay_prepared, turn_prepared)
