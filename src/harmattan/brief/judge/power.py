"""Judgement on electricity: what the model says, and what reports say where the model does not explain them."""

from __future__ import annotations

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import weighing
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import NOTHING, judged, title_of
from harmattan.brief.points import power_points
from harmattan.brief.wording import Wording
from harmattan.inference.scores import central
from harmattan.map.bands import Band, band, now
from harmattan.map.charts import Point
from harmattan.world.statement import Statement

__all__ = ["power_now"]

_RUNNING = 0.85
"""Share of thermal power from which plants that have fuel count as running."""


def power_now(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State how many hours a day the first city has electricity.

    Where the last report of it lies wholly outside the 90 % interval of its own day, the model does not know what keeps the
    city dark or lit: the report is told in place of the number, and the statement has none. Where plants that have fuel surely do
    not run in full, it says so: then roads alone do not explain the hours.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where it is not held or the audience does not see it.
    """
    city = inputs.focus[0]
    draws = now(inputs.situation, "power_hours", city, ahead=inputs.reference)
    if audience.public or draws is None:
        return None
    number = band(draws)
    strange = _unexplained(inputs, city)
    plants = _plants(inputs)

    def text(w: Wording) -> str:
        hours = w.estimate(number, w.unit("hour", number.median), least=0.5)
        atlas = inputs.case.atlas
        name = title_of(atlas.places[atlas.place_index[city]], w)
        if strange is None:
            first = w.say("judgement.power_now", city=name, hours=hours)
            return first if plants is None else f"{first} {w.say('judgement.plants_idle', share=_percent(plants, w))}"
        told = w.counted(w.exact(strange.best), w.unit("hour", strange.best))
        return w.say("judgement.power_unexplained", city=name, hours=hours, told=told, day=w.day(strange.day))

    here = (city, "")
    weighed = weighing(inputs, "power", lambda report: report.place in here)
    shown = number if strange is None else NOTHING
    return judged(inputs, audience, "power_now", text, lambda _: "", shown, "hour", weighed=weighed)


def _plants(inputs: BriefInput) -> Band | None:
    """Find the share of thermal power that runs when its fuel is there, if almost all draws have plants well short of it."""
    held = inputs.situation.values.get("plant_availability")
    if held is None or "power_hours_normal" not in inputs.situation.values:
        return None
    share = band(held[:, inputs.case.atlas.countries.index(inputs.case.settings.country)])
    return share if share.high < _RUNNING else None


def _percent(share: Band, w: Wording) -> str:
    return w.estimate(share, "%", scale=100.0, least=5.0)


def _unexplained(inputs: BriefInput, city: str) -> Point | None:
    """Find the last report on hours of power, if what the model held on its day cannot be what it tells of."""
    past, first = inputs.situation.history.get("power_hours"), inputs.situation.history_first_day
    points = sorted(power_points(inputs, city), key=lambda point: (point.day, point.report))
    if past is None or first is None or not points:
        return None
    last = points[-1]
    day = (last.day - first).days
    if not 0 <= day < past.shape[1]:
        return None
    row = inputs.case.atlas.place_index[city]
    low, _, high = central(np.asarray(past[:, day, row], dtype=np.float64))
    return last if last.high < low or last.low > high else None
