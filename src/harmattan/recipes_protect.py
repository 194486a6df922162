"""Where a case meets the question which protection keeps most people supplied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.errors import Fault, InputFaults
from harmattan.protect import Answer, Stage, ask, first_budget
from harmattan.protect.rehearse import month_edges
from harmattan.recipes import Plan, choose
from harmattan.world.situation import Situation

__all__ = ["DRAWS", "SEARCHED", "Request", "check_request", "make_protection", "months_of"]

DRAWS = 60
"""Draws of the belief that are rehearsed: each is passed some fifty times."""

SEARCHED = 0.01
"""Gap of the search that is accepted, as a share of what is short without protection."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked.

    Args:
        scenario: id of a scenario; the first of the case where empty.
        budget: US dollars a month; one of each protection of corridors where not given.
        shift: largest share of the effort that an opponent may lay on one corridor in a month.
        worth: US dollars that a person-day supplied is worth; 0 for none.
        draws: draws that are rehearsed, at most as many as the belief has.
    """

    scenario: str = ""
    budget: float | None = None
    shift: float = 0.5
    worth: float = 0.0
    draws: int = DRAWS


def check_request(plan: Plan, request: Request) -> None:
    """Find everything wrong with a request before anything long begins.

    Args:
        plan: the run.
        request: what is asked.

    Raises:
        InputFaults: a case without protections, a scenario that it does not have, a budget or a worth below 0, a share that is no
            share, a public level.
    """
    faults = []
    if not plan.case.protections:
        allowed = "a table of protections; docs/guide/protect.md tells what stands in it"
        faults.append(Fault("protections.csv", 0, "", "no such file, or no row in it", allowed))
    if plan.level == "public":
        allowed = "internal or partner: what is planned ahead on roads is not for everyone"
        faults.append(Fault("command line", 0, "--level", plan.level, allowed))
    known = {scenario.id for scenario in plan.case.scenarios}
    if request.scenario and request.scenario not in known:
        faults.append(Fault("command line", 0, "--scenario", request.scenario, "one of " + ", ".join(sorted(known))))
    limits = (
        ("--budget", 0.0 if request.budget is None else request.budget, 0.0, 1e12, "US dollars a month, 0 or more"),
        ("--shift", request.shift, 0.05, 1.0, "a share from 0.05 to 1"),
        ("--worth", request.worth, 0.0, 1e9, "US dollars a person-day, 0 or more"),
        ("--draws", request.draws, 2, 5000, "2 to 5000 draws"),
    )
    for option, found, low, high, allowed in limits:
        if not low <= found <= high:
            faults.append(Fault("command line", 0, option, f"{found:g}", allowed))
    if faults:
        raise InputFaults(faults)


def make_protection(
    plan: Plan,
    situation: Situation,
    request: Request | None = None,
    progress: Callable[[float], None] | None = None,
) -> Answer:
    """Ask which protection of a case keeps most people supplied.

    Args:
        plan: the run.
        situation: the belief to start from.
        request: what is asked.
        progress: told the share done.

    Returns:
        The answer.

    Raises:
        InputFaults: as in `check_request`.
    """
    request = request or Request()
    check_request(plan, request)
    [scenario, _] = choose(plan, [request.scenario] if request.scenario else None, None)[0]
    protections = plan.case.protections
    stage = Stage(situation, scenario, plan.models, plan.horizon_days, min(request.draws, situation.draws), plan.seed)
    return ask(
        stage,
        protections,
        budget=first_budget(protections) if request.budget is None else request.budget,
        most=request.shift,
        worth=request.worth,
        tolerance=SEARCHED,
        workers=plan.workers,
        progress=progress,
    )


def months_of(as_of: date, horizon_days: int) -> tuple[date, ...]:
    """Name the months of a plan by their first days.

    Args:
        as_of: cut-off date.
        horizon_days: days ahead.

    Returns:
        First day of each month of the plan; a month is 30 days, the last one what is left.

    Examples:
        >>> [day.isoformat() for day in months_of(date(2030, 1, 31), 90)]
        ['2030-02-01', '2030-03-03', '2030-04-02']
    """
    return tuple(as_of + timedelta(days=1 + edge) for edge in month_edges(horizon_days)[:-1])
