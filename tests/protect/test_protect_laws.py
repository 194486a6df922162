"""What must hold of protecting supply whatever the numbers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from harmattan.protect.game import nothing, people_short, plan_cost, worst
from harmattan.protect.planner import choose, people_saved
from protect.planted_game import planted_game


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_protection_without_effect_is_never_bought(seed):
    game = planted_game(seed, effect=0.0, budget=6.0)
    found = choose(game)
    assert found.plan == nothing(game)
    assert not people_saved(game, found).any()


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_more_money_never_leaves_more_people_short(seed):
    values = [choose(planted_game(seed, budget=budget), tolerance=1e-9, thrift=0.0).value for budget in (0, 1, 2, 4, 9)]
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(values))
    assert values[-1] < values[0]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_month_costs_more_than_the_budget_and_nothing_stands_before_it_can(seed):
    game = planted_game(seed, budget=3.5)
    found = choose(game)
    assert (plan_cost(game, found.plan) <= 3.5 + 1e-9).all()
    for post, months in zip(game.posts, found.plan, strict=True):
        assert all(k == 0 or post.usable[month, k] for month, k in enumerate(months))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_opponent_who_shifts_does_no_less_harm_than_one_who_stays(seed):
    game = planted_game(seed)
    stay = np.repeat(game.steady[:1], game.months, axis=0)
    for plan in (nothing(game), choose(game).plan):
        assert worst(game, plan)[0] >= people_short(game, plan, stay).mean() - 1e-9


def test_a_plan_that_is_known_is_never_lost():
    game = planted_game(5, budget=3.0)
    good = choose(game, tolerance=1e-9, thrift=0.0)
    again = choose(game, tolerance=1.0, rounds=1, known=[good.plan], thrift=0.0)
    assert again.value <= good.value + 1e-9


def test_a_search_that_is_stopped_tells_how_far_it_may_be_off():
    game = planted_game(2, budget=4.5)
    best = choose(game, tolerance=1e-9, thrift=0.0).value
    stopped = choose(game, tolerance=1e-9, rounds=1, thrift=0.0)
    assert stopped.value - stopped.gap <= best + 1e-9


def test_what_is_saved_is_the_difference_of_the_worst_answers():
    game = planted_game(3, budget=4.0)
    found = choose(game)
    assert people_saved(game, found).mean() == pytest.approx(worst(game, nothing(game))[0] - found.value)


def test_the_same_game_gives_the_same_plan():
    game = planted_game(4, budget=4.0)
    assert choose(game).plan == choose(replace(game)).plan


def test_a_choice_does_not_print_the_answer_of_the_opponent():
    assert "answer" not in repr(choose(planted_game(1)))
