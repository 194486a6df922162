"""One thing a brief says: words, number, interval, sources, caveat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Statement"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A key judgement or a number of the brief.

    Args:
        id: short name, stable between briefs.
        text: sentence by language code.
        median: middle of the distribution; nan where the statement has no number.
        low: 5 % quantile.
        high: 95 % quantile.
        unit: unit of the number.
        probability: chance of the event it states; nan where it states none.
        count: how many reports weigh in it.
        sources: ids of those reports.
        caveat: what would mislead without it, by language code.
    """

    id: str
    text: Mapping[str, str]
    median: float
    low: float
    high: float
    unit: str
    probability: float
    count: int
    sources: tuple[str, ...]
    caveat: Mapping[str, str]
