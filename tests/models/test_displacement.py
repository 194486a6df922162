"""Displacement: worlds answered by hand, laws, and the slow twin."""

from __future__ import annotations

import doctest
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.errors import InputFaults
from harmattan.models.contract import State, step
from harmattan.models.displacement import Displacement, displacement
from harmattan.world.atlas import Atlas
from harmattan.world.situation import check_values
from harmattan.world.vocabulary import variables
from models.displacement_worlds import (
    AREAS,
    HALVING,
    SlowWalk,
    chance,
    line,
    parameters,
    people,
    place,
    random_world,
    road,
    run,
    slow_step,
    start,
    to_go,
    trouble,
)

SEEDS = st.integers(0, 2**31)
CAUSES = ("siege", "shortage", "attacks_near", "place_taken", "government_fallen", "leave_rate_factor")


def besieged(model: Displacement, given: State, *names: str) -> State:
    state = start(model, given)
    for name in names:
        state["siege"][:, model.atlas.place_index[name]] = 1.0
    return state


def same(one: State, other: State) -> bool:
    return all(one[name].tobytes() == other[name].tobytes() for name in one)


# Worlds answered by hand


def test_two_towns_and_a_camp_by_hand() -> None:
    # Seen from a: town b pulls 2 x 1/2 = 1, camp c pulls 4 x 1/4 = 1. Each leg takes 100 / 50 = 2 days.
    model = displacement(line(population=1_000_000), {})
    everyone = parameters(leave_rate_siege=1.0)
    state = besieged(model, everyone, "a")
    state["leave_rate_factor"][:] = 1e3
    days = run(model, state, 6)
    assert days[0]["left"][0].tolist() == [1_000_000, 0, 0]
    assert to_go(days[0], 739_000)[0, :3, 0].tolist() == [0, 1_000_000, 0]
    assert to_go(days[1], 739_001)[0, :3, 0].tolist() == [1_000_000, 0, 0]
    assert days[1]["arrived"].sum() == 0
    at_b = days[2]["arrived"][0, 1]
    assert abs(at_b - 500_000) < 5 * 500
    assert to_go(days[2], 739_002)[0, 1, 2] == 1_000_000 - at_b
    assert days[4]["arrived"][0].tolist() == [0, 0, 1_000_000 - at_b]
    assert days[5]["displaced"][0].tolist() == [0, at_b, 1_000_000 - at_b]
    assert days[5]["displaced_in_area"][0].tolist() == [at_b, 1_000_000 - at_b]


def test_who_sets_out_from_one_area_to_another_by_hand() -> None:
    # Towns a and b lie in the north, camp c in the south: only the road from b to c joins two areas.
    model = displacement(line(population=1_000_000), {})
    assert model.atlas.labels("passage") == ("north>south", "south>north")
    assert model.atlas.passage_of_route == (-1, -1, 0, 1)
    state = besieged(model, parameters(leave_rate_siege=1.0), "a")
    state["leave_rate_factor"][:] = 1e3
    days = run(model, state, 6)
    assert [day["set_out"][0].tolist() for day in days[:2]] == [[0, 0], [0, 0]], "from a to b nobody leaves the north"
    assert days[2]["set_out"][0].tolist() == [1_000_000 - days[2]["arrived"][0, 1], 0]
    assert [day["set_out"].sum() for day in days[3:]] == [0, 0, 0]


def test_a_small_party_that_sets_out_is_counted_person_by_person() -> None:
    model = displacement(line(population=3), {})
    state = besieged(model, parameters(leave_rate_siege=1.0), "a")
    state["leave_rate_factor"][:] = 1e3
    days = run(model, state, 6)
    assert sum(day["set_out"][0, 0] for day in days) == 3 - days[5]["displaced"][0, 1]


def test_tables_by_hand() -> None:
    model = displacement(line(), {})
    walk = model.walk_of(np.array([50.0, HALVING, 4.0, 1.0]).tobytes())
    # Over ab> half stay at b; over ab< all stay at a (a dead end); over bc> at the camp; over bc< at b: 2 against 0.03 / 2.
    assert walk.stay[0, 3:] == pytest.approx([0.5, 1.0, 1.0, 2 / 2.015])
    assert walk.days.tolist() == [[2, 2, 2, 2]]
    # From b: a pulls 0.03 / 2 = 0.015, c pulls 4 / 2 = 2.
    first = model.network.first
    assert walk.turn[0, first[1] : first[2]] == pytest.approx([0.015 / 2.015, 1.0])


def test_shortfall_by_hand() -> None:
    model = displacement(line(), {})
    state = start(model, parameters())
    state["travellers"][0, chance().day % model.ages, 2] = 12.0
    after = step(model, state, chance())
    assert after["arrived"][0].tolist() == [0, 0, 12]
    assert after["capacity_shortfall"][0].tolist() == [0, 0, 7]


