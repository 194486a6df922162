"""The table of protections: what is read, and every fault at once with file and row."""

from __future__ import annotations

import csv
import io

import pytest

from harmattan.errors import InputFaults
from harmattan.observe.casefolder import check_case
from harmattan.observe.new import new_case
from harmattan.observe.protections import read_protections
from harmattan.recipes import find_case, make_plan
from harmattan.recipes_protect import Request, check_request
from harmattan.world.choice import Effect
from harmattan.world.protection import Action, Level, Protection
from harmattan.world.vocabulary import columns

GOOD = {
    "protection": "escorts", "title": "Escorts", "level": "1", "variable": "ambush_loss_factor", "at": "", "effect_low": "0.5",
    "effect_high": "1.1", "source": "judgement", "dispute": "nobody knows", "litres": "", "delay_days": "30", "cost_low": "100",
    "cost_high": "400", "cost_source": "R001",
}  # fmt: skip


def written(folder, *rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(GOOD), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    (folder / "protections.csv").write_text(out.getvalue(), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    return new_case("tiny", tmp_path)


def test_a_case_without_the_table_has_no_protections(folder):
    assert check_case(folder) == ()
    assert read_protections(folder, {}) == ((), [])


def test_rows_of_one_level_are_joined_and_levels_stand_in_order(folder):
    wait = {
        "variable": "convoy_interval_factor",
        "effect_low": "1",
        "effect_high": "1.4",
        "cost_low": "0",
        "cost_high": "0",
    }
    written(folder, {"level": "2", "cost_low": "300", "cost_high": "1200"}, {}, wait)
    [one], faults = read_protections(folder, {})
    assert faults == []
    assert [level.cost for level in one.levels] == [200.0, 600.0]
    assert [action.driver for action in one.levels[0].actions] == ["ambush_loss_factor", "convoy_interval_factor"]
    assert one.judged
    assert not one.stocks


def test_every_fault_is_named_at_once_with_file_and_row(folder):
    written(
        folder,
        {"cost_source": ""},
        {"protection": "patrols", "at": "no-such-road", "cost_low": "-5"},
        {"protection": "stocks", "variable": "fuel_stock", "litres": "1000", "effect_high": "1.4"},
        {"protection": "mix", "variable": "dispatch_facto"},
        {"protection": "drones", "effect_low": "1.2", "effect_high": "0.4"},
        {"protection": "walls", "level": "2"},
        {"protection": "walls", "level": "2"},
        {"protection": "tanks", "litres": "5"},
        {"protection": "sure", "effect_low": "0.5", "effect_high": "0.5"},
        {"protection": "roads", "at": "no-such-road"},
        {"protection": "free", "cost_low": "0"},
    )
    faults = [fault for fault in check_case(folder) if fault.file == "protections.csv"]
    told = {(fault.row, fault.column) for fault in faults}
    assert told >= {
        (2, "cost_source"), (3, "cost_low"), (4, "effect_low, effect_high"), (5, "variable"), (6, "effect_low, effect_high"),
        (7, "level"), (8, "variable"), (9, "litres"), (10, "effect_low, effect_high"), (11, "at"),
        (12, "cost_low, cost_high"),
    }  # fmt: skip
    assert next(fault for fault in faults if fault.row == 5).nearest == "dispatch_factor"


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (Level((Action("ambush_loss_factor", Effect(0.5, 20.0, "a", "b")),), 1.0, 2.0, "c"), "multipliers up to 10"),
        (Level((Action("ambush_loss_factor", Effect(0.5, 1.0, "a", "b")),), -1.0, 2.0, "c"), "from 0 on"),
        (Level((Action("ambush_loss_factor", Effect(0.5, 1.0, "a", "b")),), 1.0, 2.0, " "), "judgement and why"),
        (Level((Action("fuel_stock", Effect(0.5, 1.0, "a", "b")),), 1.0, 2.0, "c"), "litres above 0"),
        (Level((Action("attack_rate_factor", Effect(0.5, 1.0, "a", "b")),), 1.0, 2.0, "c"), "over corridors"),
    ],
)
def test_a_protection_that_cannot_be_is_refused(level, said):
    with pytest.raises(InputFaults, match=said):
        Protection("one", "One", "", (), 0, (level,))


def test_a_protection_without_a_level_or_with_a_delay_below_zero_is_refused():
    with pytest.raises(InputFaults, match="at least one level"):
        Protection("one", "One", "", (), -3, ())


def test_a_request_names_everything_wrong_with_it(folder):
    plan = make_plan(str(folder))
    with pytest.raises(InputFaults) as caught:
        check_request(plan, Request("nowhere", -5.0, 2.0, -1.0, 1))
    named = {fault.column for fault in caught.value.faults}
    assert named == {"", "--scenario", "--budget", "--shift", "--worth", "--draws"}


def test_what_is_planned_ahead_on_roads_is_not_for_the_public():
    with pytest.raises(InputFaults, match="not for everyone"):
        check_request(make_plan("", level="public"), Request())


def test_every_shipped_protection_has_a_source_and_a_dispute():
    plan = make_plan("")
    assert plan.case.protections
    for one in plan.case.protections:
        for level in one.levels:
            assert level.cost_source
            assert level.cost_low < level.cost_high
            assert all(action.effect.source and action.effect.dispute for action in level.actions)
    text = (find_case("") / "protections.csv").read_text(encoding="utf-8")
    assert next(csv.reader([text.splitlines()[0]])) == list(columns()["protections.csv"])
