"""The violence mechanism under the contract of all models."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from harmattan.errors import Fault, InputFaults, nearest
from harmattan.inference.compiled import frozen
from harmattan.models.contract import Address, Chance, Expectation, Heard, Record, State
from harmattan.models.violence.expect import METRICS, expect, hears
from harmattan.models.violence.ground import COUNTRYSIDE, Ground, ground_of
from harmattan.models.violence.kernel import Day, Inputs, pass_day
from harmattan.models.violence.process import MOST_IN_A_DAY, shares, surroundings
from harmattan.world.atlas import Atlas, stable_key
from harmattan.world.report import Report

__all__ = ["SETTINGS", "Violence", "violence"]

SETTINGS = {"countryside": COUNTRYSIDE, "usual_reports_per_day": 0.005}
"""Settings and what holds when a case names none.

`usual_reports_per_day`: reported attacks per area and day at which a report is as likely to be true as its trust says; it is the
mean of the default priors, 0.05 attacks a day of which a tenth is reported.
"""

INPUTS = (
    "violence_rate_typical",
    "violence_branching",
    "violence_spread",
    "violence_memory_days",
    "violence_dispersion",
    "violence_swing_days",
    "violence_reported_share",
    "deaths_per_attack_typical",
    "deaths_per_attack_spread",
    "state_harm_ratio",
    "deaths_per_state_harm",
    "attack_rate_factor",
    "state_harm_factor",
    "attacks_reported",
    "attacks_reported_near",
    "attacks_reporting",
    "past_day",
    "armed_group_capacity",
    "violence_restraint",
)
"""Parameters, drivers and yesterday's work of others, in the order of `kernel.Inputs`."""

STATE = ("violence_excitation", "violence_pace")
FLOWS = ("attacks", "attacks_near", "violent_deaths", "state_harm", "violence_log_evidence")
"""What is carried from day to day and what is made anew, in the order of `kernel.Day`."""


