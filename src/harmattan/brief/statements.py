"""Key judgements: what a reader with two minutes must know, each with its number, interval and sources."""

from __future__ import annotations

from collections.abc import Iterable

from harmattan.brief.audience import audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.control import holders
from harmattan.brief.judge.course import course_change
from harmattan.brief.judge.people import camps, people
from harmattan.brief.judge.polity import government
from harmattan.brief.judge.power import power_now
from harmattan.brief.judge.prices import prices_now
from harmattan.brief.judge.roads import blockades
from harmattan.brief.judge.siege import sieges
from harmattan.brief.judge.supply import corridor_at_risk, fuel_dry, fuel_now, inflow
from harmattan.brief.judge.violence import deaths
from harmattan.brief.own.statements import own_statements
from harmattan.world.statement import Statement

__all__ = ["statements", "together"]

_JUDGES = (
    (fuel_now, fuel_dry, power_now),
    (inflow, prices_now),
    (blockades, corridor_at_risk),
    (sieges, holders),
    (people, camps),
    (deaths,),
    (government,),
    (course_change,),
)
"""In the order of the page: the city, the country and prices, roads, towns, people, the dead, what could turn, what could be done.

Statements of one group stand as one judgement on the page, under the number of the first."""


def statements(inputs: BriefInput, *, level: str = "partner") -> tuple[Statement, ...]:
    """State the key judgements.

    Args:
        inputs: what the brief is made from.
        level: `internal`, `partner` or `public`; at the public level what would name a single city's stock or the risk ahead on a
            single corridor is coarsened or left out, at the internal level a user's own stocks and fleet follow.

    Returns:
        One statement per question that the inputs can answer.

    Raises:
        InputFaults: an unknown level, or internal claims at another one than `internal`.
    """
    audience = audience_of(inputs, level)
    found = (judge(inputs, audience) for group in _JUDGES for judge in group)
    own = own_statements(inputs) if audience.internal else ()
    return (*(statement for statement in found if statement is not None), *own)


def together(found: Iterable[Statement]) -> tuple[tuple[Statement, ...], ...]:
    """Gather statements that the page shows as one judgement.

    Args:
        found: statements in the order of `statements`.

    Returns:
        Groups of one to three; at most eight.
    """
    by_id = {statement.id: statement for statement in found}
    groups = (tuple(by_id[judge.__name__] for judge in group if judge.__name__ in by_id) for group in _JUDGES)
    return tuple(group for group in groups if group)