def test_the_first_day_holds_what_the_atlas_says() -> None:
    atlas = Atlas((place("c", "camp", capacity=100.0, displaced=130, area="south"),), areas=AREAS)
    state = displacement(atlas, {}).begin(parameters(3))
    assert state["displaced"].tolist() == [[130], [130], [130]]
    assert state["displaced_in_area"][0].tolist() == [0, 130]
    assert state["capacity_shortfall"][0].tolist() == [30]
    assert state["travellers"].sum() == 0


def test_a_besieged_town_receives_nobody_when_there_is_another_way() -> None:
    model = displacement(line(population=10_000), {})
    last = run(model, besieged(model, parameters(20), "a", "b"), 40)[-1]
    from_b_only_way_on = last["displaced"]
    assert from_b_only_way_on[:, 1].sum() == 0
    assert from_b_only_way_on[:, 2].min() > 0


def test_at_a_besieged_dead_end_people_stay() -> None:
    model = displacement(line(), {})
    state = besieged(model, parameters(), "a", "c")
    state["travellers"][0, chance().day % model.ages, 2] = 9.0
    assert step(model, state, chance())["arrived"][0, 2] == 9


def test_a_slow_draw_travels_at_the_slowest_speed_told_apart() -> None:
    model = displacement(line(), {"slowest_km_per_day": 20.0})
    assert model.ages == 5
    walk = model.walk_of(np.array([3.0, HALVING, 4.0, 1.0]).tobytes())
    assert walk.days.tolist() == [[5, 5, 5, 5]]
    assert model.walk_of(np.array([1e4, HALVING, 4.0, 1.0]).tobytes()).days.max() == 1


@pytest.mark.parametrize("kind", ["crossing", "mine", "base", "port", "depot", "refinery"])
def test_nobody_leaves_where_nothing_pulls(kind: str) -> None:
    atlas = Atlas((place("a", population=500), place("x", kind, 900)), (road("ax", "a", "x", 50.0),), areas=AREAS)
    model = displacement(atlas, {})
    assert run(model, besieged(model, parameters(5), "a"), 5)[-1]["residents"][:, 0].tolist() == [500.0] * 5


def test_of_two_roads_the_shorter_is_taken_and_of_two_alike_the_first() -> None:
    roads = (road("long", "a", "b", 90.0), road("one", "a", "b", 40.0), road("two", "b", "a", 40.0))
    model = displacement(Atlas((place("a", population=300), place("b", population=300)), roads, areas=AREAS), {})
    assert model.network.step.tolist() == [[-1, 2], [3, -1]]


def leaving(model: Displacement, given: State, **felt: np.ndarray) -> np.ndarray:
    """(draw, place) rate of leaving a calm world where only this is felt."""
    return model.hazard({**start(model, given), **felt})


def test_each_cause_of_leaving_by_hand() -> None:
    model = displacement(line(population=1_000_000), {})
    given = parameters(leave_share_attack=0.2, leave_share_taken=0.5)
    # Two attacks leave 0.8 x 0.8 = 0.64 of the people at home, the day of the taking half of them.
    attacked = leaving(model, given, attacks_near=np.array([[2.0, 0.0, 0.0]]))
    assert np.exp(-attacked[0]) == pytest.approx([0.64, 1.0, 1.0])
    taken = leaving(model, given, place_taken=np.array([[1.0, 0.0, 0.0]]))
    assert np.exp(-taken[0]) == pytest.approx([0.5, 1.0, 1.0])
    both = {"attacks_near": np.array([[1.0, 0, 0]]), "place_taken": np.array([[1.0, 0, 0]])}
    assert np.exp(-leaving(model, given, **both)[0, 0]) == pytest.approx(0.4)
    halved = {**both, "leave_rate_factor": np.full((1, 3), 0.5)}
    assert np.exp(-leaving(model, given, **halved)[0, 0]) == pytest.approx(0.4**0.5)
    state = {**start(model, given), **both}
    left = step(model, state, chance())["left"][0]
    assert left.tolist() == [pytest.approx(600_000, abs=5 * 490), 0, 0]


def test_where_all_leave_nobody_stays() -> None:
    model = displacement(line(population=1000), {})
    state = start(model, parameters(leave_share_taken=1.0))
    calm = step(model, state, chance())
    assert calm["left"].sum() == 0
    state["place_taken"][:, 0] = 1.0
    assert step(model, state, chance())["left"][0, 0] == 1000


