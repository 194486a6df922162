"""Export as a spreadsheet with HXL tags, whose bytes depend on its content alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from harmattan.brief.audience import Audience
from harmattan.brief.comparison_csv import inert
from harmattan.brief.inputs import BriefInput
from harmattan.brief.sheets import Sheet, sheets
from harmattan.brief.wording import Wording

__all__ = ["tables_xlsx"]

_HEAD = Font(bold=True)
_TAG = Font(italic=True, color="6B6357")
_SAND = PatternFill("solid", start_color="F3EBD8")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def tables_xlsx(inputs: BriefInput, *, language: str, level: str = "partner") -> bytes:
    """Write the tables as an Excel workbook: headings in row 1, HXL tags in row 2.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: `partner` or `public`.

    Returns:
        The bytes of the file; the same content gives the same bytes.

    Raises:
        InputFaults: an unknown language or level.
    """
    words, audience = Wording(language), Audience(level)
    book = Workbook(write_only=True)
    made = datetime.combine(inputs.as_of, time())
    book.properties.creator = "Harmattan"
    book.properties.title = words.title(inputs.case.settings.title, inputs.case.settings.title_fr)
    book.properties.description = f"audience: {level}; as of {inputs.as_of.isoformat()}"
    book.properties.created = made
    for sheet in sheets(inputs, audience, words):
        _fill(book.create_sheet(sheet.name), sheet)
    raw = io.BytesIO()
    book.save(raw)
    return _still(raw.getvalue(), made)


def _fill(page: Any, sheet: Sheet) -> None:
    """Fill a sheet in one pass; its layout has to be known before its first row."""
    for column, heading in enumerate(sheet.headings, start=1):
        page.column_dimensions[get_column_letter(column)].width = min(40.0, max(11.0, 1.1 * len(heading)))
    page.freeze_panes = "B3"
    if sheet.rows:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{len(sheet.rows) + 2}"
    for words, font in ((sheet.headings, _HEAD), (sheet.tags, _TAG)):
        page.append([_styled(page, text, font) for text in words])
    for values in sheet.rows:
        page.append([_value(value) for value in values])


def _styled(page: Any, text: str, font: Font) -> Any:
    cell = WriteOnlyCell(page, value=text)
    cell.font, cell.fill = font, _SAND
    return cell


def _value(value: str | float | date | None) -> str | float | date | None:
    """Give a value that no spreadsheet computes: `inert` keeps a text from starting like a formula."""
    if isinstance(value, str):
        return inert(_printable(value)) or None
    return value


def _printable(text: str) -> str:
    """Drop the control signs that the format cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)[:32_000]


def _still(raw: bytes, made: datetime) -> bytes:
    """Take every clock out of the archive: entry times, and the time of saving."""
    stamp = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names: Sequence[str] = source.namelist()
        for name in names:
            content = source.read(name)
            if name == "docProps/core.xml":
                pattern = rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)"
                content = re.sub(pattern, rb"\g<1>" + stamp.encode() + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return out.getvalue()
