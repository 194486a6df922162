"""What is said of a change and of a threshold: names, numbers, reports."""

from __future__ import annotations

import math
from collections.abc import Sequence

from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import title_of
from harmattan.brief.numerals import LEAST
from harmattan.brief.wording import Wording
from harmattan.world.atlas import Corridor, Place
from harmattan.world.statement import Statement

__all__ = ["NAMED", "chance_kind", "figure_of", "label_of", "reports_said", "subject_said"]

NAMED = 4
"""Reports that are named one by one; of more, how many."""

_CHANCES = ("fuel_dry", "government", "course_change")


def chance_kind(name: str) -> bool:
    """Tell whether a statement is compared by its chance and not by its number.

    Args:
        name: id of the statement.

    Returns:
        True where it is.
    """
    return name in _CHANCES


def subject_said(inputs: BriefInput, subject: str, words: Wording) -> str:
    """Name a place, corridor or course.

    Args:
        inputs: what the brief is made from.
        subject: its id; one that the case does not hold stands for itself.
        words: language.

    Returns:
        Its name.
    """
    atlas = inputs.case.atlas
    named: tuple[Place | Corridor, ...] = (*atlas.places, *atlas.corridors)
    for thing in named:
        if thing.id == subject:
            return title_of(thing, words)
    course = inputs.course(subject)
    return words.title(course.title, course.title_fr)


def label_of(inputs: BriefInput, name: str, subject: str, words: Wording) -> str:
    """Say what the number of a statement is.

    Args:
        inputs: what the brief is made from.
        name: id of the statement.
        subject: id of what it is about; empty for the whole country.
        words: language.

    Returns:
        A few words.
    """
    if not words.has(f"since.what.{name}") and name.count("_") > 1:
        # What is one's own is told place by place: own_fuel_PLACE.
        owner, of, subject = name.split("_", 2)
        name = f"{owner}_{of}"
    key = f"since.what.{name}"
    if not words.has(key):
        return name.replace("_", " ")
    return words.say(key, subject=subject_said(inputs, subject, words) if subject else "", n=inputs.horizon)


def figure_of(name: str, statement: Statement, words: Wording, *, unit: bool) -> str:
    """Write the number of a statement: a chance, or a median with its interval.

    Args:
        name: id of the statement.
        statement: the statement.
        words: language.
        unit: whether the unit stands behind the median.

    Returns:
        The number in words; empty where there is none.
    """
    if chance_kind(name) or not math.isfinite(statement.median):
        return words.chance(statement.probability) if math.isfinite(statement.probability) else ""
    least = LEAST.get(statement.unit, 0.01)
    endless = math.isinf(statement.high)  # What is one's own may be counted as "at least".
    if endless:
        median, between = words.amount(statement.median), ""
    else:
        median, between = words.pair(statement.median, statement.low, statement.high, least=least)
    # The unit agrees with the number as printed.
    tail = words.unit(statement.unit, {"0": 0.0, "1": 1.0}.get(median, 2.0)) if unit else ""
    if endless:
        return words.say("own.least", n=f"{median}\u00a0{tail}" if tail else median)
    return f"{words.counted(median, tail)} ({between})"


def reports_said(
    moved_by: Sequence[str], words: Wording, *, same: bool = False, foreseen: bool = False, days: int = 0
) -> str:
    """Say which reports speak to a change.

    Args:
        moved_by: ids of the reports known since then that weigh.
        words: language.
        same: whether nothing changed beyond noise.
        foreseen: whether the earlier outlook expected what is found, so that the reports moved nothing.
        days: days between the two cut-off dates.

    Returns:
        One sentence; empty where nothing changed and no report speaks to it.
    """
    if not moved_by:
        return "" if same else words.say("since.no_report_alone") if foreseen else words.say("since.no_report", n=days)
    shown = ", ".join(moved_by[:NAMED])
    rest = len(moved_by) - NAMED
    named = words.say("since.and_more", names=shown, n=rest) if rest > 0 else shown
    return words.say("since.heard" if same or foreseen else "since.moved_by", names=named)
