"""Write the reference pages from the code, so that what they say is what runs. `make docs` runs this."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from harmattan import errors
from harmattan.world.vocabulary import Column, Variable, columns, variables

__all__ = ["pages", "write"]

ROLES = {
    "parameter": ("Parameters", "Drawn once for each draw, from `priors.csv`; evidence narrows them."),
    "driver": (
        "Drivers",
        "Set day by day by the scenario, the course and what is known of the past; the default holds when nobody does.",
    ),
    "state": ("State", "Carried from one day to the next."),
    "flow": ("Flows", "Made anew each day."),
}


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" for _ in head) + "|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() else f"{value:g}"


def _range(low: float, high: float) -> str:
    if math.isinf(low) and math.isinf(high):
        return "any"
    if math.isinf(high):
        return f"{_number(low)} or more"
    if math.isinf(low):
        return f"{_number(high)} or less"
    return f"{_number(low)} to {_number(high)}"


def _variable(variable: Variable) -> list[str]:
    kept = "yes" if variable.recorded else "no"
    axes = ", ".join(variable.dims)
    bounds = _range(variable.low, variable.high)
    default = "" if math.isnan(variable.default) else _number(variable.default)
    return [f"`{variable.name}`", axes, variable.unit, bounds, default, kept, variable.meaning, variable.meaning_fr]


def _variables_page() -> str:
    parts = [
        "# Variables\n",
        (
            "Every variable that Harmattan knows. The list is `src/harmattan/world/variables.csv`; it drives the checks, the"
            " legends and this page. *Kept* tells whether an outlook keeps it for every day. The first axis is always the"
            " draw; `route` is one direction of one road, `passage` one direction between two areas; `age` is time under way.\n"
        ),
    ]
    for role, (title, meaning) in ROLES.items():
        rows = [_variable(entry) for entry in variables().values() if entry.role == role]
        head = ["name", "axes", "unit", "range", "default", "kept", "meaning", "en français"]
        parts += [f"## {title}\n", f"{meaning}\n", _table(head, rows)]
    return "\n".join(parts)


def _allowed(column: Column) -> str:
    if column.choices:
        return ", ".join(f"`{word}`" for word in column.choices)
    if column.kind in ("number", "integer"):
        return _range(column.low, column.high)
    return ""


def _column(column: Column) -> list[str]:
    needed = "yes" if column.required else "no"
    return [f"`{column.name}`", column.kind, needed, _allowed(column), column.unit, column.meaning]


def _tables_page() -> str:
    parts = [
        "# Tables of a case\n",
        (
            "Every table of a case folder and every column it may have. The list is `src/harmattan/world/columns.csv`; the"
            " reader checks each cell against it. Columns under `evidence/*.csv` belong to every evidence table. All files"
            " are comma-separated UTF-8 with one header line.\n"
        ),
    ]
    head = ["column", "kind", "required", "allowed", "unit", "meaning"]
    for name, entries in columns().items():
        parts += [f"## {name}\n", _table(head, [_column(entry) for entry in entries.values()])]
    return "\n".join(parts)


def _tree(root: type[errors.HarmattanError]) -> list[type[errors.HarmattanError]]:
    defined = [entry for entry in vars(errors).values() if inspect.isclass(entry) and issubclass(entry, root)]
    return sorted(defined, key=lambda entry: (entry.exit_code, entry is not root, entry.__name__))


def _errors_page() -> str:
    parts = [
        "# Errors and exit codes\n",
        (
            "A command ends with 0 when it did what was asked. Anything else says on the error stream what is wrong, where,"
            " why, and what to do next. Python code meets the same errors as exceptions of `harmattan.errors`.\n"
        ),
    ]
    rows = [
        [str(entry.exit_code), f"`{entry.__name__}`", " ".join((inspect.getdoc(entry) or "").split())]
        for entry in _tree(errors.HarmattanError)
    ]
    parts += [_table(["exit code", "error", "meaning"], [["0", "", "Done."], *rows])]
    parts += [
        "An unknown command or option also ends with 2, before anything is read or written.\n",
        "## A fault\n",
        "`InputFaults` carries every `Fault` found, sorted. Each one is a line:\n",
        f"```text\n{errors.Fault('atlas/routes.csv', 3, 'km', '-20', 'a number above 0')}\n```\n",
        (
            "The row is the line number that a spreadsheet shows (the header is 1); a name that was not known comes with the"
            " nearest one that is.\n"
        ),
    ]
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """Make the reference pages.

    Returns:
        Text of each page by its path below `docs/`.
    """
    return {
        "reference/variables.md": _variables_page(),
        "reference/case-tables.md": _tables_page(),
        "reference/errors.md": _errors_page(),
    }


def write(folder: Path) -> None:
    """Write the reference pages.

    Args:
        folder: the `docs` folder.
    """
    for name, text in pages().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(__file__).parent)
