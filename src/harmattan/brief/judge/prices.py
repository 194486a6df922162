"""Judgement on what fuel costs on the street of the first city, and on prices in general."""

from __future__ import annotations

from datetime import timedelta

from harmattan.brief.audience import Audience
from harmattan.brief.cities import coarse_of, times_said, told_of_prices
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import NOTHING, judged, title_of
from harmattan.brief.points import price_points
from harmattan.brief.wording import Wording
from harmattan.map.bands import band, now
from harmattan.map.charts import Point
from harmattan.world.statement import Statement

__all__ = ["DEAR", "prices_now"]

DEAR = 1.2
"""Multiple of the price at the pump from which a street price is told."""

_LATELY = 90


def prices_now(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State what petrol costs on the street of the first city, where that is well above the price at the pump.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level is given a class.

    Returns:
        The statement; None where prices are not held, or neither the draws nor a report of the last three months say that it is
        dear.
    """
    city = inputs.focus[0]
    street = now(inputs.situation, "street_price", city, ahead=inputs.reference)
    general = now(inputs.situation, "general_price", city, ahead=inputs.reference)
    if street is None or general is None:
        return None
    number, told = band(street), _last_told(inputs, audience, city)
    if number.median <= DEAR and (told is None or told.best <= DEAR):
        return None

    def text(w: Wording) -> str:
        atlas = inputs.case.atlas
        name = title_of(atlas.places[atlas.place_index[city]], w)
        kind = coarse_of("street", number)
        if audience.public:
            told_class = w.say("judgement.price_class_unknown" if kind < 0 else f"judgement.price_class_{kind}")
            first = w.say("judgement.prices_class", city=name, **{"class": told_class})
        else:
            costs = {"times": times_said(number, w, least=0.1), "general": times_said(band(general), w, least=0.01)}
            said = {key: f"{median} ({between})" for key, (median, between) in costs.items()}
            first = w.say("judgement.prices_now", city=name, **said)
        if told is None:
            return first
        times = w.given(round(told.low, 1), round(told.high, 1))
        return f"{first} {w.say('judgement.prices_told', day=w.day(told.day), told=times)}"

    shown = NOTHING if audience.public else number
    weighed = told_of_prices(inputs, city)
    return judged(
        inputs, audience, "prices_now", text, lambda w: w.say("caveat.prices_now"), shown, "1", weighed=weighed
    )


def _last_told(inputs: BriefInput, audience: Audience, city: str) -> Point | None:
    """Find the newest report of the last three months on the street price of a city, among those that the audience may see."""
    known, atlas = inputs.reports.by_id(), inputs.case.atlas
    first = inputs.as_of - timedelta(days=_LATELY)
    points = [p for p in price_points(inputs, city) if p.day >= first and audience.keeps(known[p.report], atlas)]
    return max(points, key=lambda point: (point.day, point.report), default=None)
