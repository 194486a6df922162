"""Tiny worlds by name, for tests: an invented island whose answers can be worked out by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.models.contract import State
from harmattan.models.days import neutral_drivers
from harmattan.world.atlas import Area, Atlas, Corridor, FuelUse, Place, Route

AREAS = (Area("north", "North", "XI", 0.0, 0.0), Area("abroad", "Abroad", "XO", 0.0, -3.0))


def two_towns(*, products: tuple[str, ...] = ("fuel",)) -> Atlas:
    """A port abroad, a capital with a depot, a town behind it, a camp over the border."""
    places = (
        Place("port", "Port", "abroad", "XO", 0.0, -3.0, "port"),
        Place("border", "Border", "north", "XI", 0.0, -1.0, "crossing"),
        Place("capital", "Capital", "north", "XI", 0.0, 0.0, "city", 100_000),
        Place("town", "Town", "north", "XI", 0.0, 1.0, "town", 20_000),
        Place("camp", "Camp", "abroad", "XO", 0.0, 2.0, "camp", 0, 500.0),
    )
    routes = (
        Route("sea-road", "port", "border", 250, "trunk", "paved", 1.0),
        Route("west-road", "border", "capital", 120, "trunk", "paved", 1.0),
        Route("east-road", "capital", "town", 120, "trunk", "paved", 1.0),
        Route("camp-track", "town", "camp", 120, "track", "unpaved", 1.0),
    )
    corridors = (
        Corridor("west", "West", "import", ("port", "border", "capital"), 1.0, 4.0, 200.0),
        Corridor("east", "East", "distribution", ("capital", "town"), 1.0, 2.0, 100.0),
    )
    fuel = (FuelUse("capital", 0.8, 0.25, 7.0), FuelUse("town", 0.2, 0.0, 7.0))
    return Atlas(places, routes, corridors, AREAS, fuel, products)


def two_islands() -> Atlas:
    """Two copies of the two towns that no road or corridor joins; the second has the prefix `far-`."""
    near = two_towns()
    places = near.places + tuple(
        Place(f"far-{p.id}", f"Far {p.name}", p.area, p.country, p.lat + 5.0, p.lon, p.kind, p.population, p.capacity)
        for p in near.places
    )
    routes = near.routes + tuple(
        Route(f"far-{r.id}", f"far-{r.origin}", f"far-{r.destination}", r.km, r.road_class, r.surface, r.free_flow_days)
        for r in near.routes
    )
    corridors = tuple(
        Corridor(
            f"{prefix}{c.id}", c.name, c.kind, tuple(prefix + name for name in c.via),
            c.normal_share * (0.5 if c.kind == "import" else 1.0), c.transit_days, c.dispatch_limit,
        )
        for prefix in ("", "far-")
        for c in near.corridors
    )  # fmt: skip
    fuel = tuple(
        FuelUse(prefix + f.place, f.need_share / 2.0, f.priority_share, f.storage_days)
        for prefix in ("", "far-")
        for f in near.fuel
    )
    return Atlas(places, routes, corridors, near.areas, fuel)


def calm_parameters(atlas: Atlas, draws: int) -> State:
    """Parameters of an island at peace: a million litres a day, tankers of 10,000 litres, nobody attacks, nobody leaves."""

    def each(value: float) -> NDArray[np.float64]:
        return np.full(draws, value)

    def by(axis: str, value: float) -> NDArray[np.float64]:
        return np.full((draws, atlas.sizes[axis]), value)

    products = len(atlas.products)
    return {
        "national_fuel_need": each(1_000_000.0),
        "litres_per_tanker": each(10_000.0),
        "product_share": np.full((draws, products), 1.0 / products),
        "origin_stock_days": by("place", 5.0),
        "ambush_rate_typical": by("corridor", 1e-9),
        "ambush_rate_origin": by("corridor", 1e-9),
        "ambush_rate_reversion": each(0.05),
        "ambush_rate_volatility": each(0.0),
        "ambush_loss_typical": each(0.3),
        "ambush_loss_spread": each(0.5),
        "willingness_origin": each(1.0),
        "willingness_half_life": each(14.0),
        "willingness_response": each(2.0),
        "ban_effect": each(0.5),
        "ban_half_life": each(30.0),
        "ban_onset_rate": each(0.0),
        "ban_campaign": each(1.0),
        "convoy_interval": each(7.0),
        "refill_surge": each(0.5),
        "rationing_days": each(2.0),
        "siege_onset_rate": each(0.0),
        "siege_lift_rate": each(0.0),
        "leave_rate_siege": each(0.0),
        "leave_rate_shortage": each(0.0),
        "travel_speed": each(60.0),
        "distance_scale": each(200.0),
        "camp_pull": each(2.0),
        "town_size_exponent": each(0.5),
        "violence_rate_typical": by("area", 1e-09),
        "violence_branching": each(0.32),
        "violence_spread": each(0.0),
        "violence_memory_days": each(15.0),
        "violence_dispersion": each(0.0),
        "violence_swing_days": each(60.0),
        "violence_reported_share": each(0.055),
        "deaths_per_attack_typical": each(1.5),
        "deaths_per_attack_spread": each(1.2),
        "state_harm_ratio": each(0.0),
        "deaths_per_state_harm": each(3.5),
        "control_origin_lost": by("place", 1e-09),
        "control_contest_rate": each(0.0),
        "control_secure_rate": each(0.0045),
        "control_fall_rate": each(0.0),
        "control_retake_rate": each(0.0045),
        "control_pact_rate": each(0.0),
        "control_pact_break_rate": each(0.0022),
        "control_road_pull": each(0.77),
        "control_attack_push": each(0.77),
        "control_evidence_weight": each(0.8),
        "corridor_change_rate": each(0.024),
        "corridor_flow_spread": each(0.42),
        "corridor_declared_weight": each(0.95),
        "escort_slowdown": each(1.0),
        "exposure_elasticity": each(0.0),
        "danger_cover": each(0.0),
        "danger_distance": each(0.0),
        "danger_rain": each(1.0),
        "patrol_effect": each(0.5),
        "ambush_excitation": each(0.0),
        "fear_spread": each(0.0),
        "driver_response": each(0.0),
        "driver_half_life": each(14.0),
        "corridor_shift": each(0.0),
        "tanker_fleet": each(1e6),
        "fleet_half_life": each(365.0),
        "hoard_days": each(0.0),
        "price_elasticity": each(0.5),
        "price_half_life": each(5.0),
        "pump_price": each(700.0),
        "general_price_passthrough": each(0.0),
        "general_price_half_life": each(30.0),
        "smuggling_share": each(0.0),
        "plant_availability_typical": each(1.0),
        "plant_availability_origin": each(1.0),
        "plant_availability_reversion": each(0.02),
        "plant_availability_volatility": each(0.0),
        "school_closure_shortage": each(0.55),
        "business_power_weight": each(0.5),
        "power_hours_normal": each(18.0),
        "power_hours_without_fuel": each(5.5),
        "power_priority_loss": each(0.0),
        "closure_shortage": each(0.55),
        "leave_share_attack": each(0.0),
        "leave_share_taken": each(0.0),
        "leave_rate_fallen": each(0.0),
        "mine_revenue": each(190000.0),
        "mine_attack_rate": each(0.0),
        "mine_stop_share": each(0.28),
        "mine_resume_half_life": each(47.0),
        "permission_payment": each(2700.0),
        "permission_share": each(0.17),
        "kidnap_rate": each(0.0),
        "ransom_typical": each(170000.0),
        "ransom_spread": each(1.3),
        "place_tax": each(110.0),
        "capacity_half_life": each(150.0),
        "capacity_elasticity": each(0.33),
        "pressure_half_life": each(24.0),
        "pressure_shortage": each(0.4),
        "pressure_power": each(0.22),
        "pressure_defeat": each(0.67),
        "fall_rate": each(0.0),
        "fall_response": each(1.4),
        "talks_rate": each(0.0),
        "talks_response": each(0.95),
        "talks_days": each(22.0),
        "deal_rate": each(0.0022),
        "deal_restraint": each(0.17),
        "lift_rate": each(0.0),
        "lift_days": each(42.0),
        "lift_restraint": each(0.17),
        "pact_rate_siege": each(0.0),
        "city_taken_rate": each(0.0),
        "fallen_restraint": each(0.77),
        "control_origin_split": np.tile([0.0, 0.24, 0.8, 0.24], (draws, 1)),
        "corridor_hazard": np.tile([0.0045, 0.095, 0.077, 0.22], (draws, 1)),
        "corridor_flow_share": np.tile([0.99, 0.7, 0.35, 0.032], (draws, 1)),
    }


def attacked_parameters(atlas: Atlas, draws: int) -> State:
    """The same island under blockade: an ambush about every third day, sieges, people leaving."""
    changed = calm_parameters(atlas, draws)
    changed["ambush_rate_typical"] = np.full((draws, atlas.sizes["corridor"]), 0.3)
    changed["ambush_rate_origin"] = np.full((draws, atlas.sizes["corridor"]), 0.3)
    changed["ambush_rate_volatility"] = np.full(draws, 0.2)
    changed["siege_onset_rate"] = np.full(draws, 0.01)
    changed["siege_lift_rate"] = np.full(draws, 0.02)
    changed["leave_rate_siege"] = np.full(draws, 0.01)
    changed["leave_rate_shortage"] = np.full(draws, 0.002)
    return changed


def drivers(atlas: Atlas, draws: int, **changed: float) -> State:
    """Neutral drivers, some set to one value everywhere."""
    out = neutral_drivers(atlas, draws)
    return {name: np.full_like(array, changed[name]) if name in changed else array for name, array in out.items()}


def litres_in_system(state: State) -> NDArray[np.float64]:
    """Add up all fuel in tanks, at home, waiting and under way, for the law that fuel is conserved.

    Args:
        state: state of the supply mechanism.

    Returns:
        (draw,) litres.
    """
    load = state["litres_per_tanker"] * state["product_share"].sum(axis=1)
    tankers = state["tankers_waiting"].sum(axis=1) + state["tankers_in_transit"].sum(axis=(1, 2))
    held = state["fuel_stock"].sum(axis=(1, 2)) + state["hoarded_fuel"].sum(axis=(1, 2))
    return np.asarray(held + tankers * load)
