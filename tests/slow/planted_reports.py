"""A planted world: a truth drawn from the priors of the two towns, and the reports that somebody there would have written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.assess import assess
from harmattan.foresee import foresee
from harmattan.models.contract import State
from harmattan.models.days import Run, blank_record, run_days
from harmattan.models.supply import Supply, supply
from harmattan.world.case import Case, EvidenceSettings, Settings
from harmattan.world.choice import Course, Scenario
from harmattan.world.prior import Prior, PriorTable
from harmattan.world.report import Report, Reports
from harmattan.world.situation import Situation
from worlds import two_towns

FIRST_DAY = date(2030, 1, 1)
DAYS = 60
HORIZON = 28
LATELY = 28
"""Last past days over which a corridor's throughput is asked."""

AS_OF = FIRST_DAY + timedelta(days=DAYS - 1)
MONTHS = ((0, 30), (30, 60))
BAN_DAY = 20
"""In every second world a ban on imports is declared on this day, and reported on it."""

PRIORS: tuple[tuple[str, str, str, float, float], ...] = (
    ("national_fuel_need", "", "lognormal", 600_000.0, 1_800_000.0),
    ("litres_per_tanker", "", "lognormal", 9_000.0, 11_000.0),
    ("product_share", "", "fixed", 1.0, 1.0),
    ("origin_stock_days", "", "lognormal", 2.0, 7.0),
    ("ambush_rate_typical", "", "lognormal", 0.005, 0.1),
    ("ambush_rate_typical", "west", "lognormal", 0.02, 0.3),
    ("ambush_rate_origin", "", "lognormal", 0.01, 0.1),
    ("ambush_rate_reversion", "", "lognormal", 0.02, 0.15),
    ("ambush_rate_volatility", "", "lognormal", 0.03, 0.15),
    ("ambush_loss_typical", "", "logitnormal", 0.1, 0.5),
    ("ambush_loss_spread", "", "lognormal", 0.4, 1.2),
    ("willingness_origin", "", "logitnormal", 0.7, 0.99),
    ("willingness_half_life", "", "lognormal", 5.0, 30.0),
    ("willingness_response", "", "lognormal", 0.5, 5.0),
    ("ban_effect", "", "logitnormal", 0.1, 0.8),
    ("ban_half_life", "", "lognormal", 10.0, 60.0),
    ("convoy_interval", "", "lognormal", 2.0, 8.0),
    ("refill_surge", "", "lognormal", 0.2, 1.2),
    ("rationing_days", "", "lognormal", 0.5, 3.0),
    ("power_hours_normal", "", "fixed", 18.0, 18.0),
    ("power_hours_without_fuel", "", "fixed", 6.0, 6.0),
    ("power_priority_loss", "", "fixed", 0.0, 0.0),
    ("closure_shortage", "", "fixed", 0.5, 0.5),
    ("escort_slowdown", "", "lognormal", 1.1, 2.5),
    ("exposure_elasticity", "", "uniform", 0.0, 1.0),
    ("danger_cover", "", "fixed", 0.5, 0.5),
    ("danger_distance", "", "fixed", 0.3, 0.3),
    ("danger_rain", "", "fixed", 1.0, 1.0),
    ("patrol_effect", "", "fixed", 0.5, 0.5),
    ("ambush_excitation", "", "lognormal", 0.05, 0.6),
    ("fear_spread", "", "logitnormal", 0.05, 0.6),
    ("driver_response", "", "lognormal", 0.3, 3.0),
    ("driver_half_life", "", "lognormal", 7.0, 50.0),
    ("corridor_shift", "", "logitnormal", 0.1, 0.7),
    ("tanker_fleet", "", "lognormal", 800.0, 2500.0),
    ("fleet_half_life", "", "lognormal", 45.0, 300.0),
    ("hoard_days", "", "lognormal", 0.2, 3.0),
    ("price_elasticity", "", "lognormal", 0.3, 1.5),
    ("price_half_life", "", "lognormal", 1.0, 14.0),
    ("pump_price", "", "fixed", 700.0, 700.0),
    ("general_price_passthrough", "", "fixed", 0.1, 0.1),
    ("general_price_half_life", "", "fixed", 30.0, 30.0),
    ("smuggling_share", "", "fixed", 0.0, 0.0),
    ("plant_availability_typical", "", "fixed", 1.0, 1.0),
    ("plant_availability_origin", "", "fixed", 1.0, 1.0),
    ("plant_availability_reversion", "", "fixed", 0.02, 0.02),
    ("plant_availability_volatility", "", "fixed", 0.0, 0.0),
    ("school_closure_shortage", "", "fixed", 0.55, 0.55),
    ("business_power_weight", "", "fixed", 0.5, 0.5),
    ("ban_onset_rate", "", "fixed", 0.0, 0.0),
    ("ban_campaign", "", "lognormal", 1.2, 4.0),
    ("siege_onset_rate", "", "fixed", 0.0, 0.0),
    ("siege_lift_rate", "", "fixed", 0.0, 0.0),
)

