"""Carry a Situation forward under one Scenario and one Course."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform
from harmattan.inference.samplers import normal
from harmattan.models.contract import Model, State, require_complete
from harmattan.models.days import Drivers, Run, blank_record, in_blocks, run_days
from harmattan.world.atlas import Atlas, stable_key
from harmattan.world.calendar import Calendar
from harmattan.world.choice import Course, Lever, Scenario
from harmattan.world.outlook import Outlook
from harmattan.world.prior import lognormal
from harmattan.world.situation import Situation
from harmattan.world.vocabulary import variables

__all__ = ["DAY", "foresee", "in_order_of_day"]

DAY = (
    "levers",  # what the scenario assumes and the course does today, before anything happens
    "violence",  # who attacks where, given yesterday's control
    "control",  # who holds what after today's violence
    "supply",  # fuel moves on roads as they are held, meets ambushes, is used or missed
    "pressure",  # what shortage does to the state
    "displacement",  # people leave from today's sieges and shortage, travel and arrive
    "polity",  # what the pressure brings about
    "record",  # what is kept of the day
)
"""The order of a day. `levers` and `record` are done here; a case may lack any of the others."""


def in_order_of_day(models: Sequence[Model]) -> tuple[Model, ...]:
    """Put mechanisms in the order of a day, and stop when they do not fit together.

    Args:
        models: mechanisms in any order.

    Returns:
        The same, in the order of `DAY`.

    Raises:
        Incomplete: names every need that nobody gives.
    """
    ordered = tuple(sorted(models, key=lambda model: DAY.index(model.name)))
    require_complete(ordered)
    return ordered


def foresee(
    situation: Situation,
    scenario: Scenario,
    course: Course,
    models: Sequence[Model],
    *,
    horizon_days: int,
    seed: int,
    country: str,
    focus: str = "",
    workers: int = 1,
    keep: Sequence[str] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Outlook:
    """Carry a Situation forward, day by day.

    Chance depends on the seed and on what happens where and when, never on the scenario or the course, so two outlooks of
    one Situation differ only where their assumptions bite.

    Args:
        situation: the belief to start from.
        scenario: what is assumed.
        course: what a responder does.
        models: the mechanisms, any order.
        horizon_days: days to pass, at least 1.
        seed: 32-bit seed.
        country: the country under blockade, to tell borders crossed from moves inside.
        focus: place whose dry days are counted; empty for none.
        workers: threads; the result does not depend on it.
        keep: recorded variables to keep; None keeps all.
        progress: told the share done.

    Returns:
        The outlook: recorded variables for each draw and day, and totals.

    Raises:
        Incomplete: the models do not fit together.

    Examples:
        See docs/guide/foresee.md.
    """
    ordered = in_order_of_day(models)
    atlas = situation.atlas
    calendar = Calendar(situation.day + timedelta(days=1), horizon_days)
    recorded = [name for model in ordered for name in sorted(model.gives) if variables()[name].recorded]
    kept = tuple(recorded if keep is None else [name for name in recorded if name in keep])
    run = Run(ordered, atlas, calendar.first_day, horizon_days, seed, kept)
    values = blank_record(kept, atlas, situation.draws, horizon_days)
    numbers = np.arange(situation.draws, dtype=np.uint32)

    def one_block(part: slice) -> None:
        state: State = {name: np.ascontiguousarray(array[part]) for name, array in situation.values.items()}
        ids = np.repeat(numbers[part, None], horizon_days, axis=1)
        drivers = _drivers(atlas, calendar, scenario, course, numbers[part], seed)
        run_days(run, state, [ids] * len(ordered), drivers, {name: array[part] for name, array in values.items()})

    in_blocks(one_block, situation.draws, workers=workers, progress=progress)
    totals = _totals(atlas, values, country, focus)
    totals["cost_usd"] = _cost(course, numbers, horizon_days, seed)
    return Outlook(atlas, calendar, scenario.id, course.id, seed, values, totals, situation.warnings)


def _lever_number(seed: int, lever: Lever, draws: NDArray[np.uint32], slot: int) -> NDArray[np.float64]:
    """Standard normal numbers of a lever: slot 0 its effect, slot 1 its cost; the same in every scenario and course."""
    model, entity = stable_key("levers"), stable_key(lever.id)
    return np.array([normal(uniform(seed, model, int(draw), 0, entity, slot)) for draw in draws])


def _entities(atlas: Atlas, variable: str, at: Sequence[str]) -> NDArray[np.int64]:
    labels = atlas.labels(variables()[variable].dims[1])
    return np.array([labels.index(name) for name in at] if at else range(len(labels)), dtype=np.int64)


def _drivers(
    atlas: Atlas, calendar: Calendar, scenario: Scenario, course: Course, draws: NDArray[np.uint32], seed: int
) -> Drivers:
    """Turn assumptions and levers into the drivers of each day; multipliers of one driver multiply."""
    parts: list[tuple[str, NDArray[np.int64], int, int, NDArray[np.float64]]] = []
    for path in scenario.paths:
        first = 0 if path.from_day is None else calendar.index(path.from_day)
        last = calendar.days if path.until_day is None else calendar.index(path.until_day)
        factor = np.full(len(draws), path.value)
        parts.append((path.variable, _entities(atlas, path.variable, path.at), first, last, factor))
    for lever in course.levers:
        factor = lognormal(lever.effect.low, lever.effect.high, _lever_number(seed, lever, draws, 0))
        first = lever.start_days + lever.delay_days
        last = first + lever.lasts_days - 1
        parts.append((lever.variable, _entities(atlas, lever.variable, lever.at), first, last, factor))

    def of_day(index: int, neutral: State) -> State:
        today = neutral
        for variable, entities, first, last, factor in parts:
            if first <= index <= last:
                changed = np.array(today[variable])
                changed[:, entities] *= factor[:, None]
                today = {**today, variable: np.minimum(changed, variables()[variable].high)}
        return today

    return of_day


def _totals(
    atlas: Atlas, values: Mapping[str, NDArray[np.float32]], country: str, focus: str
) -> dict[str, NDArray[np.float64]]:
    """Amounts of each draw over the horizon; every one counts a harm."""
    population = np.array([place.population for place in atlas.places], dtype=np.float64)
    abroad = np.array([place.country != country for place in atlas.places])
    out: dict[str, NDArray[np.float64]] = {}
    if "shortage" in values:
        out["people_days_short"] = (values["shortage"].sum(axis=1, dtype=np.float64) * population).sum(axis=1)
    if "tankers_lost" in values:
        out["tankers_lost"] = values["tankers_lost"].sum(axis=(1, 2), dtype=np.float64)
    if "left" in values:
        out["left_home"] = values["left"].sum(axis=(1, 2), dtype=np.float64)
    if "arrived" in values:
        out["crossed_border"] = values["arrived"][:, :, abroad].sum(axis=(1, 2), dtype=np.float64)
    if "capacity_shortfall" in values:
        out["capacity_shortfall_peak"] = values["capacity_shortfall"].sum(axis=2, dtype=np.float64).max(axis=1)
    if "days_of_fuel" in values and focus:
        days = values["days_of_fuel"][:, :, atlas.place_index[focus]]
        out["days_capital_dry"] = (days < 3.0).sum(axis=1).astype(np.float64)
    return out


def _cost(course: Course, draws: NDArray[np.uint32], horizon_days: int, seed: int) -> NDArray[np.float64]:
    """US dollars that the levers cost within the horizon; paid from the decision on, delay included."""
    total = np.zeros(len(draws))
    for lever in course.levers:
        paid = max(0, min(horizon_days, lever.start_days + lever.delay_days + lever.lasts_days) - lever.start_days)
        if lever.cost_high > 0.0:
            total += paid * lognormal(lever.cost_low, lever.cost_high, _lever_number(seed, lever, draws, 1))
    return total
