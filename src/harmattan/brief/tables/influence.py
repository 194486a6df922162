"""The table of the reports that moved today's numbers most: each left out in turn."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from harmattan.brief.audience import Audience
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import serves_sites
from harmattan.brief.tables.belief import entity_name
from harmattan.brief.tables.cells import Cell, Table, word
from harmattan.brief.tables.evidence import report_cell
from harmattan.brief.wording import Wording
from harmattan.world.atlas import Atlas

__all__ = ["Influential", "influence_table"]

_MOST = 8

_QUANTITIES = {
    "days_of_fuel": ("place", "days_of_fuel", "day", 0.1),
    "fuel_stock_total": ("place", "fuel_stock_total", "litre", 1000.0),
    "tankers_per_week": ("corridor", "tankers_arrived", "tanker/week", 0.1),
}
"""By quantity: its axis, the variable whose rules of disclosure hold for it, its unit and its finest step."""


class Influential(Protocol):
    """What one report did to one number of the cut-off day."""

    @property
    def report(self) -> str:
        """Id of the report."""
        ...

    @property
    def quantity(self) -> str:
        """`days_of_fuel`, `fuel_stock_total` or `tankers_per_week`."""
        ...

    @property
    def entity(self) -> str:
        """The place or corridor."""
        ...

    @property
    def without_median(self) -> float:
        """Median of what would be believed had the report never come."""
        ...

    @property
    def with_median(self) -> float:
        """Median of what is believed."""
        ...

    @property
    def shift(self) -> float:
        """How far the report moved the median."""
        ...

    @property
    def reliable(self) -> bool:
        """Whether enough draws are left without the report to tell numbers."""
        ...


def influence_table(
    inputs: BriefInput, audience: Audience, words: Wording, rows: Iterable[Influential] | None = None
) -> Table:
    """List the reports that moved today's stocks and throughput most.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has no numbers of single towns and corridors, so that its table is empty.
        words: language.
        rows: what each report did; the `influence` of the situation when not given, nothing where it holds none.

    Returns:
        The table, the largest shift for its number first; mines and bases are not in it.
    """
    given = getattr(inputs.situation, "influence", ()) if rows is None else rows
    known, atlas = inputs.reports.by_id(), inputs.case.atlas
    chosen = [
        row
        for row in given
        if row.report in known
        and audience.keeps(known[row.report], atlas)
        and row.quantity in _QUANTITIES
        and audience.shows(_QUANTITIES[row.quantity][1], _QUANTITIES[row.quantity][0])
        and not _of_site(atlas, row.entity)
        and (row.reliable or abs(row.shift) > float(getattr(row, "error", 0.0)))
        and row.shift
    ]
    chosen.sort(key=lambda row: (-_relative(row), row.report, row.quantity, row.entity))
    head = tuple(
        words.say(f"head.{key}")
        for key in ("report", "influence_number", "influence_without", "influence_with", "influence_shift")
    )
    made = tuple(_row(row, inputs, words) for row in chosen[:_MOST])
    return Table(words.say("page.influence"), head, made)


def _of_site(atlas: Atlas, entity: str) -> bool:
    if entity in atlas.corridor_index:
        return serves_sites(atlas, atlas.corridors[atlas.corridor_index[entity]])
    return entity not in atlas.place_index or atlas.places[atlas.place_index[entity]].kind in SITES


def _relative(row: Influential) -> float:
    return abs(row.shift) / max(abs(row.with_median), abs(row.without_median), 1e-9)


def _row(row: Influential, inputs: BriefInput, words: Wording) -> tuple[Cell, ...]:
    _, _, unit, least = _QUANTITIES[row.quantity]
    where = entity_name(inputs.case.atlas, row.entity, words)
    number = word(words.say(f"influence.{row.quantity}"), small=where)
    largest = max(abs(row.without_median), abs(row.with_median), least)
    step = max(least, 10.0 ** (math.floor(math.log10(largest)) - 1))
    signed = f"{'+' if row.shift > 0 else ''}{words.amount(row.shift, step=step)}"
    direction = words.say("influence.more" if row.shift > 0 else "influence.less")
    plain = words.unit(unit)
    cells = [
        Cell(words.amount(value, step=step), "number", small=plain) for value in (row.without_median, row.with_median)
    ]
    if not row.reliable:
        cells[0], signed = Cell(words.say("influence.direction"), "number judged"), direction
    return (report_cell(inputs.reports.by_id()[row.report], words), number, *cells, Cell(signed, "number"))
