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
from harmattan.map.bands import band, now
from harmattan.map.charts import Point
from harmattan.world.statement import Statement

__all__ = ["power_now"]


def power_now(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State how many hours a day the first city has electricity.

    Where the last report of it lies wholly outside the 90 % interval of its own day, the model does not know what keeps the
    city dark or lit: the report is told in place of the number, and the statement has none.

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

    def text(w: Wording) -> str:
        hours = w.estimate(number, w.unit("hour", number.median), least=0.5)
        atlas = inputs.case.atlas
        name = title_of(atlas.places[atlas.place_index[city]], w)
        if strange is None:
            return w.say("judgement.power_now", city=name, hours=hours)
        told = w.counted(w.exact(strange.best), w.unit("hour", strange.best))
        return w.say("judgement.power_unexplained", city=name, hours=hours, told=told, day=w.day(strange.day))

    here = (city, "")
    weighed = weighing(inputs, "power", lambda report: report.place in here)
    shown = number if strange is None else NOTHING
    return judged(inputs, audience, "power_now", text, lambda _: "", shown, "hour", weighed=weighed)


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
