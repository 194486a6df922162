"""What reports say happened on past days: the likelihood of reported ambushes by hand, and the drivers they become."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import gamma

from harmattan.models.days import neutral_drivers
from harmattan.models.past import Past, read_past
from harmattan.world.report import Report, Reports
from slow.planted_reports import DAYS, EVIDENCE, FIRST_DAY, attack, report
from worlds import two_towns

ATLAS = two_towns()
WEST, EAST = 0, 1
PROMPT = replace(EVIDENCE, reporting_lag_days=1e-6)
USUAL = np.array([0.05, 0.05])
TOWN = ATLAS.place_index["town"]


def past_of(*reports: Report, days: int = DAYS, prompt: bool = True, trust: float | None = None) -> Past:
    settings = PROMPT if prompt else replace(EVIDENCE, reporting_lag_days=5.0)
    if trust is not None:
        settings = replace(settings, trust_high=trust)
    last = FIRST_DAY + timedelta(days=days - 1)
    return read_past(Reports(reports), ATLAS, settings, first_day=FIRST_DAY, as_of=last, seed=1)


def rates(west: float | NDArray[np.float64], days: int = DAYS, draws: int = 1) -> NDArray[np.float32]:
    out = np.zeros((draws, days, 2), dtype=np.float32)
    out[:, :, WEST] = west
    return out


def exposed(days: int = DAYS, draws: int = 1) -> NDArray[np.float32]:
    out = np.zeros((draws, days, 2), dtype=np.float32)
    out[:, :, WEST] = 10.0
    return out


def siege(kind: str, first: date, last: date | None = None, **changed: object) -> Report:
    days = {"first_day": first, "last_day": last or first}
    return report(f"S-{kind}-{first}", kind, float("nan"), 0, 0, relation="none", place="town", **{**days, **changed})


def told(past: Past, *, draws: int = 2000, lift: float = 0.0) -> list[dict[str, NDArray[np.float64]]]:
    """Drivers of every past day, each draw with its own chance."""
    ids = np.repeat(np.arange(draws, dtype=np.uint32)[:, None], past.days + 1, axis=1)
    of_day = past.drivers(ids, np.full(draws, 0.5), np.full(draws, lift))
    neutral = neutral_drivers(ATLAS, draws)
    return [of_day(day, neutral) for day in range(past.days)]


def test_two_days_by_hand() -> None:
    past = past_of(attack("A", 1), days=3, trust=0.9)
    rate = rates(np.array([[0.1, 0.2, 0.4]]), days=3)
    seen = 0.9 * 0.5 * 0.2 / 0.05 + 0.1
    expected = math.log(seen) - 0.5 * (0.1 + 0.2 + 0.4)
    got = past.ambush_log_likelihood(rate, exposed(days=3), np.array([0.5]), USUAL)
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_a_week_without_its_day_takes_the_mean_rate_of_its_days_inside_the_calendar() -> None:
    week = attack("A", 0, last_day=FIRST_DAY + timedelta(days=6))
    rate = rates(np.array([[0.1, 0.2, 0.6]]), days=3)
    got = past_of(week, days=3, trust=1.0).ambush_log_likelihood(rate, exposed(days=3), np.array([0.5]), USUAL)
    np.testing.assert_allclose(got, math.log(0.5 * 0.3 / 0.05) - 0.45, rtol=1e-6)


def test_days_without_tankers_are_silent_for_free() -> None:
    nobody = np.zeros_like(exposed())
    got = past_of().ambush_log_likelihood(rates(1.0), nobody, np.array([0.5]), USUAL)
    assert got.tolist() == [0.0]


def test_silence_lowers_and_recent_silence_lowers_less() -> None:
    calm, early, late = rates(0.0), rates(0.0), rates(0.0)
    early[:, :10, WEST], late[:, -10:, WEST] = 0.2, 0.2
    likelihood = [
        float(past_of(prompt=False).ambush_log_likelihood(rate, exposed(), np.array([0.5]), USUAL)[0])
        for rate in (early, late, calm)
    ]
    assert likelihood[0] < likelihood[1] < likelihood[2] == 0.0
    lag = 1.0 - 2.0 ** (-(np.arange(10) + 1.0) / 5.0)
    assert likelihood[1] == pytest.approx(-0.5 * 0.2 * lag.sum(), rel=1e-6)


def test_silence_says_less_where_less_is_reported() -> None:
    share = np.array([0.0, 0.2, 0.8])
    got = past_of().ambush_log_likelihood(rates(0.1, draws=3), exposed(draws=3), share, USUAL)
    np.testing.assert_allclose(got, -share * 0.1 * DAYS, rtol=1e-5)


@pytest.mark.parametrize(("reported", "share"), [(0, 0.5), (3, 0.5), (7, 0.9)])
def test_a_constant_rate_has_the_conjugate_posterior(reported: int, share: float) -> None:
    """Gamma prior, constant rate, share r reported: posterior gamma(a + k, b + r T), as for a thinned Poisson process."""
    shape, inverse_scale = 2.0, 20.0
    past = past_of(*(attack(f"A{k}", 5 + 7 * k) for k in range(reported)), trust=1.0)
    grid = np.linspace(1e-5, 1.5, 6001)
    held = np.empty(len(grid))
    for part in np.array_split(np.arange(len(grid)), 20):
        rate = rates(grid[part, None], draws=len(part))
        held[part] = past.ambush_log_likelihood(rate, exposed(draws=len(part)), np.full(len(part), share), USUAL)
    log_density = held + gamma.logpdf(grid, shape, scale=1.0 / inverse_scale)
    weight = np.exp(log_density - log_density.max())
    weight /= weight.sum()
    exact = gamma(shape + reported, scale=1.0 / (inverse_scale + share * DAYS))
    mean = float((weight * grid).sum())
    assert mean == pytest.approx(exact.mean(), rel=2e-3)
    assert math.sqrt(float((weight * grid**2).sum()) - mean**2) == pytest.approx(exact.std(), rel=2e-3)


def test_thinned_reports_of_simulated_rates_are_calibrated() -> None:
    """Rates from the prior, ambushes from the rates, reports from the ambushes: ranks of the rates are even."""
    chance = np.random.default_rng(5)
    grid = np.linspace(1e-4, 1.2, 1200)
    prior = gamma.logpdf(grid, 2.0, scale=0.05)
    ranks = []
    for _ in range(200):
        rate = float(chance.gamma(2.0, 0.05))
        days = np.flatnonzero(chance.random(DAYS) < 1.0 - np.exp(-rate))
        days = days[chance.random(len(days)) < 0.6]
        past = past_of(*(attack(f"A{day}", int(day)) for day in days), trust=1.0)
        share = np.full(len(grid), 0.6)
        log = prior + past.ambush_log_likelihood(
            rates(grid[:, None], draws=len(grid)), exposed(draws=len(grid)), share, USUAL
        )
        weight = np.exp(log - log.max())
        ranks.append(float(weight[grid < rate].sum() / weight.sum()))
    counts = np.histogram(ranks, bins=5, range=(0.0, 1.0))[0]
    assert float(((counts - 40.0) ** 2 / 40.0).sum()) < 18.5  # chi² of 4 degrees of freedom, p = 0.001


def test_a_false_report_costs_a_draw_without_attacks_a_bounded_amount() -> None:
    past = past_of(attack("A", 3), trust=0.6)
    got = past.ambush_log_likelihood(rates(0.0), exposed(), np.array([0.5]), USUAL)
    np.testing.assert_allclose(got, math.log(0.4), rtol=1e-5)


def test_a_report_moves_the_rate_by_as_much_as_it_is_trusted() -> None:
    grid = np.linspace(1e-5, 1.0, 4000)
    means = []
    for trust in (0.0, 0.3, 1.0):
        past = past_of(attack("A", 30), trust=max(trust, 1e-12))
        held = past.ambush_log_likelihood(
            rates(grid[:, None], draws=len(grid)),
            exposed(draws=len(grid)),
            np.full(len(grid), 0.6),
            np.array([0.012, 1.0]),
        )
        log = held + gamma.logpdf(grid, 1.0, scale=0.02)
        weight = np.exp(log - log.max())
        means.append(float((weight * grid).sum() / weight.sum()))
    assert means[0] < means[1] < means[2]
    assert 0.1 < (means[1] - means[0]) / (means[2] - means[0]) < 0.5


def test_an_ambush_needs_tankers_on_the_road() -> None:
    past = past_of(attack("A", 3, 40.0), trust=0.9)
    few, many = exposed(draws=1), exposed(draws=1) * 10.0
    likelihood = [
        float(past.ambush_log_likelihood(rates(0.1), there, np.array([0.5]), USUAL)[0])
        for there in (np.zeros_like(few), few, many)
    ]
    silence = 0.5 * 0.1 * DAYS
    assert likelihood[0] == pytest.approx(math.log(0.1))
    assert likelihood[1] + silence < math.log(0.2)
    assert likelihood[2] + silence > math.log(0.6)


def test_a_reported_ambush_happens_on_its_day_in_its_share_of_draws() -> None:
    days = told(past_of(attack("A", 3, 12.0), trust=0.6))
    happened = np.array([today["ambush_reported"][:, WEST].mean() for today in days])
    assert happened[3] == pytest.approx(0.6, abs=0.04)
    assert happened.sum() == happened[3]
    lost = days[3]["ambush_reported_loss"][:, WEST]
    assert np.median(lost[lost >= 0.0]) == pytest.approx(12.0, rel=0.02)
    assert all((today["ambush_reported"][:, EAST] == 0.0).all() for today in days)


def test_a_week_is_drawn_within_its_days_and_a_month_within_those_inside_the_calendar() -> None:
    week = attack("A", 10, last_day=FIRST_DAY + timedelta(days=16))
    happened = np.array([today["ambush_reported"][:, WEST].mean() for today in told(past_of(week, trust=1.0))])
    assert set(np.flatnonzero(happened)) == set(range(10, 17))
    np.testing.assert_allclose(happened[10:17], 1 / 7, atol=0.03)
    month = attack("B", 50, last_day=FIRST_DAY + timedelta(days=79))
    happened = np.array([today["ambush_reported"][:, WEST].mean() for today in told(past_of(month, trust=1.0))])
    assert set(np.flatnonzero(happened)) == set(range(50, DAYS))
    assert happened.sum() == pytest.approx(1.0)


def test_two_ambushes_of_one_day_add_up() -> None:
    rows = [attack("A", 3, 10.0), attack("B", 3, 30.0), attack("C", 3)]
    today = told(past_of(*rows, trust=1.0))[3]
    assert (today["ambush_reported"][:, WEST] == 3.0).all()
    # The third told no number: it is taken to be as large as the others on average.
    assert np.median(today["ambush_reported_loss"][:, WEST]) == pytest.approx(60.0, rel=0.02)


def test_what_was_reported_is_not_drawn_again() -> None:
    unseen = np.array([today["ambush_unseen_share"][0, WEST] for today in told(past_of(prompt=False), draws=1)])
    assert (np.diff(unseen) > 0.0).any()
    assert unseen[0] == pytest.approx(0.5, abs=1e-3)
    assert unseen[-1] == pytest.approx(1.0 - 0.5 * (1.0 - 2.0**-0.2))


def test_a_siege_is_declared_and_lifted_on_its_days_in_its_share_of_draws() -> None:
    start, end = FIRST_DAY + timedelta(days=4), FIRST_DAY + timedelta(days=20)
    days = told(past_of(siege("blockade_declared", start), siege("blockade_lifted", end, confidence="low"), trust=0.9))
    declared = np.array([today["siege_declared"][:, TOWN].mean() for today in days])
    lifted = np.array([today["siege_lifted"][:, TOWN].mean() for today in days])
    assert declared[4] == pytest.approx(0.9, abs=0.03)
    assert declared.sum() == declared[4]
    assert lifted[20] == pytest.approx(0.6, abs=0.04)
    assert lifted.sum() == lifted[20]


def test_a_siege_from_before_the_first_day_has_lasted_in_the_share_of_draws_that_the_rate_says() -> None:
    before = FIRST_DAY - timedelta(days=100)
    days = told(past_of(siege("blockade_declared", before), trust=0.9), lift=0.01)
    assert days[0]["siege_declared"][:, TOWN].mean() == pytest.approx(0.9 * 0.99**100, abs=0.03)
    assert all((today["siege_declared"] == 0.0).all() for today in days[1:])


def test_a_siege_lifted_before_the_first_day_is_over() -> None:
    rows = [
        siege("blockade_declared", FIRST_DAY - timedelta(days=100)),
        siege("blockade_lifted", FIRST_DAY - timedelta(days=30)),
    ]
    assert past_of(*rows).events == ()
    again = past_of(*rows, siege("blockade_declared", FIRST_DAY - timedelta(days=10)))
    assert [event.age for event in again.events] == [10]


def test_a_ban_is_heard_on_every_import_corridor_and_besieges_no_town() -> None:
    ban = siege("blockade_declared", FIRST_DAY + timedelta(days=4), corridor="west")
    end = siege("blockade_lifted", FIRST_DAY + timedelta(days=9), corridor="west", confidence="low")
    days = told(past_of(ban, end, trust=0.9))
    declared = np.array([today["import_ban"].mean(axis=0) for today in days])
    lifted = np.array([today["import_ban_lifted"].mean(axis=0) for today in days])
    assert declared[4, WEST] == pytest.approx(0.9, abs=0.03)
    assert lifted[9, WEST] == pytest.approx(0.6, abs=0.04)
    assert declared.sum() == declared[4, WEST]
    assert lifted.sum() == lifted[9, WEST]
    assert all((today["siege_declared"] == 0.0).all() for today in days)


def test_reports_of_other_days_or_of_nowhere_are_no_events() -> None:
    rows = [attack("A", -40), attack("B", DAYS + 5), attack("C", 3, corridor="")]
    assert past_of(*rows).events == ()
