"""The command line: six verbs on a case, and `case` to make and check one. Thin: everything is done elsewhere."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, TypeVar

import typer

from harmattan import __version__
from harmattan.errors import Fault, HarmattanError, InputFaults

if TYPE_CHECKING:
    from harmattan.brief.inputs import BriefInput
    from harmattan.recipes import Plan, Progress

__all__ = ["app", "run"]

P = ParamSpec("P")
R = TypeVar("R")

app = typer.Typer(
    name="harmattan",
    help="From open reports about an insurgent blockade to a checked picture, an honest outlook and a comparison.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
case_app = typer.Typer(name="case", help="Make a case folder, or check one.", no_args_is_help=True)
app.add_typer(case_app)

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
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]


def _reporting(command: Callable[P, R]) -> Callable[P, R]:
    """Turn Harmattan's own errors into a message and an exit code; an interrupt leaves nothing half written."""

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


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"harmattan {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From open reports about an insurgent blockade to a checked picture, an honest outlook and a comparison."""


@contextmanager
def _progress(title: str) -> Iterator[Progress]:
    """Show a bar on standard error while something runs."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _plan(
    case: str,
    as_of: datetime | None,
    *,
    horizon: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
) -> Plan:
    from harmattan.recipes import make_plan

    day = None if as_of is None else as_of.date()
    return make_plan(case, as_of=day, horizon_days=horizon, draws=draws, seed=seed, workers=workers)


def _show(result: dict[str, Any], *, as_json: bool, files: tuple[Path, ...] = ()) -> None:
    """Print a result: as one JSON object, or its tables, long ones cut."""
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

    if isinstance(value, float) and math.isfinite(value):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value)
    return escape("" if value is None else str(value))


def _finish(
    name: str, result: dict[str, Any], out: Path | None, *, as_json: bool, inputs: BriefInput | None = None
) -> None:
    """Write a result where asked, then show it."""
    from harmattan.results import save

    _show(result, as_json=as_json, files=() if out is None else save(name, result, out, inputs))


@app.command()
@_reporting
def observe(case: Case = SHIPPED, as_of: AsOf = None, out: Out = None, as_json: Json = False) -> None:
    """Show which claims are known, kept and rejected, and why."""
    from harmattan.results import observed

    _finish("observe", observed(_plan(case, as_of)), out, as_json=as_json)


@app.command()
@_reporting
def assess(
    case: Case = SHIPPED,
    as_of: AsOf = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Say what we believe on a day, from the claims known then."""
    from harmattan.recipes import make_situation
    from harmattan.results import assessed

    plan = _plan(case, as_of, draws=draws, seed=seed, workers=workers)
    with _progress("Weighing the evidence") as progress:
        situation = make_situation(plan, progress)
    _finish("assess", assessed(plan, situation), out, as_json=as_json)


