"""The violence mechanism on three areas, with answers worked out by hand, and beside recorded events where they are at hand."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from benchmarks.violence import ahead, areas_of

from harmattan.errors import InputFaults
from harmattan.inference.scores import coverage, quantile
from harmattan.models.contract import Heard, Record, step
from harmattan.models.violence import downscale, ground_of, months, violence
from harmattan.models.violence.expect import ATTACKS
from harmattan.models.violence.months import Habits, guarded, margin
from harmattan.world.report import Report
from models.violence_worlds import chance, given, made, run, three_areas

NAN = float("nan")
EVENTS = Path(__file__).parents[3] / "shared" / "data" / "events"
EAST, WEST, ABROAD = range(3)
FADING = math.exp(-1 / 10)
STEADY = {"violence_dispersion": 0.0, "violence_branching": 0.0, "violence_spread": 0.0, "violence_memory_days": 10.0}


def report(**changed: object) -> Report:
    plain = Report(
        "I1", "evidence/incidents.csv", 2, "base_attack", "", "", NAN, NAN, NAN, "none", date(2030, 1, 1), date(2030, 1, 2),
        "Town", "town", "", "east", "", "https://example.org", "", "high", date(2030, 1, 3), "press", False,
    )  # fmt: skip
    return replace(plain, **changed)  # type: ignore[arg-type]


# The ground


def test_attacks_are_shared_by_size_and_kind() -> None:
    ground = ground_of(three_areas(), country="XI", countryside=10.0)
    base = 3.0 * 0.5**0.3
    assert ground.below == pytest.approx(
        [1.0 / (11.0 + base), (1.0 + base) / (11.0 + base), 0.5**0.3 / (10.0 + 0.5**0.3)]
    )
    assert ground.places.tolist() == [0, 1, 2]
    assert ground.place_first.tolist() == [0, 2, 2, 3]


def test_areas_join_when_either_names_the_other_and_never_themselves() -> None:
    atlas = three_areas()
    east = replace(atlas.areas[0], neighbours=("west", "east"))
    ground = ground_of(replace(atlas, areas=(east, *atlas.areas[1:])), country="XI")
    assert ground.neighbour_first.tolist() == [0, 1, 2, 2]
    assert ground.neighbours.tolist() == [WEST, EAST]
    assert ground.home.tolist() == [True, True, False]


# The first day


def test_it_begins_with_as_many_attacks_to_follow_as_there_are_on_average() -> None:
    state = given(
        three_areas(), 1, violence_rate_typical=np.array([0.4, 0.1, 0.2]), violence_branching=0.5, violence_spread=0.1
    )
    # East: half of 0.4 and a tenth of its calmer neighbour's 0.1; west: half of 0.1 and a tenth of 0.1; abroad: half of 0.2.
    assert state["violence_excitation"][0] == pytest.approx([0.21, 0.06, 0.1])
    assert (state["violence_pace"] == 1.0).all()
    assert not state["attacks"].any()


# One day, by hand


def test_one_reported_attack_brings_others_here_and_next_door() -> None:
    atlas = three_areas()
    reported = np.array([3.0, 0.0, 0.0])
    state = given(
        atlas, 1, violence_rate_typical=np.array([1e-9, 1e-9, 1e-9]), violence_branching=0.5, violence_spread=0.2,
        violence_dispersion=0.0, violence_memory_days=10.0, attacks_reported=reported, past_day=1.0,
    )  # fmt: skip
    after = step(made(atlas), state, chance(1))
    assert after["attacks"][0].tolist() == [3.0, 0.0, 0.0]
    # Both neighbours are alike, so each feels the whole of the other: 3 attacks times the share, the first day's part of it.
    assert after["violence_excitation"][0] == pytest.approx([1.5 * (1 - FADING), 0.6 * (1 - FADING), 0.0], abs=1e-8)


def test_all_that_follows_one_attack_adds_up_to_its_share() -> None:
    atlas = three_areas()
    state = given(
        atlas, 1, violence_branching=0.5, violence_memory_days=10.0, attacks_reported=np.array([1.0, 0.0, 0.0])
    )
    follows = step(made(atlas), state, chance(1))["violence_excitation"][0, EAST]
    assert follows / (1 - FADING) == pytest.approx(0.5)


def test_a_calmer_neighbour_is_stirred_in_proportion_to_what_is_usual_there() -> None:
    atlas = three_areas()
    state = given(
        atlas, 1, violence_rate_typical=np.array([1e-6, 1e-8, 1e-9]), violence_spread=0.2, violence_memory_days=10.0,
        attacks_reported=np.array([1.0, 0.0, 0.0]),
    )  # fmt: skip
    after = step(made(atlas), state, chance(1))
    assert after["violence_excitation"][0, WEST] == pytest.approx(0.2 * 0.01 * (1 - FADING), abs=1e-7)


def test_the_multiplier_is_taken_out_of_what_follows_and_cannot_be_felt_twice() -> None:
    atlas = three_areas()
    state = given(
        atlas, 1, violence_branching=0.5, violence_memory_days=10.0, attack_rate_factor=4.0,
        attacks_reported=np.array([1.0, 0.0, 0.0]),
    )  # fmt: skip
    assert step(made(atlas), state, chance(1))["violence_excitation"][0, EAST] == pytest.approx(0.125 * (1 - FADING))


def test_capacity_counts_at_home_and_restraint_where_it_is() -> None:
    atlas, draws = three_areas(), 4000
    state = given(
        atlas, draws, **STEADY, violence_rate_typical=0.5, armed_group_capacity=np.array([2.0, 3.0]),
        violence_restraint=np.array([0.5, 0.2]), attack_rate_factor=np.array([1.0, 2.0, 1.0]),
    )  # fmt: skip
    mean = step(made(atlas), state, chance(draws))["attacks"].mean(axis=0)
    assert mean == pytest.approx([0.5, 1.0, 0.1], abs=0.05)


def test_deaths_are_those_of_each_attack_in_whole_people() -> None:
    atlas = three_areas()
    state = given(
        atlas,
        1,
        deaths_per_attack_typical=2.6,
        deaths_per_attack_spread=0.0,
        attacks_reported=np.array([0.0, 2.0, 0.0]),
    )
    assert step(made(atlas), state, chance(1))["violent_deaths"][0].tolist() == [0.0, 6.0, 0.0]


def test_deaths_have_the_tail_of_a_lognormal() -> None:
    atlas, draws = three_areas(), 20_000
    state = given(
        atlas,
        draws,
        deaths_per_attack_typical=3.0,
        deaths_per_attack_spread=1.2,
        attacks_reported=np.array([1.0, 0.0, 0.0]),
    )
    deaths = step(made(atlas), state, chance(draws))["violent_deaths"][:, EAST]
    assert np.median(deaths) == 3.0
    assert deaths.mean() == pytest.approx(3.0 * math.exp(0.72), rel=0.05)
    assert deaths.max() <= 1000.0


def test_state_forces_harm_civilians_at_home_only_and_kill_one_at_least() -> None:
    atlas, draws = three_areas(), 4000
    state = given(
        atlas, draws, state_harm_ratio=0.5, deaths_per_state_harm=4.0, attacks_reported=1.0, state_harm_factor=2.0
    )
    harm = step(made(atlas), state, chance(draws))["state_harm"]
    assert harm.mean(axis=0) == pytest.approx([4.0, 4.0, 0.0], rel=0.1)
    alone = given(atlas, draws, state_harm_ratio=0.5, deaths_per_state_harm=0.2, attacks_reported=1.0)
    assert step(made(atlas), alone, chance(draws))["state_harm"][:, EAST].mean() == pytest.approx(0.5, rel=0.1)


def test_a_place_that_is_named_is_hit_and_counted_once() -> None:
    atlas = three_areas()
    state = given(
        atlas,
        1,
        attacks_reported=np.array([2.0, 0.0, 0.0]),
        attacks_reported_near=np.array([0.0, 2.0, 0.0]),
        past_day=1.0,
    )
    after = step(made(atlas), state, chance(1))
    assert after["attacks"][0].tolist() == [2.0, 0.0, 0.0]
    assert after["attacks_near"][0].tolist() == [0.0, 2.0, 0.0]
    lonely = given(atlas, 1, attacks_reported_near=np.array([0.0, 2.0, 0.0]), past_day=1.0)
    assert step(made(atlas), lonely, chance(1))["attacks"][0].tolist() == [2.0, 0.0, 0.0]


def test_attacks_fall_on_places_as_often_as_the_weights_say() -> None:
    atlas, draws = three_areas(), 4000
    model = made(atlas)
    state = given(atlas, draws, attacks_reported=np.array([5.0, 0.0, 0.0]))
    near = step(model, state, chance(draws))["attacks_near"].mean(axis=0) / 5.0
    below = model.ground.below
    assert near == pytest.approx([below[0], below[1] - below[0], 0.0], abs=0.005)


# Evidence


def test_reports_and_silence_weigh_as_a_poisson_process() -> None:
    atlas = three_areas()
    model = made(atlas, usual_reports_per_day=0.01)
    state = given(
        atlas, 1, **STEADY, violence_rate_typical=np.array([0.5, 0.2, 0.3]), violence_reported_share=0.1, past_day=1.0,
        attacks_reporting=0.5, attacks_reported=np.array([2.0, 0.0, 0.0]),
    )  # fmt: skip
    after = step(model, state, chance(1))["violence_log_evidence"][0]
    assert after == pytest.approx([2.0 * math.log(0.05 / 0.01) - 0.025, -0.01, -0.015])


def test_days_ahead_weigh_nothing() -> None:
    atlas = three_areas()
    state = given(atlas, 5, violence_rate_typical=0.5)
    assert not step(made(atlas), state, chance(5))["violence_log_evidence"].any()


def test_a_report_cannot_make_a_draw_impossible() -> None:
    atlas = three_areas()
    state = given(atlas, 1, violence_rate_typical=0.0, attacks_reported=1.0, past_day=1.0, violence_reported_share=0.0)
    assert np.isfinite(step(made(atlas), state, chance(1))["violence_log_evidence"]).all()


# Over many days


def test_the_long_run_mean_is_what_normal_times_say() -> None:
    atlas, draws = three_areas(), 400
    state = given(
        atlas, draws, violence_rate_typical=np.array([0.5, 0.1, 0.3]), violence_branching=0.4, violence_spread=0.1,
        violence_dispersion=0.4, violence_swing_days=20.0, violence_memory_days=10.0,
    )  # fmt: skip
    model = made(atlas)
    mean = run(model, state, 360)[:, 120:].mean(axis=(0, 1))
    assert mean == pytest.approx(model.normal(state)["attacks"][0], rel=0.06)


def test_branching_makes_attacks_come_in_bursts() -> None:
    atlas, draws = three_areas(), 400

    def dispersion(branching: float) -> float:
        state = given(atlas, draws, violence_rate_typical=0.3, violence_branching=branching, violence_memory_days=5.0)
        month = run(made(atlas), state, 60)[:, 30:, ABROAD].sum(axis=1)
        return float(month.var() / month.mean())

    assert dispersion(0.0) == pytest.approx(1.0, abs=0.2)
    assert dispersion(0.6) > 2.5


def test_the_pace_swings_as_widely_as_the_dispersion_says() -> None:
    atlas, draws = three_areas(), 1000
    state = given(atlas, draws, violence_dispersion=0.5, violence_swing_days=14.0)
    model = made(atlas)
    pace = np.log(run(model, state, 120, keep="violence_pace")[:, [-15, -1]])
    assert pace[:, -1].std() == pytest.approx(0.5, rel=0.1)
    correlation = np.corrcoef(pace[:, 0, EAST], pace[:, 1, EAST])[0, 1]
    assert correlation == pytest.approx(0.5, abs=0.1), "half of a swing passes in 14 days"


# Reports


def test_attacks_are_heard_in_their_area_and_near_their_place() -> None:
    model = made(three_areas())
    assert model.hears(report(), 0.9) == (Heard("attacks_reported", EAST, 1.0), Heard("attacks_reported_near", 0, 1.0))
    assert model.hears(report(place="", metric="ied"), 0.9) == (Heard("attacks_reported", EAST, 1.0),)
    # A place that lies in another area than the report says is not believed; the area is.
    assert model.hears(report(place="port"), 0.9) == (Heard("attacks_reported", EAST, 1.0),)
    assert model.hears(report(area=""), 0.9) == ()
    for kind in ("airstrike", "checkpoint", "other", "convoy_arrival", "blockade_declared"):
        assert kind not in ATTACKS
        assert model.hears(report(metric=kind), 0.9) == ()


def test_numbers_of_attacks_and_deaths_are_expected_by_area_and_days() -> None:
    model = made(three_areas())
    attacks = np.arange(24, dtype=np.float32).reshape(2, 4, 3)
    record = Record(
        date(2030, 1, 1), {"attacks": attacks, "violent_deaths": 2 * attacks, "state_harm": 0 * attacks}, {}
    )
    told = report(metric="attacks_by_armed_groups", place="", file="evidence/fuel.csv")
    expected = model.expect(told, record)
    assert expected is not None
    assert not expected.floor
    assert expected.values.tolist() == [0 + 3, 12 + 15]
    national = model.expect(replace(told, area="", metric="deaths_in_attacks"), record)
    assert national is not None
    assert national.values.tolist() == [2 * (0 + 1 + 3 + 4), 2 * (12 + 13 + 15 + 16)]
    local = model.expect(replace(told, place="town"), record)
    assert local is not None
    assert local.floor
    assert model.expect(replace(told, last_day=date(2031, 1, 1)), record) is None
    assert model.expect(replace(told, source_type="derived"), record) is None
    assert model.expect(report(), record) is None


# What is refused


def test_settings_that_make_no_sense_are_named_together() -> None:
    with pytest.raises(InputFaults) as raised:
        violence(three_areas(), {"countrysid": 3.0, "usual_reports_per_day": 0.0}, country="XI")
    assert [fault.nearest for fault in raised.value.faults] == ["countryside", ""]


def test_a_copy_sent_to_another_process_gives_the_same_bytes() -> None:
    atlas = three_areas()
    model = made(atlas, countryside=3.0)
    copy = pickle.loads(pickle.dumps(model))  # noqa: S301
    state = given(atlas, 50, violence_rate_typical=1.0)
    one, other = (step(entry, state, chance(50)) for entry in (model, copy))
    assert [name for name in one if one[name].tobytes() != other[name].tobytes()] == []
    assert not copy.ground.below.flags.writeable


@pytest.mark.parametrize(
    ("counts", "days"),
    [
        ([[1.0, 2.0]], 30),
        ([[1.0, 2.0, 0.5]], 30),
        ([[1.0, -1.0, 0.0]], 30),
        ([[1.0, 1.0, NAN]], 30),
        ([[1.0, 1.0, 1.0]], 0),
    ],
)
def test_counts_that_cannot_be_shared_out_are_refused(counts: list[list[float]], days: int) -> None:
    with pytest.raises(ValueError, match="counts"):
        downscale(np.array(counts), ground_of(three_areas(), country="XI"), days, seed=1, first_day=1)
    with pytest.raises(ValueError, match="draws"):
        downscale(
            np.ones((1, 3)),
            ground_of(three_areas(), country="XI"),
            3,
            seed=1,
            first_day=1,
            draws=np.zeros(2, np.uint32),
        )


# Months


def test_a_steady_past_is_repeated_and_doubt_grows_with_the_lead() -> None:
    drawn = months(np.full((1, 24), 100.0), (1, 3, 12), 4000, seed=1)[0]
    assert np.median(drawn, axis=1) == pytest.approx([100.0] * 3, abs=2.0)
    widths = np.diff(quantile(drawn, np.array([0.05, 0.95])), axis=0)[0]
    assert widths[0] < widths[1] < widths[2]
    still = months(np.full((1, 24), 100.0), (3,), 50, seed=1, habits=Habits(swing=0.0))
    assert (still == 100.0).all()


def test_recent_months_are_repeated_more_often() -> None:
    past = np.zeros((1, 36))
    past[0, -1], past[0, -12], past[0, -13] = 10.0, 20.0, 30.0
    drawn = months(past, (3,), 40_000, seed=1, habits=Habits(swing=0.0, pull=0.0, onset=0.0))[0, 0]
    year = sum(0.5 ** (k / 4) for k in range(12))
    assert (drawn == 10.0).mean() == pytest.approx(0.9 / year, abs=0.01)
    assert (drawn == 20.0).mean() == pytest.approx(0.9 * 0.5 ** (11 / 4) / year, abs=0.005)
    assert (drawn == 30.0).mean() == pytest.approx(0.1 / 24, abs=0.002)


def test_a_quiet_unit_stays_quiet_but_for_rare_outbreaks() -> None:
    drawn = months(np.zeros((1, 12)), (3,), 40_000, seed=1)[0, 0]
    assert (drawn > 0).mean() == pytest.approx(0.01, abs=0.002)
    assert (drawn >= 5).mean() == pytest.approx(0.002, abs=0.001)


def test_a_crisis_falls_back_a_little() -> None:
    past = np.concatenate([np.full((1, 24), 10.0), np.full((1, 12), 90.0)], axis=1)
    drawn = months(past, (3,), 10_000, seed=1, habits=Habits(swing=0.0, older=0.0))[0, 0]
    level = (np.mean(past) + 1.0) / 91.0
    assert drawn.mean() == pytest.approx(90.0 * level**0.1, rel=0.01)


@pytest.mark.parametrize(
    ("history", "leads", "draws"),
    [
        ([[1.0] * 11], (3,), 5),
        ([1.0] * 12, (3,), 5),
        ([[NAN] * 12], (3,), 5),
        ([[-1.0] * 12], (3,), 5),
        ([[1.0] * 12], (0,), 5),
        ([[1.0] * 12], (), 5),
        ([[1.0] * 12], (3,), 0),
    ],
)
def test_a_past_that_cannot_be_read_is_refused(history: object, leads: tuple[int, ...], draws: int) -> None:
    with pytest.raises(ValueError, match=r"history|leads"):
        months(history, leads, draws, seed=1)  # type: ignore[arg-type]


def test_the_guard_widens_intervals_that_held_too_little_and_no_others() -> None:
    low, high = np.zeros(99), np.full(99, 3.0)
    seen = np.where(np.arange(99) < 40, 7.0, 1.0)
    wider = margin(low, high, seen)
    assert wider == pytest.approx(math.log(2.0))
    assert coverage(*guarded(low, high, wider), seen)[0] >= 0.9
    assert margin(low, high, np.ones(99)) == 0.0
    assert margin([], [], []) == 0.0
    with pytest.raises(ValueError, match="probability"):
        margin(low, high, seen, probability=1.0)


# Beside recorded events


@pytest.mark.shared
def test_the_next_three_months_lie_in_the_interval_about_as_often_as_it_says() -> None:
    files = sorted(EVENTS.glob("ucdp_export_*_to2022.csv"))
    if not files:
        pytest.skip("the recorded events are not at hand")
    areas = areas_of(files, years=(2010, 2022))
    held: list[np.ndarray] = []
    for year in (2016, 2018, 2020, 2022):
        history, truth, samples = ahead(areas, year, 1, 300)
        chosen = history[:, -12:].sum(axis=1) >= 3
        low, high = quantile(samples[chosen], np.array([0.05, 0.95]))
        held.append(((low <= truth[chosen]) & (truth[chosen] <= high)).ravel())
    share = float(np.concatenate(held).mean())
    assert len(np.concatenate(held)) >= 100
    assert 0.75 <= share <= 1.0, f"{share:.0%} of area-months inside their 90 % intervals"
