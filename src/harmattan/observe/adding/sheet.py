"""Read a sheet of reports: text with commas, semicolons or tabs, or a workbook; cells as text, rows as a spreadsheet shows them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from xml.etree.ElementTree import ParseError

from harmattan.errors import Fault, InputFaults, nearest
from harmattan.observe.adding.words import headings
from harmattan.observe.files import shorten
from harmattan.observe.gazetteer import fold

__all__ = ["MOST_ROWS", "Line", "Sheet", "load_sheet", "read_sheet"]

MOST_ROWS = 2_000
"""Most rows that a sheet of reports may have; a week brings dozens."""

MOST_BYTES = 20_000_000
"""Largest file that is read; a workbook may hold ten times as much once unpacked."""

_ABOVE = 10
"""Rows among which the headings are looked for: a title may stand above them."""

_LONGEST = 2_000
"""Most characters of one cell."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: its number as a spreadsheet shows it, and its cells without blanks at their ends."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of reports.

    Args:
        name: name of the file.
        header: headings.
        lines: rows below the headings that hold anything.
        title: name of the sheet in a workbook; empty for text.
        others: names of the other sheets, which are not read.
        above: rows that are not read: a title above the headings, HXL tags below them.
        header_row: row of the headings.
        mark: what stands between cells of a text.
        guessed: first line that is no UTF-8, as Windows-1252 has it; empty where the encoding is sure.
        guessed_row: its number.
    """

    name: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    title: str = ""
    others: tuple[str, ...] = ()
    above: tuple[int, ...] = ()
    header_row: int = 1
    mark: str = ","
    guessed: str = ""
    guessed_row: int = 0


def load_sheet(path: Path, sheet: str = "") -> Sheet:
    """Read a sheet from a file.

    Args:
        path: a .csv or .xlsx file.
        sheet: name of a sheet in a workbook; the first where empty.

    Returns:
        The sheet.

    Raises:
        InputFaults: there is no such file, it is too large, or it is no table.
    """
    if not path.is_file():
        found = "a folder or device" if path.exists() else "no such file"
        others = sorted(other.name for other in path.parent.iterdir()) if path.parent.is_dir() else []
        raise _fault(path.name, 0, found, "a .csv or .xlsx file, or - for what is piped in", nearest(path.name, others))
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise _fault(path.name, 0, error.strerror or "an unreadable file", "a file that you may read") from error
    return read_sheet(data, path.name, sheet)


def read_sheet(data: bytes, name: str, sheet: str = "") -> Sheet:
    r"""Read a sheet from bytes.

    Text may be UTF-8 with or without a byte order mark; text that is not is read as Windows-1252, which is a guess that somebody
    has to confirm. Cells are parted by the one of comma, semicolon and tab that gives the most known headings. The headings are
    the first row, or a later one among the first ten where only that one has known headings.

    Args:
        data: the bytes.
        name: name of the file, for faults.
        sheet: name of a sheet in a workbook; the first where empty.

    Returns:
        The sheet.

    Raises:
        InputFaults: it is no table of text, or too large.

    Examples:
        >>> read_sheet("Quoi;Où\nembuscade;Old Mill".encode(), "week.csv").lines
        (Line(row=2, cells=('embuscade', 'Old Mill')),)
    """
    if len(data) > MOST_BYTES:
        raise _fault(name, 0, f"more than {MOST_BYTES // 1_000_000} MB", f"at most {MOST_BYTES // 1_000_000} MB")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _fault(name, 0, "an old workbook (.xls)", "a workbook saved as .xlsx, or a CSV")
    if data.startswith(b"PK\x03\x04"):
        rows, title, others = _workbook(data, name, sheet)
        return replace(_sheet(name, rows), title=title, others=others)
    if sheet:
        raise _fault(name, 0, f"--sheet {shorten(sheet)}", "a workbook where a sheet is named; text has one table only")
    text, guessed, row = _text(data, name)
    rows, mark = _best(text, name)
    return replace(_sheet(name, rows), mark=mark, guessed=guessed, guessed_row=row)


def _sheet(name: str, rows: list[Line]) -> Sheet:
    if not rows:
        raise _fault(name, 0, "nothing", "a row of headings and rows of reports below it")
    if len(rows) > MOST_ROWS + 1:
        raise _fault(name, rows[MOST_ROWS].row, f"more than {MOST_ROWS:,} rows", f"at most {MOST_ROWS:,} rows")
    head = 0 if _known(rows[0]) >= 2 else max(range(min(_ABOVE, len(rows))), key=lambda k: (_known(rows[k]), -k))
    head = head if _known(rows[head]) >= 2 else 0
    header = rows[head].cells
    wide = len(header)
    passed = [line.row for line in rows[:head]]
    if len(rows) > head + 1 and all(
        cell[:1] in ("", "#") for cell in rows[head + 1].cells
    ):  # HXL tags below the headings
        passed.append(rows.pop(head + 1).row)
    faults = [
        Fault(name, line.row, "", f"{len(line.cells)} cells", f"{wide} cells as in the headings")
        for line in rows[head + 1 :]
        if any(line.cells[wide:])
    ]
    faults += [
        Fault(name, line.row, shorten(header[k]), f"{len(cell):,} characters", f"at most {_LONGEST:,} in a cell")
        for line in rows[head + 1 :]
        for k, cell in enumerate(line.cells[:wide])
        if len(cell) > _LONGEST
    ]
    if faults:
        raise InputFaults(faults[:1000])
    lines = tuple(Line(line.row, (line.cells + ("",) * wide)[:wide]) for line in rows[head + 1 :])
    return Sheet(name, header, lines, above=tuple(passed), header_row=rows[head].row)


def _known(line: Line) -> int:
    return sum(fold(cell) in headings() or fold(cell.partition("(")[0]) in headings() for cell in line.cells if cell)


def _text(data: bytes, name: str) -> tuple[str, str, int]:
    """Decode; a text that is no UTF-8 comes with its first line that is not, as Windows-1252 has it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _fault(name, 0, "UTF-16 text", "UTF-8 text: save the sheet as 'CSV UTF-8', or as a workbook")
    if b"\0" in data:
        row = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise _fault(name, row, "a NUL byte", "text; the file is damaged or is neither CSV nor a workbook")
    try:
        return data.decode("utf-8-sig"), "", 0
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as other:
            what = "UTF-8 text: save the sheet as 'CSV UTF-8', or as a workbook"
            raise _fault(name, row, f"byte 0x{data[error.start]:02x}", what) from other
        return text, shorten(text.splitlines()[row - 1] if row <= len(text.splitlines()) else text, 80), row


