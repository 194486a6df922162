"""A report: one dated, placed, sourced claim with its precision. Reports are never overwritten or merged."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

__all__ = ["INTERNAL", "Rejected", "Report", "Reports", "names_own"]

INTERNAL = "internal"
"""Audience of a claim that never leaves the user's own organisation."""


def names_own(metric: str) -> bool:
    """Tell whether a metric is of a user's own stocks and fleet, however it is spelled.

    Args:
        metric: a metric as written.

    Returns:
        True for `own_` and what follows; capitals, blanks and hyphens change nothing.

    Examples:
        >>> names_own("own_fuel_stock"), names_own("Own fuel stock"), names_own("ownership")
        (True, True, False)
    """
    return re.match(r"own[\W_]", metric.strip().casefold()) is not None


@dataclass(frozen=True, slots=True)
class Report:
    """One claim as a source made it, with the numbers read out of its words.

    Args:
        id: row id, unique within its file.
        file: file it stands in, such as `evidence/fuel.csv`.
        row: line number as a spreadsheet shows it.
        metric: what was measured or what happened, in the words of the file.
        value: the value as written.
        unit: unit as written.
        low: smallest number that the words allow; nan when there is no number.
        best: most likely number; nan when there is none.
        high: largest number that the words allow; inf for "at least".
        relation: `exact`, `about`, `at least`, `at most`, `range` or `none`.
        first_day: first day the claim is about; None when the words name no day.
        last_day: last day the claim is about.
        place_text: place or corridor as written.
        place: id of the place, empty when it could not be resolved.
        corridor: id of the corridor, empty when none could be resolved.
        area: id of the area, empty when none could be resolved.
        note: what the row adds, in our own words.
        source_url: address or name of the source.
        source_date: date of publication as read.
        confidence: `high`, `medium` or `low`.
        known_from: first day the claim may be used as known; None hides it from every replay.
        source_type: kind of source.
        background: whether it describes normal life before the crisis.
        count_destroyed: tankers destroyed, for an attack; nan when not read.
        fatalities: deaths; nan when not read.
        outcome: how a precedent ended, in the words of the file.
        audience: `internal` for a claim that never leaves the user's own organisation; empty for all others.
    """

    id: str
    file: str
    row: int
    metric: str
    value: str
    unit: str
    low: float
    best: float
    high: float
    relation: str
    first_day: date | None
    last_day: date | None
    place_text: str
    place: str
    corridor: str
    area: str
    note: str
    source_url: str
    source_date: str
    confidence: str
    known_from: date | None
    source_type: str
    background: bool
    count_destroyed: float = float("nan")
    fatalities: float = float("nan")
    outcome: str = ""
    audience: str = ""

    @property
    def internal(self) -> bool:
        """Whether it never leaves the user's own organisation: by its mark, or by its metric where the mark was forgotten."""
        return bool(self.audience) or names_own(self.metric)

    def known_on(self, day: date) -> bool:
        """Tell whether the claim may be used as known on a day.

        A background row describes normal life before the crisis: it may be used once the period it describes is over,
        even where our source is younger.

        Args:
            day: the as-of date.

        Returns:
            True when the claim is known by the end of that day.
        """
        if self.background and self.last_day is not None and self.last_day <= day:
            return True
        return self.known_from is not None and self.known_from <= day


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that could not become a Report: kept, with the reason; `audience` is `internal` where its text may not leave."""

    file: str
    row: int
    id: str
    text: str
    reason: str
    audience: str = ""

    @property
    def internal(self) -> bool:
        """Whether it never leaves the user's own organisation."""
        return bool(self.audience)


@dataclass(frozen=True)
class Reports:
    """All claims of a case, and the rows that were rejected.

    Args:
        rows: the claims, in file order. Claims that contradict each other stand side by side.
        rejected: rows that were not understood, with the reason.

    Examples:
        >>> len(Reports(()))
        0
    """

    rows: tuple[Report, ...]
    rejected: tuple[Rejected, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Report]:
        return iter(self.rows)

    def known_on(self, day: date) -> Reports:
        """Keep only what may be used as known on a day.

        Args:
            day: the as-of date.

        Returns:
            The claims known by then; the rejected rows stay visible.
        """
        return Reports(tuple(row for row in self.rows if row.known_on(day)), self.rejected)

    @property
    def internal(self) -> bool:
        """Whether any claim or rejected row may not leave the user's own organisation."""
        return any(row.internal for row in self.rows) or any(row.internal for row in self.rejected)

    def shared(self) -> Reports:
        """Leave out everything internal, as if it had never been entered.

        Lines are counted without the rows left out, because a gap would tell that there were some. To count all of them, ask
        before `known_on`.

        Returns:
            The claims and rejected rows that others may see.
        """
        hidden: dict[str, list[int]] = {}
        every: tuple[Report | Rejected, ...] = (*self.rows, *self.rejected)
        for row in every:
            if row.internal:
                hidden.setdefault(row.file, []).append(row.row)
        for lines in hidden.values():
            lines.sort()

        def line(row: Report | Rejected) -> int:
            return row.row - bisect_left(hidden.get(row.file, []), row.row)

        return Reports(
            tuple(replace(row, row=line(row)) for row in self.rows if not row.internal),
            tuple(replace(row, row=line(row)) for row in self.rejected if not row.internal),
        )

    def by_id(self) -> dict[str, Report]:
        """Find a claim by its row id.

        Returns:
            Each claim by id.
        """
        return {row.id: row for row in self.rows}

    def counts(self) -> dict[str, int]:
        """Count the claims of each file.

        Returns:
            Number of claims by file, in file order.
        """
        return dict(Counter(row.file for row in self.rows))
