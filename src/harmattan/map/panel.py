"""Panels of rows: the frame, the scale along, and words that fit, shared by the pictures of courses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

from harmattan.map.axes import ticks
from harmattan.map.ink import INK, MUTED, RULE, num, tag, text
from harmattan.map.labels import text_width
from harmattan.map.voice import Voice

__all__ = ["NUMBERS", "PLOT", "WIDTH", "Scale", "axis", "framed", "room_of", "round_marks", "rules", "wrapped"]

WIDTH = 380.0
"""Width of every panel in pixels, so that letters have one size on a page."""

NUMBERS = 124.0
"""Room at the right edge for numbers, pixels."""

PLOT = (6.0, WIDTH - NUMBERS - 6.0)
"""Left and right edge of what is drawn to scale, pixels."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where values stand along a panel.

    Args:
        low: value at the left edge; above 0 where `log`.
        high: value at the right edge.
        log: whether equal steps are equal ratios.
        left: pixels.
        right: pixels.
    """

    low: float
    high: float
    log: bool = False
    left: float = PLOT[0]
    right: float = PLOT[1]

    def x(self, value: float) -> float:
        """Place a value; values beyond an edge stop there.

        Args:
            value: in the unit of the scale.

        Returns:
            Pixels from the left.

        Examples:
            >>> Scale(-1.0, 3.0, left=0.0, right=100.0).x(0.0), Scale(0.5, 2.0, True, 0.0, 100.0).x(1.0)
            (25.0, 50.0)
        """
        at, low, high = min(max(value, self.low), self.high), self.low, self.high
        if self.log:
            at, low, high = math.log(at), math.log(low), math.log(high)
        return self.left + (self.right - self.left) * (at - low) / (high - low)


def round_marks(low: float, high: float, *, wanted: int = 3) -> tuple[float, ...]:
    """Choose round numbers around zero.

    Args:
        low: smallest value to show, 0 or below.
        high: largest value to show, 0 or above; above `low`.
        wanted: about how many steps.

    Returns:
        The numbers inside, 0 among them.

    Examples:
        >>> round_marks(-5.1e6, 2.0e6)
        (-5000000.0, 0.0)
    """
    step = ticks(high - low, wanted=wanted)[1]
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(step * k for k in range(first, last + 1))


def axis(scale: Scale, y: float, marks: tuple[tuple[float, str], ...]) -> str:
    """Draw the axis below the rows; words that would meet those before them are left out, those of the first mark never.

    Args:
        scale: the scale.
        y: pixels from the top.
        marks: values and their words, the most important first.

    Returns:
        The markup.
    """
    out = [tag("path", d=f"M{num(scale.left)} {num(y)}H{num(scale.right)}", stroke=INK, stroke_width=0.8)]
    taken: list[tuple[float, float]] = []
    for value, words in marks:
        x, half = scale.x(value), room_of(words, 9.5) / 2 + 2
        out.append(tag("path", d=f"M{num(x)} {num(y)}v4", stroke=INK, stroke_width=0.8))
        middle = min(max(x, half), WIDTH - half)
        if all(middle - half >= right or middle + half <= left for left, right in taken):
            taken.append((middle - half, middle + half))
            out.append(text(words, middle, y + 14, font_size=9.5, text_anchor="middle", fill=MUTED))
    return "".join(out)


def rules(scale: Scale, marks: tuple[float, ...], top: float, bottom: float) -> str:
    """Draw pale lines behind a row, so that it can be read against the axis.

    Args:
        scale: the scale.
        marks: values.
        top: pixels.
        bottom: pixels.

    Returns:
        The markup; empty without marks.
    """
    path = "".join(f"M{num(scale.x(value))} {num(top)}V{num(bottom)}" for value in marks)
    return tag("path", d=path, stroke=RULE, stroke_width=0.8) if path else ""


def room_of(words: str, size: float) -> float:
    """Estimate the room that words take in the widest sans that a page falls back on.

    Args:
        words: the text.
        size: font size, pixels.

    Returns:
        Pixels.

    Examples:
        >>> round(room_of("wide", 10.0))
        26
    """
    return 1.12 * text_width(words, size)


def wrapped(words: str, width: float, size: float) -> tuple[str, ...]:
    """Break words into lines between spaces.

    Args:
        words: the text.
        width: pixels.
        size: font size, pixels.

    Returns:
        The lines, one at least.

    Examples:
        >>> wrapped("one two three", 44.0, 10.0)
        ('one two', 'three')
    """
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and room_of(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return tuple(lines)


def framed(name: str, title: str, told: str, body: str, height: float, voice: Voice) -> str:
    """Put a picture into its frame, with the same in words for those who do not see it.

    Args:
        name: prefix of the ids inside, unique on its page.
        title: what it shows.
        told: what it says, row by row.
        body: markup.
        height: pixels.
        voice: language.

    Returns:
        One SVG element.
    """
    return tag(
        "svg",
        tag("title", escape(title), id=f"{name}-t"),
        tag("desc", escape(told), id=f"{name}-d"),
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {num(WIDTH)} {num(height)}",
        role="img",
        lang=voice.language,
        aria_labelledby=f"{name}-t {name}-d",
        class_="panel",
    )
