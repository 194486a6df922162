"""A row becomes a claim, or a question about the first thing in it that could be read in two ways or in none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.observe.adding.claim import Claim, event_day
from harmattan.observe.adding.columns import Entry, entries
from harmattan.observe.adding.draft import AS_WRITTEN
from harmattan.observe.adding.ground import Defaults, Ground, Question
from harmattan.observe.adding.guard import is_formula, reaches_a_person
from harmattan.observe.adding.session import Understood, go_through
from harmattan.observe.adding.sheet import load_sheet
from harmattan.observe.adding.understand import understand
from harmattan.observe.casefolder import read_case
from harmattan.observe.claims import EVIDENCE
from harmattan.recipes import find_case

ISLAND = Path(__file__).parents[1] / "cases" / "island"
TODAY = date(2030, 3, 31)
NAMES = {"XI": ("Isle of Lanterns", "Île aux Lanternes"), "XJ": ("Shoreland", "Pays du Rivage")}


@cache
def ground(known_from: date | None = None, source: str = "") -> Ground:
    return Ground.of(read_case(ISLAND), Defaults(TODAY, known_from, source), NAMES)


def row(at: int = 2, /, **cells: str) -> Entry:
    given = {"source": "Radio Lantern", "published": "2030-03-14", **cells}
    return Entry(at, {name: text for name, text in given.items() if text}, raw=tuple(given.values()))


def claim(answers: Mapping[str, str] | None = None, on: Ground | None = None, **cells: str) -> Claim:
    read = understand(row(**cells), on or ground(), answers or {})
    assert isinstance(read, Claim), read
    return read


def question(answers: Mapping[str, str] | None = None, on: Ground | None = None, **cells: str) -> Question:
    read = understand(row(**cells), on or ground(), answers or {})
    assert isinstance(read, Question), read
    return read


def values(asked: Question) -> tuple[str, ...]:
    return tuple(choice.value for choice in asked.choices)


# Numbers


def test_a_number_goes_into_the_table_of_fuel_with_its_precision() -> None:
    read = claim(what="Tankers received", where="Lanterne", when="4-10 March", number="at least 40", note="two convoys")
    assert read.file == "evidence/fuel.csv"
    assert dict(read.cells) == {
        "metric": "tankers_received",
        "value": ">=40",
        "unit": "tankers",
        "date": "2030-03-04/2030-03-10",
        "place": "Lanterne",
        "note": "two convoys",
        "source_url": "Radio Lantern",
        "source_date": "2030-03-14",
        "confidence": "medium",
        "known_from": "2030-03-14",
        "source_type": "press or institution",
    }
    assert (read.report.place, read.report.relation, read.report.known_from) == (
        "lantern",
        "at least",
        date(2030, 3, 14),
    )


def test_the_number_may_stand_before_what_it_counts() -> None:
    read = claim(what="Une quarantaine de citernes arrivées", where="tout le pays", when="2030-03")
    assert (read.cells["metric"], read.cells["value"], read.cells["place"]) == ("tankers_received", "~40", "national")
    assert read.cells["note"] == 'Reported as "Une quarantaine"'


def test_a_unit_is_read_converted_or_asked() -> None:
    fuel = {"what": "carburant reçu", "where": "Lantern", "when": "2030-03-12"}
    assert claim(**fuel, number="12 m3").cells["value"] == "12000"
    assert "12 m3" in claim(**fuel, number="12 m3").cells["note"]
    assert claim(**fuel, number="12 000", unit="Litres").cells["value"] == "12000"
    assert question(**fuel, number="12").kind == "unit_missing"
    assert claim({"unit": "litres"}, **fuel, number="12").cells["value"] == "12"
    asked = question(**fuel, number="12", unit="buckets")
    assert (asked.kind, asked.found, values(asked)[0]) == ("unit", "buckets", "litres")


def test_a_unit_may_say_that_another_measure_is_meant() -> None:
    cells = {
        "what": "tankers received",
        "where": "national",
        "when": "2030-03-12",
        "number": "40",
        "unit": "tankers a week",
    }
    asked = question(**cells)
    assert asked.kind == "unit"
    assert "evidence/fuel.csv tankers_per_week" in values(asked)
    read = claim({"unit": "evidence/fuel.csv tankers_per_week"}, **cells)
    assert (read.cells["metric"], read.cells["value"], read.cells["unit"]) == ("tankers_per_week", "40", "tankers/week")
    daily = claim(**{**cells, "what": "tankers per week", "unit": "tankers/day"})
    assert (daily.cells["value"], daily.cells["unit"]) == ("280", "tankers/week")


def test_words_behind_a_number_that_are_no_unit_are_asked_about() -> None:
    asked = question(what="tankers received", where="Lantern", when="2030-03-12", number="up to six convoys")
    assert (asked.kind, asked.found) == ("unit", "convoys")


@pytest.mark.parametrize("number", ["-4", "140 %"])
def test_a_number_out_of_range_is_asked_about(number: str) -> None:
    asked = question(what="stations closed", where="Lantern", when="2030-03-12", number=number, unit="%")
    assert asked.kind == "out_of_range"


def test_a_value_without_a_number_is_kept_only_if_somebody_says_so() -> None:
    cells = {"what": "tankers received", "where": "Lantern", "when": "2030-03-12", "number": "dozens"}
    asked = question(**cells)
    assert asked.kind == "number"
    read = claim({asked.cell: values(asked)[0]}, **cells)
    assert (read.cells["value"], read.report.relation) == ("dozens", "none")


@pytest.mark.parametrize(
    ("number", "ways"),
    [
        ("1.200", ("1200", "1.2")),
        ("environ 1.234", ("environ 1234", "environ 1.2340")),
        ("5 à 6 000", ("5000-6000", "5-6000")),
        ("10-12 000", ("10000-12000", "10-12000")),
        ("three to four hundred", ("300-400", "3-400")),
    ],
)
def test_a_number_that_can_be_read_in_two_ways_is_asked_about(number: str, ways: tuple[str, ...]) -> None:
    cells = {"what": "tankers received", "where": "Lantern", "when": "2030-03-12", "number": number}
    asked = question(**cells)
    assert (asked.kind, asked.cell, values(asked)) == ("number", "number", ways)
    for way in ways:
        assert claim({"number": way}, **cells).report.relation in ("exact", "about", "range"), "and is not asked again"


def test_a_number_in_two_readings_before_what_it_counts_is_asked_about_too() -> None:
    cells = {"what": "1.200 tankers received", "where": "Lantern", "when": "2030-03-12"}
    asked = question(**cells)
    assert values(asked) == ("1200", "1.2")
    assert claim({"number": "1200"}, **cells).report.best == 1200.0


@pytest.mark.parametrize("number", ["1,200", "1 200", "12,5", "1.25", "40-50", "200-1000", "0-500", "9 à 10 mille"])
def test_a_number_that_can_be_read_in_one_way_is_read(number: str) -> None:
    cells = {"what": "tankers received", "where": "Lantern", "when": "2030-03-12", "number": number}
    assert claim(**cells).report.relation in ("exact", "range")


def test_what_has_no_column_goes_into_the_note() -> None:
    read = claim(
        what="tankers received", where="Lantern", when="2030-03-12", number="4", killed="2", actor="armed group"
    )
    assert read.cells["note"] == "Killed: 2. Actor: armed group"


# What


def test_what_is_not_known_is_asked_with_the_nearest() -> None:
    asked = question(what="tankers recieved", where="Lantern", when="2030-03-12", number="4")
    assert asked.kind == "what"
    assert values(asked)[0] == "evidence/fuel.csv tankers_received"
    assert question(what="no tankers received", where="Lantern", when="2030-03-12", number="4").kind == "what"
    assert question(what="zzz", where="Lantern", when="2030-03-12").choices == ()


def test_the_place_may_be_said_again() -> None:
    cells = {"what": "Attack on a convoy near Fordgate", "where": "near Fordgate", "when": "2030-03-12"}
    asked = question(**cells)
    assert (asked.kind, values(asked)[0]) == ("where", "Fordgate")
    read = claim({"where": "Fordgate", "corridor": ""}, **cells)
    assert read.cells["event_type"] == "convoy_attack"


def test_one_event_or_many_attacks_is_told_by_the_number() -> None:
    cells = {"what": "attaques de convois", "where": "Salt Road", "when": "2030-03"}
    assert claim(**cells, number="3").cells["metric"] == "convoy_attacks"
    assert claim(**cells).cells["event_type"] == "convoy_attack"


def test_words_for_two_things_are_asked_about() -> None:
    asked = question(what="tankers destroyed", where="Salt Road", when="2030-03-12", number="4")
    assert asked.kind == "which"
    assert {value.partition(" ")[2] for value in values(asked)} == {"convoy_attack", "tankers_destroyed_month"}
    assert (
        claim(what="tankers destroyed", where="Salt Road", when="2030-03", number="4").cells["metric"].endswith("month")
    )


def test_days_of_fuel_of_a_town_are_not_those_of_the_country() -> None:
    cells = {"what": "jours de carburant", "when": "2030-03-12", "number": "9"}
    assert claim(**cells, where="Lantern").cells["metric"] == "days_of_fuel_at_place"
    assert claim(**cells, where="le pays").cells["metric"] == "stock_days_if_cut"
    assert question(what="national stock days", where="Lantern", when="2030-03-12", number="9").kind == "only_whole"


def test_a_metric_of_the_case_is_known_by_its_name() -> None:
    on = replace(ground(), metrics={"donkey_carts": ("evidence/fuel.csv", "carts")})
    read = claim(on=on, what="Donkey carts", where="Lantern", when="2030-03-12", number="9", unit="carts")
    assert (read.cells["metric"], read.cells["unit"]) == ("donkey_carts", "carts")


# Where


def test_a_misspelt_place_is_asked_with_the_nearest() -> None:
    asked = question(what="tankers received", where="Lantrn", when="2030-03-12", number="4")
    assert (asked.kind, values(asked)[0]) == ("where", "Lantern")
    assert claim({"where": "Lantern"}, what="tankers received", where="Lantrn", when="2030-03-12", number="4")


def test_a_number_never_counts_for_the_country_because_its_place_is_unknown() -> None:
    assert question(what="tankers received", where="Atlantis", when="2030-03-12", number="4").kind == "where"
    assert question(what="tankers received", where="", when="2030-03-12", number="4").kind == "where_missing"
    assert claim(what="tankers received", where="XI", when="2030-03-12", number="4").cells["place"] == "national"
    assert claim(what="tankers received", where="Isle of Lanterns", when="2030-03-12", number="4").report.place == ""


def test_nor_does_one_in_a_row_with_the_columns_of_a_table() -> None:
    cells = {
        "metric": "tankers_received",
        "value": "40",
        "unit": "tankers",
        "date": "2030-03-12",
        "source_url": "Radio Lantern",
    }

    def read(place: str, answers: Mapping[str, str] | None = None, **more: str) -> Claim | Question:
        return understand(Entry(2, {**cells, "place": place, **more}, "evidence/fuel.csv"), ground(), answers or {})

    asked = read("Nowhere Hill")
    assert isinstance(asked, Question)
    assert (asked.kind, values(asked)) == ("where", (AS_WRITTEN,))
    kept = read("Nowhere Hill", {"place": AS_WRITTEN})
    assert isinstance(kept, Claim)
    assert kept.cells["place"] == "Nowhere Hill"
    assert isinstance(read("national"), Claim)
    assert isinstance(read("Shoreland"), Claim), "a neighbour is no slip"
    below = read("Lantern", value="-40")
    assert isinstance(below, Question)
    assert below.kind == "out_of_range"


def test_hours_of_power_need_one_place() -> None:
    assert question(what="power", where="Salt Road", when="2030-03-12", number="9").kind == "where"
    assert question(what="power", where="national", when="2030-03-12", number="9").kind == "where"
    assert claim(what="power", where="Moulin", when="2030-03-12", number="9h").report.place == "millbrook"


def test_of_two_places_one_is_meant() -> None:
    cells = {
        "what": "tankers received",
        "where": "Lantern",
        "corridor": "Salt Road",
        "when": "2030-03-12",
        "number": "4",
    }
    asked = question(**cells)
    assert (asked.kind, values(asked)) == ("two_places", ("Lantern", "Salt Road"))
    assert claim({"where": "Salt Road"}, **cells).report.corridor == "salt-road"
    assert claim(**{**cells, "corridor": "", "area": "Isle"}).report.place == "lantern"


# People


def test_people_are_counted_at_a_camp_in_an_area_or_in_a_country() -> None:
    cells = {"what": "nouvelles arrivées", "when": "4-10 mars", "number": "environ 1 200"}
    camp = claim(**cells, where="Camp du Héron")
    assert camp.file == "evidence/displacement.csv"
    assert (camp.cells["population"], camp.cells["country_of_asylum_or_location"]) == ("new arrivals", "Shoreland")
    assert (camp.report.place, camp.report.unit, camp.report.best) == ("heron-camp", "person", 1200)
    assert claim(**cells, where="Rivage").report.area == "shore"
    assert claim(**cells, where="Shoreland").cells["place"] == "all"
    assert question(**{**cells, "what": "camp population"}, where="Shoreland").kind == "where"
    assert question(**cells, where="").kind == "where_missing"


# Events


def test_an_event_goes_into_the_table_of_incidents() -> None:
    read = claim(what="Embuscade", where="Fordgate", corridor="Salt Road", when="hier", killed="au moins 3", vehicles="5",
                 actor="armed group", note="- brûlés la nuit")  # fmt: skip
    assert read.file == "evidence/incidents.csv"
    shown = {name: text for name, text in read.cells.items() if not name.startswith(("source", "known", "conf"))}
    assert shown == {
        "date": "2030-03-13",
        "date_precision": "day",
        "place": "Fordgate",
        "admin1": "Isle",
        "country": "Isle of Lanterns",
        "corridor": "Salt Road",
        "event_type": "convoy_attack",
        "actor": "armed group",
        "fatalities": "3",
        "vehicles_destroyed": "5",
        "note": "brûlés la nuit. Killed: >=3",
    }
    assert (read.report.corridor, read.report.count_destroyed, read.report.fatalities) == ("salt-road", 5, 3)


def test_a_corridor_is_offered_where_an_attack_names_none() -> None:
    asked = question(what="embuscade", where="Fordgate", when="2030-03-12")
    assert (asked.kind, values(asked), asked.otherwise) == ("corridor", ("Salt Road", ""), "")
    assert claim({"corridor": "Salt Road"}, what="embuscade", where="Fordgate", when="2030-03-12").report.corridor
    assert claim({"corridor": ""}, what="embuscade", where="Fordgate", when="2030-03-12").report.corridor == ""
    assert (
        question(what="embuscade", where="Fordgate", corridor="Slat Road", when="2030-03-12").kind == "corridor_unknown"
    )


def test_a_village_on_no_map_keeps_its_name() -> None:
    cells = {"what": "kidnapping", "when": "2030-03-12"}
    assert claim(**cells, where="Zweig", area="Isle").report.area == "isle"
    asked = question(**cells, where="Zweig")
    assert (asked.kind, values(asked)) == ("where", (AS_WRITTEN,))
    assert claim({"where": AS_WRITTEN}, **cells, where="Zweig").cells["place"] == "Zweig"
    assert values(question(**cells, where="Fordgat", area="Isle"))[0] == "Fordgate", "a spelling is asked about first"


def test_what_a_number_beside_an_event_counts_is_told_by_its_unit_or_asked() -> None:
    cells = {"what": "base attack", "where": "Fordgate", "when": "2030-03-12"}
    assert claim(**cells, number="6 morts").cells["fatalities"] == "6"
    assert claim(**cells, number="2", unit="vehicles").cells["vehicles_destroyed"] == "2"
    assert "fatalities" not in claim(**cells, number="1").cells
    assert question(**cells, number="6").kind == "counts"
    assert claim({"counts": "note"}, **cells, number="6").cells["note"] == "Number given: 6"
    assert question(**cells, killed="many").kind == "count"


def test_who_is_hurt_or_gone_is_not_counted_as_killed() -> None:
    cells = {"what": "Embuscade", "where": "Salt Road", "when": "hier"}
    for killed in ("3 injured", "2 blessés", "4 kidnapped", "1.200"):
        asked = question(**cells, killed=killed)
        assert (asked.kind, asked.cell) == ("count", "killed")
    assert question(**cells, vehicles="3 killed").cell == "vehicles"
    assert claim(**cells, killed="3 civilians").report.fatalities == 3.0
    told = claim(**cells, killed="12 environ", vehicles="4 tankers")
    assert (told.report.fatalities, told.report.count_destroyed) == (12.0, 4.0)
    assert told.cells["note"] == "Killed: 12 (environ)"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2030, 3, 12), date(2030, 3, 12), (date(2030, 3, 12), "day")),
        (date(2030, 3, 12), date(2030, 3, 14), (date(2030, 3, 13), "week")),
        (date(2030, 3, 1), date(2030, 3, 31), (date(2030, 3, 1), "month")),
        (date(2029, 1, 1), date(2029, 12, 31), (date(2029, 1, 1), "year")),
        (date(2030, 2, 20), date(2030, 3, 10), None),
    ],
)
def test_a_period_as_an_incident_says_it(first: date, last: date, said: object) -> None:
    assert event_day(first, last) == said


def test_an_event_without_a_day_of_its_own_is_asked_about() -> None:
    assert question(what="kidnapping", where="Fordgate", when="20 February - 10 March 2030").kind == "event_day"


# When, who says so, and for whom


def test_words_count_from_the_day_of_publication_or_of_the_option_and_from_nothing_else() -> None:
    cells = {"what": "kidnapping", "where": "Fordgate", "when": "last Friday"}
    assert claim(**cells).cells["date"] == "2030-03-08"
    assert question(**cells, published="").kind == "said_on"
    assert claim(on=ground(date(2030, 3, 21)), **cells, published="").cells["date"] == "2030-03-15"


@pytest.mark.parametrize("published", ["February 2030", "12-18 February 2030"])
def test_words_count_from_no_day_where_the_day_of_publication_is_not_told(published: str) -> None:
    cells = {"what": "Embuscade", "where": "Salt Road", "published": published}
    assert question(**cells, when="yesterday").kind == "said_on"
    assert claim(**cells, when="2030-02-03").report.first_day == date(2030, 2, 3)


def test_a_day_that_comes_every_four_years_is_asked_about() -> None:
    assert question(what="Embuscade", where="Salt Road", when="29 Feb").kind == "when"
    assert claim(what="Embuscade", where="Salt Road", when="28 Feb").report.first_day == date(2030, 2, 28)


def test_a_claim_is_known_from_its_publication_else_from_the_option_else_from_today() -> None:
    cells = {"what": "kidnapping", "where": "Fordgate", "when": "2030-02-12"}
    assert claim(**cells).cells["known_from"] == "2030-03-14"
    assert claim(**cells, published="mars 2030").cells["known_from"] == "2030-03-31"
    assert claim(**cells, published="mars 2030").cells["source_date"] == "2030-03"
    later = ground(date(2030, 3, 21))
    assert claim(on=later, **cells, published="").cells["known_from"] == "2030-03-21"
    assert claim(on=later, **cells).cells["known_from"] == "2030-03-14"
    unknown = claim(**cells, published="")
    assert (unknown.cells["known_from"], unknown.cells["source_date"]) == ("2030-03-31", "undated")


def test_days_to_come_are_asked_about() -> None:
    cells = {"what": "kidnapping", "where": "Fordgate"}
    assert question(**cells, when="2030-03-20").kind == "ahead"
    assert question(**cells, when="2030-03-12", published="2030-04-02").kind == "future"
    assert question(**cells, when="").kind == "when_missing"
    assert question(**cells, when="recently").kind == "when"
    assert question(**cells, when="2030-03-12", published="soon").kind == "published"


def test_a_number_over_days_to_come_is_asked_about() -> None:
    cells = {"where": "Lantern", "number": "40"}
    assert question(what="tankers received", when="11-17 March 2030", **cells).kind == "ahead"
    assert claim(what="tankers received", when="11-14 March 2030", **cells).report.last_day == date(2030, 3, 14)
    assert claim(what="tankers received", when="March 2030", **cells).cells["date"] == "2030-03"
    assert claim(what="Embuscade", where="Salt Road", when="11-17 March 2030").cells["date_precision"] == "week"


def test_a_source_is_needed_and_a_link_is_a_link() -> None:
    cells = {"what": "kidnapping", "where": "Fordgate", "when": "2030-03-12"}
    assert question(**cells, source="").kind == "source"
    assert claim(on=ground(source="Field office"), **cells, source="").cells["source_url"] == "Field office"
    both = claim(**cells, link="www.example.org/a")
    assert (both.cells["source_url"], both.cells["note"]) == ("https://www.example.org/a", "Source: Radio Lantern")
    assert claim(**cells, source="https://example.org/b").cells["source_url"] == "https://example.org/b"
    assert question(**cells, link="javascript:alert(1)").kind == "link"


def test_confidence_in_both_languages() -> None:
    cells = {"what": "kidnapping", "where": "Fordgate", "when": "2030-03-12"}
    assert claim(**cells, confidence="Élevée").cells["confidence"] == "high"
    assert question(**cells, confidence="so so").kind == "confidence"


@pytest.mark.parametrize(
    ("what", "number", "metric", "value", "unit"),
    [
        ("our stock", "12 m3", "own_fuel_stock", "12000", "litres"),
        ("notre stock", "9000 l", "own_fuel_stock", "9000", "litres"),
        ("our tankers", "3", "own_tankers", "3", "tankers"),
        ("notre flotte", "7 véhicules", "own_vehicles", "7", "vehicles"),
        ("notre entrepôt", "400 t", "own_warehouse_capacity", "400", "tonnes"),
        ("our food stock", "120 tonnes", "own_food_stock", "120", "tonnes"),
    ],
)
def test_what_is_ours_is_internal(what: str, number: str, metric: str, value: str, unit: str) -> None:
    read = claim(what=what, where="Lantern", when="2030-03-12", number=number)
    assert (read.cells["metric"], read.cells["value"], read.cells["unit"]) == (metric, value, unit)
    assert read.cells["audience"] == "internal"
    assert read.report.internal


def test_any_row_may_be_marked_internal() -> None:
    cells = {"what": "kidnapping", "where": "Fordgate", "when": "2030-03-12"}
    assert claim(**cells, internal="oui").report.internal
    assert not claim(**cells, internal="no").report.internal
    assert question(**cells, internal="perhaps").kind == "internal"


# What no row may bring in


@pytest.mark.parametrize("cell", ["what", "where", "when", "number", "source", "link", "note"])
@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd|x", "-cmd|x"])
def test_a_formula_goes_into_no_table(cell: str, text: str) -> None:
    cells = {"what": "kidnapping", "where": "Fordgate", "when": "2030-03-12"}
    asked = question(**{**cells, cell: text})
    assert (asked.kind, asked.cell) == ("formula", cell)


@pytest.mark.parametrize(
    "text", ["call +223 76 12 34 56", "ask mill@example.org", "tél. 20 22 23 24", "WhatsApp: 0022376123456"]
)
def test_ways_to_reach_a_person_go_into_no_table_nor_into_the_question(text: str) -> None:
    cells = {"what": "kidnapping", "where": "Fordgate", "when": "2030-03-12"}
    asked = question(**cells, note=text)
    assert asked.kind == "personal"
    assert not reaches_a_person(asked.found)
    assert question({"source": text}, **cells, source="").kind == "personal", "nor through an answer"
    assert question({"source": "=1+1"}, **cells, source="").kind == "formula"


def test_markup_is_text_and_nothing_else() -> None:
    read = claim(what="kidnapping", where="Fordgate", when="2030-03-12", note="<script>alert(1)</script>")
    assert read.cells["note"] == "<script>alert(1)</script>"


def test_numbers_and_addresses_of_pages_reach_nobody() -> None:
    for text in (
        "12 000 000 litres",
        "2030-03-12",
        "https://example.org/76-12-34-56",
        "RN16, km 40",
        "from 12 to 18 March",
    ):
        assert not reaches_a_person(text), text
    assert not is_formula("-5")


# Rows of an evidence table


def test_a_row_with_the_columns_of_a_table_is_filled_in_and_checked() -> None:
    cells = {
        "metric": "tankers_received",
        "value": "40",
        "unit": "tankers",
        "date": "week of 4 March 2030",
        "place": "Lantern",
    }
    table = "evidence/fuel.csv"
    read = understand(Entry(2, {**cells, "source_url": "Radio", "source_date": "2030-03-14"}, table), ground(), {})
    assert isinstance(read, Claim)
    assert (read.cells["date"], read.cells["known_from"]) == ("2030-03-04/2030-03-10", "2030-03-14")
    asked = {
        "source": {},
        "metric": {"source_url": "R", "metric": "tankers_recieved"},
        "where": {"source_url": "R", "place": "Lanten"},
        "when": {"source_url": "R", "date": "recently"},
        "published": {"source_url": "R", "source_date": "soon"},
        "future": {"source_url": "R", "known_from": "2031-01-01"},
        "cell": {"source_url": "R", "confidence": "sure"},
        "formula": {"source_url": "R", "note": "=1+1"},
        "order": {"source_url": "R", "date": "3/4/2030"},
    }
    for kind, change in asked.items():
        found = understand(Entry(2, {**cells, **change}, table), ground(), {})
        assert isinstance(found, Question), kind
        assert found.kind == kind
    kept = understand(Entry(2, {**cells, **asked["metric"]}, table), ground(), {"metric": AS_WRITTEN})
    assert isinstance(kept, Claim)
    assert kept.cells["metric"] == "tankers_recieved"


def test_a_row_that_the_case_would_reject_is_asked_about() -> None:
    cells = {
        "case": "siege",
        "country": "XI",
        "event": "x",
        "start_date": "2021-05",
        "end_date": "2021-01",
        "source_url": "R",
    }
    asked = understand(Entry(2, cells, "evidence/precedents.csv"), ground(), {})
    assert isinstance(asked, Question)
    assert asked.kind == "rejected"
    assert "before the start" in asked.gaps["reason"]


# A sheet as a whole


def gone(rows: Iterable[Entry], ask: object = None) -> Understood:
    return go_through(rows, ground(), read_case(ISLAND).reports, ask)  # type: ignore[arg-type]


def test_what_is_known_is_not_added_again() -> None:
    old = row(
        what="tankers per week",
        where="Lantern",
        when="2030-02-11/17",
        number="~55",
        source="",
        link="https://example.org/e",
    )
    again = row(what="new arrivals in one week", where="Heron Camp", when="3-9 March", number="300-500", source="x",
                link="https://www.example.org/i/")  # fmt: skip
    result = gone([old, again, row(3, what="kidnapping", where="Fordgate", when="hier")] * 2)
    assert [standing.of for _, standing in result.known] == [("F2",), ("D2",), ("F2",), ("D2",), ("row 3",)]
    assert len(result.added) == 1


def test_attacks_at_two_villages_on_no_map_are_two_although_their_road_is_one() -> None:
    def attack(at: int, where: str) -> Entry:
        return row(at, what="Embuscade", where=where, corridor="Salt Road", area="Isle", when="2030-03-12")

    result = gone([attack(2, "Upper Weir"), attack(3, "Lower Weir"), attack(4, "Upper Weir")])
    assert [claim.row for claim, _ in result.added] == [2, 3]
    assert [claim.row for claim, _ in result.known] == [4]


def test_another_source_is_added_and_told() -> None:
    same = row(what="embuscade", where="Fordgate", corridor="Salt Road", when="2030-01-20", vehicles="7")
    number = row(what="tankers per week", where="Lantern", when="2030-02-11/17", number="~55")
    other = row(what="tankers per week", where="Lantern", when="2030-02-11/17", number="90")
    next_day = row(what="embuscade", where="Fordgate", corridor="Salt Road", when="2030-01-22")
    result = gone([same, number, other, next_day])
    told = [(standing.kind, standing.of) for _, standing in result.added]
    assert told[:2] == [("other_source", ("I1",)), ("other_source", ("F2",))]
    assert told[2][0] == "differs"
    assert "F2" in told[2][1]
    assert told[3] == ("new", ())


def test_an_answer_holds_for_later_rows_that_ask_the_same() -> None:
    asked: list[str] = []

    def ask(entry: Entry, found: Question) -> str:
        asked.append(found.kind)
        return {"order": "day", "where": "Lantern", "what": "tankers received", "source": "Radio"}[found.kind]

    rows = [
        row(k, what="tanker thingies", where="Lantrn", when=f"{k}/1/2030", number="4", source="") for k in (2, 3, 4)
    ]
    result = gone(rows, ask)
    assert sorted(asked) == ["order", "source", "what", "where"]
    assert [pair[0].cells["date"] for pair in result.added] == ["2030-01-02", "2030-01-03", "2030-01-04"]


def test_answers_in_vain_end_in_setting_the_row_aside() -> None:
    result = gone([row(what="kidnapping", where="Fordgate", when="soon")], lambda *_: "soon")
    assert [one.question.kind for one in result.aside] == ["when"]


@pytest.mark.parametrize("file", EVIDENCE)
def test_a_table_of_the_shipped_case_is_known_already_row_by_row(file: str) -> None:
    folder = find_case("mali")
    case = read_case(folder)
    names = {case.settings.country: ("Mali",)}
    on = Ground.of(case, Defaults(case.settings.as_of.replace(year=case.settings.as_of.year + 1)), names)
    rows = entries(load_sheet(folder / file), {})
    result = go_through(rows, on, case.reports, None)
    assert not result.added
    assert len(result.known) + len(result.aside) == len(rows)
    assert {one.question.kind for one in result.aside} <= {"where"}
    assert len(result.aside) <= 3, "places whose names look like those of others, or numbers at places on no map"


WORDS = st.sampled_from(
    ["tankers received", "embuscade", "notre stock", "new arrivals", "power", "tankers destroyed", "zzz", "=1", "Lantern", "Moulin",
     "Lantrn", "Salt Road", "national", "Shoreland", "Zweig", "2030-03-12", "last Friday", "3/4/2030", "soon", "40", "au moins 40",
     "dozens", "-3", "19h", "12 m3", "%", "litres", "x@example.org", "https://example.org/a", "oui", "high", "<b>", ""]
)  # fmt: skip
CELLS = st.dictionaries(
    st.sampled_from(["what", "where", "corridor", "area", "when", "number", "unit", "source", "link", "published", "confidence",
                     "note", "killed", "vehicles", "internal", "actor"]),
    WORDS | st.text(max_size=12),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(CELLS, max_size=6), st.booleans())
def test_no_row_is_ever_lost(sheet: list[dict[str, str]], answering: bool) -> None:
    rows = [Entry(k, {name: text for name, text in cells.items() if text}) for k, cells in enumerate(sheet, 2)]
    result = gone(rows, (lambda *_: None) if answering else None)
    assert len(rows) == len(result.added) + len(result.known) + len(result.aside)
    seen = [pair[0].row for pair in (*result.added, *result.known)] + [one.entry.row for one in result.aside]
    assert sorted(seen) == [entry.row for entry in rows]
    for claimed, _ in result.added:
        assert not any(is_formula(text) for name, text in claimed.cells.items() if name != "value")
        assert not reaches_a_person(claimed.cells.get("note", ""))


@settings(deadline=None)
@given(CELLS, st.lists(WORDS, min_size=1, max_size=5))
def test_whatever_is_answered_it_ends(cells: dict[str, str], answers: list[str]) -> None:
    turn = iter(answers * 20)
    result = gone([Entry(2, {name: text for name, text in cells.items() if text})], lambda *_: next(turn, None))
    assert len(result.added) + len(result.known) + len(result.aside) == 1
