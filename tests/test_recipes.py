"""Where a case, its mechanisms and the verbs are put together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from conftest import ISLAND
from harmattan.errors import InputFaults, NothingKnown
from harmattan.recipes import (
    LONGEST_PAST,
    Plan,
    choose,
    find_case,
    make_comparison,
    make_outlooks,
    make_plan,
    make_situation,
    shipped_cases,
)
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation


def test_a_shipped_case_is_found_by_name_and_a_folder_by_path(tmp_path: Path) -> None:
    assert find_case("mali") == shipped_cases()["mali"]
    assert find_case("") == find_case("mali")
    assert find_case(str(ISLAND)) == ISLAND
    for name in ("malli", str(tmp_path)):
        with pytest.raises(InputFaults):
            find_case(name)


def test_settings_of_the_case_stand_in_for_what_is_not_given() -> None:
    plan = make_plan(str(ISLAND))
    settings = plan.case.settings
    assert (plan.as_of, plan.horizon_days, plan.draws, plan.seed) == (date(2030, 3, 31), 60, 200, 1)
    assert plan.workers >= 1
    given = make_plan(str(ISLAND), as_of=date(2030, 2, 1), horizon_days=7, draws=2, seed=0, workers=3)
    assert (given.as_of, given.horizon_days, given.draws, given.seed, given.workers) == (date(2030, 2, 1), 7, 2, 0, 3)
    assert settings == given.case.settings


def test_a_plan_sees_what_was_known_on_its_day() -> None:
    early, late = (make_plan(str(ISLAND), as_of=day) for day in (date(2030, 1, 31), date(2030, 3, 31)))
    assert {row.id for row in early.reports} < {row.id for row in late.reports}
    assert "F2" not in early.reports.by_id()
    assert len(early.case.reports) == len(late.case.reports)


def test_every_wrong_option_is_told_at_once() -> None:
    with pytest.raises(InputFaults) as raised:
        make_plan(str(ISLAND), as_of=date(9999, 12, 31), horizon_days=0, draws=1, seed=-1, workers=0)
    assert {fault.column for fault in raised.value.faults} == {"--as-of", "--horizon", "--draws", "--seed", "--workers"}


def test_the_last_day_that_can_be_asked_for_is_the_one_that_is_named() -> None:
    last = date.fromordinal(date(2030, 1, 1).toordinal() + LONGEST_PAST)
    assert make_plan(str(ISLAND), as_of=last).as_of == last
    with pytest.raises(InputFaults, match=last.isoformat()):
        make_plan(str(ISLAND), as_of=date.fromordinal(last.toordinal() + 1))


def test_what_a_case_does_not_have_is_named_with_the_nearest(island_plan: Plan) -> None:
    with pytest.raises(InputFaults) as raised:
        choose(island_plan, ["eazes", "persists"], ["escort"])
    assert {fault.found: fault.nearest for fault in raised.value.faults} == {"eazes": "eases", "escort": "escorts"}


def test_pairs_come_in_the_order_asked_for(island_plan: Plan) -> None:
    found = [(scenario.id, course.id) for scenario, course in choose(island_plan, ["eases", "persists"], ["escorts"])]
    assert found == [("eases", "escorts"), ("persists", "escorts")]
    assert len(choose(island_plan, None, None)) == 4


def test_a_day_before_the_first_is_nothing_known() -> None:
    with pytest.raises(NothingKnown, match=r"2029-12-31.*2030-01-01"):
        make_situation(make_plan(str(ISLAND), as_of=date(2029, 12, 31), draws=2))


def test_the_share_done_never_falls_and_ends_at_one(island_plan: Plan, island_belief: Situation) -> None:
    for work in (
        lambda told: make_situation(island_plan, told),
        lambda told: make_outlooks(island_plan, island_belief, progress=told),
    ):
        shares: list[float] = []
        work(shares.append)
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(1.0)


def test_the_reference_of_a_comparison_is_the_first_course_that_ran(
    island_plan: Plan, island_belief: Situation
) -> None:
    alone = make_outlooks(island_plan, island_belief, scenarios=["persists"], courses=["escorts"])
    found = make_comparison(island_plan, alone)
    assert {row.course for row in found.rows} == {"escorts"}
    assert found.differences == ()


def test_dry_days_are_counted_where_fuel_is_used(island_copy: Path) -> None:
    path = island_copy / "case.toml"
    text = path.read_text(encoding="utf-8")
    focus = 'focus = ["heron-camp", "lantern"]'
    path.write_text(re.sub(r"^focus = .*$", focus, text, flags=re.MULTILINE), encoding="utf-8")
    plan = make_plan(str(island_copy), draws=20, horizon_days=14)
    [outlook] = make_outlooks(plan, make_situation(plan), scenarios=["persists"], courses=["nothing-new"]).values()
    assert isinstance(outlook, Outlook)
    dry = (outlook.of("days_of_fuel", "lantern") < 3.0).sum(axis=1)
    assert np.array_equal(outlook.totals["days_capital_dry"], dry)


def test_a_course_that_does_nothing_within_the_horizon_is_not_run_and_costs_what_it_costs(island_plan: Plan) -> None:
    escorts = next(course for course in island_plan.case.courses if course.levers)
    late = replace(escorts, id="late", levers=tuple(replace(one, delay_days=400) for one in escorts.levers))
    for courses in ((*island_plan.case.courses, late), (escorts, late, *island_plan.case.courses)):
        distinct = tuple({course.id: course for course in courses}.values())
        plan = replace(island_plan, case=replace(island_plan.case, courses=distinct))
        outlooks = make_outlooks(plan, make_situation(plan))
        for scenario in plan.case.scenarios:
            idle, base = outlooks[scenario.id, "late"], outlooks[scenario.id, "nothing-new"]
            assert (idle.course, base.course) == ("late", "nothing-new")
            assert idle.totals["cost_usd"].min() > 0.0
            assert base.totals["cost_usd"].max() == 0.0
            same = set(idle.totals) - {"cost_usd", "cost_without_payer_usd"}
            assert all(idle.totals[name].tolist() == base.totals[name].tolist() for name in same)
            alone = make_outlooks(plan, make_situation(plan), scenarios=[scenario.id], courses=["late"])
            assert all(
                alone[scenario.id, "late"].totals[name].tolist() == idle.totals[name].tolist() for name in idle.totals
            )
