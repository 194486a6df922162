"""Amounts over the horizon that courses are compared by, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from harmattan.world.atlas import Atlas

__all__ = ["CHANCES", "COUNTED", "DRY_DAYS", "Totals", "totals_of"]

Totals = dict[str, NDArray[np.float64]]

COUNTED = frozenset(
    {
        "shortage",
        "power_hours",
        "tankers_lost",
        "left",
        "arrived",
        "capacity_shortfall",
        "days_of_fuel",
        "violent_deaths",
        "state_harm",
        "government_fallen",
        "blockade_lifted",
        "national_deal",
        "place_taken",
        "city_taken",
        "pact_signed",
        "control",
    }
)
"""Recorded variables that the amounts are made of."""

CHANCES = frozenset({"government_falls", "blockade_lifted", "city_taken"})
"""Amounts that are 0 or 1 in each draw: their mean is a chance, and quantiles of them say nothing."""

PACT = 1.0
"""Level of control under a local pact."""

DRY_DAYS = 3.0
"""Days of fuel below which a city counts as dry."""


def totals_of(
    atlas: Atlas,
    values: Mapping[str, NDArray[np.float32]],
    parameters: Mapping[str, NDArray[np.float64]],
    *,
    country: str,
    focus: str,
) -> Totals:
    """Add up what happened in each draw over the days foreseen.

    Args:
        atlas: the stage.
        values: recorded variables, (draw, day, entity); amounts that need an absent one are left out.
        parameters: (draw, ...) arrays by name, on the eve of the first day; `power_hours_normal` and `control` are read.
        country: two-letter code of the country under blockade.
        focus: place whose dry days are counted; empty for none.

    Returns:
        (draw,) amounts by name; a chance is 0 or 1 in each draw. What they count stands in `compare.OUTCOMES`.
    """
    people = np.array([place.population for place in atlas.places], dtype=np.float64)
    home = np.array([place.country == country for place in atlas.places])
    using = np.isin(atlas.labels("place"), [use.place for use in atlas.fuel])
    areas = np.array([area.country == country for area in atlas.areas])
    out: Totals = {}
    if "shortage" in values:
        out["people_days_short"] = (values["shortage"].sum(axis=1, dtype=np.float64) * people).sum(axis=1)
    if "power_hours" in values:
        hours = values["power_hours"].shape[1] * parameters["power_hours_normal"][:, None]
        lost = np.maximum(0.0, hours - values["power_hours"].sum(axis=1, dtype=np.float64))
        out["power_hours_lost"] = (lost * people * (home & using)).sum(axis=1)
    if "tankers_lost" in values:
        out["tankers_lost"] = values["tankers_lost"].sum(axis=(1, 2), dtype=np.float64)
    if "left" in values:
        out["left_home"] = values["left"][:, :, home].sum(axis=(1, 2), dtype=np.float64)
    if "arrived" in values:
        out["displaced_inside"] = values["arrived"][:, :, home].sum(axis=(1, 2), dtype=np.float64)
        out["crossed_border"] = values["arrived"][:, :, ~home].sum(axis=(1, 2), dtype=np.float64)
    if "capacity_shortfall" in values:
        out["capacity_shortfall_peak"] = values["capacity_shortfall"].sum(axis=2, dtype=np.float64).max(axis=1)
    if "days_of_fuel" in values and focus:
        days = values["days_of_fuel"][:, :, atlas.place_index[focus]]
        out["days_capital_dry"] = (days < DRY_DAYS).sum(axis=1).astype(np.float64)
    for name in ("violent_deaths", "state_harm"):
        if name in values:
            out[name] = values[name][:, :, areas].sum(axis=(1, 2), dtype=np.float64)
    return out | _turns(atlas, values, parameters, country)


def _turns(
    atlas: Atlas,
    values: Mapping[str, NDArray[np.float32]],
    parameters: Mapping[str, NDArray[np.float64]],
    country: str,
) -> Totals:
    """Whether things that happen or not happened at any time."""
    out: Totals = {}
    if "government_fallen" in values:
        row = atlas.countries.index(country)
        out["government_falls"] = _ever(values["government_fallen"][:, :, row] > 0)
        lifted = (values["blockade_lifted"][:, :, row] > 0) | (values["national_deal"][:, :, row] > 0)
        out["blockade_lifted"] = _ever(lifted)
    if "place_taken" in values:
        cities = np.array([place.kind == "city" and place.country == country for place in atlas.places])
        taken = values["place_taken"][:, :, cities] > 0
        if "city_taken" in values:  # control hears of it on the day after
            taken |= values["city_taken"][:, :, cities] > 0
        out["city_taken"] = _ever(taken.any(axis=2))
    if "control" in values and "control" in parameters:
        pact = np.concatenate([parameters["control"][:, None], values["control"]], axis=1) == PACT
        signed = (pact[:, 1:] & ~pact[:, :-1]).sum(axis=(1, 2), dtype=np.float64)
        if "pact_signed" in values:
            signed += values["pact_signed"][:, -1].sum(axis=1, dtype=np.float64)
        out["pacts_signed"] = signed
    return out


def _ever(happened: ArrayLike) -> NDArray[np.float64]:
    """(draw,) 1 where it happened on any day."""
    return np.asarray(np.any(happened, axis=1), dtype=np.float64)
