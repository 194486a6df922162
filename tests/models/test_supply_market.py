"""What a town does with too little fuel: who is served first, hoards, smugglers, prices, power plants that do not run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.models.contract import Chance, State, step
from harmattan.models.days import defaults
from harmattan.models.supply import Supply, supply
from harmattan.world.atlas import Atlas
from worlds import attacked_parameters, calm_parameters, drivers, litres_in_system, two_towns

FIRST = date(2030, 3, 1).toordinal()
CAPITAL = two_towns().place_index["capital"]


def start(atlas: Atlas, parameters: State, **changed: float) -> tuple[Supply, State]:
    model = supply(atlas, {}, country="XI")
    draws = len(parameters["national_fuel_need"])
    neutral = {**defaults((model,), atlas, draws), **drivers(atlas, draws, **changed)}
    return model, {**parameters, **neutral, **model.begin(parameters)}


def passed(model: Supply, state: State, days: int) -> list[State]:
    out = []
    draws = np.arange(len(state["national_fuel_need"]), dtype=np.uint32)
    for day in range(days):
        state = {**state, **step(model, state, Chance(1, draws, FIRST + day))}
        out.append(state)
    return out


def cut_off(stock: float, **parameters: float) -> tuple[Supply, State]:
    """The capital with so many litres and nothing on the way; it needs 800,000 a day, a quarter of it for power."""
    given_here = calm_parameters(two_towns(), 1)
    for name, value in parameters.items():
        given_here[name][:] = value
    given_here["origin_stock_days"][:] = 0.0
    model, state = start(two_towns(), given_here, dispatch_factor=0.0)
    state["fuel_stock"][0, CAPITAL, 0] = stock
    state["tankers_in_transit"][:] = 0.0
    return model, state


def test_power_first_then_reserved_stations_then_the_rest() -> None:
    fuel = tuple(replace(use, reserved_share=0.1) if use.place == "capital" else use for use in two_towns().fuel)
    atlas = replace(two_towns(), fuel=fuel)
    for stock, power, general in ((150_000.0, 0.25, 1.0), (250_000.0, 0.0, 1.0), (280_000.0, 0.0, 1.0)):
        parameters = calm_parameters(atlas, 1)
        parameters["origin_stock_days"][:] = 0.0
        model, state = start(atlas, parameters, dispatch_factor=0.0)
        state["tankers_in_transit"][:] = 0.0
        state["fuel_stock"][0, CAPITAL, 0] = stock
        day = passed(model, state, 1)[0]
        # 200,000 for power, 80,000 for reserved stations; the general public has nothing until both are served.
        assert day["priority_unserved"][0, CAPITAL] == pytest.approx(power)
        assert day["fuel_used"][0, CAPITAL] == pytest.approx(stock)
        assert day["closed_share"][0, CAPITAL] == general


def test_the_street_price_clears_and_takes_its_time() -> None:
    model, state = cut_off(400_000.0, price_elasticity=0.5, price_half_life=1.0)
    day = passed(model, state, 1)[0]
    # A quarter of the general need is met, so the street would clear at 0.25 ** -2 = 16; half of the way there in a day is 4.
    assert day["street_price"][0, CAPITAL] == pytest.approx(4.0)
    assert day["street_price"][0, 0] == 1.0
    model, state = cut_off(0.0, price_elasticity=0.5, price_half_life=1e-3)
    assert passed(model, state, 1)[0]["street_price"][0, CAPITAL] == pytest.approx(20.0)


def test_general_prices_follow_the_street() -> None:
    model, state = cut_off(400_000.0, price_half_life=1e-3, general_price_passthrough=0.25, general_price_half_life=1.0)
    day = passed(model, state, 1)[0]
    # The street is at 16; prices go half of the way to 16 ** 0.25 = 2.
    assert day["general_price"][0, CAPITAL] == pytest.approx(2.0**0.5)


def test_people_hoard_when_fuel_is_dear_and_live_on_it_when_there_is_none() -> None:
    model, state = cut_off(8_000_000.0, hoard_days=7.0)
    state["street_price"][0, CAPITAL] = 2.0
    full = passed(model, state, 1)[0]
    # Seven days of 600,000 wanted at home, a seventh bought in a day; the pumps serve both.
    assert full["hoarded_fuel"][0, CAPITAL, 0] == pytest.approx(600_000.0)
    assert full["shortage"][0, CAPITAL] == 0.0
    assert full["fuel_stock"][0, CAPITAL, 0] == pytest.approx(8_000_000.0 - 800_000.0 - 600_000.0)
    full["fuel_stock"] = np.zeros_like(full["fuel_stock"])
    dry = passed(model, full, 1)[0]
    assert dry["fuel_used"][0, CAPITAL] == pytest.approx(600_000.0 / 7.0)
    assert dry["hoarded_fuel"][0, CAPITAL, 0] == pytest.approx(600_000.0 * 6.0 / 7.0)


def test_hoarding_takes_fuel_from_those_who_use_it_today() -> None:
    missed = []
    for days in (0.0, 5.0):
        model, state = cut_off(1_000_000.0, hoard_days=days)
        state["street_price"][0, CAPITAL] = 2.0
        missed.append(passed(model, state, 1)[0]["shortage"][0, CAPITAL])
    assert missed[1] > missed[0] > 0.0


def test_smugglers_bring_more_where_it_pays_and_none_into_a_siege() -> None:
    fuel = tuple(replace(use, border_trade=0.5) if use.place == "capital" else use for use in two_towns().fuel)
    atlas = replace(two_towns(), fuel=fuel)
    brought = []
    for price, besieged in ((1.0, 0.0), (2.0, 0.0), (4.0, 0.0), (4.0, 1.0)):
        parameters = calm_parameters(atlas, 1)
        parameters["smuggling_share"][:] = 0.4
        parameters["origin_stock_days"][:] = 0.0
        model, state = start(atlas, parameters, dispatch_factor=0.0)
        state["tankers_in_transit"][:] = 0.0
        state["street_price"][:] = price
        state["siege"][:] = besieged
        brought.append(passed(model, state, 1)[0]["fuel_smuggled"][0, CAPITAL, 0])
    # 600,000 x 0.4 x 0.5, less the part 1 / price that does not pay.
    assert brought == pytest.approx([0.0, 60_000.0, 90_000.0, 0.0])


def test_plants_that_do_not_run_leave_a_city_dark_with_full_tanks() -> None:
    parameters = calm_parameters(two_towns(), 3)
    parameters["plant_availability_typical"][:] = 0.2
    parameters["plant_availability_origin"][:] = [0.2, 0.8, 0.2]
    parameters["plant_availability_volatility"][:] = [0.0, 0.0, 0.3]
    model, state = start(two_towns(), parameters)
    first = passed(model, state, 1)[0]
    assert first["power_hours"][0, CAPITAL] == pytest.approx(5.5 + 0.2 * 12.5)
    assert first["shortage"].max() == 0.0
    # The log-odds of 0.8 fall a fiftieth of the way to those of 0.2.
    odds = np.log(4.0) - 0.02 * 2.0 * np.log(4.0)
    assert first["plant_availability"][1, 0] == pytest.approx(1.0 / (1.0 + np.exp(-odds)))
    later = passed(model, state, 200)[-1]
    assert later["plant_availability"][1, 0] == pytest.approx(0.2, abs=0.02)
    assert later["plant_availability"][2, 0] != later["plant_availability"][0, 0]
    assert (later["plant_availability"][:, 1] == 1.0).all()


def test_rationing_later_and_fuller_tanks_are_for_courses_to_choose() -> None:
    model, state = cut_off(400_000.0)
    freely = passed(model, {**state, "rationing_factor": np.zeros((1, 5))}, 1)[0]
    assert freely["fuel_used"][0, CAPITAL] == pytest.approx(400_000.0)
    parameters = calm_parameters(two_towns(), 200)
    model, state = start(two_towns(), parameters)
    twice = {**state, "storage_factor": np.full((200, 5), 2.0)}
    plain, stocked = passed(model, state, 60)[-1], passed(model, twice, 60)[-1]
    assert stocked["days_of_fuel"][:, CAPITAL].mean() > plain["days_of_fuel"][:, CAPITAL].mean() + 2.0


def wild(seed: int, draws: int, products: tuple[str, ...]) -> tuple[Supply, State]:
    """The attacked island with every new effect switched on, at parameters drawn anew."""
    fuel = tuple(replace(use, reserved_share=0.1, border_trade=0.6) for use in two_towns().fuel)
    atlas = replace(two_towns(products=products), fuel=fuel)
    parameters, chance = attacked_parameters(atlas, draws), np.random.default_rng(seed)
    for name, low, high in (
        ("escort_slowdown", 1.0, 4.0), ("exposure_elasticity", 0.0, 1.5), ("danger_distance", -1.0, 2.0),
        ("ambush_excitation", 0.0, 1.0), ("fear_spread", 0.0, 1.0), ("driver_response", 0.0, 4.0),
        ("corridor_shift", 0.0, 1.0), ("tanker_fleet", 100.0, 2000.0), ("hoard_days", 0.0, 10.0),
        ("smuggling_share", 0.0, 0.5), ("price_elasticity", 0.1, 1.0), ("plant_availability_volatility", 0.0, 0.3),
        ("general_price_passthrough", 0.0, 0.5), ("plant_availability_typical", 0.1, 0.9),
    ):  # fmt: skip
        parameters[name][:] = chance.uniform(low, high, draws)
    return start(atlas, parameters)


@pytest.mark.parametrize("products", [("fuel",), ("diesel", "petrol")])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_every_litre_is_accounted_for_to_a_billionth(products: tuple[str, ...], seed: int) -> None:
    model, state = wild(seed, 8, products)
    before = litres_in_system(state)
    for day in passed(model, state, 40):
        came = day["fuel_loaded"][:, [0]].sum(axis=(1, 2)) + day["fuel_smuggled"].sum(axis=(1, 2))
        gone = day["fuel_served"].sum(axis=(1, 2)) + day["fuel_lost"].sum(axis=(1, 2))
        after = litres_in_system(day)
        assert np.abs(before + came - gone - after).max() <= 1e-9 * 40 * 1_000_000.0
        needed = day["fuel_used"] + day["fuel_missed"]
        assert needed[:, CAPITAL] == pytest.approx(np.full(8, 800_000.0), rel=1e-9)
        assert (day["hoarded_fuel"] >= 0.0).all()
        assert (day["street_price"] >= 1.0 - 1e-12).all()
        assert (day["shortage"] >= 0.0).all()
        assert (day["shortage"] <= 1.0).all()
        before = after


def test_the_whole_of_it_compiled_equals_python(monkeypatch: pytest.MonkeyPatch) -> None:
    from harmattan.models.supply import danger, fear, kernel, market, orders, services, tanks

    model, state = wild(7, 3, ("diesel", "petrol"))
    fast = passed(model, state, 25)[-1]
    modules = (danger, fear, kernel, market, orders, services, tanks)
    own = {
        name: function.py_func
        for module in modules
        for name, function in vars(module).items()
        if hasattr(function, "py_func") and function.__module__ == module.__name__
    }
    assert {"pass_day", "travel", "frighten", "use", "prices", "orders_of", "services"} <= set(own)
    for module in modules:
        for name in set(vars(module)) & set(own):
            monkeypatch.setattr(module, name, own[name])
    monkeypatch.setattr("harmattan.models.supply.model.pass_day", kernel.pass_day)
    slow = passed(model, state, 25)[-1]
    for name in model.gives:
        np.testing.assert_allclose(fast[name], slow[name], rtol=1e-12, atol=1e-9, err_msg=name)
