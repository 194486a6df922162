"""What every mechanism promises: what it needs, what it gives, how a day passes, what it expects a report to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Incomplete, nearest
from harmattan.world.report import Report
from harmattan.world.vocabulary import variables

__all__ = [
    "FADES_DAYS",
    "Address",
    "Chance",
    "Expectation",
    "Heard",
    "Model",
    "Record",
    "State",
    "expectation",
    "missing_needs",
    "normal_record",
    "parameters_in",
    "parameters_of",
    "require_complete",
    "step",
]

State = dict[str, NDArray[np.float64]]
"""Arrays of one block of draws by variable name; the first axis is the draw."""


@dataclass(frozen=True, slots=True)
class Chance:
    """The address of all randomness of one day: (seed, draw, model, day, entity, slot); never the run.

    Args:
        seed: 32-bit seed.
        draws: (draw,) number under which each draw is addressed.
        day: proleptic ordinal of the date (`date.toordinal`), so that an address does not depend on the calendar.
    """

    seed: int
    draws: NDArray[np.uint32]
    day: int


FADES_DAYS = 180.0
"""Days in which half of what a report tells of a hidden state is lost: it may have changed since."""


class Address(NamedTuple):
    """The address of a day's chance for a kernel: seed, key of the mechanism, numbers of the draws, ordinal of the day.

    One class for all mechanisms: Numba tells named tuples apart by what is in them, so that a second class of the same make would
    send every call down a slow path.
    """

    seed: int
    model: int
    draws: NDArray[np.uint32]
    day: int


@dataclass(frozen=True)
class Record:
    """Recorded variables of past days, for weighing reports.

    Args:
        first_day: first day held.
        values: by name, (draw, day, entity), float32.
        parameters: (draw, ...) arrays by name.
    """

    first_day: date
    values: Mapping[str, NDArray[np.float32]]
    parameters: Mapping[str, NDArray[np.float64]]

    def window(self, name: str, report: Report) -> NDArray[np.float32] | None:
        """Cut the days that a report is about.

        Args:
            name: a recorded variable.
            report: the report; its days are inclusive.

        Returns:
            (draw, day, entity) values, or None when the variable is not held, the report names no day or any of its days is not
            held.
        """
        if report.first_day is None or report.last_day is None or name not in self.values:
            return None
        start = (report.first_day - self.first_day).days
        stop = (report.last_day - self.first_day).days + 1
        if start < 0 or stop > self.values[name].shape[1] or stop <= start:
            return None
        return self.values[name][:, start:stop]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a mechanism expects a report to have measured.

    Args:
        values: (draw,) expected values in the unit of the report.
        floor: whether the report measured only a part, so that what it says is the least that can be true.
        ceiling: whether the mechanism accounts for only a part of what the report measured, so that its part is at most that.
        base: what the numbers are told above, such as 100 for `per cent above normal`; an error is relative to number and base
            together, and a number may be as low as -base.
    """

    values: NDArray[np.float64]
    floor: bool = False
    ceiling: bool = False
    base: float = 0.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a report adds to a driver of a past day.

    A count is added in those draws in which the report is taken as true, on a day drawn from the report's days. Evidence is
    a log-likelihood, has its doubt inside, and is added in every draw on the report's last day.

    Args:
        driver: a driver of variables.csv whose default is 0.
        entity: row on the driver's entity axis.
        value: what is added; for evidence one number per level.
    """

    driver: str
    entity: int
    value: float | tuple[float, ...]


class Model(Protocol):
    """One mechanism.

    `needs` are the variables it reads, parameters and drivers included; `gives` those it writes. `begin` makes its state on the
    first day from the parameters. `advance` overwrites everything in `gives` and nothing else: a run owns its arrays, and making
    new ones each day would cost more than the day (`step` is the same without side effects).
    `expect` says what the mechanism expects a report to have measured, or None when the report is not about it.
    """

    @property
    def name(self) -> str:
        """Name of the mechanism; its chance is addressed by it."""
        ...

    @property
    def needs(self) -> frozenset[str]:
        """Variables that it reads."""
        ...

    @property
    def gives(self) -> frozenset[str]:
        """Variables that it writes."""
        ...

    @property
    def observes(self) -> frozenset[str]:
        """Recorded variables that `expect` reads."""
        ...

    @property
    def weighs(self) -> frozenset[str]:
        """Flows with one entity axis that hold the log-likelihood of what was reported of each past day."""
        ...

    def normal(self, parameters: State) -> State:
        """Say what it would give on a day of normal times, for the baseline that every skill is measured against.

        Args:
            parameters: (draw, ...) arrays by name.

        Returns:
            Arrays for everything in `observes`.
        """
        ...

    def begin(self, parameters: State) -> State:
        """Make the state of the first day.

        Args:
            parameters: (draw, ...) arrays by name.

        Returns:
            Arrays for everything in `gives`.
        """
        ...

    def advance(self, state: State, chance: Chance) -> None:
        """Pass one day in place: overwrite everything in `gives`, and nothing else.

        Args:
            state: everything in `needs` and `gives`; the arrays of `gives` belong to the caller of the run alone.
            chance: the address of the day's randomness.
        """
        ...

    def expect(self, report: Report, record: Record) -> Expectation | None:
        """Say what a report should have measured.

        Args:
            report: a claim.
            record: the recorded days.

        Returns:
            What it expects; None when the report is not about this mechanism.
        """
        ...

    def hears(self, report: Report, trust: float) -> tuple[Heard, ...]:
        """Say what a reported event tells of past days.

        Args:
            report: a claim that names its days.
            trust: chance that it happened as told.

        Returns:
            What it adds to drivers; empty when the report tells this mechanism nothing.
        """
        ...


def missing_needs(models: Sequence[Model]) -> list[str]:
    """Find what no model, prior, driver or default gives.

    Args:
        models: the mechanisms of a case, in the order of a day.

    Returns:
        One line for each gap: which model needs what.
    """
    given = {name for model in models for name in model.gives}
    given |= {
        name
        for name, variable in variables().items()
        if variable.role in ("parameter", "driver") or np.isfinite(variable.default)
    }
    out = []
    for model in models:
        for name in sorted(model.needs | model.gives):
            if name not in variables():
                hint = nearest(name, list(variables()))
                out.append(
                    f"{model.name}: '{name}' is not in variables.csv" + (f"; did you mean '{hint}'?" if hint else "")
                )
            elif name not in given:
                out.append(f"{model.name} needs '{name}' ({variables()[name].meaning}); no model of this case gives it")
    writers: dict[str, list[str]] = {}
    for model in models:
        for name in model.gives:
            writers.setdefault(name, []).append(model.name)
    out += [
        f"'{name}' is given by {' and '.join(who)}; one model only may give it"
        for name, who in writers.items()
        if len(who) > 1
    ]
    return out


def require_complete(models: Sequence[Model]) -> None:
    """Stop before the first day when something that a model needs is given by nobody.

    Args:
        models: the mechanisms of a case.

    Raises:
        Incomplete: names every gap at once.
    """
    gaps = missing_needs(models)
    if gaps:
        raise Incomplete(
            "The models of this case do not fit together:\n"
            + "\n".join(gaps)
            + "\nAdd the model that gives it to case.toml."
        )


def step(model: Model, state: State, chance: Chance) -> State:
    """Pass one day of one mechanism without changing what was given.

    Args:
        model: the mechanism.
        state: everything in its `needs` and `gives`.
        chance: the address of the day's randomness.

    Returns:
        New arrays for everything in `gives`.
    """
    after = {**state, **{name: np.array(state[name], dtype=np.float64, order="C") for name in model.gives}}
    model.advance(after, chance)
    return {name: after[name] for name in model.gives}


def expectation(models: Sequence[Model], report: Report, record: Record) -> Expectation | None:
    """Ask the mechanisms in turn what a report should have measured.

    Args:
        models: the mechanisms.
        report: a claim.
        record: the recorded days.

    Returns:
        The first answer; None when no mechanism knows what the report is about.
    """
    for model in models:
        if any(name in record.values for name in model.observes):
            answer = model.expect(report, record)
            if answer is not None:
                return answer
    return None


def parameters_of(models: Sequence[Model]) -> list[str]:
    """Name the parameters that mechanisms read.

    Args:
        models: the mechanisms.

    Returns:
        Names in the order of variables.csv.
    """
    needed = {name for model in models for name in model.needs}
    return [name for name, variable in variables().items() if variable.role == "parameter" and name in needed]


def parameters_in(state: Mapping[str, NDArray[np.float64]]) -> State:
    """Pick the parameters out of a state.

    Args:
        state: arrays by name.

    Returns:
        Those whose role is parameter.
    """
    return {name: array for name, array in state.items() if variables()[name].role == "parameter"}


def normal_record(models: Sequence[Model], parameters: State, first_day: date, days: int) -> Record:
    """Record days of normal times, all alike.

    Args:
        models: the mechanisms.
        parameters: (draw, ...) arrays by name.
        first_day: first day held.
        days: how many days.

    Returns:
        What every mechanism gives in normal times.
    """
    values = {
        name: np.repeat(array[:, None].astype(np.float32), days, axis=1)
        for model in models
        for name, array in model.normal(parameters).items()
    }
    return Record(first_day, values, parameters)
