import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from brief.planted import EVIL, planted, with_scores, with_warning
from brief.shapes import ENGLISH
from harmattan.brief.audience import Audience
from harmattan.brief.cited import warnings_of
from harmattan.brief.judgement import judgement_of
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.page import page
from harmattan.brief.wording import Wording
from harmattan.map.sheet import MapSheet
from harmattan.map.svg import draw_map
from harmattan.world.statement import Statement

NOT_FRENCH = (*ENGLISH, "about")


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=60)


@pytest.fixture(scope="module")
def english(inputs):
    return page(inputs, language="en")


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.words, self.skip, self.attributes = [], [], 0, []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        self.skip += tag in ("style", "script")

    def handle_endtag(self, tag):
        self.skip -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.skip:
            self.words.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


def test_a_script_in_a_report_is_inert(english):
    reader = read(english)
    kinds = [value for tag, name, value in reader.attributes if (tag, name) == ("script", "type")]
    assert kinds == ["application/json", "text/plain", "module"]
    assert len(kinds) == reader.tags.count("script")
    assert EVIL in " ".join(reader.words)
    assert EVIL not in english
    hrefs = [value for _, name, value in reader.attributes if name == "href"]
    assert all(h.startswith(("#", "https://", "http://")) for h in hrefs)
    assert not any(name.startswith("on") for _, name, _ in reader.attributes)


def test_nothing_is_fetched(english):
    reader = read(english)
    assert {"img", "link", "iframe", "object", "use", "image"}.isdisjoint(reader.tags)
    assert not any(name == "src" for _, name, _ in reader.attributes)
    styles = "".join(re.findall(r"<style>(.*?)</style>", english, flags=re.DOTALL))
    assert not re.search(r"url\((?!#)|@import", styles)


