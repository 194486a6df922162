"""Days of traffic for the two towns: 100 tankers a day on the import corridor, 20 on the other."""

from __future__ import annotations

import numpy as np

from harmattan.models.blockade import Blockade, blockade
from harmattan.models.contract import Chance, State, step
from harmattan.world.atlas import Atlas
from worlds import calm_parameters, two_towns

FIRST = 738_000
SEEN = ("ambushes", "tankers_exposed", "tankers_arrived", "ban_strength")


def day_of(draws: int, **seen: object) -> State:
    """What supply gives on one day, (draw, corridor); nothing where not named."""
    given = dict(zip(SEEN, ("ambushes", "exposed", "arrived", "ban"), strict=True))
    return {
        name: np.array(np.broadcast_to(seen.get(word, 0.0), (draws, 2)), dtype=float) for name, word in given.items()
    }


def start(draws: int, *, atlas: Atlas | None = None, **changed: float) -> tuple[Blockade, State]:
    stage = atlas or two_towns()
    parameters = calm_parameters(stage, draws)
    for name, value in changed.items():
        parameters[name] = np.full_like(parameters[name], value)
    model = blockade(stage, {}, country="XI")
    return model, {**parameters, **model.begin(parameters)}


def chance(draws: int, day: int = 0, *, first_draw: int = 0) -> Chance:
    return Chance(1, np.arange(first_draw, first_draw + draws, dtype=np.uint32), FIRST + day)


def run(model: Blockade, state: State, days: int, seen: State) -> State:
    draws = len(state["corridor_change_rate"])
    for day in range(days):
        state = {**state, **seen, **step(model, {**state, **seen}, chance(draws, day))}
    return state
