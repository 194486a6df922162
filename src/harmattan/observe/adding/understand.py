"""From a row of a free sheet to a row of an evidence table, or to the first thing in it that was not understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from harmattan.observe.adding.amounts import plain_number, read_amount, readings, write_amount
from harmattan.observe.adding.claim import Claim, event_day, make_claim
from harmattan.observe.adding.columns import Entry
from harmattan.observe.adding.days import write_days
from harmattan.observe.adding.draft import Draft, find_audience, find_confidence, find_known_from, find_source, is_safe
from harmattan.observe.adding.ground import Choice, Ground, Question
from harmattan.observe.adding.guard import bulletless
from harmattan.observe.adding.placing import find_corridor, find_event_place, find_number_place, find_people_place
from harmattan.observe.adding.tabled import understand_tabled
from harmattan.observe.adding.telling import Told, find_amount, find_days, find_measure
from harmattan.observe.adding.words import plain_unit, units

__all__ = ["understand"]

_COUNTS = {"killed": "fatalities", "vehicles": "vehicles_destroyed"}
"""Columns of the table of incidents that a sheet counts in."""

_COUNTED = {"killed": ("people",), "vehicles": ("tankers", "vehicles")}
"""What such a column counts, whatever else is written behind its number."""

Step = Callable[[Draft], Question | None]


def understand(entry: Entry, ground: Ground, answers: Mapping[str, str]) -> Claim | Question:
    """Understand a row, or say what in it was not understood.

    Asked again with the answer to each question, it ends in a claim. Nothing is guessed: what could be read in two ways is a
    question.

    Args:
        entry: the row.
        ground: what is known.
        answers: answers given so far, by the field of the question.

    Returns:
        The claim, or the first open question.
    """
    if entry.table:
        return understand_tabled(entry, ground, answers)
    draft = Draft(entry, ground, answers)
    steps: tuple[Step, ...] = (is_safe, find_audience, find_known_from, find_source, find_confidence)
    for step in steps:
        question = step(draft)
        if question is not None:
            return question
    days = find_days(draft)
    if isinstance(days, Question):
        return days
    told = find_measure(draft, days)
    if isinstance(told, Question):
        return told
    if told.measure.event:
        return _event(draft, told)
    return _people(draft, told) if told.measure.file.endswith("displacement.csv") else _number(draft, told)


def _not_over(draft: Draft, told: Told) -> Question | None:
    """Ask about a number that counts days after the one on which it became known; a whole month or year may only say "in"."""
    known = draft.cells["known_from"]
    if told.last is not None and told.last.isoformat() > known and "/" in write_days(told.first, told.last):
        return Question("ahead", "when", draft.text("when"), gaps={"known_from": known})
    return None


def _number(draft: Draft, told: Told) -> Claim | Question:
    question = _not_over(draft, told) or find_amount(draft, told) or find_number_place(draft, told.measure)
    if question is not None:
        return question
    draft.cells |= {"metric": told.measure.metric, "date": write_days(told.first, told.last)}
    if told.measure.where == "own":
        draft.cells["audience"] = "internal"
    return _finished(draft, told.measure.file, also=("killed", "vehicles", "actor", "target"))


def _people(draft: Draft, told: Told) -> Claim | Question:
    question = _not_over(draft, told) or find_amount(draft, told) or find_people_place(draft, told.measure)
    if question is not None:
        return question
    draft.cells.pop("unit", None)
    draft.cells |= {"population": told.measure.metric, "date": write_days(told.first, told.last)}
    return _finished(draft, told.measure.file, also=("killed", "vehicles", "actor", "target", "corridor"))


def _event(draft: Draft, told: Told) -> Claim | Question:
    steps: tuple[Step, ...] = (
        find_event_place,
        lambda row: find_corridor(row, told.measure.metric),
        lambda row: _event_number(row, told),
        _event_counts,
    )
    for step in steps:
        question = step(draft)
        if question is not None:
            return question
    day = event_day(told.first, told.last) if told.first is not None and told.last is not None else None
    if day is None:
        return Question("event_day", "when", draft.text("when"))
    draft.cells |= {"date": day[0].isoformat(), "date_precision": day[1], "event_type": told.measure.metric}
    draft.cells |= {name: text for name in ("actor", "target") if (text := draft.text(name))}
    return _finished(draft, told.measure.file)


def _event_number(draft: Draft, told: Told) -> Question | None:
    """Say what the number beside an event counts; one event is one event."""
    said = read_amount(told.number)
    if not told.number or (said.amount[:3] == (1.0, 1.0, 1.0) and not said.after and not draft.text("unit")):
        return None
    unit = units().get(plain_unit(draft.text("unit") or said.after))
    counts = draft.answers.get("counts", "")
    if not counts and unit is not None:
        by_unit = {"tankers": "vehicles", "vehicles": "vehicles", "deaths": "killed"}
        counts = by_unit.get(unit.name, "")
    if not counts:
        choices = tuple(Choice(name, f"add.counts_{name}") for name in ("vehicles", "killed", "note"))
        return Question("counts", "counts", told.number, choices, remember=f"counts:{told.measure.metric}")
    if counts == "note":
        draft.notes.append(f"Number given: {told.number} {draft.text('unit')}".strip())
        return None
    return _count(draft, counts, told.number)


def _event_counts(draft: Draft) -> Question | None:
    for name, column in _COUNTS.items():
        text = draft.text(name)
        if text and column not in draft.cells:
            question = _count(draft, name, text)
            if question is not None:
                return question
    return None


def _count(draft: Draft, name: str, text: str) -> Question | None:
    """Write a whole number into the table of incidents; its precision goes into the note."""
    text = draft.answers.get(name, text)
    said = read_amount(text)
    unit = units().get(plain_unit(said.after))
    other = unit is not None and unit.base not in _COUNTED[name]
    if said.amount.relation == "none" or said.amount.low < 0.0 or other or readings(text):
        return Question("count", name, text)
    amount = said.amount
    if amount.relation != "at most":
        draft.cells[_COUNTS[name]] = plain_number(float(round(amount.best)))
    if amount.relation != "exact" or (said.after and unit is None):
        what = "Killed" if name == "killed" else "Vehicles destroyed"
        draft.notes.append(f"{what}: {write_amount(amount)}{f' ({said.after})' if said.after and unit is None else ''}")
    return None


def _finished(draft: Draft, file: str, also: tuple[str, ...] = ()) -> Claim | Question:
    """Put the note together, so that nothing of the row is lost, and read the row as the case will."""
    label = {
        "killed": "Killed",
        "vehicles": "Vehicles destroyed",
        "actor": "Actor",
        "target": "Target",
        "corridor": "Corridor",
    }
    extra = [
        f"{label[name]}: {text}" for name in also if (text := draft.text(name)) and text != draft.cells.get("place")
    ]
    note = bulletless(draft.text("note")).rstrip(". ")
    draft.cells["note"] = ". ".join(filter(None, [note, *draft.notes, *extra]))
    claim = make_claim(draft.entry.row, file, draft.cells, draft.ground)
    return (
        claim if isinstance(claim, Claim) else Question("rejected", "what", draft.text("what"), gaps={"reason": claim})
    )
