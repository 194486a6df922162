"""Hindcast: frozen on past days with what was known then, beside what was reported later.

There are few points, so no line has a pass mark. Each names what was said (median and 90 % interval), what came, on how many
reports that rests, and the error beside two naive rules: the last known number goes on, and normal times. Where the evidence does
not say what came, the line says so.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks._said import BACK, Line, back, first_lasting, line, mean_of, trough, unknown
from benchmarks._told import Verdict, began, closures_of, last_known, shortages_of
from benchmarks.common import Report as Measured
from benchmarks.common import digest
from harmattan.errors import Fault, InputFaults
from harmattan.models.contract import expectation
from harmattan.recipes import Plan, find_case, make_outlooks, make_plan, make_situation
from harmattan.verify import Normal, score
from harmattan.verify.error import as_reported
from harmattan.verify.quantities import factor_of, quantity_of
from harmattan.verify.said import Said, said_of
from harmattan.world.outlook import Outlook, Score
from harmattan.world.report import Report

__all__ = ["hindcast", "last_day_of", "main"]

Floats = NDArray[np.float64]

ORIGINS = (date(2025, 8, 31), date(2025, 9, 30), date(2025, 11, 30))
BEFORE_THE_END = (120, 90, 60)
"""Origins of a case that has none of `ORIGINS`: days before its evidence ends."""

SHORT, CLOSED, LASTS = 0.2, 0.5, 7
"""A shortage is a share unserved above `SHORT`, a closure a share closed above `CLOSED`, on `LASTS` days in a row."""

INFLOW = ("tankers_per_week", "litres_per_week")
KINDS = {
    "weekly inflow": INFLOW,
    "power hours": ("power_hours", "outage_hours"),
    "closures": ("stations_closed", "schools_closed"),
    "shortage": ("fuel_not_served",),
}
RECORDED = {"school": ("schools_closed", "closed_share"), "station": ("closed_share",)}
"""Recorded variable of a closure: the first that the mechanisms give."""


@dataclass(frozen=True)
class Replay:
    """One origin, replayed: what was said, its scores, and the reports known on the last day from which they tell what came."""

    plan: Plan
    said: Said
    outlook: Outlook
    scores: tuple[Score, ...]
    normal: Normal
    reports: tuple[Report, ...]

    @property
    def never(self) -> float:
        """The day after the last one ahead: it stands for never."""
        return float(self.said.days + 1)

    def usual(self, report: Report) -> float | None:
        """Say what a report would have measured in normal times, told by the week where it adds up."""
        number = self.normal.of(report)
        return None if number is None else number * factor_of(report)

    def samples(self, report: Report) -> Floats | None:
        """Say what a report would have said in each draw, told by the week where it adds up."""
        found = expectation(self.plan.models, report, self.said.record)
        return None if found is None else as_reported(self.said, report, found.values) * factor_of(report)


def last_day_of(plan: Plan) -> date:
    """Say where the evidence ends: on the as-of day of the case, or later where a number that can be scored became known later.

    Args:
        plan: a run of the case.

    Returns:
        The day.
    """
    scored = {name for names in KINDS.values() for name in names}
    known = [row.known_from for row in plan.case.reports if quantity_of(row.metric, row.unit).name in scored]
    return max([plan.case.settings.as_of, *(day for day in known if day is not None)])


def _reported(replay: Replay, kind: str) -> Iterator[Line]:
    """One line for each report with a number, one for each that tells a bound, and means where there is more than one."""
    known, origin = tuple(replay.plan.reports), replay.said.origin
    rows = {row.id: row for row in replay.reports}
    any_line = False
    for quantity in KINDS[kind]:
        lines: list[Line] = []
        for found in (entry for entry in replay.scores if entry.quantity == quantity):
            row = rows[found.report]
            naive = [
                None if number is None else (number, abs(number - found.reported))
                for number in (last_known(known, row), replay.usual(row))
            ]
            came = f"came {found.reported:.4g} ({row.id}, {_days(row)})"
            said = found.low, found.median, found.high
            scored = found.covered, found.crps
            lines.append(Line(origin, f"{kind}, {row.id}", found.unit, *said, came, 1, *scored, *naive))
        yield from lines
        bounds = [one for row in replay.reports if (one := _bound(replay, kind, quantity, row)) is not None]
        yield from bounds
        any_line |= bool(lines or bounds)
        before = [one for one in lines if one.persistence is not None]
        if len(lines) > 1:
            yield mean_of(f"{kind}, mean of {quantity}", lines)
        if 1 < len(before) < len(lines):
            yield mean_of(f"{kind}, mean of {quantity} with a number known before", before)
    if not any_line:
        yield unknown(origin, kind, "no report with a number lies in the days ahead")


def _days(row: Report) -> str:
    return f"{row.last_day}" if row.first_day == row.last_day else f"{row.first_day} to {row.last_day}"


def _bound(replay: Replay, kind: str, quantity: str, row: Report) -> Line | None:
    """A report that tells only a bound is shown with the chance that the bound would hold; it has no error."""
    metric = quantity_of(row.metric, row.unit)
    inside = (
        row.first_day is not None
        and row.last_day is not None
        and replay.said.origin < row.first_day
        and row.last_day <= replay.said.last_day
    )
    if metric.name != quantity or row.relation not in ("at least", "at most") or row.background or not inside:
        return None
    samples = replay.samples(row)
    if samples is None:
        return None
    bound = (row.low if row.relation == "at least" else row.high) * factor_of(row)
    held = samples >= bound if row.relation == "at least" else samples <= bound
    came = f"came {row.relation} {bound:.4g} ({row.id}, {_days(row)}), which had a chance of {held.mean():.2f}"
    return line(replay.said.origin, f"{kind}, {row.id}", metric.unit, samples, came, reports=1)


def _lowest(replay: Replay) -> Iterator[Line]:
    """The lowest weekly count and the way back, by the weeks that were reported: what was said is read by the same weeks."""
    origin, rows = replay.said.origin, {row.id: row for row in replay.reports}
    scored = {entry.report: entry for entry in replay.scores if entry.quantity in INFLOW}
    national = [rows[name] for name in scored if not (rows[name].place or rows[name].corridor)]
    kinds = Counter((scored[row.id].quantity, row.area) for row in national)
    best = max(sorted(kinds, reverse=True), key=lambda kind: kinds[kind], default=None)
    weeks = [row for row in national if (scored[row.id].quantity, row.area) == best and replay.usual(row) is not None]
    weeks.sort(key=lambda row: (row.last_day or date.min, row.id))
    if len(weeks) < 2:
        for what in ("trough", "trough, when", "recovery"):
            yield unknown(origin, what, "it takes two national counts", len(weeks))
        return
    said = np.stack([found for row in weeks if (found := replay.samples(row)) is not None], axis=1)
    reported = np.array([[scored[row.id].reported for row in weeks]])
    usual = np.array([number for row in weeks if (number := replay.usual(row)) is not None])
    before = [number for row in weeks if (number := last_known(tuple(replay.plan.reports), row)) is not None]
    same = np.array([before]) if len(before) == len(weeks) else None
    ends = np.array([float((row.last_day - origin).days) for row in weeks if row.last_day is not None])
    lowest, which = trough(reported)
    week, count, day = weeks[int(which[0])], len(weeks), float(ends[which[0]])
    came = f"came {lowest[0]:.4g} ({week.id}, {_days(week)}), the lowest of {count} counts; weeks that nobody counted may be lower"
    yield line(
        origin,
        "trough",
        scored[week.id].unit,
        trough(said)[0],
        came,
        reports=count,
        observed=float(lowest[0]),
        persistence=None if same is None else float(same.min()),
        normal=float(usual.min()),
    )
    came = f"came on day {day:.0f}, the last of {week.id}"
    yield line(origin, "trough, when", "day", ends[trough(said)[1]], came, reports=count, observed=day)
    then = float(back(reported, usual, ends, replay.never)[0])
    came = f"came by day {then:.0f} at the latest, the last of the first count from there on over {BACK:.0%} of the normal one"
    yield line(
        origin,
        "recovery",
        "day",
        back(said, usual, ends, replay.never),
        "came by no count" if then == replay.never else came,
        reports=count,
        observed=then,
        persistence=None if same is None else float(back(same, usual, ends, replay.never)[0]),
        normal=float(back(usual[None, :], usual, ends, replay.never)[0]),
    )


def _all_weeks(replay: Replay) -> Iterator[Line]:
    """The lowest seven days in a row: no source counts every week, so it has no outcome."""
    origin, nan = replay.said.origin, float("nan")
    empty = ("",) * 6
    blank = Report(
        "", "", 0, INFLOW[0], "", "", nan, nan, nan, "exact", origin, origin, *empty, "", "high", None, "", False
    )
    found = []
    for start in range(1, replay.said.days - 5):
        first = origin + timedelta(days=start)
        week = replace(blank, first_day=first, last_day=first + timedelta(days=6))
        expected = expectation(replay.plan.models, week, replay.said.record)
        found += [] if expected is None else [expected.values]
    if found:
        lowest, _ = trough(np.stack(found, axis=1))
        came = "outcome not known: no source counts every week"
        yield line(origin, "lowest of all weeks", "tanker/week", lowest, came)


def _began(replay: Replay, what: str, samples: Floats, verdict: Verdict, *, dated: bool) -> Line:
    """The first day of something, as said and as told; persistence is what was told last by the origin."""
    origin = replay.said.origin
    chance = f"chance of it by the end {float((samples < replay.never).mean()):.2f}"
    found = began(replay.reports, verdict, origin, dated=dated)
    if found is None:
        return line(origin, what, "day", samples, f"{chance}; outcome not known: no report tells of it")
    known = [(row, told) for row in replay.plan.reports if (told := verdict(row)) is not None]
    _, so_far = max(known, key=lambda pair: (pair[0].last_day or date.min, pair[0].id), default=(None, False))
    days = f"on {found.first}" if found.first == found.last else f"between {found.first} and {found.last}"
    return line(
        origin,
        what,
        "day",
        samples,
        f"{chance}; came {days} ({' '.join(found.reports)})",
        reports=len(found.reports),
        observed=((found.first - origin).days + (found.last - origin).days) / 2.0,
        persistence=1.0 if so_far else replay.never,
        normal=replay.never,
    )


def _events(replay: Replay) -> Iterator[Line]:
    """Shortage and closures in the first place of the focus that uses fuel."""
    used = {use.place for use in replay.plan.case.atlas.fuel}
    place = next((name for name in replay.plan.case.settings.focus if name in used), "")
    values = replay.outlook.values
    if not place:
        return
    if "shortage" in values:
        samples = first_lasting(replay.outlook.of("shortage", place), SHORT, LASTS)
        yield _began(replay, f"shortage begins, {place}", samples, shortages_of(place, replay.normal.of), dated=False)
    for what, names in RECORDED.items():
        recorded = next((name for name in names if name in values), "")
        if recorded:
            samples = first_lasting(replay.outlook.of(recorded, place), CLOSED, LASTS)
            yield _began(replay, f"{what}s close, {place}", samples, closures_of(what, place), dated=True)


def hindcast(case: str, origin: date, *, end: date, horizon: int | None = None, draws: int | None = None) -> list[Line]:
    """Replay one origin under the first scenario and the first course, and set what was said beside what was reported.

    Args:
        case: name or folder.
        origin: the day; only what was known then is used.
        end: last day from which reports tell what came.
        horizon: most days ahead; to the end when not given.
        draws: draws of every distribution; those of the case when not given.

    Returns:
        The lines.

    Raises:
        InputFaults: the origin is not before the end.
    """
    days = (end - origin).days if horizon is None else min(horizon, (end - origin).days)
    if days < 1:
        raise InputFaults(
            [Fault("command line", 0, "--origins", str(origin), f"days before {end}, where the evidence ends")]
        )
    plan = make_plan(case, as_of=origin, horizon_days=days, draws=draws)
    situation = make_situation(plan)
    chosen = plan.case.scenarios[0].id, plan.case.courses[0].id
    outlook = make_outlooks(plan, situation, scenarios=chosen[:1], courses=chosen[1:])[chosen]
    said = said_of(situation, outlook, plan.case.settings.evidence)
    scores, _ = score(plan.case, plan.models, said, as_of=end)
    reports = plan.case.reports.known_on(end).rows
    replay = Replay(plan, said, outlook, tuple(scores), Normal(plan.case, plan.models), reports)
    return [
        *_reported(replay, "weekly inflow"),
        *_all_weeks(replay),
        *_lowest(replay),
        *_events(replay),
        *(one for kind in ("shortage", "power hours", "closures") for one in _reported(replay, kind)),
    ]


def _dates(text: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(part.strip()) for part in text.split(","))


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hindcast", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--case", default="", help="name or folder of a case; the first shipped one when not given")
    parser.add_argument("--origins", type=_dates, metavar="DATES", help="past days, separated by commas")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="DATE", help="last day whose reports tell what came"
    )
    parser.add_argument("--horizon", type=int, metavar="DAYS", help="most days ahead; to the end when not given")
    parser.add_argument("--draws", type=int, help="draws of every distribution; those of the case when not given")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--data", type=Path, metavar="DIR", help="not used here")
    parser.add_argument("--cases", type=Path, metavar="DIR", help="not used here")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Print the lines of each origin.

    Args:
        words: the words of the command line; those of the process when None.

    Returns:
        Exit code 0, however far off the lines are.
    """
    given = _options(words)
    plan = make_plan(given.case)
    end, first = given.as_of or last_day_of(plan), plan.case.settings.first_day
    origins = given.origins or [day for day in ORIGINS if first <= day < end]
    lines: list[Line] = []
    for origin in origins or [day for back_ in BEFORE_THE_END if (day := end - timedelta(days=back_)) >= first]:
        found = hindcast(given.case, origin, end=end, horizon=given.horizon, draws=given.draws)
        lines += found
        if not given.json:
            sys.stdout.write(f"{origin}, with what was known then; reports known by {end}\n")
            sys.stdout.writelines(f"  {one.text()}\n" for one in found)
    if given.json:
        figures = tuple(figure for one in lines for figure in one.figures())
        report = Measured("hindcast", figures, {plan.case.id: digest(find_case(given.case))})
        sys.stdout.write(json.dumps(report.plain(), ensure_ascii=False, allow_nan=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
