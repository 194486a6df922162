"""The section of the brief on protecting supply: who sees it, what it says first, and what it never says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from brief.planted import planted
from harmattan.brief.page import page
from harmattan.brief.shapes.light import light_page
from harmattan.protect import Alone, Amount, Answer, Bought, Placed, Standing
from harmattan.results_protect import protected
from harmattan.world.choice import Effect
from harmattan.world.protection import Action, Level, Protection

NONE = Amount(0.0, 0.0, 0.0, 0.0)


def some(mean):
    return Amount(-0.2 * mean, 0.0, 4.0 * mean, mean)


def told_answer(**changed) -> Answer:
    steps = tuple(Bought(budget, 3 * budget, some(budget / 10)) for budget in (1e6, 2e6, 4e6))
    alone = (
        Alone("escorts", steps, float("nan"), 0.7, "below", float("nan"), 0.5, 1.1, judged=True),
        Alone(
            "stocks",
            tuple(replace(s, spared=NONE) for s in steps),
            0.0,
            float("nan"),
            "above",
            0.4,
            0.6,
            0.9,
            judged=True,
        ),
    )
    given = {
        "scenario": "persists", "budget": 2e6, "most": 0.5, "draws": 40, "months": 3, "short": some(9e6),
        "short_unshifted": some(5e6), "alone": alone,
        "mix": (Standing(1, "south-road", "escorts", 1), Standing(3, "haute", "stocks", 1)), "spent": (1e6, 0.0, 2e6),
        "placed": tuple(Placed(way, some(1e6)) for way in ("best", "even", "attacked", "largest")), "gap": 0.0, "judged": True,
        "checked": (4.6e6, 3.2e6), "checked_short": (7.6e6, 7.9e6),
    }  # fmt: skip
    return Answer(**{**given, **changed})


def with_answer(**changed):
    def one(name, title, title_fr, driver, litres=0.0):
        effect = Effect(0.5, 0.9, "judgement", "nobody knows")
        return Protection(name, title, title_fr, (), 0, (Level((Action(driver, effect, litres),), 1.0, 2.0, "R001"),))

    inputs = planted()
    known = (
        one("escorts", "Escort companies", "Compagnies d'escorte", "ambush_loss_factor"),
        one("stocks", "Stocks in depots", "Stocks en dépôt", "fuel_stock", 1e6),
    )
    return replace(inputs, case=replace(inputs.case, protections=known), protection=told_answer(**changed))


def section(inputs, language="en", level="partner"):
    found = re.search(r'<section id="protect">.*?</section>', page(inputs, language=language, level=level), re.DOTALL)
    return re.sub(r"\s+", " ", found[0]) if found else ""


@pytest.fixture(scope="module")
def english():
    return section(with_answer())


def test_a_case_without_protections_has_no_section():
    assert section(planted()) == ""
    assert 'href="#protect"' not in page(planted(), language="en")


def test_the_public_never_sees_it():
    public = page(with_answer(), language="en", level="public")
    assert 'id="protect"' not in public
    assert 'href="#protect"' not in public
    assert "Escort companies" not in public
    assert "Escort companies" not in light_page(with_answer(), language="en", level="public")


def test_it_says_first_how_strong_a_protection_must_be(english):
    assert english.index("How strong a protection must be") < english.index("Change of the shortage")
    assert english.index("How strong a protection must be") < english.index(
        "Person-days of shortage that each protection"
    )
    assert "Only if its effect is below 0.7" in english
    assert "At no effect looked at." in english
    assert "Nothing is ranked" in english


def test_protections_stand_in_the_order_of_the_case_whatever_they_bring(english):
    turned = tuple(reversed(told_answer().alone))
    other = section(with_answer(alone=turned))
    assert english.index("Escort companies") < english.index("Stocks in depots")
    assert other.index("Stocks in depots") < other.index("Escort companies")


def test_every_number_has_its_interval_and_the_balance_stands_beside_the_simulation(english):
    assert "90 % interval" in english.replace("\u00a0", " ").replace("\u202f", " ")
    assert "3.2" in english
    assert "7.9" in english
    assert "most draws see no shortage" in english


def test_a_mix_is_told_by_corridor_and_month(english):
    assert "South Road" in english
    assert "Escort companies (level 1)" in english
    assert "High Town" in english


def test_a_search_that_was_stopped_is_told_and_one_that_was_not_is_not(english):
    assert "The search was stopped" not in english
    assert "The search was stopped" in section(with_answer(gap=3e5))


def test_it_is_there_in_french():
    french = section(with_answer(), "fr")
    assert "Compagnies d" in french
    assert "les protections sont dans l" in french
    assert "Escort companies" not in french


def test_the_terminal_holds_nothing_of_where_the_effort_would_lie():
    from harmattan.recipes import make_plan

    plan = make_plan("")
    plan = replace(plan, case=replace(plan.case, protections=with_answer().case.protections))
    told = protected(plan, told_answer())
    assert told["audience"] == "partner"
    assert told["preferred"] == ""
    assert next(iter(name for name, value in told.items() if isinstance(value, list))) == "break_evens"
    columns = {name for rows in told.values() if isinstance(rows, list) for row in rows for name in row}
    assert not [name for name in columns if re.search(r"effort_|attack|share|ambush|opponent|answer", name)]
    named = {row["where"] for row in told["mix"]}
    assert named == {"south-road", "haute"}
