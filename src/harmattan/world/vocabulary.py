"""The state variables and table columns that Harmattan knows, read from two CSV files beside this one."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["AXES", "Column", "Variable", "columns", "variables"]

AXES = ("draw", "day", "place", "route", "passage", "corridor", "area", "country", "product", "level", "age")
"""Axes that a variable may have; the first is always `draw`.

`age` is time in transit (days since departure, or days to go); `route` is one direction of one road; `passage` is one direction
between two areas that a road joins; `level` counts the four
values of a hidden state, the best for free passage first (who holds a place: government, local pact, contested, armed group; a
corridor: open, harassed, escorted only, closed); a recorded variable gets its `day` axis right after `draw`."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One state variable: what it is called, its axes, unit, bounds and meaning.

    Args:
        name: name used in code, files and documents.
        dims: axes in order; the first is always `draw`.
        unit: unit of measure; `1` for a pure number.
        low: smallest possible value.
        high: largest possible value.
        role: `parameter` (drawn once from a prior), `driver` (set by scenario and course), `state` (carried
            from day to day) or `flow` (made anew each day).
        default: value of a driver that nobody sets, or of what a mechanism later in the day gives back to an earlier one
            while that one is weighed alone; nan for everything else.
        recorded: whether an Outlook keeps it for every day.
        meaning: one line in English.
        meaning_fr: one line in French.
    """

    name: str
    dims: tuple[str, ...]
    unit: str
    low: float
    high: float
    role: str
    default: float
    recorded: bool
    meaning: str
    meaning_fr: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table of a case folder, and what it may hold.

    Args:
        table: file name below the case folder, such as `atlas/places.csv`.
        name: column heading.
        kind: `id`, `text`, `number`, `integer`, `date`, `choice`, `place`, `places`, `corridor`, `area`,
            `months` or `list`.
        required: whether every row must fill it.
        low: smallest number allowed.
        high: largest number allowed.
        choices: words allowed when `kind` is `choice`.
        unit: unit of measure; empty when it has none.
        meaning: one line in English.
    """

    table: str
    name: str
    kind: str
    required: bool
    low: float
    high: float
    choices: tuple[str, ...]
    unit: str
    meaning: str


def _rows(name: str) -> list[dict[str, str]]:
    text = files("harmattan.world").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _bound(text: str, otherwise: float) -> float:
    return float(text) if text else otherwise


@cache
def variables() -> dict[str, Variable]:
    """Read the variables that Harmattan knows.

    Returns:
        Each variable by its name, in the order of the file.

    Examples:
        >>> variables()["shortage"].dims
        ('draw', 'place')
        >>> variables()["fuel_stock"].unit
        'litre'
    """
    return {
        row["name"]: Variable(
            row["name"],
            tuple(row["dims"].split()),
            row["unit"],
            _bound(row["low"], -math.inf),
            _bound(row["high"], math.inf),
            row["role"],
            _bound(row["default"], math.nan),
            row["recorded"] == "yes",
            row["meaning"],
            row["meaning_fr"],
        )
        for row in _rows("variables.csv")
    }


@cache
def columns() -> dict[str, dict[str, Column]]:
    """Read the tables of a case folder and their columns.

    Returns:
        For each file name, its columns by heading, in order.

    Examples:
        >>> columns()["atlas/routes.csv"]["km"].unit
        'km'
    """
    tables: dict[str, dict[str, Column]] = {}
    for row in _rows("columns.csv"):
        column = Column(
            row["table"],
            row["column"],
            row["kind"],
            row["required"] == "yes",
            _bound(row["low"], -math.inf),
            _bound(row["high"], math.inf),
            tuple(row["choices"].split()),
            row["unit"],
            row["meaning"],
        )
        tables.setdefault(row["table"], {})[column.name] = column
    return tables