EVIDENCE = EvidenceSettings(
    error_high=0.15,
    error_medium=0.3,
    error_low=0.7,
    error_about=0.2,
    source_bias=0.1,
    trust_high=0.99,
    trust_medium=0.85,
    trust_low=0.6,
    reporting_low=0.35,
    reporting_high=0.8,
    reporting_lag_days=1.0,
    source="invented",
)


def planted_case(
    priors: Sequence[tuple[str, str, str, float, float]] = PRIORS, evidence: EvidenceSettings = EVIDENCE
) -> Case:
    """The two towns as a case without reports."""
    settings = Settings(
        title="Two towns", title_fr="Deux villes", country="XI", first_day=FIRST_DAY, as_of=AS_OF, horizon_days=HORIZON,
        draws=200, seed=1, language="en", products=("fuel",), focus=("capital",), models=("supply",), model_settings={},
        evidence=evidence,
    )  # fmt: skip
    held = tuple(Prior(name, entity, shape, low, high, "invented") for name, entity, shape, low, high in priors)
    return Case("planted", settings, two_towns(), held, Reports(()), (), ())


def report(row_id: str, metric: str, value: float, first: int, last: int, **changed: object) -> Report:
    """A report on days counted from the first, by one office unless told otherwise."""
    given: dict[str, object] = {
        "id": row_id, "file": "evidence/fuel.csv", "row": 2, "metric": metric, "value": f"{value:g}", "unit": "", "low": value,
        "best": value, "high": value, "relation": "exact", "first_day": FIRST_DAY + timedelta(days=first),
        "last_day": FIRST_DAY + timedelta(days=last), "place_text": "", "place": "", "corridor": "", "area": "", "note": "",
        "source_url": "office: bulletin", "source_date": "", "confidence": "high",
        "known_from": FIRST_DAY + timedelta(days=last), "source_type": "press or institution", "background": False,
    }  # fmt: skip
    return Report(**{**given, **changed})  # type: ignore[arg-type]


def attack(row_id: str, day: int, lost: float = float("nan"), **changed: object) -> Report:
    """A report of an attack on the import corridor."""
    given: dict[str, object] = {
        "file": "evidence/incidents.csv", "relation": "none", "corridor": "west", "count_destroyed": lost,
        "source_url": f"press: {row_id}",
    }  # fmt: skip
    return report(row_id, "convoy_attack", float("nan"), day, day, **{**given, **changed})


