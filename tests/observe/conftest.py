"""A copy of the invented island that a test may break."""

import shutil
from pathlib import Path

import pytest

ISLAND = Path(__file__).parent.parent / "cases" / "island"


@pytest.fixture
def island(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ISLAND, tmp_path / "island"))
