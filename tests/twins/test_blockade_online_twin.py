"""The filter for reports against a slow one: distributions by name, and every path of the states gone through."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
from scipy import stats

from harmattan.models.blockade import standing, watch
from harmattan.models.blockade.online import FADE_DAYS, FOLLOWED
from models.blockade_worlds import sighted

PARAMETERS = {
    "corridor_hazard": np.array([[0.02, 0.3, 0.1, 0.6]]),
    "corridor_flow_share": np.array([[1.0, 0.7, 0.3, 0.05]]),
    "corridor_flow_spread": np.array([0.45]),
    "corridor_change_rate": np.array([0.06]),
}
REPORTED, LAG = 0.6, 4.0


def moves(day, on, words):
    """Chance of each state (row) to turn into each other one (column)."""
    change = 0.06 / 3.0
    up, down = (
        0.5 * sum(FOLLOWED / FADE_DAYS * math.exp(-(day - told) / FADE_DAYS) for told in known if told <= min(day, on))
        for known in words
    )
    table = np.full((4, 4), change)
    table[:2, 2:] += up
    table[2:, :2] += down
    np.fill_diagonal(table, 0.0)
    np.fill_diagonal(table, 1.0 - table.sum(axis=1))
    return table


def flow(count, level, lumpiness, normal):
    """Logarithm of the odds of each state against harassed, from scipy's distributions."""
    share, most = PARAMETERS["corridor_flow_share"][0], 14.0 * np.expm1(0.45**2)
    steady, lumpy = 1.0 / min(most, lumpiness), 1.0 / most

    def logpmf(n, state, shape):
        mean = share[state] * level * normal
        return float(stats.nbinom.logpmf(n, shape, shape / (shape + mean)))

    out = [logpmf(count, 0, steady) - logpmf(count, 1, steady), 0.0]
    for state in (2, 3):
        # Convoys: the odds never rise with the count, so the lowest of all smaller counts holds.
        convoys = min(logpmf(n, state, lumpy) - logpmf(n, 1, steady) for n in range(int(count) + 1))
        thinned = logpmf(count, state, steady) - logpmf(count, 1, steady)
        out.append(math.log(0.5 * math.exp(min(4.0, convoys)) + 0.5 * math.exp(min(4.0, thinned))))
    return np.clip(out, -4.0, 4.0)


def slow_filter(seen, on):
    """Chances on a day, and what each day said and how states moved on it."""
    hazard = PARAMETERS["corridor_hazard"][0]
    belief, level, lumpiness, weight = np.full(4, 0.25), 1.0, 14.0 * np.expm1(0.45**2), 20.0
    struck, at_risk, usual, counts, said, tables = 0.0, 0.0, 0.0, 0, [], []
    for day in range(on + 1):
        table = moves(day, on, (seen.declared, seen.lifted))
        belief = belief @ table
        counted = seen.counted[day] <= on
        arrived = seen.arrived[day] if counted else math.nan
        exposed = seen.exposed[day] if counted else math.nan
        speaks = flow(arrived, level, lumpiness, seen.normal) if not math.isnan(arrived) else np.zeros(4)
        told = REPORTED * stats.expon.cdf(on - day + 1.0, scale=LAG)
        ambushes = int(((seen.attacks == day) & (seen.attacks_known <= on)).sum())
        hundreds = (usual if math.isnan(exposed) else exposed) / 100.0
        own = (1.0 + struck) / (1.0 / hazard[0] + at_risk)
        rates = np.array([own, *(max(rate, hazard[0], 3.0 * own) for rate in hazard[1:])])
        speaks = speaks + ambushes * np.log(rates / own) - (rates - own) * told * hundreds
        belief = belief * np.exp(speaks)
        belief /= belief.sum()
        said.append(speaks)
        tables.append(table)
        if not math.isnan(arrived):
            weight = min(250.0, weight + belief[0])
            mean = level * seen.normal
            strayed = min(9.0, ((arrived - mean) ** 2 - mean) / mean**2)
            level += belief[0] / weight * (arrived / seen.normal - level)
            lumpiness = max(0.01, lumpiness + belief[0] / weight * (strayed - lumpiness))
        if not math.isnan(exposed):
            counts = min(30, counts + 1)
            usual += (exposed - usual) / counts
        struck = struck * (364.0 / 365.0) + belief[0] * ambushes
        at_risk = at_risk * (364.0 / 365.0) + belief[0] * told * hundreds
    return belief, said, tables


def reported(days, seed):
    rng = np.random.default_rng(seed)
    arrived = np.where(rng.random(days) < 0.7, rng.poisson(20.0 * rng.uniform(0.0, 1.5, days)), np.nan)
    exposed = np.where(rng.random(days) < 0.7, rng.uniform(0.0, 90.0, days), np.nan)
    attacks = [
        (int(day), int(day + late)) for day, late in zip(rng.integers(0, days, 3), rng.integers(0, 6, 3), strict=True)
    ]
    return sighted(arrived, attacks=attacks, exposed=exposed, late=2, declared=[1, days // 2], lifted=[days - 3])


def test_the_filter_is_its_slow_twin():
    for seed in range(4):
        seen = reported(20, seed)
        told = watch(seen, parameters=PARAMETERS, reported_share=REPORTED, lag_days=LAG)
        for on in range(20):
            expected = slow_filter(seen, on)[0]
            np.testing.assert_allclose(told[on], expected, rtol=1e-8)
            one = standing(seen, on, parameters=PARAMETERS, reported_share=REPORTED, lag_days=LAG)
            np.testing.assert_allclose(one.chances, expected, rtol=1e-8)


def test_since_when_is_that_of_all_paths():
    days = 7
    for seed in range(3):
        seen = reported(days, 10 + seed)
        _, said, tables = slow_filter(seen, days - 1)
        first = np.zeros(days)
        for path in product(range(4), repeat=days):
            if path[-1] < 2:
                continue
            chance = (np.full(4, 0.25) @ tables[0])[path[0]] * math.exp(
                sum(s[state] for s, state in zip(said, path, strict=True))
            )
            for day, (before, after) in enumerate(pairwise(path), 1):
                chance *= tables[day][before, after]
            free = [day for day, state in enumerate(path) if state < 2]
            first[free[-1] + 1 if free else 0] += chance
        expected = np.searchsorted(np.cumsum(first) / first.sum(), (0.05, 0.5, 0.95))
        told = standing(seen, days - 1, parameters=PARAMETERS, reported_share=REPORTED, lag_days=LAG)
        assert told.since == tuple(expected)


def test_going_over_the_last_days_again_is_going_over_all_of_them():
    # Where no report is later than the window, and none is waited for, what lies before it stays as it was.
    seen = reported(90, 5)
    told = watch(seen, parameters=PARAMETERS, lag_days=1e-6)
    for on in (30, 55, 89):
        one = standing(seen, on, parameters=PARAMETERS, lag_days=1e-6)
        np.testing.assert_allclose(told[on], one.chances, rtol=1e-10)
