"""The invented island, assessed and carried forward once for all tests that only look."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harmattan.recipes import Plan, make_outlooks, make_plan, make_situation
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation

ISLAND = Path(__file__).parent / "cases" / "island"


@pytest.fixture(scope="session")
def island_plan() -> Plan:
    return make_plan(str(ISLAND), draws=100, horizon_days=30, workers=1)


@pytest.fixture(scope="session")
def island_belief(island_plan: Plan) -> Situation:
    return make_situation(island_plan)


@pytest.fixture(scope="session")
def island_outlooks(island_plan: Plan, island_belief: Situation) -> dict[tuple[str, str], Outlook]:
    return make_outlooks(island_plan, island_belief)


@pytest.fixture
def island_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ISLAND, tmp_path / "island"))
