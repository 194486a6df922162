"""Tables of supply for those who plan it: cities now and in four weeks, and what other ways than the roads carry."""

from __future__ import annotations

from collections.abc import Sequence

from harmattan.brief.audience import Audience
from harmattan.brief.cities import COLUMNS, SHARES, CityRow, city_rows, coarse_of, times_said
from harmattan.brief.inputs import BriefInput
from harmattan.brief.numerals import DASH
from harmattan.brief.phrases import phrase_file
from harmattan.brief.tables.cells import Cell, Table, estimate_cell, judged_cell, word
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.map.marks import CorridorMark
from harmattan.map.tips import named
from harmattan.world.atlas import Corridor

__all__ = ["city_table", "most_a_day", "open_months", "other_ways", "way_said"]

_LEAST = {"days": 0.1, "stock": 1000.0, "inflow": 1000.0, "power": 0.5, "street": 0.1, "general": 0.01}
_SPANS = (0.1, 0.85)
"""Where the interval of a share reaches from below the first to above the second, it is not known."""


def city_table(inputs: BriefInput, audience: Audience, words: Wording, *, focus: bool | None = None) -> Table:
    """List what is believed of each city that uses fuel: now, and in four weeks.

    Args:
        inputs: what the brief is made from.
        audience: who will read it; the public level has classes of prices and closures, and the cut-off day alone.
        words: language.
        focus: keep the places in focus, or those that are not; all when not given.

    Returns:
        The table, two rows a city, or one at the public level; a number in which no report of the city weighed is set apart.
    """
    rows = [row for row in city_rows(inputs, audience) if focus is None or (row.mark.place.id in inputs.focus) == focus]
    held = [name for name in COLUMNS if any(name in row.bands for row in rows)]
    if audience.public and rows:
        held = ["days", *held]
    cells = tuple(_row(row, held, words, coarse=audience.public) for row in rows)
    head = [words.say("head.place"), *(words.say(f"head.city_{name}") for name in held)]
    return Table(words.say("page.cities"), tuple(head), cells)


def _row(row: CityRow, held: Sequence[str], words: Wording, *, coarse: bool) -> tuple[Cell, ...]:
    name = named(row.mark.place.name, row.mark.place.name_fr, words)
    if coarse:
        return (word(name), *(_class_cell(row, column, words) for column in held))
    when = words.say("city.then" if row.ahead else "city.now", day=words.day(row.day))
    return (word(name, small=when), *(_cell(row, column, words) for column in held))


def _class_cell(row: CityRow, column: str, words: Wording) -> Cell:
    if column == "days":
        known = row.mark.days_class
        return Cell(
            words.say(f"cell.{known}") if known else DASH, "number" if row.mark.fuel_reports else "number judged"
        )
    value = row.bands.get(column)
    if value is None:
        return Cell(DASH, "number")
    kind = coarse_of(column, value)
    name = column if column in ("street", "general") else "share"
    said = words.say("cell.unknown") if kind < 0 else words.say(f"city.{name}_{kind}")
    return Cell(said, "number" if column in row.heard else "number judged")


def _cell(row: CityRow, column: str, words: Wording) -> Cell:
    value = row.bands.get(column)
    if value is None:
        return Cell(DASH, "number")
    if column in SHARES:
        cell = _share(value, words)
    elif column in ("days", "stock") and row.open:
        cell = Cell(words.say("cell.unknown"), "number", small=_between(value, words, _LEAST[column]))
    elif column in ("street", "general"):
        median, between = times_said(value, words, least=_LEAST[column])
        cell = Cell(words.say("city.times", n=median), "number", small=between)
    else:
        cell = estimate_cell(value, words, least=_LEAST[column])
    return cell if column in row.heard else judged_cell(cell)


def _share(value: Band, words: Wording) -> Cell:
    """Give a share in percent; where it may be next to nothing and next to all, it is not known."""
    if value.low < _SPANS[0] and value.high > _SPANS[1]:
        return Cell(words.say("cell.unknown"), "number", small=_between(value, words, 5.0, scale=100.0))
    return estimate_cell(value, words, "%", scale=100.0, least=5.0)


def _between(value: Band, words: Wording, least: float, *, scale: float = 1.0) -> str:
    return words.pair(value.median * scale, value.low * scale, value.high * scale, least=least)[1]


def other_ways(inputs: BriefInput, marks: Sequence[CorridorMark], words: Wording) -> tuple[str, ...]:
    """Say of each way by water, rail and air, and of each road that carries nothing, what it carries and could carry.

    Args:
        inputs: what the brief is made from.
        marks: what is believed about each corridor.
        words: language.

    Returns:
        One line for each such way.
    """
    colon = words.say("number.colon")
    chosen = (mark for mark in marks if mark.another_way)
    return tuple(
        f"{named(mark.corridor.name, mark.corridor.name_fr, words)}{colon} {way_said(inputs, mark, words)}"
        for mark in chosen
    )


def way_said(inputs: BriefInput, mark: CorridorMark, words: Wording) -> str:
    """Say what a way carries today, the most that it could carry, and in which months it is open.

    Args:
        inputs: what the brief is made from.
        mark: the way.
        words: language.

    Returns:
        Such as `carries nothing today; could carry at most 3 tankers a day, August to December`.
    """
    months = open_months(mark.corridor, words)
    most, shut = most_a_day(mark.corridor), inputs.as_of.month not in mark.corridor.months
    limit = words.say("ways.could", n=words.exact(most), unit=words.unit("tanker/day"), months=months)
    if mark.past is not None and mark.past.high > 0:
        return words.say("ways.carries", n=words.estimate(mark.past, words.unit("tanker/week"), least=0.1), limit=limit)
    return words.say("ways.shut" if shut else "ways.nothing", limit=limit)


def most_a_day(corridor: Corridor) -> float:
    """Find how many tankers a corridor could carry in a day at most.

    Args:
        corridor: a corridor.

    Returns:
        The smaller of what can be loaded and what can pass the border, tankers a day.
    """
    return min(corridor.dispatch_limit, corridor.border_limit)


def open_months(corridor: Corridor, words: Wording) -> str:
    """Name the months in which a corridor is open, as runs.

    Args:
        corridor: a corridor.
        words: language.

    Returns:
        Such as `August to January`, or that it is open all year.

    Examples:
        >>> boats = Corridor("boats", "Boats", "import", ("port", "mill"), 0.0, 2.0, 3.0, mode="river", months=(1, 8, 9, 12))
        >>> open_months(boats, Wording("en"))
        'August to September, December to January'
    """
    months = set(corridor.months)
    if len(months) == 12:
        return words.say("ways.all_year")
    runs = []
    for start in (month for month in sorted(months) if (month - 2) % 12 + 1 not in months):
        end = start
        while end % 12 + 1 in months:
            end = end % 12 + 1
        names = [str(phrase_file()["months"][words.language][month - 1]) for month in (start, end)]
        runs.append(names[0] if start == end else words.say("number.between", low=names[0], high=names[1]))
    return ", ".join(runs)
