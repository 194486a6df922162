"""How likely a report is, given what a draw expects it to say: heavy-tailed errors on a logarithmic scale, and counts.

The error of a reported number is Student's t on the scale of log(value + offset) (Lange, Little and Taylor 1989), so that one wrong
report costs a draw a little and never everything. The maths stands in docs/models/assess.md.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, stdtr, stdtrit

__all__ = ["LOWEST", "expected_interval", "log_count", "log_likelihood"]

Floats: TypeAlias = NDArray[np.float64]

LOWEST = -700.0
"""Smallest log-likelihood of one report, about log(1e-304): no report alone makes a draw impossible."""

_NARROW = 1e-3
_HUGE = 1e300


def log_likelihood(
    expected: ArrayLike,
    low: float,
    best: float,
    high: float,
    relation: str,
    scale: ArrayLike,
    *,
    dof: float = 4.0,
    offset: float = 1.0,
) -> Floats:
    """Weigh draws by one reported number, read as precisely as its words allow.

    Args:
        expected: (draw,) what each draw expects the report to say, in the unit of the report; at least 0.
        low: smallest number the words allow; used by `at least` and `range`, where 0 says nothing.
        best: the number; used by `exact` and `about`.
        high: largest number the words allow; used by `at most` and `range`.
        relation: `exact`, `about`, `at least`, `at most` or `range`.
        scale: scale of the error of log(value + offset), above 0; a number or (draw,). The standard deviation is
            scale * sqrt(dof / (dof - 2)).
        dof: degrees of freedom; fewer give heavier tails.
        offset: added before the logarithm, in the unit of the report, so that 0 has one.

    Returns:
        (draw,) log-density for `exact` and `about`, log-probability for the others, never below `LOWEST`; nan where `expected` is.

    Raises:
        ValueError: an unknown relation, or a number that the relation needs is missing or out of range.

    Examples:
        >>> log_likelihood([100.0, 50.0, 5.0], 100.0, 100.0, 100.0, "about", 0.5).round(2).tolist()
        [-0.29, -1.25, -5.77]
        >>> log_likelihood([100.0, 30.0], 40.0, float("nan"), float("inf"), "at least", 0.3).round(2).tolist()
        [-0.02, -1.6]
    """
    mean = np.log(_at_least_zero("expected", expected) + offset)
    width = np.asarray(scale, dtype=np.float64)
    if not (width > 0.0).all() or not dof > 0.0 or not offset > 0.0:
        raise ValueError(f"scale={width.tolist()}, dof={dof}, offset={offset}: each must be above 0")

    def standard(name: str, value: float) -> Floats:
        if name == "low" and value == 0.0:
            return np.full(np.broadcast_shapes(mean.shape, width.shape), -np.inf)  # "at least 0" says nothing
        return np.asarray((np.log(float(_at_least_zero(name, value)) + offset) - mean) / width, dtype=np.float64)

    if relation in ("exact", "about"):
        out = _log_density(standard("best", best), dof) - np.log(width)
    elif relation == "at least":
        out = _log(_below(-standard("low", low), dof))
    elif relation == "at most":
        out = _log(_below(standard("high", high), dof))
    elif relation == "range":
        if low > high:
            raise ValueError(f"range from {low:g} to {high:g}: low is above high")
        if low == high:  # a range without width is a number: its density replaces a probability of zero
            return log_likelihood(expected, low, low, low, "exact", scale, dof=dof, offset=offset)
        out = _log_between(standard("low", low), standard("high", high), dof)
    else:
        raise ValueError(f"relation '{relation}' has no likelihood; allowed: exact, about, at least, at most, range")
    return np.maximum(out, LOWEST)


def _at_least_zero(name: str, value: ArrayLike) -> Floats:
    numbers = np.asarray(value, dtype=np.float64)
    wrong = (numbers < 0.0) | (np.isnan(numbers) & (name != "expected"))
    if wrong.any():
        raise ValueError(f"{name}={numbers[wrong].flat[0]:g}: a number of at least 0 is needed")
    return np.minimum(numbers, _HUGE) if name == "expected" else numbers


def _log(probability: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(probability, 1e-307)), dtype=np.float64)


def _below(t: Floats, dof: float) -> Floats:
    return np.asarray(stdtr(dof, t), dtype=np.float64)


def _log_density(t: Floats, dof: float) -> Floats:
    constant = float(gammaln((dof + 1.0) / 2.0) - gammaln(dof / 2.0)) - 0.5 * math.log(dof * math.pi)
    return np.asarray(constant - (dof + 1.0) / 2.0 * np.log1p(t * t / dof), dtype=np.float64)


def _log_between(a: Floats, b: Floats, dof: float) -> Floats:
    # An end may be endless: what that makes undefined is not chosen below.
    with np.errstate(invalid="ignore", divide="ignore"):
        # Both ends are mirrored into the lower tail, where small probabilities keep all their digits.
        mirrored = a + b > 0.0
        below, above = np.where(mirrored, -b, a), np.where(mirrored, -a, b)
        wide = _log(_below(above, dof) - _below(below, dof))
        # A narrow interval would be a difference of two equal numbers: density at its middle times its width.
        narrow = b - a < _NARROW * (1.0 + np.abs(a))
        middle = _log_density((a + b) / 2.0, dof) + np.log(b - a)
    return np.where(narrow, middle, wide)


def log_count(count: float, expected: ArrayLike, floor: float) -> Floats:
    """Weigh draws by a number of reported events, such as ambushes in a month.

    Events are reported independently of each other: the count is Poisson, with the mean that the draw expects to be *reported* plus
    a small rate of false or misplaced reports, so that one report where a draw expects none does not make the draw impossible.

    Args:
        count: events reported, a whole number of at least 0.
        expected: (draw,) expected number of reported events: rate times days times the share that is reported.
        floor: expected number of false reports, above 0.

    Returns:
        (draw,) log-probabilities, always finite but for nan where `expected` is.

    Raises:
        ValueError: a count that is not whole, or a number out of range.

    Examples:
        >>> log_count(2, [2.0, 0.0], 0.1).round(2).tolist()
        [-1.31, -5.4]
    """
    if not (count >= 0 and float(count).is_integer()) or not floor > 0.0:
        raise ValueError(f"count={count}, floor={floor}: a whole number of at least 0, and a rate above 0")
    mean = _at_least_zero("expected", expected) + floor
    return np.asarray(count * np.log(mean) - mean - float(gammaln(count + 1.0)), dtype=np.float64)


def expected_interval(
    expected: ArrayLike, scale: ArrayLike, *, probability: float = 0.9, dof: float = 4.0, offset: float = 1.0
) -> tuple[Floats, Floats]:
    """Say between which numbers an `about` report would lie, if the draw were right.

    Args:
        expected: (draw,) what each draw expects the report to say; at least 0.
        scale: scale of the error of log(value + offset), above 0.
        probability: how much of the distribution lies between; the same on both sides is left out.
        dof: degrees of freedom.
        offset: added before the logarithm.

    Returns:
        (draw,) lower and upper ends, in the unit of the report, not below 0.

    Raises:
        ValueError: a number out of range.

    Examples:
        >>> low, high = expected_interval([100.0], 0.2)
        >>> round(float(low[0])), round(float(high[0]))
        (65, 154)
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability={probability:g}: a number between 0 and 1")
    shifted = _at_least_zero("expected", expected) + offset
    stretch = np.exp(np.asarray(scale, dtype=np.float64) * float(stdtrit(dof, 0.5 + probability / 2.0)))
    return np.maximum(shifted / stretch - offset, 0.0), np.asarray(shifted * stretch - offset, dtype=np.float64)
