"""The statements of a brief as data: numbers, intervals, sources, what stands where, what changed."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence

import harmattan
from harmattan.brief.access import access_rows
from harmattan.brief.audience import Audience, audience_of
from harmattan.brief.cited import warnings_of
from harmattan.brief.evidence import as_written
from harmattan.brief.inputs import BriefInput
from harmattan.brief.phrases import LANGUAGES
from harmattan.brief.planning import Planned, camp_rows, displacement_rows
from harmattan.brief.shapes.statements_form import (
    VERSION,
    AccessForm,
    CampForm,
    ChangeForm,
    CrossingForm,
    DisplacementForm,
    PlannedForm,
    ReferenceForm,
    ReportForm,
    SaidForm,
    SinceForm,
    SpreadForm,
    StandForm,
    StatementsForm,
)
from harmattan.brief.since.beside import Spread, earlier_for
from harmattan.brief.since.changes import Change, changes, crossings
from harmattan.brief.since.page import known_since
from harmattan.brief.since.standings import effective_draws, known_ids, standings, subjects
from harmattan.brief.statements import statements
from harmattan.brief.wording import Wording
from harmattan.world.report import Report
from harmattan.world.statement import Statement

__all__ = ["statements_form", "statements_json"]


def statements_json(inputs: BriefInput, *, level: str = "partner") -> str:
    """Write the key judgements and what stands beside them as JSON, in every language.

    Args:
        inputs: what the brief is made from.
        level: `internal`, `partner` or `public`.

    Returns:
        The text of the file, as docs/reference/statements.md lists it; a number that does not exist is null.

    Raises:
        InputFaults: an unknown level, or inputs with internal claims at another level than `internal`.
    """
    whole = statements_form(inputs, audience_of(inputs, level)).model_dump(mode="json")
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def statements_form(inputs: BriefInput, audience: Audience) -> StatementsForm:
    """Gather what statements.json holds.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The filled form.
    """
    found, about = statements(inputs, level=audience.level), subjects(inputs, audience)
    said = tuple(_said(statement, about.get(statement.id, "")) for statement in found)
    moved, crossed = _changes(inputs, audience), _crossings(inputs, audience)
    displacement, camps, access = _displacement(inputs, audience), _camps(inputs, audience), _access(inputs, audience)
    listed = [one.sources for one in said] + [one.moved_by for one in moved] + [one.moved_by for one in crossed]
    listed += [one.reports for one in displacement] + [one.reports for one in camps] + [one.reports for one in access]
    scenario, course = inputs.reference_key
    return StatementsForm(
        version=VERSION,
        harmattan=harmattan.__version__,
        case=inputs.case.id,
        as_of=inputs.as_of,
        last_day=inputs.last_day,
        horizon_days=inputs.horizon,
        effective_draws=_number(effective_draws(inputs)) or 0.0,
        audience=audience.level,
        reference=ReferenceForm(scenario=scenario, course=course),
        warnings={language: warnings_of(inputs, Wording(language)) for language in LANGUAGES},
        statements=said,
        standings=_standings(inputs, audience),
        since=_since(inputs, audience),
        changes=moved,
        crossings=crossed,
        displacement=displacement,
        camps=camps,
        access=access,
        known_reports=known_ids(inputs, audience),
        reports=_reports(inputs, audience, {name for names in listed for name in names}),
    )


def _number(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _said(statement: Statement, subject: str) -> SaidForm:
    return SaidForm(
        id=statement.id,
        subject=subject,
        text=dict(statement.text),
        median=_number(statement.median),
        low=_number(statement.low),
        high=_number(statement.high),
        unit=statement.unit,
        probability=_number(statement.probability),
        count=statement.count,
        sources=statement.sources,
        caveat=dict(statement.caveat),
    )


def _standings(inputs: BriefInput, audience: Audience) -> tuple[StandForm, ...]:
    return tuple(
        StandForm(
            kind=stand.kind,
            entity=stand.entity,
            state=stand.state,
            chances=tuple(_number(chance) or 0.0 for chance in stand.chances),
            median=_number(stand.median),
            low=_number(stand.low),
            high=_number(stand.high),
        )
        for stand in standings(inputs, audience)
    )


def _spread(found: Spread | None) -> SpreadForm | None:
    if found is None:
        return None
    chance = found.probability if isinstance(found, Statement) else math.nan
    return SpreadForm(
        median=_number(found.median), low=_number(found.low), high=_number(found.high), probability=_number(chance)
    )


def _changes(inputs: BriefInput, audience: Audience) -> tuple[ChangeForm, ...]:
    by_language = [changes(inputs, audience, Wording(language)) for language in LANGUAGES]

    def form(told: Sequence[Change]) -> ChangeForm:
        one = told[0]
        return ChangeForm(
            id=one.id,
            verdict=one.verdict,
            before=_spread(one.before),
            after=_spread(one.after),
            expected=_spread(one.expected),
            moved_by=one.moved_by,
            text={language: said.text for language, said in zip(LANGUAGES, told, strict=True)},
        )

    return tuple(form(told) for told in zip(*by_language, strict=True))


def _crossings(inputs: BriefInput, audience: Audience) -> tuple[CrossingForm, ...]:
    by_language = [crossings(inputs, audience, Wording(language)) for language in LANGUAGES]
    return tuple(
        CrossingForm(
            kind=told[0].kind,
            entity=told[0].entity,
            before=told[0].before.state,
            after=told[0].after.state,
            moved_by=told[0].moved_by,
            model_only=told[0].model_only,
            text={language: said.text for language, said in zip(LANGUAGES, told, strict=True)},
        )
        for told in zip(*by_language, strict=True)
    )


def _since(inputs: BriefInput, audience: Audience) -> SinceForm | None:
    earlier = earlier_for(inputs, audience)
    if earlier is None:
        return None
    known = known_since(inputs, audience, earlier)
    return SinceForm(
        as_of=earlier.as_of,
        how=earlier.how,
        new_reports=known.new,
        weighed_reports=known.weighed,
        gone_reports=known.gone,
        changed_reports=known.changed,
    )


def _planned(found: Planned) -> PlannedForm:
    return PlannedForm(p50=_number(found.p50), p80=_number(found.p80), p95=_number(found.p95))


def _displacement(inputs: BriefInput, audience: Audience) -> tuple[DisplacementForm, ...]:
    return tuple(
        DisplacementForm(
            destination=row.destination,
            kind=row.kind,
            country=row.country,
            people=_planned(row.people),
            reports=row.reports,
        )
        for row in displacement_rows(inputs, audience)
    )


def _camps(inputs: BriefInput, audience: Audience) -> tuple[CampForm, ...]:
    return tuple(
        CampForm(
            camp=row.camp,
            country=row.country,
            capacity=_number(row.capacity),
            then=_planned(row.then),
            over_now=_number(row.over_now),
            over=_number(row.over),
            day=row.day,
            shortfall=_planned(row.shortfall),
            reports=row.reports,
        )
        for row in camp_rows(inputs, audience)
    )


def _access(inputs: BriefInput, audience: Audience) -> tuple[AccessForm, ...]:
    return tuple(
        AccessForm(
            mode=row.mode,
            section=row.section,
            week=row.week,
            ahead=row.ahead,
            open=_number(row.open),
            harassed=_number(row.harassed),
            escorted=_number(row.escorted),
            closed=_number(row.closed),
            reports=row.reports,
        )
        for row in access_rows(inputs, audience)
    )


def _reports(inputs: BriefInput, audience: Audience, wanted: Collection[str]) -> dict[str, ReportForm]:
    return {
        report.id: _report(report)
        for report in inputs.reports
        if report.id in wanted and audience.keeps(report, inputs.case.atlas)
    }


def _report(report: Report) -> ReportForm:
    days = sorted({day.isoformat() for day in (report.first_day, report.last_day) if day is not None})
    return ReportForm(
        said=as_written(report),
        when="/".join(days),
        where=report.place_text,
        source=report.source_url,
        confidence=report.confidence,
        known_from=report.known_from,
    )
