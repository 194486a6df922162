"""Same inputs, same bytes: on one worker and on two, whatever is asked first, and however days are cut."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from conftest import ISLAND
from harmattan.brief.inputs import BriefInput
from harmattan.brief.write import write_brief
from harmattan.foresee import foresee
from harmattan.models.days import Run, neutral_drivers, run_days
from harmattan.recipes import Plan, make_comparison, make_outlooks, make_plan, make_situation
from harmattan.results import assessed, plain
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation
from laws.two_islands import COUNTRY, NOTHING_NEW, PERSISTS, assume, belief, course, lever, mechanisms
from worlds import two_towns

Arrays = Mapping[str, NDArray[np.generic]]


def differing(one: Arrays, other: Arrays) -> list[str]:
    assert set(one) == set(other)
    return [name for name in one if one[name].tobytes() != other[name].tobytes()]


def assert_same(one: Outlook, other: Outlook) -> None:
    """Same totals, and same days of what both keep: the pair asked for first keeps most."""
    both = set(one.values) & set(other.values)
    assert differing(*({name: held.values[name] for name in both} for held in (one, other))) == []
    assert differing(one.totals, other.totals) == []


def assessed_text(plan: Plan, situation: Situation) -> str:
    return json.dumps(plain(assessed(plan, situation)), ensure_ascii=False)


def many(workers: int, seed: int = 1) -> Plan:
    """More draws than one block, so that two workers really share them."""
    return make_plan(str(ISLAND), draws=150, horizon_days=14, workers=workers, seed=seed)


def brief_bytes(plan: Plan, folder: Path) -> dict[str, bytes]:
    situation = make_situation(plan)
    outlooks = make_outlooks(plan, situation)
    comparison = make_comparison(plan, outlooks)
    inputs = BriefInput(plan.case, plan.as_of, plan.reports, situation, outlooks, comparison, None)
    return {path.name: path.read_bytes() for path in write_brief(inputs, folder, language="both")}


def test_a_belief_does_not_depend_on_the_workers() -> None:
    one, two = (make_situation(many(workers)) for workers in (1, 2))
    assert differing(one.values, two.values) == []
    assert differing(one.history, two.history) == []
    assert assessed_text(many(1), one) == assessed_text(many(2), two)


def test_no_file_of_the_brief_depends_on_the_workers_or_on_when_it_is_made(tmp_path: Path) -> None:
    one, two = (brief_bytes(many(workers), tmp_path / f"with-{workers}") for workers in (1, 2))
    assert len(one) >= 7
    assert [name for name in one if one[name] != two[name]] == []


def test_another_seed_gives_other_numbers() -> None:
    one, other = (make_situation(many(2, seed)) for seed in (1, 2))
    assert set(differing(one.values, other.values)) >= {"ambush_rate", "fuel_stock", "residents", "camp_pull"}


@pytest.fixture(scope="module")
def long_belief() -> Situation:
    return belief(two_towns(), 250)


def ahead(situation: Situation, **changed: object) -> Outlook:
    given = {"horizon_days": 20, "seed": 1, "country": COUNTRY, "focus": "capital", **changed}
    escorts = course(lever("ambush_loss_factor", ("west",), 0.4, 1.1, cost_low=10.0, cost_high=20.0))
    eased = assume("ambush_rate_factor", ("west",), 0.5)
    return foresee(situation, eased, escorts, mechanisms(situation.atlas), **given)  # type: ignore[arg-type]


def test_days_ahead_do_not_depend_on_the_workers(long_belief: Situation) -> None:
    assert_same(ahead(long_belief, workers=1), ahead(long_belief, workers=2))


def test_days_ahead_depend_on_the_seed(long_belief: Situation) -> None:
    changed = differing(ahead(long_belief, seed=1).values, ahead(long_belief, seed=2).values)
    assert "tankers_lost" in changed
    assert "left" in changed


def test_a_draw_does_not_depend_on_how_many_draws_there_are(long_belief: Situation) -> None:
    few = replace(long_belief, values={name: array[:130].copy() for name, array in long_belief.values.items()})
    whole, part = ahead(long_belief, workers=2), ahead(few)
    assert differing(part.values, {name: array[:130] for name, array in whole.values.items()}) == []
    assert differing(part.totals, {name: array[:130] for name, array in whole.totals.items()}) == []


def test_a_shorter_horizon_is_the_beginning_of_a_longer_one(long_belief: Situation) -> None:
    short, whole = ahead(long_belief, horizon_days=8), ahead(long_belief)
    assert differing(short.values, {name: array[:, :8].copy() for name, array in whole.values.items()}) == []


def test_keeping_fewer_variables_changes_none_of_them(long_belief: Situation) -> None:
    few, whole = ahead(long_belief, keep=["shortage", "left"]), ahead(long_belief)
    assert set(few.values) == {"shortage", "left"}
    assert differing(few.values, {name: whole.values[name] for name in few.values}) == []


def test_a_run_cut_in_two_is_the_same_run(long_belief: Situation) -> None:
    atlas, draws, first = long_belief.atlas, 100, long_belief.day + timedelta(days=1)
    models = mechanisms(atlas)
    ids = np.repeat(np.arange(draws, dtype=np.uint32)[:, None], 20, axis=1)
    start = {name: array[:draws].copy() for name, array in long_belief.values.items()}
    quiet = neutral_drivers(atlas, draws)

    def passed(state: dict[str, NDArray[np.float64]], begin: int, end: int) -> dict[str, NDArray[np.float64]]:
        run = Run(models, atlas, first + timedelta(days=begin), end - begin, 1, ())
        return run_days(run, state, [ids[:, begin:end]] * len(models), lambda _, neutral: neutral, {})

    whole = passed(start, 0, 20)
    parts = passed(passed(start, 0, 7), 7, 20)
    assert set(quiet) <= set(whole)
    assert differing(whole, parts) == []
    # And it is the run that foresee makes.
    outlook = foresee(
        long_belief, PERSISTS, NOTHING_NEW, models, horizon_days=20, seed=1, country=COUNTRY, focus="capital"
    )
    for name in ("residents", "displaced", "siege", "tankers_waiting", "days_of_fuel"):
        assert (outlook.values[name][:draws, -1] == whole[name].astype(np.float32)).all(), name


def test_what_is_asked_first_makes_no_difference(island_plan: Plan, island_belief: Situation) -> None:
    forth = make_outlooks(
        island_plan, island_belief, scenarios=["persists", "eases"], courses=["nothing-new", "escorts"]
    )
    back = make_outlooks(
        island_plan, island_belief, scenarios=["eases", "persists"], courses=["escorts", "nothing-new"]
    )
    assert list(forth) != list(back)
    for key, outlook in forth.items():
        assert_same(outlook, back[key])


def test_an_outlook_does_not_depend_on_what_else_is_asked(
    island_plan: Plan, island_belief: Situation, island_outlooks: Mapping[tuple[str, str], Outlook]
) -> None:
    [(key, alone)] = make_outlooks(island_plan, island_belief, scenarios=["eases"], courses=["escorts"]).items()
    assert_same(alone, island_outlooks[key])


def test_looking_ahead_leaves_the_belief_as_it_was(island_plan: Plan, island_belief: Situation) -> None:
    before = {name: array.tobytes() for name, array in island_belief.values.items()}
    make_outlooks(island_plan, island_belief)
    assert {name: array.tobytes() for name, array in island_belief.values.items()} == before
