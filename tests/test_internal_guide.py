"""The page on internal claims says what the program does."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.own.claims import STALE_DAYS
from harmattan.brief.own.tables import own_context
from harmattan.brief.wording import Wording
from harmattan.recipes import make_comparison, make_outlooks, make_plan, make_situation
from harmattan.world.own import own_metrics
from internal_rows import FUEL, put

PAGE = (Path(__file__).parents[1] / "docs" / "guide" / "internal.md").read_text(encoding="utf-8")


def _block(kind: str) -> list[str]:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def test_the_page_names_every_metric_with_its_unit() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| `own_")]
    assert rows == [[f"`{m.name}`", m.spellings[0], m.meaning] for m in own_metrics().values()]
    assert f"A count of {STALE_DAYS} days or more is old" in PAGE


def test_the_example_says_what_the_page_says(island_copy: Path) -> None:
    rows = list(csv.DictReader(_block("csv")))
    put(island_copy, FUEL, dict(enumerate(rows, 2)))
    plan = make_plan(str(island_copy), draws=30, horizon_days=28, workers=1, level="internal")
    assert {row["id"] for row in rows} <= {report.id for report in plan.reports}
    assert not [row for row in plan.case.reports.rejected if row.internal]
    situation = make_situation(plan)
    outlooks = make_outlooks(plan, situation, scenarios=["persists"], courses=["nothing-new"])
    inputs = BriefInput(plan.case, plan.as_of, plan.reports, situation, outlooks, make_comparison(plan, outlooks), None)
    context = own_context(inputs, Audience("internal"), Wording("en"))
    said = "\n".join(context["own_sentences"]).replace("\u00a0", " ")  # type: ignore[arg-type]
    fuel, food, old = _block("text")
    assert re.search(rf"^{re.escape(fuel)}; in .* of draws no road there stays open", said, re.MULTILINE)
    assert re.search(rf"^{re.escape(food)}; in .*\. {re.escape(old)}$", said, re.MULTILINE)
    captions = [table.caption for table in context["own_tables"]]  # type: ignore[attr-defined]
    assert captions == ["Own fuel", "Own food", "Warehouses", "Fleet"]
