"""Days ahead: what an outlook holds, the order of a day, what levers cost and do, by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from harmattan.errors import Incomplete
from harmattan.foresee import DAY, foresee, in_order_of_day
from harmattan.mechanisms import MODELS
from harmattan.world.choice import Course, Scenario
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation
from harmattan.world.vocabulary import variables
from laws.two_islands import COUNTRY, NOTHING_NEW, PERSISTS, assume, belief, course, lever, mechanisms
from worlds import two_towns

Z95 = 1.6448536269514722


@pytest.fixture(scope="module")
def situation() -> Situation:
    return belief(two_towns(), 200)


def ahead(
    situation: Situation, chosen: Course = NOTHING_NEW, scenario: Scenario = PERSISTS, days: int = 10, **more: object
) -> Outlook:
    given = {"horizon_days": days, "seed": 1, "country": COUNTRY, "focus": "capital", **more}
    return foresee(situation, scenario, chosen, mechanisms(situation.atlas), **given)  # type: ignore[arg-type]


def test_an_outlook_begins_the_day_after_the_belief(situation: Situation) -> None:
    outlook = ahead(situation)
    assert outlook.calendar.first_day == situation.day + timedelta(days=1)
    assert (outlook.calendar.days, outlook.draws) == (10, 200)
    assert (outlook.scenario, outlook.course, outlook.seed) == ("persists", "nothing-new", 1)


def test_an_outlook_keeps_every_recorded_variable_of_its_mechanisms(situation: Situation) -> None:
    outlook = ahead(situation)
    given = {name for model in mechanisms(situation.atlas) for name in model.gives}
    assert set(outlook.values) == {name for name in given if variables()[name].recorded}
    for name, array in outlook.values.items():
        assert array.dtype == np.float32
        assert np.isfinite(array).all(), name
        assert array.min() >= variables()[name].low
        assert array.max() <= variables()[name].high


def test_warnings_of_the_belief_are_carried_over(situation: Situation) -> None:
    warned = replace(situation, warnings=("few_effective_draws",))
    assert ahead(warned, days=1).warnings == ("few_effective_draws",)


def test_the_day_has_one_order(situation: Situation) -> None:
    models = mechanisms(situation.atlas)
    assert [model.name for model in in_order_of_day(models[::-1])] == list(MODELS)
    assert DAY.index("supply") < DAY.index("displacement") < DAY.index("record")
    with pytest.raises(Incomplete, match="displacement needs 'siege'"):
        in_order_of_day([model for model in models if model.name != "supply"])


def test_mechanisms_may_come_in_any_order(situation: Situation) -> None:
    models = mechanisms(situation.atlas)
    one, other = (
        foresee(situation, PERSISTS, NOTHING_NEW, order, horizon_days=4, seed=1, country=COUNTRY)
        for order in (models, models[::-1])
    )
    assert all(one.values[name].tobytes() == other.values[name].tobytes() for name in one.values)


def test_cost_by_hand(situation: Situation) -> None:
    # Decided after two days, paid from then on: three days of delay and four of effect, or to the end of the horizon.
    paid = lever(
        "dispatch_factor", (), 1.0, 1.0, cost_low=50.0, cost_high=50.0, start_days=2, delay_days=3, lasts_days=4
    )
    for horizon, days in ((20, 7), (9, 7), (5, 3), (2, 0), (1, 0)):
        assert ahead(situation, course(paid), days=horizon).totals["cost_usd"].tolist() == [days * 50.0] * 200
    twice = course(paid, replace(paid, id="second"))
    assert ahead(situation, twice, days=20).totals["cost_usd"].tolist() == [700.0] * 200
    assert ahead(situation, days=2).totals["cost_usd"].tolist() == [0.0] * 200


def test_cost_has_the_interval_that_is_written_down(situation: Situation) -> None:
    paid = lever("dispatch_factor", (), 1.0, 1.0, cost_low=100.0, cost_high=400.0)
    logs = np.log(ahead(situation, course(paid), days=1).totals["cost_usd"])
    assert logs.mean() == pytest.approx(math.log(200.0), abs=4 * 0.42 / math.sqrt(200))
    assert logs.std() == pytest.approx(math.log(4.0) / (2 * Z95), rel=0.25)


def test_dry_days_by_hand(situation: Situation) -> None:
    outlook = ahead(situation)
    dry = (outlook.of("days_of_fuel", "capital") < 3.0).sum(axis=1)
    assert outlook.totals["days_capital_dry"].tolist() == dry.tolist()
    assert 0 < dry.sum() < dry.size * 10


def test_a_driver_never_leaves_its_bounds(situation: Situation) -> None:
    # Twice a share of one is one: an assumption cannot push a driver over what its variable allows.
    assert variables()["ambush_unseen_share"].high == 1.0
    outlook = ahead(situation, scenario=assume("ambush_unseen_share", (), 2.0))
    assert outlook.values["ambushes"].tobytes() == ahead(situation).values["ambushes"].tobytes()


def test_no_traffic_is_dispatched_where_none_is_allowed(situation: Situation) -> None:
    closed = ahead(situation, scenario=assume("dispatch_factor", ("west",), 0.0))
    row = situation.atlas.corridor_index["west"]
    assert closed.values["tankers_dispatched"][:, :, row].sum() == 0.0
    assert closed.totals["people_days_short"].mean() > ahead(situation).totals["people_days_short"].mean()


def test_nobody_leaves_where_nobody_can(situation: Situation) -> None:
    assert ahead(situation, scenario=assume("leave_rate_factor", (), 0.0)).totals["left_home"].sum() == 0.0


def test_progress_ends_at_one(situation: Situation) -> None:
    shares: list[float] = []
    ahead(situation, days=1, progress=shares.append, workers=2)
    assert shares == [0.5, 1.0]


def test_memory_does_not_grow_with_the_draws(situation: Situation) -> None:
    """More draws than are kept: days of the first 400, amounts of all, and the belief's draws begin in turn."""
    few, many = ahead(situation, draws=450, days=4), ahead(situation, draws=900, days=4)
    for outlook, draws in ((few, 450), (many, 900)):
        assert outlook.draws == draws
        assert {len(array) for array in outlook.values.values()} == {400}
    assert {name: array[:450].tolist() for name, array in many.totals.items()} == {
        name: array.tolist() for name, array in few.totals.items()
    }
    alone = ahead(situation, days=4)
    assert alone.totals["tankers_lost"].tolist() == many.totals["tankers_lost"][:200].tolist()
    # Draws 0 and 200 begin alike and have chance of their own.
    assert many.totals["tankers_lost"][:200].tolist() != many.totals["tankers_lost"][200:400].tolist()


def test_a_driver_that_is_nothing_by_itself_is_set_and_not_multiplied(situation: Situation) -> None:
    assert variables()["import_ban"].default == 0.0
    banned = ahead(situation, scenario=assume("import_ban", ("west",), 1.0))
    row = situation.atlas.corridor_index["west"]
    assert (banned.values["ban_strength"][:, :, row] == 1.0).all()


def test_an_assumption_may_wait(situation: Situation) -> None:
    [path] = assume("import_ban", ("west",), 1.0).paths
    waiting = replace(PERSISTS, paths=(replace(path, after_days=4),))
    row = situation.atlas.corridor_index["west"]
    strength = ahead(situation, scenario=waiting).values["ban_strength"][:, :, row]
    assert (strength[:, :4] == 0.0).all()
    assert (strength[:, 4:] == 1.0).all()
