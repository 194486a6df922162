"""Key judgements: what a reader with two minutes must know, each with its number, interval and sources."""

from __future__ import annotations

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge_course import course_change
from harmattan.brief.judge_people import camps, people
from harmattan.brief.judge_siege import sieges
from harmattan.brief.judge_supply import corridor_at_risk, fuel_dry, fuel_now, inflow
from harmattan.world.statement import Statement

__all__ = ["statements"]

_JUDGES = (fuel_now, fuel_dry, inflow, sieges, people, camps, corridor_at_risk, course_change)
"""In the order of the page: the city, the country, besieged towns, people, roads, what could be done."""


def statements(inputs: BriefInput, *, level: str = "partner") -> tuple[Statement, ...]:
    """State the key judgements.

    Args:
        inputs: what the brief is made from.
        level: `partner` or `public`; at the public level what would name a single city's stock or the risk ahead on a
            single corridor is coarsened or left out.

    Returns:
        One statement per question that the inputs can answer.

    Raises:
        InputFaults: an unknown level.
    """
    audience = Audience(level)
    found = (judge(inputs, audience) for judge in _JUDGES)
    return tuple(statement for statement in found if statement is not None)
