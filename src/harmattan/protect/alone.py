"""Each protection by itself: what it buys at rising budgets, where it stops helping, how strong it must be."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from harmattan.protect.answer import Alone, Amount, Bought
from harmattan.protect.game import Pieces, nothing, plan_cost, worst
from harmattan.protect.layout import lay_out
from harmattan.protect.planner import choose, people_saved
from harmattan.protect.respond import Learned

__all__ = ["STEPS", "buy_alone", "crossing"]

Array = NDArray[np.float64]

STEPS = (0.5, 1.0, 2.0)
"""Budgets at which each protection alone is bought, as multiples of the budget."""

LITTLE = 0.05
"""Share of all that a protection can bring below which another step counts as no help."""

GRID = np.array([0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.2, 1.5, 2.5])
"""Effects at which a break-even is looked for."""


def buy_alone(learned: Learned, budget: float, most: float, worth: float, tolerance: float) -> tuple[Alone, ...]:
    """Buy each protection by itself at rising budgets, then ask how strong it must be.

    Args:
        learned: what rehearsals showed.
        budget: US dollars a month.
        most: largest share of the effort that one corridor can meet in a month.
        worth: US dollars that a person-day supplied is worth; 0 for none.
        tolerance: gap of the search that is accepted.

    Returns:
        One for each protection, in their order.
    """
    bought: list[tuple[Bought, ...]] = []
    plans: list[Pieces] = []
    for number in range(len(learned.protections)):
        steps: list[Bought] = []
        before: list[Pieces] = []
        for step in STEPS:
            game = lay_out(learned, budget=step * budget, most=most, only=[number]).game
            choice = choose(game, tolerance=tolerance, known=before[-1:])
            before.append(choice.plan)
            spared = Amount.of(people_saved(game, choice))
            steps.append(Bought(step * budget, float(plan_cost(game, choice.plan).sum()), spared))
        bought.append(tuple(steps))
        plans.append(before[STEPS.index(1.0)])
    out = []
    for number, protection in enumerate(learned.protections):
        others = [steps[STEPS.index(1.0)].spared.mean for at, steps in enumerate(bought) if at != number]
        mine = bought[number][STEPS.index(1.0)]
        action = protection.levels[0].actions[0]
        curve = _spared_at(learned, number, plans[number], budget, most)
        needed, side = crossing(curve, max(0.0, *others) if others else 0.0)
        paid = crossing(curve, mine.spent / worth)[0] if worth > 0.0 and mine.spent > 0.0 else math.nan
        out.append(
            Alone(
                protection.id,
                bought[number],
                _stops(bought[number]),
                needed,
                side,
                paid,
                action.effect.low,
                action.effect.high,
                protection.judged,
            )
        )
    return tuple(out)


def _stops(steps: Sequence[Bought]) -> float:
    """The budget from which on each further step adds little."""
    most = max(step.spared.mean for step in steps)
    if most <= 0.0:
        return 0.0
    near = [step.budget for step in steps if step.spared.mean >= (1.0 - LITTLE) * most]
    return near[0] if near[0] < steps[-1].budget else math.nan


def _spared_at(learned: Learned, number: int, plan: Pieces, budget: float, most: float) -> Array:
    """(effect,) mean person-days that a protection, placed as believed best, spares with this effect in every draw."""
    out = np.full(len(GRID), np.nan)
    stock = learned.protections[number].stocks
    for at, effect in enumerate(GRID):
        if stock and effect > 1.0:
            continue
        game = lay_out(learned, budget=budget, most=most, only=[number], fixed={number: float(effect)}).game
        out[at] = worst(game, nothing(game))[0] - worst(game, plan)[0]
    return out


def crossing(spared: Array, target: float) -> tuple[float, str]:
    """Find where a curve over the grid of effects meets a target.

    Args:
        spared: (effect,) person-days spared at each effect of `GRID`; nan where none was looked at.
        target: person-days.

    Returns:
        The effect, nan where it meets none, and the side of it on which the curve is higher.

    Examples:
        >>> at, side = crossing(100.0 * (1.0 - GRID), 60.0)
        >>> round(at, 6), side
        (0.4, 'below')
    """
    good = np.isfinite(spared)
    grid, curve = GRID[good], spared[good] - target
    side = "below" if curve[0] >= curve[-1] else "above"
    flips = np.flatnonzero((curve[:-1] >= 0.0) != (curve[1:] >= 0.0))
    if not len(flips):
        return math.nan, side
    at = int(flips[-1] if side == "below" else flips[0])
    part = curve[at] / (curve[at] - curve[at + 1])
    return float(np.exp(np.log(grid[at]) + part * np.log(grid[at + 1] / grid[at]))), side