def _best(text: str, name: str) -> tuple[list[Line], str]:
    """Part the cells by the sign that gives the most known headings, then the most columns."""
    tried = []
    for mark in (",", ";", "\t"):
        faults: list[Fault] = []
        rows = list(_records(text, mark, name, faults))
        top = rows[:_ABOVE]
        tried.append(
            (max(map(_known, top), default=0), max((len(line.cells) for line in top), default=0), rows, faults, mark)
        )
    _, _, rows, faults, mark = max(tried, key=lambda entry: entry[:2])
    if faults:
        raise InputFaults(faults)
    return rows, mark


def _records(text: str, mark: str, name: str, faults: list[Fault]) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    row = kept = 0
    while kept <= MOST_ROWS + 1:
        row += 1
        try:
            cells = tuple(_cell(cell) for cell in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            what = "closed double quotes; look for a quote that is opened and not closed"
            faults.append(Fault(name, row, "", shorten(error), what))
            return
        if any(cells):
            kept += 1
            yield Line(row, cells)


def _cell(text: str) -> str:
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    # The apostrophe that keeps a spreadsheet from calculating is no part of the text.
    return words[1:] if words[:1] == "'" and words[1:2] in ("=", "+", "-", "@") else words


def _workbook(data: bytes, name: str, sheet: str) -> tuple[list[Line], str, tuple[str, ...]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    broken = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, ParseError, OSError, EOFError)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > 10 * MOST_BYTES:
            raise _fault(name, 0, f"{unpacked // 1_000_000} MB once unpacked", f"at most {MOST_BYTES // 100_000} MB")
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(data), read_only=True)
        titles = [one.title for one in values.worksheets]
        if not titles or (sheet and sheet not in titles):
            found = shorten(sheet) or "no sheet"
            raise _fault(name, 0, found, "one of the sheets " + ", ".join(titles), nearest(sheet, titles))
        title = sheet or titles[0]
        pairs = zip(values[title].iter_rows(), formulas[title].iter_rows(), strict=False)
        rows: list[Line] = []
        for row, (shown, written) in enumerate(pairs, 1):
            if row > 100 * MOST_ROWS:
                raise _fault(name, row, "rows without end", f"at most {MOST_ROWS:,} rows; delete the empty ones below")
            cells = tuple(_value(one, two) for one, two in zip(shown, written, strict=False))
            while cells and not cells[-1]:
                cells = cells[:-1]
            if cells:
                rows.append(Line(row, cells))
            if len(rows) > MOST_ROWS + 1:
                break
    except broken as error:
        raise _fault(name, 0, "a workbook that cannot be read", "a workbook saved as .xlsx, or a CSV") from error
    return rows, title, tuple(other for other in titles if other != title)


def _value(shown: object, written: object) -> str:
    """Write a cell of a workbook as text; a formula that nobody has worked out stays a formula."""
    value = getattr(shown, "value", None)
    if value is None:
        return _cell(str(getattr(written, "value", None) or ""))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, int | float):
        percent = "%" in str(getattr(shown, "number_format", ""))
        number = 100.0 * value if percent else float(value)
        words = f"{number:.12g}" if abs(number) < 1e12 else f"{number:.0f}"
        # A cell that holds a number leaves no doubt about its point: three decimals are not thousands.
        exact = words + "0" if re.fullmatch(r"-?[0-9]{1,3}\.[0-9]{3}", words) else words
        return exact + (" %" if percent else "")
    return _cell(str(value))


def _fault(name: str, row: int, found: str, allowed: str, hint: str = "") -> InputFaults:
    return InputFaults([Fault(name, row, "", found, allowed, hint)])
