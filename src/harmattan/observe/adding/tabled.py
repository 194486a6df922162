"""A row that already has the columns of an evidence table: fill in what every row needs, and check it as the case will."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from harmattan.errors import nearest
from harmattan.observe.adding.claim import Claim, make_claim
from harmattan.observe.adding.columns import Entry
from harmattan.observe.adding.days import read_days, write_days
from harmattan.observe.adding.draft import AS_WRITTEN, Draft, is_safe, order_question
from harmattan.observe.adding.ground import Choice, Ground, Question
from harmattan.observe.adding.words import measures
from harmattan.observe.cells import allowed_instead
from harmattan.observe.gazetteer import fold
from harmattan.observe.tables import columns_of
from harmattan.observe.wording import parse_value

__all__ = ["understand_tabled"]

_DAYS = {
    "evidence/fuel.csv": "date",
    "evidence/displacement.csv": "date",
    "evidence/actors.csv": "date",
    "evidence/responses.csv": "date_or_period",
}
_WHERE = {"evidence/fuel.csv": "place", "evidence/incidents.csv": "place", "evidence/displacement.csv": "place"}


def understand_tabled(entry: Entry, ground: Ground, answers: Mapping[str, str]) -> Claim | Question:
    """Check a row that has the columns of an evidence table.

    Args:
        entry: the row.
        ground: what is known.
        answers: answers given so far, by column.

    Returns:
        The claim, or the first open question.
    """
    draft = Draft(entry, ground, answers)
    question = is_safe(draft) or _shared(draft) or _misspelt(draft)
    if question is not None:
        return question
    for name, column in columns_of(entry.table).items():
        draft.cells.setdefault(name, draft.text(name))
        wrong = "" if name == "id" else allowed_instead(column, draft.cells[name])
        if wrong:
            offered = tuple(Choice(word, word) for word in column.choices)
            return Question("cell", name, draft.cells[name], offered, {"column": name, "allowed": wrong})
    question = _days(draft) or _below_zero(draft)
    if question is not None:
        return question
    claim = make_claim(entry.row, entry.table, draft.cells, ground)
    if isinstance(claim, Claim):
        return claim
    return Question("rejected", _WHERE.get(entry.table, "value"), entry.cells.get("metric", ""), gaps={"reason": claim})


def _shared(draft: Draft) -> Question | None:
    """Fill in what options say of all rows: source, confidence and the day on which the row became known."""
    defaults = draft.ground.defaults
    source = draft.text("source_url") or defaults.link or defaults.source
    if not source:
        return Question("source", "source_url", "", remember="source")
    published = draft.text("source_date")
    known = draft.text("known_from")
    if not known:
        days = read_days(published, day_first=draft.day_first()) if published else None
        if days is not None and days.problem == "order":
            return order_question(published, days.choices)
        if days is not None and days.problem:
            return Question("published", "source_date", published)
        last = None if days is None else days.last
        known = min(last or defaults.known_from or defaults.today, defaults.today).isoformat()
        if days is not None and days.first is not None and days.first > defaults.today:
            return Question("future", "source_date", published, gaps={"today": defaults.today.isoformat()})
    elif known > defaults.today.isoformat() and not allowed_instead(columns_of(draft.entry.table)["known_from"], known):
        return Question("future", "known_from", known, gaps={"today": defaults.today.isoformat()})
    draft.cells |= {
        "source_url": source,
        "source_date": published or "undated",
        "known_from": known,
        "confidence": draft.text("confidence").casefold() or defaults.confidence,
        "source_type": draft.text("source_type") or "press or institution",
    }
    return None


def _misspelt(draft: Draft) -> Question | None:
    """Ask about a metric or place that looks like a known one and is not: it would count for nothing, or for the whole country."""
    metric = draft.text("metric")
    known = {entry.metric for entry in measures()} | set(draft.ground.metrics)
    if draft.entry.table == "evidence/fuel.csv" and metric and metric not in known:
        near = nearest(metric, sorted(known))
        if near and draft.answers.get("metric") != AS_WRITTEN:
            both = (Choice(near, near), Choice(AS_WRITTEN, "add.as_written"))
            return Question("metric", "metric", metric, both, remember=f"metric:{fold(metric)}")
    column = _WHERE.get(draft.entry.table, "")
    place = draft.text(column)
    known_place = not place or draft.ground.whole(place) or draft.ground.resolves(place)
    if column and not known_place and draft.answers.get(column) != AS_WRITTEN:
        near_names = draft.ground.misspelt(place)
        # A number of the country at a place that is not on the map would count for all of it.
        counted = any(entry.metric == metric and entry.where == "country" for entry in measures())
        nowhere = draft.entry.table == "evidence/fuel.csv" and counted and not draft.ground.code(place)
        if near_names or nowhere:
            offered = (*(Choice(name, name) for name in near_names), Choice(AS_WRITTEN, "add.as_written"))
            return Question("where", column, place, offered, remember=f"where:{fold(place)}")
    for name in (name for name in ("metric", column) if draft.answers.get(name) == AS_WRITTEN):
        draft.cells[name] = draft.entry.cells.get(name, "")
    return None


def _below_zero(draft: Draft) -> Question | None:
    """Ask about a number below zero, of which there is none."""
    text = draft.cells.get("value", "")
    if draft.entry.table in ("evidence/fuel.csv", "evidence/displacement.csv") and parse_value(text).low < 0.0:
        return Question("out_of_range", "value", text, gaps={"most": "∞"})
    return None


def _days(draft: Draft) -> Question | None:
    """Read the days in anybody's words, and write them as the case reads them."""
    column = _DAYS.get(draft.entry.table, "")
    text = draft.text(column)
    if not column or not text:
        return None
    days = read_days(text, said_on=date.fromisoformat(draft.cells["known_from"]), day_first=draft.day_first())
    if days.problem == "order":
        return order_question(text, days.choices)
    if days.problem:
        return Question("when", column, text)
    draft.cells[column] = write_days(days.first, days.last) if days.first is not None else text
    return None
