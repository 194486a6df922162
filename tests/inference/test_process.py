"""Twin of assess where the posterior can be enumerated: nobody attacks, so the reports are a function of two numbers at most."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from harmattan.assess import assess
from harmattan.assess.weighing import error_scale
from harmattan.inference.likelihood import log_likelihood
from harmattan.models.days import Run, run_days
from harmattan.models.supply import supply
from harmattan.world.prior import Prior
from harmattan.world.report import Report, Reports
from slow.planted_reports import AS_OF, DAYS, FIRST_DAY, planted_case, report

NEED = ("national_fuel_need", "", "lognormal", 600_000.0, 1_800_000.0)
CALM = (
    NEED,
    ("litres_per_tanker", "", "fixed", 10_000.0, 10_000.0),
    ("product_share", "", "fixed", 1.0, 1.0),
    ("origin_stock_days", "", "fixed", 5.0, 5.0),
    ("ambush_rate_typical", "", "fixed", 1e-9, 1e-9),
    ("ambush_rate_origin", "", "fixed", 1e-9, 1e-9),
    ("ambush_rate_reversion", "", "fixed", 0.05, 0.05),
    ("ambush_rate_volatility", "", "fixed", 0.0, 0.0),
    ("ambush_loss_typical", "", "fixed", 0.3, 0.3),
    ("ambush_loss_spread", "", "fixed", 0.5, 0.5),
    ("willingness_origin", "", "fixed", 1.0, 1.0),
    ("willingness_half_life", "", "fixed", 14.0, 14.0),
    ("willingness_response", "", "fixed", 2.0, 2.0),
    ("ban_effect", "", "fixed", 0.0, 0.0),
    ("ban_half_life", "", "fixed", 30.0, 30.0),
    ("convoy_interval", "", "fixed", 7.0, 7.0),
    ("refill_surge", "", "fixed", 0.5, 0.5),
    ("rationing_days", "", "fixed", 2.0, 2.0),
    ("power_hours_normal", "", "fixed", 18.0, 18.0),
    ("power_hours_without_fuel", "", "fixed", 6.0, 6.0),
    ("power_priority_loss", "", "fixed", 0.0, 0.0),
    ("closure_shortage", "", "fixed", 0.5, 0.5),
    ("ban_onset_rate", "", "fixed", 0.0, 0.0),
    ("ban_campaign", "", "fixed", 1.0, 1.0),
    ("escort_slowdown", "", "fixed", 1.0, 1.0),
    ("exposure_elasticity", "", "fixed", 0.0, 0.0),
    ("danger_cover", "", "fixed", 0.0, 0.0),
    ("danger_distance", "", "fixed", 0.0, 0.0),
    ("danger_rain", "", "fixed", 1.0, 1.0),
    ("patrol_effect", "", "fixed", 0.5, 0.5),
    ("ambush_excitation", "", "fixed", 0.0, 0.0),
    ("fear_spread", "", "fixed", 0.0, 0.0),
    ("driver_response", "", "fixed", 0.0, 0.0),
    ("driver_half_life", "", "fixed", 14.0, 14.0),
    ("corridor_shift", "", "fixed", 0.0, 0.0),
    ("tanker_fleet", "", "fixed", 1000000.0, 1000000.0),
    ("fleet_half_life", "", "fixed", 365.0, 365.0),
    ("hoard_days", "", "fixed", 0.0, 0.0),
    ("price_elasticity", "", "fixed", 0.5, 0.5),
    ("price_half_life", "", "fixed", 5.0, 5.0),
    ("pump_price", "", "fixed", 700.0, 700.0),
    ("general_price_passthrough", "", "fixed", 0.0, 0.0),
    ("general_price_half_life", "", "fixed", 30.0, 30.0),
    ("smuggling_share", "", "fixed", 0.0, 0.0),
    ("plant_availability_typical", "", "fixed", 1.0, 1.0),
    ("plant_availability_origin", "", "fixed", 1.0, 1.0),
    ("plant_availability_reversion", "", "fixed", 0.02, 0.02),
    ("plant_availability_volatility", "", "fixed", 0.0, 0.0),
    ("school_closure_shortage", "", "fixed", 0.55, 0.55),
    ("business_power_weight", "", "fixed", 0.5, 0.5),
    ("siege_onset_rate", "", "fixed", 0.0, 0.0),
    ("siege_lift_rate", "", "fixed", 0.0, 0.0),
)
MONTH = (0, 29)
PATHS = 20


def month_of_arrivals(need: NDArray[np.float64]) -> NDArray[np.float64]:
    """(need, path) tankers of the first thirty days, for paths with chance of their own: the whole of what is random."""
    case = planted_case(CALM)
    model = supply(case.atlas, {}, country="XI")
    draws = len(need) * PATHS
    fixed = {
        name: (low, 2 if name.startswith("ambush_rate_t") or name.endswith("rate_origin") else 0)
        for name, _, _, low, _ in CALM
    }
    state = {name: np.full((draws, width) if width else draws, low) for name, (low, width) in fixed.items()}
    state["national_fuel_need"] = np.repeat(need, PATHS)
    state["product_share"] = np.ones((draws, 1))
    state["origin_stock_days"] = np.full((draws, case.atlas.sizes["place"]), 5.0)
    into = {"tankers_arrived": np.zeros((draws, 30, 2), dtype=np.float32)}
    run = Run((model,), case.atlas, FIRST_DAY, 30, 77, ("tankers_arrived",))
    ids = np.repeat(np.arange(draws, dtype=np.uint32)[:, None], 30, axis=1)
    run_days(run, {**state, **model.begin(state)}, [ids], lambda _, neutral: neutral, into)
    return into["tankers_arrived"][:, :, 0].sum(axis=1, dtype=np.float64).reshape(len(need), PATHS)


def enumerated(rows: list[Report], *, points: int = 400) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of need: a grid over need, the bias of the office, and the path."""
    case = planted_case(CALM)
    evidence = case.settings.evidence
    z, bias = np.linspace(-4.5, 4.5, points), np.linspace(-4.0, 4.0, 41)
    need = Prior(*NEED, source="invented").value(z)
    came = month_of_arrivals(need)
    shared = len(rows) > 1
    weight = np.zeros(points)
    for z_bias in bias if shared else [0.0]:
        expected = came * np.exp(evidence.source_bias * z_bias)
        total = np.zeros_like(came)
        for row in rows:
            scale = error_scale(row, evidence, shared=shared)
            # Rows about the same days and place are worth one row together.
            total += log_likelihood(expected, row.low, row.best, row.high, row.relation, scale) / len(rows)
        weight += np.exp(-0.5 * (z**2 + z_bias**2)) * np.exp(total).mean(axis=1)
    weight /= weight.sum()
    mean = float((weight * np.log(need)).sum())
    return mean, float(np.sqrt((weight * (np.log(need) - mean) ** 2).sum()))


