"""Carry a Situation forward under one Scenario and one Course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform
from harmattan.inference.samplers import normal
from harmattan.models.contract import Model, State, require_complete
from harmattan.models.days import BLOCK, Drivers, Run, blank_record, in_blocks, run_days
from harmattan.models.outcomes import COUNTED, Totals, totals_of
from harmattan.world.atlas import Atlas, stable_key
from harmattan.world.calendar import Calendar
from harmattan.world.choice import Course, Lever, Scenario
from harmattan.world.outlook import Outlook
from harmattan.world.prior import lognormal
from harmattan.world.situation import Situation
from harmattan.world.vocabulary import variables

__all__ = ["DAY", "KEPT", "bites", "costs", "effects", "foresee", "idled", "in_order_of_day"]

DAY = (
    "levers",  # what the scenario assumes and the course does today, before anything happens
    "violence",  # who attacks where, given yesterday's capacity and deals
    "control",  # who holds what after today's violence
    "supply",  # fuel moves on roads, meets ambushes, is used or missed; power and schools with it
    "blockade",  # what an observer would say of each corridor after today's traffic
    "economy",  # what mines, ransom and taxes bring armed groups and cost the state
    "displacement",  # people leave from today's sieges, attacks and shortage, travel and arrive
    "polity",  # the pressure of all this on the government, and what it brings about
    "record",  # what is kept of the day
)
"""The order of a day. `levers` and `record` are done here; a case may lack any of the others."""


KEPT = 400
"""Draws of which an outlook keeps every day. A belief rests on 400 weighed draws at most, so that more would say little more."""


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
    draws: int | None = None,
    workers: int = 1,
    keep: Sequence[str] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Outlook:
    """Carry a Situation forward, day by day.

    Values are kept for the first `KEPT` draws and amounts over the horizon for all, so that memory does not grow with the draws:
    a block is forgotten when its amounts are taken. Chance depends on the seed and on what happens where and when, never on
    the scenario or the course, so two outlooks of one Situation differ only where their assumptions bite.

    Args:
        situation: the belief to start from.
        scenario: what is assumed.
        course: what a responder does.
        models: the mechanisms, any order.
        horizon_days: days to pass, at least 1.
        seed: 32-bit seed.
        country: the country under blockade, to tell borders crossed from moves inside.
        focus: place whose dry days are counted; empty for none.
        draws: how many draws; as many as the Situation has when not given. More begin with its draws in turn.
        workers: threads; the result does not depend on it.
        keep: recorded variables to keep; None keeps all.
        progress: told the share done.

    Returns:
        The outlook: recorded variables for each kept draw and day, and totals for each draw.

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
    recorded = [name for name in recorded if name in COUNTED or name in kept]
    run = Run(ordered, atlas, calendar.first_day, horizon_days, seed, tuple(recorded))
    draws = situation.draws if draws is None else draws
    values = blank_record(kept, atlas, min(KEPT, draws), horizon_days)
    parts: dict[int, Totals] = {}
    spare: list[dict[str, NDArray[np.float32]]] = []
    numbers = np.arange(draws, dtype=np.uint32)

    def one_block(part: slice) -> None:
        rows = np.arange(part.start, part.stop) % situation.draws
        state: State = {name: array[rows] for name, array in situation.values.items()}
        ids = np.repeat(numbers[part, None], horizon_days, axis=1)
        drivers = _drivers(atlas, calendar, scenario, course, numbers[part], seed)
        room = spare.pop() if spare else blank_record(recorded, atlas, min(BLOCK, draws), horizon_days)
        block = {name: array[: len(ids)] for name, array in room.items()}
        run_days(run, state, [ids] * len(ordered), drivers, block)
        parts[part.start] = totals_of(atlas, block, state, country=country, focus=focus)
        if part.start < KEPT:
            for name, array in values.items():
                array[part] = block[name][: len(array[part])]
        spare.append(room)

    in_blocks(one_block, draws, workers=workers, progress=progress)
    ordered_parts = [parts[start] for start in sorted(parts)]
    totals = {name: np.concatenate([one[name] for one in ordered_parts]) for name in ordered_parts[0]}
    totals |= costs(course, numbers, horizon_days, seed)
    return Outlook(atlas, calendar, scenario.id, course.id, seed, values, totals, situation.warnings, situation.draws)


def _lever_number(seed: int, lever: Lever, draws: NDArray[np.uint32], slot: int) -> NDArray[np.float64]:
    """Standard normal numbers of a lever: slot 0 its effect, 1 its cost, 2 on its payers; the same in every scenario and course."""
    model, entity = stable_key("levers"), stable_key(lever.id)
    return np.array([normal(uniform(seed, model, int(draw), 0, entity, slot)) for draw in draws])


