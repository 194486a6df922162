"""Who holds each town in each week, and where open reports do not allow to say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.inputs import BriefInput
from harmattan.brief.live.frames import Frame, on_day
from harmattan.models.contract import FADES_DAYS
from harmattan.models.control import control, known_levels, weight_heard
from harmattan.world.atlas import LEVELS

__all__ = ["Held", "held_by_week"]

Held = tuple[NDArray[np.int64], NDArray[np.float64]]
"""For each place the level of control that may be named, -1 where none may; and (place, level) the chance of each."""


def held_by_week(inputs: BriefInput, weeks: Sequence[Frame]) -> list[Held | None]:
    """Say who holds the places on the last day of each week, by the rule of `known_levels`.

    What reports have told by the cut-off day is all there is to tell of the days ahead, and counts less the farther they lie.

    Args:
        inputs: what the brief is made from.
        weeks: the weeks.

    Returns:
        What is believed in each week; None where control is not held on that day.
    """
    case, situation = inputs.case, inputs.situation
    first_day, settings = case.settings.first_day, case.settings.evidence
    model = control(case.atlas, {}, country=case.settings.country)
    trust = {level: getattr(settings, f"trust_{level}") for level in ("high", "medium", "low")}
    days = max(1, (situation.day - first_day).days + 1)
    trusted = [(report, trust[report.confidence]) for report in inputs.reports]
    evidence = model.evidence(trusted, first_day=first_day, days=days)
    out: list[Held | None] = []
    for week in weeks:
        levels = on_day(inputs, week, "control")
        if levels is None:
            out.append(None)
            continue
        heard = max(1, min(days, (week.day - first_day).days + 1))
        faded = 0.5 ** (max(0, (week.day - situation.day).days) / FADES_DAYS)
        chances = np.stack([(levels == level).mean(axis=0, dtype=np.float64) for level in range(LEVELS)], axis=1)
        out.append((known_levels(chances, weight_heard(evidence[:heard]) * faded), chances))
    return out
