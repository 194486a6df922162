"""Samplers against the inverse distribution functions of SciPy: exactly below the switch, in moments and distance above it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from harmattan.inference.chance import uniform
from harmattan.inference.samplers import SWITCH, binomial, normal, poisson, round_at_random

GRID = (2 * np.arange(1000) + 1) / 2000
TAILS = np.array([2.0**-53, 1e-15, 1e-12, 1e-9, 1e-6, 1 - 1e-6, 1 - 1e-9, 1 - 1e-12])
U = np.concatenate([GRID, TAILS])
LAST = 1 - 2.0**-53

EXACT_BINOMIAL = [
    *((1, 0.5), (2, 0.3), (10, 0.3), (10, 0.7), (100, 0.5), (130, 0.25), (111, 0.999), (5, 1e-15), (5, 1 - 1e-15)),
    *(
        (270, 0.1),
        (270, 0.9),
        (10**6, 1e-6),
        (10**6, 1e-12),
        (10**9, 2e-8),
        (10**9, 1e-9),
        (10**9, 1e-12),
        (10**9, 1e-300),
    ),
    (10**9, 1 - 1e-8),
]
ROUGH_BINOMIAL = [
    (500, 0.5),
    (2000, 0.06),
    (700, 0.7),
    (10**5, 0.002),
    (10**5, 0.998),
    (10**9, 2e-7),
    (10**9, 0.3),
    (10**9, 0.5),
]


def sampled(count: int, sampler, *parameters) -> np.ndarray:
    return np.array([sampler(uniform(1, 2, draw, 3, 4, 0), *parameters) for draw in range(count)])


def test_normal_is_ndtri():
    want = special.ndtri(U)
    got = np.array([normal(u) for u in U])
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-15)
    assert normal(0.5) == 0.0
    assert all(normal(1.0 - u) == -normal(u) for u in (2.0**-53, 2.0**-30, 0.125, 0.375))


@pytest.mark.parametrize("rate", [0.0, 1e-300, 1e-12, 1e-3, 0.1, 1.0, 2.5, 10.0, 20.0, 24.9, SWITCH])
def test_poisson_is_exact_below_the_switch(rate):
    want = stats.poisson.ppf(U, rate) if rate else np.zeros(len(U))
    assert [poisson(u, rate) for u in U] == want.tolist()


@pytest.mark.parametrize(("n", "p"), EXACT_BINOMIAL)
def test_binomial_is_exact_below_the_switch(n, p):
    assert n * p * (1 - p) <= SWITCH
    # The mirror image keeps the digits of the upper tail, in SciPy as in ours.
    want = n - (stats.binom.isf(U, n, 1 - p) if p > 0.5 else n - stats.binom.ppf(U, n, p))
    got = np.array([binomial(u, n, p) for u in U])
    # Above one half failures are counted: next to u = 0 their sum is next to 1, where doubles have no digits left.
    kept = np.flatnonzero(U >= 1e-12) if p > 0.5 else np.arange(len(U))
    assert got[kept].tolist() == want[kept].tolist()


@pytest.mark.parametrize("u", [2.0**-53, 1e-300, LAST])
@pytest.mark.parametrize(("n", "p"), EXACT_BINOMIAL + ROUGH_BINOMIAL)
def test_the_outermost_numbers_stay_in_reason(u, n, p):
    spread = np.sqrt(n * p * (1 - p))
    far = 14 * spread + 25 if u != 1e-300 else 40 * spread + 700
    assert 0 <= binomial(u, n, p) <= n
    assert abs(binomial(u, n, p) - n * p) <= far
    assert abs(poisson(u, n * p) - n * p) <= 14 * np.sqrt(n * p) + 700 * (u == 1e-300) + 25 + 30 * np.sqrt(n * p) * (
        u == 1e-300
    )


@pytest.mark.parametrize("rate", [25.001, 60.0, 150.0, 1e3, 1e5, 1e9])
def test_poisson_above_the_switch(rate):
    got = np.array([poisson(u, rate) for u in U])
    away = np.abs(got - stats.poisson.ppf(U, rate))
    assert away[: len(GRID)].mean() < 0.02
    assert away[: len(GRID)].max() <= 1
    assert away.max() <= 2
    many = sampled(20_000, poisson, rate)
    assert abs(many.mean() - rate) < 4 * np.sqrt(rate / len(many))
    assert abs(many.var() / rate - 1) < 4 * np.sqrt(2 / len(many))
    values, counts = np.unique(many, return_counts=True)
    assert np.abs(np.cumsum(counts) / len(many) - stats.poisson.cdf(values, rate)).max() < 1.95 / np.sqrt(len(many))


@pytest.mark.parametrize(("n", "p"), ROUGH_BINOMIAL)
def test_binomial_above_the_switch(n, p):
    assert n * p * (1 - p) > SWITCH
    got = np.array([binomial(u, n, p) for u in GRID])
    away = np.abs(got - stats.binom.ppf(GRID, n, p))
    assert away.mean() < 0.02
    assert away.max() <= 1
    many = sampled(20_000, binomial, n, p)
    variance = n * p * (1 - p)
    assert abs(many.mean() - n * p) < 4 * np.sqrt(variance / len(many))
    assert abs(many.var() / variance - 1) < 4 * np.sqrt(2 / len(many))
    values, counts = np.unique(many, return_counts=True)
    assert np.abs(np.cumsum(counts) / len(many) - stats.binom.cdf(values, n, p)).max() < 1.95 / np.sqrt(len(many))


def test_counts_are_whole_numbers_of_python():
    for count in (
        poisson(0.3, 2.0),
        poisson(0.3, 2e6),
        binomial(0.3, 10, 0.2),
        binomial(0.3, 10**9, 0.7),
        round_at_random(0.3, 2.5),
    ):
        assert isinstance(count, int)


def test_round_at_random_leaves_whole_amounts_alone():
    for amount in (0.0, 1.0, 2.0, 1e6, 1e9, 2.0**52):
        assert round_at_random(LAST, amount) == round_at_random(2.0**-53, amount) == amount
    assert abs(sampled(20_000, round_at_random, 2.7).mean() - 2.7) < 4 * np.sqrt(0.21 / 20_000)


@pytest.mark.parametrize(("n", "p"), [(1300, 0.02), (280, 0.1), (120, 0.3), (101, 0.5), (101, 0.499)])
def test_the_expansion_is_close_to_the_exact_distribution(n, p):
    """Total variation distance just above the switch, by where each count begins on a fine grid of uniforms."""
    assert SWITCH < n * p * (1 - p) < 1.1 * SWITCH
    u = special.ndtr(np.linspace(-8.0, 8.0, 60_001))
    got = np.array([binomial(x, n, p) for x in u])
    counts = np.arange(n + 1)
    below = u[np.minimum(np.searchsorted(got, counts, side="right"), len(u) - 1)]
    found = np.diff(below, prepend=0.0)
    assert 0.5 * np.abs(found - stats.binom.pmf(counts, n, p)).sum() < 4e-4
