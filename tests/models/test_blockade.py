"""The corridor filter on two towns: answers worked out by hand, what declarations do, and what nobody saw."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace

import numpy as np
import pytest

from harmattan.errors import InputFaults
from harmattan.models.blockade import blockade, blockaded, blockaded_since, detect
from harmattan.models.contract import Record, step
from harmattan.models.supply import supply
from harmattan.models.traffic import normal_traffic
from harmattan.world.atlas import Atlas, Corridor, FuelUse
from models.blockade_worlds import chance, day_of, run, start
from worlds import calm_parameters, two_islands, two_towns

NORMAL = [100.0, 20.0]
MEDIANS = {name: array for name, array in calm_parameters(two_towns(), 1).items() if name.startswith("corridor_")}


def test_normal_traffic_is_that_of_supply() -> None:
    for atlas in (two_towns(), two_islands()):
        network, traffic = supply(atlas, {}, country="XI").network, normal_traffic(atlas)
        assert traffic.flow.tolist() == network.flow_share.tolist()
        assert traffic.through.tolist() == network.through_share.tolist()


def test_corridors_in_a_circle_are_refused() -> None:
    atlas = two_towns()
    back = Corridor("back", "Back", "distribution", ("town", "capital"), 1.0, 2.0, 10.0)
    with pytest.raises(InputFaults, match="capital > town > capital"):
        blockade(replace(atlas, corridors=(*atlas.corridors, back)), {}, country="XI")


def test_one_day_by_hand() -> None:
    # One corridor, one state apart from open: all others are made impossible to tell from open.
    model, state = start(1, corridor_change_rate=0.3, corridor_flow_spread=math.sqrt(math.log(1.0 + 1.0 / 14.0)))
    state["corridor_hazard"] = np.array([[1.0, 1.0, 1.0, 3.0]])
    state["corridor_flow_share"] = np.array([[1.0, 1.0, 1.0, 0.2]])
    state["corridor_belief"][:] = [0.4, 0.3, 0.2, 0.1]
    after = step(model, {**state, **day_of(1, ambushes=2.0, exposed=50.0, arrived=[30.0, 0.0])}, chance(1))
    # A tenth of each state goes to each other one: b x (1 - 0.4) + 0.1. That spread means a shape of 1 for a single day.
    before = np.array([0.34, 0.28, 0.22, 0.16])
    for row, (normal, arrived) in enumerate(zip(NORMAL, (30.0, 0.0), strict=True)):
        attacks = 3.0**2 * math.exp(-(3.0 - 1.0) * 0.5)
        traffic = 0.2**arrived * ((1.0 + normal) / (1.0 + 0.2 * normal)) ** (arrived + 1.0)
        weighed = before * [1.0, 1.0, 1.0, attacks * traffic]
        np.testing.assert_allclose(after["corridor_belief"][0, row], weighed / weighed.sum(), rtol=1e-12)
    # Flow is the mean of about a fortnight: a seventh of today and six of what was.
    np.testing.assert_allclose(after["corridor_flow"][0], [6 / 7 + 0.3 / 7, 6 / 7], rtol=1e-12)


def test_nothing_seen_leaves_nothing_known() -> None:
    atlas = two_towns()
    barren = replace(atlas, corridors=tuple(replace(c, normal_share=0.0) for c in atlas.corridors))
    model, state = start(400, atlas=barren)
    after = run(model, state, 90, day_of(400))
    np.testing.assert_allclose(after["corridor_belief"], 0.25, rtol=1e-12)
    assert after["corridor_flow"].tolist() == np.ones((400, 2)).tolist()
    np.testing.assert_allclose(blockaded(after["corridor_state"]), 0.5, atol=0.08)


def test_a_corridor_that_hardly_carries_anything_is_not_called_open() -> None:
    thin = {"normal": 0.02, "parameters": MEDIANS}
    days = np.zeros(60)
    silent = detect(days, days, days, **thin)[-1]
    assert silent[0] < 0.5
    # One tanker in two months is what is expected of an open one, and says little.
    one = days.copy()
    one[30] = 1.0
    assert detect(days, days, one, **thin)[-1, 0] < 0.5


@pytest.mark.parametrize(
    ("arrived", "ambushes", "exposed", "answer"),
    [(1.0, 0.0, 4.0, 0), (0.7, 0.3, 2.8, 1), (0.3, 0.1, 1.2, 2), (0.02, 0.0, 0.08, 3)],
)
def test_steady_traffic_finds_its_state(arrived: float, ambushes: float, exposed: float, answer: int) -> None:
    model, state = start(1)
    seen = day_of(1, ambushes=ambushes, exposed=np.array(NORMAL) * exposed, arrived=np.array(NORMAL) * arrived)
    belief = run(model, state, 60, seen)["corridor_belief"][0, 0]
    assert int(belief.argmax()) == answer
    assert belief.max() > 0.8


def test_a_declaration_multiplies_the_odds_once() -> None:
    atlas = two_towns()
    barren = replace(atlas, corridors=tuple(replace(c, normal_share=0.0) for c in atlas.corridors))
    draws = 4000
    model, state = start(draws, atlas=barren, corridor_declared_weight=1.0)
    for days in (1, 30):
        after = run(model, state, days, day_of(draws, ban=[1.0, 0.0]))
        np.testing.assert_allclose(blockaded(after["corridor_state"]), [math.e / (1.0 + math.e), 0.5], atol=0.03)


def test_the_state_is_drawn_from_the_belief_by_one_number() -> None:
    draws = 4000
    model, state = start(draws)
    state["corridor_belief"][:] = [0.1, 0.2, 0.3, 0.4]
    state["corridor_change_rate"][:] = 0.0
    state["corridor_flow_share"][:] = 1.0
    seen = day_of(draws, arrived=NORMAL)
    one, other = (step(model, {**state, **seen}, chance(draws, day))["corridor_state"] for day in (0, 1))
    assert one.tobytes() == other.tobytes()
    shares = [float((one == level).mean()) for level in range(4)]
    np.testing.assert_allclose(shares, [0.1, 0.2, 0.3, 0.4], atol=0.02)


def test_detect_is_the_mechanism_on_one_corridor() -> None:
    rng = np.random.default_rng(1)
    days = 50
    arrived = rng.poisson(100.0 * np.where(np.arange(days) < 25, 1.0, 0.1)).astype(float)
    exposed, ambushes = 3.0 * arrived, rng.poisson(0.1, days).astype(float)
    told = detect(ambushes, exposed, arrived, normal=100.0, parameters=MEDIANS)
    model, state = start(1)
    for day in range(days):
        seen = day_of(1, ambushes=ambushes[day], exposed=exposed[day], arrived=arrived[day])
        state = {**state, **step(model, {**state, **seen}, chance(1, day))}
        np.testing.assert_allclose(told[day], state["corridor_belief"][0, 0], rtol=1e-12)
    assert told[24, 2:].sum() < 0.1
    assert told[-1, 2:].sum() > 0.9


def test_days_that_nobody_counted_say_nothing() -> None:
    quiet, gone = np.zeros(40), np.full(40, np.nan)
    full = np.full(40, 100.0)
    half = np.where(np.arange(40) < 20, 100.0, np.nan)
    known = detect(quiet, full, full, normal=100.0, parameters=MEDIANS)
    partly = detect(quiet, half, half, normal=100.0, parameters=MEDIANS)
    assert partly[:20].tobytes() == known[:20].tobytes()
    assert (np.diff(partly[19:, 0]) < 0.0).all()
    np.testing.assert_allclose(detect(quiet, gone, gone, normal=100.0, parameters=MEDIANS), 0.25)


def test_a_share_that_is_reported_scales_the_hazard() -> None:
    days = np.arange(30) % 5 == 0
    count, exposed, none = days.astype(float), np.full(30, 40.0), np.full(30, np.nan)
    half = {**MEDIANS, "corridor_hazard": 0.5 * MEDIANS["corridor_hazard"]}
    one = detect(count, exposed, none, normal=10.0, parameters=MEDIANS, reported_share=0.5)
    np.testing.assert_allclose(one, detect(count, exposed, none, normal=10.0, parameters=half))


def test_since_when() -> None:
    state = np.array([[0.0, 2.0, 3.0, 3.0], [0.0, 0.0, 2.0, 2.0], [2.0, 2.0, 1.0, 2.0]])
    assert blockaded_since(state) == 1
    assert blockaded_since(state[:, :1]) is None
    assert blockaded_since(np.full((3, 4), 3.0)) == 0
    assert blockaded(state[:, 1]) == pytest.approx(2 / 3)
    assert blockaded(np.zeros((5, 2, 3))).shape == (2, 3)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"ambushes": np.zeros(3)}, "as many days"),
        ({"ambushes": np.array([0.0, -1.0])}, "ambushes"),
        ({"ambushes": np.array([0.0, np.nan])}, "ambushes"),
        ({"exposed": np.array([0.0, np.inf])}, "exposed"),
        ({"arrived": np.array([-2.0, 0.0])}, "arrived"),
        ({"normal": -1.0}, "normal"),
        ({"normal": math.nan}, "normal"),
        ({"reported_share": 0.0}, "reported_share"),
        ({"reported_share": 1.5}, "reported_share"),
    ],
)
def test_a_series_that_cannot_be_is_refused(changed: dict[str, object], word: str) -> None:
    given = {"ambushes": np.zeros(2), "exposed": np.zeros(2), "arrived": np.zeros(2), "normal": 1.0, **changed}
    series = [given.pop(name) for name in ("ambushes", "exposed", "arrived")]
    with pytest.raises(InputFaults, match=word):
        detect(*series, parameters=MEDIANS, **given)  # type: ignore[arg-type]


def test_all_faults_of_a_series_come_together() -> None:
    with pytest.raises(InputFaults) as raised:
        detect(np.array([-1.0]), np.array([-1.0]), np.zeros(2), normal=-1.0, parameters=MEDIANS)
    assert len(raised.value.faults) == 4


@pytest.mark.parametrize("spread", [0.0, 1e-9, 5.0])
@pytest.mark.parametrize("arrived", [0.0, 1e6])
def test_extreme_parameters_keep_belief_finite(spread: float, arrived: float) -> None:
    model, state = start(1, corridor_flow_spread=spread, corridor_change_rate=1.0)
    state["corridor_hazard"] = np.array([[0.0, 1e3, 0.0, 1e6]])
    state["corridor_flow_share"] = np.array([[0.0, 2.0, 0.0, 1.0]])
    after = run(model, state, 40, day_of(1, ambushes=8.0, exposed=1e4, arrived=arrived, ban=1.0))
    np.testing.assert_allclose(after["corridor_belief"].sum(axis=2), 1.0)
    assert np.isin(after["corridor_state"], [0.0, 1.0, 2.0, 3.0]).all()


def test_settings_are_checked_and_the_mechanism_travels() -> None:
    with pytest.raises(InputFaults, match=r"model\.blockade\.memory"):
        blockade(two_towns(), {"memory": 3.0}, country="XI")
    model, state = start(3)
    day = {**state, **day_of(3, arrived=40.0)}
    sent = pickle.loads(pickle.dumps(model))  # noqa: S301
    assert sent.name == "blockade"
    one, other = (step(each, day, chance(3)) for each in (model, sent))
    assert all(one[name].tobytes() == other[name].tobytes() for name in model.gives)


def test_an_atlas_without_corridors_runs() -> None:
    atlas = two_towns()
    bare = Atlas(atlas.places, atlas.routes, (), atlas.areas, (FuelUse("capital", 1.0, 0.0, 7.0),))
    model, state = start(2, atlas=bare)
    seen = {name: np.zeros((2, 0)) for name in ("ambushes", "tankers_exposed", "tankers_arrived", "ban_strength")}
    assert step(model, {**state, **seen}, chance(2))["corridor_state"].shape == (2, 0)


def test_it_speaks_to_no_report() -> None:
    model, state = start(1)
    assert model.observes == model.weighs == frozenset()
    assert model.normal(state) == {}
    assert model.hears(None, 1.0) == ()  # type: ignore[arg-type]
    assert model.expect(None, Record(None, {}, {})) is None  # type: ignore[arg-type]
