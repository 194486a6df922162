"""Fan charts: what was, what may come, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import numpy as np

from harmattan.map.axes import Axes, log_ticks, months, ticks
from harmattan.map.bands import Band, Series
from harmattan.map.ink import BLUE, INK, MUTED, OCHRE, PAPER, RED, RULE, num, tag, text
from harmattan.map.voice import Voice

__all__ = ["Chart", "Point", "draw_chart", "highest_of"]


@dataclass(frozen=True, slots=True)
class Point:
    """A report that gives the quantity of a chart: day, smallest, best and largest number its words allow."""

    report: str
    day: date
    low: float
    best: float
    high: float


@dataclass(frozen=True)
class Chart:
    """Everything a fan chart shows.

    Args:
        name: prefix of the ids inside, unique on its page.
        title: what it shows.
        unit: unit of the upward axis, in words.
        cut_off: the as-of date.
        ahead: bands of the days ahead.
        past: bands of the days before; None where nothing is held.
        points: reports of the same quantity.
        other: bands of the same days under another scenario.
        names: titles of the two scenarios, where `other` is given.
        threshold: a value that matters, drawn as a line.
        highest: top of the axis; None to fit.
        marks: values marked on the upward axis, from zero up; empty for round numbers that fit.
        alone: words written over a veil where no report of the very quantity weighed; empty where one did.
        small: whether it is one of many: the cut-off is a line without words.
        lowest: value at the bottom of a scale of factors; 0 for an even scale from zero.
        start: day at the left edge where no past is held; None for the cut-off date.
    """

    name: str
    title: str
    unit: str
    cut_off: date
    ahead: Series
    past: Series | None = None
    points: tuple[Point, ...] = ()
    other: Series | None = None
    names: tuple[str, str] = ("", "")
    threshold: float | None = None
    highest: float | None = None
    marks: tuple[float, ...] = ()
    alone: str = ""
    small: bool = False
    lowest: float = 0.0
    start: date | None = None


def highest_of(charts: Sequence[Chart]) -> float:
    """Find a top that fits several charts, so that they can be compared by eye.

    Args:
        charts: the charts.

    Returns:
        The largest value drawn in any of them.
    """
    tops = [1e-6]
    for chart in charts:
        series = [s for s in (chart.past, chart.ahead, chart.other) if s is not None and s.levels.size]
        tops += [float(s.levels[4].max()) for s in series]
        tops += [point.high if np.isfinite(point.high) else point.best for point in chart.points]
        tops += [chart.threshold * 1.3] if chart.threshold else []
    return max(tops)


def draw_chart(chart: Chart, voice: Voice, *, width: float = 380.0, height: float = 222.0) -> str:
    """Draw a fan chart as one SVG element.

    Args:
        chart: what to show.
        voice: language.
        width: pixels.
        height: pixels.

    Returns:
        The markup; empty text where there are no days ahead.
    """
    if not chart.ahead.days:
        return ""
    most = chart.highest or highest_of([chart])
    even = chart.marks or ticks(most, wanted=3 if chart.small else 4)
    marks = log_ticks(chart.lowest, most) if chart.lowest else even
    first = chart.past.days[0] if chart.past is not None and chart.past.days else chart.start or chart.cut_off
    left = 12 + 6.4 * max(len(voice.amount(m, step=marks[1] - marks[0])) for m in marks)
    top, right = (21.0, width - 34) if chart.small else (31.0, width - 44)
    axes = Axes(left, top, right, height - 24, first, chart.ahead.days[-1], marks[-1], chart.lowest)
    body = [
        tag("title", escape(chart.title), id=f"{chart.name}-t"),
        tag("desc", escape(_in_words(chart, voice)), id=f"{chart.name}-d"),
        _grid(axes, marks, chart, voice),
        *_fans(axes, chart),
        _veil(axes, chart),
        _cut_off(axes, chart, voice),
        *(_point(axes, point) for point in chart.points if first <= point.day <= chart.ahead.days[-1]),
        _ends(axes, chart, voice),
    ]
    return tag(
        "svg",
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {num(width)} {num(height)}",
        role="img",
        aria_labelledby=f"{chart.name}-t {chart.name}-d",
        class_="chart",
    )


def _in_words(chart: Chart, voice: Voice) -> str:
    end = Band(*(float(level) for level in chart.ahead.levels[:, -1]))
    told = voice.say("chart.desc", unit=chart.unit, end=voice.estimate(end), day=voice.day(chart.ahead.days[-1]))
    return f"{told} {chart.alone[:1].upper()}{chart.alone[1:]}." if chart.alone else told


def _grid(axes: Axes, marks: Sequence[float], chart: Chart, voice: Voice) -> str:
    out = []
    for mark in marks:
        y = axes.y(mark)
        colour = INK if mark == marks[0] else RULE
        out.append(tag("path", d=f"M{num(axes.left)} {num(y)}H{num(axes.right)}", stroke=colour, stroke_width=0.8))
        words = voice.amount(mark, step=marks[1] - marks[0])
        out.append(text(words, axes.left - 6, y + 3.6, font_size=10.5, text_anchor="end", fill=MUTED))
    starts = months(axes.first, axes.last)
    every = -(-len(starts) // max(int((axes.right - axes.left) / 46), 1))
    for day in starts:
        x = axes.x(day)
        out.append(tag("path", d=f"M{num(x)} {num(axes.bottom)}v4", stroke=INK, stroke_width=0.8))
        if (day.month - 1) % every == 0 and x < axes.right - 4:
            out.append(text(voice.month(day), x, axes.bottom + 16, font_size=10.5, text_anchor="middle", fill=MUTED))
    out.append(text(chart.unit, 2.0, 11.0, font_size=10.5, fill=MUTED))
    if chart.threshold is not None:
        y = axes.y(chart.threshold)
        out.append(
            tag(
                "path",
                d=f"M{num(axes.left)} {num(y)}H{num(axes.right)}",
                stroke=RED,
                stroke_width=1,
                stroke_dasharray="5 3",
            )
        )
    return "".join(out)


def _fan(axes: Axes, series: Series, colour: str) -> str:
    low, quarter, median, three, high = (list(map(float, level)) for level in series.levels)
    days = series.days
    return (
        tag("path", d=axes.area(days, low, high), fill=colour, opacity=0.2)
        + tag("path", d=axes.area(days, quarter, three), fill=colour, opacity=0.36)
        + tag("path", d=axes.line(days, median), fill="none", stroke=colour, stroke_width=1.9, stroke_linejoin="round")
    )


def _fans(axes: Axes, chart: Chart) -> list[str]:
    past, ahead = chart.past, chart.ahead
    out = []
    if past is not None and past.days:
        out.append(_fan(axes, past, MUTED))
        ahead = _joined(past, ahead)
    out.append(_fan(axes, ahead, BLUE))
    if chart.other is not None and chart.other.days:
        other = _joined(past, chart.other) if past is not None and past.days else chart.other
        edge = {"fill": "none", "stroke": OCHRE, "stroke_width": 1, "stroke_dasharray": "1.5 2.5"}
        out += [tag("path", d=axes.line(other.days, list(map(float, other.levels[k]))), **edge) for k in (0, 4)]
        middle = list(map(float, other.levels[2]))
        out.append(
            tag(
                "path",
                d=axes.line(other.days, middle),
                fill="none",
                stroke=OCHRE,
                stroke_width=2,
                stroke_dasharray="6 3",
            )
        )
    return out


def _veil(axes: Axes, chart: Chart) -> str:
    """Lay pale lines over a fan that no report of the very quantity stands behind, and say so in words."""
    if not chart.alone:
        return ""
    tall, step, path = axes.bottom - axes.top, 5.0, []
    start = axes.left - tall
    for k in range(math.ceil((axes.right - start) / step)):
        # A line leans up to the right; what would stand outside the plot is cut off at its edges.
        x = start + k * step
        low, high = max(0.0, axes.left - x), min(tall, axes.right - x)
        if high > low:
            path.append(f"M{x + low:.0f} {axes.bottom - low:.0f}l{high - low:.0f} {low - high:.0f}")
    lines = tag("path", d="".join(path), stroke=PAPER, stroke_width=1.2, fill="none")
    halo = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke", "font_style": "italic"}
    return lines + text(chart.alone, axes.left + 5, axes.top + 9, font_size=10, fill=INK, **halo)


def _joined(past: Series, ahead: Series) -> Series:
    """Let the fan open where the past ends."""
    return Series((past.days[-1], *ahead.days), np.concatenate([past.levels[:, -1:], ahead.levels], axis=1))


def _cut_off(axes: Axes, chart: Chart, voice: Voice) -> str:
    x = axes.x(chart.cut_off)
    line = tag(
        "path",
        d=f"M{num(x)} {num(axes.top - (4 if chart.small else 15))}V{num(axes.bottom)}",
        stroke=INK,
        stroke_width=1,
        stroke_dasharray="2 2",
    )
    if chart.small:
        return line
    anchor = "end" if x > axes.left + 70 else "start"
    words = voice.say("chart.cut_off", day=voice.day(chart.cut_off))
    return line + text(
        words, x + (-3 if anchor == "end" else 3), axes.top - 7, font_size=9.5, text_anchor=anchor, fill=INK
    )


def _point(axes: Axes, point: Point) -> str:
    x, low = axes.x(point.day), axes.y(point.low)
    high = axes.y(point.high if np.isfinite(point.high) else axes.highest)
    bar = tag("path", d=f"M{num(x)} {num(low)}V{num(high)}", stroke=INK, stroke_width=1) if abs(high - low) > 1 else ""
    dot = tag("circle", cx=x, cy=axes.y(point.best), r=3.1, fill=PAPER, stroke=INK, stroke_width=1.4)
    return tag("g", tag("title", escape(point.report)) + bar + dot)


def _ends(axes: Axes, chart: Chart, voice: Voice) -> str:
    """Write the last low, median and high at the right edge, kept apart."""
    low, _, median, _, high = (float(level) for level in chart.ahead.levels[:, -1])
    other = float(chart.other.levels[2, -1]) if chart.other is not None and chart.other.days else median
    said = voice.ends(low, median, high, other)
    if chart.lowest:
        # What is known of a multiple is how far it is from its foot: 1.3 is not 1.
        said = tuple(
            voice.amount(value, step=0.1 if value < 5 * chart.lowest else 1.0) for value in (low, median, high, other)
        )
    wanted = [(axes.y(high), said[2], 400), (axes.y(median), said[1], 650), (axes.y(low), said[0], 400)]
    if said[3] != said[1]:
        wanted = sorted([*wanted, (axes.y(other), said[3], 651)], key=lambda entry: entry[0])
    out, floor = [], axes.top - 6.0
    for y, words, weight in wanted:
        spot = max(y + 3.6, floor + 11.5)
        floor = spot
        colour = OCHRE if weight == 651 else BLUE
        out.append(text(words, axes.right + 4, spot, font_size=10.5, font_weight=min(weight, 650), fill=colour))
    return "".join(out)
