"""The compiled corridor filter against a slow one, written from the distributions that it says it uses."""

from __future__ import annotations

import numpy as np
from scipy import stats

from harmattan.inference.chance import uniform
from harmattan.models.contract import step
from harmattan.world.atlas import stable_key
from models.blockade_worlds import FIRST, chance, day_of, start

NORMAL = (100.0, 20.0)
FORTNIGHT = 14.0


def slow_belief(before, change, hazard, share, spread, ambushes, exposed, arrived, normal):
    moved = np.array(
        [
            sum(
                chance_of * ((1.0 - change) if source == level else change / 3.0)
                for source, chance_of in enumerate(before)
            )
            for level in range(4)
        ]
    )
    least, most, likely = hazard[0], np.inf, []
    # Over a fortnight flow is lognormal about the share; a day is a gamma-Poisson count with fourteen times its squared variation.
    shape = 1.0 / (FORTNIGHT * (np.exp(spread**2) - 1.0))
    for level in range(4):
        most = min(most, share[level])
        here = 1.0
        if exposed > 0.0:
            here *= stats.poisson.pmf(ambushes, max(least, hazard[level]) * exposed / 100.0)
        mean = most * normal
        here *= stats.nbinom.pmf(arrived, shape, shape / (shape + mean))
        likely.append(here)
    weighed = moved * likely
    return weighed / weighed.sum()


def slow_state(belief, ban, weight, draw, corridor):
    odds = belief * np.exp(weight * ban * np.array([0.0, 0.0, 1.0, 1.0]))
    u = uniform(1, stable_key("blockade"), draw, 0, stable_key(corridor), 0)
    return float(np.searchsorted(np.cumsum(odds / odds.sum()), u))


def test_the_filter_is_its_slow_twin():
    draws, days = 6, 30
    rng = np.random.default_rng(3)
    model, state = start(draws)
    state["corridor_hazard"] = np.sort(rng.lognormal(-3.0, 1.0, (draws, 4)), axis=1)
    state["corridor_hazard"][:, 2] = state["corridor_hazard"][:, 0] * 0.5  # below open: taken to be as open
    state["corridor_flow_share"] = rng.uniform(0.02, 1.2, (draws, 4))  # not in order: taken to fall
    state["corridor_flow_spread"] = rng.uniform(0.2, 0.8, draws)
    state["corridor_change_rate"] = rng.uniform(0.005, 0.1, draws)
    belief, flow = np.full((draws, 2, 4), 0.25), np.ones((draws, 2))
    for day in range(days):
        seen = day_of(
            draws,
            ambushes=rng.poisson(0.4, (draws, 2)),
            exposed=rng.poisson(60.0, (draws, 2)) * (rng.random((draws, 2)) < 0.8),
            arrived=rng.poisson(np.array(NORMAL) * 0.5, (draws, 2)),
            ban=rng.uniform(0.0, 1.0, (draws, 2)) * [1.0, 0.0],
        )
        state = {**state, **step(model, {**state, **seen}, chance(draws, day))}
        for i in range(draws):
            for c, corridor in enumerate(("west", "east")):
                today = (seen[name][i, c] for name in ("ambushes", "tankers_exposed", "tankers_arrived"))
                belief[i, c] = slow_belief(
                    belief[i, c], state["corridor_change_rate"][i], state["corridor_hazard"][i],
                    state["corridor_flow_share"][i], state["corridor_flow_spread"][i], *today, NORMAL[c],
                )  # fmt: skip
                flow[i, c] += (seen["tankers_arrived"][i, c] / NORMAL[c] - flow[i, c]) / 7.0
                ban = seen["ban_strength"][i, c]
                told = slow_state(belief[i, c], ban, state["corridor_declared_weight"][i], i, corridor)
                assert state["corridor_state"][i, c] == told, (FIRST + day, i, corridor)
        np.testing.assert_allclose(state["corridor_belief"], belief, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(state["corridor_flow"], flow, rtol=1e-12)
