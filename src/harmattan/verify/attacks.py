"""Reported attacks on each corridor, four weeks at a time: silence is a count of zero, and is scored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform
from harmattan.inference.samplers import binomial, normal
from harmattan.inference.scores import central, crps
from harmattan.verify.said import Said
from harmattan.world.atlas import stable_key
from harmattan.world.case import Case
from harmattan.world.outlook import Score
from harmattan.world.prior import Prior
from harmattan.world.report import Report

__all__ = ["ATTACK", "QUANTITY", "UNIT", "WINDOW", "attack_scores", "reported_attacks", "told"]

ATTACK = "convoy_attack"
"""Kind of event that counts."""

WINDOW = 28
"""Days of one count."""

QUANTITY = "attacks_per_corridor"
UNIT = f"attack/{WINDOW} days"

_KEY = stable_key("reported attacks")


def attack_scores(case: Case, said: Said, *, as_of: date) -> tuple[Score, ...]:
    """Score the reported attacks on each corridor that carries traffic, in each whole window that has passed.

    Persistence is the count of the window before the origin as it was known then; in normal times nobody attacks.

    Args:
        case: the case with all its reports.
        said: what the outlook said.
        as_of: only reports known by this day count, and only windows that end by this day.

    Returns:
        One score for each corridor and window; none where the outlook says nothing of ambushes.
    """
    if "ambushes" not in said.record.values:
        return ()
    later = [row for row in case.reports.known_on(as_of) if row.metric == ATTACK]
    known = [row for row in case.reports.known_on(said.origin) if row.metric == ATTACK]
    scores = []
    for corridor in case.atlas.corridors:
        if corridor.normal_share <= 0.0 or corridor.id in said.unknown:
            continue
        before = told(known, corridor.id, said.origin - timedelta(days=WINDOW - 1), said.origin)
        for start in range(0, said.days - WINDOW + 1, WINDOW):
            first = said.origin + timedelta(days=start + 1)
            last = first + timedelta(days=WINDOW - 1)
            if last > as_of:
                break
            samples = reported_attacks(case, said, corridor.id, first, last, as_of=as_of)
            count = told(later, corridor.id, first, last)
            low, middle, high = central(samples)
            scores.append(
                Score(
                    origin=said.origin,
                    report=f"{corridor.id} {first} to {last}",
                    quantity=QUANTITY,
                    unit=UNIT,
                    low=low,
                    median=middle,
                    high=high,
                    reported=float(count),
                    crps=float(crps(samples, np.float64(count))),
                    covered=low <= count <= high,
                    crps_persistence=float(abs(before - count)),
                    crps_normal=float(count),
                    issue=said.issue,
                    ahead=first > said.entered,
                )
            )
    return tuple(scores)


def told(rows: Iterable[Report], corridor: str, first: date, last: date) -> int:
    """Count the attacks that reports tell of; one whose day is not sure counts where its middle day lies.

    Args:
        rows: reports of attacks.
        corridor: id of the corridor.
        first: first day.
        last: last day.

    Returns:
        The count; 0 where nobody reports any.
    """
    count = 0
    for row in rows:
        if row.corridor == corridor and row.first_day is not None and row.last_day is not None:
            middle = row.first_day + (row.last_day - row.first_day) // 2
            count += first <= middle <= last
    return count


def reported_attacks(
    case: Case, said: Said, corridor: str, first: date, last: date, *, as_of: date
) -> NDArray[np.float64]:
    """Say how many attacks the outlook expected to be reported by a day: each ambush is, or is not, by chance.

    The share that is ever reported is drawn from the case's prior; of the reports of one day, those that have come in by the
    as-of date are a share that grows with the days since, as for past days.

    Args:
        case: the case.
        said: what the outlook said.
        corridor: id of the corridor.
        first: first day; within the days ahead.
        last: last day; within the days ahead.
        as_of: day by which the reports came in.

    Returns:
        (draw,) counts.
    """
    start = (first - said.record.first_day).days
    days = said.record.values["ambushes"][:, start : start + (last - first).days + 1]
    ambushes = days[:, :, case.atlas.corridor_index[corridor]]
    prior = Prior("reporting", "", "logitnormal", said.evidence.reporting_low, said.evidence.reporting_high, "")
    z = np.array([normal(uniform(said.seed, _KEY, int(draw), 0, 0, 0)) for draw in said.draws])
    share, entity = prior.value(z), stable_key(corridor)
    out = np.zeros(len(said.draws))
    for i, day in zip(*np.nonzero(ambushes), strict=True):
        when = first + timedelta(days=int(day))
        come_in = 1.0 - 2.0 ** (-((as_of - when).days + 1.0) / said.evidence.reporting_lag_days)
        chance = uniform(said.seed, _KEY, int(said.draws[i]), when.toordinal(), entity, 0)
        out[i] += binomial(chance, round(float(ambushes[i, day])), float(share[i]) * come_in)
    return out
