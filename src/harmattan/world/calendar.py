"""The days of a case: the first one, how many, and the number under which a day's chance is addressed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.errors import Fault, InputFaults

__all__ = ["Calendar"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A run of days.

    Args:
        first_day: first day.
        days: how many days; at least one.

    Raises:
        InputFaults: fewer than one day, or more than a hundred years.

    Examples:
        >>> weeks = Calendar(date(2025, 9, 1), 14)
        >>> weeks.last_day.isoformat()
        '2025-09-14'
        >>> weeks.index(date(2025, 9, 3))
        2
    """

    first_day: date
    days: int

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 36600:
            raise InputFaults([Fault("case.toml", 0, "days", str(self.days), "1 to 36600 days")])

    @property
    def last_day(self) -> date:
        """Last day of the run."""
        return self.first_day + timedelta(days=self.days - 1)

    def day(self, index: int) -> date:
        """Name the day with an index.

        Args:
            index: 0 for the first day.

        Returns:
            The date.
        """
        return self.first_day + timedelta(days=index)

    def index(self, day: date) -> int:
        """Count the days from the first one.

        Args:
            day: any date; days outside the run give an index outside it.

        Returns:
            0 for the first day.
        """
        return (day - self.first_day).days
