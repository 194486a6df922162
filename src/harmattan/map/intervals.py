"""Numbers with their doubt as dots and bars on one line, to stand in the rows of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from harmattan.map.axes import ticks
from harmattan.map.ink import INK, MUTED, PAPER, RED, RULE, num, tag, text
from harmattan.map.voice import Voice

__all__ = ["Bar", "Ruler", "draw_bars", "draw_ruler", "linear_ruler", "log_ruler"]

_LEFT, _RIGHT = 12.0, 18.0
"""Room before and after a scale, pixels."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One number with its doubt.

    Args:
        low: left end.
        middle: where the dot stands.
        high: right end.
        colour: colour of all of it.
        thick: right end of the part drawn thick, from the dot on; None for none.
        hollow: whether the dot is a ring and the line is broken: no report of that very number weighed, or it came before.
        specks: further single numbers on the same line.
    """

    low: float
    middle: float
    high: float
    colour: str
    thick: float | None = None
    hollow: bool = False
    specks: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruler:
    """A scale along a row.

    Args:
        lowest: value at the left end.
        highest: value at the right end.
        marks: values that are marked.
        log: whether equal steps are equal factors.
        width: width of every drawing on it, in pixels of its own; a page stretches all alike, so that they stay aligned.
    """

    lowest: float
    highest: float
    marks: tuple[float, ...]
    log: bool = False
    width: float = 250.0

    @property
    def right(self) -> float:
        """Where the scale ends, pixels from the left."""
        return self.width - _RIGHT

    def x(self, value: float) -> float:
        """Place a value; what lies beyond an end stops there.

        Args:
            value: a value in the unit of the scale.

        Returns:
            Pixels from the left.
        """
        inside = min(max(value, self.lowest), self.highest)
        low, high, at = self.lowest, self.highest, inside
        if self.log:
            low, high, at = math.log(low), math.log(high), math.log(inside)
        return _LEFT + (self.right - _LEFT) * (at - low) / (high - low)


def linear_ruler(top: float, *, width: float = 250.0) -> Ruler:
    """Make a scale from zero up, with round numbers marked.

    Args:
        top: largest value to show.
        width: width of every drawing on it, pixels.

    Returns:
        The scale.

    Examples:
        >>> linear_ruler(870.0).marks
        (0.0, 500.0)
    """
    reach = max(top, 1e-6)
    marks = tuple(mark for mark in ticks(reach, wanted=2 if width < 300 else 3) if mark <= reach * (1 + 1e-9))
    return Ruler(0.0, reach, marks, width=width)


def log_ruler(reach: float, *, width: float = 250.0) -> Ruler:
    """Make a scale of factors around one.

    Args:
        reach: largest factor, above 1; its inverse is the smallest.
        width: width of every drawing on it, pixels.

    Returns:
        The scale.

    Examples:
        >>> log_ruler(10.0).marks
        (0.1, 0.3, 1.0, 3.0, 10.0)
    """
    root = 10.0 ** (math.log10(reach) / 2)
    near = next((nice for nice in (2.0, 3.0, 5.0) if 0.8 * nice <= root <= 1.25 * nice), root)
    return Ruler(1.0 / reach, reach, (1.0 / reach, round(1.0 / near, 1), 1.0, near, reach), True, width)


def draw_ruler(ruler: Ruler, voice: Voice, title: str, *, times: bool = False) -> str:
    """Draw the scale that stands above a column of rows.

    Args:
        ruler: the scale.
        voice: language.
        title: what it measures, for those who cannot see it.
        times: whether a times sign stands before each mark.

    Returns:
        One SVG element.
    """
    even = ruler.marks[1] - ruler.marks[0]
    out = [tag("title", escape(title))]
    for k, mark in enumerate(ruler.marks):
        x, words = ruler.x(mark), voice.amount(mark, step=even if not ruler.log else 1.0 if mark >= 1 else 0.1)
        anchor = "start" if k == 0 else "end" if x > ruler.right - 12 and not ruler.log else "middle"
        out.append(tag("path", d=f"M{num(x)} 15v5", stroke=INK, stroke_width=0.8))
        shift = {"start": x - 4, "end": x + 12}.get(anchor, x)
        out.append(
            text(f"\u00d7{words}" if times else words, shift, 11.0, font_size=10.5, text_anchor=anchor, fill=MUTED)
        )
    return _svg(out, ruler.width, 20.0, "ruler")


def draw_bars(title: str, bars: Sequence[Bar], ruler: Ruler, *, line: float | None = None) -> str:
    """Draw numbers below each other on one scale.

    Args:
        title: all of them in words, for those who point at it or cannot see it.
        bars: the numbers, from top to bottom.
        ruler: the scale.
        line: a value that matters, drawn in red across all.

    Returns:
        One SVG element.
    """
    tall = 9.0 * len(bars) + 5.0
    grid = "".join(f"M{num(ruler.x(mark))} 0V{num(tall)}" for mark in ruler.marks)
    out = [tag("title", escape(title)), tag("path", d=grid, stroke=RULE, stroke_width=0.7)]
    if line is not None:
        out.append(tag("path", d=f"M{num(ruler.x(line))} 0V{num(tall)}", stroke=RED, stroke_width=2))
    out += [_bar(bar, ruler, 7.0 + 9.0 * k) for k, bar in enumerate(bars)]
    return _svg(out, ruler.width, tall, "bars")


def _bar(bar: Bar, ruler: Ruler, y: float) -> str:
    low, middle, high = ruler.x(bar.low), ruler.x(bar.middle), ruler.x(bar.high)
    dash = "3 2" if bar.hollow else None
    thin = tag(
        "path", d=f"M{num(low)} {num(y)}H{num(high)}", stroke=bar.colour, stroke_width=1.7, stroke_dasharray=dash
    )
    out = [thin, _beyond(bar, ruler, y)]
    if bar.thick is not None:
        ends = f"M{num(middle)} {num(y)}H{num(ruler.x(bar.thick))}"
        out.append(tag("path", d=ends, stroke=bar.colour, stroke_width=5.5, opacity=0.55))
    if bar.specks:
        marks = "".join(f"M{num(ruler.x(at))} {num(y - 2.6)}v5.2" for at in bar.specks)
        out.append(tag("path", d=marks, stroke=bar.colour, stroke_width=0.8, opacity=0.7))
    fill = PAPER if bar.hollow else bar.colour
    out.append(tag("circle", cx=middle, cy=y, r=3.2, fill=fill, stroke=bar.colour, stroke_width=1.3))
    return "".join(out)


def _beyond(bar: Bar, ruler: Ruler, y: float) -> str:
    """Put an arrow head where a number goes on beyond an end of the scale."""
    path = ""
    if bar.high > ruler.highest * (1 + 1e-9):
        path += f"M{num(ruler.right)} {num(y - 3.4)}l7 3.4l-7 3.4z"
    if bar.low < ruler.lowest * (1 - 1e-9):
        path += f"M{num(_LEFT)} {num(y - 3.4)}l-7 3.4l7 3.4z"
    return tag("path", d=path, fill=bar.colour) if path else ""


def _svg(body: Sequence[str], wide: float, tall: float, name: str) -> str:
    return tag(
        "svg",
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {num(wide)} {num(tall)}",
        role="img",
        class_=name,
    )
