"""Tables of courses compared: the main outcomes, one outcome across scenarios, everything, and what must be true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.course import headline, lower_and_same
from harmattan.brief.numerals import DASH, LEAST
from harmattan.brief.tables.cells import Cell, Table, estimate_cell, word
from harmattan.brief.wording import Wording
from harmattan.compare import OUTCOMES
from harmattan.map.bands import Band
from harmattan.world.outlook import ComparisonRow, Difference

__all__ = ["comparison_tables", "matrix_table", "overview_table", "shown_differences", "titled"]

MAIN = (
    "people_days_short", "power_hours_lost", "left_home", "violent_deaths", "state_harm", "blockade_lifted", "city_taken",
    "cost_usd", "cost_without_payer_usd",
)  # fmt: skip
"""Outcomes of the first table, in its order."""

_COSTS = ("cost_usd", "cost_without_payer_usd")


def titled(inputs: BriefInput, scenario: str, course: str, words: Wording) -> tuple[str, str]:
    """Name a scenario and a course in a language.

    Args:
        inputs: what the brief is made from.
        scenario: id of the scenario.
        course: id of the course.
        words: language.

    Returns:
        Title of the scenario, title of the course.
    """
    s, c = inputs.scenario(scenario), inputs.course(course)
    return words.title(s.title, s.title_fr), words.title(c.title, c.title_fr)


def shown_differences(inputs: BriefInput, audience: Audience) -> list[Difference]:
    """List the differences that this audience sees.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The differences, in the order of the comparison.
    """
    return [
        row
        for row in inputs.comparison.differences
        if audience.shows(row.outcome) and audience.shows_course(inputs.course(row.course))
    ]


def _levels(inputs: BriefInput) -> Mapping[tuple[str, str, str], ComparisonRow]:
    return {(row.scenario, row.course, row.outcome): row for row in inputs.comparison.rows}


def overview_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """Set the main outcomes of all courses side by side under the first scenario: one row for each course.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table: the level under the reference, then differences from it; chances and costs stand as they are. No rows where no
        other course was compared.
    """
    scenario, reference = inputs.reference_key
    here = {(r.course, r.outcome): r for r in shown_differences(inputs, audience) if r.scenario == scenario}
    levels = _levels(inputs)
    outcomes = [name for name in MAIN if any(outcome == name for _, outcome in here)]
    rows = []
    for course in dict.fromkeys((reference, *(course for course, _ in here))) if here else ():
        first = course == reference
        cells = []
        for name in outcomes:
            level = levels.get((scenario, course, name))
            plain = first or name in _COSTS
            cells.append(_level(level, words) if plain else _change(inputs, here.get((course, name)), level, words))
        small = words.say("cell.level_of") if first else _judged(here.values(), course, words)
        rows.append((word(titled(inputs, scenario, course, words)[1], small=small), *cells))
    head = (words.say("head.course"), *(words.say(f"short.{name}") for name in outcomes))
    return Table(titled(inputs, scenario, reference, words)[0], head, tuple(rows))


def matrix_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """Set one outcome of all courses under all scenarios side by side.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table, captioned by the outcome: levels under the reference, then differences; no rows with a single scenario.
    """
    shown = shown_differences(inputs, audience)
    held = {row.outcome for row in shown}
    name = next((name for name in MAIN if name in held), "")
    here = {(row.scenario, row.course): row for row in shown if row.outcome == name}
    scenarios = list(dict.fromkeys(scenario for scenario, _ in here))
    reference, levels = inputs.reference_key[1], _levels(inputs)
    rows = []
    for course in dict.fromkeys((reference, *(course for _, course in here))) if len(scenarios) > 1 else ():
        cells = []
        for scenario in scenarios:
            level = levels.get((scenario, course, name))
            first = course == reference
            cells.append(_level(level, words) if first else _change(inputs, here.get((scenario, course)), level, words))
        small = words.say("cell.level_of") if course == reference else _judged(here.values(), course, words)
        rows.append((word(titled(inputs, scenarios[0], course, words)[1], small=small), *cells))
    head = (words.say("head.course"), *(titled(inputs, scenario, reference, words)[0] for scenario in scenarios))
    return Table(words.say("page.matrix", outcome=words.outcome(name)) if name else "", head, tuple(rows))


def comparison_tables(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Table, ...]:
    """Set every outcome of every course beside the reference, one table per scenario.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The tables; empty where no other course was compared.
    """
    differences, levels = shown_differences(inputs, audience), _levels(inputs)
    out = []
    for scenario in dict.fromkeys(row.scenario for row in differences):
        here = {(row.course, row.outcome): row for row in differences if row.scenario == scenario}
        courses = list(dict.fromkeys(course for course, _ in here))
        reference = next(iter(here.values())).reference
        rows = []
        for outcome in dict.fromkeys(outcome for _, outcome in here):
            unit = next(row.unit for row in here.values() if row.outcome == outcome)
            side = OUTCOMES[outcome].better if outcome in OUTCOMES else ""
            better = words.say(f"better.{side or 'none'}")
            small = ", ".join(filter(None, (words.unit(unit), "" if outcome in _COSTS else better)))
            cells = [
                word(words.outcome(outcome), small=small),
                _level(levels.get((scenario, reference, outcome)), words),
            ]
            cells += [
                _change(inputs, here.get((c, outcome)), levels.get((scenario, c, outcome)), words, whole=True)
                for c in courses
            ]
            rows.append(tuple(cells))
        head = [
            words.say("head.outcome", day=words.day(inputs.last_day)),
            titled(inputs, scenario, reference, words)[1],
        ]
        for course in courses:
            judged = _judged(here.values(), course, words)
            head.append(titled(inputs, scenario, course, words)[1] + (f" ({judged})" if judged else ""))
        out.append(Table(titled(inputs, scenario, reference, words)[0], tuple(head), tuple(rows)))
    return tuple(out)


def _judged(rows: Iterable[Difference], course: str, words: Wording) -> str:
    mine: Sequence[Difference] = [row for row in rows if row.course == course]
    return words.say("cell.judgement") if mine and all(row.judgement_only for row in mine) else ""


def _is_chance(outcome: str) -> bool:
    return outcome in OUTCOMES and OUTCOMES[outcome].chance


def _level(row: ComparisonRow | None, words: Wording) -> Cell:
    if row is None:
        return Cell(DASH, "number")
    if _is_chance(row.outcome):
        return Cell(words.chance(row.mean), "number")
    return estimate_cell(Band(row.low, row.low, row.median, row.high, row.high), words, least=LEAST.get(row.unit, 0.01))


def _change(
    inputs: BriefInput, row: Difference | None, level: ComparisonRow | None, words: Wording, *, whole: bool = False
) -> Cell:
    """Write a difference with its interval; a chance as itself, with its change in points. `whole` adds counts and verdict."""
    if row is None:
        return Cell(DASH, "number")
    if _is_chance(row.outcome):
        points = words.pair(100 * row.median, 100 * row.low, 100 * row.high, signed=True, least=1.0)[1]
        if max(abs(row.low), abs(row.high)) < 0.005:
            return Cell(words.chance(level.mean) if level else DASH, "number", small=words.say("cell.no_change"))
        return Cell(
            words.chance(level.mean) if level else DASH, "number", small=words.say("cell.points", points=points)
        )
    least = LEAST.get(row.unit, 0.01)
    if max(abs(row.low), abs(row.high), abs(row.mean)) < least / 2:
        return Cell("0", "number", small=words.say("cell.no_change"))
    amount, between, rare = headline(row, words)
    better = bool(OUTCOMES[row.outcome].better) if row.outcome in OUTCOMES else False
    parts = [between]
    if better and not whole:
        parts.append(words.say("cell.better_in", p=words.chance(row.better)))
    if whole and row.unit != "USD":
        lower, same = lower_and_same(inputs, row)
        parts.append(words.say("cell.lower_in", p=words.chance(lower), same=words.chance(same)))
    if whole and better and not row.judgement_only:
        verdict = "prefer" if row.preferred == row.course else "reference" if row.preferred else "no_preference"
        parts.append(words.say(f"cell.{verdict}"))
    elif row.preferred == row.course:
        parts.append(words.say("cell.prefer"))
    return Cell(words.say("cell.mean", amount=amount) if rare else amount, "number", small="\n".join(parts))
