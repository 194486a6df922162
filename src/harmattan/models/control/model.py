"""The control mechanism under the contract of all models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.compiled import frozen
from harmattan.models.contract import Chance, Heard, State
from harmattan.models.control.evidence import evidence_by_day, tells
from harmattan.models.control.kernel import CONTESTED, GOVERNMENT, chain_day, filter_day
from harmattan.models.control.roads import Roads, roads_between
from harmattan.models.control.smooth import smooth
from harmattan.models.quiet import Quiet, refuse_settings
from harmattan.world.atlas import LEVELS, Atlas, stable_key
from harmattan.world.report import Report

__all__ = ["Control", "control"]

RATES = (
    "control_contest_rate",
    "control_secure_rate",
    "control_fall_rate",
    "control_retake_rate",
    "control_pact_rate",
    "control_pact_break_rate",
)
"""Chances per day, in the order of the first columns of `odds`."""

WEIGHTS = ("control_road_pull", "control_attack_push", "control_evidence_weight")
"""Weights, in the order of its last columns."""

ORIGIN = ("control_origin_lost", "control_origin_split")
"""Parameters read on the first day only."""

DRIVERS = ("past_day", "control_evidence", "attacks_near", "pact_signed", "city_taken")
"""What is read of the day."""

CERTAIN = 1.0 - 1e-9
"""Largest chance per day whose odds are taken."""


@dataclass(frozen=True, eq=False)
class Control(Quiet):
    """Who holds the places of one atlas. See docs/models/control.md for the equations.

    Args:
        atlas: the stage.
        roads: constants made by `roads_between`.
    """

    atlas: Atlas
    roads: Roads
    name: str = "control"

    @property
    def needs(self) -> frozenset[str]:
        """Parameters, drivers and what other mechanisms give."""
        return frozenset(RATES) | frozenset(WEIGHTS) | frozenset(ORIGIN) | frozenset(DRIVERS)

    @property
    def gives(self) -> frozenset[str]:
        """State and flows that it writes."""
        return frozenset(
            {"control_belief", "control_mark", "control", "government_holds", "place_taken", "control_log_evidence"}
        )

    @property
    def weighs(self) -> frozenset[str]:
        """The log-likelihood of what was reported of each place."""
        return frozenset({"control_log_evidence"})

    def begin(self, parameters: State) -> State:
        """Make the belief of the first day from the prior; control is its likeliest level until the first past day is passed.

        Args:
            parameters: (draw, ...) arrays by name.

        Returns:
            Arrays for everything in `gives`; flows are zero.
        """
        lost = parameters["control_origin_lost"]
        split = np.array(np.broadcast_to(parameters["control_origin_split"][:, None], (*lost.shape, LEVELS)))
        split[:, self.roads.seat] *= np.eye(LEVELS)[GOVERNMENT] + np.eye(LEVELS)[CONTESTED]
        total = split.sum(axis=2, keepdims=True)
        shares = np.where(total > 0.0, split / np.where(total > 0.0, total, 1.0), np.eye(LEVELS)[CONTESTED])
        belief = np.where(self.roads.moves[:, None], lost[:, :, None] * shares, 0.0)
        belief[:, :, GOVERNMENT] = np.maximum(0.0, 1.0 - belief[:, :, GOVERNMENT + 1 :].sum(axis=2))
        control = belief.argmax(axis=2).astype(np.float64)
        return {
            "control_belief": belief,
            "control_mark": np.full_like(lost, -1.0),
            "control": control,
            "government_holds": (control == GOVERNMENT).astype(np.float64),
            "place_taken": np.zeros_like(lost),
            "control_log_evidence": np.zeros_like(lost),
        }

    def advance(self, state: State, chance: Chance) -> None:
        """Pass one day in place: past days move and weigh beliefs, days ahead move states.

        Args:
            state: everything in `needs` and `gives`; `gives` is overwritten.
            chance: the address of the day's randomness.
        """
        state["place_taken"].fill(0.0)
        state["control_log_evidence"].fill(0.0)
        past = np.ascontiguousarray(state["past_day"][:, self.roads.home] > 0.0)
        _, moves, seat, city, keys, first, neighbours = self.roads
        model, draws, odds = stable_key(self.name), frozen(chance.draws), frozen(_odds(state))
        attacks, signed, captured = (frozen(state[name]) for name in ("attacks_near", "pact_signed", "city_taken"))
        belief, held, taken = (state[name] for name in ("control_belief", "control", "place_taken"))
        # fmt: off
        if past.any():
            filter_day(
                draws, chance.seed, model, past, moves, seat, keys, first, neighbours, odds, attacks,
                frozen(state["control_evidence"]), signed, captured, state["control_mark"], belief, held, taken,
                state["control_log_evidence"],
            )
        if not past.all():
            chain_day(
                draws, chance.seed, model, chance.day, past, moves, city, keys, first, neighbours, odds, attacks,
                signed, captured, belief, held, taken,
            )
        # fmt: on
        np.equal(held, GOVERNMENT, out=state["government_holds"])

    def hears(self, report: Report, trust: float) -> tuple[Heard, ...]:
        """Say what a reported event tells of who holds its place.

        Args:
            report: a claim that names its days.
            trust: chance that it happened as told.

        Returns:
            Evidence on its place; empty when it tells nothing of a place.
        """
        told = tells(report, self.atlas, self.roads, trust)
        return () if told is None else (Heard("control_evidence", *told),)

    def evidence(self, trusted: Iterable[tuple[Report, float]], *, first_day: date, days: int) -> NDArray[np.float64]:
        """Lay out what reports tell of a past, for `who_held` and `unknown.weight_heard`.

        Args:
            trusted: claims, each with the chance that it happened as told.
            first_day: first day held.
            days: how many days.

        Returns:
            (day, place, level) log-likelihood.
        """
        return evidence_by_day(trusted, self.atlas, self.roads, first_day=first_day, days=days)

    def who_held(
        self, parameters: State, evidence: NDArray[np.float64], attacks: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Say who held what when, with all that was reported by the end.

        Args:
            parameters: (draw, ...) arrays by name, such as those of a Situation.
            evidence: (day, place, level) log-likelihood, as `evidence` lays it out.
            attacks: (day, place) attacks on or near each place; zeros where they are not known.

        Returns:
            (day, place, level) chances, mean over draws.

        Raises:
            ValueError: arrays that do not fit the atlas or each other.
        """
        places = len(self.atlas.places)
        if attacks.shape != (len(evidence), places) or evidence.shape[1:] != (places, LEVELS):
            raise ValueError(
                f"evidence {evidence.shape} and attacks {attacks.shape}: (day, {places}, {LEVELS}) and (day, {places}) are needed"
            )
        _, moves, seat, _, _, first, neighbours = self.roads
        origin = self.begin(parameters)["control_belief"]
        arrays = (frozen(_odds(parameters)), frozen(origin), frozen(attacks), frozen(evidence))
        return smooth(moves, seat, first, neighbours, *arrays)


def _odds(state: State) -> NDArray[np.float64]:
    """(draw, 9) odds of each way out of a level against staying, and the weights."""
    out = np.stack([state[name] for name in (*RATES, *WEIGHTS)], axis=1)
    chances = np.minimum(out[:, : len(RATES)], CERTAIN)
    out[:, : len(RATES)] = chances / (1.0 - chances)
    return out


def control(atlas: Atlas, settings: Mapping[str, float], *, country: str) -> Control:
    """Make the control mechanism of an atlas.

    Args:
        atlas: the stage.
        settings: table `[model.control]` of case.toml; it has no settings.
        country: two-letter code of the country under blockade; only there can control change.

    Returns:
        The mechanism.

    Raises:
        InputFaults: a setting that does not exist.

    Examples:
        >>> from harmattan.world.atlas import Area, Atlas, Place
        >>> stage = Atlas((Place("a", "A", "n", "XI", 0.0, 0.0, "town"),), areas=(Area("n", "N", "XI", 0.0, 0.0),))
        >>> control(stage, {}, country="XI").roads.moves.tolist()
        [True]
    """
    refuse_settings("control", settings)
    return Control(atlas, roads_between(atlas, country=country))
