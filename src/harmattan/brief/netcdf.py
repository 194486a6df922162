"""Export of the outlook as NetCDF: quantiles of every recorded variable, and some whole draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import harmattan
from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.map.bands import LEVELS
from harmattan.world.atlas import Atlas
from harmattan.world.vocabulary import variables

__all__ = ["DRAW_BYTES", "thinned", "write_netcdf"]

DRAW_BYTES = 48 * 2**20
"""Most memory that whole draws may take before compression; it decides how many are kept, up to 200."""

_MOST_DRAWS = 200


def thinned(draws: int, bytes_of_one: int) -> NDArray[np.int64]:
    """Choose evenly spaced draws that fit the room.

    Args:
        draws: how many there are.
        bytes_of_one: bytes that one draw takes.

    Returns:
        Their rows, in order; at least one.

    Examples:
        >>> thinned(1000, 2**20).size
        48
    """
    kept = max(1, min(draws, _MOST_DRAWS, DRAW_BYTES // max(bytes_of_one, 1)))
    return np.linspace(0, draws - 1, kept).round().astype(np.int64)


def write_netcdf(inputs: BriefInput, path: Path, *, level: str = "partner") -> None:
    """Write every outlook into one file.

    Quantiles have axes (scenario, course, quantile, time, entity); whole draws, under the name of the variable followed by
    `_draws`, have (scenario, course, draw, time, entity). Places and areas are daily. Corridors are weekly, on the axis `week`
    in place of `time`: flows are added up, anything else is a mean, so that no day of a road leaves the program.
    A pair of scenario and course that was not run is filled with nan.

    Args:
        inputs: what the brief is made from.
        path: file to write.
        level: `partner` or `public`; the public level has no draws and leaves out what `Audience.shows` hides.

    Raises:
        InputFaults: an unknown level.
    """
    import xarray as xr

    audience = Audience(level)
    atlas, reference = inputs.case.atlas, inputs.reference
    scenarios = list(dict.fromkeys(scenario for scenario, _ in inputs.outlooks))
    courses = [c for c in dict.fromkeys(c for _, c in inputs.outlooks) if audience.shows_course(inputs.course(c))]
    if inputs.reference_key[1] not in courses:
        courses.insert(0, inputs.reference_key[1])
    names = [n for n in reference.values if audience.shows(n, variables()[n].dims[1])]
    pairs = len(scenarios) * len(courses)
    kept = thinned(reference.draws, 4 * pairs * sum(reference.values[n][0].size for n in names))
    coords: dict[str, Any] = {
        "scenario": scenarios,
        "course": courses,
        "quantile": ("quantile", list(LEVELS), {"long_name": "quantile of the draws", "units": "1"}),
        "time": _time(inputs.as_of, list(range(1, reference.calendar.days + 1)), "day"),
        "week": _time(inputs.as_of, list(range(7, reference.calendar.days + 1, 7)), "last day of the week"),
        **{axis: list(atlas.labels(axis)) for axis in ("place", "corridor", "area")},
        **_geography(atlas),
    }
    data: dict[str, Any] = {}
    for name in names:
        known = variables()[name]
        axis = known.dims[1]
        hidden = _hidden_columns(inputs, audience, name, axis)
        attributes = {"long_name": known.meaning, "long_name_fr": known.meaning_fr, "units": known.unit}
        when = "time"
        if axis == "corridor":
            when, summed = "week", known.role == "flow"
            attributes["cell_methods"] = f"week: {'sum' if summed else 'mean'}"
            attributes["units"] = known.unit.replace("/day", "/week") if summed else known.unit
        shown = _gather(inputs, name, scenarios, courses, hidden)
        quantiles = _over_pairs(shown, scenarios, courses, _quantiles)
        data[name] = (("scenario", "course", "quantile", when, axis), quantiles, attributes)
        if not audience.public:
            whole = _over_pairs(shown, scenarios, courses, lambda v: v[kept])
            data[f"{name}_draws"] = (("scenario", "course", "draw", when, axis), whole, attributes)
    if not audience.public:
        coords["draw"] = ("draw", kept.astype(np.int32), {"long_name": "row of the draw in the run", "units": "1"})
    packing = {name: {"zlib": True, "complevel": 1, "shuffle": True, "dtype": "float32"} for name in data}
    dataset = xr.Dataset(data, coords, _attributes(inputs, level))
    dataset.to_netcdf(path, engine="h5netcdf", encoding=packing)


def _quantiles(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Take the quantiles of `LEVELS` over the draws: the same numbers as np.quantile, from one sort of contiguous rows."""
    draws = values.shape[0]
    ordered = np.sort(np.ascontiguousarray(values.reshape(draws, -1).T), axis=1)
    spots = np.asarray(LEVELS) * (draws - 1)
    below = np.floor(spots).astype(np.int64)
    low, high = (ordered[:, at].astype(np.float64) for at in (below, np.minimum(below + 1, draws - 1)))
    mixed = low + (high - low) * (spots - below)
    return np.asarray(mixed.T.reshape(len(LEVELS), *values.shape[1:]), dtype=np.float64)


