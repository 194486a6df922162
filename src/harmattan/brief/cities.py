"""Fuel, power, prices and closures of each city in numbers: in the last week, and in the week that ends four weeks on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_places
from harmattan.brief.numerals import honest_step, own_step
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band, band, now
from harmattan.map.marks import WINDOW_DAYS, PlaceMark, stock_class
from harmattan.models.supply.whereabouts import named
from harmattan.world.outlook import Outlook

__all__ = ["COLUMNS", "POWER_TOLD", "SHARES", "CityRow", "city_rows", "coarse_of", "times_said", "told_of_prices"]

COLUMNS = ("days", "stock", "inflow", "served", "power", "street", "general", "stations", "schools", "business")
"""What is told of a city, in order."""

SHARES = ("served", "stations", "schools", "business")
"""Columns that are shares, 0 to 1."""

_ON_DAY = {
    "days": "days_of_fuel",
    "stock": "fuel_stock_total",
    "street": "street_price",
    "general": "general_price",
    "stations": "closed_share",
    "schools": "schools_closed",
    "business": "business_closed",
}
_OVER_WEEK = {"inflow": "fuel_arrived", "served": "shortage", "power": "power_hours"}

_COARSE = {"street": (1.2, 2.0, 4.0), "general": (1.05, 1.2), "share": (0.1, 0.5)}
"""Ends of the classes that the public level is given."""

POWER_TOLD = ("electricity", "power", "outage")
"""Beginnings of the metrics that tell of hours of electricity."""

_STREET = ("street_price", "black_market", "reported_price_spike")
"""Beginnings of the metrics that tell of prices on the street, not of those at the pump or in general."""

_WEEK = 7


@dataclass(frozen=True, slots=True)
class CityRow:
    """What is believed of one city in one week.

    Args:
        mark: the city.
        day: last day of the week; what is not a flow is that of this day.
        ahead: whether the week lies after the cut-off.
        bands: quantiles by the names of `COLUMNS`; those that are not held, or that the audience does not see, are left out.
        heard: names of the columns in which a report of this very city weighed.
    """

    mark: PlaceMark
    day: date
    ahead: bool
    bands: dict[str, Band] = field(default_factory=dict)
    heard: frozenset[str] = frozenset()

    @property
    def open(self) -> bool:
        """Whether nobody knows how much fuel there is."""
        return stock_class(self.bands.get("days"), self.mark.storage) == "unknown"


def city_rows(inputs: BriefInput, audience: Audience) -> tuple[CityRow, ...]:
    """Gather what is believed of the cities and towns that use fuel; mines and bases are not among them.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has prices and closures of the cut-off day alone, and only as the classes of
            `coarse_of` may they be shown.

    Returns:
        One row for each city now, and one for the same city four weeks on where that is seen; places in focus first.
    """
    uses = {use.place for use in inputs.case.atlas.fuel if use.need_share > 0}
    marks = [mark for mark in known_places(inputs, audience) if mark.place.id in uses]
    order = {name: number for number, name in enumerate(inputs.focus)}
    marks.sort(key=lambda m: (order.get(m.place.id, len(order)), -m.place.population, m.place.id))
    out = []
    for mark in marks:
        heard = _heard(inputs, mark)
        current = {name: values for name in COLUMNS if (values := _now(inputs, name, mark.place.id)) is not None}
        if audience.public:
            current = {
                name: values for name, values in current.items() if name in _ON_DAY and name not in ("days", "stock")
            }
        bands = {name: band(values) for name, values in current.items()}
        if bands:
            out.append(CityRow(mark, inputs.as_of, False, bands, heard))
        then = {} if audience.public else _then(inputs.reference, mark.place.id)
        if then:
            last = inputs.as_of + timedelta(days=min(WINDOW_DAYS, inputs.horizon))
            out.append(CityRow(mark, last, True, {name: band(values) for name, values in then.items()}, heard))
    return tuple(out)


def coarse_of(name: str, value: Band) -> int:
    """Find the class in which the public level is told a price or a closure.

    Args:
        name: one of `COLUMNS`.
        value: its quantiles.

    Returns:
        0 for the lowest class; -1 where both the lowest and the highest class are possible.

    Examples:
        >>> coarse_of("street", Band(1.0, 1.6, 1.9, 2.2, 3.8)), coarse_of("schools", Band(0.0, 0.1, 0.3, 0.6, 1.0))
        (1, -1)
    """
    ends = _COARSE[name if name in _COARSE else "share"]
    if value.low < ends[0] and value.high >= ends[-1]:
        return -1
    return sum(value.median >= end for end in ends)


def times_said(value: Band, words: Wording, *, least: float) -> tuple[str, str]:
    """Write a multiple of a price as finely as what it is above 1 allows: that is what is known of it.

    Args:
        value: quantiles, 1 or above.
        words: language.
        least: finest step.

    Returns:
        The median, and the interval in words.

    Examples:
        >>> times_said(Band(1.0, 1.1, 1.37, 2.0, 4.11), Wording("en"), least=0.1)
        ('1.4', '1 to 4')
    """
    step = max(least, honest_step(value.low - 1.0, value.median - 1.0, value.high - 1.0))
    fine = own_step(value.median - 1.0, step, least)
    low, high = (words.amount(end, step=step) for end in (value.low, value.high))
    return words.amount(value.median, step=fine), words.say("number.between", low=low, high=high)


def told_of_prices(inputs: BriefInput, place: str) -> tuple[str, ...]:
    """Name the reports on the street price of a place that weighed, the weightiest first.

    Args:
        inputs: what the brief is made from.
        place: id of the place.

    Returns:
        Ids; a report that lists several places counts for each of them.
    """
    atlas = inputs.case.atlas
    return weighing(inputs, "prices", lambda r: r.metric.startswith(_STREET) and place in named(r, atlas))


def _heard(inputs: BriefInput, mark: PlaceMark) -> frozenset[str]:
    power = weighing(inputs, "power", lambda report: report.place == mark.place.id)
    found = set[str]()
    if mark.fuel_reports:
        found |= {"days", "stock", "inflow", "served"}
    known = inputs.reports.by_id()
    metrics = {known[name].metric for name in power}
    if any(metric.startswith(POWER_TOLD) for metric in metrics):
        found.add("power")
    found |= {name for name in ("stations", "schools", "business") if f"{name}_closed" in metrics}
    return frozenset(found | ({"street"} if told_of_prices(inputs, mark.place.id) else set()))


def _now(inputs: BriefInput, name: str, place: str) -> NDArray[np.float64] | None:
    """Draws of the cut-off day, or of the week that ends on it."""
    if name in _ON_DAY:
        return now(inputs.situation, _ON_DAY[name], place, ahead=inputs.reference)
    past = inputs.situation.history.get(_OVER_WEEK[name])
    if past is None or past.shape[1] < _WEEK:
        return None
    return _of_week(name, past[:, -_WEEK:, inputs.case.atlas.place_index[place]])


def _then(outlook: Outlook, place: str) -> dict[str, NDArray[np.float64]]:
    """Draws of the last day of the window ahead, or of the week that ends on it; nothing where no whole week lies ahead."""
    end = min(WINDOW_DAYS, outlook.calendar.days)
    if end < _WEEK:
        return {}
    out = {}
    for name, variable in {**_ON_DAY, **_OVER_WEEK}.items():
        if variable in outlook.values:
            week = outlook.of(variable, place)[:, end - _WEEK : end]
            out[name] = week[:, -1].astype(np.float64) if name in _ON_DAY else _of_week(name, week)
    return out


def _of_week(name: str, days: NDArray[np.floating]) -> NDArray[np.float64]:
    mean = np.asarray(days.mean(axis=1, dtype=np.float64), dtype=np.float64)
    return _WEEK * mean if name == "inflow" else 1.0 - mean if name == "served" else mean
