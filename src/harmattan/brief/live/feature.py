"""One thing on the live map through all its weeks, and how it is written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["NOTHING", "Feature", "coded", "written"]

NOTHING = -1
"""Stands for the class of what is not drawn in a week."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing on the map.

    Args:
        fixed: what holds in every week, as the page reads it.
        drawn: its class in each week by layer, `NOTHING` where it is not drawn; one for all weeks where it never changes.
        told: what is said of it in each week, lines apart; empty for nothing; one for all weeks where it never changes.
    """

    fixed: Mapping[str, Any]
    drawn: Mapping[str, Sequence[int]]
    told: Sequence[str]


def coded(drawn: Sequence[int]) -> str:
    """Write the classes of all weeks, one character each; one character alone where they are all the same.

    Args:
        drawn: the class in each week.

    Returns:
        The characters: base 36, a dot for nothing.

    Examples:
        >>> coded([0, NOTHING, 11]), coded([2, 2, 2])
        ('0.b', '2')
    """
    text = "".join("." if row == NOTHING else _DIGITS[row] for row in drawn)
    return text[:1] if len(set(text)) == 1 else text


def written(features: Sequence[Feature], table: Mapping[str, int]) -> list[dict[str, Any]]:
    """Write things down as the page reads them.

    Args:
        features: the things.
        table: row of each text.

    Returns:
        One entry for each, its texts as rows of the table.
    """
    out = []
    for feature in features:
        rows = [table[text] if text else NOTHING for text in feature.told]
        layers = {layer: coded(drawn) for layer, drawn in feature.drawn.items()}
        out.append({**feature.fixed, **layers, "text": rows[:1] if len(set(rows)) == 1 else rows})
    return out
