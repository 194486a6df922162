"""The newest claims on a user's own stocks and fleet, and how long a stock lasts by them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.world.own import own_metrics
from harmattan.world.report import Report, Reports

__all__ = ["STALE_DAYS", "Claim", "Lasting", "Stock", "lasting", "newest"]

STALE_DAYS = 14
"""Age in days from which a claim on own stocks is marked as old."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The newest claim on one thing at one place.

    Args:
        report: the claim.
        age: days from the last day it is about to the cut-off date.
        rivals: ids of other claims on the same thing, place and day whose number differs.
    """

    report: Report
    age: int
    rivals: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        """Whether it is too old to be taken for today's."""
        return self.age >= STALE_DAYS and own_metrics()[self.report.metric].ages


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a stock lasts after the cut-off date if nothing comes in: days by the lowest, the best and the highest numbers.

    What was used since the day of the claim is taken off, so that days below 0 tell how long ago the stock ran out by this count;
    inf means that nothing is used.
    """

    low: float
    best: float
    high: float

    @property
    def whole(self) -> float:
        """Whole days by the best numbers; inf where nothing is used."""
        return math.floor(self.best) if math.isfinite(self.best) else self.best

    @property
    def day_ahead(self) -> int | None:
        """Day ahead on which it ends, 0 for the day after the cut-off date; None where it has run out or never does."""
        return math.ceil(self.best) - 1 if 0.0 < self.best < math.inf else None

    def ends(self, as_of: date) -> date | None:
        """Name the last day on which there is any by the best numbers.

        Args:
            as_of: cut-off date.

        Returns:
            The day, before the cut-off date where it has run out; None where it never does.
        """
        return as_of + timedelta(days=math.ceil(self.best)) if math.isfinite(self.best) else None


@dataclass(frozen=True, slots=True)
class Stock:
    """What a user holds and uses of one thing at one place.

    Args:
        of: `fuel` or `food`.
        held: newest claim on the stock; None where there is none.
        used: newest claim on the use; None where there is none.
    """

    of: str
    held: Claim | None
    used: Claim | None

    @property
    def lasting(self) -> Lasting | None:
        """How long it lasts; None without a claim on the stock or on the use."""
        return None if self.held is None or self.used is None else lasting(self.held, self.used)

    @property
    def state(self) -> str:
        """What can be said: `days` it lasts, `empty`, `ran_out` by the count, `unused`, `no_use`, `no_stock`, or nothing at all."""
        lasts = self.lasting
        if self.held is None:
            return "no_stock" if self.used is not None else ""
        if self.held.report.best <= 0.0:
            return "empty"
        if lasts is None:
            return "no_use"
        if math.isinf(lasts.best):
            return "unused"
        return "days" if lasts.best > 0.0 else "ran_out"

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that it rests on."""
        return tuple(claim for claim in (self.held, self.used) if claim is not None)


def newest(reports: Reports, as_of: date) -> Mapping[tuple[str, str], Claim]:
    """Find the newest claim on each own thing at each place.

    A claim on days to come says what is planned and not what is there, and is left out.

    Args:
        reports: the claims known on the cut-off date.
        as_of: cut-off date.

    Returns:
        Claims by (metric, place id). Of several on one day the one known last stands first, then the one further down the file.
    """
    groups: dict[tuple[str, str], list[tuple[date, date, int, Report]]] = {}
    for report in reports:
        day = report.last_day
        if report.metric in own_metrics() and report.place and day is not None and day <= as_of:
            entry = (day, report.known_from or date.min, report.row, report)
            groups.setdefault((report.metric, report.place), []).append(entry)
    out = {}
    for key, entries in groups.items():
        entries.sort(key=lambda entry: entry[:3])
        *others, (day, _, _, latest) = entries
        numbers = (latest.low, latest.best, latest.high)
        rivals = tuple(row.id for when, _, _, row in others if when == day and (row.low, row.best, row.high) != numbers)
        out[key] = Claim(latest, (as_of - day).days, rivals)
    return out


def lasting(held: Claim, used: Claim) -> Lasting:
    """Work out how long a stock lasts.

    Args:
        held: the stock, in litres or tonnes.
        used: the use, in the same a day.

    Returns:
        Days after the cut-off date.
    """
    stock, use = held.report, used.report

    def days(amount: float, daily: float) -> float:
        if daily <= 0.0:
            return math.inf
        # Rounded, because 0.3 tonnes at 0.1 a day are three days and not a hair less.
        return round(0.0 if math.isinf(daily) else amount / daily, 9) - held.age

    return Lasting(days(stock.low, use.high), days(stock.best, use.best), days(stock.high, use.low))
