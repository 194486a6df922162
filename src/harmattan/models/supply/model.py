"""The supply mechanism under the contract of all models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from harmattan.errors import Fault, InputFaults
from harmattan.inference.compiled import frozen
from harmattan.models.contract import Address, Chance, Expectation, Record, State
from harmattan.models.quiet import Quiet, refuse_settings
from harmattan.models.supply.expect import OBSERVED, expect
from harmattan.models.supply.kernel import Day, Inputs, Season, pass_day
from harmattan.models.supply.network import Network, Sections, fuel_network, sections_of
from harmattan.world.atlas import MONTHS, Atlas, stable_key
from harmattan.world.report import Report

__all__ = ["Supply", "supply"]

INPUTS = (
    "national_fuel_need",
    "litres_per_tanker",
    "product_share",
    "ambush_rate_typical",
    "ambush_rate_reversion",
    "ambush_rate_volatility",
    "ambush_excitation",
    "exposure_elasticity",
    "danger_cover",
    "danger_distance",
    "danger_rain",
    "patrol_effect",
    "ambush_loss_typical",
    "ambush_loss_spread",
    "willingness_half_life",
    "willingness_response",
    "fear_spread",
    "driver_response",
    "driver_half_life",
    "ban_effect",
    "ban_half_life",
    "ban_onset_rate",
    "ban_campaign",
    "convoy_interval",
    "escort_slowdown",
    "corridor_shift",
    "tanker_fleet",
    "fleet_half_life",
    "refill_surge",
    "rationing_days",
    "hoard_days",
    "smuggling_share",
    "price_elasticity",
    "price_half_life",
    "general_price_passthrough",
    "general_price_half_life",
    "power_hours_normal",
    "power_hours_without_fuel",
    "power_priority_loss",
    "plant_availability_typical",
    "plant_availability_reversion",
    "plant_availability_volatility",
    "closure_shortage",
    "school_closure_shortage",
    "business_power_weight",
    "siege_onset_rate",
    "siege_lift_rate",
    "ambush_rate_factor",
    "ambush_loss_factor",
    "dispatch_factor",
    "convoy_interval_factor",
    "patrol_cover",
    "carrier_insurance",
    "border_factor",
    "alternative_factor",
    "rationing_factor",
    "storage_factor",
    "ambush_unseen_share",
    "ambush_reported",
    "ambush_reported_loss",
    "import_ban",
    "import_ban_lifted",
    "siege_declared",
    "siege_lifted",
    "attack_restraint",
    "ban_withdrawn",
    "pact_signed",
    "government_holds",
    "past_day",
    "armed_group_capacity",
)
"""Parameters, drivers, who holds what today, and what others gave yesterday, in the order of `kernel.Inputs`."""

ORIGIN = ("origin_stock_days", "ambush_rate_origin", "willingness_origin", "plant_availability_origin")
"""Parameters read on the first day only."""

MEASURED = ("pump_price",)
"""Parameters that only reports are compared with."""

STATE = (
    "ambush_rate",
    "carrier_willingness",
    "driver_willingness",
    "ban_strength",
    "tankers_waiting",
    "tankers_in_transit",
    "tanker_fleet_left",
    "fuel_stock",
    "hoarded_fuel",
    "street_price",
    "general_price",
    "plant_availability",
    "siege",
)
"""What is carried from day to day, in the order of `kernel.Day`."""

FLOWS = (
    "tankers_dispatched",
    "tankers_arrived",
    "tankers_lost",
    "ambushes",
    "tankers_exposed",
    "ambush_hazard",
    "corridor_danger",
    "fuel_arrived",
    "fuel_served",
    "fuel_unserved",
    "fuel_smuggled",
    "fuel_used",
    "fuel_missed",
    "fuel_sent",
    "fuel_lost",
    "fuel_loaded",
    "fuel_stock_total",
    "days_of_fuel",
    "shortage",
    "priority_unserved",
    "power_hours",
    "closed_share",
    "schools_closed",
    "business_closed",
)
"""What is made anew each day, in the order of `kernel.Day`."""

CALM_PLACES = ("shortage", "closed_share", "schools_closed", "business_closed")
"""Of a place, what is nought in normal times."""

SETTINGS = ("rain_first_month", "rain_last_month")
"""Months in which it rains, 1 to 12; both or neither. They may run over the end of the year."""


@dataclass(frozen=True, eq=False)
class Supply(Quiet):
    """Fuel supply of one atlas. See docs/models/supply.md for the equations.

    Args:
        atlas: the stage.
        network: constants made by `fuel_network`.
        sections: sections of corridors made by `sections_of`.
        rainy: months in which it rains, 1 to 12.
        home: row of the country under blockade.
    """

    atlas: Atlas
    network: Network
    sections: Sections
    rainy: frozenset[int]
    home: int
    name: str = "supply"

    @property
    def needs(self) -> frozenset[str]:
        """Parameters, drivers and the state of other mechanisms that it reads."""
        return frozenset(INPUTS) | frozenset(ORIGIN) | frozenset(MEASURED)

    @property
    def gives(self) -> frozenset[str]:
        """State and flows that it writes."""
        return frozenset(STATE) | frozenset(FLOWS)

    @property
    def observes(self) -> frozenset[str]:
        """Recorded variables that `expect` reads."""
        return OBSERVED

    def normal(self, parameters: State) -> State:
        """Say what it would give in normal times: corridors carry their share, tanks are as full as the prior says.

        Args:
            parameters: (draw, ...) arrays by name.

        Returns:
            Arrays for everything in `observes`.
        """
        need = parameters["national_fuel_need"][:, None]
        arrived = self.network.flow_share * need / parameters["litres_per_tanker"][:, None]
        stock = parameters["origin_stock_days"] * self.network.through_share * need
        place = {name: np.zeros_like(stock) for name in CALM_PLACES}
        corridor = {name: np.zeros_like(arrived) for name in ("tankers_lost", "ambushes", "tankers_waiting")}
        prices = {name: np.ones_like(stock) for name in ("street_price", "general_price")}
        hours = np.repeat(parameters["power_hours_normal"][:, None], stock.shape[1], axis=1)
        inside = (self.network.transit - self.network.exposed_from).astype(np.float64)
        flows = {"tankers_arrived": arrived, "tankers_dispatched": arrived.copy(), "fuel_stock_total": stock}
        flows["tankers_exposed"] = arrived * inside
        days = np.where(self.network.through_share > 0.0, parameters["origin_stock_days"], 0.0)
        out = {**place, **corridor, **prices, **flows, "days_of_fuel": days, "power_hours": hours}
        return {name: out[name] for name in sorted(self.observes)}

    def begin(self, parameters: State) -> State:
        """Make the state of the first day: tanks as full as the prior says, corridors carrying what carriers are willing to.

        Args:
            parameters: (draw, ...) arrays by name.

        Returns:
            Arrays for everything in `gives`; flows are zero, and the power stays on.
        """
        net = self.network
        need = parameters["national_fuel_need"]
        load = parameters["litres_per_tanker"]
        share = parameters["product_share"]
        draws = len(need)
        out = {name: np.zeros(shape) for name, shape in self._shapes(draws, share.shape[1]).items()}
        willing = np.clip(parameters["willingness_origin"], 0.0, 1.0)[:, None]
        out["ambush_rate"] = np.clip(parameters["ambush_rate_origin"], 1e-9, 20.0)
        out["carrier_willingness"] = np.repeat(willing, len(net.head), axis=1)
        usual = np.floor(net.flow_share * (need / load)[:, None] * willing + 0.5)
        ages = np.arange(out["tankers_in_transit"].shape[2])
        out["tankers_in_transit"] = usual[:, :, None] * (ages < net.transit[:, None])[None]
        held = parameters["origin_stock_days"] * net.through_share * need[:, None]
        out["fuel_stock"] = held[:, :, None] * share[:, None, :]
        out["fuel_stock_total"] = held.copy()
        out["driver_willingness"] += 1.0
        out["street_price"] += 1.0
        out["general_price"] += 1.0
        out["plant_availability"] += 1.0
        out["plant_availability"][:, self.home] = parameters["plant_availability_origin"]
        total = net.flow_share[net.served].sum()
        for row in np.flatnonzero(net.served):
            out["tanker_fleet_left"][:, net.end[row]] += (
                parameters["tanker_fleet"] * net.flow_share[row] / max(total, 1e-12)
            )
        out["power_hours"] += parameters["power_hours_normal"][:, None]
        return out

    def advance(self, state: State, chance: Chance) -> None:
        """Pass one day of sieges, unloading, loading, departures, ambushes and use, in place.

        Args:
            state: everything in `needs` and `gives`; `gives` is overwritten.
            chance: the address of the day's randomness.
        """
        day = Day(*(state[name] for name in (*STATE, *FLOWS)))
        inputs = Inputs(*(frozen(state[name]) for name in INPUTS))
        month = date.fromordinal(chance.day).month
        season = Season(frozen(self.network.open_months[:, month - 1]), month in self.rainy, self.home)
        at = Address(chance.seed, stable_key(self.name), frozen(chance.draws), chance.day)
        pass_day(self.network, self.sections, season, inputs, day, at)

    def expect(self, report: Report, record: Record) -> Expectation | None:
        """Say what a report on fuel should have measured.

        Args:
            report: a claim.
            record: the recorded days.

        Returns:
            What it expects; None when the report is not about fuel supply.
        """
        return expect(report, record, self.atlas, self.network)

    def _shapes(self, draws: int, products: int) -> dict[str, tuple[int, ...]]:
        corridor, place = (draws, len(self.network.head)), (draws, len(self.network.need_share))
        ages = int(self.network.transit.max(initial=1))
        shapes: dict[str, tuple[int, ...]] = dict.fromkeys(self.gives, corridor)
        shapes |= dict.fromkeys(
            ("siege", "fuel_arrived", "fuel_stock_total", "days_of_fuel", "shortage", "priority_unserved"), place
        )
        shapes |= dict.fromkeys(("power_hours", "closed_share", "schools_closed", "business_closed"), place)
        shapes |= dict.fromkeys(
            ("tanker_fleet_left", "street_price", "general_price", "fuel_used", "fuel_missed"), place
        )
        by_product = ("fuel_stock", "hoarded_fuel", "fuel_served", "fuel_unserved", "fuel_smuggled", "fuel_sent")
        shapes |= dict.fromkeys(by_product, (*place, products))
        shapes["plant_availability"] = (draws, self.atlas.sizes["country"])
        shapes |= dict.fromkeys(("fuel_lost", "fuel_loaded"), (*corridor, products))
        shapes["tankers_in_transit"] = (*corridor, ages)
        return shapes


def supply(atlas: Atlas, settings: Mapping[str, float], *, country: str) -> Supply:
    """Make the supply mechanism of an atlas.

    Args:
        atlas: the stage.
        settings: table `[model.supply]` of case.toml: `rain_first_month` and `rain_last_month`, or nothing.
        country: two-letter code of the country under blockade.

    Returns:
        The mechanism.

    Raises:
        InputFaults: a setting that does not exist, or distribution corridors in a circle.

    Examples:
        >>> from harmattan.world.atlas import Area, Atlas, Place
        >>> stage = Atlas((Place("a", "A", "n", "XI", 0.0, 0.0, "town"),), areas=(Area("n", "N", "XI", 0.0, 0.0),))
        >>> supply(stage, {}, country="XI").name
        'supply'
    """
    network, sections = fuel_network(atlas, country=country), sections_of(atlas, country=country)
    home = atlas.countries.index(country) if country in atlas.countries else 0
    return Supply(atlas, network, sections, _rainy(settings), home)


def _rainy(settings: Mapping[str, float]) -> frozenset[int]:
    """Months in which it rains."""
    refuse_settings("supply", {name: value for name, value in settings.items() if name not in SETTINGS})
    given = [settings[name] for name in SETTINGS if name in settings]
    if not given:
        return frozenset()
    whole = all(value in MONTHS for value in given)
    if len(given) < len(SETTINGS) or not whole:
        found = ", ".join(f"{name} = {value:g}" for name, value in sorted(settings.items()))
        raise InputFaults(
            [Fault("case.toml", 0, "model.supply", found, "both months, whole numbers from 1 to 12, or neither")]
        )
    first, last = (int(value) for value in given)
    return frozenset((first - 1 + step) % len(MONTHS) + 1 for step in range((last - first) % len(MONTHS) + 1))
