"""The economy mechanism under the contract of all models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Fault, InputFaults, nearest
from harmattan.inference.compiled import frozen
from harmattan.models.contract import Chance, State
from harmattan.models.economy.kernel import dig, earn
from harmattan.models.quiet import Quiet
from harmattan.world.atlas import Atlas, stable_key

__all__ = ["Economy", "economy"]

ATTACKS = (
    "mine_attack_rate",
    "mine_stop_share",
    "mine_resume_half_life",
    "mine_attack_factor",
    "attack_rate_factor",
    "violence_restraint",
    "attacks_near",
    "attacks_reported_near",
)
"""What `kernel.dig` reads, in its order."""

MONEY = (
    "mine_revenue",
    "permission_payment",
    "permission_share",
    "kidnap_rate",
    "ransom_typical",
    "ransom_spread",
    "place_tax",
)
MEMORY = ("capacity_half_life", "capacity_elasticity")

SITES = ("mine_attacks", "mine_output")
"""What `kernel.dig` writes, in its order."""

COUNTED = (
    "kidnappings",
    "armed_group_income",
    "state_revenue_lost",
    "income_trend",
    "income_origin",
    "armed_group_capacity",
)
"""What `kernel.earn` writes, in its order."""

_KEY = stable_key("economy")


@dataclass(frozen=True, eq=False)
class Economy(Quiet):
    """Income of armed groups and losses of the state in one atlas. See docs/models/economy.md for the equations.

    Args:
        sizes: length of each axis of the atlas.
        home: row of the country under blockade among the countries.
        country_key: its key of chance.
        sites: (site,) rows of its industrial sites among the places.
        areas: (site,) rows of their areas.
        keys: (site,) their keys of chance.
        held: (town,) rows of its places that have people.
        people: (town,) how many, in ten thousands.
    """

    sizes: Mapping[str, int]
    home: int
    country_key: int
    sites: NDArray[np.int64]
    areas: NDArray[np.int64]
    keys: NDArray[np.uint32]
    held: NDArray[np.int64]
    people: NDArray[np.float64]
    name: str = "economy"

    @property
    def needs(self) -> frozenset[str]:
        """Parameters and drivers that it reads, who holds what, and yesterday's deals."""
        return frozenset(ATTACKS + MONEY + MEMORY) | frozenset({"control", "past_day"})

    @property
    def gives(self) -> frozenset[str]:
        """State and flows that it writes."""
        return frozenset(SITES + COUNTED)

    def begin(self, parameters: State) -> State:
        """Make the state of the first day: every site at full output, capacity 1, no income counted yet.

        Args:
            parameters: (draw, ...) arrays by name; only their length is read.

        Returns:
            Arrays for everything in `gives`.
        """
        draws = len(parameters["kidnap_rate"])
        place, country = (draws, self.sizes["place"]), (draws, self.sizes["country"])
        out = {name: np.zeros(country) for name in COUNTED}
        out["armed_group_capacity"].fill(1.0)
        return out | {"mine_output": np.ones(place), "mine_attacks": np.zeros(place)}

    def advance(self, state: State, chance: Chance) -> None:
        """Pass one day in place: sites recover and are attacked, income comes in, capacity follows it.

        Args:
            state: everything in `needs` and `gives`; `gives` is overwritten.
            chance: the address of the day's randomness.
        """
        at = (frozen(chance.draws), chance.seed, _KEY, chance.day)
        for name in ("mine_attacks", "kidnappings", "armed_group_income", "state_revenue_lost"):
            state[name].fill(0.0)
        dig(
            *at,
            frozen(self.sites),
            frozen(self.areas),
            frozen(self.keys),
            self.home,
            *(frozen(state[name]) for name in ATTACKS),
            *(state[name] for name in SITES),
        )
        earn(
            *at,
            frozen(self.sites),
            frozen(self.held),
            frozen(self.people),
            self.home,
            self.country_key,
            np.stack([state[name] for name in MONEY], axis=1),
            np.stack([state[name] for name in MEMORY], axis=1),
            frozen(state["violence_restraint"]),
            frozen(state["past_day"]),
            frozen(state["control"]),
            state["mine_output"],
            *(state[name] for name in COUNTED),
        )


def economy(atlas: Atlas, settings: Mapping[str, float], *, country: str) -> Economy:
    """Make the economy mechanism of an atlas.

    Args:
        atlas: the stage.
        settings: table `[model.economy]` of case.toml; no setting is known yet.
        country: two-letter code of the country under blockade; only its sites and places count.

    Returns:
        The mechanism.

    Raises:
        InputFaults: a setting that does not exist, or a country without an area.

    Examples:
        >>> from harmattan.world.atlas import Area, Atlas, Place
        >>> stage = Atlas((Place("pit", "Pit", "n", "XI", 0.0, 0.0, "mine"),), areas=(Area("n", "N", "XI", 0.0, 0.0),))
        >>> economy(stage, {}, country="XI").sites.tolist()
        [0]
    """
    faults = [Fault("case.toml", 0, f"model.economy.{key}", key, "no settings") for key in settings]
    if country not in atlas.countries:
        allowed = "a country that has an area"
        faults.append(Fault("case.toml", 0, "country", country, allowed, nearest(country, atlas.countries)))
    if faults:
        raise InputFaults(faults)
    inside = [(row, place) for row, place in enumerate(atlas.places) if place.country == country]
    sites = [(row, place) for row, place in inside if place.kind == "mine"]
    held = [(row, place) for row, place in inside if place.population > 0]
    return Economy(
        sizes=atlas.sizes,
        home=atlas.countries.index(country),
        country_key=stable_key(country),
        sites=np.array([row for row, _ in sites], dtype=np.int64),
        areas=np.array([atlas.area_index[place.area] for _, place in sites], dtype=np.int64),
        keys=np.array([stable_key(place.id) for _, place in sites], dtype=np.uint32),
        held=np.array([row for row, _ in held], dtype=np.int64),
        people=np.array([place.population / 1e4 for _, place in held], dtype=np.float64),
    )
