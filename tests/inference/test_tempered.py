"""Tempered Monte Carlo against posteriors that are known: Gaussian, enumerated, of paths; and the law of same bytes."""

from __future__ import annotations

import itertools
from dataclasses import fields

import numpy as np
import pytest
from scipy import stats

from harmattan.errors import NothingKnown
from harmattan.inference.chance import uniform
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import normal
from harmattan.inference.tempered import Posterior, sample, thin


@compiled
def day_uniforms(ids):
    out = np.empty(ids.shape)
    for draw in range(ids.shape[0]):
        for day in range(ids.shape[1]):
            out[draw, day] = uniform(77, 5, ids[draw, day], day, 0, 0)
    return out


@compiled
def day_normals(ids):
    out = day_uniforms(ids)
    for draw in range(ids.shape[0]):
        for day in range(ids.shape[1]):
            out[draw, day] = normal(out[draw, day])
    return out


def gaussian(matrix: np.ndarray, observed: np.ndarray, error: float):
    """Log-likelihood of linear observations, and the exact posterior under a standard normal prior."""
    covariance = np.linalg.inv(np.eye(matrix.shape[1]) + matrix.T @ matrix / error**2)

    def log_likelihood(z, ids):
        return -0.5 * (((z @ matrix.T - observed) / error) ** 2).sum(axis=1)

    return log_likelihood, covariance @ matrix.T @ observed / error**2, covariance


def same(a: Posterior, b: Posterior) -> bool:
    pairs = [(getattr(a, f.name), getattr(b, f.name)) for f in fields(Posterior)]
    return all(x.tobytes() == y.tobytes() if isinstance(x, np.ndarray) else x == y for x, y in pairs)


THREE = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, -2.0]])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_conjugate_gaussian(seed):
    log_likelihood, mean, covariance = gaussian(THREE, np.array([2.0, -1.0]), 0.3)
    draws = 2000
    posterior = sample(log_likelihood, draws=draws, size=3, days=0, seed=seed)
    sd = np.sqrt(np.diag(covariance))
    # Four standard errors of 1000 independent draws, of which the cloud claims more.
    assert posterior.effective_sample_size > 1000
    assert (np.abs(posterior.z.mean(axis=0) - mean) < 4 * sd / np.sqrt(1000)).all()
    assert (np.abs(posterior.z.var(axis=0) / sd**2 - 1) < 4 * np.sqrt(2 / 1000)).all()
    correlation = covariance / np.outer(sd, sd)
    assert np.abs(np.corrcoef(posterior.z.T) - correlation).max() < 4 / np.sqrt(1000)
    assert posterior.temperatures[-1] == 1.0
    assert all(a < b for a, b in itertools.pairwise((0.0, *posterior.temperatures)))
    assert len(posterior.acceptance) == 3 * posterior.stages
    np.testing.assert_allclose(posterior.log_likelihood, log_likelihood(posterior.z, posterior.ids))


def test_many_entries_of_which_few_are_known():
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(12, 40)) * (np.arange(40) < 8)
    log_likelihood, mean, covariance = gaussian(matrix, rng.normal(size=12), 0.3)
    posterior = sample(log_likelihood, draws=500, size=40, days=0, seed=1)
    away = (posterior.z.mean(axis=0) - mean) / np.sqrt(np.diag(covariance))
    # 40 squared errors in units of 1/60: their mean is below 2 unless the cloud is worth less than 30 draws.
    assert (away**2).mean() * 60 < 2
    assert 0.85 < (posterior.z.var(axis=0) / np.diag(covariance)).mean() < 1.15


def test_a_bent_and_heavy_tailed_posterior():
    def log_likelihood(z, ids):
        return -2.5 * np.log1p(((z[:, 1] - z[:, 0] ** 2 + 1.0) / 0.2) ** 2 / 4.0)

    grid = np.linspace(-6, 6, 1201)
    x, y = np.meshgrid(grid, grid, indexing="ij")
    density = np.exp(log_likelihood(np.stack([x.ravel(), y.ravel()], 1), None).reshape(x.shape) - (x**2 + y**2) / 2)
    density /= density.sum()
    posterior = sample(log_likelihood, draws=2000, size=2, days=0, seed=4, moves=4)
    for value, cloud in ((x, posterior.z[:, 0]), (y, posterior.z[:, 1]), (x * x, posterior.z[:, 0] ** 2)):
        mean = (density * value).sum()
        sd = np.sqrt((density * (value - mean) ** 2).sum())
        assert abs(cloud.mean() - mean) < 4 * sd / np.sqrt(400)


