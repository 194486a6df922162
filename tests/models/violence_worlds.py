"""Two joined areas and one apart, a town and a base, for answers worked out by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import worlds
from harmattan.models.contract import Chance, State, step
from harmattan.models.days import defaults, neutral_drivers
from harmattan.models.violence import Violence, violence
from harmattan.world.atlas import Area, Atlas, Place

DAY = 738_000


def three_areas() -> Atlas:
    """East and west are joined (only one says so), abroad lies alone; a town and a base in the east."""
    places = (
        Place("town", "Town", "east", "XI", 0.0, 0.0, "town", 10_000),
        Place("base", "Base", "east", "XI", 0.0, 0.1, "base"),
        Place("port", "Port", "abroad", "XO", 0.0, 9.0, "port"),
    )
    areas = (
        Area("east", "East", "XI", 0.0, 0.0, ("west",)),
        Area("west", "West", "XI", 0.0, -2.0),
        Area("abroad", "Abroad", "XO", 0.0, 9.0),
    )
    return Atlas(places, areas=areas)


def made(atlas: Atlas, **settings: float) -> Violence:
    return violence(atlas, settings, country="XI")


def given(atlas: Atlas, draws: int, **changed: float | NDArray[np.float64]) -> State:
    """Parameters of calm areas, some set; what others give at its default; drivers that change nothing; the first day's state."""
    model = made(atlas)
    known = worlds.calm_parameters(atlas, draws)
    state: State = {name: known[name] for name in sorted(model.needs & set(known))}
    state |= defaults([model], atlas, draws) | neutral_drivers(atlas, draws)
    for name, value in changed.items():
        if name in model.needs:
            state[name] = np.broadcast_to(np.asarray(value, dtype=np.float64), state[name].shape).copy()
    state |= model.begin(state)
    for name, value in changed.items():
        if name in model.gives:
            state[name][:] = value
    return state


def chance(draws: int, day: int = DAY, seed: int = 1) -> Chance:
    return Chance(seed, np.arange(draws, dtype=np.uint32), day)


def run(model: Violence, state: State, days: int, *, keep: str = "attacks", seed: int = 1) -> NDArray[np.float64]:
    """(draw, day, entity) of one flow over some days."""
    out = []
    for day in range(days):
        state = state | step(model, state, chance(len(state["violence_branching"]), DAY + day, seed))
        out.append(state[keep])
    return np.stack(out, axis=1)
