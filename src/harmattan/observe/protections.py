"""Read the table of protections of a case folder, where it has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from harmattan.errors import Fault
from harmattan.observe.files import name_nearest, shorten
from harmattan.observe.tables import Row, Table, read_table
from harmattan.world.choice import Effect
from harmattan.world.protection import STOCK, Action, Level, Protection, effect_wrong
from harmattan.world.vocabulary import variables

__all__ = ["PROTECTIONS", "protections_from", "read_protections"]

PROTECTIONS = "protections.csv"

_ALIKE = ("title", "title_fr", "at", "delay_days")
"""Columns that all rows of one protection share."""


def read_protections(folder: Path, entities: Mapping[str, Sequence[str]]) -> tuple[tuple[Protection, ...], list[Fault]]:
    """Read protections.csv, which a case may lack.

    Args:
        folder: the case folder.
        entities: ids on the axes `place` and `corridor`; an axis that is absent is not checked.

    Returns:
        The protections in the order of the file, none where there is no file; and every fault, with file and row.
    """
    if not (folder / PROTECTIONS).exists():
        return (), []
    return protections_from(read_table(folder, PROTECTIONS), entities)


def protections_from(table: Table, entities: Mapping[str, Sequence[str]]) -> tuple[tuple[Protection, ...], list[Fault]]:
    """Make protections of the rows of protections.csv: one row for each protection, level and driver.

    Args:
        table: protections.csv as read.
        entities: ids on the axes `place` and `corridor`.

    Returns:
        The protections, and every fault, with file and row: an unknown driver, corridor or place, an effect beyond its bounds, low
        above high, levels that are not 1, 2 and so on, a driver twice in a level, rows of one protection that disagree.
    """
    faults = table.all_faults()
    groups: dict[str, list[Row]] = {}
    for row in table.sound:
        faults += _row_faults(table.file, row)
        groups.setdefault(row.text("protection"), []).append(row)
    faults += _driver_faults(table) + _place_faults(table, entities)
    for name, rows in groups.items():
        faults += _group_faults(table.file, name, rows)
    if faults:
        return (), faults
    return tuple(_protection(name, rows) for name, rows in groups.items()), []


def _row_faults(file: str, row: Row) -> list[Fault]:
    driver, out = row.text("variable"), []
    low, high = row.number("effect_low"), row.number("effect_high")
    if driver in _drivers():
        message = effect_wrong(driver, low, high)
        if message:
            out.append(Fault(file, row.line, "effect_low, effect_high", f"{low:g}, {high:g}", message))
    cheap, dear = row.number("cost_low"), row.number("cost_high")
    if cheap > dear or cheap == 0.0 < dear:
        what = "two numbers above 0, low not above high, or 0 and 0 for none at all"
        out.append(Fault(file, row.line, "cost_low, cost_high", f"{cheap:g}, {dear:g}", what))
    litres = row.number("litres", 0.0)
    if (driver == STOCK) != (litres > 0.0):
        what = "litres above 0 where the driver is fuel_stock, and nothing elsewhere"
        out.append(Fault(file, row.line, "litres", row.text("litres") or "nothing", what))
    return out


def _drivers() -> list[str]:
    over = [name for name, v in variables().items() if v.role == "driver" and v.dims[1:] == ("corridor",)]
    return [STOCK, *over]


def _driver_faults(table: Table) -> list[Fault]:
    known = _drivers()
    what = "fuel_stock, or a driver of variables.csv over corridors"
    wrong = [
        Fault(table.file, row.line, "variable", shorten(row.text("variable")), what)
        for row in table.sound
        if row.text("variable") not in known
    ]
    return name_nearest(wrong, known)


def _place_faults(table: Table, entities: Mapping[str, Sequence[str]]) -> list[Fault]:
    out: list[Fault] = []
    for axis in ("place", "corridor"):
        known = entities.get(axis)
        if known is None:
            continue
        there = set(known)
        wrong = [
            Fault(table.file, row.line, "at", shorten(name), f"the id of a {axis}")
            for row in table.sound
            if (row.text("variable") == STOCK) == (axis == "place")
            for name in row.names("at")
            if name not in there
        ]
        out += name_nearest(wrong, known)
    return out


def _group_faults(file: str, name: str, rows: Sequence[Row]) -> list[Fault]:
    out = []
    for column in _ALIKE:
        for row in rows[1:]:
            if row.text(column) != rows[0].text(column):
                what = f"what row {rows[0].line} of {name} says: {shorten(rows[0].text(column)) or 'nothing'}"
                out.append(Fault(file, row.line, column, shorten(row.text(column)) or "nothing", what))
    if len({row.text("variable") == STOCK for row in rows}) > 1:
        what = "fuel_stock in all rows of a protection, or in none"
        out.append(Fault(file, rows[-1].line, "variable", rows[-1].text("variable"), what))
    numbers = sorted({int(row.number("level")) for row in rows})
    if numbers != list(range(1, len(numbers) + 1)):
        found = ", ".join(map(str, numbers))
        out.append(Fault(file, rows[0].line, "level", found, f"levels of {name} from 1 on without a gap"))
    seen: dict[tuple[int, str], int] = {}
    for row in rows:
        key = (int(row.number("level")), row.text("variable"))
        if seen.setdefault(key, row.line) != row.line:
            what = f"each level and driver of a protection once; row {seen[key]} has them too"
            out.append(Fault(file, row.line, "variable", row.text("variable"), what))
    return out


def _protection(name: str, rows: Sequence[Row]) -> Protection:
    first = rows[0]
    numbers = sorted({int(row.number("level")) for row in rows})
    levels = tuple(_level([row for row in rows if int(row.number("level")) == number]) for number in numbers)
    delay = int(first.number("delay_days"))
    return Protection(name, first.text("title"), first.text("title_fr"), first.names("at"), delay, levels)


def _level(rows: Sequence[Row]) -> Level:
    """Join what one level does; the costs of its rows add up."""
    actions = tuple(
        Action(
            row.text("variable"),
            Effect(row.number("effect_low"), row.number("effect_high"), row.text("source"), row.text("dispute")),
            row.number("litres", 0.0),
        )
        for row in rows
    )
    sources = "; ".join(row.text("cost_source") for row in rows)
    return Level(
        actions, sum(row.number("cost_low") for row in rows), sum(row.number("cost_high") for row in rows), sources
    )
