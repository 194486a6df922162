"""What must hold of violence whatever the numbers: nothing lost, nothing exploding, nothing reaching where nothing leads."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given as generate
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from harmattan.models.contract import State, step
from harmattan.models.days import Run, blank_record, run_days
from harmattan.models.violence import downscale, ground_of, months
from harmattan.models.violence.process import MOST_FOLLOWING, shares
from models.violence_worlds import chance, given, made, run, three_areas

LIVELY = {
    "violence_rate_typical": 0.4,
    "violence_branching": 0.4,
    "violence_spread": 0.1,
    "violence_memory_days": 10.0,
    "violence_dispersion": 0.4,
    "violence_swing_days": 30.0,
    "state_harm_ratio": 0.3,
}
EAST, WEST, ABROAD = range(3)
FLOWS = ("attacks", "attacks_near", "violent_deaths", "state_harm")


def by_area(near: NDArray[np.float64]) -> NDArray[np.float64]:
    """(draw, day, area) attacks near places."""
    return np.stack([near[..., 0] + near[..., 1], np.zeros(near.shape[:-1]), near[..., 2]], axis=-1)


def test_attacks_near_places_are_among_those_of_their_area_and_all_are_whole() -> None:
    atlas = three_areas()
    model, state = made(atlas), given(atlas, 300, **LIVELY)
    flows = {name: run(model, state, 40, keep=name) for name in FLOWS}
    countryside = flows["attacks"] - by_area(flows["attacks_near"])
    assert (countryside >= 0.0).all()
    assert countryside.sum() > flows["attacks_near"].sum() > 0.0
    for name, values in flows.items():
        assert (values >= 0.0).all(), name
        assert (values == np.floor(values)).all(), name


@settings(max_examples=40, deadline=None)
@generate(
    counts=st.lists(st.tuples(*[st.integers(0, 60)] * 3), min_size=1, max_size=4),
    days=st.integers(1, 31),
    seed=st.integers(0, 2**32 - 1),
)
def test_sharing_out_keeps_the_count_of_every_area(counts: list[tuple[int, int, int]], days: int, seed: int) -> None:
    whole = np.array(counts, dtype=np.float64)
    placed = downscale(whole, ground_of(three_areas(), country="XI"), days, seed=seed, first_day=738_000)
    assert placed.shape == (len(whole), days, 3 + 3)
    assert (placed >= 0.0).all()
    total = placed.sum(axis=1)
    assert (by_area(total[:, :3]) + total[:, 3:] == whole).all()


def test_sharing_out_an_area_or_a_draw_does_not_depend_on_the_others() -> None:
    ground = ground_of(three_areas(), country="XI")
    counts = np.array([[5.0, 7.0, 9.0], [4.0, 0.0, 2.0]])
    both = downscale(counts, ground, 30, seed=1, first_day=1)
    second = downscale(counts[1:], ground, 30, seed=1, first_day=1, draws=np.array([1], dtype=np.uint32))
    assert both[1:].tobytes() == second.tobytes()
    more = downscale(counts + np.array([10.0, 0.0, 0.0]), ground, 30, seed=1, first_day=1)
    assert more[:, :, [2, 4, 5]].tobytes() == both[:, :, [2, 4, 5]].tobytes()
    assert (more >= both).all(), "an attack stays where it was when others are added"


@generate(st.floats(0.0, 0.95), st.floats(0.0, 0.5))
def test_what_follows_is_always_less_than_what_it_follows_from(branching: float, spread: float) -> None:
    own, across = shares(branching, spread)
    assert 0.0 <= own <= branching
    assert 0.0 <= across <= spread
    assert own + across <= MOST_FOLLOWING + 1e-12
    if branching + spread <= MOST_FOLLOWING:
        assert (own, across) == (branching, spread)


def test_the_process_never_explodes() -> None:
    atlas = three_areas()
    worst = {**LIVELY, "violence_branching": 0.95, "violence_spread": 0.5, "violence_memory_days": 1.0}
    state = given(atlas, 200, **worst, armed_group_capacity=5.0, attack_rate_factor=3.0)
    attacks = run(made(atlas), state, 600)
    early, late = attacks[:, :300].mean(), attacks[:, 300:].mean()
    assert late < 1.3 * early
    usual = 0.4 * np.exp(0.08) * np.array([15.0, 15.0, 3.0])
    assert (attacks.mean(axis=(0, 1)) < 1.2 * usual).all()


def test_branching_and_spread_change_when_attacks_come_and_not_how_many() -> None:
    atlas = three_areas()

    def mean(branching: float, spread: float) -> NDArray[np.float64]:
        rates = np.array([0.8, 0.2, 0.4])
        changed = {**LIVELY, "violence_rate_typical": rates, "violence_branching": branching, "violence_spread": spread}
        return np.asarray(run(made(atlas), given(atlas, 600, **changed), 200).mean(axis=(0, 1)))

    plain = mean(0.0, 0.0)
    assert mean(0.6, 0.0) == pytest.approx(plain, rel=0.08)
    assert mean(0.4, 0.2) == pytest.approx(plain, rel=0.08)


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_multiplier_multiplies_the_expected_attacks(factor: float) -> None:
    atlas = three_areas()
    changed = {**LIVELY, "violence_spread": 0.0}
    usual = run(made(atlas), given(atlas, 600, **changed), 120).mean(axis=(0, 1))
    bent = run(made(atlas), given(atlas, 600, **changed, attack_rate_factor=factor), 120).mean(axis=(0, 1))
    assert bent == pytest.approx(factor * usual, rel=0.08)


def test_more_usual_attacks_never_mean_fewer_today() -> None:
    atlas = three_areas()
    low, high = (
        step(made(atlas), given(atlas, 300, **{**LIVELY, "violence_rate_typical": rate}), chance(300))
        for rate in (0.4, 0.6)
    )
    assert (high["attacks"] >= low["attacks"]).all()
    assert (high["violent_deaths"] >= low["violent_deaths"]).all()


def test_a_factor_of_zero_leaves_no_attack_and_no_death() -> None:
    atlas = three_areas()
    state = given(atlas, 200, **LIVELY, attack_rate_factor=np.array([0.0, 1.0, 1.0]))
    for name in ("attacks", "violent_deaths", "state_harm"):
        values = run(made(atlas), state, 30, keep=name)
        assert not values[:, :, EAST].any(), name
        assert values[:, :, WEST].any(), name


def test_a_factor_of_zero_on_harm_by_state_forces_leaves_attacks_as_they_are() -> None:
    atlas = three_areas()
    usual, spared = (given(atlas, 100, **LIVELY, state_harm_factor=factor) for factor in (1.0, 0.0))
    assert not run(made(atlas), spared, 30, keep="state_harm").any()
    assert run(made(atlas), spared, 30).tobytes() == run(made(atlas), usual, 30).tobytes()


def test_what_differs_in_one_area_leaves_areas_it_does_not_join_bit_identical() -> None:
    atlas = three_areas()
    plain = given(atlas, 200, **LIVELY)
    bent = given(
        atlas, 200, **LIVELY, attack_rate_factor=np.array([3.0, 1.0, 1.0]), state_harm_factor=np.array([2.0, 1.0, 1.0])
    )
    for name, apart, joined in (("attacks", ABROAD, WEST), ("violent_deaths", ABROAD, WEST), ("attacks_near", 2, 0)):
        one, other = (run(made(atlas), state, 60, keep=name) for state in (plain, bent))
        assert one[:, :, apart].tobytes() == other[:, :, apart].tobytes(), name
        assert one[:, :, joined].tobytes() != other[:, :, joined].tobytes(), f"{name}: attacks never cross a border"


def test_where_everything_was_reported_past_days_are_as_told() -> None:
    atlas = three_areas()
    told = np.random.default_rng(1).integers(0, 4, (30, 3)).astype(np.float64)
    state = given(atlas, 50, **LIVELY, violence_reported_share=1.0, attacks_reporting=1.0, past_day=1.0)
    for day, reported in enumerate(told):
        state["attacks_reported"] = np.repeat(reported[None], 50, axis=0)
        state |= step(made(atlas), state, chance(50, 738_000 + day))
        assert (state["attacks"] == reported).all()


def test_how_draws_are_cut_into_blocks_leaves_no_trace() -> None:
    atlas, days, keep = three_areas(), 30, ("attacks", "violent_deaths", "state_harm")
    model = made(atlas)
    parameters = given(atlas, 130, **{**LIVELY, "violence_rate_typical": np.linspace(0.1, 1.0, 390).reshape(130, 3)})
    parameters = {name: array for name, array in parameters.items() if name not in ("past_day", "attacks_reported")}

    def passed(parts: list[slice]) -> list[bytes]:
        run_ = Run((model,), atlas, date(2030, 1, 1), days, 1, keep)
        values = blank_record(keep, atlas, 130, days)
        for part in parts:
            mine: State = {name: np.ascontiguousarray(array[part]) for name, array in parameters.items()}
            ids = np.repeat(np.arange(130, dtype=np.uint32)[part, None], days, axis=1)
            run_days(
                run_, mine, [ids], lambda _, neutral: neutral, {name: array[part] for name, array in values.items()}
            )
        return [values[name].tobytes() for name in keep]

    assert passed([slice(0, 130)]) == passed([slice(0, 100), slice(100, 130)]) == passed([slice(0, 7), slice(7, 130)])


def test_the_months_of_a_unit_do_not_depend_on_other_units() -> None:
    past = np.random.default_rng(1).poisson(5.0, (4, 30)).astype(np.float64)
    keys = np.array([11, 12, 13, 14], dtype=np.uint32)
    whole = months(past, (3, 7), 200, seed=1, keys=keys)
    assert months(past[2:3], (3, 7), 200, seed=1, keys=keys[2:3]).tobytes() == whole[2:3].tobytes()
    assert months(past, (7,), 200, seed=1, keys=keys).tobytes() == whole[:, 1:].tobytes()
    assert months(past, (3, 7), 100, seed=1, keys=keys).tobytes() == whole[:, :, :100].tobytes()


@settings(max_examples=40, deadline=None)
@generate(st.lists(st.floats(0.0, 1e6), min_size=12, max_size=50), st.integers(1, 24), st.integers(0, 2**32 - 1))
def test_months_are_whole_and_never_negative(past: list[float], lead: int, seed: int) -> None:
    drawn = months([past], (lead,), 50, seed=seed)
    assert np.isfinite(drawn).all()
    assert (drawn >= 0.0).all()
    assert (drawn == np.floor(drawn)).all()
