"""Simulation-based calibration (Talts et al. 2018) of all mechanisms together.

Truth from the prior, reports of it, assess, foresee, ranks.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chisquare, kstest

from slow.planted_reports import rank
from slow.planted_whole import ASKED, answered, plant, whole_case

PARTICLES = 200


def whole_ranks(numbers: range) -> NDArray[np.float64]:
    """(world, question) rank of the truth among the draws; ties, as between levels of control, are broken by chance."""
    case = whole_case()
    out = np.empty((len(numbers), len(ASKED)))
    for row, number in enumerate(numbers):
        truth = plant(case, number)
        draws = answered(case, truth, particles=PARTICLES, seed=9000 + 2 * number)
        ties, asked = np.random.default_rng([8, number]), truth.asked()
        out[row] = [rank(asked[name], np.asarray(draws[name], dtype=np.float64), ties) for name in ASKED]
    return out


def test_three_planted_worlds_are_not_absurdly_off() -> None:
    """Of 42 answers at least 30 lie in their 90 % interval, fewer than which a calibrated belief gives about once in 1e4."""
    found = whole_ranks(range(3))
    assert np.count_nonzero(np.abs(found - 0.5) < 0.45) >= 30


@pytest.mark.slow
def test_simulation_based_calibration_of_every_mechanism() -> None:
    """Ranks of 100 worlds: Kolmogorov-Smirnov and chi² over ten bins above 0.001 for each question, 90 % covers 81 % or more."""
    found = whole_ranks(range(100))
    for column, name in enumerate(ASKED):
        histogram = np.histogram(found[:, column], bins=10, range=(0.0, 1.0))[0]
        assert kstest(found[:, column], "uniform").pvalue > 0.001, (name, histogram.tolist())
        assert chisquare(histogram).pvalue > 0.001, (name, histogram.tolist())
        assert (np.abs(found[:, column] - 0.5) < 0.45).mean() > 0.81, (name, histogram.tolist())
