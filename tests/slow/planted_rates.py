"""Planted worlds with as many reports a month as asked: every kind of report on fuel, in every kind of words, from many sources.

What is written down, and when, does not depend on what happened; only the number does. So the words have exactly the likelihood
that the page on assess gives them: a number with its error, a bound that the number passed or did not, the step of a ladder on
which it stands. A number that would be below 0 is told as at most 0. Attacks come on top, in the share that is reported.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.assess.weighing import error_scale, source
from harmattan.models.contract import Record
from harmattan.models.supply import supply
from harmattan.world.case import Case
from harmattan.world.report import Report, Reports
from slow.planted_reports import (
    DAYS,
    FIRST_DAY,
    KEPT,
    PRIORS,
    Truth,
    answers,
    ban_report,
    believed,
    figures,
    live,
    planted_case,
    rank,
    report,
    reported_attacks,
)

RATES = (5, 20, 60)
"""Reports a month."""

SERVICES: tuple[tuple[str, str, str, float, float], ...] = (
    ("power_hours_normal", "", "uniform", 16.0, 21.0),
    ("power_hours_without_fuel", "", "uniform", 3.0, 8.0),
    ("power_priority_loss", "", "uniform", 0.0, 1.0),
    ("closure_shortage", "", "uniform", 0.3, 0.8),
)
"""What reports on hours of power and closed stations teach; fixed where only tankers are counted."""

RATED = (
    "national_fuel_need",
    "ambush_rate_typical",
    "power_hours_normal",
    "days_of_fuel",
    "tankers_lately",
    "tankers_ahead",
)
PARTICLES = 400
MONTHS = DAYS // 30
STEP = 0.5
"""Logarithm of the ratio of two steps of a range."""


@dataclass(frozen=True)
class Kind:
    """One kind of report: a metric over some days, by one source, in some words.

    Args:
        metric: metric of evidence/fuel.csv.
        days: days that it is about.
        by: source.
        confidence: of its source.
        words: `exact`, `about`, `range`, `bound`, or `part`: a bound on what one convoy brought, told only as a least.
        weight: how often it is written, beside the others.
        where: place or corridor.
        bounds: least and largest bound that is asked about.
    """

    metric: str
    days: int
    by: str
    confidence: str
    words: str
    weight: float
    where: str = ""
    bounds: tuple[float, float] = (20.0, 600.0)


KINDS = (
    Kind("tankers_received", 7, "office", "high", "exact", 3.0),
    Kind("volume_received", 7, "office", "high", "about", 2.0),
    Kind("tankers_received", 7, "port", "medium", "range", 2.0, "west"),
    Kind("tankers_received", 1, "gate", "medium", "bound", 2.0, "west", (10.0, 250.0)),
    Kind("tankers_received", 1, "drivers", "low", "exact", 1.0, "capital"),
    Kind("convoy_arrival_size", 1, "radio", "low", "part", 3.0, "west", (50.0, 800.0)),
    Kind("tankers_received", 7, "town-hall", "medium", "exact", 1.0, "town"),
    Kind("stock_days_if_cut", 1, "trade", "medium", "exact", 2.0),
    Kind("stock_days_if_cut", 1, "radio", "low", "bound", 1.0, "capital", (1.0, 12.0)),
    Kind("power_hours", 7, "utility", "high", "about", 1.0, "capital"),
    Kind("outage_hours", 1, "radio", "low", "exact", 1.0, "capital"),
    Kind("stations_closed", 7, "union", "medium", "exact", 2.0, "capital"),
    Kind("stations_closed", 1, "town-hall", "medium", "bound", 1.0, "town", (5.0, 95.0)),
    Kind("fuel_not_served", 7, "union", "medium", "exact", 1.0, "town"),
)


def rated_case() -> Case:
    """The two towns, with hours of power and closures to be learned."""
    known = {name for name, *_ in SERVICES}
    return planted_case((*(row for row in PRIORS if row[0] not in known), *SERVICES))


def plant_at(case: Case, number: int, rate: int) -> Truth:
    """A planted world with `rate` reports a month, and its attacks on top."""
    model = supply(case.atlas, {}, country="XI")
    lived = live(case, number, sorted({*KEPT, *model.observes}))
    past = Record(FIRST_DAY, {name: array[:, :DAYS] for name, array in lived.values.items()}, lived.parameters)
    chance = lived.chance
    losses = [row for row in figures(case, lived.parameters, lived.values, chance) if row.id.startswith("L")]
    asked = questions(case, MONTHS * rate - len(losses), chance)
    evidence = case.settings.evidence
    count = Counter(source(row) for row, _ in asked)
    bias = {name: evidence.source_bias * chance.standard_normal() for name in sorted(count)}
    rows = []
    for row, kind in asked:
        shared = count[source(row)] > 1
        expected = model.expect(row, past)
        assert expected is not None, row.metric
        told = replace(row, relation="about") if kind.words == "about" else row
        factor = np.exp(bias[source(row)]) if shared else 1.0
        error = error_scale(told, evidence, shared=shared) * chance.standard_t(4.0)
        measured = (float(expected.values[0]) * factor + 1.0) * float(np.exp(error)) - 1.0
        rows.append(worded(row, kind, measured, chance))
    rows += [*losses, *reported_attacks(case, lived.values, chance), *([ban_report()] if lived.banned else [])]
    return Truth(lived.parameters, lived.values, Reports(tuple(rows)))


def questions(case: Case, count: int, chance: np.random.Generator) -> list[tuple[Report, Kind]]:
    """Choose what is written about and when, with no eye on what happened; no two about the same days and place."""
    weight = np.array([kind.weight for kind in KINDS])
    out: list[tuple[Report, Kind]] = []
    taken: set[tuple[object, ...]] = set()
    while len(out) < count:
        kind = KINDS[int(chance.choice(len(KINDS), p=weight / weight.sum()))]
        around = 2 if kind.words == "part" else 0
        first = int(chance.integers(around, DAYS - kind.days - around + 1))
        field = "corridor" if kind.where in case.atlas.corridor_index else "place"
        where = {} if kind.metric == "stock_days_if_cut" or not kind.where else {field: kind.where}
        row = report(
            f"R{len(out)}", kind.metric, 0.0, first, first + kind.days - 1, confidence=kind.confidence,
            source_url=f"{kind.by}: note", **where,
        )  # fmt: skip
        keys = {key(row), key(spread(row))} if kind.words == "part" else {key(row)}
        if not keys & taken:
            taken |= keys
            out.append((row, kind))
    return out


def key(row: Report) -> tuple[object, ...]:
    """What reports about the same days and place share."""
    return row.first_day, row.last_day, row.place, row.corridor


def spread(row: Report) -> Report:
    """A convoy's days as a count of all that came on them."""
    two = timedelta(days=2)
    assert row.first_day
    assert row.last_day
    return replace(row, metric="tankers_received", first_day=row.first_day - two, last_day=row.last_day + two)


