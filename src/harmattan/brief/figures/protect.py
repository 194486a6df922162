"""The section on protecting supply: its pictures, its sentences and tables."""

from __future__ import annotations

import math

from harmattan.brief.audience import Audience
from harmattan.brief.figures.country import Figure
from harmattan.brief.inputs import BriefInput
from harmattan.brief.tables.protect import (
    mean_of,
    needed_words,
    protect_tables,
    rounded,
    shown_answer,
    stops_words,
    titles_of,
)
from harmattan.brief.wording import Wording
from harmattan.map.break_evens import Believed, BreakEvenChart, draw_break_evens, reach
from harmattan.map.effects import Change, ChangeChart, draw_changes
from harmattan.protect import Answer, Bought

__all__ = ["protect_context", "protect_figures"]


def protect_context(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, object]:
    """Gather what the section on protecting supply shows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        Names of the template; `protect` is empty where there is nothing to show.
    """
    answer = shown_answer(inputs, audience)
    if answer is None:
        return {"protect": ()}
    scenario = inputs.scenario(answer.scenario)
    fields = {
        "scenario": words.title(scenario.title, scenario.title_fr),
        "budget": rounded(answer.budget, words),
        "day": words.day(inputs.last_day),
        "share": words.chance(answer.most),
        "n": answer.draws,
        **_means(answer, words),
    }
    lines = ["protect.sum", "protect.opponent"] + ["protect.judged"] * answer.judged
    notes = ["protect.mix", "protect.limits", "protect.checked"] + ["protect.gap"] * (answer.gap > 0.0)
    return {
        "protect": tuple(words.say(line, **fields) for line in lines),
        "protect_notes": tuple(words.say(line, **fields) for line in notes),
        "protect_figures": protect_figures(inputs, answer, words),
        "protect_tables": protect_tables(inputs, answer, words),
    }


def _means(answer: Answer, words: Wording) -> dict[str, str]:
    short, between = mean_of(answer.short, words)
    still, _ = mean_of(answer.short_unshifted, words)
    best, best_between = mean_of(answer.placed[0].spared, words)
    told = [rounded(max(x, 0.0), words) for x in (*answer.checked_short, *answer.checked, answer.gap)]
    return {
        "short": short,
        "between": between or "0",
        "still": still,
        "best": best,
        "best_between": best_between or "0",
        "short_balance": told[0],
        "short_days": told[1],
        "best_balance": told[2],
        "best_days": told[3],
        "gap": told[4],
    }


def protect_figures(inputs: BriefInput, answer: Answer, words: Wording) -> tuple[Figure, ...]:
    """Draw how strong each protection must be, and what each spares.

    Args:
        inputs: what the brief is made from.
        answer: the answer.
        words: language.

    Returns:
        Two figures, break-evens first; protections in the order of the case.
    """
    names = titles_of(inputs, words)
    rows = []
    for one in answer.alone:
        within = math.isfinite(one.needed)
        at = words.pair(one.needed, one.needed, one.needed)[0] if within else ""
        rows.append(
            Believed(
                names[one.protection],
                one.low,
                one.high,
                one.needed,
                one.side,
                "within" if within else "never",
                words.say(f"course_chart.even_{one.side}", at=at) if within else "",
                words.say("course_chart.believed", between=words.given(one.low, one.high)),
                f"{needed_words(one, words)} {stops_words(one, words)}",
            )
        )
    title = words.say("protect.needed_title")
    evens = BreakEvenChart("protect-even", title, tuple(rows), reach(rows))
    spared = words.say("protect.bought_at", budget=rounded(answer.budget, words))
    unit = words.say("number.semicolon").join((words.unit("person-day"), words.say("better.less")))
    changes = tuple(_change(names[one.protection], _at(answer, one.steps), one.judged, words) for one in answer.alone)
    ends = (words.say("course_chart.better"), words.say("course_chart.worse"))
    chart = ChangeChart("protect-change", spared, unit, changes, ends)
    return (Figure(title, draw_break_evens(evens, words)), Figure(spared, draw_changes(chart, words)))


def _at(answer: Answer, steps: tuple[Bought, ...]) -> Bought:
    return min(steps, key=lambda step: abs(step.budget - answer.budget))


def _change(label: str, bought: Bought, judged: bool, words: Wording) -> Change:
    """Set what is spared as a change of what is short, so that less is to the left as everywhere."""
    remark = words.say("course_chart.judgement") if judged else ""
    one = bought.spared
    if max(abs(one.low), abs(one.high), abs(one.mean)) < 1.0:
        return Change(label, 0.0, 0.0, 0.0, words.say("course_chart.no_change"), "", judged, remark)
    amount, between = words.pair(-one.mean, -one.high, -one.low, signed=True, least=1.0)
    mean = words.say("course_chart.mean")
    return Change(label, -one.high, -one.mean, -one.low, amount, between, judged, remark, mean)
