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
from harmattan.world.atlas_parts import MODES, MONTHS, Area, Corridor, CrosswalkRow, FuelUse, Place, Region, Route

__all__ = [
    "LEVELS", "MODES", "MONTHS", "Area", "Atlas", "Corridor", "CrosswalkRow", "FuelUse", "Place", "Region", "Route",
    "great_circle_km", "stable_key",
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
        """Pairs of areas between which people can go by a route, in the order in which the routes come."""
        walked = [route.on_foot for route in self.routes for _ in "><"]
        pairs = (pair for pair, open_way in zip(_crossed(self), walked, strict=True) if open_way)
        return tuple(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1]))

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

    def legs(self, corridor: Corridor) -> tuple[Route, ...]:
        """Find the ways that a corridor takes between each two places of it that follow one another.

        Args:
            corridor: a corridor of this atlas.

        Returns:
            For each pair the shortest route of the corridor's mode; of any mode where a road corridor has no road.

        Examples:
            >>> town, port = (Place(name, name, "coast", "XX", 0.0, 0.0, "town") for name in ("mill", "port"))
            >>> ways = [Route(way, "port", "mill", km, way, "paved", 1.0) for way, km in (("river", 60.0), ("trunk", 80.0))]
            >>> road = Corridor("mill-road", "Mill Road", "import", ("port", "mill"), 1.0, 2.0, 10.0)
            >>> stage = Atlas((town, port), tuple(ways), (road,), (Area("coast", "Coast", "XX", 0.0, 0.0),))
            >>> [way.id for way in stage.legs(road)]
            ['trunk']
        """
        joining: dict[frozenset[str], list[Route]] = {}
        for route in self.routes:
            joining.setdefault(frozenset((route.origin, route.destination)), []).append(route)
        return tuple(
            min(joining[frozenset(pair)], key=lambda route: (route.mode != corridor.mode, route.km))
            for pair in pairwise(corridor.via)
        )

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
    modes: dict[frozenset[str], set[str]] = {}
    for route in atlas.routes:
        modes.setdefault(frozenset((route.origin, route.destination)), set()).add(route.mode)
    out = []
    for corridor in atlas.corridors:
        if corridor.mode not in MODES:
            what = "one of " + ", ".join(MODES)
            out.append(Fault("atlas/corridors.csv", 0, f"mode of {corridor.id}", corridor.mode, what))
        if not corridor.months or not set(corridor.months) <= set(MONTHS):
            found = " ".join(map(str, corridor.months)) or "none"
            out.append(Fault("atlas/corridors.csv", 0, f"months of {corridor.id}", found, "months from 1 to 12"))
        if len(corridor.via) < 2:
            via = "|".join(corridor.via)
            out.append(Fault("atlas/corridors.csv", 0, f"via of {corridor.id}", via, "two places or more"))
        what = "two places that a route joins" + ("" if corridor.mode == "road" else f" by {corridor.mode}")
        out += [
            Fault("atlas/corridors.csv", 0, f"via of {corridor.id}", "|".join(pair), what)
            for pair in pairwise(corridor.via)
            if not (ways := modes.get(frozenset(pair))) or corridor.mode not in {*ways, "road"}
        ]
    shares = sum(c.normal_share for c in atlas.corridors if c.kind == "import")
    if shares > 1 + 1e-9:
        allowed = "import shares that add up to at most 1"
        out.append(Fault("atlas/corridors.csv", 0, "normal_share", f"{shares:g}", allowed))
    needs = sum(f.need_share for f in atlas.fuel)
    if needs > 1 + 1e-9:
        out.append(Fault("atlas/fuel.csv", 0, "need_share", f"{needs:g}", "shares that add up to at most 1"))
    return out
