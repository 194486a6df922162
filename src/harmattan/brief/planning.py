"""Figures to plan with: who comes where and which camps fill, as numbers without words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.map.bands import now
from harmattan.world.atlas import Place

__all__ = [
    "LEVELS_TO_PLAN", "CampRow", "DisplacementRow", "Planned", "asylum_rows", "camp_rows", "displacement_rows", "planned",
]  # fmt: skip

LEVELS_TO_PLAN = (0.5, 0.8, 0.95)
"""Quantiles to plan with: as likely more as less, four cases in five, nineteen in twenty."""

_AROUND = (0.05, 0.5, 0.95)

Draws = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Planned:
    """One number as planners read it: the middle, and what four cases in five and nineteen in twenty stay under."""

    p50: float
    p80: float
    p95: float


@dataclass(frozen=True, slots=True)
class DisplacementRow:
    """Displaced people who come to stay over the days ahead at one destination.

    Args:
        destination: id of the place, code of the country, or empty for all other places together.
        name: English name; empty for a country and for all others.
        name_fr: French name, empty where it is the same.
        kind: kind of the place, `country`, or `other`.
        country: code of the country; empty for all others.
        people: people who come by the last day.
        places: how many places are counted.
        reports: reports of this very place that weighed in who comes or stays.
    """

    destination: str
    name: str
    name_fr: str
    kind: str
    country: str
    people: Planned
    places: int = 1
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CampRow:
    """How full a camp is and becomes.

    Args:
        camp: id of the place.
        name: English name.
        name_fr: French name, empty where it is the same.
        country: code of the country.
        kind: kind of the place.
        capacity: people it is built for; nan where it is not known.
        now: people there on the cut-off day: 5, 50 and 95 % quantiles.
        then: people there on the last day.
        over_now: chance that it is above its capacity on the cut-off day; nan where the capacity is not known.
        over: chance that it is above it on that or any later day.
        day_low: day by which one draw in twenty is above it; the cut-off day where it is so already, None for "not by the end".
        day: the same for every second draw.
        day_high: the same for nineteen in twenty.
        shortfall: people above its capacity on the last day; nan where it is not known.
        reports: reports of this very place that weighed in who comes or stays.
    """

    camp: str
    name: str
    name_fr: str
    country: str
    kind: str
    capacity: float
    now: tuple[float, float, float]
    then: Planned
    over_now: float
    over: float
    day_low: date | None
    day: date | None
    day_high: date | None
    shortfall: Planned
    reports: tuple[str, ...] = ()


def planned(draws: NDArray[np.floating]) -> Planned:
    """Take the quantiles to plan with.

    Args:
        draws: (draw,) values.

    Returns:
        The 50, 80 and 95 % quantiles.

    Examples:
        >>> planned(np.arange(101.0)).p80
        80.0
    """
    return Planned(*(float(q) for q in np.quantile(draws.astype(np.float64), LEVELS_TO_PLAN)))


def _open_places(inputs: BriefInput, audience: Audience) -> list[int]:
    """Rows of the places that may be named: no mines and bases, and no crossings where the audience does not see them."""
    hidden = (*SITES, "crossing") if audience.public else SITES
    return [row for row, place in enumerate(inputs.case.atlas.places) if place.kind not in hidden]


def _come(inputs: BriefInput) -> Draws | None:
    """(draw, place) displaced people who come over the days ahead; None where it is not held."""
    held = inputs.reference.values.get("arrived")
    return None if held is None else np.asarray(held.sum(axis=1, dtype=np.float64))


def displacement_rows(
    inputs: BriefInput, audience: Audience, *, most: int | None = None
) -> tuple[DisplacementRow, ...]:
    """List the places where displaced people come to stay over the days ahead, the largest first.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has no crossings.
        most: how many places stand alone; the others follow as one row. None for all.

    Returns:
        One row for each place that somebody may come to; mines, bases and what is withheld are in none.
    """
    come = _come(inputs)
    if come is None:
        return ()
    places = inputs.case.atlas.places
    rows = [row for row in _open_places(inputs, audience) if come[:, row].max(initial=0.0) >= 1.0]
    middles = {row: planned(come[:, row]) for row in rows}
    rows.sort(key=lambda row: (-middles[row].p50, -middles[row].p95, places[row].id))
    alone = rows if most is None or len(rows) == most + 1 else rows[:most]
    rest = rows[len(alone) :]
    out = [
        DisplacementRow(p.id, p.name, p.name_fr, p.kind, p.country, middles[row], 1, _told(inputs, audience, p))
        for row, p in ((row, places[row]) for row in alone)
    ]
    if rest:
        together = planned(come[:, rest].sum(axis=1))
        out.append(DisplacementRow("", "", "", "other", "", together, len(rest)))
    return tuple(out)


def asylum_rows(inputs: BriefInput, audience: Audience) -> tuple[DisplacementRow, ...]:
    """List the countries where displaced people come to stay over the days ahead, the country under blockade first.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has no crossings.

    Returns:
        One row for each country; what `displacement_rows` leaves out is left out here too.
    """
    come = _come(inputs)
    if come is None:
        return ()
    atlas, home = inputs.case.atlas, inputs.case.settings.country
    rows = _open_places(inputs, audience)
    out = []
    for code in atlas.countries:
        of = [row for row in rows if atlas.places[row].country == code]
        total = come[:, of].sum(axis=1)
        if of and total.max(initial=0.0) >= 1.0:
            out.append(DisplacementRow(code, "", "", "country", code, planned(total), len(of)))
    return tuple(sorted(out, key=lambda row: (row.country != home, -row.people.p50, row.country)))


def camp_rows(inputs: BriefInput, audience: Audience) -> tuple[CampRow, ...]:
    """List how full each camp, and each place with a capacity, is and becomes.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has no crossings.

    Returns:
        One row for each, those with a known capacity first, the largest shortfall first.
    """
    held = inputs.reference.values.get("displaced")
    if held is None:
        return ()
    places = inputs.case.atlas.places
    chosen = [row for row in _open_places(inputs, audience) if _shelters(places[row])]
    found = [_camp(inputs, audience, places[row], held[:, :, row].astype(np.float64)) for row in chosen]
    return tuple(sorted(found, key=_fullest))


def _shelters(place: Place) -> bool:
    return place.kind == "camp" or math.isfinite(place.capacity)


def _fullest(row: CampRow) -> tuple[bool, float, float, str]:
    known = math.isfinite(row.capacity)
    return not known, -row.shortfall.p50 if known else 0.0, -row.then.p50, row.camp


def _camp(inputs: BriefInput, audience: Audience, place: Place, ahead: Draws) -> CampRow:
    """Work out one camp from its (draw, day) people ahead."""
    current = now(inputs.situation, "displaced", place.id, ahead=inputs.reference)
    here = ahead[:, 0] if current is None else current
    low, middle, high = (float(q) for q in np.quantile(here, _AROUND))
    known = math.isfinite(place.capacity)
    nothing = Planned(math.nan, math.nan, math.nan)
    filled = _first_days(here, ahead, place.capacity) if known else np.full(len(ahead), np.inf)
    soonest, middle_day, latest = (
        _day(inputs, float(day)) for day in np.quantile(filled, _AROUND, method="inverted_cdf")
    )
    return CampRow(
        camp=place.id,
        name=place.name,
        name_fr=place.name_fr,
        country=place.country,
        kind=place.kind,
        capacity=place.capacity,
        now=(low, middle, high),
        then=planned(ahead[:, -1]),
        over_now=float((here > place.capacity).mean()) if known else math.nan,
        over=float(np.isfinite(filled).mean()) if known else math.nan,
        day_low=soonest,
        day=middle_day,
        day_high=latest,
        shortfall=planned(np.maximum(ahead[:, -1] - place.capacity, 0.0)) if known else nothing,
        reports=_told(inputs, audience, place),
    )


def _first_days(here: Draws, ahead: Draws, capacity: float) -> Draws:
    """(draw,) days after the cut-off on which each draw is first above the capacity: 0 where it is so already, inf for never."""
    over = ahead > capacity
    first = np.where(over.any(axis=1), over.argmax(axis=1) + 1.0, np.inf)
    already = here > capacity
    # Draws of the outlook begin from the draws of the belief in turn, so that both can be joined one by one.
    return np.where(already[np.arange(len(ahead)) % len(already)], 0.0, first)


def _day(inputs: BriefInput, after: float) -> date | None:
    return inputs.as_of + timedelta(days=int(after)) if math.isfinite(after) else None


def _told(inputs: BriefInput, audience: Audience, place: Place) -> tuple[str, ...]:
    known, atlas = inputs.reports.by_id(), inputs.case.atlas
    found = weighing(inputs, "camp", lambda report: report.place == place.id)
    return tuple(name for name in found if audience.keeps(known[name], atlas))
