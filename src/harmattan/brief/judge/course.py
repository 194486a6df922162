"""The judgement on what a course would change, and at what price it would pay."""

from __future__ import annotations

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import judged
from harmattan.brief.numerals import LEAST
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band, band
from harmattan.world.outlook import Difference, Outlook
from harmattan.world.statement import Statement

__all__ = ["break_even", "chosen_change", "course_change", "headline", "lower_and_same", "preference_key"]

_FIRST_OUTCOME = "people_days_short"


def preference_key(difference: Difference) -> str:
    """Choose the sentence on preference.

    Args:
        difference: an outcome of a course minus that of the reference.

    Returns:
        `stated`, `judgement` or `none`.
    """
    if difference.preferred:
        return "stated"
    return "judgement" if difference.judgement_only else "none"


def break_even(reference: Outlook, other: Outlook) -> tuple[Band | None, float]:
    """Work out what one avoided person-day of shortage must be worth for a course to pay.

    Args:
        reference: outlook without the course.
        other: outlook with it, on the same draws.

    Returns:
        US dollars per person-day over the draws that avoid any (None where fewer than half do or no cost is held), and the
        share of draws that avoid any.
    """
    names = (_FIRST_OUTCOME, "cost_usd")
    if any(name not in outlook.totals for outlook in (reference, other) for name in names):
        return None, float("nan")
    avoided = reference.totals[_FIRST_OUTCOME] - other.totals[_FIRST_OUTCOME]
    cost = other.totals["cost_usd"] - reference.totals["cost_usd"]
    helps = avoided > 0
    share = float(helps.mean())
    if share < 0.5 or not bool((cost > 0).any()):
        return None, share
    return band(np.maximum(cost[helps], 0.0) / avoided[helps]), share


def headline(row: Difference, words: Wording) -> tuple[str, str, bool]:
    """Write a change and its interval: the median, or the mean where the median is 0 and the interval is not.

    Args:
        row: an outcome of a course minus that of the reference.
        words: language.

    Returns:
        The number, its interval in words, and whether the number is the mean.
    """
    least = LEAST.get(row.unit, 0.01)
    spread = max(abs(row.low), abs(row.high)) >= least / 2
    rare = spread and abs(row.median) < least / 2 <= abs(row.mean)
    amount, between = words.pair(row.mean if rare else row.median, row.low, row.high, signed=True, least=least)
    return amount, between, rare


def chosen_change(inputs: BriefInput, audience: Audience) -> Difference | None:
    """Choose the course that most often does better on the first outcome.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        Its difference from the reference, or None where no other course was compared.
    """
    rows = _shown(inputs, audience)
    return max((row for row in rows if row.outcome == rows[0].outcome), key=lambda r: r.better) if rows else None


def _shown(inputs: BriefInput, audience: Audience) -> list[Difference]:
    """List the differences under the first scenario that the audience sees, of the first outcome where it is held."""
    scenario, reference = inputs.reference_key
    rows = [row for row in inputs.comparison.differences if row.scenario == scenario and row.course != reference]
    rows = [row for row in rows if audience.shows(row.outcome) and audience.shows_course(inputs.course(row.course))]
    return [row for row in rows if row.outcome == _FIRST_OUTCOME] or rows


def course_change(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State what the course changes that most often does better on the first outcome, on the same draws.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where no other course was compared.
    """
    scenario, reference = inputs.reference_key
    row = chosen_change(inputs, audience)
    if row is None:
        return None
    compared = len({one.course for one in _shown(inputs, audience)})
    other = inputs.outlooks.get((scenario, row.course))
    lower, same = lower_and_same(inputs, row)
    price, share = (None, float("nan")) if other is None else break_even(inputs.reference, other)

    better = inputs.course(row.preferred) if row.preferred else None

    def text(w: Wording) -> str:
        amount, between, rare = headline(row, w)
        course, without, assumed = inputs.course(row.course), inputs.course(reference), inputs.scenario(scenario)
        title = w.title(course.title, course.title_fr)
        best = f" {w.say('judgement.course_best', n=compared)}" if compared > 1 else ""
        said = w.say(
            "judgement.course",
            course=title,
            reference=w.title(without.title, without.title_fr),
            scenario=w.title(assumed.title, assumed.title_fr),
            outcome=w.outcome(row.outcome).lower(),
            amount=w.say(
                "judgement.course_mean" if rare else "judgement.course_median", amount=amount, between=between
            ),
            date=w.day(inputs.last_day),
            p=w.chance(lower),
            same=w.chance(same),
            preference=w.say(
                f"preference.{preference_key(row)}", course=w.title(better.title, better.title_fr) if better else ""
            ),
        )
        return said + best

    def caveat(w: Wording) -> str:
        parts = [w.say("caveat.course")]
        if price is not None:
            parts.append(w.say("caveat.breakeven", price=w.estimate(price, w.unit("USD"))))
        elif share < 0.5:
            parts.append(w.say("caveat.breakeven_never"))
        return " ".join(parts)

    number = Band(row.low, float("nan"), row.median, float("nan"), row.high)
    weighed = _effect_sources(inputs, row.course)
    return judged(
        inputs, audience, "course_change", text, caveat, number, row.unit, weighed=weighed, probability=row.better
    )


def lower_and_same(inputs: BriefInput, row: Difference) -> tuple[float, float]:
    """Count the draws that a course changes.

    Args:
        inputs: what the brief is made from.
        row: an outcome of a course minus that of its reference.

    Returns:
        Share of the draws in which the outcome is lower, and share in which it is the same; where the draws are not held,
        the share of the comparison, and none.
    """
    pair = [inputs.outlooks.get((row.scenario, course)) for course in (row.reference, row.course)]
    totals = [outlook.totals[row.outcome] for outlook in pair if outlook is not None and row.outcome in outlook.totals]
    if len(totals) < 2:
        return row.better, 0.0
    gap = totals[1] - totals[0]
    return float((gap < 0).mean()), float((gap == 0).mean())


def _effect_sources(inputs: BriefInput, course: str) -> tuple[str, ...]:
    known = inputs.reports.by_id()
    texts = [f"{lever.effect.source} {lever.cost_source}" for lever in inputs.course(course).levers]
    words = {word.strip(".,;:()") for text in texts for word in text.replace("|", " ").split()}
    return tuple(sorted(words & set(known)))
