"""Courses beside each other, worked out by hand from outlooks whose totals are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from harmattan.compare import OUTCOMES, compare
from harmattan.foresee import costs, effects, foresee
from harmattan.world.calendar import Calendar
from harmattan.world.choice import Course, Effect, Lever, Payer
from harmattan.world.outlook import BreakEven, Comparison, Difference, Outlook
from laws.two_islands import COUNTRY, PERSISTS, belief, mechanisms
from worlds import two_towns

AS_OF = date(2030, 3, 31)
TO_TWENTY = [float(number) for number in range(21)]  # 5 %, 50 % and 95 % quantile: 1, 10, 19


def course(name: str, *sources: str) -> Course:
    levers = tuple(
        Lever(f"l{at}", "", "", "ambush_loss_factor", (), 0, 0, 9, Effect(0.5, 0.9, source, "disputed"), 1.0, 2.0, "R1")
        for at, source in enumerate(sources)
    )
    return Course(name, "", "", "", "", levers)


NOTHING = course("nothing-new")
MEASURED = course("measured", "R7: twelve escorted and twelve unescorted convoys")
JUDGED = course("judged", "judgement: nobody measured it")
MIXED = course("mixed", "Judgement of two officers", "R7: measured")


def outlook(name: str, totals: Mapping[str, Sequence[float]], scenario: str = "persists") -> Outlook:
    draws = len(next(iter(totals.values())))
    return Outlook(
        two_towns(),
        Calendar(date(2030, 4, 1), 1),
        scenario,
        name,
        1,
        {"shortage": np.zeros((draws, 1, 5), dtype=np.float32)},
        {key: np.array(numbers, dtype=np.float64) for key, numbers in totals.items()},
    )


def beside(other: Course, base: Sequence[float], changed: Sequence[float], outcome: str = "tankers_lost") -> Difference:
    outlooks = {
        ("persists", "nothing-new"): outlook("nothing-new", {outcome: base}),
        ("persists", other.id): outlook(other.id, {outcome: changed}),
    }
    [difference] = compare(outlooks, [NOTHING, other], as_of=AS_OF).differences
    return difference


def test_levels_by_hand() -> None:
    outlooks = {("persists", "nothing-new"): outlook("nothing-new", {"tankers_lost": TO_TWENTY[::-1]})}
    found = compare(outlooks, [NOTHING], as_of=AS_OF)
    [row] = found.rows
    assert (row.scenario, row.course, row.outcome, row.unit) == ("persists", "nothing-new", "tankers_lost", "tanker")
    assert (row.low, row.median, row.high, row.mean) == pytest.approx((1.0, 10.0, 19.0, 10.0))
    assert found.as_of == AS_OF
    assert found.differences == ()


def test_a_difference_is_taken_draw_by_draw() -> None:
    # The levels of both are alike, so that quantiles of levels would say "no difference" with no width.
    difference = beside(MEASURED, TO_TWENTY, TO_TWENTY[::-1])
    assert (difference.low, difference.median, difference.high) == pytest.approx((-18.0, 0.0, 18.0))
    assert difference.better == pytest.approx((10 + 0.5) / 21)
    assert difference.preferred == ""


def test_ties_count_half() -> None:
    assert beside(MEASURED, [5.0] * 4, [4.0, 5.0, 5.0, 6.0]).better == 0.5
    assert beside(MEASURED, [5.0] * 4, [4.0, 4.0, 5.0, 6.0]).better == 0.625
    assert beside(MEASURED, [5.0] * 4, [5.0] * 4).better == 0.5


def test_a_course_is_preferred_where_the_interval_leaves_zero_out() -> None:
    less = [number - 1.0 for number in TO_TWENTY]
    difference = beside(MEASURED, TO_TWENTY, less)
    assert (difference.low, difference.high, difference.better) == (-1.0, -1.0, 1.0)
    assert difference.preferred == "measured"
    assert difference.reference == "nothing-new"
    assert not difference.judgement_only


def test_the_reference_is_preferred_where_a_course_does_harm() -> None:
    assert beside(MEASURED, TO_TWENTY, [number + 2.0 for number in TO_TWENTY]).preferred == "nothing-new"


@pytest.mark.parametrize("worse", [1, 2])
def test_an_interval_that_holds_or_touches_zero_earns_nothing(worse: int) -> None:
    # With 21 draws the 95 % quantile is the second largest: one draw that does not gain is outside, two are not.
    changed = [number - 1.0 for number in TO_TWENTY]
    for at in range(worse):
        changed[at] = TO_TWENTY[at]
    assert beside(MEASURED, TO_TWENTY, changed).preferred == ("measured" if worse == 1 else "")


def test_judgement_alone_ranks_nothing() -> None:
    difference = beside(JUDGED, TO_TWENTY, [0.0] * 21)
    assert difference.better > 0.95
    assert difference.judgement_only
    assert beside(JUDGED, [9.0] * 9, [1.0] * 9).preferred == ""
    mixed = beside(MIXED, [9.0] * 9, [1.0] * 9)
    assert mixed.judgement_only, "the other one may have made the difference"
    assert mixed.preferred == ""


@pytest.mark.parametrize("cost", [1.0, 1e9])
def test_cost_is_never_a_reason(cost: float) -> None:
    for base, changed in (([0.0] * 9, [cost] * 9), ([cost] * 9, [0.0] * 9)):
        difference = beside(MEASURED, base, changed, "cost_usd")
        assert difference.preferred == ""
        assert abs(difference.median) == cost


def test_every_scenario_is_measured_against_its_own_reference() -> None:
    outlooks = {
        ("eases", "nothing-new"): outlook("nothing-new", {"left_home": [10.0] * 3}, "eases"),
        ("eases", "measured"): outlook("measured", {"left_home": [9.0] * 3}, "eases"),
        ("persists", "nothing-new"): outlook("nothing-new", {"left_home": [100.0] * 3}),
        ("persists", "measured"): outlook("measured", {"left_home": [70.0] * 3}),
    }
    found = compare(outlooks, [NOTHING, MEASURED], as_of=AS_OF)
    assert {row.scenario: row.median for row in found.differences} == {"eases": -1.0, "persists": -30.0}
    assert [(row.scenario, row.course) for row in found.rows] == list(outlooks)


def test_outcomes_that_an_outlook_lacks_are_absent() -> None:
    found = compare({("persists", "nothing-new"): outlook("nothing-new", {"left_home": [1.0]})}, [NOTHING], as_of=AS_OF)
    assert [row.outcome for row in found.rows] == ["left_home"]


def test_every_total_of_an_outlook_is_compared_with_a_unit() -> None:
    situation = belief(two_towns(), 4)
    ahead = foresee(
        situation,
        PERSISTS,
        NOTHING,
        mechanisms(situation.atlas),
        horizon_days=3,
        seed=1,
        country=COUNTRY,
        focus="capital",
    )
    assert set(ahead.totals) <= set(OUTCOMES)
    found: Comparison = compare({("persists", "nothing-new"): ahead}, [NOTHING], as_of=situation.day)
    assert {row.outcome: row.unit for row in found.rows} == {name: known.unit for name, known in OUTCOMES.items()}


def test_how_often_one_course_beats_another_adds_up_to_one() -> None:
    outlooks = {
        ("persists", "nothing-new"): outlook("nothing-new", {"left_home": [5.0, 5.0, 5.0, 5.0]}),
        ("persists", "measured"): outlook("measured", {"left_home": [4.0, 5.0, 3.0, 9.0]}),
        ("persists", "judged"): outlook("judged", {"left_home": [1.0, 1.0, 1.0, 9.0]}),
    }
    found = compare(outlooks, [NOTHING, MEASURED, JUDGED], as_of=AS_OF)
    share = {(beat.first, beat.second): beat.share for beat in found.beats}
    assert share["measured", "nothing-new"] == (2 + 0.5) / 4
    assert share["judged", "measured"] == (3 + 0.5) / 4
    assert all(share[first, second] + share[second, first] == 1.0 for first, second in share)
    assert len(share) == 6


def test_more_is_better_where_the_outcome_says_so_and_neither_where_it_does_not() -> None:
    lifted = beside(MEASURED, [0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 1.0, 1.0], "blockade_lifted")
    assert (lifted.median, lifted.better, lifted.preferred) == (0.5, 0.75, ""), "a chance is never ranked"
    fallen = {
        ("persists", name): outlook(name, {"government_falls": [float(name == "measured")] * 4})
        for name in ("nothing-new", "measured")
    }
    found = compare(fallen, [NOTHING, MEASURED], as_of=AS_OF)
    assert [row.preferred for row in found.differences] == [""]
    assert found.beats == ()
    assert found.break_evens == ()


def test_the_level_of_a_chance_is_its_mean_with_the_error_of_counting() -> None:
    found = compare(
        {("persists", "nothing-new"): outlook("nothing-new", {"city_taken": [1.0] * 10 + [0.0] * 90})}, [NOTHING],
        as_of=AS_OF,
    )  # fmt: skip
    [row] = found.rows
    assert (row.median, row.mean) == (0.1, 0.1)
    assert row.high - row.low == pytest.approx(2 * 1.6448536 * 0.3 / 10, rel=1e-6)


def two_levers(cost: float = 0.0) -> Course:
    gain = Lever("gain", "", "", "ambush_loss_factor", (), 0, 0, 9, Effect(0.25, 1.0, "R7", ""), cost, cost, "R1")
    price = Lever("price", "", "", "convoy_interval_factor", (), 0, 0, 9, Effect(1.0, 4.0, "R7", ""), 0.0, 0.0, "R1")
    return Course("two", "", "", "", "", (gain, price))


def break_evens(
    outcome: str, change: Mapping[str, float], *, worth: float | None = None, cost: float = 0.0
) -> dict[str, BreakEven]:
    """What compare says where the outcome changes by so much per unit of the logarithm of each lever's effect."""
    known, draws, seed = two_levers(cost), 200, 1
    drawn = effects(known, np.arange(draws, dtype=np.uint32), seed)
    noise = 1e-3 * np.sin(np.arange(draws))
    moved = sum(slope * np.log(drawn[lever]) for lever, slope in change.items()) + noise
    base = {outcome: np.full(draws, 100.0), "cost_usd": np.zeros(draws)}
    outlooks = {
        ("persists", "nothing-new"): outlook("nothing-new", base),
        ("persists", "two"): outlook("two", {outcome: 100.0 + moved, "cost_usd": np.full(draws, cost)}),
    }
    price = None if worth is None else {outcome: worth}
    found = compare(outlooks, [NOTHING, known], as_of=AS_OF, worth=price).break_evens
    return {row.lever: row for row in found if row.outcome == outcome}


