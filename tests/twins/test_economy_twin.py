"""The compiled economy against a slow one in plain Python, and its mean ransom against numerical integration."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, stats

from harmattan.inference.chance import uniform
from harmattan.models.economy.kernel import LARGEST_RANSOM, ON_SITE, mean_ransom
from harmattan.world.atlas import stable_key
from models.economy_worlds import FIRST, run, start, two_mines

MODEL = stable_key("economy")


@pytest.mark.parametrize(("typical", "spread"), [(1e3, 0.1), (1.7e5, 1.3), (1.5e6, 2.0), (5e7, 1.0), (1e9, 3.0)])
def test_the_mean_ransom_is_its_slow_twin(typical, spread):
    def paid(z):
        return min(LARGEST_RANSOM, typical * np.exp(spread * z)) * stats.norm.pdf(z)

    kink = float(np.log(LARGEST_RANSOM / typical) / spread)
    ends = sorted({-12.0, min(14.0, max(-12.0, kink)), 14.0})
    slow = sum(integrate.quad(paid, low, high, limit=400)[0] for low, high in pairwise(ends))
    assert mean_ransom(typical, spread) == pytest.approx(slow, rel=1e-7)


def number(draw, day, entity, slot):
    return uniform(1, MODEL, draw, FIRST + day, stable_key(entity), slot)


def slow_sites(state, i, day):
    """Output and attacks of each site of the country on one day."""
    out = {}
    for row, place in enumerate(two_mines().places):
        if place.kind != "mine" or place.country != "XI":
            continue
        factor = state["mine_attack_factor"][i, row]
        rate = (
            state["mine_attack_rate"][i]
            * factor
            * state["attack_rate_factor"][i, 0]
            * state["violence_restraint"][i, 0]
        )
        told = state["attacks_reported_near"][i, row]
        close = max(0, int(state["attacks_near"][i, row] - told))
        hit = told + stats.poisson.ppf(number(i, day, place.id, 0), rate)
        hit += stats.binom.ppf(number(i, day, place.id, 1), close, min(1.0, ON_SITE * factor)) if close else 0
        missing = (1.0 - state["mine_output"][i, row]) * 0.5 ** (1.0 / state["mine_resume_half_life"][i])
        out[row] = (hit, (1.0 - missing) * (1.0 - state["mine_stop_share"][i]) ** hit)
    return out


def slow_money(state, sites, i, day):
    """Kidnappings, income and what enters the trend on one day."""
    steady = 0.0
    for row, place in enumerate(two_mines().places):
        under = state["control"][i, row] in (1.0, 3.0)
        if place.country == "XI" and place.kind == "mine":
            steady += state["permission_payment"][i] * sites[row][1] * (1.0 if under else state["permission_share"][i])
        if place.country == "XI" and under:
            steady += state["place_tax"][i] * place.population / 10_000.0
    rate = state["kidnap_rate"][i] * state["violence_restraint"][i, 0] * state["armed_group_capacity"][i, 0]
    taken = int(stats.poisson.ppf(number(i, day, "XI", 0), rate))
    ransoms = [
        min(
            LARGEST_RANSOM,
            state["ransom_typical"][i]
            * np.exp(state["ransom_spread"][i] * stats.norm.ppf(number(i, day, "XI", 1 + k))),
        )
        for k in range(taken)
    ]
    return taken, steady, steady + sum(ransoms)


def test_the_economy_is_its_slow_twin():
    draws, rng = 12, np.random.default_rng(8)
    model, state = start(draws)
    for name, low, high in (
        ("mine_attack_rate", 0.0, 0.3), ("mine_stop_share", 0.1, 0.9), ("mine_resume_half_life", 2.0, 60.0),
        ("kidnap_rate", 0.1, 1.5), ("ransom_typical", 1e4, 1e7), ("ransom_spread", 0.2, 2.5), ("place_tax", 1.0, 900.0),
        ("capacity_half_life", 5.0, 90.0), ("capacity_elasticity", 0.1, 1.5),
    ):  # fmt: skip
        state[name] = rng.uniform(low, high, draws)
    for day in range(25):
        state["control"] = rng.integers(0, 4, (draws, 5)).astype(float)
        state["attacks_near"] = rng.poisson(1.5, (draws, 5)).astype(float)
        state["attacks_reported_near"] = rng.poisson(0.3, (draws, 5)).astype(float)
        state["mine_attack_factor"] = rng.uniform(0.2, 3.0, (draws, 5))
        state["attack_rate_factor"] = rng.uniform(0.2, 3.0, (draws, 2))
        state["violence_restraint"] = rng.uniform(0.2, 1.0, (draws, 2))
        state["past_day"] = np.full((draws, 2), float(day < 8))
        after = run(model, state, 1, first=day)
        for i in range(draws):
            sites = slow_sites(state, i, day)
            taken, steady, income = slow_money(state, sites, i, day)
            for row, (hit, output) in sites.items():
                assert after["mine_attacks"][i, row] == hit
                assert after["mine_output"][i, row] == pytest.approx(output, rel=1e-12)
            assert after["kidnappings"][i, 0] == taken
            assert after["armed_group_income"][i, 0] == pytest.approx(income, rel=1e-9)
            lost = sum(1.0 - output for _, output in sites.values()) * state["mine_revenue"][i]
            assert after["state_revenue_lost"][i, 0] == pytest.approx(lost, rel=1e-9, abs=1e-6)
            mean = mean_ransom(state["ransom_typical"][i], state["ransom_spread"][i])
            if day == 0:
                trend = steady + state["kidnap_rate"][i] * state["violence_restraint"][i, 0] * mean
            else:
                held = 0.5 ** (1.0 / state["capacity_half_life"][i])
                trend = held * state["income_trend"][i, 0] + (1.0 - held) * (steady + taken * mean)
            origin = trend if day < 8 else state["income_origin"][i, 0]
            assert after["income_trend"][i, 0] == pytest.approx(trend, rel=1e-9)
            assert after["income_origin"][i, 0] == pytest.approx(origin, rel=1e-9)
            grown = np.clip((trend / origin) ** state["capacity_elasticity"][i], 0.2, 5.0)
            assert after["armed_group_capacity"][i, 0] == pytest.approx(grown, rel=1e-9)
        state = after
