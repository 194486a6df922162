"""The tables of courses: chances as chances, verdicts in words, and every outcome named with its direction."""

import re
from dataclasses import replace

import pytest

from brief.planted import planted
from harmattan.brief.audience import Audience
from harmattan.brief.page import page
from harmattan.brief.phrases import sentences
from harmattan.brief.shapes.comparison_csv import COLUMNS, beat_rows, break_even_rows, comparison_rows
from harmattan.brief.statements import statements
from harmattan.brief.tables.compare import MAIN, comparison_tables, matrix_table, overview_table
from harmattan.brief.tables.turn import beat_table, break_even_table, verdict
from harmattan.brief.wording import Wording
from harmattan.compare import OUTCOMES
from harmattan.models.outcomes import totals_of
from harmattan.world.outlook import BreakEven

EN, PARTNER = Wording("en"), Audience("partner")


@pytest.fixture(scope="module")
def inputs():
    return planted(draws=60)


def test_every_outcome_has_its_words_unit_and_direction(inputs):
    for name, outcome in OUTCOMES.items():
        assert f"outcome.{name}" in sentences(), name
        assert outcome.unit == "1" or f"unit.{outcome.unit}.many" in sentences(), outcome.unit
    assert all(f"short.{name}" in sentences() for name in MAIN)
    made = totals_of(
        inputs.case.atlas,
        inputs.reference.values,
        {"power_hours_normal": 24.0 + 0 * inputs.situation.values["national_fuel_need"]},
        country="XA",
        focus="haute",
    )
    assert set(made) <= set(OUTCOMES)


def test_overview_has_a_row_for_each_course_and_chances_as_chances(inputs):
    table = overview_table(inputs, PARTNER, EN)
    assert [row[0].words for row in table.rows] == ["Nothing new", "Escorts", "Cash aid"]
    column = 1 + [name for name in MAIN if name in inputs.reference.totals].index("city_taken")
    assert table.rows[0][column].words == EN.chance(inputs.reference.totals["city_taken"].mean())
    assert table.rows[1][column].words.endswith("%")
    shortage = table.rows[1][1]
    assert shortage.words.startswith("\u2212")
    assert "better in over 99" in shortage.small
    assert table.rows[1][-2].words.startswith("2"), "costs stand as they are, without a sign"


@pytest.mark.parametrize(("language", "label"), [("en", "mean"), ("fr", "moyenne")])
def test_a_change_in_few_draws_shows_its_mean(inputs, language, label):
    rare = {"low": -9000.0, "median": 0.0, "high": 0.0, "mean": -700.0}
    rows = tuple(
        replace(row, **rare) if row.outcome == "people_days_short" else row for row in inputs.comparison.differences
    )
    few, words = replace(inputs, comparison=replace(inputs.comparison, differences=rows)), Wording(language)
    tables = (overview_table(few, PARTNER, words), matrix_table(few, PARTNER, words))
    for cell in (tables[0].rows[1][1], tables[1].rows[1][1]):
        assert cell.words == f"{label} \u2212700"
        assert cell.small.startswith(words.pair(-700.0, -9000.0, 0.0, signed=True, least=1.0)[1])
    told = next(s for s in statements(few) if s.id == "course_change")
    assert f"\u2212700 ({label}" in told.text[language]
    html = page(few, language=language)
    assert re.search(rf'>\u2212700</b><span class="unit">[^<]*, {label}<', html)
    assert f", {label}<" not in page(inputs, language=language)


def test_no_change_is_said_only_where_the_mean_is_none_too(inputs):
    still = {"low": 0.0, "median": 0.0, "high": 0.0}
    for mean, shown in ((0.2, "no change"), (-40.0, "0 to 0")):
        rows = tuple(replace(row, **still, mean=mean) for row in inputs.comparison.differences)
        few = replace(inputs, comparison=replace(inputs.comparison, differences=rows))
        cell = overview_table(few, PARTNER, EN).rows[1][1]
        assert (cell.words, cell.small.split("\n")[0]) == ("0", shown)


def test_the_table_of_differences_holds_the_mean(inputs):
    gaps = [row for row in comparison_rows(inputs, PARTNER) if row[2] == "difference"]
    assert [row[COLUMNS.index("mean")] for row in gaps] == [gap.mean for gap in inputs.comparison.differences]


def test_matrix_has_every_scenario(inputs):
    table = matrix_table(inputs, PARTNER, EN)
    assert table.head == ("Course", "The blockade persists", "The blockade eases")
    lone = {key: one for key, one in inputs.outlooks.items() if key[0] == "persists"}
    rows = tuple(row for row in inputs.comparison.differences if row.scenario == "persists")
    one = replace(inputs, outlooks=lone, comparison=replace(inputs.comparison, differences=rows))
    assert matrix_table(one, PARTNER, EN).rows == ()


def test_the_direction_of_an_outcome_stands_under_its_name(inputs):
    rows = {row[0].words: row[0].small for row in comparison_tables(inputs, PARTNER, EN)[0].rows}
    assert rows["The government falls"] == "neither is better in itself"
    assert "more is better" in next(small for name, small in rows.items() if name.startswith("The blockade is lifted"))
    assert rows["Tankers destroyed"] == "tankers, less is better"
    assert "Every outcome counts harm" not in page(inputs, language="en")


@pytest.mark.parametrize(
    ("multiplier", "side", "kind", "said"),
    [
        (0.77, "below", "within", "only if it cuts what it acts on by more than 23\u202f%"),
        (1.2, "below", "within", "raises what it acts on by no more than 20\u202f%"),
        (0.9, "above", "within", "cuts what it acts on by no more than 10\u202f%"),
        (1.5, "above", "within", "only if it raises what it acts on by more than 50\u202f%"),
        (1.0, "below", "within", "lowers what it acts on at all"),
        (1.0, "above", "within", "raises what it acts on at all"),
        (9.9, "below", "always", "Better across all"),
        (0.1, "below", "never", "Not better for anything"),
        (float("nan"), "", "unclear", "do not tell its part from chance"),
    ],
)
def test_break_evens_in_words(multiplier, side, kind, said):
    even = BreakEven("persists", "escorts", "escort", "people_days_short", multiplier, side, kind)
    assert said in verdict(even, EN)
    assert verdict(even, Wording("fr")) != verdict(even, EN)


def test_break_evens_and_beats_have_their_tables_and_rows(inputs):
    table = break_even_table(inputs, PARTNER, EN)
    assert [row[0].words for row in table.rows] == ["Escorts on the South Road", "Other levers: 1"]
    assert len(beat_table(inputs, PARTNER, EN).rows) == 3
    rows = beat_rows(inputs, PARTNER)
    pairs = {(row[1], row[3]) for row in rows}
    assert pairs == {("escorts", "nothing-new"), ("cash", "nothing-new"), ("cash", "escorts")}, "each pair once"
    assert all(len(row) == len(COLUMNS) for row in (*rows, *break_even_rows(inputs, PARTNER)))


def test_the_public_level_compares_no_course_on_roads(inputs):
    public = Audience("public")
    assert [row[0].words for row in overview_table(inputs, public, EN).rows] == ["Nothing new", "Cash aid"]
    assert not any("escorts" in row for row in (*beat_rows(inputs, public), *break_even_rows(inputs, public)))
    assert beat_table(inputs, public, EN).rows == ()