def test_a_lever_breaks_even_where_it_makes_up_for_the_others() -> None:
    # The second lever doubles waits at its median and costs 2 log 2; the first earns 4 log m, so that it must reach m = 2 ** -0.5.
    found = break_evens("tankers_lost", {"gain": 4.0, "price": 2.0})
    assert found["gain"].multiplier == pytest.approx(2.0**-0.5, rel=1e-3)
    assert (found["gain"].side, found["gain"].verdict) == ("below", "within")
    # The first is worth 4 log 0.5 at its median, which the second may use up: 2 log m = 4 log 2.
    assert found["price"].multiplier == pytest.approx(4.0, rel=1e-3)
    assert (found["price"].side, found["price"].verdict) == ("below", "within")


def test_a_lever_alone_breaks_even_at_no_effect_and_with_a_price_beyond_it() -> None:
    assert break_evens("tankers_lost", {"gain": 4.0})["gain"].multiplier == pytest.approx(1.0, rel=1e-3)
    # Ten dollars at five a tanker must be earned by two tankers: 4 log m = -2.
    paid = break_evens("tankers_lost", {"gain": 4.0}, worth=5.0, cost=10.0)
    assert paid["gain"].multiplier == pytest.approx(np.exp(-0.5), rel=1e-3)
    assert break_evens("tankers_lost", {"gain": 4.0}, worth=0.1, cost=10.0)["gain"].verdict == "never"


