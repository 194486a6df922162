from __future__ import annotations

import numpy as np
import pytest

from harmattan.errors import InputFaults
from harmattan.models.contract import Chance, State, step
from harmattan.models.days import defaults
from harmattan.models.supply import Supply, supply
from harmattan.models.supply.services import services
from harmattan.world.atlas import Atlas, Corridor, FuelUse
from worlds import attacked_parameters, calm_parameters, drivers, litres_in_system, two_islands, two_towns

FIRST = 738_000


def start(atlas: Atlas, parameters: State, **changed: float) -> tuple[Supply, State]:
    model = supply(atlas, {}, country="XI")
    draws = len(parameters["national_fuel_need"])
    neutral = {**defaults((model,), atlas, draws), **drivers(atlas, draws, **changed)}
    return model, {**parameters, **neutral, **model.begin(parameters)}


def chance(draws: int, day: int, *, seed: int = 1, first_draw: int = 0) -> Chance:
    return Chance(seed, np.arange(first_draw, first_draw + draws, dtype=np.uint32), FIRST + day)


def run(model: Supply, state: State, days: int, *, first_draw: int = 0) -> list[State]:
    out = []
    draws = len(state["national_fuel_need"])
    for day in range(days):
        state = {**state, **step(model, state, chance(draws, day, first_draw=first_draw))}
        out.append(state)
    return out


def test_network_by_hand() -> None:
    net = supply(two_towns(), {}, country="XI").network
    assert net.through_share.tolist() == [0.0, 0.0, 1.0, pytest.approx(0.2), 0.0]
    assert net.flow_share.tolist() == [1.0, pytest.approx(0.2)]
    # Half of the four days pass before the border: tankers are exposed from the second day on.
    assert net.exposed_from.tolist() == [2, 0]
    assert net.transit.tolist() == [4, 2]


def test_first_day_by_hand() -> None:
    model, state = start(two_towns(), calm_parameters(two_towns(), 1))
    assert state["fuel_stock"][0, :, 0].tolist() == [0.0, 0.0, 5e6, 1e6, 0.0]
    assert state["tankers_in_transit"][0].tolist() == [[100.0] * 4, [20.0, 20.0, 0.0, 0.0]]
    day = step(model, state, chance(1, 0))
    assert day["tankers_arrived"][0].tolist() == [100.0, 20.0]
    sent = day["tankers_dispatched"][0, 1]
    # Stock is 5 of 7 days on both sides, before the day's arrivals: orders are (1 + 0.5 (1 - 6/7)) x 20 tankers.
    assert sent in (21.0, 22.0)
    assert day["fuel_served"][0, :, 0].tolist() == [0.0, 0.0, 800_000.0, 200_000.0, 0.0]
    assert day["fuel_stock"][0, 2, 0] == pytest.approx(5e6 + 1e6 - sent * 1e4 - 8e5)
    assert day["fuel_stock"][0, 3, 0] == pytest.approx(1e6 + 2e5 - 2e5)
    assert day["shortage"].sum() == 0.0


def test_rationing_serves_the_power_plant_first() -> None:
    parameters = calm_parameters(two_towns(), 1)
    parameters["origin_stock_days"][:] = 0.0
    parameters["willingness_origin"][:] = 0.0
    model, state = start(two_towns(), parameters, dispatch_factor=0.0)
    state["fuel_stock"][0, 2, 0] = 400_000.0
    day = step(model, state, chance(1, 0))
    # Need 800,000 a day, a quarter of it first; 400,000 is a quarter of two days' stock, so general use is cut to a quarter.
    assert day["fuel_served"][0, 2, 0] == pytest.approx(200_000.0 + 0.25 * 600_000.0 * 1.0, rel=1e-12)
    assert day["priority_unserved"][0, 2] == 0.0
    assert day["shortage"][0, 2] == pytest.approx(450_000.0 / 800_000.0)
    assert day["shortage"][0, 3] == 1.0
    # Of general use 450,000 of 600,000 goes unmet, odds of 3; half close at 0.55, odds of 11/9: closed (27 / 11)^2 to 1.
    assert day["power_hours"][0].tolist() == [18.0, 18.0, 18.0, 18.0, 18.0]
    assert day["closed_share"][0] == pytest.approx([0.0, 0.0, 729 / (729 + 121), 1.0, 0.0])


