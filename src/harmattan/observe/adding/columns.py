"""What the columns of a sheet hold: those of one evidence table, or of a free sheet in anybody's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from harmattan.errors import Fault
from harmattan.observe.adding.sheet import Line, Sheet
from harmattan.observe.adding.words import headings
from harmattan.observe.claims import EVIDENCE
from harmattan.observe.files import shorten
from harmattan.observe.gazetteer import fold
from harmattan.observe.tables import columns_of

__all__ = ["FREE", "LEFT", "ROLES", "Column", "Entry", "entries", "evidence_table", "roles_of", "unclear"]

FREE = ""
"""Stands for a free sheet, where an evidence table would be named."""

LEFT = "left"
"""Role of a column that is left out with the knowledge of whoever gave it."""

ROLES = tuple(dict.fromkeys(headings().values()))
"""Everything that a column of a free sheet may hold."""

_FILLED_IN = frozenset({"id", "source_url", "source_date", "confidence", "known_from", "source_type"})
"""Columns of an evidence table that a sheet may leave to the program or to options."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that nobody can place: its number from 0, its heading, why, and roles it may have.

    Args:
        index: number of the column from 0.
        heading: as written.
        why: `unknown`, or `twice` where another column has the same role.
        roles: nearest roles, the best first.
    """

    index: int
    heading: str
    why: str
    roles: tuple[str, ...]

    def fault(self, sheet: str, row: int = 1) -> Fault:
        """Say what is wrong with it.

        Args:
            sheet: name of the file.
            row: row of the headings.

        Returns:
            The fault.
        """
        found = shorten(self.heading) or f"column {self.index + 1} without a heading"
        if self.why == "twice":
            return Fault(sheet, row, found, found, f"one column for {self.roles[0]}; another one has it already")
        allowed = "a heading that says what it holds: " + ", ".join(role for role in ROLES if role != LEFT)
        return Fault(sheet, row, found, found, allowed, self.roles[0] if self.roles else "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a sheet, its cells by what they are.

    Args:
        row: number of the row as a spreadsheet shows it.
        cells: text by role, or by column of the evidence table; blank ones left out.
        table: evidence table whose columns these are; empty for a free sheet.
        raw: the cells as they stood, to be written out again.
    """

    row: int
    cells: Mapping[str, str]
    table: str = FREE
    raw: tuple[str, ...] = field(default=())


def evidence_table(header: tuple[str, ...]) -> str:
    """Recognise the headings of an evidence table.

    Args:
        header: headings of a sheet.

    Returns:
        The table; empty where they are those of none. What every table has (id, source, confidence) may be missing.

    Examples:
        >>> evidence_table(("metric", "value", "unit", "date", "place", "source_url"))
        'evidence/fuel.csv'
        >>> evidence_table(("What", "Where"))
        ''
    """
    named = {_plain(heading) for heading in header if heading} - {"reason", "raison"}
    for file in EVIDENCE:
        known = columns_of(file)
        needed = {name for name, column in known.items() if column.required} - _FILLED_IN
        if needed <= named <= set(known):
            return file
    return ""


def roles_of(sheet: Sheet, answers: Mapping[int, str]) -> dict[int, str]:
    """Say what the columns of a free sheet hold.

    Args:
        sheet: the sheet.
        answers: roles that somebody gave to columns.

    Returns:
        Role by number of the column; those that nobody can place are left out.
    """
    roles = dict(answers)
    for index, heading in enumerate(sheet.header):
        role = headings().get(fold(heading)) or headings().get(fold(heading.partition("(")[0]), "")
        if index not in roles and role:
            roles[index] = role
    return roles


def unclear(sheet: Sheet, answers: Mapping[int, str]) -> tuple[Column, ...]:
    """Find columns of a free sheet that hold something and that nobody can place.

    Args:
        sheet: the sheet.
        answers: roles that somebody gave to columns.

    Returns:
        The columns, from left to right.
    """
    roles = roles_of(sheet, answers)
    out = []
    taken: set[str] = {role for index, role in answers.items() if role != LEFT}
    for index, heading in enumerate(sheet.header):
        if index in answers or not any(line.cells[index] for line in sheet.lines):
            continue
        role = roles.get(index, "")
        if not role:
            out.append(Column(index, heading, "unknown", _nearest(heading)))
        elif role != LEFT and role in taken:
            out.append(Column(index, heading, "twice", (role,)))
        else:
            taken.add(role)
    return tuple(out)


def entries(sheet: Sheet, answers: Mapping[int, str]) -> tuple[Entry, ...]:
    """Take the rows of a sheet apart by what their cells are.

    Args:
        sheet: the sheet.
        answers: roles that somebody gave to columns of a free sheet.

    Returns:
        One entry for each row.
    """
    table = evidence_table(sheet.header)
    if table:
        names = {k: _plain(heading) for k, heading in enumerate(sheet.header) if _plain(heading) in columns_of(table)}
    else:
        names = {k: role for k, role in roles_of(sheet, answers).items() if role != LEFT}
    return tuple(_entry(line, names, table) for line in sheet.lines)


def _entry(line: Line, names: Mapping[int, str], table: str) -> Entry:
    cells = {name: line.cells[k] for k, name in sorted(names.items(), reverse=True) if line.cells[k]}
    return Entry(line.row, cells, table, line.cells)


def _plain(heading: str) -> str:
    return fold(heading).replace(" ", "_")


def _nearest(heading: str) -> tuple[str, ...]:
    known = headings()
    words = fold(heading)
    close = get_close_matches(words, known, n=6, cutoff=0.6)
    shared = [word for word in known if set(words.split()) & set(word.split())]
    roles = dict.fromkeys(known[word] for word in (*close, *shared))
    return tuple(role for role in roles if role != LEFT)[:4]
