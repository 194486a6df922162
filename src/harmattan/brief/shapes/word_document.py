"""The bulletin as a Word document that an office can edit and send on under its own name."""

from __future__ import annotations

import io

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from harmattan.brief.audience import audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judgement import Judgement
from harmattan.brief.shapes.digest import Digest, digest_of, language_tag, map_picture, set_properties
from harmattan.brief.shapes.still import one_line, still
from harmattan.brief.shapes.typeset import picture
from harmattan.brief.tables.cells import Cell, Table
from harmattan.brief.wording import Wording

__all__ = ["brief_docx"]

_BLUE, _SOFT, _INK = RGBColor(0x1D, 0x5B, 0x79), RGBColor(0x6B, 0x63, 0x57), RGBColor(0x23, 0x20, 0x1B)
_TALL, _WIDE, _EDGE = Mm(297), Mm(210), Mm(18)
_FONT, _GAP = "Calibri", "\u2003"
_SIZES = {"Title": 22.0, "Heading 1": 15.0, "Heading 2": 12.0}


def brief_docx(inputs: BriefInput, *, language: str, level: str = "partner") -> bytes:
    """Write the bulletin as a Word document: judgements, changes, map, tables, limits, sources.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: audience level.

    Returns:
        The bytes of the file; the same content gives the same bytes.

    Raises:
        InputFaults: an unknown language or level, or internal claims at another one than `internal`.
    """
    words, audience = Wording(language), audience_of(inputs, level)
    digest = digest_of(inputs, audience, words)
    document = docx.Document()
    set_properties(document.core_properties, digest, inputs, level)
    _styles(document, words)
    _edges(document, digest)
    _first_part(document, digest)
    document.add_heading(words.say("page.map", day=words.day(inputs.as_of)), 1)
    drawn = picture(map_picture(inputs, audience, words), width=470.0)
    document.add_picture(io.BytesIO(drawn), width=_WIDE - 2 * _EDGE)
    _describe(document, words.say("formats.map_alt"))
    _note(document, words.say("map.note"))
    _tables(document, digest, inputs, public=audience.public)
    _last_part(document, digest)
    raw = io.BytesIO()
    document.save(raw)
    return still(raw.getvalue(), inputs.as_of)


def _styles(document: Document, words: Wording) -> None:
    """Set type and language of the built-in styles, so that an editor can change each in one place."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    for name, size in _SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _INK
        for fonts in style.element.iter(qn("w:rFonts")):
            for key in list(fonts.attrib):
                if "Theme" in str(key):
                    del fonts.attrib[key]
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), language_tag(words))


def _edges(document: Document, digest: Digest) -> None:
    """Set A4 with the stamp at the head of every page, and the cut-off and page numbers at its foot."""
    section = document.sections[0]
    section.page_width, section.page_height = _WIDE, _TALL
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _EDGE
    head = section.header.paragraphs[0]
    run = head.add_run(_GAP.join(map(one_line, (digest.stamp.upper(), digest.stamp_note))))
    run.bold = True
    foot = section.footer.paragraphs[0]
    said = (digest.cut_off, f"{digest.interval}.", digest.words.say("formats.page_of"))
    foot.add_run(f"{_GAP.join(map(one_line, said))} ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    for line in (head, foot):
        for part in line.runs:
            part.font.size, part.font.color.rgb = Pt(8.5), _SOFT


def _field(line: Paragraph, name: str) -> None:
    """Put a number into a line that Word works out itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line.paragraph_format.element.append(field)


def _first_part(document: Document, digest: Digest) -> None:
    say = digest.words.say
    document.add_heading(one_line(digest.title), 0)
    colon = say("number.colon")
    _note(document, say("number.semicolon").join(f"{name}{colon} {value}" for name, value in digest.facts))
    if digest.warnings:
        document.add_heading(say("page.warnings"), 1)
        _list(document, digest.warnings)
    document.add_heading(say("page.judgements"), 1)
    for one in digest.judgements:
        _judgement(document, one, colon)
    if digest.own:
        document.add_heading(say("own.title"), 1)
        _list(document, digest.own)
    if digest.changes:
        document.add_heading(digest.changes_title, 1)
        _list(document, digest.changes)
    _note(document, f"{say('formats.yardstick')}{colon} {digest.yardstick}. {digest.interval}.")


def _judgement(document: Document, one: Judgement, colon: str) -> None:
    line = document.add_paragraph()
    line.paragraph_format.keep_with_next = True
    line.paragraph_format.space_after = Pt(0)
    if one.figure:
        number = line.add_run(one_line(f"{one.figure} {one.unit}"))
        number.bold, number.font.size, number.font.color.rgb = True, Pt(14), _BLUE
        line.add_run(f"{_GAP}{one_line(one.between)}")
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
    line.add_run(one_line(one.lead)).bold = True
    line.add_run(f" {one_line(one.rest)}" if one.rest else "")
    ids = f"{colon} {', '.join(one.sources)}" if one.sources else ""
    more = f" ({one.more})" if one.more else ""
    _note(document, f"{one.caveat} {one.weight}{ids}{more}.")