@dataclass(frozen=True)
class Truth:
    """What happened in one planted world, past and future, and what was written about it."""

    parameters: Mapping[str, NDArray[np.float64]]
    values: Mapping[str, NDArray[np.float32]]
    reports: Reports

    def asked(self) -> dict[str, float]:
        """The true answers to what is asked."""
        capital = two_towns().place_index["capital"]
        return {
            "national_fuel_need": float(self.parameters["national_fuel_need"][0]),
            "ambush_rate_typical": float(self.parameters["ambush_rate_typical"][0, 0]),
            "power_hours_normal": float(self.parameters["power_hours_normal"][0]),
            "days_of_fuel": float(self.values["days_of_fuel"][0, DAYS - 1, capital]),
            "tankers_lately": float(self.values["tankers_arrived"][0, DAYS - LATELY : DAYS, 0].sum()),
            "tankers_ahead": float(self.values["tankers_arrived"][0, DAYS:, 0].sum()),
        }


@dataclass(frozen=True)
class Lived:
    """What happened in one planted world before anybody wrote about it, and the chance that is left for the writing."""

    parameters: Mapping[str, NDArray[np.float64]]
    values: Mapping[str, NDArray[np.float32]]
    chance: np.random.Generator
    banned: bool


KEPT = ("tankers_arrived", "tankers_lost", "ambushes", "days_of_fuel", "fuel_stock_total")


def live(case: Case, number: int, keep: Sequence[str] = KEPT) -> Lived:
    """Draw a truth from the priors and let its days pass; in every second world with a ban."""
    chance = np.random.default_rng([2030, number])
    model = supply(case.atlas, {}, country="XI")
    table = PriorTable.lay_out(case.priors, case.atlas, sorted({prior.variable for prior in case.priors}))
    parameters = dict(table.values(chance.standard_normal((1, table.size))))
    run = Run((model,), case.atlas, FIRST_DAY, DAYS + HORIZON, int(chance.integers(2**31)), tuple(keep))
    values = blank_record(keep, case.atlas, 1, DAYS + HORIZON)
    ids = np.zeros((1, DAYS + HORIZON), dtype=np.uint32)
    banned = number % 2 == 0

    def of_day(index: int, neutral: State) -> State:
        return {**neutral, "import_ban": np.array([[1.0, 0.0]])} if banned and index == BAN_DAY else neutral

    run_days(run, {**parameters, **model.begin(parameters)}, [ids], of_day, values)
    return Lived(parameters, values, chance, banned)


def ban_report() -> Report:
    """The declaration of the ban, on its day."""
    return replace(attack("B", BAN_DAY), metric="blockade_declared")


def plant(case: Case, number: int, *, doubled: bool = False) -> Truth:
    """Draw a truth from the priors, let it run, and let it be reported as the case says reports are made.

    `doubled` prints each weekly count a second time, in litres, with the same error: one count, two rows.
    """
    lived = live(case, number)
    rows = [
        *reported_attacks(case, lived.values, lived.chance),
        *figures(case, lived.parameters, lived.values, lived.chance, doubled=doubled),
        *([ban_report()] if lived.banned else []),
    ]
    return Truth(lived.parameters, lived.values, Reports(tuple(rows)))


def reported_attacks(
    case: Case, values: Mapping[str, NDArray[np.float32]], chance: np.random.Generator
) -> list[Report]:
    """Report the share of ambushes that is reported, as far as the news has come in, with the tankers destroyed."""
    evidence, rows = case.settings.evidence, []
    shared = Prior("reporting", "", "logitnormal", evidence.reporting_low, evidence.reporting_high, "invented")
    share = float(shared.value(chance.standard_normal(1))[0])
    for corridor in case.atlas.corridors:
        column = case.atlas.corridor_index[corridor.id]
        for day in range(DAYS):
            count = int(values["ambushes"][0, day, column])
            come_in = 1.0 - 2.0 ** (-(DAYS - day) / evidence.reporting_lag_days)
            for k in range(count):
                if chance.random() < share * come_in:
                    lost = float(values["tankers_lost"][0, day, column]) / count
                    told = round(lost * float(np.exp(evidence.error_high * chance.standard_normal())))
                    rows.append(attack(f"A-{corridor.id}-{day}-{k}", day, float(told), corridor=corridor.id))
    return rows


