"""How fast fuel moves: past days, days ahead, memory by days; a linear programme of the same network beside it."""

from __future__ import annotations

import math
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from benchmarks.common import Figure, Report, digest, options, publish
from harmattan.foresee import foresee
from harmattan.models.contract import Model, State, parameters_of
from harmattan.models.days import Run, blank_record, in_blocks, run_days
from harmattan.models.supply import Supply
from harmattan.models.traffic import normal_traffic
from harmattan.recipes import find_case, make_plan
from harmattan.world.atlas import Atlas
from harmattan.world.case import Case
from harmattan.world.choice import Course, Scenario
from harmattan.world.prior import PriorTable
from harmattan.world.situation import Situation

__all__ = ["balance", "main"]

WORKERS = 2
PARTICLES, PAST = 5_000, 210
DRAWS, AHEAD = 10_000, 180
FEW = 400
RUNS = 3
"""Runs of which the fastest counts: machines are shared."""

SEED = 1


def _best(work: Callable[[], None], runs: int = RUNS) -> tuple[float, float]:
    """Wall and processor seconds of the fastest run."""
    wall, worked = math.inf, math.inf
    for _ in range(runs):
        start, before = time.perf_counter(), time.process_time()
        work()
        wall, worked = min(wall, time.perf_counter() - start), min(worked, time.process_time() - before)
    return wall, worked


def _parameters(case: Case, model: Model, draws: int) -> State:
    table = PriorTable.lay_out(case.priors, case.atlas, parameters_of([model]))
    return dict(table.values(np.random.default_rng(SEED).standard_normal((draws, table.size))))


def _past(case: Case, model: Supply, draws: int, days: int) -> None:
    """Pass days as a weighing does: block by block, recording what reports are compared with."""
    parameters = _parameters(case, model, draws)
    run = Run((model,), case.atlas, case.settings.first_day, days, SEED, tuple(sorted(model.observes)))

    def one_block(part: slice) -> None:
        mine = {name: np.ascontiguousarray(array[part]) for name, array in parameters.items()}
        ids = np.repeat(np.arange(part.start, part.stop, dtype=np.uint32)[:, None], days, axis=1)
        into = blank_record(run.keep, case.atlas, part.stop - part.start, days)
        run_days(run, {**mine, **model.begin(mine)}, [ids], lambda _, neutral: neutral, into)

    in_blocks(one_block, draws, workers=WORKERS)


def _situation(case: Case, model: Supply, draws: int) -> Situation:
    parameters = _parameters(case, model, draws)
    return Situation(case.settings.as_of, case.atlas, {**parameters, **model.begin(parameters)}, float(draws), ())


def _ahead(situation: Situation, model: Supply, country: str, draws: int, days: int) -> None:
    foresee(
        situation, Scenario("as-is", "", "", "", "", ()), Course("nothing", "", "", "", "", ()), (model,),
        horizon_days=days, seed=SEED, country=country, draws=draws, workers=WORKERS, keep=(),
    )  # fmt: skip


def balance(atlas: Atlas, days: int, *, need: float, load: float) -> tuple[float, NDArray[np.float64]]:
    """Move the fuel of one draw by a linear programme that knows all days ahead, as a textbook would: least unmet need.

    Args:
        atlas: the stage.
        days: how many days.
        need: litres a day of the whole country.
        load: litres per tanker.

    Returns:
        Litres unmet in all, and (day, place) litres in stock.
    """
    place, corridors = atlas.place_index, atlas.corridors
    count, ways = len(atlas.places), len(corridors)
    want = np.zeros(count)
    for use in atlas.fuel:
        want[place[use.place]] = use.need_share * need
    width = 2 * count + ways  # stock and unmet of each place, sent on each corridor
    rows, columns, values = [], [], []

    def put(row: int, column: int, value: float) -> None:
        rows.append(row)
        columns.append(column)
        values.append(value)

    right = np.zeros(days * count)
    for day in range(days):
        for p in range(count):
            row = day * count + p
            put(row, day * width + p, 1.0)
            put(row, day * width + count + p, -1.0)
            right[row] = -want[p]
            if day:
                put(row, (day - 1) * width + p, -1.0)
        for c, corridor in enumerate(corridors):
            if corridor.kind == "distribution":
                put(day * count + place[corridor.head], day * width + 2 * count + c, 1.0)
            there = day + max(1, round(corridor.transit_days))
            if there < days:
                put(there * count + place[corridor.end], day * width + 2 * count + c, -1.0)
    matrix: Any = sparse.csr_array((values, (rows, columns)), shape=(days * count, days * width))
    cost = np.tile(np.concatenate([np.zeros(count), np.ones(count), np.zeros(ways)]), days)
    most = np.concatenate([np.full(2 * count, np.inf), [c.dispatch_limit * load for c in corridors]])
    limits: Any = np.column_stack([np.zeros(days * width), np.tile(most, days)])
    solved: Any = linprog(cost, A_eq=matrix, b_eq=right, bounds=limits)
    return float(solved.fun), solved.x.reshape(days, width)[:, :count]


def _peak() -> float:
    """Most memory held so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def _figures() -> list[Figure]:
    plan = make_plan("", draws=FEW, workers=WORKERS)
    case = plan.case
    model = next(one for one in plan.models if isinstance(one, Supply))
    size = f"{len(normal_traffic(case.atlas).flow)} corridors, {len(model.network.supplied)} places that use fuel"
    _past(case, model, 200, 3)  # compiles
    wall, worked = _best(lambda: _past(case, model, PARTICLES, PAST))
    figures = [
        Figure("wall", f"{PARTICLES} particles, {PAST} past days, {size}", wall, "s", target="<= 10"),
        Figure("processor_time", f"{PARTICLES} particles, {PAST} past days, {size}", worked, "s"),
    ]
    situation = _situation(case, model, FEW)
    country = case.settings.country
    _ahead(situation, model, country, 200, 3)
    _ahead(situation, model, country, FEW, AHEAD)
    before = _peak()
    _ahead(situation, model, country, FEW, 2 * AHEAD)
    figures.append(
        Figure(
            "peak_memory_growth",
            f"{2 * AHEAD} days after {AHEAD}, {FEW} draws",
            _peak() - before,
            "MiB",
            target="<= 32",
        )
    )
    wall, worked = _best(lambda: _ahead(situation, model, country, DRAWS, AHEAD))
    name = f"{DRAWS} draws, {AHEAD} days ahead, {size}"
    figures += [
        Figure("wall", name, wall, "s", target="<= 10"),
        Figure("processor_time", name, worked, "s"),
        Figure("peak_memory", name, _peak(), "MiB"),
    ]
    start = time.perf_counter()
    balance(case.atlas, AHEAD, need=6e6, load=46_000.0)
    one = time.perf_counter() - start
    figures.append(
        Figure(
            "wall_of_one_draw",
            f"{AHEAD} days, {size}",
            worked / DRAWS,
            "s",
            "HiGHS, one linear programme",
            one,
            "< 1 * peer_value",
        )
    )
    return figures


def main() -> None:
    """Measure and print."""
    asked = options("supply", __doc__ or "")
    data = {"priors": digest(find_case("") / "priors.csv")}
    publish(Report("supply", tuple(_figures()), data), as_json=asked.json)


if __name__ == "__main__":
    main()
