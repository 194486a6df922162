"""Scenarios, courses and priors of the shipped Mali case: every number opens to rows or says that it is judgement."""

import csv
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from harmattan.observe.choices import read_courses, read_scenarios
from harmattan.world.choice import Course, Lever, Scenario
from harmattan.world.vocabulary import variables

CASE = Path(__file__).parents[1] / "src" / "harmattan" / "cases" / "mali"
EVIDENCE = ("incidents", "fuel", "displacement", "actors", "responses", "precedents")
SETTINGS = tomllib.loads((CASE / "case.toml").read_text("utf-8"))
ROW = re.compile(r"\b[IFDARP]\d{3}\b")
WITH_FORCE = ("escorts", "protected-vehicles", "regional-force-continental", "regional-force-bilateral")
USD_PER_EUR = 1.1

Rows = list[dict[str, str]]


def rows(path: Path) -> Rows:
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def evidence(table: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows(CASE / "evidence" / f"{table}.csv")}


@pytest.fixture(scope="module")
def scenarios() -> dict[str, Scenario]:
    read, faults = read_scenarios(CASE, SETTINGS["scenarios"], {})
    assert faults == []
    return {scenario.id: scenario for scenario in read}


@pytest.fixture(scope="module")
def courses() -> dict[str, Course]:
    read, faults = read_courses(CASE, SETTINGS["courses"], {})
    assert faults == []
    return {course.id: course for course in read}


@pytest.fixture(scope="module")
def levers(courses: dict[str, Course]) -> dict[str, Lever]:
    return {lever.id: lever for course in courses.values() for lever in course.levers}


def amount(row: str) -> float:
    return float(evidence("responses")[row]["value"])


def prior(variable: str, entity: str = "") -> tuple[float, float]:
    """The newest row: without a date it is the only one."""
    found = [r for r in rows(CASE / "priors.csv") if (r["variable"], r["entity"]) == (variable, entity)]
    newest = max(found, key=lambda row: row["known_from"])
    return float(newest["low"]), float(newest["high"])


def test_the_references_come_first() -> None:
    assert (SETTINGS["scenarios"][0], SETTINGS["courses"][0]) == ("persists", "nothing-new")
    assert {"persists", "eases", "tightens", "government-falls", "national-deal"} <= set(SETTINGS["scenarios"])


def test_every_source_names_a_row_or_says_that_it_is_judgement(
    scenarios: dict[str, Scenario], levers: dict[str, Lever]
) -> None:
    sources = {f"{s.id}: {p.variable}": p.source for s in scenarios.values() for p in s.paths}
    for lever in levers.values():
        sources[f"{lever.id}: effect"] = lever.effect.source
        sources |= {f"{lever.id}: {payer.instrument}": payer.source for payer in lever.payers}
        if lever.cost_high > 0.0:
            sources[f"{lever.id}: cost"] = lever.cost_source
    sources |= {f"{r['variable']}: {r['entity']}": r["source"] for r in rows(CASE / "priors.csv")}
    assert [at for at, text in sources.items() if not ROW.search(text) and not text.startswith("judgement")] == []
    assert [at for at, text in sources.items() if "TO BE" in text] == []


def test_no_effect_is_a_point_and_each_names_its_dispute(levers: dict[str, Lever]) -> None:
    for lever in levers.values():
        assert lever.effect.low < lever.effect.high, lever.id
        assert len(lever.effect.dispute) > 40, lever.id


def test_no_effect_that_rests_on_no_measurement_is_sure_to_help(levers: dict[str, Lever]) -> None:
    """As long as an effect is judgement, its interval holds 'no effect'."""
    judged = [lever for lever in levers.values() if lever.effect.source.startswith("judgement")]
    assert judged
    assert [lever.id for lever in judged if not lever.effect.low <= 1.0 <= lever.effect.high] == []


def test_a_course_that_adds_force_counts_what_force_may_do(courses: dict[str, Course]) -> None:
    for name in WITH_FORCE:
        course = courses[name]
        harm = [lever for lever in course.levers if lever.variable == "state_harm_factor"]
        assert harm, name
        assert all(lever.effect.low < 1.0 < lever.effect.high for lever in harm), name
        assert "harm" in course.description.casefold(), name
        assert "torts" in course.description_fr.casefold(), name


def test_a_course_is_paid_for_once(courses: dict[str, Course]) -> None:
    for course in courses.values():
        priced = [lever for lever in course.levers if lever.cost_high > 0.0]
        assert len({lever.at for lever in priced}) == len(priced), course.id
        assert bool(priced) == bool(course.levers), course.id
        assert all(lever.payers for lever in priced), course.id
        free = [lever for lever in course.levers if lever.cost_high == 0.0]
        assert all("no cost of its own" in lever.cost_source and not lever.payers for lever in free), course.id


