"""The fans that the other shapes of the brief draw: tankers into the country, fuel in the first city, deaths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import inflow_points
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.supply import LOW_STOCK_DAYS, import_rows
from harmattan.brief.known import known_places
from harmattan.brief.wording import Wording
from harmattan.map.bands import Series, daily, weekly
from harmattan.map.charts import Chart
from harmattan.map.tips import named

__all__ = ["deaths_fan", "fans", "inflow_fan", "stock_fan"]


def fans(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Chart, ...]:
    """Choose the two charts of a short brief.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        Tankers into the country, then fuel in the first city or, where that is not seen, deaths; fewer where they are not held.
    """
    second = stock_fan(inputs, audience, words) or deaths_fan(inputs, words)
    return tuple(chart for chart in (inflow_fan(inputs, words), second) if chart is not None)


def inflow_fan(inputs: BriefInput, words: Wording) -> Chart | None:
    """Cut the tankers that reach the country into weekly bands, with what reports counted and the other scenario.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        The chart; None where arrivals are not held, or no whole week lies ahead.
    """
    columns = import_rows(inputs)
    if "tankers_arrived" not in inputs.reference.values or not columns:
        return None
    past, ahead, other = _bands(inputs, "tankers_arrived", columns, flow=True)
    if not ahead.days:
        return None
    first = past.days[0] if past is not None and past.days else inputs.as_of
    points = tuple(point for point in inflow_points(inputs.reports) if point.day >= first)
    title, unit = words.say("chart.inflow"), words.say("chart.inflow_unit")
    return Chart("fan-inflow", title, unit, inputs.as_of, ahead, past, points, other)


def stock_fan(inputs: BriefInput, audience: Audience, words: Wording) -> Chart | None:
    """Cut the days of fuel of the first focus city of which a report weighed into daily bands.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level sees no stock of a single city.
        words: language.

    Returns:
        The chart; None where there is no such city or it is not seen.
    """
    if not audience.shows("days_of_fuel", "place") or "days_of_fuel" not in inputs.reference.values:
        return None
    heard = {mark.place.id for mark in known_places(inputs, audience) if mark.fuel_reports}
    chosen = next((name for name in inputs.focus if name in heard), None)
    if chosen is None:
        return None
    row = inputs.case.atlas.place_index[chosen]
    city = inputs.case.atlas.places[row]
    past, ahead, other = _bands(inputs, "days_of_fuel", [row], flow=False)
    title = words.say("chart.stock", city=named(city.name, city.name_fr, words))
    unit = words.say("chart.stock_unit")
    return Chart("fan-stock", title, unit, inputs.as_of, ahead, past, (), other, threshold=LOW_STOCK_DAYS)


def deaths_fan(inputs: BriefInput, words: Wording) -> Chart | None:
    """Cut deaths in attacks by armed groups in the country into weekly bands.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        The chart; None where deaths are not held, or no whole week lies ahead.
    """
    areas = inputs.case.atlas.areas
    columns = [row for row, area in enumerate(areas) if area.country == inputs.case.settings.country]
    if "violent_deaths" not in inputs.reference.values or not columns:
        return None
    past, ahead, other = _bands(inputs, "violent_deaths", columns, flow=True)
    if not ahead.days:
        return None
    title, unit = words.say("chart.deaths"), words.say("chart.deaths_unit")
    return Chart("fan-deaths", title, unit, inputs.as_of, ahead, past, (), other)


def _bands(
    inputs: BriefInput, variable: str, columns: list[int], *, flow: bool
) -> tuple[Series | None, Series, Series | None]:
    """Cut the past, the days ahead and the same days under the other scenario into bands of a sum of entities."""
    first = inputs.situation.history_first_day
    held = inputs.situation.history.get(variable)
    past = None
    if held is not None and first is not None:
        whole = _sum(held, columns)
        past = weekly(whole, first, from_end=True) if flow else daily(whole, first)

    def cut(values: NDArray[np.floating]) -> Series:
        start = inputs.reference.calendar.first_day
        return weekly(values, start, from_end=False) if flow else daily(values, start, most=60)

    ahead = cut(_sum(inputs.reference.values[variable], columns))
    other = inputs.other_scenario
    if other is None or variable not in other.values:
        return past, ahead, None
    return past, ahead, cut(_sum(other.values[variable], columns))


def _sum(values: NDArray[np.floating], columns: list[int]) -> NDArray[np.float64]:
    return np.asarray(values[:, :, columns].sum(axis=2, dtype=np.float64), dtype=np.float64)
