"""Export of the outlook as NetCDF: quantiles and chances of every recorded variable, some whole draws, and the comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import harmattan
from harmattan.brief.audience import Audience, audience_of
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import serves_sites, values_for
from harmattan.brief.shapes.netcdf_compare import compared
from harmattan.brief.shapes.still import one_line
from harmattan.map.bands import LEVELS
from harmattan.world.atlas import LEVELS as STATES
from harmattan.world.atlas import Atlas
from harmattan.world.vocabulary import variables

__all__ = ["CHANCES", "DRAW_BYTES", "HIDDEN_STATES", "thinned", "write_netcdf"]

DRAW_BYTES = 24 * 2**20
"""Most memory that whole draws may take before compression; it decides how many are kept, up to 200."""

CHANCES = frozenset(
    {
        "siege", "place_taken", "pact_signed", "city_taken", "government_fallen", "national_talks", "national_deal",
        "blockade_lifted",
    }
)  # fmt: skip
"""Variables that are 0 or 1 in each draw: their mean is a chance, and quantiles would say nothing."""

_KEPT_IN = frozenset({"passage"})
"""Axes of which nothing is exported: two areas may be joined by one short road, and people are on it that day."""

HIDDEN_STATES = frozenset({"control", "corridor_state"})
"""Variables that count levels: the share of the draws at each level is given."""

_BY_AREA: Mapping[str, Callable[..., Any]] = {"mine_output": np.mean, "mine_attacks": np.sum}
"""Variables of single sites and how they are taken together by area: a site alone in its area is left out."""

_PEOPLE = ("arrived", "displaced", "left", "capacity_shortfall")
_MOST_DRAWS = 200
_FEWEST_SITES = 2

Array = NDArray[np.float32]


def thinned(draws: int, bytes_of_one: int) -> NDArray[np.int64]:
    """Choose evenly spaced draws that fit the room.

    Args:
        draws: how many there are.
        bytes_of_one: bytes that one draw takes.

    Returns:
        Their rows, in order; at least one.

    Examples:
        >>> thinned(1000, 2**20).size
        24
    """
    kept = max(1, min(draws, _MOST_DRAWS, DRAW_BYTES // max(bytes_of_one, 1)))
    return np.linspace(0, draws - 1, kept).round().astype(np.int64)


@dataclass(frozen=True)
class _Layout:
    """How one variable is laid out: its rows on the entity axis, that axis, and whether days become weeks."""

    name: str
    axis: str
    rows: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...] = ()
    hidden: tuple[int, ...] = ()

    def of(self, values: Array) -> Array:
        """Cut the values of an outlook to what may leave the program."""
        if self.groups:
            days = values.shape[:2]
            parts = [
                _BY_AREA[self.name](values[:, :, list(group)], axis=2) if group else np.full(days, np.nan)
                for group in self.groups
            ]
            return np.asarray(np.stack(parts, axis=2), dtype=np.float32)
        kept = values[:, :, list(self.rows)]
        if self.hidden:
            kept[:, :, list(self.hidden)] = np.nan
        if self.axis != "corridor":
            return kept
        known = variables()[self.name]
        return _weeks(kept, summed=known.role == "flow", worst=self.name in HIDDEN_STATES)

    @property
    def when(self) -> str:
        """Name of its axis of time."""
        return "week" if self.axis == "corridor" else "time"

    @property
    def summary(self) -> str:
        """Name of the axis that takes the place of the draws; empty for a chance."""
        return "" if self.name in CHANCES else "level" if self.name in HIDDEN_STATES else "quantile"


def write_netcdf(inputs: BriefInput, path: Path, *, level: str = "partner") -> None:
    """Write every outlook into one file.

    Quantiles have axes (scenario, course, quantile, time, entity), the chance of something that happens or not has (scenario,
    course, time, entity), the share of draws at each level of control or of the state of a corridor (scenario, course, level,
    time, entity). Whole draws of the reference, named as the variable with `_draws` after it, have (draw, time, entity). Places
    and areas are daily; who sets out from one area to another is left out. Corridors are weekly, on the axis `week` in place of
    `time`: flows are added up, a state is the worst of the week, anything else is a mean, so that no day of a road leaves the
    program. Mines and bases are not among the places; what mines give is given by area, where there are two of them or more. A
    pair of scenario and course of which no days are held is nan; its amounts over the horizon stand in `outcome_draws`.

    Args:
        inputs: what the brief is made from.
        path: file to write.
        level: `internal`, `partner` or `public`; the public level has no draws and leaves out what `Audience.shows` hides.

    Raises:
        InputFaults: an unknown level, or internal claims at another one than `internal`.
    """
    import h5netcdf
    import xarray as xr

    audience = audience_of(inputs, level)
    reference = inputs.reference
    scenarios = list(dict.fromkeys(scenario for scenario, _ in inputs.outlooks))
    courses = [c for c in dict.fromkeys(c for _, c in inputs.outlooks) if audience.shows_course(inputs.course(c))]
    if inputs.reference_key[1] not in courses:
        courses.insert(0, inputs.reference_key[1])
    axes = {name: variables()[name].dims[1] for name in reference.values}
    shown = [name for name, axis in axes.items() if axis not in _KEPT_IN and audience.shows(name, axis)]
    every = (_layout(inputs, audience, name) for name in shown)
    # An axis may be empty: no whole week ahead, no corridor. Such a variable holds nothing and cannot be cut into chunks.
    layouts = [layout for layout in every if layout.of(reference.values[layout.name][:1]).size]
    kept = thinned(len(next(iter(reference.values.values()), ())), _bytes_of_one(inputs, layouts))
    coords = _coords(inputs, scenarios, courses, layouts)
    if not audience.public:
        coords["draw"] = ("draw", kept.astype(np.int32), {"long_name": "row of the draw in the run", "units": "1"})
    data = compared(inputs, audience, scenarios, courses)
    xr.Dataset(data, coords, _attributes(inputs, level)).to_netcdf(path, engine="h5netcdf")
    with h5netcdf.File(path, "a") as file:
        for layout in layouts:
            _write(file, inputs, audience, layout, scenarios, courses)
            if not audience.public:
                whole = layout.of(reference.values[layout.name][kept])
                _variable(file, layout, f"{layout.name}_draws", ("draw", layout.when, layout.axis), whole.shape)[
                    ...
                ] = whole


def _write(
    file: Any, inputs: BriefInput, audience: Audience, layout: _Layout, scenarios: list[str], courses: list[str]
) -> None:
    """Write what the draws of a variable say in every pair that holds it; a chunk that is not written reads as nan."""
    made: Any = None
    for row, scenario in enumerate(scenarios):
        for column, course in enumerate(courses):
            outlook = inputs.outlooks.get((scenario, course))
            if outlook is None or layout.name not in outlook.values:
                continue
            shown = layout.of(values_for(audience, outlook, layout.name))
            if layout.name in CHANCES:
                said = shown.mean(axis=0, dtype=np.float64)
            elif layout.name in HIDDEN_STATES:
                shares = [(shown == level).mean(axis=0) for level in range(STATES)]
                said = np.where(np.isnan(shown[0]), np.nan, np.stack(shares))
            else:
                said = _quantiles(shown)
            if made is None:
                dims = ("scenario", "course", *filter(None, (layout.summary,)), layout.when, layout.axis)
                made = _variable(file, layout, layout.name, dims, (len(scenarios), len(courses), *said.shape))
            made[row, column] = said.astype(np.float32)


def _variable(file: Any, layout: _Layout, name: str, dims: tuple[str, ...], shape: tuple[int, ...]) -> Any:
    chunks = (1, 1, *shape[2:]) if dims[0] == "scenario" else shape
    made = file.create_variable(
        name, dims, np.dtype("float32"), chunks=chunks, compression="gzip", compression_opts=1, shuffle=True,
        fillvalue=np.float32(np.nan),
    )  # fmt: skip
    known = variables()[layout.name]
    unit, methods = known.unit, []
    if layout.axis == "corridor":
        summed = known.role == "flow"
        methods.append("week: " + ("sum" if summed else "maximum" if layout.name in HIDDEN_STATES else "mean"))
        unit = unit.replace("/day", "/week") if summed else unit
    if dims[0] == "scenario" and layout.summary != "quantile":
        methods.append("draw: mean")
    if layout.groups:
        methods.append("place: mean" if layout.name == "mine_output" else "place: sum")
    made.attrs["long_name"], made.attrs["long_name_fr"], made.attrs["units"] = known.meaning, known.meaning_fr, unit
    if methods:
        made.attrs["cell_methods"] = " ".join(methods)
    return made


def _layout(inputs: BriefInput, audience: Audience, name: str) -> _Layout:
    atlas, home = inputs.case.atlas, inputs.case.settings.country
    axis = variables()[name].dims[1]
    if name in _BY_AREA:
        sites = [row for row, place in enumerate(atlas.places) if place.kind == "mine"]
        groups = [tuple(row for row in sites if atlas.places[row].area == area.id) for area in atlas.areas]
        return _Layout(name, "area", (), tuple(group if len(group) >= _FEWEST_SITES else () for group in groups))
    if axis == "country":
        return _Layout(name, axis, (atlas.countries.index(home),) if home in atlas.countries else ())
    chosen = {"place": _places, "corridor": _corridors}
    rows = chosen[axis](atlas) if axis in chosen else range(atlas.sizes[axis])
    return _Layout(name, axis, tuple(rows), hidden=_hidden_columns(inputs, audience, name, axis))


def _places(atlas: Atlas) -> tuple[int, ...]:
    return tuple(row for row, place in enumerate(atlas.places) if place.kind not in SITES)


def _corridors(atlas: Atlas) -> tuple[int, ...]:
    return tuple(row for row, corridor in enumerate(atlas.corridors) if not serves_sites(atlas, corridor))


def _bytes_of_one(inputs: BriefInput, layouts: list[_Layout]) -> int:
    values = inputs.reference.values
    return 4 * sum(layout.of(values[layout.name][:1]).size for layout in layouts)


def _coords(inputs: BriefInput, scenarios: list[str], courses: list[str], layouts: list[_Layout]) -> dict[str, Any]:
    atlas, days = inputs.case.atlas, inputs.reference.calendar.days
    labels = {"corridor": [atlas.corridors[row].id for row in _corridors(atlas)], "area": list(atlas.labels("area"))}
    countries = [atlas.countries[row] for layout in layouts if layout.axis == "country" for row in layout.rows]
    named = ("government or open", "local pact or harassed", "contested or escorted only", "armed group or closed")
    return {
        "scenario": scenarios,
        "course": courses,
        "quantile": ("quantile", list(LEVELS), {"long_name": "quantile of the draws", "units": "1"}),
        "level": ("level", list(named), {"long_name": "level of control of a place, or state of a corridor"}),
        "time": _time(inputs.as_of, list(range(1, days + 1)), "day"),
        "week": _time(inputs.as_of, list(range(7, days + 1, 7)), "last day of the week"),
        "place": [atlas.places[row].id for row in _places(atlas)],
        **labels,
        **({"country": countries[:1]} if countries else {}),
        **_geography(atlas),
    }


def _quantiles(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Take the quantiles of `LEVELS` over the draws as np.quantile does, from one sort of what differs between draws."""
    draws, flat = values.shape[0], values.reshape(values.shape[0], -1)
    out = np.repeat(flat[:1].astype(np.float64), len(LEVELS), axis=0)
    moving = np.flatnonzero(flat.max(axis=0) > flat.min(axis=0))
    ordered = np.sort(np.ascontiguousarray(flat[:, moving].T), axis=1)
    spots = np.asarray(LEVELS) * (draws - 1)
    below = np.floor(spots).astype(np.int64)
    low, high = (ordered[:, at].astype(np.float64) for at in (below, np.minimum(below + 1, draws - 1)))
    out[:, moving] = (low + (high - low) * (spots - below)).T
    return out.reshape(len(LEVELS), *values.shape[1:])


