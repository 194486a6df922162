"""Tables of what is believed about places and corridors."""

from __future__ import annotations

from collections.abc import Sequence

from harmattan.brief.danger import danger_class, danger_reasons
from harmattan.brief.evidence import latest
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.roads import since_when
from harmattan.brief.known import SIEGE_SEEN
from harmattan.brief.numerals import DASH
from harmattan.brief.tables.cells import Cell, Table, estimate_cell, judged_cell, word
from harmattan.brief.wording import Wording
from harmattan.map.marks import HOLDERS, NOT_KNOWN, WINDOW_DAYS, CorridorMark, PlaceMark
from harmattan.map.sheet import SETTLED
from harmattan.map.tips import named
from harmattan.world.atlas import Atlas

__all__ = ["control_table", "corridor_table", "entity_name", "place_table"]


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
        marks: what is believed about each place and which reports of it weighed.
        words: language.
        coarse: whether days of fuel are classes and sieges words.

    Returns:
        The table, focus first; numbers of which no report of the place weighed are set apart.
    """
    chosen = [
        mark
        for mark in marks
        if mark.place.id in inputs.focus
        or mark.days is not None
        or mark.days_class
        or mark.siege >= SIEGE_SEEN
        or mark.place.kind == "camp"
        or mark.place.displaced >= 1000
    ]
    order = {name: number for number, name in enumerate(inputs.focus)}
    chosen.sort(key=lambda m: (order.get(m.place.id, 99), m.place.kind == "camp", -m.place.population, m.place.id))
    rows, held = [], any(mark.holder for mark in chosen)
    for mark in chosen:
        home = mark.place.kind in SETTLED and mark.place.country == inputs.case.settings.country
        gate, given = coarse and mark.place.kind == "crossing", mark.place.displaced >= 5
        come = estimate_cell(mark.arrived, words, least=1.0)
        rows.append(
            (
                word(named(mark.place.name, mark.place.name_fr, words), small=words.say(f"kind.{mark.place.kind}")),
                _fuel_cell(mark, words, coarse=coarse),
                *((_holder_cell(mark, words),) if held else ()),
                _siege_cell(inputs, mark, words, coarse=coarse) if home else Cell(DASH, "number"),
                Cell(words.amount(mark.place.displaced, step=10.0) if given and not gate else DASH, "number"),
                come if mark.people_reports else judged_cell(come),
                judged_cell(estimate_cell(mark.left if home else None, words, least=1.0)),
                estimate_cell(mark.shortfall, words, least=1.0),
            )
        )
    day = words.day(inputs.last_day)
    keys = ("place", "days", *(("holder",) if held else ()), "siege_state", "start")
    head = [words.say(f"head.{key}") for key in keys]
    head += [words.say("head.come", day=day), words.say("head.leave", day=day), words.say("head.shortfall_now")]
    return Table(words.say("page.places"), tuple(head), tuple(rows))


def _fuel_cell(mark: PlaceMark, words: Wording, *, coarse: bool) -> Cell:
    if mark.open and mark.days is not None:
        between = words.pair(mark.days.median, mark.days.low, mark.days.high, least=0.1)[1]
        return Cell(words.say("cell.unknown"), "number judged", small="" if coarse else between)
    cell = estimate_cell(mark.days, words, least=0.1)
    if coarse:
        cell = Cell(words.say(f"cell.{mark.days_class}") if mark.days_class else DASH, "number")
    return cell if mark.fuel_reports else judged_cell(cell)


def _holder_cell(mark: PlaceMark, words: Wording) -> Cell:
    """Name who holds a place, with the chance of that level where the audience sees it."""
    if not mark.holder:
        return Cell(DASH, "number")
    if mark.holder == NOT_KNOWN:
        return Cell(words.say(f"holder.{NOT_KNOWN}"), "number judged")
    small = words.chance(mark.holding[HOLDERS.index(mark.holder)]) if mark.holding else ""
    return Cell(words.say(f"holder.{mark.holder}"), "number", mark.holder_reports[:1], small)


def control_table(marks: Sequence[PlaceMark], words: Wording) -> Table:
    """List who holds every place, with the chance of each level where the audience sees them.

    Args:
        marks: what is believed about each place.
        words: language.

    Returns:
        The table, the most populous place first; no rows where control is not held.
    """
    chosen = sorted((mark for mark in marks if mark.holder), key=lambda m: (-m.place.population, m.place.id))
    full = any(mark.holding for mark in chosen)
    rows = []
    for mark in chosen:
        told = Cell(words.amount(len(mark.holder_reports)), "number", mark.holder_reports)
        place = word(named(mark.place.name, mark.place.name_fr, words), small=words.say(f"kind.{mark.place.kind}"))
        who = Cell(words.say(f"holder.{mark.holder}"), "judged" if mark.holder == NOT_KNOWN else "")
        chances = [Cell(words.chance(chance), "number") for chance in mark.holding]
        rows.append((place, who, *(chances or [Cell(DASH, "number")] * (len(HOLDERS) * full)), told))
    head = [words.say("head.place"), words.say("head.holder")]
    head += [words.say(f"holder.{name}") for name in HOLDERS] if full else []
    return Table(words.say("head.holder"), (*head, words.say("head.told_by")), tuple(rows))


def _siege_cell(inputs: BriefInput, mark: PlaceMark, words: Wording, *, coarse: bool) -> Cell:
    """Give a siege as a chance, with its newest report; what no report names is not given a chance, nor a word where coarse."""
    known = inputs.reports.by_id()
    if mark.siege == mark.siege:
        shown = words.say(f"cell.siege_{mark.siege_word}") if mark.siege_word else words.say("cell.no")
        day = latest(known[name] for name in mark.siege_reports)
        small = words.day(day) if day else ""
        return Cell(shown if coarse else words.chance(mark.siege), "number", mark.siege_reports, small)
    if mark.siege_claims:
        return Cell(words.say("cell.declared"), "number judged", mark.siege_claims, words.say("cell.no_siege"))
    return Cell(DASH, "number") if coarse else Cell(words.say("cell.no_report"), "number judged")


def corridor_table(inputs: BriefInput, marks: Sequence[CorridorMark], words: Wording, *, coarse: bool) -> Table:
    """List corridors.

    Args:
        inputs: what the brief is made from.
        marks: what is believed about each corridor and which reports of it weighed.
        words: language.
        coarse: whether the weeks ahead are left out.

    Returns:
        The table, imports first; numbers of which no report of the corridor weighed are set apart.
    """
    held = any(mark.states for mark in marks)
    keys = [
        "corridor",
        *(("state_now", "blockaded") if held else ()),
        "share",
        "past",
        *(() if coarse else ("waiting",)),
        "lost28",
        *(() if coarse else ("ahead", "ambushes28", "danger")),
        "weighed",
    ]
    reasons = {} if coarse else danger_reasons(inputs)
    weeks = WINDOW_DAYS / 7
    rows = []
    for mark in sorted(marks, key=lambda m: (m.corridor.kind != "import", -m.corridor.normal_share, m.corridor.id)):
        cells = [*(_state_cells(inputs, mark, words) if held else ())]
        cells += [
            estimate_cell(mark.share, words, "%", scale=100.0, least=5.0),
            estimate_cell(mark.past, words, least=0.1),
            *(() if coarse else (estimate_cell(mark.waiting, words, least=1.0),)),
            estimate_cell(mark.lost, words, scale=weeks, least=1.0),
        ]
        if not coarse:
            cells.append(estimate_cell(mark.ahead, words, least=0.1))
            cells.append(estimate_cell(mark.ambushes, words, scale=weeks, least=1.0))
            cells.append(_danger_cell(mark, reasons.get(mark.corridor.id, ()), words))
        kind = words.say(f"kind.{mark.corridor.kind}")
        rows.append(
            (
                word(named(mark.corridor.name, mark.corridor.name_fr, words), small=kind),
                *(cell if mark.reports else judged_cell(cell) for cell in cells),
                Cell(words.amount(len(mark.reports)), "number", mark.reports),
            )
        )
    return Table(words.say("page.corridors"), tuple(words.say(f"head.{key}") for key in keys), tuple(rows))


def _danger_cell(mark: CorridorMark, reasons: Sequence[str], words: Wording) -> Cell:
    """Say in words how dangerous ground and garrisons make a corridor beside a plain road, and why; of the whole corridor only."""
    kind = danger_class(mark.danger)
    if not kind:
        return word("")
    fitting = (reason for reason in reasons if kind == "same" or reason.endswith(kind))
    return word(words.say(f"danger.{kind}"), small=", ".join(words.say(f"danger.{reason}") for reason in fitting))


def _state_cells(inputs: BriefInput, mark: CorridorMark, words: Wording) -> tuple[Cell, Cell]:
    if not mark.states:
        return Cell(DASH, "number"), Cell(DASH, "number")
    shown = words.say(f"state.{mark.state}")
    likeliest = "" if mark.state == NOT_KNOWN else words.chance(max(mark.states))
    since = since_when(mark, inputs, words)
    small = words.say("cell.since", month=since) if since else ""
    return Cell(shown, "number", small=likeliest), Cell(words.chance(mark.blockaded), "number", small=small)
