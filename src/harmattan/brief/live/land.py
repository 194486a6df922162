"""The land of a case: what was built from Natural Earth, or the schematic outlines where that does not hold the country."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from harmattan.brief.audience import Audience
from harmattan.brief.bundle import land
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_corridors, known_places, roads
from harmattan.errors import OutputError
from harmattan.map.ground import Edges, Ground, Line
from harmattan.map.sheet import MapSheet

__all__ = ["borders_geojson", "ground_of", "land_geojson", "map_sheet"]

_DIGITS = 3


@cache
def _world() -> Ground | None:
    """Give the land of the world; None where it was not built, so that maps without a script can still be drawn."""
    try:
        built = land()
    except OutputError:
        return None
    return Ground(built.countries, built.borders)


def ground_of(inputs: BriefInput) -> Ground | None:
    """Find the land for the maps of a case.

    Args:
        inputs: what the brief is made from.

    Returns:
        Land, coast and borders of the world; None where they do not hold the country under blockade or were not built.
    """
    world = _world()
    country = inputs.case.settings.country
    return world if world is not None and any(code == country for code, _ in world.countries) else None


def land_geojson(inputs: BriefInput, edges: Edges) -> dict[str, Any]:
    """Give the land around a case as GeoJSON.

    Args:
        inputs: what the brief is made from.
        edges: west, south, east and north of what is wanted, degrees.

    Returns:
        A FeatureCollection of MultiPolygons with `home`: 1 for the country under blockade, 0 for all others.
    """
    ground, country = ground_of(inputs), inputs.case.settings.country
    if ground is not None:
        shapes = [
            (code, [[_rounded(ring) for ring in patch] for patch in patches])
            for code, patches in ground.cut(edges).countries
        ]
    else:
        shapes = [(name, [[_closed(line)]]) for name, line in inputs.case.atlas.outline if len(line) > 2]
    return _collection(
        {
            "type": "Feature",
            "properties": {"home": int(name == country)},
            "geometry": {"type": "MultiPolygon", "coordinates": polygons},
        }
        for name, polygons in shapes
    )


def borders_geojson(inputs: BriefInput, edges: Edges) -> dict[str, Any]:
    """Give the borders around a case as GeoJSON.

    Args:
        inputs: what the brief is made from.
        edges: west, south, east and north of what is wanted, degrees.

    Returns:
        A FeatureCollection with one MultiLineString; empty where only schematic outlines are held.
    """
    ground = ground_of(inputs)
    lines = [] if ground is None else [_rounded(line) for line in ground.cut(edges).borders]
    geometry = {"type": "MultiLineString", "coordinates": lines}
    return _collection([{"type": "Feature", "properties": {}, "geometry": geometry}] if lines else [])


def _collection(features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _rounded(line: Line) -> list[list[float]]:
    return [[round(lon, _DIGITS), round(lat, _DIGITS)] for lon, lat in line]


def _closed(line: Sequence[tuple[float, float]]) -> list[list[float]]:
    """Turn an outline of (latitude, longitude) into a ring."""
    ring = _rounded([(lon, lat) for lat, lon in line])
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def map_sheet(inputs: BriefInput, audience: Audience) -> MapSheet:
    """Lay out what the printed map of supply shows; `theme` makes it the one of control.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The sheet.
    """
    return MapSheet(
        inputs.case.atlas,
        known_places(inputs, audience),
        roads(known_corridors(inputs, audience)),
        inputs.focus,
        audience.public,
        country=inputs.case.settings.country,
        ground=ground_of(inputs),
    )
