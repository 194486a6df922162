"""The ground under a map: land, coast and borders, cut to what the map shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from harmattan.map.ink import ABROAD, BORDER, COAST, HOME, num, tag
from harmattan.map.projection import Frame

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Edges", "Ground", "Line", "Patch", "draw_ground", "name_spots"]

Line = Sequence[Sequence[float]]
"""Points (longitude, latitude) in degrees."""

Patch = Sequence[Line]
"""One piece of land: its shore, then the shores of the waters in it."""

Edges = tuple[float, float, float, float]
"""West, south, east and north of a part of the world, degrees."""

_BEYOND = 8.0
"""Pixels by which the land goes on beyond a frame, so that the line along its cut is not seen."""

_GRID = 12.0
"""Pixels between the points that are tried for a name."""

_STRAY = 0.7
"""Pixels by which a drawn line may stray to need fewer points."""


@dataclass(frozen=True)
class Ground:
    """Land, coast and borders of some part of the world.

    Args:
        countries: code of two letters and the pieces of each country.
        borders: lines between countries.
    """

    countries: Sequence[tuple[str, Sequence[Patch]]] = field(repr=False)
    borders: Sequence[Line] = field(repr=False)

    def cut(self, edges: Edges) -> Ground:
        """Cut a part out.

        Args:
            edges: of the part.

        Returns:
            What lies in it; countries without any land there are left out.

        Examples:
            >>> square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
            >>> part = Ground([("XA", [[square]])], [[(2.0, -9.0), (2.0, 9.0)]]).cut((0.0, 1.0, 3.0, 3.0))
            >>> part.borders, max(lon for lon, _ in part.countries[0][1][0][0])
            ((((2.0, 1.0), (2.0, 3.0)),), 3.0)
        """
        countries = tuple((code, _patches(area)) for code, area in _areas(self, edges))
        return Ground(countries, _lines(_borders(self, edges)))


def draw_ground(ground: Ground, country: str, frame: Frame) -> str:
    """Draw land, coast and borders.

    Args:
        ground: the ground.
        country: code of the country in the middle, drawn lighter than the others.
        frame: the frame it is drawn in.

    Returns:
        The markup.
    """
    from shapely import union_all

    stray, edges = _STRAY / frame.per_degree, _edges(frame, _BEYOND / frame.per_degree)
    areas = _areas(ground, edges)
    land = _patches(union_all([area for _, area in areas]).simplify(stray))
    home = [patch for code, area in areas if code == country for patch in _patches(area.simplify(stray))]
    borders = _lines(_borders(ground, edges).simplify(stray))
    drawn = {"stroke_linejoin": "round", "fill_rule": "evenodd"}
    return "".join(
        (
            tag("path", d=_shores(land, frame), fill=ABROAD, stroke=COAST, stroke_width=1.1, **drawn),
            tag("path", d=_shores(home, frame), fill=HOME, fill_rule="evenodd") if home else "",
            tag("path", d=_drawn(borders, frame), fill="none", stroke=BORDER, stroke_width=1, **drawn),
        )
    )


def name_spots(ground: Ground, code: str, frame: Frame, size: tuple[float, float]) -> list[tuple[float, float]]:
    """Find where the name of a country may stand on its own land.

    Args:
        ground: the ground.
        code: code of the country.
        frame: the frame it is drawn in.
        size: width and height of the name, pixels.

    Returns:
        Middles of the base line, pixels: those where all of the name lies on the land first, the nearest to the middle of the land
        first among them; then those where at least half does, the larger share first. Empty where there is no such place.
    """
    import numpy as np
    from shapely import area, box, contains_properly, intersection, prepare, transform, union_all

    own = replace(ground, countries=[entry for entry in ground.countries if entry[0] == code])
    shapes = [shape for _, shape in _areas(own, _edges(frame, 0.0))]
    if not shapes:
        return []
    land = transform(union_all(shapes), lambda at: np.array([frame.at(lat, lon) for lon, lat in at])).simplify(1.0)
    prepare(land)
    wide, high = size
    left, top, right, bottom = land.bounds
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(left, right, _GRID), np.arange(top, bottom, _GRID)))
    boxes = box(x - wide / 2, y - high, x + wide / 2, y + high / 4)
    share = np.where(contains_properly(land, boxes), 1.0, area(intersection(boxes, land)) / area(boxes))
    away = np.hypot(x - land.centroid.x, y - land.centroid.y)
    order = np.lexsort((x, y, away, -share.round(3)))
    return [(float(x[row]), float(y[row])) for row in order if share[row] >= 0.5]


def _edges(frame: Frame, beyond: float) -> Edges:
    """Edges of a frame, some degrees beyond them."""
    wide, high = frame.width / frame.per_degree / frame.squeeze, frame.height / frame.per_degree
    return (frame.west - beyond, frame.north - high - beyond, frame.west + wide + beyond, frame.north + beyond)


def _areas(ground: Ground, edges: Edges) -> list[tuple[str, BaseGeometry]]:
    """Cut the land of each country; none of those that have no land there."""
    from shapely import Polygon, box, make_valid, union_all

    out = []
    for code, patches in ground.countries:
        near = [make_valid(Polygon(patch[0], patch[1:])) for patch in patches if _meets(patch[0], edges)]
        area = union_all(near).intersection(box(*edges))
        if area.area > 0.0:
            out.append((code, area))
    return out


def _borders(ground: Ground, edges: Edges) -> BaseGeometry:
    from shapely import LineString, MultiLineString, box

    return MultiLineString([LineString(line) for line in ground.borders if _meets(line, edges)]).intersection(
        box(*edges)
    )


def _meets(line: Line, edges: Edges) -> bool:
    west, south, east, north = edges
    lons, lats = [point[0] for point in line], [point[1] for point in line]
    return min(lons) <= east and max(lons) >= west and min(lats) <= north and max(lats) >= south


def _patches(area: BaseGeometry) -> tuple[Patch, ...]:
    """Take land apart into its pieces, each with its rings."""
    from shapely import Polygon, get_parts

    pieces = [piece for piece in get_parts(area) if isinstance(piece, Polygon) and not piece.is_empty]
    return tuple(tuple(tuple(ring.coords) for ring in (piece.exterior, *piece.interiors)) for piece in pieces)


def _lines(lines: BaseGeometry) -> tuple[Line, ...]:
    from shapely import LineString, get_parts

    return tuple(tuple(line.coords) for line in get_parts(lines) if isinstance(line, LineString) and not line.is_empty)


def _shores(patches: Iterable[Patch], frame: Frame) -> str:
    drawn = (_drawn([ring], frame) for patch in patches for ring in patch)
    return "".join(path + "Z" for path in drawn if path)


def _drawn(lines: Iterable[Line], frame: Frame) -> str:
    """Write lines as the data of a path, each point as its step from the one before, which is shorter."""
    out = []
    for line in lines:
        spots = [(round(x, 1), round(y, 1)) for x, y in (frame.at(lat, lon) for lon, lat in line)]
        steps = [(u - x, v - y) for (x, y), (u, v) in pairwise(spots) if (u, v) != (x, y)]
        if steps:
            start = f"M{num(spots[0][0])} {num(spots[0][1])}"
            out.append(start + "l" + " ".join(f"{num(dx)} {num(dy)}" for dx, dy in steps))
    return "".join(out)
