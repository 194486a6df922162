"""Planted worlds for benchmarks: an invented country of any size, made from a seed and nothing else."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from harmattan.models.contract import Model, State
from harmattan.world.atlas import Area, Atlas, Corridor, FuelUse, Place, Route, great_circle_km
from harmattan.world.situation import Situation

__all__ = ["planted_atlas", "planted_parameters", "planted_situation"]

DEPOTS = 4
HOME, ABROAD = "XA", "XB"


def planted_atlas(places: int, *, seed: int) -> Atlas:
    """Make a country of towns around four depots, with ports and camps abroad.

    Args:
        places: how many places, at least 20.
        seed: seed of the positions and sizes.

    Returns:
        The stage: every place is joined to its one or two nearest earlier neighbours, every depot to a port; every tenth place is
        a camp over the border; the largest towns, a quarter of the places, draw fuel by road from the nearest depot.
    """
    rng = np.random.default_rng(seed)
    lat, lon = rng.uniform(10.0, 18.0, places), rng.uniform(-10.0, 4.0, places)
    people = rng.lognormal(10.5, 1.0, places).astype(int)
    made, routes, corridors, fuel = [], [], [], []
    towns = [row for row in range(2 * DEPOTS, places) if row % 10]
    supplied = set(sorted(towns, key=lambda row: -people[row])[: places // 4])
    for row in range(places):
        camp, port, depot = row >= 2 * DEPOTS and row % 10 == 0, row < DEPOTS, DEPOTS <= row < 2 * DEPOTS
        kind = "camp" if camp else "port" if port else "city" if depot else "town"
        country = ABROAD if camp or port else HOME
        population = 0 if camp or port else int(people[row])
        area = "over" if country == ABROAD else "home"
        made.append(Place(f"p{row}", f"P{row}", area, country, lat[row], lon[row], kind, population, 50_000.0))
        if row == 0:
            continue
        far = [great_circle_km(lat[row], lon[row], lat[other], lon[other]) for other in range(row)]
        joined = set(np.argsort(far)[: 1 + row % 2].tolist())
        if depot:
            joined.add(row - DEPOTS)
        for other in sorted(joined):
            km = max(5.0, 1.2 * far[other])
            routes.append(Route(f"r{other}-{row}", f"p{other}", f"p{row}", km, "trunk", "paved", km / 400.0))
    fed = sorted(supplied)
    share = people[fed] / people[fed].sum() * 0.6
    near, before = _roads(places, routes)
    for row in range(DEPOTS, 2 * DEPOTS):
        fuel.append(FuelUse(f"p{row}", 0.1, 0.3, 7.0))
        ends = (f"p{row - DEPOTS}", f"p{row}")
        corridors.append(Corridor(f"in{row}", f"In {row}", "import", ends, 0.25, 5.0, 400.0))
    for row, part in zip(fed, share, strict=True):
        fuel.append(FuelUse(f"p{row}", float(part), 0.1, 5.0))
        depot = DEPOTS + int(np.argmin(near[DEPOTS : 2 * DEPOTS, row]))
        via = [row]
        while via[-1] != depot:
            via.append(int(before[depot, via[-1]]))
        names = tuple(f"p{stop}" for stop in reversed(via))
        days = max(1.0, float(near[depot, row]) / 300.0)
        corridors.append(Corridor(f"out{row}", f"Out {row}", "distribution", names, 1.0, days, 100.0))
    areas = (Area("home", "Home", HOME, 14.0, -3.0), Area("over", "Over", ABROAD, 14.0, 8.0))
    return Atlas(tuple(made), tuple(routes), tuple(corridors), areas, tuple(fuel))


def _roads(places: int, routes: list[Route]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Shortest km between all places, and the place before the last on each shortest way."""
    km = {(int(r.origin[1:]), int(r.destination[1:])): r.km for r in routes}
    ends = np.array(list(km)).T
    graph = csr_array((list(km.values()), (ends[0], ends[1])), shape=(places, places))
    near, before = dijkstra(graph, directed=False, return_predecessors=True)
    return near, before


