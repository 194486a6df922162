"""The economy of the war on an island with two mines: answers worked out by hand, and what feeds capacity."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest

from harmattan.errors import InputFaults
from harmattan.models.contract import Record
from harmattan.models.economy import beyond_first_rate, economy
from harmattan.models.economy.kernel import LARGEST_RANSOM, ON_SITE, mean_ransom
from harmattan.world.atlas import Area, Atlas, Place
from models.economy_worlds import MINES, TOWNS, run, start, today, two_mines


def test_only_the_sites_and_people_of_the_country_count() -> None:
    model = economy(two_mines(), {}, country="XI")
    assert model.sites.tolist() == list(MINES)
    assert model.areas.tolist() == [0, 0]
    assert model.held.tolist() == list(TOWNS)
    assert model.people.tolist() == [10.0, 2.0]
    assert economy(two_mines(), {}, country="XO").sites.tolist() == [4]


def test_income_of_a_quiet_day_by_hand() -> None:
    model, state = start(1)
    day = today(model, state)
    # Two sites pay with a chance of 0.17 each; nobody is kidnapped, nobody is taxed.
    assert day["armed_group_income"].tolist() == [[pytest.approx(2 * 0.17 * 2700.0), 0.0]]
    assert day["income_trend"][0, 0] == day["income_origin"][0, 0] == day["armed_group_income"][0, 0]
    assert day["state_revenue_lost"].tolist() == [[0.0, 0.0]]
    assert day["armed_group_capacity"].tolist() == [[1.0, 1.0]]
    assert day["mine_output"].tolist() == [[1.0] * 5]


@pytest.mark.parametrize(("level", "taxed"), [(0.0, False), (1.0, True), (2.0, False), (3.0, True)])
def test_who_holds_a_place_decides_who_is_taxed(level: float, taxed: bool) -> None:
    model, state = start(1)
    state["control"][:, TOWNS[0]] = state["control"][:, MINES[0]] = level
    income = today(model, state)["armed_group_income"][0, 0]
    # The larger town has 100,000 people; the first mine pays for certain where an armed group takes taxes.
    assert income == pytest.approx(2700.0 * (0.17 + (1.0 if taxed else 0.17)) + (10 * 110.0 if taxed else 0.0))


def test_a_reported_attack_stops_a_share_that_comes_back_by_half_lives() -> None:
    model, state = start(1)
    state["attacks_reported_near"][:, MINES[0]] = state["attacks_near"][:, MINES[0]] = 1.0
    day = today(model, state)
    assert day["mine_attacks"].tolist() == [[0.0, 0.0, 1.0, 0.0, 0.0]]
    assert day["mine_output"][0, MINES[0]] == pytest.approx(1.0 - 0.28)
    assert day["state_revenue_lost"][0, 0] == pytest.approx(0.28 * 190_000.0)
    calm = {**state, **day, "attacks_reported_near": np.zeros((1, 5)), "attacks_near": np.zeros((1, 5))}
    later = run(model, calm, 47)
    assert later["mine_output"][0, MINES[0]] == pytest.approx(1.0 - 0.14)


def test_two_attacks_on_one_day_stop_two_shares() -> None:
    model, state = start(1)
    state["attacks_reported_near"][:, MINES[1]] = 2.0
    assert today(model, state)["mine_output"][0, MINES[1]] == pytest.approx(0.72**2)


def test_attacks_aimed_at_sites_come_at_their_rate_and_bend_to_every_factor() -> None:
    draws = 20_000
    rates = []
    for name, value in (
        ("kidnap_rate", 0.0),
        ("mine_attack_factor", 0.5),
        ("attack_rate_factor", 0.5),
        ("violence_restraint", 0.5),
    ):
        model, state = start(draws, mine_attack_rate=0.05)
        state[name] = np.full_like(state[name], value)
        rates.append(today(model, state)["mine_attacks"][:, MINES].mean())
    np.testing.assert_allclose(rates, [0.05, 0.025, 0.025, 0.025], atol=0.003)


def test_an_attack_close_to_a_site_hits_it_now_and_then() -> None:
    draws = 20_000
    model, state = start(draws)
    state["attacks_near"][:] = 1.0
    hit = today(model, state)["mine_attacks"]
    np.testing.assert_allclose(hit[:, MINES].mean(), ON_SITE, atol=0.006)
    assert hit[:, [0, 1, 4]].sum() == 0.0
    # Protected sites are hit less; a reported attack on the site is certain, and not counted twice.
    state["mine_attack_factor"] = np.full((draws, 5), 0.5)
    np.testing.assert_allclose(today(model, state)["mine_attacks"][:, MINES].mean(), 0.5 * ON_SITE, atol=0.004)
    state["attacks_reported_near"][:] = 1.0
    assert today(model, state)["mine_attacks"][:, MINES].tolist() == [[1.0, 1.0]] * draws


def test_ransoms_are_lognormal_and_have_the_mean_that_is_said() -> None:
    draws = 40_000
    model, state = start(draws, kidnap_rate=1.0, ransom_spread=0.5, permission_payment=0.0)
    day = today(model, state)
    taken, income = day["kidnappings"][:, 0], day["armed_group_income"][:, 0]
    np.testing.assert_allclose(taken.mean(), 1.0, atol=0.02)
    one = income[taken == 1.0]
    np.testing.assert_allclose([np.median(one), np.log(one).std()], [170_000.0, 0.5], rtol=0.02)
    np.testing.assert_allclose(income.mean(), mean_ransom(170_000.0, 0.5), rtol=0.02)
    assert (income[taken == 0.0] == 0.0).all()


def test_the_mean_ransom_by_hand() -> None:
    assert mean_ransom(1000.0, 1.0) == pytest.approx(1000.0 * math.exp(0.5))
    assert mean_ransom(1000.0, 0.0) == 1000.0
    assert mean_ransom(0.0, 2.0) == 0.0
    assert mean_ransom(2.0 * LARGEST_RANSOM, 0.0) == LARGEST_RANSOM
    # At a median of the largest ransom half of the mean below it is the lower half of the lognormal.
    lower = math.exp(0.5) * 0.5 * math.erfc(1.0 / math.sqrt(2.0))
    assert mean_ransom(LARGEST_RANSOM, 1.0) == pytest.approx(LARGEST_RANSOM * (0.5 + lower))


def test_no_ransom_is_beyond_belief() -> None:
    model, state = start(2000, kidnap_rate=1.0, ransom_typical=1e7, ransom_spread=4.0)
    day = today(model, state)
    assert (day["armed_group_income"][:, 0] <= day["kidnappings"][:, 0] * LARGEST_RANSOM + 2 * 2700.0).all()


def test_capacity_follows_income_by_its_half_life_and_elasticity() -> None:
    model, state = start(1, permission_payment=0.0, capacity_half_life=50.0, capacity_elasticity=0.5)
    state["control"][:, TOWNS[1]] = 3.0
    before = run(model, state, 10)
    assert before["armed_group_capacity"][0, 0] == 1.0
    assert before["income_trend"][0, 0] == pytest.approx(2 * 110.0)
    before["control"][:, TOWNS[0]] = 3.0
    # Taxes of 120,000 people instead of 20,000: six times the income, of which half the gap is closed after a half-life.
    after = run(model, before, 50)
    assert after["income_trend"][0, 0] == pytest.approx(2 * 110.0 * 3.5)
    assert after["armed_group_capacity"][0, 0] == pytest.approx(math.sqrt(3.5))


def test_on_past_days_capacity_is_one_and_what_follows_is_measured_against_their_end() -> None:
    model, state = start(1, permission_payment=0.0, capacity_half_life=50.0, capacity_elasticity=0.5)
    state["control"][:, TOWNS[1]] = 3.0
    state["past_day"] = np.ones((1, 2))
    past = run(model, state, 10)
    past["control"][:, TOWNS[0]] = 3.0
    past = run(model, past, 50)
    assert past["armed_group_capacity"][0, 0] == 1.0
    assert past["income_origin"][0, 0] == past["income_trend"][0, 0] == pytest.approx(2 * 110.0 * 3.5)
    ahead = run(model, {**past, "past_day": np.zeros((1, 2))}, 50)
    assert ahead["armed_group_capacity"][0, 0] == pytest.approx(math.sqrt(4.75 / 3.5))


def test_a_group_without_income_keeps_its_capacity_until_there_is_some() -> None:
    model, state = start(1, permission_payment=0.0)
    quiet = run(model, state, 5)
    assert quiet["armed_group_capacity"][0, 0] == 1.0
    assert quiet["income_origin"][0, 0] == 0.0
    quiet["control"][:, TOWNS[0]] = 1.0
    assert run(model, quiet, 1)["income_origin"][0, 0] == pytest.approx(1100.0)


def test_the_baseline_is_the_rate_of_the_first_day() -> None:
    model, state = start(3)
    state = run(model, state, 1)
    rate = state["income_trend"][:, 0]
    days = []
    for day in range(1, 20):
        state = run(model, state, 1, first=day)
        days.append(state["armed_group_income"][:, 0])
    # Nothing changes, so nothing comes in beyond it.
    np.testing.assert_allclose(beyond_first_rate(np.stack(days, axis=1), rate), 0.0, atol=1e-9)
    assert beyond_first_rate(np.array([[1.0, 2.0]]), np.array([1.0])).tolist() == [1.0]


def test_settings_and_country_are_checked_together() -> None:
    with pytest.raises(InputFaults) as raised:
        economy(two_mines(), {"gold": 1.0}, country="XZ")
    assert [fault.column for fault in raised.value.faults] == ["country", "model.economy.gold"]


def test_a_country_without_sites_or_people_earns_from_kidnapping_alone() -> None:
    atlas = Atlas((Place("a", "A", "n", "XI", 0.0, 0.0, "port"),), areas=(Area("n", "N", "XI", 0.0, 0.0),))
    model, state = start(500, atlas=atlas, kidnap_rate=0.5)
    day = today(model, state)
    assert (day["armed_group_income"][day["kidnappings"] > 0] > 0.0).all()
    assert day["armed_group_income"][day["kidnappings"] == 0].sum() == 0.0


def test_the_mechanism_travels_and_speaks_to_no_report() -> None:
    model, state = start(4, kidnap_rate=0.5)
    sent = pickle.loads(pickle.dumps(model))  # noqa: S301
    one, other = (today(each, state) for each in (model, sent))
    assert all(one[name].tobytes() == other[name].tobytes() for name in model.gives)
    assert model.observes == model.weighs == frozenset()
    assert model.normal(state) == {}
    assert model.hears(None, 1.0) == ()  # type: ignore[arg-type]
    assert model.expect(None, Record(None, {}, {})) is None  # type: ignore[arg-type]
