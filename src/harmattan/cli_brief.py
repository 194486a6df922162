"""The word of the command line that writes the brief."""

from __future__ import annotations

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
    Level,
    Out,
    Recorded,
    Seed,
    Workers,
    bar,
    plan_of,
    reporting,
    show,
)

__all__ = ["brief_app"]

brief_app = typer.Typer()

Since = Annotated[
    str | None,
    typer.Option(
        "--since", help="Earlier brief beside it: a past date to replay, last, a folder or a statements.json."
    ),
]
Formats = Annotated[
    str | None,
    typer.Option(
        "--format", help="Shapes, separated by commas, of html,pdf,docx,pptx,xlsx,md,email; html,xlsx when left out."
    ),
]


@brief_app.command()
@reporting
def brief(
    case: Case = SHIPPED,
    lang: Annotated[str | None, typer.Option("--lang", help="en, fr or both.")] = None,
    level: Level = "partner",
    since: Since = None,
    record: Recorded = None,
    shapes: Formats = None,
    sender: Annotated[
        str, typer.Option("--sender", help="Who sends the alert, such as an address; a draft without.")
    ] = "",
    as_of: AsOf = None,
    horizon: Horizon = None,
    draws: Draws = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Write the brief: words, numbers, map, charts, tables, and what changed since an earlier one."""
    from harmattan.brief.shapes.cap import check_sender
    from harmattan.brief.wording import Wording
    from harmattan.brief.write import DEFAULT_FORMATS, check_formats, write_brief
    from harmattan.recipes_brief import make_brief

    plan = plan_of(case, as_of, horizon=horizon, draws=draws, seed=seed, workers=workers, level=level)
    language = lang or plan.case.settings.language
    # An unknown word is told before anything long begins.
    Wording("en" if language == "both" else language)
    check_sender(sender)
    formats = DEFAULT_FORMATS if shapes is None else check_formats([name.strip() for name in shapes.split(",")])
    # What never leaves has a folder of its own: whoever sends a folder on must not send that.
    root = Path("out") / "internal" if level == "internal" else Path("out")
    folder = out or root / f"{plan.case.id}-{plan.as_of}"
    inputs = make_brief(plan, since=since, beside=folder, record=record, bars=bar)
    with bar("Writing"):
        files = write_brief(inputs, folder, language=language, level=level, formats=formats, sender=sender)
    if as_json:
        show({"case": plan.case.id, "as_of": plan.as_of.isoformat(), "audience": level}, as_json=True, files=files)
        return
    for path in sorted(files, key=lambda path: not path.name.startswith("brief")):
        typer.echo(str(path))
