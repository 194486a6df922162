"""Corridors with a planted blockade or none, and what is reported of them: late, thinned, and counted with error.

The generator knows nothing of any detector: attacks grow by a factor, traffic falls along a ramp and comes in convoys, words are
declared that are followed or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harmattan.models.blockade.online import Sightings

__all__ = ["DAYS", "FIRST_DAYS", "Planted", "plant"]

Array = NDArray[np.float64]

FIRST_DAYS = 365
"""Days before the year that is judged, in which every detector gets used to its corridor."""

DAYS = 2 * FIRST_DAYS

EMPTY_WORDS = 0.5
"""Declarations per year that nothing follows."""

DECLARED = 0.5
"""Share of the blockades that are declared, from ten days before they begin to twenty days after."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One corridor of which everything is known.

    Args:
        seen: what is reported of it.
        start: day on which the planted blockade begins; the number of days where there is none.
        pace: attacks per month, reported or not, that the blockade brings.
        first_sight: first day on which a count of traffic under the blockade is known.
    """

    seen: Sightings
    start: int
    pace: float
    first_sight: int


def plant(seed: int, *, blockaded: bool, convoys: bool = True) -> Planted:
    """Make one corridor, quiet or busy, and what is reported of it.

    Args:
        seed: seed of everything.
        blockaded: whether a blockade begins. Otherwise every second corridor is harassed for six weeks, which is no blockade.
        convoys: whether what still comes under a blockade comes in convoys, from its first day on; otherwise it only thins out.

    Returns:
        Two years of reports: 20 to 60 % of the attacks go unreported, the others are known after 1 to 10 days; traffic is
        counted on seven days of ten, with an error of 20 %, as late as the latest attack. Every third blockade pauses for two
        to four weeks, from one to three months after it began.
    """
    rng = np.random.default_rng(seed)
    days = np.arange(DAYS)
    normal, pace, factor = np.exp(rng.uniform(np.log([2.0, 0.3, 5.0]), np.log([100.0, 12.0, 50.0])))
    first = FIRST_DAYS + 60
    start, left = (int(rng.integers(first, first + 180)), rng.uniform(0.05, 0.6)) if blockaded else (DAYS, 1.0)
    level = 1.0 - (1.0 - left) * np.clip((days - start) / rng.uniform(2.0, 21.0), 0.0, 1.0)
    danger = np.where(days >= start, 1.0, 1.0 / factor)
    harassed = int(rng.integers(FIRST_DAYS, DAYS - 42))
    if not blockaded and rng.random() < 0.5:
        level[harassed : harassed + 42] = rng.uniform(0.65, 0.9)
        danger[harassed : harassed + 42] *= rng.uniform(3.0, 10.0)
    gathers = (days >= start) & convoys
    if blockaded and rng.random() < 1.0 / 3.0:
        pause = start + int(rng.integers(30, 91))
        lull = slice(pause, pause + int(rng.integers(14, 29)))
        level[lull], danger[lull], gathers[lull] = 1.0, 1.0 / factor, False
    mean = normal * level * np.exp(_wander(rng)) * np.where(days % 7 == 6, 0.5, 13.0 / 12.0)
    arrived = _in_convoys(rng.poisson(rng.gamma(4.0, mean / 4.0)).astype(np.float64), gathers, int(rng.integers(3, 9)))
    usual = mean[start:].mean() if blockaded else mean.mean()
    late, reported = int(rng.integers(1, 11)), rng.uniform(0.4, 0.8)
    attacks = np.repeat(days, rng.poisson(pace / 30.0 * danger * mean / usual))
    attacks = attacks[rng.random(len(attacks)) < reported]
    declared = _declarations(rng, start if blockaded else None)
    exposed = mean * rng.uniform(1.0, 4.0)
    seen = Sightings(
        attacks, attacks + rng.integers(1, late + 1, len(attacks)), _counted(exposed, rng), _counted(arrived, rng),
        days + late, declared, np.empty(0, dtype=np.int64), float(normal),
    )  # fmt: skip
    under = np.flatnonzero((days >= start) & np.isfinite(seen.arrived)) if blockaded else np.empty(0)
    return Planted(seen, start, float(pace), int(under[0]) + late if len(under) else DAYS)


def _wander(rng: np.random.Generator) -> Array:
    out = np.zeros(DAYS)
    for day in range(1, DAYS):
        out[day] = 0.95 * out[day - 1] + 0.05 * rng.normal()
    return out


def _in_convoys(arrived: Array, gathers: NDArray[np.bool_], every: int) -> Array:
    out, waiting, since = arrived.copy(), 0.0, 0
    for day in range(len(out)):
        if not gathers[day]:
            out[day], waiting, since = out[day] + waiting, 0.0, 0
            continue
        waiting, since = waiting + out[day], since + 1
        out[day] = waiting if since == every else 0.0
        if since == every:
            waiting, since = 0.0, 0
    return out


def _declarations(rng: np.random.Generator, start: int | None) -> NDArray[np.int64]:
    said = list(rng.integers(0, DAYS, rng.poisson(EMPTY_WORDS * DAYS / 365.0)))
    if start is not None and rng.random() < DECLARED:
        said.append(start + int(rng.integers(-10, 21)))
    known = np.array(sorted(said), dtype=np.int64) + rng.integers(0, 4, len(said))
    return np.sort(known[known < DAYS])


def _counted(series: Array, rng: np.random.Generator) -> Array:
    return np.where(rng.random(DAYS) < 0.7, series * rng.lognormal(0.0, 0.2, DAYS), np.nan)
