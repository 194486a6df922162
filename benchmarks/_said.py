"""One line of the hindcast, and what is read off the days ahead: the first day of something, the lowest count, the way back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import Figure
from harmattan.inference.scores import central, crps

__all__ = ["BACK", "Line", "Naive", "back", "first_lasting", "line", "mean_of", "trough", "unknown"]

Floats = NDArray[np.float64]
Naive = tuple[float, float]
"""What a naive rule says, and its error."""

BACK = 0.6
"""Share of the normal weekly inflow from which on supply counts as back."""

_NAN = math.nan


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said on one origin, beside what came.

    Args:
        origin: the day.
        what: what it is about.
        unit: unit of all numbers; `day` counts from the origin, and the day after the last one ahead means never.
        low: 5 % quantile of what was said; nan where nothing was said.
        median: 50 % quantile.
        high: 95 % quantile.
        came: what came, in words.
        reports: how many reports say what came.
        inside: whether the 90 % interval held what came; None where nobody knows.
        error: continuous ranked probability score; None where nobody knows what came.
        persistence: what "the last known number goes on" says; None where there is none.
        normal: what "normal times" says.
    """

    origin: date
    what: str
    unit: str
    low: float
    median: float
    high: float
    came: str
    reports: int
    inside: bool | None = None
    error: float | None = None
    persistence: Naive | None = None
    normal: Naive | None = None

    def figures(self) -> Iterator[Figure]:
        """Lay the line out in the common form.

        Yields:
            The error beside each naive rule; what was said, where no error is known; nothing where nothing was said.
        """
        if math.isnan(self.median):
            return
        said = f"said {self.median:.4g} ({self.low:.4g} to {self.high:.4g}); {self.came}; n {self.reports}"
        case = f"{self.origin}: {said}"
        if self.error is None:
            yield Figure(f"{self.what}, said", case, self.median, self.unit)
            return
        for name, naive in (("persistence", self.persistence), ("normal times", self.normal)):
            peer, value = (f"{name} ({naive[0]:.4g})", naive[1]) if naive else (name, None)
            yield Figure(f"{self.what}, error", case, self.error, self.unit, peer, value)

    def text(self) -> str:
        """Write the line for a reader.

        Returns:
            One line.
        """
        said = f"said {self.median:.4g} ({self.low:.4g} to {self.high:.4g}) {self.unit}; "
        out = f"{self.what}: {'' if math.isnan(self.median) else said}{self.came}; n {self.reports}"
        if self.error is None:
            return out
        out += f"; error {self.error:.4g}"
        for name, naive in (("persistence", self.persistence), ("normal times", self.normal)):
            out += f"; {name} {naive[0]:.4g} (error {naive[1]:.4g})" if naive else f"; {name}: none known"
        return out


def line(
    origin: date,
    what: str,
    unit: str,
    samples: Floats,
    came: str,
    *,
    reports: int = 0,
    observed: float | None = None,
    persistence: float | None = None,
    normal: float | None = None,
) -> Line:
    """Set what was said beside what came.

    Args:
        origin: the day.
        what: what it is about.
        unit: unit of all numbers.
        samples: (draw,) what was said.
        came: what came, in words.
        reports: how many reports say what came.
        observed: what came; None where nobody knows.
        persistence: what "the last known number goes on" says.
        normal: what "normal times" says.

    Returns:
        The line.
    """
    low, median, high = central(samples)
    if observed is None:
        return Line(origin, what, unit, low, median, high, came, reports)
    error = float(crps(samples, np.float64(observed)))
    naive = [None if number is None else (number, abs(number - observed)) for number in (persistence, normal)]
    return Line(origin, what, unit, low, median, high, came, reports, low <= observed <= high, error, *naive)


def unknown(origin: date, what: str, why: str, reports: int = 0) -> Line:
    """Say that nobody knows what came.

    Args:
        origin: the day.
        what: what it is about.
        why: why nobody knows.
        reports: how many reports there are.

    Returns:
        The line.
    """
    return Line(origin, what, "1", _NAN, _NAN, _NAN, f"outcome not known: {why}", reports)


def mean_of(what: str, lines: Sequence[Line]) -> Line:
    """Sum up lines in one unit that were all scored.

    Args:
        what: what they are about.
        lines: the lines; at least one.

    Returns:
        A line of means, which names how many intervals held; a naive rule that one of them lacks is left out.
    """

    def mean(numbers: Sequence[float]) -> float:
        return sum(numbers) / len(numbers)

    def naive(pairs: Sequence[Naive | None]) -> Naive | None:
        known = [pair for pair in pairs if pair is not None]
        return (mean([a for a, _ in known]), mean([b for _, b in known])) if len(known) == len(pairs) else None

    return Line(
        lines[0].origin,
        what,
        lines[0].unit,
        mean([one.low for one in lines]),
        mean([one.median for one in lines]),
        mean([one.high for one in lines]),
        f"{sum(bool(one.inside) for one in lines)} of {len(lines)} inside",
        len(lines),
        None,
        mean([one.error for one in lines if one.error is not None]),
        naive([one.persistence for one in lines]),
        naive([one.normal for one in lines]),
    )


def first_lasting(days: NDArray[np.floating], above: float, lasts: int) -> Floats:
    """Find the first day from which on a number stays above a bound for some days.

    Args:
        days: (draw, day) numbers.
        above: the bound.
        lasts: days in a row.

    Returns:
        (draw,) days counted from 1; one more than there are days where it never happens.

    Examples:
        >>> first_lasting(np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]]), 0.5, 2).tolist()
        [2.0, 4.0]
    """
    over: NDArray[np.bool_] = np.asarray(days > above)
    count = over.shape[1]
    if count < lasts:
        return np.full(len(over), count + 1.0)
    windows: NDArray[np.bool_] = np.lib.stride_tricks.sliding_window_view(over, lasts, axis=1)
    runs = np.all(windows, axis=2)
    first = np.argmax(runs, axis=1) + 1.0
    return np.asarray(np.where(np.any(runs, axis=1), first, count + 1.0), dtype=np.float64)


def trough(weeks: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Find the lowest of some weekly counts.

    Args:
        weeks: (draw, count) numbers in the order of their days.

    Returns:
        (draw,) lowest numbers, and which they are.

    Examples:
        >>> trough(np.array([[3.0, 1.0, 2.0]]))
        (array([1.]), array([1]))
    """
    which = weeks.argmin(axis=1)
    return weeks[np.arange(len(weeks)), which], which


def back(weeks: Floats, normal: Floats, last_days: Floats, never: float) -> Floats:
    """Find when supply is back after its lowest count: the first one from there on that is `BACK` of the normal one.

    Args:
        weeks: (draw, count) numbers in the order of their days.
        normal: (count,) normal numbers.
        last_days: (count,) last day of each, from the origin.
        never: what stands for never.

    Returns:
        (draw,) last day of that count, from the origin.

    Examples:
        >>> weeks = np.array([[900.0, 200.0, 500.0, 700.0], [900.0, 800.0, 900.0, 900.0], [900.0, 1.0, 2.0, 3.0]])
        >>> back(weeks, np.full(4, 1000.0), np.array([7.0, 14.0, 21.0, 28.0]), 31.0).tolist()
        [28.0, 14.0, 31.0]
    """
    _, which = trough(weeks)
    enough: NDArray[np.bool_] = (weeks >= BACK * normal) & (np.arange(weeks.shape[1]) >= which[:, None])
    first = last_days[np.argmax(enough, axis=1)]
    return np.asarray(np.where(np.any(enough, axis=1), first, never), dtype=np.float64)
