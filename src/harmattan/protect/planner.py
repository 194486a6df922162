"""The planner's choice: a mixed-integer programme over protections, grown by the answers that hurt most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from harmattan.protect.balance import slopes, unserved
from harmattan.protect.game import Game, Pieces, basin_inflow, nothing, people_short, plan_cost, worst

__all__ = ["Choice", "choose", "people_saved"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

THRIFT = 1e-3
"""Share of what the whole budget could save at most by which a dearer plan must be better: nothing is bought for nothing."""

ROUNDS = 60
"""Most rounds of cuts; where they do not close the gap, it is told."""

NODES = 20_000
"""Most nodes of one search; a count and not a time, so that the same input gives the same plan."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the planner chose.

    Args:
        plan: configuration of each post in each month.
        value: mean person-days short when the opponent answers the plan as badly as he can.
        answer: his answer, (month, corridor); for valuing the plan, never written out.
        gap: how much better another plan might be, in person-days; 0 where the choice is proved best.
    """

    plan: Pieces
    value: float
    answer: Ints = field(repr=False)
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class _Cut:
    """Value of a basin under one answer is at least `level` plus the sum of `weight` over what is chosen."""

    answer: int
    basin: int
    level: float
    weight: Array


def choose(
    game: Game,
    *,
    tolerance: float = 1e-3,
    rounds: int = ROUNDS,
    known: Sequence[Pieces] = (),
    thrift: float = THRIFT,
    nodes: int = NODES,
) -> Choice:
    """Find the plan within the budget of each month that leaves fewest people short against the worst answer to it.

    Answers are added as they turn out to hurt (column-and-constraint generation). For one answer the value of a plan is convex,
    because it is that of a linear programme in its right-hand side, so that tangents bound it from below; HiGHS picks the plan
    under the tangents so far.

    Args:
        game: the game.
        tolerance: the gap that is accepted, as a share of what is short without a plan.
        rounds: most rounds.
        known: plans within the budget to begin with.
        thrift: see `THRIFT`.
        nodes: see `NODES`.

    Returns:
        The choice.
    """
    search = _Search(game, thrift)
    for plan in (nothing(game), *known):
        search.look(plan)
    accepted, bound = tolerance * max(search.start, 1e-9), -np.inf
    for _ in range(rounds):
        found, below = search.best_under_cuts(0.4 * accepted / max(search.score, 1e-9), nodes)
        bound = max(bound, below)
        if found is None or search.score - bound <= accepted or found in search.seen:
            break
        search.look(found)
    gap = max(0.0, search.score - bound)
    return replace(search.chosen, gap=gap if gap > accepted else 0.0)


class _Search:
    """Plans looked at so far, the answers they met, and the tangents that these leave."""

    def __init__(self, game: Game, thrift: float) -> None:
        """Begin with no plan.

        Args:
            game: the game.
            thrift: see `THRIFT`.
        """
        self.game = game
        posts = enumerate(game.posts)
        self.columns = [(r, m, k) for r, _ in posts for m in range(game.months) for k in _open(game, r, m)]
        self.where = {column: at for at, column in enumerate(self.columns)}
        bare = nothing(game)
        self.start, answer = worst(game, bare)
        self.chosen = Choice(bare, self.start, answer)
        self.fine = thrift * self.start / (game.budget * game.months) if game.budget > 0.0 else 0.0
        self.score = np.inf
        self.answers: list[Ints] = []
        self.cuts: list[_Cut] = []
        self.seen: list[Pieces] = []

    def look(self, plan: Pieces) -> None:
        """Value a plan against the worst answer to it, and learn from both."""
        value, answer = worst(self.game, plan)
        full = value + self.fine * float(plan_cost(self.game, plan).sum())
        if full < self.score:
            self.score, self.chosen = full, Choice(plan, value, answer)
        if not any((answer == one).all() for one in self.answers):
            self.answers.append(answer)
            # Earlier tangents say nothing of a new answer: give it one at each plan met so far.
            for old in self.seen:
                self._add_cuts(old, len(self.answers) - 1)
        for number in range(len(self.answers)):
            self._add_cuts(plan, number)
        self.seen.append(plan)

    def _add_cuts(self, plan: Pieces, number: int) -> None:
        width = len(self.columns)
        self.cuts += _tangents(self.game, plan, self.answers[number], number, self.where, width)

    def best_under_cuts(self, gap: float, nodes: int) -> tuple[Pieces | None, float]:
        """Let HiGHS pick the best plan under the tangents so far; returns it, and what no plan can beat."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        width, unit = len(self.columns), max(self.start, 1e-9)
        values = len(self.answers) * len(self.game.tanks)
        rows, low = _cut_rows(self.cuts, width, len(self.answers), len(self.game.tanks), unit)
        rules, least, most = _rules(self.game, self.columns)
        wide = np.concatenate([rules, np.zeros((len(rules), 1 + values))], axis=1)
        price = np.array([self.game.posts[r].cost[k] * self.fine / unit for r, _, k in self.columns])
        solved = milp(
            np.concatenate([price, [1.0], np.zeros(values)]),
            constraints=[LinearConstraint(wide, least, most), LinearConstraint(rows, low, np.inf)],
            integrality=np.concatenate([np.ones(width), np.zeros(1 + values)]),
            bounds=Bounds(0.0, np.concatenate([np.ones(width), np.full(1 + values, np.inf)])),
            options={"mip_rel_gap": gap, "node_limit": nodes},
        )
        bound = getattr(solved, "mip_dual_bound", None)
        below = -np.inf if bound is None else float(bound) * unit
        return None if solved.x is None else _plan(self.game, self.columns, solved.x), below


