"""The page: one file of HTML with everything in it, no script and no request to anywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

import harmattan
from harmattan.brief.audience import Audience
from harmattan.brief.evidence import latest
from harmattan.brief.figures import Figure, arrivals, cities, supply, unheard
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.numerals import LEAST
from harmattan.brief.statements import statements
from harmattan.brief.tables import Table
from harmattan.brief.tables_belief import corridor_table, place_table
from harmattan.brief.tables_evidence import contradiction_table, learned_summary, learned_table, moved_table
from harmattan.brief.tables_record import (
    comparison_tables,
    lever_table,
    references,
    rejected_table,
    score_table,
)
from harmattan.brief.wording import Wording
from harmattan.map.sheet import MapSheet
from harmattan.map.svg import draw_map
from harmattan.world.report import Report
from harmattan.world.statement import Statement

__all__ = ["ENOUGH_DRAWS", "Judgement", "cited_reports", "page", "warnings_of"]

ENOUGH_DRAWS = 100.0
"""Effective sample size below which a warning stands above everything else."""

_SOURCES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """A statement as the page shows it.

    Args:
        id: id of the statement.
        figure: the number in large, empty where there is none.
        unit: its unit in words.
        between: its 90 % interval.
        text: the sentence.
        caveat: what would mislead without it.
        weight: how many reports weigh in it, in words.
        sources: ids of the first few.
        more: words that link to the list of all, empty where all stand here.
    """

    id: str
    figure: str
    unit: str
    between: str
    text: str
    caveat: str
    weight: str
    sources: tuple[str, ...]
    more: str


def _judgement(inputs: BriefInput, statement: Statement, words: Wording) -> Judgement:
    figure = between = unit = ""
    if math.isfinite(statement.median):
        change = statement.id == "course_change"
        least = 1.0 if statement.unit == "attack" else LEAST.get(statement.unit, 0.01)
        figure, between = words.pair(statement.median, statement.low, statement.high, signed=change, least=least)
        # The unit agrees with the number as printed: 1.97 is printed as 2.
        unit = words.unit(statement.unit, {"0": 0.0, "1": 1.0}.get(figure, 2.0))
        if statement.id == "fuel_dry":
            between = words.say("number.days_below", between=between)
            figure, unit = words.chance(statement.probability), words.say("number.chance")
    named = statement.sources
    return Judgement(
        id=statement.id,
        figure=figure,
        unit=unit,
        between=words.say("number.interval", between=between) if between else "",
        text=statement.text[words.language],
        caveat=statement.caveat[words.language],
        weight=_weight(inputs, statement, words),
        sources=named[:_SOURCES_SHOWN],
        more=words.say("number.more", n=len(named)) if len(named) > _SOURCES_SHOWN else "",
    )


def _weight(inputs: BriefInput, statement: Statement, words: Wording) -> str:
    """Say how many reports weigh in a statement and how old the newest is; effects of courses have no such day."""
    if not statement.count:
        return words.say("number.no_report")
    known = inputs.reports.by_id()
    day = latest(known[name] for name in statement.sources) if statement.id != "course_change" else None
    key = "number.one_report" if statement.count == 1 else "number.reports"
    if day is None:
        return words.say(f"{key}_undated", n=statement.count)
    return words.say(key, n=statement.count, day=words.day(day))


def warnings_of(inputs: BriefInput, words: Wording) -> tuple[str, ...]:
    """List what a reader must know before trusting the page.

    Args:
        inputs: what the brief is made from.
        words: language; a warning that wording.toml knows by name is spelled out, others stand as they were given.

    Returns:
        The warnings, that on the effective sample size first.
    """
    out = []
    ess = inputs.situation.effective_sample_size
    if ess < ENOUGH_DRAWS:
        out.append(words.say("page.warn_ess", ess=words.amount(ess)))
    for warning in dict.fromkeys((*inputs.situation.warnings, *inputs.reference.warnings)):
        if not (warning == "few_effective_draws" and out):
            out.append(words.say(f"warning.{warning}") if words.has(f"warning.{warning}") else warning)
    return tuple(out)


def cited_reports(
    inputs: BriefInput, audience: Audience, tables: Sequence[Table], found: Sequence[Statement]
) -> tuple[Report, ...]:
    """Collect every report that weighed or is cited, in file order.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        tables: tables that link to reports.
        found: statements that link to reports.

    Returns:
        The reports.
    """
    wanted = set(inputs.situation.reports_used)
    wanted |= {name for statement in found for name in statement.sources}
    wanted |= {name for table in tables for row in table.rows for cell in row for name in cell.reports}
    return tuple(r for r in inputs.reports if r.id in wanted and audience.keeps(r, inputs.case.atlas))


def page(inputs: BriefInput, *, language: str, level: str = "partner") -> str:
    """Write the brief as one HTML page.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: `partner` or `public`.

    Returns:
        The page.

    Raises:
        InputFaults: an unknown language or level.
    """
    words, audience = Wording(language), Audience(level)
    found = statements(inputs, level=level)
    places, corridors = known_places(inputs, audience), known_corridors(inputs, audience)
    sheet = MapSheet(inputs.case.atlas, places, corridors, inputs.focus, audience.public)
    contradicting = contradiction_table(inputs, audience, words)
    moved = moved_table(inputs, audience, words)
    scores = score_table(inputs, words)
    place_rows = place_table(inputs, places, words, coarse=audience.public)
    near = [mark for mark in corridors if mark.reports or mark.corridor.kind == "import"]
    rest = [mark for mark in corridors if mark not in near]
    corridor_rows = corridor_table(near, words, coarse=audience.public)
    linking = (contradicting, moved, scores, place_rows, corridor_rows)
    reports = cited_reports(inputs, audience, linking, found)
    charts: tuple[Figure, ...] = (
        *supply(inputs, words),
        *cities(inputs, audience, words),
        *arrivals(inputs, audience, words),
    )
    return (
        _environment()
        .get_template("page")
        .render(
            w=words,
            say=words.say,
            Markup=Markup,
            version=harmattan.__version__,
            case=inputs.case,
            title=words.title(inputs.case.settings.title, inputs.case.settings.title_fr),
            inputs=inputs,
            audience=audience,
            warnings=warnings_of(inputs, words),
            judgements=[_judgement(inputs, statement, words) for statement in found],
            statements=found,
            withheld=any(statement.count > len(statement.sources) for statement in found),
            map_wide=Markup(draw_map(sheet, words, width=720.0, name="map")),  # noqa: S704 - tag() escapes every text
            map_narrow=Markup(draw_map(sheet, words, width=380.0, name="mapn")),  # noqa: S704 - as above
            places=place_rows,
            corridors=corridor_rows,
            corridors_rest=corridor_table(rest, words, coarse=audience.public),
            charts=charts,
            unheard=unheard(inputs, audience, words),
            scenario_titles=_scenario_titles(inputs, words),
            scenarios=inputs.case.scenarios,
            comparisons=comparison_tables(inputs, audience, words),
            levers=lever_table(inputs, audience, words),
            learned=learned_summary(inputs, audience, words),
            learned_all=learned_table(inputs, audience, words),
            moved=moved,
            contradicting=contradicting,
            scores=scores,
            scorecard=inputs.scorecard,
            inside=sum(score.covered for score in inputs.scorecard.scores) if inputs.scorecard else 0,
            rejected=rejected_table(inputs, words),
            sources=references(reports, words),
            listed={report.id for report in reports},
        )
    )


def _scenario_titles(inputs: BriefInput, words: Wording) -> tuple[str, str]:
    first = inputs.scenario(inputs.reference_key[0])
    other = inputs.other_scenario
    second = inputs.scenario(other.scenario) if other is not None else first
    return words.title(first.title, first.title_fr), words.title(second.title, second.title_fr)


def _environment() -> Environment:
    folder = files("harmattan.brief")
    sources = {
        "page": folder.joinpath("template.html.jinja").read_text(encoding="utf-8"),
        "table": folder.joinpath("table.html.jinja").read_text(encoding="utf-8"),
        "style": folder.joinpath("style.css").read_text(encoding="utf-8"),
    }
    return Environment(
        loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
