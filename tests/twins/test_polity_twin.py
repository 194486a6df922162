"""The compiled polity against a slow and obvious one, written from docs/models/polity.md."""

from __future__ import annotations

import math

import numpy as np
import pytest

import worlds
from harmattan.inference.chance import uniform
from harmattan.models.contract import Chance, State, step
from harmattan.models.polity import polity
from harmattan.world.atlas import Atlas, Corridor, FuelUse, Place, Route, stable_key

DRAWS, DAYS, SEED, FIRST = 60, 40, 5, 738_000
HOME = 0


def many_towns() -> Atlas:
    kinds = ("city", "city", "city", "town", "town", "mine", "base", "camp")
    places = tuple(
        Place(f"p{k}", f"P{k}", "north", "XI", 0.1 * k, 0.0, kind, 10_000 * (k + 1)) for k, kind in enumerate(kinds)
    )
    away = Place("away", "Away", "abroad", "XO", 5.0, 0.0, "city", 1_000_000)
    road = Route("road", "p0", "p1", 10.0, "trunk", "paved", 1.0)
    corridor = Corridor("in", "In", "import", ("p0", "p1"), 1.0, 1.0, 10.0)
    return Atlas(
        (*places, away),
        (road,),
        (corridor,),
        areas=worlds.AREAS,
        fuel=(FuelUse("p0", 0.5, 0.2, 7.0), FuelUse("p2", 0.3, 0.2, 7.0)),
    )


def number(entity: str, slot: int, draw: int, day: int) -> float:
    return uniform(SEED, stable_key("polity"), draw, day, stable_key(entity), slot)


def chance(hazard: float) -> float:
    return 1.0 - math.exp(-hazard)


def home_rows(atlas: Atlas, *kinds: str) -> list[int]:
    return [k for k, place in enumerate(atlas.places) if place.country == "XI" and place.kind in kinds]


def slow_pressure(atlas: Atlas, s: State, i: int) -> float:
    """The pressure of one draw at the end of the day."""

    def people(rows: list[int]) -> float:
        return float(sum(atlas.places[k].population for k in rows))

    fed = [k for k in home_rows(atlas, "city") if any(use.place == atlas.places[k].id for use in atlas.fuel)]
    lived = home_rows(atlas, "city", "town", "mine", "base")
    short = sum(atlas.places[k].population * s["shortage"][i, k] for k in fed) / people(fed)
    hours = [max(0.0, 1 - s["power_hours"][i, k] / s["power_hours_normal"][i]) for k in fed]
    dark = sum(atlas.places[k].population * h for k, h in zip(fed, hours, strict=True)) / people(fed)
    lost = people([k for k in lived if s["control"][i, k] > 0]) / people(lived)
    cause = s["pressure_shortage"][i] * short + s["pressure_power"][i] * dark + s["pressure_defeat"][i] * lost
    kept = 2 ** (-1 / s["pressure_half_life"][i])
    return float(kept * s["pressure"][i, HOME] + (1 - kept) * cause)


def slow_nation(s: State, i: int, day: int, p: float) -> dict[str, float]:
    """What happens to the nation in one draw, and what remains of attacks."""
    past = s["past_day"][i, HOME] > 0
    talks, deal, lifted, fallen = (
        bool(s[name][i, HOME]) for name in ("national_talks", "national_deal", "blockade_lifted", "government_fallen")
    )

    def opening(pressure: float) -> float:
        rise = math.exp(s["talks_response"][i] * pressure)
        return float(s["talks_rate"][i] * rise * s["talks_hazard_factor"][i, HOME])

    fall = float(s["fall_rate"][i] * math.exp(s["fall_response"][i] * p) * s["fall_hazard_factor"][i, HOME])
    bargain = float(s["deal_rate"][i] * s["talks_hazard_factor"][i, HOME])
    lift = float(s["lift_rate"][i] * s["lift_hazard_factor"][i, HOME])
    evidence = 0.0
    if past:
        share = opening(p) * s["talks_days"][i]
        evidence = -(0.0 if fallen else fall) - (0.0 if deal else bargain * share / (1 + share))
        fall = bargain = lift = 0.0
    if not fallen and (s["government_fall_assumed"][i, HOME] or number("XI", 0, i, day) < chance(fall)):
        fallen, p, talks = True, 0.0, False
    withdrawn = False
    if not deal:
        if s["national_deal_assumed"][i, HOME] or (talks and number("XI", 1, i, day) < chance(bargain)):
            deal, talks, withdrawn = True, False, True
        elif talks:
            talks = past or number("XI", 3, i, day) >= 1 / s["talks_days"][i]
        else:
            talks = not past and number("XI", 2, i, day) < chance(opening(p))
    if deal or lifted:
        lifted = deal or past or number("XI", 5, i, day) >= 1 / s["lift_days"][i]
    elif number("XI", 4, i, day) < chance(lift):
        lifted = withdrawn = True
    remains = s["fallen_restraint"][i] if fallen else 1.0
    remains *= s["deal_restraint"][i] if deal else s["lift_restraint"][i] if lifted else 1.0
    return {
        "pressure": p,
        "government_fallen": fallen,
        "national_talks": talks,
        "national_deal": deal,
        "blockade_lifted": lifted,
        "violence_restraint": s["deal_restraint"][i] if deal else 1.0,
        "attack_restraint": remains,
        "ban_withdrawn": withdrawn,
        "polity_log_evidence": evidence,
    }


