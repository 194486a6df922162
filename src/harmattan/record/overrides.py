"""Analysts' overrides as rows of a table, whose hashes stand in the ledger."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from harmattan.record.ledger import Entry, digest
from harmattan.world.outlook import Override

__all__ = ["COLUMNS", "OVERRIDES", "left_over", "line_of", "name_of", "read_overrides"]

OVERRIDES = "overrides.csv"
COLUMNS = tuple(field.name for field in fields(Override))

_DAYS = ("first_day", "last_day", "dated")
_NUMBERS = ("low", "median", "high")


def line_of(override: Override) -> str:
    """Write an override as one row.

    Args:
        override: its texts hold no line break.

    Returns:
        The row without its end.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([str(getattr(override, name)) for name in COLUMNS])
    return out.getvalue()


def name_of(override: Override) -> str:
    """Name an override by what it says.

    Args:
        override: the belief.

    Returns:
        `override-` and twelve digits of its hash; the same belief of the same day and hand has the same name.
    """
    return f"override-{digest(line_of(override))[:12]}"


def left_over(root: Path, line: str) -> bool:
    """Tell whether a stopped command left a row behind that is about to be entered.

    Args:
        root: folder of the record.
        line: the row, known not to be in the ledger.

    Returns:
        True where it is the last row of the table.
    """
    path = root / OVERRIDES
    return path.is_file() and path.read_bytes().endswith(f"\n{line}\n".encode())


def read_overrides(
    root: Path, entries: Sequence[Entry], pending: str = ""
) -> tuple[list[tuple[Entry, Override]], list[str]]:
    """Read the table of overrides and hold it against the ledger.

    Args:
        root: folder of the record.
        entries: rows of the ledger about overrides, in order.
        pending: row that may stand last without being in the ledger yet.

    Returns:
        Each override with its row of the ledger, and what was changed.
    """
    path = root / OVERRIDES
    if not path.is_file():
        return [], [f"{OVERRIDES}: removed"] if entries else []
    text = path.read_bytes().decode("utf-8", errors="replace")
    heading, *lines = text.split("\n")
    if heading != ",".join(COLUMNS):
        return [], [f"{OVERRIDES}, row 1: the heading was changed"]
    if not lines or lines.pop() != "":
        return [], [f"{OVERRIDES}: the last row was cut"]
    if len(lines) == len(entries) + 1 and lines[-1] == pending:
        lines.pop()
    out, changes = [], []
    for number, line in enumerate(lines[: len(entries)], start=2):
        entry = entries[number - 2]
        if digest(line) == entry.hash:
            out.append((entry, _override(line)))
        else:
            changes.append(f"{OVERRIDES}, row {number}: not what was entered as {entry.id}")
    if len(lines) < len(entries):
        changes.append(f"{OVERRIDES}: {len(entries) - len(lines)} of {len(entries)} rows were removed")
    changes += [f"{OVERRIDES}, row {number}: not in the ledger" for number in range(len(entries) + 2, len(lines) + 2)]
    return out, changes


def _override(line: str) -> Override:
    cells: dict[str, Any] = dict(zip(COLUMNS, next(csv.reader([line])), strict=True))
    cells |= {name: date.fromisoformat(cells[name]) for name in _DAYS}
    cells |= {name: float(cells[name]) for name in _NUMBERS}
    return Override(**cells)
