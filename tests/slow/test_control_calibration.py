"""The proof that chances of control mean what they say: truths drawn from the prior and the chain, reported, filtered; of all
places said to be held by an armed group with a chance of 30 %, about 30 % are.

Worlds stand side by side as draws: each has parameters of its own from the priors of the template case, a truth that moves by
chance, attacks, and reports whose kinds come as the table says. A place makes a report on a day with the same chance whoever holds
it, so silence tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

import harmattan
from harmattan.models.contract import Chance, State, parameters_of
from harmattan.models.control import Control, control
from harmattan.models.control.evidence import TELLS
from harmattan.models.days import neutral_drivers
from harmattan.observe.casefolder import read_case
from harmattan.world.atlas import LEVELS, Area, Atlas, Place, Route
from harmattan.world.prior import PriorTable

Floats = NDArray[np.float64]
TEMPLATE = Path(harmattan.__file__).parent / "observe" / "template"
FIRST, TRUST, ATTACKS = 738_000, 0.8, 0.05
KINDS = np.array(list(TELLS.values()))


def country(places: int) -> Atlas:
    """A ring of towns, every third also joined to the next but one; the last stands alone."""
    towns = tuple(Place(f"t{n}", f"T{n}", "all", "XI", 0.0, float(n), "town", 1000) for n in range(places))
    joined = [(n, (n + 1) % (places - 1)) for n in range(places - 1)]
    joined += [(n, (n + 2) % (places - 1)) for n in range(0, places - 1, 3)]
    roads = tuple(Route(f"r{a}-{b}", f"t{a}", f"t{b}", 50.0, "trunk", "paved", 1.0) for a, b in joined)
    return Atlas(towns, roads, areas=(Area("all", "All", "XI", 0.0, 0.0),))


@cache
def mix_of_kinds() -> Floats:
    """(kind,) a mix under which every level makes as many reports, the rarest kind as common as can be."""
    count = len(KINDS)
    found = linprog(
        c=np.append(np.zeros(count), -1.0),
        A_ub=np.column_stack([-np.eye(count), np.ones(count)]),
        b_ub=np.zeros(count),
        A_eq=np.column_stack([KINDS.T, np.zeros(LEVELS)]),
        b_eq=np.ones(LEVELS),
    )
    return np.asarray(found.x[:count])


def evidence_of(truth: Floats, reporting: float, rng: np.random.Generator) -> Floats:
    """(draw, place, level) log-likelihood of the day's reports, some of them untrue, as the mechanism reads the table."""
    likely = TRUST * KINDS + 1.0 - TRUST
    chance = mix_of_kinds()[:, None] * likely
    by_level = np.cumsum(chance / chance.sum(axis=0), axis=0).T
    kind = (rng.random(truth.shape)[..., None] > by_level[truth.astype(int)][..., :-1]).sum(axis=-1)
    heard = rng.random(truth.shape) < reporting
    return np.where(heard[..., None], np.log(likely[kind]), 0.0)


@dataclass
class Planted:
    """Worlds side by side: (world, place) truth and (world, place, level) belief on the last day."""

    truth: Floats
    belief: Floats

    @property
    def of_truth(self) -> float:
        """Mean chance that the belief gave to what was so."""
        return float(np.take_along_axis(self.belief, self.truth.astype(int)[..., None], axis=2).mean())


def parameters_of_worlds(model: Control, worlds: int, rng: np.random.Generator) -> State:
    table = PriorTable.lay_out(read_case(TEMPLATE).priors, model.atlas, parameters_of([model]))
    out = dict(table.values(rng.normal(size=(worlds, table.size))))
    return out | {"control_evidence_weight": np.ones(worlds)}


def from_prior(belief: Floats, rng: np.random.Generator) -> Floats:
    return (rng.random(belief.shape[:2])[..., None] > np.cumsum(belief, axis=2)[..., :-1]).sum(axis=2).astype(float)


