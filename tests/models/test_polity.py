"""Tiny countries whose pressure and turning points can be worked out by hand, and the base rates of precedents."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

import worlds
from harmattan.errors import Incomplete, InputFaults
from harmattan.models.contract import Chance, State, missing_needs, require_complete, step
from harmattan.models.polity import Polity, polity
from harmattan.models.polity.precedents import FILE, AtRisk, base_rates, pool, sieges_of
from harmattan.models.polity.pressure import happens, hazard_of
from harmattan.world.atlas import Atlas, Corridor, FuelUse, Place, Route
from harmattan.world.report import Report
from harmattan.world.situation import check_values
from harmattan.world.vocabulary import variables

FIRST = 738_000
CERTAIN = 1e9


def country() -> Atlas:
    """The two towns, a second city and a mine inside, a city and a road abroad."""
    near = worlds.two_towns()
    places = (
        *near.places,
        Place("second", "Second", "north", "XI", 1.0, 0.0, "city", 60_000),
        Place("mine", "Mine", "north", "XI", 1.0, 1.0, "mine", 20_000),
        Place("abroad-city", "Abroad City", "abroad", "XO", 3.0, 0.0, "city", 900_000),
    )
    routes = (*near.routes, Route("far-road", "port", "abroad-city", 100, "trunk", "paved", 1.0))
    corridors = (*near.corridors, Corridor("away", "Away", "distribution", ("port", "abroad-city"), 1.0, 1.0, 10.0))
    fuel = (FuelUse("capital", 0.6, 0.25, 7.0), FuelUse("town", 0.2, 0.0, 7.0), FuelUse("second", 0.2, 0.0, 7.0))
    return Atlas(places, routes, corridors, near.areas, fuel)


ATLAS = country()
CAPITAL, TOWN, SECOND, MINE, AWAY = (
    ATLAS.place_index[name] for name in ("capital", "town", "second", "mine", "abroad-city")
)
HOME = ATLAS.countries.index("XI")


def start(draws: int, *, atlas: Atlas = ATLAS, changed: State | None = None, **values: float) -> tuple[Polity, State]:
    """A calm country: all the fuel and power it needs, no siege, all places held; then what is changed."""
    model = polity(atlas, {}, country="XI")
    places = atlas.sizes["place"]
    calm = {"shortage": 0.0, "power_hours": 18.0, "siege": 0.0, "control": 0.0}
    state: State = {
        **worlds.calm_parameters(atlas, draws),
        **worlds.drivers(atlas, draws),
        **{name: np.full((draws, places), value) for name, value in calm.items()},
    }
    state |= model.begin(state)
    for name, value in values.items():
        state[name] = np.full_like(state[name], value)
    return model, {**state, **(changed or {})}


def at(places: int, value: float, *, draws: int = 1, row: int = 0, usual: float = 0.0) -> np.ndarray:
    out = np.full((draws, places), usual)
    out[:, row] = value
    return out


def chance(draws: int, day: int = 0, seed: int = 1) -> Chance:
    return Chance(seed, np.arange(draws, dtype=np.uint32), FIRST + day)


def run(model: Polity, state: State, days: int) -> list[State]:
    out = []
    for day in range(days):
        state = {**state, **step(model, state, chance(len(state["fall_rate"]), day))}
        out.append(state)
    return out


def test_what_it_needs_and_gives_is_in_the_vocabulary_and_sized_by_it() -> None:
    model, state = start(3)
    assert model.needs | model.gives <= set(variables())
    assert not model.needs & model.gives
    assert check_values({name: state[name] for name in model.gives | model.needs}, ATLAS, 3) == []
    assert pickle.loads(pickle.dumps(model)).stage.open_to_pact.tolist() == [TOWN, SECOND]  # noqa: S301


def test_a_case_without_supply_and_control_is_told_what_is_missing() -> None:
    model, _ = start(1)
    gaps = missing_needs([model])
    assert [gap.split("'")[1] for gap in gaps] == ["control", "power_hours", "shortage", "siege"]
    with pytest.raises(Incomplete, match="polity needs 'control'"):
        require_complete([model])


def test_hostile_settings_and_countries_are_refused() -> None:
    with pytest.raises(InputFaults, match=r"model\.polity\.capital.*no settings"):
        polity(ATLAS, {"capital": 1.0}, country="XI")
    with pytest.raises(InputFaults, match="found 'XX'; allowed: one of XI, XO"):
        polity(ATLAS, {}, country="XX")


def test_the_stage_by_hand() -> None:
    found = polity(ATLAS, {}, country="XI").stage
    assert ATLAS.countries[found.home] == "XI"
    # Only cities of the country that use fuel: 100,000 and 60,000 people.
    assert found.cities.tolist() == [CAPITAL, SECOND]
    assert found.city_share.tolist() == [0.625, 0.375]
    # All inhabited places: 100,000, 20,000, 60,000 and 20,000 people.
    assert found.towns.tolist() == [CAPITAL, TOWN, SECOND, MINE]
    assert found.town_share.tolist() == [0.5, 0.1, 0.3, 0.1]
    assert found.inside.tolist() == [0, 1]
    # Of equals the first is the capital; the other is open to pacts.
    equal = tuple(replace(p, population=100_000) if p.id == "second" else p for p in ATLAS.places)
    assert polity(replace(ATLAS, places=equal), {}, country="XI").stage.open_to_pact.tolist() == [TOWN, SECOND]


def test_pressure_of_one_day_by_hand() -> None:
    places = ATLAS.sizes["place"]
    changed = {
        "shortage": at(places, 0.4, row=CAPITAL),
        "power_hours": at(places, 9.0, row=SECOND, usual=18.0),
        "control": at(places, 2.0, row=SECOND),
    }
    model, state = start(1, changed=changed, pressure_half_life=1.0)
    # 0.4 x 62.5 % of city people short, half the hours of 37.5 % lost, 30 % of people not held; half of the gap closes in a day.
    cause = 0.4 * 0.25 + 0.22 * 0.1875 + 0.67 * 0.3
    first, second = run(model, state, 2)
    assert first["pressure"][0, HOME] == pytest.approx(cause / 2, rel=1e-12)
    assert second["pressure"][0, HOME] == pytest.approx(cause * 0.75, rel=1e-12)
    assert first["pressure"][0, 1 - HOME] == 0.0


def test_more_hours_than_normal_and_no_hours_at_all_are_no_loss() -> None:
    for hours, usual in ((24.0, 18.0), (0.0, 0.0)):
        model, state = start(1, power_hours=hours, power_hours_normal=usual)
        assert run(model, state, 1)[0]["pressure"][0, HOME] == 0.0


def test_a_country_without_cities_or_people_has_no_pressure_and_no_faults() -> None:
    bare = Atlas((Place("a", "A", "north", "XI", 0.0, 0.0, "town"),), areas=worlds.AREAS)
    model, state = start(2, atlas=bare, control=3.0, shortage=1.0, city_taken_rate=CERTAIN)
    day = run(model, state, 1)[0]
    assert day["pressure"].tolist() == [[0.0, 0.0]] * 2
    assert day["city_taken"].sum() == 0.0


def test_a_calm_country_stays_calm() -> None:
    model, state = start(50)
    for day in run(model, state, 60):
        assert all((day[name] == 0.0).all() for name in model.gives if not name.endswith("restraint"))
        assert (day["attack_restraint"] == 1.0).all()
        assert (day["violence_restraint"] == 1.0).all()


def test_an_assumed_fall_ends_pressure_and_talks_and_loosens_attacks() -> None:
    model, state = start(4, shortage=1.0, pressure_half_life=10.0)
    state["national_talks"][:, HOME] = 1.0
    state = run(model, state, 20)[-1]
    assert state["pressure"][0, HOME] > 0.2
    state["government_fall_assumed"] = at(2, 1.0, draws=4, row=HOME)
    fallen = run(model, state, 2)
    assert (fallen[0]["government_fallen"][:, HOME] == 1.0).all()
    assert fallen[0]["pressure"][0, HOME] == 0.0
    assert (fallen[0]["national_talks"] == 0.0).all()
    assert fallen[0]["attack_restraint"][0].tolist() == [0.77, 0.77, 1.0]
    assert (fallen[0]["violence_restraint"] == 1.0).all()
    # Its causes last: pressure builds again, but a fallen government does not fall again.
    assert fallen[1]["pressure"][0, HOME] > 0.0
    assert (fallen[1]["government_fallen"][:, HOME] == 1.0).all()


def test_talks_bring_a_deal_that_holds_and_withdraws_the_ban_once() -> None:
    model, state = start(3, talks_rate=CERTAIN, deal_rate=CERTAIN, lift_rate=CERTAIN)
    first, second, third = run(model, state, 3)
    assert first["national_talks"][:, HOME].tolist() == [1.0] * 3
    assert first["national_deal"].sum() == 0.0
    assert second["national_deal"][:, HOME].tolist() == [1.0] * 3
    assert second["national_talks"].sum() == 0.0
    assert second["ban_withdrawn"][0].tolist() == [1.0, 1.0, 0.0]
    assert second["attack_restraint"][0].tolist() == [0.17, 0.17, 1.0]
    assert second["violence_restraint"][0, HOME] == 0.17
    assert third["ban_withdrawn"].sum() == 0.0
    assert (third["blockade_lifted"][:, HOME] == 1.0).all()
    assert third["national_talks"].sum() == 0.0


def test_talks_without_a_deal_last_as_long_as_said() -> None:
    model, state = start(4000, talks_days=22.0, deal_rate=0.0)
    state["national_talks"][:, HOME] = 1.0
    # The day before the first was one: of a geometric time of mean 22 that many more days are left on average.
    left = sum(day["national_talks"][:, HOME].mean() for day in run(model, state, 250))
    assert left == pytest.approx(21.0, abs=4 * 22.0 / math.sqrt(4000))


def test_a_lull_restrains_ambushes_only_lasts_and_ends() -> None:
    model, state = start(4000, lift_rate=CERTAIN, lift_days=10.0)
    first, *_ = run(model, state, 1)
    assert first["blockade_lifted"][:, HOME].min() == 1.0
    assert first["ban_withdrawn"][0].tolist() == [1.0, 1.0, 0.0]
    assert first["attack_restraint"][0].tolist() == [0.17, 0.17, 1.0]
    assert (first["violence_restraint"] == 1.0).all()
    state = {**first, "lift_rate": np.zeros(4000)}
    days = run(model, state, 120)
    assert 1.0 + sum(day["blockade_lifted"][:, HOME].mean() for day in days) == pytest.approx(10.0, abs=0.7)
    assert sum(day["ban_withdrawn"].sum() for day in days) == 0.0
    assert days[-1]["attack_restraint"].min() == 1.0


def test_a_deal_after_a_fall_restrains_what_the_fall_left() -> None:
    model, state = start(1, fallen_restraint=2.0, deal_restraint=0.25)
    state["government_fall_assumed"] = state["national_deal_assumed"] = np.ones((1, 2))
    assert run(model, state, 1)[0]["attack_restraint"][0].tolist() == [0.5, 0.5, 1.0]


def test_only_places_besieged_or_contested_turn() -> None:
    places = ATLAS.sizes["place"]
    for control, siege, pacts, taken in (
        (0.0, 0.0, [], []),
        (0.0, 1.0, [TOWN], [SECOND]),
        (1.0, 1.0, [], []),
        (2.0, 0.0, [], [SECOND]),
        (2.0, 1.0, [TOWN], [SECOND]),
        (3.0, 1.0, [], []),
    ):
        model, state = start(1, control=control, siege=siege, pact_rate_siege=CERTAIN, city_taken_rate=CERTAIN)
        day = run(model, state, 1)[0]
        assert np.flatnonzero(day["pact_signed"][0]).tolist() == pacts
        assert np.flatnonzero(day["city_taken"][0]).tolist() == taken
    model, state = start(1, siege=1.0, pact_rate_siege=CERTAIN)
    state["pact_rate_factor"] = at(places, 0.0, row=TOWN, usual=1.0)
    assert np.flatnonzero(run(model, state, 1)[0]["pact_signed"][0]).tolist() == [SECOND]


def test_past_days_let_nothing_happen_and_weigh_the_silence() -> None:
    model, state = start(1, changed={"past_day": np.ones((1, 2))}, siege=1.0, control=2.0, shortage=1.0)
    certain = ("fall_rate", "talks_rate", "deal_rate", "lift_rate", "pact_rate_siege", "city_taken_rate")
    state |= {name: np.full(1, 0.5) for name in certain}
    day = run(model, state, 1)[0]
    for name in model.gives - {"pressure", "polity_log_evidence", "attack_restraint", "violence_restraint"}:
        assert (day[name] == 0.0).all(), name
    p = day["pressure"][0, HOME]
    assert p > 0.0
    talking = 0.5 * math.exp(0.95 * p) * 22.0
    expected = -0.5 * math.exp(1.4 * p) - 0.5 * talking / (1.0 + talking)
    assert day["polity_log_evidence"][0, HOME] == pytest.approx(expected, rel=1e-12)
    assert day["polity_log_evidence"][0, 1 - HOME] == 0.0


def test_hazards_never_overflow() -> None:
    assert hazard_of(1e-3, 1e9, 1e9, 0.0) == 0.0
    assert hazard_of(0.0, 1e9, 1e9, 1.0) == 0.0
    assert not happens(2.0**-53, 0.0)
    assert happens(1.0 - 2.0**-53, math.inf)


SAID = {
    "P1": ("siege", "A", "98", "2022-05-25", "2022-08-31", "lifted by village-level pact", ""),
    "P2": ("siege", "A", "700", "2023-01-01", "2025-03-29", "lifted on unknown terms", ""),
    "P3": ("siege", "B", "150", "2023-09-01", "2024-02-26", "first goods", "approximate; not a lifting"),
    "P4": ("siege", "C", "535", "2024-05-01", "2025-10-26", "city fell", ""),
    "P5": ("siege", "A", "27", "2023-08-08", "2023-09-04", "many residents left", "detail of another row"),
    "P6": ("siege", "D", "872", "1941-01-01", "1944-12-31", "lifted", "too old"),
    "P7": ("coup", "A", "1", "2020-08-18", "2020-08-19", "government fell", ""),
    "P8": ("coup", "A", "1", "2012-03-22", "2012-03-22", "government fell", "too old"),
    "P9": ("negotiation", "A", "10", "2025-09-29", "2025-10-08", "no deal", ""),
    "P10": ("negotiation", "A", "29", "2025-11-07", "2025-12-06", "broken", "unofficial truce"),
    "P11": ("negotiation", "A", "", "2025-11-01", "2025-12-06", "lull then attacks", ""),
    "P12": ("negotiation", "A", "33", "2021-03-14", "2021-04-16", "open-ended local pact", ""),
}


def precedent(name: str) -> Report:
    metric, state, value, first, last, outcome, note = SAID[name]
    number = float(value) if value else math.nan
    days = date.fromisoformat(first), date.fromisoformat(last)
    return Report(
        id=name, file=FILE, row=2, metric=metric, value=value, unit="day", low=number, best=number, high=number,
        relation="exact", first_day=days[0], last_day=days[1], place_text=state, place="", corridor="", area="",
        note=note, source_url="", source_date="", confidence="high", known_from=days[1], source_type="", background=False,
        outcome=outcome,
    )  # fmt: skip


REPORTS = [precedent(name) for name in SAID]
AS_OF = date(2026, 3, 31)


def test_precedents_are_read_by_their_words() -> None:
    found = sieges_of(REPORTS, AtRisk())
    assert [(s.row, s.days, s.ending) for s in found] == [
        ("P1", 98.0, "pact"),
        ("P2", 700.0, "lifted"),
        ("P3", 150.0, "running"),
        ("P4", 535.0, "taken"),
    ]
    rates = {r.hazard: r for r in base_rates(REPORTS, as_of=AS_OF, at_risk=AtRisk(states=4))}
    assert {name: (r.events, r.exposure_days) for name, r in rates.items()} == {
        "fall_rate": (1, 4 * 2281.0),
        # Two reports of November tell of one episode, and the accord of a village is none.
        "talks_rate": (2, 2281.0),
        "deal_rate": (0, 10.0 + 36.0),
        "pact_rate_siege": (1, 1483.0),
        "siege_lift_rate": (1, 1483.0),
        "city_taken_rate": (1, 1483.0),
    }
    assert all(0.0 < r.low < r.median < r.high for r in rates.values())
    assert set(rates) <= set(variables())
    lulls = base_rates(REPORTS, as_of=AS_OF, at_risk=AtRisk(blockaded_from=date(2025, 9, 3)))
    assert [(r.events, r.exposure_days, r.rows) for r in lulls if r.hazard == "lift_rate"] == [
        (1, 209.0, ("P10", "P11"))
    ]


def test_base_rates_of_nothing_are_what_was_assumed_and_no_more() -> None:
    (only,) = base_rates([], as_of=AS_OF)
    assert (only.hazard, only.events, only.rows) == ("fall_rate", 0, ())
    assert only.high < 1e-3
    assert base_rates(REPORTS, as_of=date(2019, 12, 31)) == ()


def test_the_record_of_a_state_moves_its_own_rate() -> None:
    further, own = (base_rates(REPORTS, as_of=AS_OF, at_risk=AtRisk(state=state))[0].median for state in ("", "A"))
    assert own > 1.5 * further


def test_one_case_has_the_interval_of_its_count() -> None:
    talks = next(r for r in base_rates(REPORTS, as_of=AS_OF) if r.hazard == "talks_rate")
    # Half of a chi-squared variable with 2 n + 1 degrees of freedom, over the days.
    wanted = stats.chi2.ppf([0.05, 0.5, 0.95], 2 * 2 + 1) / 2 / 2281.0
    assert (talks.low, talks.median, talks.high) == pytest.approx(tuple(wanted))


def test_pooling_by_hand() -> None:
    many = pool([5] * 40, [1000.0] * 40)
    # Two hundred events in forty thousand days: the mean is known to 12 % as for a plain count, and a further case is much like it.
    plain = stats.gamma(200.5, scale=1.0 / 40_000.0).ppf([0.05, 0.5, 0.95])
    assert many.mean_quantile([0.05, 0.5, 0.95]) == pytest.approx(plain, rel=0.03)
    low, high = many.quantile([0.05, 0.95])
    assert 0.0025 < low < plain[0] < plain[2] < high < 0.01
    assert many.quantile([0.5], events=4000, days=1e6)[0] == pytest.approx(0.004, rel=0.03)
    unlike = pool([0, 100] * 20, [1000.0] * 40)
    assert np.ptp(np.log(unlike.quantile([0.05, 0.95]))) > 5.0
    # A score is a log density: over all days it adds up to one, and the chance of lasting is what is left of it.
    days = np.arange(0.25, 2000.0, 0.5)
    ended = sum(math.exp(many.log_score(day, ended=True)) for day in days) * 0.5
    assert ended + math.exp(many.log_score(2000.0, ended=False)) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(("events", "days"), [([], []), ([1], [0.0]), ([1], [-3.0]), ([1], [math.nan])])
def test_pooling_refuses_cases_without_days(events: list[int], days: list[float]) -> None:
    with pytest.raises(ValueError, match="at least one case, each with days above 0"):
        pool(events, days)
