"""The answer in nouns: what protections buy, where they stop helping, how strong they must be, and what stands where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.scores import central

__all__ = ["Alone", "Amount", "Answer", "Bought", "Placed", "Standing"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Amount:
    """Person-days over the draws: 5, 50 and 95 % quantile, and mean."""

    low: float
    median: float
    high: float
    mean: float

    @classmethod
    def of(cls, draws: Array) -> Amount:
        """Sum up draws.

        Args:
            draws: (draw,) amounts.

        Returns:
            The amount.
        """
        low, middle, high = central(draws)
        return cls(low, middle, high, float(draws.mean()))


@dataclass(frozen=True, slots=True)
class Bought:
    """What one protection alone brings for a budget: US dollars a month, what is spent in all, person-days short spared."""

    budget: float
    spent: float
    spared: Amount


@dataclass(frozen=True, slots=True)
class Alone:
    """One protection by itself, placed as well as can be against an opponent who knows it.

    Args:
        protection: its id.
        steps: what it brings at rising budgets.
        stops_at: US dollars a month above which more of it brings little; nan where none of the budgets shows it, 0 where it never
            brings anything.
        needed: effect of its first driver at which, with the same money, it does as well as the best other protection alone; nan
            where none on the grid does.
        side: `below` or `above`: on which side of `needed` it does better.
        needed_worth: effect at which what it spares is worth its cost, at the worth asked about; nan where none is, or none asked.
        low: 5 % quantile of what is believed of that effect at level 1.
        high: 95 % quantile of it.
        judged: whether any of its effects rests on judgement.
    """

    protection: str
    steps: tuple[Bought, ...]
    stops_at: float
    needed: float
    side: str
    needed_worth: float
    low: float
    high: float
    judged: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One thing of the mix: which protection at which level stands where in which month (from 1 on)."""

    month: int
    where: str
    protection: str
    level: int


@dataclass(frozen=True, slots=True)
class Placed:
    """What a way to place protections spares.

    Args:
        way: `best`, `even` over all corridors, all on the corridor of most past attacks (`attacked`), or all on the
            `largest`; the last three spend the same on the same kinds.
        spared: person-days short that are spared.
    """

    way: str
    spared: Amount


@dataclass(frozen=True)
class Answer:
    """All of it, for one scenario. It holds nothing of where the opponent's effort lies.

    Args:
        scenario: its id.
        budget: US dollars a month.
        most: largest share of the effort that one corridor can meet in a month.
        draws: draws behind every number.
        months: how many months the mix is for.
        short: person-days short without protection, when the effort is shifted.
        short_unshifted: the same when the effort stays where it is believed to lie.
        alone: each protection by itself, in the order of the case.
        mix: what stands where in the best mix, in order of months and of the table of corridors.
        spent: (month,) US dollars of the best mix.
        placed: what the best mix and others spare.
        gap: how much better another mix might be, in person-days; 0 where none is.
        judged: whether any effect rests on judgement, so that nothing is ranked.
        checked: person-days that the best mix spares by the balance and when the days are passed again, on the mean of the draws.
        checked_short: the same for person-days short without protection.
    """

    scenario: str
    budget: float
    most: float
    draws: int
    months: int
    short: Amount
    short_unshifted: Amount
    alone: tuple[Alone, ...]
    mix: tuple[Standing, ...]
    spent: tuple[float, ...]
    placed: tuple[Placed, ...]
    gap: float
    judged: bool
    checked: tuple[float, float]
    checked_short: tuple[float, float]
