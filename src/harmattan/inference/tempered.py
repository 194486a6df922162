"""Tempered sequential Monte Carlo over parameters and paths: from prior draws to draws that fit the evidence.

Del Moral, Doucet and Jasra (2006), with temperatures chosen by conditional effective sample size (Jasra et al. 2011).
All randomness is addressed, so the same call gives the same bytes. The maths stands in docs/models/assess.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import NothingKnown
from harmattan.inference.chance import uniform
from harmattan.inference.rejuvenation import Cloud, Mover, normals
from harmattan.inference.resampling import effective_size, families, next_temperature, systematic, tempered_weights

__all__ = ["LogLikelihood", "Posterior", "sample", "thin"]

Floats: TypeAlias = NDArray[np.float64]
Ids: TypeAlias = NDArray[np.uint32]
LogLikelihood: TypeAlias = Callable[[Floats, Ids], Floats]
"""From (draw, entry) standard normal numbers and (draw, day) chance ids to (draw,) log-likelihoods."""

ENOUGH = 0.5
"""Effective sample size, as a share of the draws, at which the last moves end ..."""

PLENTY = 120.0
"""... but not before this size, or nine draws in ten."""

_EXCLUDED = (
    "A prior excludes what a report says, or a report has the wrong unit, place or day. "
    "Widen the prior, correct or leave out the report, or ask for more draws."
)
_PRIOR, _RESAMPLE, _THIN = crc32(b"prior"), crc32(b"resampling"), crc32(b"thin")


@dataclass(frozen=True)
class Posterior:
    """Equally weighted draws that fit the evidence.

    Args:
        z: (draw, entry) standard normal numbers behind the parameters.
        ids: (draw, day) under which number each day's randomness is addressed.
        log_likelihood: (draw,) of the evidence.
        prior_z: (draw, entry) the prior draws that the run began with.
        temperatures: the power of the likelihood after each stage; the last is 1.
        effective_sample_size: how many independent draws these are worth (`effective_size`).
        acceptance: share of accepted proposals of each move.
        stages: how many temperatures were needed.
        family: (draw,) number of the family, for what the draws are worth for one quantity (`family_inflation`).
    """

    z: Floats
    ids: Ids
    log_likelihood: Floats
    prior_z: Floats
    temperatures: tuple[float, ...]
    effective_sample_size: float
    acceptance: tuple[float, ...]
    stages: int
    family: NDArray[np.int64]


def sample(
    log_likelihood: LogLikelihood,
    *,
    draws: int,
    size: int,
    days: int,
    seed: int,
    moves: int = 3,
    last_moves: int = 0,
    threshold: float = 0.5,
    window: int | None = None,
    recent: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> Posterior:
    """Draw parameters and paths from their posterior, given a log-likelihood.

    A priori every entry of `z` is standard normal and every chance id is independent of the others. Each stage raises the
    temperature, resamples, and moves each draw: its parameters and the chance of a window of its days by turns. The log-likelihood
    is called once at the start and once per move, each time on all draws.

    Args:
        log_likelihood: of the evidence, given `z` and the ids; a number that is not finite marks an impossible draw.
        draws: number of draws, at least 2.
        size: entries of `z`.
        days: days of the path.
        seed: 32-bit seed.
        moves: rejuvenation moves after each resampling.
        last_moves: at most how many more moves at the end, at temperature 1, until the draws are worth `ENOUGH` of their number.
        threshold: conditional effective sample size of each stage, as a share of the draws.
        window: most days that one move renews; half of the days by default.
        recent: last days on which unlike paths count in the effective sample size; all days by default.
        progress: told a number from 0 to 1 that never falls.

    Returns:
        Equally weighted draws; where the evidence says nothing, the prior draws themselves.

    Raises:
        NothingKnown: no draw of the prior is possible under the evidence.
        ValueError: an argument out of range, or a log-likelihood of the wrong shape.

    Examples:
        >>> posterior = sample(lambda z, ids: -2.0 * (z[:, 0] - 1.0) ** 2, draws=400, size=1, days=0, seed=1)
        >>> abs(float(posterior.z.mean()) - 0.8) < 0.1
        True
    """
    _check(draws, size, days, moves, threshold, window)
    possible = _checked(log_likelihood, draws)
    prior_z = normals(seed, _PRIOR, 0, draws, size, 0)
    ids = np.ascontiguousarray(np.broadcast_to(np.arange(draws, dtype=np.uint32)[:, None], (draws, days)))
    cloud = Cloud(prior_z, ids, possible(prior_z, ids))
    if not np.isfinite(cloud.log_likelihood).any():
        raise NothingKnown(f"None of {draws} draws from the priors can have produced the evidence.\n{_EXCLUDED}")
    if cloud.log_likelihood.min() == cloud.log_likelihood.max():
        return Posterior(prior_z, ids, cloud.log_likelihood, prior_z, (1.0,), float(draws), (), 1, np.arange(draws))
    mover = Mover(possible, seed=seed, window=max(1, days // 2) if window is None else min(window, max(1, days)))
    cloud, temperatures, generations = _anneal(cloud, mover, seed, moves, threshold, progress)
    first = max(0, days - (recent or days))

    def size_of(cloud: Cloud) -> float:
        return effective_size(cloud.z, cloud.ids[:, first:], cloud.log_likelihood, generations)

    effective = size_of(cloud)
    for _ in range(last_moves):
        if effective >= max(ENOUGH * draws, min(PLENTY, 0.9 * draws)):
            break
        cloud = mover.move(cloud, 1.0)
        effective = size_of(cloud)
    return Posterior(
        z=cloud.z,
        ids=cloud.ids,
        log_likelihood=cloud.log_likelihood,
        prior_z=prior_z,
        temperatures=tuple(temperatures),
        effective_sample_size=effective,
        acceptance=tuple(mover.acceptance),
        stages=len(generations),
        family=families(draws, generations),
    )


def _anneal(
    cloud: Cloud,
    mover: Mover,
    seed: int,
    moves: int,
    threshold: float,
    progress: Callable[[float], None] | None,
) -> tuple[Cloud, list[float], list[NDArray[np.int64]]]:
    """Raise the temperature from 0 to 1; return the draws, the temperatures and the row each draw came from at each."""
    temperatures = [0.0]
    generations: list[NDArray[np.int64]] = []
    while temperatures[-1] < 1.0:
        before = temperatures[-1]
        temperatures.append(next_temperature(cloud.log_likelihood, before, threshold))
        weights = tempered_weights(cloud.log_likelihood, temperatures[-1] - before)
        generations.append(systematic(weights, uniform(seed, _RESAMPLE, 0, len(generations), 0, 0)))
        cloud = cloud.take(generations[-1])
        for step in range(moves):
            cloud = mover.move(cloud, temperatures[-1])
            if progress:
                # Temperatures rise about geometrically: the fourth root is closer to the share of the work done.
                progress(float((before + (temperatures[-1] - before) * (step + 1) / moves) ** 0.25))
    return cloud, temperatures[1:], generations


def _checked(log_likelihood: LogLikelihood, draws: int) -> LogLikelihood:
    """Guard a log-likelihood: the right shape, and minus infinity for what is not finite."""

    def possible(z: Floats, ids: Ids) -> Floats:
        out = np.asarray(log_likelihood(z, ids), dtype=np.float64)
        if out.shape != (draws,):
            raise ValueError(f"log-likelihood of shape {out.shape}; one number for each of {draws} draws is needed")
        return np.where(np.isfinite(out), out, -np.inf)

    return possible


def _check(draws: int, size: int, days: int, moves: int, threshold: float, window: int | None) -> None:
    if draws < 2 or size < 0 or days < 0 or size + days == 0:
        raise ValueError(f"draws={draws}, size={size}, days={days}: at least 2 draws of at least one number or day")
    if moves < 1 or not 0.0 < threshold < 1.0 or (window is not None and window < 1):
        raise ValueError(
            f"moves={moves}, threshold={threshold:g}, window={window}: moves and window of at least 1, a threshold between 0 and 1"
        )


def thin(held: int, draws: int, seed: int) -> NDArray[np.int64]:
    """Turn the draws of a posterior into another number of draws, evenly.

    Draws of one family stand next to each other, so an even choice takes its share from every family.

    Args:
        held: how many draws there are.
        draws: how many are wanted; more than are held repeats them evenly.
        seed: 32-bit seed.

    Returns:
        (draws,) rows in rising order; each once when as many are wanted as are held.

    Raises:
        ValueError: fewer than one draw wanted.

    Examples:
        >>> thin(4, 4, 1).tolist(), thin(4, 8, 1).tolist(), len(thin(4, 3, 1))
        ([0, 1, 2, 3], [0, 0, 1, 1, 2, 2, 3, 3], 3)
    """
    if draws < 1:
        raise ValueError(f"draws={draws}: at least one is needed")
    shift = int(uniform(seed, _THIN, 0, 0, 0, 0) * held)
    return (np.arange(draws, dtype=np.int64) * held + shift) // draws
