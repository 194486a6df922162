import io
import json
from dataclasses import replace
from importlib.resources import files

import pytest
import typst
from pypdf import PdfReader

from brief.planted import EVIL
from brief.shapes import ENGLISH, changed, evil, island, pdf_pages, squeezed
from harmattan.brief.audience import Audience
from harmattan.brief.shapes.digest import digest_of
from harmattan.brief.shapes.pdf import _told, brief_pdf
from harmattan.brief.shapes.typeset import pages, picture
from harmattan.brief.wording import Wording

PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 50"><text x="3" y="20">word</text></svg>'


def told(inputs, **more):
    words, audience = Wording("en"), Audience("partner")
    return {**_told(inputs, digest_of(inputs, audience, words), []), **more}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("level", ["partner", "public"])
def test_two_pages_of_a4_with_stamp_date_and_interval_on_each(language, level):
    raw = brief_pdf(island(), language=language, level=level)
    reader, words = PdfReader(io.BytesIO(raw)), Wording(language)
    assert len(reader.pages) == 2
    assert [(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in reader.pages] == [(595, 842)] * 2
    for number, text in enumerate(pdf_pages(raw), start=1):
        for said in (words.say(f"audience.{level}_note"), words.day(island().as_of), words.say("formats.interval")):
            assert squeezed(said) in squeezed(text)
        assert f"{number}/2" in squeezed(text)


def test_it_is_tagged_titled_and_says_its_language():
    for language, tag in (("en", "en-GB"), ("fr", "fr-FR")):
        reader = PdfReader(io.BytesIO(brief_pdf(island(), language=language)))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == tag
        assert reader.metadata.title.startswith(Wording(language).title("Fuel blockade", "Blocus"))
        assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
        assert "/CreationDate" not in reader.metadata


def test_same_inputs_same_bytes():
    assert brief_pdf(island(), language="fr") == brief_pdf(island(), language="fr")


def test_page_one_has_the_judgements_in_full_and_page_two_the_rest():
    digest = digest_of(island(), Audience("partner"), Wording("en"))
    first, second = map(squeezed, pdf_pages(brief_pdf(island(), language="en")))
    for one in digest.judgements[:5]:
        assert squeezed(one.text) in first
        assert squeezed(one.between) in first
        assert squeezed(one.weight) in first
    for heading in (
        digest.turns.caption,
        Wording("en").say("page.comparison"),
        "Fuel in High Town",
        "Tankers into the country",
    ):
        assert squeezed(heading) in second
    assert "Everynumberopenstoitssourcesinbrief.html" in second


def test_what_changed_stands_on_page_one():
    text = squeezed(pdf_pages(brief_pdf(changed(), language="en"))[0])
    digest = digest_of(changed(), Audience("partner"), Wording("en"))
    assert squeezed(digest.changes_title) in text
    assert any("Killed by armed groups" in line for line in digest.changes)
    assert all(squeezed(line) in text for line in digest.changes[:2])
    assert digest_of(island(), Audience("partner"), Wording("en")).changes == ()


def test_the_public_pages_show_no_stock_of_a_city():
    text = " ".join(pdf_pages(brief_pdf(island(), language="en", level="public")))
    assert "Fuel in High Town" not in text
    assert "Deaths in attacks by armed groups" in text
    assert "Fuel in High Town" in " ".join(pdf_pages(brief_pdf(island(), language="en")))


def test_french_pages_hold_no_english():
    words = " ".join(pdf_pages(brief_pdf(island(), language="fr"))).lower().split()
    assert not set(words) & set(ENGLISH)


def test_markup_in_a_title_is_text():
    text = squeezed(pdf_pages(brief_pdf(evil(), language="en"))[0])
    assert squeezed(f"Salt #panic() *bold* _low_ $x$ `code` | [a](javascript:b) {EVIL}") in text


def test_more_than_two_pages_hold_is_left_out_item_by_item():
    long = "Rest " * 40
    judgement = told(island())["judgements"][0]
    many = told(
        island(),
        warnings=[f"open-w{k}. {long} close-w{k}." for k in range(12)],
        changes=[f"open-c{k}. {long} close-c{k}." for k in range(20)],
        changes_title="What changed",
        judgements=[{**judgement, "text": f"open-j{k}. {long * 3} close-j{k}."} for k in range(5)],
        limits=[f"open-l{k}. {long} close-l{k}." for k in range(12)],
    )
    rows = many["turns"]["rows"]
    many["turns"] = {**many["turns"], "rows": rows * 30}
    raw = pages("brief.typ", many, {"map": PLAIN})
    first, second = pdf_pages(raw)
    assert len(PdfReader(io.BytesIO(raw)).pages) == 2
    for name in ("w", "c", "j", "l"):
        text = squeezed(second if name == "l" else first)
        for k in range(20):
            assert (f"open-{name}{k}." in text) == (f"close-{name}{k}." in text), "an item is never cut"
    assert "open-c0." in squeezed(first) or "More changes" in first
    assert "More judgements in brief.html" in first
    assert "More rows in brief.html" in second


def test_letters_that_no_font_has_do_not_stop_the_pages():
    raw = pages("brief.typ", told(island(), title="Salt \u2d30\u2d63\u07ca Islands"), {"map": PLAIN})
    root = PdfReader(io.BytesIO(raw)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" not in root["/Metadata"].get_object().get_data()


def test_a_fault_in_a_template_is_not_passed_over():
    with pytest.raises(typst.TypstError, match=r"does not contain key"):
        pages("brief.typ", {"title": "no more than a title"}, {"map": PLAIN})


@pytest.mark.parametrize("empty", ["turns", "comparison"])
def test_an_empty_table_takes_no_room(empty):
    data = told(island(), **{empty: {"caption": "none", "head": [], "rows": []}}, withheld="Nothing is compared.")
    assert len(PdfReader(io.BytesIO(pages("brief.typ", data, {"map": PLAIN}))).pages) == 2


def test_a_picture_is_the_same_twice_and_grows_with_its_resolution():
    small, large = picture(PLAIN, width=60.0, ppi=72.0), picture(PLAIN, width=60.0, ppi=144.0)
    assert small == picture(PLAIN, width=60.0, ppi=72.0)
    assert small.startswith(b"\x89PNG")
    assert [int.from_bytes(raw[16:20], "big") for raw in (small, large)] == [60, 120]


def test_no_text_is_spliced_into_the_template():
    source = files("harmattan.brief").joinpath("parts", "brief.typ").read_text(encoding="utf-8")
    assert "eval" not in source
    data = told(replace(island()), title='"#panic()\n#include "/etc/hosts"')
    assert len(json.dumps(data)) > 0
    assert "include" in pdf_pages(pages("brief.typ", data, {"map": PLAIN}))[0]
