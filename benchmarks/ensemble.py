"""How fast days pass: fuel and displacement in a planted country, all mechanisms in the shipped case, samplers beside NumPy's."""

from __future__ import annotations

import math
import resource
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import Figure, Report, options, publish
from benchmarks.planted import HOME, planted_atlas, planted_situation
from harmattan.foresee import foresee, in_order_of_day
from harmattan.inference.chance import uniform
from harmattan.inference.compiled import compiled
from harmattan.inference.samplers import binomial, poisson
from harmattan.models.displacement import displacement
from harmattan.models.supply import supply
from harmattan.recipes import make_plan, make_situation
from harmattan.world.choice import Course, Scenario

__all__ = ["main"]

DRAWS, DAYS, PLACES, WORKERS = 2000, 90, 80, 2
RUNS = 3
"""Runs of which the fastest counts: machines are shared."""

NUMBERS = 2_000_000


@compiled
def _binomials(out: NDArray[np.int64], trials: int, chance: float) -> None:
    for row in range(len(out)):
        out[row] = binomial(uniform(1, 2, row, 4, 5, 6), trials, chance)


@compiled
def _poissons(out: NDArray[np.int64], mean: float) -> None:
    for row in range(len(out)):
        out[row] = poisson(uniform(1, 2, row, 4, 5, 6), mean)


def _ensemble() -> list[Figure]:
    atlas = planted_atlas(PLACES, seed=11)
    models = in_order_of_day([supply(atlas, {}, country=HOME), displacement(atlas, {"slowest_km_per_day": 25.0})])
    scenario, course = Scenario("as-is", "", "", "", "", ()), Course("nothing", "", "", "", "", ())
    figures = []
    seconds, worked = math.inf, math.inf
    for draws in (WORKERS * 100, *(DRAWS,) * RUNS):  # the small run compiles and is not counted
        situation = planted_situation(atlas, models, draws, seed=12)
        start, before = time.perf_counter(), time.process_time()
        outlook = foresee(
            situation, scenario, course, models, horizon_days=DAYS, seed=1, country=HOME, focus="p4", workers=WORKERS
        )
        if draws == DRAWS:
            seconds = min(seconds, time.perf_counter() - start)
            worked = min(worked, time.process_time() - before)
        moved = float(np.median(outlook.totals["left_home"]))
        del outlook
    rate = DRAWS * DAYS * PLACES / seconds
    name = f"{DRAWS} draws, {DAYS} days, {PLACES} places, {len(atlas.routes)} routes, {len(atlas.corridors)} corridors"
    figures.append(Figure("wall", name, seconds, "s", target="<= 3"))
    figures.append(Figure("processor_time", name, worked, "s"))
    figures.append(Figure("throughput", name, rate, "draw-day-place/s"))
    figures.append(Figure("peak_memory", name, _peak(), "MiB"))
    figures.append(Figure("left_home_median", name, moved, "person"))
    return figures


def _peak() -> float:
    """Most memory held so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def _whole_case() -> list[Figure]:
    """All mechanisms from the belief of the shipped case, and what four times the draws add to memory."""
    plan = make_plan("", draws=400, workers=WORKERS)
    case = plan.case
    start = time.perf_counter()
    situation = make_situation(plan)
    assessed = time.perf_counter() - start

    def ahead(draws: int) -> tuple[float, float]:
        start, before = time.perf_counter(), time.process_time()
        foresee(
            situation,
            case.scenarios[0],
            case.courses[0],
            plan.models,
            horizon_days=DAYS,
            seed=1,
            country=case.settings.country,
            draws=draws,
            workers=WORKERS,
        )
        return time.perf_counter() - start, time.process_time() - before

    ahead(WORKERS * 100)
    runs = [ahead(DRAWS) for _ in range(RUNS)]
    seconds, worked = (min(run[part] for run in runs) for part in (0, 1))
    few = _peak()
    ahead(4 * DRAWS)
    sizes = case.atlas.sizes
    name = (
        f"{case.id}, all mechanisms, {DRAWS} draws, {DAYS} days, {sizes['place']} places, {len(case.atlas.routes)} routes, "
        f"{sizes['corridor']} corridors"
    )
    return [
        Figure("wall", name, seconds, "s", target="<= 5"),
        Figure("processor_time", name, worked, "s"),
        Figure("throughput", name, DRAWS * DAYS * sizes["place"] / seconds, "draw-day-place/s"),
        Figure("assess", f"{case.id}, 400 draws weighed by the reports to {plan.as_of}", assessed, "s"),
        Figure(
            "peak_memory_growth", f"{case.id}, {4 * DRAWS} draws after {DRAWS}", _peak() - few, "MiB", target="<= 64"
        ),
    ]


def _timed(work: Callable[..., object], *words: object) -> float:
    start = time.perf_counter()
    work(*words)
    return time.perf_counter() - start


def _samplers() -> list[Figure]:
    out, rng = np.empty(NUMBERS, dtype=np.int64), np.random.default_rng(1)
    figures = []
    for trials, chance in ((20, 0.05), (20, 0.5), (1000, 0.01), (100_000, 0.3)):
        _binomials(out[:10], trials, chance)
        ours, theirs = _timed(_binomials, out, trials, chance), _timed(rng.binomial, trials, chance, NUMBERS)
        case = f"{trials} trials, chance {chance:g}"
        figures.append(Figure("binomial", case, ours / NUMBERS * 1e9, "ns", "numpy Generator", theirs / NUMBERS * 1e9))
    for mean in (0.05, 5.0, 200.0):
        _poissons(out[:10], mean)
        ours, theirs = _timed(_poissons, out, mean), _timed(rng.poisson, mean, NUMBERS)
        case = f"mean {mean:g}"
        figures.append(Figure("poisson", case, ours / NUMBERS * 1e9, "ns", "numpy Generator", theirs / NUMBERS * 1e9))
    return figures


def main() -> None:
    """Measure and print."""
    asked = options("ensemble", __doc__ or "")
    publish(Report("ensemble", tuple(_ensemble() + _whole_case() + _samplers())), as_json=asked.json)


if __name__ == "__main__":
    main()
