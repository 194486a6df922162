"""What a belief holds: what was learned, what moved it, and what a reader must know before trusting it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from conftest import ISLAND
from harmattan.assess import HISTORY, assess
from harmattan.assess.belief import FEW
from harmattan.assess.weighing import error_scale, source, spoken_to
from harmattan.errors import NothingKnown
from harmattan.recipes import Plan, make_plan, make_situation
from harmattan.world.report import Reports
from harmattan.world.situation import Situation, check_values
from harmattan.world.vocabulary import variables


def test_a_belief_holds_every_state_and_parameter_within_bounds(island_plan: Plan, island_belief: Situation) -> None:
    expected = {name for model in island_plan.models for name in model.gives | model.needs}
    expected -= {name for name, entry in variables().items() if entry.role == "driver"}
    assert set(island_belief.values) == expected
    assert check_values(island_belief.values, island_plan.case.atlas, 100) == []
    assert (island_belief.day, island_belief.draws) == (island_plan.as_of, 100)


def test_a_belief_cannot_be_written_to(island_belief: Situation) -> None:
    with pytest.raises(ValueError, match="read-only"):
        island_belief.values["siege"][:] = 1.0


def test_history_runs_from_the_first_day_to_the_cut_off(island_plan: Plan, island_belief: Situation) -> None:
    assert island_belief.history_first_day == island_plan.case.settings.first_day
    assert set(island_belief.history) == set(HISTORY)
    for array in island_belief.history.values():
        assert array.shape[:2] == (100, 90)


@pytest.mark.parametrize("name", ["days_of_fuel", "displaced", "shortage"])
def test_history_ends_with_the_state(name: str, island_belief: Situation) -> None:
    last = island_belief.history[name][:, -1]
    assert np.array_equal(last, island_belief.values[name].astype(np.float32))


def test_every_parameter_that_is_not_fixed_is_told_once_with_its_prior(
    island_plan: Plan, island_belief: Situation
) -> None:
    told = [(row.variable, row.entity) for row in island_belief.learned]
    assert len(told) == len(set(told))
    assert {name for name, _ in told} == {
        name
        for model in island_plan.models
        for name in model.needs
        if variables()[name].role == "parameter" and name != "product_share"
    }
    for row in island_belief.learned:
        assert row.prior[0] < row.prior[1] < row.prior[2]
        assert row.posterior[0] <= row.posterior[1] <= row.posterior[2]
        assert row.source


def test_reports_that_weigh_are_told_with_what_was_expected(island_plan: Plan, island_belief: Situation) -> None:
    moved = {row.report: row for row in island_belief.moved}
    assert {"F2", "D1", "D2"} <= set(moved)
    assert moved["F2"].reported == 55.0
    assert moved["F2"].expected_low <= moved["F2"].expected <= moved["F2"].expected_high
    assert {"I1", "I2", "F2"} <= set(island_belief.reports_used), "events weigh as well"
    gains = [row.gain for row in island_belief.moved]
    assert gains == sorted(gains, reverse=True)


def test_each_report_weighs_in_one_mechanism_only(island_plan: Plan) -> None:
    rows = island_plan.reports.rows
    by_name = {
        model.name: {row.id for row in spoken_to(island_plan.case, rows, island_plan.models, position, 90)}
        for position, model in enumerate(island_plan.models)
    }
    assert {name for name, weighed in by_name.items() if weighed} == {"violence", "supply", "displacement"}
    assert sum(map(len, by_name.values())) == len(set().union(*by_name.values()))


def test_without_evidence_the_parameters_keep_their_priors(island_plan: Plan) -> None:
    first = island_plan.case.settings.first_day
    silent = assess(island_plan.case, Reports(()), island_plan.models, as_of=first, draws=100, seed=1)
    for row in silent.learned:
        if row.variable.startswith(("travel", "distance", "camp", "town")):
            width = abs(row.prior[2] - row.prior[0])
            assert abs(row.posterior[1] - row.prior[1]) < 0.35 * width, row.variable


def test_few_effective_draws_are_told(island_plan: Plan, island_belief: Situation) -> None:
    few = island_belief.effective_sample_size < FEW
    assert ("few_effective_draws" in island_belief.warnings) is few
    assert 1.0 <= island_belief.effective_sample_size <= 400.0


def test_a_belief_has_no_more_draws_than_were_weighed(island_plan: Plan) -> None:
    situation = make_situation(make_plan(str(ISLAND), draws=1000))
    assert situation.draws == 400
    assert situation.effective_sample_size <= 400.0


def test_two_draws_are_enough_to_run(island_plan: Plan) -> None:
    assert make_situation(make_plan(str(ISLAND), draws=2)).draws == 2


def test_the_first_day_itself_can_be_asked_for_and_none_before(island_plan: Plan) -> None:
    first = island_plan.case.settings.first_day
    known = island_plan.case.reports.known_on(first)
    assert assess(island_plan.case, known, island_plan.models, as_of=first, draws=10, seed=1).day == first
    with pytest.raises(NothingKnown, match="set an earlier first_day"):
        assess(island_plan.case, known, island_plan.models, as_of=date(2029, 12, 31), draws=10, seed=1)


def test_the_source_of_a_report_is_its_outlet(island_plan: Plan) -> None:
    row = island_plan.case.reports.by_id()["F2"]
    assert source(row) == "example.org"
    assert source(replace(row, source_url="Radio Lantern: evening news")) == "Radio Lantern"


def test_error_grows_with_doubt(island_plan: Plan) -> None:
    row, evidence = island_plan.case.reports.by_id()["F2"], island_plan.case.settings.evidence
    plain = replace(row, relation="exact")
    by_confidence = [
        error_scale(replace(plain, confidence=name), evidence, shared=True) for name in ("high", "medium", "low")
    ]
    assert by_confidence == sorted(by_confidence)
    assert by_confidence == pytest.approx([0.1, 0.25, 0.5])
    assert error_scale(replace(plain, relation="about"), evidence, shared=True) == pytest.approx(np.hypot(0.1, 0.1))
    assert error_scale(plain, evidence, shared=False) == pytest.approx(np.hypot(0.1, 0.15))
