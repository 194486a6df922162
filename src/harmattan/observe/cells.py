"""Check one cell of a table against its column."""

from __future__ import annotations

import math
import re
from datetime import date

from harmattan.errors import nearest
from harmattan.world.atlas import MONTHS
from harmattan.world.vocabulary import Column

__all__ = ["allowed_instead", "cell_hint", "open_months"]

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DATE = re.compile(r"(1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}")
_SHORT_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_MONTHS = re.compile(r"(1[0-2]|[1-9])(?:(?: ?- ?| to )(1[0-2]|[1-9]))?")
_ROW_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")


def allowed_instead(column: Column, value: str) -> str:
    """Say what would be allowed instead of a value.

    Args:
        column: what the cell may hold.
        value: the cell as written, without blanks at its ends.

    Returns:
        A phrase; empty when the value is sound.

    Examples:
        >>> from harmattan.world.vocabulary import columns
        >>> allowed_instead(columns()["atlas/routes.csv"]["km"], "-20")
        'a number from 0.1 to 5000 km'
        >>> allowed_instead(columns()["atlas/routes.csv"]["km"], "20")
        ''
    """
    if not value:
        return f"a value in every row: {column.meaning}" if column.required else ""
    if column.kind == "number":
        return _allowed_number(column, value)
    if column.kind == "integer":
        return _allowed_number(column, value) if _INTEGER.fullmatch(value) else f"a whole number{_range(column)}"
    if column.kind == "date":
        return "" if _is_date(value) else "a day that exists, written as 2025-02-28 (years 1800 to 2199)"
    if column.kind == "choice":
        return "" if value in column.choices else "one of " + ", ".join(column.choices)
    if column.kind == "id":
        return _allowed_id(column, value)
    if column.kind == "months" and not _MONTHS.fullmatch(value):
        return "the first and the last open month from 1 to 12, written as 8 to 1 or 8-1 (a spreadsheet may make a day of 8-1)"
    return ""


def open_months(text: str) -> tuple[int, ...]:
    """List the months that a cell of open months means.

    Args:
        text: a sound cell, such as `8-1` or `8 to 1` for August to January, or `3` for March alone; blank for all year.

    Returns:
        Months from 1 to 12, in the order of the year.

    Examples:
        >>> open_months("11 to 2"), open_months("3"), len(open_months(""))
        ((1, 2, 11, 12), (3,), 12)
    """
    found = _MONTHS.fullmatch(text)
    if found is None:
        return MONTHS
    first, last = int(found[1]), int(found[2] or found[1])
    length = (last - first) % 12 + 1
    return tuple(month for month in MONTHS if (month - first) % 12 < length)


def _allowed_number(column: Column, value: str) -> str:
    if not (_NUMBER.fullmatch(value) and len(value) <= 40 and math.isfinite(float(value))):
        comma = "; write the decimal mark as a point" if "," in value else ""
        return f"a finite number{_range(column)}{comma}"
    return "" if column.low <= float(value) <= column.high else f"a number{_range(column)}"


def _allowed_id(column: Column, value: str) -> str:
    if column.table.startswith("evidence/"):
        return "" if _ROW_ID.fullmatch(value) else "up to 64 letters, digits, '-', '_', '.' or ':', no blanks"
    return "" if _SHORT_NAME.fullmatch(value) else "up to 64 lower-case letters, digits, '-' or '_'"


def _range(column: Column) -> str:
    unit = f" {column.unit}" if column.unit not in ("", "1") else ""
    low = f" from {column.low:.12g}" if math.isfinite(column.low) else ""
    high = f" to {column.high:.12g}" if math.isfinite(column.high) else ""
    return f"{low}{high}{unit}"


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def cell_hint(column: Column, value: str) -> str:
    """Guess what was meant by a value that is not sound.

    Args:
        column: what the cell may hold.
        value: the cell as written.

    Returns:
        The nearest allowed value; empty when there is none.
    """
    if column.kind == "choice":
        return nearest(value[:60], column.choices)
    if column.kind == "id":
        guess = re.sub(r"[^a-z0-9]+", "-", value.casefold()).strip("-")
        return guess if _SHORT_NAME.fullmatch(guess) else ""
    return ""
