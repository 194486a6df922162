"""Read one CSV table of a case folder strictly against columns.csv."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from harmattan.errors import Fault, nearest
from harmattan.observe.cells import allowed_instead, cell_hint
from harmattan.observe.files import MOST_FAULTS, read_text, shorten
from harmattan.world.vocabulary import Column, columns

__all__ = ["MOST_ROWS", "Row", "Table", "columns_of", "read_table"]

MOST_ROWS = 200_000
"""Most rows that one table may have; more is a fault."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its line as a spreadsheet shows it, its cells as written, and what is wrong with them.

    The cells of a row without faults may be read as numbers, dates and lists.
    """

    line: int
    cells: Mapping[str, str]
    faults: tuple[Fault, ...] = ()

    def text(self, column: str) -> str:
        """Read a cell as text.

        Args:
            column: heading.

        Returns:
            The text without blanks at its ends; empty when the table has no such column.
        """
        return self.cells.get(column, "")

    def number(self, column: str, otherwise: float = math.nan) -> float:
        """Read a cell as a number.

        Args:
            column: heading.
            otherwise: value of a blank cell.

        Returns:
            The number.
        """
        return float(self.cells[column]) if self.text(column) else otherwise

    def day(self, column: str) -> date | None:
        """Read a cell as a date.

        Args:
            column: heading.

        Returns:
            The date, or None when the cell is blank.
        """
        return date.fromisoformat(self.cells[column]) if self.text(column) else None

    def names(self, column: str) -> tuple[str, ...]:
        """Read a cell as names separated by `|`.

        Args:
            column: heading.

        Returns:
            The names in order, blank ones left out.
        """
        return tuple(part for piece in self.text(column).split("|") if (part := piece.strip()))


@dataclass(frozen=True)
class Table:
    """One table as read.

    Args:
        file: path below the case folder.
        rows: rows that hold anything, sound or not.
        faults: what is wrong with the file as a whole or with its headings.
    """

    file: str
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    @property
    def usable(self) -> bool:
        """Whether the file and its headings are sound, so that other tables may be checked against it."""
        return not self.faults

    @cached_property
    def sound(self) -> tuple[Row, ...]:
        """Rows without faults."""
        return tuple(row for row in self.rows if not row.faults)

    @cached_property
    def ids(self) -> dict[str, int]:
        """Line of each id, rows with faults included."""
        known: dict[str, int] = {}
        for row in self.rows:
            known.setdefault(row.text("id"), row.line)
        return known

    def all_faults(self) -> list[Fault]:
        """List what is wrong with the file, its headings and its rows.

        Returns:
            Every fault.
        """
        return [*self.faults, *(fault for row in self.rows for fault in row.faults)]


def columns_of(file: str) -> dict[str, Column]:
    """Name the columns of a table.

    Args:
        file: path below the case folder.

    Returns:
        Columns by heading; those of an evidence file with the ones that all evidence files share.

    Examples:
        >>> list(columns_of("evidence/fuel.csv"))[:3], "confidence" in columns_of("evidence/fuel.csv")
        (['id', 'metric', 'value'], True)
    """
    shared = columns()["evidence/*.csv"] if file.startswith("evidence/") else {}
    return {**columns()[file], **shared}


def read_table(folder: Path, file: str) -> Table:
    """Read a table and check each cell by itself.

    Headings of required columns must be there, others may be left out. In an atlas table each id stands once. Reading stops
    after `MOST_FAULTS` faults of rows, except in evidence, where a bad row is the row's own affair.

    Args:
        folder: the case folder.
        file: path below it, one of the tables of columns.csv.

    Returns:
        Rows and faults.
    """
    text, wrong = read_text(folder, file)
    if wrong:
        return Table(file, faults=wrong)
    known = columns_of(file)
    records = _records(text, file)
    first = next(records, None)
    if first is None or isinstance(first, Fault) or not any(first[1]):
        header_row = first if isinstance(first, Fault) else Fault(file, 1, "", "nothing", "a row of column headings")
        return Table(file, faults=(header_row,))
    header = first[1]
    faults = _header_faults(file, header, known)
    if len(header) == 1 and len(known) > 1:
        return Table(file, faults=tuple(faults))
    rows: list[Row] = []
    seen: dict[str, int] = {}
    count = 0
    for record in records:
        if isinstance(record, Fault):
            faults.append(record)
            continue
        if len(rows) >= MOST_ROWS or (count >= MOST_FAULTS and not file.startswith("evidence/")):
            faults.append(_too_many(file, record[0], len(rows)))
            break
        row = _row(file, header, known, record, seen)
        count += len(row.faults)
        rows.append(row)
    return Table(file, tuple(rows), tuple(faults[: MOST_FAULTS + 1]))


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]] | Fault]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    while True:
        line += 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            quotes = "cells in plain commas and closed double quotes; look for a quote that is opened and not closed"
            yield Fault(file, line, "", shorten(error), quotes)
            continue
        if line == 1 or any(cells):
            yield line, cells


def _header_faults(file: str, header: list[str], known: Mapping[str, Column]) -> list[Fault]:
    if len(header) == 1 and len(known) > 1:
        mark = next((name for sign, name in ((";", "semicolons"), ("\t", "tabs")) if sign in header[0]), "")
        found = f"one column, cells separated by {mark}" if mark else shorten(header[0])
        return [
            Fault(file, 1, "", found, "columns separated by commas; save the sheet as 'CSV UTF-8 (comma delimited)'")
        ]
    missing = [name for name, column in known.items() if column.required and name not in header]
    unknown = [name for name in dict.fromkeys(header) if name not in known]
    free = [name for name in known if name not in header]
    faults = [Fault(file, 1, name, "no such column", f"this column: {known[name].meaning}") for name in missing]
    for name in unknown:
        found = shorten(name) or "a column without a heading"
        faults.append(
            Fault(file, 1, shorten(name), found, "a column of this table", nearest(name[:60], free or list(known)))
        )
    double = sorted({name for name in header if name in known and header.count(name) > 1})
    return faults + [
        Fault(file, 1, name, f"{header.count(name)} columns of this name", "each column once") for name in double
    ]


def _row(
    file: str, header: list[str], known: Mapping[str, Column], record: tuple[int, list[str]], seen: dict[str, int]
) -> Row:
    line, values = record
    cells: dict[str, str] = {}
    for name, value in zip(header, values, strict=False):
        cells.setdefault(name, value)
    if len(values) != len(header):
        what = f"{len(header)} cells as in the header; text with a comma needs double quotes"
        return Row(line, cells, (Fault(file, line, "", f"{len(values)} cells", what),))
    faults = []
    for column in known.values():
        if column.name in cells:
            value = cells[column.name]
            if allowed := allowed_instead(column, value):
                hint = cell_hint(column, value)
                faults.append(Fault(file, line, column.name, shorten(value) or "nothing", allowed, hint))
    name = cells.get("id", "")
    if name and not file.startswith("evidence/") and seen.setdefault(name, line) != line:
        faults.append(Fault(file, line, "id", shorten(name), f"each id once; row {seen[name]} has it too"))
    return Row(line, cells, tuple(faults))


def _too_many(file: str, line: int, rows: int) -> Fault:
    if rows >= MOST_ROWS:
        return Fault(file, line, "", f"more than {MOST_ROWS} rows", f"at most {MOST_ROWS} rows")
    return Fault(file, line, "", f"{MOST_FAULTS} faults before this row", "mend those first, then check again")
