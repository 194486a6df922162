"""Courses across scenarios on the same draws: what each would change, how sure that is, what it costs, what must be true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Fault, InputFaults, nearest
from harmattan.foresee import bites, effects
from harmattan.inference.scores import central
from harmattan.world.choice import Course, Lever
from harmattan.world.outlook import Beat, BreakEven, Comparison, ComparisonRow, Difference, Outlook
from harmattan.world.prior import Z95

__all__ = ["OUTCOMES", "Outcome", "compare", "read_worth"]

Totals = Mapping[str, NDArray[np.float64]]

FAR = 4.0
"""Standard deviations of a lever's effect beyond which a break-even counts as out of reach."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one total of an outlook means.

    Args:
        unit: its unit; `1` for a chance.
        better: `less`, `more`, or empty where neither is better in itself.
        chance: whether it is 0 or 1 in each draw, so that its mean is a chance and quantiles say nothing.
    """

    unit: str
    better: str = "less"
    chance: bool = False


OUTCOMES: Mapping[str, Outcome] = {
    "people_days_short": Outcome("person-day"),
    "days_capital_dry": Outcome("day"),
    "power_hours_lost": Outcome("person-hour"),
    "tankers_lost": Outcome("tanker"),
    "left_home": Outcome("person"),
    "displaced_inside": Outcome("person"),
    "crossed_border": Outcome("person"),
    "capacity_shortfall_peak": Outcome("person"),
    "violent_deaths": Outcome("person"),
    "state_harm": Outcome("person"),
    "government_falls": Outcome("1", "", chance=True),
    "blockade_lifted": Outcome("1", "more", chance=True),
    "city_taken": Outcome("1", "less", chance=True),
    "pacts_signed": Outcome("pact", ""),
    "cost_usd": Outcome("USD", ""),
    "cost_without_payer_usd": Outcome("USD", ""),
}
"""Totals of an outlook that are compared. Whether a government should stay, whether a town should sign a pact and what a course
may cost is not for a model to say: less is not called better there."""


def compare(
    outlooks: Mapping[tuple[str, str], Outlook],
    courses: Sequence[Course],
    *,
    as_of: date,
    worth: Mapping[str, float] | None = None,
) -> Comparison:
    """Lay outcomes of courses across scenarios side by side, draw by draw.

    Args:
        outlooks: by (scenario id, course id); all from one Situation and one seed.
        courses: the courses, the reference first.
        as_of: day the outlooks start from.
        worth: US dollars that one unit of an outcome less (or more, where more is better) is worth, by outcome; break-evens of
            these outcomes then count the cost of the course.

    Returns:
        Each outcome with its 90 % interval, its difference from the reference course on the same draws, how often one course
        beats another, and the effect from which on each lever pays (only beside a reference that does nothing). A preference is
        stated only where the 90 % interval of the difference leaves zero out and no effect that bites rests on judgement; cost is
        never a reason for one, and chances are never ranked.

    Examples:
        See docs/guide/compare.md.
    """
    rows: list[ComparisonRow] = []
    differences: list[Difference] = []
    beats: list[Beat] = []
    evens: list[BreakEven] = []
    reference = courses[0]
    for scenario in dict.fromkeys(name for name, _ in outlooks):
        totals = {course.id: outlooks[scenario, course.id].totals for course in courses}
        base = outlooks[scenario, reference.id]
        days = base.calendar.days
        biting = {course.id: [one for one in course.levers if bites(one, days)] for course in courses}
        for course in courses:
            for name, outcome in OUTCOMES.items():
                if name in totals[course.id]:
                    rows.append(_row(scenario, course.id, name, outcome, totals[course.id][name], base.starts))
                    if course.id != reference.id:
                        gap = totals[course.id][name] - totals[reference.id][name]
                        judged = _judged(biting[course.id] + biting[reference.id])
                        differences.append(
                            _difference(
                                scenario, course.id, reference.id, name, outcome, gap, base.starts, judged=judged
                            )
                        )
            if course.id != reference.id and not biting[reference.id]:
                drawn = effects(course, np.arange(base.draws, dtype=np.uint32), base.seed)
                kept = {lever.id: drawn[lever.id] for lever in biting[course.id]}
                evens += _break_evens(scenario, course, kept, totals[course.id], totals[reference.id], worth or {})
        beats += _beats(scenario, totals)
    return Comparison(as_of, tuple(rows), tuple(differences), tuple(beats), tuple(evens))


def _row(
    scenario: str, course: str, name: str, outcome: Outcome, amounts: NDArray[np.float64], starts: int
) -> ComparisonRow:
    low, middle, high = _interval(amounts, starts, chance=outcome.chance)
    return ComparisonRow(scenario, course, name, outcome.unit, low, middle, high, float(amounts.mean()))


def _interval(amounts: NDArray[np.float64], starts: int, *, chance: bool) -> tuple[float, float, float]:
    """5, 50 and 95 % quantiles; for a chance its mean, and how far a finite number of draws may be from it.

    Draws that begin from the same belief are alike: what counts is how the means of those groups differ.
    """
    if not chance:
        return central(amounts)
    groups = min(starts, len(amounts)) or len(amounts)
    alike = np.arange(len(amounts)) % groups
    means = np.bincount(alike, amounts) / np.bincount(alike)
    middle = float(amounts.mean())
    error = Z95 * float(means.std()) / np.sqrt(groups)
    return middle - error, middle, middle + error


def _judged(levers: Sequence[Lever]) -> bool:
    return any(lever.effect.source.casefold().startswith("judgement") for lever in levers)


def _difference(
    scenario: str,
    course: str,
    reference: str,
    name: str,
    outcome: Outcome,
    gap: NDArray[np.float64],
    starts: int,
    *,
    judged: bool,
) -> Difference:
    low, middle, high = _interval(gap, starts, chance=outcome.chance)
    harm = -gap if outcome.better == "more" else gap
    preferred = ""
    if not judged and outcome.better and not outcome.chance and (high < 0.0 or low > 0.0):
        preferred = course if float(harm.mean()) < 0.0 else reference
    return Difference(
        scenario,
        course,
        reference,
        name,
        outcome.unit,
        low,
        middle,
        high,
        float(gap.mean()),
        _share_below(harm),
        preferred,
        judged,
    )


def _share_below(gap: NDArray[np.float64]) -> float:
    return float((gap < 0.0).mean() + 0.5 * (gap == 0.0).mean())


def _beats(scenario: str, totals: Mapping[str, Totals]) -> list[Beat]:
    out = []
    for name, outcome in OUTCOMES.items():
        if outcome.better:
            sign = -1.0 if outcome.better == "more" else 1.0
            for first, second in permutations(totals, 2):
                if name in totals[first] and name in totals[second]:
                    share = _share_below(sign * (totals[first][name] - totals[second][name]))
                    out.append(Beat(scenario, name, first, second, share))
    return out


def _break_evens(
    scenario: str, course: Course, drawn: Totals, totals: Totals, base: Totals, worth: Mapping[str, float]
) -> list[BreakEven]:
    """Find for each lever the effect at which the course is as good as none, the other levers at their medians.

    The change of an outcome is fitted by least squares as a sum over the levers of a slope times the logarithm of the effect.
    There is no intercept, because levers without effect change nothing.
    """
    levers = [lever for lever in course.levers if lever.id in drawn]
    if not levers:
        return []
    logs = np.stack([np.log(drawn[lever.id]) for lever in levers], axis=1)
    middles = np.array([0.5 * (np.log(lever.effect.low) + np.log(lever.effect.high)) for lever in levers])
    spreads = np.array([np.log(lever.effect.high / lever.effect.low) / (2.0 * Z95) for lever in levers])
    inverse = np.linalg.pinv(logs.T @ logs)
    cost = float(np.median(totals["cost_usd"] - base["cost_usd"])) if "cost_usd" in totals else 0.0
    out = []
    for name, outcome in OUTCOMES.items():
        if not outcome.better or name not in totals:
            continue
        sign = -1.0 if outcome.better == "more" else 1.0
        change = sign * (totals[name] - base[name])
        slopes = inverse @ logs.T @ change
        noise = float(((change - logs @ slopes) ** 2).sum()) / max(1, len(change) - len(levers))
        errors = np.sqrt(noise * np.diag(inverse))
        paid = cost / worth[name] if worth.get(name) else 0.0
        for at, lever in enumerate(levers):
            clear = bool(abs(slopes[at]) > 2.0 * errors[at] and slopes[at] != 0.0)
            others = paid + float(slopes @ middles - slopes[at] * middles[at])
            needed = -others / slopes[at] if clear else np.nan
            out.append(_break_even(scenario, course.id, lever.id, name, needed, slopes[at], middles[at], spreads[at]))
    return out


def _break_even(
    scenario: str, course: str, lever: str, outcome: str, needed: float, slope: float, middle: float, spread: float
) -> BreakEven:
    """Say where the break-even lies in what is believed about the lever; `needed` is the logarithm of the multiplier."""
    if not np.isfinite(needed):
        return BreakEven(scenario, course, lever, outcome, float("nan"), "", "unclear")
    side = "below" if slope > 0.0 else "above"
    away = (needed - middle) / spread * (1.0 if slope > 0.0 else -1.0)
    verdict = "always" if away > FAR else "never" if away < -FAR else "within"
    return BreakEven(scenario, course, lever, outcome, float(np.exp(np.clip(needed, -50.0, 50.0))), side, verdict)


def read_worth(words: Sequence[str]) -> dict[str, float]:
    """Read what units of outcomes are worth.

    Args:
        words: `OUTCOME=USD`, one for each outcome.

    Returns:
        US dollars by outcome.

    Raises:
        InputFaults: an outcome that is not compared or has no better side, or a price that is not above 0.

    Examples:
        >>> read_worth(["people_days_short=0.5"])
        {'people_days_short': 0.5}
    """
    known = [name for name, outcome in OUTCOMES.items() if outcome.better]
    prices: dict[str, float] = {}
    faults = []
    for word in words:
        name, _, price = word.partition("=")
        try:
            prices[name] = float(price)
        except ValueError:
            prices[name] = 0.0
        if name not in known or not 0.0 < prices[name] < float("inf"):
            allowed = "OUTCOME=USD with US dollars above 0 and an outcome of " + ", ".join(known)
            faults.append(Fault("command line", 0, "--worth", word, allowed, nearest(name, known)))
    if faults:
        raise InputFaults(faults)
    return prices
