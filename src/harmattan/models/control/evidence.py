"""What reports of events tell of who holds a place: one table, and how it is read."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from harmattan.models.contract import FADES_DAYS
from harmattan.models.control.roads import Roads
from harmattan.world.atlas import LEVELS, Atlas
from harmattan.world.report import Report

__all__ = ["TELLS", "evidence_by_day", "tells"]

TELLS: dict[str, tuple[float, float, float, float]] = {
    # kind of event: government, local pact, contested, armed group
    "blockade_declared": (0.25, 0.20, 1.00, 0.10),  # who holds a place does not besiege it
    "blockade_lifted": (0.60, 1.00, 0.40, 0.20),  # relief, or the price of a pact
    "base_attack": (0.40, 0.30, 1.00, 0.40),  # there is a garrison, and someone strong enough to try it
    "checkpoint": (0.35, 0.60, 1.00, 1.00),  # fighters stop traffic in the open
    "convoy_arrival": (1.00, 0.60, 0.50, 0.10),  # the army reaches the place
    "airstrike": (0.20, 0.40, 0.50, 1.00),  # the army strikes where it does not patrol
    "agreement": (0.10, 1.00, 0.30, 0.30),  # a pact was signed, or was about to be
    "ied": (0.50, 0.60, 1.00, 0.60),  # bombs and raids: fighters are near, and someone to hit
    "mine_attack": (0.50, 0.60, 1.00, 0.60),
    "kidnapping": (0.50, 0.60, 1.00, 0.80),
}
"""Given a report about a place, how likely it is of each kind under each level, as a share of the level that fits best. Judgement.

How many reports come is not weighed: that is up to journalists. So silence tells nothing, and the table is balanced: there is a mix
of kinds under which places of every level make as many reports."""

OF_A_ROAD = frozenset({"agreement", "blockade_declared", "blockade_lifted"})
"""Kinds that tell of no town when they are about an import corridor: a ban besieges no town, a deal on a road signs none."""


def tells(report: Report, atlas: Atlas, roads: Roads, trust: float) -> tuple[int, tuple[float, ...]] | None:
    """Read what a report tells of who holds its place.

    Args:
        report: a claim.
        atlas: the stage.
        roads: constants of the mechanism.
        trust: chance that it happened as told; if it did not, the report was as likely under every level.

    Returns:
        The place, and the log-likelihood under each level (never above 0); None when it tells nothing of a place.
    """
    place = atlas.place_index.get(report.place)
    if report.metric not in TELLS or place is None or not roads.moves[place]:
        return None
    along = atlas.corridor_index.get(report.corridor)
    if report.metric in OF_A_ROAD and along is not None and atlas.corridors[along].kind == "import":
        return None
    if report.metric == "agreement" and roads.seat[place]:
        return None
    return place, tuple(math.log(trust * share + 1.0 - trust) for share in TELLS[report.metric])


def evidence_by_day(
    trusted: Iterable[tuple[Report, float]], atlas: Atlas, roads: Roads, *, first_day: date, days: int
) -> NDArray[np.float64]:
    """Lay out what reports tell, each on the last of its days, as the driver `control_evidence` holds it.

    A report from before the first day counts on the first, halved for every `FADES_DAYS` between.

    Args:
        trusted: claims, each with the chance that it happened as told.
        atlas: the stage.
        roads: constants of the mechanism.
        first_day: first day held.
        days: how many days.

    Returns:
        (day, place, level) log-likelihood; 0 where nothing was told.
    """
    out = np.zeros((days, len(atlas.places), LEVELS))
    for report, trust in trusted:
        told = tells(report, atlas, roads, trust)
        if told is None or report.first_day is None or report.last_day is None:
            continue
        first, last = (report.first_day - first_day).days, (report.last_day - first_day).days
        if first < days:
            out[max(0, min(days - 1, last)), told[0]] += np.array(told[1]) * 0.5 ** (max(0, -last) / FADES_DAYS)
    return out
