"""Tables of what could turn, of how often one course beats another, and of what must be true for a course to pay."""

from __future__ import annotations

import math

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.polity import TURNS, assumes, chance_of
from harmattan.brief.numerals import DASH, NARROW
from harmattan.brief.tables.cells import Cell, Table, estimate_cell, judged_cell, word
from harmattan.brief.tables.compare import MAIN, titled
from harmattan.brief.wording import Wording
from harmattan.map.bands import band
from harmattan.world.outlook import BreakEven

__all__ = ["beat_table", "break_even_table", "shown_break_evens", "turn_table", "verdict"]

_EVEN = 0.005
"""Distance of a break-even from 1 below which any effect at all will do."""


def turn_table(inputs: BriefInput, words: Wording) -> Table:
    """List how likely each turn is under each scenario, nothing new being done.

    Args:
        inputs: what the brief is made from.
        words: language.

    Returns:
        The table, one row per scenario; no rows where none is held.
    """
    course = inputs.reference_key[1]
    chosen = {scenario: outlook for (scenario, other), outlook in inputs.outlooks.items() if other == course}
    turns = [turn for turn in TURNS if any(not math.isnan(chance_of(one, turn)) for one in chosen.values())]
    deaths = any("violent_deaths" in one.totals for one in chosen.values())
    rows = []
    for scenario, outlook in chosen.items() if turns else ():
        cells = [word(titled(inputs, scenario, course, words)[0])]
        for turn in turns:
            chance = chance_of(outlook, turn)
            if assumes(inputs, scenario, turn):
                cells.append(judged_cell(Cell(words.say("cell.assumed"), "number")))
            else:
                cells.append(Cell(DASH if math.isnan(chance) else words.chance(chance), "number"))
        if deaths:
            killed = outlook.totals.get("violent_deaths")
            cells.append(estimate_cell(None if killed is None else band(killed), words, least=1.0))
        rows.append(tuple(cells))
    head = [words.say("head.scenario"), *(words.say(f"turn.{turn}") for turn in turns)]
    head += [words.outcome("violent_deaths")] if deaths else []
    return Table(words.say("page.turns", day=words.day(inputs.last_day)), tuple(head), tuple(rows))


def beat_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """List how often one course has a better main outcome than another under the first scenario.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table: the course of the row against that of the column; no rows where fewer than three courses are seen.
    """
    scenario, reference = inputs.reference_key
    held = {beat.outcome for beat in inputs.comparison.beats if audience.shows(beat.outcome)}
    name = next((name for name in MAIN if name in held), "")
    shares = {
        (beat.first, beat.second): beat.share
        for beat in inputs.comparison.beats
        if beat.scenario == scenario and beat.outcome == name
    }
    courses = [
        c
        for c in dict.fromkeys(first for first, _ in shares)
        if c == reference or audience.shows_course(inputs.course(c))
    ]
    rows = [
        (
            word(titled(inputs, scenario, row, words)[1]),
            *(
                Cell(words.chance(shares[row, column]) if (row, column) in shares else DASH, "number")
                for column in courses
            ),
        )
        for row in (courses if len(courses) > 2 else ())
    ]
    head = (words.say("head.course"), *(titled(inputs, scenario, course, words)[1] for course in courses))
    return Table(words.say("page.beats", outcome=words.outcome(name)) if rows else "", head, tuple(rows))


def shown_break_evens(inputs: BriefInput, audience: Audience) -> list[BreakEven]:
    """List the break-evens that this audience sees.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The break-evens, in the order of the comparison.
    """
    return [
        even
        for even in inputs.comparison.break_evens
        if audience.shows(even.outcome) and audience.shows_course(inputs.course(even.course))
    ]


def break_even_table(inputs: BriefInput, audience: Audience, words: Wording) -> Table:
    """List for each lever what would have to be true for its course to do as well as the reference on the main outcome.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        The table under the first scenario, levers whose part the draws do not tell from chance in one row at its end; no rows where
        nothing is held.
    """
    scenario = inputs.reference_key[0]
    shown = [even for even in shown_break_evens(inputs, audience) if even.scenario == scenario]
    name = next((name for name in MAIN if any(even.outcome == name for even in shown)), "")
    shown = [even for even in shown if even.outcome == name]
    rows = []
    for even in shown:
        if even.verdict == "unclear":
            continue
        lever = next((lever for lever in inputs.course(even.course).levers if lever.id == even.lever), None)
        title = words.title(lever.title, lever.title_fr) if lever else even.lever
        believed = words.given(lever.effect.low, lever.effect.high) if lever else DASH
        small = titled(inputs, scenario, even.course, words)[1]
        rows.append((word(title, small=small), Cell(believed, "number"), word(verdict(even, words))))
    unclear = len(shown) - len(rows)
    if unclear:
        other = words.say("even.levers_all" if not rows else "even.levers_other", n=unclear)
        rows.append((word(other), Cell(DASH, "number"), word(words.say("even.unclear"))))
    head = tuple(words.say(f"head.{key}") for key in ("lever", "believed", "must_be"))
    return Table(words.say("page.break_evens", outcome=words.outcome(name)) if rows else "", head, tuple(rows))


def verdict(even: BreakEven, words: Wording) -> str:
    """Say in words from which effect on a course does better than the reference.

    Args:
        even: a break-even.
        words: language.

    Returns:
        One sentence.
    """
    if even.verdict != "within":
        return words.say(f"even.{even.verdict}")
    percent = f"{abs(even.multiplier - 1.0) * 100:.0f}{NARROW}%"
    at = words.pair(even.multiplier, even.multiplier, even.multiplier)[0]
    if abs(even.multiplier - 1.0) < _EVEN:
        return words.say(f"even.any_{even.side}", at=at)
    way = "cut" if even.multiplier < 1.0 else "rise"
    return words.say(f"even.{even.side}_{way}", percent=percent, at=at)
