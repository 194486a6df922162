"""Twin of the state estimate: every path of a tiny world, with its probability, beside assess with the real mechanism.

One corridor of one day, one tank, five days, at most two tankers a day, one unknown need, one reported ambush, and three numbers
of two sources. The twin is plain Python: `one_day` says what a day can bring, and dictionaries add up probabilities. Equations are
those of docs/models/supply.md, likelihoods those of docs/models/assess.md, written here once more.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import t

from harmattan.assess import assess, throughput
from harmattan.models.contract import parameters_of
from harmattan.models.supply import supply
from harmattan.world.atlas import Area, Atlas, Corridor, FuelUse, Place, Route
from harmattan.world.case import Case, Settings
from harmattan.world.prior import Prior
from harmattan.world.report import Report, Reports
from harmattan.world.situation import Situation
from slow.planted_reports import EVIDENCE, report
from worlds import calm_parameters

Floats = NDArray[np.float64]
FIRST_DAY, DAYS = date(2030, 1, 1), 5
LOAD, LIMIT, RATE, LOSS, SHARE = 10_000.0, 2, 0.4, 0.5, 0.5
RATIONING, SURGE, STORAGE, PRIORITY, HELD = 2.0, 0.5, 4.0, 0.25, 1.5
NEED = Prior("national_fuel_need", "", "lognormal", 8_000.0, 25_000.0, "invented")
AMBUSH_DAY, STOCK_DAY, WEEK = 1, 3, (1, 3)
OVERRIDES = {
    "litres_per_tanker": LOAD,
    "ambush_rate_typical": RATE,
    "ambush_rate_origin": RATE,
    "ambush_loss_typical": LOSS,
    "ambush_loss_spread": 0.0,
    "origin_stock_days": HELD,
    "refill_surge": SURGE,
    "rationing_days": RATIONING,
    "convoy_interval": 1.0,
    "willingness_response": 0.0,
}
"""What the tiny world has otherwise than the island at peace; nobody is afraid, so nobody waits."""

SETTINGS = replace(EVIDENCE, reporting_low=SHARE - 1e-4, reporting_high=SHARE + 1e-4, reporting_lag_days=1.5)
PARTICLES, SEEDS = 2000, (1, 2, 3)


def tiny_case() -> Case:
    """One port, one town; every parameter known but the need."""
    places = (
        Place("port", "Port", "abroad", "XO", 0.0, -1.0, "port"),
        Place("town", "Town", "north", "XI", 0.0, 0.0, "city", 1_000),
    )
    routes = (Route("road", "port", "town", 100, "trunk", "paved", 1.0),)
    corridors = (Corridor("road", "Road", "import", ("port", "town"), 1.0, 1.0, float(LIMIT)),)
    areas = (Area("north", "North", "XI", 0.0, 0.0), Area("abroad", "Abroad", "XO", 0.0, -1.0))
    atlas = Atlas(places, routes, corridors, areas, (FuelUse("town", 1.0, PRIORITY, STORAGE),))
    settings = Settings(
        title="Tiny", title_fr="Petit", country="XI", first_day=FIRST_DAY, as_of=FIRST_DAY + timedelta(days=DAYS - 1),
        horizon_days=7, draws=100, seed=1, language="en", products=("fuel",), focus=("town",), models=("supply",),
        model_settings={}, evidence=SETTINGS,
    )  # fmt: skip
    calm = {name: float(array.flat[0]) for name, array in calm_parameters(atlas, 1).items()}
    known = [
        Prior(name, "", "fixed", (calm | OVERRIDES)[name], (calm | OVERRIDES)[name], "invented")
        for name in parameters_of([supply(atlas, {}, country="XI")])
        if name != NEED.variable
    ]
    return Case("tiny", settings, atlas, (NEED, *known), Reports(()), (), ())


def told() -> Reports:
    """An ambush, at least two tankers in three days and 1.2 days of stock by one office, and a range by another."""

    def on(first: int, last: int) -> dict[str, date]:
        return {"first_day": FIRST_DAY + timedelta(days=first), "last_day": FIRST_DAY + timedelta(days=last)}

    ambush: Report = replace(
        report("A", "convoy_attack", float("nan"), 0, 0),
        relation="none",
        corridor="road",
        source_url="press: A",
        confidence="medium",
        **on(AMBUSH_DAY, AMBUSH_DAY),
    )
    least = replace(
        report("N", "tankers_received", 2.0, 0, 0), relation="at least", high=np.inf, corridor="road", **on(*WEEK)
    )
    stock = replace(report("S", "stock_days_if_cut", 1.2, 0, 0), relation="about", **on(STOCK_DAY, STOCK_DAY))
    some = replace(
        report("R", "tankers_received", 3.0, 0, 0), relation="range", low=2.0, high=4.0, source_url="port: R",
        confidence="medium", **on(0, DAYS - 1),
    )  # fmt: skip
    return Reports((ambush, least, stock, some))


class Path(NamedTuple):
    """What of a path matters: litres held, tankers under way, and what reports and questions look at."""

    stock: float
    under_way: int
    arrived: int = 0
    arrived_then: int = 0
    stock_then: float = 0.0
    exposed: tuple[bool, ...] = ()


def come_in(day: int) -> float:
    """Share of the ambushes of a day that has been reported by the last day, of those that ever are."""
    return float(1.0 - 2.0 ** (-(DAYS - day) / SETTINGS.reporting_lag_days))


def poisson(mean: float, most: int) -> list[float]:
    """Chances of 0, 1, ... `most` of a Poisson number, the last for that many or more."""
    below = [math.exp(-mean) * mean**k / math.factorial(k) for k in range(most)]
    return [*below, 1.0 - sum(below)]


@cache
def left_of(tankers: int, day: int, reported: int) -> dict[int, float]:
    """How many of some tankers are left after the ambushes of a day, each of which burns each tanker with the same chance."""
    out: dict[int, float] = defaultdict(float)
    for unseen, likely in enumerate(poisson(RATE * (1.0 - SHARE * come_in(day)), 6)):
        chances = {tankers: likely}
        for _ in range(unseen + reported):
            after: dict[int, float] = defaultdict(float)
            for there, chance in chances.items():
                for burnt in range(there + 1):
                    ways = math.comb(there, burnt) * LOSS**burnt * (1.0 - LOSS) ** (there - burnt)
                    after[there - burnt] += chance * ways
            chances = dict(after)
        for left, chance in chances.items():
            out[left] += chance
    return dict(out)


def one_day(path: Path, day: int, need: float, reported: int) -> Iterator[tuple[float, Path]]:
    """Every way in which a day can go, with its chance: unload, order and load, drive, be attacked, use fuel."""
    came = path.under_way
    held = path.stock + came * LOAD
    ordered = max(0.0, 1.0 + SURGE * (1.0 - held / (STORAGE * need))) * need / LOAD
    first = min(held, PRIORITY * need)
    rest = min(held - first, (1.0 - PRIORITY) * need * min(1.0, held / (RATIONING * need)))
    stock = held - first - rest
    for leave, chance in enumerate(poisson(ordered, LIMIT)):
        for left, still in left_of(leave, day, reported).items():
            yield (
                chance * still,
                Path(
                    round(stock, 6),
                    left,
                    path.arrived + came,
                    path.arrived_then + came * (WEEK[0] <= day <= WEEK[1]),
                    round(stock, 6) if day == STOCK_DAY else path.stock_then,
                    (*path.exposed, leave > 0),
                ),
            )


def every_path(need: float, real: bool) -> dict[Path, float]:
    """All that the days can bring, with or without the reported ambush."""
    here = {Path(HELD * need, math.floor(need / LOAD + 0.5)): 1.0}
    for day in range(DAYS):
        after: dict[Path, float] = defaultdict(float)
        for path, chance in here.items():
            for likely, there in one_day(path, day, need, int(real and day == AMBUSH_DAY)):
                after[there] += chance * likely
        here = dict(after)
    return here


def likelihoods(paths: Sequence[Path], need: float) -> Floats:
    """(path,) probability of everything reported, over the bias of the office, as the page on assess says."""
    bias = np.linspace(-4.0, 4.0, 25)
    factor, weight = np.exp(SETTINGS.source_bias * bias), np.exp(-0.5 * bias**2)
    alone = math.hypot(SETTINGS.error_medium, SETTINGS.source_bias)
    about = math.hypot(SETTINGS.error_high, SETTINGS.error_about)
    then = np.array([path.arrived_then for path in paths])[:, None]
    held = np.array([path.stock_then for path in paths])[:, None] / need
    arrived = np.array([path.arrived for path in paths])
    exposed = np.array([path.exposed for path in paths])
    least = t.sf((math.log(3.0) - np.log(then * factor + 1.0)) / SETTINGS.error_high, 4)
    stock = t.pdf((math.log(2.2) - np.log(held * factor + 1.0)) / about, 4)
    low, high = (t.cdf((math.log(end + 1.0) - np.log(arrived + 1.0)) / alone, 4) for end in (2.0, 4.0))
    silent = exposed @ np.array([RATE * come_in(day) for day in range(DAYS)])
    # Rates are all at their usual level, so that the reported ambush is as likely as usual where there was anybody to meet.
    ambush = SETTINGS.trust_medium * exposed[:, AMBUSH_DAY] + 1.0 - SETTINGS.trust_medium
    both = (weight * least * stock).sum(axis=1) / weight.sum()
    return np.asarray(both * (high - low) * ambush * np.exp(-SHARE * silent))


Answer = dict[tuple[float, int], float]
"""Probability of each (litres held today, tankers arrived)."""


def enumerated(*, heard: bool) -> Answer:
    """Sum over needs, whether the reported ambush is real, and every path; with all reports, or with none."""
    out: Answer = defaultdict(float)
    real = {True: SETTINGS.trust_medium, False: 1.0 - SETTINGS.trust_medium} if heard else {False: 1.0}
    for z in np.linspace(-3.5, 3.5, 41):
        need = float(NEED.value(np.array([z]))[0])
        for happened, chance in real.items():
            paths = every_path(need, happened)
            weights = np.fromiter(paths.values(), float)
            if heard:
                weights = weights * likelihoods(tuple(paths), need)
            for path, weight in zip(paths, weights, strict=True):
                out[path.stock, path.arrived] += math.exp(-0.5 * z * z) * chance * float(weight)
    total = sum(out.values())
    return {answer: weight / total for answer, weight in out.items()}


def at_most(answer: Answer, litres: float) -> float:
    """Probability that no more is held today."""
    return sum(weight for (stock, _), weight in answer.items() if stock <= litres)


@pytest.fixture(scope="module")
def exact() -> Answer:
    return enumerated(heard=True)


@pytest.fixture(scope="module")
def beliefs() -> list[Situation]:
    case = tiny_case()
    model = supply(case.atlas, {}, country="XI")
    return [
        assess(case, told(), (model,), as_of=case.settings.as_of, draws=PARTICLES, particles=PARTICLES, seed=seed)
        for seed in SEEDS
    ]


def allowed(probability: float, beliefs: list[Situation]) -> float:
    """Four standard errors of a share of the draws, for the number of draws that assess says they are worth."""
    worth = sum(belief.effective_sample_size for belief in beliefs)
    return 4.0 * math.sqrt(probability * (1.0 - probability) / worth) + 0.005


def test_paths_have_a_probability_that_adds_up() -> None:
    for real in (True, False):
        assert sum(every_path(12_000.0, real).values()) == pytest.approx(1.0, abs=1e-12)


def test_the_throughput_is_the_enumerated_one(exact: Answer, beliefs: list[Situation]) -> None:
    found = np.concatenate([throughput(belief)[:, 0] for belief in beliefs]) * DAYS / 7.0
    for tankers in range(DAYS * LIMIT + 1):
        probability = sum(weight for (_, came), weight in exact.items() if came == tankers)
        share = float((np.abs(found - tankers) < 0.5).mean())
        assert share == pytest.approx(probability, abs=allowed(probability, beliefs)), tankers


def test_the_stock_is_the_enumerated_one(exact: Answer, beliefs: list[Situation]) -> None:
    town = beliefs[0].atlas.place_index["town"]
    found = np.concatenate([belief.values["fuel_stock_total"][:, town] for belief in beliefs])
    for litres in (1_000.0, 5_000.0, 10_000.0, 15_000.0, 20_000.0, 30_000.0):
        probability = at_most(exact, litres)
        share = float((found <= litres).mean())
        assert share == pytest.approx(probability, abs=allowed(probability, beliefs)), litres


def test_the_reports_matter_here(exact: Answer, beliefs: list[Situation]) -> None:
    """Without them the same enumeration lies far outside what is allowed, so the twin is no test of the prior alone."""
    before = enumerated(heard=False)
    litres = 10_000.0
    assert abs(at_most(exact, litres) - at_most(before, litres)) > 3.0 * allowed(at_most(exact, litres), beliefs)