def test_a_fall_moves_the_cities_of_its_country_alone() -> None:
    here, abroad = AREAS[0], replace(AREAS[1], country="YY")
    places = (
        place("capital", "city", 1000),
        place("village", "town", 1000),
        replace(place("neighbour", "city", 1000, area="south"), country="YY"),
    )
    roads = (road("one", "capital", "village", 50.0), road("two", "village", "neighbour", 50.0))
    atlas = Atlas(places, roads, areas=(here, abroad))
    given = parameters(leave_rate_fallen=0.1)
    for country, fallen, expected in (
        ("XX", [1.0, 0.0], [0.1, 0.0, 0.0]),
        ("XX", [1.0, 1.0], [0.1, 0.0, 0.0]),
        ("YY", [1.0, 0.0], [0.0, 0.0, 0.0]),
        ("", [1.0, 1.0], [0.1, 0.0, 0.1]),
        ("", [0.0, 1.0], [0.0, 0.0, 0.1]),
    ):
        model = displacement(atlas, {}, country=country)
        assert leaving(model, given, government_fallen=np.array([fallen]))[0].tolist() == expected


# Gravity on a tree


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_on_a_tree_the_walk_is_the_gravity_law(seed: int) -> None:
    atlas = random_world(seed, tree=True, largest=60_000)
    model = displacement(atlas, {})
    given_ = {"travel_speed": 50.0, "distance_scale": 90.0, "camp_pull": 2.5, "town_size_exponent": 0.7}
    walk, slow = model.walk_of(np.array(list(given_.values())).tobytes()), SlowWalk(atlas, given_, 15.0)
    net, places = model.network, len(atlas.places)
    for o, origin in enumerate(slow.ids):
        pulls = [slow.pull(d) * np.exp(-slow.km[origin, d] / 90.0) if d != origin else 0.0 for d in slow.ids]
        if sum(pulls) == 0.0:
            continue
        reached, parties = np.zeros(places), [(o, 1.0)]
        for _ in range(places):
            party, mass = parties.pop() if parties else (o, 0.0)
            if party >= places:
                reached[net.end[party - places]] += mass * walk.stay[0, party]
                mass *= 1.0 - walk.stay[0, party]
            for m in range(net.first[party], net.first[party + 1]):
                if mass * walk.turn[0, m] > 0.0:
                    parties.append((places + int(net.option[m]), mass * walk.turn[0, m]))
                    mass *= 1.0 - walk.turn[0, m]
        np.testing.assert_allclose(reached, np.array(pulls) / sum(pulls), rtol=1e-9, atol=1e-12)


# Laws


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_nobody_vanishes(seed: int) -> None:
    model = displacement(random_world(seed, largest=10**7), {})
    state = trouble(model, seed, 4)
    before = people(state)
    for day in run(model, state, 15):
        assert people(day).tolist() == before.tolist()
        assert not check_values({name: day[name] for name in model.gives}, model.atlas, 4)
        assert all(np.array_equal(day[name], np.floor(day[name])) for name in model.gives)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_without_any_cause_nobody_leaves(seed: int) -> None:
    model = displacement(random_world(seed), {})
    state = trouble(model, seed, 3)
    for cause in CAUSES[:-1]:
        state[cause][:] = 0.0
    assert all(day["left"].sum() == 0 for day in run(model, state, 4))


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from([*sorted(CAUSES), *sorted(name for name in parameters() if name.startswith("leave"))]))
def test_more_trouble_never_lets_fewer_leave_on_day_one(seed: int, raised: str) -> None:
    model = displacement(random_world(seed), {})
    state = trouble(model, seed, 5)
    most = 5.0 if raised in ("leave_rate_factor", "attacks_near") else 1.0
    worse = {**state, raised: np.minimum(state[raised] * 1.3 + 0.05, most)}
    more, less = step(model, worse, chance(draws=5)), step(model, state, chance(draws=5))
    assert (more["left"] >= less["left"]).all()


def test_a_lonely_place_loses_nobody() -> None:
    atlas = line()
    atlas = replace(atlas, places=(*atlas.places, place("d", population=1000)))
    model = displacement(atlas, {})
    last = run(model, besieged(model, parameters(10), "a", "d"), 10)[-1]
    assert last["residents"][:, 3].tolist() == [1000.0] * 10
    assert last["residents"][:, 0].max() < 300


def test_what_happens_elsewhere_leaves_a_separate_country_bit_identical() -> None:
    near = line(population=5000)
    far = tuple(replace(p, id=p.id + "2") for p in near.places)
    roads = tuple(
        replace(r, id=r.id + "2", origin=r.origin + "2", destination=r.destination + "2") for r in near.routes
    )
    model = displacement(replace(near, places=near.places + far, routes=near.routes + roads), {})
    quiet = run(model, besieged(model, parameters(6), "a"), 8)[-1]
    loud = run(model, besieged(model, parameters(6), "a", "a2", "b2"), 8)[-1]
    for name in ("residents", "displaced", "left", "arrived", "capacity_shortfall"):
        assert loud[name][:, :3].tobytes() == quiet[name][:, :3].tobytes()
    assert loud["travellers"][:, :, :4].tobytes() == quiet["travellers"][:, :, :4].tobytes()
    assert not np.array_equal(loud["residents"], quiet["residents"])


