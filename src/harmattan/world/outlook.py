"""A Situation carried forward under one Scenario and one Course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from harmattan.world.atlas import Atlas
from harmattan.world.calendar import Calendar

__all__ = ["Comparison", "ComparisonRow", "Difference", "Outlook", "Score", "Scorecard"]


@dataclass(frozen=True)
class Outlook:
    """Draws of the days ahead.

    Args:
        atlas: the stage.
        calendar: the days foreseen; the first is the day after the as-of date.
        scenario: id of the scenario.
        course: id of the course.
        seed: seed of all chance in it.
        values: recorded variables by name, (draw, day, entity), float32.
        totals: amounts per draw over the horizon by name, (draw,), such as `people_days_short`.
        warnings: carried over from the Situation.
    """

    atlas: Atlas
    calendar: Calendar
    scenario: str
    course: str
    seed: int
    values: Mapping[str, NDArray[np.float32]]
    totals: Mapping[str, NDArray[np.float64]]
    warnings: tuple[str, ...] = ()

    @property
    def draws(self) -> int:
        """Length of the draw axis."""
        return int(next(iter(self.values.values())).shape[0])

    def of(self, variable: str, entity: str) -> NDArray[np.float32]:
        """Take one place, corridor or area of one variable.

        Args:
            variable: a recorded variable.
            entity: id on its entity axis.

        Returns:
            (draw, day) values.
        """
        from harmattan.world.vocabulary import variables

        axis = variables()[variable].dims[1]
        return self.values[variable][:, :, self.atlas.labels(axis).index(entity)]


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One outcome of one course under one scenario: median and 90 % interval."""

    scenario: str
    course: str
    outcome: str
    unit: str
    low: float
    median: float
    high: float
    mean: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One outcome of a course minus that of the reference course, on the same draws.

    `better` is the share of draws in which it is strictly lower (every outcome counts harm), ties counted half;
    `preferred` is empty unless the 90 % interval of the difference leaves zero out and the effect does not rest on judgement alone.
    """

    scenario: str
    course: str
    reference: str
    outcome: str
    unit: str
    low: float
    median: float
    high: float
    better: float
    preferred: str
    judgement_only: bool


@dataclass(frozen=True)
class Comparison:
    """Outcomes of courses across scenarios, all on the same draws."""

    as_of: date
    rows: tuple[ComparisonRow, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """One past forecast of one quantity beside what was reported later and beside naive baselines.

    `crps` is in the unit of the quantity; `covered` tells whether the 90 % interval held the report.
    """

    origin: date
    report: str
    quantity: str
    unit: str
    low: float
    median: float
    high: float
    reported: float
    crps: float
    covered: bool
    crps_persistence: float
    crps_normal: float


@dataclass(frozen=True)
class Scorecard:
    """How past outlooks fared: each score, and what could not be scored and why."""

    case: str
    origins: tuple[date, ...]
    scores: tuple[Score, ...]
    unscored: tuple[tuple[str, str], ...]