@pytest.mark.parametrize(("stock", "hours"), [(200_000.0, 18.0), (100_000.0, 11.75), (0.0, 5.5)])
def test_power_goes_with_what_the_power_plants_miss(stock: float, hours: float) -> None:
    # The power plant of the capital needs 200,000 a day: 18 hours with all of it, 5.5 without any.
    parameters = calm_parameters(two_towns(), 1)
    parameters["origin_stock_days"][:] = 0.0
    model, state = start(two_towns(), parameters, dispatch_factor=0.0)
    state["tankers_in_transit"][:] = 0.0
    state["fuel_stock"][0, 2, 0] = stock
    day = step(model, state, chance(1, 0))
    assert day["power_hours"][0].tolist() == [18.0, 18.0, hours, 18.0, 18.0]


def test_hours_stay_between_those_with_and_without_fuel_and_nothing_closes_when_nothing_is_missed() -> None:
    atlas = two_towns(products=("petrol", "diesel"))
    parameters = attacked_parameters(atlas, 200)
    chances = np.random.default_rng(1)
    for name in ("power_hours_normal", "power_hours_without_fuel"):
        parameters[name] = chances.uniform(0.0, 24.0, 200)
    parameters["closure_shortage"] = chances.uniform(0.0, 1.0, 200)
    ends = np.stack([parameters["power_hours_normal"], parameters["power_hours_without_fuel"]])
    model, state = start(atlas, parameters, ambush_rate_factor=5.0)
    met = missed = 0
    for day in run(model, state, 90):
        hours, calm = day["power_hours"], day["priority_unserved"] == 0.0
        assert (hours >= ends.min(axis=0)[:, None]).all()
        assert (hours <= ends.max(axis=0)[:, None]).all()
        assert (hours == parameters["power_hours_normal"][:, None])[calm].all()
        served = day["shortage"] == 0.0
        assert (day["closed_share"][served] == 0.0).all()
        assert ((day["closed_share"] >= 0.0) & (day["closed_share"] <= 1.0)).all()
        met, missed = met + served[:, 2].sum(), missed + (day["closed_share"][:, 2] > 0.5).sum()
    assert met > 0
    assert missed > 0


def served_by(
    need: np.ndarray, missed: np.ndarray, first: np.ndarray, *, loss: float, runs: float = 1.0
) -> list[np.ndarray]:
    """Hours of power, stations, schools and business closed where general and all need go unmet alike."""
    out = [np.empty((1, len(need))) for _ in range(4)]
    given = [np.array([value]) for value in (18.0, 5.0, loss, 0.55, 0.8, 0.5)]
    services(need, *given, 0, np.array([[runs]]), missed, first, missed, *out)
    return out


def test_more_unmet_closes_more_and_half_at_the_middle() -> None:
    missed = np.array([[0.0, 1e-9, 0.2, 0.55, 0.8, 0.999, 1.0]])
    ones, nothing = np.ones(7), np.zeros(7)
    _, closed, schools, business = served_by(ones, missed, np.zeros((1, 7)), loss=0.0)
    assert closed[0, 0] == schools[0, 0] == business[0, 0] == 0.0
    assert closed[0, 3] == schools[0, 4] == pytest.approx(0.5)
    assert closed[0, 6] == schools[0, 6] == business[0, 6] == 1.0
    assert (np.diff(closed[0]) > 0.0).all()
    assert business == pytest.approx(closed)  # all power is there
    # Where priority means nothing, plants miss as much as all others; half way, half of what lies between.
    for loss, expected in ((1.0, 0.2), (0.5, 0.1)):
        hours, closed, _, business = served_by(ones, missed, np.zeros((1, 7)), loss=loss)
        assert hours[0, 2] == pytest.approx(18.0 - 13.0 * expected)
        assert (hours[0, 0], hours[0, 6]) == (18.0, 18.0 - 13.0 * loss)
        # Half of what stays open closes as all hours of power are lost.
        lost = 13.0 * expected / 18.0
        assert business[0, 2] == pytest.approx(1.0 - (1.0 - closed[0, 2]) * (1.0 - 0.5 * lost))
    # Plants that run at half their power give half of what they add to water and sun, fuel or no fuel.
    hours, *_ = served_by(ones, missed, np.zeros((1, 7)), loss=0.0, runs=0.5)
    assert hours == pytest.approx(np.full((1, 7), 11.5))
    # A place without need closes nothing and keeps its light.
    hours, *closed_here = served_by(nothing, np.zeros((1, 7)), missed, loss=1.0)
    assert sum(part.sum() for part in closed_here) == 0.0
    assert hours.tolist() == [[18.0] * 7]