def _time(as_of: date, days: list[int], meaning: str) -> tuple[str, list[int], dict[str, str]]:
    units = f"days since {as_of.isoformat()} 00:00:00"
    attributes = {"units": units, "calendar": "standard", "standard_name": "time", "long_name": meaning}
    return "time" if meaning == "day" else "week", days, attributes


def _geography(atlas: Atlas) -> dict[str, Any]:
    lat = [place.lat for place in atlas.places]
    lon = [place.lon for place in atlas.places]
    return {
        "lat": ("place", lat, {"units": "degrees_north", "standard_name": "latitude"}),
        "lon": ("place", lon, {"units": "degrees_east", "standard_name": "longitude"}),
        "place_name": ("place", [place.name for place in atlas.places], {"long_name": "name of the place"}),
        "corridor_name": ("corridor", [c.name for c in atlas.corridors], {"long_name": "name of the corridor"}),
        "area_name": ("area", [area.name for area in atlas.areas], {"long_name": "name of the area"}),
    }


def _attributes(inputs: BriefInput, level: str) -> dict[str, str | int]:
    return {
        "Conventions": "CF-1.11",
        "title": inputs.case.settings.title,
        "source": f"Harmattan {harmattan.__version__}",
        "case": inputs.case.id,
        "as_of": inputs.as_of.isoformat(),
        "audience": level,
        "reference": " / ".join(inputs.reference_key),
        "seed": inputs.reference.seed,
    }


def _hidden_columns(inputs: BriefInput, audience: Audience, name: str, axis: str) -> list[int]:
    """List the places whose columns the public level blanks: crossings with arrivals, towns under pacts."""
    if not audience.public or axis != "place":
        return []
    pacts = audience.pacts(inputs.reports)
    people = name in ("arrived", "displaced", "left")
    places = enumerate(inputs.case.atlas.places)
    return [row for row, place in places if place.id in pacts or (people and place.kind == "crossing")]


_Shown = Mapping[tuple[str, str], NDArray[np.float32]]


def _gather(inputs: BriefInput, name: str, scenarios: Iterable[str], courses: list[str], hidden: list[int]) -> _Shown:
    out = {}
    for scenario in scenarios:
        for course in courses:
            outlook = inputs.outlooks.get((scenario, course))
            if outlook is not None and name in outlook.values:
                values = outlook.values[name]
                if hidden:
                    values = values.copy()
                    values[:, :, hidden] = np.nan
                known = variables()[name]
                out[scenario, course] = (
                    _weeks(values, summed=known.role == "flow") if known.dims[1] == "corridor" else values
                )
    return out


def _weeks(values: NDArray[np.float32], *, summed: bool) -> NDArray[np.float32]:
    draws, days, entities = values.shape
    whole = values[:, : days // 7 * 7, :].reshape(draws, days // 7, 7, entities)
    return np.asarray(whole.sum(axis=2) if summed else whole.mean(axis=2), dtype=np.float32)


def _over_pairs(shown: _Shown, scenarios: list[str], courses: list[str], take: Any) -> NDArray[np.float32]:
    parts = {pair: np.asarray(take(values), dtype=np.float32) for pair, values in shown.items()}
    empty = np.full_like(next(iter(parts.values())), np.nan)
    return np.stack([np.stack([parts.get((s, c), empty) for c in courses]) for s in scenarios])
