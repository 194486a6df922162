"""Where a case, its models and the six verbs are put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from harmattan.assess import assess
from harmattan.brief.audience import Audience
from harmattan.compare import compare
from harmattan.errors import Fault, InputFaults, nearest
from harmattan.foresee import bites, foresee, idled
from harmattan.mechanisms import make_models
from harmattan.models.contract import Model
from harmattan.observe.casefolder import read_case
from harmattan.verify import verify
from harmattan.world.case import Case
from harmattan.world.choice import Course, Scenario
from harmattan.world.outlook import Comparison, Outlook, Scorecard
from harmattan.world.prior import priors_known_on
from harmattan.world.report import Reports
from harmattan.world.situation import Situation

__all__ = [
    "Plan",
    "choose",
    "find_case",
    "make_comparison",
    "make_outlooks",
    "make_plan",
    "make_scorecard",
    "make_situation",
    "shipped_cases",
    "warm_up",
]

Progress = Callable[[float], None]
Chosen = TypeVar("Chosen", Scenario, Course)

ASIDE = (
    "days_of_fuel",
    "shortage",
    "tankers_arrived",
    "power_hours",
    "displaced_in_area",
    "control",
    "corridor_state",
    "violent_deaths",
)
"""Variables whose days are kept of an outlook that stands beside the first one."""

LONGEST_PAST = 3660
"""Most days between the first day of a case and the cut-off date; each of them is simulated."""


@dataclass(frozen=True)
class Plan:
    """One run: a case, what was known, and how far, how often and with which seed.

    Args:
        case: the case.
        models: its mechanisms in the order of a day.
        reports: the reports known on `as_of`.
        as_of: cut-off date.
        horizon_days: days foreseen.
        draws: draws of every distribution.
        seed: 32-bit seed.
        workers: threads; results do not depend on it.
        level: audience level; at any other than `internal` neither case nor reports hold an internal claim.
    """

    case: Case
    models: tuple[Model, ...]
    reports: Reports
    as_of: date
    horizon_days: int
    draws: int
    seed: int
    workers: int
    level: str = "partner"


def shipped_cases() -> dict[str, Path]:
    """List the cases that come with Harmattan.

    Returns:
        Folder of each case by name.
    """
    root = Path(str(files("harmattan"))) / "cases"
    return {folder.name: folder for folder in sorted(root.iterdir()) if (folder / "case.toml").is_file()}


def find_case(name: str) -> Path:
    """Find a case by the name of a shipped one or by its folder.

    Args:
        name: name of a shipped case, or a path to a folder that holds a case.toml; empty for the first shipped case.

    Returns:
        The folder.

    Raises:
        InputFaults: there is no such case.

    Examples:
        >>> find_case("").name in shipped_cases()
        True
    """
    known = shipped_cases()
    if not name:
        return next(iter(known.values()))
    if name in known:
        return known[name]
    folder = Path(name)
    if (folder / "case.toml").is_file():
        return folder
    allowed = f"a shipped case ({', '.join(known)}) or a folder with a case.toml; `harmattan case new` makes one"
    raise InputFaults([Fault("command line", 0, "CASE", name, allowed, nearest(name, list(known)))])


def make_plan(
    name: str,
    *,
    as_of: date | None = None,
    horizon_days: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    level: str = "partner",
) -> Plan:
    """Read a case and settle what a run needs; the case's own settings stand in for what is not given.

    Internal claims are left out here, before anything is believed or written, so that what is made for others is the same as if
    they had never been entered. So are priors that rest on what became known after the cut-off date.

    Args:
        name: name or folder of the case.
        as_of: cut-off date.
        horizon_days: days foreseen.
        draws: draws of every distribution.
        seed: 32-bit seed.
        workers: threads; the number of cores when not given.
        level: `internal`, `partner` or `public`.

    Returns:
        The plan.

    Raises:
        InputFaults: anything wrong in the case or the options.
    """
    audience = Audience(level)
    case = read_case(find_case(name))
    if not audience.internal:
        case = replace(case, reports=case.reports.shared())
    settings = case.settings
    day = as_of or settings.as_of
    case = replace(case, priors=priors_known_on(case.priors, day))
    plan = Plan(
        case=case,
        models=make_models(case),
        reports=case.reports.known_on(day),
        as_of=day,
        horizon_days=settings.horizon_days if horizon_days is None else horizon_days,
        draws=settings.draws if draws is None else draws,
        seed=settings.seed if seed is None else seed,
        workers=(os.cpu_count() or 1) if workers is None else workers,
        level=level,
    )
    faults = [
        Fault("command line", 0, option, str(found), allowed)
        for option, found, low, high, allowed in (
            ("--horizon", plan.horizon_days, 1, 3660, "1 to 3660 days"),
            ("--draws", plan.draws, 2, 1_000_000, "2 to 1000000 draws"),
            ("--seed", plan.seed, 0, 2**32 - 1, "a whole number from 0 to 4294967295"),
            ("--workers", plan.workers, 1, 1024, "1 to 1024 threads"),
        )
        if not low <= found <= high
    ]
    if (day - settings.first_day).days > LONGEST_PAST:
        latest = settings.first_day + timedelta(days=LONGEST_PAST)
        allowed = f"a day to {latest}, {LONGEST_PAST} days after first_day; for a later one set first_day later"
        faults.append(Fault("command line", 0, "--as-of", str(day), allowed))
    if faults:
        raise InputFaults(faults)
    return plan


def make_situation(plan: Plan, progress: Progress | None = None) -> Situation:
    """Say what we believe on the cut-off date.

    Args:
        plan: the run.
        progress: told the share done.

    Returns:
        The belief.
    """
    return assess(
        plan.case,
        plan.reports,
        plan.models,
        as_of=plan.as_of,
        draws=plan.draws,
        seed=plan.seed,
        workers=plan.workers,
        progress=progress,
    )


def _foresee(
    plan: Plan,
    situation: Situation,
    scenario: Scenario,
    course: Course,
    progress: Progress | None,
    keep: Sequence[str] | None = None,
) -> Outlook:
    settings = plan.case.settings
    used = {use.place for use in plan.case.atlas.fuel}
    return foresee(
        situation,
        scenario,
        course,
        plan.models,
        horizon_days=plan.horizon_days,
        seed=plan.seed,
        country=settings.country,
        focus=next((place for place in settings.focus if place in used), ""),
        draws=plan.draws,
        workers=plan.workers,
        keep=keep,
        progress=progress,
    )


def choose(plan: Plan, scenarios: Sequence[str] | None, courses: Sequence[str] | None) -> list[tuple[Scenario, Course]]:
    """Find the scenarios and courses asked for, before anything long begins.

    Args:
        plan: the run.
        scenarios: ids; all when not given.
        courses: ids; all when not given.

    Returns:
        Every pair.

    Raises:
        InputFaults: a scenario or course that the case does not have.
    """
    faults = [
        *_unknown(plan.case.scenarios, scenarios, "--scenario"),
        *_unknown(plan.case.courses, courses, "--course"),
    ]
    if faults:
        raise InputFaults(faults)
    return [
        (scenario, course)
        for scenario in _pick(plan.case.scenarios, scenarios)
        for course in _pick(plan.case.courses, courses)
    ]


def make_outlooks(
    plan: Plan,
    situation: Situation,
    *,
    scenarios: Sequence[str] | None = None,
    courses: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> dict[tuple[str, str], Outlook]:
    """Carry a belief forward under every scenario and every course asked for.

    All days of all variables are kept for the first pair, those of `ASIDE` for pairs that share its scenario or its course, and
    of the others the amounts that courses are compared by: the memory of a laptop would not hold more.

    Args:
        plan: the run.
        situation: the belief.
        scenarios: ids; all when not given.
        courses: ids; all when not given.
        progress: told the share done.

    Returns:
        Outlooks by (scenario id, course id).

    Raises:
        InputFaults: a scenario or course that the case does not have.
    """
    chosen = choose(plan, scenarios, courses)
    alone = len(chosen) == 1
    idle = [course.id for _, course in chosen if not any(bites(lever, plan.horizon_days) for lever in course.levers)]
    each = plan if alone else replace(plan, workers=1)

    def make(pair: tuple[Scenario, Course]) -> Outlook:
        scenario, course = pair
        return _foresee(each, situation, scenario, course, progress if alone else None, kept(scenario, course))

    def kept(scenario: Scenario, course: Course) -> tuple[str, ...] | None:
        return ((), ASIDE, None)[(scenario.id == chosen[0][0].id) + (course.id == chosen[0][1].id)]

    out: dict[tuple[str, str], Outlook] = {}
    with ThreadPoolExecutor(max_workers=plan.workers) as pool:
        # A course that does nothing within the horizon changes nothing but the cost.
        ran = [pair for pair in chosen if pair[1].id not in idle[1:] or pair[1].id == idle[0]]
        futures = {(scenario.id, course.id): pool.submit(make, (scenario, course)) for scenario, course in ran}
        try:
            for done, (scenario, course) in enumerate(chosen, start=1):
                future = futures.get((scenario.id, course.id)) or futures[scenario.id, idle[0]]
                made = future.result()
                if made.course != course.id:
                    made = idled(made, course, plan.horizon_days, kept(scenario, course))
                out[scenario.id, course.id] = made
                if progress is not None:
                    progress(done / len(chosen))
        finally:
            pool.shutdown(cancel_futures=True)
    return out


def _share(progress: Progress, done: int, total: int) -> Progress:
    return lambda part: progress((done + part) / total)


def _unknown(known: Sequence[Chosen], wanted: Sequence[str] | None, option: str) -> list[Fault]:
    names = [entry.id for entry in known]
    return [
        Fault("command line", 0, option, name, "one of " + ", ".join(names), nearest(name, names))
        for name in wanted or ()
        if name not in names
    ]


def _pick(known: Sequence[Chosen], wanted: Sequence[str] | None) -> list[Chosen]:
    by_id = {entry.id: entry for entry in known}
    return [by_id[name] for name in (by_id if wanted is None else wanted)]


def make_comparison(
    plan: Plan, outlooks: Mapping[tuple[str, str], Outlook], worth: Mapping[str, float] | None = None
) -> Comparison:
    """Compare the courses of a case on the same draws.

    Args:
        plan: the run.
        outlooks: by (scenario id, course id).
        worth: US dollars that one unit of an outcome is worth, by outcome, for break-evens that count the cost.

    Returns:
        The comparison.
    """
    ran = {course for _, course in outlooks}
    return compare(
        outlooks, [course for course in plan.case.courses if course.id in ran], as_of=plan.as_of, worth=worth
    )


def make_scorecard(plan: Plan, origins: Sequence[date], progress: Progress | None = None) -> Scorecard:
    """Replay past dates with what was known then and score what was said.

    Args:
        plan: the run; its cut-off date is the last day from which reports score.
        origins: past dates.
        progress: told the share done.

    Returns:
        The scorecard.
    """
    first_scenario, first_course = plan.case.scenarios[0], plan.case.courses[0]
    done: list[date] = []

    def replay(origin: date, known: Reports, horizon: int) -> tuple[Situation, Outlook]:
        report = None if progress is None else _share(progress, len(done), len(origins))
        done.append(origin)
        then = replace(plan, reports=known, as_of=origin, horizon_days=horizon)
        situation = make_situation(then, report)
        return situation, _foresee(then, situation, first_scenario, first_course, None)

    return verify(plan.case, plan.models, replay, origins=origins, as_of=plan.as_of, horizon_days=plan.horizon_days)


def warm_up() -> None:
    """Compile every mechanism once, by a few days of the first shipped case, so that the first real run is as fast as any other."""
    first_day = read_case(find_case("")).settings.first_day
    plan = make_plan("", as_of=first_day + timedelta(days=40), horizon_days=2, draws=2)
    make_outlooks(plan, make_situation(plan))
