"""The French page holds no English but what is quoted."""

from __future__ import annotations

import re

import pytest

COMMON = """
the of to and is are was were be been being has have had having does did doing will would shall should can could may might
must it its they them their there these those this that then than with without within into onto from for by at between
before after during since until while because about above below over under through against among across along around behind
beside besides near next last first second third fourth not nor neither either both each every any some all none nothing
nobody somebody someone something anything everything other others another such same only also just even still yet already
again once twice more most less least fewer many much few several enough too very quite rather almost when where which who
whom whose why how what if though although unless whether up down out off away back here now today yesterday tomorrow
week weeks weekly day days daily month months monthly year years yearly hour hours hourly minutes
people person persons town towns city cities village villages country countries road roads river rivers sea land
border borders crossing crossings harbour fuel tank tanks tanker tankers truck trucks
supply supplies power electricity price prices cost costs money paid pay
open closed shut harassed escorted held holder holders armed group groups army government rebel rebels
unknown known knows know believed believe belief likely unlikely even remote certainly perhaps maybe
high higher highest low lower lowest medium full empty half quarter tenth whole
report reports reported evidence draw draws drawn median interval intervals share shares range ranges
number numbers chart charts map maps legend layer layers shown show shows hide hidden
outlook forecast forecasts expected expects expect computed seen see sees
arrives arrived arrival arrivals leave leaves left stay stays staying move moves moved movement
displaced displacement shelter shortfall besieged attack attacks attacked ambush ambushes
killed dead deaths death fall falls fallen rise rises risen changed crossed threshold thresholds
new old older newer oldest newest early earlier late later latest longer short shorter larger largest small
smaller smallest great good better best bad worse worst wrong right true false yes no
find choose close closer farther stop start play home per versus
make makes made take takes taken give gives given get gets got put puts goes gone went
come comes came say says said tell tells told ask asks asked need needs needed want wants use used using
read reads write writes written weighed weigh weighs counts counted judgement judgment assumption assumptions
law partner partners internal sent send warning warnings limit limits method methods access
courses compare compared comparison lever levers
"""
"""Common English words that are no French ones."""
ENGLISH = frozenset(COMMON.split())
TEXTS = """() => {
  document.querySelectorAll("q, code, [lang]:not(html):not([lang=fr])").forEach(one => one.remove());
  const named = [...document.querySelectorAll("[aria-label], [title], [alt], [placeholder], optgroup[label]")].flatMap(
    one => ["aria-label", "aria-valuetext", "title", "alt", "placeholder", "label"].map(name => one.getAttribute(name) ?? ""));
  const drawn = [...document.querySelectorAll("svg title, svg desc, svg text, option, .unseen, .lm-unseen")].map(
    one => one.textContent);
  return [document.title, ...document.body.innerText.split("\\n"), ...named, ...drawn];
}"""


def strings(value):
    """Every text in data, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            if key not in ("id", "day", "kind", "colour", "shape", "reports", "language", "type"):
                yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def quoted(inputs):
    """What the island's reports and rejected rows say in their own words."""
    for one in inputs.reports.rows:
        yield from (one.note, one.value, one.place_text, one.metric.replace("_", " "), one.unit)
    for one in inputs.reports.rejected:
        yield from (one.text, one.reason)
    yield from inputs.situation.warnings
    yield from (reason for _, reason in inputs.scorecard.unscored)


def english(texts, spared=()):
    """Tell which texts hold an English word."""
    out, quotes = [], sorted({words for words in spared if len(words) > 2}, key=len, reverse=True)
    for text in dict.fromkeys(texts):
        rest = re.sub(r"\S+\.csv|\w+_(?:\w+|…)", " ", text)
        for words in quotes:
            rest = rest.replace(words, " ")
        found = ENGLISH & set(re.findall(r"[a-zà-ÿœ]+", rest.lower()))
        if found:
            out.append(f"{sorted(found)} in: {text.strip()[:200]}")
    return out


@pytest.mark.parametrize("options", [{"level": "internal"}, {"level": "public"}, {"light": True}], ids=str)
def test_nothing_in_the_french_page_is_english(visit, pages, options):
    found = visit(pages("fr", **options), live="light" not in options)
    page = found.page
    data = {} if "light" in options else found.data
    found.unfold()
    texts = page.evaluate(TEXTS)
    assert len(texts) > 200
    left = english([*texts, *strings(data)], quoted(pages.inputs))
    assert not left, "\n".join(left)
    found.context.close()


def test_english_is_found():
    assert english(["Semaine au 3 mars", "les 4 dernières", "Rien n'est montré"]) == []
    assert english(["Week to 3 March", "Le stock is low"]) != []
    assert english(["<q>the tank is empty</q> : vide"], ["the tank is empty"]) == []
