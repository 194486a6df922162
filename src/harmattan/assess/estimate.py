"""What a belief says of today's supply, as distributions and as plain rows: throughput by corridor, and which report moved what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harmattan.assess.influence import LATELY, weekly
from harmattan.world.situation import Situation

__all__ = ["influence_rows", "throughput"]


def throughput(situation: Situation, *, days: int = LATELY) -> NDArray[np.float64]:
    """Say how many tankers a week each corridor has brought of late, draw by draw.

    Args:
        situation: the belief.
        days: how many of the last days up to the as-of date; all when the calendar holds fewer.

    Returns:
        (draw, corridor) tankers unloaded a week.

    Raises:
        ValueError: fewer than one day asked for, or a belief without a history of arrivals.

    Examples:
        >>> from datetime import date
        >>> from harmattan.world.atlas import Area, Atlas, Place
        >>> stage = Atlas((Place("a", "A", "n", "XI", 0.0, 0.0, "town"),), areas=(Area("n", "N", "XI", 0.0, 0.0),))
        >>> came = np.array([[[2.0], [0.0], [4.0]], [[1.0], [1.0], [1.0]]], dtype=np.float32)
        >>> known = {"siege": np.zeros((2, 1))}
        >>> belief = Situation(date(2030, 1, 3), stage, known, 2.0, history={"tankers_arrived": came})
        >>> throughput(belief, days=2).tolist()
        [[14.0], [7.0]]
    """
    if days < 1:
        raise ValueError(f"days={days}: at least one day is needed")
    if "tankers_arrived" not in situation.history:
        raise ValueError("this belief holds no past arrivals; a belief made by assess with the supply mechanism does")
    return weekly(situation.history["tankers_arrived"], days)


def influence_rows(situation: Situation, entities: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Lay out which reports moved today's stocks and throughput most, for a table.

    Args:
        situation: the belief.
        entities: places and corridors to show; all when not given.

    Returns:
        One row for each report that is kept of each quantity, the one that moved it most first: `moved` is `up`, `down` or
        `unclear`, then what would be believed without the report, what is believed with it, and how far it moved the median.
        Where too few draws are left to say (`reliable` is false), the numbers without it are left out.
    """
    out = []
    for one in situation.influence:
        if entities is not None and one.entity not in entities:
            continue
        row: dict[str, Any] = {
            "quantity": one.quantity,
            "entity": one.entity,
            "report": one.report,
            "moved": ("up" if one.shift > 0.0 else "down") if one.sure > 0.0 else "unclear",
        }
        numbers = asdict(one)
        without = ("without_low", "without_median", "without_high", "shift", "error")
        for name in ("with_low", "with_median", "with_high", *without):
            row[name] = numbers[name] if one.reliable or name not in without else None
        out.append({**row, "reliable": one.reliable})
    return out
