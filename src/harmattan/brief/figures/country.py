"""Fan charts of the country: what a figure is, the draws behind it, inflow, arrivals, deaths and hours of power."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import inflow_points, weighing
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.supply import import_rows
from harmattan.brief.points import power_points
from harmattan.brief.wording import Wording
from harmattan.map.bands import Series, weekly, weekly_mean
from harmattan.map.charts import Chart, Point, draw_chart, highest_of
from harmattan.map.tips import named
from harmattan.world.outlook import Outlook

__all__ = ["HOURS", "Figure", "ahead_of", "arrivals", "deaths", "outside", "past_of", "power", "state_harm", "supply"]

HOURS = (0.0, 6.0, 12.0, 18.0, 24.0)
"""Hours of a day marked on an axis."""

_DESTINATIONS = 2

Floats = NDArray[np.floating]
Cut = Callable[..., Series]
"""Turns (draw, day) values into bands per week: `weekly`, `weekly_mean` or `weekly_last`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn chart with its title and what must be read with it.

    Args:
        title: what it shows.
        svg: the chart.
        note: what must be read with it; may be empty.
        narrow: the same chart for a narrow screen, where it is drawn for both; else empty.
    """

    title: str
    svg: str
    note: str = ""
    narrow: str = ""


def past_of(
    inputs: BriefInput, variable: str, columns: Sequence[int], cut: Cut, *, scale: float = 1.0
) -> Series | None:
    """Cut the past of a sum of entities into bands per week.

    Args:
        inputs: what the brief is made from.
        variable: a recorded variable.
        columns: rows of the entities in the atlas.
        cut: how days become weeks.
        scale: what the values are divided by.

    Returns:
        The bands; None where no past is held.
    """
    held, first = inputs.situation.history.get(variable), inputs.situation.history_first_day
    if held is None or first is None:
        return None
    values = held[:, :, list(columns)].sum(axis=2, dtype=np.float64) / scale
    series = cut(values, first, from_end=True)
    return series if series.days else None


def ahead_of(
    outlook: Outlook | None, variable: str, columns: Sequence[int], cut: Cut, *, scale: float = 1.0
) -> Series | None:
    """Cut the days ahead of a sum of entities into bands per week.

    Args:
        outlook: the days ahead; None gives None.
        variable: a recorded variable.
        columns: rows of the entities in the atlas.
        cut: how days become weeks.
        scale: what the values are divided by.

    Returns:
        The bands; None where the variable is not held or no whole week is.
    """
    if outlook is None or variable not in outlook.values:
        return None
    values = outlook.values[variable][:, :, list(columns)].sum(axis=2, dtype=np.float64) / scale
    series = cut(values, outlook.calendar.first_day, from_end=False)
    return series if series.days else None


def supply(inputs: BriefInput, words: Wording) -> tuple[Figure, ...]:
    """Draw the tankers that reach the country per week, with what reports counted and the other scenario.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        One figure, or none where arrivals are not held.
    """
    rows = import_rows(inputs)
    ahead = ahead_of(inputs.reference, "tankers_arrived", rows, weekly) if rows else None
    if ahead is None:
        return ()
    past = past_of(inputs, "tankers_arrived", rows, weekly)
    other = ahead_of(inputs.other_scenario, "tankers_arrived", rows, weekly)
    first = past.days[0] if past is not None else inputs.as_of
    points = tuple(point for point in inflow_points(inputs.reports) if point.day >= first)
    title, unit = words.say("chart.inflow"), words.say("chart.inflow_unit")
    chart = Chart("inflow", title, unit, inputs.as_of, ahead, past, points, other)
    return (_large(chart, words, _ringed(past, points, words)),)


def _large(chart: Chart, words: Wording, note: str) -> Figure:
    """Draw a chart across the page, and once more for a narrow screen."""
    narrow = draw_chart(replace(chart, name=f"{chart.name}-narrow"), words)
    return Figure(chart.title, draw_chart(chart, words, width=880.0, height=280.0), note, narrow)


def _ringed(past: Series | None, points: Sequence[Point], words: Wording) -> str:
    return words.say("chart.points", outside=outside(past, points), n=len(points)) if points and past else ""


def outside(past: Series | None, points: Sequence[Point]) -> int:
    """Count the reports whose whole range lies outside the light band of their week.

    Args:
        past: bands of the days before; None counts nothing.
        points: reports of the same quantity.

    Returns:
        How many.
    """
    if past is None or not past.days:
        return 0
    count = 0
    for point in points:
        week = min(range(len(past.days)), key=lambda k: abs((past.days[k] - point.day).days))
        count += bool(point.high < past.levels[0, week] or point.low > past.levels[4, week])
    return count


def arrivals(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw displaced people arriving per week at the main destinations.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; no level shows mines and bases, the public level no crossings.
        words: language.

    Returns:
        At most two figures, the largest destination first.
    """
    if "arrived" not in inputs.reference.values:
        return ()
    atlas = inputs.case.atlas
    totals = inputs.reference.values["arrived"].sum(axis=1, dtype=np.float64).mean(axis=0)
    order = sorted(range(len(atlas.places)), key=lambda row: (-totals[row], atlas.places[row].id))
    withheld = (*SITES, "crossing") if audience.public else SITES
    seen = [row for row in order if totals[row] >= 1 and atlas.places[row].kind not in withheld]
    charts = []
    for row in seen[:_DESTINATIONS]:
        ahead = ahead_of(inputs.reference, "arrived", [row], weekly)
        if ahead is None:
            continue
        place = named(atlas.places[row].name, atlas.places[row].name_fr, words)
        title, unit = words.say(f"chart.arrivals{inputs.flight}", place=place), words.say("chart.arrivals_unit")
        past = past_of(inputs, "arrived", [row], weekly)
        charts.append(Chart(f"arrivals-{atlas.places[row].id}", title, unit, inputs.as_of, ahead, past))
    top = highest_of(charts)
    note = "" if inputs.flight else words.say("chart.violence")
    return tuple(Figure(c.title, draw_chart(replace(c, highest=top), words), note) for c in charts)


