"""Polity: falls of planted governments foretold beside a constant rate, the ends of known sieges beside the others, and speed."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import ROOT, Figure, Report, digest, options, publish
from benchmarks.planted import HOME, planted_atlas
from harmattan.models.contract import Chance, State
from harmattan.models.days import BLOCK, blocks, neutral_drivers
from harmattan.models.polity import Polity, polity
from harmattan.models.polity.precedents import FILE, AtRisk, Siege, pool, sieges_of
from harmattan.observe.casefolder import read_case
from harmattan.world.prior import lognormal

__all__ = ["main"]

Floats = NDArray[np.float64]

WORLDS, PARTICLES, QUARTERS, QUARTER = 1500, 40, 4, 90
DRAWS, DAYS, PLACES, RUNS = 2000, 90, 80, 5
FIRST = 738_000

PRIORS = {
    "pressure_half_life": (10.0, 60.0),
    "pressure_shortage": (0.2, 0.8),
    "pressure_power": (0.1, 0.5),
    "pressure_defeat": (0.3, 1.5),
    "fall_rate": (0.0001, 0.0008),
    "fall_response": (0.5, 4.0),
    "talks_rate": (0.0003, 0.003),
    "talks_response": (0.3, 3.0),
    "talks_days": (8.0, 60.0),
    "deal_rate": (0.0005, 0.01),
    "deal_restraint": (0.05, 0.6),
    "lift_rate": (0.001, 0.01),
    "lift_days": (15.0, 120.0),
    "lift_restraint": (0.05, 0.6),
    "pact_rate_siege": (0.0005, 0.006),
    "city_taken_rate": (0.00002, 0.0006),
    "fallen_restraint": (0.3, 2.0),
}
"""5 and 95 % of lognormal priors: those of a new case."""


def _parameters(draws: int, rng: np.random.Generator) -> State:
    out = {name: lognormal(low, high, rng.standard_normal(draws)) for name, (low, high) in PRIORS.items()}
    return {**out, "power_hours_normal": np.full(draws, 18.0)}


def _surroundings(model: Polity, draws: int) -> State:
    calm = {"shortage": 0.0, "power_hours": 18.0, "siege": 0.0, "control": 0.0}
    places = model.atlas.sizes["place"]
    return {
        **neutral_drivers(model.atlas, draws),
        **{name: np.full((draws, places), value) for name, value in calm.items()},
    }


def _shortages(worlds: int, rng: np.random.Generator) -> Floats:
    """(day, world) share of fuel missing: swings of about a month between plenty and nothing."""
    level = rng.normal(-1.0, 1.5, worlds)
    out = np.empty((QUARTERS * QUARTER, worlds))
    for day in range(len(out)):
        level += (-1.0 - level) / 30.0 + rng.normal(0.0, 1.5 * math.sqrt(2.0 / 30.0), worlds)
        out[day] = 1.0 / (1.0 + np.exp(-level))
    return out


def _pass(model: Polity, state: State, ids: NDArray[np.uint32], day: int, short: Floats) -> None:
    state["shortage"][:] = short[:, None]
    state["power_hours"][:] = 18.0 - 12.0 * short[:, None]
    model.advance(state, Chance(7, ids, FIRST + day))


def _falls(model: Polity, parameters: State, shortages: Floats) -> Floats:
    """(quarter, world) 1 where the government has fallen by the end of the quarter: what comes true."""
    worlds = shortages.shape[1]
    state = {**parameters, **_surroundings(model, worlds), **model.begin(parameters)}
    ids, fallen = np.arange(worlds, dtype=np.uint32), []
    for day, short in enumerate(shortages):
        _pass(model, state, ids, day, short)
        if day % QUARTER == QUARTER - 1:
            fallen.append(state["government_fallen"][:, model.stage.home].copy())
    return np.array(fallen)


def _silence(model: Polity, state: State, ids: NDArray[np.uint32], first: int, shortages: Floats) -> Floats:
    """(draw,) log chance that a government stands through these days."""
    total = np.zeros(len(ids))
    for day, short in enumerate(shortages):
        _pass(model, state, ids, first + day, short)
        total += state["polity_log_evidence"][:, model.stage.home]
    return total


def _foretold(model: Polity, parameters: State, shortages: Floats, *, seen: bool) -> Floats:
    """(quarter, world) chance of a fall, said on the eve of each quarter, if the government stands then.

    `parameters` hold some draws for each world; those under which the silence so far was unlikely count less. The shortage of the
    quarter is that of the two weeks before, unless it is `seen`.
    """
    draws = len(parameters["fall_rate"])
    each = draws // shortages.shape[1]
    ids = np.arange(draws, dtype=np.uint32)
    quiet = {**parameters, "deal_rate": np.zeros(draws)}
    state = {**quiet, **_surroundings(model, draws), **model.begin(quiet)}
    state["past_day"] = np.ones_like(state["past_day"])
    weight, out = np.zeros(draws), []
    for quarter in range(QUARTERS):
        start = quarter * QUARTER
        actual = np.repeat(shortages[start : start + QUARTER], each, axis=1)
        before = shortages[max(0, start - 14) : max(1, start)].mean(axis=0)
        ahead = actual if seen else np.repeat(np.tile(before, (QUARTER, 1)), each, axis=1)
        branch = {name: array.copy() if name in model.gives else array for name, array in state.items()}
        branch |= {name: state[name].copy() for name in ("shortage", "power_hours")}
        stands = np.exp(_silence(model, branch, ids, start, ahead))
        likely = np.exp(weight).reshape(-1, each)
        out.append(1.0 - (likely * stands.reshape(-1, each)).sum(axis=1) / likely.sum(axis=1))
        weight += _silence(model, state, ids, start, actual)
    return np.array(out)


def _log_scores(chances: Floats, happened: Floats) -> Floats:
    return np.asarray(-np.log(np.where(happened > 0.0, chances, 1.0 - chances)))


def _planted() -> list[Figure]:
    model = polity(planted_atlas(20, seed=3), {}, country=HOME)
    rng = np.random.default_rng(5)
    earlier = _falls(model, _parameters(WORLDS, rng), _shortages(WORLDS, rng))
    truth, shortages = _parameters(WORLDS, rng), _shortages(WORLDS, rng)
    fallen = _falls(model, truth, shortages)
    standing = np.vstack([np.ones(WORLDS), 1.0 - fallen[:-1]]) > 0.0
    before = np.vstack([np.ones(WORLDS), 1.0 - earlier[:-1]]) > 0.0
    happened, usual = fallen[standing], float(earlier[before].mean())
    guessed = _parameters(WORLDS * PARTICLES, rng)
    n = f"{len(happened)} quarters of {WORLDS} planted governments, {int(happened.sum())} falls"
    peer = "constant rate of other worlds"
    constant = _log_scores(np.full(len(happened), usual), happened)
    figures = []
    for name, parameters, seen in (
        ("known hazards and shortage", truth, True),
        ("hazards from the prior and silence, known shortage", guessed, True),
        ("hazards from the prior and silence, shortage as in the two weeks before", guessed, False),
    ):
        said = _foretold(model, parameters, shortages, seen=seen)[standing]
        scores = _log_scores(said, happened)
        error = float((constant - scores).std(ddof=1) / math.sqrt(len(scores)))
        case = f"{name}; {n}"
        figures += [
            Figure(
                "fall_log_score", case, float(scores.mean()), "nat", peer, float(constant.mean()), "< 1 * peer_value"
            ),
            Figure("fall_log_score_gain_error", case, error, "nat"),
            Figure("fall_chance_mean", case, float(said.mean()), "1", "share that fell", float(happened.mean())),
        ]
    return figures


def _sieges(folder: Path) -> tuple[Siege, ...]:
    return sieges_of(read_case(folder).reports, AtRisk())


def _left_out(name: str, sieges: tuple[Siege, ...]) -> list[Figure]:
    """Score the end of each siege under the rates of the others: pooled with their difference, and one constant rate."""
    ended = np.array([siege.ending != "running" for siege in sieges], dtype=np.float64)
    days = np.array([siege.days for siege in sieges])
    pooled, constant = [], []
    for k in range(len(sieges)):
        others = np.arange(len(sieges)) != k
        pooled.append(-pool(ended[others], days[others]).log_score(float(days[k]), ended=bool(ended[k])))
        rate = ended[others].sum() / days[others].sum()
        constant.append(rate * days[k] - ended[k] * math.log(rate))
    gain = np.array(constant) - np.array(pooled)
    case = f"{name}: {len(sieges)} sieges, {int(ended.sum())} ended, each left out"
    peer = "one constant rate of the others"
    return [
        Figure("siege_end_log_score", case, float(np.mean(pooled)), "nat", peer, float(np.mean(constant))),
        Figure("siege_end_gain_error", case, float(gain.std(ddof=1) / math.sqrt(len(gain))), "nat"),
    ]


def _speed() -> Figure:
    model = polity(planted_atlas(PLACES, seed=11), {}, country=HOME)
    rng = np.random.default_rng(13)
    parts = []
    for part in blocks(DRAWS):
        parameters = _parameters(BLOCK, rng)
        state = {**parameters, **_surroundings(model, BLOCK), **model.begin(parameters)}
        shape = state["siege"].shape
        state["siege"] = (rng.random(shape) < 0.06).astype(np.float64)
        state["control"] = rng.choice(4, shape, p=[0.6, 0.1, 0.2, 0.1]).astype(np.float64)
        parts.append((state, np.arange(part.start, part.stop, dtype=np.uint32)))
    best = math.inf
    for _ in range(RUNS):
        start = time.process_time()
        for state, ids in parts:
            for day in range(DAYS):
                model.advance(state, Chance(1, ids, FIRST + day))
        best = min(best, time.process_time() - start)
    case = f"{DRAWS} draws, {DAYS} days, {PLACES} places, one core, best of {RUNS}"
    return Figure("processor_time", case, best, "s", target="<= 0.15")


def main() -> None:
    """Measure and print."""
    asked = options("polity", __doc__ or "")
    cases = asked.cases or ROOT / "src" / "harmattan" / "cases"
    figures, data = [*_planted(), _speed()], {}
    for folder in sorted(path.parent for path in cases.glob("*/case.toml")):
        sieges = _sieges(folder)
        if len(sieges) > 2:
            figures += _left_out(folder.name, sieges)
            data[f"{folder.name} precedents"] = digest(folder / FILE)
    publish(Report("polity", tuple(figures), data), as_json=asked.json)


if __name__ == "__main__":
    main()
