"""Which charts a brief holds, and the draws behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import inflow_points
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge_supply import LOW_STOCK_DAYS, import_rows
from harmattan.brief.known import known_places
from harmattan.brief.wording import Wording
from harmattan.map.bands import Series, daily, weekly
from harmattan.map.charts import Chart, Point, draw_chart, highest_of
from harmattan.map.tips import named
from harmattan.world.outlook import Outlook

__all__ = ["Figure", "arrivals", "cities", "deaths", "supply", "unheard"]

_DESTINATIONS = 2
_CITIES = 6

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn chart with its title and what must be read with it."""

    title: str
    svg: str
    note: str = ""


def _drawn(chart: Chart, words: Wording, note: str = "") -> Figure:
    return Figure(chart.title, draw_chart(chart, words), note)


def _past(inputs: BriefInput, variable: str) -> Floats | None:
    held = inputs.situation.history.get(variable)
    return None if held is None or inputs.situation.history_first_day is None else held


def _series(
    inputs: BriefInput, outlook: Outlook, variable: str, columns: list[int], *, flow: bool
) -> tuple[Series | None, Series]:
    """Cut the past and the days ahead of a sum of entities into bands."""
    past, first = _past(inputs, variable), inputs.situation.history_first_day
    ahead = outlook.values[variable][:, :, columns].sum(axis=2, dtype=np.float64)
    start = outlook.calendar.first_day
    if flow:
        before = None
        if past is not None and first is not None:
            before = weekly(past[:, :, columns].sum(axis=2, dtype=np.float64), first, from_end=True)
        return before, weekly(ahead, start, from_end=False)
    before = None
    if past is not None and first is not None:
        before = daily(past[:, :, columns].sum(axis=2, dtype=np.float64), first)
    return before, daily(ahead, start, most=60)


def supply(inputs: BriefInput, words: Wording) -> tuple[Figure, ...]:
    """Draw the tankers that reach the country per week, with what reports counted and the other scenario.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        One figure, or none where arrivals are not held.
    """
    rows = import_rows(inputs)
    if "tankers_arrived" not in inputs.reference.values or not rows:
        return ()
    past, ahead = _series(inputs, inputs.reference, "tankers_arrived", rows, flow=True)
    other = _other(inputs, "tankers_arrived", rows, flow=True)
    first = past.days[0] if past is not None and past.days else inputs.as_of
    points = tuple(point for point in inflow_points(inputs.reports) if point.day >= first)
    title, unit = words.say("chart.inflow"), words.say("chart.inflow_unit")
    chart = Chart("inflow", title, unit, inputs.as_of, ahead, past, points, other)
    note = words.say("chart.points", outside=_outside(past, points), n=len(points)) if points and past else ""
    return (_drawn(chart, words, note),)


def _outside(past: Series | None, points: tuple[Point, ...]) -> int:
    """Count the reports whose whole range lies outside the light band of their week."""
    if past is None or not past.days:
        return 0
    count = 0
    for point in points:
        week = min(range(len(past.days)), key=lambda k: abs((past.days[k] - point.day).days))
        count += bool(point.high < past.levels[0, week] or point.low > past.levels[4, week])
    return count


def _other(inputs: BriefInput, variable: str, columns: list[int], *, flow: bool) -> Series | None:
    """Cut the same quantity under the first other scenario into bands."""
    other = inputs.other_scenario
    if other is None or variable not in other.values:
        return None
    return _series(inputs, other, variable, columns, flow=flow)[1]


def _stock(inputs: BriefInput, place: str, words: Wording) -> Chart:
    atlas = inputs.case.atlas
    row = atlas.place_index[place]
    city = atlas.places[row]
    past, ahead = _series(inputs, inputs.reference, "days_of_fuel", [row], flow=False)
    other = _other(inputs, "days_of_fuel", [row], flow=False)
    title = words.say("chart.stock", city=named(city.name, city.name_fr, words))
    unit = words.say("chart.stock_unit")
    return Chart(f"stock-{place}", title, unit, inputs.as_of, ahead, past, (), other, threshold=LOW_STOCK_DAYS)


def cities(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw days of fuel in each focus city of which a report weighed, on one scale.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has none.
        words: language.

    Returns:
        One figure per city.
    """
    if not audience.shows("days_of_fuel") or "days_of_fuel" not in inputs.reference.values:
        return ()
    heard = {mark.place.id for mark in known_places(inputs, audience) if mark.fuel_reports}
    chosen = [place for place in inputs.focus if place in heard][:_CITIES]
    charts = [_stock(inputs, place, words) for place in chosen]
    top = highest_of(charts)
    return tuple(_drawn(replace(chart, highest=top), words, words.say("chart.threshold")) for chart in charts)


def unheard(inputs: BriefInput, audience: Audience, words: Wording) -> str:
    """Name the focus cities whose stock no report speaks to.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level is told of no stock.
        words: language.

    Returns:
        A sentence; empty where there is none.
    """
    if not audience.shows("days_of_fuel"):
        return ""
    marks = {mark.place.id: mark for mark in known_places(inputs, audience)}
    silent = [marks[name] for name in inputs.focus if name in marks and not marks[name].fuel_reports]
    silent = [mark for mark in silent if mark.days is not None]
    names = ", ".join(named(mark.place.name, mark.place.name_fr, words) for mark in silent)
    return words.say("chart.unheard", cities=names) if names else ""


def arrivals(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw displaced people arriving per week at the main destinations.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level shows no crossings.
        words: language.

    Returns:
        At most two figures, the largest destination first.
    """
    if "arrived" not in inputs.reference.values:
        return ()
    atlas = inputs.case.atlas
    totals = inputs.reference.values["arrived"].sum(axis=1, dtype=np.float64).mean(axis=0)
    order = sorted(range(len(atlas.places)), key=lambda row: (-totals[row], atlas.places[row].id))
    seen = [row for row in order if totals[row] >= 1]
    if audience.public:
        seen = [row for row in seen if atlas.places[row].kind != "crossing"]
    charts = []
    for row in seen[:_DESTINATIONS]:
        past, ahead = _series(inputs, inputs.reference, "arrived", [row], flow=True)
        place = named(atlas.places[row].name, atlas.places[row].name_fr, words)
        title, unit = words.say(f"chart.arrivals{inputs.flight}", place=place), words.say("chart.arrivals_unit")
        charts.append(Chart(f"arrivals-{atlas.places[row].id}", title, unit, inputs.as_of, ahead, past))
    top = highest_of(charts)
    note = "" if inputs.flight else words.say("chart.violence")
    return tuple(_drawn(replace(chart, highest=top), words, note) for chart in charts)


def deaths(inputs: BriefInput, words: Wording) -> tuple[Figure, ...]:
    """Draw deaths in attacks by armed groups per week in the country, with the other scenario.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        One figure, or none where deaths are not held.
    """
    areas = inputs.case.atlas.areas
    rows = [row for row, area in enumerate(areas) if area.country == inputs.case.settings.country]
    if "violent_deaths" not in inputs.reference.values or not rows:
        return ()
    past, ahead = _series(inputs, inputs.reference, "violent_deaths", rows, flow=True)
    other = _other(inputs, "violent_deaths", rows, flow=True)
    title, unit = words.say("chart.deaths"), words.say("chart.deaths_unit")
    return (_drawn(Chart("deaths", title, unit, inputs.as_of, ahead, past, (), other), words),)
