"""Who is fed through which import corridors: groups of places whose fuel comes in at the same ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harmattan.world.atlas import Atlas, Corridor

__all__ = ["Basin", "basins_of"]

HALF = 0.5
"""Share of its fuel from within the country from which on an end of imports belongs to another basin."""


@dataclass(frozen=True, slots=True)
class Basin:
    """Places that are fed together.

    Args:
        name: id of the place in it through which most imports come.
        corridors: rows of the import corridors that end in it.
        inner: rows of the distribution corridors inside it.
        places: rows of the places that use fuel in it.
        need_share: their share of the national need.
        people: how many live in these places.
    """

    name: str
    corridors: NDArray[np.int64]
    inner: NDArray[np.int64]
    places: NDArray[np.int64]
    need_share: float
    people: float


def basins_of(atlas: Atlas) -> tuple[Basin, ...]:
    """Join the ends of import corridors with all that is fed from them.

    Args:
        atlas: the stage.

    Returns:
        One basin for each end of imports, in the order of the corridors. A place belongs to the basin from which most of its
        fuel comes; an end of imports that gets half of its fuel or more from within the country belongs to that basin too.
        Places that no import reaches are in none.

    Examples:
        >>> from harmattan.world.atlas import Area, Corridor, FuelUse, Place, Route
        >>> places = tuple(Place(n, n, "a", "XX", 0.0, 0.0, "town", 100) for n in ("p", "c", "t"))
        >>> routes = (Route("r", "p", "c", 100, "trunk", "paved", 1.0), Route("s", "c", "t", 100, "trunk", "paved", 1.0))
        >>> first = Corridor("in", "In", "import", ("p", "c"), 1.0, 1, 9)
        >>> ways = (first, Corridor("on", "On", "distribution", ("c", "t"), 1, 1, 9))
        >>> uses = (FuelUse("c", 0.6, 0.1, 5.0), FuelUse("t", 0.4, 0.1, 5.0))
        >>> [one] = basins_of(Atlas(places, routes, ways, (Area("a", "A", "XX", 0.0, 0.0),), uses))
        >>> one.name, one.people, one.need_share
        ('c', 200.0, 1.0)
    """
    group = {name: name for name in atlas.place_index}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    imports = [(row, c) for row, c in enumerate(atlas.corridors) if c.kind == "import"]
    ends = {corridor.end for _, corridor in imports}
    inland: dict[str, Corridor] = {}
    for corridor in atlas.corridors:
        most = inland.get(corridor.end)
        if corridor.kind != "import" and (most is None or corridor.normal_share > most.normal_share):
            inland[corridor.end] = corridor
    for end, corridor in inland.items():
        if (end not in ends or corridor.normal_share >= HALF) and root(end) != root(corridor.head):
            group[root(end)] = root(corridor.head)
    out = []
    for key in dict.fromkeys(root(corridor.end) for _, corridor in imports):
        mine = [(row, c) for row, c in imports if root(c.end) == key]
        uses = [use for use in atlas.fuel if root(use.place) == key]
        rows = [atlas.place_index[use.place] for use in uses]
        inner = [r for r, c in enumerate(atlas.corridors) if c.kind != "import" and root(c.head) == root(c.end) == key]
        largest = max(mine, key=lambda pair: pair[1].normal_share)[1]
        out.append(
            Basin(
                largest.end,
                np.array([row for row, _ in mine], dtype=np.int64),
                np.array(inner, dtype=np.int64),
                np.array(rows, dtype=np.int64),
                float(sum(use.need_share for use in uses)),
                float(sum(atlas.places[row].population for row in rows)),
            )
        )
    return tuple(out)
