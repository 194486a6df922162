"""What the supply mechanism expects of a report, worked out by hand, and what it says nothing about."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from harmattan.models.contract import Record, expectation, normal_record
from harmattan.models.supply import supply
from harmattan.models.supply.expect import METRICS
from harmattan.world.report import Report
from worlds import calm_parameters, two_towns

FIRST = date(2030, 1, 1)
ATLAS = two_towns()
MODEL = supply(ATLAS, {}, country="XI")
DRAWS, DAYS = 2, 10


def record() -> Record:
    """Two draws, ten days; the second draw has twice the numbers of the first, and each day one more than the day before."""
    day = np.arange(DAYS, dtype=np.float32)

    def by(size: int, base: float) -> np.ndarray:
        row = base * (1.0 + day)[:, None] * np.ones(size)
        return np.stack([row, 2.0 * row]).astype(np.float32)

    corridors = {"tankers_arrived": 10.0, "tankers_lost": 1.0, "ambushes": 0.5}
    places = {"fuel_stock_total": 100_000.0, "shortage": 0.01, "closed_share": 0.02, "power_hours": 1.0}
    values = {name: by(2, base) for name, base in corridors.items()} | {
        name: by(5, base) for name, base in places.items()
    }
    return Record(FIRST, values, calm_parameters(ATLAS, DRAWS))


def report(metric: str, first: int = 2, last: int = 4, **changed: object) -> Report:
    given: dict[str, object] = {
        "id": "F1", "file": "evidence/fuel.csv", "row": 2, "metric": metric, "value": "10", "unit": "", "low": 10.0,
        "best": 10.0, "high": 10.0, "relation": "exact", "first_day": date(2030, 1, first), "last_day": date(2030, 1, last),
        "place_text": "", "place": "", "corridor": "", "area": "", "note": "", "source_url": "", "source_date": "",
        "confidence": "high", "known_from": date(2030, 1, last), "source_type": "press or institution", "background": False,
    }  # fmt: skip
    return Report(**{**given, **changed})  # type: ignore[arg-type]


# Days 2 to 4 of January hold 2 + 3 + 4 = 9 times the base, a mean of 3.
@pytest.mark.parametrize(
    ("claim", "expected", "floor"),
    [
        (report("tankers_received"), 90.0, False),
        (report("tankers_received", place="town"), 90.0, False),
        (report("tankers_since_new_year", corridor="east"), 90.0, False),
        (report("tankers_per_week"), 210.0, False),
        (report("volume_received"), 900_000.0, False),
        (report("litres_per_week"), 2_100_000.0, False),
        (report("convoy_arrival_size", 4, 4), 200.0, True),
        (report("tankers_destroyed_month"), 18.0, True),
        (report("tankers_destroyed_verified", corridor="west"), 9.0, True),
        (report("convoy_attacks", corridor="west"), 4.5, True),
        (report("convoy_attacks"), 9.0, True),
        (report("fuel_not_served", place="capital"), 3.0, False),
        (report("stations_closed", place="town"), 6.0, False),
        (report("schools_closed", place="town"), 6.0, False),
        (report("electricity_supply", place="capital"), 3.0, False),
        (report("power_hours", place="capital"), 3.0, False),
        (report("stock_days_if_cut"), 1.5, False),
    ],
)
def test_what_a_report_should_have_measured(claim: Report, expected: float, floor: bool) -> None:
    found = MODEL.expect(claim, record())
    assert found is not None
    assert found.values == pytest.approx([expected, 2.0 * expected], rel=1e-6)
    assert (found.floor, found.ceiling) == (floor, False)


def test_hours_without_power_are_the_rest_of_the_day() -> None:
    found = MODEL.expect(report("outage_hours", place="capital"), record())
    assert found is not None
    assert found.values == pytest.approx([21.0, 18.0])


@pytest.mark.parametrize(
    "claim",
    [
        report("pump_price_petrol", place="capital"),
        report("tankers_received", source_type="derived"),
        report("tankers_received", 8, 12),
        report("tankers_received", first_day=None, last_day=None),
        *(report(metric) for metric in ("fuel_not_served", "electricity_supply", "stations_closed")),
        report("electricity_supply", place="border"),
        report("outage_hours", place="camp"),
        report("fuel_not_served", place="nowhere"),
    ],
)
def test_what_it_says_nothing_about(claim: Report) -> None:
    assert MODEL.expect(claim, record()) is None


def test_in_normal_times_the_power_stays_on_and_nothing_closes() -> None:
    normal = normal_record([MODEL], calm_parameters(ATLAS, DRAWS), FIRST, DAYS)
    assert set(normal.values) == MODEL.observes
    expected = {
        "electricity_supply": 18.0, "outage_hours": 6.0, "stations_closed": 0.0, "fuel_not_served": 0.0, "convoy_attacks": 0.0,
        "tankers_per_week": 700.0, "litres_per_week": 7_000_000.0, "stock_days_if_cut": 6.0,
    }  # fmt: skip
    for metric, value in expected.items():
        place = "capital" if METRICS[metric].of == "mean" else ""
        found = expectation([MODEL], report(metric, place=place), normal)
        assert found is not None
        assert found.values == pytest.approx([value] * DRAWS), metric
