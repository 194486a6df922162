"""Go through the rows of a sheet: understand each, ask where somebody may be asked, and part what is added from what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from harmattan.observe.adding.claim import Claim
from harmattan.observe.adding.columns import Entry
from harmattan.observe.adding.ground import Ground, Question
from harmattan.observe.adding.known import Known, Standing
from harmattan.observe.adding.understand import understand
from harmattan.world.report import Report

__all__ = ["Aside", "Ask", "Understood", "go_through"]

Ask = Callable[[Entry, Question], str | None]
"""Asks somebody: the answer, or None to set the row aside."""

MOST_QUESTIONS = 40
"""Most questions about one row; whoever answers as many in vain sets it aside."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A row that is set aside, and why."""

    entry: Entry
    question: Question


@dataclass(frozen=True, slots=True)
class Understood:
    """What became of the rows of a sheet; together as many as there are rows.

    Args:
        added: claims to be added, each with how it stands to those known.
        known: claims that the case has already.
        aside: rows that were not understood.
    """

    added: tuple[tuple[Claim, Standing], ...]
    known: tuple[tuple[Claim, Standing], ...]
    aside: tuple[Aside, ...]


def go_through(entries: Iterable[Entry], ground: Ground, reports: Iterable[Report], ask: Ask | None) -> Understood:
    """Understand rows one after the other.

    What was answered once holds for later rows that ask the same, such as a spelling or the order of day and month.

    Args:
        entries: the rows.
        ground: what is known.
        reports: the claims of the case.
        ask: asks somebody; None where nobody may be asked, and every open question sets its row aside.

    Returns:
        What became of them.
    """
    known = Known.of(ground, reports)
    remembered: dict[str, str] = {}
    added: list[tuple[Claim, Standing]] = []
    again: list[tuple[Claim, Standing]] = []
    aside: list[Aside] = []
    for entry in entries:
        read = _settled(entry, ground, ask, remembered)
        if isinstance(read, Question):
            aside.append(Aside(entry, read))
            continue
        standing = known.standing(read.report)
        if standing.kind == "known":
            again.append((read, standing))
            continue
        added.append((read, standing))
        known.add_claim(f"row {entry.row}", read.report)
    return Understood(tuple(added), tuple(again), tuple(aside))


def _settled(entry: Entry, ground: Ground, ask: Ask | None, remembered: dict[str, str]) -> Claim | Question:
    """Ask until a row is understood or somebody sets it aside."""
    answers: dict[str, str] = {}
    taken: set[str] = set()
    for _ in range(MOST_QUESTIONS):
        read = understand(entry, ground, answers)
        if isinstance(read, Claim):
            return read
        if read.remember in remembered and read.remember not in taken:
            taken.add(read.remember)
            answers[read.cell] = remembered[read.remember]
        elif ask is None:
            if read.otherwise is None:
                return read
            answers[read.cell] = read.otherwise
        else:
            answer = ask(entry, read)
            if answer is None:
                return read
            answers[read.cell] = answer
            if read.remember:
                remembered[read.remember] = answer
    return read
