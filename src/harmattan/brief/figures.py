"""Which charts a brief holds, and the draws behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import inflow_points
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge_supply import LOW_STOCK_DAYS, import_rows
from harmattan.brief.wording import Wording
from harmattan.map.bands import Series, daily, weekly
from harmattan.map.charts import Chart, draw_chart, highest_of
from harmattan.map.tips import named
from harmattan.world.outlook import Outlook

__all__ = ["Figure", "arrivals", "cities", "overlay", "supply"]

_DESTINATIONS = 4
_CITIES = 6

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn chart with its title."""

    title: str
    svg: str


def _drawn(charts: list[Chart], words: Wording, *, width: float = 380.0) -> tuple[Figure, ...]:
    return tuple(Figure(chart.title, draw_chart(chart, words, width=width)) for chart in charts)


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
    """Draw the tankers that reach the country per week.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        One figure, or none where arrivals are not held.
    """
    chart = _inflow(inputs, words)
    return _drawn([chart] if chart else [], words, width=560.0)


def _inflow(inputs: BriefInput, words: Wording) -> Chart | None:
    rows = import_rows(inputs)
    if "tankers_arrived" not in inputs.reference.values or not rows:
        return None
    past, ahead = _series(inputs, inputs.reference, "tankers_arrived", rows, flow=True)
    return Chart(
        "inflow",
        words.say("chart.inflow"),
        words.say("chart.inflow_unit"),
        inputs.as_of,
        ahead,
        past,
        inflow_points(inputs.reports),
    )


def _stock(inputs: BriefInput, place: str, words: Wording) -> Chart:
    atlas = inputs.case.atlas
    city = atlas.places[atlas.place_index[place]]
    past, ahead = _series(inputs, inputs.reference, "days_of_fuel", [atlas.place_index[place]], flow=False)
    title = words.say("chart.stock", city=named(city.name, city.name_fr, words))
    unit = words.say("chart.stock_unit")
    return Chart(f"stock-{place}", title, unit, inputs.as_of, ahead, past, threshold=LOW_STOCK_DAYS)


def cities(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw days of fuel in each focus city, on one scale.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has none.
        words: language.

    Returns:
        One figure per city.
    """
    if not audience.shows("days_of_fuel") or "days_of_fuel" not in inputs.reference.values:
        return ()
    charts = [_stock(inputs, place, words) for place in inputs.focus[:_CITIES]]
    top = highest_of(charts)
    return _drawn([replace(chart, highest=top) for chart in charts], words)


def arrivals(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw displaced people arriving per week at the main destinations.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level shows no crossings and no towns under pacts.
        words: language.

    Returns:
        At most four figures, the largest destination first.
    """
    if "arrived" not in inputs.reference.values:
        return ()
    atlas, pacts = inputs.case.atlas, audience.pacts(inputs.reports)
    totals = inputs.reference.values["arrived"].sum(axis=1, dtype=np.float64).mean(axis=0)
    order = sorted(range(len(atlas.places)), key=lambda row: (-totals[row], atlas.places[row].id))
    seen = [row for row in order if totals[row] >= 1 and atlas.places[row].id not in pacts]
    if audience.public:
        seen = [row for row in seen if atlas.places[row].kind != "crossing"]
    charts = []
    for row in seen[:_DESTINATIONS]:
        past, ahead = _series(inputs, inputs.reference, "arrived", [row], flow=True)
        place = named(atlas.places[row].name, atlas.places[row].name_fr, words)
        title, unit = words.say("chart.arrivals", place=place), words.say("chart.arrivals_unit")
        charts.append(Chart(f"arrivals-{atlas.places[row].id}", title, unit, inputs.as_of, ahead, past))
    top = highest_of(charts)
    return _drawn([replace(chart, highest=top) for chart in charts], words)


def overlay(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw the reference scenario with the first other one over it.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level sees the country only.
        words: language.

    Returns:
        Inflow and the stock of the first city, or none where there is no other scenario.
    """
    other = inputs.other_scenario
    base = _inflow(inputs, words)
    if other is None or base is None or "tankers_arrived" not in other.values:
        return ()
    _, ahead = _series(inputs, other, "tankers_arrived", import_rows(inputs), flow=True)
    charts = [replace(base, name="overlay-inflow", title=words.say("chart.scenarios"), other=ahead, points=())]
    if audience.shows("days_of_fuel") and "days_of_fuel" in other.values:
        row = inputs.case.atlas.place_index[inputs.focus[0]]
        _, ahead = _series(inputs, other, "days_of_fuel", [row], flow=False)
        city = inputs.case.atlas.places[row]
        title = words.say("chart.scenarios_stock", city=named(city.name, city.name_fr, words))
        charts.append(replace(_stock(inputs, city.id, words), name="overlay-stock", title=title, other=ahead))
    return _drawn(charts, words)
