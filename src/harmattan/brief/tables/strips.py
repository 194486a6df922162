"""Tables in which every row carries its numbers and a small drawing of them on one scale."""

from __future__ import annotations

from dataclasses import dataclass

from harmattan.brief.tables.cells import Cell

__all__ = ["StripRow", "StripTable"]


@dataclass(frozen=True, slots=True)
class StripRow:
    """One row.

    Args:
        name: what it is of.
        svg: its drawing; empty where there is nothing to draw.
        cells: its numbers.
        kind: `judged` sets it apart because no report of that very thing weighed; `rest` because it sums up others.
    """

    name: Cell
    svg: str
    cells: tuple[Cell, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class StripTable:
    """A table of drawings.

    Args:
        name: id on the page, of letters and hyphens.
        caption: what it shows.
        head: headings of the name, of the drawing and of each number.
        ruler: the scale above the drawings.
        rows: the rows.
        note: what must be read with it.
    """

    name: str
    caption: str
    head: tuple[str, ...]
    ruler: str
    rows: tuple[StripRow, ...]
    note: str = ""
