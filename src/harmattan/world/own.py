"""What a user may say of own stocks and fleet: the metrics of own.csv, their units and the spellings of these."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["OwnMetric", "own_metrics"]


@dataclass(frozen=True, slots=True)
class OwnMetric:
    """One thing that a user may say of what is their own.

    Args:
        name: metric as written in evidence/fuel.csv; it begins with `own_`.
        of: `fuel`, `food` or `fleet`.
        unit: unit of measure, as variables.csv spells units.
        ages: whether a number soon grows old; a building keeps its size.
        spellings: units as a row may write them, the plain one first.
        meaning: one line in English.
        meaning_fr: one line in French.
    """

    name: str
    of: str
    unit: str
    ages: bool
    spellings: tuple[str, ...]
    meaning: str
    meaning_fr: str


@cache
def own_metrics() -> dict[str, OwnMetric]:
    """Read the metrics of own.csv.

    Returns:
        Each metric by its name, in the order of the file.

    Examples:
        >>> own_metrics()["own_fuel_stock"].unit, own_metrics()["own_fuel_use"].spellings[0]
        ('litre', 'litres/day')
    """
    text = files("harmattan.world").joinpath("own.csv").read_text(encoding="utf-8")
    return {
        row["metric"]: OwnMetric(
            row["metric"],
            row["of"],
            row["unit"],
            row["ages"] == "yes",
            tuple(row["spellings"].split("|")),
            row["meaning"],
            row["meaning_fr"],
        )
        for row in csv.DictReader(text.splitlines())
    }
