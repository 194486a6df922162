"""Rehearsals beside outlooks, basins by hand, and the whole question on two islands."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from harmattan.foresee import foresee
from harmattan.protect import Answer, Stage, ask, first_budget
from harmattan.protect.basins import basins_of
from harmattan.protect.game import menu_of
from harmattan.protect.layout import lay_out
from harmattan.protect.rehearse import Part, month_edges
from harmattan.protect.respond import learn, litres_in
from harmattan.world.atlas import Corridor
from harmattan.world.choice import Effect
from harmattan.world.protection import Action, Level, Protection
from laws.two_islands import COUNTRY, NOTHING_NEW, PERSISTS, assume, belief, course, lever, mechanisms
from worlds import two_islands, two_towns

DAYS = 75


def stage(atlas, draws=24, days=DAYS, scenario=PERSISTS):
    return Stage(belief(atlas, draws), scenario, mechanisms(atlas), days, draws, 3)


def protections(low=0.2, high=0.4, source="E1: measured"):
    effect = Effect(low, high, source, "invented")
    guard = Level((Action("ambush_loss_factor", effect),), 100.0, 100.0, "invented")
    litres = Level((Action("fuel_stock", Effect(0.9, 0.95, source, "invented"), 500_000.0),), 150.0, 150.0, "invented")
    return (Protection("guards", "Guards", "", (), 0, (guard,)), Protection("tanks", "Tanks", "", (), 30, (litres,)))


@pytest.fixture(scope="module")
def answer() -> Answer:
    return ask(stage(two_islands()), protections(), budget=100.0, worth=0.01)


def supply_alone(held, chosen, scenario, draws):
    [supply] = [model for model in mechanisms(held.atlas) if model.name == "supply"]
    return foresee(held, scenario, chosen, [supply], horizon_days=DAYS, seed=3, country=COUNTRY, draws=draws)


def test_a_rehearsal_passes_the_days_as_an_outlook_does() -> None:
    atlas = two_towns()
    one = stage(atlas, scenario=assume("ambush_rate_factor", ("west",), 2.0))
    outlook = supply_alone(one.situation, NOTHING_NEW, one.scenario, 24)
    edges = month_edges(DAYS)[:-1]
    run = one.run()
    for name, found in (("tankers_arrived", run.arrived), ("tankers_lost", run.lost), ("shortage", run.shortage)):
        assert found == pytest.approx(np.add.reduceat(outlook.values[name].astype(float), edges, axis=1))


def test_a_part_acts_as_a_lever_does_and_only_on_its_days() -> None:
    atlas = two_towns()
    one = stage(atlas)
    outlook = supply_alone(
        one.situation, course(lever("dispatch_factor", ("west",), 0.5, 0.5, start_days=10, lasts_days=20)), PERSISTS, 24
    )
    run = one.run([Part("dispatch_factor", (0,), np.full(24, 0.5), 10, 29)])
    edges = month_edges(DAYS)[:-1]
    assert run.arrived == pytest.approx(np.add.reduceat(outlook.values["tankers_arrived"].astype(float), edges, axis=1))


def test_islands_are_two_basins_and_a_trickle_from_within_joins_nothing() -> None:
    near, far = basins_of(two_islands())
    assert (near.name, far.name) == ("capital", "far-capital")
    assert (near.need_share, near.people) == (0.5, 120_000.0)
    atlas = two_islands()
    trickle = Corridor("trickle", "", "distribution", ("port", "border", "capital"), 0.1, 1.0, 5.0)
    assert len(basins_of(replace(atlas, corridors=(*atlas.corridors, trickle)))) == 2


def test_ambushes_on_one_island_leave_the_other_as_it_is() -> None:
    one = stage(two_islands())
    west = one.situation.atlas.corridor_index["west"]
    calm, struck = one.run(), one.run([Part("ambush_rate_factor", (west,), np.full(24, 3.0))])
    near, far = basins_of(one.situation.atlas)
    assert (litres_in(one, far, calm) == litres_in(one, far, struck)).all()
    assert litres_in(one, near, struck).sum() < litres_in(one, near, calm).sum()


def test_without_protection_and_with_the_effort_as_it_is_nothing_changes() -> None:
    learned = learn(stage(two_islands()), protections())
    board = lay_out(learned, budget=100.0)
    for post in board.game.posts:
        assert not post.change[:, :, 0, -1].any()
    assert learned.believed.sum(axis=1) == pytest.approx(np.ones(24))


def test_what_takes_time_does_not_stand_in_the_first_month() -> None:
    board = lay_out(learn(stage(two_islands()), protections()), budget=1000.0)
    tanks = [post for post in board.game.posts if post.id in ("capital", "town")]
    assert tanks
    assert not any(post.usable[0, 1:].any() for post in tanks)
    assert all(post.usable[1, 1] for post in tanks)


def test_guards_that_spare_tankers_are_bought_and_stand_in_every_month(answer: Answer) -> None:
    assert answer.months == 2
    assert {one.protection for one in answer.mix} <= {"guards", "tanks"}
    assert {one.month for one in answer.mix} == {1, 2}
    assert answer.placed[0].way == "best"
    assert answer.placed[0].spared.mean > 0.0
    assert all(answer.placed[0].spared.mean >= one.spared.mean - 0.011 * answer.short.mean for one in answer.placed)
    assert answer.short.mean >= answer.short_unshifted.mean
    assert not answer.judged


def test_the_days_passed_again_agree_with_the_balance_on_which_way_is_better(answer: Answer) -> None:
    balance, again = answer.checked
    assert balance > 0.0
    assert again > 0.0
    assert 0.4 < answer.checked_short[0] / answer.checked_short[1] < 2.5


def test_an_effect_of_none_is_never_bought_and_breaks_even_at_nothing() -> None:
    found = ask(stage(two_islands()), protections(1.0, 1.0)[:1], budget=100.0)
    assert found.mix == ()
    assert found.alone[0].stops_at == 0.0
    assert not any(step.spared.mean for step in found.alone[0].steps)


def test_an_effect_on_judgement_is_told() -> None:
    found = ask(stage(two_islands()), protections(source="judgement: invented")[:1], budget=100.0)
    assert found.judged
    assert found.alone[0].judged


def test_guards_that_are_set_beside_nothing_break_even_where_they_do_nothing() -> None:
    [guards] = ask(stage(two_islands()), protections()[:1], budget=100.0).alone
    assert guards.side == "below"
    assert guards.needed == pytest.approx(1.0, abs=0.02)


def test_a_worth_of_people_supplied_makes_the_effect_earn_its_cost(answer: Answer) -> None:
    guards = answer.alone[0]
    assert 0.0 < guards.needed_worth < 1.0
    [free] = ask(stage(two_islands()), protections()[:1], budget=100.0, worth=10.0).alone
    assert guards.needed_worth < free.needed_worth < 1.0


def test_nothing_that_is_told_holds_where_the_effort_would_lie(answer: Answer) -> None:
    told = repr(asdict(answer))
    assert not [word for word in ("effort", "opponent", "attack_share", "answer") if f"'{word}'" in told]
    ways = {corridor.id for corridor in two_islands().corridors}
    named = {one.where for one in answer.mix} & ways
    assert all(f"'{name}'" not in told for name in ways - named)


def test_the_first_budget_is_one_of_each_that_stands_on_corridors() -> None:
    assert first_budget(protections()) == 100.0
    assert first_budget(protections()[1:]) == 150.0


def test_the_same_question_has_the_same_answer_on_two_threads(answer: Answer) -> None:
    assert ask(stage(two_islands()), protections(), budget=100.0, worth=0.01, workers=2) == answer


def test_the_menu_shares_out_all_of_the_effort() -> None:
    shares, vertices, steady = menu_of(4, 0.4, (3, 4))
    known = np.array(shares)
    assert known[vertices].sum(axis=1) == pytest.approx(np.ones(len(vertices)))
    assert known[steady[1:]].sum(axis=1) == pytest.approx(np.ones(len(steady) - 1))
    assert len(vertices) == 12
