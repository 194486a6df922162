"""The fixed stage: places, routes, corridors, areas, regions of a newer frame, and who uses fuel where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Fault, InputFaults

__all__ = [
    "LEVELS", "Area", "Atlas", "Corridor", "CrosswalkRow", "FuelUse", "Place", "Region", "Route", "great_circle_km",
    "stable_key",
]  # fmt: skip

LEVELS = 4
"""Values of a hidden state of a place or a corridor."""


def great_circle_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Measure the shortest distance over a sphere between two points, by the haversine formula.

    Args:
        lat1: latitude of the first point, degrees.
        lon1: longitude of the first point, degrees.
        lat2: latitude of the second point, degrees.
        lon2: longitude of the second point, degrees.

    Returns:
        Distance in km on a sphere of radius 6371.0088 km.

    Examples:
        >>> round(great_circle_km(0.0, 0.0, 0.0, 1.0), 2)
        111.2
    """
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    a = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(a)))


def stable_key(name: str) -> int:
    """Give a name the 32-bit number under which its chance is addressed.

    Adding or removing other entities never changes it.

    Args:
        name: id of a place, corridor, route, lever or model.

    Returns:
        CRC-32 of the UTF-8 name.

    Examples:
        >>> stable_key("harbour") == stable_key("harbour") != stable_key("mill")
        True
    """
    return crc32(name.encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Place:
    """A town, camp, crossing, port or other named point.

    `displaced` counts the displaced people who are there on the first day of the calendar; `capacity` is the number of
    people a camp is built for, nan where it is not known. `region` is the region of the newer frame, `pcode` the code of the
    settlement in the frame of the areas; both are empty where they are not known.
    """

    id: str
    name: str
    area: str
    country: str
    lat: float
    lon: float
    kind: str
    population: int = 0
    capacity: float = math.nan
    displaced: int = 0
    name_fr: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
    region: str = ""
    pcode: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """A way between two places, usable in both directions. `km` along the road; `free_flow_days` for a lorry."""

    id: str
    origin: str
    destination: str
    km: float
    road_class: str
    surface: str
    free_flow_days: float
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Corridor:
    """A named way that fuel takes, from the first to the last place of `via`.

    `normal_share` is the share of the national need (import) or of the need at its end (distribution) that it carries in
    normal times; `dispatch_limit` is in tankers per day; `transit_days` runs from loading to unloading.
    """

    id: str
    name: str
    kind: str
    via: tuple[str, ...]
    normal_share: float
    transit_days: float
    dispatch_limit: float
    name_fr: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""
    note: str = ""

    @property
    def head(self) -> str:
        """Place where tankers load."""
        return self.via[0]

    @property
    def end(self) -> str:
        """Place where tankers unload."""
        return self.via[-1]


@dataclass(frozen=True, slots=True)
class Area:
    """A first-level administrative area: its centre, its neighbours, its P-code where there is one."""

    id: str
    name: str
    country: str
    lat: float
    lon: float
    neighbours: tuple[str, ...] = ()
    pcode: str = ""
    name_fr: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A region of a newer administrative frame, and the area in which it lies.

    `share_of_area` is the share of the people of the area who live in it: 1 for the whole area, nan where it is not known.
    """

    id: str
    name: str
    area: str
    share_of_area: float = math.nan
    pcode: str = ""
    name_fr: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """One region of the newer frame beside the area in which it lies; a P-code is empty where it is not known."""

    area: str
    area_pcode: str
    region: str
    region_pcode: str
    share_of_area: float


@dataclass(frozen=True, slots=True)
class FuelUse:
    """Who uses fuel where: shares of the national need, the part of it that is served first, and days of storage."""

    place: str
    need_share: float
    priority_share: float
    storage_days: float
    source: str = ""


@dataclass(frozen=True)
class Atlas:
    """The fixed stage. Checked at birth: every name that one table uses must exist in the other.

    Args:
        places: all places.
        routes: ways between them.
        corridors: named ways of fuel.
        areas: first-level areas.
        fuel: who uses and stores fuel.
        products: names of the fuels told apart, such as `("fuel",)`.
        outline: named lines (lat, lon in degrees) drawn behind the map for want of better; schematic, never a boundary claim.
        regions: regions of a newer frame than that of the areas, where a country has changed its frame.

    Raises:
        InputFaults: names that do not exist, double ids, a corridor that follows no route, shares above one.

    Examples:
        >>> Atlas(places=(Place("a", "A", "north", "XX", 0.0, 0.0, "town"),),
        ...       areas=(Area("north", "North", "XX", 0.0, 0.0),)).sizes["place"]
        1
    """

    places: tuple[Place, ...]
    routes: tuple[Route, ...] = ()
    corridors: tuple[Corridor, ...] = ()
    areas: tuple[Area, ...] = ()
    fuel: tuple[FuelUse, ...] = ()
    products: tuple[str, ...] = ("fuel",)
    outline: tuple[tuple[str, tuple[tuple[float, float], ...]], ...] = field(default=(), repr=False)
    regions: tuple[Region, ...] = ()

    def __post_init__(self) -> None:
        faults = self.faults()
        if faults:
            raise InputFaults(faults)

    @cached_property
    def place_index(self) -> dict[str, int]:
        """Row of each place by its id."""
        return {place.id: row for row, place in enumerate(self.places)}

    @cached_property
    def corridor_index(self) -> dict[str, int]:
        """Row of each corridor by its id."""
        return {corridor.id: row for row, corridor in enumerate(self.corridors)}

    @cached_property
    def area_index(self) -> dict[str, int]:
        """Row of each area by its id."""
        return {area.id: row for row, area in enumerate(self.areas)}

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Two-letter codes of the countries, in the order in which their areas come."""
        return tuple(dict.fromkeys(area.country for area in self.areas))

    @cached_property
    def passages(self) -> tuple[tuple[str, str], ...]:
        """Pairs of areas that a route joins, from the one to the other, in the order in which the routes come."""
        return tuple(dict.fromkeys(pair for pair in _crossed(self) if pair[0] != pair[1]))

    @cached_property
    def passage_of_route(self) -> tuple[int, ...]:
        """Row of the passage that each directed route takes; -1 where both its ends lie in one area."""
        rows = {pair: row for row, pair in enumerate(self.passages)}
        return tuple(rows.get(pair, -1) for pair in _crossed(self))

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Length of each axis that the atlas fixes. A route has two directions: forth at 2k, back at 2k + 1."""
        return {
            "place": len(self.places),
            "route": 2 * len(self.routes),
            "passage": len(self.passages),
            "corridor": len(self.corridors),
            "area": len(self.areas),
            "country": len(self.countries),
            "product": len(self.products),
            "level": LEVELS,
        }

    def crosswalk(self) -> tuple[CrosswalkRow, ...]:
        """Set the frame of the areas beside the newer frame of the regions.

        Returns:
            One row for each region, ordered by area and then as the regions stand.

        Examples:
            >>> north = Area("north", "North", "XX", 0.0, 0.0, pcode="XX01")
            >>> harbour = Region("harbour", "Harbour", "north", 0.4)
            >>> Atlas((), areas=(north,), regions=(harbour,)).crosswalk()[0].area_pcode
            'XX01'
        """
        return tuple(
            CrosswalkRow(area.id, area.pcode, region.id, region.pcode, region.share_of_area)
            for area in self.areas
            for region in self.regions
            if region.area == area.id
        )

    def labels(self, axis: str) -> tuple[str, ...]:
        """Name the entries of an axis.

        Args:
            axis: `place`, `route`, `passage`, `corridor`, `area`, `country`, `product` or `level`.

        Returns:
            Ids in order; a direction of a route is `id>` or `id<`, a passage is `from>to`.
        """
        if axis in ("product", "country"):
            return self.products if axis == "product" else self.countries
        if axis == "level":
            return tuple(str(level) for level in range(LEVELS))
        if axis == "route":
            return tuple(route.id + way for route in self.routes for way in "><")
        if axis == "passage":
            return tuple(f"{one}>{other}" for one, other in self.passages)
        table: dict[str, Sequence[Place | Corridor | Area]] = {
            "place": self.places,
            "corridor": self.corridors,
            "area": self.areas,
        }
        return tuple(entry.id for entry in table[axis])

    def keys(self, axis: str) -> NDArray[np.uint32]:
        """Give each entry of an axis the stable number under which its chance is addressed.

        Args:
            axis: as in `labels`.

        Returns:
            (entry,) 32-bit numbers.
        """
        return np.array([stable_key(label) for label in self.labels(axis)], dtype=np.uint32)

    def faults(self) -> list[Fault]:
        """Check every name that one table uses against the table that defines it.

        Returns:
            All faults found, without a file row (readers add those); empty when the atlas is sound.
        """
        return _double_ids(self) + _unknown_names(self) + _broken_corridors(self)


def _crossed(atlas: Atlas) -> list[tuple[str, str]]:
    """Area where each directed route begins and area where it ends."""
    area = {place.id: place.area for place in atlas.places}
    ends = [(area[route.origin], area[route.destination]) for route in atlas.routes]
    return [pair for one, other in ends for pair in ((one, other), (other, one))]


def _double_ids(atlas: Atlas) -> list[Fault]:
    out: list[Fault] = []
    for file, ids in (
        ("atlas/places.csv", [p.id for p in atlas.places]),
        ("atlas/routes.csv", [r.id for r in atlas.routes]),
        ("atlas/corridors.csv", [c.id for c in atlas.corridors]),
        ("atlas/areas.csv", [a.id for a in atlas.areas]),
        ("atlas/fuel.csv", [f.place for f in atlas.fuel]),
        ("atlas/regions.csv", [r.id for r in atlas.regions]),
    ):
        double = {name for name in ids if ids.count(name) > 1} if len(set(ids)) < len(ids) else set()
        out += [Fault(file, 0, "id", name, "each id once") for name in sorted(double)]
    return out


def _unknown_names(atlas: Atlas) -> list[Fault]:
    places, areas = atlas.place_index, atlas.area_index
    checks = [("atlas/places.csv", p.id, "area", p.area, areas) for p in atlas.places]
    checks += [("atlas/areas.csv", a.id, "neighbours", n, areas) for a in atlas.areas for n in a.neighbours]
    for route in atlas.routes:
        checks += [("atlas/routes.csv", route.id, "from", route.origin, places)]
        checks += [("atlas/routes.csv", route.id, "to", route.destination, places)]
    checks += [("atlas/corridors.csv", c.id, "via", name, places) for c in atlas.corridors for name in c.via]
    checks += [("atlas/fuel.csv", f.place, "place", f.place, places) for f in atlas.fuel]
    regions = {region.id: row for row, region in enumerate(atlas.regions)}
    checks += [("atlas/regions.csv", r.id, "area", r.area, areas) for r in atlas.regions]
    checks += [("atlas/places.csv", p.id, "region", p.region, regions) for p in atlas.places if p.region]
    return [
        Fault(file, 0, f"{column} of {row}", name, "an id that exists")
        for file, row, column, name, known in checks
        if name not in known
    ]


def _broken_corridors(atlas: Atlas) -> list[Fault]:
    joined = {frozenset((r.origin, r.destination)) for r in atlas.routes}
    out = []
    for corridor in atlas.corridors:
        if len(corridor.via) < 2:
            via = "|".join(corridor.via)
            out.append(Fault("atlas/corridors.csv", 0, f"via of {corridor.id}", via, "two places or more"))
        out += [
            Fault("atlas/corridors.csv", 0, f"via of {corridor.id}", "|".join(pair), "two places that a route joins")
            for pair in pairwise(corridor.via)
            if frozenset(pair) not in joined
        ]
    shares = sum(c.normal_share for c in atlas.corridors if c.kind == "import")
    if shares > 1 + 1e-9:
        allowed = "import shares that add up to at most 1"
        out.append(Fault("atlas/corridors.csv", 0, "normal_share", f"{shares:g}", allowed))
    needs = sum(f.need_share for f in atlas.fuel)
    if needs > 1 + 1e-9:
        out.append(Fault("atlas/fuel.csv", 0, "need_share", f"{needs:g}", "shares that add up to at most 1"))
    return out
