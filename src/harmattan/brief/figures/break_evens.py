"""Break-evens as pictures: one panel for each course, one row for each of its levers."""

from __future__ import annotations

import math

from harmattan.brief.audience import Audience
from harmattan.brief.figures.country import Figure
from harmattan.brief.inputs import BriefInput
from harmattan.brief.tables.compare import MAIN, titled
from harmattan.brief.tables.turn import shown_break_evens, verdict
from harmattan.brief.wording import Wording
from harmattan.map.break_evens import Believed, BreakEvenChart, draw_break_evens, reach
from harmattan.world.outlook import BreakEven

__all__ = ["break_even_figures"]


def break_even_figures(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw for each lever what is believed of it beside what must be true, under the first scenario on the first outcome.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        One figure for each course, all on one scale; empty where no break-even is held.
    """
    scenario = inputs.reference_key[0]
    shown = [even for even in shown_break_evens(inputs, audience) if even.scenario == scenario]
    name = next((name for name in MAIN if any(even.outcome == name for even in shown)), "")
    panels: dict[str, list[Believed]] = {}
    for even in shown:
        row = _believed(inputs, even, words) if even.outcome == name else None
        if row is not None:
            panels.setdefault(even.course, []).append(row)
    span = reach([row for rows in panels.values() for row in rows])
    out = []
    for course, rows in panels.items():
        title = titled(inputs, scenario, course, words)[1]
        chart = BreakEvenChart(f"even-{course}", title, tuple(rows), span)
        out.append(Figure(title, draw_break_evens(chart, words)))
    return tuple(out)


def _believed(inputs: BriefInput, even: BreakEven, words: Wording) -> Believed | None:
    """Set a break-even beside what is believed of its lever; None where the case does not hold the lever."""
    lever = next((lever for lever in inputs.course(even.course).levers if lever.id == even.lever), None)
    if lever is None:
        return None
    low, high = lever.effect.low, lever.effect.high
    number = ""
    if even.verdict == "within" and math.isfinite(even.multiplier):
        at = words.pair(even.multiplier, even.multiplier, even.multiplier)[0]
        number = words.say(f"course_chart.even_{even.side}", at=at)
    return Believed(
        words.title(lever.title, lever.title_fr),
        low,
        high,
        even.multiplier,
        even.side,
        even.verdict,
        number,
        words.say("course_chart.believed", between=words.given(low, high)),
        verdict(even, words),
    )