@pytest.mark.parametrize(
    "figures",
    [
        [(4500.0, "exact")],
        [(2200.0, "about")],
        [(4000.0, "at least")],
        [(2500.0, "at most")],
        [(3300.0, "exact"), (3500.0, "about"), (3000.0, "at least")],
    ],
    ids=["exact", "about", "at-least", "at-most", "three-of-one-office"],
)
def test_assess_finds_the_enumerated_posterior_of_the_need(figures: list[tuple[float, str]]) -> None:
    """400 particles of two seeds against a grid: mean within 0.15 and spread within 0.25 of the exact standard deviation."""
    rows = []
    for number, (value, relation) in enumerate(figures):
        ends = {"at least": {"high": np.inf}, "at most": {"low": 0.0}}.get(relation, {})
        rows.append(report(f"R{number}", "tankers_received", value, *MONTH, relation=relation, **ends))
    mean, spread = enumerated(rows)
    case = planted_case(CALM)
    model = supply(case.atlas, {}, country="XI")
    needs = []
    for seed in (1, 2, 3):
        belief = assess(case, Reports(tuple(rows)), (model,), as_of=AS_OF, draws=400, particles=400, seed=seed)
        assert belief.warnings == ()
        needs.append(np.log(belief.values["national_fuel_need"]))
    found = np.concatenate(needs)
    assert abs(found.mean() - mean) < 0.15 * spread
    assert found.std() == pytest.approx(spread, rel=0.15)


def test_two_needs_that_one_report_tells_apart() -> None:
    """A near-discrete prior: half a million litres or two, told apart by one figure; the odds are those of Bayes' theorem."""
    wide = ("national_fuel_need", "", "lognormal", 200_000.0, 5_000_000.0)
    case = planted_case((wide, *CALM[1:]))
    row = report("R", "tankers_received", 3000.0, *MONTH, confidence="low")
    belief = assess(
        case, Reports((row,)), (supply(case.atlas, {}, country="XI"),), as_of=AS_OF, draws=400, particles=400, seed=3
    )
    z = np.linspace(-5.0, 5.0, 300)
    need = Prior(*wide, source="invented").value(z)
    scale = error_scale(row, case.settings.evidence, shared=False)
    weight = np.exp(
        -0.5 * z**2 + log_likelihood(month_of_arrivals(need).mean(axis=1), 3000.0, 3000.0, 3000.0, "exact", scale)
    )
    above = float(weight[need > 1_000_000.0].sum() / weight.sum())
    assert float((belief.values["national_fuel_need"] > 1_000_000.0).mean()) == pytest.approx(above, abs=0.06)


def test_no_report_leaves_the_prior_and_full_worth() -> None:
    case = planted_case(CALM)
    belief = assess(case, Reports(()), (supply(case.atlas, {}, country="XI"),), as_of=AS_OF, draws=300, seed=1)
    low, high = np.quantile(belief.values["national_fuel_need"], [0.05, 0.95])
    assert low == pytest.approx(600_000.0, rel=0.1)
    assert high == pytest.approx(1_800_000.0, rel=0.1)
    assert belief.effective_sample_size > 250.0


def test_a_path_past_the_last_report_stays_the_prior() -> None:
    """Chance of days that no report speaks about is left as it was: the last week's arrivals spread as those of a free run."""
    case = planted_case((("national_fuel_need", "", "fixed", 1e6, 1e6), *CALM[1:]))
    row = report("R", "tankers_received", 3100.0, *MONTH)
    belief = assess(
        case, Reports((row,)), (supply(case.atlas, {}, country="XI"),), as_of=AS_OF, draws=400, particles=400, seed=5
    )
    week = belief.history["tankers_arrived"][:, DAYS - 7 :, 0].sum(axis=1)
    assert FIRST_DAY + timedelta(days=DAYS - 1) == AS_OF
    assert float(week.mean()) == pytest.approx(700.0, rel=0.03)
    assert float(week.std()) == pytest.approx(np.sqrt(700.0), rel=0.2)