def test_payers_bear_no_more_than_all_and_seldom_pay_in_full(levers: dict[str, Lever]) -> None:
    for lever in levers.values():
        assert sum(payer.share for payer in lever.payers) <= 1.0
        assert all(payer.paid_low < payer.paid_high <= 1.0 for payer in lever.payers), lever.id


def test_costs_are_what_their_rows_give(levers: dict[str, Lever]) -> None:
    def cost(name: str) -> tuple[float, float]:
        return levers[name].cost_low, levers[name].cost_high

    def euros(row: str) -> float:
        return amount(row) * USD_PER_EUR

    pay = amount("R013") * 12 / 365
    assert cost("escort-dakar-losses") == pytest.approx((600 * pay, 600 * euros("R048") / 365), rel=0.01)
    assert cost("protected-losses") == pytest.approx((euros("R026") / 365, euros("R028") / 365), rel=0.01)
    days = (date(2019, 12, 31) - date(2016, 7, 1)).days + 1
    assert cost("information-ambushes") == pytest.approx((amount("R043") / 365, euros("R042") / days), rel=0.01)
    assert cost("pacts-signed") == pytest.approx((amount("R043") / 365, amount("R030") / 365), rel=0.01)
    large = float(evidence("responses")["R039"]["value"].split("/")[1]) / 365
    assert cost("continental-ambushes") == pytest.approx((5000 * amount("R033") / 900 / 2000, large), rel=0.01)
    between = (date(2024, 11, 18) - date(2022, 12, 1)).days + 1
    kit = euros("R025") / between / 2750
    assert cost("bilateral-ambushes") == pytest.approx((1000 * (pay + kit), 1000 * euros("R048") / 365), rel=0.01)


def test_a_lever_that_acts_after_the_horizon_says_so(courses: dict[str, Course]) -> None:
    late = {
        course.id
        for course in courses.values()
        for lever in course.levers
        if lever.start_days + lever.delay_days >= SETTINGS["horizon_days"]
    }
    assert late == {"regional-force-continental"}
    assert all("horizon" in courses[name].description for name in late)


def test_what_a_scenario_assumes_happens_within_the_horizon(scenarios: dict[str, Scenario]) -> None:
    for name, driver in (
        ("government-falls", "government_fall_assumed"),
        ("national-deal", "national_deal_assumed"),
    ):
        paths = {path.variable: path for path in scenarios[name].paths}
        assert variables()[driver].default == 0.0
        assert (paths[driver].value, paths[driver].at) == (1.0, ("ML",))
        assert all(0 < path.after_days < SETTINGS["horizon_days"] / 2 for path in paths.values())


def test_rates_of_turning_points_hold_what_precedents_count() -> None:
    found = evidence("precedents")
    sieges = [r for r in found.values() if r["case"] == "siege" and r["duration_days"]]
    wars = {"P033", "P034", "P043", "P044"}
    days = sum(float(r["duration_days"]) for r in sieges if r["id"] not in {*wars, "P009", "P042"})
    assert days == pytest.approx(3200, rel=0.1)
    pacts = sum("pact" in r["outcome"] or "truce" in r["outcome"] for r in sieges)
    low, high = prior("pact_rate_siege")
    assert low < pacts / days < high
    cities = sum(float(found[name]["duration_days"]) for name in ("P042", "P032", "P009", "P041"))
    low, high = prior("city_taken_rate")
    assert low < 1 / cities < high
    coups = Counter(r["country"] for r in found.values() if r["case"] == "coup")
    low, high = prior("fall_rate")
    assert low < coups["Mali"] / (date(2026, 3, 31) - date(2012, 3, 22)).days < high
    assert low < 7 / (25 * float(found["P018"]["duration_days"])) < high


def test_rates_of_kidnapping_and_attack_hold_what_the_list_counts() -> None:
    found = evidence("incidents")
    taken = ("I052", "I062", "I077", "I105", "I131")
    assert all(found[name]["event_type"] == "kidnapping" for name in taken)
    low, high = prior("kidnap_rate")
    assert low < len(taken) / 184 < high
    low, high = prior("violence_rate_typical", "savanes")
    assert low < 15 / 206 < high
    listed = [
        r["id"]
        for r in found.values()
        if r["country"] == "Mali" and r["date"] >= str(SETTINGS["first_day"]) and r["actor"].startswith("JNIM")
    ]
    low, high = prior("violence_reported_share")
    assert low < len(listed) / (243 * 3.4)
    assert len(listed) / (243 * 2.0) < high


def test_towns_that_rows_call_besieged_are_likelier_lost_than_the_capital() -> None:
    order = ["bamako", "kayes", "timbuktu", "lere", "diafarabe"]
    lows = [prior("control_origin_lost", name)[0] for name in order]
    assert lows == sorted(lows)
    assert prior("control_origin_split", "0") == (0.0, 0.0)
