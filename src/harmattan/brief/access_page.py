"""What the section on access shows: strips of weeks for roads and towns, and what is not known of other ways."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from harmattan.brief.access import AccessRow, access_rows, speaks_of
from harmattan.brief.audience import Audience
from harmattan.brief.evidence import as_written
from harmattan.brief.inputs import BriefInput
from harmattan.brief.known import SIEGE_SEEN, known_corridors
from harmattan.brief.numerals import DASH
from harmattan.brief.tables.belief import entity_name
from harmattan.brief.tables.cells import Cell, Table, word
from harmattan.brief.tables.strips import StripRow, StripTable
from harmattan.brief.tables.supply import way_said
from harmattan.brief.wording import Wording
from harmattan.map.marks import NOT_KNOWN
from harmattan.map.strips import LOOKS, WeekCell, draw_key, draw_strip, draw_weeks
from harmattan.map.tips import named
from harmattan.models.control.unknown import SURE

__all__ = ["AccessSection", "Key", "access_context", "access_section", "look_of", "stopped"]


@dataclass(frozen=True, slots=True)
class Key:
    """One look of a week, and what it means."""

    svg: str
    words: str


@dataclass(frozen=True, slots=True)
class AccessSection:
    """Everything the section on access holds.

    Args:
        keys: what the looks of a week mean.
        tables: strips of import corridors, of other corridors, of towns named as besieged.
        others: ways by water and rail and the air, of which nothing is modelled.
        rivers: whether the case has a way by water.
        metrics: how metrics of reports begin that speak of other ways than roads.
    """

    keys: tuple[Key, ...]
    tables: tuple[StripTable, ...]
    others: Table
    rivers: bool
    metrics: tuple[str, ...]


def look_of(row: AccessRow) -> str:
    """Name how goods pass, as finely as the chances allow.

    A state is named where its chance is high enough; else the milder two or the harsher two together; else it is not known. Of a
    town only its siege is held: it is likely enough, all but ruled out, or not known.

    Args:
        row: one section in one week.

    Returns:
        One of `LOOKS`.
    """
    if row.kind == "siege":
        return "closed" if row.closed >= SURE else "clear" if row.closed < SIEGE_SEEN else NOT_KNOWN
    chances = {"open": row.open, "harassed": row.harassed, "escorted": row.escorted, "closed": row.closed}
    top = max(chances, key=lambda name: chances[name])
    if chances[top] >= SURE:
        return top
    if row.open + row.harassed >= SURE:
        return "passes"
    return "stopped" if stopped(row) >= SURE else NOT_KNOWN


def stopped(row: AccessRow) -> float:
    """Add up the chance that goods pass under escort only or not at all.

    Args:
        row: one section in one week.

    Returns:
        The chance; of a town, that it is besieged.
    """
    return row.closed if row.kind == "siege" else row.escorted + row.closed


def access_context(section: AccessSection) -> dict[str, object]:
    """Name what the template of access shows.

    Args:
        section: what the section holds.

    Returns:
        The section under the name `access`, and the chance that a look must reach.
    """
    return {"access": section, "access_sure": SURE}


def access_section(inputs: BriefInput, audience: Audience, words: Wording) -> AccessSection:
    """Gather what the section on access shows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        Strips of weeks, and what is not known of other ways.
    """
    rows = access_rows(inputs, audience)
    weekly = [row for row in rows if row.week is not None]
    tables = [_strips(inputs, kind, weekly, words) for kind in ("import", "distribution", "siege")]
    others = [row for row in rows if row.week is None]
    looks = [words.say(f"access.look_{look}") for look in LOOKS]
    return AccessSection(
        tuple(Key(draw_key(look, said), said) for look, said in zip(LOOKS, looks, strict=True)),
        tuple(table for table in tables if table.rows),
        _others(inputs, audience, others, words),
        any(row.mode == "river" for row in others),
        tuple(f"{start}…" for mode in ("river", "rail", "air") for start in speaks_of(mode)),
    )


def _strips(inputs: BriefInput, kind: str, rows: Iterable[AccessRow], words: Wording) -> StripTable:
    chosen = [row for row in rows if row.kind == kind]
    sections = [list(group) for _, group in groupby(chosen, key=lambda row: row.section)]
    days = [row.week for row in sections[0] if row.week is not None] if sections else []
    past = sum(not row.ahead for row in sections[0]) if sections else 0
    title = words.say("access.weeks")
    ruler = draw_weeks(title, days, past, words, words.say("access.cut_off")) if days else ""
    chance = words.say("access.besieged" if kind == "siege" else "access.stopped")
    heads = [words.say("access.town" if kind == "siege" else "access.section"), title]
    heads += [
        words.say("access.chance_in", what=chance, week=words.day(row.week))
        for row in _ends(sections[0] if days else [])
    ]
    return StripTable(
        f"access-{kind}",
        words.say(f"access.{kind}"),
        (*heads, words.say("head.weighed")),
        ruler,
        tuple(_strip(inputs, section, past, words) for section in sections),
    )


def _ends(section: Sequence[AccessRow]) -> list[AccessRow]:
    """The last week before the cut-off and the last one ahead, where there are such."""
    past, ahead = [row for row in section if not row.ahead], [row for row in section if row.ahead]
    return [*past[-1:], *ahead[-1:]]


def _strip(inputs: BriefInput, section: Sequence[AccessRow], past: int, words: Wording) -> StripRow:
    first, atlas = section[0], inputs.case.atlas
    name = named(first.name, first.name_fr, words)
    if first.kind != "siege":
        ends = f" {DASH} ".join(entity_name(atlas, end, words) for end in first.ends)
        small = words.say("access.ends", ends=ends, km=words.amount(first.km))
    else:
        small = words.country(atlas.places[atlas.place_index[first.section]].country)
    cells = [WeekCell(look_of(row), _week(row, words), len(row.reports)) for row in section]
    told = ", ".join(
        words.say("access.told", week=words.day(row.week), state=words.say(f"access.look_{look_of(row)}"))
        for row in _ends(section)
    )
    numbers = [Cell(words.chance(stopped(row)), "number") for row in _ends(section)]
    return StripRow(
        word(name, small=small),
        draw_strip(f"{name}{words.say('number.colon')} {told}", cells, past, alone=not first.heard),
        (*numbers, _weighed(inputs, first, words)),
        "" if first.heard else "judged",
    )


def _weighed(inputs: BriefInput, row: AccessRow, words: Wording) -> Cell:
    """Count the reports of a section and date the newest, or say that the model stands alone."""
    if not row.weighed:
        return Cell(words.say("access.withheld" if row.heard else "access.alone"), "number")
    known = inputs.reports.by_id()
    newest = max(row.weighed, key=lambda name: (known[name].last_day or date.min, name))
    return Cell(words.amount(len(row.weighed)), "number", (newest,), words.day(known[newest].last_day))


def _week(row: AccessRow, words: Wording) -> str:
    """Say what is believed of one week, with all its chances."""
    if row.week is None:
        return ""
    week = words.say("access.week", first=words.day(row.week), last=words.day(row.week + timedelta(days=6)))
    if row.kind == "siege":
        return words.say("access.week_siege", week=week, p=words.chance(row.closed))
    names = ("open", "harassed", "escorted", "closed")
    chances = {name: words.chance(getattr(row, name)) for name in names}
    return words.say("access.week_road", week=week, **chances)


def _others(inputs: BriefInput, audience: Audience, rows: Sequence[AccessRow], words: Wording) -> Table:
    """List ways by water and rail and the air: what they carry and could, or that they are not modelled, and reports on them."""
    known, out = inputs.reports.by_id(), []
    ways = {mark.corridor.id: mark for mark in known_corridors(inputs, audience) if mark.another_way}
    for row in rows:
        told = (known[name] for name in row.reports)
        quoted = (f"{as_written(report)} ({words.day(report.last_day)})" for report in told)
        said = words.say("number.semicolon").join(quoted)
        key = "told_by" if row.reports else "air_none" if row.mode == "air" else "no_report"
        name = named(row.name, row.name_fr, words) or words.say("access.whole")
        km = words.say("access.km", km=words.amount(row.km)) if math.isfinite(row.km) else ""
        held = words.say("access.air_case" if row.mode == "air" else "access.not_modelled")
        if row.section in ways:
            held = way_said(inputs, ways[row.section], words)
        out.append(
            (
                word(words.say(f"access.mode_{row.mode}")),
                word(name, small=km),
                Cell(held, "judged"),
                Cell(words.say(f"access.{key}", said=said), "", row.reports[:1]),
            )
        )
    head = tuple(words.say(f"access.{key}") for key in ("mode", "way", "held", "reported"))
    return Table(words.say("access.others"), head, tuple(out))
