"""What public files hold of each town, and a planted brief whose towns differ in nothing but who holds them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.page import page
from harmattan.brief.shapes.geojson import situation_geojson
from harmattan.brief.shapes.netcdf import write_netcdf
from harmattan.brief.shapes.sheets import sheets
from harmattan.brief.wording import Wording
from harmattan.world.vocabulary import variables


def public_towns(inputs: BriefInput, folder: Path) -> dict[str, dict[str, str]]:
    """What each public file holds of each town: names of fields, and which columns and cells are blank, numbers left out."""
    towns = {place.id: place.name for place in inputs.case.atlas.places if place.kind in ("city", "town")}
    out: dict[str, dict[str, str]] = {town: {} for town in towns}
    features = json.loads(situation_geojson(inputs, level="public"))["features"]
    for feature in features:
        if feature["id"] in towns:
            out[feature["id"]]["geojson"] = " ".join(sorted(feature["properties"]))
    write_netcdf(inputs, folder / "outlook.nc", level="public")
    with xr.open_dataset(folder / "outlook.nc") as data:
        for town in towns:
            blank = [
                str(name) for name in data if "place" in data[name].dims and data[name].sel(place=town).isnull().any()
            ]
            out[town]["nc"] = " ".join(blank)
    tables = {sheet.name: sheet.rows for sheet in sheets(inputs, Audience("public"), Wording("en"))}
    for town, name in towns.items():
        [row] = [row for row in tables["situation"] if name in row]
        out[town]["xlsx"] = " ".join("blank" if cell is None else "held" for cell in row)
        series = {str(row[4]) for row in tables["outlook weekly"] if name in row}
        out[town]["weekly"] = " ".join(sorted(series))
    for language in ("en", "fr"):
        html = page(inputs, language=language, level="public")
        for place in inputs.case.atlas.places:
            if place.id in towns:
                shown = place.name_fr or place.name if language == "fr" else place.name
                tips = re.findall(rf"<title>{shown}; ([^<]*)</title>", html)
                assert tips, shown
                parts = [re.sub(r":.*|\d.*", "", part) for tip in tips for part in tip.split("; ")]
                out[place.id][language] = " | ".join(parts)
    return out


def alike(inputs: BriefInput, towns: tuple[str, ...], model: str) -> BriefInput:
    """Give some towns the fuel, the siege and the people of another one; who holds them stays."""
    atlas = inputs.case.atlas
    rows, like = [atlas.place_index[name] for name in towns], atlas.place_index[model]
    shared = {name for name, entry in variables().items() if entry.dims[1:] == ("place",)} - {"control"}

    def changed(values: Mapping[str, NDArray[np.floating]]) -> dict[str, NDArray[np.floating]]:
        out = dict(values)
        for name in shared & set(out):
            out[name] = out[name].copy()
            out[name][..., rows] = out[name][..., [like]]
        return out

    [use] = [use for use in atlas.fuel if use.place == model]
    fuel = [one for one in atlas.fuel if one.place not in towns] + [replace(use, place=name) for name in towns]
    atlas = replace(atlas, fuel=tuple(fuel))
    now = inputs.situation
    situation = replace(now, atlas=atlas, values=changed(now.values), history=changed(now.history))
    outlooks = {key: replace(one, atlas=atlas, values=changed(one.values)) for key, one in inputs.outlooks.items()}
    return replace(inputs, case=replace(inputs.case, atlas=atlas), situation=situation, outlooks=outlooks)