def worded(row: Report, kind: Kind, measured: float, chance: np.random.Generator) -> Report:
    """Put a measured number into the words of its kind."""
    if kind.words in ("bound", "part"):
        bound = float(np.exp(chance.uniform(*np.log(kind.bounds))))
        if measured >= bound:
            return replace(row, relation="at least", low=bound, best=bound, high=np.inf)
        below = spread(row) if kind.words == "part" else row
        return replace(below, relation="at most", low=0.0, best=bound, high=bound)
    if kind.words == "range":
        shift = float(chance.random())
        step = np.floor(np.log(max(measured + 1.0, 1e-9)) / STEP - shift)
        low, high = (max(0.0, float(np.exp((step + shift + k) * STEP)) - 1.0) for k in (0, 1))
        if high > 0.0:
            return replace(row, relation="range", low=low, best=(low + high) / 2.0, high=high)
    if measured < 0.0:
        return replace(row, relation="at most", low=0.0, best=0.0, high=0.0)
    return replace(row, relation=kind.words, low=measured, best=measured, high=measured)


def ranks_at(rate: int, numbers: range, *, particles: int = PARTICLES) -> NDArray[np.float64]:
    """(world, question) rank of the truth among the draws, and in the last column the effective sample size."""
    case = rated_case()
    out = np.empty((len(numbers), len(RATED) + 1))
    for row, number in enumerate(numbers):
        truth = plant_at(case, number, rate)
        belief = believed(case, truth.reports, particles=particles, seed=1000 + number)
        draws, ties, asked = (
            answers(case, belief, seed=5000 + number),
            np.random.default_rng([7, number]),
            truth.asked(),
        )
        out[row] = [*(rank(asked[name], draws[name], ties) for name in RATED), belief.effective_sample_size]
    return out


def effective(found: NDArray[np.float64]) -> str:
    """Say how large effective sample sizes were: 10, 50 and 90 % of the worlds."""
    return " ".join(f"{size:.0f}" for size in np.quantile(found, [0.1, 0.5, 0.9]))
