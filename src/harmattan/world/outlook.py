"""A Situation carried forward under one Scenario and one Course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from harmattan.world.atlas import Atlas
from harmattan.world.calendar import Calendar

__all__ = [
    "Beat",
    "BreakEven",
    "Comparison",
    "ComparisonRow",
    "Difference",
    "Outlook",
    "Override",
    "OverrideScore",
    "Score",
    "Scorecard",
    "Standing",
]


@dataclass(frozen=True)
class Outlook:
    """Draws of the days ahead.

    Args:
        atlas: the stage.
        calendar: the days foreseen; the first is the day after the as-of date.
        scenario: id of the scenario.
        course: id of the course.
        seed: seed of all chance in it.
        values: recorded variables by name, (kept draw, day, entity), float32; of the first few hundred draws.
        totals: amounts per draw over the horizon by name, (draw,), such as `people_days_short`.
        warnings: carried over from the Situation.
        starts: how many different beliefs the draws begin from, in turn; 0 when each has its own.
    """

    atlas: Atlas
    calendar: Calendar
    scenario: str
    course: str
    seed: int
    values: Mapping[str, NDArray[np.float32]]
    totals: Mapping[str, NDArray[np.float64]]
    warnings: tuple[str, ...] = ()
    starts: int = 0

    @property
    def draws(self) -> int:
        """How many draws the totals are of."""
        return len(next(iter(self.totals.values())))

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
    """One outcome of one course under one scenario: median and 90 % interval.

    For a chance, its value and the error of counting draws.
    """

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

    `better` is the share of draws in which it is strictly better, ties counted half; where neither less nor more is better, the
    share in which it is lower. For a chance, `median` is the difference of the chances and the interval that of counting draws.
    `preferred` is empty unless the 90 % interval of the difference leaves zero out and no effect that bites
    rests on judgement.
    """

    scenario: str
    course: str
    reference: str
    outcome: str
    unit: str
    low: float
    median: float
    high: float
    mean: float
    better: float
    preferred: str
    judgement_only: bool


@dataclass(frozen=True, slots=True)
class Beat:
    """Share of the draws in which one course has a better outcome than another, ties counted half."""

    scenario: str
    outcome: str
    first: str
    second: str
    share: float


@dataclass(frozen=True, slots=True)
class BreakEven:
    """What would have to be true of a lever for its course to do as well as the reference on one outcome.

    `multiplier` is the effect of the lever at which it just does, the other levers at their medians; the course does better
    with an effect on the `side` of it, `below` or `above`. `verdict` is `within` where the lever's prior reaches it, `always` or
    `never` where all of the prior lies on the good or the bad side, `unclear` where the draws do not tell the lever's part
    from chance.
    """

    scenario: str
    course: str
    lever: str
    outcome: str
    multiplier: float
    side: str
    verdict: str


@dataclass(frozen=True)
class Comparison:
    """Outcomes of courses across scenarios, all on the same draws."""

    as_of: date
    rows: tuple[ComparisonRow, ...]
    differences: tuple[Difference, ...]
    beats: tuple[Beat, ...] = ()
    break_evens: tuple[BreakEven, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One past forecast of one quantity beside what was reported later and beside naive baselines.

    `crps` is in the unit of the quantity; `covered` tells whether the 90 % interval held the report. `issue` names the issued
    outlook, empty for a replay; `ahead` is false where the report was known before the outlook was entered in its ledger.
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
    issue: str = ""
    ahead: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """How one issued outlook stands on a day.

    `due` tells whether any of its days has passed; `scored` and `not_scorable` count what has been reported of them and what
    it said of corridors; `why` sums up what could not be scored, or why nothing could.
    """

    issue: str
    as_of: date
    entered: date
    horizon_days: int
    due: bool
    scored: int
    not_scorable: int
    why: str


@dataclass(frozen=True, slots=True)
class Override:
    """An analyst's own belief, kept beside the model's and never in its place.

    Args:
        case: id of the case.
        metric: what a report would measure, in the words of the evidence tables.
        place: id of the place; at most one of place, corridor and area is named, and none means the whole country.
        corridor: id of the corridor.
        area: id of the area.
        first_day: first day it is about.
        last_day: last day it is about.
        low: 5 % quantile of what a report over all these days would say.
        median: 50 % quantile.
        high: 95 % quantile.
        unit: unit of the three.
        reason: why the analyst believes so, one line.
        signed: role or initials.
        dated: day on which it was signed.
    """

    case: str
    metric: str
    place: str
    corridor: str
    area: str
    first_day: date
    last_day: date
    low: float
    median: float
    high: float
    unit: str
    reason: str
    signed: str
    dated: date


@dataclass(frozen=True, slots=True)
class OverrideScore:
    """One override and one issued outlook, scored by the same report; what the model does not say is nan, its issue empty."""

    override: str
    signed: str
    report: str
    quantity: str
    unit: str
    low: float
    median: float
    high: float
    reported: float
    crps: float
    covered: bool
    issue: str
    model_low: float
    model_median: float
    model_high: float
    crps_model: float
    model_covered: bool
    ahead: bool


@dataclass(frozen=True)
class Scorecard:
    """How past outlooks fared: each score, and what could not be scored and why.

    Args:
        case: id of the case.
        origins: days from which was looked ahead.
        scores: one for each outlook and report.
        unscored: what could not be scored, and why.
        standings: how each issued outlook stands; empty for a replay.
        overrides: analysts' beliefs scored beside the model's.
        ledger: hash of the last row of the ledger; empty for a replay.
    """

    case: str
    origins: tuple[date, ...]
    scores: tuple[Score, ...]
    unscored: tuple[tuple[str, str], ...]
    standings: tuple[Standing, ...] = ()
    overrides: tuple[OverrideScore, ...] = ()
    ledger: str = ""
