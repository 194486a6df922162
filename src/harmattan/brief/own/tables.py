"""The section on a user's own stocks and fleet: its sentences and its four tables."""

from __future__ import annotations

from collections.abc import Sequence

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.numerals import DASH
from harmattan.brief.own.belief import OwnPlace, Share, own_fleet, own_places
from harmattan.brief.own.claims import Claim, Stock
from harmattan.brief.own.phrases import (
    amount_of,
    beyond,
    counted,
    days_of,
    fleet_sentence,
    percent,
    stock_sentence,
    warehouse_sentence,
)
from harmattan.brief.tables.cells import Cell, Table, estimate_cell, judged_cell, word
from harmattan.brief.wording import Wording
from harmattan.map.marks import WINDOW_DAYS
from harmattan.map.tips import named

__all__ = ["own_context"]

_EMPTY = Cell(DASH, "number")


def own_context(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, object]:
    """Gather what the section on own stocks and fleet shows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        `own`: whether there is anything to show, `own_sentences`, `own_tables` and `own_notes`; nothing at any level but the
        internal one.
    """
    places = own_places(inputs) if audience.internal else ()
    fleets = own_fleet(inputs, places)
    sentences = [stock_sentence(inputs, own, stock, words) for own in places for stock in (own.fuel, own.food)]
    sentences += [warehouse_sentence(inputs, own, words) for own in places]
    sentences += [fleet_sentence(inputs, fleet, words) for fleet in fleets]
    tables = (
        _stock_table(inputs, places, "fuel", words),
        _stock_table(inputs, places, "food", words),
        _warehouse_table(inputs, places, words),
        _fleet_table(inputs, places, words),
    )
    notes = [words.say("own.note"), words.say("own.note_lasting")]
    notes += [words.say("own.note_stuck", day=words.day(inputs.last_day))] if fleets else []
    return {
        "own": bool(places),
        "own_sentences": tuple(filter(None, sentences)),
        "own_tables": tuple(table for table in tables if table.rows),
        "own_notes": tuple(notes),
    }


def _name(own: OwnPlace, words: Wording) -> Cell:
    return word(named(own.place.name, own.place.name_fr, words), small=words.say(f"kind.{own.place.kind}"))


def _claim_cell(claim: Claim | None, words: Wording, missing: str = "") -> Cell:
    if claim is None:
        return Cell(words.say(missing), "number judged") if missing else _EMPTY
    marks = [words.say("own.stale", n=claim.age)] if claim.stale else []
    marks += [words.say("own.rivals")] if claim.rivals else []
    small = words.say("number.semicolon").join(marks) if marks else words.day(claim.report.last_day)
    return Cell(amount_of(claim, words), "number mark" if marks else "number", (claim.report.id,), small)


def _share_cell(share: Share | None, words: Wording, *, told: bool = True) -> Cell:
    if share is None:
        return _EMPTY
    cell = Cell(counted(share, words), "number")
    return cell if told else judged_cell(cell)


def _stock_table(inputs: BriefInput, places: Sequence[OwnPlace], of: str, words: Wording) -> Table:
    last = words.day(inputs.last_day)
    keys = [
        "place",
        "stock",
        "use",
        "lasts",
        "no_road",
        *(("town_days",) if of == "fuel" else ()),
        "siege_now",
        "siege_ahead",
    ]
    rows = []
    for own in places:
        stock: Stock = getattr(own, of)
        if not stock.state:
            continue
        told = own.mark is not None and bool(own.mark.siege_reports)
        rows.append(
            (
                _name(own, words),
                _claim_cell(stock.held, words, "own.no_stock"),
                _claim_cell(stock.used, words, "own.no_use"),
                _lasting_cell(inputs, stock, words),
                _road_cell(inputs, own, stock, words),
                *((_town_cell(own, words),) if of == "fuel" else ()),
                _share_cell(own.siege_now, words, told=told),
                _share_cell(own.siege_ahead, words, told=told),
            )
        )
    return Table(words.say(f"own.{of}"), tuple(words.say(f"own.head.{key}", day=last) for key in keys), tuple(rows))


def _lasting_cell(inputs: BriefInput, stock: Stock, words: Wording) -> Cell:
    lasts = stock.lasting
    if stock.state in ("no_stock", "no_use") or (lasts is None and stock.state != "empty"):
        return _EMPTY
    if stock.state != "days" or lasts is None:
        kind = "number" if stock.state == "unused" else "number mark"
        return Cell(words.say(f"own.{stock.state}"), kind)
    small = words.say("own.to", day=words.day(lasts.ends(inputs.as_of)))
    return Cell(days_of(lasts, words), "number", small=small)


def _road_cell(inputs: BriefInput, own: OwnPlace, stock: Stock, words: Wording) -> Cell:
    if not own.corridors:
        return Cell(words.say("own.no_corridor"), "number judged")
    if stock.state == "days" and beyond(inputs, stock):
        return Cell(words.say("own.beyond"), "number judged")
    return _share_cell(own.no_road.get(stock.of), words)


def _town_cell(own: OwnPlace, words: Wording) -> Cell:
    if own.mark is None or own.mark.days is None:
        return _EMPTY
    if own.mark.open:
        between = words.pair(own.mark.days.median, own.mark.days.low, own.mark.days.high, least=0.1)[1]
        return Cell(words.say("cell.unknown"), "number judged", small=between)
    cell = estimate_cell(own.mark.days, words, least=0.1)
    return cell if own.mark.fuel_reports else judged_cell(cell)


def _warehouse_table(inputs: BriefInput, places: Sequence[OwnPlace], words: Wording) -> Table:
    last = words.day(inputs.last_day)
    keys = ("place", "capacity", "stock", "fill", "siege_ahead", "taken", "attacked", "attacks")
    rows = []
    for own in places:
        if own.capacity is None:
            continue
        told = own.mark is not None and bool(own.mark.siege_reports)
        rows.append(
            (
                _name(own, words),
                _claim_cell(own.capacity, words),
                _claim_cell(own.food.held, words, "own.no_stock"),
                _fill_cell(own, words),
                _share_cell(own.siege_ahead, words, told=told),
                _share_cell(own.taken, words, told=False),
                _share_cell(own.attacked, words),
                estimate_cell(own.attacks, words, least=1.0),
            )
        )
    heads = tuple(words.say(f"own.head.{key}", day=last, n=WINDOW_DAYS) for key in keys)
    return Table(words.say("own.warehouses"), heads, tuple(rows))


def _fill_cell(own: OwnPlace, words: Wording) -> Cell:
    if own.fill is None:
        return _EMPTY
    said = percent(own.fill, words)
    return Cell(said, "number mark", small=words.say("own.over_full")) if own.fill > 1.0 else Cell(said, "number")


def _fleet_table(inputs: BriefInput, places: Sequence[OwnPlace], words: Wording) -> Table:
    last = words.day(inputs.last_day)
    keys = ("place", "own_tankers", "own_vehicles", "stuck", "siege_now", "siege_ahead")
    rows = [
        (
            _name(own, words),
            _claim_cell(own.tankers, words),
            _claim_cell(own.vehicles, words),
            _share_cell(own.stuck, words),
            _share_cell(own.siege_now, words, told=bool(own.mark and own.mark.siege_reports)),
            _share_cell(own.siege_ahead, words, told=bool(own.mark and own.mark.siege_reports)),
        )
        for own in places
        if own.tankers is not None or own.vehicles is not None
    ]
    return Table(words.say("own.fleet"), tuple(words.say(f"own.head.{key}", day=last) for key in keys), tuple(rows))
