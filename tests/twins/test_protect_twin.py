"""The planner beside a slow twin that looks at every plan and every answer, and the balance beside a linear programme."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from harmattan.protect.balance import Tank, slopes, unserved
from harmattan.protect.game import nothing, people_short, plan_cost, worst
from harmattan.protect.planner import choose
from protect.planted_game import planted_game


def all_answers(game):
    paths = [np.stack(path) for path in product(game.menu, repeat=game.months)]
    return paths + [np.repeat(row[None], game.months, axis=0) for row in game.steady]


def all_plans(game):
    ways = []
    for post in game.posts:
        open_in = [[k for k in range(len(post.cost)) if k == 0 or post.usable[m, k]] for m in range(game.months)]
        ways.append(list(product(*open_in)))
    for plan in product(*ways):
        if (plan_cost(game, plan) <= game.budget + 1e-9).all():
            yield plan


def by_force(game):
    answers = all_answers(game)
    return min(max(people_short(game, plan, one).mean() for one in answers) for plan in all_plans(game))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("budget", [0.0, 2.0, 4.5])
def test_the_planner_finds_what_looking_at_every_plan_finds(seed, budget):
    game = planted_game(seed, budget=budget)
    found = choose(game, tolerance=1e-9, thrift=0.0)
    assert found.value == pytest.approx(by_force(game), rel=1e-7)
    assert found.gap == 0.0
    assert (plan_cost(game, found.plan) <= budget + 1e-9).all()


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_worst_answer_is_the_worst_of_all(seed):
    game = planted_game(seed, months=3)
    for plan in (nothing(game), ((1, 0, 1), (0, 2, 0), (1, 1, 1), (1, 0, 0))):
        value, answer = worst(game, plan)
        assert value == pytest.approx(max(people_short(game, plan, one).mean() for one in all_answers(game)), rel=1e-12)
        assert value == pytest.approx(people_short(game, plan, answer).mean(), rel=1e-12)


def by_programme(tank, draw, inflow):
    """Unserved and stock of each month as a linear programme: variables unserved, left, spilled."""
    months = inflow.shape[1]
    cost = np.concatenate([np.ones(months), np.zeros(2 * months)])
    equal, given, below, most = [], [], [], []
    for month in range(months):
        row = np.zeros(3 * months)
        row[month], row[months + month], row[2 * months + month] = -1.0, 1.0, 1.0
        if month:
            row[months + month - 1] = -1.0
        equal.append(row)
        given.append(inflow[draw, month] - tank.need[draw, month] + (tank.start[draw] if month == 0 else 0.0))
        reserve = np.zeros(3 * months)
        reserve[month], reserve[months + month] = -tank.reserve[draw] / tank.general[draw, month], -1.0
        below.append(reserve)
        most.append(-tank.reserve[draw])
    bounds = [(0, None)] * months + [(0, tank.hold[draw])] * months + [(0, None)] * months
    return linprog(cost, A_ub=below, b_ub=most, A_eq=equal, b_eq=given, bounds=bounds).fun


@pytest.mark.parametrize("seed", range(6))
def test_the_balance_is_the_best_use_of_the_fuel(seed):
    rng = np.random.default_rng(seed)
    draws, months = 20, 4
    need = rng.uniform(20, 40, (draws, months))
    tank = Tank(rng.uniform(0, 30, draws), need, need * 0.7, rng.uniform(0, 10, draws), rng.uniform(20, 60, draws))
    inflow = rng.uniform(0, 60, (draws, months))
    found = unserved(tank, inflow).sum(axis=1)
    assert found == pytest.approx([by_programme(tank, draw, inflow) for draw in range(draws)], abs=1e-7)
    bent = slopes(tank, inflow)
    for month in range(months):
        more = inflow.copy()
        more[:, month] += 1e-6
        assert (unserved(tank, more).sum(axis=1) - found) / 1e-6 == pytest.approx(bent[:, month], abs=1e-4)
