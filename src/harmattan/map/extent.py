"""How far a map reaches: the places that matter on it."""

from __future__ import annotations

from collections.abc import Sequence

from harmattan.map.sheet import MapSheet
from harmattan.world.atlas import Place, great_circle_km

__all__ = ["extent"]

ALONE_KM = 400.0
"""Distance to every other place beyond which the map of control does not reach for a place."""


def extent(sheet: MapSheet) -> list[tuple[float, float]]:
    """Take the places that matter here, and what of the schematic outlines lies close around them.

    Args:
        sheet: what the map shows.

    Returns:
        (latitude, longitude) in degrees of every point that the map must hold; empty where the atlas has no place.
    """
    on_roads = {name for mark in sheet.corridors for name in mark.corridor.via}
    if sheet.theme == "control":
        home = [mark.place for mark in sheet.places if mark.place.country == sheet.country and mark.place.population]
        wanted = [place for place in home if not _alone(place, home)]
    else:
        wanted = [
            mark.place
            for mark in sheet.places
            if mark.place.id in on_roads or mark.place.kind == "camp" or mark.days is not None or mark.days_class
        ]
    points = [(place.lat, place.lon) for place in wanted or [mark.place for mark in sheet.places]]
    if len(points) < 2:
        return points
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    room = (0.12 if sheet.theme == "supply" else 0.04) * max(max(lats) - min(lats), max(lons) - min(lons))
    near = [
        (lat, lon)
        for _, line in (sheet.atlas.outline if sheet.ground is None else ())
        for lat, lon in line
        if min(lats) - room <= lat <= max(lats) + room and min(lons) - room <= lon <= max(lons) + room
    ]
    return points + near


def _alone(place: Place, others: Sequence[Place]) -> bool:
    """Whether a place lies so far from all others that a frame around it would be mostly empty."""
    return all(great_circle_km(place.lat, place.lon, one.lat, one.lon) > ALONE_KM for one in others if one is not place)
