"""Export of the comparison as CSV: levels, differences, which course beats which, and break-evens, one per row."""

from __future__ import annotations

import csv
import io
import math

from harmattan.brief.audience import Audience, audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.tables.turn import shown_break_evens
from harmattan.compare import OUTCOMES

__all__ = ["COLUMNS", "beat_rows", "break_even_rows", "comparison_csv", "comparison_rows", "inert"]

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
    "share_of_draws_better",
    "preferred",
    "rests_on_judgement",
    "lever",
    "side",
    "verdict",
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
    end = ("", "", "", inputs.as_of.isoformat(), audience.level)
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
            out.append((*head, gap.low, gap.median, gap.high, gap.mean, gap.better, inert(gap.preferred), judged, *end))
    return tuple(out)


def beat_rows(inputs: BriefInput, audience: Audience) -> tuple[Row, ...]:
    """Lay out how often one course has a better outcome than another, each pair of courses once.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        Rows in the order of `COLUMNS`: `course` against `reference`; the other way round it is what is left to 1.
    """
    end = ("", "", "", "", "", inputs.as_of.isoformat(), audience.level)
    ids = [course.id for course in inputs.case.courses]
    order = {name: number for number, name in enumerate(ids)}
    seen = {name: name == inputs.reference_key[1] or audience.shows_course(inputs.course(name)) for name in ids}
    out: list[Row] = []
    for beat in inputs.comparison.beats:
        forward = order.get(beat.first, 99) > order.get(beat.second, 99)
        if forward and audience.shows(beat.outcome) and seen.get(beat.first, True) and seen.get(beat.second, True):
            head = (inert(beat.scenario), inert(beat.first), "beat", inert(beat.second), inert(beat.outcome))
            out.append((*head, _unit(beat.outcome), "", "", "", "", beat.share, *end))
    return tuple(out)


def break_even_rows(inputs: BriefInput, audience: Audience) -> tuple[Row, ...]:
    """Lay out from which effect of a lever on its course does as well as the reference.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        Rows in the order of `COLUMNS`; the multiplier stands as the median, empty where the draws do not tell it.
    """
    end = (inputs.as_of.isoformat(), audience.level)
    out: list[Row] = []
    for even in shown_break_evens(inputs, audience):
        head = (inert(even.scenario), inert(even.course), "break_even", inert(inputs.reference_key[1]))
        found = even.multiplier if math.isfinite(even.multiplier) else ""
        tail = (inert(even.lever), even.side, even.verdict, *end)
        out.append((*head, inert(even.outcome), "1", "", found, "", "", "", "", "", *tail))
    return tuple(out)


def _unit(outcome: str) -> str:
    return OUTCOMES[outcome].unit if outcome in OUTCOMES else ""


def comparison_csv(inputs: BriefInput, *, level: str = "partner") -> str:
    """Write the comparison as CSV.

    Args:
        inputs: what the brief is made from.
        level: `internal`, `partner` or `public`.

    Returns:
        The text of the file, numbers to six significant digits.

    Raises:
        InputFaults: an unknown level, or internal claims at another one than `internal`.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    audience = audience_of(inputs, level)
    for row in (*comparison_rows(inputs, audience), *beat_rows(inputs, audience), *break_even_rows(inputs, audience)):
        writer.writerow([f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row])
    return out.getvalue()