def figures(
    case: Case,
    parameters: Mapping[str, NDArray[np.float64]],
    values: Mapping[str, NDArray[np.float32]],
    chance: np.random.Generator,
    *,
    doubled: bool = False,
) -> list[Report]:
    """Weekly arrivals of one office with a bias of its own, monthly losses as a bound, one statement on stocks."""
    evidence, rows = case.settings.evidence, []
    bias = float(np.exp(evidence.source_bias * chance.standard_normal()))
    load = float(parameters["litres_per_tanker"][0])
    for week in range(0, DAYS - 6, 7):
        came = float(values["tankers_arrived"][0, week : week + 7, 0].sum())
        error = float(np.exp(evidence.error_high * chance.standard_t(4.0)))
        rows.append(report(f"W{week}", "tankers_received", max(0.0, (came * bias + 1.0) * error - 1.0), week, week + 6))
        if doubled:
            litres = max(0.0, (came * load * bias + 1.0) * error - 1.0)
            rows.append(report(f"V{week}", "volume_received", litres, week, week + 6))
    for start, stop in MONTHS:
        lost = float(values["tankers_lost"][0, start:stop].sum())
        scale = float(np.hypot(evidence.error_high, evidence.source_bias))
        bound = round(float(np.exp(chance.uniform(np.log(5.0), np.log(300.0)))))
        above = (lost + 1.0) * float(np.exp(scale * chance.standard_t(4.0))) >= bound + 1.0
        relation = {"relation": "at least", "high": np.inf} if above else {"relation": "at most", "low": 0.0}
        rows.append(
            report(
                f"L{start}",
                "tankers_destroyed_month",
                bound,
                start,
                stop - 1,
                source_url=f"press: L{start}",
                **relation,
            )
        )
    days = float(values["fuel_stock_total"][0, DAYS // 2].sum()) / float(parameters["national_fuel_need"][0])
    scale = float(np.hypot(evidence.error_medium, evidence.source_bias))
    told = max(0.0, (days + 1.0) * float(np.exp(scale * chance.standard_t(4.0))) - 1.0)
    here = {"source_url": "trade: note", "confidence": "medium"}
    rows.append(report("S", "stock_days_if_cut", told, DAYS // 2, DAYS // 2, **here))
    return rows


def believed(case: Case, reports: Reports, *, particles: int, seed: int) -> Situation:
    """What assess makes of the reports."""
    model: Supply = supply(case.atlas, {}, country="XI")
    return assess(case, reports, (model,), as_of=AS_OF, draws=particles, particles=particles, seed=seed)


def answers(case: Case, situation: Situation, *, seed: int) -> dict[str, NDArray[np.float64]]:
    """Draws of the answers to what is asked."""
    nothing = Scenario("persists", "", "", "", "", ())
    course = Course("nothing-new", "", "", "", "", ())
    model = supply(case.atlas, {}, country="XI")
    ahead = foresee(
        situation, nothing, course, (model,), horizon_days=HORIZON, seed=seed, country="XI", keep=("tankers_arrived",)
    )
    capital = case.atlas.place_index["capital"]
    return {
        "national_fuel_need": situation.values["national_fuel_need"],
        "ambush_rate_typical": situation.values["ambush_rate_typical"][:, 0],
        "power_hours_normal": situation.values["power_hours_normal"],
        "days_of_fuel": situation.values["days_of_fuel"][:, capital],
        "tankers_lately": situation.history["tankers_arrived"][:, -LATELY:, 0].sum(axis=1, dtype=np.float64),
        "tankers_ahead": ahead.values["tankers_arrived"][:, :, 0].sum(axis=1, dtype=np.float64),
    }


def rank(truth: float, draws: NDArray[np.float64], chance: np.random.Generator) -> float:
    """Share of draws below the truth, ties broken at random, strictly between 0 and 1."""
    below = np.count_nonzero(draws < truth)
    tied = np.count_nonzero(draws == truth)
    return float((below + chance.random() * (tied + 1)) / (len(draws) + 1))
