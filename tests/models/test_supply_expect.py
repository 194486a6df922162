"""What the supply mechanism expects of a report, worked out by hand, and what it says nothing about."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from harmattan.assess.weighing import Weighing
from harmattan.inference.likelihood import log_likelihood
from harmattan.models.contract import Record, expectation, normal_record
from harmattan.models.supply import supply
from harmattan.models.supply.expect import METRICS, OBSERVED, unread
from harmattan.models.supply.metrics import NOT_READ, unit_factor
from harmattan.verify.error import as_reported
from harmattan.verify.quantities import factor_of, quantity_of
from harmattan.world.case import EvidenceSettings
from harmattan.world.report import Report
from harmattan.world.vocabulary import variables
from worlds import calm_parameters, two_towns

FIRST = date(2030, 1, 1)
ATLAS = two_towns()
MODEL = supply(ATLAS, {}, country="XI")
DRAWS, DAYS = 2, 10


def record() -> Record:
    """Two draws, ten days; the second draw has twice the numbers of the first, and each day one more than the day before.

    On the street of the town prices are twice those of the capital.
    """
    day = np.arange(DAYS, dtype=np.float32)

    def by(size: int, base: float) -> np.ndarray:
        row = base * (1.0 + day)[:, None] * np.ones(size)
        return np.stack([row, 2.0 * row]).astype(np.float32)

    corridors = {
        "tankers_arrived": 10.0, "tankers_dispatched": 10.0, "tankers_lost": 1.0, "ambushes": 0.5, "tankers_waiting": 3.0,
        "tankers_exposed": 5.0,
    }  # fmt: skip
    places = {
        "fuel_stock_total": 100_000.0, "shortage": 0.01, "closed_share": 0.02, "schools_closed": 0.03, "business_closed": 0.04,
        "power_hours": 1.0, "street_price": 0.5, "general_price": 0.4, "days_of_fuel": 0.25,
    }  # fmt: skip
    values = {name: by(2, base) for name, base in corridors.items()} | {
        name: by(5, base) for name, base in places.items()
    }
    values["street_price"][:, :, ATLAS.place_index["town"]] *= 2.0
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
        (report("schools_closed", place="town"), 9.0, False),
        (report("business_closed", place="town"), 12.0, False),
        (report("litres_received"), 900_000.0, False),
        (report("litres_received", unit="cubic metres"), 900.0, False),
        (report("volume_received", unit="million litres"), 0.9, False),
        (report("tankers_per_week", unit="tankers/day"), 30.0, False),
        (report("tankers_received", area="north"), 90.0, False),
        (report("tankers_dispatched"), 90.0, False),
        (report("tankers_dispatched", place="capital"), 90.0, False),
        (report("street_price_ratio", place="capital"), 1.5, False),
        (report("street_price_ratio", place="town"), 3.0, False),
        (report("street_price_ratio", place="capital", unit="percent of pump price"), 150.0, False),
        (report("street_price_petrol", place="capital", unit="francs/litre"), 1050.0, False),
        (report("street_price_petrol", place="capital", unit="francs per 1.5 l"), 1575.0, False),
        (report("street_price_petrol", place="capital", unit="francs/20-litre can"), 21_000.0, False),
        (report("general_price_index", place="capital", unit="index"), 120.0, False),
        (report("stock_days", place="capital"), 0.75, False),
        (report("stock_days", place_text="national"), 1.5, False),
        (report("days_of_fuel_at_place", place="town"), 0.75, False),
        (report("stock_days_if_cut", place="town"), 0.75, False),
        (report("stock_litres", place="capital"), 300_000.0, False),
        (report("stock_litres", place_text="national"), 600_000.0, False),
        (report("stock_litres", area="north", unit="m3"), 600.0, False),
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


# The capital has four fifths of the need, the town one fifth: 0.8 x 1.5 + 0.2 x 3.0.
@pytest.mark.parametrize(
    "where",
    [
        {"place_text": "Capital and Town"},
        {"place_text": "Town, Capital"},
        {"place_text": "Capital-Town"},
        {"area": "north"},
        {"place_text": "national"},
    ],
)
def test_a_price_of_several_places_is_their_mean_by_need(where: dict[str, object]) -> None:
    found = MODEL.expect(report("street_price_ratio", 2, 4, **where), record())
    assert found is not None
    assert found.values == pytest.approx([1.8, 3.6])


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (report("black_market_increase", place="capital", unit="percent"), [50.0, 200.0]),
        (report("reported_price_spike", place="capital", unit="%"), [50.0, 200.0]),
        (report("general_price_increase", place="capital", unit="percent"), [20.0, 140.0]),
        # The west carries 100 tankers a day in normal times, the east 20; here they load 30 and 60.
        (report("corridor_exports_change", corridor="west"), [-70.0, -40.0]),
        (report("corridor_exports_change", place="port"), [-70.0, -40.0]),
        (report("corridor_exports_change", place="capital"), [50.0, 200.0]),
    ],
)
def test_per_cent_above_normal_may_be_below_it_and_errs_with_the_whole(claim: Report, expected: list[float]) -> None:
    found = MODEL.expect(claim, record())
    assert found is not None
    assert found.values == pytest.approx(expected)
    assert found.base == 100.0
    assert found.ceiling == (claim.metric == "reported_price_spike")


def test_a_fall_below_normal_is_read_and_one_below_nothing_is_not() -> None:
    fall = {"corridor": "west", "unit": "percent", "low": -40.0, "best": -40.0, "high": -40.0}
    assert MODEL.expect(report("corridor_exports_change", **fall), record()) is not None
    less = {**fall, "low": -140.0}
    assert MODEL.expect(report("corridor_exports_change", **less), record()) is None


ERROR, NO_ERROR = (EvidenceSettings(e, e, e, 0.0, 0.0, 0.9, 0.8, 0.5, 0.4, 0.6, 5.0, "invented") for e in (0.2, 0.0))


def test_per_cent_above_normal_is_weighed_as_per_cent_of_normal() -> None:
    fall = report("corridor_exports_change", corridor="west", unit="percent", low=-40.0, best=-40.0, high=-40.0)
    weighing = SimpleNamespace(
        reports=(fall,),
        shares=np.ones(1),
        sources=(),
        model=MODEL,
        case=SimpleNamespace(settings=SimpleNamespace(evidence=ERROR)),
    )
    # 30 and 60 per cent of normal against 60 as told.
    by_hand = log_likelihood([30.0, 60.0], 60.0, 60.0, 60.0, "exact", 0.2)
    assert Weighing.by_report(weighing, np.zeros((DRAWS, 1)), record())[:, 0] == pytest.approx(by_hand)  # type: ignore[arg-type]


def test_an_outlook_may_tell_of_a_fall_but_never_below_nothing() -> None:
    fall = report("corridor_exports_change", corridor="west", unit="percent")
    sure, unsure = (SimpleNamespace(seed=1, draws=np.arange(500), evidence=e) for e in (NO_ERROR, ERROR))
    values = np.full(500, -70.0)
    assert as_reported(sure, fall, values, 100.0) == pytest.approx(values)  # type: ignore[arg-type]
    told = as_reported(unsure, fall, values, 100.0)  # type: ignore[arg-type]
    assert told.min() >= -100.0
    assert np.log((told + 101.0) / 31.0).std() == pytest.approx(0.2 * 2.0**0.5, rel=0.2)


@pytest.mark.parametrize(
    ("claim", "name", "factor"),
    [
        (report("street_price_petrol", unit="francs per 1.5 l"), "street_price_per_litre", 1.0 / 1.5),
        (report("street_price_petrol", unit="francs/litre"), "street_price_per_litre", 1.0),
        (report("street_price_ratio", unit="percent of pump price"), "street_price_ratio", 0.01),
        (report("pump_price_diesel", unit="francs/litre"), "pump_price", 1.0),
        (report("tankers_per_week", unit="tankers/day"), "tankers_per_week", 7.0),
        (report("litres_received", unit="m3"), "litres_per_week", 1000.0 * 7.0 / 3.0),
        (report("stock_days", unit="days"), "days_of_stock", 1.0),
        (report("stock_days_if_cut", unit="weeks"), "days_of_stock", 7.0),
        (report("stations_closed", unit="stations"), "stations_closed", 1.0),
    ],
)
def test_a_quantity_has_one_unit(claim: Report, name: str, factor: float) -> None:
    assert quantity_of(claim.metric, claim.unit).name == name
    assert factor_of(claim) == pytest.approx(factor)


# West and east each hold 5 tankers under way and 3 waiting on the first day, and as many more each day.
@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (report("convoy_departure_size", 4, 4, corridor="west"), 35.0),
        (report("convoy_departure_size", 4, 4), 35.0),
        (report("convoy_size_range", corridor="east"), 20.0),
        (report("convoy_size_range", corridor="east", unit="tankers per convoy"), 20.0),
        (report("tankers_stranded", 4, 4, place="border"), 18.0),
        (report("tankers_stranded", 4, 4, place_text="Border-Port"), 18.0),
        (report("tankers_stranded", 4, 4, place_text="somewhere"), 18.0),
        (report("tankers_held_for_escort", 4, 4, place="capital"), 36.0),
        (report("tankers_held_for_escort", 4, 4, corridor="east"), 18.0),
    ],
)
def test_tankers_seen_together_are_a_floor_for_the_most_on_any_day(claim: Report, expected: float) -> None:
    found = MODEL.expect(claim, record())
    assert found is not None
    assert found.values == pytest.approx([expected, 2.0 * expected])
    assert (found.floor, found.ceiling) == (True, False)


def test_days_around_a_report_count_as_far_as_they_are_held() -> None:
    # Days 1 to 4 of January, and 8 to 10: two days before the record and one after it are not held.
    for day, peak in ((1, 20.0), (9, 50.0)):
        found = MODEL.expect(report("convoy_departure_size", day, day, corridor="west"), record())
        assert found is not None
        assert found.values == pytest.approx([peak, 2.0 * peak])
    for first, last in ((9, 11), (31, 31)):
        assert MODEL.expect(report("convoy_departure_size", first, last, corridor="west"), record()) is None


def test_a_price_at_the_pump_is_the_parameter_wherever_it_is_read() -> None:
    for where in ({"place": "border"}, {"place": "capital"}, {"area": "north"}, {"place_text": "national"}):
        found = MODEL.expect(report("pump_price_diesel", unit="francs/litre", **where), record())
        assert found is not None
        assert found.values.tolist() == [700.0, 700.0]
    assert MODEL.expect(report("pump_price_petrol", 8, 12, place="capital", unit="francs/litre"), record()) is None


def test_hours_without_power_are_the_rest_of_the_day() -> None:
    found = MODEL.expect(report("outage_hours", place="capital"), record())
    assert found is not None
    assert found.values == pytest.approx([21.0, 18.0])


@pytest.mark.parametrize(
    "claim",
    [
        report("pump_price_petrol", place="camp", unit="francs/litre"),
        report("street_price_ratio", place="border"),
        report("street_price_ratio", place_text="Capital and Border"),
        report("street_price_ratio", place_text="some areas"),
        report("stock_days", place_text="some areas"),
        report("stock_days", area="north"),
        report("stock_litres", place="camp"),
        report("tankers_received", place="camp"),
        report("tankers_received", area="abroad"),
        report("tankers_dispatched", place="town"),
        report("corridor_exports_change", place_text="national"),
        report("tankers_received", source_type="derived"),
        report("tankers_received", 8, 12),
        report("tankers_received", first_day=None, last_day=None),
        *(
            report(metric)
            for metric in ("fuel_not_served", "electricity_supply", "stations_closed", "street_price_ratio")
        ),
        report("electricity_supply", place="border"),
        report("outage_hours", place="camp"),
        report("fuel_not_served", place="nowhere"),
    ],
)
def test_what_it_says_nothing_about(claim: Report) -> None:
    assert MODEL.expect(claim, record()) is None


# Units


@pytest.mark.parametrize(
    ("metric", "unit"),
    [
        ("tankers_received", "litres"),
        ("tankers_received", "tankers/day"),
        ("volume_received", "tonnes"),
        ("volume_received", "barrels"),
        ("stations_closed", "stations"),
        ("stations_closed", "percent of schools"),
        ("fuel_not_served", "percent of stations"),
        ("power_hours", "percent"),
        ("stock_days", "litres"),
        ("street_price_petrol", ""),
        ("street_price_petrol", "francs"),
        ("street_price_petrol", "francs/bottle"),
        ("street_price_petrol", "francs/gallon"),
        ("street_price_petrol", "francs/litre petrol / diesel"),
        ("street_price_petrol", "francs per 0 l"),
        ("street_price_petrol", "US$/litre"),
        ("street_price_petrol", "USD per litre"),
        ("street_price_petrol", "euros/litre"),
        ("street_price_ratio", "francs/litre"),
        ("general_price_index", ""),
    ],
)
def test_a_number_in_a_unit_that_does_not_fit_is_not_read_and_says_so(metric: str, unit: str) -> None:
    claim = report(metric, unit=unit, place="capital")
    assert MODEL.expect(claim, record()) is None
    assert f"'{unit}'" in unread(claim, ATLAS, MODEL.network)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        ("francs/litre", 1.0), ("FRANCS / Litre (over)", 1.0), ("francs le litre", 1.0), ("francs per l", 1.0),
        ("francs pour 1,5 l", 1.5), ("francs per 1.5-litre bottle", 1.5), ("francs/20 litre jerrycan", 20.0),
        ("francs/20l", 20.0), ("francs per 50 cl", 0.5), ("francs/litre of petrol", 1.0),
    ],
)  # fmt: skip
def test_a_price_is_told_by_the_volume_that_its_unit_names(unit: str, factor: float) -> None:
    assert unit_factor("price", unit) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("metric", "number"),
    [("stations_closed", 101.0), ("fuel_not_served", 300.0), ("power_hours", 25.0), ("stock_days", -1.0)],
)
def test_a_number_that_cannot_be_is_not_read_and_says_so(metric: str, number: float) -> None:
    claim = report(metric, place="capital", low=number, best=number, high=number)
    assert MODEL.expect(claim, record()) is None
    assert f"{number:g}" in unread(claim, ATLAS, MODEL.network)


def test_what_is_left_out_gives_its_reason() -> None:
    for metric, reason in NOT_READ.items():
        assert MODEL.expect(report(metric, place="capital"), record()) is None
        assert unread(report(metric), ATLAS, MODEL.network) == reason != ""
    assert not set(NOT_READ) & set(METRICS)
    assert unread(report("camp population"), ATLAS, MODEL.network) == ""
    assert "Some areas" in unread(report("street_price_ratio", place_text="Some areas"), ATLAS, MODEL.network)
    assert "derived" in unread(report("tankers_received", source_type="derived"), ATLAS, MODEL.network)


def test_every_metric_measures_what_is_recorded() -> None:
    known = variables()
    for name, metric in METRICS.items():
        assert known[metric.variable].recorded != (known[metric.variable].role == "parameter"), name
        assert metric.bound in ("", "floor", "ceiling"), name
        assert metric.meaning, name
        assert metric.unit == "price" or unit_factor(metric.unit, metric.unit) == 1.0, name
    assert all(known[name].recorded for name in OBSERVED)


def test_in_normal_times_the_power_stays_on_and_nothing_closes() -> None:
    normal = normal_record([MODEL], calm_parameters(ATLAS, DRAWS), FIRST, DAYS)
    assert set(normal.values) == MODEL.observes == OBSERVED
    expected = {
        "electricity_supply": 18.0, "outage_hours": 6.0, "stations_closed": 0.0, "fuel_not_served": 0.0, "convoy_attacks": 0.0,
        "tankers_per_week": 700.0, "litres_per_week": 7_000_000.0, "stock_days_if_cut": 6.0, "schools_closed": 0.0,
        "business_closed": 0.0, "street_price_ratio": 1.0, "black_market_increase": 0.0, "tankers_stranded": 0.0, "stock_days": 5.0,
    }  # fmt: skip
    for metric, value in expected.items():
        place = "capital" if METRICS[metric].of == "mean" or metric == "stock_days" else ""
        found = expectation([MODEL], report(metric, place=place), normal)
        assert found is not None
        assert found.values == pytest.approx([value] * DRAWS), metric
