"""Check places, areas, regions and routes against each other."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping

from harmattan.errors import Fault
from harmattan.observe.files import name_nearest, shorten
from harmattan.observe.gazetteer import fold
from harmattan.observe.stage import Stage
from harmattan.observe.tables import Row, Table
from harmattan.world.atlas import great_circle_km

__all__ = ["geography_faults", "spelling_faults", "unknown_faults"]

_WHOLE = 1 + 1e-9
_SETTLED = ("city", "town", "camp")
_ROUNDING = 0.99
"""A road may be shorter than the great circle by 1 %: published lengths and town centres are rounded."""


def geography_faults(stage: Stage) -> list[Fault]:
    """Check places, areas, regions and routes against each other.

    A table that could not be used as a whole is not held against the others.

    Args:
        stage: the tables of the atlas.

    Returns:
        Every fault, with file and row.
    """
    faults: list[Fault] = []
    if stage.places.usable and not stage.places.rows:
        faults.append(Fault(stage.places.file, 0, "", "no rows", "one place or more"))
    faults += _country_faults(stage.places) + _country_faults(stage.areas)
    if stage.areas.usable:
        areas = stage.areas.ids
        faults += unknown_faults(stage.places, "area", ((row, row.text("area")) for row in stage.places.sound), areas)
        faults += _area_country_faults(stage) + _neighbour_faults(stage.areas)
        faults += unknown_faults(stage.regions, "area", ((row, row.text("area")) for row in stage.regions.sound), areas)
    faults += spelling_faults(stage.places) + spelling_faults(stage.regions) + _share_faults(stage.regions)
    if stage.regions.usable:
        faults += _place_region_faults(stage)
    if stage.places.usable:
        faults += _route_faults(stage)
        if stage.routes.usable:
            faults += _unreachable_faults(stage)
    return faults


def unknown_faults(
    table: Table,
    column: str,
    names: Iterable[tuple[Row, str]],
    known: Mapping[str, int],
    what: str = "an id that exists",
) -> list[Fault]:
    """Name the ids that a table uses and no other table defines.

    Args:
        table: the table that uses them.
        column: heading under which they stand.
        names: each use, with its row.
        known: ids that exist.
        what: what would be allowed.

    Returns:
        One fault per use, with the nearest id.
    """
    faults = [
        Fault(table.file, row.line, column, shorten(name), what) for row, name in names if name and name not in known
    ]
    return name_nearest(faults, list(known))


def spelling_faults(table: Table) -> list[Fault]:
    """Find ids and aliases that belong to two entries, since a report that uses them would mean both.

    Two places may share a name; then reports that use it alone find neither.

    Args:
        table: places or corridors.

    Returns:
        One fault for each shared id or alias, at the later row.
    """
    owners: dict[str, list[Row]] = {}
    first_id: dict[str, Row] = {}
    for row in table.sound:
        aliases = row.names("aliases")
        for word in {fold(text) for text in (row.text("id"), row.text("name"), row.text("name_fr"), *aliases)} - {""}:
            owners.setdefault(word, []).append(row)
        first_id.setdefault(fold(row.text("id")), row)
    faults: list[Fault] = []
    for row in table.sound:
        name = row.text("id")
        if (other := first_id[fold(name)]) is not row:
            faults.append(_shared(table, row, "id", name, other))
        for alias in row.names("aliases"):
            word = fold(alias)
            others = [other for other in owners.get(word, ())[:2] if other is not row]
            if others and (others[0].line < row.line or word not in map(fold, others[0].names("aliases"))):
                faults.append(_shared(table, row, "aliases", alias, others[0]))
    return faults


def _shared(table: Table, row: Row, column: str, text: str, other: Row) -> Fault:
    what = f"a spelling of one entry only; row {other.line} ({other.text('id')}) has it too"
    return Fault(table.file, row.line, column, shorten(text), what)


def _country_faults(table: Table) -> list[Fault]:
    return [
        Fault(table.file, row.line, "country", shorten(row.text("country")), "a two-letter country code such as 'XA'")
        for row in table.sound
        if not re.fullmatch(r"[A-Z]{2}", row.text("country"))
    ]


def _area_country_faults(stage: Stage) -> list[Fault]:
    countries = {row.text("id"): row.text("country") for row in stage.areas.sound}
    return [
        Fault(
            stage.places.file,
            row.line,
            "country",
            shorten(row.text("country")),
            f"'{country}', the country of its area",
        )
        for row in stage.places.sound
        if (country := countries.get(row.text("area"))) and country != row.text("country")
    ]


def _place_region_faults(stage: Stage) -> list[Fault]:
    """Find places whose region does not exist, or lies in another area than the place itself."""
    regions, named = stage.regions.ids, [(row, row.text("region")) for row in stage.places.sound]
    area_of = {row.text("id"): row.text("area") for row in stage.regions.sound}
    return unknown_faults(stage.places, "region", named, regions) + [
        Fault(stage.places.file, row.line, "region", shorten(region), f"a region in '{row.text('area')}', its area")
        for row, region in named
        if area_of.get(region, row.text("area")) != row.text("area")
    ]


def _share_faults(regions: Table) -> list[Fault]:
    """Name the first region with which the shares of an area pass 1."""
    totals: dict[str, float] = {}
    faults = []
    for row in regions.sound:
        area = row.text("area")
        before = totals.get(area, 0.0)
        totals[area] = before + row.number("share_of_area", 0.0)
        if before <= _WHOLE < totals[area]:
            found = f"{totals[area]:g} together with the rows above"
            what = f"shares of {area} that add up to at most 1"
            faults.append(Fault(regions.file, row.line, "share_of_area", found, what))
    return faults


def _neighbour_faults(areas: Table) -> list[Fault]:
    uses = [(row, name) for row in areas.sound for name in row.names("neighbours")]
    faults = unknown_faults(areas, "neighbours", uses, areas.ids)
    told = {(row.text("id"), name) for row, name in uses}
    for row, name in uses:
        if name == row.text("id"):
            faults.append(Fault(areas.file, row.line, "neighbours", shorten(name), "areas other than itself"))
        elif name in areas.ids and (name, row.text("id")) not in told:
            what = f"neighbours that name each other; row {areas.ids[name]} does not name '{row.text('id')}'"
            faults.append(Fault(areas.file, row.line, "neighbours", shorten(name), what))
    return faults


def _route_faults(stage: Stage) -> list[Fault]:
    routes = stage.routes
    known = stage.places.ids
    faults = []
    for column in ("from", "to"):
        faults += unknown_faults(routes, column, ((row, row.text(column)) for row in routes.sound), known)
    places = {row.text("id"): row for row in stage.places.sound}
    seen: dict[tuple[str, str, str], int] = {}
    for row in routes.sound:
        start, end = sorted((row.text("from"), row.text("to")))
        if start == end:
            faults.append(Fault(routes.file, row.line, "to", shorten(end), "a place other than 'from'"))
        elif seen.setdefault((start, end, row.text("class")), row.line) != row.line:
            what = f"each pair of places once per class; row {seen[start, end, row.text('class')]} joins them too"
            faults.append(Fault(routes.file, row.line, "to", shorten(row.text("to")), what))
        if start != end and start in places and end in places:
            faults += _too_short(routes, row, places[start], places[end])
    return faults


def _too_short(routes: Table, route: Row, start: Row, end: Row) -> list[Fault]:
    points = (start.number("lat"), start.number("lon"), end.number("lat"), end.number("lon"))
    straight = great_circle_km(*points)
    if route.number("km") >= _ROUNDING * straight:
        return []
    what = f"at least the straight line, {straight:.1f} km, less 1 %; see also the positions in atlas/places.csv"
    return [Fault(routes.file, route.line, "km", shorten(route.text("km")), what)]


def _unreachable_faults(stage: Stage) -> list[Fault]:
    component = _components(stage)
    sizes = Counter(component.values())
    if len(sizes) < 2:
        return []
    main = max(sizes, key=lambda root: sizes[root])
    what = "a city, town or camp that routes join to the rest of the map"
    return [
        Fault(stage.places.file, row.line, "id", shorten(row.text("id")), what)
        for row in stage.places.sound
        if row.text("kind") in _SETTLED and component[row.text("id")] != main
    ]


def _components(stage: Stage) -> dict[str, int]:
    """Number the connected parts of the map; rows with faults still join what they join."""
    joined: dict[str, list[str]] = {name: [] for name in stage.places.ids}
    for row in stage.routes.rows:
        start, end = row.text("from"), row.text("to")
        if start in joined and end in joined:
            joined[start].append(end)
            joined[end].append(start)
    component: dict[str, int] = {}
    for number, first in enumerate(joined):
        waiting = deque([first] if first not in component else [])
        component.setdefault(first, number)
        while waiting:
            for other in joined[waiting.popleft()]:
                if other not in component:
                    component[other] = number
                    waiting.append(other)
    return component
