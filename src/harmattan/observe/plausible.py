"""Refuse rates that cannot be: priors, scenarios and courses beyond the limits of plausible.csv, each limit with its reason."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path

from harmattan.errors import Fault
from harmattan.observe.files import read_text, shorten
from harmattan.observe.tables import Row, Table
from harmattan.observe.toml import key_fault
from harmattan.world.choice import Course, Scenario

__all__ = ["Limit", "choice_faults", "limit_of", "limits", "rate_faults"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How far a parameter or driver can go in any country.

    Args:
        variable: name in variables.csv; `*` stands for any letters.
        lowest: smallest 5 % quantile or value, in the unit of the variable.
        highest: largest 95 % quantile or value.
        why: why nothing beyond can be.
    """

    variable: str
    lowest: float
    highest: float
    why: str

    def breach(self, low: float, high: float) -> str:
        """Say what would be allowed in the place of an interval.

        Args:
            low: 5 % quantile.
            high: 95 % quantile.

        Returns:
            What is allowed and why; empty when the interval lies within.

        Examples:
            >>> Limit("convoy_interval", 0.0, 90.0, "a convoy less often is none").breach(2.0, 400.0)
            'at most 90, since a convoy less often is none; see whether the unit is right'
        """
        if low < self.lowest:
            return f"at least {self.lowest:g}, since {self.why}; see whether the unit is right"
        if high > self.highest:
            return f"at most {self.highest:g}, since {self.why}; see whether the unit is right"
        return ""


@cache
def limits() -> tuple[Limit, ...]:
    """Read the limits of plausible.csv.

    Returns:
        The limits in the order of the file; of those that fit a name, the plain one counts, then the first.
    """
    text = files("harmattan.observe").joinpath("plausible.csv").read_text(encoding="utf-8")
    return tuple(
        Limit(row["variable"], float(row["lowest"] or -math.inf), float(row["highest"] or math.inf), row["why"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def limit_of(variable: str) -> Limit | None:
    """Find the limit of a parameter or driver.

    Args:
        variable: its name.

    Returns:
        The limit; None where there is none beside the bounds of the variable itself.

    Examples:
        >>> limit_of("ambush_rate_typical").highest, limit_of("ambush_rate_volatility").highest, limit_of("nothing")
        (20.0, 2.0, None)
    """
    fitting = [limit for limit in limits() if fnmatchcase(variable, limit.variable)]
    plain = [limit for limit in fitting if limit.variable == variable]
    return next(iter([*plain, *fitting]), None)


def rate_faults(priors: Table) -> list[Fault]:
    """Name the priors whose interval reaches beyond what can be.

    Args:
        priors: priors.csv as read.

    Returns:
        One fault for each, with its row and the reason.
    """
    return [fault for row in priors.sound for fault in _prior_faults(priors.file, row)]


def _prior_faults(file: str, row: Row) -> list[Fault]:
    limit = limit_of(row.text("variable"))
    wrong = limit.breach(row.number("low"), row.number("high")) if limit else ""
    if not wrong:
        return []
    found = shorten(f"{row.text('variable')} from {row.text('low')} to {row.text('high')}")
    return [Fault(file, row.line, "low, high", found, wrong)]


def choice_faults(folder: Path, scenarios: Sequence[Scenario], courses: Sequence[Course]) -> list[Fault]:
    """Name the values of scenarios and the effects of levers that reach beyond what can be.

    Args:
        folder: the case folder.
        scenarios: scenarios whose form is sound.
        courses: courses whose form is sound.

    Returns:
        One fault for each, with file and row.
    """
    faults = []
    for scenario in scenarios:
        file = f"scenarios/{scenario.id}.toml"
        for at, path in enumerate(scenario.paths):
            limit = limit_of(path.variable)
            if limit and (wrong := limit.breach(path.value, path.value)):
                faults.append(key_fault(file, _text(folder, file), ("path", at, "value"), path.value, wrong))
    for course in courses:
        file = f"courses/{course.id}.toml"
        for at, lever in enumerate(course.levers):
            limit = limit_of(lever.variable)
            if limit and (wrong := limit.breach(lever.effect.low, lever.effect.high)):
                end = "high" if lever.effect.high > limit.highest else "low"
                found = lever.effect.high if end == "high" else lever.effect.low
                faults.append(key_fault(file, _text(folder, file), ("lever", at, "effect", end), found, wrong))
    return faults


def _text(folder: Path, file: str) -> str:
    return read_text(folder, file)[0]
