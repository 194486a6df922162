"""An island with two towns and two mines, and a mine abroad."""

from __future__ import annotations

import numpy as np

from harmattan.models.contract import Chance, State, step
from harmattan.models.economy import Economy, economy
from harmattan.world.atlas import Area, Atlas, Place
from worlds import calm_parameters, drivers

FIRST = 738_000
TOWNS, MINES = (0, 1), (2, 3)


def two_mines() -> Atlas:
    """Capital (100,000), town (20,000), two pits, and a quarry over the border."""
    places = (
        Place("capital", "Capital", "north", "XI", 0.0, 0.0, "city", 100_000),
        Place("town", "Town", "north", "XI", 0.0, 1.0, "town", 20_000),
        Place("pit", "Pit", "north", "XI", 1.0, 0.0, "mine"),
        Place("deep", "Deep", "north", "XI", 1.0, 1.0, "mine"),
        Place("quarry", "Quarry", "abroad", "XO", 0.0, -3.0, "mine", 5_000),
    )
    areas = (Area("north", "North", "XI", 0.0, 0.0), Area("abroad", "Abroad", "XO", 0.0, -3.0))
    return Atlas(places, areas=areas)


def start(draws: int, *, atlas: Atlas | None = None, **changed: float) -> tuple[Economy, State]:
    """Nobody attacks and the government holds everything, but for what is changed."""
    stage = atlas or two_mines()
    model = economy(stage, {}, country="XI")
    parameters = calm_parameters(stage, draws)
    for name, value in changed.items():
        parameters[name] = np.full_like(parameters[name], value)
    given = {name: np.zeros((draws, stage.sizes["place"])) for name in ("control", "attacks_near")}
    given["violence_restraint"] = np.ones((draws, stage.sizes["country"]))
    known = {name: np.array(array) for name, array in drivers(stage, draws).items()}
    return model, {**known, **parameters, **given, **model.begin(parameters)}


def today(model: Economy, state: State, *, day: int = 0) -> State:
    return step(model, state, Chance(1, np.arange(len(state["kidnap_rate"]), dtype=np.uint32), FIRST + day))


def run(model: Economy, state: State, days: int, *, first: int = 0) -> State:
    for day in range(first, first + days):
        state = {**state, **today(model, state, day=day)}
    return state
