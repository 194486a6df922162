"""The judgement on what could turn: the government, talks, the blockade, cities."""

from __future__ import annotations

import math
import re

import numpy as np

from harmattan.brief.audience import Audience
from harmattan.brief.inputs import BriefInput
from harmattan.brief.judge.judging import judged
from harmattan.brief.wording import Wording
from harmattan.map.bands import Band
from harmattan.world.calendar import Calendar
from harmattan.world.choice import Path
from harmattan.world.outlook import Outlook
from harmattan.world.prior import Z95
from harmattan.world.statement import Statement

__all__ = ["TURNS", "assumes", "chance_of", "fall_range", "government"]

TURNS = ("government_falls", "blockade_lifted", "city_taken", "pact_any")
"""What could turn, in the order of the page; `pact_any` is that any town signs a local pact."""

_ASSUMED = {
    "government_falls": ("government_fall_assumed",),
    "blockade_lifted": ("national_deal_assumed",),
    "talks_or_deal": ("national_deal_assumed",),
}
_RATES = ("fall_rate", "talks_rate", "deal_rate", "lift_rate", "city_taken_rate", "pact_rate_siege")


def assumes(inputs: BriefInput, scenario: str, turn: str) -> bool:
    """Tell whether a scenario assumes that something happens.

    Args:
        inputs: what the brief is made from.
        scenario: id of the scenario.
        turn: one of `TURNS`, or `talks_or_deal`.

    Returns:
        True where it is assumed from a day of the outlook on, so that its chance is no finding; an assumption that begins
        after the last day changes nothing.
    """
    names = _ASSUMED.get(turn, ())
    assumed = (path for path in inputs.scenario(scenario).paths if path.variable in names and path.value > 0)
    return any(_holds(path, inputs.reference.calendar) for path in assumed)


def _holds(path: Path, calendar: Calendar) -> bool:
    """Tell whether a path holds on any day of the outlook."""
    first = max(path.after_days, 0 if path.from_day is None else calendar.index(path.from_day))
    last = calendar.days - 1 if path.until_day is None else min(calendar.index(path.until_day), calendar.days - 1)
    return first <= last


def chance_of(outlook: Outlook, turn: str) -> float:
    """Find the chance that something happens by the last day.

    Args:
        outlook: the days ahead.
        turn: one of `TURNS`, or `talks_or_deal`.

    Returns:
        The share of the draws; nan where it is not held.
    """
    if turn == "pact_any":
        signed = outlook.totals.get("pacts_signed")
        return math.nan if signed is None else float((signed > 0).mean())
    if turn == "talks_or_deal":
        held = [outlook.values[name] for name in ("national_talks", "national_deal") if name in outlook.values]
        return float(np.any([(one > 0).any(axis=(1, 2)) for one in held], axis=0).mean()) if held else math.nan
    total = outlook.totals.get(turn)
    return math.nan if total is None else float(total.mean())


def fall_range(inputs: BriefInput) -> tuple[float, float] | None:
    """Find the lowest and highest chance that the government falls, over the scenarios that do not assume it.

    Args:
        inputs: what the brief is made from.

    Returns:
        The two; None where fewer than two scenarios hold it.
    """
    course = inputs.reference_key[1]
    found = [
        chance_of(outlook, "government_falls")
        for (scenario, other), outlook in inputs.outlooks.items()
        if other == course and not assumes(inputs, scenario, "government_falls")
    ]
    found = [chance for chance in found if not math.isnan(chance)]
    return (min(found), max(found)) if len(found) > 1 else None


def government(inputs: BriefInput, audience: Audience) -> Statement | None:
    """State how likely the government is to fall, to talk, to see the blockade lifted or a city taken.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.

    Returns:
        The statement, or None where none of it is held.
    """
    scenario = inputs.reference_key[0]
    words_of = {
        "government_falls": "falls_short",
        "talks_or_deal": "talks_or_deal",
        "blockade_lifted": "lifted_short",
        "city_taken": "city_short",
    }
    chances = {turn: chance_of(inputs.reference, turn) for turn in words_of}
    chances = {turn: chance for turn, chance in chances.items() if not math.isnan(chance)}
    if "government_falls" not in chances:
        return None
    fall, spread = chances["government_falls"], fall_range(inputs)

    def event(turn: str, w: Wording) -> str:
        name, first = w.say(f"judgement.{words_of[turn]}"), turn == "government_falls"
        if assumes(inputs, scenario, turn):
            return w.say(f"judgement.government{'_first' if first else ''}_assumed", event=name)
        word, chance = w.likelihood(chances[turn]), w.chance(chances[turn])
        return w.say(f"judgement.government_{'first' if first else 'event'}", event=name, word=word, p=chance)

    def text(w: Wording) -> str:
        assumed = inputs.scenario(scenario)
        title = w.title(assumed.title, assumed.title_fr)
        fallen, *others = (event(turn, w) for turn in chances)
        said = [w.say("judgement.government", first=fallen, date=w.day(inputs.last_day), scenario=title)]
        if others:
            said.append(w.say("judgement.government_also", events=w.say("number.semicolon").join(others)))
        if spread is not None and w.chance(spread[0]) != w.chance(spread[1]):
            low, high = (w.chance(chance) for chance in spread)
            said.append(w.say("judgement.government_range", low=low, high=high))
        return " ".join(said)

    error = Z95 * math.sqrt(fall * (1.0 - fall) / inputs.reference.draws)
    number = Band(max(0.0, fall - error), math.nan, fall, math.nan, min(1.0, fall + error))
    return judged(
        inputs,
        audience,
        "government",
        text,
        lambda w: w.say("caveat.government"),
        number,
        "1",
        weighed=_precedents(inputs),
        probability=fall,
    )


def _precedents(inputs: BriefInput) -> tuple[str, ...]:
    """Name the reports that the base rates cite."""
    known = inputs.reports.by_id()
    cited = [entry.source for entry in inputs.situation.learned if entry.variable in _RATES]
    words = dict.fromkeys(word for source in cited for word in re.findall(r"\w+", source))
    return tuple(word for word in words if word in known)