def slow_towns(atlas: Atlas, s: State, i: int, day: int, calm: float) -> dict[str, list[int]]:
    """Which places sign a pact or are taken in one draw."""
    out: dict[str, list[int]] = {"pact_signed": [], "city_taken": []}
    capital = max(home_rows(atlas, "city"), key=lambda k: (atlas.places[k].population, -k))
    for k in home_rows(atlas, "city", "town"):
        place, level, besieged = atlas.places[k], s["control"][i, k], s["siege"][i, k] > 0
        if s["past_day"][i, HOME] or k == capital or level not in (0, 2):
            continue
        entered = s["city_taken_rate"][i] * s["city_taken_factor"][i, k] * calm
        signed = s["pact_rate_siege"][i] * s["pact_rate_factor"][i, k]
        at_risk = place.kind == "city" and (besieged or level == 2)
        if at_risk and number(place.id, 0, i, day) < chance(entered):
            out["city_taken"].append(k)
        elif besieged and number(place.id, 1, i, day) < chance(signed):
            out["pact_signed"].append(k)
    return out


def slow_day(atlas: Atlas, s: State, day: int) -> State:
    """One day, draw by draw, place by place; only what belongs to the country XI."""
    out = {name: np.array(array) for name, array in s.items()}
    for i in range(DRAWS):
        for name, value in slow_nation(s, i, day, slow_pressure(atlas, s, i)).items():
            everywhere = name in ("attack_restraint", "ban_withdrawn")
            out[name][i, slice(None) if everywhere else HOME] = value
        for name, rows in slow_towns(atlas, s, i, day, float(out["violence_restraint"][i, HOME])).items():
            out[name][i] = 0.0
            out[name][i, rows] = 1.0
    return out


@pytest.mark.parametrize("past", [False, True])
def test_the_compiled_polity_does_what_the_slow_one_does(past: bool) -> None:
    atlas = many_towns()
    model = polity(atlas, {}, country="XI")
    rng = np.random.default_rng(3)
    state = {**worlds.calm_parameters(atlas, DRAWS), **worlds.drivers(atlas, DRAWS, past_day=float(past))}
    for name, middle in (
        ("fall_rate", 0.01), ("talks_rate", 0.05), ("deal_rate", 0.05), ("lift_rate", 0.05), ("lift_days", 8.0),
        ("pact_rate_siege", 0.05), ("city_taken_rate", 0.03), ("talks_days", 10.0), ("pressure_half_life", 9.0),
    ):  # fmt: skip
        state[name] = middle * rng.lognormal(0.0, 0.3, DRAWS)
    state |= model.begin(state)
    seen: dict[str, float] = {}
    for day in range(DAYS):
        shape = (DRAWS, atlas.sizes["place"])
        state["shortage"], state["power_hours"] = rng.random(shape), 24.0 * rng.random(shape)
        state["siege"], state["control"] = np.round(rng.random(shape)), rng.integers(0, 4, shape).astype(float)
        state["fall_hazard_factor"] = rng.lognormal(0.0, 1.0, (DRAWS, 2))
        if day == 30 and not past:
            state["government_fall_assumed"] = state["national_deal_assumed"] = np.round(rng.random((DRAWS, 2)))
        ids = np.arange(DRAWS, dtype=np.uint32)
        slow = slow_day(atlas, state, FIRST + day)
        state = {**state, **step(model, state, Chance(SEED, ids, FIRST + day))}
        for name in sorted(model.gives):
            np.testing.assert_allclose(state[name], slow[name], rtol=1e-12, atol=1e-15, err_msg=f"{name}, day {day}")
            seen[name] = seen.get(name, 0.0) + float(np.abs(state[name]).sum())
    happened = {"government_fallen", "national_talks", "national_deal", "pact_signed", "city_taken"}
    assert all((seen[name] > 0.0) != past for name in happened)
    assert (seen["polity_log_evidence"] > 0.0) == past
