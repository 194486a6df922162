"""Parts of a slide: text that is known to fit, tables, pictures, charts, notes. Sizes are in points."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.util import Emu, Pt

from harmattan.brief.shapes.still import one_line, printable
from harmattan.brief.tables.cells import Cell, Table

__all__ = [
    "BLUE",
    "INK",
    "OCHRE",
    "SOFT",
    "Box",
    "Line",
    "Piece",
    "add_lines",
    "add_lines_chart",
    "add_picture",
    "add_table",
    "add_title",
    "describe",
    "height_of",
    "lines_of",
    "notes",
    "table_height",
]


def _colour(name: str) -> RGBColor:
    return cast("RGBColor", cast("Any", RGBColor).from_string(name))


BLUE, INK = _colour("1D5B79"), _colour("23201B")
SOFT, OCHRE = _colour("6B6357"), _colour("B9772A")
_RULE = _colour("D8D0BF")

_EM = 0.54
"""Width of a letter against the size of its type: wider than that of common sans-serifs, so that estimates err on the safe side."""

_LEADING = 1.22
_PAD_X, _PAD_Y = 4.0, 2.0
_LANGUAGES = {"en": MSO_LANGUAGE_ID.ENGLISH_UK, "fr": MSO_LANGUAGE_ID.FRENCH}


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands on a slide, in points."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text.

    Args:
        text: what it says.
        size: size of its type, points.
        bold: whether it is bold.
        colour: its colour.
    """

    text: str
    size: float
    bold: bool = False
    colour: RGBColor = INK


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart.

    Args:
        name: what the legend says.
        values: one value for each category; None where there is none.
        colour: its colour.
        width: points.
        dashed: whether it is broken.
    """

    name: str
    values: tuple[float | None, ...]
    colour: RGBColor
    width: float
    dashed: bool = False


def lines_of(text: str, width: float, size: float) -> int:
    """Estimate how many lines a text takes.

    Args:
        text: what is said.
        width: points between the edges of its box.
        size: size of the type, points.

    Returns:
        Lines, at least 1; a word that is longer than a line is broken.

    Examples:
        >>> lines_of("one two three four", 68.0, 10.0)
        2
    """
    room = max(1, math.floor((width - 2 * _PAD_X) / (size * _EM)))
    count, filled = 1, 0
    for word in text.split(" "):
        long = len(word)
        if filled and filled + 1 + long > room:
            count, filled = count + 1, 0
        filled += long + (1 if filled else 0)
        while filled > room:
            count, filled = count + 1, filled - room
    return count


def height_of(paragraphs: Sequence[Sequence[Piece]], width: float, *, gap: float = 0.0) -> float:
    """Estimate how high paragraphs stand.

    Args:
        paragraphs: pieces of each.
        width: points.
        gap: points between two paragraphs.

    Returns:
        Points.
    """
    high = 2 * _PAD_Y
    for pieces in paragraphs:
        size = max(piece.size for piece in pieces)
        high += lines_of(" ".join(piece.text for piece in pieces), width, size) * size * _LEADING
    return high + gap * max(0, len(paragraphs) - 1)


def add_title(slide: Slide, text: str, box: Box, language: str, *, size: float = 26.0) -> None:
    """Fill the title of a slide.

    Args:
        slide: the slide, of a layout with a title.
        text: the title; a long one is set smaller.
        box: where it stands.
        language: `en` or `fr`.
        size: largest size of its type, points.
    """
    shape = slide.shapes.title
    if shape is None:
        return
    shape.left, shape.top, shape.width, shape.height = Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height)
    while size > 12.0 and height_of([[Piece(text, size)]], box.width) > box.height:
        size -= 1.0
    _fill(shape.text_frame, [[Piece(text, size, bold=True)]], language, anchor=MSO_ANCHOR.MIDDLE)


def add_lines(
    slide: Slide, paragraphs: Sequence[Sequence[Piece]], box: Box, language: str, *, gap: float = 0.0, name: str = ""
) -> None:
    """Set paragraphs in a box that neither grows nor shrinks.

    Args:
        slide: the slide.
        paragraphs: pieces of each.
        box: where they stand.
        language: `en` or `fr`.
        gap: points between two paragraphs.
        name: name of the box.
    """
    shape = slide.shapes.add_textbox(Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    if name:
        shape.name = name
    _fill(shape.text_frame, paragraphs, language, gap=gap)


def _fill(
    frame: Any,
    paragraphs: Sequence[Sequence[Piece]],
    language: str,
    *,
    gap: float = 0.0,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> None:
    frame.auto_size, frame.word_wrap, frame.vertical_anchor = MSO_AUTO_SIZE.NONE, True, anchor
    frame.margin_left = frame.margin_right = Pt(_PAD_X)
    frame.margin_top = frame.margin_bottom = Pt(_PAD_Y)
    for number, pieces in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(gap)
        _run(paragraph, pieces, language)


def _run(paragraph: Any, pieces: Sequence[Piece], language: str) -> None:
    for number, piece in enumerate(pieces):
        run = paragraph.add_run()
        run.text = one_line(piece.text) + (" " if number + 1 < len(pieces) else "")
        run.font.size, run.font.bold, run.font.color.rgb = Pt(piece.size), piece.bold, piece.colour
        run.font.language_id = _LANGUAGES[language]


def table_height(table: Table, widths: Sequence[float], size: float) -> list[float]:
    """Estimate how high the rows of a table stand, its head first.

    Args:
        table: the table.
        widths: points of each column.
        size: size of the type, points.

    Returns:
        Points of each row.
    """
    rows = [tuple(Cell(head) for head in table.head), *table.rows]
    out = []
    for row in rows:
        high = max(
            (lines_of(cell.words, wide, size) + (lines_of(cell.small, wide, size - 1.0) if cell.small else 0))
            for cell, wide in zip(row, widths, strict=True)
        )
        out.append(high * size * _LEADING + 2 * _PAD_Y)
    return out


def add_table(slide: Slide, table: Table, box: Box, language: str, *, widths: Sequence[float], size: float) -> None:
    """Set a table with a head that programs read as such.

    Args:
        slide: the slide.
        table: the table.
        box: where it stands; its rows take what `table_height` estimates.
        language: `en` or `fr`.
        widths: points of each column.
        size: size of the type, points.
    """
    heights = table_height(table, widths, size)
    frame = slide.shapes.add_table(
        len(heights), len(widths), Pt(box.left), Pt(box.top), Pt(box.width), Pt(sum(heights))
    )
    describe(frame, table.caption)
    made: Any = frame.table
    made.first_row, made.horz_banding = True, False
    for column, wide in zip(made.columns, widths, strict=True):
        column.width = Pt(wide)
    rows = [tuple(Cell(head) for head in table.head), *table.rows]
    for number, (row, high) in enumerate(zip(rows, heights, strict=True)):
        made.rows[number].height = Pt(high)
        for place, cell in enumerate(row):
            held = made.cell(number, place)
            held.fill.background()
            soft = number == 0 or "judged" in cell.kind
            pieces = [[Piece(cell.words, size, bold=number == 0 or place == 0, colour=SOFT if soft else INK)]]
            if cell.small:
                pieces.append([Piece(cell.small, size - 1.0, colour=SOFT)])
            _fill(held.text_frame, pieces, language)
            held.margin_left = held.margin_right = Pt(_PAD_X)
            held.margin_top = held.margin_bottom = Pt(_PAD_Y)


def add_picture(slide: Slide, png: bytes, box: Box, words: str) -> None:
    """Set a picture into a box, as large as it fits.

    Args:
        slide: the slide.
        png: the bytes of the picture.
        box: where it may stand.
        words: what it shows.
    """
    shape = slide.shapes.add_picture(io.BytesIO(png), Pt(box.left), Pt(box.top), height=Pt(box.height))
    if shape.width > Pt(box.width):
        shape.height = Emu(round(shape.height * Pt(box.width) / shape.width))
        shape.width = Pt(box.width)
    describe(shape, words)


def describe(shape: BaseShape, words: str) -> None:
    """Say in words what a shape shows, for those who hear the slides.

    Args:
        shape: picture, chart or table.
        words: what it shows.
    """
    for held in shape.element.iter(qn("p:cNvPr")):
        held.set("descr", one_line(words))
        break


def add_lines_chart(
    slide: Slide, categories: Sequence[str], lines: Sequence[Line], box: Box, *, unit: str, words: str
) -> None:
    """Draw lines as a chart whose numbers can be edited.

    Args:
        slide: the slide.
        categories: labels of the points.
        lines: the lines.
        box: where it stands.
        unit: unit of the upward axis in words.
        words: what it shows.
    """
    data: Any = cast("Any", CategoryChartData)(number_format="0")
    data.categories = [one_line(name) for name in categories]
    for line in lines:
        data.add_series(one_line(line.name), line.values)
    frame: Any = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE, Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height), data
    )
    describe(frame, words)
    chart = frame.chart
    chart.has_title, chart.has_legend = False, True
    chart.font.size, chart.font.color.rgb = Pt(10), SOFT
    legend = chart.legend
    if legend is not None:
        legend.position, legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    upward = chart.value_axis
    upward.minimum_scale, upward.has_major_gridlines, upward.has_title = 0.0, True, True
    upward.major_gridlines.format.line.color.rgb = _RULE
    upward.axis_title.text_frame.text = one_line(unit)
    upward.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(10)
    for made, line in zip(chart.plots[0].series, lines, strict=True):
        made.smooth = False
        made.marker.style = XL_MARKER_STYLE.NONE
        made.format.line.color.rgb, made.format.line.width = line.colour, Pt(line.width)
        if line.dashed:
            made.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    every = -(-len(categories) // 8)
    for axis in chart.element.iter(qn("c:catAx")):
        before = axis.find(qn("c:noMultiLvlLbl"))
        for tag in ("tickLblSkip", "tickMarkSkip"):
            skip = parse_xml(f'<c:{tag} {nsdecls("c")} val="{every}"/>')
            if before is None:
                axis.append(skip)
            else:
                before.addprevious(skip)


def notes(slide: Slide, lines: Sequence[str]) -> None:
    """Write the notes of the speaker.

    Args:
        slide: the slide.
        lines: one paragraph each.
    """
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = "\n".join(printable(one_line(line)) for line in lines)
