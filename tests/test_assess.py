"""What a belief holds: what was learned, what moved it, and what a reader must know before trusting it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from conftest import ISLAND
from harmattan.assess import HISTORY, assess, influence_rows, throughput
from harmattan.assess.belief import FEW
from harmattan.assess.influence import MOST, truncated
from harmattan.assess.weighing import error_scale, source, spoken_to
from harmattan.errors import NothingKnown
from harmattan.models.supply import supply
from harmattan.recipes import Plan, make_plan, make_situation
from harmattan.world.report import Report, Reports
from harmattan.world.situation import Situation, check_values
from harmattan.world.vocabulary import variables
from slow.planted_reports import AS_OF, attack, planted_case, report


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


def test_throughput_is_the_tankers_of_the_last_weeks(island_belief: Situation) -> None:
    through = throughput(island_belief)
    came = island_belief.history["tankers_arrived"]
    assert through.shape == (island_belief.draws, came.shape[2])
    assert np.allclose(through, came[:, -28:].sum(axis=1) / 4.0)
    assert np.allclose(throughput(island_belief, days=9999), came.mean(axis=1) * 7.0, rtol=1e-4)
    with pytest.raises(ValueError, match="at least one day"):
        throughput(island_belief, days=0)
    with pytest.raises(ValueError, match="holds no past arrivals"):
        throughput(replace(island_belief, history={}))


def test_weights_are_truncated_and_their_worth_is_told_before() -> None:
    weights, worth = truncated(np.log(np.array([1.0, *[1e-6] * 99])))
    assert weights.max() < 0.9999
    assert worth == pytest.approx(0.01, rel=0.01)


def test_every_stock_and_corridor_says_which_reports_moved_it(island_plan: Plan, island_belief: Situation) -> None:
    atlas = island_plan.case.atlas
    told = {(row.quantity, row.entity) for row in island_belief.influence}
    assert {("days_of_fuel", use.place) for use in atlas.fuel if use.need_share > 0.0} <= told
    assert {("tankers_per_week", one.id) for one in atlas.corridors if one.kind == "import"} <= told
    assert {row.report for row in island_belief.influence} <= set(island_belief.reports_used)
    for key in told:
        rows = [row for row in island_belief.influence if (row.quantity, row.entity) == key]
        assert len(rows) <= MOST
        sure = [row.sure for row in rows]
        assert sure == sorted(sure, reverse=True)
        assert all(row.shift == pytest.approx(row.with_median - row.without_median) for row in rows)


def test_rows_on_influence_leave_out_what_cannot_be_told(island_belief: Situation) -> None:
    one = island_belief.influence[0]
    rough = replace(one, shift=2.0, error=1.0, reliable=False)
    sure = replace(one, shift=-2.0, error=0.5, reliable=True)
    first, second = influence_rows(replace(island_belief, influence=(rough, sure)))
    assert (first["moved"], first["shift"], first["without_median"]) == ("unclear", None, None)
    assert first["with_median"] == one.with_median
    assert (second["moved"], second["shift"]) == ("down", -2.0)
    (third,) = influence_rows(replace(island_belief, influence=(replace(rough, error=0.5),)))
    assert (third["moved"], third["shift"]) == ("up", None)
    assert influence_rows(island_belief, entities=()) == []


def _told_of_the_towns() -> tuple[Report, ...]:
    """Two contradicting weeks, a low stock, an attack and a ban, all of the last days."""
    ban = replace(attack("B", 45, confidence="medium"), metric="blockade_declared")
    return (
        report("W1", "tankers_received", 250.0, 46, 52),
        report("W2", "tankers_received", 420.0, 53, 59, source_url="port: x"),
        report("S", "stock_days_if_cut", 1.0, 58, 58, source_url="trade: n"),
        attack("A", 50, 30.0, confidence="medium"),
        ban,
    )


def test_a_report_moved_the_belief_by_what_it_changes_when_it_is_left_out() -> None:
    """Brute force: assess again without each report; medians of today, the mean of three seeds, beside what was told."""
    case = planted_case()
    model, rows, seeds = supply(case.atlas, {}, country="XI"), _told_of_the_towns(), (1, 2, 3)
    capital, west = case.atlas.place_index["capital"], case.atlas.corridor_index["west"]

    def beliefs(*without: str) -> list[Situation]:
        kept = Reports(tuple(row for row in rows if row.id not in without))
        return [assess(case, kept, (model,), as_of=AS_OF, draws=300, particles=300, seed=seed) for seed in seeds]

    def today(of: list[Situation]) -> dict[str, float]:
        stock = [np.median(one.values["days_of_fuel"][:, capital]) for one in of]
        return {
            "capital": float(np.mean(stock)),
            "west": float(np.mean([np.median(throughput(one)[:, west]) for one in of])),
        }

    whole = beliefs()
    believed = today(whole)
    held = {(row.report, row.entity): row for row in whole[0].influence if row.quantity != "fuel_stock_total"}
    wide = {name: held["S", name].with_high - held["S", name].with_low for name in believed}
    large = 0
    for name in (row.id for row in rows):
        brute = today(beliefs(name))
        for entity, median in believed.items():
            told = [
                row.shift
                for one in whole
                for row in one.influence
                if (row.report, row.entity) == (name, entity) and row.quantity != "fuel_stock_total"
            ]
            moved = median - brute[entity]
            # A seventh of the 90 % interval is what three seeds of 300 draws leave open.
            assert float(np.mean(told)) == pytest.approx(moved, abs=wide[entity] / 7.0 + 0.3 * abs(moved)), (
                name,
                entity,
            )
            large += abs(moved) > wide[entity] / 6.0
    assert large >= 3, "some reports must matter for the comparison to mean anything"


def test_a_report_that_leaves_few_draws_is_told_as_such() -> None:
    case = planted_case()
    model, rows = supply(case.atlas, {}, country="XI"), _told_of_the_towns()
    belief = assess(case, Reports(rows), (model,), as_of=AS_OF, draws=300, particles=300, seed=1)
    reliable = {row.report: row.reliable for row in belief.influence if row.quantity == "days_of_fuel"}
    assert not reliable["B"], "two weeks far below what the model expects without the ban"
    assert reliable["A"]


def test_two_rows_of_one_meeting_hand_their_weight_on() -> None:
    """Left out, one of two equal rows of one week takes nothing away: the other then weighs in full."""
    case = planted_case()
    model = supply(case.atlas, {}, country="XI")
    both = (report("W1", "tankers_received", 250.0, 46, 52), report("W2", "tankers_received", 250.0, 46, 52))
    belief = assess(case, Reports(both), (model,), as_of=AS_OF, draws=300, particles=300, seed=1)
    for row in belief.influence:
        assert abs(row.shift) < 0.02 * (row.with_high - row.with_low)
        assert row.reliable
