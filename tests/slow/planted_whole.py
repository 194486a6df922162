"""A planted world in which every mechanism runs: a truth drawn from the priors of the two towns, and what was written about it.

Fuel is reported as in `planted_reports`. Attacks are reported by area in their share, events that tell of control by place as the
table of that mechanism says. That no government fell in the past is part of what is known, so truths are kept with the chance
that none did. Lulls, pacts and captures of the past would be told by reports, and capacity counts from the as-of date, so both
stand still in the past of a truth as they do in assess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from harmattan.assess import assess
from harmattan.foresee import foresee, in_order_of_day
from harmattan.mechanisms import MODELS
from harmattan.models.contract import Model, State, parameters_of
from harmattan.models.control.evidence import TELLS
from harmattan.models.days import Run, run_days
from harmattan.world.atlas import LEVELS
from harmattan.world.case import Case
from harmattan.world.choice import Course, Scenario
from harmattan.world.prior import Prior, PriorTable
from harmattan.world.report import Report, Reports
from slow.planted_reports import (
    AS_OF,
    DAYS,
    EVIDENCE,
    FIRST_DAY,
    HORIZON,
    PRIORS,
    figures,
    planted_case,
    report,
    reported_attacks,
)
from worlds import calm_parameters, two_towns

Floats = NDArray[np.float64]
SEEN_BY_NOBODY_ELSE = ("convoy_arrival", "airstrike", "agreement")
"""Kinds of event that tell of control alone."""

TOLD = 0.03
"""Chance that a place makes such a report on a day, whoever holds it."""

KNOWN = {
    # What is not asked about stands still, so that a truth and a belief differ in nothing that reports could not tell.
    "talks_rate": 0.0,
    "lift_rate": 0.0,
    "pact_rate_siege": 0.0,
    "city_taken_rate": 0.0,
    "capacity_elasticity": 0.0,
    "control_evidence_weight": 1.0,
}

LEARNED: tuple[tuple[str, str, str, float, float], ...] = (
    ("violence_rate_typical", "", "lognormal", 0.05, 1.0),
    ("violence_branching", "", "logitnormal", 0.1, 0.6),
    ("violence_dispersion", "", "lognormal", 0.1, 0.4),
    ("violence_reported_share", "", "logitnormal", 0.3, 0.8),
    ("deaths_per_attack_typical", "", "lognormal", 1.0, 3.0),
    ("deaths_per_attack_spread", "", "lognormal", 0.5, 1.0),
    ("control_origin_lost", "", "logitnormal", 0.1, 0.7),
    ("control_contest_rate", "", "lognormal", 0.002, 0.02),
    ("control_secure_rate", "", "lognormal", 0.005, 0.05),
    ("control_fall_rate", "", "lognormal", 0.002, 0.02),
    ("control_retake_rate", "", "lognormal", 0.005, 0.05),
    ("control_pact_rate", "", "lognormal", 0.002, 0.02),
    ("control_pact_break_rate", "", "lognormal", 0.005, 0.05),
    ("leave_share_attack", "", "logitnormal", 0.0005, 0.01),
    ("leave_share_taken", "", "logitnormal", 0.05, 0.5),
    ("leave_rate_shortage", "", "lognormal", 0.0001, 0.002),
    ("fall_rate", "", "lognormal", 0.0005, 0.01),
    ("fall_response", "", "lognormal", 0.5, 3.0),
    ("pressure_half_life", "", "lognormal", 10.0, 40.0),
    ("power_hours_normal", "", "uniform", 16.0, 21.0),
    ("power_hours_without_fuel", "", "uniform", 3.0, 8.0),
    ("power_priority_loss", "", "uniform", 0.0, 1.0),
)

ASKED = (
    "national_fuel_need",
    "ambush_rate_typical",
    "violence_rate_typical",
    "violence_reported_share",
    "fall_rate",
    "days_of_fuel",
    "control_of_the_town",
    "pressure",
    "tankers_ahead",
    "corridor_state_ahead",
    "deaths_ahead",
    "power_hours_ahead",
    "displaced_ahead",
    "government_falls",
)


def mechanisms() -> tuple[Model, ...]:
    """All mechanisms of the two towns."""
    atlas = two_towns()
    return in_order_of_day([MODELS[name](atlas, {}, country="XI") for name in MODELS])


def whole_case() -> Case:
    """The two towns with every mechanism; parameters that nobody asks about are known."""
    named = {
        name: (name, entity, shape, low, high) for name, entity, shape, low, high in (*PRIORS, *LEARNED) if not entity
    }
    rows = [*(row for row in PRIORS if row[1]), *named.values()]
    calm = calm_parameters(two_towns(), 1)
    for name in parameters_of(mechanisms()):
        if name in KNOWN:
            rows.append((name, "", "fixed", KNOWN[name], KNOWN[name]))
        elif name not in named:
            values = calm[name].reshape(-1)
            if name in ("control_origin_split", "corridor_hazard", "corridor_flow_share"):
                rows += [(name, str(level), "fixed", float(v), float(v)) for level, v in enumerate(values)]
            else:
                rows.append((name, "", "fixed", float(values[0]), float(values[0])))
    return planted_case(tuple(row for row in rows if row[0] not in KNOWN or row[2] == "fixed"))


def mix_of_kinds() -> Floats:
    """(kind,) a mix under which every level makes about as many reports, the rarest kind as common as can be."""
    likely = np.array([TELLS[kind] for kind in SEEN_BY_NOBODY_ELSE])
    count = len(likely)
    off = np.array([-1.0, -1.0])
    found = linprog(
        c=np.concatenate([np.zeros(count), -off]),
        A_ub=np.vstack(
            [
                np.column_stack([likely.T, -np.ones(LEVELS), np.zeros(LEVELS)]),
                np.column_stack([-likely.T, np.zeros(LEVELS), np.ones(LEVELS)]),
            ]
        ),
        b_ub=np.zeros(2 * LEVELS),
        A_eq=[[1.0] * count + [0.0, 0.0]],
        b_eq=[1.0],
    )
    return np.asarray(found.x[:count])


@dataclass(frozen=True)
class Truth:
    """What happened in one planted world, past and future, and what was written about it."""

    parameters: Mapping[str, Floats]
    values: Mapping[str, NDArray[np.float32]]
    reports: Reports

    def asked(self) -> dict[str, float]:
        """The true answers."""
        now = {name: array[:, DAYS - 1] for name, array in self.values.items()}
        ahead = {name: array[:, DAYS:] for name, array in self.values.items()}
        return {name: float(draws[0]) for name, draws in answers_of(self.parameters, now, ahead).items()}


def answers_of(
    parameters: Mapping[str, Floats], now: Mapping[str, NDArray[np.floating]], ahead: Mapping[str, NDArray[np.floating]]
) -> dict[str, NDArray[np.floating]]:
    """(draw,) answers to everything in `ASKED` from parameters, the last past day and the days ahead."""
    atlas = two_towns()
    capital, town = (atlas.place_index[name] for name in ("capital", "town"))
    return {
        "national_fuel_need": parameters["national_fuel_need"],
        "ambush_rate_typical": parameters["ambush_rate_typical"][:, 0],
        "violence_rate_typical": parameters["violence_rate_typical"][:, 0],
        "violence_reported_share": parameters["violence_reported_share"],
        "fall_rate": parameters["fall_rate"],
        "days_of_fuel": now["days_of_fuel"][:, capital],
        "control_of_the_town": now["control"][:, town],
        "pressure": now["pressure"][:, 0],
        "tankers_ahead": ahead["tankers_arrived"][:, :, 0].sum(axis=1, dtype=np.float64),
        "corridor_state_ahead": ahead["corridor_state"][:, -1, 0],
        "deaths_ahead": ahead["violent_deaths"][:, :, 0].sum(axis=1, dtype=np.float64),
        "power_hours_ahead": ahead["power_hours"][:, :, capital].sum(axis=1, dtype=np.float64),
        "displaced_ahead": ahead["displaced"][:, -1].sum(axis=1, dtype=np.float64),
        "government_falls": ahead["government_fallen"][:, -1, 0],
    }


def plant(case: Case, number: int) -> Truth:
    """Draw truths from the priors until one is kept, let it run, and let it be reported."""
    models = mechanisms()
    table = PriorTable.lay_out(case.priors, case.atlas, parameters_of(models))
    keep = tuple(sorted({*KEEP}))
    home = case.atlas.countries.index("XI")
    chance = np.random.default_rng([2031, number])
    while True:
        parameters = dict(table.values(chance.standard_normal((1, table.size))))
        state: State = dict(parameters)
        for model in models:
            state |= model.begin(state)
        values = {name: np.zeros((1, DAYS + HORIZON, state[name].shape[1]), dtype=np.float32) for name in keep}
        ids = np.zeros((1, DAYS + HORIZON), dtype=np.uint32)

        def of_day(index: int, neutral: State) -> State:
            return {**neutral, "fall_hazard_factor": np.full_like(neutral["fall_hazard_factor"], float(index >= DAYS))}

        run = Run(models, case.atlas, FIRST_DAY, DAYS + HORIZON, int(chance.integers(2**31)), keep)
        run_days(run, state, [ids] * len(models), of_day, values)
        past = values["pressure"][0, :DAYS, home].astype(np.float64)
        hazards = parameters["fall_rate"][0] * np.exp(parameters["fall_response"][0] * past)
        if chance.random() < np.exp(-hazards.sum()):
            break
    rows = [*reported_attacks(case, values, chance), *figures(case, parameters, values, chance)]
    rows += [*_violence(case, parameters, values, chance), *_control(case, values, chance)]
    return Truth(parameters, values, Reports(tuple(rows)))


KEEP = (
    "tankers_arrived",
    "tankers_lost",
    "ambushes",
    "days_of_fuel",
    "fuel_stock_total",
    "attacks",
    "violent_deaths",
    "control",
    "corridor_state",
    "power_hours",
    "pressure",
    "displaced",
    "government_fallen",
)


def _violence(
    case: Case, parameters: Mapping[str, Floats], values: Mapping[str, NDArray[np.float32]], chance: np.random.Generator
) -> list[Report]:
    """Report the share of attacks that is reported, as far as the news has come in, in an area but at no place."""
    share, rows = float(parameters["violence_reported_share"][0]), []
    for row, area in enumerate(case.atlas.areas):
        for day in range(DAYS):
            come_in = 1.0 - 2.0 ** (-(DAYS - day) / EVIDENCE.reporting_lag_days)
            heard = chance.random(int(values["attacks"][0, day, row])) < share * come_in
            rows += [_event(f"V-{area.id}-{day}-{k}", "base_attack", day, area=area.id) for k in range(heard.sum())]
    return rows


def _control(case: Case, values: Mapping[str, NDArray[np.float32]], chance: np.random.Generator) -> list[Report]:
    """Report events whose kinds come as the table of control says."""
    likely = EVIDENCE.trust_high * np.array([TELLS[kind] for kind in SEEN_BY_NOBODY_ELSE]) + 1.0 - EVIDENCE.trust_high
    by_level = mix_of_kinds()[:, None] * likely
    rows = []
    for place in ("capital", "town"):
        row = case.atlas.place_index[place]
        for day in range(DAYS):
            level = int(values["control"][0, day, row])
            # As many reports whoever holds the place, but for what the mix leaves over.
            if chance.random() < TOLD * by_level[:, level].sum() / by_level.sum(axis=0).max():
                kind = chance.choice(len(likely), p=by_level[:, level] / by_level[:, level].sum())
                rows.append(_event(f"C-{place}-{day}", SEEN_BY_NOBODY_ELSE[int(kind)], day, place=place, area="north"))
    return rows


def _event(row_id: str, kind: str, day: int, **where: str) -> Report:
    blank = report(row_id, kind, float("nan"), day, day)
    return replace(blank, file="evidence/incidents.csv", relation="none", source_url=f"press: {row_id}", **where)


def answered(case: Case, truth: Truth, *, particles: int, seed: int) -> dict[str, NDArray[np.floating]]:
    """Draws of the answers, by assess and foresee."""
    models = mechanisms()
    belief = assess(case, truth.reports, models, as_of=AS_OF, draws=particles, particles=particles, seed=seed)
    nothing, course = Scenario("persists", "", "", "", "", ()), Course("nothing-new", "", "", "", "", ())
    ahead = foresee(belief, nothing, course, models, horizon_days=HORIZON, seed=seed + 1, country="XI", keep=KEEP)
    return answers_of(belief.values, belief.values, ahead.values)


__all__ = ["ASKED", "Prior", "Truth", "answered", "plant", "whole_case"]
