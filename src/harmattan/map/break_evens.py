"""What must be true of levers: the believed effect as a bar, the break-even as a tick, the better side dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from harmattan.map.ink import BLUE, INK, MUTED, PAPER, SEA, num, tag, text
from harmattan.map.panel import WIDTH, Scale, axis, framed, rules, wrapped
from harmattan.map.voice import Voice

__all__ = ["Believed", "BreakEvenChart", "draw_break_evens", "reach"]

_MARKS = (1.0, 0.5, 2.0, 0.25, 4.0, 0.1, 10.0)
"""Multipliers that an axis may name, the most important first."""


@dataclass(frozen=True, slots=True)
class Believed:
    """One lever: what is believed of its effect, and from where on its course does better.

    Args:
        label: title of the lever.
        low: 5 % quantile of the multiplier, above 0.
        high: 95 % quantile.
        at: break-even multiplier; nan where there is none to show.
        side: side of it that does better, `below` or `above`.
        verdict: `within`, `always`, `never` or `unclear`.
        number: the break-even and its better side in words; empty where there is none to show.
        between: the believed interval in words.
        said: the verdict as a sentence.
    """

    label: str
    low: float
    high: float
    at: float
    side: str
    verdict: str
    number: str
    between: str
    said: str


@dataclass(frozen=True, slots=True)
class BreakEvenChart:
    """Everything a panel of break-evens shows.

    Args:
        name: prefix of the ids inside, unique on its page.
        title: title of the course.
        rows: its levers.
        span: lowest and highest multiplier of the axis, both above 0.
    """

    name: str
    title: str
    rows: tuple[Believed, ...]
    span: tuple[float, float]


def reach(rows: Sequence[Believed]) -> tuple[float, float]:
    """Find an axis that holds every believed interval, every break-even that is not far off, and 1.

    Args:
        rows: the levers.

    Returns:
        Lowest and highest multiplier.

    Examples:
        >>> reach([Believed("a", 0.5, 1.0, 0.8, "below", "within", "0.8", "", "")])
        (0.45, 1.1)
    """
    held = [value for row in rows for value in (row.low, row.high)]
    held += [min(max(row.at, 0.05), 20.0) for row in rows if row.verdict == "within"]
    return min([1.0, *held]) * 0.9, max([1.0, *held]) * 1.1


def draw_break_evens(chart: BreakEvenChart, voice: Voice) -> str:
    """Draw a panel of break-evens as one SVG element.

    Args:
        chart: what to show.
        voice: language.

    Returns:
        The markup; empty text without rows.
    """
    if not chart.rows:
        return ""
    scale = Scale(*chart.span, log=True)
    marks = tuple(mark for mark in _MARKS if chart.span[0] <= mark <= chart.span[1])
    body, top = [_heads(voice)], 20.0
    for row in chart.rows:
        lines = wrapped(row.said, WIDTH, 10.0)
        label = wrapped(row.label, WIDTH, 11.0)
        body += [text(line, 0.0, top + 11 + 12 * at, font_size=11.0, fill=INK) for at, line in enumerate(label)]
        top += 12 * (len(label) - 1)
        body.append(_row(row, lines, scale, marks, top))
        top += 44.0 + 12 * len(lines)
    named = (voice.amount(mark, step=0.01 if mark == 0.25 else 0.1 if mark < 1 else 1.0) for mark in marks)
    words = (voice.say("course_chart.times", at=name) for name in named)
    body.append(axis(scale, top, tuple(zip(marks, words, strict=True))))
    told = " ".join(f"{row.label}: {row.between}. {row.said}" for row in chart.rows)
    return framed(chart.name, chart.title, told, "".join(body), top + 20, voice)


def _heads(voice: Voice) -> str:
    left = text(voice.say("course_chart.multiplier"), 0.0, 11.0, font_size=10.0, fill=MUTED)
    right = {"font_size": 10.0, "text_anchor": "end", "fill": MUTED}
    return left + text(voice.say("course_chart.break_even"), WIDTH, 11.0, **right)


def _row(row: Believed, lines: tuple[str, ...], scale: Scale, marks: tuple[float, ...], top: float) -> str:
    number, between = row.number, row.between
    out = [
        tag("title", escape(f"{row.label}: {row.said}")),
        _better(row, scale, top),
        rules(scale, tuple(mark for mark in marks if mark != 1.0), top + 16, top + 34),
        tag("path", d=f"M{num(scale.x(1.0))} {num(top + 15)}V{num(top + 35)}", stroke=INK, stroke_width=0.8),
        _bar(row, scale, top + 19),
    ]
    if row.verdict == "within":
        at = num(scale.x(row.at))
        out.append(tag("path", d=f"M{at} {num(top + 14)}V{num(top + 36)}", stroke=INK, stroke_width=2.6, class_="tick"))
    for at_line, line in enumerate(lines):
        out.append(text(line, 0.0, top + 48 + 12 * at_line, font_size=10.0, fill=INK))
    right = {"text_anchor": "end", "x": WIDTH}
    if number:
        out.append(tag("text", escape(number), y=top + 26, font_size=11.0, font_weight=650, fill=INK, **right))
    out.append(tag("text", escape(between), y=top + 37, font_size=9.5, fill=MUTED, **right))
    return tag("g", *out)


def _better_part(row: Believed, low: float, high: float) -> tuple[float, float] | None:
    """Cut from a stretch of multipliers the part in which the course does better."""
    if row.verdict == "always":
        return low, high
    if row.verdict != "within" or not math.isfinite(row.at):
        return None
    cut = (low, min(high, row.at)) if row.side == "below" else (max(low, row.at), high)
    return cut if cut[0] < cut[1] else None


def _better(row: Believed, scale: Scale, top: float) -> str:
    """Shade the side that does better."""
    part = _better_part(row, scale.low, scale.high)
    if part is None:
        return ""
    x, end = scale.x(part[0]), scale.x(part[1])
    return tag("rect", x=x, y=top + 16, width=end - x, height=18, fill=SEA, class_="side")


def _bar(row: Believed, scale: Scale, y: float) -> str:
    """Draw what is believed: an open bar, dark where the course does better, broken where nobody can tell."""
    x, end = scale.x(row.low), scale.x(row.high)
    broken = "3 2.5" if row.verdict == "unclear" else None
    edge = {"stroke": MUTED if broken else INK, "stroke_width": 1.1, "stroke_dasharray": broken}
    out = [tag("rect", x=x, y=y, width=max(end - x, 1.0), height=12, fill=PAPER, class_="believed", **edge)]
    part = _better_part(row, row.low, row.high)
    if part is not None:
        x, end = scale.x(part[0]), scale.x(part[1])
        out.append(tag("rect", x=x, y=y, width=end - x, height=12, fill=BLUE, class_="better"))
    return "".join(out)
