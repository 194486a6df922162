"""Laws of the samplers: within bounds, never falling in their parameter, mirror images of each other."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from harmattan.inference.samplers import SWITCH, binomial, normal, poisson, round_at_random

# Numbers of the grid that `uniform` makes, away from the outermost 1e-12 where sums of doubles have no digits left.
UNIFORM = st.integers(2**13, 2**52 - 2**13).map(lambda k: (2 * k + 1) / 2**53)
P = st.floats(0.0, 1.0)
N = st.one_of(st.integers(0, 1000), st.integers(0, 10**9))
RATE = st.one_of(st.floats(0.0, 300.0), st.floats(0.0, 1e9))
MANY = settings(max_examples=500, deadline=None)


def back(*variances: float) -> int:
    """One step back is allowed where the switch lies between."""
    return int(min(variances) <= SWITCH < max(variances))


@MANY
@given(UNIFORM, RATE, RATE)
@example(0.5, 100.0, 100.0000001)
def test_poisson_rises_with_its_rate(u, a, b):
    low, high = sorted((a, b))
    assert 0 <= poisson(u, low) <= poisson(u, high) + back(low, high)


@MANY
@given(UNIFORM, UNIFORM, RATE)
def test_poisson_rises_with_its_number(u, v, rate):
    low, high = sorted((u, v))
    assert poisson(low, rate) <= poisson(high, rate)


@MANY
@given(UNIFORM, N, P, P)
@example(0.5, 1, 0.5, 0.5000000000000001)
@example(0.3, 400, 0.5, 0.49999)
def test_binomial_rises_with_its_chance(u, n, a, b):
    low, high = sorted((a, b))
    # The variance peaks at one half, so that a pair around it may cross the switch twice.
    variances = [n * p * (1 - p) for p in (low, high)] + ([n / 4] if low < 0.5 < high else [])
    assert 0 <= binomial(u, n, low) <= binomial(u, n, high) + 2 * back(*variances) <= n + 2


@MANY
@given(UNIFORM, P, N, N)
def test_binomial_rises_with_its_trials(u, p, a, b):
    low, high = sorted((a, b))
    assert binomial(u, low, p) <= binomial(u, high, p) + back(low * p * (1 - p), high * p * (1 - p))


@MANY
@given(UNIFORM, P, st.integers(0, 2000))
def test_one_more_trial_adds_at_most_one(u, p, n):
    switch = back(n * p * (1 - p), (n + 1) * p * (1 - p))
    assert binomial(u, n + 1, p) - binomial(u, n, p) <= 1 + switch


@MANY
@given(UNIFORM, N, P)
def test_successes_and_failures_make_the_trials(u, n, p):
    # p = 1 - (1 - p) only where the subtraction is exact.
    q = 1.0 - p
    if 1.0 - q == p and p != 0.5:
        assert binomial(u, n, p) + binomial(1.0 - u, n, q) == n


@MANY
@given(UNIFORM, UNIFORM)
def test_normal_rises(u, v):
    low, high = sorted((u, v))
    assert normal(low) <= normal(high)
    assert normal(1.0 - low) == -normal(low)


@MANY
@given(UNIFORM, st.floats(0.0, 1e9), st.floats(0.0, 1e9))
def test_rounding_rises_and_stays_next_to_the_amount(u, a, b):
    low, high = sorted((a, b))
    assert round_at_random(u, low) <= round_at_random(u, high)
    assert abs(round_at_random(u, low) - low) < 1.0
