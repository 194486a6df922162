"""The content of a map, before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

from harmattan.map.ground import Ground
from harmattan.map.marks import CorridorMark, PlaceMark
from harmattan.world.atlas import Atlas

__all__ = ["SETTLED", "MapSheet"]

SETTLED = ("city", "town")
"""Kinds of place drawn as circles and filled by days of fuel."""


@dataclass(frozen=True)
class MapSheet:
    """Everything a map shows.

    Args:
        atlas: the stage.
        places: what is believed about each place.
        corridors: what is believed about each corridor.
        focus: ids of the places named first.
        coarse: whether days of fuel are shown in the classes of the public level, without numbers.
        theme: `supply` (what flows, how long fuel lasts) or `control` (who holds what, in which state corridors are).
        country: code of the country under blockade; the map of control has it in its middle.
        ground: land, coast and borders; where it is None, the schematic outlines of the atlas are drawn.
    """

    atlas: Atlas
    places: tuple[PlaceMark, ...]
    corridors: tuple[CorridorMark, ...]
    focus: tuple[str, ...]
    coarse: bool = False
    theme: str = "supply"
    country: str = ""
    ground: Ground | None = None
