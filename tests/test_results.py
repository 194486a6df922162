"""Tables that people read: right in unit and sum, plain for JSON, inert in a spreadsheet, written all at once."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from conftest import ISLAND
from harmattan.errors import OutputError
from harmattan.recipes import Plan, make_comparison, make_outlooks, make_plan, make_situation
from harmattan.results import assessed, compared, foreseen, observed, plain, save, verified
from harmattan.world.outlook import Outlook, Score, Scorecard
from harmattan.world.situation import Situation

Outlooks = Mapping[tuple[str, str], Outlook]


def test_observed_counts_every_row(island_plan: Plan) -> None:
    told = observed(island_plan)
    assert told["known"] == len(told["claims"]) == len(island_plan.reports)
    assert told["known"] + told["not_known_yet_or_hidden"] == len(island_plan.case.reports)
    assert told["evidence"][-1]["file"] == "all"
    assert told["evidence"][-1]["rows"] == sum(row["rows"] for row in told["evidence"][:-1])


def test_observed_keeps_what_was_not_understood_with_the_reason(island_copy: Path) -> None:
    with (island_copy / "evidence/fuel.csv").open("a", encoding="utf-8") as file:
        file.write(
            "F9,tankers_per_week,about a lot,tankers/week,some day,Lantern,,https://example.org/z,2030-03-01,high,2030-03-01,press,\n"
        )
    plan = make_plan(str(island_copy))
    told = observed(plan)
    everything = {row["id"] for row in told["claims"]} | {row["id"] for row in told["rejected"]}
    assert "F9" in everything
    assert all(row["reason"] for row in told["rejected"])


def test_assessed_lists_everyone_who_uses_fuel(island_plan: Plan, island_belief: Situation) -> None:
    told = assessed(island_plan, island_belief)
    assert [row["place"] for row in told["places"]] == ["lantern", "millbrook"]
    for row in told["places"]:
        assert 0.0 <= row["days_of_fuel_low"] <= row["days_of_fuel_median"] <= row["days_of_fuel_high"]
        assert 0.0 <= row["shortage"] <= 1.0
        assert 0.0 <= row["chance_besieged"] <= 1.0
    assert [row["corridor"] for row in told["corridors"]] == ["salt-road", "reed-road", "mill-road"]
    assert told["draws"] == 100
    assert told["reports_used"] == len(island_belief.reports_used)


def test_assessed_gives_tankers_per_week_over_the_last_four(island_plan: Plan, island_belief: Situation) -> None:
    arrived = island_belief.history["tankers_arrived"]
    last = arrived[:, -28:].sum(axis=1, dtype=np.float64) / 4.0
    for row, told in enumerate(assessed(island_plan, island_belief)["corridors"]):
        assert told["tankers_per_week_median"] == pytest.approx(float(np.median(last[:, row])))


def test_assessed_gives_tankers_per_week_where_fewer_days_are_known() -> None:
    plan = make_plan(str(ISLAND), as_of=date(2030, 1, 3), draws=20)
    situation = make_situation(plan)
    three_days = situation.history["tankers_arrived"]
    assert three_days.shape[1] == 3
    weekly = three_days.sum(axis=1, dtype=np.float64) * 7.0 / 3.0
    for row, told in enumerate(assessed(plan, situation)["corridors"]):
        assert told["tankers_per_week_high"] == pytest.approx(float(np.quantile(weekly[:, row], 0.95)))


def test_foreseen_tells_whole_weeks_and_places_that_use_fuel(island_plan: Plan, island_outlooks: Outlooks) -> None:
    told = foreseen(island_plan, island_outlooks)
    assert {row["place"] for row in told["days_of_fuel"]} == {"lantern", "millbrook"}, "a camp uses no fuel"
    outlook = island_outlooks["persists", "nothing-new"]
    own = [row for row in told["tankers"] if (row["scenario"], row["course"]) == ("persists", "nothing-new")]
    assert [row["week_ends"] for row in own] == ["2030-04-07", "2030-04-14", "2030-04-21", "2030-04-28"]
    imports = [row for row, corridor in enumerate(outlook.atlas.corridors) if corridor.kind == "import"]
    first = outlook.values["tankers_arrived"][:, :7][:, :, imports].sum(axis=(1, 2), dtype=np.float64)
    assert own[0]["median"] == pytest.approx(float(np.median(first)))


def test_foreseen_chance_of_running_low_never_falls(island_plan: Plan, island_outlooks: Outlooks) -> None:
    rows = foreseen(island_plan, island_outlooks)["days_of_fuel"]
    for place in ("lantern", "millbrook"):
        chances = [
            row["chance_under_3_days_by_then"]
            for row in rows
            if (row["place"], row["scenario"], row["course"]) == (place, "persists", "nothing-new")
        ]
        assert chances == sorted(chances)
        assert all(0.0 <= chance <= 1.0 for chance in chances)


def test_compared_is_the_comparison(island_plan: Plan, island_outlooks: Outlooks) -> None:
    comparison = make_comparison(island_plan, island_outlooks)
    told = compared(island_plan, comparison)
    outcomes = len({row.outcome for row in comparison.rows})
    assert len(told["outcomes"]) == len(comparison.rows) == 4 * outcomes
    assert len(told["differences"]) == len(comparison.differences) == 2 * outcomes
    assert {row["preferred"] for row in told["differences"]} == {""}, "the escorts of the island rest on judgement"


def test_verified_leaves_out_baselines_that_do_not_exist(island_plan: Plan) -> None:
    nan = math.nan
    score = Score(date(2030, 2, 1), "R1", "tankers_received", "tankers", 1.0, 2.0, 3.0, 2.5, 0.5, True, nan, 4.0)
    other = replace(score, report="R2", crps_persistence=6.0)
    told = verified(island_plan, Scorecard("island", (date(2030, 2, 1),), (score, other), ()))
    assert told["summary"][0]["crps_persistence"] == 6.0
    told = verified(island_plan, Scorecard("island", (date(2030, 2, 1),), (score,), (("R3", "why"),)))
    assert told["summary"][0]["crps_persistence"] is None
    assert told["not_scored"] == [{"report": "R3", "reason": "why"}]
    assert plain(told)["scores"][0]["crps_persistence"] is None
    assert verified(island_plan, Scorecard("island", (), (), ()))["verdict"].startswith("too few to score: no quantity")


def test_plain_is_fit_for_json() -> None:
    mixed = {1: (date(2030, 1, 2), math.inf, None, True, 3), "deep": [{"x": math.nan}], "path": Path("a")}
    assert plain(mixed) == {"1": ["2030-01-02", None, None, True, 3], "deep": [{"x": None}], "path": "a"}
    json.dumps(plain(mixed), allow_nan=False)


def test_save_writes_json_and_a_table_for_each_list_of_rows(tmp_path: Path) -> None:
    result = {
        "case": "island",
        "note": [],
        "words": ["a", "b"],
        "rows": [
            {"day": date(2030, 1, 2), "text": "=1+1", "number": 1.5, "none": None},
            {"day": 1, "text": 'é, "q"', "number": math.nan, "none": ""},
        ],
    }
    files = save("verb", result, tmp_path / "out")
    assert [path.name for path in files] == ["verb.json", "verb.rows.csv"]
    stored = json.loads(files[0].read_text(encoding="utf-8"))
    assert stored["words"] == ["a", "b"]
    assert stored["rows"][0]["text"] == "=1+1"
    with files[1].open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["day", "text", "number", "none"]
    assert rows[1][0] == "2030-01-02"
    assert rows[1][1] != "=1+1", "a cell that computes"
    assert rows[1][1].endswith("=1+1")
    assert rows[2][1:] == ['é, "q"', "", ""]


def test_save_leaves_other_files_and_replaces_its_own(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    save("verb", {"rows": [{"a": 1}]}, tmp_path)
    save("verb", {"rows": [{"a": 2}]}, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"mine.txt", "verb.json", "verb.rows.csv"}
    assert (tmp_path / "verb.rows.csv").read_text(encoding="utf-8") == "a\n2\n"


def test_save_into_the_place_of_a_file_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="--out") as raised:
        save("verb", {"rows": []}, tmp_path / "out")
    assert raised.value.exit_code == 4
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_scenario_that_is_not_run_is_not_told(island_plan: Plan, island_belief: Situation) -> None:
    few = make_outlooks(island_plan, island_belief, scenarios=["eases"], courses=["escorts"])
    assert {row["scenario"] for row in foreseen(island_plan, few)["totals"]} == {"eases"}
