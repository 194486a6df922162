"""A user's own stocks and fleet as a sheet of the workbook; internal level only."""

from __future__ import annotations

import math

from harmattan.brief.inputs import BriefInput
from harmattan.brief.own.belief import OwnPlace, own_places
from harmattan.brief.own.claims import Claim
from harmattan.brief.sheet import Row, Sheet, number
from harmattan.brief.wording import Wording
from harmattan.map.tips import named
from harmattan.world.own import own_metrics

__all__ = ["own_sheet"]

_COLUMNS = {
    "row": "#meta+id",
    "place": "#loc+name",
    "what": "#indicator+name",
    "value": "#indicator+num",
    "low": "#indicator+min+num",
    "high": "#indicator+max+num",
    "unit": "#indicator+unit",
    "counted_on": "#date+counted",
    "age": "#indicator+age+num",
    "lasts": "#indicator+lasts+days",
    "no_road": "#indicator+no_road+prob",
    "siege_now": "#indicator+siege+prob",
    "siege_ahead": "#indicator+siege+ahead+prob",
    "stuck": "#indicator+stuck+prob",
}
"""Key of the heading and HXL tag of each column."""


def own_sheet(inputs: BriefInput, words: Wording) -> Sheet:
    """Lay out the newest own claims with what is believed about the places.

    Args:
        inputs: what the brief is made from, planned at the internal level.
        words: language.

    Returns:
        One row per claim: its row of the evidence, place, what, best, lowest and highest number, unit, day of the count, age in
        days, days it lasts, and chances from 0 to 1; None where something is not known.
    """
    rows: list[Row] = []
    for own in own_places(inputs):
        name = named(own.place.name, own.place.name_fr, words)
        chances = [None if one is None else number(one.share) for one in (own.siege_now, own.siege_ahead, own.stuck)]
        for claim in own.claims:
            report, metric = claim.report, own_metrics()[claim.report.metric]
            what = metric.meaning_fr if words.language == "fr" else metric.meaning
            numbers = (report.best, report.low, number(report.high))
            counted = (words.unit(metric.unit), report.last_day, claim.age)
            rows.append((report.id, name, what, *numbers, *counted, *_lasts(own, claim), *chances))
    day = words.day(inputs.last_day)
    heads = tuple(words.say(f"own.head.{key}", day=day) for key in _COLUMNS)
    return Sheet(words.say("sheet.own"), heads, tuple(_COLUMNS.values()), tuple(rows))


def _lasts(own: OwnPlace, claim: Claim) -> tuple[float | None, float | None]:
    """Days a stock lasts and the chance of no road, in the row of the stock alone."""
    for stock in (own.fuel, own.food):
        if claim is stock.held and stock.lasting is not None and math.isfinite(stock.lasting.best):
            share = own.no_road.get(stock.of)
            return max(0.0, round(stock.lasting.best, 2)), None if share is None else number(share.share)
    return None, None
