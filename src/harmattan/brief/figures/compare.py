"""The section that compares courses: its pictures of change, and all that its template shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from harmattan.brief.audience import Audience
from harmattan.brief.figures.break_evens import break_even_figures
from harmattan.brief.figures.country import Figure
from harmattan.brief.figures.payers import cost_figures, payer_table, pieces
from harmattan.brief.figures.summary import course_summary, too_late
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.course import headline
from harmattan.brief.numerals import LEAST
from harmattan.brief.tables.compare import (
    MAIN,
    comparison_tables,
    matrix_table,
    overview_table,
    shown_differences,
    titled,
)
from harmattan.brief.tables.record import lever_table
from harmattan.brief.tables.turn import beat_table, break_even_table
from harmattan.brief.wording import Wording
from harmattan.compare import OUTCOMES
from harmattan.map.bands import Band
from harmattan.map.effects import Change, ChangeChart, draw_changes, draw_key, span_of
from harmattan.world.outlook import ComparisonRow, Difference

__all__ = ["change_figures", "comparison_context", "scenario_figures"]

_CHANCE_STEP = 0.005
"""Change of a chance below which nothing is said to change, as in the tables."""


def comparison_context(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, object]:
    """Gather what the section that compares courses shows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        Names of the template; `course_payers` is a table whose cells name reports.
    """
    payers = payer_table(inputs, audience, words)
    scenario, reference = titled(inputs, *inputs.reference_key, words)
    first = next(iter(_outcomes(shown_differences(inputs, audience))), "")
    return {
        "course_summary": course_summary(inputs, audience, words),
        "course_withheld": any(not audience.shows_course(course) for course in inputs.case.courses),
        "course_changes_title": words.say(
            "course_chart.changes", reference=reference, scenario=scenario, day=words.day(inputs.last_day)
        ),
        "course_changes": change_figures(inputs, audience, words),
        "course_key": _key(words),
        "course_holds": scenario_figures(inputs, audience, words),
        "course_evens": break_even_figures(inputs, audience, words),
        "course_costs": cost_figures(inputs, audience, words),
        "course_holds_title": words.say("course_chart.holds", outcome=words.outcome(first)) if first else "",
        "course_payers": payers,
        "course_payer_lines": [(row, pieces(row[-1].words, inputs)) for row in payers.rows],
        "overview": overview_table(inputs, audience, words),
        "matrix": matrix_table(inputs, audience, words),
        "comparisons": comparison_tables(inputs, audience, words),
        "beats": beat_table(inputs, audience, words),
        "break_evens": break_even_table(inputs, audience, words),
        "levers": lever_table(inputs, audience, words),
    }


def _key(words: Wording) -> tuple[tuple[Markup, str], ...]:
    """Name the marks: the two kinds of interval, the two kinds of dot."""
    marks = (
        ("clear", draw_key(-1.0, -0.2, judged=False)),
        ("zero", draw_key(-0.8, 0.6, judged=False)),
        ("judged", draw_key(-0.8, 0.6, judged=True)),
    )
    return tuple((Markup(svg), words.say(f"course_chart.key_{name}")) for name, svg in marks)  # noqa: S704 - tag() escapes


def change_figures(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw what each course changes of each main outcome under the first scenario.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        One figure for each outcome of the overview but costs, courses in the order of the case.
    """
    scenario, reference = inputs.reference_key
    shown = [row for row in shown_differences(inputs, audience) if row.scenario == scenario]
    levels = _levels(inputs)
    out = []
    for name in _outcomes(shown):
        rows = [
            _change(inputs, row, titled(inputs, scenario, row.course, words)[1], words)
            for row in shown
            if row.outcome == name
        ]
        title = words.say(f"short.{name}")
        chart = ChangeChart(f"change-{name}", title, _unit(name, words), tuple(rows), _ends(name, words))
        note = _level_note(inputs, levels.get((scenario, reference, name)), words)
        if OUTCOMES[name].chance:
            note = f"{note} {words.say('course_chart.counting')}".strip()
        out.append(Figure(title, draw_changes(chart, words), note))
    return tuple(out)


