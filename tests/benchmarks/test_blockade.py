"""The planted blockades and the counting of alarms, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.blockade import DAYS, FIRST_DAYS, SILENT_DAYS, alarms, cusum, delay, plant, threshold_for


def test_alarms_are_counted_after_the_first_days_and_once_a_month() -> None:
    watched = np.zeros(DAYS)
    watched[: FIRST_DAYS + 2] = 1.0
    assert alarms(watched, 0.5) == 1
    watched[FIRST_DAYS + SILENT_DAYS - 1] = 1.0
    assert alarms(watched, 0.5) == 1
    watched[FIRST_DAYS + SILENT_DAYS] = 1.0
    assert alarms(watched, 0.5) == 2
    assert alarms(np.ones(DAYS), 0.5) == -(-(DAYS - FIRST_DAYS) // SILENT_DAYS)


def test_the_threshold_is_the_lowest_with_one_false_alarm_a_year() -> None:
    one, other = np.zeros(DAYS), np.zeros(DAYS)
    one[[100, 200, 300]] = [3.0, 2.0, 1.0]
    other[150] = 1.5
    # From 1.5 on two corridors raise three alarms, from 2 on two.
    assert threshold_for([one, other]) == 2.0


def test_delay_and_cusum_by_hand() -> None:
    assert delay(np.array([5.0, 0.0, 1.0, 2.0]), 2.0, 1) == 2.0
    assert delay(np.array([5.0, 0.0, 1.0, 1.0]), 2.0, 1) == 3.0
    assert cusum(np.array([-1.0, 2.0, -1.0, -3.0, 1.0])).tolist() == [0.0, 2.0, 1.0, 0.0, 1.0]


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_blockade_shows_in_what_is_reported(seed: int) -> None:
    free, barred = plant(seed, blockaded=False), plant(seed, blockaded=True)
    assert free.start == DAYS
    fallen = np.nanmean(barred.arrived[barred.start + 40 :]) / np.nanmean(barred.arrived[: barred.start])
    assert fallen < 0.75
    assert np.isnan(barred.arrived).mean() > 0.2
    assert (barred.ambushes >= 0.0).all()
    again = plant(seed, blockaded=True)
    assert again.ambushes.tobytes() == barred.ambushes.tobytes()
