"""Who holds each place on the cut-off day, and where open reports do not allow to say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from harmattan.map.bands import now
from harmattan.map.marks import HOLDERS, NOT_KNOWN
from harmattan.models.control import control, known_levels, weight_heard
from harmattan.world.case import Case
from harmattan.world.outlook import Outlook
from harmattan.world.report import Report, Reports
from harmattan.world.situation import Situation

__all__ = ["SITES", "Holding", "holdings"]

SITES = ("mine", "base")
"""Kinds of place that no output shows one by one: they would be targets."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Who holds one place.

    Args:
        holder: `government`, `pact`, `contested`, `armed`, or `unknown` by the rule of `known_levels`.
        chances: chance of each of the four levels.
        reports: reports that told of it, the newest first.
    """

    holder: str
    chances: tuple[float, ...]
    reports: tuple[str, ...]


def holdings(case: Case, reports: Reports, situation: Situation, outlook: Outlook) -> dict[str, Holding]:
    """Say who holds the places of the country under blockade whose control can change.

    Args:
        case: the crisis.
        reports: the claims known on the cut-off day.
        situation: the belief on that day.
        outlook: the days ahead; its first day stands in where the situation does not hold control.

    Returns:
        What is believed by place id; empty where control is not held.
    """
    atlas, settings = case.atlas, case.settings
    held = "control" in situation.values or "control" in situation.history or "control" in outlook.values
    if not held:
        return {}
    model = control(atlas, {}, country=settings.country)
    trust = {level: getattr(settings.evidence, f"trust_{level}") for level in ("high", "medium", "low")}
    trusted = [(report, trust[report.confidence]) for report in reports]
    days = max(1, (situation.day - settings.first_day).days + 1)
    weight = weight_heard(model.evidence(trusted, first_day=settings.first_day, days=days))
    told: dict[int, list[Report]] = {}
    for report, sure in trusted:
        if report.last_day is not None and report.last_day >= settings.first_day:
            for heard in model.hears(report, sure):
                told.setdefault(heard.entity, []).append(report)
    rows = [row for row in range(len(atlas.places)) if model.roads.moves[row]]
    draws = [now(situation, "control", atlas.places[row].id, ahead=outlook) for row in rows]
    levels = np.stack([np.zeros(1) if one is None else one for one in draws], axis=1)
    chances = np.stack([(levels == level).mean(axis=0) for level in range(len(HOLDERS))], axis=1)
    named = known_levels(chances, weight[rows])
    return {
        atlas.places[row].id: Holding(
            HOLDERS[level] if level >= 0 else NOT_KNOWN,
            tuple(float(chance) for chance in chances[k]),
            tuple(r.id for r in sorted(told.get(row, ()), key=_newest_first)),
        )
        for k, (row, level) in enumerate(zip(rows, named.tolist(), strict=True))
    }


def _newest_first(report: Report) -> tuple[int, str]:
    return -(report.last_day.toordinal() if report.last_day else 0), report.id