def deaths(inputs: BriefInput, words: Wording) -> tuple[Figure, ...]:
    """Draw deaths in attacks by armed groups per week in the country, with the other scenario.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        One figure, or none where deaths are not held.
    """
    chart = _in_country(inputs, "violent_deaths", words.say("chart.deaths"), words.say("chart.deaths_unit"))
    return (Figure(chart.title, draw_chart(chart, words)),) if chart else ()


def state_harm(inputs: BriefInput, words: Wording) -> tuple[Figure, ...]:
    """Draw civilians killed by state forces or their partners per week in the country.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        One figure, or none where it is not held.
    """
    chart = _in_country(inputs, "state_harm", words.say("chart.harm"), words.say("chart.deaths_unit"))
    if chart is None:
        return ()
    heard = weighing(inputs, "state_harm")
    alone = "" if heard else words.say("chart.alone")
    parts = [] if heard else [words.say("chart.harm_unheard")]
    parts += [] if chart.past is not None else [words.say("chart.harm_no_past")]
    return (Figure(chart.title, draw_chart(replace(chart, alone=alone), words), " ".join(parts)),)


def _in_country(inputs: BriefInput, variable: str, title: str, unit: str) -> Chart | None:
    areas = inputs.case.atlas.areas
    rows = [row for row, area in enumerate(areas) if area.country == inputs.case.settings.country]
    ahead = ahead_of(inputs.reference, variable, rows, weekly) if rows else None
    if ahead is None:
        return None
    other = ahead_of(inputs.other_scenario, variable, rows, weekly)
    past = past_of(inputs, variable, rows, weekly)
    return Chart(variable.replace("_", "-"), title, unit, inputs.as_of, ahead, past, (), other)


def power(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw hours of power in the first focus city where reports gave them, with those reports.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has none.
        words: language.

    Returns:
        One figure, or none where no report of a focus city gives hours of power.
    """
    if not audience.shows("power_hours"):
        return ()
    atlas = inputs.case.atlas
    for name in inputs.focus:
        points = tuple(p for p in power_points(inputs, name) if audience.keeps(inputs.reports.by_id()[p.report], atlas))
        rows = [atlas.place_index[name]]
        past = past_of(inputs, "power_hours", rows, weekly_mean)
        ahead = ahead_of(inputs.reference, "power_hours", rows, weekly_mean)
        shown = tuple(p for p in points if past is not None and p.day >= past.days[0])
        if not shown or ahead is None:
            continue
        place = atlas.places[rows[0]]
        title = words.say("chart.power", city=named(place.name, place.name_fr, words))
        other = ahead_of(inputs.other_scenario, "power_hours", rows, weekly_mean)
        chart = Chart(
            "power", title, words.say("chart.power_unit"), inputs.as_of, ahead, past, shown, other, marks=HOURS
        )
        note = f"{_ringed(past, shown, words)} {words.say('chart.power_note')}"
        return (_large(chart, words, note),)
    return ()
