"""How much of the evidence can be used, file by file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from harmattan.observe.claims import EVIDENCE
from harmattan.observe.quarantine import in_quarantine
from harmattan.world.report import Rejected, Report, Reports

__all__ = ["FileQuality", "report_quality"]


@dataclass(frozen=True, slots=True)
class FileQuality:
    """Counts of rows of one evidence file, or of all of them.

    Args:
        file: name of the file; `all` for the sum.
        rows: rows in the file, `kept` plus `rejected`.
        kept: rows that became reports.
        rejected: rows that did not, each with a reason in `Reports.rejected`.
        quarantined: rows among the rejected that were understood and say what cannot be.
        with_number: kept rows whose value gave a number.
        placed: kept rows that name a known place, corridor or area.
        dated: kept rows that name a day or period.
        hidden: kept rows that no replay may use, since their day of publication is not known.
        early: kept rows that claim to be known before the first day they are about; look at them by hand.
    """

    file: str
    rows: int
    kept: int
    rejected: int
    quarantined: int
    with_number: int
    placed: int
    dated: int
    hidden: int
    early: int


def report_quality(reports: Reports) -> tuple[FileQuality, ...]:
    """Count what became of the rows of each evidence file.

    Args:
        reports: the evidence of a case.

    Returns:
        One entry per evidence file in the order of reading, then their sum.

    Examples:
        >>> [entry.rows for entry in report_quality(Reports(()))]
        [0, 0, 0, 0, 0, 0, 0]
    """
    lost: dict[str, list[Rejected]] = {file: [] for file in EVIDENCE}
    for row in reports.rejected:
        lost.setdefault(row.file, []).append(row)
    groups: dict[str, list[Report]] = {file: [] for file in lost}
    for report in reports:
        groups.setdefault(report.file, []).append(report)
    entries = [_count(file, rows, lost.get(file, [])) for file, rows in groups.items()]
    return (*entries, _count("all", list(reports.rows), reports.rejected))


def _count(file: str, kept: list[Report], rejected: Sequence[Rejected]) -> FileQuality:
    return FileQuality(
        file,
        len(kept) + len(rejected),
        len(kept),
        len(rejected),
        quarantined=sum(map(in_quarantine, rejected)),
        with_number=sum(not math.isnan(report.best) for report in kept),
        placed=sum(bool(report.place or report.corridor or report.area) for report in kept),
        dated=sum(report.first_day is not None for report in kept),
        hidden=sum(_hidden(report) for report in kept),
        early=sum(_early(report) for report in kept),
    )


def _hidden(report: Report) -> bool:
    return report.known_from is None and not (report.background and report.last_day is not None)


def _early(report: Report) -> bool:
    return report.known_from is not None and report.first_day is not None and report.known_from < report.first_day
