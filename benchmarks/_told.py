"""What the evidence tells of events that nobody wrote a date for: between which days one began, or that nobody can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.verify.quantities import factor_of, quantity_of
from harmattan.world.report import Report

__all__ = ["FEW_CLOSED", "LEFT", "UNSERVED", "Began", "began", "closures_of", "last_known", "shortages_of"]

UNSERVED = 20.0
"""Per cent of the need not served from which on a place is short of fuel."""

FEW_CLOSED = 50.0
"""Per cent of schools or stations closed from which on they count as closed, and a place as short of fuel."""

LEFT = 0.4
"""Share of the normal weekly inflow under which the whole country counts as short of fuel."""

WEEKLY = ("tankers_per_week", "litres_per_week")
NUMBER = ("exact", "about", "range")
Verdict = Callable[[Report], bool | None]


@dataclass(frozen=True, slots=True)
class Began:
    """When something began, as told.

    Args:
        first: first day on which it can have begun.
        last: day from which on it is told.
        reports: ids of the rows that say so.
    """

    first: date
    last: date
    reports: tuple[str, ...]


def shortages_of(place: str, normal: Callable[[Report], float | None]) -> Verdict:
    """Say which reports tell that a place is short of fuel, and which that it is not.

    Short: `fuel_not_served` of at least `UNSERVED`, half of the stations or schools closed, schools closed for lack of fuel, or a
    national week of tankers or litres under `LEFT` of the normal one. Not short: `fuel_not_served` of at most `UNSERVED`, or a
    `supply_state` that begins with `normal` or `near-normal`.

    Args:
        place: id of the place; reports on no place, corridor or area tell of it too.
        normal: what a report would have measured in normal times, in its own unit; None where nobody knows.

    Returns:
        A function that gives True, False, or None where a report tells neither.
    """
    closed = [closures_of(what, place) for what in ("school", "station")]

    def verdict(report: Report) -> bool | None:
        if not _about(report, place):
            return None
        quantity = quantity_of(report.metric, report.unit).name
        if quantity == "fuel_not_served" and report.relation != "none":
            return True if report.low >= UNSERVED else False if report.high <= UNSERVED else None
        if report.metric == "supply_state":
            return False if report.value.casefold().startswith(("normal", "near-normal")) else None
        if quantity in WEEKLY and report.relation in (*NUMBER, "at most") and not report.place:
            usual = normal(report)
            return True if usual is not None and report.high < LEFT * usual else None
        return True if any(tells(report) for tells in closed) else None

    return verdict


def closures_of(what: str, place: str) -> Verdict:
    """Say which reports tell that schools or stations were closed. None tells that they were open: such reports are not written.

    Args:
        what: `school` or `station`.
        place: id of the place; reports on no place, corridor or area tell of it too.

    Returns:
        A function that gives True, False, or None where a report tells neither.
    """

    def verdict(report: Report) -> bool | None:
        metric = report.metric.casefold()
        if not _about(report, place) or not metric.startswith(what):
            return None
        if metric.startswith(f"{what}s_closed") and report.relation != "none":
            return True if report.low >= FEW_CLOSED else False if report.high < FEW_CLOSED else None
        return True if metric.startswith(f"{what}_closure") and "planned" not in metric else None

    return verdict


def _about(report: Report, place: str) -> bool:
    here = not report.place and not report.corridor and not report.area
    return not report.background and report.first_day is not None and (here or report.place == place)


def began(reports: Iterable[Report], verdict: Verdict, origin: date, *, dated: bool = False) -> Began | None:
    """Find when something was first told after a day, and when it was last told not to be.

    Args:
        reports: what is known today.
        verdict: whether a report tells of it.
        origin: the day.
        dated: whether the day of the first report is the day on which it began, as for a closure that was decreed.

    Returns:
        The days between which it began, after the origin: from the day after the last one on which it was told not to be (the day
        after the origin where nobody told so) to the first on which it was told. None where nobody told of it.
    """
    told = [(row, verdict(row)) for row in reports]
    later = [row for row, is_so in told if is_so and row.last_day is not None and row.last_day > origin]
    if not later:
        return None
    start = origin + timedelta(days=1)
    first = min(later, key=lambda row: (row.first_day or date.min, row.id))
    last = max(start, first.first_day or start)
    if dated:
        return Began(last, last, (first.id,))
    not_yet = [row for row, is_so in told if is_so is False and row.last_day is not None and row.last_day < last]
    before = max(not_yet, key=lambda row: (row.last_day or date.min, row.id), default=None)
    if before is None or before.last_day is None or before.last_day < origin:
        return Began(start, last, (first.id,))
    return Began(max(start, before.last_day + timedelta(days=1)), last, (before.id, first.id))


def last_known(reports: Sequence[Report], like: Report) -> float | None:
    """Find the last known number of the same quantity at the same place, normal times of before included.

    Args:
        reports: what was known on the origin.
        like: a later report.

    Returns:
        The number, told by the week where it adds up; None when there is none.
    """

    def about(row: Report) -> tuple[str, str, str, str]:
        return quantity_of(row.metric, row.unit).name, row.place, row.corridor, row.area

    found = [
        row for row in reports if row.relation in NUMBER and row.last_day is not None and about(row) == about(like)
    ]
    newest = max(found, key=lambda row: (row.last_day or date.min, row.id), default=None)
    return None if newest is None else newest.best * factor_of(newest)
