"""Small charts of each focus city in one row: fuel arriving, days of fuel, power, street price; closures where reports tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from harmattan.brief.audience import Audience
from harmattan.brief.cities import POWER_TOLD, told_of_prices
from harmattan.brief.evidence import latest, weighing
from harmattan.brief.figures.country import HOURS, Figure, ahead_of, outside, past_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.supply import LOW_STOCK_DAYS
from harmattan.brief.known import known_places
from harmattan.brief.points import arrival_points, closure_points, power_points, price_points
from harmattan.brief.wording import Wording
from harmattan.map.bands import Series, weekly, weekly_last, weekly_mean
from harmattan.map.charts import Chart, Point, draw_chart, highest_of
from harmattan.map.marks import PlaceMark
from harmattan.map.tips import named

__all__ = ["CityPanels", "city_heads", "city_panels"]

_SIZE = {"width": 226.0, "height": 134.0}


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the panels.

    Args:
        name: key of its words.
        variable: what is drawn.
        cut: how days become weeks.
        litres: whether it is counted in thousands or millions of litres, each city on its own scale.
        scale: what values are divided by.
        lowest: value at the bottom of a scale of factors; 0 for an even scale.
        marks: values marked on the upward axis; empty for round numbers that fit.
    """

    name: str
    variable: str
    cut: Callable[..., Series]
    litres: bool = False
    scale: float = 1.0
    lowest: float = 0.0
    marks: tuple[float, ...] = ()


_DAYS = _Column("days", "days_of_fuel", weekly_last)
_PRICE = _Column("price", "street_price", weekly_last, lowest=1.0)
_COLUMNS = (
    _Column("arriving", "fuel_arrived", weekly, litres=True),
    _DAYS,
    _Column("power", "power_hours", weekly_mean, marks=HOURS),
    _PRICE,
)
_PERCENT = (0.0, 25.0, 50.0, 75.0, 100.0)
_CLOSURES = tuple(
    _Column(name, variable, weekly_mean, scale=0.01, marks=_PERCENT)
    for name, variable in (("stations", "closed_share"), ("schools", "schools_closed"), ("business", "business_closed"))
)
"""Drawn for a city only where a report tells of them."""

_RINGED: dict[str, Callable[[BriefInput, str], tuple[Point, ...]]] = {
    "arriving": arrival_points,
    "power": power_points,
    "price": price_points,
    **{column.name: partial(closure_points, what=column.name) for column in _CLOSURES},
}
"""Columns with reports of the same quantity."""


@dataclass(frozen=True, slots=True)
class CityPanels:
    """The charts of one city.

    Args:
        city: its name.
        heard: which reports of the very city weighed, in words.
        panels: one figure for each column, None where the case holds none; then closures that reports tell of.
    """

    city: str
    heard: str
    panels: tuple[Figure | None, ...]


def city_heads(words: Wording) -> tuple[str, ...]:
    """Name the columns of the panels.

    Args:
        words: language.

    Returns:
        One heading for each column.
    """
    return tuple(words.say(f"panel.{column.name}") for column in _COLUMNS)


