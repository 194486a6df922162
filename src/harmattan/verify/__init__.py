"""What was said on past dates against what was reported later, beside naive baselines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from harmattan.inference.scores import central, crps
from harmattan.models.contract import Expectation, Model, State, expectation, normal_record, parameters_of
from harmattan.verify.attacks import attack_scores
from harmattan.verify.error import as_reported
from harmattan.verify.quantities import factor_of, quantity_of
from harmattan.verify.said import Said, said_of
from harmattan.world.case import Case
from harmattan.world.outlook import Outlook, Score, Scorecard
from harmattan.world.prior import PriorTable, priors_known_on
from harmattan.world.report import Report, Reports
from harmattan.world.situation import Situation

__all__ = ["TOO_FEW", "Normal", "Replay", "score", "verify"]

TOO_FEW = 10
"""Reports below which nothing is said about how good the outlooks were."""

Replay = Callable[[date, Reports, int], tuple[Situation, Outlook]]
"""Given an origin, the reports known then and a horizon in days: the belief and the outlook made with nothing else."""

BOUND = "the report gives no number, or it and the mechanism bind each other on one side only"
CLOSURE = (
    "it tells of a closure without a share: such reports come when something closes and never when it stays open, "
    "so a score over them would reward whoever always foresees closures"
)


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
        What `score` gives for each origin, and a word on each origin that is not due.
    """
    scores: list[Score] = []
    unscored: list[tuple[str, str]] = []
    days = tuple(dict.fromkeys(origins))
    for origin in days:
        horizon = min(horizon_days, (as_of - origin).days)
        if horizon < 1:
            unscored.append((origin.isoformat(), "not due: no day lies between the origin and the as-of date"))
            continue
        situation, outlook = replay(origin, case.reports.known_on(origin), horizon)
        said = said_of(situation, outlook, case.settings.evidence)
        found, left = score(case, models, said, as_of=as_of)
        scores += found
        unscored += left
    return Scorecard(case.id, days, tuple(scores), tuple(unscored))


def score(case: Case, models: Sequence[Model], said: Said, *, as_of: date) -> tuple[list[Score], list[tuple[str, str]]]:
    """Score what one outlook said.

    Args:
        case: the case with all its reports.
        models: the mechanisms in the order of a day.
        said: what the outlook said.
        as_of: only reports known by this day score.

    Returns:
        One score for each report that became known after the origin, lies after it and names a number that the models speak
        to, and for each corridor and month one of the attacks reported on it; and a reason for each report on what the models
        speak to that could not be scored. A baseline that does not exist is nan.
    """
    known = case.reports.known_on(said.origin)
    known_ids = {(row.file, row.id) for row in known}
    normal = Normal(replace(case, priors=priors_known_on(case.priors, said.origin)), models)
    scores: list[Score] = []
    unscored: list[tuple[str, str]] = []
    for report in case.reports.known_on(as_of):
        if (report.file, report.id) in known_ids or report.last_day is None or report.last_day <= said.origin:
            continue
        samples = expectation(models, report, said.record)
        bound = samples is not None and (samples.floor or samples.ceiling)
        reason = _not_scorable(report, said, expected=samples is not None, bound=bound)
        if samples is not None and not reason:
            scores.append(_score(said, report, samples, normal, known))
        elif normal.of(report) is not None or reason == CLOSURE:
            unscored.append((f"{said.label} {report.id}", reason))
    return [*scores, *attack_scores(case, said, as_of=as_of)], unscored


def _not_scorable(report: Report, said: Said, *, expected: bool, bound: bool) -> str:
    strange = sorted(said.unknown & {report.place, report.corridor, report.area})
    if strange:
        return f"it names {' and '.join(strange)}, which the outlook did not know"
    if "closure" in report.metric and not expected:
        return CLOSURE
    if report.relation in ("none", "at least", "at most") or bound:
        return BOUND
    if report.first_day is not None and report.first_day <= said.origin:
        return "its days begin before the origin"
    if report.last_day is not None and report.last_day > said.last_day:
        return "its days end after the horizon"
    return "" if expected else "no mechanism speaks to it"


class Normal:
    """What reports would have measured in normal times, by the middle of the priors."""

    def __init__(self, case: Case, models: Sequence[Model]) -> None:
        """Lay out the priors.

        Args:
            case: the case.
            models: its mechanisms.
        """
        table = PriorTable.lay_out(case.priors, case.atlas, parameters_of(models))
        self._models = models
        self._parameters: State = dict(table.values(np.zeros((1, table.size))))

    def of(self, report: Report) -> float | None:
        """Say what a report would have measured.

        Args:
            report: a claim.

        Returns:
            The number; None when no mechanism speaks to the report.
        """
        if report.first_day is None or report.last_day is None:
            return None
        first = report.first_day - timedelta(days=7)
        days = (report.last_day - first).days + 8
        found = expectation(self._models, report, normal_record(self._models, self._parameters, first, days))
        return None if found is None else float(found.values[0])


def _score(said: Said, report: Report, expected: Expectation, normal: Normal, known: Reports) -> Score:
    quantity, factor = quantity_of(report.metric, report.unit), factor_of(report)
    usual, before = normal.of(report), _persistence(report, normal, known)
    samples = as_reported(said, report, expected.values, expected.base) * factor
    reported = report.best * factor
    low, middle, high = central(samples)
    nan = float("nan")
    return Score(
        origin=said.origin,
        report=report.id,
        quantity=quantity.name,
        unit=quantity.unit,
        low=low,
        median=middle,
        high=high,
        reported=reported,
        crps=float(crps(samples, np.float64(reported))),
        covered=low <= reported <= high,
        crps_persistence=nan if before is None else abs(before - reported),
        crps_normal=nan if usual is None else abs(usual * factor - reported),
        issue=said.issue,
        ahead=report.known_from is not None and report.known_from > said.entered,
    )


def _persistence(report: Report, normal: Normal, known: Reports) -> float | None:
    """Take the last known number of the same quantity at the same place, told by the week where it adds up."""

    def about(row: Report) -> tuple[str, str, str, str]:
        return quantity_of(row.metric, row.unit).name, row.place, row.corridor, row.area

    for old in sorted(known, key=lambda row: row.last_day or date.min, reverse=True):
        number = old.relation in ("exact", "about", "range")
        if number and about(old) == about(report) and normal.of(old) is not None:
            return old.best * factor_of(old)
    return None
