"""Names beside their marks: a simple greedy search that never lets two names touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

__all__ = ["Box", "Label", "Placed", "place_labels", "text_width"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text that want to stand near a point.

    Args:
        key: what the label belongs to.
        x: pixels of the point.
        y: pixels of the point.
        reach: free distance from the point, pixels.
        lines: text lines.
        size: font size, pixels.
        rank: the smaller, the earlier it is placed.
        must: whether its first line is placed even where it touches another.
    """

    key: str
    x: float
    y: float
    reach: float
    lines: tuple[str, ...]
    size: float
    rank: float
    must: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a label came to stand: its box and how its text is anchored."""

    label: Label
    box: Box
    anchor: str


def text_width(words: str, size: float) -> float:
    """Estimate how wide words are in a humanist sans.

    Args:
        words: the text.
        size: font size, pixels.

    Returns:
        Pixels, a little generous.
    """
    return (
        sum(0.34 if c in "iljtfI.,:;()| '" else 0.86 if c in "mwMW" else 0.66 if c.isupper() else 0.56 for c in words)
        * size
    )


def _candidates(label: Label) -> list[tuple[Box, str]]:
    width = max(text_width(line, label.size) for line in label.lines)
    height = label.size * 1.18 * len(label.lines)
    boxes: list[tuple[float, float, str]] = []
    for away in (2.0, 9.0):
        x, y, r = label.x, label.y, label.reach + away
        d = r * 0.75
        boxes += [
            (x + r, y - height / 2, "start"),
            (x - r - width, y - height / 2, "end"),
            (x - width / 2, y - r - height, "middle"),
            (x - width / 2, y + r, "middle"),
            (x + d, y - d - height, "start"),
            (x + d, y + d, "start"),
            (x - d - width, y - d - height, "end"),
            (x - d - width, y + d, "end"),
        ]
    return [((left, top, left + width, top + height), anchor) for left, top, anchor in boxes]


def _overlap(a: Box, b: Box) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _best(label: Label, taken: Sequence[Box], soft: Sequence[Box], page: Box) -> tuple[float, Box, str]:
    """Find the candidate that covers least: how much it covers, its box, its anchor."""
    candidates = _candidates(label)
    around = (
        min(box[0] for box, _ in candidates),
        min(box[1] for box, _ in candidates),
        max(box[2] for box, _ in candidates),
        max(box[3] for box, _ in candidates),
    )
    taken, soft = ([other for other in boxes if _overlap(around, other) > 0] for boxes in (taken, soft))
    ranked = []
    for order, (box, anchor) in enumerate(candidates):
        outside = box[0] < page[0] or box[1] < page[1] or box[2] > page[2] or box[3] > page[3]
        hard = sum(_overlap(box, other) for other in taken) + (1e6 if outside else 0.0)
        cost = 50 * hard + sum(_overlap(box, other) for other in soft) + 2.5 * order
        ranked.append((cost, order, hard, box, anchor))
    _, _, hard, box, anchor = min(ranked)
    return hard, box, anchor


def place_labels(
    labels: Sequence[Label], obstacles: Sequence[Box], page: Box, *, soft: Sequence[Box] = ()
) -> tuple[Placed, ...]:
    """Place labels one by one, the most important first, each where it covers nothing.

    Args:
        labels: what wants a place.
        obstacles: boxes that no label may cover, such as marks.
        page: the area to stay in.
        soft: boxes better left free, such as lines.

    Returns:
        The labels that found a place; others are left out (their tooltip still names them).

    Examples:
        >>> two = [Label(k, 50.0, 50.0, 4.0, ("Name",), 12.0, i) for i, k in enumerate("ab")]
        >>> len(place_labels(two, [], (0.0, 0.0, 200.0, 100.0)))
        2
    """
    taken = list(obstacles)
    out: list[Placed] = []
    for label in sorted(labels, key=lambda entry: (entry.rank, entry.key)):
        shorter = [label] if len(label.lines) == 1 else [label, replace(label, lines=label.lines[:1])]
        tried = [(*_best(one, taken, soft, page), one) for one in shorter]
        found = next((entry for entry in tried if entry[0] == 0), None)
        if found is None and label.must and tried[-1][0] < 1e6:
            found = tried[-1]
        if found is not None:
            taken.append(found[1])
            out.append(Placed(found[3], found[1], found[2]))
    return tuple(out)
