"""Tiny games with numbers from a fixed generator, small enough to look at every plan and every answer."""

from __future__ import annotations

import numpy as np

from harmattan.protect.balance import Tank
from harmattan.protect.game import Game, Post, menu_of


def planted_game(seed: int, *, draws: int = 5, months: int = 2, budget: float = 3.0, effect: float = 1.0) -> Game:
    """Three corridors into two basins, two protections on each, tanks at one place; `effect` 0 makes protection useless."""
    rng = np.random.default_rng(seed)
    shares, menu, steady = menu_of(3, 0.5, (3,))
    posts = []
    for row, basin in enumerate((0, 0, 1)):
        harm = rng.uniform(5.0, 25.0, (draws, months, 1, 1)) * np.array([0.0, 1.0, 0.7, 0.4])
        spared = np.concatenate([np.zeros((draws, 1, 1, 1)), effect * rng.uniform(0.0, 0.8, (draws, 1, 2, 1))], axis=2)
        change = -harm * (1.0 - spared)
        change -= change[:, :, :1, -1:]
        usable = np.ones((months, 3), dtype=np.bool_)
        usable[0, 2] = False
        posts.append(Post(f"c{row}", basin, change, np.array([0.0, 1.0, 2.0]), usable))
    litres = effect * rng.uniform(2.0, 6.0, (draws, 1, 1, 1)) * np.array([0.0, 1.0])[None, None, :, None]
    stock = np.repeat(litres, months, axis=1)
    posts.append(Post("p0", 0, stock, np.array([0.0, 1.5]), np.ones((months, 2), dtype=np.bool_)))
    one = np.ones(draws)
    tanks = tuple(
        Tank(5.0 * one, need * np.ones((draws, months)), 0.8 * need * np.ones((draws, months)), 3.0 * one, 40.0 * one)
        for need in (30.0, 20.0)
    )
    inflow = tuple(rng.uniform(0.8, 1.1, (draws, months)) * need for need in (30.0, 20.0))
    assert len(shares) == 4
    return Game(tuple(posts), tanks, (2.0 * one, 3.0 * one), inflow, menu, steady, budget)
