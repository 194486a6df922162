"""The judgement on people killed: by armed groups, by state forces, across the border."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import untaught, weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import judged
from harmattan.brief.wording import Wording
from harmattan.map.bands import band
from harmattan.world.statement import Statement

__all__ = ["deaths"]

_AREAS = 2


def deaths(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State how many people are killed over the days ahead, in which areas most, and how many by state forces.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where deaths are not held.
    """
    outlook = inputs.reference
    if "violent_deaths" not in outlook.totals:
        return None
    number = band(outlook.totals["violent_deaths"])
    harm = band(outlook.totals["state_harm"]) if "state_harm" in outlook.totals else None
    atlas = inputs.case.atlas
    home = [row for row, area in enumerate(atlas.areas) if area.country == inputs.case.settings.country]
    away = [row for row in range(len(atlas.areas)) if row not in home]
    killed = outlook.values.get("violent_deaths")
    by_area = np.zeros((1, len(atlas.areas))) if killed is None else killed.sum(axis=1, dtype=np.float64)
    most = _share_of_most(by_area[:, home])
    worst = [row for row in np.argsort(-most, kind="stable")[:_AREAS] if most[row] > 0]
    beyond = band(by_area[:, away].sum(axis=1))

    def text(w: Wording) -> str:
        named = [
            f"{w.title(atlas.areas[home[row]].name, atlas.areas[home[row]].name_fr)} ({w.chance(float(most[row]))})"
            for row in worst
        ]
        shown = w.estimate(number, w.unit("person", number.median), least=1.0)
        key = "judgement.deaths" if named else "judgement.deaths_only"
        parts = [w.say(key, deaths=shown, date=w.day(inputs.last_day), areas=", ".join(named))]
        if harm is not None:
            parts.append(w.say("judgement.state_harm", deaths=w.estimate(harm, least=1.0)))
        if beyond.high >= 1:
            parts.append(w.say("judgement.deaths_abroad", deaths=w.estimate(beyond, least=1.0)))
        return " ".join(parts)

    def caveat(w: Wording) -> str:
        judgement = harm is not None and untaught(inputs, "state_harm_ratio", "deaths_per_state_harm")
        return w.say("caveat.deaths") + (f" {w.say('caveat.state_harm_judged')}" if judgement else "")

    return judged(
        inputs,
        audience,
        "deaths",
        text,
        caveat,
        number,
        "person",
        weighed=tuple(dict.fromkeys((*weighing(inputs, "violence"), *weighing(inputs, "state_harm")))),
    )


def _share_of_most(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """(entity,) share of the draws in which each has most; entities that tie share the draw."""
    top = counts.max(axis=1, keepdims=True, initial=0.0)
    ties = (counts == top) & (top > 0)
    return np.asarray((ties / np.maximum(1, ties.sum(axis=1, keepdims=True))).mean(axis=0))
