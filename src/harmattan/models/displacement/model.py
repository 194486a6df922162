"""The displacement mechanism: leaving from siege, shortage and violence, a walk by counts along the roads, arriving."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Fault, InputFaults, nearest
from harmattan.inference.compiled import frozen
from harmattan.models.contract import Chance, Expectation, Record, State
from harmattan.models.displacement.claims import OBSERVED, expected
from harmattan.models.displacement.kernel import Causes, Chances, People, Reasons, Site, add_hazards, pass_day
from harmattan.models.displacement.walk import Network, Walk, join, weigh
from harmattan.models.quiet import Quiet
from harmattan.world.atlas import Atlas, stable_key
from harmattan.world.report import Report

__all__ = ["Displacement", "displacement"]

SETTINGS = {"slowest_km_per_day": 15.0}
"""Settings and what holds when a case names none. A draw slower than the slowest travel is set to it."""

_WALKED = ("travel_speed", "distance_scale", "camp_pull", "town_size_exponent")
_TABLES_KEPT = 64
_KEY = stable_key("displacement")


@dataclass(frozen=True, eq=False)
class Displacement(Quiet):
    """Who leaves home, which way they walk and where they stay; made by `displacement`.

    Args:
        atlas: the stage.
        slowest_km_per_day: slowest travel that is told apart, km/day; slower draws are set to it.
        country: the country whose cities people leave when its government falls; empty for every country.
        network: the ways between places.
        site: keys of chance, capacities, areas and passages between them.
        city_of: (place,) row of the country whose fall moves the place; -1 for none, -2 where nobody leaves home.
        walk_of: tables of a block of draws from the bytes of its parameters; the last few are remembered.
    """

    atlas: Atlas
    slowest_km_per_day: float
    country: str
    network: Network = field(repr=False)
    site: Site = field(repr=False)
    city_of: NDArray[np.int64] = field(repr=False)
    walk_of: Callable[[bytes], Walk] = field(repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        settings = {"slowest_km_per_day": self.slowest_km_per_day}
        return partial(displacement, country=self.country), (self.atlas, settings)

    @property
    def name(self) -> str:
        """Name of the mechanism; its chance is addressed by it."""
        return "displacement"

    @property
    def needs(self) -> frozenset[str]:
        """Parameters, drivers and the state of other mechanisms that it reads."""
        return frozenset(_WALKED + Reasons._fields)

    @property
    def gives(self) -> frozenset[str]:
        """State and flows that it writes."""
        return frozenset(People._fields)

    @property
    def observes(self) -> frozenset[str]:
        """Recorded variables that `expect` reads."""
        return OBSERVED

    @property
    def ages(self) -> int:
        """Length of the `age` axis of travellers: days that the longest route takes at the slowest travel."""
        return int(self.network.longest.max(initial=1))

    def normal(self, parameters: State) -> State:
        """Say what holds in normal times: nobody leaves or arrives, the displaced of the first day stay.

        Args:
            parameters: (draw,) arrays by name; only their length is read.

        Returns:
            Arrays for everything in `observes`.
        """
        return {name: array for name, array in self.begin(parameters).items() if name in OBSERVED}

    def begin(self, parameters: State) -> State:
        """Put everybody where the atlas has them on the first day: residents at home, displaced where they stay.

        Args:
            parameters: (draw,) arrays by name; only their length is read.

        Returns:
            Arrays for everything in `gives`; nobody is under way.
        """
        draws = parameters["travel_speed"].shape[0]
        sizes = self.atlas.sizes
        state = self._blank(draws)._asdict()
        state["residents"] += np.array([place.population for place in self.atlas.places], dtype=np.float64)
        state["displaced"] += np.array([place.displaced for place in self.atlas.places], dtype=np.float64)
        for place in self.atlas.places:
            state["displaced_in_area"][:, self.atlas.area_index[place.area]] += place.displaced
        capacity = np.broadcast_to(np.nan_to_num(self.site.capacity, nan=math.inf), (draws, sizes["place"]))
        state["capacity_shortfall"] += np.maximum(0.0, state["displaced"] - capacity)
        return dict(state)

    def advance(self, state: State, chance: Chance) -> None:
        """Pass one day in place: people leave, move, arrive, stay or go on; their number never changes.

        Args:
            state: everything in `needs` and `gives`; `gives` is overwritten.
            chance: the address of the day's randomness.
        """
        walk = self.walk_of(np.concatenate([state[name] for name in _WALKED]).astype(np.float64).tobytes())
        causes = Causes(frozen(self.hazard(state)), frozen(state["siege"]))
        chances = Chances(chance.seed, _KEY, chance.day)
        people = People(*(state[name] for name in People._fields))
        pass_day(frozen(chance.draws), chances, self.network, walk, self.site, causes, people)

    def hazard(self, state: State) -> NDArray[np.float64]:
        """Add up why people leave home today.

        Args:
            state: everything in `needs`.

        Returns:
            (draw, place) rate per day: a resident stays with chance exp(-rate).
        """
        out = np.empty_like(state["siege"])
        add_hazards(Reasons(*(frozen(state[name]) for name in Reasons._fields)), self.city_of, out)
        return out

    def expect(self, report: Report, record: Record) -> Expectation | None:
        """Say what a report should have counted.

        Args:
            report: a claim.
            record: the recorded days.

        Returns:
            People in each draw; None when the report is not about this mechanism.
        """
        return expected(self.atlas, report, record)

    def _blank(self, draws: int) -> People:
        place, area = (draws, self.atlas.sizes["place"]), (draws, self.atlas.sizes["area"])
        travellers, passage = (draws, self.ages, self.atlas.sizes["route"]), (draws, self.atlas.sizes["passage"])
        return People(*(np.zeros(shape) for shape in (place, place, travellers, passage, place, place, place, area)))


def displacement(atlas: Atlas, settings: Mapping[str, float], *, country: str = "") -> Displacement:
    """Make the displacement mechanism of a case.

    Args:
        atlas: the stage.
        settings: table `model.displacement` of the case; `slowest_km_per_day` in km/day (15 unless named).
        country: two-letter code of the country whose cities people leave when its government falls; empty for every country.

    Returns:
        The mechanism, with all shortest paths found.

    Raises:
        InputFaults: a setting that does not exist or is not above 0, or a route whose length is not.

    Examples:
        >>> from harmattan.world.atlas import Area, Place
        >>> town = Place("a", "A", "north", "XX", 0.0, 0.0, "town", population=100)
        >>> model = displacement(Atlas((town,), areas=(Area("north", "North", "XX", 0.0, 0.0),)), {})
        >>> model.begin({"travel_speed": np.array([30.0])})["residents"]
        array([[100.]])
    """
    faults = _faults(atlas, settings)
    if faults:
        raise InputFaults(faults)
    slowest = float({**SETTINGS, **settings}["slowest_km_per_day"])
    network = join(atlas, slowest_km_per_day=slowest)
    site = Site(
        frozen(atlas.keys("place")),
        frozen(atlas.keys("route")),
        frozen(np.array([place.capacity for place in atlas.places])),
        frozen(np.array([atlas.area_index[place.area] for place in atlas.places], dtype=np.int64)),
        frozen(np.array([len(atlas.passages) if k < 0 else k for k in atlas.passage_of_route], dtype=np.int64)),
    )

    @lru_cache(maxsize=_TABLES_KEPT)
    def walk_of(parameters: bytes) -> Walk:
        walk = weigh(network, *np.frombuffer(parameters).reshape(len(_WALKED), -1))
        return Walk(
            frozen(walk.stay),
            frozen(walk.turn),
            frozen(walk.days),
            frozen(walk.stay_prepared),
            frozen(walk.turn_prepared),
        )

    city_of = [
        -2
        if country not in ("", place.country)
        else atlas.countries.index(place.country)
        if place.kind == "city"
        else -1
        for place in atlas.places
    ]
    return Displacement(atlas, slowest, country, network, site, frozen(np.array(city_of, dtype=np.int64)), walk_of)


def _faults(atlas: Atlas, settings: Mapping[str, float]) -> list[Fault]:
    out = []
    for name, value in settings.items():
        column = f"model.displacement.{name}"
        if name not in SETTINGS:
            out.append(Fault("case.toml", 0, column, name, ", ".join(SETTINGS), nearest(name, list(SETTINGS))))
        elif not (math.isfinite(value) and value > 0):
            out.append(Fault("case.toml", 0, column, str(value), "a number above 0"))
    return out + [
        Fault("atlas/routes.csv", 0, f"km of {route.id}", str(route.km), "a number above 0")
        for route in atlas.routes
        if not (math.isfinite(route.km) and route.km > 0)
    ]
