"""What we believe about a parameter before the evidence: a shape with a 90 % interval and its source."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr

from harmattan.errors import Fault, InputFaults
from harmattan.world.atlas import Atlas
from harmattan.world.vocabulary import variables

__all__ = ["Z95", "Prior", "PriorTable", "lognormal", "priors_known_on"]

Z95 = 1.6448536269514722
"""Standard normal quantile at 95 %."""


@dataclass(frozen=True, slots=True)
class Prior:
    """One prior: `low` and `high` are its 5 % and 95 % quantiles.

    For `uniform` they are the ends; for `fixed` both are the value. `entity` names the place, corridor or product it is for;
    empty means every entity that has no row of its own (each gets its own independent draw). `known_from` is the first day on
    which it could have been written, as of a claim; None means at any time.

    Raises:
        InputFaults: low above high; a bound outside what the shape or the variable allows.

    Examples:
        >>> p = Prior("litres_per_tanker", "", "lognormal", 40_000, 50_000, "example")
        >>> [round(float(x)) for x in p.value(np.array([-1.6448536, 0.0, 1.6448536]))]
        [40000, 44721, 50000]
    """

    variable: str
    entity: str
    distribution: str
    low: float
    high: float
    source: str
    note: str = ""
    known_from: date | None = None

    def __post_init__(self) -> None:
        message = self._wrong()
        if message:
            name = f"{self.variable}:{self.entity}"
            raise InputFaults([Fault("priors.csv", 0, f"low, high of {name}", f"{self.low:g}, {self.high:g}", message)])

    def _wrong(self) -> str:
        shape, low, high = self.distribution, self.low, self.high
        if not (np.isfinite(low) and np.isfinite(high)) or low > high:
            return "two numbers, low not above high"
        if shape == "fixed":
            if low != high:
                return "low equal to high for a fixed value"
        elif low == high:
            return "low below high, or the distribution 'fixed'"
        if shape == "lognormal" and low <= 0:
            return "numbers above 0 for a lognormal"
        if shape == "logitnormal" and not (low > 0 and high < 1):
            return "numbers between 0 and 1 for a logitnormal"
        known = variables().get(self.variable)
        if known and not (known.low <= low and high <= known.high):
            return f"numbers from {known.low:g} to {known.high:g}"
        return ""

    def known_on(self, day: date) -> bool:
        """Tell whether the prior could have been written by a day.

        Args:
            day: the as-of date.

        Returns:
            True when it could.
        """
        return self.known_from is None or self.known_from <= day

    def value(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn standard normal numbers into values of the parameter.

        Args:
            z: standard normal numbers, any shape.

        Returns:
            Values in the unit of the variable, of the same shape; they never fall when `z` rises, and the far tails stop at
            the bounds of the variable.
        """
        if self.distribution == "fixed":
            return np.full_like(z, self.low)
        if self.distribution == "uniform":
            value = self.low + (self.high - self.low) * ndtr(z)
        elif self.distribution == "normal":
            value = _spread(self.low, self.high, z)
        elif self.distribution == "lognormal":
            value = lognormal(self.low, self.high, z)
        else:
            value = expit(_spread(float(logit(self.low)), float(logit(self.high)), z))
        known = variables().get(self.variable)
        return np.asarray(np.clip(value, known.low, known.high) if known else value, dtype=np.float64)


def priors_known_on(priors: Sequence[Prior], day: date) -> tuple[Prior, ...]:
    """Leave out the priors that rest on what became known after a day, as if nobody had written them.

    Args:
        priors: rows of priors.csv.
        day: the as-of date.

    Returns:
        The others, in order. Where several are left for one parameter and entity, `PriorTable.lay_out` takes the newest.

    Examples:
        >>> from datetime import date
        >>> early = Prior("travel_speed", "", "uniform", 10, 200, "judgement")
        >>> late = Prior("travel_speed", "", "uniform", 20, 40, "D001", known_from=date(2030, 5, 1))
        >>> [p.source for p in priors_known_on([early, late], date(2030, 4, 30))]
        ['judgement']
    """
    return tuple(prior for prior in priors if prior.known_on(day))


def lognormal(low: float, high: float, z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn standard normal numbers into lognormal ones with given quantiles.

    Args:
        low: 5 % quantile, above 0.
        high: 95 % quantile; equal to `low` for a fixed value.
        z: standard normal numbers.

    Returns:
        Numbers of the same shape.

    Examples:
        >>> lognormal(2.0, 2.0, np.zeros(2)).tolist()
        [2.0, 2.0]
    """
    if low == high:
        return np.full_like(z, low)
    return np.asarray(np.exp(_spread(math.log(low), math.log(high), z)))


def _spread(low: float, high: float, z: NDArray[np.float64]) -> NDArray[np.float64]:
    return (low + high) / 2 + (high - low) / (2 * Z95) * z


@dataclass(frozen=True)
class PriorTable:
    """All priors of a case, laid out for an atlas: one standard normal number per entry.

    Args:
        entries: for each number, the prior that shapes it and the entity it is for (empty for a scalar).
    """

    entries: tuple[tuple[Prior, str], ...]

    @classmethod
    def lay_out(cls, priors: Sequence[Prior], atlas: Atlas, needed: Sequence[str]) -> PriorTable:
        """Give every entity of every needed parameter its prior: the newest of those for it, else the newest for all entities.

        Args:
            priors: rows of priors.csv; for a replay those that `priors_known_on` leaves.
            atlas: the stage that names the entities.
            needed: names of the parameters that the models use.

        Returns:
            The table, in the order of `needed` and of the axes.

        Raises:
            InputFaults: a parameter that has no prior, or a row for an entity that does not exist.
        """
        by_age = sorted(priors, key=lambda prior: prior.known_from or date.min)
        by_name = {(p.variable, p.entity): p for p in by_age}
        faults: list[Fault] = []
        entries: list[tuple[Prior, str]] = []
        for name in needed:
            dims = variables()[name].dims
            labels: tuple[str, ...] = ("",) if len(dims) == 1 else atlas.labels(dims[1])
            for label in labels:
                prior = by_name.get((name, label)) or by_name.get((name, ""))
                if prior is None:
                    faults.append(
                        Fault(
                            "priors.csv",
                            0,
                            "variable",
                            f"no row for {name} {label}".strip(),
                            "a prior for each parameter",
                        )
                    )
                else:
                    entries.append((prior, label))
        if faults:
            raise InputFaults(faults)
        return cls(tuple(entries))

    @property
    def size(self) -> int:
        """How many numbers make one draw of all parameters."""
        return len(self.entries)

    def values(self, z: NDArray[np.float64]) -> Mapping[str, NDArray[np.float64]]:
        """Turn standard normal numbers into parameters.

        Args:
            z: (draw, entry) standard normal numbers.

        Returns:
            Each parameter as (draw,) or (draw, entity).
        """
        names: dict[str, list[NDArray[np.float64]]] = {}
        for column, (prior, _) in enumerate(self.entries):
            names.setdefault(prior.variable, []).append(prior.value(z[:, column]))
        dims = variables()
        return {
            name: np.ascontiguousarray(parts[0] if len(dims[name].dims) == 1 else np.stack(parts, axis=1))
            for name, parts in names.items()
        }