def _time(as_of: date, days: list[int], meaning: str) -> tuple[str, list[int], dict[str, str]]:
    units = f"days since {as_of.isoformat()} 00:00:00"
    attributes = {"units": units, "calendar": "standard", "standard_name": "time", "long_name": meaning}
    return "time" if meaning == "day" else "week", days, attributes


def _geography(atlas: Atlas) -> dict[str, Any]:
    places = [atlas.places[row] for row in _places(atlas)]
    lat = [place.lat for place in places]
    lon = [place.lon for place in places]
    return {
        "lat": ("place", lat, {"units": "degrees_north", "standard_name": "latitude"}),
        "lon": ("place", lon, {"units": "degrees_east", "standard_name": "longitude"}),
        "place_name": ("place", [one_line(place.name) for place in places], {"long_name": "name of the place"}),
        "corridor_name": (
            "corridor",
            [one_line(atlas.corridors[row].name) for row in _corridors(atlas)],
            {"long_name": "name of the corridor"},
        ),
        "area_name": ("area", [one_line(area.name) for area in atlas.areas], {"long_name": "name of the area"}),
    }


def _attributes(inputs: BriefInput, level: str) -> dict[str, str | int]:
    return {
        "Conventions": "CF-1.11",
        "title": one_line(inputs.case.settings.title),
        "source": f"Harmattan {harmattan.__version__}",
        "case": inputs.case.id,
        "as_of": inputs.as_of.isoformat(),
        "audience": level,
        "reference": " / ".join(inputs.reference_key),
        "seed": inputs.reference.seed,
    }


def _hidden_columns(inputs: BriefInput, audience: Audience, name: str, axis: str) -> tuple[int, ...]:
    """List the columns that are blank: the state of ways other than roads with traffic; at the public level people at crossings."""
    atlas = inputs.case.atlas
    if name == "corridor_state":
        ways = [atlas.corridors[row] for row in _corridors(atlas)]
        return tuple(column for column, one in enumerate(ways) if one.mode != "road" or one.normal_share <= 0)
    if not audience.public or axis != "place" or name not in _PEOPLE:
        return ()
    places = [atlas.places[row] for row in _places(atlas)]
    return tuple(column for column, place in enumerate(places) if place.kind == "crossing")


def _weeks(values: Array, *, summed: bool, worst: bool) -> Array:
    draws, days, entities = values.shape
    whole = values[:, : days // 7 * 7, :].reshape(draws, days // 7, 7, entities)
    return np.asarray(
        whole.max(axis=2) if worst else whole.sum(axis=2) if summed else whole.mean(axis=2), dtype=np.float32
    )
