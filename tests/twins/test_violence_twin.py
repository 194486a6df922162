"""The compiled day of violence beside a slow one that reads like the page of the mechanism, and so for the months ahead."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from harmattan.inference.chance import uniform
from harmattan.inference.samplers import normal, poisson
from harmattan.models.contract import State, step
from harmattan.models.violence import downscale, months
from harmattan.models.violence.model import Violence
from harmattan.models.violence.months import heavy
from harmattan.world.atlas import stable_key
from models.violence_worlds import DAY, chance, given, made, three_areas

DRAWS, SEED = 60, 5


def slow_day(model: Violence, state: State, day: int, draw: int) -> dict[str, list[float]]:
    """One draw, one day, by names."""
    atlas, key = model.atlas, stable_key("violence")
    areas = [area.id for area in atlas.areas]
    joined = {a.id: {b.id for b in atlas.areas if b.id in a.neighbours or a.id in b.neighbours} for a in atlas.areas}
    country = {area.id: area.country for area in atlas.areas}

    def by_area(name: str) -> dict[str, float]:
        return dict(zip(areas, state[name][draw].tolist(), strict=True))

    def by_country(name: str) -> dict[str, float]:
        return dict(zip(atlas.countries, state[name][draw].tolist(), strict=True))

    def one(name: str) -> float:
        return float(state[name][draw])

    def number(area: str, slot: int) -> float:
        return uniform(SEED, key, draw, day, stable_key(area), slot)

    usual, excitation, pace = (by_area(n) for n in ("violence_rate_typical", "violence_excitation", "violence_pace"))
    told, coming = by_area("attacks_reported"), by_area("attacks_reporting")
    factor, harm_factor = by_area("attack_rate_factor"), by_area("state_harm_factor")
    capacity, restraint, past = (by_country(n) for n in ("armed_group_capacity", "violence_restraint", "past_day"))
    near = state["attacks_reported_near"][draw].copy()
    branching, spread, share = one("violence_branching"), one("violence_spread"), one("violence_reported_share")
    around = {a: sum(usual[b] for b in sorted(joined[a], key=areas.index)) for a in areas}
    scale = {
        a: factor[a] * restraint[country[a]] * (capacity[country[a]] if country[a] == "XI" else 1.0) for a in areas
    }
    attacks, deaths, harm, evidence = {}, {}, {}, {}
    for a in areas:
        if (day + stable_key(a)) % 7 == 0:
            kept = 2.0 ** (-7 / one("violence_swing_days"))
            jolt = one("violence_dispersion") * math.sqrt(1.0 - kept**2) * normal(number(a, 1))
            pace[a] = math.exp(kept * math.log(pace[a]) + jolt)
        fresh = (1.0 - branching) * usual[a] - spread * min(around[a], usual[a])
        rate = scale[a] * (fresh * pace[a] + excitation[a])
        evidence[a] = 0.0
        if past[country[a]]:
            evidence[a] = told[a] * math.log(rate * share / 0.005) - rate * share * coming[a]
        here = [row for row, place in enumerate(atlas.places) if place.area == a]
        named = sum(near[row] for row in here)
        attacks[a] = poisson(number(a, 0), rate * (1.0 - share * coming[a])) + max(told[a], named)
        weight = [
            {"base": 3.0}.get(atlas.places[row].kind, 1.0) * (max(atlas.places[row].population, 5000) / 10_000) ** 0.3
            for row in here
        ]
        deaths[a] = 0.0
        for k in range(int(attacks[a])):
            killed = one("deaths_per_attack_typical") * math.exp(
                one("deaths_per_attack_spread") * normal(number(a, 4 + 2 * k))
            )
            deaths[a] += min(1000, round(killed))
            mark = number(a, 5 + 2 * k) * (sum(weight) + 20.0)
            for row, part in zip(here, weight, strict=True):
                if k >= named and 0.0 <= mark < part:
                    near[row] += 1.0
                mark -= part
        incidents = poisson(number(a, 2), one("state_harm_ratio") * harm_factor[a] * attacks[a])
        more = 1.0 - 1.0 / one("deaths_per_state_harm")
        harm[a] = float(
            sum(1 + int(stats.geom.ppf(number(a, 100_000 + k), 1.0 - more) - 1) for k in range(incidents))
            if country[a] == "XI"
            else 0.0
        )
    fading = math.exp(-1.0 / one("violence_memory_days"))
    for a in areas:
        own = branching * attacks[a] / scale[a]
        came = sum(attacks[b] for b in joined[a]) * min(1.0, usual[a] / around[a]) if joined[a] else 0.0
        excitation[a] = fading * excitation[a] + (1.0 - fading) * (own + spread * came / max(1.0, scale[a]))
    return {
        "violence_excitation": list(excitation.values()),
        "violence_pace": list(pace.values()),
        "attacks": list(attacks.values()),
        "attacks_near": near.tolist(),
        "violent_deaths": list(deaths.values()),
        "state_harm": list(harm.values()),
        "violence_log_evidence": list(evidence.values()),
    }


def lively(draws: int) -> State:
    atlas, rng = three_areas(), np.random.default_rng(1)

    def around(middle: float, *axes: int) -> np.ndarray:
        return middle * rng.lognormal(0.0, 0.3, (draws, *axes))

    return given(
        atlas, draws, violence_rate_typical=around(1.0, 3), violence_branching=np.minimum(0.6, around(0.3)),
        violence_spread=around(0.1), violence_memory_days=around(10.0), violence_dispersion=around(0.4),
        violence_swing_days=around(60.0), violence_reported_share=np.minimum(0.9, around(0.3)),
        deaths_per_attack_typical=around(1.5), deaths_per_attack_spread=around(1.2), state_harm_ratio=around(0.4),
        deaths_per_state_harm=1.0 + around(3.0), attack_rate_factor=around(1.0, 3), state_harm_factor=around(1.0, 3),
        attacks_reported=np.floor(around(0.9, 3)), attacks_reported_near=np.floor(around(0.6, 3)),
        attacks_reporting=np.minimum(1.0, around(0.6, 3)), past_day=np.tile([1.0, 0.0], (draws, 1)),
        armed_group_capacity=around(1.2, 2), violence_restraint=around(0.9, 2),
    )  # fmt: skip


def test_ten_days_are_those_of_the_slow_mechanism() -> None:
    state = lively(DRAWS)
    model = made(three_areas())
    met = 0.0
    for day in range(DAY, DAY + 10):
        slow = [slow_day(model, state, day, draw) for draw in range(DRAWS)]
        after = step(model, state, chance(DRAWS, day, SEED))
        for name in model.gives:
            expected = np.array([row[name] for row in slow])
            np.testing.assert_allclose(after[name], expected, rtol=1e-9, atol=1e-12, err_msg=f"{name} on day {day}")
        met += after["attacks_near"].sum() + after["state_harm"].sum()
        state |= after
    assert met > 100.0


def test_months_ahead_are_those_of_the_slow_rule() -> None:
    past = np.random.default_rng(2).poisson(3.0, (1, 20)).astype(np.float64)
    leads, draws, key = (3, 8), 200, stable_key("violence.months")
    drawn = months(past, leads, draws, seed=SEED, keys=np.array([9], dtype=np.uint32))[0]
    latest = past[0, ::-1].tolist()
    weights = [0.5 ** (k / 4.0) for k in range(12)]
    weights = [0.9 * w / sum(weights) for w in weights] + [0.1 / 8] * 8
    level = ((sum(latest) / 20 + 1) / (sum(latest[:12]) / 12 + 1)) ** 0.1
    for k in range(draws):
        z = heavy(uniform(SEED, key, k, 0, 9, 0))
        z *= 2.0 if z < 0 else 1.0
        for row, lead in enumerate(leads):
            pick, ceil, onset, size = (uniform(SEED, key, k, lead, 9, slot) for slot in (2, 3, 4, 5))
            count = latest[min(int(np.searchsorted(np.cumsum(weights), pick)), 19)]
            amount = count * level * math.exp(0.25 * (1 + 0.5 * math.log(lead / 3)) * z)
            expected = math.floor(amount) + (ceil >= 1 - (amount - math.floor(amount)))
            if count == 0 and onset < 0.01:
                expected = min(300, math.floor(1 / size))
            assert drawn[row, k] == expected


def test_the_heavy_quantile_is_that_of_students_t() -> None:
    u = np.concatenate([np.linspace(0.0005, 0.9995, 1001), [1e-3, 0.999]])
    expected = np.clip(stats.t.ppf(u, 4), -8, 8)
    assert [heavy(float(x)) for x in u] == pytest.approx(expected.tolist(), rel=1e-8, abs=1e-7)
    assert heavy(1e-16) == -8.0


def test_sharing_out_is_that_of_the_slow_rule() -> None:
    model = made(three_areas())
    counts, days, key = np.array([[6.0, 3.0, 4.0], [0.0, 9.0, 1.0]]), 31, stable_key("violence.downscale")
    slow = np.zeros((2, days, 6))
    for draw in range(2):
        for row, area in enumerate(model.atlas.areas):
            here = [p for p, place in enumerate(model.atlas.places) if place.area == area.id]
            below = model.ground.below[model.ground.place_first[row] : model.ground.place_first[row + 1]]
            for k in range(int(counts[draw, row])):
                day, mark = (uniform(SEED, key, draw, DAY, stable_key(area.id), slot) for slot in (2 * k, 2 * k + 1))
                hit = int(np.searchsorted(below, mark, side="right"))
                slow[draw, int(day * days), here[hit] if hit < len(here) else 3 + row] += 1.0
    assert (downscale(counts, model.ground, days, seed=SEED, first_day=DAY) == slow).all()
