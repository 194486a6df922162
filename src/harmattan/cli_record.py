"""The words of the command line for the public record: issue an outlook, keep an override beside the model."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from harmattan.terminal import (
    SHIPPED,
    AsOf,
    Case,
    Draws,
    Horizon,
    Json,
    Ledger,
    Seed,
    Workers,
    bar,
    plan_of,
    reporting,
    show,
    today,
)

__all__ = ["record_app"]

record_app = typer.Typer()

RECORD = Path("record")
"""Where the record stands when no folder is named."""

Number = Annotated[float, typer.Option()]


def _day(name: str, told: str) -> object:
    return typer.Option(name, formats=["%Y-%m-%d"], help=told)


@record_app.command()
@reporting
def issue(
    case: Case = SHIPPED,
    scenario: Annotated[str, typer.Option("--scenario", help="A scenario of the case; the first when left out.")] = "",
    course: Annotated[str, typer.Option("--course", help="A course of the case; the first when left out.")] = "",
    record: Ledger = RECORD,
    issued_on: Annotated[
        datetime | None, _day("--issued-on", "Day of issue for the ledger, none to come; today when left out.")
    ] = None,
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    as_json: Json = False,
) -> None:
    """Freeze one outlook in a record, to be scored when reports arrive and never edited."""
    from harmattan.recipes import find_case
    from harmattan.recipes_record import make_issue
    from harmattan.results_record import issued

    plan = plan_of(case, as_of, horizon=horizon, draws=draws, seed=seed, workers=workers)
    day = max(today(), plan.as_of) if issued_on is None else issued_on.date()
    with bar("Making the outlook") as progress:
        frozen, entry, new = make_issue(
            plan,
            find_case(case),
            record,
            scenario=scenario,
            course=course,
            issued_on=day,
            today=today(),
            progress=progress,
        )
    show(issued(frozen, entry, new=new), as_json=as_json)


@record_app.command()
@reporting
def override(
    case: Annotated[str, typer.Argument(help="A shipped case or a case folder.")],
    metric: Annotated[str, typer.Option("--metric", help="What a report would measure, as evidence tables name it.")],
    first_day: Annotated[datetime, _day("--from", "First day it is about.")],
    last_day: Annotated[datetime, _day("--to", "Last day it is about.")],
    low: Annotated[float, typer.Option("--low", help="5 % quantile of what a report over these days would say.")],
    median: Annotated[float, typer.Option("--median", help="50 % quantile.")],
    high: Annotated[float, typer.Option("--high", help="95 % quantile.")],
    reason: Annotated[str, typer.Option("--reason", help="Why, in one line.")],
    signed: Annotated[str, typer.Option("--signed", help="Role or initials.")],
    place: Annotated[str, typer.Option("--place", help="Id of a place; the whole country when nothing is named.")] = "",
    corridor: Annotated[str, typer.Option("--corridor", help="Id of a corridor.")] = "",
    area: Annotated[str, typer.Option("--area", help="Id of an area.")] = "",
    unit: Annotated[str, typer.Option("--unit", help="Unit of the three numbers.")] = "",
    dated: Annotated[datetime | None, _day("--dated", "Day of signing, none to come; today when left out.")] = None,
    record: Ledger = RECORD,
    as_json: Json = False,
) -> None:
    """Keep an analyst's dated, signed belief beside the model's; both are scored by the same reports."""
    from harmattan.recipes_record import make_override
    from harmattan.results_record import overridden
    from harmattan.world.outlook import Override

    plan = plan_of(case, None)
    day: date = today() if dated is None else dated.date()
    belief = Override(
        case=plan.case.id,
        metric=metric,
        place=place,
        corridor=corridor,
        area=area,
        first_day=first_day.date(),
        last_day=last_day.date(),
        low=low,
        median=median,
        high=high,
        unit=unit,
        reason=reason,
        signed=signed,
        dated=day,
    )
    entry, new = make_override(plan, record, belief, today=today())
    show(overridden(belief, entry, new=new), as_json=as_json)
