"""One number reads the same in every shape and language: what the page says of a statement is what all others say."""

from __future__ import annotations

import html
import io
import json
import re
from functools import cache
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from brief.shapes import changed, docx_text, flat, island, pdf_pages, pptx_text, squeezed
from harmattan.brief.numerals import LEAST
from harmattan.brief.page import page
from harmattan.brief.shapes.alert import alert_txt
from harmattan.brief.shapes.cap import alert_cap
from harmattan.brief.shapes.light import light_page
from harmattan.brief.shapes.markdown import brief_md
from harmattan.brief.shapes.pdf import brief_pdf
from harmattan.brief.shapes.slides import brief_pptx
from harmattan.brief.shapes.spreadsheet import tables_xlsx
from harmattan.brief.shapes.statements_json import statements_json
from harmattan.brief.shapes.word_document import brief_docx
from harmattan.brief.wording import Wording

LEVELS, LANGUAGES = ("partner", "public"), ("en", "fr")
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ITEM = re.compile(r'<li id="j-(\w+)">(.*?)</li>', re.DOTALL)
NUMBER = r"[+\u2212]?\d[\d.,\u202f]*(?:\u00a0(?:million|billion|milliard)s?)?"
ESTIMATE = re.compile(rf"({NUMBER})[^\d(]{{0,40}}\(({NUMBER} (?:to|à) {NUMBER})\)")
CHANCE = re.compile(r"(?:under |over |moins de |plus de )?\d+\u202f%")


def parts_of(shape: str, name: str) -> str:
    """Text of the first element of a class, without tags."""
    found = re.search(rf'<(\w+) class="{name}[^"]*">(.*?)</\1>', shape, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found[2])) if found else ""


def judgements_of(made: str) -> dict[str, dict[str, str]]:
    """Read the judgements back from a page: number in large, its unit, its interval, the sentences, what weighs."""
    out = {}
    for name, item in ITEM.findall(made):
        large = re.search(r"<b(?: class=\"long\")?>(.*?)</b>", item)
        said = re.search(r'<div class="words"><p>(.*?)</p>', item, re.DOTALL)
        out[name] = {
            "figure": html.unescape(large[1]) if large else "",
            "unit": parts_of(item, "unit"),
            "between": parts_of(item, "between"),
            "text": html.unescape(re.sub(r"<[^>]+>", "", said[1] if said else "")).strip(),
            "count": parts_of(item, "count"),
        }
    return out


@cache
def told(level: str, language: str) -> dict[str, dict[str, str]]:
    return judgements_of(page(island(), language=language, level=level))


def missing(shape: str, level: str, language: str, *, keys: tuple[str, ...], ids: tuple[str, ...] = ()) -> list[str]:
    """List what the page says of a judgement and a shape does not say in the very same words."""
    text = squeezed(html.unescape(shape))
    wanted = {name: one for name, one in told(level, language).items() if not ids or name in ids}
    return [
        f"{name}.{key}: {one[key]}" for name, one in wanted.items() for key in keys if squeezed(one[key]) not in text
    ]


