"""What was understood of this week's reports, as rows for a terminal and as plain values for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from harmattan.brief.numerals import DASH, plain
from harmattan.brief.wording import Wording
from harmattan.observe.adding.claim import Claim
from harmattan.observe.adding.days import write_days
from harmattan.observe.adding.ground import Choice, Question
from harmattan.observe.adding.known import Standing
from harmattan.observe.adding.session import Aside, Understood
from harmattan.observe.adding.setaside import harmless
from harmattan.recipes_add import Adding
from harmattan.world.report import Report

__all__ = ["COLUMNS", "added_rows", "label", "measured", "open_question", "period", "reason", "spoken_row"]

Result = dict[str, Any]

COLUMNS = ("row", "what", "number", "when", "where", "known_from", "weighs", "standing")
"""Columns of the table of what was understood."""


def label(choice: Choice, words: Wording) -> str:
    """Write an answer that a question offers.

    Args:
        choice: the answer.
        words: the language.

    Returns:
        Its name, its sentence, or its days.
    """
    if choice.days is not None:
        return period(*choice.days, words)
    if choice.label.startswith("measure."):
        return measured(choice.value.partition(" ")[2], words)
    if choice.label.startswith("add."):
        return words.say(choice.label) if words.has(choice.label) else choice.value
    return choice.label


def measured(metric: str, words: Wording) -> str:
    """Name what a claim measures.

    Args:
        metric: its metric.
        words: the language.

    Returns:
        Its name; the metric itself where it has none.
    """
    key = f"measure.{metric.replace(' ', '_')}"
    return words.say(key) if words.has(key) else metric.replace("_", " ")


def open_question(question: Question, words: Wording) -> str:
    """Say what was not understood.

    Args:
        question: the question.
        words: the language.

    Returns:
        A sentence.
    """
    gaps = dict(question.gaps)
    for name in ("today", "known_from"):
        if name in gaps:
            gaps[name] = words.day(date.fromisoformat(gaps[name]))
    if "metric" in gaps:
        gaps["metric"] = measured(gaps["metric"], words)
    return words.say(f"add.open.{question.kind}", found=harmless(question.found), **gaps)


def reason(question: Question, words: Wording) -> str:
    """Say why a row was set aside, with what may have been meant.

    Args:
        question: what was not understood.
        words: the language.

    Returns:
        A sentence, and the nearest answers in brackets.
    """
    said = open_question(question, words)
    kinds = ("add.unit.", "add.confidence_", "add.counts_")
    offered = [c for c in question.choices[:3] if not c.label.startswith("add.") or c.label.startswith(kinds)]
    names = [label(choice, words) for choice in offered]
    return words.say("add.near", open=said, names=", ".join(names)) if names else said


def period(first: date | None, last: date | None, words: Wording) -> str:
    """Write a day or a period.

    Args:
        first: first day; None for none.
        last: last day.
        words: the language.

    Returns:
        Such as `12 October 2030`, or two days joined by a dash.
    """
    if first is None or last is None:
        return words.say("add.undated")
    if first == last:
        return words.day(first)
    written = write_days(first, last)
    if len(written) == 4:
        return written
    if len(written) == 7:
        return words.month_and_year(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{words.day(last)}"
    return f"{words.day(first)} {DASH} {words.day(last)}"


def spoken_row(claim: Claim, standing: Standing, adding: Adding, words: Wording) -> dict[str, str]:
    """Say what was understood of a row.

    Args:
        claim: the row.
        standing: how it stands to what is known.
        adding: the case.
        words: the language.

    Returns:
        Text by column of `COLUMNS`.
    """
    report = claim.report
    known = words.day(report.known_from) if report.known_from else ""
    return {
        "row": str(claim.row),
        "what": measured(report.metric, words),
        "number": _number(claim, words),
        "when": period(report.first_day, report.last_day, words),
        "where": _where(report, adding, words),
        "known_from": known,
        "weighs": _weighs(report, adding, words),
        "standing": _standing(standing, words),
    }


def added_rows(
    understood: Understood, adding: Adding, words: Wording, ids: Sequence[str], heads: Sequence[str]
) -> Result:
    """Lay out what became of the rows, as plain values.

    Args:
        understood: what became of them.
        adding: the case.
        words: the language of the reasons.
        ids: ids of the rows added; empty where nothing was written.
        heads: headings of the sheet.

    Returns:
        Tables `added`, `known` and `set_aside`.
    """
    named = [*ids, *[""] * (len(understood.added) - len(ids))]
    return {
        "rows": len(understood.added) + len(understood.known) + len(understood.aside),
        "written": bool(ids),
        "added": [
            _plain(claim, standing, adding, name)
            for (claim, standing), name in zip(understood.added, named, strict=True)
        ],
        "known": [_plain(claim, standing, adding, standing.of[0]) for claim, standing in understood.known],
        "set_aside": [_aside(entry, words, heads) for entry in understood.aside],
    }


def _plain(claim: Claim, standing: Standing, adding: Adding, name: str) -> Result:
    report = claim.report
    return {
        "row": claim.row,
        "id": name,
        "file": claim.file,
        "metric": report.metric,
        "low": _finite(report.low),
        "best": _finite(report.best),
        "high": _finite(report.high),
        "relation": report.relation,
        "first_day": report.first_day.isoformat() if report.first_day else None,
        "last_day": report.last_day.isoformat() if report.last_day else None,
        "place": report.place,
        "corridor": report.corridor,
        "area": report.area,
        "weighs_in": list(adding.hears(report)),
        "internal": report.internal,
        "standing": standing.kind,
        "beside": list(standing.of),
        "cells": dict(claim.cells),
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _aside(aside: Aside, words: Wording, heads: Sequence[str]) -> Result:
    question = aside.question
    cells: Mapping[str, str] = {head: harmless(c) for head, c in zip(heads, aside.entry.raw, strict=False) if c}
    return {
        "row": aside.entry.row,
        "reason": reason(question, words),
        "kind": question.kind,
        "cell": question.cell,
        "found": harmless(question.found),
        "nearest": [label(choice, words) for choice in question.choices],
        "cells": cells,
    }


def _number(claim: Claim, words: Wording) -> str:
    report = claim.report
    if report.file.endswith("incidents.csv"):
        counts = (("destroyed", report.count_destroyed), ("killed", report.fatalities))
        return ", ".join(words.say(f"add.{key}", n=_digits(n, words)) for key, n in counts if math.isfinite(n))
    if report.relation == "none":
        return report.value
    counted = report.unit if report.file.endswith(("fuel.csv", "responses.csv")) else ""
    key = f"add.unit.{counted}"
    unit = f" {words.say(key) if words.has(key) else counted}" if counted else ""
    if report.relation == "range":
        low, high = _digits(report.low, words), _digits(report.high, words)
        key = "add.from_to" if report.best == report.low else "number.between"
        return words.say(key, low=low, high=high) + unit
    digits = _digits(report.best, words)
    plainly = report.relation == "exact"
    return (digits if plainly else words.say(f"add.{report.relation.replace(' ', '_')}", number=digits)) + unit


def _digits(value: float, words: Wording) -> str:
    return plain(value, 1.0 if value.is_integer() else 0.01, words.language)


def _where(report: Report, adding: Adding, words: Wording) -> str:
    atlas = adding.case.atlas
    names = [words.title(entry.name, entry.name_fr) for entry in atlas.places if entry.id == report.place]
    names += [words.title(entry.name, entry.name_fr) for entry in atlas.corridors if entry.id == report.corridor]
    if not names and adding.ground.whole(report.place_text):
        return words.say("add.whole_country")
    if not names and report.area and adding.ground.names.areas.find(report.place_text):
        names = [words.title(entry.name, entry.name_fr) for entry in atlas.areas if entry.id == report.area]
    country = adding.ground.code(report.place_text)
    if not names and country:
        return words.country(country)
    return ", ".join(names) or words.say("add.off_map", place=report.place_text)


def _weighs(report: Report, adding: Adding, words: Wording) -> str:
    names = ", ".join(words.say(f"mechanism.{name}") for name in adding.hears(report))
    if names:
        return names
    return words.say("add.weighs_own" if report.metric.startswith("own_") else "add.weighs_nothing")


def _standing(standing: Standing, words: Wording) -> str:
    if standing.kind == "new":
        return ""
    of = ", ".join(
        words.say("add.row", row=name.removeprefix("row ")) if name.startswith("row ") else name for name in standing.of
    )
    return words.say(f"add.standing_{standing.kind}", of=of)
