"""Five slides: what is known, the map, supply, people and what could turn, what could be done."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

import pptx
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Pt

from harmattan.brief.audience import Audience, audience_of
from harmattan.brief.figures.fan import inflow_fan
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judgement import Judgement
from harmattan.brief.shapes.digest import (
    FIRST,
    Digest,
    digest_of,
    few_columns,
    map_picture,
    set_properties,
)
from harmattan.brief.shapes.slide_parts import (
    BLUE,
    OCHRE,
    SOFT,
    Box,
    Line,
    Piece,
    add_lines,
    add_lines_chart,
    add_picture,
    add_table,
    add_title,
    height_of,
    notes,
    table_height,
)
from harmattan.brief.shapes.still import one_line, still
from harmattan.brief.shapes.typeset import picture
from harmattan.brief.tables.cells import Cell, Table
from harmattan.brief.wording import Wording
from harmattan.map.bands import Series
from harmattan.map.charts import Chart

__all__ = ["brief_pptx"]

WIDE, HIGH = 960.0, 540.0
"""Points of a slide: 16 to 9."""

_TITLE = Box(30.0, 14.0, 900.0, 46.0)
_BODY = Box(30.0, 66.0, 900.0, 430.0)
_FOOT = Box(30.0, 506.0, 900.0, 22.0)
_ROADS, _SUPPLY, _PEOPLE = (
    ("blockades", "corridor_at_risk", "sieges", "holders"),
    ("fuel_now", "fuel_dry", "inflow"),
    ("people", "camps", "deaths", "government"),
)
_OUTCOMES = ("people_days_short", "left_home", "violent_deaths", "cost_usd", "cost_without_payer_usd")
_SOURCES_TOLD = 12


def brief_pptx(inputs: BriefInput, *, language: str, level: str = "partner") -> bytes:
    """Write five slides; text and chart can be edited, and the notes of the speaker hold the sources.

    Every text is set at the largest size at which it is estimated to fit; what does not fit at the smallest is left out from the
    end, item by item, and their number is given.

    Args:
        inputs: what the brief is made from.
        language: `en` or `fr`.
        level: audience level.

    Returns:
        The bytes of the file; the same content gives the same bytes.

    Raises:
        InputFaults: an unknown language or level, or internal claims at another one than `internal`.
    """
    words, audience = Wording(language), audience_of(inputs, level)
    digest = digest_of(inputs, audience, words)
    show = pptx.Presentation()
    show.slide_width, show.slide_height = Pt(WIDE), Pt(HIGH)
    set_properties(show.core_properties, digest, inputs, level)
    _headlines(_slide(show, digest, digest.title), digest)
    _map(_slide(show, digest, words.say("page.map", day=words.day(inputs.as_of))), digest, inputs, audience)
    _supply(_slide(show, digest, words.say("formats.slide_supply")), digest, inputs)
    _people(_slide(show, digest, words.say("formats.slide_people")), digest)
    _courses(_slide(show, digest, words.say("page.comparison")), digest)
    raw = io.BytesIO()
    show.save(raw)
    return still(raw.getvalue(), inputs.as_of)


def _slide(show: Presentation, digest: Digest, title: str) -> Slide:
    """Add a slide with its title, and the stamp, cut-off and meaning of intervals at its foot."""
    slide: Slide = show.slides.add_slide(show.slide_layouts[5])
    number = len(show.slides)
    add_title(slide, one_line(title), _TITLE, digest.words.language)
    foot = [
        Piece(digest.stamp.upper(), 10.0, bold=True, colour=BLUE),
        Piece(digest.stamp_note, 10.0, colour=SOFT),
        Piece(f"{digest.cut_off}.", 10.0, colour=SOFT),
        Piece(f"{digest.interval}.", 10.0, colour=SOFT),
        Piece(f"{number} / 5", 10.0, colour=SOFT),
    ]
    add_lines(slide, [foot], _FOOT, digest.words.language, name="foot")
    return slide


def _fitted(
    items: Sequence[Judgement], box: Box, digest: Digest, *, largest: float, smallest: float = 11.0, whole: bool = True
) -> list[list[Piece]]:
    """Choose the largest type at which items fit; where none does, leave items out from the end and say how many."""
    kept = list(items)
    while kept:
        size = largest
        while size >= smallest:
            made = _paragraphs(kept, size, whole=whole)
            left = len(items) - len(kept)
            if left:
                made.append([Piece(digest.more("judgements", left), smallest, colour=SOFT)])
            if height_of(made, box.width, gap=6.0) <= box.height:
                return made
            size -= 0.5
        kept.pop()
    return [[Piece(digest.more("judgements", len(items)), smallest, colour=SOFT)]]


def _paragraphs(items: Sequence[Judgement], size: float, *, whole: bool) -> list[list[Piece]]:
    out: list[list[Piece]] = []
    for one in items:
        figure = " ".join(filter(None, (one.figure, one.unit)))
        head = [Piece(figure, size + 3.0, bold=True, colour=BLUE)] if figure else []
        head += [Piece(one.between, size - 1.0, colour=SOFT)] if one.between else []
        out += [head] if head else []
        out.append([Piece(one.text if whole else one.first, size)])
    return out


def _headlines(slide: Slide, digest: Digest) -> None:
    five = digest.judgements[:FIRST]
    told = list(digest.changes[:2])
    height = _BODY.height
    changed: list[list[Piece]] = []
    if told:
        changed = [[Piece(digest.changes_title, 12.0, bold=True)], *([Piece(line, 11.0)] for line in told)]
        height -= height_of(changed, _BODY.width, gap=3.0) + 6.0
    if height < _BODY.height / 2:
        changed, height = [], _BODY.height
    box = Box(_BODY.left, _BODY.top, _BODY.width, height)
    lines = _fitted(five, box, digest, largest=17.0, whole=False)
    add_lines(slide, lines, box, digest.words.language, gap=6.0, name="judgements")
    if changed:
        below = Box(_BODY.left, _BODY.top + height + 6.0, _BODY.width, _BODY.height - height - 6.0)
        add_lines(slide, changed, below, digest.words.language, gap=3.0, name="changes")
    notes(slide, (*digest.warnings, *_sources(digest, five)))


def _map(slide: Slide, digest: Digest, inputs: BriefInput, audience: Audience) -> None:
    words = digest.words
    drawn = picture(map_picture(inputs, audience, words), width=480.0)
    add_picture(slide, drawn, Box(_BODY.left, _BODY.top, 500.0, _BODY.height), words.say("formats.map_alt"))
    roads = _of(digest, _ROADS)
    box = Box(540.0, _BODY.top, 390.0, _BODY.height)
    add_lines(slide, _fitted(roads, box, digest, largest=14.0), box, words.language, gap=6.0, name="judgements")
    notes(slide, (words.say("map.note"), *_sources(digest, roads)))


def _supply(slide: Slide, digest: Digest, inputs: BriefInput) -> None:
    words = digest.words
    chart = inflow_fan(inputs, words)
    if chart is not None:
        categories, lines = _fan_lines(chart, words)
        at = Box(_BODY.left, _BODY.top, 570.0, _BODY.height)
        alt = f"{chart.title}. {words.say('formats.chart_alt')}"
        add_lines_chart(slide, categories, lines, at, unit=f"{chart.title}, {chart.unit}", words=alt)
    supply = _of(digest, _SUPPLY)
    box = Box(610.0, _BODY.top, 320.0, _BODY.height)
    add_lines(slide, _fitted(supply, box, digest, largest=14.0), box, words.language, gap=6.0, name="judgements")
    notes(slide, _sources(digest, supply))


def _fan_lines(chart: Chart, words: Wording) -> tuple[list[str], list[Line]]:
    """Turn a fan into lines: medians, and the ends of the 90 % interval; the days ahead begin where the past ends."""
    none = Series((), chart.ahead.levels[:, :0])
    past, ahead = chart.past or none, chart.ahead
    days = [*past.days, *ahead.days]
    before, after = len(past.days), len(ahead.days)
    named = {key: words.say(f"formats.line_{key}") for key in ("before", "ahead", "other")}
    out = []
    for level, key, width in ((2, "median", 2.5), (0, "low", 1.25), (4, "high", 1.25)):
        values = [float(v) for v in past.levels[level]]
        name = f"{words.say(f'head.{key}')}, {named['before']}"
        out.append(Line(name, (*values, *[None] * after), SOFT, width, dashed=width < 2))
    for level, key, width in ((2, "median", 2.5), (0, "low", 1.25), (4, "high", 1.25)):
        joined = [float(past.levels[level, -1])] if before else []
        values = [*joined, *(float(v) for v in ahead.levels[level])]
        name = f"{words.say(f'head.{key}')}, {named['ahead']}"
        out.append(Line(name, (*[None] * (len(days) - len(values)), *values), BLUE, width, dashed=width < 2))
    if chart.other is not None and chart.other.days:
        values = [float(v) for v in chart.other.levels[2]]
        name = f"{words.say('head.median')}, {named['other']}"
        out.append(Line(name, (*[None] * (len(days) - len(values)), *values), OCHRE, 2.0, dashed=True))
    return [f"{day.day} {words.month(day)}" for day in days], out


def _people(slide: Slide, digest: Digest) -> None:
    words = digest.words
    people = _of(digest, _PEOPLE)
    table, size, widths = _flat(digest.turns), 11.0, _widths(digest.turns, _BODY.width)
    high = 0.0
    if table.rows:
        table, high = _cut(table, widths, size, 190.0, digest)
    box = Box(_BODY.left, _BODY.top, _BODY.width, _BODY.height - high - (34.0 if high else 0.0))
    add_lines(slide, _fitted(people, box, digest, largest=14.0), box, words.language, gap=6.0, name="judgements")
    if table.rows:
        top = _BODY.top + _BODY.height - high
        head = Box(_BODY.left, top - 26.0, _BODY.width, 24.0)
        add_lines(slide, [[Piece(table.caption, 13.0, bold=True)]], head, words.language, name="heading")
        add_table(slide, table, Box(_BODY.left, top, _BODY.width, high), words.language, widths=widths, size=size)
    notes(slide, (words.say("page.turns_note"), *_sources(digest, people)))


def _courses(slide: Slide, digest: Digest) -> None:
    words, say = digest.words, digest.words.say
    table = few_columns(digest.overview, tuple(say(f"short.{name}") for name in _OUTCOMES))
    table = Table(table.caption, table.head, tuple(tuple(_first_line(cell) for cell in row) for row in table.rows))
    top = _BODY.top
    if table.rows:
        note = say("formats.comparison_note", scenario=digest.overview.caption)
        add_lines(slide, [[Piece(note, 11.0, colour=SOFT)]], Box(_BODY.left, top, _BODY.width, 20.0), words.language)
        top += 22.0
        size, widths = 10.0, _widths(table, _BODY.width)
        table, high = _cut(table, widths, size, 270.0, digest)
        add_table(slide, table, Box(_BODY.left, top, _BODY.width, high), words.language, widths=widths, size=size)
        top += high + 6.0
    lines = [digest.withheld] if digest.withheld else []
    evens = [f"{row[0].words}{say('number.colon')} {row[2].words}" for row in digest.break_evens.rows[:3]]
    lines += [f"{digest.break_evens.caption}.", *evens] if evens else []
    lines += [f"{say('page.limits')}{say('number.colon')} {digest.limits[0]}", *digest.limits[1:]]
    room = _BODY.top + _BODY.height - top
    told, left = lines, 0
    while len(lines) > 1 and height_of([[Piece(line, 11.0)] for line in told], _BODY.width, gap=2.0) > room:
        lines, left = lines[:-1], left + 1
        told = [*lines, digest.more("items", left)]
    at = Box(_BODY.left, top, _BODY.width, room)
    add_lines(slide, [[Piece(line, 11.0)] for line in told], at, words.language, gap=2.0, name="limits")
    judged = tuple(one for one in digest.judgements if one.id == "course_change")
    evens_all = (
        f"{row[0].words} ({row[0].small}){say('number.colon')} {row[2].words}" for row in digest.break_evens.rows
    )
    notes(slide, (*_sources(digest, judged), *evens_all, *digest.limits))


def _flat(table: Table) -> Table:
    """Set the second line of each cell behind its first."""
    rows = tuple(
        tuple(replace(cell, words=f"{cell.words} ({cell.small})", small="") if cell.small else cell for cell in row)
        for row in table.rows
    )
    return replace(table, rows=rows)


def _first_line(cell: Cell) -> Cell:
    return replace(cell, small=cell.small.partition("\n")[0])


def _widths(table: Table, width: float) -> list[float]:
    rest = width * 0.72 / max(1, len(table.head) - 1)
    return [width * 0.28, *[rest] * (len(table.head) - 1)]


def _cut(table: Table, widths: Sequence[float], size: float, room: float, digest: Digest) -> tuple[Table, float]:
    """Leave rows out from the end until a table is no higher than its room; its caption says how many."""
    rows, caption = table.rows, table.caption
    while len(rows) > 1 and sum(table_height(Table(caption, table.head, rows), widths, size)) > room:
        rows = rows[:-1]
    left = len(table.rows) - len(rows)
    if left:
        caption = f"{caption}. {digest.more('rows', left)}"
    cut = Table(caption, table.head, rows)
    return cut, sum(table_height(cut, widths, size))


def _of(digest: Digest, ids: Sequence[str]) -> tuple[Judgement, ...]:
    return tuple(one for one in digest.judgements if one.id in ids)


def _sources(digest: Digest, judgements: Sequence[Judgement]) -> list[str]:
    """List what each judgement rests on, for the notes of the speaker."""
    known, colon = {source.id: source for source in digest.sources}, digest.words.say("number.colon")
    out = []
    for one in judgements:
        out += [one.text, " ".join(filter(None, (one.caveat, f"{one.weight}.")))]
        for name in one.all_sources[:_SOURCES_TOLD]:
            if name in known:
                told = known[name]
                where = f", {told.where}" if told.where else ""
                said = digest.words.say("course_sum.quoted", title=told.said)
                out.append(f"{name}{colon} {told.when}{where}. {said} {told.link or told.host}")
        rest = one.all_sources[_SOURCES_TOLD:]
        out += [f"{digest.words.say('formats.more_sources')}{colon} {', '.join(rest)}"] if rest else []
    return out
