"""The word of the command line that asks which protection keeps most people supplied."""

from __future__ import annotations

from typing import Annotated

import typer

from harmattan.terminal import (
    SHIPPED,
    AsOf,
    Case,
    Horizon,
    Json,
    Out,
    Seed,
    Workers,
    bar,
    finish,
    plan_of,
    reporting,
)

__all__ = ["protect_app"]

protect_app = typer.Typer()


@protect_app.command()
@reporting
def protect(
    case: Case = SHIPPED,
    scenario: Annotated[str, typer.Option("--scenario", help="A scenario of the case; the first when left out.")] = "",
    budget: Annotated[
        float | None,
        typer.Option("--budget", help="US dollars a month; one of each protection of corridors when left out."),
    ] = None,
    shift: Annotated[
        float, typer.Option("--shift", help="Most of all effort that an opponent may bring to one corridor in a month.")
    ] = 0.5,
    worth: Annotated[
        float, typer.Option("--worth", help="US dollars that a person-day supplied is worth, for break-evens.")
    ] = 0.0,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: Annotated[int, typer.Option("--draws", help="Draws that are passed again for every question.")] = 60,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Ask which protection keeps most people supplied when attacks shift to where it is not."""
    from harmattan.recipes import make_situation
    from harmattan.recipes_protect import Request, check_request, make_protection
    from harmattan.results_protect import protected

    plan = plan_of(case, as_of, horizon=horizon, seed=seed, workers=workers)
    request = Request(scenario, budget, shift, worth, draws)
    check_request(plan, request)
    with bar("Weighing the evidence") as progress:
        situation = make_situation(plan, progress)
    with bar("Passing the days again") as progress:
        answer = make_protection(plan, situation, request, progress)
    finish("protect", protected(plan, answer), out, as_json=as_json)
