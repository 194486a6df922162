"""Export of the comparison as CSV: levels and differences, one per row."""

from __future__ import annotations

import csv
import io

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput

__all__ = ["COLUMNS", "comparison_csv", "comparison_rows", "inert"]

COLUMNS = (
    "scenario",
    "course",
    "kind",
    "reference",
    "outcome",
    "unit",
    "low",
    "median",
    "high",
    "mean",
    "share_of_draws_lower",
    "preferred",
    "rests_on_judgement",
    "as_of",
    "audience",
)

Row = tuple[str | float, ...]


def inert(text: str) -> str:
    """Keep a spreadsheet from reading a text as a formula.

    Args:
        text: any text.

    Returns:
        The text, with an apostrophe before it where it starts like a formula.

    Examples:
        >>> inert("=1+1"), inert("harbour")
        ("'=1+1", 'harbour')
    """
    return "'" + text if text.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") and text else text


def comparison_rows(inputs: BriefInput, audience: Audience) -> tuple[Row, ...]:
    """Lay out levels and differences as rows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        Rows in the order of `COLUMNS`; numbers as numbers, empty text where a column does not apply.
    """
    end = (inputs.as_of.isoformat(), audience.level)
    out: list[Row] = []
    for row in inputs.comparison.rows:
        seen = row.course == inputs.reference_key[1] or audience.shows_course(inputs.course(row.course))
        if audience.shows(row.outcome) and seen:
            head = (inert(row.scenario), inert(row.course), "level", "", inert(row.outcome), row.unit)
            out.append((*head, row.low, row.median, row.high, row.mean, "", "", "", *end))
    for gap in inputs.comparison.differences:
        if audience.shows(gap.outcome) and audience.shows_course(inputs.course(gap.course)):
            head = (
                inert(gap.scenario),
                inert(gap.course),
                "difference",
                inert(gap.reference),
                inert(gap.outcome),
                gap.unit,
            )
            judged = "yes" if gap.judgement_only else "no"
            out.append((*head, gap.low, gap.median, gap.high, "", gap.better, inert(gap.preferred), judged, *end))
    return tuple(out)


def comparison_csv(inputs: BriefInput, *, level: str = "partner") -> str:
    """Write the comparison as CSV.

    Args:
        inputs: what the brief is made from.
        level: `partner` or `public`.

    Returns:
        The text of the file, numbers to six significant digits.

    Raises:
        InputFaults: an unknown level.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in comparison_rows(inputs, Audience(level)):
        writer.writerow([f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row])
    return out.getvalue()
