"""A row once understood: the evidence table it goes to, its cells, and the claim that the case will read in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.errors import Fault
from harmattan.observe.adding.ground import Ground
from harmattan.observe.cells import allowed_instead
from harmattan.observe.claims import reports_from
from harmattan.observe.tables import Row, Table, columns_of
from harmattan.world.report import Report

__all__ = ["UNNUMBERED", "Claim", "event_day", "make_claim"]

UNNUMBERED = "NEW"
"""Id of a claim that has none yet."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of a sheet as a row of an evidence table.

    Args:
        row: number of the row in the sheet.
        file: evidence table.
        cells: text by column, without the id.
        report: the claim as the case will read it; its id is `UNNUMBERED`.
    """

    row: int
    file: str
    cells: Mapping[str, str]
    report: Report


def make_claim(row: int, file: str, cells: Mapping[str, str], ground: Ground) -> Claim | str:
    """Read cells as the case will.

    Args:
        row: number of the row in the sheet.
        file: evidence table.
        cells: text by column.
        ground: what is known.

    Returns:
        The claim; or, as text, why the case would reject the row.
    """
    known = columns_of(file)
    filled = {"id": UNNUMBERED, **{name: cells.get(name, "") for name in known if name != "id"}}
    faults = tuple(
        Fault(file, row, name, filled[name] or "nothing", allowed)
        for name, column in known.items()
        if (allowed := allowed_instead(column, filled[name]))
    )
    reports = reports_from([Table(file, (Row(row, filled, faults),))], ground.names)
    if reports.rejected:
        return reports.rejected[0].reason
    kept = {name: cell for name, cell in filled.items() if cell and name != "id"}
    return Claim(row, file, kept, reports.rows[0])


def event_day(first: date, last: date) -> tuple[date, str] | None:
    """Say a period as an incident does, as a day and how precisely it is known.

    Args:
        first: first day.
        last: last day.

    Returns:
        Day and precision; None where the period is longer than a week and lies in no single month, and is no year.

    Examples:
        >>> event_day(date(2030, 3, 4), date(2030, 3, 10))
        (datetime.date(2030, 3, 7), 'week')
        >>> event_day(date(2030, 3, 28), date(2030, 4, 10)) is None
        True
    """
    days = (last - first).days
    if days == 0:
        return first, "day"
    if days <= 6:
        return first + timedelta(days=days // 2), "week"
    if (first.year, first.month) == (last.year, last.month):
        return first, "month"
    return (first, "year") if (first.month, first.day, last) == (1, 1, date(first.year, 12, 31)) else None
