"""case.toml, scenarios and courses: every fault is named with its key and its line."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from harmattan.observe.casefolder import check_case, read_case
from harmattan.observe.settings import CaseFile, EvidenceTable
from harmattan.world.case import EvidenceSettings, Settings
from observe.breaking import append, replace_once

CASE, EASES, ESCORTS = "case.toml", "scenarios/eases.toml", "courses/escorts.toml"

BROKEN = [
    # file, old, new; then the fault: row, key, found, nearest
    (CASE, "title = ", "tilte = ", 1, "tilte", "tilte", "title"),
    (CASE, 'title = "Blockade of Lantern"\n', "", 0, "title", "nothing", ""),
    (CASE, '"XI"', '"Xi"', 3, "country", "Xi", ""),
    (CASE, '"XI"', '"XK"', 3, "country", "XK", ""),
    (CASE, "2030-03-31", "2030-02-30", 5, "", "Invalid", ""),
    (CASE, "2030-03-31", '"2030-03-31"', 5, "as_of", "2030-03-31", ""),
    (CASE, "2030-03-31", "2029-12-31", 5, "as_of", "2029-12-31", ""),
    (CASE, "2030-03-31", "9999-12-31", 5, "as_of", "9999-12-31", ""),
    (CASE, "horizon_days = 60", "horizon_days = 0", 6, "horizon_days", "0", ""),
    (CASE, "horizon_days = 60", "horizon_days = 60.5", 6, "horizon_days", "60.5", ""),
    (CASE, "draws = 200", 'draws = "200"', 7, "draws", "200", ""),
    (CASE, "draws = 200", "draws = true", 7, "draws", "True", ""),
    (CASE, "seed = 1", "seed = -1", 8, "seed", "-1", ""),
    (CASE, "seed = 1", "seed = 0x" + "f" * 5000, 8, "seed", "a whole number of 20000 bits", ""),
    (CASE, '"en"', '"de"', 9, "language", "de", ""),
    (CASE, '["petrol", "diesel"]', "[]", 10, "products", "an array or table", ""),
    (CASE, '["petrol", "diesel"]', '["petrol", "diesel", "petrol"]', 10, "products[3]", "petrol", ""),
    (CASE, '"millbrook", "heron-camp"', '"milbrook", "heron-camp"', 11, "focus[2]", "milbrook", "millbrook"),
    (CASE, '"eases"', '"ease"', 13, "scenarios[2]", "ease", "eases"),
    (CASE, '"escorts"', '"../escorts"', 14, "courses[2]", "../escorts", ""),
    (CASE, "[evidence]", "[evidense]", 16, "evidense", "evidense", "evidence"),
    (CASE, "error_high = 0.1", "error_hihg = 0.1", 17, "evidence.error_hihg", "error_hihg", "error_high"),
    (CASE, "error_high = 0.1", "error_high = nan", 17, "evidence.error_high", "nan", ""),
    (CASE, "error_high = 0.1", "error_high = -0.1", 17, "evidence.error_high", "-0.1", ""),
    (CASE, "reporting_low = 0.4", "reporting_low = 0.95", 25, "evidence.reporting_low", "0.95", ""),
    (CASE, "seed = 1", "seed 1", 8, "", "Expected '='", ""),
    (CASE, "seed = 1", "seed = " + "[" * 5000, 0, "", "maximum recursion", ""),
    (
        EASES,
        "ambush_rate_factor",
        "ambush_rate_facto",
        7,
        "path[1].variable",
        "ambush_rate_facto",
        "ambush_rate_factor",
    ),
    (EASES, "ambush_rate_factor", "shortage", 7, "path[1].variable", "shortage", ""),
    (EASES, "ambush_rate_factor", "leave_rate_factor", 8, "path[1].at[1]", "salt-road", ""),
    (EASES, '"salt-road"', '"salt-rod"', 8, "path[1].at[1]", "salt-rod", "salt-road"),
    (EASES, '"salt-road"', '"salt-road", "salt-road"', 8, "path[1].at[2]", "salt-road", ""),
    (EASES, "value = 0.5", "value = -0.5", 9, "path[1].value", "-0.5", ""),
    (EASES, "value = 0.5", "value = inf", 9, "path[1].value", "inf", ""),
    (EASES, "source = ", "sources = ", 11, "path[1].sources", "sources", "source"),
    (EASES, "2030-05-01", "2030-05-01\nuntil_day = 2030-04-30", 11, "path[1].until_day", "2030-04-30", ""),
    (EASES, "[[path]]", "[[paths]]", 6, "paths", "paths", "path"),
    (ESCORTS, "delay_days = 14", "delay_days = -14", 13, "lever[1].delay_days", "-14", ""),
    (ESCORTS, "lasts_days = 60", "lasts_days = 0", 14, "lever[1].lasts_days", "0", ""),
    (ESCORTS, "cost_low = 5000", "cost_low = -5000", 15, "lever[1].cost_low", "-5000", ""),
    (ESCORTS, "cost_low = 5000", "cost_low = 0", 15, "lever[1].cost_low", "0", ""),
    (ESCORTS, "cost_high = 20000", "cost_high = 2000", 16, "lever[1].cost_high", "2000", ""),
    (ESCORTS, 'cost_source = "R1"', "", 6, "lever[1].cost_source", "nothing", ""),
    (ESCORTS, 'cost_source = "R1"', 'cost_source = ""', 17, "lever[1].cost_source", "", ""),
    (ESCORTS, "\nlow = 0.4", "\nlow = 0", 20, "lever[1].effect.low", "0", ""),
    (ESCORTS, "\nlow = 0.4", "\nlow = 1.4", 21, "lever[1].effect.high", "1.1", ""),
    (ESCORTS, "\nlow = 0.4", "\nlow = 1.1", 21, "lever[1].effect.high", "1.1", ""),
    (ESCORTS, "dispute = ", "disputes = ", 23, "lever[1].effect.disputes", "disputes", "dispute"),
    (
        ESCORTS,
        "ambush_loss_factor",
        "ambush_los_factor",
        10,
        "lever[1].variable",
        "ambush_los_factor",
        "ambush_loss_factor",
    ),
    (ESCORTS, '"escort-salt-road"', '"Escort!"', 7, "lever[1].id", "Escort!", ""),
]


@pytest.mark.parametrize(("file", "old", "new", "row", "key", "found", "hint"), BROKEN)
def test_a_bad_key_is_named(
    island: Path, file: str, old: str, new: str, row: int, key: str, found: str, hint: str
) -> None:
    replace_once(island, file, old, new)
    faults = [f for f in check_case(island) if f.file == file]
    named = [f for f in faults if (f.row, f.column) == (row, key) and f.found.startswith(found)]
    assert named, faults
    assert hint in {f.nearest for f in named}


def test_a_lever_that_does_nothing_is_allowed(island: Path) -> None:
    replace_once(island, ESCORTS, "\nlow = 0.4\nhigh = 1.1", "\nlow = 1.0\nhigh = 1")
    assert check_case(island) == ()


def test_two_levers_of_one_id(island: Path) -> None:
    text = (island / ESCORTS).read_text(encoding="utf-8")
    append(island, ESCORTS, text[text.index("[[lever]]") :])
    (fault,) = check_case(island)
    assert (fault.column, fault.row, fault.found) == ("lever[2].id", 25, "escort-salt-road")


def test_a_listed_file_that_is_absent(island: Path) -> None:
    (island / EASES).rename(island / "scenarios/ease.toml")
    (fault,) = check_case(island)
    assert (fault.file, fault.row, fault.column, fault.nearest) == (CASE, 13, "scenarios[2]", "ease")


def test_a_missing_case_file(island: Path) -> None:
    (island / CASE).unlink()
    assert [(f.file, f.found) for f in check_case(island)] == [(CASE, "no such file")]


def test_settings_of_a_model(island: Path) -> None:
    append(island, CASE, "\n[model.supply]\nstep = 2\n")
    assert read_case(island).settings.model_settings == {"supply": {"step": 2.0}}
    append(island, CASE, "\n[model.suply]\nstep = 2\n")
    (fault,) = check_case(island)
    assert (fault.column, fault.nearest) == ("model.suply", "supply")


def test_what_the_files_say_is_what_the_case_holds(island: Path) -> None:
    case = read_case(island)
    assert case.id == "island"
    assert case.settings.as_of == date(2030, 3, 31)
    assert case.settings.products == ("petrol", "diesel")
    (path,) = case.scenarios[1].paths
    assert (path.at, path.value, path.from_day, path.until_day) == (("salt-road",), 0.5, date(2030, 5, 1), None)
    (lever,) = case.courses[1].levers
    assert (lever.effect.low, lever.effect.high, lever.delay_days, lever.cost_high) == (0.4, 1.1, 14, 20000)
    assert case.courses[0].levers == case.scenarios[0].paths == ()


def test_the_form_of_case_toml_has_every_setting() -> None:
    own = {"scenarios", "courses"}
    assert set(CaseFile.model_fields) - own == {f.name.replace("model_settings", "model") for f in fields(Settings)}
    assert list(EvidenceTable.model_fields) == [f.name for f in fields(EvidenceSettings)]
