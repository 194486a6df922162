"""Rows that never leave the user's own organisation: which they are, what may stand in them, and a file without them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterator
from pathlib import Path

from harmattan.errors import nearest
from harmattan.observe.files import shorten
from harmattan.observe.tables import Row, Table, read_table
from harmattan.world.own import own_metrics
from harmattan.world.report import Report, names_own

__all__ = ["internal_lines", "own_fault", "shared_bytes"]

_HOME = "evidence/fuel.csv"
_METRICS = ("metric", "population", "attribute", "case")
"""Columns that hold the metric of a report, whatever the table."""


def internal_lines(table: Table) -> frozenset[int]:
    """Find the rows of an evidence table that never leave the user's own organisation.

    When in doubt a row stays inside: any mark under `audience`, even a misspelt one, keeps it there, and so does a cell that names
    own stocks in a row with faults. Where a table has a column `audience` and cells of a row are missing or too many, nobody can
    tell which cell is the mark, and the row stays inside too.

    Args:
        table: an evidence table.

    Returns:
        Their lines.
    """
    marked = any("audience" in row.cells for row in table.rows)
    return frozenset(row.line for row in table.rows if _is_internal(row, marked=marked))


def _is_internal(row: Row, *, marked: bool) -> bool:
    if row.text("audience"):
        return True
    if not row.faults:
        return any(names_own(row.text(column)) for column in _METRICS)
    askew = any(not fault.column for fault in row.faults)
    return (marked and askew) or any(names_own(cell) for cell in row.cells.values())


def own_fault(report: Report) -> str:
    """Say why a claim on own stocks or fleet cannot be used.

    Args:
        report: a claim whose metric begins with `own_`.

    Returns:
        The reason; empty where the claim is sound.
    """
    known = own_metrics()
    metric = known.get(report.metric)
    if report.file != _HOME:
        return f"metric: found '{report.metric}'; allowed: own stocks and fleet stand in {_HOME}"
    if metric is None:
        guess = nearest(report.metric, tuple(known))
        hint = f"; did you mean '{guess}'?" if guess else ""
        return f"metric: found '{shorten(report.metric)}'; allowed: {', '.join(known)}{hint}"
    reasons: list[tuple[str, str, str]] = []
    if report.unit.casefold() not in metric.spellings:
        reasons.append(("unit", report.unit, " or ".join(metric.spellings[:2])))
    if not math.isfinite(report.best) or report.low < 0.0:
        reasons.append(("value", report.value, "a number of at least 0"))
    if not report.place:
        reasons.append(("place", report.place_text, "the name of one place of the atlas"))
    if report.last_day is None:
        reasons.append(("date", "no day", "a day or a period"))
    return "; ".join(f"{column}: found '{shorten(found)}'; allowed: {allowed}" for column, found, allowed in reasons)


def shared_bytes(folder: Path, file: str) -> bytes:
    """Read an evidence file as if its internal rows had never been entered.

    A hash of the whole file would let anyone who holds the rest of it try out numbers until the hash fits.

    Args:
        folder: the case folder.
        file: path below it; a file that is no evidence table is read as it is.

    Returns:
        Its bytes without the internal rows.
    """
    data = (folder / file).read_bytes()
    hidden = internal_lines(read_table(folder, file)) if file.startswith("evidence/") else frozenset[int]()
    return b"".join(_without(data.decode("utf-8"), hidden)) if hidden else data


def _without(text: str, hidden: Collection[int]) -> Iterator[bytes]:
    """Leave out records by their number; a record may take several lines of the file."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, strict=True)
    start = 0
    for number, _ in enumerate(reader, 1):
        if number not in hidden:
            yield "".join(lines[start : reader.line_num]).encode("utf-8")
        start = reader.line_num
