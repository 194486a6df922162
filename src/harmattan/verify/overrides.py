"""Analysts' overrides scored beside the model's own words, by the same reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from harmattan.inference.scores import central, crps
from harmattan.models.contract import Model, Record, expectation
from harmattan.verify import BOUND, Normal
from harmattan.verify.attacks import ATTACK, reported_attacks, told
from harmattan.verify.error import as_reported
from harmattan.verify.quantities import factor_of, per_week, quantity_of
from harmattan.verify.said import Said
from harmattan.world.case import Case
from harmattan.world.outlook import Override, OverrideScore
from harmattan.world.prior import Z95
from harmattan.world.report import Report

__all__ = ["POINTS", "belief_of", "points", "score_overrides", "speaks"]

POINTS = 399
"""Quantiles that stand for the distribution of an override."""

_FILES = ("evidence/fuel.csv", "evidence/displacement.csv", "evidence/incidents.csv")
_NAN = float("nan")


def points(low: float, median: float, high: float) -> NDArray[np.float64]:
    """Lay a distribution through three quantiles: two half normals that meet in the median, of the logarithm where low is above 0.

    Args:
        low: 5 % quantile, at least 0.
        median: 50 % quantile.
        high: 95 % quantile.

    Returns:
        (POINTS,) evenly spaced quantiles, at least 0.

    Examples:
        >>> [round(float(x)) for x in points(10.0, 20.0, 80.0)[[19, 199, 379]]]
        [10, 20, 80]
    """
    three = np.array([low, median, high])
    a, b, c = np.log(three) if low > 0.0 else three
    z = ndtri(np.arange(1, POINTS + 1) / (POINTS + 1.0)) / Z95
    values = b + z * np.where(z < 0.0, b - a, c - b)
    return np.asarray(np.exp(values) if low > 0.0 else np.maximum(values, 0.0), dtype=np.float64)


def speaks(case: Case, models: Sequence[Model], override: Override) -> bool:
    """Tell whether a mechanism of the case knows what an override is about.

    Args:
        case: the case.
        models: its mechanisms.
        override: the analyst's belief.

    Returns:
        True where a report of that metric, place and days would be compared with a number.
    """
    if override.metric == ATTACK:
        return bool(override.corridor)
    normal = Normal(case, models)
    return any(normal.of(row) is not None for row in _as_reports(override))


def belief_of(models: Sequence[Model], override: Override, record: Record) -> tuple[float, float, float]:
    """Say what the model believes of the same.

    Args:
        models: the mechanisms.
        override: the analyst's belief.
        record: recorded days; they need not hold everything that mechanisms observe.

    Returns:
        Low end, median and high end of the 90 % interval in the unit of the override; nan where its days are not all held.
    """
    for report in _as_reports(override):
        for model in models:
            try:
                found = model.expect(report, record)
            except KeyError:
                continue
            if found is not None:
                return central(found.values)
    return _NAN, _NAN, _NAN


def _as_reports(override: Override) -> tuple[Report, ...]:
    """The reports, one for each file, that would say exactly what the override is about."""
    return tuple(
        Report(
            id="override",
            file=file,
            row=0,
            metric=override.metric,
            value="",
            unit=override.unit,
            low=override.low,
            best=override.median,
            high=override.high,
            relation="exact",
            first_day=override.first_day,
            last_day=override.last_day,
            place_text=override.place or override.corridor or override.area,
            place=override.place,
            corridor=override.corridor,
            area=override.area,
            note="",
            source_url="",
            source_date="",
            confidence="high",
            known_from=None,
            source_type="",
            background=False,
        )
        for file in _FILES
    )


def score_overrides(
    case: Case,
    models: Sequence[Model],
    overrides: Sequence[tuple[str, date, Override]],
    saids: Sequence[Said],
    *,
    as_of: date,
) -> tuple[list[OverrideScore], list[tuple[str, str]]]:
    """Score overrides by the reports within their days that became known after they were signed.

    Beside each stands the latest issued outlook of the day of the override or before, by the same report. An override of
    attacks on a corridor is scored once, when its days are past, by the attacks reported then.

    Args:
        case: the case with all its reports.
        models: the mechanisms in the order of a day.
        overrides: id, day of entry in the ledger, and belief of each override of the case.
        saids: what the issued outlooks of the case said, in the order of the ledger.
        as_of: only reports known by this day score.

    Returns:
        The scores, and why a report or an override was not scored.
    """
    scores: list[OverrideScore] = []
    unscored: list[tuple[str, str]] = []
    for name, entered, override in overrides:
        earlier = [said for said in reversed(saids) if said.origin <= override.dated]
        said = max(earlier, key=lambda one: one.origin, default=None)
        before = len(scores) + len(unscored)
        if override.metric == ATTACK:
            if override.last_day <= as_of:
                scores.append(_by_attacks(case, name, entered, override, said, as_of=as_of))
            else:
                unscored.append((name, "not due: its days have not all passed"))
            continue
        for report in case.reports.known_on(as_of):
            if not _same(override, report):
                continue
            if report.relation in ("none", "at least", "at most"):
                unscored.append((f"{name} {report.id}", BOUND))
            else:
                scores.append(_by_report(models, name, entered, override, said, report))
        if len(scores) + len(unscored) == before:
            unscored.append((name, "no report on it has become known since it was signed"))
    return scores, unscored


def _same(override: Override, report: Report) -> bool:
    """Whether a report measures what the override is about, within its days, and was not known when it was signed."""
    if report.known_on(override.dated) or report.first_day is None or report.last_day is None:
        return False
    where = (report.place, report.corridor, "" if report.place else report.area)
    return (
        report.metric == override.metric
        and where == (override.place, override.corridor, override.area)
        and override.first_day <= report.first_day
        and report.last_day <= override.last_day
    )


@dataclass(frozen=True, slots=True)
class _Truth:
    """What was reported: under which name, in which unit, how much, and whether after the override was entered."""

    report: str
    quantity: str
    unit: str
    reported: float
    ahead: bool


def _by_report(
    models: Sequence[Model], name: str, entered: date, override: Override, said: Said | None, report: Report
) -> OverrideScore:
    quantity, factor = quantity_of(report.metric, report.unit), factor_of(report)
    model = None
    if said is not None:
        found = expectation(models, report, said.record)
        if found is not None and not found.floor and not found.ceiling:
            model = as_reported(said, report, found.values, found.base) * factor
    ahead = report.known_from is not None and report.known_from > entered
    truth = _Truth(report.id, quantity.name, quantity.unit, report.best * factor, ahead)
    return _scored(name, override, truth, said, model)


def _by_attacks(
    case: Case, name: str, entered: date, override: Override, said: Said | None, *, as_of: date
) -> OverrideScore:
    first, last, corridor = override.first_day, override.last_day, override.corridor
    rows = [row for row in case.reports.known_on(as_of) if row.metric == ATTACK]
    held = said is not None and said.origin < first and last <= said.last_day and corridor not in said.unknown
    model = None
    if said is not None and held and "ambushes" in said.record.values:
        model = reported_attacks(case, said, corridor, first, last, as_of=as_of)
    label = f"{corridor} {first} to {last}"
    truth = _Truth(label, "attacks_per_corridor", "attack", float(told(rows, corridor, first, last)), first > entered)
    return _scored(name, override, truth, said, model)


def _scored(
    name: str, override: Override, truth: _Truth, said: Said | None, model: NDArray[np.float64] | None
) -> OverrideScore:
    factor = per_week(override.metric, override.first_day, override.last_day, override.unit)
    low, middle, high = (factor * x for x in (override.low, override.median, override.high))
    observed = np.float64(truth.reported)
    beside = (_NAN, _NAN, _NAN) if model is None else central(model)
    return OverrideScore(
        override=name,
        signed=override.signed,
        report=truth.report,
        quantity=truth.quantity,
        unit=truth.unit,
        low=low,
        median=middle,
        high=high,
        reported=truth.reported,
        crps=float(crps(points(low, middle, high), observed)),
        covered=low <= truth.reported <= high,
        issue="" if model is None or said is None else said.issue,
        model_low=beside[0],
        model_median=beside[1],
        model_high=beside[2],
        crps_model=_NAN if model is None else float(crps(model, observed)),
        model_covered=beside[0] <= truth.reported <= beside[2],
        ahead=truth.ahead,
    )
