"""Days of traffic for the two towns: 100 tankers a day on the import corridor, 20 on the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from harmattan.models.blockade import Blockade, Sightings, blockade
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


NOBODY = np.empty(0, dtype=np.int64)


def sighted(
    arrived: object,
    *,
    attacks: Sequence[tuple[int, int]] = (),
    exposed: object = np.nan,
    late: int = 0,
    declared: Sequence[int] = (),
    lifted: Sequence[int] = (),
    normal: float = 20.0,
) -> Sightings:
    """Reports on one corridor: arrivals by day, attacks as (day, day known), and all counts so many days late."""
    counts = np.array(arrived, dtype=float)
    struck = np.array(attacks, dtype=np.int64).reshape(-1, 2)
    words = (np.array(days, dtype=np.int64) for days in (declared, lifted))
    known = np.arange(len(counts)) + late
    return Sightings(
        struck[:, 0].copy(),
        struck[:, 1].copy(),
        np.full(len(counts), exposed, dtype=float),
        counts,
        known,
        *words,
        normal,
    )
