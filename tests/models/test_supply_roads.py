"""What makes a road slow, dangerous or shunned: borders, escorts, cover, garrisons, patrols, rain, fear, rivals, the fleet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from harmattan.errors import InputFaults
from harmattan.models.contract import Chance, State, step
from harmattan.models.days import defaults
from harmattan.models.supply import Supply, supply
from harmattan.world.atlas import Atlas, Corridor, Place, Route
from worlds import attacked_parameters, calm_parameters, drivers, two_towns

FIRST = date(2030, 3, 1).toordinal()


def start(
    atlas: Atlas, parameters: State, settings: dict[str, float] | None = None, **changed: float
) -> tuple[Supply, State]:
    model = supply(atlas, settings or {}, country="XI")
    draws = len(parameters["national_fuel_need"])
    neutral = {**defaults((model,), atlas, draws), **drivers(atlas, draws, **changed)}
    return model, {**parameters, **neutral, **model.begin(parameters)}


def passed(model: Supply, state: State, days: int, *, first: int = FIRST) -> list[State]:
    out = []
    draws = np.arange(len(state["national_fuel_need"]), dtype=np.uint32)
    for day in range(days):
        state = {**state, **step(model, state, Chance(1, draws, first + day))}
        out.append(state)
    return out


def changed(atlas: Atlas, corridor: str, **new: object) -> Atlas:
    """The same with another corridor."""
    return replace(atlas, corridors=tuple(replace(c, **new) if c.id == corridor else c for c in atlas.corridors))  # type: ignore[arg-type]


def two_ways() -> Atlas:
    """The two towns with a second import road to the capital, half of the traffic on each."""
    near = changed(two_towns(), "west", normal_share=0.5)
    south = Place("south-port", "South Port", "abroad", "XO", -3.0, 0.0, "port")
    road = Route("south-road", "south-port", "capital", 360, "trunk", "paved", 2.0)
    way = Corridor("south", "South", "import", ("south-port", "capital"), 0.5, 4.0, 200.0)
    return replace(near, places=(*near.places, south), routes=(*near.routes, road), corridors=(*near.corridors, way))


def test_a_border_lets_through_no_more_than_it_can_and_the_rest_waits_there() -> None:
    atlas = changed(two_towns(), "west", border_limit=40.0)
    model, state = start(atlas, calm_parameters(atlas, 5))
    days = passed(model, state, 12)
    # A hundred a day come to the border and forty pass.
    assert days[0]["tankers_waiting"][:, 0].tolist() == [60.0] * 5
    assert all((day["tankers_arrived"][:, 0] == 40.0).all() for day in days[2:])
    assert (days[-1]["tankers_waiting"][:, 0] > 300.0).all()
    opened = passed(model, {**state, "border_factor": np.full((5, 2), 10.0)}, 12)
    assert opened[-1]["tankers_waiting"].sum() == 0.0


def test_customs_keep_tankers_abroad_and_out_of_danger() -> None:
    atlas = changed(two_towns(), "west", customs_days=2.0)
    net = supply(atlas, {}, country="XI").network
    # Two days of customs, then one of the other two days before the border.
    assert net.exposed_from.tolist() == [3, 0]
    assert supply(two_towns(), {}, country="XI").network.exposed_from.tolist() == [2, 0]


def test_a_country_of_fear_is_crossed_slowly() -> None:
    atlas = two_towns()
    parameters = calm_parameters(atlas, 400)
    parameters["escort_slowdown"][:] = 4.0
    parameters["willingness_origin"][:] = 0.0
    parameters["willingness_half_life"][:] = 1e9
    model, state = start(atlas, parameters)
    state["tankers_in_transit"][:] = 0.0
    state["tankers_in_transit"][:, 0, 2] = 10.0
    days = passed(model, state, 60)
    arrived = np.array([day["tankers_arrived"][:, 0] for day in days])
    taken = (arrived > 0.0).argmax(axis=0) + 1
    # Two days' drive, each begun with chance one in four: eight days on the mean, standard deviation (2 x 12)^0.5.
    assert arrived.sum(axis=0).tolist() == [10.0] * 400
    assert taken.mean() == pytest.approx(8.0, abs=4 * 24.0**0.5 / 20.0)


def test_who_fears_the_road_waits_at_the_border_and_enters_in_convoys() -> None:
    atlas = two_towns()
    parameters = calm_parameters(atlas, 300)
    parameters["willingness_origin"][:] = 0.5
    parameters["willingness_half_life"][:] = 1e9
    model, state = start(atlas, parameters)
    days = passed(model, state, 40)
    inside = np.array([day["tankers_in_transit"][:, 0, 2] for day in days[10:]])
    # An escort leaves on one day in 1 + 6 x 0.5 = 4.
    assert (inside > 0.0).mean() == pytest.approx(0.25, abs=0.02)
    assert np.array([day["tankers_waiting"][:, 0] for day in days]).max() > 100.0


@pytest.mark.parametrize(
    ("held", "kilometres"), [((0, 0, 0), (60.0, 60.0)), ((0, 0, 3), (60.0, 180.0)), ((3, 3, 3), (60.0, 180.0))]
)
def test_danger_grows_with_distance_from_places_the_government_holds(
    held: tuple[int, int, int], kilometres: tuple[float, float]
) -> None:
    parameters = calm_parameters(two_towns(), 1)
    parameters["danger_distance"][:] = 1.0
    model, state = start(two_towns(), parameters)
    state["government_holds"] = np.ones((1, 5))
    state["government_holds"][0, 1:4] = np.array(held) == 0
    # West is border-capital and the road from abroad, which counts as held; east is capital-town, of 120 km.
    danger = passed(model, state, 1)[0]["corridor_danger"][0]
    far = {(0, 0, 0): 60.0, (0, 0, 3): 60.0, (3, 3, 3): 200.0}[held]
    assert danger[1] == pytest.approx(np.exp((far - 25.0) / 100.0))
    if held == (0, 0, 0):
        west = (250.0 * np.exp(1.25) + 120.0 * np.exp(0.6)) / 370.0
        assert danger[0] == pytest.approx(west / np.exp(0.25))


def test_cover_counts_by_the_kilometre() -> None:
    atlas = two_towns()
    atlas = replace(atlas, routes=tuple(replace(r, cover=1.0 if r.id == "west-road" else 0.0) for r in atlas.routes))
    parameters = calm_parameters(atlas, 1)
    parameters["danger_cover"][:] = 2.0
    model, state = start(atlas, parameters)
    danger = passed(model, state, 1)[0]["corridor_danger"][0]
    # The road from abroad to the border counts as inside: 250 km open, 120 km in dense cover.
    assert danger.tolist() == pytest.approx([(250.0 / np.e + 120.0 * np.e) / 370.0, 1.0 / np.e])


def test_hazard_by_hand() -> None:
    atlas = two_towns()
    parameters = calm_parameters(atlas, 1)
    parameters["ambush_rate_typical"][:] = parameters["ambush_rate_origin"][:] = 0.1
    parameters["exposure_elasticity"][:] = 0.5
    parameters["danger_rain"][:] = 0.6
    settings = {"rain_first_month": 6.0, "rain_last_month": 9.0}
    model, state = start(atlas, parameters, settings, patrol_cover=0.8, ambush_rate_factor=2.0)
    state["tankers_in_transit"][:, 0, :] = 0.0
    state["tankers_in_transit"][:, 0, 2] = 50.0
    dry = passed(model, state, 1)[0]["ambush_hazard"][0, 0]
    # Fifty tankers move on to the last day of the road where two hundred are usual; patrols prevent half on eight tenths of it.
    assert dry == pytest.approx(0.1 * 0.25**0.5 * (1.0 - 0.8 * 0.5) * 2.0)
    wet = passed(model, state, 1, first=date(2030, 9, 30).toordinal())[0]["ambush_hazard"][0, 0]
    assert wet == pytest.approx(0.6 * dry)
    empty = {**state, "tankers_in_transit": np.zeros_like(state["tankers_in_transit"])}
    assert passed(model, empty, 1)[0]["ambush_hazard"][0, 0] == 0.0


def test_an_ambush_draws_others() -> None:
    atlas = two_towns()
    parameters = calm_parameters(atlas, 2)
    parameters["ambush_excitation"][:] = 0.7
    model, state = start(atlas, parameters, ambush_unseen_share=0.0)
    state["ambush_reported"] = np.array([[0.0, 0.0], [3.0, 0.0]])
    rate = passed(model, state, 1)[0]["ambush_rate"]
    assert rate[1, 0] / rate[0, 0] == pytest.approx(1.7)
    assert rate[0, 1] == rate[1, 1]


def test_fear_reaches_the_other_road_to_the_same_town_and_not_the_road_behind_it() -> None:
    atlas = two_ways()
    parameters = calm_parameters(atlas, 1)
    parameters["fear_spread"][:] = 0.4
    parameters["driver_response"][:] = 1.0
    model, state = start(atlas, parameters, ambush_unseen_share=0.0)
    state["ambush_reported"], state["ambush_reported_loss"] = np.zeros((1, 3)), np.full((1, 3), -1.0)
    state["ambush_reported"][0, 0], state["ambush_reported_loss"][0, 0] = 1.0, 35.0
    day = passed(model, state, 1)[0]
    # A normal week is 350 tankers on each road, 700 on both: a tenth on its own road, 0.4 x 35 / 700 on the other.
    assert day["carrier_willingness"][0] == pytest.approx(np.exp([-0.2, 0.0, -2.0 * 0.02]))
    assert day["driver_willingness"][0] == pytest.approx(np.exp([-0.1, 0.0, -0.02]))
    insured = passed(model, {**state, "carrier_insurance": np.full((1, 3), 0.5)}, 1)[0]
    assert insured["carrier_willingness"][0] == pytest.approx(np.exp([-0.1, 0.0, -0.02]))
    assert insured["driver_willingness"][0] == pytest.approx(day["driver_willingness"][0])


def test_shippers_move_what_is_refused_to_the_other_road() -> None:
    atlas, draws = two_ways(), 2000
    mean = {}
    for shift in (0.0, 1.0):
        parameters = calm_parameters(atlas, draws)
        parameters["corridor_shift"][:] = shift
        parameters["refill_surge"][:] = 0.0
        model, state = start(atlas, parameters)
        state["carrier_willingness"][:, 0] = 0.2
        mean[shift] = passed(model, state, 1)[0]["tankers_dispatched"].mean(axis=0)
    # Of 50 ordered on the west road 40 are refused. All that runs is 10 west and 50 south, and the 40 go where it runs, as far as
    # carriers there take them.
    noise = 5 * (100.0 / draws) ** 0.5
    assert mean[0.0][[0, 2]] == pytest.approx([10.0, 50.0], abs=noise)
    assert mean[1.0][[0, 2]] == pytest.approx([10.0 + 0.2 * 40.0 / 6.0, 50.0 + 40.0 * 5.0 / 6.0], abs=noise)


def test_no_more_tankers_leave_than_there_are() -> None:
    atlas = two_towns()
    parameters = calm_parameters(atlas, 50)
    parameters["tanker_fleet"][:] = 840.0
    parameters["origin_stock_days"][:] = 7.0
    model, state = start(atlas, parameters)
    # Three hundred are under way after the first are unloaded, and as many on the way back: 240 are free, then hardly any.
    days = passed(model, state, 60)
    for day in days:
        out = day["tankers_in_transit"][:, 0].sum(axis=1) + day["tankers_waiting"][:, 0]
        assert (2.0 * out <= 840.0 + 2.0 * 60.0).all()
    carried = np.mean([day["tankers_arrived"][:, 0].mean() for day in days[20:]])
    assert carried == pytest.approx(100.0, abs=6.0)  # 420 at a time on a road of four days
    parameters["tanker_fleet"][:] = 400.0
    model, state = start(atlas, parameters)
    fewer = np.mean([day["tankers_arrived"][:, 0].mean() for day in passed(model, state, 60)[20:]])
    # Three days' loads x are out and back when the next is loaded: x = 400 - 6 x.
    assert fewer == pytest.approx(400.0 / 7.0, abs=8.0)


def test_burnt_tankers_are_bought_again_slowly() -> None:
    atlas = two_towns()
    parameters = calm_parameters(atlas, 1)
    parameters["tanker_fleet"][:] = 1000.0
    parameters["fleet_half_life"][:] = 1.0
    model, state = start(atlas, parameters, ambush_unseen_share=0.0)
    state["ambush_reported"], state["ambush_reported_loss"] = np.array([[1.0, 0.0]]), np.array([[80.0, -1.0]])
    day = passed(model, state, 1)[0]
    capital = atlas.place_index["capital"]
    assert day["tanker_fleet_left"][0, capital] == pytest.approx(960.0)


def test_a_way_by_water_is_open_in_its_months_and_reaches_a_besieged_town() -> None:
    atlas = two_towns()
    river = Route("river", "capital", "town", 150, "river", "water", 2.0)
    boats = Corridor(
        "boats", "Boats", "distribution", ("capital", "town"), 0.0, 2.0, 6.0, mode="river", months=(1, 2, 3)
    )
    atlas = replace(atlas, routes=(*atlas.routes, river), corridors=(*atlas.corridors, boats))
    parameters = calm_parameters(atlas, 3)
    parameters["origin_stock_days"][:] = 0.0
    parameters["origin_stock_days"][:, 2] = 7.0
    model, state = start(atlas, parameters)
    state["siege_declared"] = np.zeros((3, 5))
    state["siege_declared"][:, 3] = 1.0
    assert passed(model, state, 3)[-1]["tankers_dispatched"][:, 1:].sum() == 0.0
    opened = {**state, "alternative_factor": np.tile([0.0, 0.0, 1.0], (3, 1))}
    march, april = passed(model, opened, 5)[-1], passed(model, opened, 5, first=date(2030, 4, 1).toordinal())[-1]
    assert (march["tankers_dispatched"][:, 2] > 0.0).all()
    assert (march["tankers_dispatched"][:, 2] <= 6.0).all()
    assert april["tankers_dispatched"][:, 2].sum() == 0.0
    assert march["tankers_dispatched"][:, 1].sum() == 0.0


def test_nothing_meets_what_flies() -> None:
    atlas = two_towns()
    lane = Route("air", "port", "town", 400, "air", "air", 0.2)
    planes = Corridor("planes", "Planes", "import", ("port", "town"), 0.0, 1.0, 3.0, mode="air")
    atlas = replace(atlas, routes=(*atlas.routes, lane), corridors=(*atlas.corridors, planes))
    parameters = attacked_parameters(atlas, 40)
    parameters["origin_stock_days"][:] = 1.0
    model, state = start(atlas, parameters, alternative_factor=1.0)
    days = passed(model, state, 60)
    assert sum(day["tankers_arrived"][:, 2].sum() for day in days) > 0.0
    assert sum(day["ambushes"][:, 2].sum() + day["tankers_lost"][:, 2].sum() for day in days) == 0.0
    assert sum(day["tankers_lost"][:, 0].sum() for day in days) > 0.0


@pytest.mark.parametrize(
    "months",
    [
        {"rain_first_month": 6.0},
        {"rain_first_month": 6.5, "rain_last_month": 9.0},
        {"rain_first_month": 0.0, "rain_last_month": 3.0},
    ],
)
def test_rainy_months_are_both_or_neither(months: dict[str, float]) -> None:
    with pytest.raises(InputFaults, match="both months"):
        supply(two_towns(), months, country="XI")


def test_rain_may_run_over_the_end_of_the_year() -> None:
    assert supply(two_towns(), {"rain_first_month": 11.0, "rain_last_month": 2.0}, country="XI").rainy == {11, 12, 1, 2}


def test_a_ban_may_be_declared_on_days_ahead_and_only_reports_tell_of_past_ones() -> None:
    atlas, draws = two_towns(), 2000
    parameters = calm_parameters(atlas, draws)
    parameters["ban_onset_rate"][:] = 0.05
    parameters["ban_campaign"][:] = 8.0
    parameters["ban_half_life"][:] = 1e9
    model, state = start(atlas, parameters)
    days = passed(model, state, 10)
    banned = days[-1]["ban_strength"][:, 0] > 0.0
    assert banned.mean() == pytest.approx(1.0 - 0.95**10, abs=4 * 0.5 / draws**0.5)
    assert (days[-1]["ban_strength"][:, 1] == 0.0).all()  # fuel inside the country is not what is banned
    assert days[-1]["carrier_willingness"][banned, 0].max() < 0.6
    jumped = days[-1]["ambush_rate"][:, 0] / days[-1]["ambush_rate"][:, 1]
    assert jumped[~banned] == pytest.approx(np.ones((~banned).sum()))
    assert jumped[banned].min() > 3.0  # one ban each: none is declared while one stands
    assert jumped[banned].max() <= 8.0
    told = passed(model, {**state, "past_day": np.ones((draws, len(atlas.countries)))}, 10)
    assert told[-1]["ban_strength"].max() == 0.0