def _note(document: Document, text: str) -> None:
    run = document.add_paragraph().add_run(one_line(text))
    run.font.size, run.font.color.rgb = Pt(8.5), _SOFT


def _list(document: Document, lines: tuple[str, ...]) -> None:
    for line in lines:
        document.add_paragraph(one_line(line), style="List Bullet")


def _describe(document: Document, words: str) -> None:
    """Say in words what the pictures show, for those who hear the document."""
    for drawn in document.element.body.iter(qn("wp:docPr")):
        drawn.set("descr", words)


def _tables(document: Document, digest: Digest, inputs: BriefInput, *, public: bool) -> None:
    """Set the wide tables on pages that lie on their side."""
    say = digest.words.say
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, _TALL, _WIDE
    day = digest.words.day(inputs.as_of)
    document.add_heading(f"{digest.places.caption}, {day}", 1)
    _table(document, digest.places)
    _note(document, say(f"page.places_note{inputs.flight}", day=digest.words.day(inputs.case.settings.first_day)))
    if digest.cities.rows:
        document.add_heading(f"{digest.cities.caption}, {day}", 1)
        _table(document, digest.cities)
        _note(document, say("page.cities_note_public" if public else "page.cities_note"))
    if digest.corridors.rows:
        document.add_heading(f"{digest.corridors.caption}, {day}", 1)
        _table(document, digest.corridors)
        _note(document, say("page.corridors_note"))
        if not public:
            _note(document, say("page.corridors_more"))
    if digest.ways:
        document.add_heading(say("page.ways"), 2)
        for way in digest.ways:
            document.add_paragraph(one_line(way), style="List Bullet")
    if digest.turns.rows:
        document.add_heading(digest.turns.caption, 1)
        _table(document, digest.turns)
        _note(document, say("page.turns_note"))
    document.add_heading(say("page.comparison"), 1)
    if not digest.overview.rows:
        document.add_paragraph(digest.withheld)
        return
    _note(document, say("page.overview_note", scenario=digest.overview.caption, day=digest.words.day(inputs.last_day)))
    _table(document, digest.overview)
    if digest.break_evens.rows:
        document.add_heading(digest.break_evens.caption, 2)
        _note(document, say("page.break_evens_note"))
        _table(document, digest.break_evens)


def _table(document: Document, table: Table) -> None:
    """Set a table whose first row stands again on every page."""
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.head))
    made.style = "Table Grid"
    made.autofit = False
    first, other = _widths(document, len(table.head))
    for row in made.rows:
        for place, cell in enumerate(row.cells):
            cell.width = other if place else first
    for cell, words in zip(made.rows[0].cells, table.head, strict=True):
        run = cell.paragraphs[0].add_run(one_line(words))
        run.bold, run.font.size = True, Pt(8)
    for row, cells in zip(list(made.rows)[1:], table.rows, strict=True):
        for place, cell in zip(row.cells, cells, strict=True):
            _fill(place.paragraphs[0], cell)
    rows = list(list(document.element.body.iter(qn("w:tbl")))[-1].iter(qn("w:tr")))
    for number, row in enumerate(rows):
        kept = row.get_or_add_trPr()
        kept.append(OxmlElement("w:cantSplit"))
        if number == 0:
            kept.append(OxmlElement("w:tblHeader"))


def _widths(document: Document, columns: int) -> tuple[Length, Length]:
    """Share the width of the page among columns: names in the first one need more room than numbers."""
    section = document.sections[-1]
    room = (section.page_width or _WIDE) - (section.left_margin or _EDGE) - (section.right_margin or _EDGE)
    other = int(room / (columns + 0.8))
    return Emu(room - other * (columns - 1)), Emu(other)


def _fill(line: Paragraph, cell: Cell) -> None:
    if "number" in cell.kind:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = line.add_run(one_line(cell.words))
    run.font.size, run.italic = Pt(8), "judged" in cell.kind or None
    if cell.small:
        small = line.add_run(f" ({one_line(cell.small)})")
        small.font.size, small.font.color.rgb = Pt(7), _SOFT


def _last_part(document: Document, digest: Digest) -> None:
    say = digest.words.say
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, _WIDE, _TALL
    document.add_heading(say("page.limits"), 1)
    _list(document, digest.limits)
    document.add_heading(say("page.sources"), 1)
    _note(document, say("page.sources_note"))
    for source in digest.sources:
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(f"{one_line(source.id)} ").bold = True
        where = f", {source.where}" if source.where else ""
        note = f" {source.note}." if source.note else ""
        said = say("course_sum.quoted", title=source.said)
        behind = say("number.semicolon").join((source.facts, source.link or source.host))
        line.add_run(one_line(f"{source.when}{where}. {said}{note} {behind}"))
        for run in line.runs:
            run.font.size = Pt(8)
