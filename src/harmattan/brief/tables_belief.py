"""Tables of what is believed: places, corridors, what the evidence taught, what moved the belief."""

from __future__ import annotations

from harmattan.brief.audience import Audience
from harmattan.brief.evidence import contradictions
from harmattan.brief.inputs import BriefInput
from harmattan.brief.tables import Cell, Table, chance_cell, estimate_cell, word
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.map.marks import CorridorMark, PlaceMark
from harmattan.map.sheet import SETTLED
from harmattan.map.tips import named
from harmattan.world.atlas import Atlas
from harmattan.world.report import Report
from harmattan.world.situation import Learned
from harmattan.world.vocabulary import variables

__all__ = [
    "contradiction_table",
    "corridor_table",
    "entity_name",
    "learned_table",
    "moved_table",
    "place_table",
    "report_cell",
]

_MOST_MOVED = 15


def entity_name(atlas: Atlas, entity: str, words: Wording) -> str:
    """Name a place, corridor or area by its id; other ids stand for themselves.

    Args:
        atlas: the stage.
        entity: id of a place, corridor or area.
        words: language.

    Returns:
        The name; an unknown id stands for itself.
    """
    for index, entries in ((atlas.place_index, atlas.places), (atlas.corridor_index, atlas.corridors)):
        if entity in index:
            found = entries[index[entity]]
            return named(found.name, found.name_fr, words)
    if entity in atlas.area_index:
        area = atlas.areas[atlas.area_index[entity]]
        return named(area.name, area.name_fr, words)
    return entity


def place_table(inputs: BriefInput, marks: tuple[PlaceMark, ...], words: Wording, *, coarse: bool) -> Table:
    """List the places that matter: focus, fuelled, besieged, camps.

    Args:
        inputs: what the brief is made from.
        marks: what is believed about each place.
        words: language.
        coarse: whether days of fuel are classes.

    Returns:
        The table, focus first.
    """
    chosen = [
        mark
        for mark in marks
        if mark.place.id in inputs.focus
        or mark.days is not None
        or mark.days_class
        or mark.siege >= 0.2
        or mark.place.kind == "camp"
        or (mark.displaced is not None and mark.displaced.median >= 1000)
    ]
    order = {name: number for number, name in enumerate(inputs.focus)}
    chosen.sort(key=lambda m: (order.get(m.place.id, 99), m.place.kind == "camp", -m.place.population, m.place.id))
    rows = []
    for mark in chosen:
        home = mark.place.kind in SETTLED and mark.place.country == inputs.case.settings.country
        fuel = estimate_cell(mark.days, words, least=0.1)
        if coarse and mark.days_class:
            fuel = Cell(words.say(f"cell.{mark.days_class}"), "number")
        rows.append(
            (
                word(named(mark.place.name, mark.place.name_fr, words), small=words.say(f"kind.{mark.place.kind}")),
                fuel,
                chance_cell(mark.siege if home else float("nan"), words),
                estimate_cell(mark.displaced, words, least=1.0),
                estimate_cell(mark.displaced_then, words, least=1.0),
                estimate_cell(mark.shortfall, words, least=1.0),
                estimate_cell(mark.left if home else None, words, least=1.0),
            )
        )
    day = words.day(inputs.last_day)
    head = [words.say(f"head.{key}") for key in ("place", "days", "siege", "displaced")]
    head += [words.say("head.displaced_then", day=day), words.say("head.shortfall"), words.say("head.leave", day=day)]
    return Table(words.say("page.places"), tuple(head), tuple(rows))


def corridor_table(marks: tuple[CorridorMark, ...], words: Wording, *, coarse: bool) -> Table:
    """List the corridors.

    Args:
        marks: what is believed about each corridor.
        words: language.
        coarse: whether the weeks ahead are left out.

    Returns:
        The table, imports first.
    """
    keys = ["corridor", "share", "past", "lost", *(() if coarse else ("ahead", "ambushes"))]
    rows = []
    for mark in sorted(marks, key=lambda m: (m.corridor.kind != "import", -m.corridor.normal_share, m.corridor.id)):
        cells = [
            word(
                named(mark.corridor.name, mark.corridor.name_fr, words), small=words.say(f"kind.{mark.corridor.kind}")
            ),
            estimate_cell(mark.share, words, "%", scale=100.0, least=1.0),
            estimate_cell(mark.past, words, least=0.1),
            estimate_cell(mark.lost, words, least=0.1),
        ]
        if not coarse:
            cells += [estimate_cell(mark.ahead, words, least=0.1), estimate_cell(mark.ambushes, words)]
        rows.append(tuple(cells))
    return Table(words.say("page.corridors"), tuple(words.say(f"head.{key}") for key in keys), tuple(rows))


def learned_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """Set each assumption before the evidence beside the same after it.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table; assumptions that the evidence never moved are marked, stocks of places that use no fuel are left out.
    """
    rows = []
    atlas = inputs.case.atlas
    idle = set(atlas.place_index) - {use.place for use in atlas.fuel if use.need_share > 0}
    for entry in inputs.situation.learned:
        known = variables().get(entry.variable)
        if entry.variable == "origin_stock_days" and entry.entity in idle:
            continue
        if not audience.shows(entry.variable, known.dims[1] if known and len(known.dims) > 1 else ""):
            continue
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
    return Cell(f"{report.metric.replace('_', ' ')}: {report.value} {report.unit}".strip(), "", (report.id,), small)


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
        rows.append(
            (
                report_cell(report, words),
                estimate_cell(Band(low, low, entry.expected, high, high), words),
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
        for pair in contradictions(inputs.reports)
        if all(audience.keeps(report, inputs.case.atlas) for report in (pair.one, pair.other))
    ]
    head = tuple(words.say(f"head.{key}") for key in ("one", "other", "factor"))
    return Table(words.say("page.contradict"), head, tuple(rows))
