"""Write docs/learned.md: prior beside posterior of every parameter of the shipped case. `make docs` runs this."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

from harmattan.recipes import make_plan, make_situation
from harmattan.results import shown
from harmattan.world.situation import Learned, Situation
from harmattan.world.vocabulary import variables

__all__ = ["page", "write"]

HEAD = """# What the evidence taught

Prior beside posterior of every parameter of the shipped case, {day}: median (5 % to 95 % quantile). Made by `make docs`,
which runs `assess` with the settings of the case. {used} reports weighed; the belief is worth {worth:.0f} independent draws.

A parameter is **moved** when its posterior interval is narrower than the prior's by more than a fifth, or its median left the
middle half of the prior; less is the noise of a few hundred draws. One that the evidence never moved is what we assumed, and
nothing more. Where one parameter holds for many places, corridors or areas, those that were not moved share one line.

| parameter | for | unit | prior | posterior | moved |
|---|---|---|---|---|---|
"""


def _number(value: float) -> str:
    if value == 0.0 or not math.isfinite(value):
        return "0" if value == 0.0 else "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _three(numbers: tuple[float, float, float]) -> str:
    low, middle, high = map(_number, numbers)
    return f"{middle} ({low} to {high})"


def _lines(rows: Iterable[Learned]) -> Iterable[str]:
    groups: dict[str, list[Learned]] = {}
    for row in rows:
        groups.setdefault(row.variable, []).append(row)
    for name, group in groups.items():
        unit = variables()[name].unit
        shown = [row for row in group if row.moved or not row.entity]
        for row in shown:
            moved = "**yes**" if row.moved else "no"
            yield f"| `{name}` | {row.entity} | {unit} | {_three(row.prior)} | {_three(row.posterior)} | {moved} |"
        rest = len(group) - len(shown)
        if rest:
            yield f"| `{name}` | {rest} {'others' if shown else 'in all'} | {unit} | | | no |"


def page(situation: Situation) -> str:
    """Lay out what was learned.

    Args:
        situation: a belief.

    Returns:
        The page in Markdown.
    """
    head = HEAD.format(day=situation.day, used=len(situation.reports_used), worth=situation.effective_sample_size)
    return head + "\n".join(_lines(shown(situation))) + "\n"


def write(path: Path) -> None:
    """Assess the shipped case and write the page.

    Args:
        path: where to.
    """
    path.write_text(page(make_situation(make_plan(""))), encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).parent / "learned.md")
