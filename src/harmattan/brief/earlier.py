"""What an earlier brief said: nouns only, so that inputs can hold it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from harmattan.world.statement import Statement

__all__ = ["ALARM", "KINDS", "Earlier", "Expected", "Stand"]

ALARM: Mapping[str, Mapping[str, int]] = {
    "turn": {"under20": 0, "from20": 1, "from50": 3},
    "siege": {"none": 0, "possible": 1, "likely": 3},
    "fuel": {"over7": 0, "3to7": 1, "under3": 3},
    "corridor": {"open": 0, "harassed": 1, "escorted": 2, "closed": 3},
    "camp": {"within": 0, "over": 2},
    "holder": {"government": 0, "pact": 2, "contested": 2, "armed": 3},
}
"""States of each kind of standing and how far each calls for attention; a state that is not listed is not known.

A weight for the order of a list, never a judgement of who should hold a town."""

KINDS = tuple(ALARM)


@dataclass(frozen=True, slots=True)
class Stand:
    """On which side of a threshold one thing stands.

    Args:
        kind: `turn`, `siege`, `fuel`, `corridor`, `camp` or `holder`.
        entity: id of the place or corridor, or name of the turn.
        state: a state of its kind in `ALARM`, or `unknown`.
        chances: chance of each state where the audience sees it; of a state that holds or not, one chance.
        low: 5 % quantile of the number behind the state, where there is one and the audience sees it.
        median: its middle.
        high: its 95 % quantile.
    """

    kind: str
    entity: str
    state: str
    chances: tuple[float, ...] = ()
    low: float = math.nan
    median: float = math.nan
    high: float = math.nan


@dataclass(frozen=True, slots=True)
class Expected:
    """What an earlier outlook expected of a statement's number: median and 90 % interval."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Earlier:
    """What an earlier brief said, and how we have it.

    Args:
        as_of: its cut-off date.
        statements: its statements by id.
        standings: on which side of its threshold each thing stood.
        reports: ids of the reports known then that its audience may see.
        how: `replay` of that date with what was known then, or `file` for what was written then.
        case: id of its case; empty where it is the same by construction.
        level: audience it was made for; nothing of another level is set beside it.
        horizon: days it looked ahead.
        draws: effective draws behind its numbers.
        subjects: id of what a statement is about, by id of the statement, where it is about one place, corridor or course.
        quoted: what cited reports said then, by id, to find those that were changed since.
        expected: what its outlook expected of the numbers of later statements, by id.
        version: version of Harmattan that made it; empty where it is this one.
        unseen: standings with the numbers that the audience does not see, to tell a crossing from noise; in no output.
    """

    as_of: date
    statements: Mapping[str, Statement]
    standings: tuple[Stand, ...]
    reports: frozenset[str]
    how: str
    case: str = ""
    level: str = "partner"
    horizon: int = 0
    draws: float = 100.0
    subjects: Mapping[str, str] = field(default_factory=dict)
    quoted: Mapping[str, str] = field(default_factory=dict)
    expected: Mapping[str, Expected] = field(default_factory=dict)
    version: str = ""
    unseen: tuple[Stand, ...] = ()
