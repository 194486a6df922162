"""Tables of the record: courses compared, what they assume, how we did, rows rejected, sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import as_written
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge_course import lower_and_same
from harmattan.brief.numerals import DASH, LEAST
from harmattan.brief.tables import Cell, Table, estimate_cell, word
from harmattan.brief.tables_belief import entity_name
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.world.outlook import Difference
from harmattan.world.report import Report

__all__ = [
    "Reference",
    "comparison_tables",
    "lever_table",
    "link_of",
    "references",
    "rejected_table",
    "score_table",
    "titled",
]


def titled(inputs: BriefInput, scenario: str, course: str, words: Wording) -> tuple[str, str]:
    """Name a scenario and a course in a language.

    Args:
        inputs: what the brief is made from.
        scenario: id of the scenario.
        course: id of the course.
        words: language.

    Returns:
        Title of the scenario, title of the course.
    """
    s, c = inputs.scenario(scenario), inputs.course(course)
    return words.title(s.title, s.title_fr), words.title(c.title, c.title_fr)


def comparison_tables(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Table, ...]:
    """Set courses beside the reference, one table per scenario.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The tables; empty where no other course was compared.
    """
    differences = [
        row
        for row in inputs.comparison.differences
        if audience.shows(row.outcome) and audience.shows_course(inputs.course(row.course))
    ]
    out = []
    for scenario in dict.fromkeys(row.scenario for row in differences):
        here = {(row.course, row.outcome): row for row in differences if row.scenario == scenario}
        courses = list(dict.fromkeys(course for course, _ in here))
        reference = next(iter(here.values())).reference
        levels = {
            row.outcome: row for row in inputs.comparison.rows if (row.scenario, row.course) == (scenario, reference)
        }
        rows = []
        for outcome in dict.fromkeys(outcome for _, outcome in here):
            level = levels.get(outcome)
            first = None if level is None else Band(level.low, level.low, level.median, level.high, level.high)
            unit = next(row.unit for row in here.values() if row.outcome == outcome)
            cells = [
                word(words.outcome(outcome), small=words.unit(unit)),
                estimate_cell(first, words, least=LEAST.get(unit, 0.01)),
            ]
            cells += [_difference(inputs, here.get((course, outcome)), words) for course in courses]
            rows.append(tuple(cells))
        head = [words.say("head.outcome", day=words.day(inputs.last_day))]
        head.append(titled(inputs, scenario, reference, words)[1])
        head += [
            _column(titled(inputs, scenario, course, words)[1], here.values(), course, words) for course in courses
        ]
        out.append(Table(titled(inputs, scenario, reference, words)[0], tuple(head), tuple(rows)))
    return tuple(out)


def _column(title: str, rows: Iterable[Difference], course: str, words: Wording) -> str:
    judged = all(row.judgement_only for row in rows if row.course == course)
    return f"{title} ({words.say('cell.judgement')})" if judged else title


def _difference(inputs: BriefInput, row: Difference | None, words: Wording) -> Cell:
    if row is None:
        return Cell(DASH, "number")
    if max(abs(row.low), abs(row.high)) < LEAST.get(row.unit, 0.01) / 2:
        return Cell("0", "number", small=words.say("cell.no_change"))
    median, between = words.pair(row.median, row.low, row.high, signed=True, least=LEAST.get(row.unit, 0.01))
    verdict = "prefer" if row.preferred == row.course else "reference" if row.preferred else "no_preference"
    parts = [between]
    if row.unit != "USD":
        lower, same = lower_and_same(inputs, row)
        parts.append(words.say("cell.lower_in", p=words.chance(lower), same=words.chance(same)))
    if not row.judgement_only:
        parts.append(words.say(f"cell.{verdict}"))
    return Cell(median, "number", small="; ".join(parts))


def lever_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """List what each course assumes: effect, cost, and why that is disputed.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; at the public level places and dates are left out.
        words: language.

    Returns:
        The table.
    """
    rows = []
    for course in inputs.case.courses:
        for lever in course.levers if audience.shows_course(course) else ():
            effect = words.pair(lever.effect.low, lever.effect.low, lever.effect.high)[1]
            cost = words.pair(lever.cost_low, lever.cost_low, lever.cost_high, least=1.0)[1]
            cost = words.exact(lever.cost_low) if lever.cost_low == lever.cost_high else cost
            where = ", ".join(entity_name(inputs.case.atlas, name, words) for name in lever.at)
            start = inputs.as_of + timedelta(days=lever.start_days + lever.delay_days)
            where = "; ".join((where or words.say("cell.everywhere"), words.say("cell.from_day", day=words.day(start))))
            rows.append(
                (
                    word(words.title(lever.title, lever.title_fr), small=words.title(course.title, course.title_fr)),
                    word(words.variable(lever.variable), small="" if audience.public else where),
                    Cell(effect, "number"),
                    Cell(cost, "number"),
                    word(lever.effect.dispute, small=lever.effect.source),
                )
            )
    keys = ("lever", "on", "effect", "cost", "dispute")
    return Table(words.say("page.assumes"), tuple(words.say(f"head.{key}") for key in keys), tuple(rows))


def score_table(inputs: BriefInput, words: Wording) -> Table:
    """List past forecasts beside what was reported later.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        The table; empty where nothing is scored yet.
    """
    scores = inputs.scorecard.scores if inputs.scorecard is not None else ()
    rows = []
    for score in scores:
        band = Band(score.low, score.low, score.median, score.high, score.high)
        figures = (score.crps, score.crps_persistence, score.crps_normal)
        rows.append(
            (
                word(words.day(score.origin)),
                Cell(words.variable(score.quantity), small=words.unit(score.unit), reports=(score.report,)),
                estimate_cell(band, words),
                Cell(words.exact(score.reported), "number"),
                Cell(words.say("cell.yes" if score.covered else "cell.no"), "" if score.covered else "mark"),
                *(Cell(words.exact(f), "number") for f in figures),
            )
        )
    keys = ("origin", "quantity", "forecast", "reported", "covered", "crps", "crps_persistence", "crps_normal")
    return Table(words.say("page.scores"), tuple(words.say(f"head.{key}") for key in keys), tuple(rows))


def rejected_table(inputs: BriefInput, words: Wording) -> Table:
    """List the rows that were not understood, with the reason.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        The table.
    """
    rows = tuple(
        (word(entry.file), Cell(str(entry.row), "number"), word(entry.id), word(entry.text), word(entry.reason))
        for entry in inputs.reports.rejected
    )
    keys = ("file", "row", "report", "text", "reason")
    return Table(words.say("page.rejected"), tuple(words.say(f"head.{key}") for key in keys), rows)


def link_of(report: Report) -> str:
    """Give the address of a report's source where it is a web address.

    Args:
        report: the claim.

    Returns:
        The address, empty where the source is only named.
    """
    return report.source_url if report.source_url.startswith(("https://", "http://")) else ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A report as written: its id, when and where, what it says, how sure, its source."""

    id: str
    when: str
    where: str
    said: str
    note: str
    facts: str
    link: str
    host: str


def references(reports: Iterable[Report], words: Wording) -> tuple[Reference, ...]:
    """List reports as written, each with an anchor that statements link to.

    Args:
        reports: the claims to list.
        words: language.

    Returns:
        The references, in the order given.
    """
    out = []
    for report in reports:
        kind = report.source_type.replace(" ", "-")
        dates = sorted({day for day in (report.first_day, report.last_day) if day is not None})
        source = words.say(f"source_type.{kind}") if words.has(f"source_type.{kind}") else report.source_type
        level = words.say("page.confidence", level=words.say(f"confidence.{report.confidence}"))
        known = words.say("page.known_from", day=words.day(report.known_from))
        out.append(
            Reference(
                id=report.id,
                when=f" {DASH} ".join(words.day(day) for day in dates) or words.say("cell.undated"),
                where=report.place_text,
                said=as_written(report),
                note=report.note,
                facts=f"{level}; {known}; {source}",
                link=link_of(report),
                host=urlsplit(link_of(report)).netloc.removeprefix("www.") or report.source_url,
            )
        )
    return tuple(out)
