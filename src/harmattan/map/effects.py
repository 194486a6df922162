"""What courses change: a dot and its interval for each row, set against a line at zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from harmattan.map.ink import BLUE, INK, MUTED, PAPER, num, tag, text
from harmattan.map.panel import WIDTH, Scale, axis, framed, room_of, round_marks, rules, wrapped
from harmattan.map.voice import Voice

__all__ = ["Change", "ChangeChart", "draw_changes", "draw_key", "draw_mark", "span_of"]

_TOP, _PITCH, _LINE = 32.0, 41.0, 12.0


@dataclass(frozen=True, slots=True)
class Change:
    """One row: a change with its interval, in the unit of the axis, and the same in words.

    Args:
        label: what the row is about.
        low: 5 % quantile.
        middle: where the dot stands.
        high: 95 % quantile.
        amount: the middle in words.
        between: the interval in words; empty where nothing changes.
        judged: whether it rests on judgement alone.
        remark: a word set apart at the right edge.
        kind: a word before the amount, such as that it is a mean; may be empty.
    """

    label: str
    low: float
    middle: float
    high: float
    amount: str
    between: str
    judged: bool
    remark: str = ""
    kind: str = ""

    @property
    def still(self) -> bool:
        """Whether nothing changes, so that there is no interval to draw."""
        return not self.between

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return not self.still and (self.low > 0.0 or self.high < 0.0)


@dataclass(frozen=True, slots=True)
class ChangeChart:
    """Everything a panel of changes shows.

    Args:
        name: prefix of the ids inside, unique on its page.
        title: what it shows.
        unit: its unit and which way is better, in words.
        rows: the changes, in their order.
        ends: words for the sides left and right of zero.
        span: lowest and highest value of the axis; None to fit.
    """

    name: str
    title: str
    unit: str
    rows: tuple[Change, ...]
    ends: tuple[str, str]
    span: tuple[float, float] | None = None


def span_of(rows: Sequence[Change]) -> tuple[float, float]:
    """Find an axis that holds zero and every interval, with some room.

    Args:
        rows: the changes.

    Returns:
        Lowest and highest value.

    Examples:
        >>> span_of([Change("a", -90.0, -40.0, 10.0, "", "x", False)])
        (-98.0, 18.0)
    """
    moved = [value for row in rows if not row.still for value in (row.low, row.middle, row.high)]
    low, high = min([0.0, *moved]), max([0.0, *moved])
    room = 0.08 * (high - low) or 1.0
    return low - room, high + room


def draw_changes(chart: ChangeChart, voice: Voice) -> str:
    """Draw a panel of changes as one SVG element.

    Args:
        chart: what to show.
        voice: language.

    Returns:
        The markup; empty text without rows.
    """
    if not chart.rows:
        return ""
    scale = Scale(*(chart.span or span_of(chart.rows)))
    moved = any(not row.still for row in chart.rows)
    marks = round_marks(scale.low, scale.high) if moved else (0.0,)
    body = [text(chart.unit, 0.0, 11.0, font_size=10.5, fill=MUTED), _ends(scale, chart.ends)]
    bottom = _TOP
    for row in chart.rows:
        lines = wrapped(row.label, WIDTH - (room_of(row.remark, 10.0) + 6 if row.remark else 0.0), 11.0)
        body.append(_row(row, lines, scale, marks, bottom))
        bottom += _PITCH + _LINE * (len(lines) - 1)
    step = marks[1] - marks[0] if len(marks) > 1 else 1.0
    named = [(mark, ("+" if mark > 0 else "") + voice.amount(mark, step=step)) for mark in marks]
    body.append(axis(scale, bottom, tuple(sorted(named, key=lambda mark: abs(mark[0])))))
    told = "; ".join(" ".join(filter(None, (row.label, _said(row)))) for row in chart.rows)
    return framed(chart.name, chart.title, f"{chart.unit}. {told}", "".join(body), bottom + 20, voice)


def _said(row: Change) -> str:
    between = f" ({row.between})" if row.between else ""
    return f"{row.kind} {row.amount}{between}".strip() + (f", {row.remark}" if row.remark else "")


def _ends(scale: Scale, ends: tuple[str, str]) -> str:
    """Name both sides of zero where there is room."""
    zero = scale.x(0.0)
    left, right = f"← {ends[0]}", f"{ends[1]} →"
    out = []
    if zero - 5 - room_of(left, 10.0) >= 0:
        out.append(text(left, zero - 5, 26.0, font_size=10.0, text_anchor="end", fill=INK))
    if zero + 5 + room_of(right, 10.0) <= WIDTH:
        out.append(text(right, zero + 5, 26.0, font_size=10.0, fill=INK))
    return "".join(out)


def _row(row: Change, lines: tuple[str, ...], scale: Scale, marks: tuple[float, ...], top: float) -> str:
    out = [tag("title", escape(f"{row.label}: {_said(row)}"))]
    out += [text(line, 0.0, top + 11 + _LINE * at, font_size=11.0, fill=INK) for at, line in enumerate(lines)]
    if row.remark:
        slanted = {"font_size": 10.0, "font_style": "italic", "text_anchor": "end", "fill": MUTED}
        out.append(text(row.remark, WIDTH, top + 11, **slanted))
    top += _LINE * (len(lines) - 1)
    out.append(rules(scale, tuple(mark for mark in marks if mark), top + 16, top + 36))
    zero = num(scale.x(0.0))
    out.append(tag("path", d=f"M{zero} {num(top + 15)}V{num(top + 37)}", stroke=INK, stroke_width=1.2))
    out.append(draw_mark(row, scale, top + 26))
    right = {"x": WIDTH, "text_anchor": "end", "fill": INK}
    if row.still:
        out.append(tag("text", escape(row.amount, quote=False), y=top + 29, font_size=10.0, **right))
    else:
        kind = tag("tspan", escape(f"{row.kind} ", quote=False), font_size=9.5, font_weight=400) if row.kind else ""
        amount = escape(row.amount, quote=False)
        out.append(tag("text", kind, amount, y=top + 25, font_size=11.0, font_weight=650, **right))
        out.append(tag("text", escape(row.between, quote=False), y=top + 36, font_size=9.5, **right))
    return tag("g", *out)


def draw_mark(row: Change, scale: Scale, y: float) -> str:
    """Draw the dot and the interval of a row.

    The line is thick where it leaves zero out, thin and broken where it does not; the dot is open on judgement alone.

    Args:
        row: the change.
        scale: where values stand.
        y: pixels from the top.

    Returns:
        The markup.
    """
    colour = BLUE if row.clear else MUTED
    kind = "clear" if row.clear else "holds-zero"
    out = []
    if not row.still:
        low, high = scale.x(row.low), scale.x(row.high)
        line = {"stroke": colour, "fill": "none", "class_": kind}
        if row.clear:
            out.append(tag("path", d=f"M{num(low)} {num(y)}H{num(high)}", stroke_width=4.5, **line))
        else:
            out.append(
                tag("path", d=f"M{num(low)} {num(y)}H{num(high)}", stroke_width=1.6, stroke_dasharray="4 2.5", **line)
            )
            caps = f"M{num(low)} {num(y - 3.5)}v7M{num(high)} {num(y - 3.5)}v7"
            out.append(tag("path", d=caps, stroke_width=1.2, stroke=colour, fill="none"))
    fill = PAPER if row.judged else colour
    middle = scale.x(row.middle if math.isfinite(row.middle) else 0.0)
    shown = {"fill": fill, "stroke": colour, "stroke_width": 1.8, "class_": "judged" if row.judged else "measured"}
    out.append(tag("circle", cx=middle, cy=y, r=2.6 if row.still else 4.4, **shown))
    return "".join(out)


def draw_key(low: float, high: float, *, judged: bool) -> str:
    """Draw one mark of the key, zero in its middle.

    Args:
        low: left end, from -1 to 1.
        high: right end, from -1 to 1.
        judged: whether the dot is open.

    Returns:
        One small SVG element, silent to those who do not see it.
    """
    scale = Scale(-1.0, 1.0, left=4.0, right=46.0)
    row = Change("", low, (low + high) / 2, high, "", "key", judged)
    zero = tag("path", d="M25 1V17", stroke=INK, stroke_width=1.2)
    return tag("svg", zero, draw_mark(row, scale, 9.0), viewBox="0 0 50 18", aria_hidden="true", focusable="false")
