"""What was said on past dates against what was reported later, beside naive baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.scores import central, crps
from harmattan.models.contract import Model, Record, State, expectation, normal_record, parameters_in, parameters_of
from harmattan.world.case import Case
from harmattan.world.outlook import Outlook, Score, Scorecard
from harmattan.world.prior import PriorTable
from harmattan.world.report import Report, Reports
from harmattan.world.situation import Situation

__all__ = ["TOO_FEW", "Replay", "verify"]

TOO_FEW = 10
"""Scores below which nothing is said about coverage."""

Replay = Callable[[date, Reports, int], tuple[Situation, Outlook]]
"""Given an origin, the reports known then and a horizon in days: the belief and the outlook made with nothing else."""


def verify(
    case: Case, models: Sequence[Model], replay: Replay, *, origins: Sequence[date], as_of: date, horizon_days: int
) -> Scorecard:
    """Replay past origins and score what was said against reports that became known later.

    Args:
        case: the case with all its reports.
        models: the mechanisms in the order of a day.
        replay: makes the belief and the outlook of an origin from the reports known then.
        origins: past dates; one that is named twice counts once.
        as_of: only reports known by this day score.
        horizon_days: days foreseen from each origin.

    Returns:
        One score for each report that names a number the models speak to and lies after the origin, and a reason for each
        report that could not be scored. A baseline that does not exist is nan.
    """
    later = case.reports.known_on(as_of)
    scores: list[Score] = []
    unscored: list[tuple[str, str]] = []
    normal = _Normal(case, models)
    for origin in dict.fromkeys(origins):
        known = case.reports.known_on(origin)
        known_ids = {(row.file, row.id) for row in known}
        horizon = min(horizon_days, (as_of - origin).days)
        if horizon < 1:
            unscored.append((origin.isoformat(), "not due: no day lies between the origin and the as-of date"))
            continue
        situation, outlook = replay(origin, known, horizon)
        record = _joined(situation, outlook)
        for report in later:
            if (report.file, report.id) in known_ids or report.last_day is None or report.last_day <= origin:
                continue
            samples = expectation(models, report, record)
            reason = _not_scorable(
                report, samples is not None, origin, outlook, bound=bool(samples and (samples.floor or samples.ceiling))
            )
            if samples is None or reason:
                if normal.of(report) is not None:
                    unscored.append((f"{origin.isoformat()} {report.id}", reason))
                continue
            scores.append(_score(origin, report, samples.values, normal, known))
    return Scorecard(case.id, tuple(dict.fromkeys(origins)), tuple(scores), tuple(unscored))


def _not_scorable(report: Report, expected: bool, origin: date, outlook: Outlook, *, bound: bool) -> str:
    if report.relation in ("none", "at least", "at most") or bound:
        return "the report gives no number, or it and the mechanism bind each other on one side only"
    if report.first_day is not None and report.first_day <= origin:
        return "its days begin before the origin"
    if report.last_day is not None and report.last_day > outlook.calendar.last_day:
        return "its days end after the horizon"
    return "" if expected else "no mechanism speaks to it"


def _joined(situation: Situation, outlook: Outlook) -> Record:
    return Record(outlook.calendar.first_day, outlook.values, parameters_in(situation.values))


class _Normal:
    """What reports would have measured in normal times, by the middle of the priors."""

    def __init__(self, case: Case, models: Sequence[Model]) -> None:
        table = PriorTable.lay_out(case.priors, case.atlas, parameters_of(models))
        self._models = models
        self._parameters: State = dict(table.values(np.zeros((1, table.size))))

    def of(self, report: Report) -> float | None:
        """Expected number in normal times; None when no mechanism speaks to the report."""
        if report.first_day is None or report.last_day is None:
            return None
        first = report.first_day - timedelta(days=7)
        days = (report.last_day - first).days + 8
        found = expectation(self._models, report, normal_record(self._models, self._parameters, first, days))
        return None if found is None else float(found.values[0])


def _score(origin: date, report: Report, samples: NDArray[np.float64], normal: _Normal, known: Reports) -> Score:
    usual = normal.of(report)
    nan = float("nan")
    low, middle, high = central(samples)
    persistence = _persistence(report, normal, known)
    return Score(
        origin=origin,
        report=report.id,
        quantity=report.metric,
        unit=report.unit,
        low=low,
        median=middle,
        high=high,
        reported=report.best,
        crps=float(crps(samples, np.float64(report.best))),
        covered=low <= report.best <= high,
        crps_persistence=nan if persistence is None else abs(persistence - report.best),
        crps_normal=nan if usual is None else abs(usual - report.best),
    )


def _persistence(report: Report, normal: _Normal, known: Reports) -> float | None:
    """Carry the last known report of the same metric on, stretched by what normal times give for its days and places."""
    now = normal.of(report)
    for old in sorted(known, key=lambda row: row.last_day or date.min, reverse=True):
        same = (old.metric, old.place, old.corridor) == (report.metric, report.place, report.corridor)
        if same and old.relation in ("exact", "about", "range"):
            then = normal.of(old)
            if now and then:
                return old.best * now / then
    return None