def test_orders_above_normal_wait_for_escorts_too() -> None:
    atlas, draws = two_towns(), 400
    mean = {}
    for willing in (1.0, 0.5):
        parameters = calm_parameters(atlas, draws)
        parameters["willingness_origin"][:] = willing
        parameters["origin_stock_days"][:] = 0.0
        model, state = start(atlas, parameters)
        state["tankers_in_transit"][:] = 0.0
        mean[willing] = step(model, state, chance(draws, 0))["tankers_dispatched"][:, 0].mean()
    # Empty tanks order half more. With all carriers that is 150 tankers; half of them, with convoys every seven days, leave on
    # one day in four (1 + 6 x 0.5) and order an eighth more: 0.5 x 112.5.
    assert mean[1.0] == pytest.approx(150.0, abs=5 * 12.3 / draws**0.5)
    assert mean[0.5] == pytest.approx(56.25, abs=5 * 7.5 / draws**0.5)


def test_a_deal_holds_back_ambushes_and_a_share_of_it_a_share() -> None:
    atlas = two_towns()
    parameters = attacked_parameters(atlas, 300)
    for name in ("ambush_rate_volatility", "willingness_response", "siege_onset_rate"):
        parameters[name][:] = 0.0
    count = {}
    for restraint in (0.0, 0.5, 1.0):
        model, state = start(atlas, parameters)
        state["attack_restraint"] = np.full((300, 2), restraint)
        days = run(model, state, 30)
        count[restraint] = sum(day["ambushes"].sum() for day in days)
        assert days[-1]["ambush_rate"] == pytest.approx(0.3), "the pace behind it goes on"
    assert count[0.0] == 0.0
    assert count[0.5] / count[1.0] == pytest.approx(0.5, abs=0.05)


def test_a_ban_withdrawn_is_a_ban_lifted() -> None:
    outcomes = []
    for lifted in ("import_ban_lifted", "ban_withdrawn", ""):
        model, state = start(two_towns(), calm_parameters(two_towns(), 3))
        state["ban_strength"][:, 0] = 1.0
        state["carrier_willingness"][:, 0] = 0.5
        if lifted:
            state[lifted] = np.array([[1.0, 0.0]] * 3)
        outcomes.append(step(model, state, chance(3, 0)))
    told, withdrawn, standing = outcomes
    for name in told:
        assert told[name].tobytes() == withdrawn[name].tobytes(), name
    assert withdrawn["ban_strength"][:, 0].tolist() == [0.0] * 3
    # Half of the way from 0.5 to 1 in 14 days: 0.5 x (1 - 2^(-1/14)) on the first.
    assert withdrawn["carrier_willingness"][:, 0] == pytest.approx(0.5 + 0.5 * (1.0 - 2.0 ** (-1.0 / 14.0)))
    assert standing["ban_strength"][0, 0] == pytest.approx(2.0 ** (-1.0 / 30.0))


def test_a_pact_lifts_the_siege_of_its_town_alone() -> None:
    model, state = start(two_towns(), calm_parameters(two_towns(), 2))
    state["siege"][:, 2:4] = 1.0
    state["pact_signed"] = np.array([[0.0, 0.0, 0.0, 1.0, 0.0]] * 2)
    assert step(model, state, chance(2, 0))["siege"].tolist() == [[0.0, 0.0, 1.0, 0.0, 0.0]] * 2
    state["siege_declared"] = np.array([[0.0, 0.0, 0.0, 1.0, 0.0]] * 2)
    assert step(model, state, chance(2, 0))["siege"][:, 3].tolist() == [1.0, 1.0], "what is reported holds"


@pytest.mark.parametrize("products", [("fuel",), ("petrol", "diesel")])
def test_fuel_is_conserved(products: tuple[str, ...]) -> None:
    atlas = two_towns(products=products)
    model, state = start(atlas, attacked_parameters(atlas, 50))
    before = litres_in_system(state)
    for day in run(model, state, 120):
        after = litres_in_system(day)
        loaded = day["fuel_loaded"][:, model.network.imports].sum(axis=(1, 2))
        gone = day["fuel_served"].sum(axis=(1, 2)) + day["fuel_lost"].sum(axis=(1, 2))
        np.testing.assert_allclose(after - before, loaded - gone, atol=1e-9 * 1e6, rtol=0.0)
        assert (day["fuel_stock"] >= 0.0).all()
        assert (day["tankers_in_transit"] >= 0.0).all()
        np.testing.assert_allclose(
            day["fuel_served"].sum(axis=2) + day["fuel_unserved"].sum(axis=2),
            model.network.need_share * day["national_fuel_need"][:, None],
            rtol=1e-12,
        )
        before = after


