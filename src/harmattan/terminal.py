"""The terminal as all commands share it: their options, bars while something runs, tables, and errors as exit codes."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

import typer

from harmattan.errors import HarmattanError

if TYPE_CHECKING:
    from harmattan.brief.inputs import BriefInput
    from harmattan.recipes import Plan, Progress

__all__ = ["bar", "finish", "plan_of", "reporting", "show", "today"]

P = ParamSpec("P")
R = TypeVar("R")

SHIPPED = ""
"""Stands for the case that comes with Harmattan."""

INTERRUPTED = 130
"""Exit code after Ctrl-C."""

LONGEST = 30
"""Rows of a table that a terminal shows."""

Case = Annotated[str, typer.Argument(help="A shipped case or a case folder.")]
AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Use only what was known on this day.")
]
Horizon = Annotated[int | None, typer.Option("--horizon", help="Days to look ahead.")]
Draws = Annotated[int | None, typer.Option("--draws", help="Draws of every distribution.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of all chance.")]
Workers = Annotated[int | None, typer.Option("--workers", help="Threads; results do not depend on it.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder to write to.")]
Scenarios = Annotated[list[str] | None, typer.Option("--scenario", help="A scenario of the case; may be repeated.")]
Courses = Annotated[list[str] | None, typer.Option("--course", help="A course of the case; may be repeated.")]
Ledger = Annotated[Path, typer.Option("--record", help="Folder of the record; made where it is not there.")]
Recorded = Annotated[Path | None, typer.Option("--record", help="Folder of a record that `harmattan issue` made.")]
Level = Annotated[
    str,
    typer.Option("--level", help="internal (your own stocks too; never leaves you), partner, or public (coarsened)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]


def reporting(command: Callable[P, R]) -> Callable[P, R]:
    """Turn Harmattan's own errors into a message and an exit code; an interrupt leaves nothing half written.

    Args:
        command: what a word of the command line does.

    Returns:
        The same, guarded.
    """

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except HarmattanError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt as error:
            typer.echo("Interrupted; nothing was written.", err=True)
            raise typer.Exit(INTERRUPTED) from error

    return guarded


def today() -> date:
    """Read the calendar on the wall.

    Returns:
        Today in universal time.
    """
    return datetime.now(tz=UTC).date()


@contextmanager
def bar(title: str) -> Iterator[Progress]:
    """Show a bar on standard error while something runs.

    Args:
        title: what runs.

    Yields:
        What is told the share done.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(title, total=1.0)
        yield lambda share: shown.update(task, completed=share)


def plan_of(
    case: str,
    as_of: datetime | None,
    *,
    horizon: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    level: str = "partner",
) -> Plan:
    """Read the case and settle what a run needs.

    Args:
        case: name or folder of the case.
        as_of: cut-off date.
        horizon: days to look ahead.
        draws: draws of every distribution.
        seed: seed of all chance.
        workers: threads.
        level: audience level; at any but `internal` nothing of the run has seen an internal claim.

    Returns:
        The plan.
    """
    from harmattan.recipes import make_plan

    day = None if as_of is None else as_of.date()
    return make_plan(case, as_of=day, horizon_days=horizon, draws=draws, seed=seed, workers=workers, level=level)


def show(result: dict[str, Any], *, as_json: bool, files: tuple[Path, ...] = ()) -> None:
    """Print a result: as one JSON object, or its tables, long ones cut.

    Args:
        result: plain values and tables by name.
        as_json: whether as JSON.
        files: files that were written.
    """
    from harmattan.results import plain

    if as_json:
        typer.echo(json.dumps({**plain(result), "files": [str(path) for path in files]}, ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 160)
    for name, value in result.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            table = Table(title=name.replace("_", " "), title_justify="left")
            for heading in value[0]:
                table.add_column(heading.replace("_", " "))
            for row in value[:LONGEST]:
                table.add_row(*(_cell(cell) for cell in row.values()))
            console.print(table, markup=False)
            if len(value) > LONGEST:
                console.print(f"and {len(value) - LONGEST} more: --json or --out gives all", markup=False)
        elif value not in ([], None, ""):
            console.print(f"{name.replace('_', ' ')}: {_cell(value)}", markup=False, highlight=False)
    for path in files:
        typer.echo(str(path))


def _cell(value: object) -> str:
    from rich.markup import escape

    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value)
    return escape("" if value is None else str(value))


def finish(
    name: str, result: dict[str, Any], out: Path | None, *, as_json: bool, inputs: BriefInput | None = None
) -> None:
    """Write a result where asked, then show it.

    Args:
        name: name of the verb.
        result: plain values and tables by name.
        out: folder to write to; None for nowhere.
        as_json: whether it is shown as JSON.
        inputs: the outlooks to keep as NetCDF.
    """
    from harmattan.results import save

    show(result, as_json=as_json, files=() if out is None else save(name, result, out, inputs))
