"""The classes of the live map: what its legend shows, and how each is drawn."""

from __future__ import annotations

from typing import Any

from harmattan.brief.audience import Audience
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.map.holders import HOLDER_INK, STATE_INK
from harmattan.map.ink import ABROAD, BORDER, COAST, HOME, INK, MUTED, PAPER, WATER
from harmattan.map.marks import HOLDERS, NOT_KNOWN, STATES, stock_class

__all__ = ["COLOURS", "arrow_class", "classes", "fuel_class", "load_class", "rows_of"]

COLOURS = {
    "paper": PAPER,
    "sea": WATER,
    "land": ABROAD,
    "home": HOME,
    "border": BORDER,
    "coast": COAST,
    "ink": INK,
    "muted": MUTED,
}
"""Colours of the ground and of the writing."""

_SHAPES = {"government": "circle", "pact": "half", "contested": "diamond", "armed": "square", NOT_KNOWN: "hollow"}
_RADII = {"under3": 5.5, "3to7": 7.5, "7to14": 9.5, "over14": 12.0, "unknown": 4.5}
_COARSE_RADII = {"under3": 5.5, "3to7": 7.5, "over7": 10.5, "unknown": 4.5}
_UNKNOWN_WIDTH = 1.3
"""Pixels: most corridors are not known, and on a map that moves thin dots are lost."""

_LOADS = {"under75": "#dbe6ec", "75to100": "#e0a955", "over100": "#8f3d12", "unknown": MUTED}
_ARROWS = {"25to100": (25.0, 1.2), "100to500": (100.0, 2.3), "500to2000": (500.0, 3.8), "over2000": (2000.0, 5.6)}
"""Fewest people a week of each class, and the width of its arrow in pixels; what is fewer is not drawn."""

Row = dict[str, Any]


def classes(audience: Audience, words: Wording) -> dict[str, list[Row]]:
    """List every class of every layer in the order of the legend.

    Args:
        audience: who will read it; at the public level days of fuel are coarser and no town is under a pact.
        words: language.

    Returns:
        Lists of rows by layer; a row holds `id`, `label` and how the class is drawn.
    """
    holders = [name for name in (*HOLDERS, NOT_KNOWN) if not (audience.public and name == "pact")]
    ink = {**HOLDER_INK, NOT_KNOWN: MUTED}
    return {
        "state": [_state(name, words) for name in (*STATES, NOT_KNOWN)],
        "holder": [
            {"id": name, "label": words.say(f"holder.{name}"), "colour": ink[name], "shape": _SHAPES[name]}
            for name in holders
        ],
        "fuel": [
            {"id": name, "label": words.say(f"map.stock.{name}"), "radius": radius}
            for name, radius in (_COARSE_RADII if audience.public else _RADII).items()
        ],
        "siege": [
            {"id": name, "label": words.say(f"map.siege.{name}"), "sure": name == "likely"}
            for name in ("likely", "possible")
        ],
        "load": [
            {"id": name, "label": words.say(f"live.load.{name}"), "colour": colour} for name, colour in _LOADS.items()
        ],
        "arrow": [
            {"id": name, "label": words.say(f"live.arrow.{name}"), "width": width}
            for name, (_, width) in _ARROWS.items()
        ],
    }


def _state(name: str, words: Wording) -> Row:
    colour, width, dash = STATE_INK[name] if name != NOT_KNOWN else (MUTED, _UNKNOWN_WIDTH, "")
    parts = [round(float(part) / width, 2) for part in dash.split()]
    return {"id": name, "label": words.say(f"state.{name}"), "colour": colour, "width": width, "dash": parts or None}


def rows_of(made: dict[str, list[Row]], layer: str) -> dict[str, int]:
    """Number the classes of a layer.

    Args:
        made: what `classes` gives.
        layer: one of its keys.

    Returns:
        Row of each class by its id.

    Examples:
        >>> rows_of(classes(Audience("public"), Wording("en")), "siege")
        {'likely': 0, 'possible': 1}
    """
    return {entry["id"]: row for row, entry in enumerate(made[layer])}


def fuel_class(days: Band | None, storage: float, *, coarse: bool) -> str:
    """Name the class of a town's days of fuel.

    Args:
        days: the band; None where no fuel is counted.
        storage: days of normal use that full depots hold.
        coarse: whether the classes are those of the public level.

    Returns:
        The id of the class; empty without an estimate.

    Examples:
        >>> fuel_class(Band(5.0, 8.0, 9.0, 10.0, 12.0), 20.0, coarse=False)
        '7to14'
    """
    found = stock_class(days, storage)
    if coarse or days is None or found == "unknown":
        return found
    return next(
        name
        for name, limit in (("under3", 3.0), ("3to7", 7.0), ("7to14", 14.0), ("over14", float("inf")))
        if days.median < limit
    )


def load_class(people: float, capacity: float) -> str:
    """Name the class of how full a camp is.

    Args:
        people: displaced people staying there, the median.
        capacity: people it is built for; nan where nobody knows.

    Returns:
        The id of the class.

    Examples:
        >>> load_class(30_000, 40_000), load_class(41_000, 40_000), load_class(5, float("nan"))
        ('75to100', 'over100', 'unknown')
    """
    if not capacity > 0:
        return "unknown"
    share = people / capacity
    return "under75" if share < 0.75 else "75to100" if share <= 1 else "over100"


def arrow_class(people: float) -> str:
    """Name the class of a movement.

    Args:
        people: who set out in a week, the median.

    Returns:
        The id of the class; empty where they are too few to be shown.

    Examples:
        >>> arrow_class(24.0), arrow_class(499.0)
        ('', '100to500')
    """
    return next((name for name, (fewest, _) in reversed(_ARROWS.items()) if people >= fewest), "")
