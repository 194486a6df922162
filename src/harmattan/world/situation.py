"""What we believe, everywhere, on one day: draws, not points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from harmattan.errors import Fault, InputFaults
from harmattan.world.atlas import Atlas
from harmattan.world.vocabulary import variables

__all__ = ["Influence", "Learned", "Moved", "Situation", "check_values"]


def check_values(values: Mapping[str, NDArray[np.float64]], atlas: Atlas, draws: int) -> list[Fault]:
    """Check named arrays against variables.csv: name, axes, bounds, and that every number is finite.

    Args:
        values: arrays by variable name, each with a leading draw axis.
        atlas: the stage that fixes the other axes.
        draws: length of the draw axis.

    Returns:
        Every fault found.
    """
    out: list[Fault] = []
    sizes = {"draw": draws, **atlas.sizes}
    for name, array in values.items():
        known = variables().get(name)
        if known is None:
            out.append(Fault("situation", 0, name, "unknown variable", "a name of variables.csv"))
            continue
        expected = tuple(sizes.get(axis, -1) for axis in known.dims)
        fits = array.ndim == len(expected) and all(e in (-1, s) for e, s in zip(expected, array.shape, strict=True))
        if not fits:
            out.append(Fault("situation", 0, name, str(array.shape), f"shape {expected} for {known.dims}"))
        elif array.size and not bool(np.isfinite(array).all()):
            out.append(Fault("situation", 0, name, "not finite", "finite numbers"))
        elif array.size and (float(array.min()) < known.low or float(array.max()) > known.high):
            found = f"{float(array.min()):g} to {float(array.max()):g}"
            out.append(Fault("situation", 0, name, found, f"{known.low:g} to {known.high:g} {known.unit}"))
    return out


@dataclass(frozen=True, slots=True)
class Learned:
    """Prior beside posterior for one parameter: 5, 50 and 95 % quantiles, and whether the evidence moved it.

    `moved` is true when the posterior 90 % interval is narrower by more than a fifth (less is noise of a few hundred draws), or
    its median left the middle half of the prior.
    """

    variable: str
    entity: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    moved: bool
    source: str


@dataclass(frozen=True, slots=True)
class Moved:
    """How much one report moved the belief: its log-likelihood gain over the prior, and what the model expected."""

    report: str
    expected_low: float
    expected: float
    expected_high: float
    reported: float
    gain: float


@dataclass(frozen=True, slots=True)
class Influence:
    """What one report did to one number of the as-of date: what would be believed without it, and what is believed with it.

    Args:
        report: id of the report.
        quantity: `days_of_fuel` (day), `fuel_stock_total` (litre) or `tankers_per_week` (over the last four weeks).
        entity: the place or corridor.
        without_low: 5 % quantile of what would be believed if the report had never come.
        without_median: its median.
        without_high: its 95 % quantile.
        with_low: 5 % quantile of what is believed.
        with_median: its median.
        with_high: its 95 % quantile.
        shift: how far the report moved the median.
        error: standard error of `shift`, since the belief without the report rests on fewer draws.
        reliable: whether they are enough to tell numbers; otherwise only the direction can be told, where `sure` is above 0.
    """

    report: str
    quantity: str
    entity: str
    without_low: float
    without_median: float
    without_high: float
    with_low: float
    with_median: float
    with_high: float
    shift: float
    error: float
    reliable: bool

    @property
    def sure(self) -> float:
        """What is left of the size of the shift after one standard error, or three where it is not reliable; at least 0."""
        return max(0.0, abs(self.shift) - (1.0 if self.reliable else 3.0) * self.error)


@dataclass(frozen=True)
class Situation:
    """The belief about one day.

    Args:
        day: the as-of date; the state is that at the end of this day.
        atlas: the stage.
        values: state and parameters by name, each (draw, ...); read-only after birth.
        effective_sample_size: number of equally weighted draws that the belief is worth.
        reports_used: ids of the reports that weighed.
        learned: prior beside posterior.
        moved: what each used report did.
        influence: for each stock and throughput of the as-of date, the reports that moved it most.
        history: recorded flows of the days before, by name, (draw, day, ...), for charts; may be empty.
        history_first_day: first day of `history`.
        warnings: what a reader must know before trusting it.

    Raises:
        InputFaults: an array that does not fit variables.csv.
    """

    day: date
    atlas: Atlas
    values: Mapping[str, NDArray[np.float64]]
    effective_sample_size: float
    reports_used: tuple[str, ...] = ()
    learned: tuple[Learned, ...] = ()
    moved: tuple[Moved, ...] = ()
    history: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    history_first_day: date | None = None
    warnings: tuple[str, ...] = ()
    influence: tuple[Influence, ...] = ()

    def __post_init__(self) -> None:
        faults = check_values(self.values, self.atlas, self.draws)
        if faults:
            raise InputFaults(faults)
        for array in self.values.values():
            array.flags.writeable = False

    @property
    def draws(self) -> int:
        """Length of the draw axis."""
        return int(next(iter(self.values.values())).shape[0])
