"""The form in which benchmarks report."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
from benchmarks.common import Figure, Report, commit, digest, machine, options, publish

from harmattan.errors import InputFaults


def _figure(**change: object) -> Figure:
    known: dict[str, object] = {"name": "error", "case": "two towns", "value": 0.1, "unit": "1"}
    return Figure(**{**known, **change})  # type: ignore[arg-type]


def _report(*figures: Figure) -> Report:
    return Report("example", figures, {"towns": "sha256 00"}, commit="abc", machine={"cores": 2, "memory_gib": 23})


@pytest.mark.parametrize(
    ("target", "peer_value", "met"),
    [
        ("<= 0.6 * peer_value", 0.2, True),
        ("<= 0.6 * peer_value", 0.1, False),
        ("<= 0.6 * peer_value", None, None),
        ("< 0.1", None, False),
        (">= 0.1", None, True),
        ("> 1e-3", None, True),
        ("", 0.2, None),
    ],
)
def test_a_target_is_judged_from_the_numbers(target: str, peer_value: float | None, met: bool | None) -> None:
    assert _figure(target=target, peer="a peer", peer_value=peer_value).met is met


@pytest.mark.parametrize("change", [{"value": math.nan}, {"peer_value": math.inf}, {"target": "good enough"}])
def test_what_was_not_measured_is_no_figure(change: dict[str, object]) -> None:
    with pytest.raises(InputFaults, match="benchmark figure error"):
        _figure(**change)


def test_the_json_form_is_the_agreed_one(capsys: pytest.CaptureFixture[str]) -> None:
    publish(_report(_figure(peer="flee 3.1", target="<= 0.6 * peer_value")), as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "benchmark": "example",
        "version": "0.1.0",
        "commit": "abc",
        "data": {"towns": "sha256 00"},
        "machine": {"cores": 2, "memory_gib": 23},
        "figures": [
            {
                "name": "error",
                "case": "two towns",
                "value": 0.1,
                "unit": "1",
                "peer": "flee 3.1",
                "peer_value": None,
                "target": "<= 0.6 * peer_value",
                "met": None,
            }
        ],
    }


def test_the_table_says_what_was_met_missed_and_not_measured(capsys: pytest.CaptureFixture[str]) -> None:
    publish(
        _report(_figure(target="< 1"), _figure(target="> 1"), _figure(peer="flee 3.1")),
        as_json=False,
    )
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines] == ["met", "met", "missed", "measured"]
    assert _report().table() == "example: no figure was measured."


def test_a_digest_depends_on_names_and_bytes_only(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / "a.csv").write_text("a", encoding="utf-8")
    assert digest(one) == digest(two)
    (two / "deep" / "a.csv").rename(two / "deep" / "b.csv")
    assert digest(one) != digest(two)
    # The digest of the single letter a, as every other program gives it.
    known = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert digest(one / "deep" / "a.csv") == f"sha256 {known}"
    with pytest.raises(InputFaults, match="nothing there"):
        digest(tmp_path / "three")


def test_the_facts_of_machine_and_code() -> None:
    facts = machine()
    assert facts["cores"] >= 1
    assert set(facts) <= {"cores", "memory_gib"}
    assert re.fullmatch(r"unknown|[0-9a-f]{40}(\+changes)?", commit())


def test_options_take_data_or_cases_not_both(capsys: pytest.CaptureFixture[str]) -> None:
    chosen = options("example", "An example.", ["--json", "--data", "towns"])
    assert (chosen.json, chosen.data, chosen.cases) == (True, Path("towns"), None)
    with pytest.raises(SystemExit):
        options("example", "An example.", ["--data", "a", "--cases", "b"])
    assert "not allowed with" in capsys.readouterr().err
