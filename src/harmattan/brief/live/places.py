"""Towns, camps and gates on the live map, week by week."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import SIEGE_SEEN, known_places
from harmattan.brief.live.classes import fuel_class, load_class
from harmattan.brief.live.feature import NOTHING, Feature
from harmattan.brief.live.frames import Frame, on_day
from harmattan.brief.live.holding import Held, held_by_week
from harmattan.brief.live.place_words import PlaceWeek, camp_words, gate_words, town_words
from harmattan.brief.wording import Wording
from harmattan.map.bands import LEVELS, Band
from harmattan.map.marks import HOLDERS, NOT_KNOWN, PlaceMark
from harmattan.map.sheet import SETTLED
from harmattan.map.tips import named

__all__ = ["place_features", "place_reports"]

MANY = 1000.0
"""Displaced people from which a town abroad is on the map."""

LAYERS = ("holder", "fuel", "siege", "load")


@dataclass(frozen=True)
class _Week:
    """What is held of all places on the last day of one week: (level, place) bands, (place,) chances."""

    held: Held | None
    days: NDArray[np.float64] | None
    siege: NDArray[np.float64] | None
    displaced: NDArray[np.float64] | None


def place_features(
    inputs: BriefInput,
    audience: Audience,
    words: Wording,
    weeks: Sequence[Frame],
    rows: Mapping[str, Mapping[str, int]],
) -> list[Feature]:
    """Lay out every place that is shown, week by week.

    Towns of the country under blockade have a holder, a size by their fuel and a ring where they are besieged; camps have a
    load. At the public level a town stands in every week as on the cut-off day. Mines and bases are never there.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.
        weeks: the weeks.
        rows: row of each class by layer and id.

    Returns:
        One feature for each place, in the order of the atlas.
    """
    marks = known_places(inputs, audience)
    held = [_Week(one, *_week(inputs, week)) for one, week in zip(held_by_week(inputs, weeks), weeks, strict=True)]
    gates = {name for corridor in inputs.case.atlas.corridors for name in corridor.via}
    out = []
    for mark in marks:
        row = inputs.case.atlas.place_index[mark.place.id]
        still = audience.public and mark.place.kind != "camp"
        seen = [
            _now(mark, coarse=audience.public) if still or week.kind == "now" else _then(mark, row, one)
            for week, one in zip(weeks, held, strict=True)
        ]
        sort = _sort(mark, seen, gates)
        if sort:
            told = [_said(sort, mark, one, words, coarse=audience.public) for one in seen]
            drawn, reports = _drawn(sort, mark, seen, rows), place_reports(inputs, audience, mark)
            bare = sort == "gate" and not any("\n" in text for text in told)
            fixed = {**_fixed(inputs, mark, words), "reports": list(reports), "heard": int(bool(reports) or bare)}
            out.append(Feature(fixed, drawn, told))
    return out


def place_reports(inputs: BriefInput, audience: Audience, mark: PlaceMark) -> tuple[str, ...]:
    """List the reports behind what is shown of a place.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        mark: the place, as the audience sees it.

    Returns:
        Ids of those that may be printed, each once.
    """
    keeps = {report.id for report in inputs.reports if audience.keeps(report, inputs.case.atlas)}
    told = (mark.fuel_reports, mark.siege_reports, mark.siege_claims, mark.people_reports, mark.holder_reports)
    return tuple(dict.fromkeys(name for names in told for name in names if name in keeps))


def _week(inputs: BriefInput, week: Frame) -> tuple[NDArray[np.float64] | None, ...]:
    days, siege, displaced = (on_day(inputs, week, name) for name in ("days_of_fuel", "siege", "displaced"))
    return (
        None if days is None else np.quantile(days.astype(np.float64), LEVELS, axis=0),
        None if siege is None else siege.mean(axis=0, dtype=np.float64),
        None if displaced is None else np.quantile(displaced.astype(np.float64), LEVELS, axis=0),
    )


def _now(mark: PlaceMark, *, coarse: bool) -> PlaceWeek:
    """What the rest of the page says of the place."""
    known = mark.holder in HOLDERS and len(mark.holding) == len(HOLDERS)
    chance = mark.holding[HOLDERS.index(mark.holder)] if known else math.nan
    fuel = mark.days_class if coarse else fuel_class(mark.days, _storage(mark), coarse=False)
    return PlaceWeek(mark.holder, chance, mark.days, fuel, mark.siege, mark.siege_word, mark.displaced)


def _then(mark: PlaceMark, row: int, week: _Week) -> PlaceWeek:
    """What was or will be, by the rules that hold for the cut-off day."""
    holder, chance = mark.holder and NOT_KNOWN, math.nan
    if mark.holder and week.held is not None and week.held[0][row] >= 0:
        level = int(week.held[0][row])
        holder, chance = HOLDERS[level], float(week.held[1][row, level])
    days = None if mark.days is None or week.days is None else _band(week.days, row)
    siege = math.nan if week.siege is None else float(week.siege[row])
    if siege < SIEGE_SEEN and not mark.siege_reports:
        siege = math.nan
    word = "likely" if siege >= 0.5 else "possible" if siege >= SIEGE_SEEN else ""
    fuel = fuel_class(days, _storage(mark), coarse=False)
    people = None if mark.displaced is None or week.displaced is None else _band(week.displaced, row)
    return PlaceWeek(holder, chance, days, fuel, siege, word, people)


def _band(levels: NDArray[np.float64], row: int) -> Band:
    return Band(*(float(level) for level in levels[:, row]))


def _storage(mark: PlaceMark) -> float:
    return mark.storage if math.isfinite(mark.storage) else math.inf


def _sort(mark: PlaceMark, seen: Sequence[PlaceWeek], gates: set[str]) -> str:
    """Tell what a place is drawn as: `camp`, `town`, `gate` for a plain dot, or empty for what is not drawn."""
    if mark.place.kind == "camp":
        return "camp"
    if mark.place.kind in SETTLED and (mark.holder or any(one.fuel or one.siege_word for one in seen)):
        return "town"
    crowded = any(one.displaced is not None and one.displaced.median >= MANY for one in seen)
    return "gate" if mark.place.kind == "city" or mark.place.id in gates or crowded else ""


def _drawn(
    sort: str, mark: PlaceMark, seen: Sequence[PlaceWeek], rows: Mapping[str, Mapping[str, int]]
) -> dict[str, tuple[int, ...]]:
    out: dict[str, tuple[int, ...]] = dict.fromkeys(LAYERS, (NOTHING,))
    if sort == "camp":
        loads = (load_class(one.displaced.median, mark.place.capacity) if one.displaced else "" for one in seen)
        out["load"] = tuple(rows["load"].get(name, NOTHING) for name in loads)
    if sort == "town":
        out["holder"] = tuple(rows["holder"].get(one.holder, NOTHING) for one in seen)
        out["fuel"] = tuple(rows["fuel"].get(one.fuel, NOTHING) for one in seen)
        out["siege"] = tuple(rows["siege"].get(one.siege_word, NOTHING) for one in seen)
    return out


def _said(sort: str, mark: PlaceMark, one: PlaceWeek, words: Wording, *, coarse: bool) -> str:
    if sort == "camp":
        return camp_words(mark, one.displaced, words)
    if sort == "gate":
        return gate_words(mark, one.displaced, words)
    return town_words(mark, one, words, coarse=coarse)


def _fixed(inputs: BriefInput, mark: PlaceMark, words: Wording) -> dict[str, Any]:
    place = mark.place
    brings = (c for c in inputs.case.atlas.corridors if c.kind == "import" and c.mode == "road" and c.normal_share > 0)
    ends = {name for corridor in brings for name in corridor.via}
    first = place.kind in ("city", "camp") or mark.siege_word or (place.kind not in SETTLED and place.id in ends)
    return {
        "id": place.id,
        "name": named(place.name, place.name_fr, words),
        "kind": place.kind,
        "at": [round(place.lon, 3), round(place.lat, 3)],
        "rank": 0 if place.id in inputs.focus else 1 if first else 2,
    }