def _entities(atlas: Atlas, variable: str, at: Sequence[str]) -> NDArray[np.int64]:
    labels = atlas.labels(variables()[variable].dims[1])
    return np.array([labels.index(name) for name in at] if at else range(len(labels)), dtype=np.int64)


def _drivers(
    atlas: Atlas, calendar: Calendar, scenario: Scenario, course: Course, draws: NDArray[np.uint32], seed: int
) -> Drivers:
    """Turn assumptions and levers into the drivers of each day.

    Multipliers of one driver multiply; a driver that is 0 when nobody sets it takes the value itself.
    """
    parts: list[tuple[str, NDArray[np.int64], int, int, NDArray[np.float64]]] = []
    for path in scenario.paths:
        first = max(path.after_days, 0 if path.from_day is None else calendar.index(path.from_day))
        last = calendar.days if path.until_day is None else calendar.index(path.until_day)
        factor = np.full(len(draws), path.value)
        parts.append((path.variable, _entities(atlas, path.variable, path.at), first, last, factor))
    drawn = effects(course, draws, seed)
    for lever in course.levers:
        factor = drawn[lever.id]
        first = lever.start_days + lever.delay_days
        last = first + lever.lasts_days - 1
        parts.append((lever.variable, _entities(atlas, lever.variable, lever.at), first, last, factor))

    def of_day(index: int, neutral: State) -> State:
        today = neutral
        for variable, entities, first, last, factor in parts:
            if first <= index <= last:
                changed = np.array(today[variable])
                if variables()[variable].default == 0.0:
                    changed[:, entities] = factor[:, None]
                else:
                    changed[:, entities] *= factor[:, None]
                today = {**today, variable: np.minimum(changed, variables()[variable].high)}
        return today

    return of_day


def effects(course: Course, draws: NDArray[np.uint32], seed: int) -> dict[str, NDArray[np.float64]]:
    """Draw what each lever of a course does.

    Args:
        course: the levers.
        draws: (draw,) number under which each draw is addressed.
        seed: 32-bit seed.

    Returns:
        (draw,) multiplier of each lever's driver by lever id; the same in every scenario.
    """
    return {
        lever.id: lognormal(lever.effect.low, lever.effect.high, _lever_number(seed, lever, draws, 0))
        for lever in course.levers
    }


def costs(course: Course, draws: NDArray[np.uint32], horizon_days: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """Price a course: from each decision on, delay included, to the end of its levers or of the horizon.

    Args:
        course: the levers with their costs and payers.
        draws: (draw,) number under which each draw is addressed.
        horizon_days: days foreseen.
        seed: 32-bit seed.

    Returns:
        (draw,) US dollars: `cost_usd` in all, and `cost_without_payer_usd`, what nobody is expected to pay.
    """
    total, unpaid = np.zeros(len(draws)), np.zeros(len(draws))
    for lever in course.levers:
        days = max(0, min(horizon_days, lever.start_days + lever.delay_days + lever.lasts_days) - lever.start_days)
        if lever.cost_high <= 0.0:
            continue
        cost = days * lognormal(lever.cost_low, lever.cost_high, _lever_number(seed, lever, draws, 1))
        paid = np.zeros(len(draws))
        for slot, payer in enumerate(lever.payers, start=2):
            ratio = lognormal(payer.paid_low, payer.paid_high, _lever_number(seed, lever, draws, slot))
            paid += payer.share * np.minimum(1.0, ratio)
        total += cost
        unpaid += cost * np.maximum(0.0, 1.0 - paid)
    return {"cost_usd": total, "cost_without_payer_usd": unpaid}


def bites(lever: Lever, horizon_days: int) -> bool:
    """Tell whether a lever does anything within a horizon.

    Args:
        lever: the lever.
        horizon_days: days foreseen.

    Returns:
        False for one that comes too late or has no effect.
    """
    return lever.start_days + lever.delay_days < horizon_days and lever.effect.low < lever.effect.high


def idled(outlook: Outlook, course: Course, horizon_days: int, keep: Sequence[str] | None) -> Outlook:
    """Make the outlook of a course that does nothing within the horizon from that of another one.

    Args:
        outlook: of a course that does nothing either.
        course: the levers, none of which takes effect.
        horizon_days: days foreseen.
        keep: recorded variables to keep; None keeps all that are held.

    Returns:
        The same days and amounts, with the cost of this course.
    """
    numbers = np.arange(outlook.draws, dtype=np.uint32)
    values = {name: array for name, array in outlook.values.items() if keep is None or name in keep}
    totals = {**outlook.totals, **costs(course, numbers, horizon_days, outlook.seed)}
    return replace(outlook, course=course.id, values=values, totals=totals)
