"""What a course costs and who might pay: a dot on an axis of money, and a bar cut by payer with the gap hatched."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

from harmattan.map.ink import BLUE, INK, MUTED, PAPER, num, tag, text
from harmattan.map.panel import WIDTH, Scale, axis, framed, rules, wrapped
from harmattan.map.voice import Voice

__all__ = ["CostChart", "Part", "decades", "draw_cost"]

_TINTS = ((BLUE, PAPER), ("#74aec6", INK), ("#d3e4ec", INK))
"""Fill and letter colour of the parts in turn; they differ in grey too, and each part carries its number."""

_BAR, _HIGH = 66.0, 22.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a cost.

    Args:
        label: who is expected to pay it.
        share: mean share of the cost, 0 to 1.
        percent: that share in words.
        amount: the part in money, with its interval, in words.
        gap: whether nobody is expected to pay it.
        language: language of the label where it is not that of the page.
    """

    label: str
    share: float
    percent: str
    amount: str
    gap: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class CostChart:
    """Everything a panel of cost shows.

    Args:
        name: prefix of the ids inside, unique on its page.
        title: title of the course.
        unit: what the axis counts, in words.
        low: 5 % quantile of the cost, above 0.
        median: middle.
        high: 95 % quantile.
        amount: the median in words.
        between: the interval in words.
        parts: who pays, the gap last; shares that add up to 1.
        span: lowest and highest cost of the axis, both above 0.
    """

    name: str
    title: str
    unit: str
    low: float
    median: float
    high: float
    amount: str
    between: str
    parts: tuple[Part, ...]
    span: tuple[float, float]


def decades(low: float, high: float) -> tuple[float, ...]:
    """List the powers of ten around two amounts.

    Args:
        low: the smaller amount, above 0.
        high: the larger.

    Returns:
        The powers, the first at or below `low`, the last at or above `high`.

    Examples:
        >>> decades(3e5, 2.7e7)
        (100000.0, 1000000.0, 10000000.0, 100000000.0)
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return tuple(10.0**power for power in range(first, max(last, first + 1) + 1))


def draw_cost(chart: CostChart, voice: Voice) -> str:
    """Draw what a course costs and who might pay as one SVG element.

    Args:
        chart: what to show.
        voice: language.

    Returns:
        The markup.
    """
    body = [_cost(chart, voice), _bar(chart)]
    bottom = _BAR + _HIGH + 6
    for at, part in enumerate(chart.parts):
        lines = wrapped(part.label, WIDTH - 70, 11.0)
        body.append(_line(part, lines, at, bottom))
        bottom += 17.0 + 12.0 * len(lines)
    told = "; ".join(f"{part.label}: {part.percent}, {part.amount}" for part in chart.parts)
    said = f"{chart.unit}: {chart.amount} ({chart.between}). {told}"
    return framed(chart.name, chart.title, said, "".join(body), bottom, voice)


def _cost(chart: CostChart, voice: Voice) -> str:
    scale = Scale(*chart.span, log=True, left=28.0, right=WIDTH - 28)
    marks = decades(*chart.span)
    y = 27.0
    low, middle, high = (num(scale.x(value)) for value in (chart.low, chart.median, chart.high))
    caps = f"M{low} {num(y)}H{high}M{low} {num(y - 4)}v8M{high} {num(y - 4)}v8"
    amount = tag("tspan", escape(chart.amount, quote=False), font_size=11.0, font_weight=650)
    between = escape(f" ({chart.between})", quote=False)
    return "".join(
        (
            text(chart.unit, 0.0, 11.0, font_size=10.0, fill=MUTED),
            tag("text", amount, between, x=WIDTH, y=11.0, font_size=10.0, text_anchor="end", fill=INK),
            rules(scale, marks, y - 9, y + 10),
            tag("path", d=caps, stroke=INK, stroke_width=1.6, fill="none", class_="whisker"),
            tag("circle", cx=middle, cy=y, r=4.4, fill=INK, class_="cost"),
            axis(scale, y + 10, tuple((mark, voice.amount(mark, step=mark)) for mark in marks)),
        )
    )


def _tint(at: int) -> tuple[str, str]:
    return _TINTS[at % len(_TINTS)]


def _bar(chart: CostChart) -> str:
    """Cut the whole cost by who pays."""
    out, x = [], 0.0
    for at, part in enumerate(chart.parts):
        wide = WIDTH * part.share
        middle = _BAR + _HIGH / 2 + 3.8
        if part.gap:
            out.append(_hatched(x, _BAR, wide, _HIGH))
        else:
            fill, ink = _tint(at)
            edge = {"fill": fill, "stroke": PAPER, "stroke_width": 1.2, "class_": "part"}
            out.append(tag("rect", x=x, y=_BAR, width=wide, height=_HIGH, **edge))
            if wide >= 12:
                number = {"font_size": 10.5, "font_weight": 650, "text_anchor": "middle", "fill": ink}
                out.append(text(str(at + 1), x + wide / 2, middle, **number))
        x += wide
    out.append(tag("rect", x=0.5, y=_BAR, width=WIDTH - 1, height=_HIGH, fill="none", stroke=INK, stroke_width=1))
    return "".join(out)


def _hatched(x: float, y: float, width: float, height: float) -> str:
    """Hatch a box with plain lines, which print small where SVG patterns print large."""
    lines, step = [], 5.0
    for k in range(1, math.ceil((width + height) / step)):
        away = k * step
        x1, y1 = (x + away, y) if away <= width else (x + width, y + away - width)
        x2, y2 = (x, y + away) if away <= height else (x + away - height, y + height)
        lines.append(f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}")
    box = tag("rect", x=x, y=y, width=width, height=height, fill=PAPER, class_="gap")
    return box + tag("path", d="".join(lines), stroke=INK, stroke_width=0.9, fill="none", class_="hatch")


def _line(part: Part, lines: tuple[str, ...], at: int, top: float) -> str:
    """Write one part: its number and swatch, who, how much."""
    out = []
    if part.gap:
        out.append(_hatched(0.5, top + 2, 13.0, 12.0))
    else:
        fill, ink = _tint(at)
        out.append(tag("rect", x=0.5, y=top + 2, width=13, height=12, fill=fill))
        number = {"font_size": 9.5, "font_weight": 650, "text_anchor": "middle", "fill": ink}
        out.append(text(str(at + 1), 7.0, top + 11.4, **number))
    weight = 650 if part.gap else None
    shown = {"font_size": 11.0, "font_weight": weight, "fill": INK, "lang": part.language or None}
    out += [text(line, 20.0, top + 12 * (row + 1), **shown) for row, line in enumerate(lines)]
    right = {"font_size": 11.0, "font_weight": 650, "text_anchor": "end", "fill": INK}
    out.append(text(part.percent, WIDTH, top + 12, **right))
    out.append(text(part.amount, 20.0, top + 11.5 + 12 * len(lines), font_size=9.5, fill=MUTED))
    return tag("g", tag("title", escape(f"{part.label}: {part.percent}, {part.amount}")), *out)
