"""The page of all figures says what was measured and what was not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.common import Figure, Report

from benchmarks import everything

GOOD = "from benchmarks.common import Report, publish; publish(Report('good', ()), as_json=True)"


def _report(*figures: Figure) -> dict[str, object]:
    return Report("example", figures, {"towns": "sha256 " + "0" * 64}, commit="a" * 40, machine={"cores": 2}).plain()


def test_the_page_shows_met_missed_and_absent() -> None:
    figures = (
        Figure("speed", "two towns", 12.5, "1/s", target=">= 10"),
        Figure("error", "two towns", 0.5, "1", "gravity", 0.4, "<= 1 * peer_value"),
        Figure("flows", "two towns", 0.5, "1", "flee 3.1"),
    )
    text = everything.page([_report(*figures)], {"broken": "no data"})
    assert "| speed | two towns | 12.5 | 1/s |  |  | >= 10 | met |" in text
    assert "| gravity | 0.4 | <= 1 * peer_value | missed |" in text
    assert "| flee 3.1 | not measured |  |  |" in text
    assert "Did not finish: no data" in text
    assert "commit `aaaaaaaaaaaa`, on 2 cores." in text


def test_a_benchmark_without_data_says_so() -> None:
    assert "No figure was measured" in everything.page([_report()], {})


def test_every_benchmark_runs_and_a_failure_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    (tmp_path / "docs").mkdir()
    shipped = Path(everything.__file__).parent
    for name in ("__init__.py", "common.py", "everything.py"):
        (folder / name).write_text((shipped / name).read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "good.py").write_text(GOOD + "\n", encoding="utf-8")
    (folder / "bad.py").write_text("raise SystemExit('the scale is missing')\n", encoding="utf-8")
    monkeypatch.setattr(everything, "ROOT", tmp_path)
    monkeypatch.setattr(everything, "PAGE", tmp_path / "docs" / "benchmarks.md")
    assert everything.names(folder) == ["bad", "good"]
    assert everything.main(["--json"]) == 1
    said = capsys.readouterr()
    assert [report["benchmark"] for report in json.loads(said.out)] == ["good"]
    assert "bad did not finish: the scale is missing" in said.err
    assert "## good" in (tmp_path / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def test_the_benchmarks_of_the_project_can_be_listed() -> None:
    listed = everything.names(Path(everything.__file__).parent)
    assert not {"common", "everything", "__init__"} & set(listed)
