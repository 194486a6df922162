"""The places whose control can change, and the roads that join them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.world.atlas import Atlas

__all__ = ["Roads", "roads_between"]


class Roads(NamedTuple):
    """Constants of an atlas.

    Args:
        home: column of the home country on the country axis.
        moves: (place,) whether control of the place can change: every place of the home country but camps.
        seat: (place,) whether it is the seat of government, the most populous city, which no hazard of this mechanism takes.
        city: (place,) whether it is a city, which none takes ahead: polity says when one falls or signs.
        keys: (place,) keys of chance.
        first: (place + 1,) where the neighbours of each place begin in `neighbours`.
        neighbours: places that move and that a road joins, one after the other.
    """

    home: int
    moves: NDArray[np.bool_]
    seat: NDArray[np.bool_]
    city: NDArray[np.bool_]
    keys: NDArray[np.uint32]
    first: NDArray[np.int64]
    neighbours: NDArray[np.int64]


def roads_between(atlas: Atlas, *, country: str) -> Roads:
    """Find the places whose control can change, and which of them a road joins.

    Args:
        atlas: the stage.
        country: two-letter code of the country under blockade.

    Returns:
        Constants of the mechanism.
    """
    places = atlas.places
    moves = np.array([place.country == country and place.kind != "camp" for place in places], dtype=np.bool_)
    joined: list[set[int]] = [set() for _ in places]
    for route in atlas.routes:
        a, b = atlas.place_index[route.origin], atlas.place_index[route.destination]
        if route.on_foot and a != b and moves[a] and moves[b]:
            joined[a].add(b)
            joined[b].add(a)
    city = moves & np.array([place.kind == "city" for place in places], dtype=np.bool_)
    seat = np.zeros(len(places), dtype=np.bool_)
    if city.any():
        seat[max(np.flatnonzero(city), key=lambda row: places[row].population)] = True
    return Roads(
        home=atlas.countries.index(country) if country in atlas.countries else 0,
        moves=moves,
        seat=seat,
        city=city,
        keys=atlas.keys("place"),
        first=np.cumsum([0, *(len(near) for near in joined)], dtype=np.int64),
        neighbours=np.array([row for near in joined for row in sorted(near)], dtype=np.int64),
    )