def _open(game: Game, row: int, month: int) -> list[int]:
    """Configurations of a post in a month that can stand and that the budget can pay."""
    post = game.posts[row]
    return [
        k
        for k in range(len(post.cost))
        if k == 0 or (post.usable[month, k] and post.cost[k] <= game.budget * (1 + 1e-12))
    ]


def _rules(game: Game, columns: Sequence[tuple[int, int, int]]) -> tuple[Array, Array, Array]:
    """One configuration at each post in each month, and no month above the budget."""
    posts, months = len(game.posts), game.months
    rows = np.zeros((posts * months + months, len(columns)))
    low, high = np.ones(len(rows)), np.ones(len(rows))
    low[posts * months :], high[posts * months :] = -np.inf, 1.0 + 1e-9
    for at, (row, month, k) in enumerate(columns):
        rows[row * months + month, at] = 1.0
        if game.posts[row].cost[k] > 0.0:
            rows[posts * months + month, at] = game.posts[row].cost[k] / game.budget
    return rows, low, high


def _tangents(
    game: Game, plan: Pieces, answer: Ints, number: int, where: dict[tuple[int, int, int], int], width: int
) -> list[_Cut]:
    """Lay a tangent to the value of each basin under one answer at one plan."""
    out = []
    for basin, tank in enumerate(game.tanks):
        people = game.people_per_litre[basin]
        inflow = basin_inflow(game, basin, plan, answer)
        level = float((people * unserved(tank, inflow).sum(axis=1)).mean())
        slope = people[:, None] * slopes(tank, inflow) / len(people)
        weight = np.zeros(width)
        for row, post in enumerate(game.posts):
            if post.basin != basin:
                continue
            for month in range(game.months):
                column = answer[month, row] if row < game.corridors else 0
                change = post.change[:, month, :, column]
                worth = (slope[:, month, None] * change).sum(axis=0)
                level -= float(worth[plan[row][month]])
                for k in range(len(post.cost)):
                    if (row, month, k) in where:
                        weight[where[row, month, k]] = worth[k]
        out.append(_Cut(number, basin, level, weight))
    return out


def _cut_rows(cuts: Sequence[_Cut], width: int, answers: int, basins: int, unit: float) -> tuple[Array, Array]:
    """Rows of the programme: the worst answer is at least each answer, and each answer at least its tangents; values in `unit`."""
    rows = np.zeros((answers + len(cuts), width + 1 + answers * basins))
    low = np.zeros(len(rows))
    for number in range(answers):
        rows[number, width] = 1.0
        rows[number, width + 1 + number * basins : width + 1 + (number + 1) * basins] = -1.0
    for at, cut in enumerate(cuts, start=answers):
        rows[at, width + 1 + cut.answer * basins + cut.basin] = 1.0
        rows[at, :width] = np.where(np.abs(cut.weight) > 1e-9 * unit, -cut.weight / unit, 0.0)
        low[at] = cut.level / unit
    return rows, low


def _plan(game: Game, columns: Sequence[tuple[int, int, int]], taken: Array) -> Pieces:
    out = [[0] * game.months for _ in game.posts]
    for at, (row, month, k) in enumerate(columns):
        if taken[at] > 0.5:
            out[row][month] = k
    return tuple(tuple(months) for months in out)


def people_saved(game: Game, choice: Choice) -> Array:
    """Say what a choice saves, draw by draw.

    Args:
        game: the game.
        choice: what was chosen.

    Returns:
        (draw,) person-days short without protection less those with it, each against the worst answer to it.
    """
    bare = nothing(game)
    return people_short(game, bare, worst(game, bare)[1]) - people_short(game, choice.plan, choice.answer)
