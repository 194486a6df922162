"""The frozen records that an atlas is made of: one row of a table of the case folder each."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = [
    "MODES", "MONTHS", "Area", "Corridor", "CrosswalkRow", "FuelUse", "Place", "Region", "Route",
]  # fmt: skip

MODES = ("road", "rail", "river", "air")
"""Ways in which a corridor carries fuel; a route that is none of the last three is a road."""

MONTHS = tuple(range(1, 13))
"""The months of a year."""


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
    """A way between two places, usable in both directions. `km` along the road; `free_flow_days` for a lorry.

    `cover` runs from 0, open ground, to 1, dense cover on both sides.
    """

    id: str
    origin: str
    destination: str
    km: float
    road_class: str
    surface: str
    free_flow_days: float
    source: str = ""
    note: str = ""
    cover: float = 0.5

    @property
    def mode(self) -> str:
        """Mode of the corridors that take this way, one of `MODES`."""
        return self.road_class if self.road_class in MODES else "road"

    @property
    def on_foot(self) -> bool:
        """Whether people can go this way by themselves: by road or river, not by rail or air."""
        return self.mode in ("road", "river")


@dataclass(frozen=True, slots=True)
class Corridor:
    """A named way that fuel takes, from the first to the last place of `via`.

    `normal_share` is the share of the national need (import) or of the need at its end (distribution) that it carries in
    normal times; `dispatch_limit` is in tankers per day; `transit_days` runs from loading to unloading.

    `mode` is one of `MODES`. `customs_days`, a part of `transit_days`, pass at the border and in customs; at most
    `border_limit` tankers pass the border in a day. Tankers leave in the open `months` (1 to 12) only.
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
    mode: str = "road"
    customs_days: float = 0.0
    border_limit: float = math.inf
    months: tuple[int, ...] = MONTHS

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
    """Who uses fuel where: shares of the national need, the part of it that is served first, and days of storage.

    `reserved_share` is the part of the need that is served second, at stations kept for some users. `border_trade` runs from
    0, out of reach of smugglers, to 1, a market at the border.
    """

    place: str
    need_share: float
    priority_share: float
    storage_days: float
    source: str = ""
    reserved_share: float = 0.0
    border_trade: float = 0.0
