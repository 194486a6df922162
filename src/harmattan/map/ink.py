"""Marks on paper: SVG elements with escaped text, and the colours they use."""

from __future__ import annotations

import math
from html import escape

__all__ = [
    "ABROAD",
    "BLUE",
    "BORDER",
    "COAST",
    "FLOW",
    "HOME",
    "INK",
    "LAND",
    "MUTED",
    "OCHRE",
    "PAPER",
    "RED",
    "RULE",
    "SEA",
    "STOCK",
    "WATER",
    "hatching",
    "num",
    "tag",
    "text",
]

PAPER, SEA, LAND = "#fffdf8", "#f1f0ea", "#f7f0df"
INK, MUTED, RULE = "#23201b", "#6f675b", "#d8d0bf"
WATER, ABROAD, HOME, COAST, BORDER = "#e1e9ec", "#f1ebdc", "#fdf9ee", "#93a5ad", "#b9ab8a"
BLUE, OCHRE, RED = "#1d5b79", "#b9772a", "#a3210f"

FLOW: tuple[tuple[float, str, float, str], ...] = (
    (0.10, RED, 2.4, "1.4 4.2"),
    (0.40, "#d9822b", 2.8, "7 3.5"),
    (0.75, "#74aec6", 3.2, ""),
    (float("inf"), BLUE, 4.0, ""),
)
"""Classes of flow: share of normal below which a class holds, colour, line width, dash pattern.

Colour and line pattern say the same thing twice, so that the map survives greyscale print and colour blindness."""

STOCK: tuple[tuple[float, str], ...] = (
    (3.0, "#1f1b16"),
    (7.0, "#7b6a54"),
    (14.0, "#cdb98f"),
    (float("inf"), "#fffdf8"),
)
"""Classes of days of fuel: days below which a class holds, fill. The darker, the emptier."""


def num(value: float) -> str:
    """Write a coordinate short.

    Args:
        value: pixels.

    Returns:
        One decimal at most.

    Examples:
        >>> num(12.04), num(3.25)
        ('12', '3.2')
    """
    short = f"{value:.1f}"
    return short.removesuffix(".0")


def hatching(x: float, y: float, reach: float, *, step: float = 3.4) -> str:
    """Hatch a circle with plain lines, which print small where SVG patterns print large.

    Args:
        x: pixels of the middle.
        y: pixels of the middle.
        reach: radius, pixels.
        step: distance between lines, pixels.

    Returns:
        SVG path data.

    Examples:
        >>> hatching(0.0, 0.0, 2.0)
        'M-1.4 1.4L1.4 -1.4'
    """
    out, slant = [], math.sqrt(0.5)
    count = math.ceil(reach / step) - 1
    for k in range(-count, count + 1):
        away = k * step
        half = math.sqrt(reach * reach - away * away) * slant
        mx, my = x + away * slant, y + away * slant
        out.append(f"M{num(mx - half)} {num(my + half)}L{num(mx + half)} {num(my - half)}")
    return "".join(out)


def tag(name: str, *children: str, **attributes: object) -> str:
    """Write one SVG element; attribute values are escaped, children are markup already.

    Args:
        name: element name.
        *children: markup inside.
        **attributes: attributes; `_` becomes `-`, a trailing `_` is dropped, floats are shortened, None is left out.

    Returns:
        The markup.

    Examples:
        >>> tag("circle", r=2.0, stroke_width=1, class_="a")
        '<circle r="2" stroke-width="1" class="a"/>'
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        shown = num(value) if isinstance(value, float) else str(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{escape(shown, quote=True)}"')
    head = " ".join(parts)
    return f"<{head}>{''.join(children)}</{name}>" if children else f"<{head}/>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """Write words at a point.

    Args:
        words: plain text; it is escaped.
        x: pixels from the left.
        y: pixels from the top, of the baseline.
        **attributes: as in `tag`.

    Returns:
        The markup.
    """
    return tag("text", escape(words, quote=False), x=x, y=y, **attributes)