@app.command()
@_reporting
def foresee(
    case: Case = SHIPPED,
    scenario: Scenarios = None,
    course: Courses = None,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Carry the belief forward under a scenario and a course."""
    from harmattan.results import foreseen

    plan = _plan(case, as_of, horizon=horizon, draws=draws, seed=seed, workers=workers)
    inputs = _look_ahead(plan, scenario or [plan.case.scenarios[0].id], course or [plan.case.courses[0].id])
    _finish("foresee", foreseen(plan, inputs.outlooks), out, as_json=as_json, inputs=inputs)


@app.command()
@_reporting
def compare(
    case: Case = SHIPPED,
    scenario: Scenarios = None,
    course: Courses = None,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Compare courses across scenarios on the same draws."""
    from harmattan.results import compared

    plan = _plan(case, as_of, horizon=horizon, draws=draws, seed=seed, workers=workers)
    inputs = _look_ahead(plan, scenario, course)
    _finish("compare", compared(plan, inputs.comparison), out, as_json=as_json)


@app.command()
@_reporting
def verify(
    case: Case = SHIPPED,
    origins: Annotated[str, typer.Option("--origins", help="Past dates, separated by commas.")] = "",
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Replay past dates with what was known then, and score what was said."""
    from harmattan.recipes import make_scorecard
    from harmattan.results import verified

    plan = _plan(case, as_of, horizon=horizon, draws=draws, seed=seed, workers=workers)
    days = _days(origins) if origins else _last_quarters(plan)
    with _progress("Replaying past dates") as progress:
        card = make_scorecard(plan, days, progress)
    _finish("verify", verified(plan, card), out, as_json=as_json)


@app.command()
@_reporting
def brief(
    case: Case = SHIPPED,
    lang: Annotated[str | None, typer.Option("--lang", help="en, fr or both.")] = None,
    level: Annotated[str, typer.Option("--level", help="partner, or public (coarsened).")] = "partner",
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Write the brief: words, numbers, map, charts, tables."""
    from harmattan.brief.audience import Audience
    from harmattan.brief.wording import Wording
    from harmattan.brief.write import write_brief

    plan = _plan(case, as_of, horizon=horizon, draws=draws, seed=seed, workers=workers)
    language = lang or plan.case.settings.language
    # An unknown level or language is told before anything long begins.
    Audience(level)
    Wording("en" if language == "both" else language)
    inputs = _look_ahead(plan, None, None)
    folder = out or Path("out") / f"{plan.case.id}-{plan.as_of}"
    with _progress("Writing"):
        files = write_brief(inputs, folder, language=language, level=level)
    if as_json:
        _show({"case": plan.case.id, "as_of": plan.as_of.isoformat(), "audience": level}, as_json=True, files=files)
        return
    for path in sorted(files, key=lambda path: not path.name.startswith("brief")):
        typer.echo(str(path))


@case_app.command("new")
@_reporting
def case_new(
    name: Annotated[str, typer.Argument(help="Name of the new folder: lower-case letters, digits, hyphens.")],
    parent: Annotated[Path, typer.Option("--in", help="Folder in which to make it.")] = Path(),
) -> None:
    """Make a small case folder that runs, to be edited in a spreadsheet."""
    from harmattan.observe.new import new_case

    typer.echo(str(new_case(name, parent)))


@case_app.command("check")
@_reporting
def case_check(
    folder: Annotated[Path, typer.Argument(help="The case folder.")],
    as_json: Json = False,
) -> None:
    """Report every fault of a case folder at once: file, row, column, found, allowed."""
    from dataclasses import asdict

    from harmattan.observe.casefolder import check_case
    from harmattan.recipes import check_runnable

    faults = check_case(folder) or check_runnable(folder)
    if as_json:
        typer.echo(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False, indent=1))
    if faults:
        raise InputFaults(faults)
    if not as_json:
        typer.echo(f"{folder}: no faults")


def _look_ahead(plan: Plan, scenarios: list[str] | None, courses: list[str] | None) -> BriefInput:
    """Assess, foresee and compare, with bars."""
    from harmattan.brief.inputs import BriefInput
    from harmattan.recipes import choose, make_comparison, make_outlooks, make_situation

    choose(plan, scenarios, courses)
    with _progress("Weighing the evidence") as progress:
        situation = make_situation(plan, progress)
    with _progress("Looking ahead") as progress:
        outlooks = make_outlooks(plan, situation, scenarios=scenarios, courses=courses, progress=progress)
    comparison = make_comparison(plan, outlooks)
    return BriefInput(plan.case, plan.as_of, plan.reports, situation, outlooks, comparison, None)


def _days(text: str) -> list[date]:
    """Read dates separated by commas."""
    found, faults = [], []
    for part in text.split(","):
        try:
            found.append(date.fromisoformat(part.strip()))
        except ValueError:
            faults.append(
                Fault("command line", 0, "--origins", part.strip(), "dates such as 2025-10-31, separated by commas")
            )
    if faults:
        raise InputFaults(faults)
    return found


def _last_quarters(plan: Plan) -> list[date]:
    """Origins when none are named: 120, 90 and 60 days before the cut-off date, as far as the case reaches back."""
    days = [plan.as_of - timedelta(days=back) for back in (120, 90, 60)]
    first = plan.case.settings.first_day
    return [day for day in days if day >= first] or [first]


def run() -> None:
    """Run the command line."""
    app()
