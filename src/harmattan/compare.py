"""Courses across scenarios on the same draws: what each would change, how sure that is, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.scores import central
from harmattan.world.choice import Course
from harmattan.world.outlook import Comparison, ComparisonRow, Difference, Outlook

__all__ = ["OUTCOMES", "compare"]

OUTCOMES = {
    "people_days_short": "person-day",
    "days_capital_dry": "day",
    "tankers_lost": "tanker",
    "left_home": "person",
    "crossed_border": "person",
    "capacity_shortfall_peak": "person",
    "cost_usd": "USD",
}
"""Totals of an outlook that are compared, with their units. Each counts a harm: less is better."""


def compare(outlooks: Mapping[tuple[str, str], Outlook], courses: Sequence[Course], *, as_of: date) -> Comparison:
    """Lay outcomes of courses across scenarios side by side, draw by draw.

    Args:
        outlooks: by (scenario id, course id); all from one Situation and one seed.
        courses: the courses, the reference first.
        as_of: day the outlooks start from.

    Returns:
        Each outcome with its 90 % interval, and its difference from the reference course on the same draws. A preference is
        stated only where the 90 % interval of the difference leaves zero out and the lever's effect does not rest on judgement
        alone; cost is never a reason for a preference.
    """
    rows: list[ComparisonRow] = []
    differences: list[Difference] = []
    reference = courses[0]
    for scenario in dict.fromkeys(name for name, _ in outlooks):
        base = outlooks[scenario, reference.id]
        for course in courses:
            outlook = outlooks[scenario, course.id]
            for outcome, unit in OUTCOMES.items():
                if outcome in outlook.totals:
                    rows.append(_row(scenario, course.id, outcome, unit, outlook.totals[outcome]))
                    if course.id != reference.id:
                        pair = outlook.totals[outcome], base.totals[outcome]
                        differences.append(_difference(scenario, course, reference.id, outcome, unit, pair))
    return Comparison(as_of, tuple(rows), tuple(differences))


def _row(scenario: str, course: str, outcome: str, unit: str, amounts: NDArray[np.float64]) -> ComparisonRow:
    low, middle, high = central(amounts)
    return ComparisonRow(scenario, course, outcome, unit, low, middle, high, float(amounts.mean()))


def _difference(
    scenario: str,
    course: Course,
    reference: str,
    outcome: str,
    unit: str,
    pair: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> Difference:
    change = pair[0] - pair[1]
    low, middle, high = central(change)
    better = float((change < 0.0).mean() + 0.5 * (change == 0.0).mean())
    judgement = all(lever.effect.source.casefold().startswith("judgement") for lever in course.levers)
    preferred = ""
    if not judgement and outcome != "cost_usd" and (high < 0.0 or low > 0.0):
        preferred = course.id if high < 0.0 else reference
    return Difference(scenario, course.id, reference, outcome, unit, low, middle, high, better, preferred, judgement)
