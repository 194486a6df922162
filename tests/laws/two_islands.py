"""A belief about two islands that nothing joins, made by hand, and what may be assumed and done there."""

from __future__ import annotations

from datetime import date

import numpy as np

import worlds
from harmattan.foresee import in_order_of_day
from harmattan.mechanisms import MODELS
from harmattan.models.contract import Model, State
from harmattan.world.atlas import Atlas
from harmattan.world.choice import Course, Effect, Lever, Path, Scenario
from harmattan.world.situation import Situation

DAY = date(2030, 3, 31)
COUNTRY = "XI"
PERSISTS = Scenario("persists", "", "", "", "", ())
NOTHING_NEW = Course("nothing-new", "", "", "", "", ())


def mechanisms(atlas: Atlas) -> tuple[Model, ...]:
    return in_order_of_day([MODELS[name](atlas, {}, country=COUNTRY) for name in reversed(MODELS)])


def belief(atlas: Atlas, draws: int, **changed: float) -> Situation:
    """The island under blockade on its first day, capital and town besieged in every third draw."""
    given = worlds.attacked_parameters(atlas, draws)
    # Parameters differ between draws, so that a draw in the place of another would be seen.
    given["national_fuel_need"] = 1_000_000.0 * np.linspace(0.5, 2.0, draws)
    for name, value in changed.items():
        given[name] = np.full_like(given[name], value)
    state: State = dict(given)
    for model in mechanisms(atlas):
        state |= model.begin(state)
    for row, place in enumerate(atlas.places):
        if place.kind == "town":
            state["siege"][::3, row] = 1.0
    return Situation(DAY, atlas, state, float(draws))


def assume(variable: str, at: tuple[str, ...], value: float, name: str = "assumed") -> Scenario:
    return Scenario(name, "", "", "", "", (Path(variable, at, value, None, None, "invented"),))


def lever(variable: str, at: tuple[str, ...], low: float, high: float, name: str = "lever", **changed: float) -> Lever:
    given = {"start_days": 0, "delay_days": 0, "lasts_days": 365, "cost_low": 0.0, "cost_high": 0.0, **changed}
    effect = Effect(low, high, "E1: measured", "invented")
    return Lever(
        id=name, title="", title_fr="", variable=variable, at=at, effect=effect, cost_source="invented", **given
    )  # type: ignore[arg-type]


def course(*levers: Lever, name: str = "course") -> Course:
    return Course(name, "", "", "", "", levers)
