"""Ask the question: rehearse, lay out the game, search, and pass the days again to see how far the balance is off."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from harmattan.protect.alone import buy_alone
from harmattan.protect.answer import Amount, Answer, Standing
from harmattan.protect.game import Pieces, nothing, people_short, plan_cost, worst
from harmattan.protect.layout import Board, lay_out
from harmattan.protect.placing import place
from harmattan.protect.planner import choose, people_saved
from harmattan.protect.rehearse import Part, Stage, month_edges
from harmattan.protect.respond import Learned, learn
from harmattan.world.protection import STOCK, Protection

__all__ = ["ask", "first_budget"]

Array = NDArray[np.float64]


def first_budget(protections: Sequence[Protection]) -> float:
    """Settle a budget where none is given: one of each protection of corridors at level 1, or of stocks where there is no other.

    Args:
        protections: what could be done.

    Returns:
        US dollars a month.
    """
    on_roads = [one for one in protections if not one.stocks] or list(protections)
    return float(sum(one.levels[0].cost for one in on_roads))


def ask(
    stage: Stage,
    protections: Sequence[Protection],
    *,
    budget: float,
    most: float = 0.5,
    worth: float = 0.0,
    tolerance: float = 0.01,
    workers: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Answer:
    """Ask which protection keeps most people supplied against an opponent who shifts effort between corridors.

    Args:
        stage: belief, scenario, mechanisms and days.
        protections: what could be done; at least one.
        budget: US dollars a month.
        most: largest share of the effort that one corridor can meet in a month.
        worth: US dollars that a person-day supplied is worth, for break-evens; 0 for none.
        tolerance: gap of the search that is accepted, as a share of what is short without protection.
        workers: threads; the result does not depend on it.
        progress: told the share done.

    Returns:
        The answer.
    """
    learned = learn(stage, protections, workers=workers, progress=progress)
    board = lay_out(learned, budget=budget, most=most)
    game, bare = board.game, nothing(board.game)
    known = worst(game, bare)[1]
    as_is = np.repeat(game.steady[:1], game.months, axis=0)
    chosen = choose(game, tolerance=tolerance)
    alone = buy_alone(learned, budget, most, worth, tolerance)
    simulated = _again(learned, board, bare, known), _again(learned, board, chosen.plan, chosen.answer)
    floor = _people(stage, learned.floor)
    bare_short = people_short(game, bare, known)
    return Answer(
        stage.scenario.id,
        budget,
        most,
        stage.draws,
        game.months,
        Amount.of(bare_short),
        Amount.of(people_short(game, bare, as_is)),
        alone,
        _mix(learned, board, chosen.plan),
        tuple(float(one) for one in plan_cost(game, chosen.plan)),
        place(learned, board, chosen),
        chosen.gap,
        any(one.judged for one in protections),
        (float(people_saved(game, chosen).mean()), float((simulated[0] - simulated[1]).mean())),
        (float(bare_short.mean()), float((simulated[0] - floor).mean())),
    )


def _people(stage: Stage, shortage: Array) -> Array:
    people = np.array([place.population for place in stage.situation.atlas.places], dtype=np.float64)
    return np.asarray((shortage.sum(axis=1) * people).sum(axis=1))


def _mix(learned: Learned, board: Board, plan: Pieces) -> tuple[Standing, ...]:
    return tuple(
        Standing(month + 1, post.id, learned.protections[number].id, level)
        for month in range(board.game.months)
        for row, post in enumerate(board.game.posts)
        for number, level in board.options[row][plan[row][month]]
    )


def _again(learned: Learned, board: Board, plan: Pieces, answer: NDArray[np.int64]) -> Array:
    """Pass the days again with a plan and the worst answer to it: (draw,) person-days short; stocks from the first day on."""
    stage, parts = learned.stage, []
    edges = month_edges(stage.horizon_days)
    more = np.zeros((stage.draws, len(stage.situation.atlas.places)))
    for month in range(board.game.months):
        days = (edges[month], edges[month + 1] - 1)
        for row, post in enumerate(board.game.posts):
            if row < len(board.corridors):
                corridor = board.corridors[row]
                share = board.shares[answer[month, row]]
                if not math.isnan(share):
                    factor = share / np.maximum(learned.believed[:, corridor], 1e-12)
                    parts.append(Part("ambush_rate_factor", (corridor,), factor, *days))
            for number, level in board.options[row][plan[row][month]]:
                for action in learned.protections[number].levels[level - 1].actions:
                    drawn = learned.drawn[number, level, action.driver]
                    if action.driver == STOCK:
                        more[:, stage.situation.atlas.place_index[post.id]] += action.litres * drawn
                    else:
                        parts.append(Part(action.driver, (board.corridors[row],), drawn, *days))
    return _people(stage, stage.run(parts, more if more.any() else None).shortage)