def city_panels(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[CityPanels, ...]:
    """Draw fuel and power of each focus city, those included of which no report weighed: these are marked so.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has no fuel or power of a single city.
        words: language.

    Returns:
        One row for each city that uses fuel; days, hours and prices stand on one scale for all.
    """
    if not all(audience.shows(column.variable) for column in _COLUMNS):
        return ()
    marks = {mark.place.id: mark for mark in known_places(inputs, audience)}
    chosen = [marks[name] for name in inputs.focus if name in marks and marks[name].days is not None]
    charts = [[_chart(inputs, mark, column, words) for column in _COLUMNS] for mark in chosen]
    for together in (_COLUMNS.index(_DAYS), _COLUMNS.index(_PRICE)):
        top = highest_of([chart for row in charts if (chart := row[together]) is not None])
        for row in charts:
            chart = row[together]
            row[together] = None if chart is None else replace(chart, highest=top)
    for mark, row in zip(chosen, charts, strict=True):
        told = (column for column in _CLOSURES if closure_points(inputs, mark.place.id, column.name))
        row += [chart for column in told if (chart := _chart(inputs, mark, column, words)) is not None]
    return tuple(
        CityPanels(
            named(mark.place.name, mark.place.name_fr, words),
            _heard(inputs, mark, words),
            tuple(None if c is None else Figure(c.title, draw_chart(c, words, **_SIZE)) for c in row),
        )
        for mark, row in zip(chosen, charts, strict=True)
    )


def _chart(inputs: BriefInput, mark: PlaceMark, column: _Column, words: Wording) -> Chart | None:
    rows = [inputs.case.atlas.place_index[mark.place.id]]
    ahead = ahead_of(inputs.reference, column.variable, rows, column.cut)
    if ahead is None:
        return None
    past = past_of(inputs, column.variable, rows, column.cut)
    other = ahead_of(inputs.other_scenario, column.variable, rows, column.cut)
    scale, key = column.scale, "unit"
    if column.litres:
        top = max(float(s.levels[4].max()) for s in (past, ahead, other) if s is not None)
        scale, key = (1e6, "millions") if top >= 1.5e6 else (1e3, "thousands")
    unit = words.say(f"panel.{column.name}_{key}")
    start = past.days[0] if past is not None else inputs.situation.history_first_day or inputs.as_of
    points = _points(inputs, mark, column, start)
    city = named(mark.place.name, mark.place.name_fr, words)
    return Chart(
        f"{column.name}-{mark.place.id}",
        words.say(f"panel.{column.name}_title", city=city),
        unit,
        inputs.as_of,
        _scaled(ahead, scale),
        None if past is None else _scaled(past, scale),
        tuple(_over(point, scale if column.litres else 1.0) for point in points),
        None if other is None else _scaled(other, scale),
        threshold=LOW_STOCK_DAYS if column is _DAYS else None,
        marks=column.marks,
        alone="" if _column_heard(inputs, mark, column) else words.say("chart.alone"),
        small=True,
        lowest=column.lowest,
        start=start,
    )


def _over(point: Point, scale: float) -> Point:
    return Point(point.report, point.day, point.low / scale, point.best / scale, point.high / scale)


def _scaled(series: Series, scale: float) -> Series:
    return Series(series.days, series.levels / scale)


def _points(inputs: BriefInput, mark: PlaceMark, column: _Column, start: date) -> tuple[Point, ...]:
    """Reports of the quantity of a column since a day; shares in percent, as the panel has them."""
    found = _RINGED.get(column.name)
    return () if found is None else tuple(p for p in found(inputs, mark.place.id) if p.day >= start)


def _column_heard(inputs: BriefInput, mark: PlaceMark, column: _Column) -> tuple[str, ...]:
    if column is _PRICE:
        return told_of_prices(inputs, mark.place.id)
    if column in _CLOSURES:
        return weighing(inputs, "power", lambda r: r.place == mark.place.id and r.metric == f"{column.name}_closed")
    return _power_heard(inputs, mark) if column.name == "power" else mark.fuel_reports


def _power_heard(inputs: BriefInput, mark: PlaceMark) -> tuple[str, ...]:
    return weighing(inputs, "power", lambda r: r.place == mark.place.id and r.metric.startswith(POWER_TOLD))


def _heard(inputs: BriefInput, mark: PlaceMark, words: Wording) -> str:
    """Say how many reports of a city weighed in its fuel and its power, and how many rings miss the band."""
    parts = []
    heard = {"fuel": mark.fuel_reports, "power": _power_heard(inputs, mark)}
    heard["price"] = told_of_prices(inputs, mark.place.id)
    for key, reports in heard.items():
        if reports:
            day = latest(inputs.reports.by_id()[name] for name in reports)
            one = "_one" if len(reports) == 1 else ""
            parts.append(words.say(f"panel.{key}_heard{one}", n=len(reports), day=words.day(day)))
        else:
            parts.append(words.say(f"panel.{key}_unheard"))
    return " ".join([*parts, *_missed(inputs, mark, words)])


def _missed(inputs: BriefInput, mark: PlaceMark, words: Wording) -> Sequence[str]:
    """Count the rings of a city, and those that lie outside the band of their week."""
    rows, rings, missed = [inputs.case.atlas.place_index[mark.place.id]], 0, {}
    for column in (*_COLUMNS, *_CLOSURES):
        past = past_of(inputs, column.variable, rows, column.cut, scale=1.0 if column.litres else column.scale)
        if column.name in _RINGED and past is not None:
            points = _points(inputs, mark, column, past.days[0])
            rings, missed[column.name] = rings + len(points), outside(past, points)
    told = [words.say("panel.rings", outside=sum(missed.values()), n=rings)] if rings else []
    return [*told, words.say("chart.power_note")] if missed.get("power") else told
