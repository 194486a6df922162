import io
import re
import zipfile
from dataclasses import replace

import docx
import numpy as np
import openpyxl
import pptx
import pytest
from docx.oxml.ns import qn
from pptx.enum.text import MSO_AUTO_SIZE

from brief.planted import EVIL
from brief.shapes import ENGLISH, changed, clocks, docx_text, evil, flat, island, pptx_text
from harmattan.brief.audience import Audience
from harmattan.brief.judge.supply import import_rows
from harmattan.brief.shapes.digest import digest_of
from harmattan.brief.shapes.slide_parts import Piece, height_of, lines_of
from harmattan.brief.shapes.slides import brief_pptx
from harmattan.brief.shapes.spreadsheet import tables_xlsx
from harmattan.brief.shapes.still import still
from harmattan.brief.shapes.word_document import brief_docx
from harmattan.brief.wording import Wording

MAKERS = [brief_docx, brief_pptx]
READERS = {brief_docx: docx_text, brief_pptx: pptx_text}


def slides(raw):
    return list(pptx.Presentation(io.BytesIO(raw)).slides)


@pytest.fixture(scope="module")
def english():
    return brief_docx(island(), language="en")


@pytest.fixture(scope="module")
def show():
    return brief_pptx(island(), language="en")


@pytest.mark.parametrize("make", MAKERS)
def test_documents_have_no_clock_and_the_same_bytes_twice(make):
    raw = make(island(), language="fr")
    assert raw == make(island(), language="fr")
    assert clocks(raw) == {(1980, 1, 1, 0, 0, 0)}
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"<dcterms:\w+[^>]*>([^<]*)<", core)) == {"2031-03-31T00:00:00Z"}
    assert "python-" not in core


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("level", ["partner", "public"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_documents_carry_stamp_date_title_and_every_judgement(make, level, language):
    words, audience = Wording(language), Audience(level)
    raw = make(island(), language=language, level=level)
    text, digest = READERS[make](raw), digest_of(island(), audience, words)
    for said in (digest.title, words.say(f"audience.{level}_note"), words.day(island().as_of), digest.interval):
        assert flat(said) in text
    for one in digest.judgements[:5]:
        assert flat(one.first) in text
    if language == "fr":
        assert not set(re.findall(r"[a-z]+", text.lower())) & (set(ENGLISH) - {"people"}) - _as_written()
    if level == "public":
        assert words.title("Escorts", "Escortes") not in text


def _as_written():
    """Words of reports, which are quoted as they stand."""
    said = " ".join(f"{r.metric} {r.value} {r.unit} {r.place_text} {r.note}" for r in island().reports)
    return set(re.findall(r"[a-z]+", said.lower()))


@pytest.mark.parametrize("make", MAKERS)
def test_markup_and_control_signs_are_text(make):
    text = READERS[make](make(evil(), language="en"))
    assert f"`code` | [a](javascript:b) {EVIL} & more" in text


@pytest.mark.parametrize("make", MAKERS)
def test_what_changed_is_told(make):
    text, digest = (
        READERS[make](make(changed(), language="en")),
        digest_of(changed(), Audience("partner"), Wording("en")),
    )
    assert digest.changes_title in text
    assert flat(digest.changes[0]) in text
    assert digest.changes_title not in READERS[make](make(island(), language="en"))


def test_word_headings_tables_pictures_and_language(english):
    document = docx.Document(io.BytesIO(english))
    styles = {line.style.name for line in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet"} <= styles
    assert [line.text for line in document.paragraphs if line.style.name == "Heading 1"][:3] == [
        "Read this first",
        "Key judgements",
        "The picture on 31 March 2031",
    ]
    assert len(document.tables) == 6
    for table in document.element.body.iter(qn("w:tbl")):
        rows = list(table.iter(qn("w:tr")))
        assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
    assert [drawn.get("descr", "")[:13] for drawn in document.element.body.iter(qn("wp:docPr"))] == ["Schematic map"]
    assert "PARTNER" in document.sections[0].header.paragraphs[0].text
    assert {section.header.is_linked_to_previous for section in document.sections[1:]} == {True}
    assert [one.get(qn("w:instr")) for one in document.sections[0].footer._element.iter(qn("w:fldSimple"))] == [
        "PAGE",
        "NUMPAGES",
    ]
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    french = docx.Document(io.BytesIO(brief_docx(island(), language="fr")))
    assert {one.get(qn("w:val")) for one in french.styles.element.iter(qn("w:lang"))} == {"fr-FR"}


def test_word_lists_every_source_that_is_cited(english):
    text = docx_text(english)
    for source in digest_of(island(), Audience("partner"), Wording("en")).sources:
        assert flat(f"{source.id} {source.when}") in text


def test_five_wide_slides_each_with_title_stamp_date_and_interval(show):
    presentation = pptx.Presentation(io.BytesIO(show))
    assert presentation.slide_width / presentation.slide_height == pytest.approx(16 / 9)
    found = slides(show)
    assert len(found) == 5
    for number, slide in enumerate(found, start=1):
        assert slide.shapes.title.text_frame.text
        foot = next(shape for shape in slide.shapes if shape.name == "foot").text_frame.text
        assert flat(foot) == flat(
            "PARTNER For partners. Not for posting. Cut-off 31 March 2031. "
            f"Numbers are medians with their 90 % interval. {number} / 5"
        )


def test_every_text_is_estimated_to_fit_its_box_and_none_shrinks_itself():
    for inputs, language in ((island(), "en"), (island(), "fr"), (changed(), "fr"), (evil(), "en")):
        for slide in slides(brief_pptx(inputs, language=language)):
            for shape in slide.shapes:
                if not shape.has_text_frame:
                    continue
                frame = shape.text_frame
                assert frame.auto_size == MSO_AUTO_SIZE.NONE
                made = [[Piece(r.text, r.font.size.pt) for r in line.runs] for line in frame.paragraphs if line.runs]
                assert height_of(made, shape.width.pt) <= shape.height.pt + 0.01, shape.name
                assert shape.left.pt + shape.width.pt <= 960.01
                assert shape.top.pt + shape.height.pt <= 540.01


def test_tables_of_slides_stay_above_the_foot():
    wide = replace(island(), comparison=island().comparison)
    for slide in slides(brief_pptx(wide, language="fr")):
        for shape in slide.shapes:
            if getattr(shape, "has_table", False) and shape.has_table:
                assert sum(row.height.pt for row in shape.table.rows) + shape.top.pt <= 500.0
                assert shape.element.xpath(".//p:cNvPr/@descr")[0]


def test_lines_break_between_words_and_long_words_are_broken():
    assert lines_of("a " * 10, 1000.0, 10.0) == 1
    assert lines_of("x" * 100, 10 * 5.4 + 8.0, 10.0) == 10
    assert lines_of("aaaa bbbb", 5 * 5.4 + 8.0, 10.0) == 2


def test_the_fan_is_a_chart_whose_numbers_are_those_of_the_draws(show):
    chart = next(
        shape.chart for shape in slides(show)[2].shapes if getattr(shape, "has_chart", False) and shape.has_chart
    )
    lines = {line.name: list(line.values) for line in chart.plots[0].series}
    assert len(lines) == 7
    draws = island().reference.values["tankers_arrived"][:, :, import_rows(island())].sum(axis=2, dtype=float)
    weeks = draws[:, :28].reshape(len(draws), 4, 7).sum(axis=2)
    median = next(values for name, values in lines.items() if name == "Median, ahead")
    assert median[-4:] == pytest.approx(np.quantile(weeks, 0.5, axis=0))
    high = next(values for name, values in lines.items() if name.startswith("95") and name.endswith("ahead"))
    assert high[-4:] == pytest.approx(np.quantile(weeks, 0.95, axis=0))
    past = next(values for name, values in lines.items() if name == "Median, before the cut-off")
    assert past[-5] == median[-5]
    assert past[-4:] == [None] * 4
    with zipfile.ZipFile(io.BytesIO(show)) as archive:
        inside = [name for name in archive.namelist() if name.endswith(".xlsx")]
        book = openpyxl.load_workbook(io.BytesIO(archive.read(inside[0])))
    assert book.active.cell(1, 2).value == "Median, before the cut-off"


def test_pictures_charts_and_tables_say_what_they_show(show):
    described = [shape.element.xpath(".//p:cNvPr/@descr") for slide in slides(show) for shape in slide.shapes]
    assert sum(bool(words and words[0]) for words in described) == 4


def test_the_notes_hold_the_sources(show):
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides(show)]
    digest = digest_of(island(), Audience("partner"), Wording("en"))
    first = digest.judgements[0]
    assert all(f"{name}: " in notes[0] for name in first.all_sources)
    assert "https://example.org/F005" in notes[0]
    assert digest.limits[-1] in notes[4]


def test_public_slides_have_no_judgement_on_a_course_that_is_withheld():
    text = pptx_text(brief_pptx(island(), language="en", level="public"))
    assert "Escorts" not in text
    assert "I004" not in text


def test_still_changes_only_clocks():
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("a.txt", "words")
        archive.writestr("docProps/core.xml", "<dcterms:created x='1'>2001-01-01T00:00:00Z</dcterms:created>")
    out = still(
        raw.getvalue(), island().as_of, change=lambda name, content: content.upper() if name == "a.txt" else content
    )
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert archive.read("a.txt") == b"WORDS"
        assert b">2031-03-31T00:00:00Z<" in archive.read("docProps/core.xml")
    assert clocks(out) == {(1980, 1, 1, 0, 0, 0)}


def coded():
    """The island with P-codes of two places."""
    atlas = island().case.atlas
    codes = {"haute": "XA01001", "tentes": "XB02007"}
    places = tuple(replace(place, pcode=codes.get(place.id, "")) for place in atlas.places)
    return replace(island(), case=replace(island().case, atlas=replace(atlas, places=places)))


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(tables_xlsx(coded(), language="en")))


def rows_of(book, name):
    """Rows of a sheet as mappings from HXL tag to value."""
    page = book[name]
    tags = [cell.value for cell in page[2]]
    assert len(tags) == len(set(tags)), name
    return [dict(zip(tags, [cell.value for cell in row], strict=True)) for row in page.iter_rows(min_row=3)]


def test_p_codes_stand_beside_places_and_areas(book):
    weekly = rows_of(book, "outlook weekly")
    town = next(row for row in weekly if row["#indicator+name"] == "days_of_fuel" and row["#loc+name"] == "High Town")
    assert (town["#loc+code"], town["#adm1+code"]) == ("XA01001", "XA01")
    area = next(row for row in weekly if row["#indicator+name"] == "violent_deaths" and row["#loc+name"] == "East")
    assert (area["#loc+code"], area["#adm1+code"]) == (None, "XA02")
    road = next(row for row in rows_of(book, "corridors") if row["#loc+corridor+name"] == "East Road")
    assert (road["#loc+from+name"], road["#loc+from+code"], road["#loc+to+code"]) == ("High Town", "XA01001", None)
    source = next(row for row in rows_of(book, "sources") if row["#meta+id"] == "F005")
    assert source["#loc+code"] == "XA01001"


def test_sheets_to_plan_with(book):
    come = rows_of(book, "who comes where")
    camp = next(row for row in come if row["#loc+name"] == "Tentes")
    total = island().reference.of("arrived", "tentes").sum(axis=1, dtype=float)
    assert camp["#affected+displaced+arriving+p80"] == pytest.approx(np.quantile(total, 0.8), rel=1e-3)
    assert (camp["#loc+code"], camp["#adm1+code"]) == ("XB02007", "XB02")
    assert {row["#loc+name"] for row in come} >= {"XA", "XB"}
    full = next(row for row in rows_of(book, "camps") if row["#loc+name"] == "Tentes")
    over = np.maximum(island().reference.of("displaced", "tentes")[:, -1].astype(float) - 40_000, 0)
    assert full["#affected+displaced+above_capacity+ahead+p95"] == pytest.approx(np.quantile(over, 0.95), rel=1e-3)
    access = [row for row in rows_of(book, "access by week") if row["#loc+section+name"] == "South Road"]
    chances = [row[f"#access+{name}+prob"] for row in access for name in ("open", "harassed", "escorted", "closed")]
    assert len(access) > 4
    assert sum(chances) == pytest.approx(len(access), abs=0.01)


def test_no_heading_has_a_gap_left_open():
    for language in ("en", "fr"):
        book = openpyxl.load_workbook(io.BytesIO(tables_xlsx(coded(), language=language)))
        assert not [cell.value for page in book for cell in page[1] if "{" in str(cell.value)]


def test_public_sheets_say_nothing_ahead_of_single_corridors():
    book = openpyxl.load_workbook(io.BytesIO(tables_xlsx(coded(), language="en", level="public")))
    weeks = [row["#date+start"] for row in rows_of(book, "access by week") if row["#date+start"]]
    assert weeks
    assert max(weeks).date() <= island().as_of
    assert "La Passe" not in {row["#loc+name"] for row in rows_of(book, "who comes where")}
