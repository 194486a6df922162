"""Export of the situation as GeoJSON: places as points, corridors as lines no finer than 20 km."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import harmattan
from harmattan.brief.audience import audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.numerals import honest_step
from harmattan.brief.tables.supply import most_a_day
from harmattan.map.bands import Band
from harmattan.map.marks import HOLDERS, STATES, CorridorMark, PlaceMark

__all__ = ["situation_geojson"]


def _quantiles(name: str, band: Band | None) -> dict[str, float]:
    """Spell a band out as three properties, rounded to one digit more than the interval supports."""
    if band is None:
        return {}
    step = honest_step(band.low, band.median, band.high) / 10
    places = max(0, -math.floor(math.log10(step)))
    values = {"q05": band.low, "q50": band.median, "q95": band.high}
    return {f"{name}_{q}": round(round(value / step) * step, places) for q, value in values.items()}


def _chance(name: str, value: float) -> dict[str, float]:
    return {name: round(value, 3)} if math.isfinite(value) else {}


def _point(mark: PlaceMark, *, coarse: bool) -> dict[str, Any]:
    place = mark.place
    siege = {"siege": mark.siege_word} if coarse and mark.siege_word else _chance("siege_probability", mark.siege)
    properties: dict[str, Any] = {
        "id": place.id,
        "name": place.name,
        "name_fr": place.name_fr or place.name,
        "kind": place.kind,
        "country": place.country,
        "area": place.area,
        **_quantiles("days_of_fuel", mark.days),
        **({"days_of_fuel_class": mark.days_class} if mark.days_class else {}),
        "days_of_fuel_reports": len(mark.fuel_reports),
        **({} if coarse and not mark.siege_word else siege),
        **({"held_by": mark.holder} if mark.holder else {}),
        **({f"held_by_{n}_probability": round(p, 3) for n, p in zip(HOLDERS, mark.holding, strict=False)}),
        **_quantiles("displaced", mark.displaced),
        **_quantiles("displaced_at_end", mark.displaced_then),
        **_quantiles("above_capacity", mark.shortfall),
        **_chance("over_capacity_probability", mark.over),
    }
    geometry = {"type": "Point", "coordinates": [round(place.lon, 3), round(place.lat, 3)]}
    return {"type": "Feature", "id": place.id, "geometry": geometry, "properties": properties}


def _line(mark: CorridorMark) -> dict[str, Any]:
    properties = {
        "id": mark.corridor.id,
        "name": mark.corridor.name,
        "name_fr": mark.corridor.name_fr or mark.corridor.name,
        "kind": mark.corridor.kind,
        "reports": len(mark.reports),
        "mode": mark.corridor.mode,
        "most_tankers_a_day": most_a_day(mark.corridor),
        "open_months": list(mark.corridor.months),
        **({"state": mark.state} if mark.state else {}),
        **_chance("blockaded_probability", mark.blockaded),
        **({f"{name}_probability": round(p, 3) for name, p in zip(STATES, mark.states, strict=False)}),
        **({"blockaded_since": f"{mark.since:%Y-%m}"} if mark.since else {}),
        **_quantiles("share_of_normal_last_28_days", mark.share),
        **_quantiles("tankers_per_week_last_28_days", mark.past),
        **_quantiles("tankers_lost_per_week_last_28_days", mark.lost),
        **_quantiles("tankers_waiting", mark.waiting),
        **_quantiles("tankers_per_week_next_28_days", mark.ahead),
        **_quantiles("ambushes_per_week_next_28_days", mark.ambushes),
    }
    coordinates = [[round(lon, 3), round(lat, 3)] for lat, lon in mark.line]
    geometry = {"type": "LineString", "coordinates": coordinates}
    return {"type": "Feature", "id": f"corridor:{mark.corridor.id}", "geometry": geometry, "properties": properties}


def situation_geojson(inputs: BriefInput, *, level: str = "partner") -> str:
    """Write the situation as GeoJSON (RFC 7946, WGS 84).

    Args:
        inputs: what the brief is made from.
        level: `internal`, `partner` or `public`.

    Returns:
        The text of the file; `audience` and `as_of` stand at its top.

    Raises:
        InputFaults: an unknown level, or internal claims at another one than `internal`.
    """
    audience = audience_of(inputs, level)
    places, corridors = known_places(inputs, audience), known_corridors(inputs, audience)
    collection: Mapping[str, Any] = {
        "type": "FeatureCollection",
        "audience": level,
        "as_of": inputs.as_of.isoformat(),
        "last_day": inputs.last_day.isoformat(),
        "case": inputs.case.id,
        "scenario": inputs.reference_key[0],
        "course": inputs.reference_key[1],
        "harmattan": harmattan.__version__,
        "features": [*(_point(mark, coarse=audience.public) for mark in places), *map(_line, corridors)],
    }
    return json.dumps(collection, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
