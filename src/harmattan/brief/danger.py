"""What makes a whole corridor dangerous, in words: the cover beside it, and how far it runs from places that are held."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.inputs import BriefInput
from harmattan.map.bands import Band
from harmattan.models.supply.danger import dangers
from harmattan.models.supply.network import sections_of

__all__ = ["danger_class", "danger_reasons"]

_APART = 1.1
"""Multiple of a plain road from which a cause is named; its inverse for a cause that makes a road safer."""

_CAUSES = (("danger_cover", "cover_more", "cover_less"), ("danger_distance", "distance_more", "distance_less"))
"""The effect of each cause, and its names where it makes a corridor more or less dangerous."""


def danger_class(value: Band | None) -> str:
    """Name the class of the danger of a corridor beside a plain road, which is half in cover with a garrison every 50 km.

    Args:
        value: danger as a multiple of that of a plain road; None where it is not held or not seen.

    Returns:
        `more` or `less` where three draws in four say so, else `same`; empty for None.

    Examples:
        >>> danger_class(Band(0.9, 1.1, 1.3, 1.5, 2.0)), danger_class(Band(0.6, 0.8, 1.0, 1.2, 1.5))
        ('more', 'same')
    """
    if value is None:
        return ""
    return "more" if value.quarter > 1.0 else "less" if value.three_quarters < 1.0 else "same"


def danger_reasons(inputs: BriefInput) -> dict[str, tuple[str, ...]]:
    """Find what sets each corridor apart from a plain road: each cause alone, on the cut-off day.

    Args:
        inputs: what the brief is made from.

    Returns:
        By id of the corridor `cover_more`, `cover_less`, `distance_more`, `distance_less`; nothing where a cause makes less than a
        tenth of difference, and no corridors where the case does not hold the causes.
    """
    values, atlas = inputs.situation.values, inputs.case.atlas
    if "corridor_danger" not in values or not all(cause[0] in values for cause in _CAUSES):
        return {}
    sections = sections_of(atlas, country=inputs.case.settings.country)
    effects = [np.asarray(values[cause[0]], dtype=np.float64) for cause in _CAUSES]
    draws, nothing = len(effects[0]), np.zeros(len(effects[0]))
    held = values.get("control", np.zeros((draws, len(atlas.places))))
    control = np.ascontiguousarray(held, dtype=np.float64)
    alone = [(effects[0], nothing), (nothing, effects[1])]
    out: dict[str, tuple[str, ...]] = {}
    for (_, more, less), (cover, distance) in zip(_CAUSES, alone, strict=True):
        danger = np.ones((draws, len(atlas.corridors)))
        first, km, covered, near, far = sections
        dangers(first, km, covered, near, far, cover, distance, control, danger)
        for corridor, ratio in zip(atlas.corridors, _middle(danger), strict=True):
            if ratio >= _APART or ratio <= 1.0 / _APART:
                out[corridor.id] = (*out.get(corridor.id, ()), more if ratio > 1.0 else less)
    return out


def _middle(danger: NDArray[np.float64]) -> list[float]:
    return [float(one) for one in np.median(danger, axis=0)]
