"""How much of the national fuel need each corridor carries, and each place passes on, in normal times."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Fault, InputFaults
from harmattan.world.atlas import Atlas

__all__ = ["Traffic", "normal_traffic"]


class Traffic(NamedTuple):
    """Shares of the national need in normal times: (place,) `through` a place, its own use included; (corridor,) `flow`."""

    through: NDArray[np.float64]
    flow: NDArray[np.float64]


def normal_traffic(atlas: Atlas) -> Traffic:
    """Work out normal traffic from the ends of the network back to the depots.

    Args:
        atlas: the stage.

    Returns:
        Shares of the national need. An import corridor carries its own share, a distribution corridor its share of what passes
        through its end; times the need, over the load of a tanker, that is tankers per day.

    Raises:
        InputFaults: distribution corridors that run in a circle.

    Examples:
        >>> from harmattan.world.atlas import Area, Corridor, FuelUse, Place, Route
        >>> port, mill = (Place(name, name, "n", "XI", 0.0, 0.0, "town") for name in ("port", "mill"))
        >>> road = Route("r", "port", "mill", 10.0, "trunk", "paved", 1.0)
        >>> way = Corridor("west", "West", "import", ("port", "mill"), 0.6, 2.0, 50.0)
        >>> stage = Atlas((port, mill), (road,), (way,), (Area("n", "N", "XI", 0.0, 0.0),), (FuelUse("mill", 0.9, 0.1, 7.0),))
        >>> [share.tolist() for share in normal_traffic(stage)]
        [[0.0, 0.9], [0.6]]
    """
    place = atlas.place_index
    need = np.zeros(len(atlas.places))
    for use in atlas.fuel:
        need[place[use.place]] = use.need_share
    onward: dict[int, list[tuple[int, float]]] = {}
    for corridor in atlas.corridors:
        if corridor.kind == "distribution":
            onward.setdefault(place[corridor.head], []).append((place[corridor.end], corridor.normal_share))
    known: dict[int, float] = {}

    def total(row: int, above: tuple[int, ...]) -> float:
        if row in above:
            ring = " > ".join(atlas.places[r].id for r in (*above[above.index(row) :], row))
            raise InputFaults(
                [Fault("atlas/corridors.csv", 0, "via", ring, "distribution corridors that do not run in a circle")]
            )
        if row not in known:
            known[row] = float(need[row]) + sum(share * total(end, (*above, row)) for end, share in onward.get(row, ()))
        return known[row]

    through = np.array([total(row, ()) for row in range(len(atlas.places))], dtype=np.float64)
    flow = [c.normal_share * (1.0 if c.kind == "import" else through[place[c.end]]) for c in atlas.corridors]
    return Traffic(through, np.array(flow, dtype=np.float64))
