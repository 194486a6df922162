"""Moves that renew draws and leave their tempered posterior as it is: of the parameters, and of the chance of a window of days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform
from harmattan.inference.compiled import compiled
from harmattan.inference.correlation import correlate, decorrelate, root_of_correlation
from harmattan.inference.samplers import normal

__all__ = ["Cloud", "Mover", "normals", "uniforms"]

Floats: TypeAlias = NDArray[np.float64]
Ids: TypeAlias = NDArray[np.uint32]

_PARAMETERS, _DAYS = crc32(b"renew parameters"), crc32(b"renew days")
_NOISE, _CHOSEN, _ACCEPT, _WALKS, _SHARE, _FIRST = range(6)
_WALKING = 0.25
_WANTED = 0.3


@compiled
def uniforms(seed: int, model: int, day: int, rows: int, columns: int, slot: int) -> Floats:
    """Fill a table with addressed uniform numbers: the draw is the row, the entity the column.

    Args:
        seed: 32-bit seed.
        model: 32-bit key.
        day: the day of the address.
        rows: number of draws.
        columns: number of entities.
        slot: the slot of the address.

    Returns:
        (rows, columns) numbers strictly between 0 and 1.
    """
    out = np.empty((rows, columns))
    for row in range(rows):
        for column in range(columns):
            out[row, column] = uniform(seed, model, row, day, column, slot)
    return out


@compiled
def normals(seed: int, model: int, day: int, rows: int, columns: int, slot: int) -> Floats:
    """Fill a table with addressed standard normal numbers: the draw is the row, the entity the column.

    Args:
        seed: 32-bit seed.
        model: 32-bit key.
        day: the day of the address.
        rows: number of draws.
        columns: number of entities.
        slot: the slot of the address.

    Returns:
        (rows, columns) numbers.
    """
    out = np.empty((rows, columns))
    for row in range(rows):
        for column in range(columns):
            out[row, column] = normal(uniform(seed, model, row, day, column, slot))
    return out


@dataclass(frozen=True)
class Cloud:
    """Draws on their way to the posterior.

    Args:
        z: (draw, entry) standard normal numbers behind the parameters.
        ids: (draw, day) chance ids.
        log_likelihood: (draw,); minus infinity where the draw is impossible.
    """

    z: Floats
    ids: Ids
    log_likelihood: Floats

    def take(self, rows: NDArray[np.int64]) -> Cloud:
        """Choose draws, some more than once.

        Args:
            rows: (draw,) which.

        Returns:
            The chosen draws.
        """
        return Cloud(self.z[rows], self.ids[rows], self.log_likelihood[rows])

    def replaced(self, other: Cloud, accepted: NDArray[np.bool_]) -> Cloud:
        """Replace the draws whose proposal was accepted.

        Args:
            other: the proposals.
            accepted: (draw,) which.

        Returns:
            The cloud after the move.
        """
        column = accepted[:, None]
        return Cloud(
            np.where(column, other.z, self.z),
            np.where(column, other.ids, self.ids),
            np.where(accepted, other.log_likelihood, self.log_likelihood),
        )


class Mover:
    """Metropolis-Hastings moves, numbered through a run; parameters and days by turns.

    Parameters: three draws in four are pulled towards a fresh point of the cloud, by a step that adapts (an autoregressive proposal
    that keeps the normal distribution of the cloud's mean, spread and shrunk correlation; Kantas, Beskos and Jasra 2014);
    one in four walks at random in some entries. Days: a window of consecutive days gets a fresh chance id, drawn from the prior.

    Args:
        log_likelihood: from a `z` and ids to (draw,) numbers, minus infinity where impossible.
        seed: 32-bit seed.
        window: most days that one move renews.
    """

    def __init__(self, log_likelihood: Callable[[Floats, Ids], Floats], *, seed: int, window: int) -> None:
        """Begin before the first move; the steps then adapt to the share of accepted proposals."""
        self._log_likelihood = log_likelihood
        self._seed = seed
        self._widest = float(window)
        self._window = float(window)
        self._pull = 1.0
        self._walk = 2.38
        self.acceptance: list[float] = []

    def move(self, cloud: Cloud, temperature: float) -> Cloud:
        """Propose a change to every draw, and accept or reject it.

        Args:
            cloud: the draws; all of them possible.
            temperature: power of the likelihood.

        Returns:
            The draws after the move; `acceptance` has grown by the share that changed.
        """
        draws, size = cloud.z.shape
        number = len(self.acceptance) + 1
        days = cloud.ids.shape[1] > 0 and (number % 2 == 0 or size == 0)
        model = _DAYS if days else _PARAMETERS
        z, ids, log_ratio = cloud.z, cloud.ids, np.zeros(draws)
        walks = uniforms(self._seed, model, number, draws, 1, _WALKS)[:, 0] < _WALKING
        if days:
            ids = self._fresh_days(ids, number)
        else:
            z, log_ratio = self._fresh_parameters(z, walks, number)
        proposal = Cloud(z, ids, self._log_likelihood(z, ids))
        log_ratio = log_ratio + temperature * (proposal.log_likelihood - cloud.log_likelihood)
        accepted = np.log(uniforms(self._seed, model, number, draws, 1, _ACCEPT)[:, 0]) < log_ratio
        self.acceptance.append(_share(accepted))
        if days:
            self._window = min(self._widest, max(1.0, self._window * _gain(accepted)))
        else:
            self._pull = min(1.0, max(1e-3, self._pull * _gain(accepted[~walks])))
            self._walk = min(10.0, max(1e-3, self._walk * _gain(accepted[walks])))
        return cloud.replaced(proposal, accepted)

    def _fresh_parameters(self, z: Floats, walks: NDArray[np.bool_], number: int) -> tuple[Floats, Floats]:
        draws, size = z.shape
        noise = normals(self._seed, _PARAMETERS, number, draws, size, _NOISE)
        centre = np.add.reduce(z, axis=0) / draws
        spread = np.sqrt(np.maximum(np.add.reduce((z - centre) ** 2, axis=0) / draws, 1e-12))
        scaled = (z - centre) / spread
        root = root_of_correlation(scaled, len(np.unique(z[:, 0])))
        here = decorrelate(root, scaled)
        there = np.sqrt(1.0 - self._pull**2) * here + self._pull * noise
        pulled = centre + spread * correlate(root, there)
        walked = z + self._walk * self._some_entries(draws, size, number) * spread * noise
        new = np.where(walks[:, None], walked, pulled)
        proposed_ratio = np.where(walks, 0.0, np.add.reduce(there * there - here * here, axis=1))
        return new, 0.5 * (np.add.reduce(z * z - new * new, axis=1) + proposed_ratio)

    def _some_entries(self, draws: int, size: int, number: int) -> Floats:
        # A half, a quarter or an eighth of the entries, and always one; the more of them, the shorter the step.
        share = 0.5 ** (1.0 + np.floor(3.0 * uniforms(self._seed, _PARAMETERS, number, draws, 1, _SHARE)))
        first = np.floor(size * uniforms(self._seed, _PARAMETERS, number, draws, 1, _FIRST))
        chosen = uniforms(self._seed, _PARAMETERS, number, draws, size, _CHOSEN) < share
        steps = (chosen | (np.arange(size)[None, :] == first)).astype(np.float64)
        return np.asarray(steps / np.sqrt(np.add.reduce(steps, axis=1))[:, None], dtype=np.float64)

    def _fresh_days(self, ids: Ids, number: int) -> Ids:
        draws, days = ids.shape
        fresh = draws * (1 + number) + np.arange(draws, dtype=np.int64)
        if fresh[-1] >= 2**32:
            raise ValueError(f"{draws} draws and {number} moves need more than 2^32 chance ids; ask for fewer draws")
        u = uniforms(self._seed, _DAYS, number, draws, 2, _NOISE)
        longest = max(1, round(self._window))
        shortest = max(1, longest // 4)
        length = shortest + np.floor((longest - shortest + 1) * u[:, :1])
        # The window may hang over either end, so that the first and last days are renewed as often as the others.
        start = np.floor((days + length - 1) * u[:, 1:]) - (length - 1)
        day = np.arange(days)[None, :]
        return np.where((day >= start) & (day < start + length), fresh[:, None].astype(np.uint32), ids)


def _share(accepted: NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(accepted)) / max(1, len(accepted))


def _gain(accepted: NDArray[np.bool_]) -> float:
    return float(np.exp(2.0 * (_share(accepted) - _WANTED))) if len(accepted) else 1.0
