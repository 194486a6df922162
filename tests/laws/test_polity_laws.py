"""Laws of the polity: chances are chances, pressure never helps a government, what is not at risk never happens, bytes repeat."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import worlds
from harmattan.models.contract import State
from harmattan.models.days import Run, blank_record, run_days
from harmattan.models.polity import polity
from harmattan.models.polity.pressure import happens, hazard_of
from harmattan.world.atlas import Atlas, Corridor, FuelUse, Place, Route
from harmattan.world.situation import check_values
from harmattan.world.vocabulary import variables

DRAWS, DAYS, DAY = 3000, 60, date(2030, 3, 31)
PLACES = (
    Place("capital", "Capital", "north", "XI", 0.0, 0.0, "city", 100_000),
    Place("second", "Second", "north", "XI", 0.0, 1.0, "city", 50_000),
    Place("town", "Town", "north", "XI", 0.0, 2.0, "town", 20_000),
)
ROADS = (Route("road", "capital", "second", 100.0, "trunk", "paved", 1.0),)
CORRIDORS = (Corridor("way", "Way", "distribution", ("capital", "second"), 1.0, 1.0, 10.0),)
ATLAS = Atlas(PLACES, ROADS, CORRIDORS, worlds.AREAS, (FuelUse("capital", 1.0, 0.2, 7.0),))
MODEL = polity(ATLAS, {}, country="XI")
HOME = MODEL.stage.home
KEPT = tuple(sorted(name for name in MODEL.gives if len(variables()[name].dims) == 2))
RATES = {
    "fall_rate": 0.01,
    "talks_rate": 0.02,
    "deal_rate": 0.02,
    "lift_rate": 0.02,
    "pact_rate_siege": 0.01,
    "city_taken_rate": 0.01,
}


def passed(
    draws: int = DRAWS,
    *,
    part: slice = slice(None),
    assumed: Mapping[str, tuple[int, float]] | None = None,
    **given: float,
) -> dict[str, NDArray[np.float32]]:
    """Days of a country under pressure; `assumed` gives drivers with the day from which they hold; values of the kept variables."""
    state: State = {**worlds.calm_parameters(ATLAS, draws), **{n: np.full(draws, r) for n, r in RATES.items()}}
    state |= {name: np.full((draws, len(PLACES)), 0.0) for name in ("shortage", "siege", "control")}
    state["power_hours"] = np.full((draws, len(PLACES)), 18.0)
    for name, value in given.items():
        if name in state:
            state[name] = np.full_like(state[name], value)
    neutral = worlds.drivers(ATLAS, draws, **{n: v for n, v in given.items() if n not in state})
    state = {name: array[part] for name, array in (state | MODEL.begin(state)).items()}
    ids = np.repeat(np.arange(draws, dtype=np.uint32)[part, None], DAYS, axis=1)
    into = blank_record(KEPT, ATLAS, len(ids), DAYS)

    def drivers(index: int, _: State) -> State:
        today = {name: array[part] for name, array in neutral.items()}
        for name, (first, value) in (assumed or {}).items():
            if index >= first:
                today[name] = np.full_like(today[name], value)
        return today

    end = run_days(Run((MODEL,), ATLAS, DAY, DAYS, 1, KEPT), state, [ids], drivers, into)
    assert check_values({name: end[name] for name in MODEL.gives}, ATLAS, len(ids)) == []
    return into


def differing(one: Mapping[str, NDArray[np.float32]], other: Mapping[str, NDArray[np.float32]]) -> list[str]:
    return [name for name in KEPT if one[name].tobytes() != other[name].tobytes()]


@settings(max_examples=300, deadline=None)
@given(
    u=st.floats(2.0**-53, 1.0 - 2.0**-53),
    rate=st.floats(0.0, 1.0),
    response=st.floats(0.0, 1e3),
    low=st.floats(0.0, 1e3),
    more=st.floats(0.0, 1e3),
    factor=st.floats(0.0, 1e6),
)
def test_a_hazard_is_a_hazard_and_more_pressure_never_undoes_an_event(
    u: float, rate: float, response: float, low: float, more: float, factor: float
) -> None:
    calm, tense = (hazard_of(rate, response, p, factor) for p in (low, low + more))
    assert 0.0 <= calm <= tense < math.inf
    assert happens(u, calm) <= happens(u, tense)
    assert happens(u, calm) == (u < -math.expm1(-calm))
    if rate == 0.0 or factor == 0.0:
        assert not happens(u, tense)


@pytest.mark.parametrize(
    ("event", "rate", "given"),
    [
        ("government_fallen", "fall_rate", {}),
        ("national_talks", "talks_rate", {"talks_days": 1e9, "deal_rate": 0.0}),
        ("blockade_lifted", "lift_rate", {"lift_days": 1e9, "talks_rate": 0.0}),
    ],
)
def test_without_pressure_events_come_as_often_as_their_rate_says(
    event: str, rate: str, given: dict[str, float]
) -> None:
    if event == "national_talks":
        given = {**given, "fall_rate": 0.0}
    values = passed(**given)[event][:, :, HOME]
    for day in (10, 30, DAYS):
        wanted = 1.0 - math.exp(-RATES[rate] * day)
        error = math.sqrt(wanted * (1.0 - wanted) / DRAWS)
        assert float(values[:, day - 1].mean()) == pytest.approx(wanted, abs=4.0 * error)


def test_places_at_risk_turn_as_often_as_their_rates_say() -> None:
    values = passed(siege=1.0, deal_rate=0.0)
    # A signed place stays at risk here, since nobody tells control; a city has a pact only on days on which it is not taken.
    for name, row, wanted in (
        ("pact_signed", 2, 1.0 - math.exp(-0.01)),
        ("city_taken", 1, 1.0 - math.exp(-0.01)),
        ("pact_signed", 1, (1.0 - math.exp(-0.01)) * math.exp(-0.01)),
    ):
        share = float(values[name][:, :, row].mean())
        assert share == pytest.approx(wanted, abs=4.0 * math.sqrt(wanted / (DRAWS * DAYS)))


def test_more_pressure_never_lowers_the_chance_of_a_fall() -> None:
    held = [passed(shortage=s, fall_rate=0.002)["government_fallen"][:, :, HOME] for s in (0.0, 0.3, 1.0)]
    assert all((more >= less).all() for less, more in pairwise(held))
    assert held[-1][:, -1].mean() > held[0][:, -1].mean()


def test_what_is_not_at_risk_never_happens() -> None:
    free = passed(siege=0.0, control=2.0, pact_rate_siege=1e9)
    assert free["pact_signed"].sum() == 0.0
    besieged = passed(300, siege=1.0, control=2.0, city_taken_rate=1e9, pact_rate_siege=1e9)
    assert besieged["city_taken"][:, :, [0, 2]].sum() == 0.0
    assert besieged["pact_signed"][:, :, 0].sum() == 0.0
    assert passed(siege=1.0, control=1.0)["pact_signed"].sum() == 0.0


@pytest.mark.parametrize(
    ("factor", "events"),
    [
        ("fall_hazard_factor", ("government_fallen",)),
        ("talks_hazard_factor", ("national_talks", "national_deal")),
        ("lift_hazard_factor", ("blockade_lifted",)),
        ("pact_rate_factor", ("pact_signed",)),
        ("city_taken_factor", ("city_taken",)),
    ],
)
def test_a_factor_of_zero_means_never(factor: str, events: tuple[str, ...]) -> None:
    given = {"deal_rate": 0.0} if "lift" in factor else {}
    usual, never = (passed(300, siege=1.0, shortage=1.0, **{factor: f}, **given) for f in (1.0, 0.0))
    for event in events:
        assert usual[event].sum() > 0.0
        assert never[event].sum() == 0.0


def test_what_is_assumed_happens_on_its_day_in_every_draw() -> None:
    at = {"government_fall_assumed": (20, 1.0), "national_deal_assumed": (30, 1.0)}
    values = passed(300, assumed=at, fall_rate=0.0, talks_rate=0.0)
    for name, day in (("government_fallen", 20), ("national_deal", 30)):
        assert values[name][:, :day].sum() == 0.0
        assert (values[name][:, day:, HOME] == 1.0).all()
    assert (passed(300, assumed=at)["government_fallen"][:, 20:, HOME] == 1.0).all()


def test_evidence_is_silence_and_only_of_the_past() -> None:
    past = passed(300, past_day=1.0, shortage=1.0)
    assert (past["polity_log_evidence"][:, :, HOME] < 0.0).all()
    assert (np.diff(past["polity_log_evidence"][:, :, HOME], axis=1) <= 0.0).all()
    assert past["polity_log_evidence"][:, :, 1 - HOME].sum() == 0.0
    assert (passed(300)["polity_log_evidence"] == 0.0).all()


def test_silence_is_as_likely_as_survival() -> None:
    """Exp of the evidence of past days is the share of futures in which the government stands: one hazard on both sides."""
    given = {"talks_rate": 0.0, "shortage": 0.8, "fall_rate": 0.005}
    silent = math.exp(float(passed(1, past_day=1.0, **given)["polity_log_evidence"].sum()))
    standing = 1.0 - float(passed(**given)["government_fallen"][:, -1, HOME].mean())
    assert standing == pytest.approx(silent, abs=4.0 * math.sqrt(silent * (1.0 - silent) / DRAWS))


def test_other_countries_are_left_alone() -> None:
    values = passed(300, siege=1.0, shortage=1.0, control=2.0)
    for name in KEPT:
        if variables()[name].dims[1] == "country":
            assert (values[name][:, :, 1 - HOME] == (1.0 if name == "violence_restraint" else 0.0)).all()


def test_days_cut_into_blocks_have_the_same_bytes() -> None:
    whole = passed(230, siege=1.0, shortage=0.5)
    parts = [passed(230, part=slice(a, b), siege=1.0, shortage=0.5) for a, b in ((0, 7), (7, 100), (100, 230))]
    glued = {name: np.concatenate([part[name] for part in parts]) for name in KEPT}
    assert [name for name in KEPT if not np.array_equal(whole[name], glued[name])] == []


def test_what_changes_one_hazard_leaves_the_other_events_as_they_were() -> None:
    usual = passed(300, siege=1.0)
    assert differing(usual, passed(300, siege=1.0, fall_hazard_factor=1.0, shortage=0.0)) == []
    assert set(differing(usual, passed(300, siege=1.0, pact_rate_factor=3.0))) == {"pact_signed"}
    # A fall ends pressure and talks, and with them what would have come of these; lulls and towns go their own way.
    quiet, shaken = (passed(300, siege=1.0, deal_rate=0.0, fall_rate=rate) for rate in (0.0, 0.02))
    assert set(differing(quiet, shaken)) == {"attack_restraint", "government_fallen", "national_talks"}
