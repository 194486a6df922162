"""Tiny worlds for displacement, and the slow, obvious twin of its day."""

from __future__ import annotations

import math
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform
from harmattan.inference.samplers import binomial
from harmattan.models.contract import Chance, State, step
from harmattan.models.displacement import Displacement
from harmattan.models.displacement.kernel import FEW
from harmattan.world.atlas import Area, Atlas, Place, Route, stable_key

AREAS = (Area("north", "North", "XX", 0.0, 0.0), Area("south", "South", "XX", 0.0, 0.0))
HALVING = 100.0 / math.log(2.0)
"""Distance scale, km, at which a pull halves with every 100 km."""


def place(
    name: str,
    kind: str = "town",
    population: int = 0,
    *,
    area: str = "north",
    capacity: float = math.nan,
    displaced: int = 0,
) -> Place:
    return Place(name, name.upper(), area, "XX", 0.0, 0.0, kind, population, capacity, displaced)


def road(name: str, origin: str, destination: str, km: float) -> Route:
    return Route(name, origin, destination, km, "primary", "paved", 1.0)


def line(*, population: int = 300) -> Atlas:
    """Two towns and a camp in a row, 100 km apart; seen from a, town b and camp c pull alike under `parameters`."""
    places = (
        place("a", population=population),
        place("b", population=20_000),
        place("c", "camp", capacity=5.0, area="south"),
    )
    return Atlas(places, (road("ab", "a", "b", 100.0), road("bc", "b", "c", 100.0)), areas=AREAS)


def parameters(draws: int = 1, **changed: float) -> State:
    values = {
        "leave_rate_siege": 0.02,
        "leave_rate_shortage": 0.01,
        "leave_share_attack": 0.0,
        "leave_share_taken": 0.0,
        "leave_rate_fallen": 0.0,
        "travel_speed": 50.0,
        "distance_scale": HALVING,
        "camp_pull": 4.0,
        "town_size_exponent": 1.0,
    }
    return {name: np.full(draws, value) for name, value in {**values, **changed}.items()}


def start(model: Displacement, given: State) -> State:
    draws, places = given["travel_speed"].size, len(model.atlas.places)
    calm = {name: np.zeros((draws, places)) for name in ("siege", "shortage", "attacks_near", "place_taken")}
    calm["government_fallen"] = np.zeros((draws, len(model.atlas.countries)))
    return {**given, **model.begin(given), **calm, "leave_rate_factor": np.ones((draws, places))}


def chance(day: int = 739_000, draws: int = 1, *, seed: int = 7) -> Chance:
    return Chance(seed, np.arange(draws, dtype=np.uint32), day)


def run(model: Displacement, state: State, days: int) -> list[State]:
    out = []
    for day in range(days):
        state = {**state, **step(model, state, chance(739_000 + day, state["residents"].shape[0]))}
        out.append(state)
    return out


def to_go(state: State, day: int) -> NDArray[np.float64]:
    """Travellers after a day, by days to go, (draw, days to go, route): first those who arrive on the next day."""
    travellers = state["travellers"]
    return np.roll(travellers, -((day + 1) % travellers.shape[1]), axis=1)


def people(state: State) -> NDArray[np.float64]:
    return state["residents"].sum(axis=1) + state["displaced"].sum(axis=1) + state["travellers"].sum(axis=(1, 2))


