"""From what rehearsals showed to a game: configurations of every corridor, tanks of every basin, answers of the opponent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from harmattan.models.traffic import normal_traffic
from harmattan.protect.balance import Tank
from harmattan.protect.basins import Basin
from harmattan.protect.game import Game, Post, menu_of
from harmattan.protect.rehearse import month_edges
from harmattan.protect.respond import PROBES, Learned, litres_in, places_of
from harmattan.world.protection import HAZARDS
from harmattan.world.vocabulary import variables

__all__ = ["Board", "Option", "lay_out"]

Array = NDArray[np.float64]
Option = tuple[tuple[int, int], ...]
"""What stands at a post: pairs of the number of a protection and its level; empty for nothing."""

LEAST_RATIONED = 0.05
"""Least share of a need that is rationed, where places without a way in would leave less."""


@dataclass(frozen=True)
class Board:
    """A game, and what its numbers stand for.

    Args:
        game: the game.
        options: for each post what each of its configurations is.
        shares: share of effort behind each column; nan for the effort as it is believed to lie.
        corridors: rows of the import corridors, in the order of the posts.
    """

    game: Game
    options: tuple[tuple[Option, ...], ...]
    shares: tuple[float, ...]
    corridors: tuple[int, ...]


def lay_out(
    learned: Learned,
    *,
    budget: float,
    most: float = 0.5,
    spread: Sequence[int] = (3, 4),
    only: Sequence[int] | None = None,
    fixed: Mapping[int, float] | None = None,
) -> Board:
    """Lay out a game.

    Args:
        learned: what rehearsals showed.
        budget: US dollars a month.
        most: largest share of the effort that one corridor can meet in a month.
        spread: over how many corridors the opponent may also spread it evenly.
        only: numbers of the protections that may be used; all when not given.
        fixed: an effect of the first driver that is the same in all draws, by number of a protection, in place of what is believed
            of it at level 1; higher levels act as often. Side effects stay as they are believed.

    Returns:
        The game.
    """
    atlas, stage = learned.stage.situation.atlas, learned.stage
    rows = [row for row, c in enumerate(atlas.corridors) if c.kind == "import"]
    shares, menu, steady = menu_of(len(rows), most, spread)
    usable = range(len(learned.protections)) if only is None else only
    edges = month_edges(stage.horizon_days)
    basin_of = {row: number for number, basin in enumerate(learned.basins) for row in basin.corridors.tolist()}
    home = {place: number for number, basin in enumerate(learned.basins) for place in basin.places.tolist()}
    posts, options = [], []
    for row in rows:
        known = [
            n for n in usable if not learned.protections[n].stocks and row in places_of(learned.protections[n], atlas)
        ]
        found = _combined(learned, known)
        change = _corridor_change(learned, row, found, shares, fixed or {})
        posts.append(
            Post(atlas.corridors[row].id, basin_of[row], change, _costs(learned, found), _ready(learned, found, edges))
        )
        options.append(found)
    stocks = [n for n in usable if learned.protections[n].stocks]
    for place in dict.fromkeys(p for n in stocks for p in places_of(learned.protections[n], atlas) if p in home):
        found = _combined(learned, [n for n in stocks if place in places_of(learned.protections[n], atlas)])
        change = _stock_change(learned, place, found, fixed or {})
        posts.append(
            Post(atlas.places[place].id, home[place], change, _costs(learned, found), _ready(learned, found, edges))
        )
        options.append(found)
    tanks, people, inflow = [], [], []
    for basin in learned.basins:
        tanks.append(_tank(learned, basin, edges))
        daily = stage.situation.values["national_fuel_need"][: stage.draws] * basin.need_share
        people.append(basin.people / np.maximum(daily, 1e-9))
        inflow.append(litres_in(stage, basin, learned.base))
    game = Game(tuple(posts), tuple(tanks), tuple(people), tuple(inflow), menu, steady, budget)
    return Board(game, tuple(options), shares, tuple(rows))


def _combined(learned: Learned, numbers: Sequence[int]) -> tuple[Option, ...]:
    """Every way to have some level of each protection, nothing first."""
    levels = [range(len(learned.protections[n].levels) + 1) for n in numbers]
    ways = product(*levels)
    return tuple(tuple((n, level) for n, level in zip(numbers, way, strict=True) if level) for way in ways)


def _costs(learned: Learned, found: Sequence[Option]) -> Array:
    return np.array([sum(learned.protections[n].levels[level - 1].cost for n, level in one) for one in found])


def _ready(learned: Learned, found: Sequence[Option], edges: Sequence[int]) -> NDArray[np.bool_]:
    """(month, configuration) whether all of it acts from the first day of the month, paid on the cut-off day at the earliest."""
    waits = [max((learned.protections[n].delay_days for n, _ in one), default=0) for one in found]
    return np.array([[wait <= start for wait in waits] for start in edges[:-1]], dtype=np.bool_)


def _corridor_change(
    learned: Learned, row: int, found: Sequence[Option], shares: Sequence[float], fixed: Mapping[int, float]
) -> Array:
    """Change of litres in the basin of a corridor, by configuration and share of effort."""
    curve, mine = learned.curve[row], learned.believed[:, row]
    draws, months, _ = curve.shape
    knots = _knots(curve, mine)
    out = np.zeros((draws, months, len(found), len(shares)))
    for column, share in enumerate(shares):
        effort = mine if np.isnan(share) else np.full(draws, share)
        for k, option in enumerate(found):
            hazard = np.ones(draws)
            for number, level in option:
                for action in learned.protections[number].levels[level - 1].actions:
                    if action.driver in HAZARDS:
                        hazard *= (
                            fixed[number] ** level if number in fixed else learned.drawn[number, level, action.driver]
                        )
            met = effort * hazard
            change = _along(*knots, met)
            for number, level in option:
                if (number, level, row) in learned.other:
                    calm, struck = np.moveaxis(learned.other[number, level, row], 2, 0)
                    part = np.clip((met - mine) / np.where(PROBES[-1] > mine, PROBES[-1] - mine, 1.0), 0.0, 1.0)[
                        :, None
                    ]
                    change = change + _scale(learned, number, level, fixed) * (calm + part * (struck - calm))
            out[:, :, k, column] = change
    return out


def _scale(learned: Learned, number: int, level: int, fixed: Mapping[int, float]) -> float:
    """How much of a rehearsed change a fixed effect brings: by its logarithm, or by the value of a driver that is 0 unset."""
    first = learned.protections[number].levels[level - 1].actions[0]
    if number not in fixed or first.driver in HAZARDS:
        return 1.0
    drawn, given = learned.drawn[number, level, first.driver], np.full(1, fixed[number])
    if variables()[first.driver].default != 0.0:
        drawn, given = np.log(drawn), np.log(given)
    middle = float(drawn.mean())
    return level * float(given[0]) / middle if abs(middle) > 1e-9 else 0.0


def _knots(curve: Array, mine: Array) -> tuple[Array, Array]:
    """Lay the probes of a curve and the believed effort, where nothing changes, in the order of effort."""
    knots = np.concatenate([np.tile(PROBES, (len(mine), 1)), mine[:, None]], axis=1)
    heights = np.concatenate([curve, np.zeros((*curve.shape[:2], 1))], axis=2)
    order = np.argsort(knots, axis=1, kind="stable")
    return np.take_along_axis(knots, order, axis=1), np.take_along_axis(heights, order[:, None, :], axis=2)


def _along(knots: Array, heights: Array, met: Array) -> Array:
    """Read a curve at an effort, flat beyond the last knot."""
    draws = np.arange(len(met))
    at = np.clip((knots < met[:, None]).sum(axis=1) - 1, 0, knots.shape[1] - 2)
    left, right = knots[draws, at], knots[draws, at + 1]
    wide = np.where(right > left, right - left, 1.0)
    part = np.clip((met - left) / wide, 0.0, 1.0)[:, None]
    low, high = heights[draws, :, at], heights[draws, :, at + 1]
    return np.asarray(low + part * (high - low))


def _stock_change(learned: Learned, place: int, found: Sequence[Option], fixed: Mapping[int, float]) -> Array:
    draws, months = len(learned.believed), learned.floor.shape[1]
    out = np.zeros((draws, months, len(found), 1))
    for k, option in enumerate(found):
        for number, level in option:
            kept = learned.kept[number, level, place]
            [action] = learned.protections[number].levels[level - 1].actions
            if number in fixed:
                kept = kept / np.maximum(learned.drawn[number, level, action.driver], 1e-12) * fixed[number]
            out[:, :, k, 0] += kept[:, None]
    return out


def _tank(learned: Learned, basin: Basin, edges: Sequence[int]) -> Tank:
    """What a basin holds and needs; what is short even without an ambush is not needed from abroad."""
    stage = learned.stage
    atlas, values = stage.situation.atlas, stage.situation.values
    national = values["national_fuel_need"][: stage.draws]
    through, _ = normal_traffic(atlas)
    uses = {atlas.place_index[use.place]: use for use in atlas.fuel}
    days = np.diff(edges)
    need = national[:, None] * basin.need_share * days
    floor, general, hold = np.zeros_like(need), np.zeros_like(need), np.zeros(stage.draws)
    for row in basin.places.tolist():
        floor += learned.floor[:, :, row] * uses[row].need_share * national[:, None]
        general += national[:, None] * uses[row].need_share * (1.0 - uses[row].priority_share) * days
        hold += national * through[row] * uses[row].storage_days
    start = values["fuel_stock"][: stage.draws][:, basin.places].sum(axis=(1, 2))
    least = LEAST_RATIONED * need
    reserve = values["rationing_days"][: stage.draws] * basin.need_share * national
    return Tank(
        start, np.maximum(need - floor, least), np.maximum(general - floor, least), reserve, np.maximum(hold, start)
    )