def plant(worlds: int, *, days: int, places: int, reporting: float, seed: int) -> Planted:
    """Pass the days of many worlds twice: once as they are, once as a filter that knows their parameters sees them."""
    rng = np.random.default_rng(seed)
    model = control(country(places), {}, country="XI")
    parameters = parameters_of_worlds(model, worlds, rng)
    nothing = {name: np.zeros((worlds, places)) for name in ("attacks_near", "pact_signed", "city_taken")}
    fixed = {**parameters, **neutral_drivers(model.atlas, worlds), **nothing}
    real, seen = ({**fixed, **model.begin(parameters)} for _ in range(2))
    real["control"] = from_prior(real["control_belief"], rng)
    seen["past_day"] = np.ones((worlds, 1))
    ids = np.arange(worlds, dtype=np.uint32)
    for day in range(days):
        real["attacks_near"] = seen["attacks_near"] = rng.poisson(ATTACKS, (worlds, places)).astype(float)
        model.advance(real, Chance(seed, ids, FIRST + day))
        seen["control_evidence"] = evidence_of(real["control"], reporting, rng)
        model.advance(seen, Chance(seed + 1, ids, FIRST + day))
    return Planted(real["control"], seen["control_belief"])


def reliability(planted: Planted, level: int, *, least: int) -> list[tuple[float, float, int]]:
    """Mean chance said, share that was so, and count, for each tenth of the chance with at least so many places."""
    said, so = planted.belief[..., level].ravel(), (planted.truth == level).ravel()
    tenth = np.minimum(9, (said * 10).astype(int))
    counts = np.bincount(tenth, minlength=10)
    return [
        (float(said[tenth == at].mean()), float(so[tenth == at].mean()), int(counts[at]))
        for at in range(10)
        if counts[at] >= least
    ]


def assert_reliable(planted: Planted, *, within: float, least: int) -> None:
    """Every level, every tenth: what was so lies within the tolerance and four standard errors of what was said."""
    for level in range(LEVELS):
        rows = reliability(planted, level, least=least)
        assert rows, level
        for said, so, count in rows:
            slack = within + 4.0 * np.sqrt(said * (1.0 - said) / count)
            assert abs(said - so) <= slack, (level, rows)


def test_a_thousand_planted_worlds_are_not_absurdly_off() -> None:
    planted = plant(1000, days=60, places=7, reporting=0.05, seed=1)
    assert_reliable(planted, within=0.03, least=100)
    silent = plant(1000, days=60, places=7, reporting=0.0, seed=1)
    assert planted.of_truth > silent.of_truth + 0.02, "reports tell something"


@pytest.mark.slow
@pytest.mark.parametrize("reporting", [0.005, 0.02, 0.1])
def test_chances_of_control_are_calibrated(reporting: float) -> None:
    """10,000 worlds of 13 places and 240 days: every tenth of every level's chance within 0.02 and four standard errors."""
    planted = plant(10_000, days=240, places=13, reporting=reporting, seed=2)
    assert_reliable(planted, within=0.02, least=500)


@pytest.mark.slow
def test_chances_are_calibrated_when_parameters_are_not_known() -> None:
    """300 worlds, each seen through 300 prior draws weighed by its reports: within 0.05 and four standard errors."""
    worlds, draws, places, days = 300, 300, 7, 120
    rng = np.random.default_rng(3)
    model = control(country(places), {}, country="XI")
    ids = np.arange(draws, dtype=np.uint32)
    truths, beliefs = [], []
    for world in range(worlds):
        given = parameters_of_worlds(model, draws + 1, rng)
        own = {name: array[:1] for name, array in given.items()}
        others = {name: np.ascontiguousarray(array[1:]) for name, array in given.items()}
        still = {name: np.zeros((draws, places)) for name in ("pact_signed", "city_taken")}
        seen = {**others, **neutral_drivers(model.atlas, draws), **still, **model.begin(others)}
        seen["past_day"] = np.ones((draws, 1))
        real = {**own, **neutral_drivers(model.atlas, 1), **{n: a[:1] for n, a in still.items()}, **model.begin(own)}
        real["control"] = from_prior(real["control_belief"], rng)
        total = np.zeros(draws)
        for day in range(days):
            real["attacks_near"] = rng.poisson(ATTACKS, (1, places)).astype(float)
            model.advance(real, Chance(world, ids[:1], FIRST + day))
            seen["attacks_near"] = np.repeat(real["attacks_near"], draws, axis=0)
            seen["control_evidence"] = np.repeat(evidence_of(real["control"], 0.03, rng), draws, axis=0)
            model.advance(seen, Chance(world, ids, FIRST + day))
            total += seen["control_log_evidence"].sum(axis=1)
        weight = np.exp(total - total.max())
        truths.append(real["control"][0])
        beliefs.append((weight[:, None, None] * seen["control_belief"]).sum(axis=0) / weight.sum())
    assert_reliable(Planted(np.array(truths), np.array(beliefs)), within=0.05, least=40)
