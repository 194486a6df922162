"""What the reports say about each single place and corridor, beside what the draws say."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.map.marks import CorridorMark, PlaceMark
from harmattan.world.atlas import Atlas, Corridor
from harmattan.world.outlook import Outlook
from harmattan.world.report import Report

__all__ = ["SIEGE_SEEN", "known_corridors", "known_places", "roads", "serves_sites", "values_for"]

SIEGE_SEEN = 0.2
"""Chance from which a siege is drawn on the map and named."""

_CLAIM_DAYS = 365


def known_places(inputs: BriefInput, audience: Audience) -> tuple[PlaceMark, ...]:
    """Gather what is believed about each place and which reports of that very place weighed in it.

    A chance of siege that no report speaks to and that stays below `SIEGE_SEEN` is not a finding: it becomes nan.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        One mark per place that the audience may see; mines and bases have none at any level.
    """
    ends = {corridor.id: corridor.end for corridor in inputs.case.atlas.corridors}
    fuel = _by_place(inputs, "stock", ends)
    siege = _by_place(inputs, "siege", {})
    people = _by_place(inputs, "camp", {})
    claims = _siege_claims(inputs)
    held = inputs.holdings
    marks = []
    for mark in inputs.place_marks:
        name = mark.place.id
        if mark.place.kind in SITES:
            continue
        holding = held.get(name)
        chance = mark.siege if siege.get(name) or mark.siege >= SIEGE_SEEN else math.nan
        marks.append(
            replace(
                mark,
                siege=chance,
                fuel_reports=fuel.get(name, ()),
                siege_reports=siege.get(name, ()),
                siege_claims=() if siege.get(name) else claims.get(name, ()),
                people_reports=people.get(name, ()),
                holder=holding.holder if holding else "",
                holding=holding.chances if holding else (),
                holder_reports=holding.reports if holding else (),
            )
        )
    return audience.places(marks, inputs.reports)


def known_corridors(inputs: BriefInput, audience: Audience) -> tuple[CorridorMark, ...]:
    """Gather what is believed about each corridor and which reports of that very corridor weighed in it.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        One mark per corridor; those that serve a mine or a base have none at any level, because what they carry is its number. A
        way by water, rail or air, or one that carries nothing, has no state: that no boats run is no blockade.
    """
    known = inputs.reports.by_id()
    heard: dict[str, tuple[str, ...]] = {}
    for quantity in ("inflow", "attacks"):
        for name in weighing(inputs, quantity):
            corridor = known[name].corridor
            heard[corridor] = (*heard.get(corridor, ()), name)
    atlas, marks = inputs.case.atlas, []
    for mark in inputs.corridor_marks:
        if serves_sites(atlas, mark.corridor):
            continue
        told = replace(mark, reports=heard.get(mark.corridor.id, ()))
        marks.append(replace(told, states=(), since=None, danger=None) if mark.another_way else told)
    return audience.corridors(marks)


def serves_sites(atlas: Atlas, corridor: Corridor) -> bool:
    """Tell whether a corridor serves a mine or a base alone.

    Args:
        atlas: the stage.
        corridor: a corridor of it.

    Returns:
        True where it ends at one: what it carries is then that site's number, which no output holds.
    """
    return atlas.places[atlas.place_index[corridor.end]].kind in SITES


def roads(marks: Iterable[CorridorMark]) -> tuple[CorridorMark, ...]:
    """Keep the corridors that are drawn and listed as roads with traffic.

    Args:
        marks: what is believed about each corridor.

    Returns:
        Those by road that carry anything; the others stand among the other ways.
    """
    return tuple(mark for mark in marks if not mark.another_way)


def values_for(audience: Audience, outlook: Outlook, variable: str) -> NDArray[np.float32]:
    """Take what an outlook holds as an audience may see it summed up.

    Args:
        audience: who will read it.
        outlook: the days ahead.
        variable: a variable that it holds.

    Returns:
        (draw, day, entity) values; at the public level people in an area are counted without its crossings, which would else be
        what is left when all other places are taken off.
    """
    values = outlook.values[variable]
    if variable != "displaced_in_area" or not audience.public or "displaced" not in outlook.values:
        return values
    atlas, out = outlook.atlas, values.copy()
    for row, place in enumerate(atlas.places):
        if place.kind == "crossing":
            out[:, :, atlas.area_index[place.area]] -= outlook.values["displaced"][:, :, row]
    return np.maximum(out, 0.0, out=out)


def _by_place(inputs: BriefInput, quantity: str, ends: dict[str, str]) -> dict[str, tuple[str, ...]]:
    known = inputs.reports.by_id()
    out: dict[str, tuple[str, ...]] = {}
    for name in weighing(inputs, quantity):
        place = known[name].place or ends.get(known[name].corridor, "")
        out[place] = (*out.get(place, ()), name)
    return out


def _siege_claims(inputs: BriefInput) -> dict[str, tuple[str, ...]]:
    """Find sieges declared in the last year, and not lifted since, that did not weigh."""
    out: dict[str, tuple[str, ...]] = {}
    for report in inputs.reports:
        day = report.last_day
        if report.background or not report.place or report.metric != "blockade_declared" or day is None:
            continue
        lifted = any(_lifts(other, report) for other in inputs.reports)
        if inputs.as_of - day <= timedelta(days=_CLAIM_DAYS) and not lifted:
            out[report.place] = (*out.get(report.place, ()), report.id)
    return out


def _lifts(other: Report, report: Report) -> bool:
    if other.metric != "blockade_lifted" or other.place != report.place:
        return False
    return other.last_day is not None and report.last_day is not None and other.last_day >= report.last_day
