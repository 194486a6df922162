"""Base rates of turning points from precedents: how often in how long, pooled over cases that differ, with what it rests on.

A gamma-Poisson hierarchy (Gelman et al. 2013, Bayesian Data Analysis, ch. 2 and 5): the cases have rates of their own, spread like
a gamma distribution around a mean that they share. The words by which a row is read, and what is assumed about who was at risk,
stand in docs/models/polity.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc, gammaincinv, gammaln

from harmattan.world.report import Report

__all__ = ["FILE", "AtRisk", "BaseRate", "Pool", "Siege", "base_rates", "pool", "sieges_of"]

Floats = NDArray[np.float64]

FILE = "evidence/precedents.csv"

_RUNNING = re.compile(r"still in force|at last report|reaffirmed|not a lifting")
_ENDINGS = (
    ("taken", re.compile(r"\b(city|town) fell\b")),
    ("pact", re.compile(r"^lifted by .*\b(pact|truce)\b")),
    ("lifted", re.compile(r"^lifted\b")),
)
_LOCAL = re.compile(r"\b(local|village)\b")
_LULL = re.compile(r"\b(lull|truce)\b")
_DEAL = re.compile(r"\b(national|peace) (accord|agreement|deal)\b")
_TALKS = ("negotiation", "prisoner swap")


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What is assumed about where and when a precedent could have happened and been listed.

    Args:
        first_day: first day from which the precedents are taken to be listed in full; older ones are left out.
        states: states of the region that could have had a coup, those without one included.
        blockaded_from: first day of the blockade that a lull could have ended; None when it is not known.
        state: the state whose government may fall, in the words of the file; empty for any further state of the region.
    """

    first_day: date = date(2020, 1, 1)
    states: int = 16
    blockaded_from: date | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class BaseRate:
    """How often something happened, and what that says about its chance per day.

    Args:
        hazard: the parameter of variables.csv that it speaks to.
        events: how many times it happened.
        exposure_days: days in which it could have.
        low: 5 % quantile, 1/day.
        median: middle.
        high: 95 % quantile.
        rows: ids of the precedents it rests on.
    """

    hazard: str
    events: int
    exposure_days: float
    low: float
    median: float
    high: float
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Siege:
    """One siege: how long, and how it ended: `pact`, `lifted`, `taken`, or `running` at the last report."""

    row: str
    days: float
    ending: str


@dataclass(frozen=True, eq=False)
class Pool:
    """What several cases say together: a distribution over the mean rate and over how alike the cases are.

    Args:
        mean: (entry,) mean rate, 1/day.
        shape: (entry,) shape of the gamma distribution of the rates of cases around it; a large one means alike.
        weight: (entry,) chance of each pair.
    """

    mean: Floats
    shape: Floats
    weight: Floats

    def mean_quantile(self, probability: Sequence[float]) -> Floats:
        """Give quantiles of the mean rate over cases.

        Args:
            probability: from 0 to 1.

        Returns:
            Rates, 1/day.
        """
        grid, row = np.unique(self.mean, return_inverse=True)
        each = np.bincount(row, self.weight)
        below = np.cumsum(each) - each / 2.0
        return np.asarray(np.exp(np.interp(probability, below, np.log(grid))))

    def quantile(self, probability: Sequence[float], *, events: int = 0, days: float = 0.0) -> Floats:
        """Give quantiles of the rate of one case: doubt about the mean, difference between cases, and its own record.

        Args:
            probability: from 0 to 1.
            events: how many times it happened in a case that was pooled; 0 for a further case.
            days: days in which it could have there; 0 for a further case.

        Returns:
            Rates, 1/day.
        """
        grid = np.geomspace(1e-3 * self.mean.min(), self.mean.max(), 250)
        scale = self.shape / self.mean + days
        below = np.array([np.add.reduce(self.weight * gammainc(self.shape + events, scale * x)) for x in grid])
        return np.asarray(np.exp(np.interp(probability, below, np.log(grid))))

    def log_score(self, days: float, *, ended: bool) -> float:
        """Score how long one further case lasted.

        Args:
            days: days until it ended, or was last seen.
            ended: whether it ended; otherwise only that it lasted at least so long is known.

        Returns:
            Log density of the end (1/day), or log chance of lasting.
        """
        each = self.weight * (1.0 + self.mean * days / self.shape) ** (-self.shape - (1.0 if ended else 0.0))
        return float(np.log(np.add.reduce(each * self.mean if ended else each)))


def pool(events: ArrayLike, days: ArrayLike) -> Pool:
    """Pool cases that may differ.

    The prior of the mean is that of Jeffreys for a Poisson rate; the standard deviation between cases is half-normal with the
    mean itself as its scale. A sum over a grid: no chance, no iteration.

    Args:
        events: (case,) how many times it happened.
        days: (case,) days in which it could have; a case that ended once counts its days to the end.

    Returns:
        What they say together.

    Raises:
        ValueError: no case, or days that are not above 0.

    Examples:
        >>> alike = pool([1, 1, 1], [900.0, 1000.0, 1100.0])
        >>> low, high = alike.mean_quantile([0.05, 0.95])
        >>> bool(low < 0.001 < high)
        True
    """
    count, time = (np.asarray(array, dtype=np.float64) for array in (events, days))
    if not len(count) or not (time > 0.0).all():
        raise ValueError("pool needs at least one case, each with days above 0")
    middle = (count.sum() + 0.5) / time.sum()
    grid = np.meshgrid(middle * np.geomspace(1e-3, 1e3, 301), np.linspace(0.05, 3.0, 20))
    mean, spread = (array.ravel() for array in grid)
    shape = spread**-2.0
    log_weight = 0.5 * np.log(mean) - 0.5 * spread**2
    for n, t in zip(count, time, strict=True):
        log_weight += gammaln(n + shape) - gammaln(shape) + n * np.log(mean / shape)
        log_weight -= (n + shape) * np.log1p(mean * t / shape)
    weight = np.exp(log_weight - log_weight.max())
    return Pool(mean, shape, weight / np.add.reduce(weight))