def test_a_lever_that_does_not_move_an_outcome_has_no_break_even() -> None:
    found = break_evens("tankers_lost", {"gain": 4.0})
    assert found["price"].verdict == "unclear"
    assert np.isnan(found["price"].multiplier)


def test_more_of_a_good_turns_the_side() -> None:
    assert break_evens("blockade_lifted", {"gain": -4.0})["gain"].side == "below"
    assert break_evens("blockade_lifted", {"price": 4.0})["price"].side == "above"


def test_what_nobody_pays_is_the_cost_less_what_payers_pay_of_their_pledges() -> None:
    half = Payer("fund", 0.5, 0.4, 0.4, "R1")
    all_of_it = Payer("budget", 0.25, 1.0, 1.0, "R1")
    plain = Lever("l", "", "", "ambush_loss_factor", (), 10, 5, 20, Effect(1.0, 1.0, "R7", ""), 100.0, 100.0, "R1")
    draws = np.arange(3, dtype=np.uint32)
    for payers, share in (((), 1.0), ((half,), 0.8), ((half, all_of_it), 0.55)):
        found = costs(Course("c", "", "", "", "", (replace(plain, payers=payers),)), draws, 30, 1)
        assert found["cost_usd"] == pytest.approx([2000.0] * 3), "from the decision on day 10 to the end of the horizon"
        assert found["cost_without_payer_usd"] == pytest.approx([2000.0 * share] * 3)


def test_break_evens_stand_only_beside_a_reference_that_does_nothing() -> None:
    acting, other = two_levers(), replace(two_levers(), id="other")
    outlooks = {
        ("persists", name): outlook(name, {"tankers_lost": TO_TWENTY, "cost_usd": [0.0] * 21})
        for name in ("two", "other")
    }
    assert compare(outlooks, [acting, other], as_of=AS_OF).break_evens == ()


def test_a_lever_that_comes_too_late_unlocks_no_preference_and_has_no_break_even() -> None:
    late = replace(JUDGED.levers[0], id="late", start_days=500, effect=Effect(0.5, 0.9, "R7: measured", ""))
    mixed = Course("mixed", "", "", "", "", (JUDGED.levers[0], late))
    difference = beside(mixed, [9.0] * 9, [1.0] * 9)
    assert difference.judgement_only
    assert difference.preferred == ""
    assert difference.mean == -8.0


def test_draws_that_begin_alike_count_once_for_the_error_of_a_chance() -> None:
    # Four beliefs, two of which always bring it: a hundred draws of each know no more than one.
    happens = [float(draw % 4 < 2) for draw in range(400)]
    alike = replace(outlook("nothing-new", {"city_taken": happens}), starts=4)
    apart = replace(alike, starts=400)
    wide, narrow = (
        compare({("persists", "nothing-new"): one}, [NOTHING], as_of=AS_OF).rows[0] for one in (alike, apart)
    )
    assert wide.high - wide.median == pytest.approx(1.6448536 * 0.5 / 2.0, rel=1e-6)
    assert narrow.high - narrow.median == pytest.approx(1.6448536 * 0.5 / 20.0, rel=1e-6)