def test_policy_lets_one_script_run_and_reach_nothing(english):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', english).group(1)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    script = re.search(r'<script type="module">(.*?)</script>', english, flags=re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert rules == {
        "default-src": "'none'",
        "script-src": f"'sha256-{digest}'",
        "worker-src": "blob:",
        "connect-src": "blob:",
        "style-src": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_every_anchor_has_its_row(english):
    reader = read(english)
    ids = [value for _, name, value in reader.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    targets = {value[1:] for _, name, value in reader.attributes if name == "href" and value.startswith("#")}
    assert {"r-F001", "r-D001", "r-I001"} <= targets <= set(ids)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_labels_point_at_what_exists(inputs, language):
    reader = read(page(inputs, language=language))
    ids = {value for _, name, value in reader.attributes if name == "id"}
    labels = {part for _, name, value in reader.attributes if name == "aria-labelledby" for part in value.split()}
    assert labels <= ids
    assert ("html", "lang", language) in reader.attributes


def test_first_screen_carries_date_stamp_and_judgements(english):
    top = english[: english.index('id="map"')]
    assert "31 March 2031" in top
    assert "Not for posting" in top
    assert top.count("<li id=") >= 8


def test_a_warning_counts_no_more_independent_draws_than_there_are():
    enough, few, worse = (
        planted(draws=draws, days=7, ess=ess) for draws, ess in ((100, 412.0), (40, 412.0), (40, 12.0))
    )
    assert warnings_of(enough, Wording("en")) == ()
    assert [inputs.worth for inputs in (enough, few, worse)] == [100.0, 40.0, 12.0]
    assert "(40, below 100)" in warnings_of(few, Wording("en"))[0]
    assert "(12, below 100)" in warnings_of(worse, Wording("en"))[0]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_judgement_has_interval_unit_count_and_sources(inputs, language):
    html = page(inputs, language=language)
    found = re.findall(r'<li id="j-(\w+)">(.*?)</li>', html, flags=re.DOTALL)
    assert [name for name, _ in found] == [
        "fuel_now", "inflow", "blockades", "sieges", "people", "deaths", "government", "course_change",
    ]  # fmt: skip
    for name, body in found:
        unit, between = re.search(r'class="unit">(.*?)<.*class="between">(.*?)<', body).groups()
        assert unit, name
        assert name == "government" or re.search(r"90.%.*\d.* (to|à) ", between), name
        assert re.search(r'class="count">\d+ (report|rapport)', body), name
        assert 'href="#r-' in body, name
        assert f'id="w-{name}"' in html, name


def test_no_file_is_too_large_to_mail(inputs, english):
    assert len(english.encode()) < 5e6


def test_warning_box_stands_above_the_judgements(inputs):
    html = page(with_warning(inputs), language="en")
    assert html.index("Read this first") < html.index("Key judgements")
    assert "few independent draws (41" in html
    assert "far from what any draw expects" in html


def test_sections_of_the_record(inputs, english):
    for words in (
        "Nothing scored yet",
        "the evidence never moved it",
        "contradict each other",
        "no number could be read",
    ):
        assert words in english
    assert "1 of 2 reports fell inside" in page(with_scores(inputs), language="en")


def test_french_holds_no_english(inputs):
    html = page(with_scores(inputs), language="fr")
    html = html[: html.index('id="sources"')]
    for cut in ("moved", "learned"):
        assert Wording("fr").say(f"page.{cut}") in html
    words = " ".join(read(html).words).lower()
    for text in (r.note.lower() for r in inputs.reports):
        words = words.replace(text, "")
    for lever in (lever for course in inputs.case.courses for lever in course.levers):
        words = words.replace(lever.effect.dispute.lower(), "").replace(lever.effect.source.lower(), "")
    for entry in inputs.situation.learned:
        words = words.replace(entry.source.lower(), "")
    for report in inputs.reports:
        for quoted in (f"{report.metric.replace('_', ' ')}: {report.value} {report.unit}".strip(), report.place_text):
            words = words.replace(quoted.lower(), "")
    found = [w for w in NOT_FRENCH if re.search(rf"\b{w}\b", words)]
    assert found == []


def test_public_page_keeps_quiet(inputs):
    html = page(inputs, language="en", level="public")
    assert "Coarsened for publication" in html
    assert "Fuel in High Town" not in html
    assert "Escorts" not in html
    assert re.search(r"<title>Roche; held by: not known; [^<]*displaced[^<]*</title>", html)
    assert not {"r-F005", "r-I004", "r-D002"} & {value for _, name, value in read(html).attributes if name == "id"}
    assert "arriving: La Passe" not in html


def test_same_inputs_same_page(inputs, english):
    assert page(inputs, language="en") == english


@pytest.mark.parametrize("level", ["partner", "public"])
@pytest.mark.parametrize("width", [760.0, 380.0])
def test_map_is_sound_markup_with_a_number_on_every_mark(inputs, level, width):
    audience = Audience(level)
    places, corridors = known_places(inputs, audience), known_corridors(inputs, audience)
    sheet = MapSheet(inputs.case.atlas, places, corridors, inputs.focus, audience.public)
    root = ET.fromstring(draw_map(sheet, Wording("en"), width=width))  # noqa: S314 - our own markup
    titles = [node.text for node in root.iter("{http://www.w3.org/2000/svg}title")]
    assert len(titles) == 1 + len(places) + len(corridors)
    assert not any("pit" in title for title in titles), "mines are on no map"
    south = next(t for t in titles if t.startswith("South Road"))
    assert re.search(r"\d.*\(.*to.*\).*of normal", south)
    tip = next(t for t in titles if t.startswith("High Town"))
    assert ("fuel for" in tip) is (level == "partner")


def test_charts_are_sound_markup(english):
    drawn = english[: english.index('<script type="module">')]
    charts = re.findall(r"<svg.*?</svg>", drawn, flags=re.DOTALL)
    maps, cities, figures_of_a_city = 4, 4, 4
    assert len(charts) > maps + cities * figures_of_a_city
    for chart in charts:
        ET.fromstring(chart)  # noqa: S314 - our own markup
        assert "nan" not in chart


def test_page_without_history_courses_and_camps(inputs):
    lone = {inputs.reference_key: inputs.reference}
    situation = replace(inputs.situation, history={}, history_first_day=None, learned=(), moved=())
    small = replace(
        inputs, outlooks=lone, situation=situation, comparison=replace(inputs.comparison, rows=(), differences=())
    )
    html = page(small, language="en")
    assert "No other course was compared" in html


def test_a_warning_known_by_name_is_spelled_out_once(inputs):
    named = replace(inputs.situation, warnings=("few_effective_draws",))
    assert warnings_of(replace(inputs, situation=named), Wording("fr"))[0].startswith("Les données laissent peu")
    few = replace(named, effective_sample_size=12.0)
    assert len(warnings_of(replace(inputs, situation=few), Wording("en"))) == 1


@pytest.mark.parametrize(("median", "unit"), [(1.97, "jours"), (1.0, "jour"), (6.2, "jours")])
def test_a_unit_agrees_with_the_number_as_printed(inputs, median, unit):
    held = Statement("x", {"fr": "x"}, median, 0.2, 7.0, "day", float("nan"), 0, (), {"fr": ""})
    assert judgement_of(inputs, Audience("partner"), [held], Wording("fr")).unit == unit
