import math
from dataclasses import replace

import numpy as np
import pytest

from brief.planted import planted
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.course import break_even, preference_key
from harmattan.brief.statements import statements
from harmattan.errors import InputFaults


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=60)


def by_id(inputs, level="partner"):
    return {s.id: s for s in statements(inputs, level=level)}


def test_all_questions_are_answered_in_both_languages(inputs):
    found = by_id(inputs)
    assert list(found) == [
        "fuel_now",
        "fuel_dry",
        "power_now",
        "inflow",
        "blockades",
        "corridor_at_risk",
        "sieges",
        "holders",
        "people",
        "camps",
        "deaths",
        "government",
        "course_change",
    ]
    for s in found.values():
        assert set(s.text) == set(s.caveat) == {"en", "fr"}
        assert "{" not in "".join((*s.text.values(), *s.caveat.values()))
        assert all(s.text.values())
        assert s.low <= s.median <= s.high
        assert s.unit
        assert s.count >= len(s.sources)


def test_numbers_are_those_of_the_draws(inputs):
    found = by_id(inputs)
    low = inputs.reference.of("days_of_fuel", "haute") < 3
    assert found["fuel_dry"].probability == pytest.approx(low.any(axis=1).mean())
    assert found["people"].median == pytest.approx(np.median(inputs.reference.totals["left_home"]))
    assert found["fuel_now"].median == pytest.approx(np.median(inputs.situation.history["days_of_fuel"][:, -1, 0]))


def test_attacks_in_the_next_28_days_are_not_counted_over_fewer():
    assert "corridor_at_risk" in by_id(planted(draws=10, days=28))
    assert "corridor_at_risk" not in by_id(planted(draws=10, days=27))


def test_sources_are_those_that_bear_on_it_the_weightiest_first(inputs):
    found = by_id(inputs)
    assert found["fuel_now"].sources[:2] == ("F001", "F003")
    assert set(found["people"].sources) == {"D002"}
    assert found["camps"].sources == ("D001",)
    assert found["sieges"].sources == ("I003",)
    assert "F006" not in found["fuel_now"].sources
    assert set(found["corridor_at_risk"].sources) == {"I001", "I002"}
    assert found["course_change"].sources == ("R001",)


def test_no_preference_is_stated_on_judgement(inputs):
    text = by_id(inputs)["course_change"].text
    assert "No preference can be stated" in text["en"]
    assert "Aucune préférence" in text["fr"]
    assert "breaks even" in by_id(inputs)["course_change"].caveat["en"]


def test_a_stated_preference_names_the_course(inputs):
    rows = tuple(replace(d, preferred=d.course, judgement_only=False) for d in inputs.comparison.differences)
    changed = replace(inputs, comparison=replace(inputs.comparison, differences=rows))
    assert "prefer “Escorts”" in by_id(changed)["course_change"].text["en"]
    assert preference_key(rows[0]) == "stated"


def test_break_even_by_hand(inputs):
    base = replace(inputs.reference, totals={"people_days_short": np.array([10.0, 10, 10]), "cost_usd": np.zeros(3)})
    other = replace(base, totals={"people_days_short": np.array([5.0, 5, 12]), "cost_usd": np.full(3, 20.0)})
    price, share = break_even(base, other)
    assert price is not None
    assert price.median == 4.0
    assert share == pytest.approx(2 / 3)
    worse = replace(base, totals={"people_days_short": np.full(3, 12.0), "cost_usd": np.full(3, 20.0)})
    assert break_even(base, worse) == (None, 0.0)
    assert math.isnan(break_even(base, replace(base, totals={}))[1])


def test_the_corridor_is_never_given_a_date_or_a_place(inputs):
    text = by_id(inputs)["corridor_at_risk"].text
    assert "2031" not in text["en"]
    assert not any(place.name in text["en"] for place in inputs.case.atlas.places)


def test_absent_variables_are_left_out(inputs):
    bare = replace(inputs.reference, values={"left": inputs.reference.values["left"]}, totals={})
    situation = replace(
        inputs.situation, history={}, history_first_day=None, values={"siege": inputs.situation.values["siege"]}
    )
    none = replace(inputs, outlooks={inputs.reference_key: bare}, situation=situation)
    none = replace(none, comparison=replace(none.comparison, differences=(), rows=()))
    assert statements(none) == ()


def test_public_level_holds_no_single_city_stock_and_no_road_ahead(inputs):
    found = by_id(inputs, "public")
    assert {"fuel_dry", "corridor_at_risk", "power_now"}.isdisjoint(found)
    assert math.isnan(found["fuel_now"].median)
    assert "3 to 7 days" in found["fuel_now"].text["en"]
    assert "Escorts" not in " ".join(s.text["en"] for s in found.values())


def test_inputs_are_checked(inputs):
    with pytest.raises(InputFaults, match="at least one outlook"):
        replace(inputs, outlooks={})
    late = replace(inputs.reference, calendar=replace(inputs.reference.calendar, first_day=inputs.as_of))
    with pytest.raises(InputFaults, match="the day after"):
        replace(inputs, outlooks={inputs.reference_key: late})
    with pytest.raises(InputFaults, match="internal, partner or public"):
        statements(inputs, level="secret")
    assert isinstance(inputs, BriefInput)
