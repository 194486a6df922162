"""Axes of a chart: round steps upwards, months along."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["Axes", "log_ticks", "months", "ticks"]


def ticks(top: float, *, wanted: int = 4) -> tuple[float, ...]:
    """Choose round numbers from zero up.

    Args:
        top: largest value to show, above 0.
        wanted: about how many steps.

    Returns:
        The numbers; the last is at or above `top`.

    Examples:
        >>> ticks(870.0)
        (0.0, 200.0, 400.0, 600.0, 800.0, 1000.0)
    """
    least = max(top, 1e-9) / (wanted + 0.5)
    power = 10.0 ** math.floor(math.log10(least))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= least)
    return tuple(step * k for k in range(math.ceil(top / step - 1e-9) + 1))


def log_ticks(lowest: float, top: float) -> tuple[float, ...]:
    """Choose round numbers on a scale of factors: ones, twos and fives.

    Args:
        lowest: the number at the bottom, above 0.
        top: largest value to show.

    Returns:
        The numbers, `lowest` first; the last is at or above `top`, and there are two at least.

    Examples:
        >>> log_ticks(1.0, 14.0)
        (1.0, 2.0, 5.0, 10.0, 20.0)
    """
    steps = (round(k * 10.0**power, 12) for power in range(math.floor(math.log10(lowest)), 10) for k in (1, 2, 5))
    out = [lowest]
    for step in (step for step in steps if step > lowest):
        out.append(step)
        if step >= top:
            break
    return tuple(out)


def months(first: date, last: date) -> tuple[date, ...]:
    """List the first days of the months in a run of days.

    Args:
        first: first day.
        last: last day.

    Returns:
        The days.
    """
    day = date(first.year, first.month, 1)
    out = []
    while day <= last:
        if day >= first:
            out.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Axes:
    """The plot area of a chart and its scales.

    Args:
        left: pixels.
        top: pixels.
        right: pixels.
        bottom: pixels.
        first: day at the left edge.
        last: day at the right edge.
        highest: value at the top edge.
        lowest: value at the bottom edge of a scale of factors; 0 for an even scale from zero.
    """

    left: float
    top: float
    right: float
    bottom: float
    first: date
    last: date
    highest: float
    lowest: float = 0.0

    def x(self, day: date) -> float:
        """Place a day, in pixels from the left.

        Args:
            day: any day.

        Returns:
            Pixels from the left.
        """
        return self.left + (self.right - self.left) * (day - self.first).days / max((self.last - self.first).days, 1)

    def y(self, value: float) -> float:
        """Place a value, in pixels from the top; values beyond an edge stop there.

        Args:
            value: a value in the unit of the axis.

        Returns:
            Pixels from the top.
        """
        kept = min(max(value, self.lowest), self.highest)
        share = (
            math.log(kept / self.lowest) / math.log(self.highest / self.lowest) if self.lowest else kept / self.highest
        )
        return self.bottom - (self.bottom - self.top) * share

    def line(self, days: Sequence[date], values: Sequence[float]) -> str:
        """Write a path through points.

        Args:
            days: along.
            values: upwards.

        Returns:
            SVG path data.
        """
        return "M" + "L".join(f"{self.x(d):.0f} {self.y(v):.1f}" for d, v in zip(days, values, strict=True))

    def area(self, days: Sequence[date], low: Sequence[float], high: Sequence[float]) -> str:
        """Write the area between two lines.

        Args:
            days: along.
            low: lower values.
            high: upper values.

        Returns:
            SVG path data.
        """
        back = self.line(days[::-1], high[::-1])
        return self.line(days, low) + "L" + back[1:] + "Z"
