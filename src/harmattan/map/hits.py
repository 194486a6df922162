"""Where reports fell in the intervals that were foreseen, quantity by quantity, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from harmattan.map.ink import BLUE, INK, MUTED, PAPER, RED, RULE, num, tag, text
from harmattan.map.voice import Voice

__all__ = ["Hit", "HitRow", "draw_hits", "place_of"]

_END, _FURTHEST = 1.0, 2.2
_ROW, _TOP, _LABEL = 22.0, 22.0, 170.0
_STEPS = (0.0, -4.0, 4.0, -7.0, 7.0)


@dataclass(frozen=True, slots=True)
class Hit:
    """One report beside what was foreseen.

    Args:
        place: where it fell: -1 and 1 are the ends of the 90 % interval, 0 the median.
        inside: whether it fell inside.
        words: what it is, with its numbers.
    """

    place: float
    inside: bool
    words: str


@dataclass(frozen=True, slots=True)
class HitRow:
    """All reports of one quantity: its name in words, and where each fell."""

    name: str
    hits: tuple[Hit, ...]


def place_of(reported: float, low: float, median: float, high: float) -> float:
    """Say where a number fell in an interval.

    Args:
        reported: the number.
        low: 5 % quantile that was foreseen.
        median: middle.
        high: 95 % quantile.

    Returns:
        0 at the median, -1 and 1 at the ends, further out beyond them in the same step; an interval without width counts any
        other number as far outside.

    Examples:
        >>> place_of(15.0, 0.0, 10.0, 20.0), place_of(30.0, 0.0, 10.0, 20.0), place_of(5.0, 5.0, 5.0, 5.0)
        (0.5, 2.0, 0.0)
    """
    if reported == median:
        return 0.0
    side = 1.0 if reported > median else -1.0
    half = (high - median) if reported > median else (median - low)
    return side * (abs(reported - median) / half if half > 0 else _FURTHEST + 1.0)


def draw_hits(rows: Sequence[HitRow], voice: Voice, *, width: float = 620.0) -> str:
    """Draw one line for each quantity, with the interval in the middle and a mark for each report.

    What fell inside is a filled dot, what fell outside an open diamond; what lies further out than the drawing stands at its edge
    with an arrow.

    Args:
        rows: quantities.
        voice: language.
        width: pixels.

    Returns:
        The markup of one SVG element; empty text without rows.
    """
    if not rows:
        return ""
    height = _TOP + _ROW * len(rows) + 4
    middle, reach = (_LABEL + width) / 2, (width - _LABEL) / 2 - 14

    def x(place: float) -> float:
        return middle + reach * max(-_FURTHEST, min(_FURTHEST, place)) / _FURTHEST

    heads = (("below", (-_FURTHEST - _END) / 2), ("inside_head", 0.0), ("above", (_FURTHEST + _END) / 2))
    body = [
        tag("title", escape(voice.say("record.chart")), id="hits-t"),
        tag("desc", escape(voice.say("record.chart_desc")), id="hits-d"),
        tag("rect", x=x(-_END), y=_TOP - 4, width=x(_END) - x(-_END), height=height - _TOP + 2, fill="#e6eef2"),
        tag("line", x1=x(0.0), y1=_TOP - 4, x2=x(0.0), y2=height - 2, stroke=MUTED, stroke_width=0.8),
        *(
            text(voice.say(f"record.{key}"), x(at), 12, font_size=10.5, text_anchor="middle", fill=MUTED)
            for key, at in heads
        ),
    ]
    for number, row in enumerate(rows):
        y = _TOP + _ROW * (number + 0.5)
        body.append(tag("line", x1=_LABEL, y1=y, x2=width - 4, y2=y, stroke=RULE, stroke_width=0.8))
        body.append(text(row.name, 0, y + 3.6, font_size=11, fill=INK))
        body += _spread([(x(hit.place), hit) for hit in row.hits], y)
    return tag(
        "svg",
        *body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {num(width)} {num(height)}",
        role="img",
        aria_labelledby="hits-t hits-d",
        class_="hits",
    )


def _spread(hits: Sequence[tuple[float, Hit]], y: float) -> list[str]:
    """Draw the marks of one row, those at the same place above and below each other."""
    out: list[str] = []
    taken: dict[int, int] = {}
    for x, hit in hits:
        column = round(x / 6)
        out.append(_mark(x, y + _STEPS[min(taken.get(column, 0), len(_STEPS) - 1)], hit))
        taken[column] = taken.get(column, 0) + 1
    return out


def _mark(x: float, y: float, hit: Hit) -> str:
    told = tag("title", escape(hit.words))
    if hit.inside:
        return tag("circle", told, cx=x, cy=y, r=4.0, fill=BLUE, fill_opacity="0.75", stroke=PAPER, stroke_width=0.8)
    if abs(hit.place) > _FURTHEST:
        side = 1 if hit.place > 0 else -1
        path = f"M{num(x - 5 * side)} {num(y - 5)}L{num(x + 5 * side)} {num(y)}L{num(x - 5 * side)} {num(y + 5)}Z"
    else:
        path = f"M{num(x)} {num(y - 5.4)}L{num(x + 5.4)} {num(y)}L{num(x)} {num(y + 5.4)}L{num(x - 5.4)} {num(y)}Z"
    return tag("path", told, d=path, fill=PAPER, stroke=RED, stroke_width=1.6)
