"""The fuel network of an atlas as plain arrays: who loads where, for whom, through what country, and where tankers are exposed."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.models.traffic import normal_traffic
from harmattan.world.atlas import MONTHS, Atlas, Corridor

__all__ = ["Network", "Sections", "fuel_network", "sections_of"]

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Network(NamedTuple):
    """Constants of the fuel network; corridor arrays are (corridor,), place arrays (place,).

    `flow_share` is the share of the national need that a corridor carries in normal times and `through_share` the share that
    passes through a place, its own use included; `supplied` are the rows of the places through which any passes. `exposed_from`
    is the first age (days since departure) at which tankers are inside the country under blockade, `border` whether they cross
    into it on the way, and `border_limit` how many may in a day. `open_months` is (corridor, month). `rival` numbers the groups
    of corridors of one kind with one end, between which shippers choose. `served` marks import corridors that the
    tankers of their end drive, `passes_siege` ways by water and air.
    """

    head: IntArray
    end: IntArray
    imports: Flags
    flow_share: FloatArray
    transit: IntArray
    exposed_from: IntArray
    border: Flags
    border_limit: FloatArray
    dispatch_limit: FloatArray
    open_months: Flags
    rival: IntArray
    served: Flags
    passes_siege: Flags
    corridor_keys: NDArray[np.uint32]
    place_keys: NDArray[np.uint32]
    home_key: NDArray[np.uint32]
    need_share: FloatArray
    priority_share: FloatArray
    reserved_share: FloatArray
    border_trade: FloatArray
    storage_days: FloatArray
    through_share: FloatArray
    supplied: IntArray
    besiegeable: Flags


class Sections(NamedTuple):
    """Sections of corridors inside the country under blockade, one after the other; all arrays are (section,) but the first.

    `first` is (corridor + 1,) the row of the first section of each corridor; `km` length, `cover` from 0 open ground to 1 dense
    cover; `near` and `far` the rows of the places at both ends, -1 for one abroad, which counts as held.
    """

    first: IntArray
    km: FloatArray
    cover: FloatArray
    near: IntArray
    far: IntArray


def fuel_network(atlas: Atlas, *, country: str) -> Network:
    """Lay out the fuel network of an atlas.

    Args:
        atlas: the stage.
        country: two-letter code of the country under blockade; only there are tankers exposed and towns besieged.

    Returns:
        The constants of the network.

    Raises:
        InputFaults: distribution corridors that run in a circle.
    """
    place = atlas.place_index
    corridors, count = atlas.corridors, len(atlas.places)
    used = {name: np.zeros(count) for name in ("need", "priority", "reserved", "border", "storage")}
    for use in atlas.fuel:
        row = place[use.place]
        used["need"][row], used["priority"][row], used["reserved"][row] = (
            use.need_share,
            use.priority_share,
            use.reserved_share,
        )
        used["border"][row], used["storage"][row] = use.border_trade, use.storage_days
    through, flow = normal_traffic(atlas)
    transit = np.array([max(1, round(c.transit_days)) for c in corridors], dtype=np.int64)
    exposed = [_exposed_from(atlas, c, int(days), country) for c, days in zip(corridors, transit, strict=True)]
    imports = [c.kind == "import" for c in corridors]
    groups = [(c.kind, c.end) for c in corridors]
    homes = [row for row, name in enumerate(atlas.countries) if name == country]
    return Network(
        head=np.array([place[c.head] for c in corridors], dtype=np.int64),
        end=np.array([place[c.end] for c in corridors], dtype=np.int64),
        imports=np.array(imports, dtype=np.bool_),
        flow_share=flow,
        transit=transit,
        exposed_from=np.array(exposed, dtype=np.int64),
        border=np.array(
            [brings and 1 <= age < days for brings, age, days in zip(imports, exposed, transit, strict=True)],
            dtype=np.bool_,
        ),
        border_limit=np.array([c.border_limit for c in corridors], dtype=np.float64),
        dispatch_limit=np.array([c.dispatch_limit for c in corridors], dtype=np.float64),
        open_months=np.array([[month in c.months for month in MONTHS] for c in corridors], dtype=np.bool_).reshape(
            -1, len(MONTHS)
        ),
        rival=np.array([groups.index(group) for group in groups], dtype=np.int64),
        served=np.array(
            [c.kind == "import" and c.mode == "road" and c.normal_share > 0.0 for c in corridors], dtype=np.bool_
        ),
        passes_siege=np.array([c.mode in ("river", "air") for c in corridors], dtype=np.bool_),
        corridor_keys=atlas.keys("corridor"),
        place_keys=atlas.keys("place"),
        home_key=atlas.keys("country")[homes],
        need_share=used["need"],
        priority_share=used["priority"],
        reserved_share=used["reserved"],
        border_trade=used["border"],
        storage_days=used["storage"],
        through_share=through,
        supplied=np.flatnonzero(through > 0.0),
        besiegeable=np.array(
            [p.country == country and p.kind in ("city", "town") for p in atlas.places], dtype=np.bool_
        ),
    )


def _exposed_from(atlas: Atlas, corridor: Corridor, transit: int, country: str) -> int:
    """Find the age at which tankers enter the country: after the drive to it, by free-flow days, and the days of customs."""
    legs = [way.free_flow_days for way in atlas.legs(corridor)]
    inside = [atlas.places[atlas.place_index[name]].country == country for name in corridor.via]
    if corridor.mode == "air" or not any(inside):
        return transit
    before = sum(legs[: inside.index(True)])
    held = corridor.customs_days if before > 0.0 else 0.0
    return min(transit - 1, int(held + (transit - held) * before / sum(legs)))


def sections_of(atlas: Atlas, *, country: str) -> Sections:
    """Cut corridors into the sections that lie inside the country under blockade.

    Args:
        atlas: the stage.
        country: two-letter code of the country under blockade.

    Returns:
        Their lengths, cover and ends. A section that crosses the border counts as inside.
    """
    rows = {p.id: row if p.country == country else -1 for row, p in enumerate(atlas.places)}
    first, parts = [0], []
    for corridor in atlas.corridors:
        for route, (near, far) in zip(atlas.legs(corridor), pairwise(corridor.via), strict=True):
            if corridor.mode != "air" and max(rows[near], rows[far]) >= 0:
                parts.append((route.km, route.cover, rows[near], rows[far]))
        first.append(len(parts))
    columns = list(zip(*parts, strict=True)) if parts else [(), (), (), ()]
    return Sections(
        np.array(first, dtype=np.int64),
        np.array(columns[0], dtype=np.float64),
        np.array(columns[1], dtype=np.float64),
        np.array(columns[2], dtype=np.int64),
        np.array(columns[3], dtype=np.int64),
    )
