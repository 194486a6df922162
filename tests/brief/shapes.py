"""Planted briefs for the tests of shapes, and what reads the shapes back."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from functools import cache

import docx
import pptx
from pypdf import PdfReader

from brief.planted import AS_OF, EVIL, planted
from harmattan.brief.inputs import BriefInput
from harmattan.brief.since.standings import earlier_of

ENGLISH = (
    "the",
    "and",
    "with",
    "from",
    "which",
    "after",
    "before",
    "against",
    "days",
    "reports",
    "week",
    "people",
    "least",
)
"""Words that no French shape holds."""


@cache
def island() -> BriefInput:
    return planted(draws=40, days=30)


@cache
def changed(level: str = "partner") -> BriefInput:
    """The island beside an earlier brief in which a tenth as many were killed."""
    earlier = earlier_of(island(), level)
    deaths = earlier.statements["deaths"]
    low, middle, high = (value / 10 for value in (deaths.low, deaths.median, deaths.high))
    then = {**earlier.statements, "deaths": replace(deaths, low=low, median=middle, high=high)}
    return replace(island(), earlier=replace(earlier, as_of=AS_OF - timedelta(days=30), statements=then))


@cache
def evil() -> BriefInput:
    """The island with markup of every kind in its title and in what reports say."""
    title = f"Salt #panic() *bold* _low_ $x$ `code` | [a](javascript:b) {EVIL} \x07 & more"
    settings = replace(island().case.settings, title=title, title_fr=title)
    return replace(island(), case=replace(island().case, settings=settings))


def pdf_pages(raw: bytes) -> list[str]:
    """Text of each page on one line, ligatures and all kinds of spaces as plain ones."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages]
    return [flat(text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff")) for text in pages]


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def squeezed(text: str) -> str:
    """A text without spaces: readers of PDF put them where they like."""
    return re.sub(r"\s+", "", text)


def docx_text(raw: bytes) -> str:
    document = docx.Document(io.BytesIO(raw))
    lines = [line.text for line in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    lines += [
        line.text for section in document.sections for line in (*section.header.paragraphs, *section.footer.paragraphs)
    ]
    return flat("\n".join(lines))


def pptx_text(raw: bytes) -> str:
    out = []
    for slide in pptx.Presentation(io.BytesIO(raw)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                out.append(shape.text_frame.text)
            if getattr(shape, "has_table", False) and shape.has_table:
                out += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
            if getattr(shape, "has_chart", False) and shape.has_chart:
                out += [line.name for line in shape.chart.plots[0].series]
        out.append(slide.notes_slide.notes_text_frame.text)
    return flat("\n".join(out))


def clocks(raw: bytes) -> set[tuple[int, ...]]:
    """Times of all entries of an archive, those of workbooks inside it included."""
    found = set()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for entry in archive.infolist():
            found.add(entry.date_time)
            if entry.filename.endswith(".xlsx"):
                found |= clocks(archive.read(entry))
    return found