def test_days_are_found_again_from_their_sums():
    days, error = 28, 1.0
    observed = np.array([6.0, -5.0])
    which = np.zeros((2, days))
    which[0, 3:10] = which[1, 15:22] = 1.0

    def log_likelihood(z, ids):
        return -0.5 * (((day_normals(ids) @ which.T - observed) / error) ** 2).sum(axis=1)

    posterior = sample(log_likelihood, draws=2000, size=0, days=days, seed=1, moves=6)
    sums = day_normals(posterior.ids) @ which.T
    # Seven days of variance 1 against an error of variance 1: 7/8 of the observation, variance 7/8.
    size = 300
    assert posterior.effective_sample_size > 100
    assert (np.abs(sums.mean(axis=0) - 7 / 8 * observed) < 4 * np.sqrt(7 / 8 / size)).all()
    assert (np.abs(sums.var(axis=0) / (7 / 8) - 1) < 4 * np.sqrt(2 / size)).all()
    free = day_normals(posterior.ids)[:, 25:].mean(axis=1)
    assert abs(free.mean()) < 4 * np.sqrt(1 / 3 / size)
    assert abs(free.var() * 3 - 1) < 4 * np.sqrt(2 / size)


def test_enumerated_days_and_a_parameter():
    """Three coins and the sign of one number: sixteen worlds, their weights added by hand."""

    def weight(sign, coins):
        return np.array([-1.0, 0.5, 2.0, -0.5])[np.asarray(coins).sum(axis=-1)] + 0.8 * sign * (
            1 - 2 * np.asarray(coins)[..., 0]
        )

    def log_likelihood(z, ids):
        return weight(np.where(z[:, 0] > 0, 1, -1), (day_uniforms(ids) > 0.5).astype(int))

    worlds = list(itertools.product((-1, 1), (0, 1), (0, 1), (0, 1)))
    exact = np.exp([weight(w[0], w[1:]) for w in worlds])
    exact /= exact.sum()
    posterior = sample(log_likelihood, draws=4000, size=1, days=3, seed=5, moves=6)
    coins = (day_uniforms(posterior.ids) > 0.5).astype(int)
    found = np.array([np.mean((np.sign(posterior.z[:, 0]) == w[0]) & (coins == w[1:]).all(axis=1)) for w in worlds])
    assert np.abs(found - exact).max() < 4 * np.sqrt(0.25 * 0.75 / 1000)


def test_no_evidence_gives_the_prior_bit_for_bit():
    nothing = sample(lambda z, ids: np.full(len(z), -3.0), draws=50, size=3, days=9, seed=1)
    assert nothing.stages == 1
    assert nothing.temperatures == (1.0,)
    assert nothing.effective_sample_size == 50
    assert nothing.z.tobytes() == nothing.prior_z.tobytes()
    assert (nothing.ids == np.arange(50)[:, None]).all()
    some = sample(lambda z, ids: -z[:, 0], draws=50, size=3, days=9, seed=1)
    assert some.prior_z.tobytes() == nothing.z.tobytes()


def test_same_bytes_twice_and_other_bytes_for_another_seed():
    def run(seed):
        return sample(
            lambda z, ids: -((day_normals(ids).sum(axis=1) + z[:, 0] - 3) ** 2), draws=100, size=2, days=5, seed=seed
        )

    assert same(run(1), run(1))
    assert run(1).z.tobytes() != run(2).z.tobytes()


def test_every_chance_id_is_new_or_inherited():
    seen = []

    def log_likelihood(z, ids):
        seen.append(ids.copy())
        return -((day_normals(ids).sum(axis=1) - 4) ** 2)

    posterior = sample(log_likelihood, draws=60, size=0, days=20, seed=3, window=6)
    assert posterior.ids.dtype == np.uint32
    for number, ids in enumerate(seen):
        new = ids >= 60 * (1 + number)
        assert (ids[new] % 60 == np.nonzero(new)[0]).all()
        assert new.sum(axis=1).max() <= (6 if number else 20)
        # A window is one run of days.
        assert (np.abs(np.diff(np.pad(new.astype(int), ((0, 0), (1, 1))), axis=1)).sum(axis=1) <= 2).all()