def test_adding_a_separate_country_changes_nobody() -> None:
    alone, both = line(population=5000), line(population=5000)
    both = replace(both, places=(*both.places, place("z", population=10)), routes=both.routes)
    one, two = displacement(alone, {}), displacement(both, {})
    a, b = (run(model, besieged(model, parameters(3), "a"), 8)[-1] for model in (one, two))
    assert b["displaced"][:, :3].tolist() == a["displaced"].tolist()


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_same_chance_same_bytes_in_blocks_of_one_or_all_and_in_threads(seed: int) -> None:
    model, again = displacement(random_world(seed), {}), displacement(random_world(seed), {})
    state = trouble(model, seed, 6)
    state = {**state, **step(model, state, chance(738_999, 6))}
    whole = step(model, state, chance(draws=6))
    assert same(whole, step(again, state, chance(draws=6)))

    def alone(n: int) -> State:
        today = replace(chance(), draws=np.array([n], dtype=np.uint32))
        return step(again, {name: array[n : n + 1] for name, array in state.items()}, today)

    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(alone, range(6)))
    assert same(whole, {name: np.concatenate([part[name] for part in parts]) for name in whole})


def test_another_seed_day_or_draw_gives_other_numbers() -> None:
    model = displacement(line(population=100_000), {})
    state = besieged(model, parameters(2), "a")
    left = {
        tuple(step(model, state, c)["left"][:, 0]) for c in (chance(draws=2), chance(1, 2), chance(draws=2, seed=8))
    }
    assert len(left) == 3
    assert all(one != other for one, other in left)


def test_inputs_stay_as_they_were_and_may_be_read_only() -> None:
    model = displacement(line(population=5000), {})
    state = run(model, besieged(model, parameters(3), "a"), 5)[-1]
    copies = {name: array.copy() for name, array in state.items()}
    for array in state.values():
        array.flags.writeable = False
    after = step(model, state, chance(draws=3))
    assert same(state, copies)
    assert not any(np.shares_memory(after[name], state[name]) for name in after)
    assert all(array.flags.writeable for array in after.values())


def test_what_it_needs_and_gives_is_in_the_vocabulary() -> None:
    model = displacement(line(), {})
    state = besieged(model, parameters(2), "a")
    assert (model.needs | model.gives) <= set(variables())
    assert set(model.begin(parameters(2))) == set(step(model, state, chance(draws=2))) == model.gives
    assert not check_values(state, model.atlas, 2)
    assert set(state) == model.needs | model.gives


def test_a_copy_sent_to_another_process_is_the_same_mechanism() -> None:
    model = displacement(line(), {"slowest_km_per_day": 20.0}, country="XX")
    copy = pickle.loads(pickle.dumps(model))  # noqa: S301
    assert copy.country == "XX"
    state = besieged(model, parameters(2), "a")
    assert same(step(model, state, chance(draws=2)), step(copy, state, chance(draws=2)))


# Twin


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_the_slow_twin_agrees_to_the_last_person(seed: int) -> None:
    model = displacement(random_world(seed, largest=5000), {})
    state = trouble(model, seed, 2)
    for day in range(8):
        fast, slow = step(model, state, chance(day, 2)), slow_step(model, state, chance(day, 2))
        for name in model.gives:
            np.testing.assert_array_equal(fast[name], slow[name], err_msg=name)
        state = {**state, **fast}


# Faults


def test_unknown_settings_name_the_nearest() -> None:
    with pytest.raises(InputFaults) as caught:
        displacement(line(), {"slowest_km_day": 3.0, "slowest_km_per_day": 0.0})
    assert len(caught.value.faults) == 2
    assert "did you mean 'slowest_km_per_day'?" in str(caught.value)


def test_a_route_without_length_is_a_fault() -> None:
    atlas = replace(line(), routes=(road("ab", "a", "b", 0.0),))
    with pytest.raises(InputFaults, match="km of ab"):
        displacement(atlas, {})


def test_in_normal_times_nobody_moves() -> None:
    atlas = replace(line(), places=(*line().places, place("d", "camp", displaced=40)))
    model = displacement(atlas, {})
    calm = model.normal(parameters(2))
    assert set(calm) == model.observes <= model.gives
    assert calm["displaced"].tolist() == [[0, 0, 0, 40]] * 2
    assert calm["arrived"].sum() == calm["left"].sum() == 0


def test_the_example_on_the_guide_page_runs() -> None:
    page = Path(__file__).parents[2] / "docs" / "models" / "displacement.md"
    outcome = doctest.testfile(str(page), module_relative=False)
    assert outcome.attempted > 5
    assert outcome.failed == 0
