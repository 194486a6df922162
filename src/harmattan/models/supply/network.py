"""The fuel network of an atlas as plain arrays: who loads where, for whom, and where tankers are exposed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.models.traffic import normal_traffic
from harmattan.world.atlas import Atlas, Corridor

__all__ = ["Network", "fuel_network"]

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


class Network(NamedTuple):
    """Constants of the fuel network; corridor arrays are (corridor,), place arrays (place,).

    `flow_share` is the share of the national need that a corridor carries in normal times and `through_share` the share that
    passes through a place, its own use included; `supplied` are the rows of the places through which any passes; `exposed_from`
    is the first age (days since departure) at which tankers are inside the country under blockade.
    """

    head: IntArray
    end: IntArray
    imports: NDArray[np.bool_]
    flow_share: FloatArray
    transit: IntArray
    exposed_from: IntArray
    dispatch_limit: FloatArray
    corridor_keys: NDArray[np.uint32]
    place_keys: NDArray[np.uint32]
    need_share: FloatArray
    priority_share: FloatArray
    storage_days: FloatArray
    through_share: FloatArray
    supplied: IntArray
    besiegeable: NDArray[np.bool_]


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
    need, priority, storage = np.zeros(count), np.zeros(count), np.zeros(count)
    for use in atlas.fuel:
        row = place[use.place]
        need[row], priority[row], storage[row] = use.need_share, use.priority_share, use.storage_days
    through, flow = normal_traffic(atlas)
    imports = np.array([c.kind == "import" for c in corridors], dtype=np.bool_)
    end = np.array([place[c.end] for c in corridors], dtype=np.int64)
    transit = np.array([max(1, round(c.transit_days)) for c in corridors], dtype=np.int64)
    return Network(
        head=np.array([place[c.head] for c in corridors], dtype=np.int64),
        end=end,
        imports=imports,
        flow_share=flow,
        transit=transit,
        exposed_from=np.array(
            [_exposed_from(atlas, c, int(days), country) for c, days in zip(corridors, transit, strict=True)],
            dtype=np.int64,
        ),
        dispatch_limit=np.array([c.dispatch_limit for c in corridors], dtype=np.float64),
        corridor_keys=atlas.keys("corridor"),
        place_keys=atlas.keys("place"),
        need_share=need,
        priority_share=priority,
        storage_days=storage,
        through_share=through,
        supplied=np.flatnonzero(through > 0.0),
        besiegeable=np.array(
            [p.country == country and p.kind in ("city", "town") for p in atlas.places], dtype=np.bool_
        ),
    )


def _exposed_from(atlas: Atlas, corridor: Corridor, transit: int, country: str) -> int:
    """Find the age at which tankers enter the country, by the share of free-flow days spent before it."""
    days = {frozenset((r.origin, r.destination)): r.free_flow_days for r in atlas.routes}
    legs = [days[frozenset(pair)] for pair in zip(corridor.via, corridor.via[1:], strict=False)]
    inside = [atlas.places[atlas.place_index[name]].country == country for name in corridor.via]
    if not any(inside):
        return transit
    before = sum(legs[: inside.index(True)])
    return min(transit - 1, int(transit * before / sum(legs)))
