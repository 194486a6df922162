"""What a map or a table shows of each place and corridor: bands and chances, taken from the draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.map.bands import Band, band, normal_tankers, now, recent
from harmattan.map.projection import coarse_line
from harmattan.models.blockade.detect import BLOCKADED, blockaded_since
from harmattan.models.control.unknown import SURE
from harmattan.world.atlas import Atlas, Corridor, Place
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation

__all__ = [
    "HOLDERS", "NOT_KNOWN", "STATES", "WINDOW_DAYS", "CorridorMark", "PlaceMark", "corridor_marks", "place_marks", "stock_class",
]  # fmt: skip

WINDOW_DAYS = 28

HOLDERS = ("government", "pact", "contested", "armed")
"""Names of the levels of `control`, in order."""

STATES = ("open", "harassed", "escorted", "closed")
"""Names of the levels of `corridor_state`, in order."""

NOT_KNOWN = "unknown"
"""Stands for a level where it is not known."""


@dataclass(frozen=True, slots=True)
class PlaceMark:
    """What is believed about one place on the cut-off day.

    Args:
        place: the place.
        days: days of fuel; None where there is no estimate or where the audience does not see it.
        days_class: `under3`, `3to7`, `over7`, `unknown` or empty; the coarse form of `days`.
        siege: chance that it is besieged; nan where nothing is held.
        displaced: displaced people staying there, now.
        displaced_then: the same on the last day ahead.
        shortfall: displaced people above the capacity of a camp, now.
        shortfall_then: the same on the last day ahead.
        over: chance that the camp is above its capacity now; nan where not known.
        left: residents who leave over the days ahead.
        arrived: displaced people who come to stay over the days ahead.
        storage: days of normal use that full depots hold; nan where no fuel is used.
        fuel_reports: reports of this very place that weighed in its fuel; without any the number is the model's alone.
        siege_reports: reports that weighed in its siege.
        siege_claims: reports of a siege or ban there that did not weigh.
        people_reports: reports that weighed in who comes or stays.
        holder: one of `HOLDERS`, `NOT_KNOWN`, or empty where control is not held or the place is not one that is held.
        holding: chance of each level of control; empty where the audience does not see it.
        holder_reports: reports that told of who holds it.
    """

    place: Place
    days: Band | None = None
    days_class: str = ""
    siege: float = math.nan
    displaced: Band | None = None
    displaced_then: Band | None = None
    shortfall: Band | None = None
    shortfall_then: Band | None = None
    over: float = math.nan
    left: Band | None = None
    arrived: Band | None = None
    storage: float = math.nan
    fuel_reports: tuple[str, ...] = ()
    siege_reports: tuple[str, ...] = ()
    siege_claims: tuple[str, ...] = ()
    people_reports: tuple[str, ...] = ()
    holder: str = ""
    holding: tuple[float, ...] = ()
    holder_reports: tuple[str, ...] = ()

    @property
    def siege_word(self) -> str:
        """`likely` from one half on, `possible` from a fifth, else empty: what is said without a number."""
        return "likely" if self.siege >= 0.5 else "possible" if self.siege >= 0.2 else ""

    @property
    def open(self) -> bool:
        """Whether nobody knows how much fuel there is."""
        return self.days_class == "unknown"


@dataclass(frozen=True, slots=True)
class CorridorMark:
    """What is believed about one corridor.

    Args:
        corridor: the corridor.
        line: (lat, lon) vertices, no section shorter than 20 km.
        share: tankers of the last 28 days as a share of normal.
        past: tankers that arrived per week over the last 28 days.
        ahead: tankers per week over the next 28 days; None where the audience does not see it.
        ambushes: ambushes per week over the next 28 days; None where the audience does not see it.
        lost: tankers destroyed per week over the last 28 days.
        reports: reports of this very corridor that weighed; without any its numbers are the model's alone.
        states: chance of each of `STATES` on the cut-off day; empty where nothing is held.
        since: first day since which it has been blockaded in half of the draws or more; None where it is not, or always was.
        waiting: tankers waiting at the border or the depot on the cut-off day; None where the audience does not see it.
        danger: danger of its ground and garrisons as a multiple of that of a plain road; None where the audience does not see it.
    """

    corridor: Corridor
    line: tuple[tuple[float, float], ...]
    share: Band | None = None
    past: Band | None = None
    ahead: Band | None = None
    ambushes: Band | None = None
    lost: Band | None = None
    reports: tuple[str, ...] = ()
    states: tuple[float, ...] = ()
    since: date | None = None
    waiting: Band | None = None
    danger: Band | None = None

    @property
    def idle(self) -> bool:
        """Whether it carries nothing in normal times and nothing came by it of late: a way that could be opened."""
        return self.corridor.normal_share <= 0 and (self.past is None or self.past.high <= 0)

    @property
    def another_way(self) -> bool:
        """Whether it is told among the other ways than the usual roads: by water, rail or air, or idle."""
        return self.corridor.mode != "road" or self.idle

    @property
    def state(self) -> str:
        """The likeliest state where it is likely enough, `NOT_KNOWN` where none is, empty where nothing is held."""
        if not self.states:
            return ""
        top = max(range(len(STATES)), key=lambda level: self.states[level])
        return STATES[top] if self.states[top] >= SURE else NOT_KNOWN

    @property
    def blockaded(self) -> float:
        """Chance that goods pass under escort only or not at all; nan where nothing is held."""
        return sum(self.states[BLOCKADED:]) if self.states else math.nan


def stock_class(days: Band | None, storage: float = math.inf) -> str:
    """Name the coarse class of days of fuel.

    Args:
        days: the band.
        storage: days of normal use that full depots hold.

    Returns:
        `under3`, `3to7` or `over7` by the median; `unknown` where a quarter of the draws are all but empty while others are
        all but full; empty without an estimate.

    Examples:
        >>> stock_class(Band(1.0, 2.0, 4.0, 5.0, 9.0))
        '3to7'
    """
    if days is None:
        return ""
    if days.quarter < 1 and days.high >= 0.75 * storage:
        return "unknown"
    return "under3" if days.median < 3 else "3to7" if days.median <= 7 else "over7"


def _band(draws: NDArray[np.floating] | None) -> Band | None:
    return None if draws is None or draws.size == 0 else band(draws)


def place_marks(situation: Situation, outlook: Outlook) -> tuple[PlaceMark, ...]:
    """Gather what is believed about each place.

    Args:
        situation: the belief on the cut-off day.
        outlook: the reference outlook.

    Returns:
        One mark per place, in the order of the atlas.
    """
    atlas = situation.atlas
    fuelled = {use.place: use.storage_days for use in atlas.fuel if use.need_share > 0}
    out = []
    for place in atlas.places:
        days = _band(now(situation, "days_of_fuel", place.id, ahead=outlook)) if place.id in fuelled else None
        siege = now(situation, "siege", place.id)
        displaced = now(situation, "displaced", place.id, ahead=outlook)
        known = math.isfinite(place.capacity) and displaced is not None
        over = float(np.mean(displaced > place.capacity)) if known and displaced is not None else math.nan
        short = np.maximum(displaced - place.capacity, 0.0) if known and displaced is not None else None
        out.append(
            PlaceMark(
                place,
                days,
                stock_class(days, fuelled.get(place.id, math.inf)),
                math.nan if siege is None else float(siege.mean()),
                _band(displaced),
                _band(_last(outlook, "displaced", place.id)),
                _band(short),
                _band(_last(outlook, "capacity_shortfall", place.id)) if known else None,
                over,
                _band(_sum(outlook, "left", place.id)),
                _band(_sum(outlook, "arrived", place.id)),
                fuelled.get(place.id, math.nan),
            )
        )
    return tuple(out)


def corridor_marks(situation: Situation, outlook: Outlook) -> tuple[CorridorMark, ...]:
    """Gather what is believed about each corridor.

    Args:
        situation: the belief on the cut-off day, with its history.
        outlook: the reference outlook.

    Returns:
        One mark per corridor, in the order of the atlas.
    """
    atlas: Atlas = situation.atlas
    arrived = recent(situation, "tankers_arrived", WINDOW_DAYS)
    lost = recent(situation, "tankers_lost", WINDOW_DAYS)
    weeks = WINDOW_DAYS / 7
    out = []
    for row, corridor in enumerate(atlas.corridors):
        past = None if arrived is None else arrived[:, row] / weeks
        normal = normal_tankers(situation, corridor.id)
        share = None
        if past is not None and normal is not None and len(normal) == len(past) and normal.min() > 0:
            share = past / (7 * normal)
        out.append(
            CorridorMark(
                corridor,
                coarse_line(atlas, corridor),
                _band(share),
                _band(past),
                _band(_weekly_rate(outlook, "tankers_arrived", corridor.id)),
                _band(_weekly_rate(outlook, "ambushes", corridor.id)),
                _band(None if lost is None else lost[:, row] / weeks),
                states=_states(now(situation, "corridor_state", corridor.id, ahead=outlook)),
                since=_since(situation, row),
                waiting=_band(now(situation, "tankers_waiting", corridor.id)),
                danger=_band(now(situation, "corridor_danger", corridor.id)),
            )
        )
    return tuple(out)


def _states(levels: NDArray[np.floating] | None) -> tuple[float, ...]:
    return () if levels is None else tuple(float(np.mean(levels == level)) for level in range(len(STATES)))


def _since(situation: Situation, row: int) -> date | None:
    """First day of the blockade of a corridor; None where it is open, or where it began before the days that are held."""
    past = situation.history.get("corridor_state")
    if past is None or situation.history_first_day is None or not past.shape[1]:
        return None
    first = blockaded_since(past[:, :, row])
    return situation.history_first_day + timedelta(days=first) if first else None


def _last(outlook: Outlook, variable: str, entity: str) -> NDArray[np.float32] | None:
    return outlook.of(variable, entity)[:, -1] if variable in outlook.values else None


def _sum(outlook: Outlook, variable: str, entity: str) -> NDArray[np.float64] | None:
    return outlook.of(variable, entity).sum(axis=1, dtype=np.float64) if variable in outlook.values else None


def _weekly_rate(outlook: Outlook, variable: str, entity: str) -> NDArray[np.float64] | None:
    if variable not in outlook.values:
        return None
    days = outlook.of(variable, entity)[:, :WINDOW_DAYS]
    return np.asarray(days.mean(axis=1, dtype=np.float64) * 7, dtype=np.float64)
