"""What the mechanism must know of the stage: which areas join, and where in an area an attack falls."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import frozen
from harmattan.world.atlas import Atlas, Place

__all__ = ["COUNTRYSIDE", "Ground", "ground_of"]

COUNTRYSIDE = 20.0
"""Weight of the land between the places of an area, in towns of ten thousand people.

With it, 41 % of the attacks of the shipped case fall near its places; 39 % of 1,053 events did. See docs/models/violence.md.
"""

_SIZE_EXPONENT = 0.3
_SMALLEST = 5_000.0
_KIND_WEIGHT = {"base": 3.0, "mine": 2.0}


class Ground(NamedTuple):
    """Constants of an atlas.

    Args:
        area_keys: (area,) keys of chance.
        country: (area,) row of its country.
        home: (area,) whether it lies in the country under blockade.
        neighbour_first: (area + 1,) where its neighbours begin in `neighbours`.
        neighbours: rows of neighbouring areas; two areas join when either names the other.
        place_area: (place,) row of its area.
        place_first: (area + 1,) where its places begin in `places`.
        places: rows of places, area after area.
        below: for each entry of `places`, the chance that an attack in the area falls on it or on one before it; what is left of
            1 after the last is the countryside.
    """

    area_keys: NDArray[np.uint32]
    country: NDArray[np.int64]
    home: NDArray[np.bool_]
    neighbour_first: NDArray[np.int64]
    neighbours: NDArray[np.int64]
    place_area: NDArray[np.int64]
    place_first: NDArray[np.int64]
    places: NDArray[np.int64]
    below: NDArray[np.float64]


def ground_of(atlas: Atlas, *, country: str, countryside: float = COUNTRYSIDE) -> Ground:
    """Lay out the areas and places of an atlas.

    Args:
        atlas: the stage.
        country: two-letter code of the country under blockade.
        countryside: weight of the land between places, in towns of ten thousand people, at least 0.

    Returns:
        The constants; a larger `countryside` leaves fewer attacks near places.

    Examples:
        >>> from harmattan.world.atlas import Area
        >>> town = Place("a", "A", "n", "XI", 0.0, 0.0, "town", population=10_000)
        >>> stage = Atlas((town,), areas=(Area("n", "N", "XI", 0.0, 0.0),))
        >>> ground_of(stage, country="XI", countryside=3.0).below.tolist()
        [0.25]
    """
    joined: list[set[int]] = [set() for _ in atlas.areas]
    for row, area in enumerate(atlas.areas):
        for other in (atlas.area_index[name] for name in area.neighbours if name != area.id):
            joined[row].add(other)
            joined[other].add(row)
    inside: list[list[int]] = [[] for _ in atlas.areas]
    for row, place in enumerate(atlas.places):
        inside[atlas.area_index[place.area]].append(row)
    below: list[float] = []
    for rows in inside:
        sums = np.cumsum([_weight(atlas.places[row]) for row in rows])
        below += [float(x) for x in sums / (sums[-1] + countryside)] if rows else []
    return Ground(
        frozen(atlas.keys("area")),
        frozen(np.array([atlas.countries.index(area.country) for area in atlas.areas], dtype=np.int64)),
        frozen(np.array([area.country == country for area in atlas.areas], dtype=np.bool_)),
        *_rows([sorted(rows) for rows in joined]),
        frozen(np.array([atlas.area_index[place.area] for place in atlas.places], dtype=np.int64)),
        *_rows(inside),
        frozen(np.array(below, dtype=np.float64)),
    )


def _weight(place: Place) -> float:
    """How an attack in the area is drawn to a place, in towns of ten thousand people."""
    size = (max(place.population, _SMALLEST) / 10_000.0) ** _SIZE_EXPONENT
    return float(_KIND_WEIGHT.get(place.kind, 1.0) * size)


def _rows(lists: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lists of rows laid end to end: where each begins, and the rows."""
    first = np.cumsum([0, *(len(rows) for rows in lists)], dtype=np.int64)
    return frozen(first), frozen(np.array([row for rows in lists for row in rows], dtype=np.int64))
