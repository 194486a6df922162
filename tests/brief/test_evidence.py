from dataclasses import replace
from datetime import date, timedelta

import pytest

from brief.planted import AS_OF, planted
from harmattan.brief.audience import Audience
from harmattan.brief.evidence import contradictions, latest, untaught, weighing
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.page import page
from harmattan.brief.statements import statements
from harmattan.map.bands import Band
from harmattan.map.ink import hatching
from harmattan.map.marks import stock_class


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=60)


def marks(inputs, level="partner"):
    return {mark.place.id: mark for mark in known_places(inputs, Audience(level))}


def changed(inputs, name, **fields):
    rows = tuple(replace(r, **fields) if r.id == name else r for r in inputs.reports)
    return replace(inputs, reports=replace(inputs.reports, rows=rows))


def test_a_report_speaks_only_to_what_its_metric_measures(inputs):
    assert weighing(inputs, "inflow")[:2] == ("F001", "F003")
    assert "F005" in weighing(inputs, "stock")
    assert "F005" not in weighing(inputs, "inflow")
    assert set(weighing(inputs, "attacks")) == {"I001", "I002"}
    assert weighing(inputs, "leaving") == ("D002",)
    assert weighing(inputs, "camp", lambda report: report.place == "tentes") == ("D001",)


def test_the_newest_report_is_dated(inputs):
    known = inputs.reports.by_id()
    assert latest([known["F001"], known["F003"]]) == date(2031, 3, 9)
    assert latest([]) is None
    assert "the latest of 20 March 2031" in page(inputs, language="en")


def test_what_no_evidence_moved_rests_on_judgement(inputs):
    assert untaught(inputs, "willingness_half_life")
    assert not untaught(inputs, "national_fuel_need")
    assert not untaught(inputs, "leave_rate_siege"), "nothing is held about it"
    entry = replace(inputs.situation.learned[2], variable="leave_rate_siege")
    told = replace(inputs, situation=replace(inputs.situation, learned=(entry,)))
    people = next(s for s in statements(told) if s.id == "people")
    assert "rests on judgement" in people.caveat["en"]
    assert "jugement" in people.caveat["fr"]


def without_violence(inputs):
    values = {name: array for name, array in inputs.reference.values.items() if name != "attacks"}
    return replace(inputs, outlooks={**inputs.outlooks, inputs.reference_key: replace(inputs.reference, values=values)})


def test_where_violence_is_held_people_flee_from_it_too(inputs):
    found = {s.id: s for s in statements(inputs)}
    assert "attacks" in found["people"].caveat["en"]
    assert "come on top" not in found["people"].caveat["en"] + found["camps"].caveat["en"] + page(inputs, language="en")


def test_every_statement_on_people_says_that_violence_comes_on_top_where_it_is_not_held(inputs):
    inputs = without_violence(inputs)
    found = {s.id: s for s in statements(inputs)}
    for name in ("people", "camps"):
        assert "violence come on top" in found[name].caveat["en"]
        assert "ajoutent" in found[name].caveat["fr"]
    assert "siege" in found["people"].text["en"].lower()
    assert page(inputs, language="en").count("violence come on top") >= 4


def test_no_chance_of_siege_where_no_report_names_one(inputs):
    seen = marks(inputs)
    assert seen["sablon"].siege_reports == ("I003",)
    assert seen["mara"].siege != seen["mara"].siege
    assert seen["roche"].siege > 0.2, "what the draws say loudly stays"
    unused = tuple(name for name in inputs.situation.reports_used if name != "I003")
    silent = replace(inputs, situation=replace(inputs.situation, reports_used=unused))
    assert marks(silent)["sablon"].siege_claims == ("I003",)
    lifted = changed(silent, "I004", metric="blockade_lifted", place="sablon")
    assert marks(lifted)["sablon"].siege_claims == ()
    old = changed(silent, "I003", last_day=AS_OF - timedelta(days=500))
    assert marks(old)["sablon"].siege_claims == ()


def test_numbers_without_a_report_stand_apart(inputs):
    seen = marks(inputs)
    assert seen["haute"].fuel_reports == ("F005",)
    assert seen["mara"].fuel_reports == ()
    html = page(inputs, language="en")
    assert "Fuel: no report of this city weighs" in html
    assert 'class="number judged"' in html
    roads = {mark.corridor.id: mark.reports for mark in known_corridors(inputs, Audience("partner"))}
    assert roads["south-road"] == ("I001", "I002")
    assert roads["north-road"] == ()


def test_a_stock_from_empty_to_full_is_not_known():
    wide, narrow = Band(0.0, 0.2, 5.0, 6.0, 7.0), Band(0.0, 2.0, 5.0, 6.0, 7.0)
    assert stock_class(wide, 7.0) == "unknown"
    assert stock_class(narrow, 7.0) == "3to7"


def test_the_statement_says_so_where_the_interval_reaches_from_empty_to_full(inputs):
    def with_stock(days):
        stock = inputs.situation.history["days_of_fuel"].copy()
        stock[:, -1, 0] = days * (len(stock) // len(days))
        history = {**inputs.situation.history, "days_of_fuel": stock}
        return replace(inputs, situation=replace(inputs.situation, history=history))

    wide, narrow = with_stock([0.5, 19.0, 12.0]), with_stock([5.0, 6.0, 7.0])
    found = next(s for s in statements(wide) if s.id == "fuel_now")
    assert "Almost empty or almost full" in found.text["en"]
    assert "presque vides ou presque pleins" in found.text["fr"]
    assert "almost" not in next(s for s in statements(narrow) if s.id == "fuel_now").text["en"]
    public = next(s for s in statements(wide, level="public") if s.id == "fuel_now")
    assert "open reports cannot tell" in public.text["en"]


def test_convoys_and_precedents_do_not_contradict(inputs):
    assert [(p.one.id, p.other.id) for p in contradictions(inputs.reports)] == [("F001", "F004")]
    rows = tuple(replace(r, file="evidence/precedents.csv") for r in inputs.reports)
    assert contradictions(replace(inputs.reports, rows=rows)) == ()


def test_hatching_stays_in_its_circle():
    ends = [tuple(map(float, part.split())) for part in hatching(0, 0, 6).replace("L", "M").split("M")[1:]]
    assert len(ends) == 6
    assert all(x * x + y * y < 6.1**2 for x, y in ends)
