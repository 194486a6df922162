"""Days passing for blocks of draws: one block is the unit of work whatever the number of workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import frozen
from harmattan.models.contract import Chance, Model, State
from harmattan.world.atlas import Atlas
from harmattan.world.vocabulary import variables

__all__ = ["BLOCK", "Drivers", "Run", "blank_record", "blocks", "defaults", "in_blocks", "neutral_drivers", "run_days"]

BLOCK = 100
"""Draws in a block. Fixed, so that the same inputs give the same bytes on any number of workers."""

Drivers = Callable[[int, State], State]
"""Given the index of the day and the neutral drivers, the drivers of that day."""


def blocks(draws: int) -> tuple[slice, ...]:
    """Cut the draws into blocks of fixed size.

    Args:
        draws: how many draws.

    Returns:
        Slices in order; the last may be shorter.

    Examples:
        >>> blocks(250)
        (slice(0, 100, None), slice(100, 200, None), slice(200, 250, None))
    """
    return tuple(slice(start, min(start + BLOCK, draws)) for start in range(0, draws, BLOCK))


def neutral_drivers(atlas: Atlas, draws: int) -> State:
    """Make drivers that change nothing.

    Args:
        atlas: the stage.
        draws: length of the draw axis.

    Returns:
        Each driver of variables.csv at its default, (draw, entity) or (draw, entity, level); read-only.
    """
    out: State = {}
    for name, variable in variables().items():
        if variable.role == "driver":
            array = np.full((draws, *(atlas.sizes[axis] for axis in variable.dims[1:])), variable.default)
            array.flags.writeable = False
            out[name] = array
    return out


def defaults(models: Sequence[Model], atlas: Atlas, draws: int) -> State:
    """Fill what mechanisms read from others that may be absent, or that are weighed after them.

    Args:
        models: the mechanisms that run together.
        atlas: the stage.
        draws: length of the draw axis.

    Returns:
        Each state or flow that one of them needs and that has a default in variables.csv, at that default; read-only.
    """
    known = variables()
    out: State = {}
    for name in sorted({name for model in models for name in model.needs}):
        if known[name].role in ("state", "flow") and np.isfinite(known[name].default):
            out[name] = np.full((draws, *(atlas.sizes[axis] for axis in known[name].dims[1:])), known[name].default)
            out[name].flags.writeable = False
    return out


def blank_record(names: Sequence[str], atlas: Atlas, draws: int, days: int) -> dict[str, NDArray[np.float32]]:
    """Make room for recorded variables.

    Days lie outermost in memory, so that writing one day touches one piece of it.

    Args:
        names: recorded variables with one entity axis.
        atlas: the stage.
        draws: how many draws.
        days: how many days.

    Returns:
        (draw, day, entity) arrays by name, not yet filled.
    """
    sizes = {name: atlas.sizes[variables()[name].dims[1]] for name in names}
    return {name: np.empty((days, draws, size), dtype=np.float32).transpose(1, 0, 2) for name, size in sizes.items()}


@dataclass(frozen=True)
class Run:
    """What passing the days of a block needs besides its state.

    Args:
        models: the mechanisms in the order of a day.
        atlas: the stage.
        first_day: date of the first day passed.
        days: how many days.
        seed: seed of all chance.
        keep: names of the recorded variables to keep.
    """

    models: Sequence[Model]
    atlas: Atlas
    first_day: date
    days: int
    seed: int
    keep: tuple[str, ...]


def run_days(
    run: Run,
    state: State,
    ids: Sequence[NDArray[np.uint32]],
    drivers: Drivers,
    into: Mapping[str, NDArray[np.float32]],
) -> State:
    """Pass the days of one block and write what is kept.

    Args:
        run: models, calendar, seed.
        state: everything at the end of the day before, parameters included; not changed.
        ids: for each model, (draw, day) number under which each draw's chance is addressed on each day.
        drivers: gives the drivers of each day.
        into: (draw, day, entity) arrays of this block by name; overwritten.

    Returns:
        Everything at the end of the last day.
    """
    neutral = neutral_drivers(run.atlas, len(ids[0]))
    given = {name for model in run.models for name in model.gives}
    state = {**defaults(run.models, run.atlas, len(ids[0])), **state}
    state = {
        name: np.array(a, dtype=np.float64, order="C") if name in given else frozen(a) for name, a in state.items()
    }
    for index in range(run.days):
        today = run.first_day + timedelta(days=index)
        state.update(drivers(index, neutral))
        for model, numbers in zip(run.models, ids, strict=True):
            model.advance(state, Chance(run.seed, np.ascontiguousarray(numbers[:, index]), today.toordinal()))
        for name, array in into.items():
            array[:, index] = state[name]
    return state


def in_blocks(
    work: Callable[[slice], None], draws: int, *, workers: int, progress: Callable[[float], None] | None = None
) -> None:
    """Do the same work for every block of draws on a number of threads.

    Each block writes to its own part of the results, so the number of workers and the order in which they finish leave no
    trace.

    Args:
        work: takes the slice of a block.
        draws: how many draws.
        workers: how many threads.
        progress: told the share done after each block.
    """
    parts = blocks(draws)
    if workers <= 1 or len(parts) == 1:
        for done, part in enumerate(parts, start=1):
            work(part)
            if progress:
                progress(done / len(parts))
        return
    with ThreadPoolExecutor(max_workers=workers) as pool:
        futures: list[Future[None]] = [pool.submit(work, part) for part in parts]
        try:
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                if progress:
                    progress(done / len(parts))
        finally:
            pool.shutdown(cancel_futures=True)
