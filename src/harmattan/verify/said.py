"""What one outlook said, in the form in which it is scored: replayed just now, or issued and frozen long ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from harmattan.models.contract import Record, parameters_in
from harmattan.world.case import EvidenceSettings
from harmattan.world.outlook import Outlook
from harmattan.world.situation import Situation

__all__ = ["Said", "said_of"]


@dataclass(frozen=True)
class Said:
    """The days ahead as one outlook saw them.

    Args:
        origin: day from which was looked ahead; nothing known later was used.
        entered: day on which it was said, as far as anyone can check; the origin for a replay.
        record: recorded days ahead, the first the day after the origin, with the parameters of the same draws.
        days: how many days ahead.
        draws: (draw,) numbers under which the chance of each draw is addressed.
        seed: 32-bit seed.
        evidence: how far a report may be from the truth and how many events are ever reported, as taken then.
        issue: id of the issued outlook; empty for a replay.
        unknown: ids of places, corridors and areas that did not exist for it.
    """

    origin: date
    entered: date
    record: Record
    days: int
    draws: NDArray[np.uint32]
    seed: int
    evidence: EvidenceSettings
    issue: str = ""
    unknown: frozenset[str] = frozenset()

    @property
    def last_day(self) -> date:
        """Last day ahead."""
        return self.origin + timedelta(days=self.days)

    @property
    def label(self) -> str:
        """How it is called: by its issue, or by its origin."""
        return self.issue or self.origin.isoformat()


def said_of(situation: Situation, outlook: Outlook, evidence: EvidenceSettings) -> Said:
    """Take what a replayed outlook said.

    Args:
        situation: the belief that it starts from.
        outlook: the days ahead.
        evidence: settings of the case.

    Returns:
        Its kept draws, with the parameters of the same draws.
    """
    kept = len(next(iter(outlook.values.values())))
    parameters = {name: array[:kept] for name, array in parameters_in(situation.values).items()}
    return Said(
        origin=situation.day,
        entered=situation.day,
        record=Record(outlook.calendar.first_day, outlook.values, parameters),
        days=outlook.calendar.days,
        draws=np.arange(kept, dtype=np.uint32),
        seed=outlook.seed,
        evidence=evidence,
    )
