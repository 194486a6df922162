"""One sheet of the workbook: its columns with their HXL tags, and rows of plain values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.world.atlas import Atlas

__all__ = ["Row", "Sheet", "Value", "codes_of", "heads", "laid_out", "number", "three", "triples"]

Value = str | float | date | None
Row = tuple[Value, ...]
Columns = list[tuple[str, str]]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, headings, HXL tags and rows of plain values."""

    name: str
    headings: tuple[str, ...]
    tags: tuple[str, ...]
    rows: tuple[Row, ...]


def three(value: Band | None) -> tuple[Value, Value, Value]:
    """Give the ends of an interval and its middle as numbers.

    Args:
        value: quantiles; None for none.

    Returns:
        5, 50 and 95 % quantiles to four digits.
    """
    if value is None:
        return None, None, None
    return float(f"{value.low:.4g}"), float(f"{value.median:.4g}"), float(f"{value.high:.4g}")


def number(value: float) -> float | None:
    """Give a number, or nothing.

    Args:
        value: any number.

    Returns:
        The number to four decimals; None where it is not finite.
    """
    return round(value, 4) if math.isfinite(value) else None


def triples(words: Wording, key: str, tag: str) -> Columns:
    """Head the three columns of a number with its interval.

    Args:
        words: language.
        key: key of the heading.
        tag: HXL tag without its quantile.

    Returns:
        Headings and tags.
    """
    quantiles = (("low", "q05"), ("median", "q50"), ("high", "q95"))
    return [(f"{words.say(f'head.{key}')}, {words.say(f'head.{name}')}", f"{tag}+{q}") for name, q in quantiles]


def heads(words: Wording, *pairs: tuple[str, str]) -> Columns:
    """Head columns.

    Args:
        words: language.
        *pairs: key of the heading, and HXL tag.

    Returns:
        Headings and tags.
    """
    return [(words.say(f"head.{key}"), tag) for key, tag in pairs]


def laid_out(words: Wording, name: str, columns: Columns, rows: Sequence[Row]) -> Sheet:
    """Lay out a sheet.

    Args:
        words: language.
        name: key of its name.
        columns: headings and tags.
        rows: its rows.

    Returns:
        The sheet.
    """
    return Sheet(words.say(f"sheet.{name}"), tuple(c[0] for c in columns), tuple(c[1] for c in columns), tuple(rows))


def codes_of(atlas: Atlas, entity: str) -> tuple[str | None, str | None]:
    """Find the P-codes of a place or area.

    Args:
        atlas: the stage.
        entity: id of a place or area; anything else has none.

    Returns:
        Code of the settlement, code of its area; None where it is not known.
    """
    if entity in atlas.place_index:
        place = atlas.places[atlas.place_index[entity]]
        area = atlas.areas[atlas.area_index[place.area]].pcode if place.area in atlas.area_index else ""
        return place.pcode or None, area or None
    if entity in atlas.area_index:
        return None, atlas.areas[atlas.area_index[entity]].pcode or None
    return None, None
