"""A user's own stocks and fleet as statements; internal level only."""

from __future__ import annotations

import math

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import NOTHING, judged
from harmattan.brief.own.belief import Fleet, OwnPlace, own_fleet, own_places
from harmattan.brief.own.claims import Claim, Stock
from harmattan.brief.own.phrases import fleet_sentence, stock_sentence, warehouse_sentence
from harmattan.map.bands import Band
from harmattan.world.own import own_metrics
from harmattan.world.statement import Statement

__all__ = ["own_statements"]


def own_statements(inputs: BriefInput) -> tuple[Statement, ...]:
    """State how long own stocks last and how much of the fleet could be stuck.

    Args:
        inputs: what the brief is made from, planned at the internal level.

    Returns:
        Statements whose ids begin with `own_`: `own_fuel_PLACE`, `own_food_PLACE`, `own_warehouse_PLACE`, `own_tankers`,
        `own_vehicles`. The number of a stock is the days it lasts, its chance that no road stays open in the week in which it
        ends; the number of a warehouse is what it can hold, its chance that the town is besieged; the number of a fleet is how
        many could be stuck, its chance that any is. None where nothing own is claimed.
    """
    places = own_places(inputs)
    stocks = [_stock(inputs, own, stock) for own in places for stock in (own.fuel, own.food) if stock.state]
    stores = [_warehouse(inputs, own, own.capacity) for own in places if own.capacity is not None]
    return (*stocks, *stores, *(_fleet(inputs, fleet) for fleet in own_fleet(inputs, places)))


def _stock(inputs: BriefInput, own: OwnPlace, stock: Stock) -> Statement:
    lasts, number = stock.lasting, NOTHING
    if lasts is not None and math.isfinite(lasts.best):
        low, best, high = (max(0.0, days) for days in (lasts.low, lasts.best, lasts.high))
        number = Band(low, low, best, high, high)
    share = own.no_road.get(stock.of)
    return judged(
        inputs,
        Audience("internal"),
        f"own_{stock.of}_{own.place.id}",
        lambda words: stock_sentence(inputs, own, stock, words),
        lambda words: words.say("own.say.caveat"),
        number,
        "day",
        weighed=_ids(*stock.claims),
        probability=math.nan if share is None else share.share,
    )


def _warehouse(inputs: BriefInput, own: OwnPlace, capacity: Claim) -> Statement:
    report, held = capacity.report, own.food.held
    return judged(
        inputs,
        Audience("internal"),
        f"own_warehouse_{own.place.id}",
        lambda words: warehouse_sentence(inputs, own, words),
        lambda words: words.say("own.say.caveat_warehouse"),
        Band(report.low, report.low, report.best, report.high, report.high),
        own_metrics()[report.metric].unit,
        weighed=_ids(capacity, *(() if held is None else (held,))),
        probability=math.nan if own.siege_ahead is None else own.siege_ahead.share,
    )


def _fleet(inputs: BriefInput, fleet: Fleet) -> Statement:
    return judged(
        inputs,
        Audience("internal"),
        fleet.metric,
        lambda words: fleet_sentence(inputs, fleet, words),
        lambda words: words.say("own.say.caveat_fleet"),
        fleet.stuck or NOTHING,
        own_metrics()[fleet.metric].unit,
        weighed=_ids(*fleet.claims),
        probability=math.nan if fleet.share is None else fleet.share.share,
    )


def _ids(*claims: Claim) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for claim in claims for name in (claim.report.id, *claim.rivals)))
