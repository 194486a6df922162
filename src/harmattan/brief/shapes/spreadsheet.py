"""Export as a spreadsheet with HXL tags, whose bytes depend on its content alone.

openpyxl lays out the workbook and its headings. The rows below are written here, as cells with their text inside: by openpyxl
they take ten times as long.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from harmattan.brief.audience import audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.shapes.comparison_csv import inert
from harmattan.brief.shapes.sheets import sheets
from harmattan.brief.shapes.still import one_line, printable, still
from harmattan.brief.sheet import Sheet
from harmattan.brief.wording import Wording

__all__ = ["tables_xlsx"]

_HEAD = Font(bold=True)
_TAG = Font(italic=True, color="6B6357")
_SAND = PatternFill("solid", start_color="F3EBD8")
_DAY_ZERO = date(1899, 12, 30)


def tables_xlsx(inputs: BriefInput, *, language: str, level: str = "partner") -> bytes:
    """Write the tables as an Excel workbook: headings in row 1, HXL tags in row 2.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: `internal`, `partner` or `public`.

    Returns:
        The bytes of the file; the same content gives the same bytes.

    Raises:
        InputFaults: an unknown language or level, or internal claims at another one than `internal`.
    """
    words, audience = Wording(language), audience_of(inputs, level)
    book = Workbook(write_only=True)
    made = datetime.combine(inputs.as_of, time())
    book.properties.creator = "Harmattan"
    book.properties.title = one_line(words.title(inputs.case.settings.title, inputs.case.settings.title_fr))
    book.properties.description = f"audience: {level}; as of {inputs.as_of.isoformat()}"
    book.properties.created = made
    laid_out = sheets(inputs, audience, words)
    pages = [book.create_sheet(sheet.name) for sheet in laid_out]
    for page, sheet in zip(pages, laid_out, strict=True):
        _head(page, sheet)
    dated = WriteOnlyCell(pages[0], value=made)
    dated.number_format = "yyyy-mm-dd"
    rows = [_rows(sheet, dated.style_id) for sheet in laid_out]
    raw = io.BytesIO()
    book.save(raw)
    return still(raw.getvalue(), inputs.as_of, change=_filled(rows))


def _head(page: Any, sheet: Sheet) -> None:
    """Write the two rows of headings; the layout of a sheet has to be known before its first row."""
    for column, heading in enumerate(sheet.headings, start=1):
        page.column_dimensions[get_column_letter(column)].width = min(40.0, max(11.0, 1.1 * len(heading)))
    page.freeze_panes = "B3"
    if sheet.rows:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{len(sheet.rows) + 2}"
    for words, font in ((sheet.headings, _HEAD), (sheet.tags, _TAG)):
        page.append([_styled(page, text, font) for text in words])


def _rows(sheet: Sheet, dated: int) -> str:
    """Write the rows of a sheet as the format has them; `dated` is the style of a day."""
    letters = [get_column_letter(column) for column in range(1, len(sheet.headings) + 1)]
    out = []
    for number, values in enumerate(sheet.rows, start=3):
        cells = "".join(_cell(f"{at}{number}", value, dated) for at, value in zip(letters, values, strict=True))
        out.append(f'<row r="{number}">{cells}</row>')
    return "".join(out)


def _cell(at: str, value: str | float | date | None, dated: int) -> str:
    """Write one cell that no spreadsheet computes: `inert` keeps a text from starting like a formula."""
    if isinstance(value, str):
        shown = escape(inert(printable(value)[:32_000]))
        return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>' if shown else ""
    if isinstance(value, date):
        return f'<c r="{at}" s="{dated}"><v>{(value - _DAY_ZERO).days}</v></c>'
    return "" if value is None or not math.isfinite(value) else f'<c r="{at}"><v>{value:.10g}</v></c>'


def _styled(page: Any, text: str, font: Font) -> Any:
    cell = WriteOnlyCell(page, value=text)
    cell.font, cell.fill = font, _SAND
    return cell


def _filled(rows: Sequence[str]) -> Callable[[str, bytes], bytes]:
    """Make what puts the rows into their sheets."""

    def change(name: str, content: bytes) -> bytes:
        sheet = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
        if sheet is None:
            return content
        return content.replace(b"</sheetData>", rows[int(sheet[1]) - 1].encode() + b"</sheetData>")

    return change