def sieges_of(reports: Iterable[Report], at_risk: AtRisk) -> tuple[Siege, ...]:
    """Read the sieges among precedents. A row that tells of a detail of a siege, not of its end, is left out.

    Args:
        reports: claims; rows of other files are passed over.
        at_risk: from when on they count.

    Returns:
        The sieges, in the order of the reports.
    """
    out = []
    for row in _since(reports, at_risk.first_day):
        outcome = row.outcome
        endings = [name for name, words in _ENDINGS if words.search(outcome)]
        if _RUNNING.search(f"{outcome} {row.note}"):
            endings = ["running"]
        if row.metric == "siege" and endings and row.best > 0.0:
            out.append(Siege(row.id, row.best, endings[0]))
    return tuple(out)


def base_rates(reports: Iterable[Report], *, as_of: date, at_risk: AtRisk | None = None) -> tuple[BaseRate, ...]:
    """Estimate the hazards of turning points from precedents.

    The fall of a government is for one state, with its own record and its difference from others. What happens to sieges is the
    mean over sieges, since the mechanism gives all places one rate. Talks, deals and lulls have one case only: a count, no more.

    Args:
        reports: the claims known on `as_of`.
        as_of: last day that counts.
        at_risk: who could have had what; the defaults when None.

    Returns:
        One base rate for each hazard that anything at all is known about.
    """
    assumed = at_risk or AtRisk()
    rows = [row for row in reports if row.file == FILE]
    span = float((as_of - assumed.first_day).days)
    if span <= 0.0:
        return ()
    out = [_falls(rows, assumed, span), *_talks(rows, assumed, as_of)]
    sieges = sieges_of(rows, assumed)
    for hazard, endings in (
        ("pact_rate_siege", ("pact",)),
        ("siege_lift_rate", ("lifted",)),
        ("city_taken_rate", ("taken",)),
    ):
        if sieges:
            ended = [int(siege.ending in endings) for siege in sieges]
            days = [siege.days for siege in sieges]
            low, median, high = pool(ended, days).mean_quantile([0.05, 0.5, 0.95])
            out.append(_rate(hazard, sum(ended), sum(days), (low, median, high), [siege.row for siege in sieges]))
    return tuple(out)


def _since(reports: Iterable[Report], first_day: date) -> list[Report]:
    return [row for row in reports if row.file == FILE and row.first_day is not None and row.first_day >= first_day]


def _rate(hazard: str, events: int, days: float, found: Iterable[float], rows: Sequence[str]) -> BaseRate:
    low, median, high = (float(value) for value in found)
    return BaseRate(hazard, events, float(days), low, median, high, tuple(rows))


def _alone(hazard: str, events: int, days: float, rows: Sequence[str]) -> BaseRate:
    """One case: the posterior of a Poisson rate under the prior of Jeffreys."""
    return _rate(hazard, events, days, gammaincinv(events + 0.5, [0.05, 0.5, 0.95]) / days, rows)


def _falls(rows: Sequence[Report], assumed: AtRisk, span: float) -> BaseRate:
    coups = [row for row in _since(rows, assumed.first_day) if row.metric == "coup"]
    struck = [row.place_text for row in coups]
    counts = [struck.count(state) for state in dict.fromkeys(struck)]
    counts += [0] * (assumed.states - len(counts))
    pooled = pool(counts, [span] * len(counts))
    own = span if assumed.state else 0.0
    found = pooled.quantile([0.05, 0.5, 0.95], events=struck.count(assumed.state), days=own)
    return _rate("fall_rate", len(coups), span * len(counts), found, [row.id for row in coups])


def _talks(rows: Sequence[Report], assumed: AtRisk, as_of: date) -> list[BaseRate]:
    """Talks between a government and an armed group, what came of them, and lulls; accords of villages are left out."""
    said = {row.id: f"{row.outcome} {row.note}".casefold() for row in rows}
    talks = [r for r in _since(rows, assumed.first_day) if r.metric in _TALKS and not _LOCAL.search(said[r.id])]
    if not talks:
        return []
    ids = [row.id for row in talks]
    states = len({row.place_text for row in talks})
    spans = _episodes(talks)
    out = [_alone("talks_rate", len(spans), states * (as_of - assumed.first_day).days, ids)]
    deals = sum(1 for row in talks if _DEAL.search(said[row.id]))
    out.append(_alone("deal_rate", deals, sum((last - first).days + 1 for first, last in spans), ids))
    since = assumed.blockaded_from
    if since is not None and since < as_of:
        lulls = [row for row in _since(talks, since) if _LULL.search(said[row.id])]
        out.append(_alone("lift_rate", len(_episodes(lulls)), (as_of - since).days, [row.id for row in lulls]))
    return out


def _episodes(rows: Sequence[Report]) -> list[tuple[date, date]]:
    """First and last days of episodes: rows of one state that overlap in time tell of one."""
    out: list[tuple[str, date, date]] = []
    for row in sorted(rows, key=lambda r: (r.place_text, r.first_day or date.min)):
        first, last = row.first_day or date.min, row.last_day or row.first_day or date.min
        if out and out[-1][0] == row.place_text and first <= out[-1][2]:
            out[-1] = (row.place_text, out[-1][1], max(last, out[-1][2]))
        else:
            out.append((row.place_text, first, last))
    return [(first, last) for _, first, last in out]