def strange(text: str, level: str, language: str) -> list[str]:
    """List the estimates and chances of a text that the page does not hold."""
    known = " ".join(one["text"] for one in told(level, language).values())
    # Every shape says once that its intervals are those of 90 %.
    estimates, chances = set(ESTIMATE.findall(known)), {*CHANCE.findall(known), "90\u202f%"}
    out = [f"{number} ({between})" for number, between in ESTIMATE.findall(text) if (number, between) not in estimates]
    return out + [one for one in CHANCE.findall(text) if one not in chances]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_the_page_can_be_read_back(level, language):
    found = told(level, language)
    assert len(found) >= 6
    assert all(one["text"] and one["count"] for one in found.values())
    assert all(one["figure"] for name, one in found.items() if name not in ("fuel_now", "government"))
    assert ESTIMATE.findall("30\u00a0people (10 to 1\u202f900)") == [("30", "10 to 1\u202f900")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_light_page_document_and_markdown_say_every_judgement_as_the_page_does(level, language):
    light = judgements_of(light_page(island(), language=language, level=level))
    assert light == told(level, language)
    every = ("figure", "unit", "between", "text", "count")
    document = docx_text(brief_docx(island(), language=language, level=level))
    assert missing(document, level, language, keys=every) == []
    plain = re.sub(r"\\(.)", r"\1", brief_md(island(), language=language, level=level))
    assert missing(plain, level, language, keys=every) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_printed_pages_and_slides_say_what_they_show_as_the_page_does(level, language):
    printed = " ".join(pdf_pages(brief_pdf(island(), language=language, level=level)))
    five = tuple(told(level, language))[:5]
    assert missing(printed, level, language, keys=("figure", "between", "text"), ids=five) == []
    slides = pptx_text(brief_pptx(island(), language=language, level=level))
    assert missing(slides, level, language, keys=("figure", "unit", "between"), ids=five) == []
    # The notes of the speaker hold the whole sentences.
    assert missing(slides, level, language, keys=("text",)) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_an_alert_holds_no_number_that_the_page_does_not(level, language):
    plain = alert_txt(island(), language=language, level=level)
    assert strange(plain, level, language) == []
    assert len(ESTIMATE.findall(plain)) >= 3 - (level == "public")
    words = Wording(language)
    for info in ET.fromstring(alert_cap(island(), level=level)).iter(f"{CAP}info"):  # noqa: S314 - our own text
        if (info.findtext(f"{CAP}language") or "").startswith(language):
            for name in ("headline", "description"):
                assert strange(info.findtext(f"{CAP}{name}") or "", level, language) == [], name
            pairs = {
                one.findtext(f"{CAP}valueName"): one.findtext(f"{CAP}value") for one in info.iter(f"{CAP}parameter")
            }
            assert rounded(pairs, "deaths", words) == large("deaths", level, language)


def rounded(pairs: dict[str | None, str | None], name: str, words: Wording) -> tuple[str, str]:
    """Round the raw numbers of a statement as the page does."""
    low, median, high = (float(pairs[f"{name}.{key}"] or "nan") for key in ("low", "median", "high"))
    return words.pair(median, low, high, least=LEAST.get(pairs[f"{name}.unit"] or "", 0.01))


def large(name: str, level: str, language: str) -> tuple[str, str]:
    """The number in large of a judgement of the page, and its interval without the words around it."""
    one = told(level, language)[name]
    return one["figure"], re.sub(r"^90\u202f%(?:\u00a0)?: ", "", one["between"])


@pytest.mark.parametrize("level", LEVELS)
def test_the_data_hold_the_sentences_and_the_numbers_of_the_page(level):
    whole = json.loads(statements_json(island(), level=level))
    for language in LANGUAGES:
        words, found = Wording(language), told(level, language)
        said = " ".join(one["text"] for one in found.values())
        for one in whole["statements"]:
            assert one["text"][language] in said, one["id"]
            if one["id"] in found and one["id"] not in ("government", "course_change") and one["median"] is not None:
                pairs = {f"{one['id']}.{key}": str(one[key]) for key in ("low", "median", "high", "unit")}
                assert rounded(pairs, one["id"], words) == large(one["id"], level, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_spreadsheet_rounds_to_the_numbers_of_the_page(language):
    book = openpyxl.load_workbook(io.BytesIO(tables_xlsx(island(), language=language)))
    words, sheet = Wording(language), book.worksheets[0]
    tags = [cell.value for cell in sheet[2]]
    columns = [tags.index(f"#indicator+fuel_days+q{q}") for q in ("05", "50", "95")]
    first = words.title("High Town", "Haute-Ville")
    [row] = [row for row in sheet.iter_rows(min_row=3, values_only=True) if first in row]
    low, median, high = (float(row[column]) for column in columns)
    assert words.pair(median, low, high, least=LEAST["day"]) == large("fuel_now", "partner", language)


def test_a_number_that_differs_is_found():
    text = told("partner", "en")["deaths"]["text"]
    assert missing(text, "partner", "en", keys=("text",), ids=("deaths",)) == []
    assert missing(re.sub(r"\d", "7", text), "partner", "en", keys=("text",), ids=("deaths",)) != []
    assert strange("Killed: 4,711 (1 to 9,999).", "partner", "en") == ["4,711 (1 to 9,999)"]
    assert strange("A fall: likely (71\u202f%).", "partner", "en") == ["71\u202f%"]
    assert flat(alert_txt(changed(), language="en")) != flat(alert_txt(island(), language="en"))
