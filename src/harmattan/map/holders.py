"""The marks of the map of control: who holds a town, in what state a corridor is."""

from __future__ import annotations

from harmattan.map.ink import INK, MUTED, PAPER, tag
from harmattan.map.marks import NOT_KNOWN

__all__ = ["HOLDER_INK", "STATE_INK", "holder_mark"]

HOLDER_INK = {"government": "#1d5b79", "pact": "#b9772a", "contested": "#f0c987", "armed": "#a3210f"}
"""Fill of each holder. Shape says the same again: circle, half circle, diamond, square; hollow and broken where not known."""

STATE_INK: dict[str, tuple[str, float, str]] = {
    "open": ("#1d5b79", 4.0, ""),
    "harassed": ("#74aec6", 3.2, "14 3"),
    "escorted": ("#d9822b", 3.0, "6 4"),
    "closed": ("#a3210f", 2.8, "1.6 4"),
    NOT_KNOWN: (MUTED, 1.1, ""),
}
"""Colour, width and dash pattern of a corridor by its state; width and pattern say what the colour says, in grey print too: what is
not known is a hair line."""


def holder_mark(x: float, y: float, reach: float, holder: str) -> str:
    """Draw who holds a town.

    Args:
        x: pixels of the middle.
        y: pixels of the middle.
        reach: radius, pixels.
        holder: one of `HOLDERS`, or `NOT_KNOWN`.

    Returns:
        The markup.
    """
    fill = HOLDER_INK.get(holder, PAPER)
    edge = {"stroke": INK, "stroke_width": 1.1}
    if holder == "government":
        return tag("circle", cx=x, cy=y, r=reach, fill=fill, **edge)
    if holder == "pact":
        left = f"M{x:.1f} {y - reach:.1f}A{reach:.1f} {reach:.1f} 0 0 0 {x:.1f} {y + reach:.1f}Z"
        return tag("circle", cx=x, cy=y, r=reach, fill=PAPER, **edge) + tag("path", d=left, fill=fill, **edge)
    if holder == "contested":
        far = reach * 1.25
        points = f"{x:.1f},{y - far:.1f} {x + far:.1f},{y:.1f} {x:.1f},{y + far:.1f} {x - far:.1f},{y:.1f}"
        return tag("polygon", points=points, fill=fill, **edge)
    if holder == "armed":
        half = reach * 0.9
        return tag("rect", x=x - half, y=y - half, width=2 * half, height=2 * half, fill=fill, **edge)
    return tag("circle", cx=x, cy=y, r=reach, fill=PAPER, stroke=MUTED, stroke_width=1.1, stroke_dasharray="2 1.6")
