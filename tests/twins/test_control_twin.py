"""Control as a slow matrix model in plain NumPy, beside the compiled kernel and the compiled smoother."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from harmattan.inference.chance import uniform
from harmattan.models.contract import Chance, State
from harmattan.models.control import Control, control
from harmattan.models.days import neutral_drivers
from harmattan.world.atlas import LEVELS, Atlas, stable_key
from worlds import calm_parameters, two_islands

Floats = NDArray[np.float64]
DRAWS, DAYS = 7, 40
FIRST = 738_000


def parameters(atlas: Atlas) -> State:
    rng = np.random.default_rng(1)
    out = calm_parameters(atlas, DRAWS)
    for name in ("contest", "secure", "fall", "retake", "pact", "pact_break"):
        out[f"control_{name}_rate"] = rng.uniform(0.001, 0.2, DRAWS)
    for name in ("road_pull", "attack_push", "evidence_weight"):
        out[f"control_{name}"] = rng.uniform(0.2, 2.0, DRAWS)
    out["control_origin_lost"] = rng.uniform(0.0, 0.6, (DRAWS, len(atlas.places)))
    out["control_origin_split"] = rng.uniform(0.0, 1.0, (DRAWS, LEVELS))
    return out


def happenings(atlas: Atlas, number: int) -> State:
    rng = np.random.default_rng([2, number])
    size = (DRAWS, len(atlas.places))
    told = rng.random(size) < 0.2
    return {
        "attacks_near": rng.poisson(0.3, size).astype(float),
        "pact_signed": (rng.random(size) < 0.02).astype(float),
        "city_taken": (rng.random(size) < 0.02).astype(float),
        "control_evidence": np.log(rng.uniform(0.05, 1.0, (*size, LEVELS))) * told[:, :, None],
    }


def neighbours_of(atlas: Atlas, moves: NDArray[np.bool_], place: str) -> list[int]:
    ends = [(r.origin, r.destination) for r in atlas.routes] + [(r.destination, r.origin) for r in atlas.routes]
    return [row for row in {atlas.place_index[b] for a, b in ends if a == place} if moves[row]]


def matrix(given: State, i: int, factor: float, city: bool) -> Floats:
    """(from, to) chances of a day: odds of each way out against 1 for staying, each row made to sum to 1."""
    odds = {
        name: float(given[f"control_{name}_rate"][i])
        for name in ("contest", "secure", "fall", "retake", "pact", "pact_break")
    }
    odds = {name: chance / (1.0 - chance) for name, chance in odds.items()}
    rows = np.eye(LEVELS)
    rows[0, 2] = odds["contest"] * factor
    rows[2, 0] = odds["secure"]
    rows[2, 1] = 0.0 if city else odds["pact"]
    rows[2, 3] = 0.0 if city else odds["fall"] * factor
    rows[3, 2] = odds["retake"]
    rows[1, 2] = odds["pact_break"]
    return rows / rows.sum(axis=1, keepdims=True)


class Twin:
    """The mechanism once more, slowly."""

    def __init__(self, model: Control, given: State) -> None:
        self.atlas, self.given, self.roads = model.atlas, given, model.roads
        begun = model.begin(given)
        self.belief, self.control = begun["control_belief"].copy(), begun["control"].copy()
        self.near = [neighbours_of(self.atlas, self.roads.moves, place.id) for place in self.atlas.places]

    def chances(self, i: int, p: int, gone: Floats, attacks: float, *, ahead: bool = False) -> Floats:
        share = np.mean([gone[n] for n in self.near[p]]) if self.near[p] else 0.0
        danger = self.given["control_road_pull"][i] * share + self.given["control_attack_push"][i] * attacks
        return matrix(self.given, i, float(np.exp(danger)), bool((self.roads.city if ahead else self.roads.seat)[p]))

    def number(self, i: int, p: int, day: int, slot: int) -> float:
        return uniform(1, stable_key("control"), i, day, stable_key(self.atlas.places[p].id), slot)

    def past_day(self, today: State) -> tuple[Floats, Floats]:
        before, taken, weighed = self.belief.copy(), np.zeros_like(self.control), np.zeros_like(self.control)
        for i, p in np.ndindex(*self.control.shape):
            if not self.roads.moves[p]:
                continue
            now = before[i, p] @ self.chances(i, p, 1.0 - before[i, :, 0], today["attacks_near"][i, p])
            likely = np.exp(self.given["control_evidence_weight"][i] * today["control_evidence"][i, p])
            weighed[i, p] = np.log((now * likely).sum() / now.sum())
            now = now * likely / (now * likely).sum()
            for name, level in (("pact_signed", 1), ("city_taken", 3)):
                if today[name][i, p]:
                    now, weighed[i, p] = np.eye(LEVELS)[level], 0.0
            u = self.number(i, p, 0, 0)
            was, level = (int(np.searchsorted(np.cumsum(b)[:-1], u, side="right")) for b in (before[i, p], now))
            self.belief[i, p], self.control[i, p], taken[i, p] = now, level, float(level == 3 != was)
        return taken, weighed

    def day_ahead(self, today: State, ordinal: int) -> Floats:
        before, taken = self.control.copy(), np.zeros_like(self.control)
        for i, p in np.ndindex(*self.control.shape):
            if not self.roads.moves[p]:
                continue
            was = int(before[i, p])
            row = self.chances(i, p, (before[i] > 0).astype(float), today["attacks_near"][i, p], ahead=True)[was]
            # Small numbers are bad news: the levels lie between 0 and 1 from the worst to the best place to go from here.
            order = {0: (2, 0), 1: (1, 2), 2: (3, 2, 1, 0), 3: (3, 2)}[was]
            level = order[
                int(np.searchsorted(np.cumsum(row[list(order)])[:-1], self.number(i, p, ordinal, 1), side="right"))
            ]
            level = 3 if today["city_taken"][i, p] else 1 if today["pact_signed"][i, p] else level
            self.control[i, p], self.belief[i, p] = level, np.eye(LEVELS)[level]
            taken[i, p] = float(level == 3 != was)
        return taken


@pytest.fixture(scope="module")
def model() -> Control:
    return control(two_islands(), {}, country="XI")


def test_the_kernel_is_its_twin_on_past_days_and_ahead(model: Control) -> None:
    atlas, given = model.atlas, parameters(model.atlas)
    state = {**given, **neutral_drivers(atlas, DRAWS), **model.begin(given)}
    twin = Twin(model, given)
    ids = np.arange(DRAWS, dtype=np.uint32)
    for day in range(DAYS):
        past = day < DAYS // 2
        state |= {**happenings(atlas, day), "past_day": np.full((DRAWS, 2), float(past))}
        model.advance(state, Chance(1, ids, FIRST + day))
        if past:
            taken, weighed = twin.past_day(state)
            np.testing.assert_allclose(state["control_log_evidence"], weighed, rtol=0.0, atol=1e-12)
        else:
            taken = twin.day_ahead(state, FIRST + day)
            assert not state["control_log_evidence"].any()
        np.testing.assert_allclose(state["control_belief"], twin.belief, rtol=0.0, atol=1e-12)
        assert (state["control"] == twin.control).all()
        assert (state["place_taken"] == taken).all()
    assert len(np.unique(state["control"])) == LEVELS


def test_the_smoother_is_its_twin(model: Control) -> None:
    given = parameters(model.atlas)
    told = [happenings(model.atlas, day) for day in range(DAYS)]
    evidence = np.stack([today["control_evidence"][0] for today in told])
    attacks = np.stack([today["attacks_near"][0] for today in told])
    smoothed = np.zeros((DAYS, len(model.atlas.places), LEVELS))
    for i in range(DRAWS):
        one = {name: np.repeat(array[i : i + 1], DRAWS, axis=0) for name, array in given.items()}
        twin = Twin(model, one)
        forward, moved = [], []
        for day in range(DAYS):
            moved.append(
                [twin.chances(0, p, 1.0 - twin.belief[0, :, 0], attacks[day, p]) for p in range(len(attacks[day]))]
            )
            still = np.zeros_like(twin.control)
            each = np.repeat(evidence[day][None], DRAWS, axis=0)
            twin.past_day(
                {
                    "attacks_near": still + attacks[day],
                    "control_evidence": each,
                    "pact_signed": still,
                    "city_taken": still,
                }
            )
            forward.append(twin.belief[0].copy())
        weight = given["control_evidence_weight"][i]
        for p in range(len(model.atlas.places)):
            back = np.ones(LEVELS)
            for day in range(DAYS - 1, -1, -1):
                both = forward[day][p] * back
                smoothed[day, p] += both / both.sum() / DRAWS
                back = moved[day][p] @ (np.exp(weight * evidence[day, p]) * back) if model.roads.moves[p] else back
                back = back / back.sum()
    np.testing.assert_allclose(model.who_held(given, evidence, attacks), smoothed, rtol=0.0, atol=1e-12)
