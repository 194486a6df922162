"""Courses beside each other, worked out by hand from outlooks whose totals are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pytest

from harmattan.compare import OUTCOMES, compare
from harmattan.foresee import foresee
from harmattan.world.calendar import Calendar
from harmattan.world.choice import Course, Effect, Lever
from harmattan.world.outlook import Comparison, Difference, Outlook
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
    assert not mixed.judgement_only, "one of its levers was measured"
    assert mixed.preferred == "mixed"


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
    assert set(ahead.totals) == set(OUTCOMES)
    found: Comparison = compare({("persists", "nothing-new"): ahead}, [NOTHING], as_of=situation.day)
    assert {row.outcome: row.unit for row in found.rows} == OUTCOMES
