"""How goods can reach places, by section, mode and week, as numbers without words."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_corridors, known_places, roads
from harmattan.brief.numerals import DASH
from harmattan.map.marks import STATES
from harmattan.map.projection import SECTION_KM
from harmattan.world.atlas import Atlas, Corridor, Route
from harmattan.world.report import Report

__all__ = ["MODES", "PAST_WEEKS", "AccessRow", "access_rows", "corridor_km", "speaks_of"]

MODES = ("road", "river", "rail", "air")
"""Modes in the order in which they are shown."""

PAST_WEEKS = 8
"""Whole weeks before the cut-off that are shown."""

_WATER_AND_RAIL = ("river", "rail")
_SPEAKING = ("attacks", "inflow", "siege")


@dataclass(frozen=True, slots=True)
class AccessRow:
    """How goods pass one section in one week, or that nothing is held of it.

    A week counts at its worst day. Of a town named as besieged only the chance that goods are barred is held.

    Args:
        mode: one of `MODES`.
        section: id of the corridor, town or route; empty where a mode has no section.
        name: English name; empty where a mode has no section.
        name_fr: French name, empty where it is the same.
        kind: `import`, `distribution`, `siege`, or the mode where no state is held.
        ends: ids of its two ends, or of the town.
        km: length; nan of a town and where there is no section.
        week: first day of the week; None where no state is held.
        ahead: whether the week lies after the cut-off.
        open: chance that goods pass freely.
        harassed: chance that goods pass without an escort but are attacked.
        escorted: chance that goods pass under escort only.
        closed: chance that goods do not pass.
        heard: whether any report of this very section weighed; without any the chances are the model's alone.
        weighed: those reports that the audience may see, whatever their week.
        reports: reports of this very section in that week; where nothing is held, every report of the mode at one of its ends.
    """

    mode: str
    section: str
    name: str
    name_fr: str
    kind: str
    ends: tuple[str, ...]
    km: float
    week: date | None
    ahead: bool
    open: float
    harassed: float
    escorted: float
    closed: float
    heard: bool
    weighed: tuple[str, ...]
    reports: tuple[str, ...]


def access_rows(inputs: BriefInput, audience: Audience) -> tuple[AccessRow, ...]:
    """List how goods pass each section by week: the last weeks, and all whole weeks ahead.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has nothing ahead on single corridors and no chance of siege.

    Returns:
        Road corridors of 20 km or more that carry anything, imports first, then towns named as besieged, then rivers, rails, the
        air and roads that carry nothing: these have one row without a week, with the reports that speak of them.
    """
    corridors = sorted(
        (mark.corridor for mark in roads(known_corridors(inputs, audience))),
        key=lambda c: (c.kind != "import", -c.normal_share if c.kind == "import" else 0.0),
    )
    out = [row for corridor in corridors for row in _on_road(inputs, audience, corridor)]
    out += _besieged(inputs, audience)
    return (*out, *_other_ways(inputs, audience))


def corridor_km(atlas: Atlas, corridor: Corridor) -> float:
    """Measure a corridor along its roads.

    Args:
        atlas: the stage.
        corridor: a corridor of it.

    Returns:
        Sum of the shortest way of its mode between each pair of its places, km.
    """
    return sum(leg.km for leg in atlas.legs(corridor))


def _weekly_worst(days: NDArray[np.floating], *, from_end: bool) -> NDArray[np.float64]:
    """(draw, week) highest level of each whole week, as weeks of corridors are counted everywhere."""
    draws, count = days.shape
    weeks = count // 7
    start = count - 7 * weeks if from_end else 0
    folded = days[:, start : start + 7 * weeks].reshape(draws, weeks, 7)
    return np.asarray(folded.max(axis=2), dtype=np.float64)


def _weeks(
    inputs: BriefInput, variable: str, column: int, *, ahead_too: bool
) -> tuple[tuple[date, bool, NDArray[np.float64]], ...]:
    """First day of each week, whether it lies ahead, and its (draw,) worst levels."""
    out: list[tuple[date, bool, NDArray[np.float64]]] = []
    past = inputs.situation.history.get(variable)
    if past is not None and inputs.situation.history_first_day is not None:
        worst = _weekly_worst(past[:, -7 * PAST_WEEKS :, column], from_end=True)
        for k in range(worst.shape[1]):
            start = inputs.as_of - timedelta(days=7 * (worst.shape[1] - k) - 1)
            out.append((start, False, worst[:, k]))
    held = inputs.reference.values.get(variable)
    if ahead_too and held is not None:
        worst = _weekly_worst(held[:, :, column], from_end=False)
        first = inputs.reference.calendar.first_day
        out += [(first + timedelta(days=7 * k), True, worst[:, k]) for k in range(worst.shape[1])]
    return tuple(out)


def _on_road(inputs: BriefInput, audience: Audience, corridor: Corridor) -> list[AccessRow]:
    atlas = inputs.case.atlas
    km = corridor_km(atlas, corridor)
    if km < SECTION_KM:
        return []
    known = inputs.reports.by_id()
    told = {name for q in _SPEAKING for name in weighing(inputs, q, lambda r: r.corridor == corridor.id)}
    shown = [known[name] for name in sorted(told) if audience.keeps(known[name], atlas)]
    column = atlas.corridor_index[corridor.id]
    out = []
    # What a level may see of single corridors ahead is said by `corridors` for its marks; the chances here follow it.
    for start, ahead, worst in _weeks(inputs, "corridor_state", column, ahead_too=not audience.public):
        free, harassed, escorted, closed = (float((worst == level).mean()) for level in range(len(STATES)))
        row = AccessRow(
            mode="road",
            section=corridor.id,
            name=corridor.name,
            name_fr=corridor.name_fr,
            kind=corridor.kind,
            ends=(corridor.head, corridor.end),
            km=km,
            week=start,
            ahead=ahead,
            open=free,
            harassed=harassed,
            escorted=escorted,
            closed=closed,
            heard=bool(told),
            weighed=tuple(report.id for report in shown),
            reports=_in_week(shown, start),
        )
        out.append(row)
    return out


def _in_week(reports: Iterable[Report], start: date) -> tuple[str, ...]:
    """Reports of a week: those whose days touch it."""
    end = start + timedelta(days=6)
    return tuple(
        r.id for r in reports if r.last_day is not None and r.last_day >= start and (r.first_day or r.last_day) <= end
    )


def _besieged(inputs: BriefInput, audience: Audience) -> list[AccessRow]:
    """Weeks of the towns that reports name as besieged; the public level sees no chance of siege."""
    if not audience.shows("siege", "place"):
        return []
    atlas, known = inputs.case.atlas, inputs.reports.by_id()
    marks = [mark for mark in known_places(inputs, audience) if mark.siege_reports]
    marks.sort(key=lambda mark: (-mark.siege if mark.siege == mark.siege else 0.0, mark.place.id))
    out = []
    for mark in marks:
        place = mark.place
        shown = [known[name] for name in mark.siege_reports if audience.keeps(known[name], atlas)]
        for start, ahead, worst in _weeks(inputs, "siege", atlas.place_index[place.id], ahead_too=True):
            row = AccessRow(
                mode="road",
                section=place.id,
                name=place.name,
                name_fr=place.name_fr,
                kind="siege",
                ends=(place.id,),
                km=math.nan,
                week=start,
                ahead=ahead,
                open=math.nan,
                harassed=math.nan,
                escorted=math.nan,
                closed=float((worst > 0).mean()),
                heard=True,
                weighed=tuple(report.id for report in shown),
                reports=_in_week(shown, start),
            )
            out.append(row)
    return out


@cache
def _ways() -> dict[str, tuple[str, ...]]:
    """Beginnings of the metrics that speak of a mode, as ways.csv has them."""
    text = files("harmattan.brief").joinpath("ways.csv").read_text(encoding="utf-8")
    out: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        out[row["mode"]] = (*out.get(row["mode"], ()), row["metric"])
    return out


def speaks_of(mode: str) -> tuple[str, ...]:
    """Name the beginnings of metrics that speak of a mode other than the road.

    Args:
        mode: `river`, `rail` or `air`.

    Returns:
        Such as `river_`; nothing else in a report is taken as a hint.
    """
    return _ways().get(mode, ())


def _other_ways(inputs: BriefInput, audience: Audience) -> list[AccessRow]:
    """One row for each other way that is modelled, each stretch of water or rail that none takes, and one for the air."""
    atlas = inputs.case.atlas
    others = [mark.corridor for mark in known_corridors(inputs, audience) if mark.another_way]
    taken = {leg.id for corridor in others for leg in atlas.legs(corridor)}
    out = []
    for mode in MODES:
        out += [_corridor_way(inputs, audience, corridor) for corridor in others if corridor.mode == mode]
        routes = [r for r in atlas.routes if mode in _WATER_AND_RAIL and r.road_class == mode and r.id not in taken]
        out += [_route_way(inputs, audience, mode, route) for route in routes]
    if any(row.mode == "air" for row in out):
        return out
    return [*out, _way(inputs, audience, "air", "", (), math.nan, ("", ""))]


def _corridor_way(inputs: BriefInput, audience: Audience, corridor: Corridor) -> AccessRow:
    km, ends = corridor_km(inputs.case.atlas, corridor), (corridor.head, corridor.end)
    names = (corridor.name, corridor.name_fr)
    return _way(inputs, audience, corridor.mode, corridor.id, ends, km if km > 0 else math.nan, names)


def _route_way(inputs: BriefInput, audience: Audience, mode: str, route: Route) -> AccessRow:
    atlas, ends = inputs.case.atlas, (route.origin, route.destination)
    places = [atlas.places[atlas.place_index[end]] for end in ends]
    name = f" {DASH} ".join(place.name for place in places)
    name_fr = f" {DASH} ".join(place.name_fr or place.name for place in places)
    return _way(inputs, audience, mode, route.id, ends, route.km, (name, name_fr))


def _way(
    inputs: BriefInput,
    audience: Audience,
    mode: str,
    section: str,
    ends: tuple[str, ...],
    km: float,
    names: tuple[str, str],
) -> AccessRow:
    """A way without weeks, with the reports that speak of it by its mode or by its very name."""
    atlas = inputs.case.atlas
    reports = tuple(
        r.id
        for r in inputs.reports
        if not r.background and audience.keeps(r, atlas)
        if (section and r.corridor == section)
        or (mode != "road" and r.metric.startswith(speaks_of(mode)) and (not section or r.place in ends))
    )
    return AccessRow(
        mode=mode,
        section=section,
        name=names[0],
        name_fr=names[1] if names[1] != names[0] else "",
        kind=mode,
        ends=ends,
        km=km,
        week=None,
        ahead=False,
        open=math.nan,
        harassed=math.nan,
        escorted=math.nan,
        closed=math.nan,
        heard=bool(reports),
        weighed=(),
        reports=reports,
    )