@dataclass(frozen=True, eq=False)
class Violence:
    """Attacks of armed groups in the areas of one atlas; made by `violence`. See docs/models/violence.md for the equations.

    Args:
        atlas: the stage.
        country: two-letter code of the country under blockade.
        usual: reported attacks per area and day against which a report is weighed.
        countryside: weight of the land between places.
        ground: constants made by `ground_of`.
    """

    atlas: Atlas
    country: str
    usual: float
    countryside: float
    ground: Ground = field(repr=False)
    name: str = "violence"

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.atlas, self.country, self.usual, self.countryside)

    @property
    def needs(self) -> frozenset[str]:
        """Parameters, drivers and the state of other mechanisms that it reads."""
        return frozenset(INPUTS)

    @property
    def gives(self) -> frozenset[str]:
        """State and flows that it writes."""
        return frozenset(STATE + FLOWS)

    @property
    def observes(self) -> frozenset[str]:
        """Recorded variables that `expect` reads."""
        return frozenset(METRICS.values())

    @property
    def weighs(self) -> frozenset[str]:
        """The log-likelihood of the attacks reported on each past day."""
        return frozenset({"violence_log_evidence"})

    def normal(self, parameters: State) -> State:
        """Say what a day brings when every area goes on at its usual pace: mean attacks, deaths and civilians killed.

        Args:
            parameters: (draw, ...) arrays by name.

        Returns:
            Arrays for everything in `observes`.
        """
        swings = np.exp(parameters["violence_dispersion"] ** 2 / 2.0)
        attacks = np.minimum(MOST_IN_A_DAY, parameters["violence_rate_typical"] * swings[:, None])
        each = parameters["deaths_per_attack_typical"] * np.exp(parameters["deaths_per_attack_spread"] ** 2 / 2.0)
        harm = parameters["state_harm_ratio"] * np.maximum(1.0, parameters["deaths_per_state_harm"])
        return {
            "attacks": attacks,
            "violent_deaths": attacks * each[:, None],
            "state_harm": attacks * harm[:, None] * self.ground.home,
        }

    def begin(self, parameters: State) -> State:
        """Make the state of the first day: the median pace, and as many attacks to follow as there are on average.

        Args:
            parameters: (draw, ...) arrays by name.

        Returns:
            Arrays for everything in `gives`; flows are zero.
        """
        typical = np.ascontiguousarray(parameters["violence_rate_typical"], dtype=np.float64)
        around = np.empty_like(typical)
        surroundings(self.ground.neighbour_first, self.ground.neighbours, frozen(typical), around)
        pairs = zip(parameters["violence_branching"], parameters["violence_spread"], strict=True)
        own, across = np.array([shares(float(b), float(s)) for b, s in pairs]).reshape(-1, 2).T[:, :, None]
        swings = np.exp(parameters["violence_dispersion"] ** 2 / 2.0)[:, None]
        place = (len(typical), self.atlas.sizes["place"])
        out = {name: np.zeros(place if name == "attacks_near" else typical.shape) for name in STATE + FLOWS}
        out["violence_pace"].fill(1.0)
        out["violence_excitation"][:] = swings * (own * typical + across * np.minimum(around, typical))
        return out

    def advance(self, state: State, chance: Chance) -> None:
        """Pass one day in place: paces swing, attacks happen, kill, fall somewhere, and bring others.

        Args:
            state: everything in `needs` and `gives`; `gives` is overwritten.
            chance: the address of the day's randomness.
        """
        for name in FLOWS:
            state[name].fill(0.0)
        day = Day(*(state[name] for name in STATE + FLOWS))
        inputs = Inputs(*(frozen(state[name]) for name in INPUTS))
        at = Address(chance.seed, stable_key(self.name), frozen(chance.draws), chance.day)
        pass_day(self.ground, self.usual, inputs, day, at)

    def expect(self, report: Report, record: Record) -> Expectation | None:
        """Say what a report on attacks or deaths should have measured.

        Args:
            report: a claim.
            record: the recorded days.

        Returns:
            What it expects; None when the report is not about violence.
        """
        return expect(report, record, self.atlas, country=self.country)

    def hears(self, report: Report, trust: float) -> tuple[Heard, ...]:  # noqa: ARG002
        """Say what a reported event tells of past days: an attack by an armed group, in its area and near its place.

        Args:
            report: a claim.
            trust: chance that it happened as told; a count is drawn by it elsewhere.

        Returns:
            What it adds to drivers.
        """
        return hears(report, self.atlas)


def violence(atlas: Atlas, settings: Mapping[str, float], *, country: str) -> Violence:
    """Make the violence mechanism of an atlas.

    Args:
        atlas: the stage.
        settings: table `[model.violence]` of case.toml: `countryside` (weight of the land between places, in towns of ten thousand
            people) and `usual_reports_per_day` (see `SETTINGS`).
        country: two-letter code of the country under blockade.

    Returns:
        The mechanism.

    Raises:
        InputFaults: a setting that does not exist or is not above 0.

    Examples:
        >>> from harmattan.world.atlas import Area, Place
        >>> stage = Atlas((Place("a", "A", "n", "XI", 0.0, 0.0, "town"),), areas=(Area("n", "N", "XI", 0.0, 0.0),))
        >>> violence(stage, {"countryside": 5.0}, country="XI").name
        'violence'
    """
    faults = []
    for key, value in settings.items():
        column = f"model.violence.{key}"
        if key not in SETTINGS:
            faults.append(Fault("case.toml", 0, column, key, ", ".join(SETTINGS), nearest(key, list(SETTINGS))))
        elif not (math.isfinite(value) and value > 0.0):
            faults.append(Fault("case.toml", 0, column, str(value), "a number above 0"))
    if faults:
        raise InputFaults(faults)
    chosen = {**SETTINGS, **settings}
    return _again(atlas, country, float(chosen["usual_reports_per_day"]), float(chosen["countryside"]))


def _again(atlas: Atlas, country: str, usual: float, countryside: float) -> Violence:
    """Make the mechanism from what identifies it; copies sent to other processes are made so too, with read-only arrays."""
    return Violence(atlas, country, usual, countryside, ground_of(atlas, country=country, countryside=countryside))
