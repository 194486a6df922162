"""Tables of the evidence: what it taught, which reports moved the belief, which contradict each other."""

from __future__ import annotations

from collections.abc import Sequence

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import as_written, contradictions
from harmattan.brief.holding import SITES
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import serves_sites
from harmattan.brief.tables.belief import entity_name
from harmattan.brief.tables.cells import Cell, Table, estimate_cell, word
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.world.report import Report
from harmattan.world.situation import Learned
from harmattan.world.vocabulary import variables

__all__ = ["assumptions", "contradiction_table", "learned_summary", "learned_table", "moved_table", "report_cell"]

_MOST_MOVED = 10


def learned_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """Set each assumption before the evidence beside the same after it.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table; assumptions that the evidence never moved are marked.
    """
    rows = []
    for entry in assumptions(inputs, audience):
        known = variables().get(entry.variable)
        where = entity_name(inputs.case.atlas, entry.entity, words) if entry.entity else ""
        unit = words.unit(known.unit) if known else ""
        rows.append(
            (
                word(words.variable(entry.variable), small=", ".join(filter(None, (where, unit)))),
                _spread(entry, words, after=False),
                _spread(entry, words, after=True),
                Cell(words.say("cell.yes")) if entry.moved else Cell(words.say("cell.unmoved"), "mark"),
                word(entry.source),
            )
        )
    head = tuple(words.say(f"head.{key}") for key in ("parameter", "prior", "posterior", "moved", "source"))
    return Table(words.say("page.learned"), head, tuple(rows))


def learned_summary(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """Sum up what the evidence taught, one row per assumption; many places or corridors share a row.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table.
    """
    groups: dict[str, list[Learned]] = {}
    for entry in assumptions(inputs, audience):
        groups.setdefault(entry.variable, []).append(entry)
    rows = []
    for variable, entries in groups.items():
        known = variables().get(variable)
        moved = sum(entry.moved for entry in entries)
        unmoved = Cell(words.say("cell.unmoved"), "mark")
        if len(entries) == 1:
            where = entity_name(inputs.case.atlas, entries[0].entity, words) if entries[0].entity else ""
            cells = [_spread(entries[0], words, after=after) for after in (False, True)]
            mark = Cell(words.say("cell.yes")) if moved else unmoved
        else:
            axis = known.dims[1] if known is not None and len(known.dims) > 1 else "place"
            where = words.say("cell.of_corridors" if axis == "corridor" else "cell.of_places", n=len(entries))
            cells = [_medians(entries, words, after=after) for after in (False, True)]
            mark = Cell(words.say("cell.moved_of", k=moved, n=len(entries))) if moved else unmoved
        small = ", ".join(filter(None, (where, words.unit(known.unit) if known else "")))
        rows.append((word(words.variable(variable), small=small), *cells, mark))
    head = tuple(words.say(f"head.{key}") for key in ("parameter", "prior", "posterior", "moved"))
    return Table(words.say("page.learned"), head, tuple(rows))


def assumptions(inputs: BriefInput, audience: Audience) -> list[Learned]:
    """List the assumptions that this audience sees.

    Mines, bases, roads that serve them alone, ways that carry nothing and stocks of places that use no fuel are left out.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        Prior beside posterior, in the order in which they were learned.
    """
    atlas = inputs.case.atlas
    idle = set(atlas.place_index) - {use.place for use in atlas.fuel if use.need_share > 0}
    sites = {place.id for place in atlas.places if place.kind in SITES}
    empty = {c.id for c in atlas.corridors if c.normal_share <= 0 or serves_sites(atlas, c)}
    out = []
    for entry in inputs.situation.learned:
        known = variables().get(entry.variable)
        axis = known.dims[1] if known and len(known.dims) > 1 else ""
        stockless = entry.variable == "origin_stock_days" and entry.entity in idle
        hidden = entry.entity in {"place": sites, "corridor": empty}.get(axis, set())
        if not stockless and not hidden and audience.shows(entry.variable, axis):
            out.append(entry)
    return out


def _medians(entries: Sequence[Learned], words: Wording, *, after: bool) -> Cell:
    middles = [(entry.posterior if after else entry.prior)[1] for entry in entries]
    return Cell(words.pair(max(middles), min(middles), max(middles), least=1e-9)[1], "number")


def _spread(entry: Learned, words: Wording, *, after: bool) -> Cell:
    low, middle, high = entry.posterior if after else entry.prior
    return estimate_cell(Band(low, low, middle, high, high), words, least=1e-9)


def report_cell(report: Report, words: Wording) -> Cell:
    """Make a cell that quotes a report as written and links to its row among the sources.

    Args:
        report: the claim.
        words: language.

    Returns:
        The cell.
    """
    when = words.day(report.last_day) if report.last_day else words.say("cell.undated")
    where = report.place_text
    small = ", ".join(filter(None, (where, when)))
    return Cell(as_written(report), "", (report.id,), small)


def moved_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """List the reports that moved the belief most.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table, the largest gain first.
    """
    known = inputs.reports.by_id()
    rows: list[tuple[Cell, ...]] = []
    for entry in sorted(inputs.situation.moved, key=lambda m: (-m.gain, m.report)):
        report = known.get(entry.report)
        if report is None or not audience.keeps(report, inputs.case.atlas) or len(rows) == _MOST_MOVED:
            continue
        low, high = entry.expected_low, entry.expected_high
        expected = Band(low, low, entry.expected, high, high) if audience.foretells(report) else None
        rows.append(
            (
                report_cell(report, words),
                estimate_cell(expected, words),
                Cell(words.exact(entry.reported), "number"),
                Cell(words.amount(entry.gain, step=0.1), "number"),
            )
        )
    head = tuple(words.say(f"head.{key}") for key in ("report", "expected", "reported", "gain"))
    return Table(words.say("page.moved"), head, tuple(rows))


def contradiction_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """Set contradicting reports side by side.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table, the widest apart first.
    """
    rows = [
        (
            report_cell(pair.one, words),
            report_cell(pair.other, words),
            Cell(words.amount(pair.factor, step=0.1), "number"),
        )
        for pair in contradictions(inputs.reports, most=8)
        if all(audience.keeps(report, inputs.case.atlas) for report in (pair.one, pair.other))
    ]
    head = tuple(words.say(f"head.{key}") for key in ("one", "other", "factor"))
    return Table(words.say("page.contradict"), head, tuple(rows))