def scenario_figures(inputs: BriefInput, audience: Audience, words: Wording) -> tuple[Figure, ...]:
    """Draw what each course changes of the first outcome under every scenario, all on one scale.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        One figure for each course, a row for each scenario; empty with a single scenario.
    """
    shown = shown_differences(inputs, audience)
    name = next(iter(_outcomes(shown)), "")
    shown = [row for row in shown if row.outcome == name]
    if len({row.scenario for row in shown}) < 2:
        return ()
    panels: dict[str, list[Change]] = {}
    for row in shown:
        label = titled(inputs, row.scenario, row.course, words)[0]
        panels.setdefault(row.course, []).append(_change(inputs, row, label, words))
    span = span_of([row for rows in panels.values() for row in rows])
    out = []
    for course, rows in panels.items():
        title = titled(inputs, shown[0].scenario, course, words)[1]
        chart = ChangeChart(f"holds-{course}", title, _unit(name, words), tuple(rows), _ends(name, words), span)
        out.append(Figure(title, draw_changes(chart, words), _holds(rows, words)))
    return tuple(out)


def _outcomes(shown: Sequence[Difference]) -> list[str]:
    held = {row.outcome for row in shown}
    return [name for name in MAIN if name in held and OUTCOMES[name].unit != "USD"]


def _levels(inputs: BriefInput) -> Mapping[tuple[str, str, str], ComparisonRow]:
    return {(row.scenario, row.course, row.outcome): row for row in inputs.comparison.rows}


def _unit(name: str, words: Wording) -> str:
    outcome = OUTCOMES[name]
    unit = words.say("course_chart.points") if outcome.chance else words.unit(outcome.unit)
    return words.say("number.semicolon").join((unit, words.say(f"better.{outcome.better or 'none'}")))


def _ends(name: str, words: Wording) -> tuple[str, str]:
    """Name the sides of zero."""
    keys = {"less": ("better", "worse"), "more": ("worse", "better")}.get(OUTCOMES[name].better, ("lower", "higher"))
    return words.say(f"course_chart.{keys[0]}"), words.say(f"course_chart.{keys[1]}")


def _level_note(inputs: BriefInput, row: ComparisonRow | None, words: Wording) -> str:
    if row is None:
        return ""
    level = words.chance(row.mean)
    if not OUTCOMES[row.outcome].chance:
        level = words.estimate(Band(row.low, row.low, row.median, row.high, row.high), least=LEAST.get(row.unit, 0.01))
    reference = titled(inputs, *inputs.reference_key, words)[1]
    return words.say("course_chart.level", reference=reference, level=level)


def _change(inputs: BriefInput, row: Difference, label: str, words: Wording) -> Change:
    """Set a difference as a row of a picture: the mean where the median is 0 and the interval is not, chances in points."""
    remark = words.say("course_chart.judgement") if row.judgement_only else ""
    chance = OUTCOMES[row.outcome].chance
    least = _CHANCE_STEP * 2 if chance else LEAST.get(row.unit, 0.01)
    if max(abs(row.low), abs(row.high), abs(row.mean)) < least / 2:
        said = words.say("course_chart.too_late" if too_late(inputs, row.course) else "course_chart.no_change")
        return Change(label, 0.0, 0.0, 0.0, said, "", row.judgement_only, remark)
    if chance:
        low, middle, high = 100 * row.low, 100 * row.median, 100 * row.high
        amount, between = words.pair(middle, low, high, signed=True, least=1.0)
        amount = words.say("course_chart.point", amount=amount)
        return Change(label, low, middle, high, amount, between, row.judgement_only, remark)
    amount, between, rare = headline(row, words)
    kind = words.say("course_chart.mean") if rare else ""
    middle = row.mean if rare else row.median
    return Change(label, row.low, middle, row.high, amount, between, row.judgement_only, remark, kind)


def _holds(rows: Sequence[Change], words: Wording) -> str:
    """Say under how many scenarios a course changes something for sure."""
    clear = [row for row in rows if row.clear]
    if all(row.still for row in rows):
        return words.say("course_chart.holds_still", n=len(rows))
    if not clear:
        return words.say("course_chart.holds_none", n=len(rows))
    apart = len({row.low > 0.0 for row in clear}) > 1
    return words.say("course_chart.holds_apart" if apart else "course_chart.holds_some", k=len(clear), n=len(rows))
