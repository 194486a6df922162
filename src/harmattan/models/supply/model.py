"""The supply mechanism under the contract of all models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from harmattan.inference.compiled import frozen
from harmattan.models.contract import Address, Chance, Expectation, Record, State
from harmattan.models.quiet import Quiet, refuse_settings
from harmattan.models.supply.expect import OBSERVED, expect
from harmattan.models.supply.kernel import Day, Inputs, pass_day
from harmattan.models.supply.network import Network, fuel_network
from harmattan.world.atlas import Atlas, stable_key
from harmattan.world.report import Report

__all__ = ["Supply", "supply"]

INPUTS = (
    "national_fuel_need",
    "litres_per_tanker",
    "product_share",
    "ambush_rate_typical",
    "ambush_rate_reversion",
    "ambush_rate_volatility",
    "ambush_loss_typical",
    "ambush_loss_spread",
    "willingness_half_life",
    "willingness_response",
    "ban_effect",
    "ban_half_life",
    "convoy_interval",
    "refill_surge",
    "rationing_days",
    "power_hours_normal",
    "power_hours_without_fuel",
    "power_priority_loss",
    "closure_shortage",
    "siege_onset_rate",
    "siege_lift_rate",
    "ambush_rate_factor",
    "ambush_loss_factor",
    "dispatch_factor",
    "convoy_interval_factor",
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
)
"""Parameters, drivers and what polity gave yesterday, in the order of `kernel.Inputs`."""

ORIGIN = ("origin_stock_days", "ambush_rate_origin", "willingness_origin")
"""Parameters read on the first day only."""

STATE = (
    "ambush_rate",
    "carrier_willingness",
    "ban_strength",
    "tankers_waiting",
    "tankers_in_transit",
    "fuel_stock",
    "siege",
)
"""What is carried from day to day, in the order of `kernel.Day`."""

FLOWS = (
    "tankers_dispatched",
    "tankers_arrived",
    "tankers_lost",
    "ambushes",
    "tankers_exposed",
    "fuel_arrived",
    "fuel_served",
    "fuel_unserved",
    "fuel_sent",
    "fuel_lost",
    "fuel_loaded",
    "fuel_stock_total",
    "days_of_fuel",
    "shortage",
    "priority_unserved",
    "power_hours",
    "closed_share",
)
"""What is made anew each day, in the order of `kernel.Day`."""


@dataclass(frozen=True, eq=False)
class Supply(Quiet):
    """Fuel supply of one atlas. See docs/models/supply.md for the equations.

    Args:
        atlas: the stage.
        network: constants made by `fuel_network`.
    """

    atlas: Atlas
    network: Network
    name: str = "supply"

    @property
    def needs(self) -> frozenset[str]:
        """Parameters, drivers and the state of other mechanisms that it reads."""
        return frozenset(INPUTS) | frozenset(ORIGIN)

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
        hours = np.repeat(parameters["power_hours_normal"][:, None], stock.shape[1], axis=1)
        calm = {name: np.zeros_like(arrived) for name in ("tankers_lost", "ambushes")}
        calm |= {name: np.zeros_like(stock) for name in ("shortage", "closed_share")}
        return {**calm, "tankers_arrived": arrived, "fuel_stock_total": stock, "power_hours": hours}

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
        pass_day(
            self.network, inputs, day, Address(chance.seed, stable_key(self.name), frozen(chance.draws), chance.day)
        )

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
        shapes |= dict.fromkeys(("power_hours", "closed_share"), place)
        shapes |= dict.fromkeys(("fuel_stock", "fuel_served", "fuel_unserved", "fuel_sent"), (*place, products))
        shapes |= dict.fromkeys(("fuel_lost", "fuel_loaded"), (*corridor, products))
        shapes["tankers_in_transit"] = (*corridor, ages)
        return shapes


def supply(atlas: Atlas, settings: Mapping[str, float], *, country: str) -> Supply:
    """Make the supply mechanism of an atlas.

    Args:
        atlas: the stage.
        settings: table `[model.supply]` of case.toml; no setting is known yet.
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
    refuse_settings("supply", settings)
    return Supply(atlas, fuel_network(atlas, country=country))
