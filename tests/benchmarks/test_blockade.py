"""The planted blockades, the counting of alarms, and the declared blockades of a case, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from benchmarks._declared_blockades import LATER, declared_figures
from benchmarks._planted_blockades import DAYS, FIRST_DAYS, plant
from benchmarks.blockade import SILENT_DAYS, alarms, cusum, delay, monthly, record, threshold_for

from harmattan.models.blockade.online import PARAMETERS
from harmattan.observe.casefolder import read_case
from harmattan.recipes import find_case
from harmattan.world.case import Case
from harmattan.world.prior import PriorTable
from harmattan.world.report import Report

NOBODY = np.empty(0, dtype=np.int64)


def test_alarms_are_counted_after_the_first_days_and_once_a_month() -> None:
    watched = np.zeros(DAYS)
    watched[: FIRST_DAYS + 2] = 1.0
    assert alarms(watched, 0.5) == 1
    watched[FIRST_DAYS + SILENT_DAYS - 1] = 1.0
    assert alarms(watched, 0.5) == 1
    watched[FIRST_DAYS + SILENT_DAYS] = 1.0
    assert alarms(watched, 0.5) == 2
    assert alarms(np.ones(DAYS), 0.5) == -(-(DAYS - FIRST_DAYS) // SILENT_DAYS)


def test_the_threshold_is_the_lowest_that_keeps_to_the_rate() -> None:
    one, other = np.zeros(DAYS), np.zeros(DAYS)
    one[[400, 500, 600]] = [3.0, 2.0, 1.0]
    other[450] = 1.5
    # From 1.5 on two corridors raise three alarms, from 2 on two, from 3 on one, and above that none.
    assert [threshold_for([one, other], rate) for rate in (2.0, 1.0, 0.5, 0.1)] == [1.0, 2.0, 3.0, np.inf]


def test_delay_by_hand() -> None:
    assert delay(np.array([5.0, 0.0, 1.0, 2.0]), 2.0, 1) == 2.0
    assert delay(np.array([5.0, 0.0, 1.0, 1.0]), 2.0, 1) == 3.0


def test_cusum_by_hand() -> None:
    gains, days = np.array([-1.0, 2.0, -1.0, -3.0, 1.0]), np.arange(5)
    assert cusum(9, 1.0, gains, days, np.zeros(5), NOBODY, NOBODY).tolist() == [0.0, 2.0, 1.0, 0.0, 1.0]
    # Counts known a day late move by a day; an attack of day 1 known on day 3 goes back to day 1; words count when known.
    late = cusum(9, 4.0, gains, days + 1, np.array([0.0, 0.0, 0.0, 0.0, 2.5]), np.array([1]), np.array([3]))
    assert late.tolist() == [0.0, 0.0, 2.0, 5.0, 4.5]
    # Without days to go over again the attack counts on the day on which it is known.
    assert cusum(0, 4.0, gains, days, np.zeros(5), np.array([1]), np.array([3])).tolist() == [0.0, 2.0, 1.0, 2.0, 3.0]


def test_counts_and_their_one_year_maximum_by_hand() -> None:
    seen = replace(
        plant(1, blockaded=False).seen, attacks=np.array([10, 390, 391]), attacks_known=np.array([12, 395, 400])
    )
    counts = monthly(seen)
    assert [counts[day] for day in (11, 12, 41, 42, 395, 400, 425, 430)] == [0, 1, 1, 0, 1, 2, 1, 0]
    told = record(counts)
    # The one attack of the year before makes a second one no maximum, and two at once one.
    assert [told[day] for day in (12, 394, 395, 400)] == [2.0, 0.5, 1.0, 1.5]


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_blockade_shows_in_what_is_reported(seed: int) -> None:
    free, barred = plant(seed, blockaded=False), plant(seed, blockaded=True)
    assert free.start == free.first_sight == DAYS
    start, seen = barred.start, barred.seen
    assert FIRST_DAYS + 60 <= start < barred.first_sight < start + 30
    late = int(seen.counted[0])
    assert np.isfinite(seen.arrived[barred.first_sight - late])
    assert np.isnan(seen.arrived[start : barred.first_sight - late]).all()
    fallen = np.nanmedian(seen.arrived[start + 21 :]) / np.nanmedian(seen.arrived[:start])
    assert fallen < 0.75
    assert 0.2 < np.isnan(seen.arrived).mean() < 0.4
    lag = seen.attacks_known - seen.attacks
    assert ((lag >= 1) & (lag <= late)).all()
    assert 1 <= late <= 10
    again = plant(seed, blockaded=True).seen
    assert again.arrived.tobytes() == seen.arrived.tobytes()
    assert again.attacks_known.tobytes() == seen.attacks_known.tobytes()


def test_convoys_gather_what_would_have_come() -> None:
    gathered, thinned = (plant(4, blockaded=True, convoys=convoys) for convoys in (True, False))
    assert gathered.start == thinned.start
    after = slice(gathered.start, DAYS)
    empty = [float((one.seen.arrived[after] == 0.0).sum()) for one in (gathered, thinned)]
    assert empty[0] > empty[1] + 30


def test_words_that_nothing_follows_are_told_of_every_kind_of_corridor() -> None:
    free, barred = ([plant(seed, blockaded=blockaded) for seed in range(60)] for blockaded in (False, True))
    words = [np.mean([len(one.seen.declared) for one in many]) for many in (free, barred)]
    assert 0.6 < words[0] < 1.4
    assert words[1] > words[0] + 0.2


def test_every_declared_and_lifted_blockade_of_a_case_has_its_line() -> None:
    case = read_case(find_case(""))
    table = PriorTable.lay_out(case.priors, case.atlas, PARAMETERS)
    medians = table.values(np.zeros((1, table.size)))
    figures = declared_figures(case, medians)
    rows = [one for one in rows_of(case) if one.metric in ("blockade_declared", "blockade_lifted")]
    assert rows
    for row in rows:
        mine = [figure for figure in figures if figure.case.startswith(f"{row.id} ")]
        assert mine
        assert not any(figure.target for figure in mine)
        if mine[0].value == 0.0:
            assert "not judged" in mine[0].case
    # The one count of all roads in the months after the ban, told later, changes what is said from the day on which it was known.
    rows = [
        replace(one, known_from=date(2199, 1, 1)) if one.metric == "tankers_per_week" else one for one in rows_of(case)
    ]
    without = declared_figures(replace(case, reports=replace(case.reports, rows=tuple(rows))), medians)
    pairs = [(a, b) for a, b in zip(figures, without, strict=True) if a.name == "chance_blockaded"]
    same = [a.value == b.value for a, b in pairs]
    assert len(pairs) == len(LATER)
    assert same == [True, True, True, True, False]


def rows_of(case: Case) -> tuple[Report, ...]:
    return case.reports.rows