def test_impossible_draws_never_survive():
    def log_likelihood(z, ids):
        return np.where(z[:, 0] > 1.0, -z[:, 1], [np.nan, -np.inf, np.inf, np.nan] * (len(z) // 4))

    posterior = sample(log_likelihood, draws=400, size=2, days=0, seed=1)
    assert (posterior.z[:, 0] > 1.0).all()
    assert np.isfinite(posterior.log_likelihood).all()
    tail = stats.truncnorm(1.0, np.inf)
    assert abs(posterior.z[:, 0].mean() - tail.mean()) < 4 * tail.std() / np.sqrt(50)


def test_nothing_possible_is_an_error_that_helps():
    with pytest.raises(NothingKnown, match="None of 8 draws") as caught:
        sample(lambda z, ids: np.full(8, np.nan), draws=8, size=1, days=0, seed=1)
    assert "Widen the prior" in str(caught.value)


def test_progress_never_falls_and_ends_at_one():
    told: list[float] = []
    sample(lambda z, ids: -50.0 * (z[:, 0] - 2) ** 2, draws=100, size=1, days=4, seed=1, progress=told.append)
    assert told == sorted(told)
    assert 0.0 < told[0] < told[-1] == 1.0


def test_the_effective_size_tells_good_mixing_from_bad():
    """Errors of the mean over forty seeds against the size that each run claims: never five times too proud."""
    which = np.kron(np.eye(6), np.ones(7))
    observed = np.array([5.0, -4.0, 3.0, -2.0, 1.0, 0.0])

    def log_likelihood(z, ids):
        return -0.5 * ((day_normals(ids) @ which.T - observed) ** 2).sum(axis=1)

    for moves, least, most in ((1, 1.0, 40.0), (8, 30.0, 400.0)):
        runs = [sample(log_likelihood, draws=400, size=0, days=42, seed=s, moves=moves) for s in range(40)]
        errors = np.array([day_normals(r.ids).__matmul__(which.T).mean(axis=0) - 7 / 8 * observed for r in runs])
        true = (7 / 8) / (errors**2).mean()
        claimed = float(np.mean([r.effective_sample_size for r in runs]))
        assert least <= claimed <= most
        assert claimed < 5 * true


@pytest.mark.parametrize(
    "wrong",
    [{"draws": 1}, {"size": -1}, {"size": 0, "days": 0}, {"moves": 0}, {"threshold": 1.0}, {"window": 0}, {"days": -1}],
)
def test_arguments_out_of_range_are_named(wrong):
    with pytest.raises(ValueError, match="="):
        sample(lambda z, ids: z[:, 0], **{"draws": 10, "size": 1, "days": 2, "seed": 1, **wrong})


def test_a_likelihood_of_the_wrong_shape_is_named():
    with pytest.raises(ValueError, match=r"shape \(10, 1\)"):
        sample(lambda z, ids: z, draws=10, size=1, days=0, seed=1)


def test_thin_is_even():
    posterior = sample(lambda z, ids: -z[:, 0], draws=100, size=1, days=0, seed=1)
    for wanted in (1, 7, 50, 100, 250):
        rows = thin(len(posterior.z), wanted, 3)
        assert len(rows) == wanted
        assert (np.diff(rows) >= 0).all()
        times = np.bincount(rows, minlength=100)
        assert times.max() - times.min() <= 1
        assert len(times) == 100
    # Every row has its turn: 100 rows over 7 places leave gaps of at most 15.
    starts = [int(thin(len(posterior.z), 7, seed)[0]) for seed in range(300)]
    assert set(starts) >= set(range(14))
    assert max(starts) <= 14
    with pytest.raises(ValueError, match="draws=0"):
        thin(len(posterior.z), 0, 1)


def test_simulation_based_calibration_of_one_parameter():
    """Truth from the prior, one report, rank of the truth among 99 thinned draws: even over ten bins."""
    ranks = []
    for replicate in range(100):
        truth, error = (normal(uniform(9, 9, replicate, 0, 0, slot)) for slot in (0, 1))
        report = truth + 0.5 * error
        posterior = sample(
            lambda z, ids, r=report: -2.0 * (z[:, 0] - r) ** 2, draws=200, size=1, days=0, seed=replicate
        )
        ranks.append(int((posterior.z[thin(len(posterior.z), 99, replicate), 0] < truth).sum()))
    assert stats.chisquare(np.bincount(np.array(ranks) // 10, minlength=10)).pvalue > 0.01


@pytest.mark.slow
def test_simulation_based_calibration_of_parameters_and_days():
    ranks = []
    weeks = np.kron(np.eye(3), np.ones(7))
    for replicate in range(200):
        truth = np.array([normal(uniform(9, 9, replicate, 0, i, 0)) for i in range(2)])
        days = day_normals(np.full((1, 21), 2**31 + replicate, dtype=np.uint32))[0]
        error = np.array([normal(uniform(9, 9, replicate, 1, i, 0)) for i in range(3)])
        report = weeks @ days + truth[0] * 3 + truth[1] + error

        def log_likelihood(z, ids, r=report):
            return -0.5 * ((day_normals(ids) @ weeks.T + 3 * z[:, :1] + z[:, 1:] - r) ** 2).sum(axis=1)

        posterior = sample(log_likelihood, draws=500, size=2, days=21, seed=replicate, moves=8)
        rows = thin(len(posterior.z), 99, replicate)
        sums = day_normals(posterior.ids[rows])[:, :7].sum(axis=1)
        ranks.append(
            [
                (posterior.z[rows, 0] < truth[0]).sum(),
                (posterior.z[rows, 1] < truth[1]).sum(),
                (sums < days[:7].sum()).sum(),
            ]
        )
    for column in np.array(ranks).T:
        assert stats.chisquare(np.bincount(column // 10, minlength=10)).pvalue > 0.005
