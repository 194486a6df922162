"""The polity mechanism under the contract of all models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Fault, InputFaults
from harmattan.inference.compiled import frozen
from harmattan.models.contract import Chance, State
from harmattan.models.polity.nation import bargain, fall, relieve, restrain, silence
from harmattan.models.polity.pressure import press
from harmattan.models.polity.towns import turn_towns
from harmattan.models.quiet import Quiet, refuse_settings
from harmattan.world.atlas import Atlas, stable_key

__all__ = ["Polity", "Stage", "polity", "stage_of"]

PRESS = (
    "pressure_half_life",
    "pressure_shortage",
    "pressure_power",
    "pressure_defeat",
    "power_hours_normal",
    "shortage",
    "power_hours",
    "control",
    "pressure",
)
"""What the compiled `press` reads and writes, in its order; and so on below."""

SILENCE = (
    "fall_rate",
    "fall_response",
    "talks_rate",
    "talks_response",
    "talks_days",
    "deal_rate",
    "past_day",
    "fall_hazard_factor",
    "talks_hazard_factor",
    "pressure",
    "government_fallen",
    "national_deal",
    "polity_log_evidence",
)
FALL = (
    "fall_rate",
    "fall_response",
    "past_day",
    "fall_hazard_factor",
    "government_fall_assumed",
    "pressure",
    "government_fallen",
    "national_talks",
)
BARGAIN = (
    "talks_rate",
    "talks_response",
    "talks_days",
    "deal_rate",
    "past_day",
    "talks_hazard_factor",
    "national_deal_assumed",
    "pressure",
    "national_talks",
    "national_deal",
    "ban_withdrawn",
)
RELIEVE = (
    "lift_rate",
    "lift_days",
    "past_day",
    "lift_hazard_factor",
    "national_deal",
    "blockade_lifted",
    "ban_withdrawn",
)
RESTRAIN = (
    "deal_restraint",
    "lift_restraint",
    "fallen_restraint",
    "government_fallen",
    "national_deal",
    "blockade_lifted",
    "attack_restraint",
    "violence_restraint",
)
TURN_TOWNS = (
    "pact_rate_siege",
    "city_taken_rate",
    "past_day",
    "pact_rate_factor",
    "city_taken_factor",
    "violence_restraint",
    "siege",
    "control",
    "pact_signed",
    "city_taken",
)

NATIONAL = (
    "pressure",
    "government_fallen",
    "national_talks",
    "national_deal",
    "blockade_lifted",
    "polity_log_evidence",
)
"""What has a value for the country, 0 on the first day."""

LOCAL = ("pact_signed", "city_taken")
FLOWS = (*LOCAL, "ban_withdrawn", "polity_log_evidence")
GIVES = frozenset((*NATIONAL, *LOCAL, "ban_withdrawn", "attack_restraint", "violence_restraint"))
NEEDS = frozenset((*PRESS, *SILENCE, *FALL, *BARGAIN, *RELIEVE, *RESTRAIN, *TURN_TOWNS)) - GIVES

_HELD = ("city", "town", "mine", "base")
"""Kinds of places whose loss is a defeat."""


class Stage(NamedTuple):
    """Constants of one atlas: who counts for the pressure, and where pacts and captures can happen.

    `home` is the row of the country under blockade, `home_key` its key of chance, `inside` the corridors that touch it, `cities`
    its cities that use fuel with `city_share` of their people, `towns` its inhabited places with `town_share` of theirs,
    `open_to_pact` its cities and towns without the capital, `city` whether a place is a city, `place_keys` the keys of chance.
    """

    home: int
    home_key: int
    inside: NDArray[np.int64]
    cities: NDArray[np.int64]
    city_share: NDArray[np.float64]
    towns: NDArray[np.int64]
    town_share: NDArray[np.float64]
    open_to_pact: NDArray[np.int64]
    city: NDArray[np.bool_]
    place_keys: NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Polity(Quiet):
    """Pressure and turning points of one country. See docs/models/polity.md for the equations.

    Args:
        atlas: the stage.
        stage: constants made by `stage_of`.
    """

    atlas: Atlas
    stage: Stage
    name: str = "polity"

    @property
    def needs(self) -> frozenset[str]:
        """Parameters, drivers and what supply and control give."""
        return NEEDS

    @property
    def gives(self) -> frozenset[str]:
        """State and flows that it writes."""
        return GIVES

    @property
    def weighs(self) -> frozenset[str]:
        """What the silence of past days says: there was no fall and no national deal."""
        return frozenset({"polity_log_evidence"})

    def begin(self, parameters: State) -> State:
        """Make the state of the first day: no pressure yet, a government, no talks, no deal, all attacks unrestrained.

        Args:
            parameters: (draw, ...) arrays by name.

        Returns:
            Arrays for everything in `gives`.
        """
        draws, sizes = len(parameters["fall_rate"]), self.atlas.sizes
        out = {name: np.zeros((draws, sizes["country"])) for name in NATIONAL}
        out |= {name: np.zeros((draws, sizes["place"])) for name in LOCAL}
        out["ban_withdrawn"] = np.zeros((draws, sizes["corridor"]))
        out["attack_restraint"] = np.ones((draws, sizes["corridor"]))
        out["violence_restraint"] = np.ones((draws, sizes["country"]))
        return out

    def advance(self, state: State, chance: Chance) -> None:
        """Pass one day of pressure, of turns in the nation and of turns in its towns, in place.

        Args:
            state: everything in `needs` and `gives`; `gives` is overwritten.
            chance: the address of the day's randomness.
        """
        for name in FLOWS:
            state[name].fill(0.0)
        at = self.stage
        arrays = {name: frozen(state[name]) for name in NEEDS} | {name: state[name] for name in GIVES}
        address = (frozen(chance.draws), chance.seed, stable_key(self.name), chance.day, at.home)
        nation = (*address, at.home_key)
        press(at.home, at.cities, at.city_share, at.towns, at.town_share, *(arrays[n] for n in PRESS))
        silence(at.home, *(arrays[n] for n in SILENCE))
        fall(*nation, *(arrays[n] for n in FALL))
        bargain(*nation, at.inside, *(arrays[n] for n in BARGAIN))
        relieve(*nation, at.inside, *(arrays[n] for n in RELIEVE))
        restrain(at.home, at.inside, *(arrays[n] for n in RESTRAIN))
        turn_towns(*address, at.open_to_pact, at.city, at.place_keys, *(arrays[n] for n in TURN_TOWNS))


def stage_of(atlas: Atlas, *, country: str) -> Stage:
    """Find who counts for the pressure, and where pacts and captures can happen.

    Args:
        atlas: the stage.
        country: two-letter code of the country under blockade.

    Returns:
        The constants. The capital is the most populous city, the first of equals.

    Raises:
        InputFaults: no area lies in that country.
    """
    if country not in atlas.countries:
        raise InputFaults([Fault("case.toml", 0, "country", country, "one of " + ", ".join(atlas.countries))])
    people = np.array([place.population for place in atlas.places], dtype=np.float64)
    kind = np.array([place.country == country for place in atlas.places])
    using = {use.place for use in atlas.fuel if use.need_share > 0.0}
    city = kind & np.array([place.kind == "city" for place in atlas.places])
    capital = int(np.argmax(np.where(city, people, -1.0))) if city.any() else -1
    fed = np.flatnonzero(city & np.array([place.id in using for place in atlas.places]))
    held = np.flatnonzero(kind & np.array([place.kind in _HELD for place in atlas.places]))
    urban = kind & np.array([place.kind in ("city", "town") for place in atlas.places])
    inside = [
        row
        for row, corridor in enumerate(atlas.corridors)
        if any(atlas.places[atlas.place_index[name]].country == country for name in corridor.via)
    ]
    return Stage(
        home=atlas.countries.index(country),
        home_key=stable_key(country),
        inside=frozen(np.array(inside, dtype=np.int64)),
        cities=frozen(fed),
        city_share=frozen(_shares(people[fed])),
        towns=frozen(held),
        town_share=frozen(_shares(people[held])),
        open_to_pact=frozen(np.array([row for row in np.flatnonzero(urban) if row != capital], dtype=np.int64)),
        city=frozen(city),
        place_keys=frozen(atlas.keys("place")),
    )


def _shares(people: NDArray[np.float64]) -> NDArray[np.float64]:
    total = float(people.sum())
    return people / total if total > 0.0 else np.zeros_like(people)


def polity(atlas: Atlas, settings: Mapping[str, float], *, country: str) -> Polity:
    """Make the polity mechanism of an atlas.

    Args:
        atlas: the stage.
        settings: table `[model.polity]` of case.toml; no setting is known yet.
        country: two-letter code of the country under blockade.

    Returns:
        The mechanism.

    Raises:
        InputFaults: a setting that does not exist, or a country without an area.

    Examples:
        >>> from harmattan.world.atlas import Area, Atlas, Place
        >>> stage = Atlas((Place("a", "A", "n", "XI", 0.0, 0.0, "town"),), areas=(Area("n", "N", "XI", 0.0, 0.0),))
        >>> polity(stage, {}, country="XI").name
        'polity'
    """
    refuse_settings("polity", settings)
    return Polity(atlas, stage_of(atlas, country=country))
