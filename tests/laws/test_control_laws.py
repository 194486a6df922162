"""What holds of control whatever the numbers: chances sum to one, silence forgets, evidence and roads reach only so far."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from harmattan.models.contract import Chance, State, step
from harmattan.models.control import Control, control
from harmattan.models.control.evidence import TELLS
from harmattan.models.control.kernel import learn
from harmattan.models.days import neutral_drivers
from harmattan.world.atlas import LEVELS, Atlas
from worlds import calm_parameters, two_islands, two_towns

FIRST = 738_000
TOWN = 3
Floats = NDArray[np.float64]


def drawn(atlas: Atlas, draws: int, *, seed: int = 1) -> State:
    rng = np.random.default_rng(seed)
    out = calm_parameters(atlas, draws)
    for name in ("contest", "secure", "fall", "retake", "pact", "pact_break"):
        out[f"control_{name}_rate"] = np.exp(rng.normal(np.log(0.01), 1.0, draws)).clip(0.0, 1.0)
    for name in ("road_pull", "attack_push", "evidence_weight"):
        out[f"control_{name}"] = np.exp(rng.normal(0.0, 0.5, draws))
    out["control_origin_lost"] = rng.uniform(0.0, 1.0, (draws, len(atlas.places)))
    out["control_origin_split"] = rng.uniform(0.0, 1.0, (draws, LEVELS))
    return out


def told(atlas: Atlas, draws: int, day: int) -> State:
    rng = np.random.default_rng([2, day])
    size = (draws, len(atlas.places))
    return {
        "attacks_near": rng.poisson(0.2, size).astype(float),
        "pact_signed": (rng.random(size) < 0.01).astype(float),
        "city_taken": (rng.random(size) < 0.01).astype(float),
        "control_evidence": np.log(rng.uniform(0.05, 1.0, (*size, LEVELS))) * (rng.random(size) < 0.1)[:, :, None],
    }


def quiet(atlas: Atlas, draws: int) -> State:
    nothing = {name: np.zeros((draws, len(atlas.places))) for name in ("attacks_near", "pact_signed", "city_taken")}
    return nothing | {"control_evidence": np.zeros((draws, len(atlas.places), LEVELS))}


def run(
    model: Control,
    parameters: State,
    happens: list[State],
    *,
    past: int,
    first_draw: int = 0,
    begun: State | None = None,
) -> list[State]:
    draws = len(parameters["control_contest_rate"])
    state = {**parameters, **neutral_drivers(model.atlas, draws), **(begun or model.begin(parameters))}
    ids = np.arange(first_draw, first_draw + draws, dtype=np.uint32)
    out = []
    for day, today in enumerate(happens):
        state |= {**today, "past_day": np.full((draws, len(model.atlas.countries)), float(day < past))}
        state |= step(model, state, Chance(1, ids, FIRST + day))
        out.append({name: state[name] for name in model.gives})
    return out


@pytest.fixture(scope="module")
def towns() -> Control:
    return control(two_towns(), {}, country="XI")


def test_chances_sum_to_one_and_what_was_never_held_is_never_lost(towns: Control) -> None:
    happens = [told(towns.atlas, 50, day) for day in range(300)]
    for day in run(towns, drawn(towns.atlas, 50), happens, past=200):
        np.testing.assert_allclose(day["control_belief"].sum(axis=2), 1.0, rtol=0.0, atol=1e-12)
        assert (day["control_belief"] >= 0.0).all()
        assert (day["control_belief"] <= 1.0).all()
        assert (day["control_belief"][:, [0, 4]] == [1.0, 0.0, 0.0, 0.0]).all()
        assert (day["control"][:, [0, 4]] == 0.0).all()
        reached = np.take_along_axis(day["control_belief"], day["control"].astype(int)[:, :, None], axis=2)
        assert (reached > 0.0).all(), "control is a level that has a chance"


def test_without_reports_a_belief_comes_nearer_to_its_stationary_distribution_every_day(towns: Control) -> None:
    parameters = drawn(towns.atlas, 60)
    parameters["control_road_pull"][:] = 0.0
    rate = {
        name: parameters[f"control_{name}_rate"]
        for name in ("contest", "secure", "fall", "retake", "pact", "pact_break")
    }
    odds = {name: chance / (1.0 - chance) for name, chance in rate.items()}
    out_of_contested = 1.0 + odds["secure"] + odds["fall"] + odds["pact"]
    # In balance as much passes from each level to contested as back.
    against_contested = np.stack(
        [
            odds["secure"] / out_of_contested / rate["contest"],
            odds["pact"] / out_of_contested / rate["pact_break"],
            np.ones(60),
            odds["fall"] / out_of_contested / rate["retake"],
        ],
        axis=1,
    )
    rest = against_contested / against_contested.sum(axis=1, keepdims=True)
    days = run(towns, parameters, [quiet(towns.atlas, 60)] * 6000, past=6000)
    apart = np.array([np.abs(day["control_belief"][:, TOWN] - rest).sum(axis=1) for day in days])
    assert (np.diff(apart, axis=0) <= 1e-12).all()
    slow = min(float(chance.min()) for chance in rate.values())
    assert apart[-1].max() < max(1e-6, 2.0 * np.exp(-6000 * slow))


levels = st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4).filter(lambda row: sum(row) > 0.01)


@given(belief=levels, likely=st.lists(st.floats(1e-6, 1.0), min_size=4, max_size=4), weight=st.floats(0.0, 5.0))
def test_evidence_that_speaks_least_for_the_government_never_raises_its_chance(
    belief: list[float], likely: list[float], weight: float
) -> None:
    likely[0] = min(likely)
    before = np.array(belief) / sum(belief)
    after, weighed = learn(tuple(before.tolist()), tuple(np.log(likely).tolist()), weight)
    assert after[0] <= before[0] + 1e-12
    assert sum(after) == pytest.approx(1.0, abs=1e-12)
    assert weighed <= 1e-12


def test_only_a_convoy_and_a_lifted_siege_speak_for_the_government(towns: Control) -> None:
    even = (0.4, 0.2, 0.2, 0.2)
    change = {kind: learn(even, tuple(np.log(row).tolist()), 1.0)[0][0] - 0.4 for kind, row in TELLS.items()}
    raised = {kind for kind, by in change.items() if by >= 0.0}
    assert raised == {"convoy_arrival", "blockade_lifted"}


def test_days_without_reports_weigh_nothing_and_reports_never_more_than_nothing(towns: Control) -> None:
    happens = [told(towns.atlas, 40, day) for day in range(120)]
    for today, day in zip(happens, run(towns, drawn(towns.atlas, 40), happens, past=80), strict=True):
        weighed = day["control_log_evidence"]
        assert (weighed <= 1e-12).all()
        assert (weighed[~today["control_evidence"].any(axis=2)] == 0.0).all()
    assert all(not day["control_log_evidence"].any() for day in run(towns, drawn(towns.atlas, 40), happens, past=0))


@pytest.mark.parametrize("past", [0, 30, 60])
def test_a_place_that_no_road_joins_is_bit_identical_whatever_happens_elsewhere(past: int) -> None:
    model = control(two_islands(), {}, country="XI")
    far = [row for row, place in enumerate(model.atlas.places) if place.id.startswith("far-")]
    near = [row for row in range(len(model.atlas.places)) if row not in far]
    happens = [told(model.atlas, 30, day) for day in range(60)]
    other = [{name: array.copy() for name, array in today.items()} for today in happens]
    for day, today in enumerate(other):
        for name, array in told(model.atlas, 30, 1000 + day).items():
            today[name][:, near] = array[:, near]
    parameters = drawn(model.atlas, 30)
    bent = parameters | {"control_origin_lost": parameters["control_origin_lost"].copy()}
    bent["control_origin_lost"][:, near] = 0.9
    one, two = run(model, parameters, happens, past=past), run(model, bent, other, past=past)
    assert any((a["control"][:, near] != b["control"][:, near]).any() for a, b in zip(one, two, strict=True))
    for a, b in zip(one, two, strict=True):
        for name in model.gives:
            assert a[name][:, far].tobytes() == b[name][:, far].tobytes(), name


def test_roads_carry_what_happens_elsewhere(towns: Control) -> None:
    parameters = drawn(towns.atlas, 400)
    lost = parameters | {"control_origin_lost": parameters["control_origin_lost"].copy()}
    lost["control_origin_lost"][:, 2] = 1.0
    parameters["control_origin_lost"][:, 2] = 0.0
    silence = [quiet(towns.atlas, 400)] * 20
    calm, bad = (run(towns, each, silence, past=20)[-1]["control_belief"][:, TOWN, 0] for each in (parameters, lost))
    assert (bad < calm).all()


@pytest.mark.parametrize("past", [0, 25, 50])
def test_the_same_bytes_for_any_cut_into_blocks(past: int, towns: Control) -> None:
    happens = [told(towns.atlas, 250, day) for day in range(50)]
    parameters = drawn(towns.atlas, 250)
    whole = run(towns, parameters, happens, past=past)
    for cut in (slice(0, 100), slice(100, 250), slice(40, 41)):
        one = {name: array[cut] for name, array in parameters.items()}
        some = [{name: array[cut] for name, array in today.items()} for today in happens]
        part = run(towns, one, some, past=past, first_draw=cut.start)
        for a, b in zip(whole, part, strict=True):
            for name in towns.gives:
                assert np.ascontiguousarray(a[name][cut]).tobytes() == b[name].tobytes(), name


def test_more_attacks_never_leave_a_place_better_held(towns: Control) -> None:
    """Of one day ahead, draw by draw: the same number never sends a more dangerous place to a better level."""
    parameters = drawn(towns.atlas, 2000)
    for level in range(LEVELS):
        begun = towns.begin(parameters)
        begun["control"][:, TOWN] = level
        after = []
        for attacks in (0.0, 1.0, 4.0, 20.0):
            today = quiet(towns.atlas, 2000)
            today["attacks_near"][:, TOWN] = attacks
            after.append(run(towns, parameters, [today], past=0, begun=begun)[0]["control"][:, TOWN])
        assert all((more >= less).all() for less, more in pairwise(after))
        assert (after[-1] > after[0]).any() == (level in (0, 2))


def test_the_table_is_balanced_so_that_silence_need_tell_nothing() -> None:
    """There is a mix of all kinds under which every level makes as many reports."""
    table = np.array(list(TELLS.values()))
    kinds = len(table)
    found = linprog(
        c=np.append(np.zeros(kinds), -1.0),
        A_ub=np.column_stack([-np.eye(kinds), np.ones(kinds)]),
        b_ub=np.zeros(kinds),
        A_eq=np.column_stack([table.T, np.zeros(LEVELS)]),
        b_eq=np.ones(LEVELS),
    )
    assert found.status == 0
    assert found.x[:kinds].min() > 0.01


def test_control_is_read_by_one_number_that_outlives_a_change_of_chance() -> None:
    """Assess gives days new chance; without news no place may change hands for that."""
    model = control(two_towns(), {}, country="XI")
    parameters = calm_parameters(two_towns(), 50) | {"control_origin_lost": np.full((50, 5), 0.5)}
    parameters |= {name: np.zeros(50) for name in parameters if name.endswith("_rate") and name.startswith("control_")}
    state = {**parameters, **neutral_drivers(model.atlas, 50), **model.begin(parameters)}
    state |= {name: np.zeros((50, 5)) for name in ("attacks_near", "pact_signed", "city_taken")}
    state["past_day"] = np.ones_like(state["past_day"])
    held = []
    for day in range(4):
        model.advance(state, Chance(1, np.arange(50, dtype=np.uint32) + np.uint32(1000 * day), 738_000 + day))
        held.append(state["control"].copy())
    assert len(np.unique(held[0])) > 1
    assert all((one == held[0]).all() for one in held)
