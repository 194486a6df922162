from __future__ import annotations

import pytest
from benchmarks.supply import balance

from worlds import two_towns


def test_the_linear_programme_by_hand() -> None:
    # Nothing is in stock and the road takes four days: a million litres a day go unmet until then, and the town waits two more.
    unmet, stock = balance(two_towns(), 10, need=1_000_000.0, load=10_000.0)
    assert unmet == pytest.approx(4 * 800_000.0 + 6 * 200_000.0)
    assert stock.shape == (10, 5)
    assert stock.min() >= -1e-6


def test_a_road_that_is_too_narrow_leaves_the_rest_unmet() -> None:
    unmet, _ = balance(two_towns(), 10, need=4_000_000.0, load=10_000.0)
    # Two hundred tankers a day bring half of the need, and from the fifth day on each litre is used.
    assert unmet == pytest.approx(40_000_000.0 - 6 * 2_000_000.0)
