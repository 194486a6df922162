"""What a unit of an outcome is worth, as a user types it."""

from __future__ import annotations

import pytest

from harmattan.compare import read_worth
from harmattan.errors import InputFaults


def test_prices_are_read() -> None:
    assert read_worth(["people_days_short=0.5", "blockade_lifted=1e6"]) == {
        "people_days_short": 0.5,
        "blockade_lifted": 1e6,
    }
    assert read_worth([]) == {}


def test_every_fault_is_named_at_once() -> None:
    wrong = ["people_days_shrt=1", "left_home=-1", "left_home=nan", "left_home", "cost_usd=1", "government_falls=5"]
    with pytest.raises(InputFaults) as raised:
        read_worth(wrong)
    assert {fault.found for fault in raised.value.faults} == set(wrong)
    assert {fault.nearest for fault in raised.value.faults} >= {"people_days_short"}
