"""Which places and corridors a report on fuel is about."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from harmattan.models.supply.network import Network
from harmattan.observe.gazetteer import Gazetteer, fold
from harmattan.world.atlas import Atlas, Place
from harmattan.world.report import Report

__all__ = ["at_home", "corridors_of", "named", "rows_of", "whole_country"]

Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

_WHOLE = frozenset(
    {"national", "all", "country", "whole country", "nationwide", "national level", "tout le pays", "pays"}
)
_AND = re.compile(r"\s*[,;/&]\s*|\s+(?:and|et)\s+")
_LIST = re.compile(r"[,;/&\u2013-]|\s(?:and|et)\s")
_DASH = re.compile(r"\s*[-\u2013]\s*")


def whole_country(report: Report) -> bool:
    """Tell whether a report says that it is about the whole country.

    Args:
        report: a claim.

    Returns:
        True for `national` and the like; False for words that name nothing, which may mean anywhere.
    """
    return not (report.place or report.corridor or report.area) and fold(report.place_text) in _WHOLE


def named(report: Report, atlas: Atlas) -> tuple[str, ...]:
    """Find the places that a report names.

    Args:
        report: a claim.
        atlas: the stage.

    Returns:
        Its place, or every place of a list such as `Mill and Market`; empty where one of them is not on the map.
    """
    if report.place:
        return (report.place,) if report.place in atlas.place_index else ()
    if report.corridor or report.area or not _LIST.search(report.place_text):
        return ()
    return _listed(report.place_text, atlas.places)


@lru_cache(maxsize=256)
def _listed(text: str, places: tuple[Place, ...]) -> tuple[str, ...]:
    spellings = Gazetteer.of((p.id, (p.name, p.name_fr, *p.aliases)) for p in places).spellings
    for split in (_AND, _DASH):
        found = [spellings.get(fold(part), "") for part in split.split(text)]
        if len(found) > 1 and all(found):
            return tuple(dict.fromkeys(found))
    return ()


def rows_of(report: Report, atlas: Atlas, network: Network) -> Rows:
    """Find the places that use fuel and that a report is about.

    Args:
        report: a claim.
        atlas: the stage.
        network: constants of the supply mechanism.

    Returns:
        Rows of its place or places, of all in its area, or of all in the country; none where a place that it names uses no
        fuel, or where its words name nothing.
    """
    uses = network.need_share > 0.0
    if names := named(report, atlas):
        rows = np.array([atlas.place_index[name] for name in names], dtype=np.int64)
        return rows if uses[rows].all() else rows[:0]
    if report.place or report.corridor:
        return np.zeros(0, dtype=np.int64)
    if report.area:
        uses = uses & np.array([place.area == report.area for place in atlas.places], dtype=np.bool_)
    elif not whole_country(report):
        uses = np.zeros_like(uses)
    return np.flatnonzero(uses)


def at_home(report: Report, atlas: Atlas, network: Network) -> bool:
    """Tell whether a report is about somewhere in the country that the fuel network supplies.

    Args:
        report: a claim.
        atlas: the stage.
        network: constants of the supply mechanism.

    Returns:
        Whether its places, or its area, lie in a country in which fuel is used; True where it names neither.
    """
    home = {atlas.places[row].country for row in np.flatnonzero(network.need_share > 0.0)}
    if names := named(report, atlas):
        return all(atlas.places[atlas.place_index[name]].country in home for name in names)
    if report.place:
        return False
    return not report.area or atlas.areas[atlas.area_index[report.area]].country in home


def corridors_of(variable: str, report: Report, atlas: Atlas, network: Network, *, bound: bool) -> Flags:
    """Find the corridors that a report is about.

    Args:
        variable: what is counted on them.
        report: a claim.
        atlas: the stage.
        network: constants of the supply mechanism.
        bound: whether the report is a floor, for which more corridors than it means are no mistake.

    Returns:
        (corridor,) flags: its corridor; else for tankers unloaded those that end at its place or in its area, for tankers
        loaded those that begin there, for tankers that wait or are under way those that pass there; else all imports, or for
        losses and ambushes all. None where it names a place or an area and nothing is counted there.
    """
    count = len(network.head)
    if report.corridor:
        chosen = np.zeros(count, dtype=np.bool_)
        chosen[[row for name, row in atlas.corridor_index.items() if name == report.corridor]] = True
        return chosen
    if variable in ("tankers_lost", "ambushes"):
        return np.ones(count, dtype=np.bool_)
    names, area = named(report, atlas), "" if report.place else report.area
    if not (names or area):
        return network.imports & (bound or not report.place)
    chosen = _at(variable, names, area, atlas, network)
    return network.imports if bound and not chosen.any() else chosen


def _at(variable: str, names: tuple[str, ...], area: str, atlas: Atlas, network: Network) -> Flags:
    """(corridor,) whether what is counted on it is counted at one of some places, or else in an area."""
    rows = np.array([atlas.place_index[name] for name in names], dtype=np.int64)
    if area:
        rows = np.array([row for row, place in enumerate(atlas.places) if place.area == area], dtype=np.int64)
    begins, ends = np.isin(network.head, rows), np.isin(network.end, rows)
    if variable == "tankers_arrived":
        return np.asarray(ends & ~begins, dtype=np.bool_)
    if variable == "tankers_dispatched":
        return np.asarray(begins & ~ends, dtype=np.bool_)
    within = {atlas.places[row].id for row in rows}
    return np.array([not within.isdisjoint(corridor.via) for corridor in atlas.corridors], dtype=np.bool_)
