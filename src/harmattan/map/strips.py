"""Strips of weeks: how goods pass, cell by cell, told by colour and by sign alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from harmattan.map.holders import STATE_INK
from harmattan.map.ink import INK, MUTED, PAPER, num, tag, text
from harmattan.map.marks import NOT_KNOWN
from harmattan.map.voice import Voice

__all__ = ["CELL", "LOOKS", "WeekCell", "draw_key", "draw_strip", "draw_weeks"]

CELL = 21.0
"""Width of a week, in pixels of the drawing."""

_TALL, _GAP, _LEFT = 17.0, 7.0, 3.0

LOOKS = ("open", "passes", "harassed", "escorted", "stopped", "closed", "clear", NOT_KNOWN)
"""Every look that a cell may have; the sign says what the colour says. `passes` is open or harassed and `stopped` escorted or
closed where it is not known which; `clear` is a town without a siege, of whose roads that says nothing."""

_SPLIT = {"passes": ("open", "harassed"), "stopped": ("escorted", "closed")}
_SIGN_INK = {"open": PAPER, "harassed": INK, "escorted": INK, "closed": PAPER}


@dataclass(frozen=True, slots=True)
class WeekCell:
    """One week of one section.

    Args:
        look: one of `LOOKS`.
        words: what is believed of that week, with its chances.
        reports: how many reports of that week there are.
    """

    look: str
    words: str
    reports: int = 0


def _x(k: int, past: int) -> float:
    return _LEFT + k * CELL + (_GAP if k >= past else 0.0)


def _wide(weeks: int) -> float:
    return _x(weeks, 0) + _LEFT


def _sign(look: str, x: float, y: float) -> str:
    """Draw one cell; each look has a sign of its own, so that a grey print tells them apart."""
    wide, tall = CELL - 2.0, _TALL - 2.0
    right, low, cx, cy = x + wide, y + tall, x + wide / 2, y + tall / 2
    if look == NOT_KNOWN:
        edge = {"fill": PAPER, "stroke": MUTED, "stroke_width": 0.9, "stroke_dasharray": "2 1.6"}
        box = tag("rect", x=x + 0.5, y=y + 0.5, width=wide - 1, height=tall - 1, **edge)
        return box + text("?", cx, cy + 3.8, font_size=10.5, text_anchor="middle", fill=MUTED)
    if look == "clear":
        box = tag(
            "rect", x=x + 0.5, y=y + 0.5, width=wide - 1, height=tall - 1, fill=PAPER, stroke=MUTED, stroke_width=0.9
        )
        return box + tag("path", d=f"M{num(cx - 3)} {num(cy)}h6", stroke=MUTED, stroke_width=1.4)
    if look in _SPLIT:
        one, two = (STATE_INK[name][0] for name in _SPLIT[look])
        # The cut leans one way for the mild pair and the other way for the harsh one.
        top, foot = (right, x) if look == "passes" else (x, right)
        corner = f"M{num(top)} {num(y)}L{num(foot)} {num(low)}H{num(top)}z"
        cut = tag("path", d=f"M{num(top)} {num(y)}L{num(foot)} {num(low)}", stroke=PAPER, stroke_width=1.4)
        return tag("rect", x=x, y=y, width=wide, height=tall, fill=one) + tag("path", d=corner, fill=two) + cut
    path = {
        "open": "",
        "harassed": f"M{num(x + 5)} {num(low - 2)}L{num(right - 5)} {num(y + 2)}",
        "escorted": f"M{num(x + 4)} {num(cy - 3)}H{num(right - 4)}M{num(x + 4)} {num(cy + 3)}H{num(right - 4)}",
        "closed": f"M{num(cx - 5)} {num(cy - 5)}l10 10M{num(cx - 5)} {num(cy + 5)}l10 -10",
    }[look]
    box = tag("rect", x=x, y=y, width=wide, height=tall, fill=STATE_INK[look][0])
    return box + (tag("path", d=path, stroke=_SIGN_INK[look], stroke_width=1.9, fill="none") if path else "")


def _veil(wide: float) -> str:
    """Lay a pale veil over a strip that no report of the very section stands behind."""
    return tag("rect", width=wide, height=_TALL, fill=PAPER, opacity=0.58, pointer_events="none")


def draw_strip(title: str, cells: Sequence[WeekCell], past: int, *, alone: bool = False) -> str:
    """Draw the weeks of one section side by side, with a gap at the cut-off and a dot below weeks that reports tell of.

    Args:
        title: what it shows and how sure it is, for those who cannot see it.
        cells: the weeks in order.
        past: how many of them lie before the cut-off.
        alone: whether no report of the very section weighed: pale lines lie over it.

    Returns:
        One SVG element.
    """
    out = [tag("title", escape(title))]
    for k, cell in enumerate(cells):
        x = _x(k, past)
        dot = tag("circle", cx=x + CELL / 2 - 1, cy=_TALL + 3.0, r=2.0, fill=INK) if cell.reports else ""
        out.append(tag("g", tag("title", escape(cell.words)), _sign(cell.look, x, 1.0), dot))
    wide = _wide(len(cells))
    return _svg([*out, _veil(wide)] if alone else out, wide, _TALL + 6.0)


def draw_weeks(title: str, days: Sequence[date], past: int, voice: Voice, cut_off: str) -> str:
    """Draw the scale that stands above a column of strips: a day number below the month in which it falls.

    Args:
        title: what it shows, for those who cannot see it.
        days: first day of each week.
        past: how many of them lie before the cut-off.
        voice: language.
        cut_off: words above the gap.

    Returns:
        One SVG element.
    """
    out, month = [tag("title", escape(title))], 0
    for k, day in enumerate(days):
        x = _x(k, past) + CELL / 2 - 1
        out.append(text(str(day.day), x, 37.0, font_size=9.5, text_anchor="middle", fill=MUTED))
        soon = k + 1 < len(days) and days[k + 1].month != day.month
        if day.month != month:
            month = day.month
            # A month of one week leaves no room for its name beside the next one.
            if k == 0 and soon:
                continue
            out.append(text(voice.month(day), _x(k, past), 25.0, font_size=10.5, fill=MUTED))
    if 0 < past < len(days):
        x = _x(past, past) - _GAP / 2 - 1
        out.append(tag("path", d=f"M{num(x)} 13V40", stroke=INK, stroke_width=1, stroke_dasharray="2 2"))
        out.append(text(cut_off, x, 10.0, font_size=9.5, text_anchor="middle", fill=INK))
    return _svg(out, _wide(len(days)), 40.0)


def draw_key(look: str, title: str) -> str:
    """Draw one cell for the key.

    Args:
        look: one of `LOOKS`.
        title: what it means.

    Returns:
        One SVG element.
    """
    return _svg([tag("title", escape(title)), _sign(look, 1.0, 1.0)], CELL, _TALL)


def _svg(body: Sequence[str], wide: float, tall: float) -> str:
    size = f"0 0 {num(wide)} {num(tall)}"
    # A few weeks are not blown up to the width of many.
    most = f"max-width:{1.45 * wide:.0f}px"
    return tag("svg", *body, xmlns="http://www.w3.org/2000/svg", viewBox=size, role="img", class_="weeks", style=most)
