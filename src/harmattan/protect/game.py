"""The game in numbers: what each plan and each shift of effort leaves of the fuel of every basin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from harmattan.protect.balance import Tank, step, unserved

__all__ = ["Game", "Pieces", "Post", "basin_inflow", "menu_of", "nothing", "people_short", "plan_cost", "worst"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Pieces = tuple[tuple[int, ...], ...]
"""A plan: for each post, the number of its configuration in each month."""


@dataclass(frozen=True, slots=True)
class Post:
    """A corridor, or a place with tanks, where protections may stand.

    Args:
        id: of the corridor or place.
        basin: number of the basin that it feeds.
        change: (draw, month, configuration, share of effort) litres more or less in the basin than without protection and with the
            effort as it is; configuration 0 is no protection. A place has one column of effort.
        cost: (configuration,) US dollars a month.
        usable: (month, configuration) whether it can stand in that month, paid in time.
    """

    id: str
    basin: int
    change: Array
    cost: Array
    usable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Game:
    """Everything the planner and the opponent weigh.

    Args:
        posts: corridors first, in the order of the columns of the menu, then places.
        tanks: one for each basin.
        people_per_litre: (basin,) (draw,) person-days short for each litre not served.
        inflow: for each basin (draw, month) litres that arrive without protection and with the effort as it is.
        menu: (answer, corridor) which share of the effort each corridor meets, as column of `Post.change`.
        steady: (answer, corridor) the same for answers that are held through all months.
        budget: US dollars a month.
    """

    posts: tuple[Post, ...]
    tanks: tuple[Tank, ...]
    people_per_litre: tuple[Array, ...]
    inflow: tuple[Array, ...]
    menu: Ints
    steady: Ints
    budget: float

    @property
    def months(self) -> int:
        """Months of the horizon."""
        return int(self.inflow[0].shape[1])

    @property
    def corridors(self) -> int:
        """How many posts are corridors."""
        return int(self.menu.shape[1])


def menu_of(corridors: int, most: float, spread: Sequence[int]) -> tuple[tuple[float, ...], Ints, Ints]:
    """List how an opponent may lay his effort on corridors.

    Args:
        corridors: how many.
        most: largest share of the effort that one corridor can meet in a month.
        spread: numbers of corridors over which he may spread it evenly and hold it there.

    Returns:
        Shares of effort by column, column 0 being none and the last one nan for the effort as it is believed to lie; the
        vertices of what `most` allows, (answer, corridor) columns; and the answers that are held, the first as believed.

    Examples:
        >>> shares, vertices, steady = menu_of(3, 0.5, (3,))
        >>> shares[:3], vertices.tolist(), steady.tolist()
        ((0.0, 0.5, 0.3333333333333333), [[1, 1, 0], [1, 0, 1], [0, 1, 1]], [[3, 3, 3], [2, 2, 2]])
    """
    most = max(most, 1.0 / corridors)
    full = int(1.0 / most + 1e-9)
    rest = 1.0 - full * most
    shares = [0.0, most] + ([rest] if rest > 1e-9 else [])
    vertices = []
    for chosen in combinations(range(corridors), full):
        row = [1 if one in chosen else 0 for one in range(corridors)]
        if rest > 1e-9:
            vertices += [[*row[:one], 2, *row[one + 1 :]] for one in range(corridors) if one not in chosen]
        else:
            vertices.append(row)
    held: list[list[int]] = []
    for count in spread:
        if full < count <= corridors:
            shares.append(1.0 / count)
            held += [
                [len(shares) - 1 if one in chosen else 0 for one in range(corridors)]
                for chosen in combinations(range(corridors), count)
            ]
    shares.append(float("nan"))
    steady = [[len(shares) - 1] * corridors, *held]
    return tuple(shares), np.array(vertices, dtype=np.int64), np.array(steady, dtype=np.int64)


def nothing(game: Game) -> Pieces:
    """Make the plan that protects nothing.

    Args:
        game: the game.

    Returns:
        Configuration 0 everywhere.
    """
    return ((0,) * game.months,) * len(game.posts)


def plan_cost(game: Game, plan: Pieces) -> Array:
    """Price a plan.

    Args:
        game: the game.
        plan: configuration of each post in each month.

    Returns:
        (month,) US dollars.
    """
    return np.array(
        [sum(post.cost[plan[row][month]] for row, post in enumerate(game.posts)) for month in range(game.months)]
    )


def basin_inflow(game: Game, basin: int, plan: Pieces, answer: Ints) -> Array:
    """Add up what arrives in a basin.

    Args:
        game: the game.
        basin: which one.
        plan: configuration of each post in each month.
        answer: (month, corridor) columns of effort.

    Returns:
        (draw, month) litres.
    """
    out = game.inflow[basin].copy()
    for row, post in enumerate(game.posts):
        if post.basin == basin:
            for month in range(game.months):
                column = answer[month, row] if row < game.corridors else 0
                out[:, month] += post.change[:, month, plan[row][month], column]
    return out


def people_short(game: Game, plan: Pieces, answer: Ints) -> Array:
    """Count person-days short under one answer.

    Args:
        game: the game.
        plan: configuration of each post in each month.
        answer: (month, corridor) columns of effort.

    Returns:
        (draw,) person-days.
    """
    total = np.zeros(len(game.people_per_litre[0]))
    for basin, tank in enumerate(game.tanks):
        missed = unserved(tank, basin_inflow(game, basin, plan, answer))
        total += game.people_per_litre[basin] * missed.sum(axis=1)
    return total


def worst(game: Game, plan: Pieces) -> tuple[float, Ints]:
    """Find the answer that leaves most people short on the mean of the draws, by looking at all of them.

    Basins meet only in the effort that they share, so each is passed once for every way in which its own corridors can be met.

    Args:
        game: the game.
        plan: configuration of each post in each month.

    Returns:
        Mean person-days short, and the answer, (month, corridor) columns of effort. The answer serves to value a plan and is
        never written out.
    """
    free = _blocks(game.months)
    total = np.zeros((len(game.menu),) * len(set(free)))
    held = np.zeros(len(game.steady))
    for basin in range(len(game.tanks)):
        rows = [row for row, post in enumerate(game.posts[: game.corridors]) if post.basin == basin]
        ways, back = np.unique(game.menu[:, rows], axis=0, return_inverse=True)
        table = _table(game, basin, plan, rows, ways, free)
        total += table[np.ix_(*[back.ravel()] * table.ndim)]
        ways, back = np.unique(game.steady[:, rows], axis=0, return_inverse=True)
        held += _table(game, basin, plan, rows, ways, (0,) * game.months)[back.ravel()]
    if held.max() >= total.max():
        return float(held.max()), np.repeat(game.steady[int(held.argmax())][None], game.months, axis=0)
    best = np.unravel_index(int(total.argmax()), total.shape)
    return float(total.max()), np.stack([game.menu[best[block]] for block in free])


def _blocks(months: int) -> tuple[int, ...]:
    """In which of at most three stretches each month lies; the opponent may shift between stretches."""
    count = min(3, months)
    return tuple(month * count // months for month in range(months))


def _table(game: Game, basin: int, plan: Pieces, rows: Sequence[int], ways: Ints, free: Sequence[int]) -> Array:
    """Mean person-days short of a basin for every way in every stretch, one axis for each stretch."""
    tank, draws = game.tanks[basin], len(game.people_per_litre[basin])
    left, missed, stretch = tank.start, np.zeros(draws), -1
    for month in range(game.months):
        inflow = np.repeat(game.inflow[basin][:, month, None], len(ways), axis=1)
        for row, post in enumerate(game.posts):
            if post.basin == basin:
                change = post.change[:, month, plan[row][month]]
                inflow += change[:, ways[:, rows.index(row)]] if row < game.corridors else change[:, :1]
        if free[month] != stretch:
            left, missed, stretch = left[..., None], missed[..., None], free[month]
        shape = (draws,) + (1,) * (left.ndim - 2) + (len(ways),)
        more, left = step(tank, month, left + inflow.reshape(shape))
        missed = missed + more
    weight = game.people_per_litre[basin].reshape((draws,) + (1,) * (missed.ndim - 1))
    return np.asarray((weight * missed).mean(axis=0))
