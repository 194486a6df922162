"""The metrics of reports on fuel: what each measures in the words of the supply mechanism, and in which units it may be told."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["METRICS", "NOT_READ", "OBSERVED", "Metric", "unit_factor"]


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric of evidence/fuel.csv is taken to measure.

    Args:
        variable: the recorded variable, or a parameter where `of` is `parameter`.
        of: `sum` over the days of the report, `week` for the mean of seven days, `peak` for the most on any day, `change` for the
            mean over normal times, all of corridors; `mean` over the days, `days` of stock or `stock` in litres, of places.
        told: how a number is told: `percent`, `above` for per cent above 1, `rest of day` for 24 less it, `litres` for tankers
            times their load, `price` for a multiple of the price at the pump, or nothing.
        unit: kind of unit in units.csv; `price` for money per volume.
        bound: `floor` where the report counts only a part, `ceiling` where it counts more than is meant, or nothing.
        around: days before and after those of the report that count too.
        meaning: the same in words.
    """

    variable: str
    of: str
    told: str
    unit: str
    bound: str
    around: int
    meaning: str

    @property
    def base(self) -> float:
        """What numbers are told above: 100 for per cent above normal, else 0. Errors are relative to both together."""
        return 100.0 if self.told == "above" else 0.0

    @property
    def most(self) -> float:
        """The largest number that can be true, in the first unit of its kind."""
        return 24.0 if self.unit == "hour/day" else 100.0 if self.unit.startswith("percent of") else float("inf")


def _table(name: str) -> list[dict[str, str]]:
    text = files("harmattan.models.supply").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _metric(row: dict[str, str]) -> Metric:
    about = (row["variable"], row["of"], row["told"], row["unit"], row["bound"])
    return Metric(*about, int(row["around"]), row["meaning"])


METRICS = {row["metric"]: _metric(row) for row in _table("metrics.csv") if row["variable"]}
"""Metrics of evidence/fuel.csv that weigh."""

NOT_READ = {row["metric"]: row["meaning"] for row in _table("metrics.csv") if not row["variable"]}
"""Metrics of evidence/fuel.csv that do not weigh although they are about fuel supply, and why."""

OBSERVED = frozenset(m.variable for m in METRICS.values() if m.of != "parameter") | {"fuel_stock_total"}
"""Recorded variables that reports are compared with."""

_MEASURES = {"l": 1.0, "litre": 1.0, "litres": 1.0, "liter": 1.0, "liters": 1.0, "cl": 0.01, "ml": 0.001}
_VESSEL = r"(?:can|bottle|jerrycan|jerry can|container|drum|bidon|bouteille)s?"
_FUEL = r"(?:(?:of |de |d')?(?:petrol|diesel|fuel|gasoline|essence|gasoil|gazole|carburant))"
_PRICE = re.compile(
    r"(?P<money>[^\d/%]+?)\s*(?:/|\b(?:per|par|pour|le|the)\b)\s*(?P<amount>\d+(?:[.,]\d+)?)?[\s-]*"
    rf"(?P<measure>{'|'.join(sorted(_MEASURES, key=len, reverse=True))})(?:[\s-]+{_VESSEL})?(?:\s+{_FUEL})?"
)
_ABROAD = re.compile(r"\$|€|£|\b(?:usd|eur|gbp|us|dollars?|euros?|pounds?)\b")


def unit_factor(kind: str, unit: str) -> float | None:
    """Say by how much a number in the first unit of its kind is multiplied to be told in the unit of a report.

    Brackets say how precise a number is and do not count. Prices are money per volume; money is that of the country, and dollars,
    euros and pounds are not.

    Args:
        kind: of `Metric.unit`.
        unit: as the report has it; empty or `1` is the first unit of the kind, except for prices and indices.

    Returns:
        The factor; None where a number of that kind cannot be told in that unit.

    Examples:
        >>> unit_factor("litre", "cubic metres"), unit_factor("tanker", "tankers (more than)"), unit_factor("tanker", "litres")
        (0.001, 1.0, None)
        >>> unit_factor("price", "francs per 1.5 l"), unit_factor("price", "francs/20-litre can"), unit_factor("price", "francs")
        (1.5, 20.0, None)
    """
    words = "" if unit.strip() == "1" else _plain(unit)
    if kind == "price":
        found = _PRICE.fullmatch(words)
        if found is None or _ABROAD.search(words):
            return None
        amount = float((found["amount"] or "1").replace(",", "."))
        return amount * _MEASURES[found["measure"]] if amount > 0.0 else None
    if not words:
        return None if kind == "index" else 1.0
    return _units().get((kind, words))


@cache
def _units() -> dict[tuple[str, str], float]:
    rows = _table("units.csv")
    return {(row["kind"], _plain(word)): float(row["factor"]) for row in rows for word in row["words"].split("|")}


@cache
def _plain(unit: str) -> str:
    """A unit in small letters without brackets, with `/` for a division and `percent` for its sign."""
    words = re.sub(r"\([^()]*\)", " ", unit.casefold())
    words = re.sub(r"%|\bper cent\b|\bpour cent\b|\bpourcent\b|\bpct\b", " percent ", words)
    words = re.sub(r"\s*/\s*|\s+(?:per|par|a|each)\s+(?=(?:day|week|jour|semaine|convoy)\b)", "/", words)
    return " ".join(words.split())
