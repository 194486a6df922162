"""From degrees to pixels and back to an honest distance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from harmattan.errors import Fault, InputFaults
from harmattan.world.atlas import Atlas, Corridor, great_circle_km

__all__ = ["SECTION_KM", "Frame", "coarse_line", "fit", "nice"]

SECTION_KM = 20.0
"""Shortest section of a road that leaves the house: no export resolves a corridor more finely."""


@dataclass(frozen=True, slots=True)
class Frame:
    """An equirectangular frame, scaled by the cosine of its middle latitude.

    Args:
        west: longitude of the left edge, degrees.
        north: latitude of the top edge, degrees.
        per_degree: pixels per degree of latitude.
        squeeze: cosine of the middle latitude.
        width: pixels.
        height: pixels.
    """

    west: float
    north: float
    per_degree: float
    squeeze: float
    width: float
    height: float

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Place a point.

        Args:
            lat: degrees.
            lon: degrees.

        Returns:
            Pixels from the left and from the top.
        """
        return (lon - self.west) * self.squeeze * self.per_degree, (self.north - lat) * self.per_degree

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies in the frame.

        Args:
            lat: degrees.
            lon: degrees.

        Returns:
            True inside the edges.
        """
        x, y = self.at(lat, lon)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def pixels(self, km: float) -> float:
        """Measure a distance on paper.

        Args:
            km: distance.

        Returns:
            Pixels.
        """
        return km / 111.195 * self.per_degree


def fit(points: Sequence[tuple[float, float]], width: float, *, margin: float = 0.045, tallest: float = 0.9) -> Frame:
    """Fit a frame around points.

    Args:
        points: (lat, lon) in degrees.
        width: pixels.
        margin: free share on each side.
        tallest: greatest height as a share of the width.

    Returns:
        The frame.

    Raises:
        InputFaults: no points.
    """
    if not points:
        raise InputFaults([Fault("atlas/places.csv", 0, "", "no places", "at least one place to draw")])
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    mid = (min(lats) + max(lats)) / 2
    squeeze = math.cos(math.radians(mid))
    wide = max((max(lons) - min(lons)) * squeeze, 0.5) * (1 + 2 * margin)
    tall = max(max(lats) - min(lats), 0.3) * (1 + 2.6 * margin)
    per_degree = min(width / wide, width * tallest / tall)
    height = max(tall * per_degree, width * 0.42)
    west = (min(lons) + max(lons)) / 2 - width / per_degree / squeeze / 2
    return Frame(west, mid + height / per_degree / 2, per_degree, squeeze, width, height)


def nice(value: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten.

    Args:
        value: a number above 0.

    Returns:
        The round number.

    Examples:
        >>> nice(387.0), nice(0.9)
        (200.0, 0.5)
    """
    power = 10.0 ** math.floor(math.log10(value))
    return float(max(step for step in (1, 2, 5) if step * power <= value * (1 + 1e-12)) * power)


def coarse_line(atlas: Atlas, corridor: Corridor) -> tuple[tuple[float, float], ...]:
    """Draw a corridor through its places so that no section is shorter than 20 km.

    Args:
        atlas: the stage.
        corridor: a corridor of it.

    Returns:
        (lat, lon) of the vertices in degrees; the two ends are always there.
    """
    stops = [(atlas.places[i].lat, atlas.places[i].lon) for i in (atlas.place_index[name] for name in corridor.via)]
    kept = [stops[0]]
    for stop in stops[1:-1]:
        if great_circle_km(*kept[-1], *stop) >= SECTION_KM and great_circle_km(*stop, *stops[-1]) >= SECTION_KM:
            kept.append(stop)
    return (*kept, stops[-1])