def random_world(seed: int, *, tree: bool = False, largest: int = 380) -> Atlas:
    """A random graph with cycles, parallel roads, lonely places and round lengths, or a random tree."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 10))
    kinds = rng.choice(["town", "city", "camp", "crossing"], count, p=[0.5, 0.1, 0.2, 0.2])
    places = tuple(
        place(
            f"p{i}", str(kinds[i]), int(rng.integers(0, largest)), area=("north", "south")[i % 2],
            capacity=float(rng.integers(0, 50)) if kinds[i] == "camp" else math.nan, displaced=int(rng.integers(0, 30)),
        )
        for i in range(count)
    )  # fmt: skip
    if tree:
        pairs = [(int(rng.integers(0, i)), i) for i in range(1, count)]
    else:
        pairs = [(int(i), int(j)) for i, j in rng.integers(0, count, (int(rng.integers(0, 2 * count)), 2)) if i != j]
    roads = tuple(road(f"r{n}", f"p{i}", f"p{j}", float(rng.integers(1, 8) * 20)) for n, (i, j) in enumerate(pairs))
    return Atlas(places, roads, areas=AREAS)


def trouble(model: Displacement, seed: int, draws: int) -> State:
    """A start with random parameters, sieges, shortages, attacks, places taken and governments fallen."""
    rng = np.random.default_rng(seed)
    given = {
        "leave_rate_siege": rng.uniform(0.0, 0.5, draws),
        "leave_rate_shortage": rng.uniform(0.0, 0.3, draws),
        "leave_share_attack": rng.choice([0.0, 0.1, 1.0], draws, p=[0.2, 0.7, 0.1]),
        "leave_share_taken": rng.uniform(0.0, 0.9, draws),
        "leave_rate_fallen": rng.uniform(0.0, 0.3, draws),
        "travel_speed": rng.uniform(10.0, 120.0, draws),
        "distance_scale": rng.uniform(20.0, 200.0, draws),
        "camp_pull": rng.uniform(0.0, 5.0, draws),
        "town_size_exponent": rng.uniform(0.0, 1.5, draws),
    }
    state, shape = start(model, given), (draws, len(model.atlas.places))
    return {
        **state,
        "siege": rng.choice([0.0, 0.4, 1.0], shape),
        "shortage": rng.uniform(0.0, 1.0, shape) * rng.integers(0, 2, shape),
        "attacks_near": rng.choice([0.0, 1.0, 2.0], shape, p=[0.7, 0.2, 0.1]),
        "place_taken": rng.choice([0.0, 1.0], shape, p=[0.9, 0.1]),
        "government_fallen": rng.choice([0.0, 1.0], (draws, len(model.atlas.countries))),
    }


class SlowWalk:
    """The gravity walk of one draw by dictionaries and paths, as the guide page tells it."""

    def __init__(self, atlas: Atlas, given: dict[str, float], slowest: float) -> None:
        self.atlas, self.given = atlas, given
        self.ids = [p.id for p in atlas.places]
        ways = [(r.id + ">", r.origin, r.destination, r.km) for r in atlas.routes]
        back = [(r.id + "<", r.destination, r.origin, r.km) for r in atlas.routes]
        self.ways = [way for pair in zip(ways, back, strict=True) for way in pair]
        self.days = {name: max(1, math.ceil(km / max(given["travel_speed"], slowest))) for name, _, _, km in self.ways}
        self.km = {(i, j): 0.0 if i == j else math.inf for i in self.ids for j in self.ids}
        for _, i, j, km in self.ways:
            self.km[i, j] = min(self.km[i, j], km)
        for k in self.ids:
            for i in self.ids:
                for j in self.ids:
                    self.km[i, j] = min(self.km[i, j], self.km[i, k] + self.km[k, j])

    def pull(self, name: str) -> float:
        spot = self.atlas.places[self.atlas.place_index[name]]
        if spot.kind == "camp":
            return self.given["camp_pull"]
        if spot.kind in ("city", "town") and spot.population > 0:
            return float((spot.population / 10_000) ** self.given["town_size_exponent"])
        return 0.0

    def options(self, here: str, came_from: str) -> list[tuple[str, float]]:
        """Ways on, in atlas order, with the pull beyond each."""
        pulls = dict.fromkeys((name for name, i, j, _ in self.ways if i == here and j != came_from), 0.0)
        for d in self.ids:
            if d != here and math.isfinite(self.km[here, d]):
                way = next(n for n, i, k, km in self.ways if i == here and km + self.km[k, d] == self.km[here, d])
                if way in pulls:
                    pulls[way] += self.pull(d) * math.exp(-self.km[here, d] / self.given["distance_scale"])
        return list(pulls.items())

    def spread(self, count: int, options: list[tuple[str, float]], address: tuple[int, ...]) -> list[tuple[str, int]]:
        out = []
        turns = [
            pull / reduce(add, (w for _, w in reversed(options[m:])), 0.0) if pull > 0.0 else 0.0
            for m, (_, pull) in enumerate(options)
        ]
        if count <= FEW:
            for person in range(count):
                u = uniform(*address, 1 + person)
                for (way, _), turn in zip(options, turns, strict=True):
                    if u < turn or turn == 1.0:
                        out.append((way, 1))
                        break
                    u = (u - turn) / (1.0 - turn)
            assert len(out) == count
            return out
        for slot, (way, pull) in enumerate(options, start=1):
            rest = reduce(add, (w for _, w in reversed(options[slot - 1 :])), 0.0)
            going = binomial(uniform(*address, slot), count, pull / rest) if pull > 0.0 else 0
            out.append((way, going))
            count -= going
        assert count == 0
        return out


def slow_rate(model: Displacement, one: dict[str, NDArray[np.float64]], j: int) -> float:
    """Why residents of a place leave, cause by cause, but for the factor."""
    spot = model.atlas.places[j]
    rate = one["leave_rate_siege"] * one["siege"][j] + one["leave_rate_shortage"] * one["shortage"][j]
    for share, times in (("leave_share_attack", "attacks_near"), ("leave_share_taken", "place_taken")):
        rate -= math.log1p(-min(1.0 - 2.0**-53, one[share])) * one[times][j]
    if spot.kind == "city" and model.country in ("", spot.country):
        rate += one["leave_rate_fallen"] * one["government_fallen"][model.atlas.countries.index(spot.country)]
    return float(rate)


def slow_step(model: Displacement, state: State, today: Chance) -> State:
    """Pass one day person group by person group; equal to the fast step to the last person."""
    atlas, routes = model.atlas, list(model.atlas.labels("route"))
    after = {name: np.zeros_like(state[name]) for name in model.gives}
    key = stable_key("displacement")
    for n, draw in enumerate(today.draws.tolist()):
        given = {name: float(array[n]) for name, array in state.items() if array.ndim == 1}
        walk = SlowWalk(atlas, given, model.slowest_km_per_day)
        setting_out: list[tuple[str, int]] = []
        ends = {way: (i, j) for way, i, j, _ in walk.ways}
        for j, name in enumerate(walk.ids):
            address = (today.seed, key, draw, today.day, stable_key(name))
            options = walk.options(name, "")
            rate = state["leave_rate_factor"][n, j] * slow_rate(model, {k: a[n] for k, a in state.items()}, j)
            leaving = binomial(uniform(*address, 0), int(state["residents"][n, j]), -math.expm1(-rate))
            if not any(pull > 0.0 for _, pull in options):
                leaving = 0
            after["left"][n, j] = leaving
            after["residents"][n, j] = state["residents"][n, j] - leaving
            setting_out += walk.spread(leaving, options, address) if leaving else []
        for r, (way, i, j, _) in enumerate(walk.ways):
            count, here = int(state["travellers"][n, today.day % model.ages, r]), atlas.place_index[j]
            after["travellers"][n, :, r] += state["travellers"][n, :, r]
            after["travellers"][n, today.day % model.ages, r] = 0.0
            address = (today.seed, key, draw, today.day, stable_key(way))
            options = walk.options(j, i)
            beyond = reduce(add, (w for _, w in reversed(options)), 0.0)
            staying = count
            if beyond > 0.0:
                stay = walk.pull(j) / (walk.pull(j) + beyond)
                staying = binomial(uniform(*address, 0), count, stay * (1.0 - state["siege"][n, here]))
            after["arrived"][n, here] += staying
            setting_out += walk.spread(count - staying, options, address) if count > staying else []
        for way, count in setting_out:
            after["travellers"][n, (today.day + walk.days[way]) % model.ages, routes.index(way)] += count
            one, other = (atlas.places[atlas.place_index[end]].area for end in ends[way])
            if one != other:
                after["set_out"][n, atlas.labels("passage").index(f"{one}>{other}")] += count
        for j, spot in enumerate(atlas.places):
            after["displaced"][n, j] = state["displaced"][n, j] + after["arrived"][n, j]
            after["displaced_in_area"][n, atlas.area_index[spot.area]] += after["displaced"][n, j]
            if math.isfinite(spot.capacity):
                after["capacity_shortfall"][n, j] = max(0.0, after["displaced"][n, j] - spot.capacity)
    return after
