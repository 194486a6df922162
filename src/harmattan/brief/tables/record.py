"""Tables of the record: what courses assume, rows rejected, sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import as_written
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.brief.numerals import DASH
from harmattan.brief.tables.belief import entity_name
from harmattan.brief.tables.cells import Cell, Table, word
from harmattan.brief.wording import Wording
from harmattan.world.report import Report

__all__ = [
    "Reference",
    "lever_table",
    "link_of",
    "references",
    "rejected_table",
]


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
            effect = words.given(lever.effect.low, lever.effect.high)
            cost = words.given(lever.cost_low, lever.cost_high)
            sites = {place.id for place in inputs.case.atlas.places if place.kind in SITES}
            shown = [entity_name(inputs.case.atlas, name, words) for name in lever.at if name not in sites]
            named = [words.say("cell.sites", n=len(lever.at) - len(shown))] if len(shown) < len(lever.at) else []
            where = ", ".join((*shown, *named))
            start = inputs.as_of + timedelta(days=lever.start_days + lever.delay_days)
            where = words.say("number.semicolon").join(
                (where or words.say("cell.everywhere"), words.say("cell.from_day", day=words.day(start)))
            )
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


def rejected_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """List the rows that were not understood, with the reason.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level sees where they stand and nothing of what they say, since nobody can tell
            whether a row that is not understood speaks of a pact, a crossing or a stock.
        words: language.

    Returns:
        The table.
    """
    keys = ("file", "row", "report", "text", "reason")
    rows = [
        (word(entry.file), Cell(str(entry.row), "number"), word(entry.id), word(entry.text), word(entry.reason))
        for entry in inputs.reports.rejected
    ]
    kept = keys[:2] if audience.public else keys
    head = tuple(words.say(f"head.{key}") for key in kept)
    return Table(words.say("page.rejected"), head, tuple(row[: len(kept)] for row in rows))


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
