"""From the reports known on a date to the belief about that date: draws of parameters and of the path that led there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from harmattan.assess.belief import FEW, Belief, believe
from harmattan.assess.estimate import influence_rows, throughput
from harmattan.assess.weighing import Weighing
from harmattan.errors import NothingKnown
from harmattan.inference.tempered import sample, thin
from harmattan.models.contract import Model
from harmattan.models.days import BLOCK
from harmattan.models.past import read_past
from harmattan.world.case import Case
from harmattan.world.own import own_metrics
from harmattan.world.prior import priors_known_on
from harmattan.world.report import Reports
from harmattan.world.situation import Situation

__all__ = ["assess", "influence_rows", "throughput"]

RECENT = 28
"""Last days on which paths must differ to count as different draws: older ones have left their mark on stocks and parameters."""

SILENT = 14
"""Days without any report after which silence is no longer taken as calm."""

THRESHOLD = 0.3
"""Share of the draws that a tempering step may leave effective; at 0.2 there are fewer steps, but beliefs fell below a hundred."""

HISTORY = (
    "tankers_arrived",
    "tankers_lost",
    "fuel_arrived",
    "fuel_stock_total",
    "days_of_fuel",
    "shortage",
    "power_hours",
    "corridor_state",
    "street_price",
    "closed_share",
    "schools_closed",
    "business_closed",
    "siege",
    "control",
    "attacks",
    "violent_deaths",
    "pressure",
    "displaced",
    "arrived",
    "set_out",
)
"""Recorded variables of past days that a Situation keeps."""


def assess(
    case: Case,
    reports: Reports,
    models: Sequence[Model],
    *,
    as_of: date,
    draws: int,
    seed: int,
    particles: int | None = None,
    moves: int = 3,
    last_moves: int = 8,
    workers: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Situation:
    """Weigh draws of the world by the reports known on a date.

    Method: tempered sequential Monte Carlo over (parameters, source biases, chance of each day), mechanism after mechanism in the
    order of a day: a later one weighs its own parameters together with the draws of the earlier ones. See docs/models/assess.md.

    Args:
        case: the case; its own reports are not read, nor are priors that were not known on `as_of`.
        reports: the reports known on `as_of`, and no others.
        models: the mechanisms in the order of a day.
        as_of: the day the belief is about.
        draws: most draws of the Situation; it has no more than were weighed, and `foresee` repeats them.
        seed: 32-bit seed.
        particles: draws that are weighed; 100, 200 or 400 after `draws` when not given.
        moves: rejuvenation moves after each tempering step.
        last_moves: more moves at the end.
        workers: threads; the result does not depend on it.
        progress: told the share done.

    Returns:
        The belief at the end of that day.

    Raises:
        NothingKnown: the date lies before the first day of the case, or no draw can have produced the reports.

    Examples:
        See docs/guide/assess.md.
    """
    first_day = case.settings.first_day
    if as_of < first_day:
        raise NothingKnown(
            f"Nothing can be said about {as_of}: the case begins on {first_day}.\n"
            f"Choose --as-of from {first_day} on, or set an earlier first_day in case.toml and priors for it."
        )
    case = replace(case, priors=priors_known_on(case.priors, as_of))
    evidence = case.settings.evidence
    past = read_past(reports, case.atlas, evidence, models, first_day=first_day, as_of=as_of, seed=seed)
    past = replace(past, reporting=_still_heard(past.reporting, reports, first_day))
    beliefs: list[Belief] = []
    for position in range(len(models)):
        wanted = {name for model in models[position + 1 :] for name in model.needs}
        weighing = Weighing.prepare(
            case,
            reports.rows,
            models,
            position,
            past,
            beliefs[-1].draws.only({*HISTORY, *wanted, *models[position].needs}) if beliefs else None,
            workers=workers,
            keep=sorted({*HISTORY, *wanted}),
        )
        posterior = sample(
            weighing.log_likelihood,
            draws=particles or _even(draws),
            size=weighing.size,
            days=past.days + 1,
            seed=seed,
            threshold=THRESHOLD,
            moves=moves,
            last_moves=last_moves,
            recent=RECENT,
            progress=_part(progress, position, len(models)),
        )
        beliefs.append(believe(weighing, posterior))
    heard = (*(event.report for event in past.events), *(row.report for row in past.told))
    return _situation(case, beliefs, heard, as_of=as_of, draws=draws, seed=seed)


def _still_heard(reporting: NDArray[np.float64], reports: Reports, first_day: date) -> NDArray[np.float64]:
    """(day,) share of attacks whose report has come in, where nothing at all has been heard of late.

    No news of attacks is evidence of calm while other news comes in. Once nothing of any kind has come for `SILENT` days, nobody
    may be writing, or nobody reading: what happened since the last news is then unknown, and what had come in by then is all. What
    users say of their own stocks is no news.
    """
    days = len(reporting)
    heard = [
        (row.known_from - first_day).days
        for row in reports
        if row.known_from and not row.background and row.metric not in own_metrics()
    ]
    quiet = days - 1 - max((day for day in heard if day < days), default=-1)
    if quiet <= SILENT:
        return reporting
    return np.concatenate([reporting[quiet:], np.zeros(min(quiet, days))])


def _even(draws: int) -> int:
    """Draws that are weighed: 100, 200 or 400, so that their blocks share out evenly between two workers."""
    return 100 if draws <= BLOCK else 200 if draws <= 2 * BLOCK else 4 * BLOCK


def _part(progress: Callable[[float], None] | None, done: int, total: int) -> Callable[[float], None] | None:
    if progress is None:
        return None
    return lambda share: progress((done + share) / total)


def _situation(
    case: Case, beliefs: Sequence[Belief], events: Sequence[str], *, as_of: date, draws: int, seed: int
) -> Situation:
    effective = min(belief.effective_sample_size for belief in beliefs)
    whole = beliefs[-1].draws
    particles = len(next(iter(whole.state.values())))
    taken = whole.take(thin(particles, min(draws, particles), seed))
    moved = sorted((row for belief in beliefs for row in belief.moved), key=lambda row: (-row.gain, row.report))
    return Situation(
        day=as_of,
        atlas=case.atlas,
        values={name: np.ascontiguousarray(array) for name, array in taken.state.items()},
        effective_sample_size=effective,
        reports_used=tuple(dict.fromkeys([*(row.report for belief in beliefs for row in belief.moved), *events])),
        learned=tuple(row for belief in beliefs for row in belief.learned),
        moved=tuple(moved),
        influence=tuple(row for belief in beliefs for row in belief.influence),
        history={name: taken.values[name].whole() for name in HISTORY if name in taken.values},
        history_first_day=case.settings.first_day,
        warnings=("few_effective_draws",) if effective < FEW else (),
    )
