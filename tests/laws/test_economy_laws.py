"""Laws of the economy of the war: no negative money, no more lost than there is, no site that touches another."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.models.contract import Chance, State, step
from harmattan.models.economy import Economy
from harmattan.models.economy.kernel import CAPACITY_HIGH, CAPACITY_LOW
from models.economy_worlds import FIRST, MINES, run, start, today

PARAMETERS = {
    "mine_attack_rate": st.floats(0.0, 1.0),
    "mine_stop_share": st.floats(0.0, 1.0),
    "mine_resume_half_life": st.floats(0.5, 400.0),
    "permission_payment": st.floats(0.0, 1e5),
    "permission_share": st.floats(0.0, 1.0),
    "kidnap_rate": st.floats(0.0, 2.0),
    "ransom_typical": st.floats(1.0, 1e8),
    "ransom_spread": st.floats(0.0, 5.0),
    "place_tax": st.floats(0.0, 1e4),
    "capacity_half_life": st.floats(0.5, 400.0),
    "capacity_elasticity": st.floats(0.0, 2.0),
}
ANY = st.fixed_dictionaries(PARAMETERS)


def busy(draws: int, parameters: dict[str, float], *, seed: int = 1) -> tuple[Economy, State]:
    """Any parameters on an island where places change hands and are attacked."""
    model, state = start(draws, **parameters)
    rng = np.random.default_rng(seed)
    state["control"] = rng.integers(0, 4, (draws, 5)).astype(float)
    state["attacks_near"] = rng.poisson(0.5, (draws, 5)).astype(float)
    return model, state


@settings(max_examples=60, deadline=None)
@given(ANY, st.integers(0, 10))
def test_money_output_and_capacity_stay_within_bounds(parameters, seed):
    model, state = busy(20, parameters, seed=seed)
    for day in range(12):
        state = run(model, state, 1, first=day)
        assert (state["armed_group_income"] >= 0.0).all()
        assert np.isfinite(state["armed_group_income"]).all()
        assert ((state["mine_output"] >= 0.0) & (state["mine_output"] <= 1.0)).all()
        lost = state["state_revenue_lost"][:, 0]
        assert ((lost >= 0.0) & (lost <= len(MINES) * state["mine_revenue"] * (1.0 + 1e-12))).all()
        capacity = state["armed_group_capacity"]
        assert ((capacity >= CAPACITY_LOW) & (capacity <= CAPACITY_HIGH)).all()
        if day == 0:
            assert (capacity == 1.0).all()
        assert (state["mine_output"][:, [0, 1, 4]] == 1.0).all()
        assert (state["armed_group_income"][:, 1] == 0.0).all()


@settings(max_examples=60, deadline=None)
@given(ANY, st.integers(0, 4))
def test_income_never_falls_when_places_pass_to_armed_groups(parameters, place):
    model, state = busy(20, parameters)
    state["control"][:, place] = 0.0
    before = today(model, state)["armed_group_income"]
    for level in (1.0, 3.0):
        state["control"][:, place] = level
        assert (today(model, state)["armed_group_income"] >= before * (1.0 - 1e-12)).all()


@settings(max_examples=60, deadline=None)
@given(ANY, st.floats(1.0, 10.0))
def test_income_never_falls_with_the_kidnap_rate(parameters, times):
    model, state = busy(20, parameters)
    before = today(model, state)["armed_group_income"]
    state["kidnap_rate"] = state["kidnap_rate"] * times
    assert (today(model, state)["armed_group_income"] >= before).all()


@settings(max_examples=60, deadline=None)
@given(ANY, st.floats(0.0, 1.0))
def test_output_recovers_monotonically_without_attacks(parameters, left):
    model, state = start(3, **{**parameters, "mine_attack_rate": 0.0})
    state["mine_output"][:, MINES] = left
    for day in range(10):
        after = run(model, state, 1, first=day)
        assert (after["mine_output"] >= state["mine_output"]).all()
        assert (after["state_revenue_lost"] <= state["mine_revenue"][:, None] * len(MINES) * (1.0 - left) + 1e-6).all()
        state = after


def test_a_site_attacked_leaves_the_others_as_they_were():
    parameters = {"mine_attack_rate": 0.05, "kidnap_rate": 0.2, "capacity_elasticity": 1.0}
    model, one = busy(200, parameters)
    other = {**one, "mine_attack_factor": one["mine_attack_factor"].copy(), "attacks_near": one["attacks_near"].copy()}
    other["mine_attack_factor"][:, MINES[0]] = 9.0
    other["attacks_near"][:, MINES[0]] += 2.0
    for day in range(60):
        one, other = (run(model, state, 1, first=day) for state in (one, other))
        for name in ("mine_output", "mine_attacks"):
            assert np.delete(one[name], MINES[0], 1).tobytes() == np.delete(other[name], MINES[0], 1).tobytes()
    assert (one["mine_output"][:, MINES[0]] > other["mine_output"][:, MINES[0]]).mean() > 0.9


def test_blocks_of_draws_leave_no_trace():
    model, whole = busy(130, {"mine_attack_rate": 0.1, "kidnap_rate": 0.5})
    parts, ids = [slice(0, 100), slice(100, 130)], np.arange(130, dtype=np.uint32)
    cut = [{name: np.ascontiguousarray(array[part]) for name, array in whole.items()} for part in parts]
    for day in range(5):
        whole = {**whole, **step(model, whole, Chance(1, ids, FIRST + day))}
        cut = [{**s, **step(model, s, Chance(1, ids[part], FIRST + day))} for s, part in zip(cut, parts, strict=True)]
    for name in model.gives:
        assert whole[name].tobytes() == np.concatenate([state[name] for state in cut]).tobytes()