def test_peace_keeps_everyone_supplied() -> None:
    model, state = start(two_towns(), calm_parameters(two_towns(), 20))
    for day in run(model, state, 200)[30:]:
        assert day["shortage"].max() == 0.0
        assert day["days_of_fuel"][:, 2].min() > 4.0
        assert day["days_of_fuel"][:, 2].max() < 11.0


def test_more_attacks_never_feed_more_people_on_average() -> None:
    atlas = two_towns()
    missed = []
    for factor in (0.0, 0.5, 1.0, 2.0):
        model, state = start(atlas, attacked_parameters(atlas, 200), ambush_rate_factor=factor)
        missed.append(float(np.mean([day["shortage"].mean() for day in run(model, state, 90)])))
    assert missed == sorted(missed)
    assert missed[-1] > missed[0]


def test_a_siege_lets_nothing_in() -> None:
    model, state = start(two_towns(), calm_parameters(two_towns(), 3))
    state["siege_declared"] = np.array(state["siege_declared"])
    state["siege_declared"][:, 3] = 1.0
    days = run(model, state, 40)
    assert all(day["tankers_dispatched"][:, 1].sum() == 0.0 for day in days)
    assert days[-1]["shortage"][:, 3].min() > 0.999999
    assert days[-1]["shortage"][:, 2].max() == 0.0


def test_reported_ambushes_happen_as_told() -> None:
    model, state = start(two_towns(), calm_parameters(two_towns(), 4), ambush_unseen_share=0.0)
    state["ambush_reported"] = np.zeros((4, 2))
    state["ambush_reported_loss"] = np.full((4, 2), -1.0)
    state["ambush_reported"][:, 0] = [0.0, 1.0, 1.0, 2.0]
    state["ambush_reported_loss"][:, 0] = [-1.0, 40.0, 100_000.0, 60.0]
    day = step(model, state, chance(4, 0))
    # Two departure days are inside the border (the third and fourth day under way), 100 tankers each, one unloaded today.
    assert day["tankers_lost"][:, 0].tolist() == [0.0, 40.0, 200.0, 60.0]
    assert day["ambushes"][:, 0].tolist() == [0.0, 1.0, 1.0, 2.0]
    assert (day["carrier_willingness"][1:, 0] < 1.0).all()


def test_a_distant_corridor_changes_nothing_here() -> None:
    atlas = two_islands()
    model, state = start(atlas, attacked_parameters(atlas, 30))
    near, far = np.array([0, 1]), np.array([2, 3])
    changed = dict(state)
    for name in ("ambush_rate_factor", "ambush_loss_factor", "dispatch_factor"):
        changed[name] = np.array(state[name])
        changed[name][:, near] *= 0.3
    for one, two in zip(run(model, state, 60), run(model, changed, 60), strict=True):
        for name in ("tankers_lost", "tankers_arrived", "ambush_rate", "carrier_willingness"):
            assert one[name][:, far].tobytes() == two[name][:, far].tobytes()
        assert one["fuel_stock"][:, 5:].tobytes() == two["fuel_stock"][:, 5:].tobytes()
    assert one["tankers_lost"][:, near].tobytes() != two["tankers_lost"][:, near].tobytes()


def test_a_draw_can_be_replayed_alone() -> None:
    atlas = two_towns()
    parameters = attacked_parameters(atlas, 10)
    model, state = start(atlas, parameters)
    whole = run(model, state, 40)[-1]
    one = {name: array[7:8] for name, array in state.items()}
    alone = run(model, one, 40, first_draw=7)[-1]
    for name in model.gives:
        assert whole[name][7:8].tobytes() == alone[name].tobytes(), name


def test_a_step_changes_nothing_it_was_given() -> None:
    atlas = two_towns()
    model, state = start(atlas, attacked_parameters(atlas, 5))
    copies = {name: array.copy() for name, array in state.items()}
    step(model, state, chance(5, 0))
    for name, array in copies.items():
        assert array.tobytes() == state[name].tobytes()


def test_faults_are_named() -> None:
    with pytest.raises(InputFaults, match=r"model\.supply\.speeed"):
        supply(two_towns(), {"speeed": 1.0}, country="XI")
    near = two_towns()
    ring = (*near.corridors, Corridor("back", "Back", "distribution", ("town", "capital"), 1.0, 2.0, 10.0))
    with pytest.raises(InputFaults, match="circle"):
        supply(Atlas(near.places, near.routes, ring, near.areas, (FuelUse("town", 0.2, 0.0, 7.0),)), {}, country="XI")
