"""What stands above and below every shape of the brief: warnings first, the reports cited last."""

from __future__ import annotations

from collections.abc import Sequence

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.tables.cells import Table
from harmattan.brief.wording import Wording
from harmattan.observe.quarantine import in_quarantine
from harmattan.world.report import Report
from harmattan.world.statement import Statement

__all__ = ["ENOUGH_DRAWS", "cited_reports", "warnings_of"]

ENOUGH_DRAWS = 100.0
"""Effective sample size below which a warning stands above everything else."""


def warnings_of(inputs: BriefInput, words: Wording) -> tuple[str, ...]:
    """List what a reader must know before trusting the page.

    Args:
        inputs: what the brief is made from.
        words: language; a warning that the files of `words/` know by name is spelled out, others stand as they were given.

    Returns:
        The warnings, that on the effective sample size first.
    """
    out = []
    ess = inputs.worth
    if ess < ENOUGH_DRAWS:
        out.append(words.say("page.warn_ess", ess=words.amount(ess)))
    aside = sum(in_quarantine(row) for row in inputs.reports.rejected)
    if aside:
        out.append(words.say("page.warn_quarantine", n=aside))
    others = dict.fromkeys((*inputs.situation.warnings, *inputs.reference.warnings))
    told = (w for w in others if not (w == "few_effective_draws" and ess < ENOUGH_DRAWS))
    return (*out, *(words.say(f"warning.{w}") if words.has(f"warning.{w}") else w for w in told))


def cited_reports(
    inputs: BriefInput,
    audience: Audience,
    tables: Sequence[Table],
    found: Sequence[Statement],
    more: Sequence[str] = (),
) -> tuple[Report, ...]:
    """Collect every report that weighed or is cited, in file order.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        tables: tables that link to reports.
        found: statements that link to reports.
        more: ids of other reports that something links to, such as the map.

    Returns:
        The reports.
    """
    wanted = {*inputs.situation.reports_used, *more}
    wanted |= {name for statement in found for name in statement.sources}
    wanted |= {name for table in tables for row in table.rows for cell in row for name in cell.reports}
    return tuple(r for r in inputs.reports if r.id in wanted and audience.keeps(r, inputs.case.atlas))
