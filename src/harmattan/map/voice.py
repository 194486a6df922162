"""What a picture needs of a language: sentences by key, numbers with their interval, dates, names."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from harmattan.map.bands import Band

__all__ = ["Voice"]


class Voice(Protocol):
    """Says things in one language; `harmattan.brief.wording.Wording` is one."""

    @property
    def language(self) -> str:
        """Two-letter code of the language."""

    def say(self, key: str, **fields: object) -> str:
        """Say a sentence by its key, with its gaps filled.

        Args:
            key: key of the sentence.
            **fields: what fills its gaps.

        Returns:
            The sentence.
        """

    def estimate(self, band: Band, unit: str = "", *, scale: float = 1.0, least: float = 0.01) -> str:
        """Write a median with its 90 % interval, honestly rounded.

        Args:
            band: the five quantiles.
            unit: unit in words, after the median.
            scale: factor, such as 100 for percent.
            least: finest step.

        Returns:
            Median, unit and interval.
        """

    def amount(self, value: float, *, step: float = 1.0) -> str:
        """Write one number, rounded to a step.

        Args:
            value: the number.
            step: what it is rounded to, above 0.

        Returns:
            The number in words.
        """

    def ends(self, low: float, median: float, high: float, other: float, *, least: float = 0.01) -> tuple[str, ...]:
        """Round a median and its interval to what it supports, each on its own, with another median beside it.

        Args:
            low: 5 % quantile.
            median: middle.
            high: 95 % quantile.
            other: another median of the same kind.
            least: finest step.

        Returns:
            The four numbers in words.
        """

    def chance(self, probability: float) -> str:
        """Write a probability as a percentage that never claims certainty.

        Args:
            probability: 0 to 1.

        Returns:
            The percentage.
        """

    def day(self, day: date) -> str:
        """Write a date.

        Args:
            day: the date.

        Returns:
            The date in full.
        """

    def month(self, day: date) -> str:
        """Write the short name of a month; January carries the year.

        Args:
            day: any day of the month.

        Returns:
            The short name.
        """

    def country(self, code: str) -> str:
        """Name a country by its two-letter code.

        Args:
            code: two letters, ISO 3166-1.

        Returns:
            The name, or the code where none is known.
        """
