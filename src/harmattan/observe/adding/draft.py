"""A row while it is being understood: its cells, the answers given so far, and what has been made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from harmattan.observe.adding.columns import Entry
from harmattan.observe.adding.days import read_days
from harmattan.observe.adding.ground import CONFIDENCE, Choice, Ground, Question
from harmattan.observe.adding.guard import bulletless, is_formula, masked, reaches_a_person
from harmattan.observe.adding.words import answer
from harmattan.observe.gazetteer import fold

__all__ = [
    "AS_WRITTEN", "Draft", "find_audience", "find_confidence", "find_known_from", "find_source", "is_safe", "order_question",
]  # fmt: skip

AS_WRITTEN = "(as written)"
"""Answer that keeps a text which could not be resolved."""

_NO_TEXT = frozenset(
    {"link", "source_url", "when", "date", "published", "source_date", "number", "value", "known_from"}
)


@dataclass(slots=True)
class Draft:
    """A row while it is being understood.

    Args:
        entry: the row.
        ground: what is known.
        answers: answers given, by the field of the question.
        cells: what goes into the evidence table so far, by column.
        notes: what is added to the note.
        said_on: day from which words such as "yesterday" count.
    """

    entry: Entry
    ground: Ground
    answers: Mapping[str, str]
    cells: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    said_on: date | None = None

    def text(self, name: str) -> str:
        """Read a cell, or what somebody answered in its place.

        Args:
            name: role of the column.

        Returns:
            The text; empty where there is none.
        """
        return self.answers.get(name, self.entry.cells.get(name, ""))

    def day_first(self) -> bool | None:
        """Say which way round dates in figures are written.

        Returns:
            True for the day first, False for the month first, None where nobody said.
        """
        return {"day": True, "month": False}.get(self.answers.get("order", ""))


def is_safe(draft: Draft) -> Question | None:
    """Ask about formulas and about ways to reach a person.

    Args:
        draft: the row.

    Returns:
        A question; None where every cell is safe.
    """
    for name in draft.entry.cells:
        text = bulletless(draft.text(name)) if name == "note" else draft.text(name)
        if is_formula(text):
            return Question("formula", name, text)
        if name not in _NO_TEXT and reaches_a_person(text):
            return Question("personal", name, masked(text))
    for name in (name for name in draft.answers if name not in draft.entry.cells):
        if is_formula(draft.answers[name]):
            return Question("formula", name, draft.answers[name])
        if name not in _NO_TEXT and reaches_a_person(draft.answers[name]):
            return Question("personal", name, masked(draft.answers[name]))
    return None


def find_audience(draft: Draft) -> Question | None:
    """Read whether the row is for the own organisation only.

    Args:
        draft: the row.

    Returns:
        A question where the word is not known.
    """
    text = draft.text("internal")
    inside = answer("yes", text) or ("yes" if fold(text) in ("internal", "interne") else "")
    if text and not inside:
        yes_no = (Choice("yes", "add.yes"), Choice("no", "add.no"))
        return Question("internal", "internal", text, yes_no, remember=f"internal:{fold(text)}")
    if inside == "yes":
        draft.cells["audience"] = "internal"
    return None


def find_known_from(draft: Draft) -> Question | None:
    """Read when the row was published and from which day it may be used.

    Args:
        draft: the row.

    Returns:
        A question where a day is not understood or still to come.
    """
    defaults = draft.ground.defaults
    known, published, told = None, None, None
    for name in ("published", "known_from"):
        text = draft.text(name)
        if not text:
            continue
        days = read_days(text, said_on=defaults.known_from, day_first=draft.day_first())
        if days.problem == "order":
            return order_question(text, days.choices)
        if days.problem or days.first is None or days.last is None:
            return Question("published", name, text)
        if days.first > defaults.today:
            return Question("future", name, text, gaps={"today": defaults.today.isoformat()})
        known = min(days.last, defaults.today)
        told = known if days.first == days.last else None
        if name == "published":
            published = days.first.isoformat() if days.first == days.last else days.first.isoformat()[:7]
    # "Yesterday" in what was published some day in March is no day.
    draft.said_on = told if known else defaults.known_from
    draft.cells["source_date"] = published or "undated"
    draft.cells["known_from"] = (known or defaults.known_from or defaults.today).isoformat()
    return None


def order_question(text: str, choices: tuple[tuple[date, date], ...]) -> Question:
    """Ask which way round a date in figures is written.

    Args:
        text: the date.
        choices: the days that it may mean, the day first, then the month first.

    Returns:
        The question.
    """
    both = tuple(Choice(order, "", days) for order, days in zip(("day", "month"), choices, strict=False))
    return Question("order", "order", text, both, remember="order")


def find_source(draft: Draft) -> Question | None:
    """Read who says so.

    Args:
        draft: the row.

    Returns:
        A question where there is no source, or where the link is none.
    """
    source, link = draft.text("source"), draft.text("link")
    if not link and re.match(r"(?:https?://|www\.)\S+$", source, re.IGNORECASE):
        source, link = "", source
    if not source and not link:
        source, link = draft.ground.defaults.source, draft.ground.defaults.link
    if re.match(r"www\.\S+$", link, re.IGNORECASE):
        link = f"https://{link}"
    if link and not re.match(r"https?://[^\s\"'<>]+$", link, re.IGNORECASE):
        return Question("link", "link", link)
    if not source and not link:
        return Question("source", "source", "", remember="source")
    draft.cells["source_url"] = link or source
    if link and source:
        draft.notes.append(f"Source: {source}")
    draft.cells["source_type"] = draft.text("source_type") or "press or institution"
    return None


def find_confidence(draft: Draft) -> Question | None:
    """Read how sure the row is.

    Args:
        draft: the row.

    Returns:
        A question where the word is not known.
    """
    text = draft.text("confidence")
    level = answer("confidence", text) if text else draft.ground.defaults.confidence
    if not level:
        levels = tuple(Choice(word, f"add.confidence_{word}") for word in CONFIDENCE)
        return Question("confidence", "confidence", text, levels, remember=f"confidence:{fold(text)}")
    draft.cells["confidence"] = level
    return None
