"""Who comes where and which camps fill, drawn for those who plan."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.numerals import DASH
from harmattan.brief.planning import CampRow, DisplacementRow, Planned, asylum_rows, camp_rows, displacement_rows
from harmattan.brief.tables.cells import Cell, word
from harmattan.brief.tables.strips import StripRow, StripTable
from harmattan.brief.wording import Wording
from harmattan.map.ink import BLUE, MUTED
from harmattan.map.intervals import Bar, Ruler, draw_bars, draw_ruler, linear_ruler
from harmattan.map.tips import named

__all__ = ["asylum_table", "camp_table", "destination_table"]

_MOST = 12
_SUMS = ("other", "home")


def destination_table(inputs: BriefInput, audience: Audience, words: Wording) -> StripTable:
    """Set out where displaced people come to stay over the days ahead, with figures to plan with.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has no crossings.
        words: language.

    Returns:
        The largest destinations, then all others together; no rows where arrivals are not held.
    """
    rows = displacement_rows(inputs, audience, most=_MOST)
    caption = words.say(f"planning.destinations{inputs.flight}", day=words.day(inputs.last_day))
    note = words.say("planning.withheld") if audience.public else ""
    return _arrivals("destinations", caption, rows, words, note)


def asylum_table(inputs: BriefInput, audience: Audience, words: Wording) -> StripTable:
    """Set out in which country displaced people come to stay over the days ahead.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has no crossings.
        words: language.

    Returns:
        Countries of asylum, then the country under blockade as a whole; no rows where arrivals are not held.
    """
    caption = words.say("planning.countries", day=words.day(inputs.last_day))
    home = inputs.case.settings.country
    rows = sorted(asylum_rows(inputs, audience), key=lambda row: row.country == home)
    inside = tuple(replace(row, kind="home") if row.country == home else row for row in rows)
    return _arrivals("countries", caption, inside, words, "")


def _arrivals(name: str, caption: str, rows: Sequence[DisplacementRow], words: Wording, note: str) -> StripTable:
    # Sums would press single places into a corner of the scale: their numbers say enough.
    alone = [row for row in rows if row.kind not in _SUMS]
    ruler = linear_ruler(max((row.people.p95 for row in alone), default=1.0))
    head = (words.say("planning.where"), words.say("planning.people"), *_levels(words))
    shown = tuple(
        StripRow(
            _place(row, words),
            draw_bars(_aloud(_title(row, words), row.people, words), (_planned_bar(row.people),), ruler)
            if row in alone
            else "",
            _figures(row.people, words),
            "rest" if row.kind in _SUMS else "",
        )
        for row in rows
    )
    return StripTable(name, caption, head, draw_ruler(ruler, words, words.say("planning.people")), shown, note)


def _levels(words: Wording) -> tuple[str, ...]:
    return tuple(words.say(f"planning.{level}") for level in ("p50", "p80", "p95"))


def _place(row: DisplacementRow, words: Wording) -> Cell:
    if row.kind in ("country", *_SUMS):
        return word(_title(row, words))
    return word(_title(row, words), small=f"{words.say(f'kind.{row.kind}')}, {words.country(row.country)}")


def _title(row: DisplacementRow, words: Wording) -> str:
    if row.kind == "other":
        return words.say("planning.others", n=row.places)
    if row.kind == "home":
        return words.say("planning.inside", country=words.country(row.country))
    return words.country(row.country) if row.kind == "country" else named(row.name, row.name_fr, words)


def _planned_bar(people: Planned) -> Bar:
    return Bar(people.p50, people.p50, people.p95, BLUE, people.p80)


def _figures(people: Planned, words: Wording) -> tuple[Cell, ...]:
    return tuple(Cell(_rounded(value, words), "number") for value in (people.p50, people.p80, people.p95))


def _rounded(value: float, words: Wording) -> str:
    """Write a count of people to two figures: quantiles of a few hundred draws support no more."""
    if not math.isfinite(value):
        return DASH
    step = 10.0 ** max(0, math.floor(math.log10(value)) - 1) if value >= 1 else 1.0
    return words.amount(value, step=step)


def _aloud(title: str, people: Planned, words: Wording) -> str:
    p50, p80, p95 = (_rounded(value, words) for value in (people.p50, people.p80, people.p95))
    return words.say("planning.aloud", name=title, p50=p50, p80=p80, p95=p95)


def camp_table(inputs: BriefInput, audience: Audience, words: Wording) -> StripTable:
    """Set out how full each camp is and becomes, when it passes its capacity, and by how many.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has no crossings.
        words: language.

    Returns:
        One row for each camp or place with a capacity; no rows where there is none.
    """
    rows = camp_rows(inputs, audience)
    tops = [row.then.p95 for row in rows] + [row.capacity for row in rows if math.isfinite(row.capacity)]
    ruler = linear_ruler(max(tops, default=1.0), width=340.0)
    keys = ("camp", "load", "capacity", "over", "when")
    last = words.day(inputs.last_day)
    head = (*(words.say(f"planning.{key}") for key in keys), words.say("planning.short", day=last), *_levels(words)[1:])
    return StripTable(
        "camps",
        words.say("planning.camps", day=last),
        head,
        draw_ruler(ruler, words, words.say("planning.load")),
        tuple(_camp(inputs, row, ruler, words) for row in rows),
        words.say("planning.camps_note", day=words.day(inputs.case.settings.first_day)),
    )


def _camp(inputs: BriefInput, row: CampRow, ruler: Ruler, words: Wording) -> StripRow:
    known = math.isfinite(row.capacity)
    low, middle, high = row.now
    bars = (Bar(low, middle, high, MUTED), _planned_bar(row.then))
    name = named(row.name, row.name_fr, words)
    title = words.say(
        "planning.camp_aloud",
        now=_rounded(middle, words),
        then=_aloud(name, row.then, words),
        capacity=words.amount(row.capacity) if known else words.say("planning.no_capacity"),
    )
    cells = (
        Cell(
            words.amount(row.capacity) if known else words.say("cell.unknown"), "number" if known else "number judged"
        ),
        Cell(words.chance(row.over) if known else DASH, "number"),
        _when(inputs, row, words) if known else Cell(DASH, "number"),
        *(_figures(row.shortfall, words)),
    )
    svg = draw_bars(title, bars, ruler, line=row.capacity if known else None)
    small = words.country(row.country)
    return StripRow(Cell(name, "", row.reports, small), svg, cells, "" if row.reports else "judged")


def _when(inputs: BriefInput, row: CampRow, words: Wording) -> Cell:
    """Say when a camp passes its capacity: already, by day, or not within the days ahead."""
    if row.day_high is not None and row.day_high <= inputs.as_of:
        return Cell(words.say("planning.already"), "number")

    def said(day: date | None) -> str:
        if day is None:
            return words.say("planning.not_within", n=inputs.horizon)
        return words.say("planning.now") if day <= inputs.as_of else words.day(day)

    if row.day_low is None:
        return Cell(said(None), "number")
    between = words.say("number.between", low=said(row.day_low), high=said(row.day_high))
    return Cell(said(row.day), "number", small=between)
