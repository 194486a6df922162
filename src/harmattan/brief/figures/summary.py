"""The few sentences that open the comparison of courses."""

from __future__ import annotations

from harmattan.brief.audience import Audience
from harmattan.brief.figures.payers import Bill, bills
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.course import preference_key
from harmattan.brief.tables.compare import MAIN, shown_differences, titled
from harmattan.brief.wording import Wording
from harmattan.compare import OUTCOMES
from harmattan.foresee import bites
from harmattan.map.bands import band
from harmattan.world.outlook import Difference

__all__ = ["course_summary", "too_late"]


def too_late(inputs: BriefInput, course: str) -> bool:
    """Tell whether a course does nothing because all of it comes after the last day.

    Args:
        inputs: what the brief is made from.
        course: id of the course.

    Returns:
        False for a course without levers, or one of which any lever takes effect in time.
    """
    levers = inputs.course(course).levers
    return bool(levers) and not any(bites(lever, inputs.horizon) for lever in levers)


def course_summary(inputs: BriefInput, audience: Audience, words: Wording) -> str:
    """Say in a few plain sentences what the comparison comes to under the first scenario.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        How many intervals leave no change possible, what is preferred, what comes too late, what it costs. A preference is named
        only where the comparison states one; empty where no other course is seen.
    """
    scenario = inputs.reference_key[0]
    shown = [row for row in shown_differences(inputs, audience) if row.scenario == scenario]
    name = next((name for name in MAIN if any(row.outcome == name for row in shown)), "")
    rows = [row for row in shown if row.outcome == name]
    if not rows:
        return ""
    out = [_counted(inputs, rows, words), *_preferences(inputs, rows, shown, words)]
    out += [_late(inputs, [row.course for row in rows if too_late(inputs, row.course)], words)]
    out += [_cost(inputs, bills(inputs, audience), words)]
    return " ".join(filter(None, out))


def _counted(inputs: BriefInput, rows: list[Difference], words: Wording) -> str:
    scenario, reference = titled(inputs, *inputs.reference_key, words)
    outcome = words.outcome(rows[0].outcome)
    if len(rows) == 1:
        course = titled(inputs, rows[0].scenario, rows[0].course, words)[1]
        key = "course_sum.counted_one"
        return words.say(key, scenario=scenario, reference=reference, outcome=outcome, course=course)
    return words.say(
        "course_sum.counted",
        scenario=scenario,
        reference=reference,
        outcome=outcome,
        n=len(rows),
        zero=sum(row.low <= 0.0 <= row.high for row in rows),
        judged=sum(row.judgement_only for row in rows),
    )


def _preferences(inputs: BriefInput, rows: list[Difference], shown: list[Difference], words: Wording) -> list[str]:
    """Name what is preferred on the first outcome, or say that nothing is; then on the others."""

    def name(row: Difference) -> str:
        return titled(inputs, row.scenario, row.preferred, words)[1]

    stated = dict.fromkeys(words.say("preference.stated", course=name(row)) for row in rows if row.preferred)
    first = list(stated) or [
        words.say(f"preference.{preference_key(rows[0])}" if len(rows) == 1 else "course_sum.none")
    ]
    others = (row for row in shown if row.outcome in MAIN and row.outcome != rows[0].outcome and row.preferred)
    kept = (row for row in others if OUTCOMES[row.outcome].unit != "USD")
    also = dict.fromkeys(
        words.say("course_sum.also", outcome=words.outcome(row.outcome), course=name(row)) for row in kept
    )
    return [*first, *also]


def _late(inputs: BriefInput, courses: list[str], words: Wording) -> str:
    if not courses:
        return ""
    titles = (titled(inputs, inputs.reference_key[0], name, words)[1] for name in courses)
    named = ", ".join(words.say("course_sum.quoted", title=title) for title in titles)
    return words.say("course_sum.late", day=words.day(inputs.last_day), courses=named)


def _cost(inputs: BriefInput, held: tuple[Bill, ...], words: Wording) -> str:
    if not held:
        return ""
    spread = sorted((band(bill.cost) for bill in held), key=lambda cost: cost.median)
    gaps = sorted(bill.share(bill.gap) for bill in held)
    if len(held) == 1:
        amount, between = words.pair(spread[0].median, spread[0].low, spread[0].high, least=1.0)
        cost = f"{amount} ({between})"
    else:
        low, high = (words.pair(one.median, one.low, one.high, least=1.0)[0] for one in (spread[0], spread[-1]))
        cost = _between(low, high, words)
    key = "course_sum.cost" if len(held) > 1 else "course_sum.cost_one"
    gap = _between(words.chance(gaps[0]), words.chance(gaps[-1]), words)
    return words.say(key, days=inputs.horizon, cost=cost, gap=gap)


def _between(low: str, high: str, words: Wording) -> str:
    """Name two ends, or one where they read the same."""
    return low if low == high else words.say("number.between", low=low, high=high)
