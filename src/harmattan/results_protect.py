"""What `harmattan protect` shows. Nothing of it tells where an opponent's effort would lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from harmattan.protect import Amount, Answer
from harmattan.recipes import Plan
from harmattan.recipes_protect import months_of

__all__ = ["protected"]

Result = dict[str, Any]


def protected(plan: Plan, answer: Answer) -> Result:
    """Lay out an answer.

    Args:
        plan: the run.
        answer: what was found.

    Returns:
        Break-evens first, then what each protection buys, the mix by month, other ways to place the same money, and how far the
        balance is from the simulation.
    """
    days = months_of(plan.as_of, plan.horizon_days)
    titles = {one.id: one.title for one in plan.case.protections}
    judged = "yes" if answer.judged else "no"
    return {
        "case": plan.case.id,
        "as_of": plan.as_of.isoformat(),
        "audience": plan.level,
        "scenario": answer.scenario,
        "budget_usd_a_month": answer.budget,
        "shift": answer.most,
        "draws": answer.draws,
        "rests_on_judgement": judged,
        "preferred": "",
        "break_evens": [
            {
                "protection": one.protection,
                "title": titles[one.protection],
                "as_good_as_best_other_at": one.needed,
                "side": one.side,
                "worth_its_cost_at": one.needed_worth,
                "believed_low": one.low,
                "believed_high": one.high,
                "stops_helping_above_usd_a_month": one.stops_at,
                "rests_on_judgement": "yes" if one.judged else "no",
            }
            for one in answer.alone
        ],
        "bought": [
            {
                "protection": one.protection,
                "budget_usd_a_month": step.budget,
                "spent_usd": step.spent,
                **_days(step.spared, "person_days_spared"),
            }
            for one in answer.alone
            for step in one.steps
        ],
        "short": [
            {"effort": name, **_days(amount, "person_days_short")}
            for name, amount in (("shifted", answer.short), ("as_believed", answer.short_unshifted))
        ],
        "mix": [{"first_day": days[one.month - 1].isoformat(), **asdict(one)} for one in answer.mix],
        "mix_spent": [
            {"month": number, "first_day": day.isoformat(), "spent_usd": spent}
            for number, (day, spent) in enumerate(zip(days, answer.spent, strict=True), start=1)
        ],
        "placed": [{"way": one.way, **_days(one.spared, "person_days_spared")} for one in answer.placed],
        "mix_gap_person_days": answer.gap,
        "check": [
            {"what": name, "balance": pair[0], "simulation": pair[1]}
            for name, pair in (("person_days_short", answer.checked_short), ("person_days_spared", answer.checked))
        ],
    }


def _days(amount: Amount, unit: str) -> Mapping[str, Any]:
    return {"unit": unit, **asdict(amount)}
