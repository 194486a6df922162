"""The page: one file of HTML with everything in it, no script and no request to anywhere."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

import harmattan
from harmattan.brief.audience import Audience
from harmattan.brief.evidence import latest
from harmattan.brief.figures import Figure, arrivals, cities, deaths, supply, unheard
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge_course import chosen_change, headline
from harmattan.brief.judge_polity import fall_range
from harmattan.brief.known import known_corridors, known_places
from harmattan.brief.numerals import LEAST
from harmattan.brief.statements import statements, together
from harmattan.brief.tables import Table
from harmattan.brief.tables_belief import control_table, corridor_table, place_table
from harmattan.brief.tables_compare import comparison_tables, matrix_table, overview_table
from harmattan.brief.tables_evidence import contradiction_table, learned_summary, learned_table, moved_table
from harmattan.brief.tables_record import lever_table, references, rejected_table, score_table
from harmattan.brief.tables_turn import beat_table, break_even_table, turn_table
from harmattan.brief.wording import Wording
from harmattan.map.sheet import MapSheet
from harmattan.map.svg import draw_map
from harmattan.models.control.unknown import SURE
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


def _judgement(inputs: BriefInput, audience: Audience, group: Sequence[Statement], words: Wording) -> Judgement:
    """Set statements that belong together as one, under the number of the first."""
    statement = group[0]
    figure, unit, between = _figure(inputs, audience, statement, words)
    sources = _sources(group)
    return Judgement(
        id=statement.id,
        figure=figure,
        unit=unit,
        between=between,
        text=" ".join(one.text[words.language] for one in group),
        caveat=" ".join(filter(None, (one.caveat[words.language] for one in group))),
        weight=_weight(inputs, statement.id, _counted(group), sources, words),
        sources=sources[:_SOURCES_SHOWN],
        more=words.say("number.more", n=len(sources)) if len(sources) > _SOURCES_SHOWN else "",
    )


def _sources(group: Sequence[Statement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in group for name in one.sources))


def _counted(group: Sequence[Statement]) -> int:
    """Count the reports of a group once each, those withheld included."""
    named = {name for one in group for name in one.sources}
    return len(named) + max(one.count - len(one.sources) for one in group)


def _figure(inputs: BriefInput, audience: Audience, statement: Statement, words: Wording) -> tuple[str, str, str]:
    """Write the number in large, its unit, and what stands below: its interval, or the range over scenarios of a chance."""
    if not math.isfinite(statement.median):
        return "", "", ""
    if statement.id == "government":
        spread = fall_range(inputs) or (statement.low, statement.high)
        low, high = (words.chance(chance) for chance in spread)
        below = words.say("number.scenarios", low=low, high=high) if low != high else ""
        return words.chance(statement.probability), words.say("number.chance_fall"), below
    rare = False
    change = chosen_change(inputs, audience) if statement.id == "course_change" else None
    if change is not None:
        figure, between, rare = headline(change, words)
    else:
        least = LEAST.get(statement.unit, 0.01)
        figure, between = words.pair(statement.median, statement.low, statement.high, least=least)
    # The unit agrees with the number as printed: 1.97 is printed as 2.
    unit = words.unit(statement.unit, {"0": 0.0, "1": 1.0}.get(figure, 2.0))
    if rare:
        unit = words.say("number.mean", unit=unit)
    if statement.id == "fuel_dry":
        between = words.say("number.days_below", between=between)
        figure, unit = words.chance(statement.probability), words.say("number.chance")
    if statement.id in ("blockades", "holders"):
        unit = words.say(f"number.{statement.id}")
    return figure, unit, words.say("number.interval", between=between)


def _weight(inputs: BriefInput, name: str, count: int, sources: Sequence[str], words: Wording) -> str:
    """Say how many reports weigh and how old the newest is; precedents and effects of courses have no such day."""
    if not count:
        return words.say("number.no_report")
    known = inputs.reports.by_id()
    day = latest(known[one] for one in sources) if name not in ("course_change", "government") else None
    key = "number.one_report" if count == 1 else "number.reports"
    if day is None:
        return words.say(f"{key}_undated", n=count)
    return words.say(key, n=count, day=words.day(day))


def warnings_of(inputs: BriefInput, words: Wording) -> tuple[str, ...]:
    """List what a reader must know before trusting the page.

    Args:
        inputs: what the brief is made from.
        words: language; a warning that the files of `words/` know by name is spelled out, others stand as they were given.

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
    groups = together(found)
    places, corridors = known_places(inputs, audience), known_corridors(inputs, audience)
    sheet = MapSheet(inputs.case.atlas, places, corridors, inputs.focus, audience.public)
    contradicting = contradiction_table(inputs, audience, words)
    moved = moved_table(inputs, audience, words)
    scores = score_table(inputs, words)
    place_rows = place_table(inputs, places, words, coarse=audience.public)
    near = [mark for mark in corridors if mark.reports or mark.corridor.kind == "import"]
    rest = [mark for mark in corridors if mark not in near]
    corridor_rows = corridor_table(inputs, near, words, coarse=audience.public)
    control_rows = control_table(places, words)
    linking = (contradicting, moved, scores, place_rows, corridor_rows, control_rows)
    reports = cited_reports(inputs, audience, linking, found)
    charts: tuple[Figure, ...] = (
        *supply(inputs, words),
        *cities(inputs, audience, words),
        *arrivals(inputs, audience, words),
        *deaths(inputs, words),
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
            judgements=[_judgement(inputs, audience, group, words) for group in groups],
            weighed=[(group[0], _sources(group)) for group in groups],
            withheld=any(statement.count > len(statement.sources) for statement in found),
            **_pictures(inputs, sheet, words),
            sure=words.chance(SURE),
            control=control_rows,
            turns=turn_table(inputs, words),
            places=place_rows,
            corridors=corridor_rows,
            corridors_rest=corridor_table(inputs, rest, words, coarse=audience.public),
            charts=charts,
            unheard=unheard(inputs, audience, words),
            scenario_titles=_scenario_titles(inputs, words),
            scenarios=inputs.case.scenarios,
            **_courses(inputs, audience, words),
            mechanisms=_mechanisms(inputs, words),
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


def _pictures(inputs: BriefInput, sheet: MapSheet, words: Wording) -> dict[str, str]:
    """Draw both maps, each for a wide and a narrow screen; the map of control is empty where control is not held."""
    sheets = {"map": sheet}
    if any(mark.holder for mark in sheet.places):
        sheets["held"] = replace(sheet, theme="control", country=inputs.case.settings.country)
    out = {"held_wide": "", "held_narrow": ""}
    for name, one in sheets.items():
        for width, ending in ((720.0, "wide"), (380.0, "narrow")):
            drawn = draw_map(one, words, width=width, name=f"{name}-{ending}")
            out[f"{name}_{ending}"] = Markup(drawn)  # noqa: S704 - tag() escapes every text
    return out


def _courses(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, Table | tuple[Table, ...]]:
    return {
        "overview": overview_table(inputs, audience, words),
        "matrix": matrix_table(inputs, audience, words),
        "comparisons": comparison_tables(inputs, audience, words),
        "beats": beat_table(inputs, audience, words),
        "break_evens": break_even_table(inputs, audience, words),
        "levers": lever_table(inputs, audience, words),
    }


def _mechanisms(inputs: BriefInput, words: Wording) -> str:
    keys = [(name, f"mechanism.{name}") for name in inputs.case.settings.models]
    return ", ".join(words.say(key) if words.has(key) else name for name, key in keys)


def _scenario_titles(inputs: BriefInput, words: Wording) -> tuple[str, str]:
    first = inputs.scenario(inputs.reference_key[0])
    other = inputs.other_scenario
    second = inputs.scenario(other.scenario) if other is not None else first
    return words.title(first.title, first.title_fr), words.title(second.title, second.title_fr)


def _environment() -> Environment:
    """Gather the parts of the page: a template for each section, and one style sheet of all."""
    folder = files("harmattan.brief").joinpath("parts")
    entries = sorted(folder.iterdir(), key=lambda entry: (entry.name != "style.css", entry.name))
    texts = {entry.name: entry.read_text(encoding="utf-8") for entry in entries}
    sources = {name.split(".")[0]: text for name, text in texts.items() if name.endswith(".jinja")}
    sources["style"] = "".join(text for name, text in texts.items() if name.endswith(".css"))
    return Environment(
        loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