def planted_parameters(atlas: Atlas, draws: int, *, seed: int) -> State:
    """Draw parameters of a country under blockade.

    Args:
        atlas: the stage.
        draws: how many draws.
        seed: seed of the draws.

    Returns:
        (draw, ...) arrays by name.
    """
    rng = np.random.default_rng(seed)
    place, corridor = atlas.sizes["place"], atlas.sizes["corridor"]

    def around(middle: float, *axes: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return middle * rng.lognormal(0.0, 0.3, (draws, *axes))

    return {
        "national_fuel_need": around(6e6),
        "litres_per_tanker": around(46_000.0),
        "product_share": np.ones((draws, 1)),
        "origin_stock_days": around(4.0, place),
        "ambush_rate_typical": around(0.05, corridor),
        "ambush_rate_origin": around(0.05, corridor),
        "ambush_rate_reversion": np.minimum(0.5, around(0.05)),
        "ambush_rate_volatility": around(0.1),
        "ambush_loss_typical": np.minimum(0.8, around(0.3)),
        "ambush_loss_spread": around(1.0),
        "willingness_origin": np.minimum(1.0, around(0.7)),
        "willingness_half_life": around(14.0),
        "willingness_response": around(2.0),
        "ban_effect": np.minimum(1.0, around(0.4)),
        "ban_half_life": around(40.0),
        "convoy_interval": 1.0 + around(6.0),
        "refill_surge": around(0.5),
        "rationing_days": around(2.0),
        "escort_slowdown": 1.0 + around(1.0),
        "exposure_elasticity": np.minimum(2.0, around(0.5)),
        "danger_cover": around(0.7),
        "danger_distance": around(0.3),
        "danger_rain": around(1.0),
        "patrol_effect": np.minimum(1.0, around(0.3)),
        "ambush_excitation": around(0.2),
        "fear_spread": np.minimum(1.0, around(0.2)),
        "driver_response": around(1.5),
        "driver_half_life": around(20.0),
        "corridor_shift": np.minimum(1.0, around(0.4)),
        "tanker_fleet": around(2_000.0),
        "fleet_half_life": around(120.0),
        "hoard_days": around(2.0),
        "price_elasticity": np.maximum(0.05, around(0.7)),
        "price_half_life": around(5.0),
        "pump_price": around(750.0),
        "general_price_passthrough": np.minimum(1.0, around(0.1)),
        "general_price_half_life": around(20.0),
        "smuggling_share": np.minimum(1.0, around(0.1)),
        "plant_availability_typical": np.minimum(1.0, around(0.7)),
        "plant_availability_origin": np.minimum(1.0, around(0.8)),
        "plant_availability_reversion": np.minimum(1.0, around(0.02)),
        "plant_availability_volatility": around(0.08),
        "school_closure_shortage": np.minimum(1.0, around(0.6)),
        "business_power_weight": np.minimum(1.0, around(0.4)),
        "ban_onset_rate": np.minimum(1.0, around(0.0005)),
        "ban_campaign": 1.0 + around(2.0),
        "power_hours_normal": np.minimum(24.0, around(18.0)),
        "power_hours_without_fuel": np.minimum(24.0, around(5.0)),
        "power_priority_loss": np.minimum(1.0, around(0.3)),
        "closure_shortage": np.minimum(1.0, around(0.5)),
        "siege_onset_rate": np.minimum(1.0, around(0.0003)),
        "siege_lift_rate": np.minimum(1.0, around(0.005)),
        "leave_rate_siege": np.minimum(1.0, around(0.004)),
        "leave_rate_shortage": np.minimum(1.0, around(0.0004)),
        "leave_share_attack": np.minimum(1.0, around(0.005)),
        "leave_share_taken": np.minimum(1.0, around(0.2)),
        "leave_rate_fallen": np.minimum(1.0, around(0.0002)),
        "travel_speed": around(60.0),
        "distance_scale": around(150.0),
        "camp_pull": around(8.0),
        "town_size_exponent": np.minimum(2.0, around(0.5)),
    }


def planted_situation(atlas: Atlas, models: tuple[Model, ...], draws: int, *, seed: int) -> Situation:
    """Put the country under blockade, with every twentieth town besieged.

    Args:
        atlas: the stage.
        models: the mechanisms.
        draws: how many draws.
        seed: seed of the parameters.

    Returns:
        The belief on the last day of 2029.
    """
    state = planted_parameters(atlas, draws, seed=seed)
    for model in models:
        state |= model.begin(state)
    towns = [row for row, place in enumerate(atlas.places) if place.kind == "town"][::20]
    state["siege"][:, towns] = 1.0
    return Situation(date(2029, 12, 31), atlas, state, float(draws))
