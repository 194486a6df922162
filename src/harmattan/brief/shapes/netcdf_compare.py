"""The comparison as arrays: amounts of every draw, which course beats which, break-evens."""

from __future__ import annotations

from typing import Any

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.tables.turn import shown_break_evens

__all__ = ["compared"]


def compared(inputs: BriefInput, audience: Audience, scenarios: list[str], courses: list[str]) -> dict[str, Any]:
    """Lay out the comparison.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; whole draws are left out at the public level.
        scenarios: ids along the axis.
        courses: ids along the axis; others are left out.

    Returns:
        Variables for xarray by name: `outcome_draws` (scenario, course, run_draw, outcome), `share_better` (scenario, outcome,
        course, against), and for each break-even its scenario, course, lever, outcome, multiplier, side and verdict.
    """
    names = [name for name in inputs.reference.totals if audience.shows(name)]
    out: dict[str, Any] = {"outcome": ("outcome", names, {"long_name": "amount over the days ahead"})} if names else {}
    if names and not audience.public:
        totals = np.full((len(scenarios), len(courses), inputs.reference.draws, len(names)), np.nan, dtype=np.float32)
        for (scenario, course), outlook in inputs.outlooks.items():
            for column, name in enumerate(names):
                if name in outlook.totals and len(outlook.totals[name]) == totals.shape[2]:
                    totals[scenarios.index(scenario), courses.index(course), :, column] = outlook.totals[name]
        meaning = {"long_name": "amount over the days ahead in each draw; a chance is 0 or 1"}
        out["outcome_draws"] = (("scenario", "course", "run_draw", "outcome"), totals, meaning)
    beats = [b for b in inputs.comparison.beats if b.outcome in names and {b.first, b.second} <= set(courses)]
    if beats:
        shares = np.full((len(scenarios), len(names), len(courses), len(courses)), np.nan, dtype=np.float32)
        for beat in beats:
            spot = (names.index(beat.outcome), courses.index(beat.first), courses.index(beat.second))
            shares[scenarios.index(beat.scenario), *spot] = beat.share
        meaning = {
            "long_name": "share of draws in which the course does better than the one it stands against",
            "units": "1",
        }
        out["against"] = ("against", courses, {"long_name": "course compared with"})
        out["share_better"] = (("scenario", "outcome", "course", "against"), shares, meaning)
    evens = shown_break_evens(inputs, audience)
    if evens:
        for field in ("scenario", "course", "lever", "outcome", "side", "verdict"):
            out[f"break_even_{field}"] = ("break_even", [getattr(even, field) for even in evens])
        meaning = {
            "long_name": "multiplier of the lever at which its course does as well as the reference",
            "units": "1",
        }
        out["break_even_multiplier"] = ("break_even", [even.multiplier for even in evens], meaning)
    return out
