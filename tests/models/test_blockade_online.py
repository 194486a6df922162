"""The filter for reports: what it says of plain series, of words, of lulls, of claims, and of input that cannot be."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from harmattan.errors import InputFaults
from harmattan.models.blockade import Sightings, sightings, standing, watch
from harmattan.models.blockade.online import WINDOW_DAYS
from harmattan.world.report import Report
from models.blockade_worlds import sighted
from worlds import calm_parameters, two_towns

MEDIANS = {name: array for name, array in calm_parameters(two_towns(), 1).items() if name.startswith("corridor_")}
FULL = np.full(200, 20.0)


def barred(seen: Sightings, **given: float) -> np.ndarray:
    return watch(seen, parameters=MEDIANS, **given)[:, 2:].sum(axis=1)


def test_nothing_seen_is_nothing_known() -> None:
    nothing = sighted(np.full(40, np.nan))
    np.testing.assert_allclose(watch(nothing, parameters=MEDIANS), 0.25)
    told = standing(nothing, 39, parameters=MEDIANS)
    assert (told.chance, told.reports, told.known) == (pytest.approx(0.5), 0, False)
    # Silence on a corridor whose traffic nobody counts is no sign of safety; an attack on it is a sign of danger.
    struck = standing(sighted(np.full(40, np.nan), attacks=[(39, 39)]), 39, parameters=MEDIANS)
    assert struck.known
    assert struck.chances[0] < 0.05
    assert struck.chance < 0.75


def test_traffic_that_stops_is_seen_when_it_is_known_and_not_before() -> None:
    arrived = np.where(np.arange(200) < 150, 20.0, 0.0)
    told = barred(sighted(arrived, late=6))
    assert (told[20:156] < 0.3).all()
    assert (told[157:] > 0.8).all()


def test_since_when_with_its_interval() -> None:
    arrived = np.where(np.arange(200) < 150, 20.0, 2.0)
    told = standing(sighted(arrived), 199, parameters=MEDIANS)
    assert told.since[0] <= 150 <= told.since[2]
    assert told.since[2] - told.since[0] < 15
    assert told.chance == pytest.approx(sum(told.chances[2:]))
    # What was so from the first day on is since day 0 or any before.
    assert standing(sighted(np.zeros(60)), 59, parameters=MEDIANS).since[1] == 0


def test_a_corridor_is_measured_by_its_own_level() -> None:
    # Nominally twenty a day, in truth twelve: after a year that is its usual traffic, and four a day is a blockade.
    rng = np.random.default_rng(2)
    own = rng.poisson(12.0, 400).astype(float)
    assert barred(sighted(own))[-1] < 0.1
    assert barred(sighted(np.where(np.arange(400) < 380, own, own / 3.0)))[-1] > 0.8


def test_a_steady_corridor_tells_sooner_than_a_lumpy_one() -> None:
    rng = np.random.default_rng(3)
    steady = rng.poisson(20.0, 200).astype(float)
    lumpy = np.where(np.arange(200) % 5 == 0, steady * 5.0, 0.0)
    for days in (steady, lumpy):
        days[191:] = 0.0
    one, other = barred(sighted(steady)), barred(sighted(lumpy))
    assert one[191] > 0.6
    assert other[191] < 0.4
    assert one[192] > 0.9 > other[192] + 0.2


def test_a_lull_ends_and_so_does_a_blockade() -> None:
    days = np.arange(200)
    arrived = np.where((days < 80) | ((days >= 120) & (days < 145)), 20.0, 1.0)
    told = barred(sighted(arrived))
    assert told[119] > 0.9
    assert told[140] < 0.1
    assert told[150] > 0.9


def test_a_declaration_is_not_enforcement() -> None:
    kept = barred(sighted(FULL, declared=[150]))
    assert kept[149] < kept[150] < 0.5
    assert kept[160] < 0.1
    # Declared twenty times over, with traffic seen to go on, it closes nothing.
    assert barred(sighted(FULL, declared=list(range(150, 170))))[170] < 0.5
    # Nothing counted any more: words lift the chance to about one half, which is what not known means.
    silent = barred(sighted(np.where(np.arange(200) < 150, 20.0, np.nan), declared=[150]))
    assert silent[149] < 0.05
    assert 0.4 < silent[160] < 0.65
    assert silent[199] == pytest.approx(0.5, abs=0.06)
    # It is followed sooner than one that nobody declared, and lifted sooner when that is declared.
    dwindling = np.where(np.arange(200) < 150, 20.0, 11.0)
    assert barred(sighted(dwindling, declared=[150]))[152] > barred(sighted(dwindling))[152]
    rising = np.where(np.arange(200) < 150, 4.0, 11.0)
    assert barred(sighted(rising, lifted=[150]))[152] < barred(sighted(rising))[152]


def test_late_reports_go_back_to_their_day() -> None:
    # Three attacks of day 50 that are told ten days later weigh as much then as if they had been told at once.
    arrived = np.full(100, np.nan)
    at_once, late = (barred(sighted(arrived, attacks=[(50, told)] * 3, exposed=60.0)) for told in (50, 60))
    assert late[59] < 0.5 < at_once[50]
    assert late[60] == pytest.approx(at_once[60], rel=1e-12)
    # What is told after the window counts on its oldest day.
    very = barred(sighted(arrived, attacks=[(50, 95)], exposed=60.0))
    moved = barred(sighted(arrived, attacks=[(95 - WINDOW_DAYS, 95)], exposed=60.0))
    assert very.tobytes() == moved.tobytes()


def test_an_empty_series_and_a_thin_corridor() -> None:
    assert watch(sighted([]), parameters=MEDIANS).shape == (0, 4)
    assert barred(sighted(np.zeros(60), normal=0.0))[-1] == pytest.approx(0.5)
    assert 0.5 <= barred(sighted(np.zeros(60), normal=0.02))[-1] < 0.75


@pytest.mark.parametrize("name", ["corridor_hazard", "corridor_flow_share", "corridor_flow_spread"])
@pytest.mark.parametrize("size", [0.0, 1e-9, 1e3])
def test_extreme_parameters_keep_the_chances_finite(name: str, size: float) -> None:
    odd = {**MEDIANS, name: MEDIANS[name] * size if name != "corridor_flow_spread" else np.array([min(size, 5.0)])}
    seen = sighted(np.tile([0.0, 1e6, np.nan, 20.0], 20), attacks=[(5, 9)] * 40, exposed=1e5, declared=[3], lifted=[9])
    chances = watch(seen, parameters={**odd, "corridor_change_rate": np.array([1.0])})
    np.testing.assert_allclose(chances.sum(axis=1), 1.0)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"exposed": np.zeros(3)}, "as many days"),
        ({"counted": np.zeros(5, dtype=np.int64)}, "known on the day or later"),
        ({"attacks": np.array([2, 3])}, "attacks_known"),
        ({"attacks": np.array([9])}, "days from 0 to 4"),
        ({"attacks_known": np.array([1])}, "before it happened"),
        ({"declared": np.array([-1])}, "declared"),
        ({"lifted": np.array([5])}, "lifted"),
        ({"arrived": np.array([0.0, -1.0, 0.0, 0.0, 0.0])}, "arrived"),
        ({"exposed": np.array([0.0, np.inf, 0.0, 0.0, 0.0])}, "exposed"),
        ({"normal": math.nan}, "normal"),
    ],
)
def test_reports_that_cannot_be_are_refused(changed: dict[str, object], word: str) -> None:
    with pytest.raises(InputFaults, match=word):
        replace(sighted(np.zeros(5), attacks=[(2, 3)]), **changed)  # type: ignore[arg-type]


def test_faults_come_together_and_settings_are_checked() -> None:
    seen = sighted(np.zeros(5))
    with pytest.raises(InputFaults) as raised:
        replace(seen, normal=-1.0, declared=np.array([7]), arrived=np.full(5, -1.0))
    assert len(raised.value.faults) == 3
    with pytest.raises(InputFaults) as raised:
        watch(seen, parameters=MEDIANS, reported_share=0.0, lag_days=0.0)
    assert len(raised.value.faults) == 2
    for day in (-1, 5):
        with pytest.raises(InputFaults, match="from 0 to 4"):
            standing(seen, day, parameters=MEDIANS)


def claim(metric: str, first: int, last: int, known: int | None, best: float = math.nan) -> Report:
    day = date(2031, 1, 1).toordinal()
    return Report(
        f"X{first}", "evidence/incidents.csv", 2, metric, str(best), "", best, best, best, "exact",
        date.fromordinal(day + first), date.fromordinal(day + last), "", "", "west", "", "", "", "", "high",
        None if known is None else date.fromordinal(day + known), "press", False,
    )  # fmt: skip


def test_claims_are_laid_out_by_hand() -> None:
    rows = [
        claim("convoy_attack", 3, 5, 8),
        claim("convoy_attack", -4, -4, 1),
        claim("convoy_attack", 4, 4, None),
        claim("tankers_received", 5, 6, 7, 30.0),
        claim("tankers_per_week", 6, 8, 9, 70.0),
        claim("tankers_received", 9, 9, 9),
        claim("blockade_declared", -3, -3, 2),
        claim("blockade_lifted", 6, 6, 40),
        claim("base_attack", 6, 6, 6),
    ]
    seen = sightings(rows, first_day=date(2031, 1, 1), days=10, normal=15.0)
    assert (seen.attacks.tolist(), seen.attacks_known.tolist()) == ([3], [8])
    # Two counts of day 6: the one known first is kept.
    np.testing.assert_array_equal(seen.arrived, [np.nan] * 5 + [15.0, 15.0, 10.0, 10.0, np.nan])
    assert seen.counted[5:9].tolist() == [7, 7, 9, 9]
    assert (seen.declared.tolist(), seen.lifted.tolist()) == ([2], [])
    assert np.isnan(seen.exposed).all()
    assert [seen.reports_known(day) for day in (6, 7, 8, 9)] == [0, 2, 3, 5]
