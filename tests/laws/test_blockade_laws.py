"""Laws of the corridor filter: chances add up, attacks and missing tankers speak one way, words do not close a road."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from harmattan.models.blockade import blockaded
from harmattan.models.contract import Chance, State, step
from models.blockade_worlds import FIRST, chance, day_of, run, start
from worlds import calm_parameters, drivers, two_islands

RATES = st.floats(1e-4, 2.0)
SHARES = st.floats(1e-3, 1.5)
LEVELS = {"corridor_hazard": st.tuples(*[RATES] * 4), "corridor_flow_share": st.tuples(*[SHARES] * 4)}
PAST = st.lists(st.tuples(st.integers(0, 3), st.floats(0.0, 400.0), st.floats(0.0, 150.0)), max_size=10)


def after_a_past(
    levels: dict[str, tuple[float, ...]], spread: float, change: float, past: list[tuple[float, ...]]
) -> tuple[object, State]:
    """A corridor with any parameters and any days behind it."""
    model, state = start(1, corridor_flow_spread=spread, corridor_change_rate=change)
    state |= {name: np.array([row]) for name, row in levels.items()}
    for day, (ambushes, exposed, arrived) in enumerate(past):
        seen = day_of(1, ambushes=ambushes, exposed=exposed, arrived=arrived)
        state = {**state, **step(model, {**state, **seen}, chance(1, day))}
    return model, state


def believed(model: object, state: State, **seen: float) -> NDArray[np.float64]:
    return step(model, {**state, **day_of(1, **seen)}, chance(1))["corridor_belief"][0]  # type: ignore[arg-type]


ANY = given(
    st.fixed_dictionaries(LEVELS),
    st.floats(0.01, 2.0),
    st.floats(0.0, 0.5),
    PAST,
    st.floats(0.0, 400.0),
    st.floats(0.0, 200.0),
)


@settings(max_examples=150, deadline=None)
@ANY
def test_belief_adds_up_to_one(levels, spread, change, past, exposed, arrived):
    model, state = after_a_past(levels, spread, change, past)
    belief = believed(model, state, ambushes=1.0, exposed=exposed, arrived=arrived)
    assert (belief >= 0.0).all()
    np.testing.assert_allclose(belief.sum(axis=1), 1.0, rtol=1e-12)


@settings(max_examples=150, deadline=None)
@ANY
def test_more_ambushes_at_the_same_exposure_never_speak_for_open(levels, spread, change, past, exposed, arrived):
    model, state = after_a_past(levels, spread, change, past)
    chances = [
        believed(model, state, ambushes=count, exposed=exposed, arrived=arrived)[:, 1:].sum(axis=1)
        for count in (0, 1, 2, 5)
    ]
    assert (np.diff(chances, axis=0) >= -1e-12).all()


@settings(max_examples=150, deadline=None)
@ANY
def test_less_flow_never_speaks_against_a_blockade(levels, spread, change, past, exposed, arrived):
    model, state = after_a_past(levels, spread, change, past)
    chances = [
        believed(model, state, ambushes=1.0, exposed=exposed, arrived=share * arrived)[:, 2:].sum(axis=1)
        for share in (1.0, 0.7, 0.2, 0.0)
    ]
    assert (np.diff(chances, axis=0) >= -1e-12).all()


def test_a_declaration_alone_closes_nothing():
    draws = 2000
    for weight in (0.3, 1.0, 3.0):
        model, state = start(draws, corridor_declared_weight=weight)
        days = run(model, state, 14, day_of(draws, ban=1.0, exposed=[300.0, 40.0], arrived=[100.0, 20.0]))
        closed = (days["corridor_state"] == 3.0).mean(axis=0)
        assert (closed < 0.1).all()
        enforced = run(model, state, 14, day_of(draws, ban=1.0, ambushes=0.1, exposed=5.0, arrived=[2.0, 0.4]))
        assert (blockaded(enforced["corridor_state"]) > 0.8).all()


def islands(draws: int) -> tuple[object, State]:
    atlas = two_islands()
    model, _ = start(1, atlas=atlas)
    parameters = calm_parameters(atlas, draws)
    rng = np.random.default_rng(5)
    seen = {
        "ambushes": rng.poisson(0.3, (draws, 4)).astype(float),
        "tankers_exposed": rng.poisson(100.0, (draws, 4)).astype(float),
        "tankers_arrived": rng.poisson(30.0, (draws, 4)).astype(float),
        "ban_strength": np.tile([1.0, 0.0, 0.5, 0.0], (draws, 1)),
    }
    return model, {**drivers(atlas, draws), **parameters, **model.begin(parameters), **seen}


def test_one_corridor_never_changes_another():
    model, one = islands(60)
    other = {**one}
    for name in ("ambushes", "tankers_exposed", "tankers_arrived", "ban_strength"):
        other[name] = one[name].copy()
        other[name][:, :2] += 7.0 if name != "ban_strength" else -one[name][:, :2]
    for day in range(40):
        one, other = ({**state, **step(model, state, chance(60, day))} for state in (one, other))
        for name in model.gives:
            assert one[name][:, 2:].tobytes() == other[name][:, 2:].tobytes()
    assert one["corridor_belief"][:, :2].tobytes() != other["corridor_belief"][:, :2].tobytes()


def test_blocks_of_draws_leave_no_trace():
    draws = 130
    model, whole = islands(draws)
    parts = [slice(0, 100), slice(100, 130)]
    cut = [{name: np.ascontiguousarray(array[part]) for name, array in whole.items()} for part in parts]
    ids = np.arange(draws, dtype=np.uint32)
    for day in range(5):
        whole = {**whole, **step(model, whole, Chance(9, ids, FIRST + day))}
        cut = [{**s, **step(model, s, Chance(9, ids[part], FIRST + day))} for s, part in zip(cut, parts, strict=True)]
    for name in model.gives:
        assert whole[name].tobytes() == np.concatenate([state[name] for state in cut]).tobytes()
