"""A lever changes what it can reach and nothing else, and one that does nothing changes nothing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from harmattan.compare import compare
from harmattan.foresee import foresee
from harmattan.world.choice import Course, Path, Scenario
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation
from harmattan.world.vocabulary import variables
from laws.two_islands import COUNTRY, DAY, NOTHING_NEW, PERSISTS, assume, belief, course, lever, mechanisms
from worlds import two_islands

HORIZON = 30
NEAR_LEVERS = {
    "ambush_loss_factor": ("west",),
    "ambush_rate_factor": ("west", "east"),
    "dispatch_factor": ("east",),
    "convoy_interval_factor": ("west",),
    "leave_rate_factor": ("town", "capital"),
}


@pytest.fixture(scope="module")
def both() -> Situation:
    return belief(two_islands(), 40)


def ahead(situation: Situation, chosen: Course, scenario: Scenario = PERSISTS, seed: int = 1) -> Outlook:
    models = mechanisms(situation.atlas)
    return foresee(
        situation, scenario, chosen, models, horizon_days=HORIZON, seed=seed, country=COUNTRY, focus="capital"
    )


@pytest.fixture(scope="module")
def reference(both: Situation) -> Outlook:
    return ahead(both, NOTHING_NEW)


def far(outlook: Outlook, name: str) -> np.ndarray:
    labels = outlook.atlas.labels(variables()[name].dims[1])
    return outlook.values[name][:, :, [row for row, label in enumerate(labels) if label.startswith("far-")]]


@pytest.mark.parametrize("variable", NEAR_LEVERS)
def test_the_far_island_is_bit_identical_under_a_lever_on_the_near_one(
    variable: str, both: Situation, reference: Outlook
) -> None:
    bent = ahead(both, course(lever(variable, NEAR_LEVERS[variable], 0.2, 0.5)))
    changed = [name for name in bent.values if bent.values[name].tobytes() != reference.values[name].tobytes()]
    assert changed, "the lever does nothing at all"
    for name in bent.values:
        if not name.endswith("_in_area"):
            assert far(bent, name).tobytes() == far(reference, name).tobytes(), name


@pytest.mark.parametrize("variable", NEAR_LEVERS)
def test_an_assumption_about_the_near_island_leaves_the_far_one_alone(
    variable: str, both: Situation, reference: Outlook
) -> None:
    bent = ahead(both, NOTHING_NEW, assume(variable, NEAR_LEVERS[variable], 2.0))
    for name in bent.values:
        if not name.endswith("_in_area"):
            assert far(bent, name).tobytes() == far(reference, name).tobytes(), name


def test_a_lever_changes_nothing_before_it_works(both: Situation, reference: Outlook) -> None:
    late = ahead(both, course(lever("ambush_rate_factor", ("west",), 0.1, 0.2, start_days=5, delay_days=7)))
    for name, array in late.values.items():
        assert array[:, :12].tobytes() == reference.values[name][:, :12].tobytes(), name
    assert late.values["tankers_lost"].tobytes() != reference.values["tankers_lost"].tobytes()


def test_a_lever_lasts_as_long_as_it_says(both: Situation) -> None:
    shut = course(lever("leave_rate_factor", (), 1e-300, 1e-299, start_days=2, delay_days=1, lasts_days=5))
    left = ahead(both, shut).values["left"].sum(axis=(0, 2))
    assert [day + 1 for day in range(HORIZON) if left[day] == 0.0] == [4, 5, 6, 7, 8]


def test_an_assumption_begins_and_ends_on_its_days(both: Situation) -> None:
    path = Path("leave_rate_factor", (), 0.0, DAY + timedelta(days=4), DAY + timedelta(days=6), "invented")
    left = ahead(both, NOTHING_NEW, Scenario("closed", "", "", "", "", (path,))).values["left"].sum(axis=(0, 2))
    assert [day + 1 for day in range(HORIZON) if left[day] == 0.0] == [4, 5, 6]


def test_assumptions_and_levers_on_one_driver_multiply(both: Situation) -> None:
    halved = assume("leave_rate_factor", (), 0.5)
    none = course(lever("leave_rate_factor", (), 1.0, 1.0))
    quarter = Scenario("quarter", "", "", "", "", (*halved.paths, *halved.paths))
    assert (
        ahead(both, none, halved).values["left"].tobytes() == ahead(both, NOTHING_NEW, halved).values["left"].tobytes()
    )
    assert (
        ahead(both, NOTHING_NEW, quarter).values["left"].tobytes()
        == ahead(both, NOTHING_NEW, assume("leave_rate_factor", (), 0.25)).values["left"].tobytes()
    )


def test_a_lever_without_effect_changes_nothing_and_earns_no_preference(both: Situation, reference: Outlook) -> None:
    idle = course(lever("ambush_loss_factor", ("west",), 1.0, 1.0, cost_low=1e6, cost_high=2e6), name="idle")
    outlook = ahead(both, idle)
    for name, array in outlook.values.items():
        assert array.tobytes() == reference.values[name].tobytes(), name
    found = compare(
        {("persists", "nothing-new"): reference, ("persists", "idle"): outlook}, [NOTHING_NEW, idle], as_of=DAY
    )
    assert {row.preferred for row in found.differences} == {""}
    assert not any(row.judgement_only for row in found.differences)
    for row in found.differences:
        if row.outcome.startswith("cost_"):
            assert row.low > 0.0
            assert row.better == 0.0
        else:
            assert (row.low, row.median, row.high, row.better) == (0.0, 0.0, 0.0, 0.5)


def test_the_effect_of_a_lever_is_the_same_draw_in_every_scenario_and_course(both: Situation) -> None:
    paid = lever("ambush_loss_factor", ("west",), 0.4, 1.1, cost_low=100.0, cost_high=300.0)
    other = lever("leave_rate_factor", ("town",), 0.4, 1.1, name="other")
    alone = ahead(both, course(paid), assume("ambush_rate_factor", (), 2.0))
    together = ahead(both, course(other, paid))
    assert alone.totals["cost_usd"].tobytes() == together.totals["cost_usd"].tobytes()


def test_fewer_ambushes_never_burn_more_tankers_on_the_first_day(both: Situation, reference: Outlook) -> None:
    calm = ahead(both, NOTHING_NEW, assume("ambush_rate_factor", (), 0.25))
    assert (calm.values["ambushes"][:, 0] <= reference.values["ambushes"][:, 0]).all()
    assert calm.totals["tankers_lost"].mean() < reference.totals["tankers_lost"].mean()
