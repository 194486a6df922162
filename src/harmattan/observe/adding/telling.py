"""What a row tells: which measure or event its words name, over which days, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.observe.adding.amounts import Spoken, leading_amount, plain_number, read_amount, readings, write_amount
from harmattan.observe.adding.days import Days, read_days
from harmattan.observe.adding.draft import Draft, order_question
from harmattan.observe.adding.ground import WHOLE, Choice, Ground, Question
from harmattan.observe.adding.matching import by_name, factor_of, found_by, nearest_measures, switched
from harmattan.observe.adding.words import Measure, measures, plain_unit, units
from harmattan.observe.gazetteer import fold
from harmattan.observe.wording import Amount

__all__ = ["Told", "chosen", "every_measure", "find_amount", "find_days", "find_measure"]

IN_WORDS = "(in words)"
"""Answer that keeps a value which gives no number."""

_SHARE = {"percent": 100.0, "hours/day": 24.0}


@dataclass(slots=True)
class Told:
    """What a row tells, as far as it has been read.

    Args:
        measure: what it is about.
        number: the number as written; empty where there is none.
        first: first day; None for none.
        last: last day.
    """

    measure: Measure
    number: str
    first: date | None
    last: date | None


def chosen(offered: tuple[Measure, ...]) -> tuple[Choice, ...]:
    """Offer measures as answers.

    Args:
        offered: the measures.

    Returns:
        One choice for each.
    """
    return tuple(
        Choice(f"{entry.file} {entry.metric}", f"measure.{entry.metric.replace(' ', '_')}") for entry in offered
    )


def every_measure() -> tuple[Choice, ...]:
    """Offer everything that a sheet may tell of.

    Returns:
        One choice for each.
    """
    return chosen(measures())


def find_days(draft: Draft) -> Days | Question:
    """Read over which days the row tells.

    Args:
        draft: the row; its day of publication is known.

    Returns:
        The days, or a question.
    """
    text = draft.text("when")
    if not text:
        return Question("when_missing", "when", "")
    days = read_days(text, said_on=draft.said_on, day_first=draft.day_first())
    if days.problem == "order":
        return order_question(text, days.choices)
    if days.problem == "said_on":
        return Question("said_on", "when", text)
    if days.problem:
        return Question("when", "when", text)
    known = date.fromisoformat(draft.cells["known_from"])
    if days.first is not None and days.first > known:
        return Question("ahead", "when", text, gaps={"known_from": known.isoformat()})
    return days


def find_measure(draft: Draft, days: Days) -> Told | Question:
    """Find what the row is about.

    Args:
        draft: the row.
        days: its days.

    Returns:
        The measure and the number that goes with it, or a question.
    """
    text, number = draft.text("what"), draft.text("number")
    if number == IN_WORDS:
        number = draft.entry.cells.get("number", "")
    if not text:
        return Question("what_missing", "what", "")
    measure = by_name(text, draft.ground)
    if measure is None and (not number or "number" in draft.answers):
        leading, text = leading_amount(text)
        number = number or leading
    if measure is not None:
        original = draft.entry.cells.get("what", "")
        number = number or leading_amount(original)[0]
        return Told(measure, number, days.first, days.last)
    where = draft.text("where") or draft.text("corridor")
    said = " ".join(draft.entry.cells.get(name, "") for name in ("where", "corridor", "area"))
    candidates = found_by(text, f"{where} {said}", draft.ground)
    if not candidates:
        near = chosen(nearest_measures(text, draft.ground))
        return Question("what", "what", draft.text("what"), near, remember=f"what:{fold(text)}")
    narrowed = _narrowed(candidates, number, days, where, draft.ground)
    if len(narrowed) > 1:
        return Question("which", "what", draft.text("what"), chosen(narrowed), remember=f"which:{fold(text)}")
    return Told(narrowed[0], number, days.first, days.last)


def _narrowed(
    candidates: tuple[Measure, ...], number: str, days: Days, where: str, ground: Ground
) -> tuple[Measure, ...]:
    """Of what the same words may mean, keep what fits the number, the days and the place."""
    counted = bool(number) and read_amount(number).amount[:3] != (1.0, 1.0, 1.0)
    metrics = {entry.metric for entry in candidates}
    if {"convoy_attack", "tankers_destroyed_month"} <= metrics and counted:
        one_day = days.first is not None and days.last is not None and days.last - days.first < timedelta(days=7)
        return candidates if one_day else tuple(e for e in candidates if not e.event)
    kind = tuple(entry for entry in candidates if entry.event != counted) or candidates
    whole = not where or where == WHOLE or ground.whole(where)
    return tuple(entry for entry in kind if (entry.where == "whole") == whole) if _split_by_place(kind) else kind


def _split_by_place(candidates: tuple[Measure, ...]) -> bool:
    return {entry.where for entry in candidates} == {"whole", "place"}


def find_amount(draft: Draft, told: Told) -> Question | None:
    """Read how many, and in which unit, into the cells `value` and `unit`.

    Args:
        draft: the row.
        told: what it is about; another measure takes its place where somebody says so.

    Returns:
        A question; None where the number was understood, or kept in words by somebody's choice.
    """
    if not told.number:
        return Question("number_missing", "number", "")
    said = read_amount(told.number)
    two = readings(told.number)
    # A range that somebody was asked about and gave again is meant as it stands.
    if two and (said.amount.relation != "range" or "number" not in draft.answers):
        return Question("number", "number", told.number, tuple(Choice(way, shown) for way, shown in two))
    if said.amount.relation == "none" and draft.answers.get("number") != IN_WORDS:
        return Question("number", "number", told.number, (Choice(IN_WORDS, "add.keep_words"),))
    unit = draft.text("unit") or (said.after if said.amount.relation != "none" else "")
    other = by_name(unit, draft.ground)
    if other is not None:  # somebody said that the unit is right and the measure is another one
        told.measure = other
        unit = draft.entry.cells.get("unit", "") or said.after
    problem = _unit_question(draft, told.measure, unit, said)
    if problem is not None:
        return problem
    factor = factor_of(told.measure, unit) if unit and told.measure.units else 1.0
    draft.cells["unit"] = told.measure.units[0] if told.measure.units else unit
    if said.amount.relation == "none":
        draft.cells["value"] = told.number
        return None
    return _write(draft, told, said, factor or 1.0, unit)


def _unit_question(draft: Draft, measure: Measure, unit: str, said: Spoken) -> Question | None:
    fits = tuple(Choice(name, f"add.unit.{name}") for name in measure.units[:1])
    if not unit:
        if measure.asks_unit and said.amount.relation != "none":
            gaps = {"metric": measure.metric}
            return Question(
                "unit_missing", "unit", write_amount(said.amount), fits, gaps, remember=f"unit:{measure.metric}:"
            )
        return None
    if measure.units and factor_of(measure, unit) is None:
        choices = (*fits, *chosen(switched(measure, unit, draft.ground)))
        gaps = {"metric": measure.metric}
        return Question("unit", "unit", unit, choices, gaps, remember=f"unit:{measure.metric}:{fold(unit)}")
    after = plain_unit(said.after)
    if draft.text("unit") and after in units() and units()[after].base != _base(unit):
        return Question("unit", "unit", f"{said.after} / {unit}", fits, {"metric": measure.metric})
    return None


def _base(unit: str) -> str:
    found = units().get(plain_unit(unit))
    return found.base if found else ""


def _write(draft: Draft, told: Told, said: Spoken, factor: float, unit: str) -> Question | None:
    low, best, high, relation = said.amount
    amount = Amount(low * factor, best * factor, high * factor, relation)
    base = (told.measure.units or ("",))[0].partition(" of ")[0]
    most = _SHARE.get(base)
    if amount.low < 0.0 or (most is not None and amount.best > most):
        gaps = {"most": plain_number(most)} if most is not None else {"most": "∞"}
        return Question("out_of_range", "number", told.number, gaps=gaps)
    draft.cells["value"] = write_amount(amount)
    if said.in_words or factor != 1.0:
        written = told.number if fold(unit) in fold(told.number) else f"{told.number} {unit}"
        draft.notes.append(f'Reported as "{written}"')
    return None
