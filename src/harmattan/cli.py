"""The command line: six verbs on a case, words for its record, and `case` to make and check one. Thin: all is done elsewhere."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from harmattan import __version__
from harmattan.cli_add import add_app
from harmattan.cli_brief import brief_app
from harmattan.cli_protect import protect_app
from harmattan.cli_record import record_app
from harmattan.errors import Fault, InputFaults
from harmattan.terminal import (
    SHIPPED,
    AsOf,
    Case,
    Courses,
    Draws,
    Horizon,
    Json,
    Level,
    Out,
    Recorded,
    Scenarios,
    Seed,
    Workers,
    bar,
    finish,
    plan_of,
    reporting,
)

if TYPE_CHECKING:
    from harmattan.brief.inputs import BriefInput
    from harmattan.recipes import Plan

__all__ = ["app", "run"]

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


@app.command()
@reporting
def observe(
    case: Case = SHIPPED, as_of: AsOf = None, level: Level = "partner", out: Out = None, as_json: Json = False
) -> None:
    """Show which claims are known, kept and rejected, and why."""
    from harmattan.results import observed

    finish("observe", observed(plan_of(case, as_of, level=level)), out, as_json=as_json)


@app.command()
@reporting
def assess(
    case: Case = SHIPPED,
    as_of: AsOf = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    record: Recorded = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Say what we believe on a day, from the claims known then; with --record, beside what analysts believe."""
    from harmattan.recipes import make_situation
    from harmattan.recipes_record import overrides_known
    from harmattan.results import assessed

    plan = plan_of(case, as_of, draws=draws, seed=seed, workers=workers)
    overrides = () if record is None else overrides_known(plan, record)
    with bar("Weighing the evidence") as progress:
        situation = make_situation(plan, progress)
    finish("assess", assessed(plan, situation, overrides), out, as_json=as_json)


@app.command()
@reporting
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

    plan = plan_of(case, as_of, horizon=horizon, draws=draws, seed=seed, workers=workers)
    inputs = _look_ahead(plan, scenario or [plan.case.scenarios[0].id], course or [plan.case.courses[0].id])
    finish("foresee", foreseen(plan, inputs.outlooks), out, as_json=as_json, inputs=inputs)


@app.command()
@reporting
def compare(
    case: Case = SHIPPED,
    scenario: Scenarios = None,
    course: Courses = None,
    as_of: AsOf = None,
    horizon: Horizon = None,
    worth: Annotated[
        list[str] | None,
        typer.Option("--worth", help="OUTCOME=USD: what one unit is worth, so that break-evens count the cost."),
    ] = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Compare courses across scenarios on the same draws."""
    from harmattan.compare import read_worth
    from harmattan.recipes import make_comparison
    from harmattan.results import compared

    plan = plan_of(case, as_of, horizon=horizon, draws=draws, seed=seed, workers=workers)
    prices = read_worth(worth or ())
    inputs = _look_ahead(plan, scenario, course)
    comparison = make_comparison(plan, inputs.outlooks, prices) if prices else inputs.comparison
    finish("compare", compared(plan, comparison), out, as_json=as_json)


@app.command()
@reporting
def verify(
    case: Case = SHIPPED,
    origins: Annotated[str, typer.Option("--origins", help="Past dates, separated by commas.")] = "",
    record: Recorded = None,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Replay past dates with what was known then, or with --record take what was issued, and score what was said."""
    from harmattan.recipes import make_scorecard
    from harmattan.recipes_record import score_record
    from harmattan.results import verified

    plan = plan_of(case, as_of, horizon=horizon, draws=draws, seed=seed, workers=workers)
    if record is not None:
        if origins:
            found = f"--record {record} --origins {origins}"
            raise InputFaults([Fault("command line", 0, "--record", found, "one of the two: a record or a replay")])
        finish("verify", verified(plan, score_record(plan, record)), out, as_json=as_json)
        return
    days = _days(origins) if origins else _last_quarters(plan)
    with bar("Replaying past dates") as progress:
        card = make_scorecard(plan, days, progress)
    finish("verify", verified(plan, card), out, as_json=as_json)


app.add_typer(brief_app)
app.add_typer(protect_app)
app.add_typer(record_app)
app.add_typer(add_app)


@case_app.command("new")
@reporting
def case_new(
    name: Annotated[str, typer.Argument(help="Name of the new folder: lower-case letters, digits, hyphens.")],
    parent: Annotated[Path, typer.Option("--in", help="Folder in which to make it.")] = Path(),
    source: Annotated[
        str, typer.Option("--from", help="A shipped case or a case folder to copy, every table as it stands.")
    ] = "",
) -> None:
    """Make a small case folder that runs, or with --from a copy of a whole case, to be edited in a spreadsheet."""
    from harmattan.observe.new import copy_case, new_case

    if source:
        from harmattan.recipes import find_case

        typer.echo(str(copy_case(name, find_case(source), parent)))
        return
    typer.echo(str(new_case(name, parent)))


@case_app.command("check")
@reporting
def case_check(
    folder: Annotated[Path, typer.Argument(help="The case folder.")],
    as_json: Json = False,
) -> None:
    """Report every fault of a case folder at once: file, row, column, found, allowed."""
    from dataclasses import asdict

    from harmattan.mechanisms import check_runnable
    from harmattan.observe.casefolder import check_case

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
    with bar("Weighing the evidence") as progress:
        situation = make_situation(plan, progress)
    with bar("Looking ahead") as progress:
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
