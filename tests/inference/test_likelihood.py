"""Likelihood of reports: against SciPy, against hand values, and laws of direction."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from harmattan.inference.likelihood import LOWEST, expected_interval, log_count, log_likelihood

NAN, INF = float("nan"), float("inf")
EXPECTED = np.array([0.0, 0.5, 3.0, 10.0, 40.0, 95.0, 100.0, 400.0, 1e4, 1e7])
AMOUNT = st.floats(0.0, 1e7)
SCALE = st.floats(0.05, 3.0)


def shifted(value: float, expected: np.ndarray, scale: float, offset: float = 1.0) -> np.ndarray:
    return (math.log(value + offset) - np.log(expected + offset)) / scale


@pytest.mark.parametrize("scale", [0.05, 0.3, 2.0])
@pytest.mark.parametrize("dof", [2.5, 4.0, 30.0])
@pytest.mark.parametrize("offset", [1.0, 0.01])
def test_every_relation_is_its_twin_in_scipy(scale, dof, offset):
    t = stats.t(dof)
    options = {"dof": dof, "offset": offset}
    at = shifted(40.0, EXPECTED, scale, offset)
    up = shifted(60.0, EXPECTED, scale, offset)
    for relation in ("exact", "about"):
        got = log_likelihood(EXPECTED, 40.0, 40.0, 40.0, relation, scale, **options)
        np.testing.assert_allclose(got, t.logpdf(at) - math.log(scale), rtol=1e-10)
    got = log_likelihood(EXPECTED, 40.0, NAN, INF, "at least", scale, **options)
    np.testing.assert_allclose(got, np.log(t.sf(at)), rtol=1e-9, atol=1e-14)
    got = log_likelihood(EXPECTED, NAN, NAN, 40.0, "at most", scale, **options)
    np.testing.assert_allclose(got, np.log(t.cdf(at)), rtol=1e-9, atol=1e-14)
    between = np.where(at + up > 0, t.sf(at) - t.sf(up), t.cdf(up) - t.cdf(at))
    got = log_likelihood(EXPECTED, 40.0, NAN, 60.0, "range", scale, **options)
    np.testing.assert_allclose(got, np.log(between), rtol=1e-6)


def test_hand_values():
    # At its middle the t density with 4 degrees of freedom is 3/8; the distribution function is 1/2.
    at = [39.0]
    assert log_likelihood(at, 39, 39, 39, "exact", 0.5)[0] == pytest.approx(math.log(0.375 / 0.5))
    assert log_likelihood(at, 39, NAN, INF, "at least", 0.5)[0] == pytest.approx(math.log(0.5))
    assert log_likelihood(at, NAN, NAN, 39, "at most", 0.5)[0] == pytest.approx(math.log(0.5))
    # P(|T| <= 1) = 0.6260990336999411 for 4 degrees of freedom.
    width = [40.0 * math.exp(-0.5) - 1.0, 40.0 * math.exp(0.5) - 1.0]
    assert log_likelihood(at, width[0], NAN, width[1], "range", 0.5)[0] == pytest.approx(math.log(0.6260990336999411))
    assert log_count(3, [1.9], 0.1)[0] == pytest.approx(math.log(8 / 6 * math.exp(-2)))


@settings(max_examples=200, deadline=None)
@given(AMOUNT, AMOUNT, AMOUNT, SCALE)
def test_an_expectation_closer_to_the_number_is_never_less_likely(best, a, b, scale):
    near, far = sorted((a, b), key=lambda x: abs(math.log1p(x) - math.log1p(best)))
    likely = log_likelihood([near, far], best, best, best, "about", scale)
    assert likely[0] >= likely[1] - 1e-9


@settings(max_examples=200, deadline=None)
@given(AMOUNT, AMOUNT, AMOUNT, SCALE)
def test_bounds_pull_one_way_only(bound, a, b, scale):
    low, high = sorted((a, b))
    at_least = log_likelihood([low, high], bound, NAN, INF, "at least", scale)
    at_most = log_likelihood([low, high], NAN, NAN, bound, "at most", scale)
    assert at_least[0] <= at_least[1] + 1e-12
    assert at_most[0] >= at_most[1] - 1e-12


@settings(max_examples=300, deadline=None)
@given(AMOUNT.filter(bool), AMOUNT.filter(bool), AMOUNT, AMOUNT, SCALE)
def test_ranges_are_likeliest_at_their_middle_and_grow_with_their_width(a, b, x, y, scale):
    low, high = sorted((a, b))
    middle = (math.log1p(low) + math.log1p(high)) / 2
    near, far = sorted((x, y), key=lambda e: abs(math.log1p(e) - middle))
    likely = log_likelihood([near, far], low, NAN, high, "range", scale)
    assert np.isfinite(likely).all()
    assert likely[0] >= likely[1] - 1e-5
    if low < high:
        wider = log_likelihood([near, far], low, NAN, high * 1.5 + 1.0, "range", scale)
        assert (wider >= likely - 1e-5).all()
        assert (likely <= 1e-12).all()


def test_narrow_and_distant_ranges_meet_the_density():
    expected = np.array([10.0, 1e3, 1e7])
    for width in (1e-12, 1e-9, 1e-6, 1e-4, 1e-3):
        low, high = 100.0, 101.0 * math.exp(width * 0.3) - 1.0
        got = log_likelihood(expected, low, NAN, high, "range", 0.3)
        density = log_likelihood(expected, low, (low + high) / 2, high, "about", 0.3)
        size = math.log1p(high) - math.log1p(low)
        np.testing.assert_allclose(got, density + math.log(size), atol=6e-3)


@pytest.mark.parametrize("relation", ["exact", "about", "at least", "at most", "range"])
def test_no_report_alone_makes_a_draw_impossible(relation):
    expected = np.array([0.0, 1e-300, 1e300, INF])
    for scale in (1e-6, 0.3, 10.0):
        got = log_likelihood(expected, 1e-3, 2e-3, 3e-3, relation, scale)
        assert np.isfinite(got).all()
        assert (got >= LOWEST).all()
    assert np.isnan(log_likelihood([NAN], 1.0, 2.0, 3.0, relation, 0.3)).all()
    assert np.isfinite(log_count(10**9, [0.0, INF], 1e-9)).all()
    assert np.isnan(log_count(1, [NAN], 0.1)).all()


def test_empty_bounds_say_nothing():
    assert log_likelihood(EXPECTED, 0.0, NAN, INF, "at least", 0.3).tolist() == [0.0] * len(EXPECTED)
    assert log_likelihood(EXPECTED, 0.0, NAN, INF, "range", 0.3).tolist() == [0.0] * len(EXPECTED)
    alone = log_likelihood(EXPECTED, NAN, NAN, 5.0, "at most", 0.3)
    np.testing.assert_allclose(log_likelihood(EXPECTED, 0.0, NAN, 5.0, "range", 0.3), alone, rtol=1e-9)


def test_a_scale_for_each_draw():
    both = log_likelihood([40.0, 40.0], 50, 50, 50, "exact", [0.2, 0.9])
    alone = [log_likelihood([40.0], 50, 50, 50, "exact", s)[0] for s in (0.2, 0.9)]
    assert both.tolist() == alone


@pytest.mark.parametrize("count", [0, 1, 7, 1000])
def test_counts_are_poisson(count):
    expected = np.array([0.0, 0.3, 6.9, 1000.0])
    np.testing.assert_allclose(log_count(count, expected, 0.2), stats.poisson.logpmf(count, expected + 0.2), rtol=1e-9)
    likely = log_count(count, np.linspace(0, 2000, 4001), 0.2)
    top = int(likely.argmax())
    assert (np.diff(likely[: top + 1]) > 0).all()
    assert (np.diff(likely[top:]) < 0).all()


def test_expected_interval_holds_what_it_claims():
    low, high = expected_interval(np.array([30.0, 0.0]), 0.4, probability=0.8, dof=4.0)
    inside = stats.t(4).cdf(shifted(high[0], np.array(30.0), 0.4)) - stats.t(4).cdf(
        shifted(low[0], np.array(30.0), 0.4)
    )
    assert inside == pytest.approx(0.8)
    assert low[1] == 0.0 < high[1]
    wider = expected_interval(np.array([30.0]), 0.4, probability=0.9)
    assert wider[0][0] < low[0] < high[0] < wider[1][0]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((1.0, 1.0, 1.0, "none", 0.3), "relation 'none'"),
        ((1.0, NAN, 1.0, "about", 0.3), "best=nan"),
        ((NAN, 1.0, 1.0, "at least", 0.3), "low=nan"),
        ((3.0, 1.0, 2.0, "range", 0.3), "low is above high"),
        ((1.0, -1.0, 1.0, "exact", 0.3), "best=-1"),
        ((1.0, 1.0, 1.0, "exact", 0.0), "scale=0"),
    ],
)
def test_wrong_reports_are_named(arguments, word):
    with pytest.raises(ValueError, match=word):
        log_likelihood([1.0], *arguments)


def test_wrong_numbers_are_named():
    with pytest.raises(ValueError, match="expected=-1"):
        log_likelihood([3.0, -1.0], 1, 1, 1, "exact", 0.3)
    for count, floor in ((1.5, 0.1), (-1, 0.1), (1, 0.0), (NAN, 0.1)):
        with pytest.raises(ValueError, match="whole number"):
            log_count(count, [1.0], floor)
    with pytest.raises(ValueError, match="probability"):
        expected_interval([1.0], 0.3, probability=1.0)
