"""Tables as a page shows them: cells of words, with links to the reports behind them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from harmattan.brief.numerals import DASH
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band

__all__ = ["Cell", "Table", "estimate_cell", "judged_cell", "word"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        words: what stands in it.
        kind: `number` is set to the right; `mark` and `judged` are set apart; empty is running text.
        reports: ids of reports it links to.
        small: a second line.
        anchor: id of the report whose row this begins.
        link: address shown beside it.
    """

    words: str
    kind: str = ""
    reports: tuple[str, ...] = ()
    small: str = ""
    anchor: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its headings, its rows, a caption."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def word(text: str, *, small: str = "") -> Cell:
    """Make a cell of running text.

    Args:
        text: the text; empty gives a dash.
        small: a second line.

    Returns:
        The cell.
    """
    return Cell(text or DASH, small=small)


def estimate_cell(
    band: Band | None, words: Wording, unit: str = "", *, scale: float = 1.0, least: float = 0.01
) -> Cell:
    """Make a cell of a median with its interval below.

    Args:
        band: quantiles; None gives a dash.
        words: language.
        unit: written after the median.
        scale: factor, such as 100 for percent.
        least: finest step.

    Returns:
        The cell.
    """
    if band is None:
        return Cell(DASH, "number")
    if max(abs(band.low), abs(band.high)) * scale < least / 2:
        return Cell("0", "number")
    median, between = words.pair(band.median * scale, band.low * scale, band.high * scale, least=least)
    return Cell(f"{median}\u00a0{unit}".strip(), "number", small=between)


def judged_cell(cell: Cell) -> Cell:
    """Set a number apart of which no report weighed.

    Args:
        cell: a cell.

    Returns:
        The same cell, in italics on the page.
    """
    return cell if cell.words == DASH else replace(cell, kind=f"{cell.kind} judged".strip())
