"""Nobody vanishes and no litre is made, from what is believed into the days ahead."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from harmattan.foresee import foresee
from harmattan.models.days import Run, run_days
from harmattan.recipes import Plan
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation
from laws.two_islands import COUNTRY, NOTHING_NEW, PERSISTS, assume, belief, mechanisms
from worlds import litres_in_system, two_towns

DAYS = 30
Arrays = dict[str, NDArray[np.float64]]


def people(state: Arrays) -> NDArray[np.float64]:
    return state["residents"].sum(axis=1) + state["displaced"].sum(axis=1) + state["travellers"].sum(axis=(1, 2))


def passed(situation: Situation, models: tuple[object, ...], keep: tuple[str, ...]) -> tuple[Arrays, Arrays]:
    """The days ahead without assumptions or levers: what is kept of each day, and everything on the last one."""
    draws = situation.draws
    run = Run(models, situation.atlas, situation.day + timedelta(days=1), DAYS, 1, keep)  # type: ignore[arg-type]
    start = {name: array.copy() for name, array in situation.values.items()}
    into = {name: np.empty((draws, DAYS, *start[name].shape[1:])) for name in keep}
    ids = np.repeat(np.arange(draws, dtype=np.uint32)[:, None], DAYS, axis=1)
    end = run_days(run, start, [ids] * len(models), lambda _, neutral: neutral, into)  # type: ignore[arg-type]
    return into, end


@pytest.fixture(scope="module", params=["by hand", "assessed"])
def seam(request: pytest.FixtureRequest) -> tuple[Situation, tuple[object, ...], str]:
    if request.param == "by hand":
        situation = belief(two_towns(), 60)
        return situation, mechanisms(situation.atlas), COUNTRY
    plan: Plan = request.getfixturevalue("island_plan")
    return request.getfixturevalue("island_belief"), plan.models, plan.case.settings.country


def ahead(seam: tuple[Situation, tuple[object, ...], str], **changed: float) -> Outlook:
    situation, models, country = seam
    scenario = PERSISTS
    for name, value in changed.items():
        scenario = assume(name, (), value)
    return foresee(
        situation,
        scenario,
        NOTHING_NEW,
        models,
        horizon_days=DAYS,
        seed=1,
        country=country,  # type: ignore[arg-type]
    )


def test_nobody_vanishes_between_belief_and_outlook(seam: tuple[Situation, tuple[object, ...], str]) -> None:
    situation, models, _ = seam
    before = people(dict(situation.values))
    assert (before > 0).all()
    _, end = passed(situation, models, ())
    assert people(end).tolist() == before.tolist()


def test_every_day_ahead_accounts_for_everyone(seam: tuple[Situation, tuple[object, ...], str]) -> None:
    situation, outlook = seam[0], ahead(seam)
    values = {name: array.astype(np.float64) for name, array in outlook.values.items()}
    home = np.concatenate([situation.values["residents"][:, None], values["residents"]], axis=1)
    away = np.concatenate([situation.values["displaced"][:, None], values["displaced"]], axis=1)
    assert (home[:, :-1] - home[:, 1:] == values["left"]).all()
    assert (away[:, 1:] - away[:, :-1] == values["arrived"]).all()
    under_way = situation.values["travellers"].sum(axis=(1, 2))
    travelling = under_way[:, None] + (values["left"] - values["arrived"]).sum(axis=2).cumsum(axis=1)
    assert (travelling >= 0).all()
    assert values["left"].sum() > 0
    assert values["arrived"].sum() > 0


def test_who_was_under_way_on_the_cut_off_day_arrives(seam: tuple[Situation, tuple[object, ...], str]) -> None:
    situation = seam[0]
    under_way = situation.values["travellers"].sum(axis=(1, 2))
    if seam[1] and under_way.sum() == 0:
        situation, under_way = walked(seam)
    outlook = ahead((situation, *seam[1:]), leave_rate_factor=0.0)
    assert outlook.totals["left_home"].sum() == 0
    assert under_way.sum() > 0
    assert outlook.values["arrived"].sum(axis=(1, 2), dtype=np.float64).tolist() == under_way.tolist()


def test_everyone_who_sets_out_has_left_home_or_goes_on(seam: tuple[Situation, tuple[object, ...], str]) -> None:
    situation, models, _ = seam
    atlas = situation.atlas
    days, _ = passed(situation, models, ("travellers", "set_out", "left", "arrived"))
    under_way = np.concatenate([situation.values["travellers"][:, None], days["travellers"]], axis=1)
    ages, total = under_way.shape[2], 0.0
    for day in range(DAYS):
        today = (situation.day + timedelta(days=day + 1)).toordinal() % ages
        coming = under_way[:, day, today]
        set_out = under_way[:, day + 1].sum(axis=1) - under_way[:, day].sum(axis=1) + coming
        onward = coming.sum(axis=1) - days["arrived"][:, day].sum(axis=1)
        assert (set_out.sum(axis=1) == days["left"][:, day].sum(axis=1) + onward).all()
        for row in range(len(atlas.passages)):
            roads = [route for route, passage in enumerate(atlas.passage_of_route) if passage == row]
            assert (days["set_out"][:, day, row] == set_out[:, roads].sum(axis=1)).all()
        total += days["set_out"][:, day].sum()
    assert atlas.passages
    assert total > 0


def walked(seam: tuple[Situation, tuple[object, ...], str]) -> tuple[Situation, NDArray[np.float64]]:
    """The same world some days later, when people are on the roads."""
    situation, models, _ = seam
    _, end = passed(situation, models, ())
    state = {name: array for name, array in end.items() if name in situation.values}
    later = Situation(situation.day + timedelta(days=DAYS), situation.atlas, state, situation.effective_sample_size)
    return later, state["travellers"].sum(axis=(1, 2))


def test_every_litre_is_stored_under_way_used_or_burnt(seam: tuple[Situation, tuple[object, ...], str]) -> None:
    situation, models, _ = seam
    kept = ("fuel_loaded", "fuel_served", "fuel_lost")
    days, end = passed(situation, models, kept)
    imports = [row for row, corridor in enumerate(situation.atlas.corridors) if corridor.kind == "import"]
    loaded = days["fuel_loaded"][:, :, imports].sum(axis=(1, 2, 3))
    gone = days["fuel_served"].sum(axis=(1, 2, 3)) + days["fuel_lost"].sum(axis=(1, 2, 3))
    before, after = litres_in_system(dict(situation.values)), litres_in_system(end)
    assert loaded.sum() > 0
    assert np.allclose(before + loaded, after + gone, rtol=1e-9, atol=0.0)


def test_every_tanker_arrives_burns_waits_or_is_under_way(seam: tuple[Situation, tuple[object, ...], str]) -> None:
    situation, models, _ = seam
    days, end = passed(situation, models, ("tankers_dispatched", "tankers_arrived", "tankers_lost"))

    def held(state: Arrays) -> NDArray[np.float64]:
        return state["tankers_waiting"] + state["tankers_in_transit"].sum(axis=2)

    came = days["tankers_dispatched"].sum(axis=1)
    went = (days["tankers_arrived"] + days["tankers_lost"]).sum(axis=1)
    assert (held(dict(situation.values)) + came == held(end) + went).all()
    outlook = ahead(seam)
    for name in days:
        assert (outlook.values[name] == days[name]).all(), f"foresee passes other days: {name}"


def test_totals_are_sums_of_what_is_kept(seam: tuple[Situation, tuple[object, ...], str]) -> None:
    outlook, country = ahead(seam), seam[2]
    values = {name: array.astype(np.float64) for name, array in outlook.values.items()}
    people = np.array([place.population for place in outlook.atlas.places])
    abroad = np.array([place.country != country for place in outlook.atlas.places])
    assert np.allclose(outlook.totals["people_days_short"], (values["shortage"] * people).sum(axis=(1, 2)))
    assert (outlook.totals["tankers_lost"] == values["tankers_lost"].sum(axis=(1, 2))).all()
    assert (outlook.totals["left_home"] == values["left"].sum(axis=(1, 2))).all()
    assert (outlook.totals["crossed_border"] == values["arrived"][:, :, abroad].sum(axis=(1, 2))).all()
    assert (outlook.totals["capacity_shortfall_peak"] == values["capacity_shortfall"].sum(axis=2).max(axis=1)).all()
    assert (outlook.totals["cost_usd"] == 0.0).all()
    assert "days_capital_dry" not in outlook.totals, "no place was named"
