"""Scores: slow twins, hand values, propriety."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from harmattan.inference.scores import coverage, crps, interval_score, pinball, quantile

NUMBER = st.floats(-1e6, 1e6)
SAMPLES = st.lists(NUMBER, min_size=1, max_size=30)


def slow_crps(samples, observed):
    n = len(samples)
    return sum(abs(x - observed) for x in samples) / n - sum(abs(x - y) for x in samples for y in samples) / (2 * n * n)


@settings(max_examples=200, deadline=None)
@given(SAMPLES, NUMBER)
def test_crps_is_its_slow_twin(samples, observed):
    assert float(crps(samples, observed)) == pytest.approx(slow_crps(samples, observed), rel=1e-9, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(SAMPLES, NUMBER, st.floats(0.1, 100.0), NUMBER)
def test_crps_moves_and_stretches_with_its_unit(samples, observed, factor, shift):
    moved = crps(np.array(samples) * factor + shift, observed * factor + shift)
    assert float(moved) == pytest.approx(factor * float(crps(samples, observed)), rel=1e-6, abs=1e-4)


def test_crps_of_a_normal_distribution():
    samples = stats.norm.ppf((np.arange(100_000) + 0.5) / 100_000)
    y = 0.7
    closed = y * (2 * stats.norm.cdf(y) - 1) + 2 * stats.norm.pdf(y) - 1 / np.sqrt(np.pi)
    assert float(crps(samples, y)) == pytest.approx(closed, abs=1e-4)
    assert float(crps(samples + 1e9, y + 1e9)) == pytest.approx(closed, abs=1e-4)


def test_crps_over_leading_axes_and_either_order():
    samples = np.random.default_rng(1).normal(size=(3, 4, 50))
    observed = np.random.default_rng(2).normal(size=(3, 4))
    got = crps(samples, observed)
    assert got.shape == (3, 4)
    assert got[1, 2] == crps(samples[1, 2], observed[1, 2])
    assert np.array_equal(got, crps(np.moveaxis(samples, -1, 0), observed, axis=0))
    assert np.isnan(crps([1.0, 2.0], float("nan")))


def test_pinball_over_many_quantiles_is_the_crps():
    samples = np.sort(np.random.default_rng(3).gamma(2.0, size=40))
    p = (np.arange(4000) + 0.5) / 4000
    steps = samples[np.minimum((p * 40).astype(int), 39)]
    assert 2 * pinball(steps, 1.7, p).mean() == pytest.approx(float(crps(samples, 1.7)), rel=1e-3)


def test_the_truth_scores_best_on_average():
    p = (np.arange(2001) + 0.5) / 2001
    truth = stats.norm.ppf(p)
    score = {
        name: crps(np.broadcast_to(x, (2001, 2001)), truth).mean()
        for name, x in {"true": truth, "wide": 1.4 * truth, "tight": 0.7 * truth, "off": truth + 0.3}.items()
    }
    assert min(score, key=score.__getitem__) == "true"
    ends = {name: interval_score(-k, k, truth).mean() for name, k in (("true", 1.6449), ("wide", 2.1), ("tight", 1.2))}
    assert min(ends, key=ends.__getitem__) == "true"


def test_interval_score_by_hand():
    assert interval_score([0.0, 0.0, 0.0], [2.0, 2.0, 2.0], [1.0, -1.0, 3.0], probability=0.8) == pytest.approx(
        [2.0, 12.0, 12.0]
    )
    with pytest.raises(ValueError, match="probability"):
        interval_score(0, 1, 0.5, probability=1.0)


def test_coverage_counts_only_what_is_known():
    share, count = coverage([[0.0], [0.0]], 1.0, [[0.5, 1.0, 1.5], [np.nan, 0.0, -0.1]])
    assert (share, count) == (0.6, 5)
    assert coverage([0.0], [1.0], [np.nan])[1] == 0


@settings(max_examples=200, deadline=None)
@given(SAMPLES, st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_quantiles_are_those_of_numpy(samples, p):
    np.testing.assert_allclose(quantile(samples, p), np.quantile(samples, p), rtol=1e-9, atol=1e-6)
    assert quantile(samples, 0.0) == min(samples)
    assert quantile(samples, 1.0) == max(samples)


def test_quantiles_of_arrays_and_of_missing_and_endless_numbers():
    x = np.random.default_rng(4).normal(size=(60, 3, 2))
    np.testing.assert_allclose(quantile(x, [0.1, 0.5], axis=0), np.quantile(x, [0.1, 0.5], axis=0))
    np.testing.assert_allclose(quantile(x, 0.3, axis=0), np.quantile(x, 0.3, axis=0))
    assert np.isnan(quantile([1.0, np.nan, 2.0], [0.1])).all()
    assert quantile([1.0, np.inf, np.inf], [0.5, 0.75]).tolist() == [np.inf, np.inf]
    with pytest.raises(ValueError, match="no samples"):
        quantile([], 0.5)
    with pytest.raises(ValueError, match="from 0 to 1"):
        quantile([1.0], 1.5)
