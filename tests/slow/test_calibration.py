"""The proof that intervals mean what they say: truths drawn from the prior, reported, assessed and carried forward; ranks are even.

Simulation-based calibration (Talts et al. 2018) of the whole of assess and foresee, in a world of two towns whose reports are
made as the case says reports are made: weekly arrivals with the error and the bias of one office, attacks reported in their share,
losses as a bound, a statement on stocks, a ban that is declared in every second world; and again with every kind of report on fuel,
at 5, 20 and 60 a month.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chisquare, kstest

from slow.planted_rates import RATED, RATES, plant_at, questions, ranks_at, rated_case
from slow.planted_reports import DAYS, answers, believed, plant, planted_case, rank

PARTICLES = 200
ASKED = ("national_fuel_need", "ambush_rate_typical", "days_of_fuel", "tankers_ahead")


def ranks(numbers: range, *, doubled: bool = False) -> NDArray[np.float64]:
    """(world, question) rank of the truth among the draws."""
    case = planted_case()
    out = np.empty((len(numbers), len(ASKED)))
    for row, number in enumerate(numbers):
        truth = plant(case, number, doubled=doubled)
        draws = answers(
            case, believed(case, truth.reports, particles=PARTICLES, seed=1000 + number), seed=5000 + number
        )
        ties = np.random.default_rng([7, number])
        asked = truth.asked()
        out[row] = [rank(asked[name], draws[name], ties) for name in ASKED]
    return out


def inside(found: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """(question,) share of truths inside the central interval of that share."""
    return np.asarray((np.abs(found - 0.5) < share / 2.0).mean(axis=0), dtype=np.float64)


def test_twelve_planted_worlds_are_not_absurdly_off() -> None:
    """Of 48 answers at least 36 lie in their 90 % interval, fewer than which a calibrated belief gives once in 1e4."""
    found = ranks(range(12))
    assert np.count_nonzero(np.abs(found - 0.5) < 0.45) >= 36
    assert (found.mean(axis=0) > 0.2).all()
    assert (found.mean(axis=0) < 0.8).all()


@pytest.mark.slow
def test_simulation_based_calibration_of_assess_and_foresee() -> None:
    """Ranks of 100 worlds: Kolmogorov-Smirnov and chi² over ten bins above 0.001 for each question, coverage within bounds."""
    found = ranks(range(100))
    for column, name in enumerate(ASKED):
        histogram = np.histogram(found[:, column], bins=10, range=(0.0, 1.0))[0]
        assert kstest(found[:, column], "uniform").pvalue > 0.001, (name, histogram.tolist())
        assert chisquare(histogram).pvalue > 0.001, (name, histogram.tolist())
    # 100 worlds: three standard errors are 0.09 at 90 % and 0.15 at 50 %; widening may cover more, never less.
    assert (inside(found, 0.9) > 0.81).all()
    assert (inside(found, 0.5) > 0.35).all()


@pytest.mark.slow
def test_one_count_in_two_rows_makes_no_belief_overconfident() -> None:
    """A count told as tankers and as litres is one count: 90 % intervals of 100 worlds still cover 81 % or more."""
    found = ranks(range(100), doubled=True)
    assert (inside(found, 0.9) > 0.81).all()


@pytest.mark.parametrize("rate", RATES)
def test_a_planted_month_has_the_reports_asked_for_in_many_words(rate: int) -> None:
    case = rated_case()
    truth = plant_at(case, 3, rate)
    figures = [row for row in truth.reports if row.metric != "convoy_attack"]
    assert len(figures) == rate * DAYS // 30
    about = [(row.first_day, row.last_day, row.place, row.corridor) for row in figures]
    assert len(about) == len(set(about)), "rows about one meeting would share a weight"
    if rate == max(RATES):
        assert {row.relation for row in figures} == {"exact", "about", "range", "at least", "at most"}
        assert len({row.source_url for row in figures}) >= 8


def test_what_is_written_about_does_not_depend_on_what_happened() -> None:
    case = rated_case()
    asked = [[row.metric for row, _ in questions(case, 40, np.random.default_rng(5))] for _ in range(2)]
    assert asked[0] == asked[1]


@pytest.mark.slow
@pytest.mark.parametrize("rate", RATES)
def test_calibration_at_5_20_and_60_reports_a_month(rate: int) -> None:
    """Ranks of 100 worlds, p > 0.001 for each question; 90 % intervals cover 81 % or more, three standard errors below."""
    found = ranks_at(rate, range(100))[:, : len(RATED)]
    for column, name in enumerate(RATED):
        histogram = np.histogram(found[:, column], bins=10, range=(0.0, 1.0))[0]
        assert kstest(found[:, column], "uniform").pvalue > 0.001, (name, histogram.tolist())
        assert chisquare(histogram).pvalue > 0.001, (name, histogram.tolist())
    assert (inside(found, 0.9) > 0.81).all()
    assert (inside(found, 0.5) > 0.35).all()
